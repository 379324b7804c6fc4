//! The runs that experiments need.

use cogring::experiment::{BoundaryOptions, Energies, Experiment, Grokking, Modulation, Rates, RunGrid};
use cogring::train::RunConfig;
use cogring::{Error, Result};
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::compute::compute;
use crate::text::{result, serialized};

/// Settings that are given, by name.
type Given = Map<String, Value>;

/// What all runs of a grid have in common, of which others than the usual may be given.
const COMMON: [&str; 3] = ["activation", "criterion", "optimizer"];

/// The runs that the command `reproduce` trains for an experiment, with what is given in place of the usual: names and JSON.
#[pyfunction]
pub fn planned(py: Python<'_>, experiment: String, given: String) -> PyResult<Vec<(String, String)>> {
    compute(py, move || {
        let given: Given = result(&given)?;
        let runs = match &*experiment {
            "boundary" => boundary(given)?,
            Grokking::NAME => grid(Grokking::runs(), given)?,
            Rates::NAME => grid(Rates::runs(), given)?,
            Energies::NAME => grid(Energies::runs(), given)?,
            Modulation::NAME => grid(Modulation::runs(), given)?,
            other => {
                return Err(Error::argument(format!(
                    "`{other}` is none of boundary, grokking, rates, energies, modulation, which need runs"
                )));
            }
        };
        runs.into_iter().map(|(name, run)| run.check().and_then(|()| Ok((name, serialized(&run)?)))).collect()
    })
}

fn boundary(given: Given) -> Result<Vec<(String, RunConfig)>> {
    replaced(&BoundaryOptions::default(), given)?.runs()
}

fn grid(usual: RunGrid, mut given: Given) -> Result<Vec<(String, RunConfig)>> {
    let usual = match given.remove("epochs") {
        Some(epochs) => usual.with_epochs(serde_json::from_value(epochs).map_err(|error| of("epochs", &error))?),
        None => usual,
    };
    let protocol: Given = COMMON.iter().filter_map(|name| Some(((*name).to_owned(), given.remove(*name)?))).collect();
    let protocol = replaced_in(&usual.protocol, protocol)?;
    given.remove("protocol");
    replaced(&RunGrid { protocol, ..usual }, given)?.runs()
}

/// Settings with what is given in place of some that there are.
fn replaced<T: Serialize + DeserializeOwned>(usual: &T, given: Given) -> Result<T> {
    let known = json!(usual);
    if let Some(name) = given.keys().find(|name| known.get(name).is_none()) {
        let names = known.as_object().map(|known| known.keys().cloned().collect::<Vec<_>>().join(", "));
        let names = names.unwrap_or_default();
        return Err(Error::argument(format!("`{name}` is no setting of the experiment; there are {names}")));
    }
    replaced_in(usual, given)
}

fn replaced_in<T: Serialize + DeserializeOwned>(usual: &T, given: Given) -> Result<T> {
    given
        .into_iter()
        .try_fold(json!(usual), |mut settings, (name, value)| {
            settings[&name] = value;
            match serde_json::from_value::<T>(settings.clone()) {
                Ok(_) => Ok(settings),
                Err(error) => Err(of(&name, &error)),
            }
        })
        .and_then(|settings| serde_json::from_value(settings).map_err(|error| of("the settings", &error)))
}

fn of(name: &str, error: &serde_json::Error) -> Error {
    Error::argument(format!("{name}: {error}"))
}
