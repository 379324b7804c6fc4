//! Certificates of what was proved.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Zero;

use super::block::{BlockProof, LazyBlock};
use crate::certificate::{
    Certificate, CertifiedGroup, CertifiedNode, ClaimedTarget, EVERY_GROUP, Entry, FORMAT, Identity, Inputs, Kind,
    LossClaim, Number, Summand, VERSION, too_large,
};
use crate::check;
use crate::group::Group;
use crate::loss::{Residuals, Target};
use crate::number::lcm;
use crate::potential::{self, BlockPotential, Homomorphism, PotentialTable};
use crate::scalar::Exact;
use crate::semiring::{Solution, Spectrum, Triple};
use crate::{Error, Result};

/// The most nodes, and the most identities, of a certificate.
const MAX_ITEMS: usize = 1 << 20;

/// Output frequency, inputs, first and second input frequency.
type Index = (usize, Inputs, usize, usize);

impl Certificate {
    /// The certificate that `solution` has zero loss over its group, for the zero-mean target at least.
    ///
    /// # Errors
    /// When the loss is not 0, a number is too large to be computed, or the certificate would be too large to be checked.
    pub fn of_solution(solution: &Solution<Exact>) -> Result<Self> {
        let group = solution.group();
        let moduli = group.require_moduli("a certificate")?;
        let mut identities: BTreeMap<Index, Exact> = BTreeMap::new();
        for term in solution.terms().iter().filter(|term| !term.coefficient.is_zero()) {
            add_potentials(group, &[&term.node.a, &term.node.b, &term.node.c], &mut identities)?;
        }
        let table = PotentialTable::new(solution);
        for (potential, value) in table.entries() {
            let inputs = match potential.inputs() {
                potential::Inputs::AA => Inputs::AA,
                potential::Inputs::AB => Inputs::AB,
                potential::Inputs::BB => Inputs::BB,
            };
            identities.insert((potential.k(), inputs, potential.k1(), potential.k2()), value.clone());
        }
        let losses = [Target::ZeroMean, Target::OneHot]
            .map(|target| (target, Residuals::from_potentials(&table, target).loss()));
        if !losses[0].1.is_zero() {
            return Err(Error::unsupported(format!("only zero losses are certified; the loss is {}", losses[0].1)));
        }
        let coordinates = |k: usize| group.coordinates(k).into_iter().map(|x| x as i64).collect::<Vec<_>>();
        let nodes = certified_nodes(solution)?;
        let identities = identities.iter().map(|((k, inputs, k1, k2), value)| {
            let [k1, k2, k] = [k1, k2, k].map(|k| coordinates(*k));
            Ok(Identity { inputs: *inputs, k1, k2, k, value: number(value)? })
        });
        let moduli = moduli.iter().map(|&n| n as u32).collect();
        Self::assembled(
            Kind::Solution,
            CertifiedGroup::Moduli(moduli),
            nodes,
            identities.collect::<Result<_>>()?,
            &losses,
        )
    }

    /// The certificate that `block`, placed at every pair ±k, has zero loss over every group of odd order.
    ///
    /// # Errors
    /// When an identity does not hold, or the block is too large to be built.
    pub fn of_block(block: &LazyBlock) -> Result<Self> {
        if let Some(value) = BlockProof::new(block)?.first_violation() {
            return Err(Error::unsupported(format!(
                "only zero losses are certified; Σ {} is {}",
                value.potential, value.value
            )));
        }
        if block.order().is_none_or(|order| order > MAX_ITEMS as u128) {
            return Err(too_large("nodes"));
        }
        let expanded = block.expand()?;
        let mut nodes = Vec::with_capacity(expanded.order());
        for term in expanded.terms() {
            let Triple { a, b, c } = &term.node;
            let vector = |value: &Exact| {
                let entry = (!value.is_zero()).then(|| Ok(Entry { k: vec![1], value: number(value)? }));
                entry.into_iter().collect::<Result<Vec<_>>>()
            };
            nodes.extend(certified_node(number(&term.coefficient)?, vector(a)?, vector(b)?, vector(c)?));
        }
        // With abc = 1, some node has all three entries: the ten potentials are all that can be non-zero.
        let identities = [
            (Inputs::AA, -1, -1, BlockPotential::AAC_BAR),
            (Inputs::AA, -1, 1, BlockPotential::NORM_A_C),
            (Inputs::AA, 1, 1, BlockPotential::AAC),
            (Inputs::AB, -1, -1, BlockPotential::ABC_BAR),
            (Inputs::AB, -1, 1, BlockPotential::A_BAR_BC),
            (Inputs::AB, 1, -1, BlockPotential::AB_BAR_C),
            (Inputs::AB, 1, 1, BlockPotential::ABC),
            (Inputs::BB, -1, -1, BlockPotential::BBC_BAR),
            (Inputs::BB, -1, 1, BlockPotential::NORM_B_C),
            (Inputs::BB, 1, 1, BlockPotential::BBC),
        ];
        let identities = identities.into_iter().map(|(inputs, k1, k2, potential)| {
            let value = number(&potential.evaluate(&expanded))?;
            Ok(Identity { inputs, k1: vec![k1], k2: vec![k2], k: vec![1], value })
        });
        let group = CertifiedGroup::Every(EVERY_GROUP.to_owned());
        let losses = [(Target::ZeroMean, Exact::zero())];
        Self::assembled(Kind::Block, group, nodes, identities.collect::<Result<_>>()?, &losses)
    }

