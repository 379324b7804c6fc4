//! One frequency on its way, or several that share nodes.

use std::collections::BTreeMap;

use num_complex::Complex64;

use super::analysis::{Basis, SnappedFrequency};
use super::fit::Fit;
use super::frequency::{Outcome, block_of};
use super::options::SnapOptions;
use super::realize::{self, Transformed};
use crate::factor::form::Parameter;
use crate::factor::gauge::theory_entries_at;
use crate::factor::outcome::{expression, parameters, symbol, with_unit};
use crate::factor::{FrequencyFactorization, FrequencyLabel};
use crate::group::Group;
use crate::network::{DenseSpectrum, Network};
use crate::scalar::Exact;
use crate::semiring::{Node, Solution, Spectrum};
use crate::variety::newton;

/// Frequencies on their way: one, or several that share nodes.
pub(super) struct Piece<'a> {
    pub(super) frequencies: Vec<usize>,
    pub(super) readings: Vec<&'a FrequencyFactorization>,
    /// The trained nodes.
    pub(super) nodes: Vec<usize>,
    /// Their entries, at the theory's scale.
    pub(super) trained: newton::Part,
    pub(super) outcome: Outcome,
}

impl<'a> Piece<'a> {
    pub(super) fn of_frequency(
        network: &Network,
        spectrum: &DenseSpectrum,
        (k, frequency): (usize, &'a FrequencyFactorization),
        options: &SnapOptions,
    ) -> Self {
        let group = network.group();
        let entries = theory_entries_at(spectrum, k, &frequency.nodes);
        Piece {
            frequencies: vec![k],
            readings: vec![frequency],
            nodes: frequency.nodes.clone(),
            outcome: Outcome::of(frequency, &entries, (group, k), options),
            // The hat closes what unchanged nodes leave, as far as a hat can.
            trained: newton::Part::of_block(group, k, &block_of(&entries), !group.dual().is_self_conjugate(k)),
        }
    }

    /// The nodes with the values of their parameters, in the order of [`Piece::slots`].
    pub(super) fn values(&self, group: &Group) -> Solution<Complex64> {
        match &self.outcome {
            Outcome::Exact(fit) => Solution::at_frequency(group, self.frequencies[0], &fit.block()),
            Outcome::Enclosed(enclosed) => numbers(&enclosed.part),
            Outcome::Solved { part, .. } => numbers(part),
            Outcome::Unchanged { .. } | Outcome::Unused => numbers(&self.trained),
        }
    }

    /// Whether R_n is left to the hat.
    pub(super) fn leaves_r_n(&self) -> bool {
        match &self.outcome {
            Outcome::Exact(fit) => fit.family.entry().leaves_r_n,
            Outcome::Enclosed(enclosed) => enclosed.part.hat_closes_r_n,
            Outcome::Solved { part, .. } => part.hat_closes_r_n,
            Outcome::Unchanged { .. } | Outcome::Unused => self.trained.hat_closes_r_n,
        }
    }

    /// The exact form with symbolic parameters, if that is what the nodes are.
    pub(super) fn symbols(&self, group: &Group) -> Option<Solution<Exact>> {
        let Outcome::Exact(Fit { family, .. }) = &self.outcome else { return None };
        let k = self.frequencies[0];
        let values: Vec<Exact> = parameters(*family).map(|name| Exact::parameter(&symbol(name, group, k))).collect();
        Some(Solution::at_frequency(group, k, &with_unit(*family, &values)))
    }

    /// The trained node that each node replaces.
    pub(super) fn slots(&self) -> Vec<usize> {
        match &self.outcome {
            Outcome::Exact(fit) => fit.places.iter().map(|&at| self.nodes[at]).collect(),
            _ => self.nodes.clone(),
        }
    }

    pub(super) fn assignment(&self, group: &Group) -> BTreeMap<String, Complex64> {
        let Outcome::Exact(fit) = &self.outcome else { return BTreeMap::new() };
        let names = parameters(fit.family).map(|name| symbol(name, group, self.frequencies[0]));
        names.zip(fit.angles.iter().map(|&angle| Complex64::cis(angle))).collect()
    }

    pub(super) fn label(&self) -> String {
        let labels: Vec<String> = self.readings.iter().map(|reading| reading.label.to_string()).collect();
        labels.join(", ")
    }

    pub(super) fn obstacle(&self, group: &Group) -> Option<String> {
        let serves_several = self.readings.len() > 1 || self.readings.iter().any(|k| !k.mixed_nodes.is_empty());
        let label = self.label();
        let what = if serves_several {
            format!("the nodes of k = {label} serve several frequencies")
        } else {
            format!("k = {label} has no exact form")
        };
        match &self.outcome {
            Outcome::Exact(_) | Outcome::Enclosed(_) => None,
            Outcome::Solved { reason, residual, .. } => {
                Some(format!("{what}: solved to {residual:.0e} in double precision, but not proved: {reason}"))
            }
            Outcome::Unchanged { reason } => Some(format!("{what}: {reason}")),
            Outcome::Unused => {
                let label = FrequencyLabel::new(group, self.frequencies[0]);
                Some(format!("k = {label} is not used"))
            }
        }
    }

    pub(super) fn basis(&self, group: &Group) -> Basis {
        let with = || self.readings.iter().map(|reading| reading.label.clone()).collect::<Vec<_>>();
        match &self.outcome {
            Outcome::Exact(fit) => Basis::Exact {
                form: fit.family,
                expression: expression(fit.family, group, self.frequencies[0]),
                parameters: self
                    .assignment(group)
                    .into_iter()
                    .map(|(name, value)| (name, Parameter(value)))
                    .collect::<BTreeMap<_, _>>(),
            },
            Outcome::Enclosed(enclosed) => Basis::Certified {
                together: with(),
                hat_closes_r_n: enclosed.part.hat_closes_r_n,
                radius: enclosed.radius(),
            },
            Outcome::Solved { residual, reason, .. } => {
                Basis::Solved { together: with(), residual: *residual, reason: reason.clone() }
            }
            Outcome::Unchanged { reason } => Basis::Unchanged { reason: reason.clone() },
            Outcome::Unused => Basis::Unused,
        }
    }

    pub(super) fn report(
        &self,
        trained: &Transformed<'_>,
        snapped: Option<&Transformed<'_>>,
    ) -> Vec<(usize, SnappedFrequency)> {
        let slots = self.slots();
        let one = |(&k, reading): (&usize, &&FrequencyFactorization)| {
            let nodes = if self.readings.len() == 1 { slots.clone() } else { reading.nodes.clone() };
            let moved =
                snapped.filter(|_| !nodes.is_empty()).map(|snapped| realize::moved(trained, snapped, &[k], &nodes));
            let frequency = SnappedFrequency {
                k: reading.label.clone(),
                nodes,
                basis: self.basis(trained.network.group()),
                moved: moved.as_ref().map(|moved| moved.own),
                moved_weights: moved.as_ref().map(|moved| moved.weights),
            };
            (k, frequency)
        };
        self.frequencies.iter().zip(&self.readings).map(one).collect()
    }
}

/// The nodes as terms with coefficient 1.
fn numbers(part: &newton::Part) -> Solution<Complex64> {
    let dual = part.group.dual();
    let nodes = part.nodes.iter().map(|node| {
        let [a, b, c] = [&node.a, &node.b, &node.c].map(|entries| {
            let real = |&(k, value): &(usize, Complex64)| {
                (k, if dual.is_self_conjugate(k) { Complex64::from(value.re) } else { value })
            };
            Spectrum::from_pairs(&dual, entries.iter().map(real))
        });
        Node { a, b, c }
    });
    Solution::from_nodes(&part.group, nodes)
}
