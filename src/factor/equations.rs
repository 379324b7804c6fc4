//! The equations of one frequency, as its group has them, and how well the network solves each.

use std::collections::BTreeSet;

use nalgebra::DMatrix;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::parts;
use crate::dual::FourierTransform;
use crate::group::Group;
use crate::loss::Index;
use crate::network::{DenseSpectrum, LiveNode, Network};
use crate::potential::ZeroSet;
use crate::semiring::Channel;

/// Equations are solved when no residual exceeds this, the paper's tolerance; in an exact solution every residual is 0.
const SOLVED: f64 = 0.1;
/// Nodes solve their equations without the others when no residual of theirs exceeds this share of the gain.
const ALONE: f64 = 0.02;

/// The equations at one pair ±k: the Fourier coefficients of the residual o − onehot with output frequency k whose input
/// frequencies occur together in the nodes that serve k, at the theory's scale s = 1/(2d).
///
/// They are those of the group, not the ten generic ones of a single frequency: potentials that meet at one coefficient are
/// added up (2k = −2k at a character of order 4, 2k = −k at one of order 3), the constant parts a_0, b_0 of the nodes enter,
/// and nodes that serve several frequencies put these into each other's equations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrequencyEquations {
    /// The live nodes whose inputs serve k, increasing.
    pub nodes: Vec<usize>,
    /// The representatives of the other frequencies, 0 excluded, that some of these nodes serve too, increasing.
    pub shares_nodes_with: Vec<usize>,
    /// The equations, R_g first.
    pub equations: Vec<Equation>,
    /// The part of the network's zero-mean loss that they make up; 2/d (1/d where k = −k) for a frequency that is not used.
    pub loss: f64,
}

/// One equation: a coefficient of the residual, which is 0 in an exact solution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Equation {
    /// Which coefficient.
    pub index: Index,
    /// Its value, of all live nodes.
    #[serde(with = "parts")]
    pub residual: Complex64,
    /// What of it is due to the nodes that serve the frequency, the goal −1 included.
    #[serde(with = "parts")]
    pub own: Complex64,
}

impl Equation {
    /// The 0/1-set of its potentials.
    #[must_use]
    pub fn set(&self) -> ZeroSet {
        match self.index {
            Index::Constant { .. } => ZeroSet::Norm,
            Index::OneSided { .. } => ZeroSet::Star,
            Index::Pair { k1, k2, k } if k1 == k && k2 == k => ZeroSet::Goal,
            Index::Pair { .. } => ZeroSet::Cross,
        }
    }
}

impl FrequencyEquations {
    /// Re r_kkk of the nodes that serve the frequency; 1 in an exact solution.
    #[must_use]
    pub fn gain(&self) -> f64 {
        self.of(ZeroSet::Goal).map(|equation| equation.own.re + 1.0).sum()
    }

    /// The largest residual of the equations of a 0/1-set.
    #[must_use]
    pub fn worst(&self, set: ZeroSet) -> f64 {
        self.of(set).map(|equation| equation.residual.norm()).fold(0.0, f64::max)
    }

    /// The largest residual that the frequency's own nodes leave in a 0/1-set.
    #[must_use]
    pub fn worst_alone(&self, set: ZeroSet) -> f64 {
        self.of(set).map(|equation| equation.own.norm()).fold(0.0, f64::max)
    }

    /// Whether the network has learned the frequency: it solves every equation to 0.1, where a frequency that is not used
    /// misses R_g by 1.
    #[must_use]
    pub fn are_solved(&self) -> bool {
        self.equations.iter().all(|equation| equation.residual.norm() <= SOLVED)
    }

    /// Whether the frequency's own nodes solve R_c and R_* among themselves, within 2 % of the gain.
    #[must_use]
    pub fn are_solved_alone_but_for_r_n(&self) -> bool {
        let gain = self.gain();
        let worst = self.worst_alone(ZeroSet::Cross).max(self.worst_alone(ZeroSet::Star));
        gain > 0.0 && worst <= ALONE * gain
    }

    /// Whether the frequency's own nodes solve R_c, R_* and R_n among themselves, within 2 % of the gain.
    #[must_use]
    pub fn are_solved_alone(&self) -> bool {
        self.are_solved_alone_but_for_r_n() && self.worst_alone(ZeroSet::Norm) <= ALONE * self.gain()
    }

    fn of(&self, set: ZeroSet) -> impl Iterator<Item = &Equation> {
        self.equations.iter().filter(move |equation| equation.set() == set)
    }
}

/// The groups of frequencies that share nodes, each increasing: frequencies of different ones can be solved one at a time.
#[must_use]
pub fn clusters<'a>(frequencies: impl IntoIterator<Item = (usize, &'a FrequencyEquations)>) -> Vec<Vec<usize>> {
    let mut clusters: Vec<BTreeSet<usize>> = Vec::new();
    for (k, equations) in frequencies {
        let mut joined: BTreeSet<usize> = equations.shares_nodes_with.iter().copied().chain([k]).collect();
        clusters.retain(|cluster| {
            let apart = cluster.is_disjoint(&joined);
            if !apart {
                joined.extend(cluster);
            }
            apart
        });
        clusters.push(joined);
    }
    clusters.sort();
    clusters.into_iter().map(|cluster| cluster.into_iter().collect()).collect()
}

