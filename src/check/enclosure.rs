//! The Newton–Kantorovich test of an enclosure, in intervals.
//!
//! The equations are derived anew, as polynomials in the unknowns. With the point x, the approximate inverse A of the
//! derivative by the pivots and r the radius,
//!
//! ```text
//! Y = ‖A·f(x)‖,   Z₀ = ‖1 − A·f'(x)‖,   Z₂ ≥ ‖A·f''‖ on the ball of radius r     (maximum norms)
//! Y + Z₀r + ½Z₂r² ≤ r   and   Z₀ + Z₂r < 1
//! ```
//!
//! make x ↦ x − A·f(x) a contraction of the ball, whose fixed point is a solution.

use dashu_ratio::RBig;

use super::FalseClaim;
use super::characters::Characters;
use super::interval::{Complex, Interval};
use super::polynomial::{Equation, Polynomial, Polynomials, parts};
use super::reading::{character, fraction};
use super::residuals::{Vectors, minus_target};
use crate::certificate::{EnclosedEntry, Enclosure};
use crate::{Error, Result};

/// The most equations, and the most unknowns.
const MAX_EQUATIONS: usize = 400;
const MAX_UNKNOWNS: usize = 1 << 14;

/// A frequency, and the numbers of the unknowns that are the real and the imaginary part of the entry.
type Unknown = (i64, (usize, Option<usize>));

/// An enclosure with its numbers read.
pub(super) struct Enclosed {
    pub frequencies: Vec<i64>,
    pub hat_closes_r_n: bool,
    /// The vectors of each node.
    nodes: Vec<[Vec<Unknown>; 3]>,
    point: Vec<Interval>,
    equations: Vec<Equation>,
    pivots: Vec<usize>,
    inverse: Vec<Interval>,
    radius: Interval,
}

impl Enclosed {
    /// # Errors
    /// When something is not written as it must be, or is more than a check does.
    pub fn read(characters: &Characters, enclosure: &Enclosure) -> Result<Self> {
        let mut point = Vec::new();
        let mut nodes = Vec::with_capacity(enclosure.nodes.len());
        for node in &enclosure.nodes {
            let [a, b, c] = [&node.a, &node.b, &node.c].map(|entries| vector(characters, entries, &mut point));
            nodes.push([a?, b?, c?]);
        }
        let frequencies = enclosure.frequencies.iter().map(|k| character(characters, k)).collect::<Result<Vec<_>>>()?;
        let mut read = Enclosed {
            frequencies,
            hat_closes_r_n: enclosure.hat_closes_r_n,
            nodes,
            point,
            equations: Vec::new(),
            pivots: enclosure.pivots.clone(),
            inverse: enclosure.inverse.iter().map(|x| Interval::float(*x)).collect(),
            radius: Interval::rational(&fraction(&enclosure.radius)?),
        };
        if read.point.len() > MAX_UNKNOWNS {
            let count = read.point.len();
            return Err(Error::unsupported(format!(
                "an enclosure of {count} unknowns; at most {MAX_UNKNOWNS} are checked"
            )));
        }
        read.equations = read.system(characters);
        let equations = read.equations.len();
        if equations > MAX_EQUATIONS {
            return Err(Error::unsupported(format!(
                "an enclosure with {equations} equations; at most {MAX_EQUATIONS} are checked"
            )));
        }
        let fits = read.pivots.len() == equations && read.inverse.len() == equations * equations;
        let increasing = read.pivots.is_sorted_by(|x, y| x < y);
        if !fits || !increasing || read.pivots.last().is_some_and(|last| *last >= read.point.len()) {
            return Err(Error::format(format!(
                "{equations} equations need as many pivots, increasing and below {}, and a square inverse",
                read.point.len()
            )));
        }
        if !enclosure.inverse.iter().all(|x| x.is_finite()) || fraction(&enclosure.radius)? <= RBig::ZERO {
            return Err(Error::format("the inverse must be finite and the radius positive"));
        }
        Ok(read)
    }

