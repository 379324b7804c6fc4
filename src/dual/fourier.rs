//! The Fourier transform over a finite Abelian group, one fast transform per cyclic factor.

use std::sync::Arc;

use num_complex::Complex;
use rustfft::{Fft, FftNum, FftPlanner};

use crate::group::Group;

/// The discrete Fourier transform over a group, planned once and used for many vectors.
///
/// Unnormalized in both directions, so that `inverse(forward(x)) = d·x`:
///
/// - forward: X\[k\] = Σ_g x\[g\] conj(φ_k(g)),
/// - inverse: x\[g\] = Σ_k X\[k\] φ_k(g).
///
/// Time O(d log d) per vector, also for prime d.
///
/// ```
/// use cogring::{FourierTransform, Group};
/// use num_complex::Complex64;
/// let group: Group = "2x3".parse()?;
/// let fourier = FourierTransform::<f64>::new(&group);
/// let mut x: Vec<Complex64> = (0..6).map(|g| group.dual().value(4, g)).collect();
/// fourier.forward(&mut x);
/// assert!((x[4].re - 6.0).abs() < 1e-12 && x[3].norm() < 1e-12);
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Clone)]
pub struct FourierTransform<T: FftNum> {
    order: usize,
    /// Per factor: its order, the stride of its coordinate, and both plans.
    factors: Vec<Factor<T>>,
}

#[derive(Clone)]
struct Factor<T: FftNum> {
    modulus: usize,
    stride: usize,
    forward: Arc<dyn Fft<T>>,
    inverse: Arc<dyn Fft<T>>,
}

impl<T: FftNum> FourierTransform<T> {
    /// Plans the transform of vectors over `group`.
    #[must_use]
    pub fn new(group: &Group) -> Self {
        let mut planner = FftPlanner::new();
        let mut stride = 1;
        let mut factors = Vec::new();
        for &modulus in group.moduli().iter().rev() {
            if modulus > 1 {
                let forward = planner.plan_fft_forward(modulus);
                let inverse = planner.plan_fft_inverse(modulus);
                factors.push(Factor { modulus, stride, forward, inverse });
            }
            stride *= modulus;
        }
        FourierTransform { order: group.order(), factors }
    }

    /// Replaces every consecutive d-vector x of `data` by X\[k\] = Σ_g x\[g\] conj(φ_k(g)).
    ///
    /// # Panics
    /// When the length of `data` is not a multiple of d.
    pub fn forward(&self, data: &mut [Complex<T>]) {
        self.transform(data, |factor| &factor.forward);
    }

    /// Replaces every consecutive d-vector X of `data` by x\[g\] = Σ_k X\[k\] φ_k(g).
    ///
    /// # Panics
    /// When the length of `data` is not a multiple of d.
    pub fn inverse(&self, data: &mut [Complex<T>]) {
        self.transform(data, |factor| &factor.inverse);
    }

    fn transform(&self, data: &mut [Complex<T>], plan: impl Fn(&Factor<T>) -> &Arc<dyn Fft<T>>) {
        let d = self.order;
        assert!(data.len().is_multiple_of(d), "{} values are not a list of vectors of length {d}", data.len());
        let mut line = Vec::new();
        for factor in &self.factors {
            let fft = plan(factor);
            if factor.stride == 1 {
                fft.process(data);
                continue;
            }
            let block = factor.modulus * factor.stride;
            line.resize(factor.modulus, Complex::new(T::zero(), T::zero()));
            for start in (0..data.len()).step_by(block).flat_map(|b| b..b + factor.stride) {
                for (i, value) in line.iter_mut().enumerate() {
                    *value = data[start + i * factor.stride];
                }
                fft.process(&mut line);
                for (i, value) in line.iter().enumerate() {
                    data[start + i * factor.stride] = *value;
                }
            }
        }
    }
}
