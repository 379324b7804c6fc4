//! How far nodes may move.

/// How to snap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapOptions {
    /// How far the nodes of one frequency may move, relative to their norm.
    pub max_move: f64,
    /// How far those of one irrep may move: where a node stands apart from a frame that it completes, it is turned into it.
    pub max_move_of_irreps: f64,
}

impl Default for SnapOptions {
    fn default() -> Self {
        SnapOptions { max_move: 0.2, max_move_of_irreps: 0.5 }
    }
}
