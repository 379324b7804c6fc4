//! A trained network over any finite group, irrep by irrep: which nodes serve it, and how they are aligned.

mod frames;
mod nodes;
mod sites;

pub use frames::Frames;

use serde::{Deserialize, Serialize};

use super::analysis::OtherNodes;
use crate::construct::IrrepOrders;
use crate::dual::IrrepType;
use crate::group::Group;
use crate::named::named;
use crate::network::{Activation, Liveness, Network, PairMask};
pub(super) use nodes::{IrrepNode, IrrepNodes};
use sites::Masses;
pub(super) use sites::Site;

/// A node is rank-1 aligned when what it misses is below this, and nodes are when their weighted mean is.
pub(super) const ALIGNED: f64 = 0.02;
/// A node with less of an input on its irrep than this is mixed.
const PURE: f64 = 0.9;
/// Shares of the outputs at other irreps from here on are listed.
const HAT: f64 = 1e-3;

named! {
    /// What the nodes of an irrep ρ are.
    pub enum IrrepForm {
        /// nodes x*ρ(g)y, y*ρ(g)z, x*ρ(h)z, where the y of equal (x, z) are orthonormal frames
        FrameDesign = "frame × design",
        /// nodes x*ρ(g)y, y*ρ(g)z, x*ρ(h)z
        RankOne = "rank-1 aligned",
        /// nodes whose quaternions are parallel: γ ∥ αβ
        Quaternion = "quaternion aligned",
        /// no form that has a name: nodes that are not aligned
        Other = "unaligned",
        /// no nodes
        Unused,
    }
}

/// A network taken apart into the nodes of every irrep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IrrepFactorization {
    /// The group.
    pub group: Group,
    /// The number of hidden nodes.
    pub width: usize,
    /// How many of them matter.
    pub live_nodes: usize,
    /// The share of the live nodes' first inputs that is on their irreps; of their second inputs.
    pub purity: [Purity; 2],
    /// The share of live nodes whose inputs are both on one irrep.
    pub agreement: f64,
    /// The irreps other than the trivial one, one of each pair of type C.
    pub irreps: Vec<FactoredIrrep>,
    /// The live nodes that are not on one irrep; mixed are those with inputs on two, or less than 90 % on any.
    #[serde(flatten)]
    pub others: OtherNodes<MixedIrrepNode>,
    /// Σ_j ‖a_j‖ ‖b_j‖ ‖c_j − mean‖ over all nodes, of the weights at s = 1.
    pub norm: f64,
    /// What this is at least in every exact network: (√d/2) Σ_{ρ≠1} t n^{5/2}, t = 1 for type R and √2 for C and H.
    pub norm_bound: f64,
    /// The quotient: 1 for exact networks of which every node is aligned and on one irrep, less only where the label is
    /// missed. `None` over the trivial group.
    pub norm_ratio: Option<f64>,
}

/// How much of an input is on the irrep of its node, over all live nodes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Purity {
    /// The median of the shares of ‖·‖².
    pub median: f64,
    /// The least.
    pub least: f64,
}

/// A live node that is not on one irrep.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MixedIrrepNode {
    /// Its index.
    pub node: usize,
    /// The irreps with most of its first and its second input.
    pub irreps: [usize; 2],
    /// The shares of ‖a‖² and of ‖b‖² on the first of these.
    pub purity: [f64; 2],
}

/// The nodes of one irrep ρ of degree n. Their entries are n × n matrices A, B, C in a unitary form of ρ, C at the theory's
/// scale; no number here depends on which form that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactoredIrrep {
    /// Its number in [`Dual::irreps`](crate::Dual::irreps), or the frequency, in a group that is given by its factors.
    pub irrep: usize,
    /// The type.
    pub kind: IrrepType,
    /// n.
    pub degree: usize,
    /// The live nodes with most of a on it. Their number is the order.
    pub nodes: Vec<usize>,
    /// What the nodes are.
    pub form: IrrepForm,
    /// The orders that known exact networks have.
    pub known_orders: IrrepOrders,
    /// What the nodes compute of the irrep's part of the label.
    #[serde(flatten)]
    pub product: IrrepProduct,
    /// How the nodes are aligned; `None` when there are none.
    pub alignment: Option<Alignment>,
    /// For nodes of type R that are rank-1 aligned: the frames that they make up.
    pub frames: Option<Frames>,
    /// The nodes that miss the form of the others by more than 2 %.
    pub unaligned_nodes: Vec<usize>,
    /// What the outputs of the nodes carry at other irreps.
    #[serde(flatten)]
    pub hats: Hats,
}

impl FactoredIrrep {
    /// The order: the number of nodes.
    #[must_use]
    pub fn order(&self) -> usize {
        self.nodes.len()
    }
}

