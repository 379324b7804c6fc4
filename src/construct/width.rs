//! How narrow an exact network of a group can be: what is built, and what is proved about all.

use serde::{Deserialize, Serialize};

use super::lower_bound::{LowerBound, blocks};
use super::narrow::{NarrowPart, narrow_parts};
use crate::group::{Group, SmallGroup};
use crate::{Error, Result};

/// The narrowest exact one-hot network that is known of a group, and the best lower bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Width {
    /// The group.
    pub group: Group,
    /// Its order and number in the SmallGroups library, up to order 31.
    pub catalogue: Option<[usize; 2]>,
    /// Its irreps other than the trivial one by type and degree, pairs of type C counted once: `3R1 H2`.
    pub irreps: String,
    /// The width of [`narrow`](super::narrow).
    pub width: usize,
    /// What its nodes are for.
    pub parts: Vec<NarrowPart>,
    /// No exact network is narrower than this.
    pub lower_bound: usize,
    /// The theorem that says so.
    pub theorem: LowerBound,
    /// Whether the two meet.
    pub is_minimal: bool,
}

/// The largest order of a group whose width is looked up by its characters one by one.
const MAX_ORDER: usize = 1 << 20;

impl Width {
    /// The widths of a group.
    ///
    /// ```
    /// use cogring::construct::Width;
    /// let width = Width::of(&"Z5".parse()?)?;
    /// assert_eq!((width.width, width.lower_bound, width.is_minimal), (8, 8, true));
    /// let width = Width::of(&"S4".parse()?)?;
    /// assert_eq!((width.width, width.lower_bound), (64, 43));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the order exceeds 2²⁰.
    pub fn of(group: &Group) -> Result<Self> {
        let d = group.order();
        if d > MAX_ORDER {
            return Err(Error::unsupported(format!("widths of a group of order {d}; at most {MAX_ORDER}")));
        }
        let parts = narrow_parts(group);
        let width = parts.iter().map(|part| part.count * part.nodes).sum();
        let counts = blocks(group);
        let (lower_bound, theorem) = LowerBound::best(group);
        let catalogue = group.identify()?.map(|SmallGroup { order, number, .. }| [order, number]);
        let irreps = counts.iter().map(|(kind, degree, count)| match count {
            1 => format!("{kind}{degree}"),
            count => format!("{count}{kind}{degree}"),
        });
        Ok(Width {
            group: group.clone(),
            catalogue,
            irreps: irreps.collect::<Vec<_>>().join(" "),
            width,
            parts,
            lower_bound,
            theorem,
            is_minimal: width == lower_bound,
        })
    }
}
