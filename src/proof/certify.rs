//! Certificates of what was proved.

use std::collections::{BTreeMap, BTreeSet};

use dashu_ratio::RBig;
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
use crate::scalar::{Exact, NormalTerm};
use crate::semiring::{Solution, Spectrum, Term, Triple};
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
        let mut writer = NodeWriter::default();
        let nodes = writer.nodes(solution)?;
        let identities = identities.iter().map(|((k, inputs, k1, k2), value)| {
            let [k1, k2, k] = [k1, k2, k].map(|k| coordinates(group, *k));
            Ok(Identity { inputs: *inputs, k1, k2, k, value: number(value)? })
        });
        let moduli = CertifiedGroup::Moduli(moduli.iter().map(|&n| n as u32).collect());
        let identities = identities.collect::<Result<_>>()?;
        assembled(Kind::Solution, moduli, (nodes, writer), identities, &losses)
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
        let (mut nodes, mut writer) = (Vec::with_capacity(expanded.order()), NodeWriter::default());
        for term in expanded.terms() {
            let Triple { a, b, c } = &term.node;
            let vector = |value: &Exact| Vec::from_iter((!value.is_zero()).then(|| (vec![1], value.clone())));
            nodes.extend(writer.node(&term.coefficient, [a, b, c].map(vector))?);
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
        assembled(Kind::Block, group, (nodes, writer), identities.collect::<Result<_>>()?, &losses)
    }
}

fn assembled(
    kind: Kind,
    group: CertifiedGroup,
    (nodes, writer): (Vec<CertifiedNode>, NodeWriter),
    identities: Vec<Identity>,
    losses: &[(Target, Exact)],
) -> Result<Certificate> {
    let claim = |(target, value): &(Target, Exact)| Ok(LossClaim { target: claimed(*target), value: number(value)? });
    let loss = losses.iter().map(claim).collect::<Result<Vec<_>>>()?;
    let (root_order, parameters) = writer.economy()?;
    let (format, version) = (FORMAT.to_owned(), VERSION);
    let certificate = Certificate { format, version, kind, group, root_order, parameters, nodes, identities, loss };
    check::require_checkable(&certificate).map_err(|error| {
        Error::unsupported(format!("it is a solution, but no certificate of it can be checked: {error}"))
    })?;
    Ok(certificate)
}

pub(super) fn claimed(target: Target) -> ClaimedTarget {
    match target {
        Target::ZeroMean => ClaimedTarget::ZeroMean,
        Target::OneHot => ClaimedTarget::OneHot,
    }
}

fn coordinates(group: &Group, k: usize) -> Vec<i64> {
    group.coordinates(k).into_iter().map(|x| x as i64).collect()
}

/// Entries of a vector, with the coordinates of their frequencies.
type Entries = Vec<(Vec<i64>, Exact)>;

/// Writes nodes, and keeps which roots of unity and parameters occur in them.
#[derive(Default)]
pub(crate) struct NodeWriter {
    orders: BTreeSet<u32>,
    parameters: BTreeSet<String>,
}

impl NodeWriter {
    /// The nodes of a solution, those left out that do nothing.
    pub fn nodes(&mut self, solution: &Solution<Exact>) -> Result<Vec<CertifiedNode>> {
        let vector = |spectrum: &Spectrum<Exact>| {
            let entries = spectrum.representatives();
            entries.map(|(k, value)| (coordinates(solution.group(), k), value.clone())).collect()
        };
        let mut nodes = Vec::with_capacity(solution.order());
        for Term { coefficient, node } in solution.terms() {
            nodes.extend(self.node(coefficient, [&node.a, &node.b, &node.c].map(vector))?);
        }
        Ok(nodes)
    }

    /// The node, unless it does nothing. Without the other input, the sign of an input does nothing: it is written so that
    /// the first summand is positive.
    fn node(&mut self, coefficient: &Exact, [mut a, mut b, c]: [Entries; 3]) -> Result<Option<CertifiedNode>> {
        if coefficient.is_zero() || c.is_empty() || (a.is_empty() && b.is_empty()) {
            return Ok(None);
        }
        if a.is_empty() || b.is_empty() {
            let lone = if b.is_empty() { &mut a } else { &mut b };
            if sorted_terms(&lone[0].1)?.first().is_some_and(|term| term.coefficient < RBig::ZERO) {
                lone.iter_mut().for_each(|(_, value)| *value = -value.clone());
            }
        }
        let coefficient = self.number(coefficient)?;
        let mut vector = |entries: Entries| {
            let written = entries.into_iter().map(|(k, value)| Ok(Entry { k, value: self.number(&value)? }));
            written.collect::<Result<Vec<_>>>()
        };
        Ok(Some(CertifiedNode { coefficient, a: vector(a)?, b: vector(b)?, c: vector(c)? }))
    }

    /// A number of a node.
    pub(super) fn number(&mut self, value: &Exact) -> Result<Number> {
        let terms = sorted_terms(value)?;
        self.orders.extend(terms.iter().map(|term| term.order));
        self.parameters.extend(terms.iter().flat_map(|term| term.parameters.keys().cloned()));
        Ok(written(terms))
    }

    /// The least order of roots of unity that the nodes need, and their parameters.
    pub fn economy(self) -> Result<(u32, Vec<String>)> {
        let common = |common: u64, order: &u32| lcm(common, u64::from(*order), u64::from(u32::MAX));
        let root_order = self.orders.iter().try_fold(1, common).and_then(|order| u32::try_from(order).ok());
        Ok((root_order.ok_or_else(|| too_large("roots of unity"))?, self.parameters.into_iter().collect()))
    }
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
    sorted_terms(value).map(written)
}

/// The summands by powers and turn.
fn sorted_terms(value: &Exact) -> Result<Vec<NormalTerm>> {
    let mut terms =
        value.normal_terms().ok_or_else(|| Error::unsupported("a number is too large to be written down"))?;
    let turn = |x: &NormalTerm, y: &NormalTerm| u64::from(x.exponent) * u64::from(y.order);
    terms.sort_by(|x, y| x.parameters.iter().cmp(&y.parameters).then_with(|| turn(x, y).cmp(&turn(y, x))));
    Ok(terms)
}

fn written(terms: Vec<NormalTerm>) -> Number {
    let summands = terms.into_iter().map(|NormalTerm { coefficient, exponent, order, parameters }| {
        let turn = if exponent == 0 { "0".to_owned() } else { format!("{exponent}/{order}") };
        Summand { coefficient: coefficient.to_string(), turn, powers: parameters.into_iter().collect() }
    });
    Number(summands.collect())
}
