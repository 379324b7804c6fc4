//! Networks with weights exactly as the file has them.

use std::path::Path;

use dashu_ratio::RBig;

use super::assemble::Tokens;
use super::file::read_network_as;
use super::mapping::{ArrayName, Inputs};
use super::options::ReadOptions;
use super::reading::{Finding, ReadArrays, Reading};
use crate::format::container::{ExactArray, read_exact};
use crate::network::{ExactNetwork, not_of_pairs};
use crate::{Error, Result};

/// The network of a file with its weights as rational numbers; see [`read_exact`].
///
/// # Errors
/// When the network cannot be read, an entry is no rational number, or the weights are not just the entries of the arrays:
/// biases or an embedding are folded into them.
pub fn read_exact_network(path: &Path, options: &ReadOptions) -> Result<ExactNetwork> {
    let (network, reading) = read_network_as(path, options)?;
    let Reading { arrays: ReadArrays { mapping, .. }, element_order, .. } = &reading;
    let group = network.group();
    let (d, q) = (group.order(), network.width());
    if reading.findings.iter().any(|finding| matches!(finding, Finding::Joined { .. })) {
        return Err(folded(path));
    }
    let array = |name: &ArrayName| Ok((read_exact(path, &name.name)?, name.transposed));
    let (a, b, second) = match &mapping.inputs {
        Inputs::Separate(a, b) => (array(a)?, array(b)?, 0),
        Inputs::Operands(layers) => return Err(not_of_pairs(layers.len())),
        Inputs::Concatenated(both) => {
            let both = array(both)?;
            let columns = both.0.shape.get(usize::from(!both.1)).copied().unwrap_or(0);
            (both.clone(), both, columns / 2)
        }
    };
    let c = array(&mapping.output)?;
    let places: Vec<usize> = (0..d).map(|g| element_order.index_in_file(group, g)).collect();
    // tokens before the elements
    let tokens = reading.findings.iter().find_map(|finding| match *finding {
        Finding::Tokens { inputs, outputs, first } => Some(Tokens { inputs, outputs }.before(first)),
        _ => None,
    });
    let [before_inputs, before_outputs] = tokens.unwrap_or_default();
    let vector = |array: &(ExactArray, bool), j: usize, first: usize| -> Option<Vec<RBig>> {
        places.iter().map(|&g| entry(array, j, first + g)).collect()
    };
    let exact_output = (c.0, !c.1);
    let mut nodes = Vec::with_capacity(q);
    for j in 0..q {
        let vectors = (
            vector(&a, j, before_inputs),
            vector(&b, j, second + before_inputs),
            vector(&exact_output, j, before_outputs),
        );
        let (Some(a), Some(b), Some(c)) = vectors else { return Err(folded(path)) };
        let same = |exact: &[RBig], read: &mut dyn Iterator<Item = &f64>| {
            exact.iter().zip(read).all(|(exact, read)| exact.to_f64().value() == *read)
        };
        let is_read = same(&a, &mut network.w_a().row(j).iter())
            && same(&b, &mut network.w_b().row(j).iter())
            && same(&c, &mut network.w_c().column(j).iter());
        if !is_read {
            return Err(folded(path));
        }
        nodes.push([a, b, c]);
    }
    Ok(ExactNetwork { group: group.clone(), nodes })
}

/// The entry [row, column] of a matrix, or of its transpose.
fn entry((array, transposed): &(ExactArray, bool), row: usize, column: usize) -> Option<RBig> {
    let &[rows, columns] = &array.shape[..] else { return None };
    let (row, column) = if *transposed { (column, row) } else { (row, column) };
    (row < rows && column < columns).then(|| array.entries[row * columns + column].clone())
}

fn folded(path: &Path) -> Error {
    let message = "the weights are not just the entries of its arrays (a bias or an embedding is folded in), so that they are \
                   not exact";
    Error::unsupported(message).at_path(path)
}
