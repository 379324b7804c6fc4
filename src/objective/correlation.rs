//! The inner product of a network with its target: Σ_j Σ_{x,y} a_j[x] b_j[y] c_j[x·y], by Fourier transform or by the table.

use std::sync::Arc;

use num_complex::Complex;

use super::matrix::{Matrix, MatrixMut};
use super::real::Real;
use crate::dual::FourierTransform;
use crate::group::Group;

/// Up to this order the transforms are products with real d/2 × d/2 matrices, which run at the speed of the matrix
/// library; above it the fast transform wins although it handles one node at a time.
const LARGEST_MATRIX_TRANSFORM: usize = 320;

/// Evaluates L = Σ_j Σ_{x,y} a_j\[x\] b_j\[y\] c_j\[x + y\] and its gradient for functions a_j, b_j whose mean over the group
/// is zero, so that the trivial character plays no part.
pub(super) enum Correlation<T: Real> {
    Matrices(Arc<RealTransform<T>>),
    Fast {
        negation: Vec<usize>,
        fourier: FourierTransform<T>,
    },
    /// x·y at x·d + y.
    Table {
        order: usize,
        products: Vec<u32>,
    },
}

/// The characters ±k as real functions: cosines on the sums f(x) + f(−x), sines on the differences f(x) − f(−x).
pub(super) struct RealTransform<T> {
    order: usize,
    /// (x, −x) with x < −x.
    mirrored: Vec<(usize, usize)>,
    /// x = −x.
    fixed: Vec<usize>,
    /// (mirrored, then fixed elements) × (complex pairs, then self-conjugate characters ≠ 0), column-major.
    cosines: Vec<T>,
    /// mirrored elements × complex pairs, column-major.
    sines: Vec<T>,
}

/// A few nodes' functions in the real Fourier basis: n rows, one column per cosine or sine.
struct Coefficients<T> {
    cosines: Vec<T>,
    sines: Vec<T>,
}

impl<T: Real> Correlation<T> {
    pub(super) fn new(group: &Group) -> Self {
        let d = group.order();
        if group.moduli().is_none() {
            let products = (0..d * d).map(|at| group.multiply(at / d, at % d) as u32).collect();
            Correlation::Table { order: d, products }
        } else if d <= LARGEST_MATRIX_TRANSFORM {
            Correlation::Matrices(Arc::new(RealTransform::new(group)))
        } else {
            let negation = (0..d).map(|k| group.inverse(k)).collect();
            Correlation::Fast { negation, fourier: FourierTransform::new(group) }
        }
    }

    /// Multiplications and additions per node, in units of one of the matrix library's.
    pub(super) fn cost(&self, d: f64) -> f64 {
        match self {
            Correlation::Matrices(_) => 3.0 * d * d,
            Correlation::Table { .. } => 12.0 * d * d,
            Correlation::Fast { .. } => 80.0 * d * d.log2().max(1.0),
        }
    }

    /// Adds `scale` times the gradient of L over the nodes `start..start + count` to `gradient` and returns their L.
    /// All arrays are q × d as in [`super::DenseWeights`].
    pub(super) fn add_gradient(
        &self,
        scale: T,
        functions: [&[T]; 3],
        gradient: [&mut [T]; 3],
        (start, count): (usize, usize),
    ) -> f64 {
        match self {
            Correlation::Matrices(transform) => transform.add_gradient(scale, functions, gradient, start, count),
            Correlation::Fast { negation, fourier } => {
                fast_gradient(fourier, negation, scale, functions, gradient, start..start + count)
            }
            Correlation::Table { order, products } => {
                table_gradient(products, *order, scale, functions, gradient, start..start + count)
            }
        }
    }
}

impl<T: Real> RealTransform<T> {
    fn new(group: &Group) -> Self {
        let d = group.order();
        let mirrored: Vec<(usize, usize)> = (0..d).map(|x| (x, group.inverse(x))).filter(|(x, y)| x < y).collect();
        let fixed: Vec<usize> = (0..d).filter(|&x| group.inverse(x) == x).collect();
        let dual = group.dual();
        let pairs: Vec<usize> = dual.complex_pairs().collect();
        let evens = mirrored.iter().map(|&(x, _)| x).chain(fixed.iter().copied());
        let characters = pairs.iter().copied().chain(dual.self_conjugate());
        let cosines = characters
            .flat_map(|k| evens.clone().map(move |x| (k, x)))
            .map(|(k, x)| T::of(dual.value(k, x).re))
            .collect();
        let sines = pairs
            .iter()
            .flat_map(|&k| mirrored.iter().map(move |&(x, _)| (k, x)))
            .map(|(k, x)| T::of(dual.value(k, x).im))
            .collect();
        RealTransform { order: d, mirrored, fixed, cosines, sines }
    }

