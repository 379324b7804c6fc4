//! The field Q(ζ_n) ∩ R by its embeddings into the real numbers, and square roots within it.

use std::collections::BTreeMap;

use dashu_ratio::RBig;
use nalgebra::{DMatrix, DVector};
use num_traits::One;

use crate::number::{gcd, lcm, totient};
use crate::scalar::{Cyclotomic, Exact, NormalTerm, Scalar};

/// The largest degree φ(n)/2.
const MAX_DEGREE: usize = 64;
/// 2 to this power is how many choices of signs are tried.
const MAX_SIGNS: usize = 16;

/// Q(ζ_n) ∩ R: the automorphisms ζ_n ↦ ζ_n^a, a ∈ (Z/n)* modulo ±1, and what turns the conjugates of an integer into its
/// coefficients in the basis 1, ζ_n^j + ζ_n^−j of the integers.
pub(super) struct RealField {
    order: u64,
    units: Vec<u64>,
    coefficients: DMatrix<f64>,
}

impl RealField {
    pub fn new(order: u64) -> Option<Self> {
        if totient(u32::try_from(order).ok()?) as usize > 2 * MAX_DEGREE {
            return None;
        }
        let units: Vec<u64> = (1..=order / 2).filter(|&a| gcd(a, order) == 1).collect();
        let value = |a: u64, j: usize| if j == 0 { 1.0 } else { 2.0 * cosine(a * j as u64, order) };
        let embedding = DMatrix::from_fn(units.len(), units.len(), |at, j| value(units[at], j));
        Some(RealField { order, units, coefficients: embedding.try_inverse()? })
    }

    /// The product of the conjugates of a real number, each once.
    pub fn norm(&self, x: &Exact) -> Option<RBig> {
        let terms = x.normal_terms()?;
        let cosets = self.cosets(&self.stabilizer(&self.conjugates(&terms)));
        let conjugate = |a: u64| {
            terms.iter().fold(Exact::from_ratio(0, 1), |sum, term| {
                let root = Exact::root_of_unity((a * u64::from(term.exponent)) as i64, u64::from(term.order));
                sum + Exact::from_rational(term.coefficient.clone()) * &root
            })
        };
        let product = |product: Exact, coset: &Vec<usize>| (product * &conjugate(self.units[coset[0]])).shortened();
        cosets.iter().fold(Exact::one(), product).to_rational()
    }

    /// The square root of a number of the field in the field, if there is one.
    pub fn square_root(&self, x: &Exact) -> Option<Exact> {
        let terms = x.normal_terms()?;
        // of the multiple of x by m², which is an integer, the roots are integers
        let multiple = common_denominator(&terms)?;
        let conjugates = self.conjugates(&terms);
        if conjugates.iter().any(|&value| value <= 0.0) {
            return None;
        }
        let stabilizer = self.stabilizer(&conjugates);
        let cosets = self.cosets(&stabilizer);
        let characters = self.sign_characters(&stabilizer);
        if cosets.len() - 1 + characters.len().ilog2() as usize > MAX_SIGNS {
            return None;
        }
        let roots: Vec<f64> = conjugates.iter().map(|value| value.sqrt() * multiple as f64).collect();
        characters.iter().find_map(|character| {
            let parts = cosets.iter().map(|coset| self.part(&roots, coset, character)).collect::<Vec<_>>();
            integral_sums(parts).find_map(|sum| {
                let root = self.number(&sum, multiple);
                (root.squared() == *x).then_some(root)
            })
        })
    }

    /// σ_a(x) for every unit a.
    fn conjugates(&self, terms: &[NormalTerm]) -> Vec<f64> {
        let term = |a: u64, term: &NormalTerm| {
            let exponent = u64::from(term.exponent) * (self.order / u64::from(term.order));
            term.coefficient.to_f64().value() * cosine(a * exponent, self.order)
        };
        self.units.iter().map(|&a| terms.iter().map(|own| term(a, own)).sum()).collect()
    }

    /// The units that leave the first conjugate as it is. A wrong guess is found when the root is squared.
    fn stabilizer(&self, conjugates: &[f64]) -> Vec<usize> {
        let size = conjugates.iter().fold(0.0f64, |most, value| most.max(value.abs()));
        (0..self.units.len()).filter(|&at| (conjugates[at] - conjugates[0]).abs() < 1e-9 * size).collect()
    }

