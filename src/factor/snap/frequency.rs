//! One frequency: its exact form, or a certified solution near it, or neither.

use num_complex::Complex64;

use super::SnapOptions;
use super::fit::Fit;
use super::shape::Shape;
use crate::factor::FrequencyFactorization;
use crate::factor::gauge::{Entries, distance_squared, in_balanced_gauge, norm_squared};
use crate::potential::{BlockPotential, PotentialSet};
use crate::proof::newton::{Certified, NewtonOptions, certify};
use crate::semiring::{Block, Triple};

/// What a frequency is snapped to.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Exact(Fit),
    Certified { certified: Box<Certified>, leaves_r_n: bool },
    Unchanged { reason: String },
    Unused,
}

impl Outcome {
    /// For the nodes of one pair at the theory's scale s = 1/(2d).
    pub fn of(
        frequency: &FrequencyFactorization,
        nodes: &[Entries],
        self_conjugate: bool,
        options: &SnapOptions,
    ) -> Self {
        if nodes.is_empty() {
            return Outcome::Unused;
        }
        let fit = if self_conjugate {
            Fit::new(Shape::Real, Vec::new(), nodes)
        } else {
            Shape::named(frequency.form, &frequency.parameters).and_then(|shape| {
                let angle = |name: &&'static str| frequency.parameters.get(name).map(|value| value.0.arg());
                Fit::new(shape, shape.parameters().iter().map(angle).collect::<Option<_>>()?, nodes)
            })
        };
        let too_far = match fit.map(|fit| (distance(&fit, nodes), fit)) {
            Some((moved, fit)) if moved <= options.max_move => return Outcome::Exact(fit),
            Some((moved, fit)) => Some(format!("{} at distance {moved:.2}", fit.shape.name())),
            None => None,
        };
        if self_conjugate {
            let reason = too_far.unwrap_or_else(|| format!("{} nodes at a self-conjugate character", nodes.len()));
            return Outcome::Unchanged { reason };
        }
        Self::certified(frequency, nodes, options)
    }

    /// Newton's method onto the equations: all ten where the nodes solve them as they are, else first those without R_n.
    fn certified(frequency: &FrequencyFactorization, nodes: &[Entries], options: &SnapOptions) -> Self {
        let r_n = PotentialSet::of(|r| r == BlockPotential::NORM_A_C || r == BlockPotential::NORM_B_C);
        let all = frequency.detail.as_ref().is_some_and(|detail| detail.equations.are_solved_alone());
        let block = block_of(nodes);
        let mut reasons = Vec::new();
        for leaves_r_n in [!all, all] {
            let required = if leaves_r_n { PotentialSet::ALL.without(r_n) } else { PotentialSet::ALL };
            match certify(&block, &NewtonOptions { required, max_move: options.max_move }) {
                Ok(certified) if certified.check().is_ok() => {
                    return Outcome::Certified { certified: Box::new(certified), leaves_r_n };
                }
                Ok(_) => reasons.push("the certificate does not pass its check".to_owned()),
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