/// How far nodes on one irrep multiply matrices, and how large they are for that.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IrrepProduct {
    /// Σ_j ‖A‖ ‖B‖ ‖C‖, in Frobenius norms.
    pub weight: f64,
    /// What this is at least where the irrep's part of the label is computed: n³, and √2 n³ for type H.
    pub weight_bound: f64,
    /// ‖r − Δ‖ / ‖Δ‖ of the potentials r = Σ_j A ⊗ B ⊗ C and those of matrix multiplication, Δ.
    pub multiplication_error: f64,
}

/// How nodes are aligned: means over the nodes of an irrep, weighted by ‖A‖ ‖B‖ ‖C‖.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    /// Σ |tr ABCᵀ| over Σ ‖A‖ ‖B‖ ‖C‖, times √2 for type H: at most 1, and 1 for aligned nodes.
    pub overlap: f64,
    /// 1 − σ₁/‖·‖ of A, B and C, the larger of their means; 0 for matrices of rank 1. Not for type H.
    pub rank1_defect: Option<f64>,
    /// 1 − |⟨·,·⟩| of the vectors that A and B, A and C, B and C share, the largest of their means. Not for type H.
    pub misalignment: Option<f64>,
}

/// What the outputs of an irrep's nodes carry at the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hats {
    /// What share of Σ_j ‖c_j − mean‖² of these nodes is at other irreps: the hat.
    #[serde(rename = "hat")]
    pub share: f64,
    /// The irreps that carry at least a thousandth of that sum, the largest share first.
    #[serde(rename = "hats")]
    pub irreps: Vec<Hat>,
}

/// What the outputs of an irrep's nodes carry at another one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Hat {
    /// The other irrep.
    pub irrep: usize,
    /// Its share of Σ_j ‖c_j − mean‖².
    pub share: f64,
}

/// A network taken apart, and how well it does the task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredIrreps {
    /// The zero-mean loss on all pairs.
    pub loss: f64,
    /// The one-hot loss on all pairs.
    pub one_hot_loss: f64,
    /// The accuracy on all pairs.
    pub accuracy: f64,
    /// The network taken apart.
    #[serde(flatten)]
    pub factorization: IrrepFactorization,
}

impl MeasuredIrreps {
    /// Evaluates a network and takes it apart.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let all: Vec<_> = PairMask::all(network.group()).pairs().collect();
        let fit = network.fit_on(Activation::Square, &all);
        MeasuredIrreps {
            loss: fit.loss,
            one_hot_loss: fit.one_hot_loss,
            accuracy: fit.accuracy,
            factorization: factor_irreps(network),
        }
    }
}

/// Takes a network over any finite group apart: which nodes are alive, which irrep each one serves, and what the nodes of
/// every irrep are.
///
/// A node belongs to the irrep with most of ‖a‖². At an irrep of type R or C an aligned node has A = x̄ yᵀ, B = ȳ zᵀ,
/// C = x zᴴ, so that it computes x*ρ(g)y, y*ρ(g)z and x*ρ(h)z; these, and at type H the quaternions with γ ∥ αβ, are the
/// nodes of least ‖a‖ ‖b‖ ‖c‖. The characters of an Abelian group are irreps of degree 1;
/// [`factor`](super::factor()) says more of them. Time O(q d² + Σ_ρ order² n²).
///
/// ```
/// use cogring::construct::narrow;
/// use cogring::factor::{IrrepForm, factor_irreps};
/// use cogring::{Group, Network};
/// let network = Network::from_solution(&narrow(&"S3".parse::<Group>()?))?;
/// let found = factor_irreps(&network);
/// let irreps = found.irreps.iter().map(|of| (of.degree, of.order(), of.form));
/// assert_eq!(irreps.collect::<Vec<_>>(), [(1, 1, IrrepForm::FrameDesign), (2, 8, IrrepForm::FrameDesign)]);
/// assert_eq!(found.others.constant_nodes.len(), 1);
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn factor_irreps(network: &Network) -> IrrepFactorization {
    let (group, spectrum) = (network.group(), network.spectrum());
    let dual = group.dual();
    let sites = Site::all(&dual);
    let masses = Masses::new(&dual, &sites, &spectrum);
    let live: Vec<usize> =
        Liveness::default().live_nodes(network, &spectrum).into_iter().map(|live| live.node).collect();
    let inputs: Vec<MixedIrrepNode> = live.iter().map(|&node| masses.inputs(&sites, node)).collect();
    let on = |site: &Site| -> Vec<usize> {
        inputs.iter().filter(|input| input.irreps[0] == site.irrep).map(|input| input.node).collect()
    };
    let irreps = sites[1..].iter().map(|site| {
        let nodes = on(site);
        factored(site, IrrepNodes::new(&dual, site, &spectrum, &nodes), masses.hats(&sites, site, &nodes))
    });
    let is_mixed = |input: &&MixedIrrepNode| {
        input.irreps[0] != input.irreps[1] || input.purity.iter().any(|&purity| purity < PURE)
    };
    let (norm, norm_bound) = (norm(network), norm_bound(&sites, group.order()));
    let agreeing = inputs.iter().filter(|input| input.irreps[0] == input.irreps[1]).count();
    IrrepFactorization {
        group: group.clone(),
        width: network.width(),
        live_nodes: live.len(),
        purity: [0, 1].map(|input| purity(inputs.iter().map(|of| of.purity[input]).collect())),
        agreement: if live.is_empty() { 1.0 } else { agreeing as f64 / live.len() as f64 },
        irreps: irreps.collect(),
        others: OtherNodes {
            constant_nodes: on(&sites[0]),
            mixed_nodes: inputs.iter().filter(is_mixed).copied().collect(),
        },
        norm,
        norm_bound,
        norm_ratio: (norm_bound > 0.0).then(|| norm / norm_bound),
    }
}