    /// The cosets of a subgroup, that of 1 first, each with the image of 1 in front.
    fn cosets(&self, subgroup: &[usize]) -> Vec<Vec<usize>> {
        let mut cosets: Vec<Vec<usize>> = Vec::new();
        for at in 0..self.units.len() {
            if !cosets.iter().any(|coset| coset.contains(&at)) {
                cosets.push(subgroup.iter().map(|&h| self.times(at, h)).collect());
            }
        }
        cosets
    }

    /// The homomorphisms of a subgroup into ±1.
    fn sign_characters(&self, subgroup: &[usize]) -> Vec<BTreeMap<usize, f64>> {
        let squares = subgroup.iter().map(|&h| (self.times(h, h), 1.0)).collect();
        let mut characters: Vec<BTreeMap<usize, f64>> = vec![squares];
        for &h in subgroup {
            if characters[0].contains_key(&h) {
                continue;
            }
            let extended = |character: &BTreeMap<usize, f64>, sign: f64| {
                let others = character.iter().map(|(&at, value)| (self.times(at, h), sign * value));
                others.chain(character.clone()).collect()
            };
            characters = characters.iter().flat_map(|own| [extended(own, 1.0), extended(own, -1.0)]).collect();
        }
        characters
    }

    /// The coefficients that the conjugates of one coset contribute.
    fn part(&self, roots: &[f64], coset: &[usize], character: &BTreeMap<usize, f64>) -> DVector<f64> {
        let shift = coset[0];
        let mut part = DVector::zeros(self.units.len());
        for (&h, sign) in character {
            let at = self.times(shift, h);
            part.axpy(sign * roots[at], &self.coefficients.column(at), 1.0);
        }
        part
    }

    /// The number with the given coefficients over `denominator`.
    fn number(&self, coefficients: &DVector<f64>, denominator: u64) -> Exact {
        let root = |j: i64| Exact::root_of_unity(j, self.order);
        let basis = |j: usize| if j == 0 { Exact::one() } else { root(j as i64) + root(-(j as i64)) };
        let terms = coefficients.iter().enumerate().filter(|(_, value)| value.round() != 0.0);
        let sum = terms.fold(Exact::from_ratio(0, 1), |sum, (j, value)| {
            sum + basis(j) * &Exact::from_ratio(value.round() as i64, denominator)
        });
        sum.shortened()
    }

    fn times(&self, x: usize, y: usize) -> usize {
        let product = self.units[x] * self.units[y] % self.order;
        let unit = product.min(self.order - product);
        self.units.binary_search(&unit).expect("the units are closed under products")
    }
}

/// The least common multiple of the denominators, up to 2⁴⁰.
pub(super) fn common_denominator(terms: &[NormalTerm]) -> Option<u64> {
    let denominator = |term: &NormalTerm| u64::try_from(term.coefficient.denominator()).ok();
    terms.iter().try_fold(1, |m, term| lcm(m, denominator(term)?, 1 << 40))
}

/// cos(2π · numerator / order).
fn cosine(numerator: u64, order: u64) -> f64 {
    (std::f64::consts::TAU * (numerator % order) as f64 / order as f64).cos()
}

/// Of all sums ± of the parts, the first with +, those of whole numbers; from each to the next one sign changes.
fn integral_sums(parts: Vec<DVector<f64>>) -> impl Iterator<Item = DVector<f64>> {
    let mut sum = parts.iter().fold(DVector::zeros(parts[0].len()), |sum, part| sum + part);
    let mut signs = vec![1.0; parts.len()];
    (0..1usize << (parts.len() - 1)).filter_map(move |step| {
        if step > 0 {
            let at = step.trailing_zeros() as usize + 1;
            sum.axpy(-2.0 * signs[at], &parts[at], 1.0);
            signs[at] = -signs[at];
        }
        let is_whole = |x: &f64| (x - x.round()).abs() < 1e-4 && x.abs() < 1e9;
        sum.iter().all(is_whole).then(|| sum.clone())
    })
}
