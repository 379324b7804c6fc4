//! Complete factorization: factors of factors, and how well their product reproduces the nodes.

use super::gauge::{Entries, ONE, distance_squared, norm_squared, normalized, times};
use super::translations::{Grid, best_grid};

/// A product misses every entry by at most this share of the entry's own size; otherwise a few large nodes would make a
/// product of anything.
const REPRODUCED: f64 = 0.5;

/// A product of factors of factors misses the nodes by at most this times the tolerance of a single split.
const WHOLE: f64 = 1.5;

/// Nodes as base · (product of irreducible factors).
#[derive(Debug, Clone)]
pub(super) struct Product {
    /// The node that belongs to the first node of every factor.
    pub base: Entries,
    /// The factors, each normalized to first node (1, 1, 1), orders increasing. A single one when nothing factors.
    pub factors: Vec<Vec<Entries>>,
    /// Per node, its place in each factor.
    places: Vec<Vec<usize>>,
}

impl Product {
    /// Splits nodes into factors as long as a grid fits within `tolerance`.
    pub fn split(nodes: &[Entries], tolerance: f64) -> Split {
        let mut nearest: Option<Grid> = None;
        for p in (2..).take_while(|p| p * p <= nodes.len()) {
            let Some(grid) = best_grid(nodes, p) else { continue };
            if grid.fit.residual <= tolerance {
                if grid.fit.worst > REPRODUCED {
                    continue;
                }
                return Split::Product(Self::from_grid(nodes, &grid, tolerance));
            }
            if nearest.as_ref().is_none_or(|nearest| grid.fit.residual < nearest.fit.residual) {
                nearest = Some(grid);
            }
        }
        Split::Irreducible { nearest }
    }

    /// The product that a grid of nodes is, its factors split further within `tolerance` as long as the whole comes near
    /// the nodes.
    pub fn from_grid(nodes: &[Entries], grid: &Grid, tolerance: f64) -> Self {
        let [x, y] = [&grid.fit.x, &grid.fit.y].map(|factor| Self::all_factors(factor, tolerance));
        let split = Self::assembled(grid, &x, &y);
        // Every split adds an error of its own.
        if split.residual(nodes) <= WHOLE * tolerance {
            return split;
        }
        let [x, y] = [&grid.fit.x, &grid.fit.y].map(|factor| Self::irreducible(factor));
        Self::assembled(grid, &x, &y)
    }

    fn assembled(grid: &Grid, x: &Self, y: &Self) -> Self {
        let mut places = vec![Vec::new(); grid.layout.len()];
        for (at, &node) in grid.layout.iter().enumerate() {
            places[node] = [x.places[at % grid.p].as_slice(), &y.places[at / grid.p]].concat();
        }
        let factors = [x.factors.as_slice(), &y.factors].concat();
        let mut by_order: Vec<usize> = (0..factors.len()).collect();
        by_order.sort_by_key(|&at| factors[at].len());
        Product {
            base: times(&x.base, &y.base),
            places: places.iter().map(|place| by_order.iter().map(|&at| place[at]).collect()).collect(),
            factors: by_order.iter().map(|&at| factors[at].clone()).collect(),
        }
    }

    fn all_factors(nodes: &[Entries], tolerance: f64) -> Self {
        match Self::split(nodes, tolerance) {
            Split::Product(product) => product,
            Split::Irreducible { .. } => Self::irreducible(nodes),
        }
    }

    fn irreducible(nodes: &[Entries]) -> Self {
        let (base, factor) = normalized(nodes);
        Product { base, factors: vec![factor], places: (0..nodes.len()).map(|at| vec![at]).collect() }
    }

    /// ‖nodes − product‖ / ‖nodes‖, the sign of every (a, b) being free.
    pub fn residual(&self, nodes: &[Entries]) -> f64 {
        let missed = nodes.iter().zip(&self.places).map(|(node, place)| {
            let factors = self.factors.iter().zip(place).map(|(factor, &at)| &factor[at]);
            let value = factors.fold(ONE, |product, entries| times(&product, entries));
            distance_squared(node, &times(&self.base, &value))
        });
        (missed.sum::<f64>() / nodes.iter().map(norm_squared).sum::<f64>()).sqrt()
    }
}

/// Whether nodes are a product.
pub(super) enum Split {
    /// They are, within the tolerance.
    Product(Product),
    /// They are not; the product that comes nearest, where one comes near at all.
    Irreducible { nearest: Option<Grid> },
}
