//! Factoring a whole network: live nodes → frequencies → factors.

use super::analysis::{Detail, Factorization, FrequencyFactorization, FrequencyShare, Method, MixedNode, PaperVerdict};
use super::equations::DenseResidual;
use super::form::{Form, Parameters};
use super::frequency::FrequencyNodes;
use super::gauge::entries_at;
use super::label::FrequencyLabel;
use super::paper;
use crate::group::Group;
use crate::network::{DenseSpectrum, LiveNode, Liveness, Network};

/// How to factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The analysis to run.
    pub method: Method,
    /// For [`Method::Translations`]: nodes are a product when ‖nodes − product‖ / ‖nodes‖ is at most this.
    ///
    /// By default 0.05. For nodes of equal size the paper's criterion allows 0.1/√2 in this measure, so a frequency that
    /// it accepts beyond the default is accepted too.
    pub tolerance: f64,
}

impl Default for Options {
    fn default() -> Self {
        Options { method: Method::default(), tolerance: 0.05 }
    }
}

impl Options {
    /// The given method with its default tolerance.
    #[must_use]
    pub fn with_method(method: Method) -> Self {
        Options { method, ..Self::default() }
    }
}

/// Takes a network apart: which nodes are alive, which frequency each one serves, and what the nodes of every frequency
/// are as an element of the semiring.
///
/// The default method works for every group and every order. It compares nodes up to their gauge, finds factors by the
/// ratios that repeat between nodes, fits each product by rank-one approximations, splits factors further, and names a
/// product by its distance from the paper's forms, fitted parameters and all. Where two names are near enough the
/// paper's own analysis decides, and what that accepts as a product is one here too. Nodes that carry at most 5 % of a
/// frequency are faint: where the others have a name without them, that is the form.
///
/// ```
/// use cogring::construct::optimizers;
/// use cogring::factor::{self, Form};
/// use cogring::{Group, Network};
/// use num_complex::Complex64;
/// let nu = Complex64::cis(1.3);
/// let solution = optimizers::order6(&Group::cyclic(7)?, |_| nu)?;
/// let factorization = factor::factor(&Network::from_solution(&solution)?, &factor::Options::default());
/// for frequency in &factorization.frequencies {
///     assert_eq!((frequency.order, frequency.form), (6, Form::NuSyn));
///     assert!((frequency.parameters["nu"].0 - nu).norm() < 1e-9);
/// }
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn factor(network: &Network, options: &Options) -> Factorization {
    match options.method {
        Method::Paper => paper::factor_as_paper(network),
        Method::Translations => factor_by_translations(network, options.tolerance),
    }
}

fn factor_by_translations(network: &Network, tolerance: f64) -> Factorization {
    let group = network.group();
    let spectrum = network.spectrum();
    let live = Liveness::GaugeFree.live_nodes(network, &spectrum);
    let residual = DenseResidual::new(network, &spectrum, &live);
    let mixed_nodes: Vec<MixedNode> =
        live.iter().filter(|node| node.is_mixed()).map(|node| mixed(group, node)).collect();
    let mut nodes_at = by_frequency(group, &live);
    let paper_nodes = by_frequency(group, &Liveness::Paper.live_nodes(network, &spectrum));
    let frequencies = group.dual().representatives().map(|k| {
        let nodes = std::mem::take(&mut nodes_at[k]);
        let entries = entries_at(&spectrum, k, &nodes);
        let verdict = paper::Verdict::of(&entries_at(&spectrum, k, &paper_nodes[k]));
        let mixed = mixed_nodes.iter().map(|mixed| mixed.node).filter(|node| nodes.contains(node));
        let detail = Detail {
            reading: String::new(),
            factors: Vec::new(),
            coefficient: None,
            distance: None,
            nearest: None,
            equations: residual.equations(k),
            hat_share: hat_share(network, &spectrum, k, &nodes),
            mixed_nodes: mixed.collect(),
            faint_nodes: Vec::new(),
            paper: PaperVerdict { order: paper_nodes[k].len(), form: verdict.form, error: verdict.error },
        };
        let answer = FrequencyFactorization {
            k: FrequencyLabel::new(group, k),
            order: nodes.len(),
            nodes,
            form: Form::Nonfactorable,
            factorable: false,
            error: None,
            parameters: Parameters::new(),
            detail: Some(detail),
        };
        let paper = (paper_nodes[k].clone(), verdict.grid);
        FrequencyNodes { answer, entries, paper, group_order: group.order() }.factor(tolerance)
    });
    Factorization {
        method: Method::Translations,
        group: group.clone(),
        width: network.width(),
        frequencies: frequencies.collect(),
        live_nodes: live.len(),
        constant_nodes: std::mem::take(&mut nodes_at[0]),
        mixed_nodes,
    }
}

/// The nodes by the representative with the largest share of their inputs; index 0 holds the constant nodes.
pub(super) fn by_frequency(group: &Group, live: &[LiveNode]) -> Vec<Vec<usize>> {
    let mut nodes_at = vec![Vec::new(); group.order()];
    for node in live {
        nodes_at[node.frequency()].push(node.node);
    }
    nodes_at
}

fn mixed(group: &Group, node: &LiveNode) -> MixedNode {
    let share = |&(k, share): &(usize, f64)| FrequencyShare { k: FrequencyLabel::new(group, k), share };
    MixedNode { node: node.node, frequencies: node.served.iter().map(share).collect() }
}

/// The share of Σ_j Σ_{l ≠ 0} |c_l|² that is not at ±k.
fn hat_share(network: &Network, spectrum: &DenseSpectrum, k: usize, nodes: &[usize]) -> f64 {
    let partner = network.group().dual().conjugate(k);
    let (mut own, mut total) = (0.0, 0.0);
    for &j in nodes {
        let column = spectrum.c.column(j);
        total += column.iter().skip(1).map(|entry| entry.norm_sqr()).sum::<f64>();
        own += column[k].norm_sqr() + if partner == k { 0.0 } else { column[partner].norm_sqr() };
    }
    if total > 0.0 { (1.0 - own / total).max(0.0) } else { 0.0 }
}
