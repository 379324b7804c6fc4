//! Pages: what is known of runs, and of the features of networks.

use std::path::PathBuf;

use cogring::Result;
use cogring::experiment::{FeatureReport, features_of_file, find_sources, network_files, run_pages, series};
use cogring::format::write_atomically;
use cogring::report::json::{Schema, to_json};
use cogring::report::page::{features_to_html, to_html};
use pyo3::prelude::*;

use crate::compute::compute;
use crate::reading::Options;

/// What the command `report` says; the page is written to `output`.
#[pyfunction]
pub fn pages(
    py: Python<'_>,
    inputs: Vec<PathBuf>,
    options: Options,
    method: String,
    title: Option<String>,
    output: Option<PathBuf>,
) -> PyResult<(String, String)> {
    compute(py, move || {
        let runs = run_pages(series(&find_sources(&inputs)?, &options.read()?)?, method.parse()?)?;
        let html = to_html(&runs, title.as_deref())?;
        if let Some(path) = output {
            write_atomically(&path, &html)?;
        }
        Ok((to_json(Schema::Page, &serde_json::json!({ "runs": runs }))?, html))
    })
}

/// What the command `features` says of files, and its page, which is written to `output`.
#[pyfunction]
pub fn features(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    options: Options,
    title: Option<String>,
    output: Option<PathBuf>,
) -> PyResult<(String, String)> {
    compute(py, move || {
        let options = options.read()?;
        let files = paths.iter().map(|path| network_files(path)).collect::<Result<Vec<_>>>()?;
        let read = |file: &PathBuf| features_of_file(file, &options);
        let networks = files.iter().flatten().map(read).collect::<Result<Vec<_>>>()?;
        let report = FeatureReport { networks };
        let html = features_to_html(&report, title.as_deref());
        if let Some(path) = output {
            write_atomically(&path, &html)?;
        }
        Ok((to_json(Schema::Features, &report)?, html))
    })
}
