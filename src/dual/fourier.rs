//! The Fourier transform over a finite group: one fast transform per cyclic factor, or the matrix of all coefficients.

use std::sync::Arc;

use num_complex::{Complex, Complex64};
use rustfft::{Fft, FftNum, FftPlanner};

use crate::group::Group;

/// The discrete Fourier transform over a group, planned once and used for many vectors.
///
/// Unnormalized in both directions, so that `inverse(forward(x)) = d·x`:
///
/// - forward: X\[k\] = Σ_g x\[g\] conj(e_k(g)) / ν_k, where ν_k is the mean of |e_k|², 1 for characters,
/// - inverse: x\[g\] = Σ_k X\[k\] e_k(g).
///
/// Time O(d log d) per vector over Z_n1 × … × Z_nm, also for prime d; O(d²) over a group that is given by its table.
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
    plan: Plan<T>,
}

#[derive(Clone)]
enum Plan<T: FftNum> {
    /// Per factor: its order, the stride of its coordinate, and both plans.
    Fast(Vec<Factor<T>>),
    /// e_k(g) and its conjugate over ν_k, at k·d + g.
    Matrices { values: Arc<[Complex<T>]>, duals: Arc<[Complex<T>]> },
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
        let order = group.order();
        let plan = match group.moduli() {
            Some(moduli) => Plan::Fast(Self::factors(moduli)),
            None => Self::matrices(group),
        };
        FourierTransform { order, plan }
    }

    fn factors(moduli: &[usize]) -> Vec<Factor<T>> {
        let mut planner = FftPlanner::new();
        let mut stride = 1;
        let mut factors = Vec::new();
        for &modulus in moduli.iter().rev() {
            if modulus > 1 {
                let forward = planner.plan_fft_forward(modulus);
                let inverse = planner.plan_fft_inverse(modulus);
                factors.push(Factor { modulus, stride, forward, inverse });
            }
            stride *= modulus;
        }
        factors
    }

    fn matrices(group: &Group) -> Plan<T> {
        let dual = group.dual();
        let number = |x: f64| T::from_f64(x).unwrap_or_else(T::zero);
        let complex = |z: Complex64| Complex::new(number(z.re), number(z.im));
        let places = || (0..group.order()).flat_map(|k| (0..group.order()).map(move |g| (k, g)));
        let norms: Vec<f64> = (0..group.order()).map(|k| dual.norm(k)).collect();
        Plan::Matrices {
            values: places().map(|(k, g)| complex(dual.value(k, g))).collect(),
            duals: places().map(|(k, g)| complex(dual.value(k, g).conj() / norms[k])).collect(),
        }
    }

    /// Replaces every consecutive d-vector x of `data` by X\[k\] = Σ_g x\[g\] conj(e_k(g)) / ν_k.
    ///
    /// # Panics
    /// When the length of `data` is not a multiple of d.
    pub fn forward(&self, data: &mut [Complex<T>]) {
        match &self.plan {
            Plan::Fast(factors) => self.transform(factors, data, |factor| &factor.forward),
            Plan::Matrices { duals, .. } => self
                .multiply(data, |x, k| x.iter().zip(&duals[k * self.order..]).fold(zero(), |sum, (x, e)| sum + x * e)),
        }
    }

    /// Replaces every consecutive d-vector X of `data` by x\[g\] = Σ_k X\[k\] e_k(g).
    ///
    /// # Panics
    /// When the length of `data` is not a multiple of d.
    pub fn inverse(&self, data: &mut [Complex<T>]) {
        match &self.plan {
            Plan::Fast(factors) => self.transform(factors, data, |factor| &factor.inverse),
            Plan::Matrices { values, .. } => self.multiply(data, |x, g| {
                let column = values[g..].iter().step_by(self.order);
                x.iter().zip(column).fold(zero(), |sum, (x, e)| sum + x * e)
            }),
        }
    }

    fn multiply(&self, data: &mut [Complex<T>], entry: impl Fn(&[Complex<T>], usize) -> Complex<T>) {
        self.require_vectors(data);
        for vector in data.chunks_exact_mut(self.order) {
            let image: Vec<Complex<T>> = (0..self.order).map(|at| entry(vector, at)).collect();
            vector.copy_from_slice(&image);
        }
    }

    fn require_vectors(&self, data: &[Complex<T>]) {
        let d = self.order;
        assert!(data.len().is_multiple_of(d), "{} values are not a list of vectors of length {d}", data.len());
    }

    fn transform(&self, factors: &[Factor<T>], data: &mut [Complex<T>], plan: impl Fn(&Factor<T>) -> &Arc<dyn Fft<T>>) {
        self.require_vectors(data);
        let mut line = Vec::new();
        for factor in factors {
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

fn zero<T: FftNum>() -> Complex<T> {
    Complex::new(T::zero(), T::zero())
}
