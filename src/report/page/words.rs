//! What the page says of a run in words.

use serde::Serialize;

use crate::experiment::{LearnedIrrep, RunPage, Stages};
use crate::factor::Decomposition;
use crate::group::Group;
use crate::report::plot::short;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct SummaryPart {
    /// What is written.
    pub text: String,
    /// Whether it is emphasized.
    pub strong: bool,
}

/// A named value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Fact {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// One sentence about the network.
pub(super) fn summary(run: &RunPage) -> Vec<SummaryPart> {
    let plain = |text: String| SummaryPart { text, strong: false };
    let strong = |text: String| SummaryPart { text, strong: true };
    let factorization = &run.factorization;
    let group = factorization.group();
    let name = task(group);
    let sites: Vec<_> = factorization.sites().into_iter().map(|(_, site)| site).collect();
    let used = sites.iter().filter(|site| site.order > 0).count();
    let named = sites.iter().filter(|site| site.form.is_named()).count();
    let of = sites.len();
    let (noun, form) = match factorization {
        Decomposition::Frequencies(_) => ("frequencies", "one of the paper's products"),
        Decomposition::Irreps(_) => ("irreps", "computed by aligned nodes"),
    };
    vec![
        plain(format!("A network for {name} with {} hidden nodes, of which ", factorization.width())),
        strong(format!("{} are alive", factorization.live_nodes())),
        plain(format!(", on {used} of {of} {noun}. It answers ")),
        strong(format!("{} %", percent(run.evaluation.accuracy))),
        plain(format!(
            " of all pairs right, at a {} loss of {}; ",
            run.training.settings.target(),
            short(run.evaluation.loss)
        )),
        strong(format!("{named} {noun}")),
        plain(format!(" are {form}.")),
    ]
}

/// What a network over the group does.
pub(super) fn task(group: &Group) -> String {
    if group.moduli().is_none() {
        format!("multiplication in {group}")
    } else if group.is_cyclic_presentation() {
        format!("addition modulo {group}")
    } else {
        format!("addition in {}", group.ranges().iter().map(|n| format!("Z_{{{n}}}")).collect::<Vec<_>>().join(" × "))
    }
}

pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.2}", 100.0 * share);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What was trained and how, a name and a value each.
pub(super) fn facts(run: &RunPage) -> Vec<Fact> {
    let training = &run.training;
    let group = run.factorization.group();
    let epochs = match training.settings.number("epochs").map(|planned| planned as usize) {
        Some(planned) if training.settings.number("plateau").is_some() => {
            format!("{} of at most {planned}", training.epoch)
        }
        Some(planned) if training.epoch < planned => format!("{} of {planned}, unfinished", training.epoch),
        Some(planned) => format!("{} of {planned}", training.epoch),
        None => training.epoch.to_string(),
    };
    let all = group.order().pow(2);
    let share = |pairs: usize| format!("{pairs} of {all} ({} %)", short(100.0 * pairs as f64 / all as f64));
    let known = [
        ("Group", Some(format!("{group} (order {})", group.order()))),
        ("Hidden nodes", Some(run.factorization.width().to_string())),
        ("Epochs", Some(epochs)),
        ("Training pairs", training.pairs.map(share)),
        ("Seed", training.seed.map(|seed| seed.to_string())),
    ];
    let known = known.into_iter().filter_map(|(name, value)| Some(Fact { name: name.to_owned(), value: value? }));
    let stages = run.stages.iter().flat_map(stages);
    let settings = training.settings.iter().filter(|(name, value)| !said(name) && *value != "none");
    let settings = settings.map(|(name, value)| Fact { name: capitalized(name), value: written(value) });
    known.chain(stages).chain(settings).collect()
}

/// When the run memorized, learned its irreps, with the energy of their maxima, and generalized.
fn stages(stages: &Stages) -> Vec<Fact> {
    const NAMED: usize = 6;
    let from = |epoch: Option<usize>| epoch.map(|epoch| format!("from epoch {epoch} on"));
    let of_epoch = |(epoch, irreps): (usize, Vec<&LearnedIrrep>)| {
        let named = |irrep: &&LearnedIrrep| format!("{} (E = {})", irrep.irrep, short(irrep.maximum));
        let which = match irreps.len() {
            count if count > NAMED => format!("{count} irreps"),
            _ => irreps.iter().map(named).collect::<Vec<_>>().join(", "),
        };
        format!("epoch {epoch}: {which}")
    };
    let learned: Vec<String> = stages.by_epoch().into_iter().map(of_epoch).collect();
    let known = [
        ("Memorized (99 % of the training pairs)", from(stages.memorized_at)),
        ("Irreps learned", (!learned.is_empty()).then(|| learned.join("; "))),
        ("Generalized (99 % of the held-out pairs)", from(stages.generalized_at)),
    ];
    known.into_iter().filter_map(|(name, value)| Some(Fact { name: name.to_owned(), value: value? })).collect()
}

/// Whether the other facts tell the setting.
fn said(name: &str) -> bool {
    matches!(name, "width" | "epochs" | "train_fraction")
}

fn capitalized(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn written(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), short)
}
