//! What the arrays of a network mean: the operation that it does, the scale of its outputs, contradictions.

use nalgebra::DMatrix;

use super::assemble::{Layout, Tokens};
use super::choose::{Choice, Known, choose};
use super::groups::{self, StatedGroup};
use super::joined::join;
use super::mapping::Inputs;
use super::options::{OutputScale, ReadOptions};
use super::reading::{Finding, OtherTask, ReadArrays, Reading};
use super::settings::{Settings, Stated};
use super::tuples::refuse_tuples;
use crate::format::container::Arrays;
use crate::group::Group;
use crate::network::{
    Activation, Fit, Magnitudes, Network, Task, Verdict, better_group, recover, significant_accuracy,
};
use crate::{Error, Result};

/// A network, the magnitudes of its weights where they are wanted, and how the arrays were understood.
pub(super) type Understood = (Network, Option<Magnitudes>, Reading);

pub(super) fn understand(
    arrays: &Arrays,
    options: &ReadOptions,
    beside: &Settings,
    with_magnitudes: bool,
) -> Result<Understood> {
    refuse_tuples(arrays)?;
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
    let layout = choice.layout.clone();
    let mut read = finish(choice, options, is_named, findings, (&settings, task))?;
    if read.2.findings.iter().any(|finding| matches!(finding, Finding::AtChance { .. })) {
        read.2.findings.extend(interleaved(arrays, layout.clone()));
    }
    if let Inputs::Separate(a, b) = &layout.mapping.inputs
        && (a == b && layout.group.order().is_multiple_of(2) && layout.mapping.embedding.is_none())
        && read.2.does.labelling.is_none()
        && read.0.fit(read.2.network_activation()).accuracy < 0.5
    {
        read.2.findings.push(Finding::Shared { name: a.name.clone(), order: layout.group.order() });
    }
    match &read.2.does.task {
        Some(task) if !options.any_activation => Err(Error::unsupported(format!(
            "the network was trained to answer {task}, which is the table of no group: its weights are of no element of the \
             semiring; `cogring features` reads them"
        ))),
        _ => Ok(read),
    }
}

/// How well a network at chance does the task with the columns of its input layer as those of the operands in turn.
fn interleaved(arrays: &Arrays, layout: Layout) -> Option<Finding> {
    let Inputs::Concatenated(both) = &layout.mapping.inputs else { return None };
    let name = both.name.clone();
    let order = layout.group.order();
    let fit = Layout { interleaved: true, ..layout }.fit(arrays).ok()?;
    (order >= 5 && fit.accuracy >= 0.5).then_some(Finding::Interleaved { name, accuracy: fit.accuracy })
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
        arrays: ReadArrays { mapping: layout.mapping, folded, not_used: layout.account.not_used },
        group: layout.group,
        element_order: layout.element_order,
        activation: layout.activation,
        stored: assembled.stored,
        output_bias_node: assembled.output_bias_node,
        does: OtherTask::default(),
        output_scale: None,
        trained_on: settings.iter().find_map(|settings| settings.loss()),
        seed: settings.iter().find_map(|settings| settings.seed()),
        findings,
    };
    if assembled.tokens.any() {
        let Tokens { inputs, outputs } = assembled.tokens;
        reading.findings.push(Finding::Tokens { inputs, outputs, first: layout.skipped });
    }
    let (mut network, mut magnitudes) = (assembled.network, assembled.magnitudes);
    if let Some(task) = task {
        (network, magnitudes) = relabel_by_task(network, magnitudes, &mut reading, task)?;
    } else if fit.accuracy < 0.9
        && !is_scaled(&fit, network.group().order())
        && options.element_order.is_none()
        && reading.activation.is_quadratic()
    {
        let fewer =
            if group_is_named || assembled.tokens.any() { None } else { without_last(&network, magnitudes.as_ref()) };
        (network, magnitudes) = relabel(network, magnitudes, &mut reading, group_is_named);
        let is_read = reading.does.labelling.is_some() || reading.findings.contains(&Finding::NotCommutative);
        if let Some((fewer, of_fewer)) = fewer.filter(|_| !is_read) {
            let mut other = Reading { does: OtherTask::default(), ..reading.clone() };
            let found = relabel(fewer, of_fewer, &mut other, false);
            if other.does.labelling.is_some() {
                other.findings.push(Finding::Tokens { inputs: 1, outputs: 1, first: 0 });
                ((network, magnitudes), reading) = (found, other);
            }
        }
    }
    let fit = if reading.does.labelling.is_some() { network.fit(reading.network_activation()) } else { fit };
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
    if reading.does.task.is_none() {
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
        reading.does.task = Some(task);
        return Ok((network, magnitudes));
    };
    let relabelled = labelling.apply(&network)?;
    reading.group = labelling.group.clone();
    let magnitudes = magnitudes.map(|magnitudes| magnitudes.relabelled(&labelling));
    reading.does.labelling = Some(labelling);
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
        reading.does.better_group = Some(group.clone());
        return (network, magnitudes);
    }
    match network.could_be_a_group().then(|| recover(network.answers(), network.group(), is_named)).flatten() {
        Some(Verdict::Labelling(labelling)) => {
            if let Ok(relabelled) = labelling.apply(&network) {
                let magnitudes = magnitudes.map(|magnitudes| magnitudes.relabelled(&labelling));
                reading.group = labelling.group.clone();
                reading.does.labelling = Some(labelling);
                return (relabelled, magnitudes);
            }
        }
        Some(Verdict::NotCommutative) => reading.findings.push(Finding::NotCommutative),
        Some(Verdict::NotInvertible(operation)) => reading.findings.push(Finding::NoGroup { operation }),
        None => reading.does.better_group = hint.map(|(group, _)| group),
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
    // a negative factor makes the answer the smallest output
    let answers = fit.accuracy >= 0.9 || fit.output_scale < 0.0;
    order > 1 && answers && fit.scaled_loss <= 0.01 * zero && fit.loss >= 0.1 * zero
}

/// What the numbers say against the reading.
fn contradictions(fit: &Fit, order: usize, settings: &[&Settings], reading: &mut Reading) {
    let zero = 1.0 - 1.0 / order as f64;
    let mut found = Vec::new();
    let explained = reading.does.better_group.is_some()
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
    } else if order > 1
        && reading.activation.is_quadratic()
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

pub(super) fn parse_activation(stated: &Stated<String>) -> Result<Activation> {
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
        "the activation is {}{}: with it the accuracy is {:.1} % and the loss {:.3}. Elements of the semiring are networks of \
         squares: `cogring features` reads this one, and --activation square its weights as those of another function",
        layout.activation,
        source.unwrap_or_default(),
        100.0 * fit.accuracy,
        fit.loss
    )))
}
