//! From arrays to a network: apply a mapping, and among several choose the one that does the task.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::element_order::ElementOrder;
use super::layout::{self, Candidate};
use super::mapping::{ArrayName, Inputs, Mapping};
use crate::format::container::Arrays;
use crate::group::Group;
use crate::network::Network;
use crate::{Error, Result};

/// How the arrays of a file were understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The arrays and their transpositions.
    pub mapping: Mapping,
    /// The group.
    pub group: Group,
    /// The numbering of its elements in the file.
    pub element_order: ElementOrder,
    /// The hidden node that stands for a bias of the outputs in the file, where there is one.
    pub output_bias_node: Option<usize>,
    /// A group of the same order, where none was named, as whose table the network does the task far better.
    pub better_group: Option<Group>,
}

impl Reading {
    /// The reading by a mapping of a network over a group, about which nothing else is known yet.
    pub(crate) fn new(mapping: Mapping, group: Group, element_order: ElementOrder) -> Self {
        Reading { mapping, group, element_order, output_bias_node: None, better_group: None }
    }

    /// What a reader of results should know, as sentences.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if ElementOrder::matters(&self.group) {
            remarks.push(format!("elements in the file: {}", self.element_order));
        }
        if let Some(node) = self.output_bias_node {
            remarks.push(format!("the bias of the outputs in the file is hidden node {node}"));
        }
        if let Some(group) = &self.better_group {
            remarks.push(format!(
                "as a network over {group} it does the task far better than over {}: try --group {group}",
                self.group
            ));
        }
        remarks
    }
}

/// The network that `reading` makes of the arrays.
///
/// A bias of the hidden nodes is added to the columns of W_a, which gives the same function. A bias β of the outputs
/// becomes one more hidden node with a = b = ½ at every element and c = β, which gives the same function too.
pub(crate) fn assemble(arrays: &Arrays, reading: &Reading) -> Result<Network> {
    let Reading { mapping, group, element_order, .. } = reading;
    let (d, q) = layout::dimensions(arrays, mapping)?;
    if d != group.order() {
        return Err(Error::shape(format!(
            "the group {group} has order {}, but the arrays are those of a group of order {d}",
            group.order()
        )));
    }
    let (mut w_a, mut w_b) = match &mapping.inputs {
        Inputs::Separate(a, b) => (weights(arrays, a)?, weights(arrays, b)?),
        Inputs::Concatenated(both) => {
            let both = weights(arrays, both)?;
            let n = both.ncols() / 2;
            (both.columns(0, n).into_owned(), both.columns(n, n).into_owned())
        }
    };
    if let Some(embedding) = &mapping.embedding {
        let embedding = weights(arrays, embedding)?;
        if embedding != DMatrix::identity(d, embedding.ncols()) {
            w_a *= embedding.transpose();
            w_b *= embedding.transpose();
        }
    }
    let mut w_c = weights(arrays, &mapping.output)?;
    for bias in mapping.inputs.arrays().into_iter().filter_map(|layer| bias_of(arrays, layer)) {
        let bias = vector(arrays, bias, q)?;
        w_a.column_iter_mut().for_each(|mut column| column += &bias);
    }
    if let Some(bias) = bias_of(arrays, &mapping.output) {
        let bias = vector(arrays, bias, d)?;
        if bias.amax() > 0.0 {
            w_a = w_a.insert_row(q, 0.5);
            w_b = w_b.insert_row(q, 0.5);
            w_c = w_c.insert_column(q, 0.0);
            w_c.set_column(q, &bias);
        }
    }
    for (name, matrix) in [("W_a", &w_a), ("W_b", &w_b)] {
        // Embeddings and biases make entries of their own.
        refuse_unusable(matrix).map_err(|error| error.context(name))?;
    }
    let rows = |matrix: DMatrix<f64>| element_order.sort_columns(group, matrix);
    Network::new(group, rows(w_a), rows(w_b), rows(w_c.transpose()).transpose())
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

/// The bias of the layer to which an array of weights belongs.
pub(crate) fn bias_of<'a>(arrays: &'a Arrays, layer: &ArrayName) -> Option<&'a str> {
    let lower = layer.name.to_lowercase();
    let stem = lower.strip_suffix("weight").map_or_else(|| format!("{lower}."), str::to_string);
    let is_bias = |name: &&String| name.to_lowercase().strip_prefix(&stem) == Some("bias");
    arrays.keys().find(is_bias).map(String::as_str)
}

/// A finite vector of the given length.
fn vector(arrays: &Arrays, name: &str, length: usize) -> Result<DVector<f64>> {
    let in_array = |error: Error| error.context(format!("array {name}"));
    let array = &arrays[name];
    let values = array.to_reals().map_err(in_array)?;
    if array.shape != [length] {
        return Err(in_array(Error::shape(format!("has {array}, where [{length}] is required"))));
    }
    if let Some(at) = values.iter().position(|&value| !is_usable(value)) {
        return Err(in_array(unusable(&[at], values[at])));
    }
    Ok(DVector::from_vec(values))
}

/// All pairs, or where they are many some hundreds or thousands of them that are spread over all.
pub(crate) fn sample(network: &Network) -> Vec<(usize, usize)> {
    const WORK: usize = 1 << 27;
    let d = network.group().order();
    let affordable = (WORK / (d * network.width())).clamp(256, 4096);
    let all = d.saturating_mul(d);
    if all <= affordable {
        return (0..all).map(|at| (at / d, at % d)).collect();
    }
    // multiples of the golden ratio, and of another irrational number, modulo 1 are spread evenly
    let spread = |at: usize, step: f64| (((at as f64 * step).fract() * d as f64) as usize).min(d - 1);
    (1..=affordable).map(|at| (spread(at, 0.618_033_988_749_895), spread(at, 0.414_213_562_373_095))).collect()
}

