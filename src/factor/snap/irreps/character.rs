//! Conjugate pairs of linear characters: the named products, with parameters of rational real and imaginary part.

use num_complex::Complex64;
use num_traits::{One, Zero};

use super::block::{ExactBlock, Host, Trained};
use super::number::unit;
use crate::construct::Family;
use crate::factor::frequency::Site as FrequencySite;
use crate::factor::gauge::theory_entries_at;
use crate::factor::irreps::Site;
use crate::factor::outcome::with_unit;
use crate::factor::snap::fit::Fit;
use crate::factor::{Options, Outcome};
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Term, Triple};

/// The exact product near the nodes of a pair of characters, or why there is none.
pub(super) fn snapped(trained: &Trained<'_>, site: &Site, nodes: &[usize]) -> Result<(Family, ExactBlock), String> {
    let entries = theory_entries_at(trained.spectrum, site.start, nodes);
    let all = FrequencySite { nodes: nodes.to_vec(), entries, is_real: false, gain: 1.0 };
    let found = all.by_translations(Options::default().tolerance, None);
    let Outcome::Named(named) = &found.outcome else {
        return Err("its nodes are no product that has a name".to_owned());
    };
    let entries = theory_entries_at(trained.spectrum, site.start, &found.nodes);
    let fit = Fit::of_parameters(named.family, &named.parameters, &entries).ok_or("its nodes are not finite")?;
    let values = fit.angles.iter().map(|&angle| unit(angle)).collect::<Option<Vec<Exact>>>();
    let block = with_unit(fit.family, &values.ok_or("its parameters are not finite")?);
    let at = |term: &Term<Triple<Exact>, Exact>| Term {
        coefficient: term.coefficient.clone(),
        node: Node::at_frequency(trained.dual, site.start, term.node.clone()),
    };
    let terms = block.terms().iter().map(at).collect();
    let slots = fit.places.iter().map(|&at| found.nodes[at]).collect();
    let block = ExactBlock { slots, groups: block.order(), terms, host: None, is_rough: false };
    let is_host = !fit.family.entry().leaves_r_n;
    Ok((fit.family, if is_host { with_hat(trained, block).ok_or("its hats are not finite")? } else { block }))
}

/// Every node of such a block can have the same output at other irreps: near the mean of the trained ones.
fn with_hat(trained: &Trained<'_>, mut block: ExactBlock) -> Option<ExactBlock> {
    let outputs = trained.outputs();
    let own = block.terms.first()?.node.a.representatives().next()?.0;
    let mut mean = vec![Complex64::ZERO; outputs.len()];
    for (&slot, term) in block.slots.iter().zip(&block.terms) {
        let of_node = trained.outputs_of(slot, term);
        mean.iter_mut().zip(of_node).for_each(|(mean, x)| *mean += x / block.terms.len() as f64);
    }
    outputs.iter().zip(&mut mean).filter(|(k, _)| **k == own).for_each(|(_, mean)| *mean = Complex64::ZERO);
    let hat = trained.function(trained.rounded(&mean)?);
    let mut constant = Exact::zero();
    for term in &mut block.terms {
        let squares = [&term.node.a, &term.node.b].map(|of| of.get(trained.dual, own).norm_squared());
        let [a, b] = squares;
        constant += &((a + b) * &term.coefficient * &Exact::from_ratio(2, 1));
        term.node.c = term.node.c.plus(trained.dual, &hat);
    }
    let multipliers = vec![Exact::one(); block.terms.len()];
    block.host = Some(Host { multipliers, constant });
    Some(block)
}
