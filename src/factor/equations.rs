//! How well the nodes of one frequency solve its ten equations.

use serde::Serialize;

use super::gauge::Entries;
use crate::potential::{BlockPotential, Homomorphism};
use crate::solution::{Block, Triple};

/// Equations count as solved when the violation is at most this share of the gain.
const SOLVED: f64 = 0.02;

/// The sum potentials of one frequency's nodes, at the theory's scale s = 1/(2d).
///
/// In an exact solution the gain is 1. R_n may be left to the hats of other frequencies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Equations {
    /// Re r_kkk = Re Σ abc; R_g requires 1.
    pub gain: f64,
    /// The largest potential of R_c: Σ ā b c, Σ a b̄ c, Σ a b c̄. Zero at a self-conjugate character.
    pub r_c: f64,
    /// The largest potential of R_n: Σ |a|² c, Σ |b|² c. Zero at a self-conjugate character.
    pub r_n: f64,
    /// The largest potential of R_*: Σ a² c, Σ ā² c, Σ b² c, Σ b̄² c.
    pub r_star: f64,
}

impl Equations {
    /// The potentials of nodes with raw entries (s = 1) in a group of order `d`.
    pub(super) fn of(nodes: &[Entries], d: usize, self_conjugate: bool) -> Self {
        let block = Block::from_nodes(nodes.iter().map(|&[a, b, c]| Triple::new(a, b, c)));
        let scale = 2.0 * d as f64;
        let value = |potential: BlockPotential| scale * potential.evaluate(&block);
        let largest = |potentials: &[BlockPotential]| {
            potentials.iter().map(|&potential| value(potential).norm()).fold(0.0, f64::max)
        };
        type P = BlockPotential;
        let complex_only = |potentials: &[P]| if self_conjugate { 0.0 } else { largest(potentials) };
        Equations {
            gain: value(P::ABC).re,
            r_c: complex_only(&[P::A_BAR_BC, P::AB_BAR_C, P::ABC_BAR]),
            r_n: complex_only(&[P::NORM_A_C, P::NORM_B_C]),
            r_star: largest(&[P::AAC, P::AAC_BAR, P::BBC, P::BBC_BAR]),
        }
    }

    /// Whether R_c and R_* hold, within 2 % of the gain.
    #[must_use]
    pub fn solves_all_but_r_n(&self) -> bool {
        self.gain > 0.0 && self.r_c.max(self.r_star) <= SOLVED * self.gain
    }

    /// Whether R_c, R_n and R_* hold, within 2 % of the gain.
    #[must_use]
    pub fn solves_all(&self) -> bool {
        self.solves_all_but_r_n() && self.r_n <= SOLVED * self.gain
    }
}
