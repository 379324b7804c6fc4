//! What the page about a run shows.

use super::series::Series;
use crate::dynamics::frequency_maps;
use crate::factor::{Factorization, factor_as_paper, read_out};
use crate::loss::Target;
use crate::network::{Network, PairMask};
use crate::report::page::{Fact, PageData, SummaryPart};
use crate::report::plot::short;
use crate::{Error, Result};

/// The page about a run or a single network: its factorization at the end, and what is known of its training.
///
/// # Errors
/// When the page would hold more than 2²⁴ magnitudes.
pub fn page_data(series: Series, title: Option<String>) -> Result<PageData> {
    const MOST: usize = 1 << 24;
    let network = series.last().clone();
    let group = network.group().clone();
    let snapshots = series.at_epochs(&[])?;
    if snapshots.len() * network.width() * group.order() > MOST {
        return Err(Error::unsupported(format!("a page about {} × {} weights", network.width(), group.order())));
    }
    let factorization = factor_as_paper(&network);
    let readouts = read_out(&network, &factorization);
    Ok(PageData {
        title: title.unwrap_or_else(|| series.name.clone()),
        summary: summary(&network, &factorization, series.target.unwrap_or_default()),
        facts: facts(&series),
        order: group.order(),
        moduli: group.moduli().to_vec(),
        width: network.width(),
        frequency_labels: (0..group.order()).map(|k| group.label(k)).collect(),
        maps: frequency_maps(&snapshots),
        curve: series.log,
        factorization,
        readouts,
    })
}

fn summary(network: &Network, factorization: &Factorization, target: Target) -> Vec<SummaryPart> {
    let plain = |text: String| SummaryPart { text, strong: false };
    let strong = |text: String| SummaryPart { text, strong: true };
    let evaluation = network.evaluate(target, &PairMask::all(network.group()));
    let group = network.group();
    let name = if group.is_cyclic_presentation() {
        format!("addition modulo {group}")
    } else {
        format!("addition in {}", group.moduli().iter().map(|n| format!("Z_{{{n}}}")).collect::<Vec<_>>().join(" × "))
    };
    let used = factorization.frequencies.iter().filter(|frequency| frequency.order > 0).count();
    let of = factorization.frequencies.len();
    let mut parts = vec![
        plain(format!("A network for {name} with {} hidden nodes, of which ", network.width())),
        strong(format!("{} are alive", factorization.live_nodes)),
        plain(format!(", on {used} of {of} frequencies. It answers ")),
        strong(format!("{} %", percent(evaluation.accuracy))),
        plain(format!(" of all pairs right, at a {target} loss of {}", short(evaluation.loss))),
    ];
    let named = factorization.frequencies.iter().filter(|frequency| frequency.form.is_named()).count();
    parts.push(plain("; ".to_owned()));
    parts.push(strong(format!("{named} frequencies")));
    parts.push(plain(" are one of the paper's products.".to_owned()));
    parts
}

fn percent(share: f64) -> String {
    let text = format!("{:.2}", 100.0 * share);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn facts(series: &Series) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Group", format!("{} (order {})", series.group(), series.group().order())),
        Fact::new("Hidden nodes", series.last().width()),
    ];
    facts.extend(series.facts.iter().cloned());
    facts
}