/// The accuracy that is above chance by 0.1 and by six standard deviations (it need not exceed 1).
pub(crate) fn significant_accuracy(order: usize, pairs: usize) -> f64 {
    let d = order as f64;
    let deviation = ((1.0 - 1.0 / d) / (d * pairs as f64)).sqrt();
    (1.0 / d + f64::max(0.1, 6.0 * deviation)).min(1.0)
}

/// How well a reading does the task.
#[derive(Debug, Clone, Copy)]
struct Score {
    order: usize,
    pairs: usize,
    loss: f64,
    accuracy: f64,
}

impl Score {
    /// Loss (zero-mean target) and accuracy on a [`sample`] of the pairs.
    fn of(network: &Network) -> Self {
        let (d, pairs) = (network.group().order(), sample(network));
        let (mut loss, mut right) = (0.0, 0usize);
        for &(g1, g2) in &pairs {
            let (outputs, label) = (network.outputs(g1, g2), network.group().multiply(g1, g2));
            let mean = (outputs.sum() - 1.0) / d as f64;
            let residual = |h: usize| outputs[h] - f64::from(u8::from(h == label)) - mean;
            loss += (0..d).map(|h| residual(h).powi(2)).sum::<f64>();
            right += usize::from(outputs.imax() == label);
        }
        let count = pairs.len() as f64;
        Score { order: d, pairs: pairs.len(), loss: loss / count, accuracy: right as f64 / count }
    }

    /// Whether the accuracy is above chance by 0.1 and by six standard deviations (it need not exceed 1); below order
    /// 5, where chance goes far, the loss must also be at most a hundredth of that of the network 0.
    fn fits(&self) -> bool {
        let d = self.order as f64;
        self.accuracy >= significant_accuracy(self.order, self.pairs)
            && (self.order >= 5 || self.loss <= 0.01 * (d - 1.0) / d)
    }

    /// Whether the accuracy is larger by 0.1, or not smaller at no more than half the loss.
    fn beats(&self, other: &Score) -> bool {
        self.accuracy >= other.accuracy + 0.1 || (self.accuracy >= other.accuracy && self.loss <= other.loss / 2.0)
    }

    /// Whether the two do the task alike, as two names of one network do.
    fn equals(&self, other: &Score) -> bool {
        self.accuracy == other.accuracy && (self.loss - other.loss).abs() <= 1e-9 * (self.loss + other.loss)
    }
}

/// The reading to use: the only one; else the one that fits the task and beats all others; else the conventional one.
///
/// # Errors
/// When an array is unusable, or the choice is open.
pub(crate) fn choose(
    arrays: &Arrays,
    candidates: &[Candidate],
    group: Option<&Group>,
    element_order: Option<ElementOrder>,
) -> Result<(Network, Reading)> {
    let mut readings = Vec::new();
    for Candidate { mapping, conventional } in candidates {
        let group = match group {
            Some(group) => group.clone(),
            None => Group::cyclic(layout::dimensions(arrays, mapping)?.0)?,
        };
        let orders = match element_order {
            Some(order) => vec![order],
            None if ElementOrder::matters(&group) => vec![ElementOrder::FirstSlowest, ElementOrder::FirstFastest],
            None => vec![ElementOrder::FirstSlowest],
        };
        for (at, element_order) in orders.into_iter().enumerate() {
            let reading = Reading::new(mapping.clone(), group.clone(), element_order);
            readings.push((reading, *conventional && at == 0));
        }
    }
    // not every reading yields a network: a bias, for example, has the length that one orientation requires
    let (mut networks, mut sound, mut first_error) = (Vec::new(), Vec::new(), None);
    for (reading, conventional) in readings {
        match assemble(arrays, &reading) {
            Ok(network) => {
                networks.push(network);
                sound.push((reading, conventional));
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    let mut readings = sound;
    if let Some(error) = first_error.filter(|_| networks.is_empty()) {
        return Err(error);
    }
    if readings.len() == 1 {
        return Ok((networks.swap_remove(0), readings.swap_remove(0).0));
    }
    let scores: Vec<Score> = networks.iter().map(Score::of).collect();
    let wins = |at: &usize| {
        let (before, others) = scores.split_at(*at);
        let (this, after) = others.split_first().expect("the index of a score");
        let first = !before.iter().any(|other| this.equals(other));
        first && this.fits() && before.iter().chain(after).all(|other| this.beats(other) || this.equals(other))
    };
    let conventional: Vec<usize> = (0..readings.len()).filter(|&at| readings[at].1).collect();
    let chosen = match (readings.iter().enumerate().map(|(at, _)| at).find(wins), conventional.as_slice()) {
        (Some(at), _) => at,
        (None, &[at]) => at,
        (None, _) => return Err(undecided(&readings, &scores)),
    };
    Ok((networks.swap_remove(chosen), readings.swap_remove(chosen).0))
}

/// The error for a choice that the task does not decide.
fn undecided(readings: &[(Reading, bool)], scores: &[Score]) -> Error {
    let line = |((reading, _), score): (&(Reading, bool), &Score)| {
        let order = match ElementOrder::matters(&reading.group) {
            true => format!(" --element-order {}", reading.element_order),
            false => String::new(),
        };
        let accuracy = 100.0 * score.accuracy;
        format!(
            "--map {}{order} (d = {}, accuracy {accuracy:.1} %, loss {:.4})",
            reading.mapping, score.order, score.loss
        )
    };
    let lines: Vec<String> = readings.iter().zip(scores).take(8).map(line).collect();
    Error::shape(format!(
        "names and shapes allow several readings, and none of them does the task clearly better than the others; choose \
         one: {}",
        lines.join("; ")
    ))
}
