//! From the arrays of a mapping to the weights of a network: embeddings, biases and a normalisation are folded in.

use nalgebra::{DMatrix, DVector};

use super::account::{Account, Norm};
use super::element_order::ElementOrder;
use super::layout;
use super::mapping::{ArrayName, Embedding, Inputs, Mapping};
use crate::format::container::{Array, Arrays, Values};
use crate::group::Group;
use crate::network::{Activation, Fit, Magnitudes, Network, Stored};
use crate::{Error, Result};

/// One way to understand the arrays of a file, complete.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) mapping: Mapping,
    pub(super) account: Account,
    pub(super) group: Group,
    pub(super) element_order: ElementOrder,
    pub(super) activation: Activation,
    /// Whether the normalisation acts on the activations, and not on what they are taken of.
    pub(super) norm_after: bool,
    /// Whether the bias of an input matrix that serves both operands is added with each.
    pub(super) bias_twice: bool,
}

/// A network, the magnitudes of its weights where they are wanted, and the node that stands for a bias of the outputs.
#[derive(Debug, Clone)]
pub(super) struct Assembled {
    pub(super) network: Network,
    pub(super) stored: Stored,
    pub(super) magnitudes: Option<Magnitudes>,
    pub(super) output_bias_node: Option<usize>,
    /// How many tokens beside the elements were left out.
    pub(super) tokens: usize,
}

/// A matrix made of stored numbers, and its magnitude where that is wanted.
#[derive(Debug, Clone)]
struct Part {
    value: DMatrix<f64>,
    size: Option<DMatrix<f64>>,
}

/// The matrices a, b and c of a network, and the bias of its outputs.
struct Parts {
    matrices: [Part; 3],
    output_bias: DVector<f64>,
    /// How many tokens beside the elements were left out.
    tokens: usize,
}

impl Part {
    fn stored(value: DMatrix<f64>, with_size: bool) -> Self {
        Part { size: with_size.then(|| value.abs()), value }
    }

    /// The same done to both.
    fn map(self, change: impl Fn(DMatrix<f64>) -> DMatrix<f64>) -> Self {
        Part { value: change(self.value), size: self.size.map(change) }
    }

    /// W Eᵀ; the identity leaves W as it is.
    fn embedded(self, embedding: &DMatrix<f64>) -> Self {
        let is_unit = |(at, &entry): (usize, &f64)| {
            let (row, column) = (at % embedding.nrows(), at / embedding.nrows());
            entry == f64::from(u8::from(row == column))
        };
        if embedding.is_square() && embedding.iter().enumerate().all(is_unit) {
            return self;
        }
        let turned = embedding.transpose();
        Part { value: self.value * &turned, size: self.size.map(|size| 2.0 * size * turned.abs()) }
    }

    fn plus(&mut self, bias: &DVector<f64>, size: &DVector<f64>) {
        self.value.column_iter_mut().for_each(|mut column| column += bias);
        self.size.iter_mut().for_each(|sizes| sizes.column_iter_mut().for_each(|mut column| column += size));
    }

    fn scale_rows(&mut self, factor: &DVector<f64>) {
        self.value.row_iter_mut().zip(factor).for_each(|(mut row, factor)| row *= *factor);
        // each summand is a product with γ and 1/√σ², rounded numbers both
        if let Some(size) = &mut self.size {
            size.row_iter_mut().zip(factor).for_each(|(mut row, factor)| row *= 3.0 * factor.abs());
        }
    }
}

impl Layout {
    /// How well the network does the task with its activation, as [`Layout::assemble`] would make it.
    ///
    /// # Errors
    /// As [`Layout::assemble`].
    pub(super) fn fit(&self, arrays: &Arrays) -> Result<Fit> {
        let one = if self.activation == Activation::Product { 1.0 } else { 0.5 };
        let assembled = self.finish(arrays, self.parts(arrays, false)?, one)?;
        Ok(assembled.network.fit(self.activation))
    }

