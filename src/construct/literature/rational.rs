//! A rational network for p = 3 (beyond the papers).

use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Cyclotomic;
use crate::semiring::{Node, Solution, Spectrum};

/// Over Z_3: a = b = (7, −5, −5) shifted cyclically by j, c = (2, −1, −1)/288 shifted by 2j, j = 0, 1, 2. Width 3, exact
/// for the zero-mean target, with rational weights.
///
/// For the one-hot target there is one node more, a = b = ½, c = ⅓.
#[must_use]
pub fn rational<S: Cyclotomic>(target: Target) -> Solution<S> {
    let group = Group::cyclic(3).expect("3 is the order of a group");
    let dual = group.dual();
    let node = |j: i64| {
        // The coefficients of (7, −5, −5) are −1 at 0 and 4 at ±1; those of (2, −1, −1)/288 are 0 and 1/288.
        let four = S::from_ratio(4, 1) * &S::root_of_unity(-j, 3);
        let input = Spectrum::from_pairs(&dual, [(0, -S::one()), (1, four)]);
        let output = Spectrum::single(&dual, 1, S::root_of_unity(2 * j, 3));
        Node { a: input.clone(), b: input, c: output }
    };
    let three = Solution::from_nodes(&group, (0..3).map(node)).scaled(&S::from_ratio(6, 288));
    if target == Target::OneHot { three.closed(target) } else { three }
}
