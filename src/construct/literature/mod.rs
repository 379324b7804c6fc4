//! Constructions of other papers, as elements of the semiring at the theory's scale s = 1/(2d).
//!
//! | function | width, d odd | target |
//! |---|---|---|
//! | [`fourier`] | 2d − 1 | both, exact |
//! | [`max_margin`] | 4(d − 1) | zero-mean, exact |
//! | [`random_phase`] | N | zero-mean, error ~ 1/√N |
//! | [`tied_phase`] | L(d − 1)/2 | argmax only |
//! | [`phase_grid`] | L²(d − 1)/2 | zero-mean, exact |
//! | [`single_index`] | L(d − 1)/2 | zero-mean, exact |
//! | [`rational`] | 3 or 4 over Z_3 | zero-mean or one-hot, exact |
//!
//! The papers write them for Z_p; here they are built over every finite Abelian group where they hold, with two real
//! nodes at a self-conjugate character. A node a = cos(kθx + φ), b = cos(kθx + ψ), c = cos(kθx + γ), θ = 2π/d, is
//! ⅛ (e^{iφ}, e^{iψ}, e^{−iγ}) at frequency k (the output's characters are conjugated), times 2d for weights at s = 1.

mod fourier;
mod max_margin;
mod phase_grid;
mod random_phase;
mod rational;
mod single_index;
mod tied_phase;

pub use fourier::fourier;
pub use max_margin::max_margin;
pub use phase_grid::phase_grid;
pub use random_phase::random_phase;
pub use rational::rational;
pub use single_index::{single_index, vanishing_phase};
pub use tied_phase::tied_phase;

use crate::construct::optimizers::blocks;
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Solution, Triple};
use crate::{Error, Result};

/// `block` at every complex pair, two real nodes at every self-conjugate character.
fn at_every_frequency<S: Cyclotomic>(group: &Group, block: &Block<S>) -> Result<Solution<S>> {
    let order = group.dual().representatives().count().saturating_mul(block.order().max(2));
    if order > crate::semiring::MAX_NODES {
        return Err(Error::unsupported(format!(
            "{} hidden nodes at each of {} frequencies are more than can be built",
            block.order(),
            group.dual().representatives().count()
        )));
    }
    let (dual, real) = (group.dual(), blocks::self_conjugate());
    Solution::over(group, |k| Ok(if dual.is_self_conjugate(k) { real.clone() } else { block.clone() }))
}

/// The node with a = cos(kθx + 2πl/L), b = cos(kθx + 2πm/L), c = cos(kθx + 2πn/L), times 8.
fn phase_node<S: Cyclotomic>([l, m, n]: [i64; 3], steps: u64) -> Triple<S> {
    Triple::new(S::root_of_unity(l, steps), S::root_of_unity(m, steps), S::root_of_unity(-n, steps))
}

/// The sum of the given nodes, divided by their number.
fn average<S: Cyclotomic>(nodes: Vec<Triple<S>>) -> Block<S> {
    let share = S::from_ratio(1, nodes.len() as u64);
    Block::from_nodes(nodes).scaled(&share)
}

/// Refuses numbers of phases for which the blocks would not fit in memory, before anything is built.
fn require_at_most(steps: u64, largest: u64) -> Result<()> {
    if steps <= largest {
        return Ok(());
    }
    Err(Error::unsupported(format!("L = {steps} phases; at most {largest} can be built")))
}
