//! How narrow an exact network of a group can be: what is built, and what is proved about all.

use serde::{Deserialize, Serialize};

use super::narrow::{NarrowPart, narrow_parts};
use crate::dual::IrrepType;
use crate::group::{Group, SmallGroup};
use crate::named::named;
use crate::{Error, Result};

named! {
    /// The theorem that no exact one-hot network is narrower. R is the tensor rank over the real numbers, I the zero-sum
    /// elements of R\[G\], t the number of simple blocks of R\[G\].
    pub enum LowerBound {
        /// width ≥ R(I) + 1: nodes with both inputs non-constant compute the product of I, and as many as R(I) of them alone cannot give the label its sum; R(I) ≥ 2(d − 1) − (t − 1) is cited (Alder and Strassen 1981)
        TensorRank = "B",
        /// width ≥ the rank of the group algebra + 1 for an Abelian group with a character of order other than 1, 2, 3, 4: minimal algorithms of products of fields split (Auslander and Winograd), and three nodes at such a character leave its square
        Squares = "C",
        /// width ≥ R(I) + 1 with R(R × B) = 1 + R(B), and R(H) = 8 for the quaternions, which is cited (Howell and Lafon 1975, de Groote 1975)
        Quaternions = "B, R(H) = 8",
        /// for S3 and D4: by de Groote (1978, cited) the seven products of 2×2 matrices are Strassen's up to equivalence, one of which has rank 2; its square has the determinant, a character that nothing cancels
        Determinant = "D",
    }
}

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
        let counts = irrep_counts(group);
        let (lower_bound, theorem) = lower_bound(group, &counts);
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

/// The irreps but for the trivial one, by degree and type: (type, degree, how many), pairs of type C counted once.
fn irrep_counts(group: &Group) -> Vec<(IrrepType, usize, usize)> {
    let dual = group.dual();
    let mut list: Vec<(usize, IrrepType)> = match dual.irreps() {
        [] => dual.representatives().map(|k| (1, dual.kind(k))).collect(),
        irreps => {
            let irreps = irreps.iter().enumerate().skip(1);
            let first = irreps.filter(|(at, rho)| rho.kind() != IrrepType::Complex || rho.partner() > *at);
            first.map(|(_, rho)| (rho.degree(), rho.kind())).collect()
        }
    };
    list.sort_unstable();
    list.chunk_by(|x, y| x == y).map(|same| (same[0].1, same[0].0, same.len())).collect()
}

/// The best bound that is proved, or proved from what is cited.
fn lower_bound(group: &Group, counts: &[(IrrepType, usize, usize)]) -> (usize, LowerBound) {
    let d = group.order();
    let blocks = 1 + counts.iter().map(|(.., count)| count).sum::<usize>();
    let rank = 2 * d - blocks; // at most R(I) + 1
    if group.is_abelian() {
        let exponent = group.exponent();
        let splits = !4usize.is_multiple_of(exponent) && exponent != 3;
        return if splits { (rank + 1, LowerBound::Squares) } else { (rank, LowerBound::TensorRank) };
    }
    let above =
        |kind: IrrepType| counts.iter().filter(|(of, degree, _)| *of == kind && *degree > 1).collect::<Vec<_>>();
    let real_signs = counts.iter().all(|(kind, degree, _)| *degree > 1 || *kind == IrrepType::Real);
    match (&above(IrrepType::Real)[..], &above(IrrepType::Complex)[..], &above(IrrepType::Quaternionic)[..]) {
        ([], [], [(_, 2, 1)]) if real_signs => (rank + 1, LowerBound::Quaternions),
        ([(_, 2, 1)], [], []) if real_signs && d <= 8 => (rank + 1, LowerBound::Determinant),
        _ => (rank, LowerBound::TensorRank),
    }
}
