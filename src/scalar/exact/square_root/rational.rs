//! Square roots of rational numbers, by Gauss sums.

use dashu_ratio::RBig;
use num_traits::Zero;

use crate::number::prime_powers;
use crate::scalar::{Cyclotomic, Exact, Scalar};

/// Primes from here on are not looked for, and a prime p has a root of p terms.
const PRIMES_BELOW: u32 = 10_000;

/// The positive square root; `None` for numbers that are not positive, and where a prime above the limit has an odd power in
/// numerator · denominator.
pub(super) fn square_root(value: &RBig) -> Option<Exact> {
    let (p, q) = (u32::try_from(value.numerator()).ok()?, u32::try_from(value.denominator()).ok()?);
    let product = p.checked_mul(q).filter(|&product| product > 0)?;
    let mut root = Exact::from_ratio(1, u64::from(q));
    for (prime, power) in prime_powers(product) {
        let times = power.ilog(prime);
        root = root * &Exact::from_ratio(i64::from(prime.pow(times / 2)), 1);
        if times % 2 == 1 {
            root = (root * &root_of_prime(prime)?).shortened();
        }
    }
    Some(root)
}

/// The primes below the limit that divide a whole number.
pub(super) fn primes(value: &RBig) -> Vec<u32> {
    let whole = value.numerator().clone().into_parts().1;
    (2..PRIMES_BELOW)
        .filter(|&p| !whole.is_zero() && (&whole % p).is_zero())
        .filter(|&p| (2..p).take_while(|q| q * q <= p).all(|q| !p.is_multiple_of(q)))
        .collect()
}

/// √p = ζ_8 + ζ_8⁻¹ for p = 2, and otherwise Σ_x ζ_p^(x²), over i when p = 3 modulo 4.
fn root_of_prime(p: u32) -> Option<Exact> {
    let root = |numerator: u64, order: u32| Exact::root_of_unity(numerator as i64, u64::from(order));
    if p == 2 {
        return Some(root(1, 8) + root(7, 8));
    }
    let p64 = u64::from(p);
    let sum = || (0..p64).fold(Exact::zero(), |sum, x| sum + root(x * x % p64, p));
    (p < PRIMES_BELOW).then(|| if p % 4 == 1 { sum() } else { sum() * &root(3, 4) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_of_whole_numbers() {
        assert_eq!(primes(&RBig::from(-8 * 9 * 5)), [2, 3, 5]);
        assert!(primes(&RBig::ZERO).is_empty());
    }
}
