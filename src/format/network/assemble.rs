//! From the arrays of a mapping to the weights of a network: embeddings, biases and a normalisation are folded in.

use nalgebra::{DMatrix, DVector};

use super::account::Account;
use super::element_order::ElementOrder;
use super::layout;
use super::mapping::{Embedding, Inputs, Mapping};
use super::part::{Folded, Part, as_squares, bias_vector, refuse_unusable, vector, weights};
use crate::Result;
use crate::format::container::{Array, Arrays, Values};
use crate::group::Group;
use crate::network::{Activation, Fit, Magnitudes, Network, Stored, not_of_pairs};

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
    /// How many tokens that are no elements come first; the others come last.
    pub(super) skipped: usize,
    /// Whether the columns of an input matrix for both operands are those of the operands in turn.
    pub(super) interleaved: bool,
}

/// A network, the magnitudes of its weights where they are wanted, and the node that stands for a bias of the outputs.
#[derive(Debug, Clone)]
pub(super) struct Assembled {
    pub(super) network: Network,
    pub(super) stored: Stored,
    pub(super) magnitudes: Option<Magnitudes>,
    pub(super) output_bias_node: Option<usize>,
    /// How many inputs and outputs of tokens beside the elements were left out.
    pub(super) tokens: Tokens,
}

/// The inputs and outputs of tokens beside the elements that were left out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tokens {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

impl Tokens {
    pub(super) fn any(self) -> bool {
        self.inputs > 0 || self.outputs > 0
    }

    /// How many inputs and how many outputs come before the elements, when so many tokens do.
    pub(super) fn before(self, skipped: usize) -> [usize; 2] {
        [skipped.min(self.inputs), skipped.min(self.outputs)]
    }
}

/// The matrices a, b and c of a network, and the bias of its outputs.
struct Parts {
    matrices: [Part; 3],
    output_bias: DVector<f64>,
    tokens: Tokens,
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
            output_bias += vector(arrays, name, output_bias.len())?;
        }
        let elements = group.order();
        let beside = |length: usize| length.saturating_sub(elements);
        let tokens = Tokens { inputs: beside(a.value.ncols()), outputs: beside(c.value.nrows()) };
        let [before_inputs, before_outputs] = tokens.before(self.skipped);
        if tokens.inputs > 0 {
            let inputs = |matrix: DMatrix<f64>| matrix.columns(before_inputs, elements).into_owned();
            (a, b) = (a.map(inputs), b.map(inputs));
        }
        if tokens.outputs > 0 {
            c = c.map(|matrix| matrix.rows(before_outputs, elements).into_owned());
            output_bias = output_bias.rows(before_outputs, elements).into_owned();
        }
        Ok(Parts { matrices: [a, b, c], output_bias, tokens })
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
            Inputs::Operands(layers) => return Err(not_of_pairs(layers.len())),
            Inputs::Concatenated(both) => {
                let both = weights(arrays, both)?;
                let n = both.ncols() / 2;
                if self.interleaved {
                    let places = |first: usize| (0..n).map(|g| 2 * g + first).collect::<Vec<_>>();
                    return Ok((
                        Part::stored(both.select_columns(&places(0)), with_sizes),
                        Part::stored(both.select_columns(&places(1)), with_sizes),
                    ));
                }
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
            self.account.input_biases.iter().map(|bias| bias_vector(arrays, bias, q)).collect::<Result<_>>()?;
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

/// The least precise type among those of the arrays.
pub(super) fn stored<'a>(arrays: &Arrays, names: impl Iterator<Item = &'a str>) -> Stored {
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