    /// The real equations in the order that the format gives them.
    fn system(&self, characters: &Characters) -> Vec<Equation> {
        let unknown = |at: usize, im: Option<usize>, sign: i64| -> Polynomial {
            let re = (vec![at], (1, 0));
            im.map(|im| (vec![im], (0, sign))).into_iter().chain([re]).collect()
        };
        let nodes: Vec<Vectors<Polynomial>> = self.with_partners(characters, unknown);
        let sums = minus_target(&Polynomials, characters, &nodes, &self.frequencies, self.hat_closes_r_n);
        let kept = sums.iter().filter(|((k, (k1, k2)), _)| {
            // At k = −k the coefficient at (−k1, −k2) is the conjugate of that at (k1, k2).
            characters.negative(*k) != *k || (*k1, *k2) <= (characters.negative(*k1), characters.negative(*k2))
        });
        kept.flat_map(|(_, polynomial)| parts(polynomial)).filter(|equation| !equation.is_empty()).collect()
    }

    /// The vectors of all nodes with their conjugate partners, from the numbers of the unknowns.
    fn with_partners<V>(
        &self,
        characters: &Characters,
        value: impl Fn(usize, Option<usize>, i64) -> V,
    ) -> Vec<Vectors<V>> {
        let value = |&(re, im): &_, conjugated| value(re, im, if conjugated { -1 } else { 1 });
        self.nodes.iter().map(|node| [0, 1, 2].map(|channel| characters.with_partners(&node[channel], value))).collect()
    }

    /// The nodes of the exact solution, as far as they are known.
    pub fn values(&self, characters: &Characters) -> Vec<Vectors<Complex>> {
        let part = |at: usize| match self.pivots.binary_search(&at) {
            Ok(_) => self.point[at].widened(&self.radius),
            Err(_) => self.point[at].clone(),
        };
        self.with_partners(characters, |re, im, sign| {
            let im = im.map_or(Interval::integer(0), part);
            let value = Complex { re: part(re), im };
            if sign < 0 { value.conj() } else { value }
        })
    }

    /// The first inequality of the test that does not hold.
    pub fn refusal(&self) -> Option<FalseClaim> {
        let size = self.equations.len();
        let rows: Vec<&[Interval]> = self.inverse.chunks_exact(size.max(1)).collect();
        let zero = || Interval::integer(0);
        let applied = |row: &[Interval], vector: &dyn Fn(usize) -> Interval| {
            row.iter().enumerate().fold(zero(), |sum, (e, entry)| sum.plus(&entry.times(&vector(e))))
        };
        let values: Vec<Interval> = self.equations.iter().map(|equation| self.value(equation)).collect();
        let step = rows.iter().map(|row| applied(row, &|e| values[e].clone()).largest()).fold(zero(), Interval::larger);
        let slopes: Vec<Vec<Interval>> = self.equations.iter().map(|equation| self.slopes(equation)).collect();
        let defect = rows.iter().enumerate().map(|(i, row)| {
            let mut sums = vec![zero(); size];
            sums[i] = Interval::integer(-1);
            for (entry, slopes) in row.iter().zip(&slopes) {
                for (sum, slope) in sums.iter_mut().zip(slopes).filter(|(_, slope)| **slope != zero()) {
                    *sum = sum.plus(&entry.times(slope));
                }
            }
            sums.iter().fold(zero(), |sum, x| sum.plus(&x.largest()))
        });
        let defect = defect.fold(zero(), |x, y| x.larger(y.largest()));
        let bounds: Vec<Interval> = self.equations.iter().map(|equation| self.curvature(equation)).collect();
        let curvature = rows.iter().map(|row| {
            row.iter().zip(&bounds).fold(zero(), |sum, (a, bound)| sum.plus(&a.largest().times(bound))).largest()
        });
        let curvature = curvature.fold(zero(), Interval::larger);
        let bent = curvature.times(&self.radius);
        let image = step.plus(&defect.times(&self.radius)).plus(&bent.times(&self.radius).over(2));
        let contraction = defect.plus(&bent);
        let fails = |inequality: &str, left: &Interval, right: &Interval| {
            let reason =
                format!("is not proved: {inequality} fails, {:.3e} against {:.3e}", left.to_f64(), right.to_f64());
            FalseClaim::new(format!("the enclosure of k = {:?}", self.frequencies), reason)
        };
        if !image.is_at_most(&self.radius) {
            return Some(fails("Y + Z₀r + ½Z₂r² ≤ r", &image, &self.radius));
        }
        let half = Interval::integer(1).over(2);
        (!contraction.is_at_most(&half)).then(|| fails("Z₀ + Z₂r ≤ ½", &contraction, &half))
    }

