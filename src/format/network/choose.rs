//! Which of several readings of the arrays is the network: the one that does the task.

use super::account::Account;
use super::assemble::{Assembled, Layout};
use super::element_order::ElementOrder;
use super::layout::{self, Candidate};
use crate::format::container::Arrays;
use crate::group::Group;
use crate::network::{Activation, Fit, better_group, recover, significant_accuracy};
use crate::{Error, Result};

/// What is known of a network before its numbers are looked at.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) group: Option<Group>,
    pub(super) element_order: Option<ElementOrder>,
    pub(super) activation: Option<Activation>,
    /// Whether the caller has named the arrays.
    pub(super) mapping_is_given: bool,
    /// Whether the magnitudes of the weights are wanted beside them.
    pub(super) with_magnitudes: bool,
}

/// A reading, what it makes of the arrays, and how well that does the task.
pub(super) struct Choice {
    pub(super) layout: Layout,
    pub(super) assembled: Assembled,
    pub(super) fit: Fit,
}

/// A reading and how well it does the task; its network is let go, so that no two are held at once.
struct Judged {
    layout: Layout,
    fit: Fit,
    conventional: bool,
}

impl Judged {
    fn assemble(self, arrays: &Arrays, known: &Known) -> Result<Choice> {
        let assembled = self.layout.assemble(arrays, known.with_magnitudes)?;
        Ok(Choice { layout: self.layout, assembled, fit: self.fit })
    }
}