    /// The network. The hidden node j with the activation φ computes φ(a_j\[g1\] + b_j\[g2\]); a bias β of the outputs becomes one
    /// more hidden node with a = b = ½ at every element and c = β, and the product of the operands becomes two squares per node,
    /// ab = ((a + b)² − (a − b)²)/4, which give the same functions.
    ///
    /// # Errors
    /// When an array is unusable, or shapes do not fit each other or the group.
    pub(super) fn assemble(&self, arrays: &Arrays, with_magnitudes: bool) -> Result<Assembled> {
        let Parts { matrices, output_bias, tokens } = self.parts(arrays, with_magnitudes)?;
        let matrices = if self.activation == Activation::Product { as_squares(matrices) } else { matrices };
        self.finish(arrays, Parts { matrices, output_bias, tokens }, 0.5)
    }

    fn parts(&self, arrays: &Arrays, with_sizes: bool) -> Result<Parts> {
        let Layout { mapping, group, .. } = self;
        let (d, _) = layout::dimensions(arrays, mapping)?;
        if !layout::holds(d, group.order()) {
            return Err(layout::other_order(group, d));
        }
        let (mut a, mut b) = self.inputs(arrays, with_sizes)?;
        let mut c = Part::stored(weights(arrays, &mapping.output)?, with_sizes);
        self.add_input_biases(arrays, &mut a, &mut b)?;
        let mut output_bias = self.output_bias(arrays, c.value.nrows())?;
        if let Some(norm) = &self.account.norm {
            self.fold(&Folded::new(arrays, norm, a.value.nrows())?, [&mut a, &mut b, &mut c], &mut output_bias);
        }
        if let Some(unembedding) = &mapping.unembedding {
            let unembedding = weights(arrays, unembedding)?;
            output_bias = &unembedding * output_bias;
            // (Wᵀ Uᵀ)ᵀ
            c = c.map(|matrix| matrix.transpose()).embedded(&unembedding).map(|matrix| matrix.transpose());
        }
        if let Some(name) = &self.account.unembedding_bias {
            output_bias += vector(arrays, name, d)?;
        }
        let tokens = [a.value.ncols(), b.value.ncols(), d].map(|length| length - group.order());
        if tokens.iter().any(|&count| count > 0) {
            let elements = group.order();
            let inputs = |matrix: DMatrix<f64>| matrix.columns(0, elements).into_owned();
            (a, b) = (a.map(inputs), b.map(inputs));
            c = c.map(|matrix| matrix.rows(0, elements).into_owned());
            output_bias = output_bias.rows(0, elements).into_owned();
        }
        Ok(Parts { matrices: [a, b, c], output_bias, tokens: tokens.into_iter().max().unwrap_or(0) })
    }

    fn output_bias(&self, arrays: &Arrays, length: usize) -> Result<DVector<f64>> {
        self.account
            .output_bias
            .as_ref()
            .map_or_else(|| Ok(DVector::zeros(length)), |name| vector(arrays, name, length))
    }