    fn assembled(
        kind: Kind,
        group: CertifiedGroup,
        nodes: Vec<CertifiedNode>,
        identities: Vec<Identity>,
        losses: &[(Target, Exact)],
    ) -> Result<Self> {
        let loss =
            losses.iter().map(|(target, value)| Ok(LossClaim { target: claimed(*target), value: number(value)? }));
        let loss = loss.collect::<Result<Vec<_>>>()?;
        let (root_order, parameters) = economy(&nodes)?;
        let certificate = Certificate {
            format: FORMAT.to_owned(),
            version: VERSION,
            kind,
            group,
            root_order,
            parameters,
            nodes,
            identities,
            loss,
        };
        check::require_checkable(&certificate).map_err(|error| {
            Error::unsupported(format!("it is a solution, but no certificate of it can be checked: {error}"))
        })?;
        Ok(certificate)
    }
}

/// The nodes of a solution, those left out that do nothing.
pub(crate) fn certified_nodes(solution: &Solution<Exact>) -> Result<Vec<CertifiedNode>> {
    let group = solution.group();
    let coordinates = |k: usize| group.coordinates(k).into_iter().map(|x| x as i64).collect::<Vec<_>>();
    let vector = |spectrum: &Spectrum<Exact>| {
        let entries = spectrum.representatives();
        entries.map(|(k, value)| Ok(Entry { k: coordinates(k), value: number(value)? })).collect::<Result<Vec<_>>>()
    };
    let mut nodes = Vec::with_capacity(solution.order());
    for term in solution.terms() {
        let node = &term.node;
        let [a, b, c] = [&node.a, &node.b, &node.c].map(vector);
        nodes.extend(certified_node(number(&term.coefficient)?, a?, b?, c?));
    }
    Ok(nodes)
}

/// The least order of roots of unity that the nodes need, and their parameters.
pub(crate) fn economy<'a>(nodes: impl IntoIterator<Item = &'a CertifiedNode>) -> Result<(u32, Vec<String>)> {
    let (mut root_order, mut parameters) = (1u64, BTreeSet::new());
    for node in nodes {
        let entries = [&node.a, &node.b, &node.c].into_iter().flatten().map(|entry| &entry.value);
        for summand in entries.chain([&node.coefficient]).flat_map(|number| &number.0) {
            let order = summand.turn.split_once('/').and_then(|(_, order)| order.parse().ok()).unwrap_or(1);
            root_order = lcm(root_order, order, u64::from(u32::MAX)).ok_or_else(|| too_large("roots of unity"))?;
            parameters.extend(summand.powers.iter().map(|(name, _)| name.clone()));
        }
    }
    let root_order = u32::try_from(root_order).map_err(|_| too_large("roots of unity"))?;
    Ok((root_order, parameters.into_iter().collect()))
}

fn claimed(target: Target) -> ClaimedTarget {
    match target {
        Target::ZeroMean => ClaimedTarget::ZeroMean,
        Target::OneHot => ClaimedTarget::OneHot,
    }
}

/// The node, unless it does nothing. Without the other input, the sign of an input does nothing: it is written so that
/// the first summand is positive.
fn certified_node(coefficient: Number, mut a: Vec<Entry>, mut b: Vec<Entry>, c: Vec<Entry>) -> Option<CertifiedNode> {
    if coefficient.0.is_empty() || c.is_empty() || (a.is_empty() && b.is_empty()) {
        return None;
    }
    let lone = if b.is_empty() { &mut a } else { &mut b };
    let negative = lone[0].value.0[0].coefficient.starts_with('-');
    if negative && (a.is_empty() || b.is_empty()) {
        for summand in a.iter_mut().chain(&mut b).flat_map(|entry| &mut entry.value.0) {
            summand.coefficient = match summand.coefficient.strip_prefix('-') {
                Some(magnitude) => magnitude.to_owned(),
                None => format!("-{}", summand.coefficient),
            };
        }
    }
    Some(CertifiedNode { coefficient, a, b, c })
}

/// Adds every potential that a node with these vectors can make non-zero, with the value 0.
fn add_potentials(
    group: &Group,
    [a, b, c]: &[&Spectrum<Exact>; 3],
    identities: &mut BTreeMap<Index, Exact>,
) -> Result<()> {
    let dual = group.dual();
    let support = |spectrum: &Spectrum<Exact>| spectrum.entries(&dual).map(|(k, _)| k).collect::<Vec<_>>();
    let (a, b) = (support(a), support(b));
    for (k, _) in c.representatives() {
        for (inputs, first, second) in [(Inputs::AA, &a, &a), (Inputs::AB, &a, &b), (Inputs::BB, &b, &b)] {
            for &k1 in first {
                let seconds = second.iter().filter(|&&k2| inputs == Inputs::AB || k1 <= k2);
                identities.extend(seconds.map(|&k2| ((k, inputs, k1, k2), Exact::zero())));
            }
            if identities.len() > MAX_ITEMS {
                return Err(too_large("identities"));
            }
        }
    }
    Ok(())
}

/// The number as a sorted sum.
fn number(value: &Exact) -> Result<Number> {
    let terms = value.normal_terms().ok_or_else(|| Error::unsupported("a number is too large to be written down"))?;
    let mut summands: Vec<_> = terms
        .into_iter()
        .map(|term| {
            let powers: Vec<(String, i32)> = term.parameters.into_iter().collect();
            (powers, u64::from(term.exponent), u64::from(term.order), term.coefficient)
        })
        .collect();
    summands.sort_by(|(x, e, n, _), (y, f, m, _)| x.cmp(y).then((e * m).cmp(&(f * n))));
    let summands = summands.into_iter().map(|(powers, exponent, order, coefficient)| {
        let turn = if exponent == 0 { "0".to_owned() } else { format!("{exponent}/{order}") };
        Summand { coefficient: coefficient.to_string(), turn, powers }
    });
    Ok(Number(summands.collect()))
}
