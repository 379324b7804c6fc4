//! One frequency of a network: its nodes → factors → a name, or what stands in the way of one.

use num_complex::Complex64;

use super::form::{Form, Parameter, Parameters};
use super::gauge::{Entries, GaugedBlock, ProductFit, normalized};
use super::outcome::{Factor, NamedBlock, Nearest, Outcome, UnnamedBlock};
use super::paper::Verdict;
use super::product::{Product, Split};
use super::recognize::{NAMED, Recognition, kind_of, named_products, real};
use super::translations::Grid;
use crate::semiring::Channel;

/// Nodes that carry at most this share of Σ|abc| are faint: on their way out, they may stand beside a named product.
const FAINT: f64 = 0.05;

/// The live nodes at one frequency.
#[derive(Clone)]
pub(super) struct Site {
    /// Their indices.
    pub nodes: Vec<usize>,
    /// Their entries at the frequency, at the theory's scale.
    pub entries: Vec<Entries>,
    /// Whether k = −k.
    pub is_real: bool,
    /// Re r_kkk.
    pub gain: f64,
}

/// What nodes at one frequency are.
pub(super) struct Found {
    pub nodes: Vec<usize>,
    pub faint_nodes: Vec<usize>,
    pub outcome: Outcome,
    pub distance: Option<f64>,
}

impl Site {
    /// What the search over translations finds: of all nodes, or where these have no name, of the strongest that have one
    /// beside faint nodes. `paper` is what the paper's analysis says, if it is of the same nodes.
    pub fn by_translations(&self, tolerance: f64, paper: Option<&Verdict>) -> Found {
        let whole = self.all_by_translations(tolerance, paper);
        if whole.outcome.form().is_named() {
            return whole;
        }
        let core = |order: usize| {
            let (kept, faint_nodes) = self.core(order)?;
            let found = kept.all_by_translations(tolerance, None);
            found.outcome.form().is_named().then_some(Found { faint_nodes, ..found })
        };
        [6, 4, 2].into_iter().find_map(core).unwrap_or(whole)
    }

    /// What the paper's analysis finds.
    pub fn as_in_the_paper(&self, verdict: &Verdict) -> Found {
        let Some(block) = GaugedBlock::new(&self.entries) else { return self.found(Outcome::Unused, None) };
        let name = verdict.form.family().and_then(|family| Recognition::of(family, &verdict.parameters, &block.nodes));
        match (name, &verdict.factors[..]) {
            (Some(name), _) => self.named(&name),
            (None, []) => self.found(Outcome::Irreducible(self.irreducible(&block, None)), None),
            (None, factors) => {
                let base = times_scale(&block, &block.nodes[verdict.grid.as_ref().map_or(0, |grid| grid[0])]);
                self.found(Outcome::Product(UnnamedBlock { base, factors: described(factors), nearest: None }), None)
            }
        }
    }

    /// The strongest nodes alone, when the others are faint, and these.
    fn core(&self, order: usize) -> Option<(Self, Vec<usize>)> {
        let (kept, rest) = strongest(&self.entries, order)?;
        if rest > FAINT {
            return None;
        }
        let faint = (0..self.nodes.len()).filter(|at| !kept.contains(at)).map(|at| self.nodes[at]).collect();
        let nodes = kept.iter().map(|&at| self.nodes[at]).collect();
        let entries = kept.iter().map(|&at| self.entries[at]).collect();
        Some((Site { nodes, entries, ..self.clone() }, faint))
    }

    fn all_by_translations(&self, tolerance: f64, paper: Option<&Verdict>) -> Found {
        let Some(block) = GaugedBlock::new(&self.entries) else { return self.found(Outcome::Unused, None) };
        if let Some(name) = real(&block.nodes).filter(|name| self.is_real && name.distance <= NAMED) {
            return self.named(&name);
        }
        match split(&block.nodes, tolerance, paper) {
            Split::Product(product) => self.product(&block, &product, paper.map(|paper| paper.form)),
            Split::Irreducible { nearest: grid } => {
                let distance = grid.as_ref().map(|grid| grid.fit.residual);
                let factors = grid.map(|grid| vec![grid.fit.x, normalized(&grid.fit.y).1]);
                let nearest = self.nearest(&block.nodes, factors.as_deref());
                self.found(Outcome::Irreducible(self.irreducible(&block, nearest)), distance)
            }
        }
    }

    fn product(&self, block: &GaugedBlock, product: &Product, paper: Option<Form>) -> Found {
        if let Some(name) = self.name(&block.nodes, &product.factors, paper) {
            return self.named(&name);
        }
        let unnamed = UnnamedBlock {
            base: times_scale(block, &product.base),
            factors: described(&product.factors),
            nearest: self.nearest(&block.nodes, Some(&product.factors)),
        };
        self.found(Outcome::Product(unnamed), Some(product.residual(&block.nodes)))
    }

