//! An isolated point to hundreds of digits.

use dashu_int::IBig;
use dashu_int::ops::BitTest;

use super::walk::{Condition, Walk};
use crate::loss::Target;
use crate::variety::ResidualMap;

/// What refining a point came to.
pub(super) enum Refined {
    /// The unknowns as multiples of 2^(−bits), the equations fulfilled to all but some sixty bits.
    Point(Vec<IBig>),
    /// The equations cannot be fulfilled better than to this many bits.
    Stagnant(usize),
}

/// Rounds without progress after which the equations are held to be inconsistent here.
const PATIENCE: usize = 6;

/// Newton's iteration in fixed-point numbers of the given bits, with the normal equations of double precision throughout: each
/// round gains as many digits as they are good for.
pub(super) fn refine(walk: &Walk, bits: usize) -> Refined {
    let map = walk.map();
    let mut x: Vec<IBig> = walk.x.iter().map(|&x| fixed(x, bits)).collect();
    let (functionals, common) = functionals(walk);
    let mut history: Vec<usize> = Vec::new();
    loop {
        let residual = residual(map, &x, bits);
        let misses: Vec<IBig> = walk
            .conditions
            .iter()
            .map(|condition| miss(condition, &functionals, &common, &x, map.order(), bits))
            .collect();
        let size = residual.iter().chain(&misses).map(BitTest::bit_len).max().unwrap_or(0);
        if size < 60 {
            return Refined::Point(x);
        }
        if history.len() > PATIENCE && history[history.len() - PATIENCE] < size + 3 {
            return Refined::Stagnant(bits.saturating_sub(history.into_iter().min().unwrap_or(bits)));
        }
        history.push(size);
        // everything in units of 2^(size − bits)
        let floats = |values: &[IBig]| values.iter().map(|value| scaled(value, size)).collect::<Vec<f64>>();
        let step = walk.tangent().solve(map, &walk.x, walk.rows(), &floats(&residual), &floats(&misses));
        for (x, step) in x.iter_mut().zip(step) {
            // 62 bits behind the point of these units
            let integer = IBig::from((step * 2f64.powi(40)).round() as i64);
            *x -= if size >= 40 { integer << (size - 40) } else { integer >> (40 - size) };
        }
    }
}

/// 2ᵇⁱᵗˢ x.
fn fixed(x: f64, bits: usize) -> IBig {
    let value = dashu_ratio::RBig::try_from(x).unwrap_or(dashu_ratio::RBig::ZERO);
    (value.numerator() << bits) / value.denominator()
}

/// x / 2ˢⁱᶻᵉ.
fn scaled(x: &IBig, size: usize) -> f64 {
    let shift = size.saturating_sub(60);
    i64::try_from(&(x >> shift)).map_or(0.0, |x| x as f64) / 2f64.powi((size - shift) as i32)
}

/// The coordinate functionals as integers over a common denominator.
fn functionals(walk: &Walk) -> (Vec<Vec<(usize, IBig)>>, IBig) {
    use dashu_int::ops::Gcd;
    let inverse = walk.basis().inverse();
    let common = inverse.iter().flatten().fold(dashu_int::UBig::ONE, |common, c| {
        let shared = (&common).gcd(c.denominator());
        common * (c.denominator() / shared)
    });
    let common = IBig::from(common);
    let row = |row: &Vec<dashu_ratio::RBig>| {
        let entries = row.iter().enumerate().filter(|(_, c)| !c.is_zero());
        entries.map(|(g, c)| (g, c.numerator() * (&common / c.denominator()))).collect()
    };
    (inverse.iter().map(row).collect(), common)
}

fn miss(
    condition: &Condition,
    functionals: &[Vec<(usize, IBig)>],
    common: &IBig,
    x: &[IBig],
    d: usize,
    bits: usize,
) -> IBig {
    let mut sum = IBig::ZERO;
    for &(at, sign) in &condition.terms {
        let (from, i) = (at / d * d, at % d);
        for (g, c) in &functionals[i] {
            let product = c * &x[from + g];
            if sign < 0 { sum -= product } else { sum += product }
        }
    }
    let (p, q) = condition.value;
    sum / common - (IBig::from(p) << bits) / IBig::from(q)
}

/// F at a point in fixed-point numbers.
fn residual(map: &ResidualMap, x: &[IBig], bits: usize) -> Vec<IBig> {
    use rayon::prelude::*;
    let (d, length) = (map.order(), map.order() * map.width());
    let one = IBig::ONE << bits;
    let constant = if map.target() == Target::ZeroMean { &one / IBig::from(d) } else { IBig::ZERO };
    let of_pair = |at: usize| {
        let mut outputs = vec![IBig::ZERO; d];
        for j in 0..map.width() {
            let input = &x[j * d + at / d] + &x[length + j * d + at % d];
            let square = (&input * &input) >> bits;
            outputs.iter_mut().zip(&x[2 * length + j * d..]).for_each(|(o, v)| *o += &square * v);
        }
        let mut outputs: Vec<IBig> = outputs.into_iter().map(|o| (o >> bits) + &constant).collect();
        outputs[map.products()[at]] -= &one;
        outputs
    };
    (0..d * d).into_par_iter().flat_map_iter(of_pair).collect()
}

/// The coordinates of a point in the basis of a walk, as fixed-point numbers.
pub(super) fn fixed_coordinates(walk: &Walk, x: &[IBig]) -> Vec<IBig> {
    let (functionals, common) = functionals(walk);
    let of = |function: &[IBig]| -> Vec<IBig> {
        functionals.iter().map(|row| row.iter().map(|(g, c)| c * &function[*g]).sum::<IBig>() / &common).collect()
    };
    x.chunks_exact(walk.map().order()).flat_map(of).collect()
}