    /// The numbers of even functions, odd functions and cosines; there are as many sines as odd functions.
    fn sizes(&self) -> (usize, usize, usize) {
        let evens = self.mirrored.len() + self.fixed.len();
        (evens, self.mirrored.len(), self.cosines.len() / evens)
    }

    fn add_gradient(&self, scale: T, functions: [&[T]; 3], gradient: [&mut [T]; 3], start: usize, count: usize) -> f64 {
        let q = functions[0].len() / self.order;
        let [mut a, mut b, mut c] = functions.map(|values| self.forward(values, q, start, count));
        let d = T::of(self.order as f64);
        let (twice, once) = (T::of(2.0) / d, T::one() / d);
        let mut total = T::zero();
        let n = a.sines.len();
        for i in 0..n {
            let (ac, bc, cc) = (a.cosines[i], b.cosines[i], c.cosines[i]);
            let (a_s, b_s, c_s) = (a.sines[i], b.sines[i], c.sines[i]);
            let (re, im) = (ac * bc - a_s * b_s, ac * b_s + a_s * bc);
            total += twice * (cc * re + c_s * im);
            a.cosines[i] = twice * (cc * bc + c_s * b_s);
            a.sines[i] = twice * (c_s * bc - cc * b_s);
            b.cosines[i] = twice * (cc * ac + c_s * a_s);
            b.sines[i] = twice * (c_s * ac - cc * a_s);
            c.cosines[i] = twice * re;
            c.sines[i] = twice * im;
        }
        for i in n..a.cosines.len() {
            let (ac, bc, cc) = (a.cosines[i], b.cosines[i], c.cosines[i]);
            total += once * ac * bc * cc;
            a.cosines[i] = once * bc * cc;
            b.cosines[i] = once * ac * cc;
            c.cosines[i] = once * ac * bc;
        }
        for (coefficients, target) in [a, b, c].iter().zip(gradient) {
            self.add_backward(scale, coefficients, target, q, start, count);
        }
        total.value()
    }

    fn forward(&self, values: &[T], q: usize, start: usize, count: usize) -> Coefficients<T> {
        let column = |x: usize| &values[x * q + start..x * q + start + count];
        let (evens, odds, n_cosines) = self.sizes();
        let mut even = Vec::with_capacity(count * evens);
        let mut odd = Vec::with_capacity(count * odds);
        for &(x, y) in &self.mirrored {
            even.extend(column(x).iter().zip(column(y)).map(|(&u, &v)| u + v));
            odd.extend(column(x).iter().zip(column(y)).map(|(&u, &v)| u - v));
        }
        for &x in &self.fixed {
            even.extend_from_slice(column(x));
        }
        let transform = |parts: &[T], basis: &[T], inputs: usize, outputs: usize| {
            let mut result = vec![T::zero(); count * outputs];
            let (parts, basis) = (Matrix::new(parts, count, inputs), Matrix::new(basis, inputs, outputs));
            MatrixMut::new(&mut result, count, outputs).multiply(T::one(), parts, basis, T::zero());
            result
        };
        Coefficients {
            cosines: transform(&even, &self.cosines, evens, n_cosines),
            sines: transform(&odd, &self.sines, odds, odds),
        }
    }

