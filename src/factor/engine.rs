//! Factoring a whole network: live nodes → frequencies → factors.

use super::analysis::{
    Factorization, FrequencyFactorization, FrequencyShare, Method, MixedNode, OtherNodes, PaperVerdict,
};
use super::equations::DenseResidual;
use super::frequency::Site;
use super::gauge::{entries_at, theory_entries_at};
use super::label::FrequencyLabel;
use super::paper::Verdict;
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
/// use cogring::construct::{Family, optimizers};
/// use cogring::factor;
/// use cogring::{Group, Network};
/// use num_complex::Complex64;
/// let nu = Complex64::cis(1.3);
/// let solution = optimizers::order6(&Group::cyclic(7)?, |_| nu)?;
/// let factorization = factor::factor(&Network::from_solution(&solution)?, &factor::Options::default());
/// for frequency in &factorization.frequencies {
///     assert_eq!((frequency.order(), frequency.form().family()), (6, Some(Family::NuSyn)));
///     assert!((frequency.parameters()["nu"].0 - nu).norm() < 1e-9);
/// }
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn factor(network: &Network, options: &Options) -> Factorization {
    factor_with(network, &network.spectrum(), options)
}

/// Factors a network exactly as the paper does.
///
/// 1. A node belongs to the pair ±k (k = 0 included as a candidate) where |z_{akj}| is largest, and is dead when that is
///    at most 0.05.
/// 2. Frequencies with 4 or 6 nodes are tried. With F the 3 × q array of (a, b, c) at k, the permutation of columns is
///    taken that minimizes ‖ρ − mean ρ‖₂, ρ the ratios of the c of the first half of the columns to the second half's.
/// 3. Where the ratio of the second half's a to the first half's differs from the first one by more than 0.2, the gauge
///    (−a, −b, c) is applied. The error is ‖R − row means of R‖_F, R the 3 × q/2 array second half / first half; at
///    most 0.1·√(3q) is factorable, with factors (1, row means of R) and first half / its first column.
/// 4. The factors are classified with tolerance 0.1, after division of every column by the principal cube root of a·b·c.
///
/// Permutations that only reorder the pairs of columns tie; of these the lexicographically first is taken. Parameters are
/// moved into the range in which each describes one product.
#[must_use]
pub fn factor_as_paper(network: &Network) -> Factorization {
    factor(network, &Options::with_method(Method::Paper))
}

/// [`factor`] for a network whose spectrum is known.
pub(super) fn factor_with(network: &Network, spectrum: &DenseSpectrum, options: &Options) -> Factorization {
    let group = network.group();
    let live = options.method.liveness(group).live_nodes(network, spectrum);
    let mut nodes_at = by_frequency(group, &live);
    let constant_nodes = std::mem::take(&mut nodes_at[0]);
    let at = FrequencyContext {
        options,
        group,
        spectrum,
        residual: DenseResidual::new(network, spectrum, &live),
        mixed: live.iter().filter(|node| node.is_mixed()).collect(),
        paper_nodes: by_frequency(group, &Liveness::Paper.live_nodes(network, spectrum)),
    };
    let frequencies = group.dual().representatives().map(|k| at.factor(k, std::mem::take(&mut nodes_at[k])));
    Factorization {
        method: options.method,
        group: group.clone(),
        width: network.width(),
        frequencies: frequencies.collect(),
        live_nodes: live.len(),
        others: OtherNodes { constant_nodes, mixed_nodes: at.mixed.iter().map(|node| mixed(group, node)).collect() },
    }
}

/// What every frequency is factored by.
struct FrequencyContext<'a> {
    options: &'a Options,
    group: &'a Group,
    spectrum: &'a DenseSpectrum,
    residual: DenseResidual<'a>,
    mixed: Vec<&'a LiveNode>,
    paper_nodes: Vec<Vec<usize>>,
}

impl FrequencyContext<'_> {
    fn factor(&self, k: usize, nodes: Vec<usize>) -> FrequencyFactorization {
        let FrequencyContext { options, group, spectrum, .. } = *self;
        let paper_nodes = &self.paper_nodes[k];
        let verdict = Verdict::of(&entries_at(spectrum, k, paper_nodes));
        let paper = PaperVerdict { order: paper_nodes.len(), form: verdict.form, error: verdict.error };
        let equations = self.residual.equations(k);
        let hat_share = hat_share(group, spectrum, k, &nodes);
        let site = Site {
            entries: theory_entries_at(spectrum, k, &nodes),
            nodes,
            is_real: group.dual().is_self_conjugate(k),
            gain: equations.gain(),
        };
        let found = match options.method {
            Method::Paper => site.as_in_the_paper(&verdict),
            Method::Translations => {
                site.by_translations(options.tolerance, Some(&verdict).filter(|_| site.nodes == *paper_nodes))
            }
        };
        let mixed = self.mixed.iter().map(|mixed| mixed.node).filter(|node| found.nodes.contains(node));
        FrequencyFactorization {
            k,
            label: FrequencyLabel::new(group, k),
            mixed_nodes: mixed.collect(),
            nodes: found.nodes,
            faint_nodes: found.faint_nodes,
            outcome: found.outcome,
            distance: found.distance,
            equations,
            hat_share,
            paper,
        }
    }
}

/// The nodes by the representative with the largest share of their inputs; index 0 holds the constant nodes.
fn by_frequency(group: &Group, live: &[LiveNode]) -> Vec<Vec<usize>> {
    let mut nodes_at = vec![Vec::new(); group.order()];
    for node in live {
        nodes_at[node.frequency()].push(node.node);
    }
    nodes_at
}

fn mixed(group: &Group, node: &LiveNode) -> MixedNode {
    let share = |&(k, share): &(usize, f64)| FrequencyShare { k, label: FrequencyLabel::new(group, k), share };
    MixedNode { node: node.node, frequencies: node.served.iter().map(share).collect() }
}

/// The share of Σ_j Σ_{l ≠ 0} |c_l|² that is not at ±k.
fn hat_share(group: &Group, spectrum: &DenseSpectrum, k: usize, nodes: &[usize]) -> f64 {
    let partner = group.dual().conjugate(k);
    let (mut own, mut total) = (0.0, 0.0);
    for &j in nodes {
        let column = spectrum.c.column(j);
        total += column.iter().skip(1).map(|entry| entry.norm_sqr()).sum::<f64>();
        own += column[k].norm_sqr() + if partner == k { 0.0 } else { column[partner].norm_sqr() };
    }
    if total > 0.0 { (1.0 - own / total).max(0.0) } else { 0.0 }
}
