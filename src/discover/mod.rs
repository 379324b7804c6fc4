//! Discovery: numerical fits of exact networks, and the exact networks themselves.
//!
//! A fit to sixteen digits proves nothing, since the equations are not independent at an exact network. It is moved along the
//! variety to an isolated point where many weights are equal, 0 or ±1, refined to hundreds of digits, and its weights are
//! recognised as numbers of one field; then all d³ identities are evaluated in that field, and only this says that it is exact.

mod align;
mod exactify;
mod levenberg;
mod origins;
mod outcome;
mod recognise;
mod refine;
mod search;
mod stages;
mod strategy;
mod trial;
mod walk;

pub use exactify::Plan;
pub use levenberg::{Descended, Descent, descend};
pub use outcome::{Attempt, Exactification, Trial, Verdict};
pub use search::{Discovery, Outcome, Search, SearchState, Start, wilson};
pub use strategy::{Origin, Strategy};
