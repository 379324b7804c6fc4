//! From the arrays of a mapping to the weights of a network: embeddings, biases and a normalisation are folded in.

use nalgebra::{DMatrix, DVector};

use super::account::{Account, Norm};
use super::element_order::ElementOrder;
use super::layout;
use super::mapping::{ArrayName, Embedding, Inputs, Mapping};
use crate::format::container::{Array, Arrays, Values};
use crate::group::Group;
use crate::network::{Activation, Magnitudes, Network, Stored};
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

/// A network, the magnitudes of its weights, and the node that stands for a bias of the outputs.
#[derive(Debug, Clone)]
pub(super) struct Assembled {
    pub(super) network: Network,
    pub(super) magnitudes: Magnitudes,
    pub(super) output_bias_node: Option<usize>,
}

/// A matrix made of stored numbers, and its magnitude.
#[derive(Debug, Clone)]
struct Part {
    value: DMatrix<f64>,
    size: DMatrix<f64>,
}

impl Part {
    fn stored(value: DMatrix<f64>) -> Self {
        Part { size: value.abs(), value }
    }

    /// W Eᵀ; the identity leaves W as it is.
    fn embedded(self, embedding: &DMatrix<f64>) -> Self {
        if *embedding == DMatrix::identity(embedding.nrows(), embedding.nrows()) {
            return self;
        }
        Part { value: self.value * embedding.transpose(), size: 2.0 * self.size * embedding.abs().transpose() }
    }

    fn plus(&mut self, bias: &DVector<f64>, size: &DVector<f64>) {
        self.value.column_iter_mut().for_each(|mut column| column += bias);
        self.size.column_iter_mut().for_each(|mut column| column += size);
    }

    fn scale_rows(&mut self, factor: &DVector<f64>) {
        self.value.row_iter_mut().zip(factor).for_each(|(mut row, factor)| row *= *factor);
        // each summand is a product with γ and 1/√σ², rounded numbers both
        self.size.row_iter_mut().zip(factor).for_each(|(mut row, factor)| row *= 3.0 * factor.abs());
    }
}

impl Layout {
    /// The network. The hidden node j with the activation φ computes φ(a_j\[g1\] + b_j\[g2\]); a bias β of the outputs becomes one
    /// more hidden node with a = b = ½ at every element and c = β, and the product of the operands becomes two squares per node,
    /// ab = ((a + b)² − (a − b)²)/4, which give the same functions.
    ///
    /// # Errors
    /// When an array is unusable, or shapes do not fit each other or the group.
    pub(super) fn assemble(&self, arrays: &Arrays) -> Result<Assembled> {
        let Layout { mapping, group, .. } = self;
        let (d, _) = layout::dimensions(arrays, mapping)?;
        if d != group.order() {
            return Err(Error::shape(format!(
                "the group {group} has order {}, but the arrays are those of a group of order {d}",
                group.order()
            )));
        }
        let (mut a, mut b) = self.inputs(arrays)?;
        let mut c = Part::stored(weights(arrays, &mapping.output)?);
        self.add_input_biases(arrays, &mut a, &mut b)?;
        let mut output_bias = match &self.account.output_bias {
            Some(name) => vector(arrays, name, d)?,
            None => DVector::zeros(d),
        };
        if let Some(norm) = &self.account.norm {
            self.fold(&Folded::new(arrays, norm, a.value.nrows())?, [&mut a, &mut b, &mut c], &mut output_bias);
        }
        let (a, b, c) = if self.activation == Activation::Product { as_squares(a, b, c) } else { (a, b, c) };
        self.finish(stored(arrays, self.names()), [a, b, c], output_bias)
    }

    /// The names of all arrays that are read.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.mapping.arrays().into_iter().map(|array| array.name.as_str()).chain(self.account.folded())
    }

    fn inputs(&self, arrays: &Arrays) -> Result<(Part, Part)> {
        let (a, b) = match &self.mapping.inputs {
            Inputs::Separate(a, b) => (weights(arrays, a)?, weights(arrays, b)?),
            Inputs::Concatenated(both) => {
                let both = weights(arrays, both)?;
                let n = both.ncols() / 2;
                (both.columns(0, n).into_owned(), both.columns(n, n).into_owned())
            }
        };
        let (a, b) = (Part::stored(a), Part::stored(b));
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
            *c = Part { value: c.value.transpose(), size: c.size.transpose() };
            c.scale_rows(&norm.factor);
            *c = Part { value: c.value.transpose(), size: c.size.transpose() };
        } else {
            a.scale_rows(&norm.factor);
            b.scale_rows(&norm.factor);
            a.plus(&norm.shift, &norm.size);
        }
    }

    fn finish(&self, stored: Stored, [mut a, mut b, mut c]: [Part; 3], output_bias: DVector<f64>) -> Result<Assembled> {
        let q = a.value.nrows();
        let has_bias = output_bias.amax() > 0.0;
        if has_bias {
            for matrix in [&mut a.value, &mut a.size, &mut b.value, &mut b.size] {
                *matrix = std::mem::take(matrix).insert_row(q, 0.5);
            }
            for (matrix, column) in [(&mut c.value, &output_bias), (&mut c.size, &output_bias.abs())] {
                *matrix = std::mem::take(matrix).insert_column(q, 0.0);
                matrix.set_column(q, column);
            }
        }
        for (name, matrix) in [("W_a", &a.value), ("W_b", &b.value), ("W_c", &c.value)] {
            // Embeddings and biases make entries of their own.
            refuse_unusable(matrix).map_err(|error| error.context(name))?;
        }
        let columns = |matrix: DMatrix<f64>| self.element_order.sort_columns(&self.group, matrix);
        let rows = |matrix: DMatrix<f64>| columns(matrix.transpose()).transpose();
        let network = Network::new(&self.group, columns(a.value), columns(b.value), rows(c.value))?;
        let magnitudes = Magnitudes { a: columns(a.size), b: columns(b.size), c: rows(c.size), stored };
        Ok(Assembled { network, magnitudes, output_bias_node: has_bias.then_some(q) })
    }
}

/// The nodes (a, b, c/4) and (a, −b, −c/4) for every node.
fn as_squares(a: Part, b: Part, c: Part) -> (Part, Part, Part) {
    let below = |upper: &DMatrix<f64>, lower: DMatrix<f64>| {
        let rows: Vec<_> = upper.row_iter().chain(lower.row_iter()).map(|row| row.into_owned()).collect();
        DMatrix::from_rows(&rows)
    };
    let beside = |left: DMatrix<f64>, right: DMatrix<f64>| {
        let columns: Vec<_> = left.column_iter().chain(right.column_iter()).map(|column| column.into_owned()).collect();
        DMatrix::from_columns(&columns)
    };
    (
        Part { value: below(&a.value, a.value.clone()), size: below(&a.size, a.size.clone()) },
        Part { value: below(&b.value, -b.value.clone()), size: below(&b.size, b.size.clone()) },
        Part {
            value: beside(0.25 * c.value.clone(), -0.25 * c.value),
            size: beside(0.25 * c.size.clone(), 0.25 * c.size),
        },
    )
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

/// A finite matrix of weights, transposed if the mapping says so.
fn weights(arrays: &Arrays, name: &ArrayName) -> Result<DMatrix<f64>> {
    let in_array = |error: Error| error.context(format!("array {}", name.name));
    let array = arrays.get(&name.name).ok_or_else(|| layout::missing(arrays, &name.name))?;
    let matrix = array.to_matrix().map_err(in_array)?;
    refuse_unusable(&matrix).map_err(in_array)?;
    Ok(if name.transposed { matrix.transpose() } else { matrix })
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
