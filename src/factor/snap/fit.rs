//! Parameters of an exact form by least squares, and which node is which.

use itertools::Itertools;
use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;

use crate::construct::Family;
use crate::factor::Parameters;
use crate::factor::gauge::{Entries, agreement, distance_squared, flipped, in_balanced_gauge, is_finite, norm_squared};
use crate::factor::outcome::{parameters, with_unit};
use crate::semiring::{Block, Channel};

/// Steps after which a fit that still moves is taken as it is.
const MAX_STEPS: usize = 30;

/// An exact form with parameters fitted to nodes.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub family: Family,
    /// The angles of its [`parameters`](crate::factor::outcome::parameters).
    pub angles: Vec<f64>,
    /// Which of the nodes is node j of the form.
    pub places: Vec<usize>,
}

impl Fit {
    /// Gauss–Newton from the given angles, for nodes at the theory's scale, all in the gauge |c|² = |a||b|.
    ///
    /// After every step the nodes are assigned anew. `None` when the number of nodes is not that of the form or an entry
    /// is not finite.
    pub fn new(family: Family, mut angles: Vec<f64>, nodes: &[Entries]) -> Option<Self> {
        if nodes.len() != family.order() {
            return None;
        }
        let nodes: Vec<Entries> = nodes.iter().map(in_balanced_gauge).collect();
        if !nodes.iter().all(is_finite) {
            return None;
        }
        let mut places = assign(&realized(&at_angles(family, &angles)), &nodes);
        for _ in 0..MAX_STEPS {
            let Some(step) = step(family, &angles, &places, &nodes) else { break };
            let here = missed(family, &angles, &places, &nodes);
            let tried = (0..8).map(|halvings| {
                let scale = 0.5f64.powi(halvings);
                angles.iter().zip(&step).map(|(angle, step)| angle - scale * step).collect::<Vec<f64>>()
            });
            let better = tried.into_iter().find(|angles| missed(family, angles, &places, &nodes) < here);
            let Some(better) = better else { break };
            angles = better;
            places = assign(&realized(&at_angles(family, &angles)), &nodes);
        }
        Some(Fit { family, angles, places })
    }

    /// From the parameters that a name comes with.
    pub fn of_parameters(family: Family, values: &Parameters, nodes: &[Entries]) -> Option<Self> {
        let angle = |name| values.get(name).map(|value| value.0.arg());
        Fit::new(family, parameters(family).map(angle).collect::<Option<_>>()?, nodes)
    }

    /// The fitted block.
    pub fn block(&self) -> Block<Complex64> {
        at_angles(self.family, &self.angles)
    }
}

/// The form with parameters given by their angles.
fn at_angles(family: Family, angles: &[f64]) -> Block<Complex64> {
    with_unit(family, &angles.iter().map(|&angle| Complex64::cis(angle)).collect::<Vec<_>>())
}

/// Nodes with coefficient 1.
fn realized(block: &Block<Complex64>) -> Vec<Entries> {
    let block = block.realized(|m| Complex64::from(m.re.cbrt()));
    block.terms().iter().map(|term| term.node).collect()
}

/// For each node of the model the node that it stands for, so that the squared distances add up to the least.
fn assign(model: &[Entries], nodes: &[Entries]) -> Vec<usize> {
    let cost = |places: &Vec<usize>| -> f64 {
        model.iter().zip(places).map(|(expected, &at)| distance_squared(expected, &nodes[at])).sum()
    };
    (0..nodes.len()).permutations(nodes.len()).min_by(|u, v| cost(u).total_cmp(&cost(v))).unwrap_or_default()
}

/// Model minus nodes, signs of (a, b) aligned: real and imaginary parts.
fn differences(family: Family, angles: &[f64], places: &[usize], nodes: &[Entries]) -> Vec<f64> {
    let model = realized(&at_angles(family, angles));
    let pairs = model.iter().zip(places).flat_map(|(expected, &at)| {
        let node = if agreement(expected, &nodes[at]) < 0.0 { flipped(&nodes[at]) } else { nodes[at] };
        Channel::ALL.map(|channel| expected[channel] - node[channel])
    });
    pairs.flat_map(|difference| [difference.re, difference.im]).collect()
}

fn missed(family: Family, angles: &[f64], places: &[usize], nodes: &[Entries]) -> f64 {
    differences(family, angles, places, nodes).iter().map(|x| x * x).sum()
}

/// The Gauss–Newton step, to be subtracted; `None` when it is negligible or there are no parameters.
fn step(family: Family, angles: &[f64], places: &[usize], nodes: &[Entries]) -> Option<Vec<f64>> {
    const H: f64 = 1e-5;
    let here = DVector::from_vec(differences(family, angles, places, nodes));
    let columns: Vec<DVector<f64>> = (0..angles.len())
        .map(|at| {
            let moved = |by: f64| {
                let mut angles = angles.to_vec();
                angles[at] += by;
                DVector::from_vec(differences(family, &angles, places, nodes))
            };
            (moved(H) - moved(-H)) / (2.0 * H)
        })
        .collect();
    if columns.is_empty() {
        return None;
    }
    let jacobian = DMatrix::from_columns(&columns);
    let step = (jacobian.transpose() * &jacobian).lu().solve(&(jacobian.transpose() * here))?;
    let negligible = 1e-12 * nodes.iter().map(norm_squared).sum::<f64>().sqrt();
    (step.amax() > negligible).then(|| step.iter().copied().collect())
}
