//! The ten potentials of a single-frequency element.

use std::fmt;

use super::homomorphism::Homomorphism;
use crate::scalar::Scalar;
use crate::semiring::{Channel, Triple};

/// One factor of a block potential: an entry of the triple or its conjugate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Factor {
    /// Which entry.
    pub channel: Channel,
    /// Whether it is conjugated.
    pub conjugated: bool,
}

/// A potential of a single-frequency element: a monomial of degree 3 in a triple's entries and their conjugates.
///
/// For a pair ±k with k ≠ −k, every sum potential of the placed element is one of [`BlockPotential::ALL`] or a conjugate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockPotential {
    name: &'static str,
    factors: [Factor; 3],
}

const fn entry(channel: Channel) -> Factor {
    Factor { channel, conjugated: false }
}

const fn conjugate(channel: Channel) -> Factor {
    Factor { channel, conjugated: true }
}

const A: Factor = entry(Channel::A);
const B: Factor = entry(Channel::B);
const C: Factor = entry(Channel::C);
const A_BAR: Factor = conjugate(Channel::A);
const B_BAR: Factor = conjugate(Channel::B);
const C_BAR: Factor = conjugate(Channel::C);

impl BlockPotential {
    /// Σ abc, which R_g requires to be 1.
    pub const ABC: Self = BlockPotential { name: "abc", factors: [A, B, C] };
    /// Σ ā b c, zero by R_c.
    pub const A_BAR_BC: Self = BlockPotential { name: "ā b c", factors: [A_BAR, B, C] };
    /// Σ a b̄ c, zero by R_c.
    pub const AB_BAR_C: Self = BlockPotential { name: "a b̄ c", factors: [A, B_BAR, C] };
    /// Σ a b c̄, zero by R_c.
    pub const ABC_BAR: Self = BlockPotential { name: "a b c̄", factors: [A, B, C_BAR] };
    /// Σ a² c, zero by R_*.
    pub const AAC: Self = BlockPotential { name: "a²c", factors: [A, A, C] };
    /// Σ ā² c, zero by R_*.
    pub const AAC_BAR: Self = BlockPotential { name: "ā²c", factors: [A_BAR, A_BAR, C] };
    /// Σ |a|² c, zero by R_n.
    pub const NORM_A_C: Self = BlockPotential { name: "|a|²c", factors: [A, A_BAR, C] };
    /// Σ b² c, zero by R_*.
    pub const BBC: Self = BlockPotential { name: "b²c", factors: [B, B, C] };
    /// Σ b̄² c, zero by R_*.
    pub const BBC_BAR: Self = BlockPotential { name: "b̄²c", factors: [B_BAR, B_BAR, C] };
    /// Σ |b|² c, zero by R_n.
    pub const NORM_B_C: Self = BlockPotential { name: "|b|²c", factors: [B, B_BAR, C] };

    /// The ten potentials, in the order of the paper's table.
    pub const ALL: [Self; 10] = [
        Self::ABC,
        Self::A_BAR_BC,
        Self::AB_BAR_C,
        Self::ABC_BAR,
        Self::AAC,
        Self::AAC_BAR,
        Self::NORM_A_C,
        Self::BBC,
        Self::BBC_BAR,
        Self::NORM_B_C,
    ];

    /// The monomial as it is written: `ā b c`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The three factors.
    #[must_use]
    pub fn factors(&self) -> [Factor; 3] {
        self.factors
    }
}

impl fmt::Display for BlockPotential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

impl<S: Scalar> Homomorphism<Triple<S>, S> for BlockPotential {
    fn on_node(&self, (): &(), node: &Triple<S>) -> S {
        let [first, second, third] = self.factors.map(|factor| {
            let entry = &node[factor.channel];
            if factor.conjugated { entry.conj() } else { entry.clone() }
        });
        first * &second * &third
    }
}
