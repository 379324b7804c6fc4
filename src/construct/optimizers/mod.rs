//! The global optimizers: zero loss for every finite Abelian group (CoGS, §5).
//!
//! n = number of complex pairs ±k, s = number of self-conjugate characters k = −k ≠ 0, so that d = 2n + s + 1.
//!
//! | function | order, d odd | order, d even | target |
//! |---|---|---|---|
//! | [`order6`], [`order6_ab`] | 6n = 3(d−1) | 6n + 2s | zero-mean |
//! | [`order4`] | 4(n−1) + 6 = 2d | 4n + 2s = 2(d−1) | zero-mean |
//! | [`order4_bias`] | 4n + 1 = 2d − 1 | 4n + 2s + 1 = 2d − 1 | both |
//! | [`memorization`] | d² | d² | zero-mean |
//!
//! Complex pairs are built from products of [generators](crate::expr::generators), see [`blocks`]; a self-conjugate
//! character takes two real nodes (beyond the paper). What order 4 leaves over, the constants R_n, is closed by a
//! *hat*: constant output entries on nodes that feel no other potential ([`Solution::closed_on`](crate::Solution::closed_on)). Over the exact scalars every one of
//! them has the loss 0 and not 1e-30.

pub mod blocks;
mod memorization;
mod order4;
mod order6;

pub use memorization::memorization;
pub use order4::{order4, order4_bias};
pub use order6::{order6, order6_ab};

use crate::group::Group;
use crate::scalar::{Cyclotomic, Scalar};
use crate::semiring::{Block, Solution};
use crate::{Error, Result};

/// Σ_k z_k^{(k)}: what `build` makes of `parameters(k)` at every complex pair but `except`, two real nodes at every
/// self-conjugate character but `except`.
fn over_pairs<P: PartialEq, S: Cyclotomic>(
    group: &Group,
    except: Option<usize>,
    mut parameters: impl FnMut(usize) -> P,
    build: impl Fn(&P) -> Result<Block<S>>,
) -> Result<Solution<S>> {
    let (dual, real) = (group.dual(), blocks::self_conjugate());
    let mut cache = Cache::new(build);
    Solution::over(group, |k| match (Some(k) == except, dual.is_self_conjugate(k)) {
        (true, _) => Ok(Block::zero()),
        (false, true) => Ok(real.clone()),
        (false, false) => cache.get(parameters(k)).cloned(),
    })
}

/// Something built from parameters, and rebuilt only when they change from one frequency to the next.
struct Cache<P, T, F> {
    build: F,
    last: Option<(P, T)>,
}

impl<P: PartialEq, T, F: Fn(&P) -> Result<T>> Cache<P, T, F> {
    fn new(build: F) -> Self {
        Cache { build, last: None }
    }

    /// What is built from `parameters`.
    fn get(&mut self, parameters: P) -> Result<&T> {
        let last = match self.last.take() {
            Some(last) if last.0 == parameters => last,
            _ => {
                let value = (self.build)(&parameters)?;
                (parameters, value)
            }
        };
        Ok(&self.last.insert(last).1)
    }
}

/// Refuses a parameter whose modulus is not 1.
fn require_unit<S: Scalar>(name: &str, value: &S) -> Result<()> {
    if value.norm_squared().is_close(&S::one(), 1e-9) {
        return Ok(());
    }
    Err(Error::argument(format!("{name} = {value} does not have modulus 1, which this construction requires")))
}
