//! In which order conditions are imposed, and from where.

use super::stages::Stage;
use crate::named::named;

named! {
    /// The order in which conditions are imposed.
    pub enum Strategy {
        /// from the minimum of the norm: exchange symmetry, then equal coordinates
        Mse,
        /// from the minimum of the norm: exchange symmetry, zeros, equal coordinates
        Msze,
        /// zeros, then equal coordinates
        Ze,
        /// equal coordinates, then zeros
        Ez,
        /// from the minimum of the norm: zeros, then equal coordinates
        Mze,
        /// from the minimum of the norm: exchange symmetry, then zeros
        Msz,
    }
}

impl Strategy {
    pub(super) fn starts_at_minimum(self) -> bool {
        !matches!(self, Strategy::Ze | Strategy::Ez)
    }

    pub(super) fn stages(self) -> &'static [Stage] {
        match self {
            Strategy::Mse => &[Stage::Swap, Stage::Equal, Stage::Rational],
            Strategy::Msze => &[Stage::Swap, Stage::Zero, Stage::Equal, Stage::Rational],
            Strategy::Ze | Strategy::Mze => &[Stage::Zero, Stage::Equal, Stage::Rational],
            Strategy::Ez => &[Stage::Equal, Stage::Zero, Stage::Rational],
            Strategy::Msz => &[Stage::Swap, Stage::Zero, Stage::Rational],
        }
    }
}

named! {
    /// Where the walks of a round begin.
    pub enum Origin {
        /// at the fit
        Fit,
        /// at a point of the same component of the variety, some way off in a random direction
        Moved,
        /// at another network: where a descent from a disturbed copy of the fit ends
        Renewed,
        /// at a narrower network: where a descent from the fit without one of its nodes ends
        Narrowed,
    }
}

impl Origin {
    /// Of the rounds 0, 1, …: the fit first, then the others in turn.
    pub(super) fn of_round(round: u64) -> Self {
        match round {
            0 => Origin::Fit,
            round => [Origin::Moved, Origin::Renewed, Origin::Narrowed, Origin::Renewed][round as usize % 4],
        }
    }
}