    /// The names of all arrays that are read.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.mapping.arrays().into_iter().map(|array| array.name.as_str()).chain(self.account.folded())
    }

    fn inputs(&self, arrays: &Arrays, with_sizes: bool) -> Result<(Part, Part)> {
        let (a, b) = match &self.mapping.inputs {
            Inputs::Separate(a, b) => (weights(arrays, a)?, weights(arrays, b)?),
            Inputs::Concatenated(both) => {
                let both = weights(arrays, both)?;
                let n = both.ncols() / 2;
                (both.columns(0, n).into_owned(), both.columns(n, n).into_owned())
            }
        };
        let (a, b) = (Part::stored(a, with_sizes), Part::stored(b, with_sizes));
        Ok(match &self.mapping.embedding {
            None | Some(Embedding::Absent) => (a, b),
            Some(Embedding::Shared(both)) => {
                let both = weights(arrays, both)?;
                (a.embedded(&both), b.embedded(&both))
            }
            Some(Embedding::Separate(first, second)) => {
                (a.embedded(&weights(arrays, first)?), b.embedded(&weights(arrays, second)?))
            }
        })
    }

    /// One bias belongs to both operands, and is added to the first; of two each belongs to its own.
    fn add_input_biases(&self, arrays: &Arrays, a: &mut Part, b: &mut Part) -> Result<()> {
        let q = a.value.nrows();
        let biases: Vec<DVector<f64>> =
            self.account.input_biases.iter().map(|name| vector(arrays, name, q)).collect::<Result<_>>()?;
        for (at, bias) in biases.iter().enumerate() {
            let of_second = at == 1;
            (if of_second { &mut *b } else { &mut *a }).plus(bias, &bias.abs());
        }
        if let (true, [bias]) = (self.bias_twice, &biases[..]) {
            b.plus(bias, &bias.abs());
        }
        Ok(())
    }

    fn fold(&self, norm: &Folded, [a, b, c]: [&mut Part; 3], output_bias: &mut DVector<f64>) {
        if self.norm_after {
            *output_bias += &c.value * &norm.shift;
            let mut turned = c.clone().map(|matrix| matrix.transpose());
            turned.scale_rows(&norm.factor);
            *c = turned.map(|matrix| matrix.transpose());
        } else {
            a.scale_rows(&norm.factor);
            b.scale_rows(&norm.factor);
            a.plus(&norm.shift, &norm.size);
        }
    }

    /// The network, where `one` at both operands gives the activation 1.
    fn finish(&self, arrays: &Arrays, parts: Parts, one: f64) -> Result<Assembled> {
        let Parts { matrices: [mut a, mut b, mut c], output_bias, tokens } = parts;
        let q = a.value.nrows();
        let has_bias = output_bias.amax() > 0.0;
        if has_bias {
            (a, b) = (a.map(|matrix| matrix.insert_row(q, one)), b.map(|matrix| matrix.insert_row(q, one)));
            c = c.map(|matrix| matrix.insert_column(q, 0.0));
            c.value.set_column(q, &output_bias);
            c.size.iter_mut().for_each(|size| size.set_column(q, &output_bias.abs()));
        }
        for (name, matrix) in [("W_a", &a.value), ("W_b", &b.value), ("W_c", &c.value)] {
            // Embeddings and biases make entries of their own.
            refuse_unusable(matrix).map_err(|error| error.context(name))?;
        }
        let columns = |matrix: DMatrix<f64>| self.element_order.sort_columns(&self.group, matrix);
        let rows = |matrix: DMatrix<f64>| self.element_order.sort_rows(&self.group, matrix);
        let network = Network::new(&self.group, columns(a.value), columns(b.value), rows(c.value))?;
        let stored = stored(arrays, self.names());
        let magnitudes = match (a.size, b.size, c.size) {
            (Some(a), Some(b), Some(c)) => Some(Magnitudes { a: columns(a), b: columns(b), c: rows(c), stored }),
            _ => None,
        };
        Ok(Assembled { network, stored, magnitudes, output_bias_node: has_bias.then_some(q), tokens })
    }
}

/// The nodes (a, b, c/4) and (a, −b, −c/4) for every node.
fn as_squares([a, b, c]: [Part; 3]) -> [Part; 3] {
    let doubled = |part: Part, sign: f64, twice: fn(DMatrix<f64>, f64) -> DMatrix<f64>| Part {
        value: twice(part.value, sign),
        size: part.size.map(|size| twice(size, 1.0)),
    };
    [doubled(a, 1.0, below), doubled(b, -1.0, below), doubled(c.map(|matrix| 0.25 * matrix), -1.0, beside)]
}

/// The matrix, and below it the same times a sign.
fn below(matrix: DMatrix<f64>, sign: f64) -> DMatrix<f64> {
    let rows = matrix.nrows();
    let mut both = matrix.resize_vertically(2 * rows, 0.0);
    for column in both.as_mut_slice().chunks_exact_mut(2 * rows) {
        let (upper, lower) = column.split_at_mut(rows);
        lower.iter_mut().zip(upper).for_each(|(lower, upper)| *lower = sign * *upper);
    }
    both
}

/// The matrix, and beside it the same times a sign.
fn beside(matrix: DMatrix<f64>, sign: f64) -> DMatrix<f64> {
    let (columns, entries) = (matrix.ncols(), matrix.len());
    let mut both = matrix.resize_horizontally(2 * columns, 0.0);
    let (left, right) = both.as_mut_slice().split_at_mut(entries);
    right.iter_mut().zip(left).for_each(|(right, left)| *right = sign * *left);
    both
}

