//! Real roots of polynomials: counted by Sturm's theorem, isolated and refined by bisection.

use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::polynomial::{Polynomial, sign};

/// An interval (low, high] of rational numbers.
pub type Interval = [RBig; 2];

/// The number of different real roots in (low, high], for low < high: by Sturm, the sign changes that are lost.
///
/// ```
/// use cogring::scalar::algebraic::{Polynomial, count_roots};
/// let q = Polynomial::from_words(&[-2, 0, 1]);
/// assert_eq!(count_roots(&q, &[0.into(), 2.into()]), 1);
/// assert_eq!(count_roots(&q, &[(-2).into(), 2.into()]), 2);
/// assert_eq!(count_roots(&q, &[2.into(), 3.into()]), 0);
/// ```
#[must_use]
pub fn count_roots(polynomial: &Polynomial, [low, high]: &Interval) -> usize {
    let chain = sturm_chain(polynomial);
    changes(&chain, low).saturating_sub(changes(&chain, high))
}

/// Disjoint intervals with one real root each, in increasing order, that hold all of them.
#[must_use]
pub fn isolate_roots(polynomial: &Polynomial) -> Vec<Interval> {
    if polynomial.degree() == 0 {
        return Vec::new();
    }
    let chain = sturm_chain(polynomial);
    // Cauchy: |root| ≤ 1 + max |c_i / c_n| < 2^bits.
    let bound = RBig::from(IBig::from(UBig::ONE << (polynomial.bits() + 1)));
    let all = [-bound.clone(), bound];
    let mut found = Vec::new();
    split(&chain, all, &mut found);
    found
}

fn split(chain: &[Polynomial], [low, high]: Interval, found: &mut Vec<Interval>) {
    match changes(chain, &low).saturating_sub(changes(chain, &high)) {
        0 => {}
        1 => found.push([low, high]),
        _ => {
            let middle = (&low + &high) / RBig::from(2);
            split(chain, [low, middle.clone()], found);
            split(chain, [middle, high], found);
        }
    }
}

/// A subinterval of at most the given width around the one root that `polynomial` has in `interval`, a simple one.
#[must_use]
pub fn refine_root(polynomial: &Polynomial, interval: &Interval, width: &RBig) -> Interval {
    let [mut low, mut high] = interval.clone();
    let above = match polynomial.sign_at(&high) {
        0 => return [high.clone() - width, high],
        above => above,
    };
    while &high - &low > *width {
        let middle = (&low + &high) / RBig::from(2);
        match polynomial.sign_at(&middle) {
            0 => return [middle.clone() - width, middle],
            there if there == above => high = middle,
            _ => low = middle,
        }
    }
    [low, high]
}

/// 2ᵇⁱᵗˢ times the one root that `polynomial` has in `interval`, a simple one, to a few units.
///
/// Bisection to a double, then Newton's iteration with twice the bits each time.
#[must_use]
pub fn fixed_root(polynomial: &Polynomial, interval: &Interval, bits: usize) -> IBig {
    let guard = 32 + polynomial.bits();
    let precision = bits + guard;
    let start = refine_root(polynomial, interval, &RBig::from_parts(IBig::ONE, UBig::ONE << 60));
    let derivative = polynomial.derivative();
    let mut x = ((start[0].numerator() << precision) / start[0].denominator()).clone();
    for _ in 0..precision.bit_len() + 4 {
        let (value, slope) = (polynomial.at_fixed(&x, precision), derivative.at_fixed(&x, precision));
        if slope == IBig::ZERO {
            break;
        }
        let step = (value << precision) / slope;
        x -= &step;
        if step.bit_len() <= guard / 2 {
            break;
        }
    }
    x >> guard
}

/// The square-free part's Sturm chain: p, p′, and the negative remainders.
fn sturm_chain(polynomial: &Polynomial) -> Vec<Polynomial> {
    let (mut last, mut next) = (polynomial.clone(), polynomial.derivative());
    let mut chain = Vec::new();
    while !next.is_zero() {
        let rest = last.signed_remainder(&next).scaled(&IBig::NEG_ONE);
        chain.push(last);
        (last, next) = (next, rest);
    }
    chain.push(last);
    chain
}

fn changes(chain: &[Polynomial], x: &RBig) -> usize {
    let signs: Vec<i32> = chain.iter().map(|p| sign(p.at(x).numerator())).filter(|&sign| sign != 0).collect();
    signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
}
