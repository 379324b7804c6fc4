//! Which networks are meant.

use serde::{Deserialize, Serialize};

use super::target::Target;
use crate::group::Group;

/// The networks over one group, of one width, whose outputs are compared with one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The group G.
    pub group: Group,
    /// The number q of hidden nodes.
    pub width: usize,
    /// What the outputs are compared with.
    pub target: Target,
}
