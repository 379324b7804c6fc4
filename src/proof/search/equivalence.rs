//! When two single-frequency elements are the same up to symmetry (CoGS, §5; the solution's own symmetries).

use itertools::Itertools;
use num_traits::{One, Zero};

use crate::expr::{Assignment, Expression, Value};
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Block, Term, Triple};

/// A symmetry that acts on a whole product, factor by factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symmetry {
    Identity,
    /// a ↔ b.
    Swap,
    /// Entrywise conjugation: k → −k.
    Conjugation,
    /// Both.
    SwapConjugation,
}

impl Symmetry {
    pub const ALL: [Self; 4] = [Self::Identity, Self::Swap, Self::Conjugation, Self::SwapConjugation];

    fn apply(self, block: &Block<Exact>) -> Block<Exact> {
        let terms = block.terms().iter().map(|term| {
            let Triple { a, b, c } = term.node.clone();
            let node = match self {
                Symmetry::Identity => Triple { a, b, c },
                Symmetry::Swap => Triple { a: b, b: a, c },
                Symmetry::Conjugation => Triple { a, b, c }.conj(),
                Symmetry::SwapConjugation => Triple { a: b, b: a, c }.conj(),
            };
            Term { coefficient: term.coefficient.clone(), node }
        });
        Block::from_terms(terms.collect())
    }
}

/// A generator with its nodes and the names of its free parameters.
pub(super) struct Family<'a> {
    pub element: &'a Expression,
    pub block: &'a Block<Exact>,
}

impl Family<'_> {
    fn parameters(&self) -> Vec<String> {
        let entries = self.block.terms().iter().flat_map(|term| [&term.node.a, &term.node.b, &term.node.c]);
        entries.flat_map(Exact::parameters).sorted().dedup().collect()
    }

    /// Whether `other` is this family with roots of unity of order 12 or powers of its own parameters in the place of some
    /// parameters, up to unit factors and the order of nodes (tried for at most two parameters).
    pub fn specializes_to(&self, other: &Family<'_>) -> bool {
        let (own, others) = (self.parameters(), other.parameters());
        if self.block.order() != other.block.order() || own.len() <= others.len() || own.len() > MOST_CHANGED {
            return false;
        }
        let roots = (0..12).map(|turns| Value::root_of_unity(12).power(turns));
        let images: Vec<Value> = roots.chain(others.iter().flat_map(|name| powers_of(name))).collect();
        std::iter::repeat_n(&images, own.len()).multi_cartesian_product().any(|values| {
            let mut assignment = Assignment::default();
            own.iter().zip(values).for_each(|(name, value)| assignment.set(name, value.clone()));
            self.becomes(other, &assignment, Symmetry::Identity)
        })
    }

    /// Whether `symmetry` maps this family, its parameters assigned, to `other` up to units.
    fn becomes(&self, other: &Family<'_>, assignment: &Assignment, symmetry: Symmetry) -> bool {
        let changed = self.element.to_lazy::<Exact>(assignment).and_then(|lazy| lazy.expand());
        changed.is_ok_and(|block| equal_up_to_units(&symmetry.apply(&block), other.block))
    }

    /// Whether `symmetry` maps this family to `other`, up to the order of nodes, the gauge (a, b, c) → (−a, −b, c) of each,
    /// unit factors (α, β, conj(αβ)), and a change of parameters ν → iʳν^{±1} (tried for at most two parameters).
    pub fn maps_to(&self, other: &Family<'_>, symmetry: Symmetry) -> bool {
        if self.block.order() != other.block.order() {
            return false;
        }
        let (own, others) = (self.parameters(), other.parameters());
        if own.len() != others.len() {
            return false;
        }
        changes_of_parameters(&own, &others).any(|assignment| self.becomes(other, &assignment, symmetry))
    }
}

/// The most parameters of which several changes are tried.
const MOST_CHANGED: usize = 2;

/// The substitutions of `own` parameters by `others` that are tried.
fn changes_of_parameters<'a>(own: &'a [String], others: &'a [String]) -> Box<dyn Iterator<Item = Assignment> + 'a> {
    let assign = |values: Vec<Value>| {
        let mut assignment = Assignment::default();
        own.iter().zip(values).for_each(|(name, value)| assignment.set(name, value));
        assignment
    };
    if own.is_empty() {
        return Box::new(std::iter::once(Assignment::default()));
    }
    if own.len() > MOST_CHANGED {
        return Box::new(std::iter::once(assign(others.iter().map(Value::symbol).collect())));
    }
    let orders = others.iter().permutations(others.len());
    let images = |names: Vec<&'a String>| names.into_iter().map(|name| powers_of(name)).multi_cartesian_product();
    Box::new(orders.flat_map(images).map(assign))
}

/// iʳν^{±1}.
fn powers_of(name: &str) -> impl Iterator<Item = Value> + Clone {
    let name = name.to_owned();
    (0..4).cartesian_product([1, -1]).map(move |(turns, exponent)| {
        Value::root_of_unity(4).power(turns) * Value::symbol(name.clone()).power(exponent)
    })
}

/// Whether y = x · (α, β, conj(αβ)) for some |α| = |β| = 1, up to the order of nodes and the sign of (a, b) in each.
fn equal_up_to_units(x: &Block<Exact>, y: &Block<Exact>) -> bool {
    if x.order() != y.order() {
        return false;
    }
    let has_inverse = |term: &&Term<Triple<Exact>, Exact>| !(term.node.a.is_zero() || term.node.b.is_zero());
    let Some(anchor) = x.terms().iter().find(has_inverse) else {
        return same_nodes(x.terms(), y.terms());
    };
    y.terms().iter().filter(has_inverse).any(|image| {
        let alpha = image.node.a.checked_div(&anchor.node.a).filter(|alpha| alpha.norm_squared().is_one());
        let beta = image.node.b.checked_div(&anchor.node.b).filter(|beta| beta.norm_squared().is_one());
        let (Some(alpha), Some(beta)) = (alpha, beta) else { return false };
        let gamma = (alpha.clone() * &beta).conj();
        let unit = Block::from_nodes([Triple::new(alpha, beta, gamma)]);
        same_nodes((x * unit).terms(), y.terms())
    })
}

fn same_nodes(x: &[Term<Triple<Exact>, Exact>], y: &[Term<Triple<Exact>, Exact>]) -> bool {
    let mut free: Vec<_> = y.iter().collect();
    x.iter().all(|term| {
        let same = |other: &&Term<Triple<Exact>, Exact>| {
            let (u, v) = (&term.node, &other.node);
            let positive = u.a == v.a && u.b == v.b;
            let negative = || u.a == -v.a.clone() && u.b == -v.b.clone();
            term.coefficient == other.coefficient && u.c == v.c && (positive || negative())
        };
        free.iter().position(same).map(|at| free.swap_remove(at)).is_some()
    })
}
