//! Characters as exact numbers: sums of roots of unity.

use num_complex::Complex64;
use num_traits::Zero;

use crate::group::Group;
use crate::scalar::{Cyclotomic, Exact, Scalar};

/// χ(g) for all g, from floating-point values: the eigenvalues of ρ(g) are roots of unity of order o(g), and ζᵏ is one
/// (1/o) Σ_i χ(gⁱ) ζ^−ik times. `None` when a multiplicity is no whole number.
///
/// What is built on the result is checked exactly.
pub(super) fn exact(group: &Group, character: &[Complex64]) -> Option<Vec<Exact>> {
    let mut values = vec![Exact::zero(); group.order()];
    for class in group.classes() {
        let value = on_class(group, character, class[0])?;
        class.iter().for_each(|&g| values[g] = value.clone());
    }
    Some(values)
}

fn on_class(group: &Group, character: &[Complex64], g: usize) -> Option<Exact> {
    let order = group.element_order(g);
    let mut powers = vec![group.identity()];
    (1..order).for_each(|i| powers.push(group.multiply(powers[i - 1], g)));
    let mut sum = Exact::zero();
    for k in 0..order {
        let turn = |i: usize| Complex64::cis(-std::f64::consts::TAU * ((i * k) % order) as f64 / order as f64);
        let times = powers.iter().enumerate().map(|(i, &x)| character[x] * turn(i)).sum::<Complex64>() / order as f64;
        if (times - times.re.round()).norm() > 1e-6 {
            return None;
        }
        sum += &(Exact::root_of_unity(k as i64, order as u64) * &Exact::from_ratio(times.re.round() as i64, 1));
    }
    Some(sum)
}
