//! A factored frequency as it is written in JSON: flat, with what follows from the rest.

use serde::{Deserialize, Serialize};

use super::analysis::{FrequencyFactorization, PaperVerdict};
use super::equations::FrequencyEquations;
use super::form::{Form, Parameter, Parameters};
use super::label::FrequencyLabel;
use super::outcome::{Factor, NamedBlock, Nearest, Outcome, UnnamedBlock};

#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    k: usize,
    label: FrequencyLabel,
    order: usize,
    nodes: Vec<usize>,
    form: Form,
    factorable: bool,
    /// The paper's.
    error: Option<f64>,
    /// From the product that the nodes are, or from the nearest one.
    distance: Option<f64>,
    parameters: Parameters,
    coefficient: Option<f64>,
    base: Option<[Parameter; 3]>,
    factors: Vec<Factor>,
    nearest: Option<Nearest>,
    equations: FrequencyEquations,
    hat_share: f64,
    faint_nodes: Vec<usize>,
    mixed_nodes: Vec<usize>,
    paper: PaperVerdict,
}

impl From<FrequencyFactorization> for Record {
    fn from(frequency: FrequencyFactorization) -> Self {
        let (order, form, factorable) = (frequency.order(), frequency.form(), frequency.is_factorable());
        let (named, unnamed) = match frequency.outcome {
            Outcome::Unused => (None, None),
            Outcome::Named(named) => (Some(named), None),
            Outcome::Product(unnamed) | Outcome::Irreducible(unnamed) => (None, Some(unnamed)),
        };
        let coefficient = named.as_ref().map(|named| named.coefficient);
        let base = unnamed.as_ref().map(|unnamed| unnamed.base);
        let (factors, nearest) = unnamed.map(|unnamed| (unnamed.factors, unnamed.nearest)).unwrap_or_default();
        Record {
            k: frequency.k,
            label: frequency.label,
            order,
            nodes: frequency.nodes,
            form,
            factorable,
            error: frequency.paper.error,
            distance: frequency.distance,
            parameters: named.map(|named| named.parameters).unwrap_or_default(),
            coefficient,
            base,
            factors,
            nearest,
            equations: frequency.equations,
            hat_share: frequency.hat_share,
            faint_nodes: frequency.faint_nodes,
            mixed_nodes: frequency.mixed_nodes,
            paper: frequency.paper,
        }
    }
}

impl From<Record> for FrequencyFactorization {
    fn from(record: Record) -> Self {
        let Record { k, label, nodes, faint_nodes, mixed_nodes, distance, equations, hat_share, paper, .. } = record;
        let Record { form, coefficient, parameters, base, factors, nearest, .. } = record;
        let outcome = match (form, coefficient, base) {
            (Form::Named(family), Some(coefficient), _) => {
                Outcome::Named(NamedBlock { family, coefficient, parameters })
            }
            (Form::Other, _, Some(base)) => Outcome::Product(UnnamedBlock { base, factors, nearest }),
            (_, _, Some(base)) => Outcome::Irreducible(UnnamedBlock { base, factors, nearest }),
            _ => Outcome::Unused,
        };
        FrequencyFactorization {
            k,
            label,
            nodes,
            faint_nodes,
            mixed_nodes,
            outcome,
            distance,
            equations,
            hat_share,
            paper,
        }
    }
}
