//! Roots of unity up to sign.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use crate::number::gcd;

/// ζ_n^e, ζ_n = exp(2πi/n), as a fraction e/n of a turn.
///
/// −1 is a coefficient, not a root: n is odd or divisible by 4, and then e < n/2. The fraction need not be in lowest
/// terms: a product of two roots of the same order is one addition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root {
    exponent: u32,
    order: NonZeroU32,
}

/// A root of unity: plus or minus a [`Root`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignedRoot {
    pub negative: bool,
    pub root: Root,
}

impl Root {
    pub const ONE: Self = Root { exponent: 0, order: NonZeroU32::MIN };

    /// exp(2πi · `numerator` / `denominator`) in lowest terms, or `None` when its order exceeds 2³² − 1.
    ///
    /// # Panics
    /// When `denominator` is 0.
    pub fn from_turn(numerator: i64, denominator: u64) -> Option<SignedRoot> {
        assert!(denominator > 0, "root of unity of order 0");
        let exponent = i128::from(numerator).rem_euclid(i128::from(denominator)) as u64;
        let divisor = gcd(exponent, denominator);
        let (exponent, order) = (exponent / divisor, denominator / divisor);
        // An even order that 4 does not divide: ζ_{2m}^e = −ζ_m^{(e+m)/2} for odd e and m.
        let (negative, exponent, order) = if order % 4 == 2 {
            let half = order / 2;
            (true, u64::midpoint(exponent, half) % half, half)
        } else {
            (false, exponent, order)
        };
        let root = Root { exponent: 0, order: NonZeroU32::new(u32::try_from(order).ok()?)? };
        Some(root.with_exponent(negative, exponent))
    }

    /// ±ζ_n^e for e < 2n, n the order of `self`.
    #[inline]
    fn with_exponent(self, negative: bool, exponent: u64) -> SignedRoot {
        let order = u64::from(self.order.get());
        let (mut negative, mut exponent) = (negative, exponent);
        if exponent >= order {
            exponent -= order;
        }
        if order.is_multiple_of(4) && exponent >= order / 2 {
            exponent -= order / 2;
            negative = !negative;
        }
        SignedRoot { negative, root: Root { exponent: exponent as u32, order: self.order } }
    }

    /// Exponent and order.
    pub fn parts(self) -> (u32, u32) {
        (self.exponent, self.order.get())
    }

    /// The order n that the root is written with.
    pub fn order(self) -> u32 {
        self.order.get()
    }

    #[inline]
    pub fn is_one(self) -> bool {
        self.exponent == 0
    }

    /// The product, or `None` when the least common multiple of the orders exceeds 2³² − 1.
    #[inline]
    pub fn times(self, other: Self) -> Option<SignedRoot> {
        if other.exponent == 0 {
            return Some(SignedRoot { negative: false, root: self });
        }
        if self.exponent == 0 {
            return Some(SignedRoot { negative: false, root: other });
        }
        if self.order == other.order {
            return Some(self.with_exponent(false, u64::from(self.exponent) + u64::from(other.exponent)));
        }
        let (m, n) = (u64::from(self.order.get()), u64::from(other.order.get()));
        let (up, down) = if m.is_multiple_of(n) {
            (1, m / n)
        } else if n.is_multiple_of(m) {
            (n / m, 1)
        } else {
            let shared = gcd(m, n);
            (n / shared, m / shared)
        };
        let order = NonZeroU32::new(u32::try_from(m * up).ok()?)?;
        let exponent = u64::from(self.exponent) * up + u64::from(other.exponent) * down;
        Some(Root { exponent: 0, order }.with_exponent(false, exponent))
    }

    /// The conjugate ζ_n^{−e}.
    #[inline]
    pub fn conj(self) -> SignedRoot {
        if self.exponent == 0 {
            return SignedRoot { negative: false, root: self };
        }
        self.with_exponent(false, u64::from(self.order.get() - self.exponent))
    }

    /// The same root in lowest terms.
    pub fn reduced(self) -> SignedRoot {
        Root::from_turn(i64::from(self.exponent), u64::from(self.order.get())).expect("the order does not grow")
    }

    /// The order of the fractions of a turn e/n.
    #[inline]
    pub fn compare(self, other: Self) -> Ordering {
        let left = u64::from(self.exponent) * u64::from(other.order.get());
        left.cmp(&(u64::from(other.exponent) * u64::from(self.order.get())))
    }

    /// Whether the fractions of a turn agree.
    #[inline]
    pub fn same(self, other: Self) -> bool {
        if self.order == other.order { self.exponent == other.exponent } else { self.compare(other).is_eq() }
    }
}
