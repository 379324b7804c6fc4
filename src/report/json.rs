//! Reports as JSON: what every command prints with `--json`.
//!
//! Each is one object that begins with the version of this crate and the name of its schema, followed by the fields of one
//! struct of this library, which can be read back from it:
//!
//! ```
//! use cogring::report::json::{Schema, to_json};
//! use cogring::{Group, construct::Construction, experiment::{Constructed, ConstructionReport}};
//! let built = Constructed::new(&Construction::named("narrow")?, &Group::cyclic(5)?)?.report;
//! let text = to_json(Schema::Construction, &built)?;
//! let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
//! assert_eq!((&value["cogring"], &value["report"]), (&env!("CARGO_PKG_VERSION").into(), &"construction".into()));
//! assert_eq!(serde_json::from_str::<ConstructionReport>(&text).expect("the report"), built);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! Numbers are floats that read back as the same bits; exact numbers are strings, as [`Exact`](crate::Exact) writes them;
//! infinite and undefined floats are `null`; frequencies are labels, `3` or `(1,2)`. Fields may be added from version to
//! version; one that is removed or changes its meaning changes the second number of the version while the first is 0.

use serde::Serialize;

use crate::named::named;
use crate::{Error, Result};

named! {
    /// The schemas of reports. The documentation of each says which command prints it, and the struct that it is.
    pub enum Schema {
        /// `check`: a certificate of a solution or a block, [`CheckedFile`](crate::check::CheckedFile)
        Check = "check",
        /// `check`: a certificate of a network, [`CheckedFile`](crate::check::CheckedFile)
        NetworkCheck = "network-check",
        /// `compare`: [`Comparison`](crate::network::Comparison)
        Comparison = "comparison",
        /// `construct`: [`ConstructionReport`](crate::experiment::ConstructionReport)
        Construction = "construction",
        /// `convert`: [`Conversion`](crate::experiment::Conversion)
        Conversion = "conversion",
        /// `discover`: [`Discovery`](crate::discover::Discovery)
        Discovery = "discovery",
        /// `exactify`: [`ExactifiedFiles`](crate::experiment::ExactifiedFiles)
        Exactification = "exactification",
        /// `prove`, of an exact network over a number field: [`FieldProof`](crate::variety::FieldProof)
        FieldProof = "field-proof",
        /// `rank`: [`RankReport`](crate::variety::RankReport) [`OfFile`](crate::experiment::OfFile)
        Rank = "rank",
        /// `eval`: [`Description`](crate::construct::Description) of a single-frequency element
        Block = "block",
        /// `eval --group`: [`GroupEvaluation`](crate::experiment::GroupEvaluation)
        Element = "element",
        /// `factor`: [`Report`](crate::factor::Report): `networks` and `table`, for one file as for many
        Factorization = "factorization",
        /// `factor` of networks over groups that are given by their tables: [`IrrepReport`](crate::experiment::IrrepReport)
        Irreps = "irreps",
        /// `factor --snap`: [`WrittenSnapping`](crate::experiment::WrittenSnapping) [`OfFile`](crate::experiment::OfFile)
        Snapping = "snapping",
        /// `factor --snap` over groups that are given by their tables: [`WrittenSnapping`](crate::experiment::WrittenSnapping) of
        /// an [`IrrepSnapping`](crate::factor::IrrepSnapping), [`OfFile`](crate::experiment::OfFile)
        IrrepSnapping = "irrep-snapping",
        /// `features`: [`FeatureReport`](crate::experiment::FeatureReport)
        Features = "features",
        /// `group`: [`GroupReport`](crate::experiment::GroupReport)
        Group = "group",
        /// `landscape`: [`Landscape`](crate::features::Landscape)
        Landscape = "landscape",
        /// `path`: [`FactorWalk`](crate::experiment::FactorWalk)
        Path = "path",
        /// `potentials`: [`PotentialList`](crate::experiment::PotentialList)
        Potentials = "potentials",
        /// `prove`: [`BlockProof`](crate::proof::BlockProof)
        BlockProof = "block-proof",
        /// `prove --irrep`: [`MatrixBlockProof`](crate::proof::MatrixBlockProof)
        MatrixBlockProof = "matrix-block-proof",
        /// `prove --group`: [`SolutionProof`](crate::proof::SolutionProof)
        SolutionProof = "solution-proof",
        /// `report`: `runs`, each a [`RunPage`](crate::experiment::RunPage)
        Page = "page",
        /// `reproduce`, figures: the name of the `figure`, and the `result` that it shows
        Experiment = "experiment",
        /// `search`: [`Compositions`](crate::proof::Compositions)
        Compositions = "compositions",
        /// `reproduce table`: `rows`, each a [`TableRow`](crate::experiment::TableRow)
        Table = "table",
        /// `train`, one run: `directory`, `finished`, `epoch` and the `last` record of the log
        Run = "run",
        /// `train`, several: `runs`, each a [`SweepRow`](crate::train::SweepRow)
        Sweep = "sweep",
        /// `verify`: [`Verification`](crate::network::Verification) [`OfFile`](crate::experiment::OfFile)
        Verification = "verification",
        /// `width`: [`Width`](crate::construct::Width)
        Width = "width",
        /// `width --table`: `rows`, each a [`Width`](crate::construct::Width)
        Widths = "widths",
    }
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    cogring: &'static str,
    report: Schema,
    #[serde(flatten)]
    content: &'a T,
}

/// A report as indented JSON. `content` is a struct or a map.
///
/// # Errors
/// When it has no form in JSON.
pub fn to_json<T: Serialize>(report: Schema, content: &T) -> Result<String> {
    let envelope = Envelope { cogring: env!("CARGO_PKG_VERSION"), report, content };
    serde_json::to_string_pretty(&envelope).map_err(|error| Error::format(format!("JSON: {error}")))
}
