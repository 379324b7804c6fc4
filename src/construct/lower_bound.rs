//! Lower bounds on the width of exact one-hot networks, each a theorem whose hypotheses are tested on the group.

use num_complex::Complex64;

use crate::dual::{Irrep, IrrepType};
use crate::group::Group;
use crate::named::named;

named! {
    /// The theorem that no exact one-hot network is narrower. R is the tensor rank over the real numbers, I the zero-sum
    /// elements of R\[G\], t the number of simple blocks of R\[G\]. Proofs: [`tutorial::widths`](crate::tutorial::widths).
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

impl LowerBound {
    /// The bound of this theorem, where the group has what it assumes.
    ///
    /// ```
    /// use cogring::construct::LowerBound;
    /// let q8 = "Q8".parse()?;
    /// assert_eq!(LowerBound::TensorRank.of(&q8), Some(11));
    /// assert_eq!(LowerBound::Quaternions.of(&q8), Some(12));
    /// assert_eq!(LowerBound::Squares.of(&q8), None); // not Abelian
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn of(self, group: &Group) -> Option<usize> {
        match self {
            LowerBound::TensorRank => Some(tensor_rank(group)),
            LowerBound::Squares => squares(group),
            LowerBound::Quaternions => quaternions(group),
            LowerBound::Determinant => determinant(group),
        }
    }

    /// The largest bound, and the theorem that gives it, the most elementary one of equals.
    #[must_use]
    pub fn best(group: &Group) -> (usize, LowerBound) {
        let rest = LowerBound::ALL.into_iter().filter_map(|theorem| Some((theorem.of(group)?, theorem)));
        rest.fold((0, LowerBound::TensorRank), |best, next| if next.0 > best.0 { next } else { best })
    }
}

/// The simple blocks of R\[G\] but for the trivial one: (type, degree, how many), pairs of type C counted once.
pub(super) fn blocks(group: &Group) -> Vec<(IrrepType, usize, usize)> {
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

/// Theorem B: R(I) + 1 ≥ 2d − t, for every finite group.
#[must_use]
pub fn tensor_rank(group: &Group) -> usize {
    let t = 1 + blocks(group).iter().map(|(.., count)| count).sum::<usize>();
    2 * group.order() - t
}

/// Theorem C: R(R\[G\]) + 1 = 2d − t + 1, for an Abelian group with a character of order other than 1, 2, 3 and 4, which there
/// is unless the exponent divides 4 or is 3 (the orders of characters are those of elements).
#[must_use]
pub fn squares(group: &Group) -> Option<usize> {
    let has_other = ![1, 2, 3, 4].contains(&group.exponent());
    (group.is_abelian() && has_other).then(|| tensor_rank(group) + 1)
}

/// Theorem B with R(R^s × H) = s + 8: where R\[G\] is R^s and one quaternion algebra H, s + 8 = 2d − t + 1.
#[must_use]
pub fn quaternions(group: &Group) -> Option<usize> {
    let signs = signs_beside(group, IrrepType::Quaternionic)?;
    Some(1 + signs + 8)
}

/// Theorem D: where R\[G\] is R^s and one algebra of 2 × 2 matrices, det ρ ≠ 1, and det ρ does not occur in the symmetric square of ρ:
/// s + 8 = 2d − t + 1.
#[must_use]
pub fn determinant(group: &Group) -> Option<usize> {
    let signs = signs_beside(group, IrrepType::Real)?;
    let dual = group.dual();
    let rho = dual.irreps().iter().find(|rho| rho.degree() == 2)?;
    // Λ² and Sym² of χ by the characters: (χ(g)² ∓ χ(g²))/2.
    let square = |g: usize, sign: f64| (rho.character(g).powi(2) + sign * of_square(group, rho, g)) / 2.0;
    let mean =
        |of: &dyn Fn(usize) -> Complex64| (0..group.order()).map(of).sum::<Complex64>().norm() / group.order() as f64;
    let is_not_one = mean(&|g| square(g, -1.0)) < 1e-6;
    let is_not_symmetric = mean(&|g| square(g, 1.0) * square(g, -1.0).conj()) < 1e-6;
    (is_not_one && is_not_symmetric).then_some(1 + signs + 8)
}

fn of_square(group: &Group, rho: &Irrep, g: usize) -> Complex64 {
    rho.character(group.multiply(g, g))
}

/// The number of real characters other than 1, where there is nothing else but one irrep of the given type and degree 2.
fn signs_beside(group: &Group, kind: IrrepType) -> Option<usize> {
    if group.is_abelian() {
        return None;
    }
    match blocks(group)[..] {
        [(IrrepType::Real, 1, signs), (found, 2, 1)] if found == kind => Some(signs),
        _ => None,
    }
}
