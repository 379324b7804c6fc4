//! Newton steps on numbers with 128 bits after the point.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use nalgebra::DMatrix;

use super::system::System;

/// Numbers are multiples of 2 to the power of minus this.
const BITS: usize = 128;
/// Floating-point derivatives gain about 15 digits a step.
const MAX_STEPS: usize = 10;

/// A point, in multiples of 2⁻¹²⁸, and the largest step that Newton's method would still take.
pub(super) struct Refined {
    pub point: Vec<IBig>,
    pub step: IBig,
}

/// Moves the pivots until the steps grow no smaller.
pub(super) fn refine(system: &System, x: &[f64], pivots: &[usize], inverse: &DMatrix<f64>) -> Refined {
    let mut point: Vec<IBig> = x.iter().map(|&x| fixed(x)).collect();
    let inverse = inverse.map(fixed);
    let mut steps = newton_steps(system, &point, &inverse);
    for _ in 0..MAX_STEPS {
        let mut next = point.clone();
        pivots.iter().zip(&steps).for_each(|(&pivot, step)| next[pivot] -= step);
        let next_steps = newton_steps(system, &next, &inverse);
        if largest(&next_steps) >= largest(&steps) {
            break;
        }
        (point, steps) = (next, next_steps);
    }
    Refined { step: largest(&steps), point }
}

impl Refined {
    /// A power of two, twice the step or more, and some units of the last place.
    pub fn radius(&self) -> RBig {
        let wanted = &self.step + &self.step + IBig::from(64);
        let mut power = IBig::ONE;
        while power < wanted {
            power = &power + &power;
        }
        rational(&power)
    }
}

/// The number as a fraction.
pub(super) fn rational(x: &IBig) -> RBig {
    RBig::from_parts(x.clone(), UBig::ONE << BITS)
}

/// A finite float, cut off.
fn fixed(x: f64) -> IBig {
    let exact = RBig::try_from(x).unwrap_or(RBig::ZERO);
    (exact.numerator() << BITS) / exact.denominator()
}

fn product(x: &IBig, y: &IBig) -> IBig {
    (x * y) >> BITS
}

/// A·F(x).
fn newton_steps(system: &System, x: &[IBig], inverse: &DMatrix<IBig>) -> Vec<IBig> {
    let values: Vec<IBig> = system
        .equations
        .iter()
        .map(|equation| {
            let terms = equation
                .terms
                .iter()
                .map(|(m, [i, j, k])| IBig::from(*m as i64) * product(&product(&x[*i], &x[*j]), &x[*k]));
            terms.fold(-fixed(equation.target), |sum, term| sum + term)
        })
        .collect();
    let row = |i: usize| (0..values.len()).fold(IBig::ZERO, |sum, e| sum + product(&inverse[(i, e)], &values[e]));
    (0..values.len()).map(row).collect()
}

fn largest(x: &[IBig]) -> IBig {
    x.iter().map(|x| if *x < IBig::ZERO { -x } else { x.clone() }).max().unwrap_or(IBig::ZERO)
}
