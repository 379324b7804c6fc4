//! The network in a file, taken apart.

use std::path::Path;

use serde::Serialize;

use super::file::OfFile;
use crate::Result;
use crate::factor::{MeasuredIrreps, Method, NetworkReport, Options};
use crate::format::Reading;
use crate::network::Network;

/// A network taken apart: by frequencies over a group that is given by its factors, by irreps over another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum TakenApart {
    /// By frequencies.
    Frequencies(NetworkReport),
    /// By irreps.
    Irreps(OfFile<MeasuredIrreps>),
}

impl TakenApart {
    /// Takes apart the network that was read from `path`.
    ///
    /// # Errors
    /// When the paper's analysis is asked for over a group that is given by its table.
    pub fn new(path: impl Into<String>, network: &Network, reading: Reading, method: Method) -> Result<Self> {
        let (path, group) = (path.into(), network.group());
        if group.moduli().is_some() {
            let report = NetworkReport::new(path, network, &Options::with_method(method));
            return Ok(TakenApart::Frequencies(report.read_as(reading)));
        }
        if method == Method::Paper {
            let what = "the paper's analysis, which is one of characters and exists for no other groups";
            group.require_moduli(what).map_err(|error| error.at_path(Path::new(&path)))?;
        }
        Ok(TakenApart::Irreps(OfFile::new(path, reading, MeasuredIrreps::new(network))))
    }
}
