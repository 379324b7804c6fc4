//! What a check needs of numbers, and the numbers as they are read.

use dashu_ratio::RBig;

/// coefficient · ζ_N^exponent · Π parameter^power.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub coefficient: RBig,
    pub exponent: u64,
    pub powers: Powers,
}

/// Each parameter's place in the certificate's list, and its power; sorted.
pub(super) type Powers = Vec<(usize, i64)>;

/// A sum of terms.
pub(super) type Sum = Vec<Term>;

/// The sum that is the rational number `value`.
pub(super) fn constant(value: RBig) -> Sum {
    if value.is_zero() { Vec::new() } else { vec![Term { coefficient: value, exponent: 0, powers: Vec::new() }] }
}

/// A commutative ring.
pub(super) trait Ring {
    type Value: Clone;

    fn integer(&self, n: i64) -> Self::Value;

    fn add(&self, to: &mut Self::Value, value: &Self::Value);

    fn times(&self, x: &Self::Value, y: &Self::Value) -> Self::Value;
}

/// A ring that sums can be evaluated in.
pub(super) trait Arithmetic: Ring {
    /// The value of a sum, or of its complex conjugate: every root and parameter inverted.
    fn read(&self, sum: &Sum, conjugated: bool) -> Self::Value;

    fn zero(&self) -> Self::Value {
        self.integer(0)
    }

    fn is_zero(&self, value: &Self::Value) -> bool;

    /// How the ring is called in a refusal.
    fn name(&self) -> String;

    fn equal(&self, x: &Self::Value, y: &Self::Value) -> bool {
        let mut difference = self.times(y, &self.integer(-1));
        self.add(&mut difference, x);
        self.is_zero(&difference)
    }
}
