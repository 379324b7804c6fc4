//! The search for factors: nodes of x * y are translates of x, so ratios between nodes repeat.

use itertools::Itertools;

use super::gauge::{Entries, ONE, ProductFit, distance_squared, is_finite, norm_squared, over, times};

/// Two nodes match when their distance is below this; nodes are normalized to entries of size about 1. Loose on purpose:
/// the fit decides, the match only steers.
const MATCH: f64 = 0.8;
/// A first search with this reach finds clean products of many nodes before the loose one drowns in chance matches.
const CLOSE_MATCH: f64 = 0.1;
/// A fit this good by the first search makes the loose one needless.
const CLEAN: f64 = 0.01;
/// Orders above this are not searched for factors.
pub const MAX_ORDER: usize = 64;
/// The search for one pair of orders gives up after comparing this many nodes.
const MAX_WORK: usize = 60_000;
/// A fit this good ends the search: the nodes are a product to rounding.
const EXACT: f64 = 1e-9;

/// A grid of nodes x_l y_i with its fit.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// The order of x.
    pub p: usize,
    /// The node at (i, l) is `layout[i * p + l]`.
    pub layout: Vec<usize>,
    pub fit: ProductFit,
}

/// The product of an element of order p and one of order q/p that fits the nodes best, or `None` when none comes near.
///
/// Fix a node u_0; it is x_0 y_0, and x may be normalized to x_0 = 1. Then every x_l is the ratio of some node to u_0.
/// For every choice of p − 1 such ratios that occur between enough nodes, the nodes are covered by translates y·x: the
/// first free node must be y·x_l for some l, which gives y and so predicts the other nodes of its translate. Every cover
/// is fitted by least squares.
///
/// # Complexity
/// C(q − 1, p − 1) choices of ratios at most, few of which survive the count; each cover takes O(q² p) comparisons.
pub(super) fn best_grid(nodes: &[Entries], p: usize) -> Option<Grid> {
    let q = nodes.len();
    if p < 2 || p >= q || !q.is_multiple_of(p) || q > MAX_ORDER {
        return None;
    }
    let close = search(nodes, p, CLOSE_MATCH);
    if close.as_ref().is_some_and(|grid| grid.fit.residual < CLEAN) {
        return close;
    }
    let residual = |grid: &Grid| grid.fit.residual;
    [close, search(nodes, p, MATCH)].into_iter().flatten().min_by(|u, v| residual(u).total_cmp(&residual(v)))
}

/// The best product among those whose nodes lie within `reach` of where the ratios expect them.
fn search(nodes: &[Entries], p: usize, reach: f64) -> Option<Grid> {
    let q = nodes.len();
    let anchor = (0..q).max_by(|&u, &v| norm_squared(&nodes[u]).total_cmp(&norm_squared(&nodes[v])))?;
    let ratios: Vec<(usize, Entries)> = (0..q)
        .filter(|&at| at != anchor)
        .map(|at| (at, over(&nodes[at], &nodes[anchor])))
        .filter(|(_, ratio)| is_finite(ratio) && occurrences(nodes, ratio, reach) >= q / p)
        .collect();
    let mut search =
        Search { nodes, p, reach, x: Vec::new(), used: vec![false; q], layout: Vec::new(), work: 0, best: None };
    for choice in ratios.iter().combinations(p - 1) {
        search.x = std::iter::once(ONE).chain(choice.iter().map(|(_, ratio)| *ratio)).collect();
        let tile = std::iter::once(anchor).chain(choice.iter().map(|(at, _)| *at));
        search.used.fill(false);
        search.layout.clear();
        for at in tile {
            search.used[at] = true;
            search.layout.push(at);
        }
        search.cover();
        if search.is_done() {
            break;
        }
    }
    search.best
}

/// How many nodes have a partner at the given ratio.
fn occurrences(nodes: &[Entries], ratio: &Entries, reach: f64) -> usize {
    let has_partner = |u: &&Entries| {
        let image = times(u, ratio);
        nodes.iter().any(|v| distance_squared(&image, v) < reach * reach)
    };
    nodes.iter().filter(has_partner).count()
}

struct Search<'a> {
    nodes: &'a [Entries],
    p: usize,
    reach: f64,
    /// The candidate for the first factor.
    x: Vec<Entries>,
    used: Vec<bool>,
    layout: Vec<usize>,
    work: usize,
    best: Option<Grid>,
}

impl Search<'_> {
    fn is_done(&self) -> bool {
        self.work > MAX_WORK || self.best.as_ref().is_some_and(|grid| grid.fit.residual < EXACT)
    }

    /// Covers the free nodes by translates of x, in every way.
    fn cover(&mut self) {
        if self.is_done() {
            return;
        }
        let Some(next) = self.used.iter().position(|used| !used) else {
            self.judge();
            return;
        };
        for role in 0..self.p {
            let y = over(&self.nodes[next], &self.x[role]);
            if !is_finite(&y) {
                continue;
            }
            self.used[next] = true;
            let start = self.layout.len();
            self.complete_translate(&y, (role, next), 0);
            self.layout.truncate(start);
            self.used[next] = false;
        }
    }

    /// Chooses the nodes y·x_l for l = `from`, `from` + 1, …, then goes on with the next translate.
    fn complete_translate(&mut self, y: &Entries, fixed: (usize, usize), from: usize) {
        if from == self.p {
            self.cover();
            return;
        }
        if from == fixed.0 {
            self.layout.push(fixed.1);
            self.complete_translate(y, fixed, from + 1);
            self.layout.pop();
            return;
        }
        let expected = times(y, &self.x[from]);
        for at in 0..self.nodes.len() {
            if self.used[at] {
                continue;
            }
            self.work += 1;
            if distance_squared(&expected, &self.nodes[at]) < self.reach * self.reach {
                self.used[at] = true;
                self.layout.push(at);
                self.complete_translate(y, fixed, from + 1);
                self.layout.pop();
                self.used[at] = false;
            }
        }
    }

    fn judge(&mut self) {
        let Some(fit) = ProductFit::new(self.nodes, &self.layout, self.p) else { return };
        if self.best.as_ref().is_none_or(|best| fit.residual < best.fit.residual) {
            self.best = Some(Grid { p: self.p, layout: self.layout.clone(), fit });
        }
    }
}
