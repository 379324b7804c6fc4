//! What is to be proved, by the text that names it.

use std::path::Path;

use crate::format::{ReadOptions, read_exact_network};
use crate::group::Group;
use crate::loss::Target;
use crate::proof::Subject;
use crate::{Error, Result};

/// The element that a text names: the network of a file, whose weights are taken for the rational numbers that they are
/// written as, or as [`Subject::over`] a group, or without one as [`Subject::block`].
///
/// # Errors
/// When the file cannot be read, a target is given for a block, and as those two.
pub fn subject(text: &str, group: Option<&Group>, self_conjugate: bool, target: Option<Target>) -> Result<Subject> {
    let file = Path::new(text);
    match group {
        group if file.is_file() => {
            let options = ReadOptions { group: group.cloned(), ..ReadOptions::default() };
            let network = read_exact_network(file, &options)?.to_solution();
            network.map(Subject::Network).map_err(|error| error.at_path(file))
        }
        Some(group) => Subject::over(text, group),
        None if target.is_some() => {
            Err(Error::argument("--target is for a proof over a group: add --group, such as --group 23"))
        }
        None => Subject::block(text, self_conjugate),
    }
}