    fn add_backward(
        &self,
        scale: T,
        coefficients: &Coefficients<T>,
        target: &mut [T],
        q: usize,
        start: usize,
        count: usize,
    ) {
        let (evens, odds, n_cosines) = self.sizes();
        let transform = |values: &[T], basis: &[T], inputs: usize, outputs: usize| {
            let mut result = vec![T::zero(); count * outputs];
            let (values, basis) = (Matrix::new(values, count, inputs), Matrix::new(basis, outputs, inputs));
            MatrixMut::new(&mut result, count, outputs).multiply(scale, values, basis.transposed(), T::zero());
            result
        };
        let even = transform(&coefficients.cosines, &self.cosines, n_cosines, evens);
        let odd = transform(&coefficients.sines, &self.sines, odds, odds);
        let (mirrored, fixed) = even.split_at(count * odds);
        let mut add = |x: usize, values: &mut dyn Iterator<Item = T>| {
            let column = &mut target[x * q + start..x * q + start + count];
            column.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        };
        let halves = mirrored.chunks_exact(count).zip(odd.chunks_exact(count));
        for (&(x, y), (even, odd)) in self.mirrored.iter().zip(halves) {
            add(x, &mut even.iter().zip(odd).map(|(&u, &v)| u + v));
            add(y, &mut even.iter().zip(odd).map(|(&u, &v)| u - v));
        }
        for (&x, even) in self.fixed.iter().zip(fixed.chunks_exact(count)) {
            add(x, &mut even.iter().copied());
        }
    }
}

/// Node by node with four transforms: a + ib and c forward; the gradients to a and b, packed the same way, and to c back.
fn fast_gradient<T: Real>(
    fourier: &FourierTransform<T>,
    negation: &[usize],
    scale: T,
    [a, b, c]: [&[T]; 3],
    [da, db, dc]: [&mut [T]; 3],
    nodes: std::ops::Range<usize>,
) -> f64 {
    let d = negation.len();
    let q = a.len() / d;
    let zero = Complex::new(T::zero(), T::zero());
    let (mut inputs, mut output) = (vec![zero; d], vec![zero; d]);
    let (half, once) = (T::of(0.5), T::one() / T::of(d as f64));
    let mut total = T::zero();
    for j in nodes {
        for g in 0..d {
            inputs[g] = Complex::new(a[g * q + j], b[g * q + j]);
            output[g] = Complex::new(c[g * q + j], T::zero());
        }
        fourier.forward(&mut inputs);
        fourier.forward(&mut output);
        for k in 0..d {
            let minus = negation[k];
            if minus < k {
                continue;
            }
            let (z, w, to) = (inputs[k], inputs[minus].conj(), output[k]);
            let (fa, fb) = ((z + w) * half, (z - w) * Complex::new(T::zero(), -half));
            let product = fa * fb;
            let (ga, gb) = (to * fb.conj(), to * fa.conj());
            let weight = if minus == k { once } else { once + once };
            total += weight * (to * product.conj()).re;
            let i = Complex::new(T::zero(), T::one());
            inputs[k] = ga + i * gb;
            inputs[minus] = ga.conj() + i * gb.conj();
            output[k] = product;
            output[minus] = product.conj();
        }
        fourier.inverse(&mut inputs);
        fourier.inverse(&mut output);
        for g in 0..d {
            da[g * q + j] += scale * once * inputs[g].re;
            db[g * q + j] += scale * once * inputs[g].im;
            dc[g * q + j] += scale * once * output[g].re;
        }
    }
    total.value()
}

/// Every product x·y, for several nodes at a time: O(d²) per node.
fn table_gradient<T: Real>(
    products: &[u32],
    d: usize,
    scale: T,
    [a, b, c]: [&[T]; 3],
    [da, db, dc]: [&mut [T]; 3],
    nodes: std::ops::Range<usize>,
) -> f64 {
    let q = a.len() / d;
    let row = |x: usize| x * q + nodes.start..x * q + nodes.end;
    let mut total = 0.0;
    for x in 0..d {
        let mut sums = vec![T::zero(); nodes.len()];
        for y in 0..d {
            let h = products[x * d + y] as usize;
            let (ax, by, ch) = (&a[row(x)], &b[row(y)], &c[row(h)]);
            for (at, sum) in sums.iter_mut().enumerate() {
                *sum += by[at] * ch[at];
            }
            for (at, value) in db[row(y)].iter_mut().enumerate() {
                *value += scale * ax[at] * ch[at];
            }
            for (at, value) in dc[row(h)].iter_mut().enumerate() {
                *value += scale * ax[at] * by[at];
            }
        }
        total += a[row(x)].iter().zip(&sums).map(|(&a, &sum)| (a * sum).value()).sum::<f64>();
        da[row(x)].iter_mut().zip(&sums).for_each(|(value, &sum)| *value += scale * sum);
    }
    total
}
