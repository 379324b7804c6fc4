//! The 0/1-sets that the potentials belong to.

use serde::{Deserialize, Serialize};

use super::block::BlockPotential;

/// One of the paper's 0/1-sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ZeroSet {
    /// R_g: abc = 1.
    #[serde(rename = "R_g")]
    Goal,
    /// R_c: ā b c = a b̄ c = a b c̄ = 0.
    #[serde(rename = "R_c")]
    Cross,
    /// R_n: |a|²c = |b|²c = 0.
    #[serde(rename = "R_n")]
    Norm,
    /// R_*: a²c = ā²c = b²c = b̄²c = 0.
    #[serde(rename = "R_*")]
    Star,
}

impl ZeroSet {
    /// The sets in the paper's order.
    pub const ALL: [ZeroSet; 4] = [ZeroSet::Goal, ZeroSet::Cross, ZeroSet::Norm, ZeroSet::Star];

    /// The set that a potential belongs to.
    #[must_use]
    pub fn of(potential: BlockPotential) -> Self {
        match potential {
            BlockPotential::ABC => ZeroSet::Goal,
            BlockPotential::A_BAR_BC | BlockPotential::AB_BAR_C | BlockPotential::ABC_BAR => ZeroSet::Cross,
            BlockPotential::NORM_A_C | BlockPotential::NORM_B_C => ZeroSet::Norm,
            _ => ZeroSet::Star,
        }
    }

    /// What zero loss requires of its potentials: 1 in R_g, 0 in the others.
    #[must_use]
    pub fn required(self) -> u8 {
        u8::from(self == ZeroSet::Goal)
    }

    /// `R_g`, `R_c`, `R_n`, `R_*`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ZeroSet::Goal => "R_g",
            ZeroSet::Cross => "R_c",
            ZeroSet::Norm => "R_n",
            ZeroSet::Star => "R_*",
        }
    }
}
