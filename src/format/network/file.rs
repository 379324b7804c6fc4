//! Networks in files of every type.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;

use super::account::Account;
use super::choose::{Choice, Known, choose};
use super::element_order::ElementOrder;
use super::groups::{self, StatedGroup};
use super::joined::{join, parts_of};
use super::layout::{self, Candidate};
use super::mapping::Mapping;
use super::reading::{Finding, Reading};
use super::settings::{Settings, Stated};
use super::xyv::{is_xyv, write_xyv};
use crate::format::container::{Array, Arrays, Budget, Part, Values, count_entries, parts, read_needed, write_arrays};
use crate::group::Group;
use crate::network::{
    Activation, Fit, Magnitudes, Network, Task, Verdict, better_group, recover, significant_accuracy,
};
use crate::{Error, Result};

/// What the caller knows about a file that the file itself may not say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    /// The group. Default: as the file says (`group`, or `d`, the order of a cyclic group), else its settings and those beside
    /// it, else the cyclic group of the order that the shapes imply.
    pub group: Option<Group>,
    /// The arrays that hold the weights. Default: recognised by their names, else by their shapes where they do the task.
    pub mapping: Option<Mapping>,
    /// The numbering of the elements of a product group. Default: lexicographic, unless the other order fits the task
    /// and lexicographic order does not.
    pub element_order: Option<ElementOrder>,
    /// The activation. Default: as the settings of the file or beside it say, else the square.
    pub activation: Option<Activation>,
    /// Whether networks of other activations than the square and the product are read too: their weights are those of
    /// σ(W_a x + W_b y), with σ as the reading says, and no element of the semiring.
    pub any_activation: bool,
    /// By what the outputs are multiplied.
    pub scale: OutputScale,
}

/// By what the outputs of a network in a file are multiplied, as its forward pass may do with a number that is not in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum OutputScale {
    /// By 1.
    #[default]
    AsStored,
    /// By the factor that makes the outputs the labels, where there is one and they are not.
    Found,
    /// By this factor.
    Given(f64),
}

/// Reads a network from a file of any type that is known, or from a [`Part`](crate::format::Part) of it (`FILE::PART`); the
/// content decides, not the extension.
///
/// Recognised arrays (in any case, with any prefix such as `model.`, with or without `.weight`): `W_a`, `W_b`, `W_c`;
/// `layera`, `layerb`, `layerc`; `a`, `b`, `c`; `x`, `y`, `V`; `U`, `V`, `W`, of which any may be the output; `W1`, `W2`, `W_out`
/// and the like; and `W`, `V` or `fc1`, `fc2`, where the first is \[W_a W_b\], or one matrix for both operands. Other names are
/// read by their shapes where that does the task. Embeddings and an unembedding are multiplied in, biases become constants of the hidden nodes, a
/// batch normalisation in evaluation mode is folded in, matrices in parts (weight or spectral normalisation, pruning) are joined,
/// and one or two tokens beside the elements, such as =, are left out. Every matrix may be stored transposed. What else belongs to the model is
/// an error.
///
/// Where names and shapes allow several readings, the one that does the task is taken: its accuracy is above chance by
/// 0.1 and by six standard deviations (below order 5 its loss is also near zero), and it beats every other reading by
/// 0.1 in accuracy or, at no smaller accuracy, by a factor 2 in loss. When there is none, the orientation that names
/// such as `W_a` or `layera.weight` define is taken, or the one with q > d where it is the only one.
///
/// Where the answers are not x + y but the table of an Abelian group in other names (x − y, c₁x + c₂y + c₀, xy modulo a prime, any
/// renumbering), inputs and outputs are renumbered, see [`Reading::labelling`].
///
/// # Errors
/// When the file cannot be read or is damaged, an array is missing, left over or unusable, shapes do not fit each other or the
/// group, the activation is not quadratic, or the reading is open.
pub fn read_network(path: &Path, options: &ReadOptions) -> Result<Network> {
    read_network_as(path, options).map(|(network, _)| network)
}

/// Like [`read_network`], and says how the arrays were understood. The settings beside the file are read as well: `config.yaml`,
/// `.hydra/config.yaml`, `cfg.json` and the like.
///
/// # Errors
/// As [`read_network`].
pub fn read_network_as(path: &Path, options: &ReadOptions) -> Result<(Network, Reading)> {
    read(path, options, false).map(|(network, _, reading)| (network, reading))
}

