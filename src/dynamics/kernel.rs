//! The kernel by which sum potentials move each other, and how it becomes diagonal as networks grow wider.

use nalgebra::DMatrix;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::product::product;
use crate::network::Network;

/// The size of the potential kernel of one network.
///
/// Gradient flow on z moves the potentials r = r_{k1 k2 k} (k1, k2, k ≠ 0) by dr/dt = −K ∇ℓ with
/// K_{rr'} = Σ_z (∂r/∂z)·conj(∂r'/∂z) (CoGS, the section on dynamics). For random weights K becomes diagonal as q → ∞,
/// so that every potential follows its own term of the loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct KernelSize {
    /// The number q of hidden nodes.
    pub width: usize,
    /// The mean of K_{rr} over the potentials.
    pub diagonal: f64,
    /// The mean of |K_{rr'}| over the pairs r ≠ r'.
    pub off_diagonal: f64,
}

impl KernelSize {
    /// Off-diagonal over diagonal.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.off_diagonal / self.diagonal
    }
}

/// The size of the potential kernel of `network`, from every pair of potentials.
///
/// # Complexity
/// O((d−1)⁴ q + (d−1)⁶) time, O((d−1)⁴ + (d−1)² q) memory.
#[must_use]
pub fn kernel_size(network: &Network) -> KernelSize {
    let spectrum = network.spectrum();
    let (n, q) = (network.group().order() - 1, network.width());
    // ∂r/∂z_{a k1 j} = b_{k2 j} c_{kj} and so on: K is made of the Gram matrices of products of two channels.
    let gram = |x: &DMatrix<Complex64>, y: &DMatrix<Complex64>| {
        let products = DMatrix::from_fn(n * n, q, |pair, j| x[(1 + pair / n, j)] * y[(1 + pair % n, j)]);
        product(&products, &products.adjoint())
    };
    let bc = gram(&spectrum.b, &spectrum.c);
    let ac = gram(&spectrum.a, &spectrum.c);
    let ab = gram(&spectrum.a, &spectrum.b);
    let (mut diagonal, mut off_diagonal) = (0.0, 0.0);
    let triples = || itertools::iproduct!(0..n, 0..n, 0..n);
    for (k1, k2, k) in triples() {
        for (l1, l2, l) in triples() {
            let mut value = Complex64::ZERO;
            if k1 == l1 {
                value += bc[(k2 * n + k, l2 * n + l)];
            }
            if k2 == l2 {
                value += ac[(k1 * n + k, l1 * n + l)];
            }
            if k == l {
                value += ab[(k1 * n + k2, l1 * n + l2)];
            }
            if (k1, k2, k) == (l1, l2, l) { diagonal += value.re } else { off_diagonal += value.norm() }
        }
    }
    let count = (n * n * n) as f64;
    KernelSize { width: q, diagonal: diagonal / count, off_diagonal: off_diagonal / (count * (count - 1.0)).max(1.0) }
}
