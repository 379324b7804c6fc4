//! One frequency: its exact form, or an enclosed solution near it, or neither.

use num_complex::Complex64;

use super::SnapOptions;
use super::fit::Fit;
use crate::construct::Family;
use crate::factor::FrequencyFactorization;
use crate::factor::gauge::{Entries, distance_squared, in_balanced_gauge, norm_squared};
use crate::factor::outcome::parameters;
use crate::group::Group;
use crate::proof::newton::{self, Enclosed, enclose};
use crate::semiring::{Block, Triple};

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
        let fit = if group.dual().is_self_conjugate(k) {
            Fit::new(Family::Real, Vec::new(), nodes)
        } else {
            frequency.form().family().and_then(|family| {
                let angle = |name| frequency.parameters().get(name).map(|value| value.0.arg());
                Fit::new(family, parameters(family).map(angle).collect::<Option<_>>()?, nodes)
            })
        };
        match fit.map(|fit| (distance(&fit, nodes), fit)) {
            Some((moved, fit)) if moved <= options.max_move => Outcome::Exact(fit),
            Some((moved, fit)) => {
                let named = format!("{} at distance {moved:.2}", fit.family);
                Self::enclosed(frequency, nodes, (group, k), options, Some(named))
            }
            None => Self::enclosed(frequency, nodes, (group, k), options, None),
        }
    }

    /// Newton's method onto the equations: all where the nodes solve them as they are, else first those without R_n.
    fn enclosed(
        frequency: &FrequencyFactorization,
        nodes: &[Entries],
        (group, k): (&Group, usize),
        options: &SnapOptions,
        named: Option<String>,
    ) -> Self {
        let all = frequency.equations.are_solved_alone();
        let mut reasons: Vec<String> = named.into_iter().collect();
        for leaves_r_n in [!all, all] {
            let part = newton::Part::of_block(group, k, &block_of(nodes), leaves_r_n);
            match enclose(&part, options.max_move) {
                Ok(enclosed) => return Outcome::Enclosed(Box::new(enclosed)),
                Err(refusal) => reasons.push(refusal.to_string()),
            }
        }
        reasons.dedup();
        Outcome::Unchanged { reason: reasons.join("; ") }
    }
}

/// Nodes with coefficient 1.
pub(super) fn block_of(nodes: &[Entries]) -> Block<Complex64> {
    Block::from_nodes(nodes.iter().map(|&[a, b, c]| Triple::new(a, b, c)))
}

/// ‖nodes − form‖ / ‖nodes‖, in the gauge |c|² = |a||b|.
fn distance(fit: &Fit, nodes: &[Entries]) -> f64 {
    let model = fit.block().realized(|m| Complex64::from(m.re.cbrt()));
    let (mut missed, mut total) = (0.0, 0.0);
    for (term, &at) in model.terms().iter().zip(&fit.places) {
        let node = in_balanced_gauge(&nodes[at]);
        missed += distance_squared(&[term.node.a, term.node.b, term.node.c], &node);
        total += norm_squared(&node);
    }
    (missed / total).sqrt()
}