/// Like [`read_network_as`], with the magnitudes of the weights, which tell the loss that rounding explains.
///
/// # Errors
/// As [`read_network`].
pub fn read_network_to_verify(path: &Path, options: &ReadOptions) -> Result<(Network, Magnitudes, Reading)> {
    let (network, magnitudes, reading) = read(path, options, true)?;
    let magnitudes = magnitudes.unwrap_or_else(|| Magnitudes::of(&network, reading.stored));
    Ok((network, magnitudes, reading))
}

/// A network, the magnitudes of its weights where they are wanted, and how the arrays were understood.
type Understood = (Network, Option<Magnitudes>, Reading);

fn read(path: &Path, options: &ReadOptions, with_magnitudes: bool) -> Result<Understood> {
    let arrays = read_network_arrays(path, options)?;
    let beside = Settings::beside(&Part::of_path(path).0);
    understand(&arrays, options, &beside, with_magnitudes).map_err(|error| error.at_path(path))
}

/// Like [`read_network_as`], from arrays.
///
/// # Errors
/// As [`read_network`].
pub fn network_from_arrays(arrays: &Arrays, options: &ReadOptions) -> Result<(Network, Reading)> {
    let read = understand(arrays, options, &Settings::default(), false);
    read.map(|(network, _, reading)| (network, reading))
}

fn understand(arrays: &Arrays, options: &ReadOptions, beside: &Settings, with_magnitudes: bool) -> Result<Understood> {
    let (arrays, joined) = join(arrays)?;
    let arrays = arrays.as_ref();
    let settings = [&Settings::of(arrays), beside];
    let stated = stated_activation(&settings);
    let activation = match (options.activation, &stated) {
        (Some(activation), _) => Some(activation),
        (None, Some(stated)) => Some(parse_activation(stated)?),
        (None, None) => None,
    };
    let (StatedGroup { group, is_named, mut findings }, candidates) = groups::candidates(arrays, options, &settings)?;
    if let Some(stated) = stated.filter(|_| options.activation.is_none()) {
        findings.push(Finding::Activation { stated });
    }
    findings.extend(joined);
    let known = Known {
        group,
        element_order: options.element_order,
        activation,
        mapping_is_given: options.mapping.is_some(),
        with_magnitudes,
    };
    let choice = choose(arrays, &candidates, &known)?;
    if !options.any_activation {
        refuse_other_activations(&choice, &findings)?;
    }
    let task = Settings::task_of_run(arrays)?;
    let read = finish(choice, options, is_named, findings, (&settings, task))?;
    match &read.2.task {
        Some(task) if !options.any_activation => Err(Error::unsupported(format!(
            "the network was trained to answer {task}, which is the table of no group: its weights are of no element of the \
             semiring; `cogring features` reads them"
        ))),
        _ => Ok(read),
    }
}

/// The network of a choice with what its numbers say: the operation that it does, the scale of its outputs, contradictions.
fn finish(
    choice: Choice,
    options: &ReadOptions,
    group_is_named: bool,
    findings: Vec<Finding>,
    (settings, task): (&[&Settings], Option<Task>),
) -> Result<Understood> {
    let Choice { layout, assembled, fit, .. } = choice;
    let folded = layout.account.folded().map(str::to_string).collect();
    let mut reading = Reading {
        mapping: layout.mapping,
        folded,
        not_used: layout.account.not_used,
        group: layout.group,
        element_order: layout.element_order,
        activation: layout.activation,
        stored: assembled.stored,
        output_bias_node: assembled.output_bias_node,
        better_group: None,
        labelling: None,
        task: None,
        output_scale: None,
        trained_on: settings.iter().find_map(|settings| settings.loss()),
        seed: settings.iter().find_map(|settings| settings.seed()),
        findings,
    };
    if assembled.tokens > 0 {
        reading.findings.push(Finding::Tokens { count: assembled.tokens });
    }
    let (mut network, mut magnitudes) = (assembled.network, assembled.magnitudes);
    if let Some(task) = task {
        (network, magnitudes) = relabel_by_task(network, magnitudes, &mut reading, task)?;
    } else if fit.accuracy < 0.9 && options.element_order.is_none() && reading.activation.is_quadratic() {
        let fewer =
            if group_is_named || assembled.tokens > 0 { None } else { without_last(&network, magnitudes.as_ref()) };
        (network, magnitudes) = relabel(network, magnitudes, &mut reading, group_is_named);
        let is_read = reading.labelling.is_some() || reading.findings.contains(&Finding::NotCommutative);
        if let Some((fewer, of_fewer)) = fewer.filter(|_| !is_read) {
            let mut other = Reading { better_group: None, ..reading.clone() };
            let found = relabel(fewer, of_fewer, &mut other, false);
            if other.labelling.is_some() {
                other.findings.push(Finding::Tokens { count: 1 });
                ((network, magnitudes), reading) = (found, other);
            }
        }
    }
    let fit = if reading.labelling.is_some() { network.fit(reading.network_activation()) } else { fit };
    let scale = match options.scale {
        OutputScale::AsStored => None,
        OutputScale::Found => is_scaled(&fit, network.group().order()).then_some(fit.output_scale),
        OutputScale::Given(scale) => Some(scale),
    };
    if let Some(scale) = scale.filter(|&scale| scale != 1.0) {
        network = network.scaled_outputs(scale);
        magnitudes.iter_mut().for_each(|magnitudes| magnitudes.c *= scale.abs());
        reading.output_scale = Some(scale);
    }
    let fit = if reading.output_scale.is_some() { network.fit(reading.network_activation()) } else { fit };
    if reading.task.is_none() {
        contradictions(&fit, network.group().order(), settings, &mut reading);
    }
    Ok((network, magnitudes, reading))
}

