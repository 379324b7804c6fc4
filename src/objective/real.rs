//! The two precisions in which networks are trained.

use num_traits::{Float, NumAssign};
use rustfft::FftNum;

/// `f32` or `f64`.
pub trait Real: FftNum + Float + NumAssign + nalgebra::Scalar + Default + std::iter::Sum {
    /// The nearest number of this precision.
    fn of(value: f64) -> Self;

    /// The same number in double precision.
    fn value(self) -> f64;
}

impl Real for f32 {
    #[inline]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline]
    fn value(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    #[inline]
    fn of(value: f64) -> Self {
        value
    }

    #[inline]
    fn value(self) -> f64 {
        self
    }
}

/// Σ_{i < n} term(i) in eight interleaved sums: close to pairwise summation, and fast.
pub(super) fn sum_in_lanes<T: Real>(n: usize, term: impl Fn(usize) -> T) -> f64 {
    let mut lanes = [T::zero(); 8];
    let whole = n / 8 * 8;
    for start in (0..whole).step_by(8) {
        for (i, lane) in lanes.iter_mut().enumerate() {
            *lane += term(start + i);
        }
    }
    (whole..n).map(|i| term(i).value()).sum::<f64>() + lanes.iter().map(|lane| lane.value()).sum::<f64>()
}