    fn value(&self, equation: &Equation) -> Interval {
        let term = |(coefficient, monomial): &(i64, Vec<usize>)| {
            monomial.iter().fold(Interval::integer(*coefficient), |product, &at| product.times(&self.point[at]))
        };
        equation.iter().fold(Interval::integer(0), |sum, part| sum.plus(&term(part)))
    }

    /// The derivatives by the pivots.
    fn slopes(&self, equation: &Equation) -> Vec<Interval> {
        let mut slopes = vec![Interval::integer(0); self.pivots.len()];
        for (coefficient, monomial) in equation {
            for (position, unknown) in monomial.iter().enumerate() {
                let Ok(pivot) = self.pivots.binary_search(unknown) else { continue };
                let others = monomial.iter().enumerate().filter(|(other, _)| *other != position);
                let slope =
                    others.fold(Interval::integer(*coefficient), |product, (_, &at)| product.times(&self.point[at]));
                slopes[pivot] = slopes[pivot].plus(&slope);
            }
        }
        slopes
    }

    /// Σ |∂ᵢ∂ⱼ f| over pairs of pivots, on the ball: monomial by monomial.
    fn curvature(&self, equation: &Equation) -> Interval {
        let is_pivot = |at: usize| self.pivots.binary_search(&at).is_ok();
        let size = |at: usize| {
            let largest = self.point[at].largest();
            if is_pivot(at) { largest.plus(&self.radius) } else { largest }
        };
        let mut bound = Interval::integer(0);
        for (coefficient, monomial) in equation {
            for (i, j) in (0..monomial.len()).flat_map(|i| (0..monomial.len()).map(move |j| (i, j))) {
                if i == j || !is_pivot(monomial[i]) || !is_pivot(monomial[j]) {
                    continue;
                }
                let others = monomial.iter().enumerate().filter(|(other, _)| *other != i && *other != j);
                let product =
                    others.fold(Interval::integer(coefficient.abs()), |product, (_, &at)| product.times(&size(at)));
                bound = bound.plus(&product.largest());
            }
        }
        bound
    }
}

/// The entries of a vector, their parts added to the unknowns.
fn vector(characters: &Characters, entries: &[EnclosedEntry], point: &mut Vec<Interval>) -> Result<Vec<Unknown>> {
    let mut vector: Vec<Unknown> = Vec::with_capacity(entries.len());
    for entry in entries {
        let k = character(characters, &entry.k)?;
        if !characters.is_representative(k) || vector.last().is_some_and(|(last, ..)| *last >= k) {
            return Err(Error::format("the frequencies of a vector must be representatives of pairs ±k, increasing"));
        }
        let mut push = |x: &RBig| {
            point.push(Interval::rational(x));
            point.len() - 1
        };
        let (re, im) = (fraction(&entry.re)?, fraction(&entry.im)?);
        let is_real = characters.negative(k) == k;
        if is_real && !im.is_zero() {
            return Err(Error::format(format!("the entry at k = {:?} is not real", entry.k)));
        }
        let re = push(&re);
        let im = (!is_real).then(|| push(&im));
        vector.push((k, (re, im)));
    }
    Ok(vector)
}
