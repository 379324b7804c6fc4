//! Square roots of rational numbers, which are sums of roots of unity.

use num_traits::Zero;

use super::Exact;
use crate::number;
use crate::scalar::{Cyclotomic, Scalar};

impl Exact {
    /// The positive square root of a positive rational number, by Gauss sums; `None` for other numbers, and for rationals
    /// whose numerator times denominator exceeds 2³².
    #[must_use]
    pub fn rational_square_root(&self) -> Option<Exact> {
        let value = self.to_rational().filter(|value| !value.is_zero())?;
        let (p, q) = (u32::try_from(value.numerator()).ok()?, u32::try_from(value.denominator()).ok()?);
        let mut root = Exact::from_ratio(1, u64::from(q));
        for (prime, power) in number::prime_powers(p.checked_mul(q)?) {
            let times = power.ilog(prime);
            root = root * &Exact::from_ratio(i64::from(prime.pow(times / 2)), 1);
            if times % 2 == 1 {
                root = (root * &root_of_prime(prime)).shortened();
            }
        }
        Some(root)
    }
}

/// √p = ζ_8 + ζ_8⁻¹ for p = 2, and otherwise Σ_x ζ_p^(x²), over i when p = 3 modulo 4.
fn root_of_prime(p: u32) -> Exact {
    let root = |numerator: u64, order: u32| Exact::root_of_unity(numerator as i64, u64::from(order));
    if p == 2 {
        return root(1, 8) + root(7, 8);
    }
    let p64 = u64::from(p);
    let sum = (0..p64).fold(Exact::zero(), |sum, x| sum + root(x * x % p64, p));
    if p % 4 == 1 { sum } else { sum * &root(3, 4) }
}

#[cfg(test)]
mod tests {
    use num_traits::One;

    use super::*;

    #[test]
    fn squares_of_square_roots() {
        for (p, q) in [(1, 1), (2, 1), (3, 1), (4, 9), (5, 3), (7, 2), (12, 5), (30, 1), (1, 7), (11, 13)] {
            let value = Exact::from_ratio(p, q);
            let root = value.rational_square_root().expect("a positive rational");
            assert_eq!(root.squared(), value);
            let float = root.to_complex().expect("a number");
            assert!((float.re - (p as f64 / q as f64).sqrt()).abs() < 1e-12 && float.im.abs() < 1e-12, "{p}/{q}");
        }
        assert!(Exact::from_ratio(-2, 1).rational_square_root().is_none());
        assert!(Exact::zero().rational_square_root().is_none());
        assert!(Exact::i().rational_square_root().is_none());
        assert_eq!(Exact::one().rational_square_root(), Some(Exact::one()));
    }
}
