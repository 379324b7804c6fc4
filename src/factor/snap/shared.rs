//! Frequencies that share nodes, with each other or with the constants: they are solved together.

use std::collections::BTreeSet;

use num_complex::Complex64;

use super::frequency::Outcome;
use super::options::SnapOptions;
use crate::factor::{Factorization, clusters};
use crate::group::Group;
use crate::network::DenseSpectrum;
use crate::variety::newton::{Part, PartNode};

/// The most products of entries that the equations of a part are made of.
const MAX_PRODUCTS: usize = 1 << 18;

/// Frequencies that belong together, by their places among the representatives, and the nodes that serve them.
#[derive(Debug, Clone)]
pub(super) struct Together {
    pub places: Vec<usize>,
    pub nodes: Vec<usize>,
    /// Whether some of the nodes serve several frequencies or the constants.
    pub is_mixed: bool,
}

/// The classes of frequencies that have a node in common. Constant nodes belong to a class of all frequencies; otherwise they
/// are a hat.
pub(super) fn classes(factorization: &Factorization, representatives: &[usize]) -> Vec<Together> {
    let found = &factorization.frequencies;
    let equations = found.iter().map(|frequency| (frequency.k, &frequency.equations));
    let class = |frequencies: Vec<usize>| {
        let place = |k: &usize| representatives.binary_search(k).ok();
        let places: Vec<usize> = frequencies.iter().filter_map(place).collect();
        let is_mixed = places.len() > 1 || places.iter().any(|&place| !found[place].mixed_nodes.is_empty());
        let mut nodes: BTreeSet<usize> =
            places.iter().flat_map(|&place| found[place].equations.nodes.iter().copied()).collect();
        if places.len() == representatives.len() {
            nodes.extend(&factorization.others.constant_nodes);
        }
        Together { places, nodes: nodes.into_iter().collect(), is_mixed }
    };
    clusters(equations).into_iter().map(class).collect()
}

impl Together {
    /// The nodes with their entries at these frequencies and at 0, at the theory's scale; outputs at these frequencies.
    pub fn part(&self, group: &Group, spectrum: &DenseSpectrum, representatives: &[usize]) -> Part {
        let to_theory = (2.0 * group.order() as f64).cbrt();
        let frequencies: Vec<usize> = self.places.iter().map(|&place| representatives[place]).collect();
        let nodes = self.nodes.iter().map(|&j| {
            let vector = |matrix: &nalgebra::DMatrix<Complex64>| -> Vec<(usize, Complex64)> {
                let largest = matrix.column(j).iter().map(|value| value.norm()).fold(0.0, f64::max);
                let all = std::iter::once(&0).chain(&frequencies).map(|&k| (k, matrix[(k, j)] * to_theory));
                all.filter(|(_, value)| value.norm() > 1e-9 * largest * to_theory).collect()
            };
            PartNode { a: vector(&spectrum.a), b: vector(&spectrum.b), c: vector(&spectrum.c) }
        });
        Part { group: group.clone(), nodes: nodes.collect(), hat_closes_r_n: false, frequencies }
    }
}

/// The nodes moved onto the equations that they share; enclosed where these are independent.
pub(super) fn solve(part: &Part, alone: bool, options: &SnapOptions) -> Outcome {
    let both = |vector: &[(usize, Complex64)]| 2 * vector.len();
    let products = |node: &PartNode| (both(&node.a) + both(&node.b)).pow(2) * both(&node.c);
    let all: usize = part.nodes.iter().map(products).sum();
    if all > MAX_PRODUCTS {
        return Outcome::Unchanged { reason: format!("their equations have {all} products, more than {MAX_PRODUCTS}") };
    }
    Outcome::on_equations(part, alone, None, options)
}