/// x ↦ factor · x + shift.
struct Folded {
    factor: DVector<f64>,
    shift: DVector<f64>,
    /// The magnitude of the shift.
    size: DVector<f64>,
}

impl Folded {
    /// PyTorch's ε, which files do not hold.
    const EPSILON: f64 = 1e-5;

    fn new(arrays: &Arrays, norm: &Norm, q: usize) -> Result<Self> {
        let (mean, variance) = (vector(arrays, &norm.mean, q)?, vector(arrays, &norm.variance, q)?);
        if let Some(at) = variance.iter().position(|&variance| variance < 0.0) {
            return Err(Error::format(format!(
                "array {}: entry [{at}] is negative, but it is a variance",
                norm.variance
            )));
        }
        let or = |name: &Option<String>, value: f64| match name {
            Some(name) => vector(arrays, name, q),
            None => Ok(DVector::from_element(q, value)),
        };
        let (gamma, beta) = (or(&norm.factor, 1.0)?, or(&norm.shift, 0.0)?);
        let factor = gamma.zip_map(&variance, |gamma, variance| gamma / (variance + Self::EPSILON).sqrt());
        let moved = factor.component_mul(&mean);
        Ok(Folded { shift: &beta - &moved, size: beta.abs() + 3.0 * moved.abs(), factor })
    }
}

/// The least precise type among those of the arrays.
fn stored<'a>(arrays: &Arrays, names: impl Iterator<Item = &'a str>) -> Stored {
    names.filter_map(|name| arrays.get(name)).map(stored_as).max().unwrap_or(Stored::Float64)
}

fn stored_as(array: &Array) -> Stored {
    match array.values {
        Values::F32(_) => Stored::Float32,
        Values::F16(_) => Stored::Float16,
        Values::BF16(_) => Stored::Bfloat16,
        _ => Stored::Float64,
    }
}

/// A finite matrix of weights, sliced and transposed if the mapping says so.
fn weights(arrays: &Arrays, name: &ArrayName) -> Result<DMatrix<f64>> {
    let in_array = |error: Error| error.context(format!("array {}", name.name));
    let array = arrays.get(&name.name).ok_or_else(|| layout::missing(arrays, &name.name))?;
    let matrix = match name.slice {
        None => array.to_transposed_matrix(),
        Some(slice) => array.slice(slice.axis, slice.index).and_then(|array| array.to_transposed_matrix()),
    };
    let matrix = matrix.map_err(in_array)?;
    if let Some(at) = matrix.iter().position(|&weight| !is_usable(weight)) {
        return Err(in_array(unusable(&[at / matrix.nrows(), at % matrix.nrows()], matrix[at])));
    }
    Ok(if name.transposed { matrix } else { matrix.transpose() })
}

/// Whether a weight is finite and at most 10⁴⁸: beyond, the loss, of degree 6 in the weights, may exceed the largest number.
fn is_usable(weight: f64) -> bool {
    weight.abs() <= 1e48
}

fn unusable(place: &[usize], weight: f64) -> Error {
    Error::format(format!(
        "entry {place:?} is {weight:?}; weights must be finite numbers of at most 1e48, else the loss overflows"
    ))
}

fn refuse_unusable(matrix: &DMatrix<f64>) -> Result<()> {
    match matrix.iter().position(|&weight| !is_usable(weight)) {
        Some(at) => Err(unusable(&[at % matrix.nrows(), at / matrix.nrows()], matrix[at])),
        None => Ok(()),
    }
}

/// A finite vector of the given length.
fn vector(arrays: &Arrays, name: &str, length: usize) -> Result<DVector<f64>> {
    let in_array = |error: Error| error.context(format!("array {name}"));
    let array = arrays.get(name).ok_or_else(|| layout::missing(arrays, name))?;
    let values = array.to_reals().map_err(in_array)?;
    if array.shape != [length] {
        return Err(in_array(Error::shape(format!("has {array}, where [{length}] is required"))));
    }
    if let Some(at) = values.iter().position(|&value| !is_usable(value)) {
        return Err(in_array(unusable(&[at], values[at])));
    }
    Ok(DVector::from_vec(values))
}