/// The residual of a network, coefficient by coefficient; [`residuals`](crate::loss::residuals) lists them all, which takes
/// d³ numbers of dense weights.
pub(super) struct DenseResidual<'a> {
    group: &'a Group,
    spectrum: &'a DenseSpectrum,
    live: &'a [LiveNode],
    /// The Fourier coefficients of a_j² and b_j², one column for each live node.
    squares: [DMatrix<Complex64>; 2],
}

impl<'a> DenseResidual<'a> {
    pub fn new(network: &'a Network, spectrum: &'a DenseSpectrum, live: &'a [LiveNode]) -> Self {
        let group = network.group();
        let fourier = FourierTransform::new(group);
        let d = group.order();
        let squares = [network.w_a(), network.w_b()].map(|weights| {
            let mut squares = DMatrix::from_fn(d, live.len(), |g, at| {
                Complex64::from(weights[(live[at].node, g)].powi(2) / d as f64)
            });
            fourier.forward(squares.as_mut_slice());
            squares
        });
        DenseResidual { group, spectrum, live, squares }
    }

    /// The equations at the representative k.
    pub fn equations(&self, k: usize) -> FrequencyEquations {
        let serving: Vec<&LiveNode> = self.live.iter().filter(|node| node.serves(k)).collect();
        let served = |node: &LiveNode| node.served.iter().map(|(l, _)| *l).collect::<Vec<_>>();
        let others: BTreeSet<usize> =
            serving.iter().flat_map(|node| served(node)).filter(|l| *l != k && *l != 0).collect();
        let supports: BTreeSet<Vec<usize>> = serving.iter().map(|node| served(node)).collect();
        let goal = Index::Pair { k1: k, k2: k, k };
        let indices: BTreeSet<Index> =
            supports.iter().flat_map(|support| self.indices(support, k)).chain([goal]).collect();
        let mut equations: Vec<Equation> = indices.into_iter().map(|index| self.equation(index, k)).collect();
        equations.sort_by_key(|equation| (equation.set(), equation.index));
        let multiplicity = if self.group.dual().is_self_conjugate(k) { 1.0 } else { 2.0 };
        let squares: f64 = equations.iter().map(|equation| equation.residual.norm_sqr()).sum();
        FrequencyEquations {
            nodes: serving.iter().map(|node| node.node).collect(),
            shares_nodes_with: others.into_iter().collect(),
            equations,
            loss: (multiplicity * squares / self.group.order() as f64).min(f64::MAX),
        }
    }

    /// Where the products of two inputs lie when these carry the given frequencies and 0.
    fn indices(&self, support: &[usize], k: usize) -> Vec<Index> {
        let dual = self.group.dual();
        let characters: BTreeSet<usize> = support.iter().flat_map(|&l| [l, dual.conjugate(l)]).chain([0]).collect();
        let pairs = characters.iter().flat_map(|&k1| characters.iter().map(move |&k2| (k1, k2)));
        pairs
            .flat_map(|(k1, k2)| {
                let one_sided = |m: usize| [Channel::A, Channel::B].map(|input| Index::OneSided { input, m, k });
                match (k1, k2, dual.single_product(k1, k2).unwrap_or_default()) {
                    (0, 0, _) => vec![Index::Constant { k }],
                    (0, m, _) | (m, 0, _) => one_sided(m).to_vec(),
                    (k1, k2, 0) => vec![Index::Pair { k1, k2, k }],
                    (k1, k2, m) => [Index::Pair { k1, k2, k }].into_iter().chain(one_sided(m)).collect(),
                }
            })
            .collect()
    }

    fn equation(&self, index: Index, k: usize) -> Equation {
        let scale = 2.0 * self.group.order() as f64;
        let goal = if matches!(index, Index::Pair { k1, k2, .. } if k1 == k && k2 == k) { -1.0 } else { 0.0 };
        let sum = |wanted: &dyn Fn(&LiveNode) -> bool| {
            let live = self.live.iter().enumerate().filter(|(_, node)| wanted(node));
            Complex64::from(goal) + live.map(|(at, _)| self.term(at, index)).sum::<Complex64>() * scale
        };
        Equation { index, residual: sum(&|_| true), own: sum(&|node| node.serves(k)) }
    }

    /// What the live node at position `at` contributes at s = 1.
    fn term(&self, at: usize, index: Index) -> Complex64 {
        let j = self.live[at].node;
        let DenseSpectrum { a, b, c } = self.spectrum;
        let square = |input: Channel, m: usize| self.squares[usize::from(input == Channel::B)][(m, at)];
        match index {
            Index::Pair { k1, k2, k } => a[(k1, j)] * b[(k2, j)] * c[(k, j)],
            Index::OneSided { input, m, k } => {
                let (own, other) = if input == Channel::A { (a, b) } else { (b, a) };
                (own[(m, j)] * other[(0, j)] + square(input, m) * 0.5) * c[(k, j)]
            }
            Index::Constant { k } => {
                let squares = square(Channel::A, 0) + square(Channel::B, 0);
                (a[(0, j)] * b[(0, j)] + squares * 0.5) * c[(k, j)]
            }
        }
    }
}