/// The network of a run in the numbers in which its task is the multiplication of a group, where it is one.
fn relabel_by_task(
    network: Network,
    magnitudes: Option<Magnitudes>,
    reading: &mut Reading,
    task: Task,
) -> Result<(Network, Option<Magnitudes>)> {
    let Some(labelling) = task.labelling(network.group())? else {
        reading.task = Some(task);
        return Ok((network, magnitudes));
    };
    let relabelled = labelling.apply(&network)?;
    reading.group = labelling.group.clone();
    let magnitudes = magnitudes.map(|magnitudes| magnitudes.relabelled(&labelling));
    reading.labelling = Some(labelling);
    Ok((relabelled, magnitudes))
}

/// The operation that the network does, where it is not the addition of its group: as a hint where another group numbers its
/// elements in the same way, else the network in the numbers in which it is an addition.
fn relabel(
    network: Network,
    magnitudes: Option<Magnitudes>,
    reading: &mut Reading,
    is_named: bool,
) -> (Network, Option<Magnitudes>) {
    let hint = if is_named { None } else { better_group(&network) };
    if let Some((group, _)) = hint.as_ref().filter(|(_, accuracy)| *accuracy >= 0.9) {
        reading.better_group = Some(group.clone());
        return (network, magnitudes);
    }
    match network.could_be_a_group().then(|| recover(network.answers(), network.group(), is_named)).flatten() {
        Some(Verdict::Labelling(labelling)) => {
            if let Ok(relabelled) = labelling.apply(&network) {
                let magnitudes = magnitudes.map(|magnitudes| magnitudes.relabelled(&labelling));
                reading.group = labelling.group.clone();
                reading.labelling = Some(labelling);
                return (relabelled, magnitudes);
            }
        }
        Some(Verdict::NotCommutative) => reading.findings.push(Finding::NotCommutative),
        Some(Verdict::NotInvertible(operation)) => reading.findings.push(Finding::NoGroup { operation }),
        None => reading.better_group = hint.map(|(group, _)| group),
    }
    (network, magnitudes)
}

/// The network without its last token, where the answers to the others may be the table of a group.
fn without_last(network: &Network, magnitudes: Option<&Magnitudes>) -> Option<(Network, Option<Magnitudes>)> {
    let d = network.group().order().checked_sub(1).filter(|&d| d > 4)?;
    let inputs = |matrix: &DMatrix<f64>| matrix.columns(0, d).into_owned();
    let outputs = |matrix: &DMatrix<f64>| matrix.rows(0, d).into_owned();
    let group = Group::cyclic(d).ok()?;
    let fewer = Network::new(&group, inputs(network.w_a()), inputs(network.w_b()), outputs(network.w_c())).ok()?;
    let of_fewer = |magnitudes: &Magnitudes| Magnitudes {
        a: inputs(&magnitudes.a),
        b: inputs(&magnitudes.b),
        c: outputs(&magnitudes.c),
        stored: magnitudes.stored,
    };
    fewer.could_be_a_group().then(|| (fewer, magnitudes.map(of_fewer)))
}

/// Whether a factor of the outputs makes them the labels, and without it they are not.
fn is_scaled(fit: &Fit, order: usize) -> bool {
    let zero = 1.0 - 1.0 / order as f64;
    fit.accuracy >= 0.9 && fit.output_scale > 0.0 && fit.scaled_loss <= 0.01 * zero && fit.loss >= 0.1 * zero
}