/// The reading to use: the only one; else the one that fits the task and beats all others; else the conventional one.
///
/// # Errors
/// When an array is unusable or left over, or the choice is open.
pub(super) fn choose(arrays: &Arrays, candidates: &[Candidate], known: &Known) -> Result<Choice> {
    // not every reading yields a network: a bias, for example, has the length that one orientation requires
    let (mut choices, mut first_error) = (Vec::new(), None);
    for candidate in candidates {
        match of_candidate(arrays, candidate, known) {
            Ok(more) => choices.extend(more),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    if let Some(error) = first_error.filter(|_| choices.is_empty()) {
        return Err(error);
    }
    let by_name = candidates.iter().all(|candidate| candidate.by_name);
    if choices.len() == 1 && by_name {
        return choices.swap_remove(0).assemble(arrays, known);
    }
    let wins = |at: &usize| {
        let fits: Vec<&Fit> = choices.iter().map(|choice| &choice.fit).collect();
        let (before, others) = fits.split_at(*at);
        let Some((this, after)) = others.split_first() else { return false };
        let first = !before.iter().any(|other| equals(this, other));
        first
            && does_task(this, choices[*at].layout.group.order())
            && before.iter().chain(after).all(|other| beats(this, other) || equals(this, other))
    };
    let conventional: Vec<usize> = (0..choices.len()).filter(|&at| choices[at].conventional).collect();
    let chosen = match ((0..choices.len()).find(wins), conventional.as_slice()) {
        (Some(at), _) => at,
        (None, &[at]) => at,
        (None, _) if by_name => return Err(undecided(&choices)),
        (None, _) => {
            let possible: Vec<_> =
                choices.iter().map(|Judged { layout, .. }| (layout.mapping.clone(), layout.group.order())).collect();
            return Err(layout::unrecognised(arrays, &possible));
        }
    };
    choices.swap_remove(chosen).assemble(arrays, known)
}

/// The readings of a mapping: one per numbering of the elements.
fn of_candidate(arrays: &Arrays, candidate: &Candidate, known: &Known) -> Result<Vec<Judged>> {
    let Candidate { mapping, conventional, .. } = candidate;
    let (d, _) = layout::dimensions(arrays, mapping)?;
    let group = match &known.group {
        Some(group) => group.clone(),
        None => Group::cyclic(d)?,
    };
    let orders = match known.element_order {
        Some(order) => vec![order],
        None if ElementOrder::matters(&group) => vec![ElementOrder::FirstSlowest, ElementOrder::FirstFastest],
        None => vec![ElementOrder::FirstSlowest],
    };
    let account = Account::new(arrays, mapping, known.mapping_is_given)?;
    let of_order = |(at, element_order): (usize, ElementOrder)| {
        let layout = Layout {
            mapping: mapping.clone(),
            account: account.clone(),
            group: group.clone(),
            element_order,
            activation: known.activation.unwrap_or_default(),
            norm_after: false,
            bias_twice: false,
            skipped: 0,
            interleaved: false,
        };
        let judged = best_variant(arrays, layout, known, *conventional && at == 0)?;
        let lengths = layout::inputs_and_outputs(arrays, mapping)?;
        let is_embedded = mapping.embedding.as_ref().is_some_and(|embedding| !embedding.arrays().is_empty());
        if lengths.0 != lengths.1 && !is_embedded && !answers_as_a_table(arrays, &judged, known)? {
            return Err(layout::unequal(lengths, mapping));
        }
        match judged.layout.group.order() < d && judged.fit.accuracy < KNOWS {
            // tokens are left out only where the rest knows its task
            true => Err(layout::other_order(&judged.layout.group, d)),
            false => Ok(judged),
        }
    };
    orders.into_iter().enumerate().map(of_order).collect()
}

/// Whether the network does the task of its group, or its answers are the table of another operation.
fn answers_as_a_table(arrays: &Arrays, judged: &Judged, known: &Known) -> Result<bool> {
    if does_task(&judged.fit, judged.layout.group.order()) {
        return Ok(true);
    }
    let network = judged.layout.assemble(arrays, false)?.network;
    let is_named = known.group.is_some();
    let other = better_group(&network).is_some_and(|(_, accuracy)| accuracy >= KNOWS);
    Ok(other || (network.could_be_a_group() && recover(network.answers(), network.group(), is_named).is_some()))
}

/// The accuracy of a network that knows its task.
const KNOWS: f64 = 0.9;

/// What names and shapes leave open, and only the task tells: whether the operands are added and squared or multiplied, where a
/// normalisation acts, how often a bias of both operands is added, and whether the last token, or the first, is an element. The first is kept unless another does the task and it does
/// not, or far worse.
fn best_variant(arrays: &Arrays, layout: Layout, known: &Known, conventional: bool) -> Result<Judged> {
    let judged = |layout: Layout| -> Result<Judged> {
        let fit = layout.fit(arrays)?;
        Ok(Judged { layout, fit, conventional })
    };
    let mut best = judged(layout.clone())?;
    let order = layout.group.order();
    for other in variants(arrays, &layout, known) {
        let has_fewer_elements = other.group.order() < order;
        let is_open = if has_fewer_elements { best.fit.accuracy < KNOWS } else { !explains(&best.fit, order) };
        if (has_fewer_elements || other.activation == Activation::Product) && !is_open {
            continue;
        }
        let other = judged(other)?;
        let evidence = match other.layout.activation {
            _ if has_fewer_elements => other.fit.accuracy >= KNOWS && beats(&other.fit, &best.fit),
            Activation::Product => is_product(&other.fit, &best.fit, order),
            _ => does_task(&other.fit, order) && beats(&other.fit, &best.fit),
        };
        if evidence {
            best = other;
        }
    }
    Ok(best)
}

fn variants(arrays: &Arrays, layout: &Layout, known: &Known) -> Vec<Layout> {
    let inputs = layout.mapping.inputs.arrays();
    let is_shared = inputs.len() == 2 && inputs[0] == inputs[1];
    let has_norm = layout.account.norm.is_some();
    let mut variants = Vec::new();
    if known.activation.is_none() && !is_shared && inputs.len() == 2 && !has_norm {
        variants.push(Layout { activation: Activation::Product, ..layout.clone() });
    }
    if has_norm {
        variants.push(Layout { norm_after: true, ..layout.clone() });
    }
    // a token beside the elements, such as =
    if let (None, order @ 6..) = (&known.group, layout.group.order())
        && let Ok(group) = Group::cyclic(order - 1)
    {
        variants.push(Layout { group, ..layout.clone() });
    }
    // and such tokens may come first
    let lengths = layout::inputs_and_outputs(arrays, &layout.mapping).unwrap_or_default();
    let of_layouts: Vec<Layout> = std::iter::once(layout.clone())
        .chain(variants.iter().filter(|variant| variant.group.order() < layout.group.order()).cloned())
        .collect();
    for other in of_layouts {
        let tokens = lengths.0.max(lengths.1).saturating_sub(other.group.order());
        variants.extend((1..=tokens).map(|skipped| Layout { skipped, ..other.clone() }));
    }
    if is_shared && !layout.account.input_biases.is_empty() {
        variants.push(Layout { bias_twice: true, ..layout.clone() });
    }
    variants
}

/// Whether the product of the operands explains the answers as the outputs are, and the square of their sum does not, at any scale.
/// Scale tells the two apart: the products of a network of squares, (u + v)² = u² + 2uv + v², give half the outputs.
fn is_product(product: &Fit, square: &Fit, order: usize) -> bool {
    let zero = 1.0 - 1.0 / order as f64;
    let is_near = product.loss <= 0.05 * zero && product.accuracy >= square.accuracy;
    order > 1 && does_task(product, order) && is_near && !explains(square, order)
}

/// Whether the outputs are the labels up to their scale, to a tenth of the loss of the network 0.
fn explains(fit: &Fit, order: usize) -> bool {
    fit.scaled_loss < 0.1 * (1.0 - 1.0 / order as f64)
}

/// Whether the accuracy is above chance by 0.1 and by six standard deviations (it need not exceed 1); below order 5, where chance
/// goes far, the loss must also be at most a hundredth of that of the network 0.
fn does_task(fit: &Fit, order: usize) -> bool {
    let d = order as f64;
    fit.accuracy >= significant_accuracy(order, fit.pairs) && (order >= 5 || fit.loss <= 0.01 * (d - 1.0) / d)
}

/// Whether the accuracy is larger by 0.1, or not smaller at no more than half the loss.
fn beats(fit: &Fit, other: &Fit) -> bool {
    fit.accuracy >= other.accuracy + 0.1 || (fit.accuracy >= other.accuracy && fit.loss <= other.loss / 2.0)
}

/// Whether the two do the task alike, as two names of one network do.
fn equals(fit: &Fit, other: &Fit) -> bool {
    fit.accuracy == other.accuracy && (fit.loss - other.loss).abs() <= 1e-9 * (fit.loss + other.loss)
}

/// The error for a choice that the task does not decide.
fn undecided(choices: &[Judged]) -> Error {
    let line = |Judged { layout, fit, .. }: &Judged| {
        let order = match ElementOrder::matters(&layout.group) {
            true => format!(" --element-order {}", layout.element_order),
            false => String::new(),
        };
        let (d, accuracy) = (layout.group.order(), 100.0 * fit.accuracy);
        format!("{}{order} (d = {d}, accuracy {accuracy:.1} %, loss {:.4})", layout.mapping.as_option(), fit.loss)
    };
    let lines: Vec<String> = choices.iter().take(8).map(line).collect();
    Error::shape(format!(
        "names and shapes allow several readings, and none of them does the task clearly better than the others; choose \
         one: {}",
        lines.join("; ")
    ))
}
