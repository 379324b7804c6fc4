//! The nodes of one irrep as triples of matrices, and how these are aligned.

use std::f64::consts::SQRT_2;

use num_complex::Complex64;
use num_traits::Zero;

use super::super::rank_one;
use super::sites::Site;
use super::{ALIGNED, Alignment};
use crate::dual::{Dual, IrrepType};
use crate::network::DenseSpectrum;
use crate::semiring::PerChannel;

/// The nodes of one irrep.
pub(in crate::factor) struct IrrepNodes {
    kind: IrrepType,
    degree: usize,
    pub nodes: Vec<IrrepNode>,
}

/// A node by its matrices.
pub(in crate::factor) struct IrrepNode {
    pub node: usize,
    /// ‖A‖ ‖B‖ ‖C‖.
    pub weight: f64,
    /// A, B, C in a unitary form, row by row.
    pub matrices: PerChannel<Vec<Complex64>>,
    /// The nearest matrices of rank 1.
    pub factors: PerChannel<Factors>,
}

/// The matrix of rank 1 nearest to a matrix M, by unit vectors: left ⊗ right.
pub(in crate::factor) struct Factors {
    pub left: Vec<Complex64>,
    pub right: Vec<Complex64>,
    /// 1 − σ₁/‖M‖.
    defect: f64,
}

impl Factors {
    fn of(matrix: &[Complex64], degree: usize) -> Self {
        let found = rank_one::approximate(matrix, degree);
        let share = found.missed / norm(matrix).powi(2);
        let defect = if share.is_nan() { 1.0 } else { 1.0 - (1.0 - share).max(0.0).sqrt() };
        Factors { left: unit(found.left), right: unit(found.right), defect }
    }
}

fn norm(entries: &[Complex64]) -> f64 {
    entries.iter().map(Complex64::norm_sqr).sum::<f64>().sqrt()
}

fn unit(vector: Vec<Complex64>) -> Vec<Complex64> {
    let size = norm(&vector);
    vector.into_iter().map(|x| if size > 0.0 { x / size } else { x }).collect()
}

/// Σ x_i y_i, without conjugation: C is the conjugate of what A and B multiply to.
fn product(x: &[Complex64], y: &[Complex64]) -> Complex64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn inner(x: &[Complex64], y: &[Complex64]) -> Complex64 {
    x.iter().zip(y).map(|(x, y)| x.conj() * y).sum()
}

impl IrrepNode {
    /// The vectors that A and B, A and C, B and C share in an aligned node: how far each two are apart.
    fn misalignments(&self) -> [f64; 3] {
        let PerChannel { a, b, c } = &self.factors;
        [(&a.right, &b.left), (&a.left, &c.left), (&b.right, &c.right)].map(|(x, y)| 1.0 - product(x, y).norm())
    }

    fn defects(&self) -> [f64; 3] {
        self.factors.each().map(|of| of.defect)
    }

    /// tr ABCᵀ = Σ A_il B_lk C_ik.
    fn trace(&self, degree: usize) -> Complex64 {
        let PerChannel { a, b, c } = &self.matrices;
        let mut sum = Complex64::zero();
        for (i, row) in a.chunks_exact(degree).enumerate() {
            for (entry, inner) in row.iter().zip(b.chunks_exact(degree)) {
                sum += entry * product(inner, &c[i * degree..][..degree]);
            }
        }
        sum
    }
}

impl IrrepNodes {
    /// The matrices of `nodes` at a site. The coefficients ρ_ij have the mean squares ν = D_j / (n D_i), so that those of the
    /// unitary form are ρ_ij / √(nν).
    pub fn new(dual: &Dual, site: &Site, spectrum: &DenseSpectrum, nodes: &[usize]) -> Self {
        let n = site.degree;
        let scales: Vec<f64> = site.places().map(|k| (n as f64 * dual.norm(k)).sqrt()).collect();
        let to_theory = 2.0 * dual.len() as f64;
        let matrix = |entries: &nalgebra::DMatrix<Complex64>, j: usize, scale: &dyn Fn(f64) -> f64| {
            site.places().zip(&scales).map(|(k, &root)| entries[(k, j)] * scale(root)).collect::<Vec<_>>()
        };
        let node = |&node: &usize| {
            let matrices = PerChannel {
                a: matrix(&spectrum.a, node, &|root| root),
                b: matrix(&spectrum.b, node, &|root| root),
                c: matrix(&spectrum.c, node, &|root| to_theory / root),
            };
            let weight = matrices.each().map(|matrix| norm(matrix)).iter().product();
            let factors = matrices.map(|_, matrix| Factors::of(matrix, n));
            IrrepNode { node, weight, matrices, factors }
        };
        IrrepNodes { kind: site.kind, degree: n, nodes: nodes.iter().map(node).collect() }
    }