/// How alike the outputs of an irrep's nodes are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IrrepReadout {
    /// The irrep.
    pub irrep: usize,
    /// Its nodes, those that share x and z one after the other.
    pub nodes: Vec<usize>,
    /// Row by row, Re ⟨C_j, C_k⟩ / (‖C_j‖ ‖C_k‖) of these nodes: ⟨x, x'⟩⟨z, z'⟩ for aligned ones, so that frames are blocks of 1
    /// and a closed simplex has −1/n² between them.
    pub outputs: Vec<f64>,
}

/// How alike the outputs of the nodes of each irrep of `factorization` are, which is one of `network`.
///
/// # Panics
/// When the factorization is one of a wider network or of another group.
#[must_use]
pub fn read_out_irreps(network: &Network, factorization: &IrrepFactorization) -> Vec<IrrepReadout> {
    let (dual, spectrum) = (network.group().dual(), network.spectrum());
    let sites = Site::all(&dual);
    let readout = |irrep: &FactoredIrrep| {
        let site = sites.iter().find(|site| site.irrep == irrep.irrep)?;
        let grouped = irrep.frames.as_ref().map(|frames| frames.groups.concat());
        let nodes = IrrepNodes::new(&dual, site, &spectrum, &grouped.unwrap_or_else(|| irrep.nodes.clone()));
        Some(IrrepReadout { irrep: irrep.irrep, nodes: nodes.numbers(), outputs: nodes.alike_outputs() })
    };
    factorization.irreps.iter().filter_map(readout).collect()
}

fn factored(site: &Site, nodes: IrrepNodes, hats: Hats) -> FactoredIrrep {
    let alignment = nodes.alignment();
    let is_aligned = alignment.is_some_and(|of| match site.kind {
        IrrepType::Quaternionic => of.overlap > 1.0 - ALIGNED,
        _ => [of.rank1_defect, of.misalignment].into_iter().flatten().all(|missed| missed < ALIGNED),
    });
    let frames = (is_aligned && site.kind == IrrepType::Real).then(|| Frames::new(site.degree, &nodes));
    let form = match (&frames, is_aligned) {
        _ if nodes.numbers().is_empty() => IrrepForm::Unused,
        (_, false) => IrrepForm::Other,
        (Some(frames), true) if frames.are_frames => IrrepForm::FrameDesign,
        (_, true) if site.kind == IrrepType::Quaternionic => IrrepForm::Quaternion,
        (_, true) => IrrepForm::RankOne,
    };
    FactoredIrrep {
        irrep: site.irrep,
        kind: site.kind,
        degree: site.degree,
        form,
        known_orders: site.orders,
        product: IrrepProduct {
            weight: nodes.weight(),
            weight_bound: site.weight_bound(),
            multiplication_error: nodes.multiplication_error(),
        },
        alignment,
        frames,
        unaligned_nodes: nodes.unaligned(),
        nodes: nodes.numbers(),
        hats,
    }
}

/// Median and least of shares; 1 of none.
fn purity(mut shares: Vec<f64>) -> Purity {
    shares.sort_by(f64::total_cmp);
    let at = |index: usize| shares.get(index).copied().unwrap_or(1.0);
    let middle = shares.len() / 2;
    let lower = if shares.len().is_multiple_of(2) { middle.saturating_sub(1) } else { middle };
    Purity { median: (at(lower) + at(middle)) / 2.0, least: at(0) }
}

fn norm(network: &Network) -> f64 {
    let of_node = |j: usize| {
        let c = network.w_c().column(j);
        network.w_a().row(j).norm() * network.w_b().row(j).norm() * c.add_scalar(-c.mean()).norm()
    };
    (0..network.width()).map(of_node).sum()
}

fn norm_bound(sites: &[Site], order: usize) -> f64 {
    sites[1..].iter().map(Site::norm_bound).sum::<f64>() * (order as f64).sqrt() / 2.0
}
