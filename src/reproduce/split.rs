//! The training pairs of a run that was trained elsewhere.

use std::path::Path;

use crate::format::{Values, read_arrays};
use crate::group::Group;
use crate::network::PairMask;
use crate::{Error, Result};

/// The pairs for which the array `train` \[d, d\] of a file is true.
///
/// # Errors
/// When the file cannot be read, or has no such array of truth values.
pub fn read_split(path: &Path, group: &Group) -> Result<PairMask> {
    let arrays = read_arrays(path)?;
    let d = group.order();
    let found = match arrays.get("train") {
        None => "the file has no array `train`".to_owned(),
        Some(array) => match &array.values {
            Values::Bool(pairs) if array.shape == [d, d] => {
                return PairMask::new(group, pairs.clone()).map_err(|error| error.at_path(path));
            }
            _ => format!("the array `train` is {array}"),
        },
    };
    let required = format!("{found}; truth values of shape [{d}, {d}] are required, true for the pairs trained on");
    Err(Error::format(required).at_path(path))
}