/// What the numbers say against the reading.
fn contradictions(fit: &Fit, order: usize, settings: &[&Settings], reading: &mut Reading) {
    let zero = 1.0 - 1.0 / order as f64;
    let mut found = Vec::new();
    let explained = reading.better_group.is_some()
        || reading.findings.iter().any(|finding| matches!(finding, Finding::NotCommutative | Finding::NoGroup { .. }));
    let is_chance = fit.accuracy < significant_accuracy(order, fit.pairs) && order >= 5;
    if is_chance && !explained {
        found.push(Finding::AtChance { accuracy: fit.accuracy });
    }
    if fit.loss > zero * (1.0 + 1e-9) && !explained {
        found.push(Finding::WorseThanZero { loss: fit.loss, zero });
    }
    let is_far = (fit.output_scale - 1.0).abs() > 0.2;
    if is_scaled(fit, order) {
        found.push(Finding::Scale { scale: fit.output_scale, loss: fit.scaled_loss });
    } else if reading.activation.is_quadratic()
        && !explained
        && fit.accuracy >= 0.5
        && is_far
        && fit.scaled_loss >= 0.05 * zero
        && fit.loss >= 0.5 * zero
    {
        found.push(Finding::NotSquared { scale: fit.output_scale, loss: fit.scaled_loss });
    }
    found.extend(records(fit, order, settings, reading.trained_on.as_ref()));
    reading.findings.extend(found);
}

/// The loss and accuracy that are recorded, where they are others.
fn records(fit: &Fit, order: usize, settings: &[&Settings], trained_on: Option<&Stated<String>>) -> Vec<Finding> {
    let recorded: [Option<Stated<f64>>; 2] = settings
        .iter()
        .map(|settings| settings.recorded())
        .fold([None, None], |[loss, accuracy], [more_loss, more_accuracy]| {
            [loss.or(more_loss), accuracy.or(more_accuracy)]
        });
    let [loss, accuracy] = recorded;
    let is_squared = trained_on.is_none_or(|Stated { value, .. }| {
        let value = value.to_lowercase();
        !["ce", "nll", "cross", "entropy", "xent"].iter().any(|word| value.contains(word))
    });
    let d = order as f64;
    let near = |recorded: f64| {
        let as_means = [fit.loss, fit.one_hot_loss, fit.loss / d, fit.one_hot_loss / d];
        as_means.iter().any(|&loss| recorded <= 3.0 * loss && loss <= 3.0 * recorded)
    };
    let share = |accuracy: f64| if accuracy > 1.0 { accuracy / 100.0 } else { accuracy };
    let loss = loss.filter(|stated| is_squared && !near(stated.value));
    let accuracy = accuracy.filter(|stated| (share(stated.value) - fit.accuracy).abs() > 0.05);
    let of = |stated: Option<Stated<f64>>, found: f64| stated.map(|stated| Finding::Recorded { stated, found });
    [of(loss, fit.loss), of(accuracy, fit.accuracy)].into_iter().flatten().collect()
}

fn stated_activation(settings: &[&Settings]) -> Option<Stated<String>> {
    settings.iter().find_map(|settings| settings.activation())
}

fn parse_activation(stated: &Stated<String>) -> Result<Activation> {
    let context = |error: Error| error.context(format!("{} (--activation overrides it)", stated.source));
    stated.value.parse().map_err(context)
}

/// Refuses a network whose activation is not quadratic, with what it does as it stands.
fn refuse_other_activations(choice: &Choice, findings: &[Finding]) -> Result<()> {
    let Choice { layout, fit, .. } = choice;
    if layout.activation.is_quadratic() {
        return Ok(());
    }
    let source = findings.iter().find_map(|finding| match finding {
        Finding::Activation { stated } => Some(format!(" ({} says so)", stated.source)),
        _ => None,
    });
    Err(Error::unsupported(format!(
        "the activation is {}{}: with it the accuracy is {:.1} % and the loss {:.3}. Hidden nodes are read as squares only; \
         --activation square reads the weights nevertheless, as those of another function",
        layout.activation,
        source.unwrap_or_default(),
        100.0 * fit.accuracy,
        fit.loss
    )))
}

