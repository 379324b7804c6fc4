//! Sets of block potentials, as ten bits.

use std::fmt;

use itertools::Itertools;
use serde::{Deserialize, Serialize};

use super::block::BlockPotential;

/// A set of the ten potentials of a single-frequency element.
///
/// ```
/// use cogring::{BlockPotential, potential::PotentialSet};
/// let r_n = PotentialSet::of(|r| r == BlockPotential::NORM_A_C || r == BlockPotential::NORM_B_C);
/// assert_eq!(PotentialSet::ALL.without(r_n).len(), 8);
/// assert_eq!(r_n.to_string(), "|a|²c, |b|²c");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PotentialSet(u16);

impl PotentialSet {
    /// All ten.
    pub const ALL: Self = PotentialSet(0b11_1111_1111);
    /// The nine that have to vanish for zero loss: all but abc.
    pub const ZEROS: Self = PotentialSet(0b11_1111_1110);

    /// The potentials for which `test` holds.
    pub fn of(test: impl Fn(BlockPotential) -> bool) -> Self {
        let bits = BlockPotential::ALL.iter().enumerate().filter(|(_, potential)| test(**potential));
        PotentialSet(bits.fold(0, |set, (bit, _)| set | 1 << bit))
    }

    /// The potentials in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        PotentialSet(self.0 | other.0)
    }

    /// The potentials in this set and not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        PotentialSet(self.0 & !other.0)
    }

    /// Whether the potential is in the set.
    #[must_use]
    pub fn contains(self, potential: BlockPotential) -> bool {
        self.iter().any(|member| member == potential)
    }

    /// The number of potentials.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The potentials, in the order of [`BlockPotential::ALL`].
    pub fn iter(self) -> impl Iterator<Item = BlockPotential> {
        BlockPotential::ALL.into_iter().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, r)| r)
    }
}

impl fmt::Display for PotentialSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(|potential| potential.name()).join(", "))
    }
}

impl Serialize for PotentialSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|potential| potential.name()))
    }
}

impl<'de> Deserialize<'de> for PotentialSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        if let Some(name) = names.iter().find(|name| !BlockPotential::ALL.iter().any(|r| r.name() == **name)) {
            return Err(serde::de::Error::custom(format!("`{name}` is not the name of a block potential")));
        }
        Ok(PotentialSet::of(|potential| names.iter().any(|name| name == potential.name())))
    }
}
