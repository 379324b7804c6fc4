//! Parts of a sweep, for jobs that run apart.

use crate::{Error, Result};

/// One of n parts of a sweep, for jobs that run apart: run number i and every n-th from there on; written `i/n`, the first 0/n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    pub(super) index: usize,
    pub(super) count: usize,
}

impl Shard {
    /// Part `index` of `count`.
    ///
    /// # Errors
    /// When the index is not below the count.
    pub fn new(index: usize, count: usize) -> Result<Self> {
        match index < count {
            true => Ok(Shard { index, count }),
            false => {
                let last = count.saturating_sub(1);
                Err(Error::argument(format!("shard {index} of {count}; the first is 0, the last {last}")))
            }
        }
    }

    /// Its part of all runs, as everything else that is counted.
    pub fn of<T>(self, all: &[T]) -> impl Iterator<Item = &T> {
        all.iter().skip(self.index).step_by(self.count)
    }

    pub(super) fn file(self, index: usize) -> String {
        format!("sweep_{index}_of_{}.csv", self.count)
    }
}

impl std::str::FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        let (index, count) = parts
            .ok_or_else(|| Error::parse(format!("`{text}` is no part of a sweep such as 0/4, the first of four")))?;
        Shard::new(index, count)
    }
}
