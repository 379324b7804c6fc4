//! Square roots of real numbers that are sums of roots of unity again.

mod rational;
mod real_field;

use super::Exact;
use crate::number::lcm;
use crate::scalar::{Cyclotomic, Scalar};
use real_field::RealField;

/// More primes than this are not combined.
const MAX_PRIMES: usize = 6;

impl Exact {
    /// The positive square root of a positive number x of a real subfield of Q(ζ_n), when it is a sum of roots of unity.
    ///
    /// Let 4 | n, which loses nothing, and 2ᵏ ‖ n. A quadratic extension of Q(ζ_n) that is Abelian over Q arises from √d and √u,
    /// where d is a product of odd primes that do not divide n and u = 2 + 2 cos(2π/2ᵏ) = (2 cos(π/2ᵏ))² (Kronecker and Weber).
    /// So √x is a sum of roots of unity exactly when x, dx, ux or dux is a square in Q(ζ_n) ∩ R for such a d, and its primes
    /// divide the denominators of x or the norm of its numerator. The square root in the field is found from floating-point conjugates, squared, and compared.
    ///
    /// `None` for numbers that are not positive or have parameters; where no root is a sum of roots of unity, as for 1 + √2;
    /// and beyond the limits of the search: φ(n) ≤ 128, primes below 10⁴, and 2¹⁶ choices of signs of conjugates.
    ///
    /// ```
    /// use cogring::{Cyclotomic, Scalar, scalar::Exact};
    /// let cosine = |k: i64, n: u64| Exact::root_of_unity(k, n) + Exact::root_of_unity(-k, n); // 2 cos(2πk/n)
    /// let square = Exact::from_ratio(3, 1) + cosine(1, 5); // (5 + √5)/2
    /// let root = square.square_root().expect("2 sin 72°, of the field of ζ_20");
    /// assert_eq!(root.squared(), square);
    /// assert!((Exact::from_ratio(1, 1) + cosine(1, 8)).square_root().is_none()); // 1 + √2, whose conjugate is negative
    /// ```
    #[must_use]
    pub fn square_root(&self) -> Option<Exact> {
        if !self.is_real() || self.to_complex()?.re <= 0.0 {
            return None;
        }
        if let Some(value) = self.to_rational() {
            return rational::square_root(&value);
        }
        let terms = self.normal_terms()?;
        let order = terms.iter().try_fold(4, |order, term| lcm(order, u64::from(term.order), u64::from(u32::MAX)))?;
        let field = RealField::new(order)?;
        let denominator = Exact::from_ratio(i64::try_from(real_field::common_denominator(&terms)?).ok()?, 1);
        let norm = field.norm(&(self.clone() * &denominator))? * denominator.to_rational()?;
        let primes: Vec<u32> =
            rational::primes(&norm).into_iter().filter(|&p| p != 2 && !order.is_multiple_of(p.into())).collect();
        if primes.len() > MAX_PRIMES {
            return None;
        }
        let products = (0..1usize << primes.len()).map(|chosen| {
            let factors = primes.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
            factors.map(|(_, &p)| i64::from(p)).product::<i64>()
        });
        products.flat_map(|d| [(d, false), (d, true)]).find_map(|(d, with_unit)| {
            let (multiplier, root) = multiplier(d, with_unit.then_some(order))?;
            let inside = field.square_root(&(self.clone() * &multiplier).shortened())?;
            let quotient = (inside * &root).checked_div(&multiplier)?.shortened();
            let positive = if quotient.to_complex()?.re < 0.0 { -quotient } else { quotient };
            (positive.squared() == *self).then_some(positive)
        })
    }
}

/// d·u and √d·√u, for u = (2 cos(π/2ᵏ))² where 2ᵏ ‖ n, and u = 1 without n.
fn multiplier(d: i64, order: Option<u64>) -> Option<(Exact, Exact)> {
    let whole = Exact::from_ratio(d, 1);
    let root = rational::square_root(&whole.to_rational()?)?;
    let Some(order) = order else { return Some((whole, root)) };
    let power = 1u64 << order.trailing_zeros();
    let cosine = Exact::root_of_unity(1, 2 * power) + Exact::root_of_unity(-1, 2 * power);
    Some(((whole * &cosine.squared()).shortened(), (root * &cosine).shortened()))
}
