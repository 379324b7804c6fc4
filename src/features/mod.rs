//! How features emerge: the energy of one hidden node, its local maxima, and what they explain.
//!
//! A *filter* w = \[p; q\] ∈ R^2M is the input side of one hidden node: p\[g\] = a\[g\], q\[g\] = b\[g\] over a group of order M.
//! While the readout is still noise, every filter climbs the energy E(w) = ½‖Ỹᵀσ(Xw)‖² by itself ([`Energy`]); for squares
//! its local maxima on the sphere lie on one irrep each ([`RealIrreps`], [`maximizer`]), and they are what the network's
//! readout is made of afterwards ([`Reconstruction`]).
//!
//! Source: Y. Tian, *Provable Scaling Laws of Feature Emergence from Learning Dynamics of Grokking* (arXiv:2509.21519), called
//! Li₂ below. Where a printed formula is wrong, the one here is the corrected one and the documentation says so.

mod ascent;
mod coupons;
mod energy;
mod hessian;
mod interaction;
mod landscape;
mod learned;
mod maximizer;
mod memorization;
mod reading;
mod real_irreps;
mod reconstruction;
mod ridge;
mod scarcity;

pub use ascent::{Ascent, Maximum};
pub use coupons::Coupons;
pub use energy::{Centring, Energy};
pub use hessian::{Hessian, Stability};
pub use interaction::Interaction;
pub use landscape::{Landscape, LandscapeOptions, LandscapeRow};
pub use learned::{learned_shares, modulated_energy};
pub use maximizer::maximizer;
pub use memorization::{Memorization, memorizing_filter};
pub use reading::{FeatureReading, FilterKind, FilterReading, IrrepShare, live_filters};
pub use real_irreps::{RealIrrep, RealIrreps};
pub use reconstruction::Reconstruction;
pub use ridge::{Ridge, feature_gradient, hidden_features, lazy_kernel};
pub use scarcity::Scarcity;
