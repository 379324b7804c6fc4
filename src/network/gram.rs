//! The loss on all pairs from Gram matrices.

use nalgebra::{DMatrix, RowDVector};

use super::convert::DenseSpectrum;
use super::masks::PairMask;
use super::weights::Network;
use crate::loss::Target;

/// The loss is taken by the definition where rounding could reach this share of it.
const ACCURACY: f64 = 1e-9;

impl Network {
    /// The zero-mean loss on all pairs to nine digits, `spectrum` being that of the network: O(q² d) where it is large enough for
    /// the terms that cancel, else O(q d³) as [`Network::evaluate`].
    ///
    /// With a⁰, b⁰, c⁰ the zero-mean parts of the weights, the outputs P(o) are the orthogonal sum of
    /// T\[x, y\] = 2 Σ_j a⁰_j\[x\] b⁰_j\[y\] c⁰_j, of a function of x, of one of y, and of a constant; and only T meets the labels:
    /// d² ℓ = ‖T‖² − 2⟨T, labels⟩ + d² − d + the squares of the others, with
    /// ‖T‖² = 4 Σ_{ij} (A⁰A⁰ᵀ ∘ B⁰B⁰ᵀ ∘ C⁰ᵀC⁰)\[i, j\] and ⟨T, labels⟩ = 2 d² Re Σ_j Σ_{k≠0} a_{kj} b_{kj} c_{kj}, over a group
    /// that is given by its table with the sum over the [goals](crate::dual::Dual::goals) (k1, k2, k) of a_{k1} b_{k2} c_k and their norms.
    #[must_use]
    pub fn zero_mean_loss(&self, spectrum: &DenseSpectrum) -> f64 {
        let d = self.group().order() as f64;
        let (a, a_mean) = centered(self.w_a());
        let (b, b_mean) = centered(self.w_b());
        let c = centered(&self.w_c().transpose()).0;
        let (products, sizes) = sum_of_products([&a, &b, &c]);
        let labels = 2.0 * d * d * self.overlap_with_labels(spectrum);
        // (a + b)² = 2a⁰b⁰ + (a⁰² + 2(ā + b̄)a⁰) + (b⁰² + 2(ā + b̄)b⁰) + (ā + b̄)²
        let mean = &a_mean + &b_mean;
        let (of_x, x_mean) = centered(&one_sided(&a, &mean));
        let (of_y, y_mean) = centered(&one_sided(&b, &mean));
        let constant = RowDVector::from_iterator(
            mean.len(),
            mean.iter().zip(x_mean.iter().zip(&y_mean)).map(|(mean, (x, y))| mean * mean + x + y),
        );
        let others = d * (c.tr_mul(&of_x).norm_squared() + c.tr_mul(&of_y).norm_squared())
            + d * d * (constant * &c).norm_squared();
        let loss = (4.0 * products - 2.0 * labels + d * d - d + others) / (d * d);
        let terms = 4.0 * sizes / (d * d) + 1.0;
        if loss * ACCURACY > f64::EPSILON * terms {
            loss
        } else {
            self.evaluate(Target::ZeroMean, &PairMask::all(self.group())).loss
        }
    }

    /// d⁻² Σ_j Σ_{g,h} a⁰_j\[g\] b⁰_j\[h\] c⁰_j\[gh\], by Σ_{g,h} e_{k1}(g) e_{k2}(h) ē_k(gh) = d² ‖e_{k1}‖² ‖e_{k2}‖² at a goal.
    fn overlap_with_labels(&self, spectrum: &DenseSpectrum) -> f64 {
        let dual = self.group().dual();
        let at_goal = |(k1, k2, k): (usize, usize, usize)| {
            let weight = dual.multiplicity(k) as f64 * dual.norm(k1) * dual.norm(k2) / dual.norm(k);
            let of_node = |j: usize| (spectrum.a[(k1, j)] * spectrum.b[(k2, j)] * spectrum.c[(k, j)]).re;
            weight * (0..self.width()).map(of_node).sum::<f64>()
        };
        dual.goals().map(at_goal).sum()
    }
}

/// Σ_{ij} (AAᵀ ∘ BBᵀ ∘ CCᵀ)\[i, j\] and the same of the absolute values, a few rows of the q × q products at a time.
fn sum_of_products(weights: [&DMatrix<f64>; 3]) -> (f64, f64) {
    const ENTRIES: usize = 1 << 22;
    let width = weights[0].nrows();
    let together = (ENTRIES / width.max(1)).max(1);
    let transposed = weights.map(DMatrix::transpose);
    let (mut sum, mut sizes) = (0.0, 0.0);
    for start in (0..width).step_by(together) {
        let count = together.min(width - start);
        let [a, b, c] = std::array::from_fn(|at| weights[at].rows(start, count) * &transposed[at]);
        let products = a.component_mul(&b).component_mul(&c);
        sum += products.sum();
        sizes += products.iter().map(|x| x.abs()).sum::<f64>();
    }
    (sum, sizes)
}

/// The rows without their means, and these.
fn centered(rows: &DMatrix<f64>) -> (DMatrix<f64>, RowDVector<f64>) {
    let means = rows.column_mean();
    let centered = DMatrix::from_fn(rows.nrows(), rows.ncols(), |j, g| rows[(j, g)] - means[j]);
    (centered, means.transpose())
}

/// u² + 2 m u, row by row.
fn one_sided(inputs: &DMatrix<f64>, means: &RowDVector<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(inputs.nrows(), inputs.ncols(), |j, g| inputs[(j, g)] * (inputs[(j, g)] + 2.0 * means[j]))
}