    pub fn numbers(&self) -> Vec<usize> {
        self.nodes.iter().map(|node| node.node).collect()
    }

    /// Re ⟨C_j, C_k⟩ / (‖C_j‖ ‖C_k‖), row by row; 0 where a node has no output.
    pub fn alike_outputs(&self) -> Vec<f64> {
        let units: Vec<Vec<Complex64>> = self.nodes.iter().map(|node| unit(node.matrices.c.clone())).collect();
        units.iter().flat_map(|x| units.iter().map(move |y| inner(x, y).re)).collect()
    }

    /// Σ ‖A‖ ‖B‖ ‖C‖.
    pub fn weight(&self) -> f64 {
        self.nodes.iter().map(|node| node.weight).sum()
    }

    /// ‖r − Δ‖ / ‖Δ‖, where ‖r‖² = Σ_jj' ⟨A_j, A_j'⟩⟨B_j, B_j'⟩⟨C_j, C_j'⟩, ⟨r, Δ⟩ = Σ_j tr ABCᵀ and ‖Δ‖² = n³.
    pub fn multiplication_error(&self) -> f64 {
        let gram = |x: &IrrepNode, y: &IrrepNode| -> f64 {
            x.matrices.zip(&y.matrices).map(|(x, y)| inner(x, y)).product::<Complex64>().re
        };
        let square: f64 = self.nodes.iter().flat_map(|x| self.nodes.iter().map(move |y| gram(x, y))).sum();
        let common: f64 = self.nodes.iter().map(|node| node.trace(self.degree).re).sum();
        let whole = self.degree.pow(3) as f64;
        ((square - 2.0 * common + whole).max(0.0) / whole).sqrt()
    }

    /// The largest |tr ABCᵀ| for ‖A‖ ‖B‖ ‖C‖ = 1 is 1, and 1/√2 of quaternions, whose singular values come in pairs.
    fn overlap(&self, node: &IrrepNode) -> f64 {
        node.trace(self.degree).norm() * if self.kind == IrrepType::Quaternionic { SQRT_2 } else { 1.0 }
    }

    pub fn alignment(&self) -> Option<Alignment> {
        let weight = self.weight();
        if weight == 0.0 {
            return None;
        }
        let mean = |of: &dyn Fn(&IrrepNode) -> f64| -> f64 {
            self.nodes.iter().map(|node| node.weight * of(node)).sum::<f64>() / weight
        };
        let largest = |of: &dyn Fn(&IrrepNode) -> [f64; 3]| {
            let means = [0, 1, 2].map(|at| mean(&|node| of(node)[at]));
            (self.kind != IrrepType::Quaternionic).then(|| means.into_iter().fold(0.0, f64::max))
        };
        Some(Alignment {
            overlap: self.nodes.iter().map(|node| self.overlap(node)).sum::<f64>() / weight,
            rank1_defect: largest(&IrrepNode::defects),
            misalignment: largest(&IrrepNode::misalignments),
        })
    }

    /// The nodes that are not aligned themselves.
    pub fn unaligned(&self) -> Vec<usize> {
        let missed = |node: &IrrepNode| match self.kind {
            IrrepType::Quaternionic => 1.0 - self.overlap(node) / node.weight,
            _ => node.defects().into_iter().chain(node.misalignments()).fold(0.0, f64::max),
        };
        let unaligned = self.nodes.iter().filter(|node| missed(node) > ALIGNED || node.weight == 0.0);
        unaligned.map(|node| node.node).collect()
    }
}
