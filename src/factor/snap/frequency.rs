//! One frequency: its exact form, or an enclosed solution near it, or neither.

use itertools::Itertools as _;
use num_complex::Complex64;

use super::fit::Fit;
use super::options::SnapOptions;
use crate::construct::Family;
use crate::factor::frequency::Site;
use crate::factor::gauge::{Entries, distance_squared, in_balanced_gauge, norm_squared};
use crate::factor::{FrequencyFactorization, Options, Outcome as Found};
use crate::group::Group;
use crate::semiring::{Block, Triple};
use crate::variety::newton::{self, Enclosed, enclose};

/// What nodes are snapped to.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Exact(Fit),
    Enclosed(Box<Enclosed>),
    /// Solved in floating point, and not proved.
    Solved {
        part: newton::Part,
        residual: f64,
        reason: String,
    },
    Unchanged {
        reason: String,
    },
    Unused,
}

impl Outcome {
    /// For the nodes of one pair at the theory's scale s = 1/(2d).
    pub fn of(
        frequency: &FrequencyFactorization,
        nodes: &[Entries],
        (group, k): (&Group, usize),
        options: &SnapOptions,
    ) -> Self {
        if nodes.is_empty() {
            return Outcome::Unused;
        }
        let is_real = group.dual().is_self_conjugate(k);
        let fit = if is_real {
            Fit::new(Family::Real, Vec::new(), nodes)
        } else {
            let family = frequency.form().family();
            family.and_then(|family| Fit::of_parameters(family, frequency.parameters(), nodes))
        };
        let named = match fit.map(|fit| (distance(&fit, nodes), fit)) {
            Some((moved, fit)) if moved <= options.max_move => return Outcome::Exact(fit),
            fit => fit.map(|(moved, fit)| format!("{} at distance {moved:.2}", fit.family)),
        };
        let part = newton::Part::of_block(group, k, &block_of(nodes), false);
        match Self::on_equations(&part, frequency.equations.are_solved_alone(), named, options) {
            Outcome::Solved { part, residual, reason } => match form_of(&part, nodes, is_real) {
                Some(fit) if distance(&fit, nodes) <= options.max_move => Outcome::Exact(fit),
                _ => Outcome::Solved { part, residual, reason },
            },
            outcome => outcome,
        }
    }

    /// Newton's method onto the equations: all where the nodes solve them `alone`, else first those without R_n. Enclosed
    /// where the equations are independent.
    pub fn on_equations(part: &newton::Part, alone: bool, named: Option<String>, options: &SnapOptions) -> Self {
        let tries = [!alone, alone].map(|hat_closes_r_n| newton::Part { hat_closes_r_n, ..part.clone() });
        let mut refusals = Vec::with_capacity(tries.len());
        for part in &tries {
            match enclose(part, options.max_move) {
                Ok(enclosed) => return Outcome::Enclosed(Box::new(enclosed)),
                Err(refusal) => refusals.push(refusal.to_string()),
            }
        }
        let of_try = |(part, refusal): (&newton::Part, &String)| {
            format!("{}: {refusal}", if part.hat_closes_r_n { "without R_n" } else { "with R_n" })
        };
        let refusals = if refusals.iter().all_equal() {
            refusals[..1].to_vec()
        } else {
            tries.iter().zip(&refusals).map(of_try).collect()
        };
        let reason = named.into_iter().chain(refusals).join("; ");
        let solved = tries
            .iter()
            .map(|part| (part, part.solved()))
            .find(|(part, (solved, residual))| *residual < SOLVED && part.distance(solved) <= options.max_move);
        match solved {
            Some((_, (part, residual))) => Outcome::Solved { part, residual, reason },
            None => Outcome::Unchanged { reason },
        }
    }

    /// Whether the nodes solve their equations now, proved or not.
    pub fn is_solved(&self) -> bool {
        matches!(self, Outcome::Exact(_) | Outcome::Enclosed(_) | Outcome::Solved { .. })
    }
}

/// Nodes are on their equations when no residual exceeds this.
const SOLVED: f64 = 1e-9;

/// The exact form near `nodes` whose name these have only after they have been moved onto their equations. Products of order 4
/// are found this way: no independent equations lead to them.
fn form_of(solved: &newton::Part, nodes: &[Entries], is_real: bool) -> Option<Fit> {
    let entry = |vector: &[(usize, Complex64)]| Some(vector.first()?.1);
    let entries = solved.nodes.iter().map(|node| Some(Triple::new(entry(&node.a)?, entry(&node.b)?, entry(&node.c)?)));
    let site = Site { nodes: (0..nodes.len()).collect(), entries: entries.collect::<Option<_>>()?, is_real, gain: 1.0 };
    match site.by_translations(Options::default().tolerance, None).outcome {
        Found::Named(named) => Fit::of_parameters(named.family, &named.parameters, nodes),
        _ => None,
    }
}

/// Nodes with coefficient 1.
pub(super) fn block_of(nodes: &[Entries]) -> Block<Complex64> {
    Block::from_nodes(nodes.iter().copied())
}

/// ‖nodes − form‖ / ‖nodes‖, in the gauge |c|² = |a||b|.
fn distance(fit: &Fit, nodes: &[Entries]) -> f64 {
    let model = fit.block().realized(|m| Complex64::from(m.re.cbrt()));
    let (mut missed, mut total) = (0.0, 0.0);
    for (term, &at) in model.terms().iter().zip(&fit.places) {
        let node = in_balanced_gauge(&nodes[at]);
        missed += distance_squared(&term.node, &node);
        total += norm_squared(&node);
    }
    (missed / total).sqrt()
}
