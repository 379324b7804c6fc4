//! Who carries the hat that closes R_n: the same over exact numbers and over floats.

use crate::Result;
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Scalar;
use crate::semiring::Solution;

/// Who carries the hat.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Hosts {
    /// Nothing is left to close.
    Nobody,
    /// Parts, by their place in the list, with their shares in units of 1/[`SHARES`]; these add up to 1.
    Parts(Vec<(usize, u64)>),
    /// One constant node, the last one.
    ConstantNode,
}

/// Shares of the hat are multiples of 1/1000.
pub(super) const SHARES: u64 = 1000;

impl Hosts {
    /// The share of the part at `place`, in units of 1/[`SHARES`].
    pub fn share(&self, place: usize) -> u64 {
        match self {
            Hosts::Parts(shares) => shares.iter().find(|(host, _)| *host == place).map_or(0, |(_, share)| *share),
            Hosts::Nobody | Hosts::ConstantNode => 0,
        }
    }

    /// All nodes of the parts in their order, the constant node last if there is one, with the hat that closes R_n.
    ///
    /// # Errors
    /// When the inputs of a host do not compute a constant.
    pub fn close<S: Scalar>(&self, group: &Group, parts: &[Solution<S>]) -> Result<Solution<S>> {
        let open = Solution::sum_over(group, parts.iter().cloned());
        match self {
            Hosts::Nobody => Ok(open),
            Hosts::ConstantNode => Ok(open.closed(Target::OneHot)),
            Hosts::Parts(shares) => {
                let hats = shares.iter().map(|&(place, share)| {
                    let first = parts[..place].iter().map(Solution::order).sum::<usize>();
                    (first..first + parts[place].order(), S::from_ratio(share as i64, SHARES))
                });
                open.closed_in_shares(&hats.collect::<Vec<_>>(), Target::ZeroMean)
            }
        }
    }
}

/// The constant node a_0 = b_0 = ½ without its hat; c_0 = 2 makes the output one-hot.
pub(super) fn constant_node<S: Scalar>(group: &Group) -> Solution<S> {
    Solution::zero(group).closed(Target::OneHot)
}
