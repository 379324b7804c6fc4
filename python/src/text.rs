//! Results as text: JSON, and what the command prints for people.

use cogring::check::CheckedFile;
use cogring::experiment::{Evaluation, FactorWalk, IrrepReport, OfFile, TableRow};
use cogring::factor;
use cogring::network::Verification;
use cogring::proof::Proof;
use cogring::report;
use cogring::report::PaperTable;
use cogring::report::json::Schema;
use cogring::report::width::WidthFormat;
use cogring::variety::RankReport;
use cogring::{Error, Result};
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::compute::compute;

/// A part of a result as JSON.
pub fn serialized(part: &impl Serialize) -> Result<String> {
    serde_json::to_string(part).map_err(|error| Error::format(format!("JSON: {error}")))
}

/// A result of the library from JSON.
pub fn result<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| Error::format(format!("not a result of cogring: {error}")))
}

/// What the command prints for people, of a result as JSON; none where that is where files are.
#[pyfunction]
pub fn text(py: Python<'_>, json: String) -> PyResult<Option<String>> {
    compute(py, move || of_json(&json))
}

/// The same for LaTeX, of what is printed so.
#[pyfunction]
pub fn latex(py: Python<'_>, json: String) -> PyResult<Option<String>> {
    compute(py, move || {
        let read = Read::new(&json)?;
        Ok(match read.schema {
            None if read.fields.contains_key("frequencies") => {
                Some(report::factorization::latex(&factor::Report::new(vec![result(&json)?])))
            }
            None => Some(report::irreps::latex(&IrrepReport { networks: vec![result(&json)?] })),
            Some(Schema::Factorization) => Some(report::factorization::latex(&result(&json)?)),
            Some(Schema::Irreps) => Some(report::irreps::latex(&result(&json)?)),
            Some(Schema::Table) => Some(PaperTable(&read.rows::<TableRow>()?).to_latex()),
            Some(Schema::Widths) => Some(report::width::table(&read.rows()?, WidthFormat::Latex)),
            Some(_) => None,
        })
    })
}

/// A result that was read.
struct Read {
    /// None of one network of a report.
    schema: Option<Schema>,
    fields: Map<String, Value>,
}

impl Read {
    fn new(json: &str) -> Result<Self> {
        let fields: Map<String, Value> = result(json)?;
        let schema = fields.get("report").and_then(Value::as_str).map(str::parse).transpose()?;
        Ok(Read { schema, fields })
    }

    fn rows<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        self.part("rows")
    }

    fn part<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let part = self.fields.get(name).cloned().unwrap_or_default();
        serde_json::from_value(part).map_err(|error| Error::format(format!("not a result of cogring: {name}: {error}")))
    }
}

fn of_json(json: &str) -> Result<Option<String>> {
    let read = Read::new(json)?;
    let Some(schema) = read.schema else {
        // One network of a report.
        return Ok(Some(match read.fields.contains_key("frequencies") {
            true => report::factorization::report(&factor::Report::new(vec![result(json)?])),
            false => report::irreps::text(&IrrepReport { networks: vec![result(json)?] }),
        }));
    };
    Ok(Some(match schema {
        Schema::Check | Schema::NetworkCheck => {
            let CheckedFile { path, verdict } = result(json)?;
            format!("{path}\n{}", report::check::text(&verdict))
        }
        Schema::Comparison => report::comparison::text(&result(json)?),
        Schema::Construction => report::construction::text(&result(json)?),
        Schema::Block => report::evaluation::text(&Evaluation::Block(result(json)?)),
        Schema::Element => report::evaluation::text(&Evaluation::OverGroup(result(json)?)),
        Schema::Factorization => report::factorization::report(&result::<factor::Report>(json)?),
        Schema::Irreps => report::irreps::text(&result::<IrrepReport>(json)?),
        // Without what stands around them in the report: flattened structs read no numbers of 128 bits.
        Schema::Snapping => report::snapping::text(&result::<factor::Snapping>(json)?),
        Schema::IrrepSnapping => report::snapping::irreps(&result::<factor::IrrepSnapping>(json)?),
        Schema::Features => report::features::text(&result(json)?, false),
        Schema::Landscape => report::landscape::text(&result(json)?),
        Schema::Discovery => report::discovery::search(&result(json)?),
        Schema::Exactification => report::discovery::exactification(&result(json)?),
        Schema::Rank => report::discovery::rank(&result::<OfFile<RankReport>>(json)?.result),
        Schema::Group => report::group::text(&result(json)?),
        Schema::Path => report::path::text(&result::<FactorWalk>(json)?.walk),
        Schema::Potentials => report::potentials::text(&result(json)?),
        Schema::BlockProof => report::proof::text(&Proof::Block(result(json)?)),
        Schema::SolutionProof => report::proof::text(&Proof::Solution(result(json)?)),
        Schema::MatrixBlockProof => report::proof::on_irrep("", &result(json)?),
        Schema::Compositions => report::search::text(&result(json)?, false),
        Schema::Verification => {
            let OfFile { path, result, .. } = result::<OfFile<Verification>>(json)?;
            format!("{path}\n{}", report::verification::text(&result))
        }
        Schema::Width => report::width::text(&result(json)?),
        Schema::Widths => report::width::table(&read.rows()?, WidthFormat::Text),
        Schema::Table => PaperTable(&read.rows::<TableRow>()?).to_string(),
        Schema::FieldProof => report::discovery::proof(&result(json)?),
        Schema::Experiment => match read.part::<String>("figure")?.as_str() {
            "boundary" => report::boundary::text(&read.part("result")?),
            "rates" => report::rates::rates_text(&read.part("result")?),
            "energies" => report::rates::energies_text(&read.part("result")?),
            "modulation" => report::rates::modulation_text(&read.part("result")?),
            _ => return Ok(None),
        },
        Schema::Conversion | Schema::Page | Schema::Run | Schema::Sweep => return Ok(None),
    }))
}