/// The arrays of a file that its network may consist of, and those of a few thousand entries or less; of the others only
/// shape and type ([`Values::Unread`]). Names and shapes are looked at before anything large is decoded, so that the memory
/// is that of the network, whatever else the file holds or claims.
///
/// # Errors
/// As [`read_network`], as far as names and shapes tell.
pub fn read_network_arrays(path: &Path, options: &ReadOptions) -> Result<Arrays> {
    if let Some(arrays) = super::field::arrays_of(path) {
        return arrays;
    }
    read_needed(path, |outline| needed(outline, options).map_err(|error| or_parts(outline, options, error)))
}

/// The paths of the networks of a file: its own, or those of its parts (`FILE::1000`) where it is a history.
///
/// # Errors
/// When the file cannot be read.
pub fn network_paths(path: &Path, options: &ReadOptions) -> Result<Vec<PathBuf>> {
    if super::field::is_field_network(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    let outline = read_needed(path, |_| Ok(BTreeSet::new()))?;
    let is_one = join(&outline).is_ok_and(|(outline, _)| groups::candidates(&outline, options, &[]).is_ok());
    let parts = if is_one || Part::of_path(path).1.is_some() { Vec::new() } else { parts(&outline) };
    let of_part = |part: &Part| PathBuf::from(format!("{}::{part}", path.display()));
    Ok(if parts.is_empty() { vec![path.to_path_buf()] } else { parts.iter().map(of_part).collect() })
}

/// The error, or for a file with several networks how to choose one.
fn or_parts(arrays: &Arrays, options: &ReadOptions, error: Error) -> Error {
    let parts = if options.mapping.is_none() { parts(arrays) } else { Vec::new() };
    let Some(last) = parts.last() else { return error };
    Error::shape(format!(
        "several networks in one file, {}; choose one as FILE::{last}, or by naming its arrays with --map a=…,b=…,c=…; \
         factor prints a row for each",
        layout::network_list(&parts)
    ))
}

/// The names of the unread arrays that the network may consist of, which must fit into memory together.
fn needed(outline: &Arrays, options: &ReadOptions) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut budget = Budget::new();
    let stored = outline;
    let (outline, _) = join(stored)?;
    let outline = outline.as_ref();
    for Candidate { mapping, .. } in groups::candidates(outline, options, &[&Settings::of(outline)])?.1 {
        layout::dimensions(outline, &mapping)?;
        let account = Account::new(outline, &mapping, true)?;
        for name in mapping.arrays().into_iter().map(|layer| layer.name.as_str()).chain(account.folded()) {
            for part in parts_of(stored, name) {
                let array = &stored[&part];
                if matches!(array.values, Values::Unread(_)) && names.insert(part) {
                    let shape: Vec<u64> = array.shape.iter().map(|&n| n as u64).collect();
                    let as_written = size_of::<f64>() as u64;
                    budget.reserve(count_entries(&shape)?, as_written)?;
                }
            }
        }
    }
    Ok(names)
}

/// Writes a network atomically, in the type that the extension of `path` names: `.npz`, `.safetensors` or `.json`.
///
/// The arrays are `W_a`, `W_b` \[q, d\] and `W_c` \[d, q\] in double precision at scale s = 1, `group` (the orders of
/// its factors) and `d`. A name that ends with `.xyv.json` asks for `p`, `H`, `x`, `y`, `V`, and for the numbers in hexadecimal too.
///
/// # Errors
/// When the extension is another one, or the file cannot be written.
pub fn write_network(path: &Path, network: &Network) -> Result<()> {
    if is_xyv(path) {
        return write_xyv(path, network);
    }
    write_arrays(path, &network_arrays(network))
}

/// The arrays that [`write_network`] writes.
#[must_use]
pub fn network_arrays(network: &Network) -> Arrays {
    let integers = |values: &[usize]| Values::I64(values.iter().map(|&n| n as i64).collect());
    let group = match (network.group().moduli(), network.group().table()) {
        (Some(moduli), _) => ("group", Array { shape: vec![moduli.len()], values: integers(moduli) }),
        (None, table) => {
            let table = table.unwrap_or_default();
            ("table", Array { shape: vec![table.len(); 2], values: integers(&table.concat()) })
        }
    };
    Arrays::from([
        ("W_a".to_string(), Array::from_matrix(network.w_a())),
        ("W_b".to_string(), Array::from_matrix(network.w_b())),
        ("W_c".to_string(), Array::from_matrix(network.w_c())),
        (group.0.to_string(), group.1),
        ("d".to_string(), Array::integer(network.group().order() as i64)),
    ])
}
