//! Exact one-hot networks of every finite group, narrower than what is published.

mod characters;

use super::irreps;
use crate::dual::{Dual, IrrepType};
use crate::group::Group;
use crate::loss::Target;
use crate::named::named;
use crate::scalar::Cyclotomic;
use crate::semiring::Solution;

/// A network over any finite group that is exact for both targets, of width [`narrow_width`].
///
/// One constant node, and for the characters of degree 1
///
/// - one node for each real one, three for each pair ±k of order 4;
/// - three for a pair of order 3 and seven for an orbit {±k, ±2k} of order 5, in a group whose Abelianization has odd order;
/// - for every class of the N pairs whose squares are ±l, 3N + 1 nodes;
///
/// and for the irreps of degree n > 1, by type: n³ nodes for R, 4n³ for a pair of type C, 14 (n/2)³ for H, or 8 where n = 2
/// and the image is the quaternion group.
///
/// For Abelian groups this is (3d − r)/2 + s − saved, r the number of real characters, s the number of classes: the tensor
/// rank of R\[G\] and one node for every class that is not saved. The blocks of higher degree are the algorithm of matrix
/// multiplication (and the quaternion product in 14 squares) whose squares are constant, as Σ_l ρ_il² / D_l is.
///
/// ```
/// use cogring::{Group, Network, PairMask, Target, construct::narrow};
/// for (name, width) in [("5", 8), ("8", 12), ("Q8", 12), ("S4", 64)] {
///     let network = narrow(&name.parse::<Group>()?);
///     assert_eq!(network.order(), width);
///     let evaluation = Network::from_solution(&network)?.evaluate(Target::OneHot, &PairMask::all(network.group()));
///     assert!(evaluation.loss < 1e-24);
/// }
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn narrow<S: Cyclotomic>(group: &Group) -> Solution<S> {
    let dual = group.dual();
    let linear = characters::blocks(&dual);
    let higher = higher_irreps(&dual).into_iter().map(|irrep| irreps::open_block(&dual, irrep));
    Solution::sum_over(group, linear.into_iter().chain(higher)).closed(Target::OneHot)
}

/// The width of [`narrow`].
#[must_use]
pub fn narrow_width(group: &Group) -> usize {
    match group.moduli() {
        Some(moduli) => characters::width_of(moduli),
        None => narrow_parts(group).iter().map(|part| part.count * part.nodes).sum(),
    }
}

named! {
    /// What nodes of [`narrow`] are for.
    pub enum NarrowKind {
        /// the constant that the others leave
        Constant,
        /// a real character
        Real = "real character",
        /// a pair of characters of order 4
        Order4 = "pair of order 4",
        /// a pair of characters of order 3, alone
        Order3 = "pair of order 3",
        /// an orbit of characters of order 5, alone
        Order5 = "orbit of order 5",
        /// all pairs of characters whose squares are the same pair
        Squares = "class of squares",
        /// an irrep of type R and degree above 1: n³ products of matrix entries
        RealIrrep = "irrep of type R",
        /// a pair of irreps of type C and degree above 1: four times n³
        ComplexIrrep = "pair of type C",
        /// an irrep of type H: the quaternion product in 14 squares, over m³ products of entries
        QuaternionicIrrep = "irrep of type H",
        /// an irrep of type H whose image is the quaternion group: the product in 8 signs
        QuaternionGroup = "irrep onto Q8",
    }
}

/// Parts of [`narrow`] that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NarrowPart {
    /// What each is for.
    pub kind: NarrowKind,
    /// How many there are.
    pub count: usize,
    /// How many nodes each has.
    pub nodes: usize,
}

/// What the nodes of [`narrow`] are for.
#[must_use]
pub fn narrow_parts(group: &Group) -> Vec<NarrowPart> {
    let dual = group.dual();
    let higher = higher_irreps(&dual).into_iter().map(|irrep| part_of_irrep(&dual, irrep));
    let mut parts: Vec<(NarrowKind, usize)> =
        std::iter::once((NarrowKind::Constant, 1)).chain(characters::parts(&dual)).chain(higher).collect();
    parts.sort_unstable();
    let like = parts.chunk_by(|x, y| x == y);
    like.map(|like| NarrowPart { kind: like[0].0, count: like.len(), nodes: like[0].1 }).collect()
}

/// The irreps of degree above 1, one of each pair of type C.
fn higher_irreps(dual: &Dual) -> Vec<usize> {
    irreps::representatives(dual).filter(|&irrep| dual.irreps()[irrep].degree() > 1).collect()
}

/// What an irrep is, and the number of its nodes.
fn part_of_irrep(dual: &Dual, irrep: usize) -> (NarrowKind, usize) {
    let kind = match dual.irreps()[irrep].kind() {
        IrrepType::Real => NarrowKind::RealIrrep,
        IrrepType::Complex => NarrowKind::ComplexIrrep,
        IrrepType::Quaternionic if irreps::is_quaternion_group(dual, irrep) => NarrowKind::QuaternionGroup,
        IrrepType::Quaternionic => NarrowKind::QuaternionicIrrep,
    };
    (kind, irreps::orders(dual, irrep).open)
}
