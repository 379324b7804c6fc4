//! For which values of the parameters a number is 0.

use std::collections::BTreeMap;

use num_traits::{One, Zero};
use serde::Serialize;

use crate::scalar::{Exact, NormalTerm, Scalar};

/// A condition f = 0 on unit parameters, and its solutions as far as they are known exactly.
#[derive(Debug, Clone, Serialize)]
pub struct Condition {
    /// f, which is to vanish.
    pub vanishing: Exact,
    /// For which parameters it does.
    pub solutions: Solutions,
}

/// The solutions of a condition among numbers of modulus 1.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Solutions {
    /// There are none: f is a non-zero number, or one of its summands outweighs the others.
    Never,
    /// The condition has one parameter; these are all roots of unity that satisfy it.
    RootsOfUnity {
        /// The parameter.
        parameter: String,
        /// Its values, by increasing angle.
        values: Vec<Exact>,
    },
    /// The condition holds exactly when all relations of one of the alternatives do.
    Relations {
        /// Alternatives, each a list of relations that hold together.
        alternatives: Vec<Vec<Relation>>,
    },
    /// Only the condition itself is known.
    Unsolved,
}

/// monomial = value.
#[derive(Debug, Clone, Serialize)]
pub struct Relation {
    /// A product of powers of parameters.
    pub monomial: Exact,
    /// A number of modulus 1.
    pub value: Exact,
}

/// Roots of unity are searched up to this degree of their field over the rationals.
const MAX_DEGREE: u64 = 600;

impl Condition {
    /// The condition that `vanishing`, which is not identically 0, is 0.
    #[must_use]
    pub fn new(vanishing: &Exact) -> Self {
        let solutions = match &vanishing.parameters()[..] {
            [] => Solutions::Never,
            [parameter] => roots_of_unity(vanishing, parameter),
            _ => relations(vanishing),
        };
        Condition { vanishing: vanishing.clone(), solutions }
    }

    /// The parameter and its values, for a condition on one parameter that was solved. A condition that never holds
    /// names no parameter.
    #[must_use]
    pub fn roots_of_unity(&self) -> Option<(&str, &[Exact])> {
        match &self.solutions {
            Solutions::RootsOfUnity { parameter, values } => Some((parameter, values)),
            _ => None,
        }
    }
}

/// f as a Laurent polynomial in its parameters: the coefficient of each monomial.
fn coefficients(f: &Exact) -> BTreeMap<BTreeMap<String, i32>, Exact> {
    let mut result: BTreeMap<BTreeMap<String, i32>, Exact> = BTreeMap::new();
    for term in f.normal_terms().unwrap_or_default() {
        let number = Exact::from_normal_term(&NormalTerm { parameters: BTreeMap::new(), ..term.clone() });
        *result.entry(term.parameters).or_insert_with(Exact::zero) += &number;
    }
    result
}

/// All roots of unity x with f(x) = 0.
///
/// A root of unity of order n that is a zero of a Laurent polynomial of width D over Q(ζ_N) has degree at most D over
/// Q(ζ_N): φ(lcm(n, N)) ≤ D·φ(N). That leaves finitely many n. Each candidate is tested exactly.
fn roots_of_unity(f: &Exact, parameter: &str) -> Solutions {
    let terms = f.normal_terms().unwrap_or_default();
    let exponents = || terms.iter().map(|term| i64::from(term.parameters.get(parameter).copied().unwrap_or(0)));
    let width = exponents().max().unwrap_or(0).abs_diff(exponents().min().unwrap_or(0));
    let field = terms.iter().fold(1u64, |order, term| lcm(order, u64::from(term.order)));
    let bound = width.saturating_mul(totient(field));
    if bound > MAX_DEGREE {
        return Solutions::Unsolved;
    }
    // φ(m) ≥ √(m/2) gives m ≤ 2·600², and such m have at most 7 prime factors: φ(m)/m ≥ Π (1 − 1/p) > 1/6.
    let largest = 6 * bound;
    let mut values = Vec::new();
    for n in (1..=largest).filter(|&n| totient(lcm(n, field)) <= bound) {
        for e in (0..n).filter(|&e| gcd(e, n) == 1) {
            let root = Exact::root_of_unity(e as i64, n);
            let may_vanish = |root: &Exact| {
                let value = root.to_complex()?;
                let at = f.evaluate(&BTreeMap::from([(parameter.to_owned(), value)])).ok()?;
                Some(at.norm() < 1e-6)
            };
            if may_vanish(&root) == Some(false) {
                continue;
            }
            if f.substitute(parameter, &root).is_ok_and(|value| value.is_zero()) {
                values.push((e as f64 / n as f64, root));
            }
        }
    }
    values.sort_by(|x, y| x.0.total_cmp(&y.0));
    let values = values.into_iter().map(|(_, root)| root).collect();
    Solutions::RootsOfUnity { parameter: parameter.to_owned(), values }
}

/// Two summands, or three of equal modulus, determine each other's ratios.
fn relations(f: &Exact) -> Solutions {
    let terms: Vec<(Exact, Exact)> = coefficients(f)
        .into_iter()
        .map(|(powers, coefficient)| {
            let monomial = powers.iter().fold(Exact::one(), |product, (name, &power)| {
                let base = Exact::parameter(name);
                let base = if power < 0 { base.conj() } else { base };
                product * &base.power(u64::from(power.unsigned_abs()))
            });
            (monomial, coefficient)
        })
        .collect();
    let same_modulus = terms.iter().all(|(_, coefficient)| coefficient.norm_squared() == terms[0].1.norm_squared());
    // monomial·coefficient = factor · (the first one).
    let relation = |at: usize, factor: &Exact| {
        let ratio = terms[0].1.checked_div(&terms[at].1)?;
        Some(Relation { monomial: terms[at].0.clone() * &terms[0].0.conj(), value: ratio * factor })
    };
    let alternatives = match terms.len() {
        2 if !same_modulus => return Solutions::Never,
        2 => relation(1, &-Exact::one()).map(|relation| vec![vec![relation]]),
        // Three numbers of one modulus add up to 0 when they are the corners of a triangle.
        3 if same_modulus => [1, 2]
            .into_iter()
            .map(|turn| {
                let corner = |n: i64| Exact::root_of_unity(n, 3);
                Some(vec![relation(1, &corner(turn))?, relation(2, &corner(-turn))?])
            })
            .collect(),
        _ => None,
    };
    alternatives.map_or(Solutions::Unsolved, |alternatives| Solutions::Relations { alternatives })
}

fn gcd(x: u64, y: u64) -> u64 {
    if y == 0 { x } else { gcd(y, x % y) }
}

fn lcm(x: u64, y: u64) -> u64 {
    x / gcd(x, y) * y
}

/// Euler's φ(n).
fn totient(n: u64) -> u64 {
    let (mut rest, mut result, mut p) = (n, n, 2);
    while p * p <= rest {
        if rest.is_multiple_of(p) {
            result -= result / p;
            while rest.is_multiple_of(p) {
                rest /= p;
            }
        }
        p += 1;
    }
    if rest > 1 { result - result / rest } else { result }
}
