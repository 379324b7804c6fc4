//! Σ over all pairs of the two-sided part of the outputs, from Gram matrices.
//!
//! With a⁰_j, b⁰_j the zero-mean parts, T\[x, y, h\] = 2 Σ_j a⁰_j\[x\] b⁰_j\[y\] c_j\[h\] has
//! ‖T‖² = 4 Σ_{j,j'} (A⁰A⁰ᵀ ∘ B⁰B⁰ᵀ ∘ CCᵀ)\[j, j'\]: three q × q Gram matrices instead of d³ numbers. The matrices are symmetric
//! and never stored whole: a block of nodes meets another block, the three products are used for the loss and all
//! gradients while they are in cache, and forgotten.

use super::matrix::{Matrix, MatrixMut};
use super::real::{Real, sum_in_lanes};
use super::weights::DenseWeights;

/// Nodes per block: three blocks of f32 fit in 192 KiB.
pub(super) const BLOCK: usize = 128;

/// Buffers of one worker, kept between evaluations.
#[derive(Default)]
pub(super) struct GramScratch<T> {
    grams: [Vec<T>; 4],
}

/// Extra hidden vectors r_i whose Σ_i ‖cᵀr_i‖² is taken by Gram matrices too.
pub(super) struct Vectors<'a, T> {
    /// q × n.
    pub values: &'a [T],
    pub weight: f64,
    /// q × n.
    pub gradient: &'a mut [T],
}

impl<T: Real> GramScratch<T> {
    /// Adds the terms of ‖T‖² (and of w·Σ_i ‖cᵀr_i‖²) in which one node is of the block starting at `first` and the other of
    /// the block starting at `second`, in either order, to the loss that is returned, and their gradient to `gradient`.
    /// `centered` are a⁰, b⁰ and c.
    pub(super) fn add_blocks(
        &mut self,
        centered: [&[T]; 3],
        vectors: Option<Vectors<'_, T>>,
        (first, second): (usize, usize),
        gradient: &mut DenseWeights<T>,
    ) -> f64 {
        let (d, q) = (gradient.group_order(), gradient.width());
        let (m, n) = (BLOCK.min(q - first), BLOCK.min(q - second));
        let [ga, gb, gc, gr] = &mut self.grams;
        for (gram, values) in [&mut *ga, &mut *gb, &mut *gc].into_iter().zip(centered) {
            product(gram, Matrix::new(values, q, d), (first, m), (second, n));
        }
        let sides = if first == second { 1.0 } else { 2.0 };
        let apply = |gram: &[T], factor: f64, values: &[T], target: &mut [T]| {
            let columns = values.len() / q;
            let (gram, values) = (Matrix::new(gram, m, n), Matrix::new(values, q, columns));
            let mut add = |to: (usize, usize), gram, from: (usize, usize)| {
                MatrixMut::new(target, q, columns).rows(to.0, to.1).multiply(
                    T::of(factor),
                    gram,
                    values.rows(from.0, from.1),
                    T::one(),
                );
            };
            add((first, m), gram, (second, n));
            if first != second {
                add((second, n), gram.transposed(), (first, m));
            }
        };
        let (mut loss, mut extra) = (0.0, None);
        if let Some(vectors) = vectors {
            product(gr, Matrix::new(vectors.values, q, vectors.values.len() / q), (first, m), (second, n));
            loss += vectors.weight * sides * sum_in_lanes(m * n, |i| gr[i] * gc[i]);
            apply(gc, 2.0 * vectors.weight, vectors.values, vectors.gradient);
            extra = Some(T::of(vectors.weight / 4.0));
        }
        loss += 4.0 * sides * replace_by_others(ga, gb, gc);
        if let Some(weight) = extra {
            gc.iter_mut().zip(&*gr).for_each(|(c, &r)| *c += weight * r);
        }
        let [a, b, c] = centered;
        apply(ga, 8.0, a, &mut gradient.inputs[0]);
        apply(gb, 8.0, b, &mut gradient.inputs[1]);
        apply(gc, 8.0, c, &mut gradient.c);
        loss
    }
}

/// Replaces three matrices by the entrywise products of the two others, and returns Σ of the products of all three.
fn replace_by_others<T: Real>(first: &mut [T], second: &mut [T], third: &mut [T]) -> f64 {
    const LANES: usize = 16;
    let mut sums = [T::zero(); LANES];
    let chunks = first.chunks_mut(LANES).zip(second.chunks_mut(LANES)).zip(third.chunks_mut(LANES));
    for ((a, b), c) in chunks {
        for (((a, b), c), sum) in a.iter_mut().zip(b).zip(c).zip(&mut sums) {
            let (x, y, z) = (*a, *b, *c);
            let xy = x * y;
            (*a, *b, *c) = (y * z, x * z, xy);
            *sum += xy * z;
        }
    }
    sums.iter().map(|sum| sum.value()).sum()
}

/// Replaces `gram` by the rows of the first block times the transposed rows of the second.
fn product<T: Real>(gram: &mut Vec<T>, values: Matrix<'_, T>, (first, m): (usize, usize), (second, n): (usize, usize)) {
    gram.resize(m * n, T::zero());
    let (left, right) = (values.rows(first, m), values.rows(second, n).transposed());
    MatrixMut::new(gram, m, n).multiply(T::one(), left, right, T::zero());
}