    /// The named product that factors are, if any; where several are near enough, the paper's choice among them.
    fn name(&self, nodes: &[Entries], factors: &[Vec<Entries>], paper: Option<Form>) -> Option<Recognition> {
        let mut near = if self.is_real { Vec::new() } else { named_products(nodes, factors) };
        near.retain(|recognition| recognition.distance <= NAMED);
        let chosen = near.iter().position(|near| Some(Form::Named(near.family)) == paper).unwrap_or(0);
        (!near.is_empty()).then(|| near.swap_remove(chosen))
    }

    fn named(&self, name: &Recognition) -> Found {
        let unit = |x: Complex64| Parameter(x / x.norm());
        let phases = [("phase_a", unit(name.base.a)), ("phase_b", unit(name.base.b))]
            .map(|(name, value)| (name.to_owned(), value));
        let parameters: Parameters = name.parameters.clone().into_iter().chain(phases).collect();
        let coefficient = self.gain / name.family.order() as f64;
        let named = NamedBlock { family: name.family, coefficient, parameters };
        self.found(Outcome::Named(named), Some(name.distance))
    }

    fn irreducible(&self, block: &GaugedBlock, nearest: Option<Nearest>) -> UnnamedBlock {
        let (base, factor) = normalized(&block.nodes);
        UnnamedBlock { base: times_scale(block, &base), factors: described(&[factor]), nearest }
    }

    /// The nearest named product: of all nodes by the given factors, or of the strongest four or six.
    fn nearest(&self, nodes: &[Entries], factors: Option<&[Vec<Entries>]>) -> Option<Nearest> {
        let mut candidates = Vec::new();
        if let Some(recognition) = factors.and_then(|factors| named_products(nodes, factors).into_iter().next()) {
            candidates.push((recognition, (0..nodes.len()).collect::<Vec<_>>(), 0.0));
        }
        for order in [4, 6] {
            let Some((strongest, rest)) = strongest(nodes, order) else { continue };
            let part: Vec<Entries> = strongest.iter().map(|&at| nodes[at]).collect();
            // However rough, a product says which name to compare with: the distance decides.
            if let Split::Product(product) = Product::split(&part, 2.0 * NAMED) {
                let named = named_products(&part, &product.factors).into_iter().next();
                candidates.extend(named.map(|recognition| (recognition, strongest, rest)));
            }
        }
        let (recognition, at, rest) = candidates.into_iter().min_by(|u, v| u.0.distance.total_cmp(&v.0.distance))?;
        let nodes = at.iter().map(|&at| self.nodes[at]).collect();
        Some(Nearest { form: recognition.family, nodes, distance: recognition.distance, rest })
    }

    fn found(&self, outcome: Outcome, distance: Option<f64>) -> Found {
        Found { nodes: self.nodes.clone(), faint_nodes: Vec::new(), outcome, distance }
    }
}

/// The product that nodes are within `tolerance`, or by the paper's analysis.
fn split(nodes: &[Entries], tolerance: f64, paper: Option<&Verdict>) -> Split {
    let split = Product::split(nodes, tolerance);
    let Split::Irreducible { .. } = split else { return split };
    let Some(layout) = paper.and_then(|paper| paper.grid.as_ref()) else { return split };
    match ProductFit::new(nodes, layout, 2) {
        Some(fit) => {
            let grid = Grid { p: 2, layout: layout.clone(), fit };
            Split::Product(Product::from_grid(nodes, &grid, tolerance))
        }
        None => Split::Irreducible { nearest: None },
    }
}

/// A node as it was before the block was scaled.
fn times_scale(block: &GaugedBlock, node: &Entries) -> [Parameter; 3] {
    Channel::ALL.map(|channel| Parameter(node[channel] * block.scale[channel]))
}

fn described(factors: &[Vec<Entries>]) -> Vec<Factor> {
    let factor = |factor: &Vec<Entries>| Factor {
        kind: kind_of(factor),
        order: factor.len(),
        nodes: factor.iter().map(|node| node.each().map(|&entry| Parameter(entry))).collect(),
    };
    factors.iter().map(factor).collect()
}

/// The `order` nodes of largest |abc|, indices increasing, and the share of Σ|abc| that the others carry; `None` when there
/// are no others.
fn strongest(nodes: &[Entries], order: usize) -> Option<(Vec<usize>, f64)> {
    if order >= nodes.len() {
        return None;
    }
    let sizes: Vec<f64> = nodes.iter().map(|node| (node.a * node.b * node.c).norm()).collect();
    let mut by_size: Vec<usize> = (0..nodes.len()).collect();
    by_size.sort_by(|&u, &v| sizes[v].total_cmp(&sizes[u]));
    let (rest, total) = (by_size[order..].iter().map(|&at| sizes[at]).sum::<f64>(), sizes.iter().sum::<f64>());
    by_size.truncate(order);
    by_size.sort_unstable();
    Some((by_size, if total > 0.0 { rest / total } else { 1.0 }))
}
