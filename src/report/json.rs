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
        Check,
        /// `check`: a certificate of a network, [`CheckedFile`](crate::check::CheckedFile)
        NetworkCheck,
        /// `compare`: [`Comparison`](crate::network::Comparison)
        Comparison,
        /// `construct`: [`ConstructionReport`](crate::experiment::ConstructionReport)
        Construction,
        /// `convert`: [`Conversion`](crate::experiment::Conversion)
        Conversion,
        /// `discover`: [`Discovery`](crate::discover::Discovery)
        Discovery,
        /// `exactify`: [`ExactifiedFiles`](crate::experiment::ExactifiedFiles)
        Exactification,
        /// `prove`, of an exact network over a number field: [`FieldProof`](crate::variety::FieldProof)
        FieldProof,
        /// `rank`: [`RankReport`](crate::variety::RankReport) [`OfFile`](crate::experiment::OfFile)
        Rank,
        /// `eval`: [`Description`](crate::construct::Description) of a single-frequency element
        Block,
        /// `eval --group`: [`GroupEvaluation`](crate::experiment::GroupEvaluation)
        Element,
        /// `factor`: [`Report`](crate::factor::Report): `networks` and `table`, for one file as for many
        Factorization,
        /// `factor` of networks over groups that are given by their tables: [`IrrepReport`](crate::experiment::IrrepReport)
        Irreps,
        /// `factor --snap`: [`WrittenSnapping`](crate::experiment::WrittenSnapping) [`OfFile`](crate::experiment::OfFile)
        Snapping,
        /// `factor --snap` over groups that are given by their tables: [`WrittenSnapping`](crate::experiment::WrittenSnapping) of
        /// an [`IrrepSnapping`](crate::factor::IrrepSnapping), [`OfFile`](crate::experiment::OfFile)
        IrrepSnapping,
        /// `features`: [`FeatureReport`](crate::experiment::FeatureReport)
        Features,
        /// `group`: [`GroupReport`](crate::experiment::GroupReport)
        Group,
        /// `landscape`: [`Landscape`](crate::features::Landscape)
        Landscape,
        /// `path`: [`FactorWalk`](crate::experiment::FactorWalk)
        Path,
        /// `potentials`: [`PotentialList`](crate::experiment::PotentialList)
        Potentials,
        /// `prove`: [`BlockProof`](crate::proof::BlockProof)
        BlockProof,
        /// `prove --irrep`: [`MatrixBlockProof`](crate::proof::MatrixBlockProof)
        MatrixBlockProof,
        /// `prove --group`: [`SolutionProof`](crate::proof::SolutionProof)
        SolutionProof,
        /// `report`: `runs`, each a [`RunPage`](crate::experiment::RunPage)
        Page,
        /// `reproduce`, figures: the name of the `figure`, and the `result` that it shows
        Experiment,
        /// `search`: [`Compositions`](crate::proof::Compositions)
        Compositions,
        /// `reproduce table`: `rows`, each a [`TableRow`](crate::experiment::TableRow)
        Table,
        /// `train`, one run: `directory`, `finished`, `epoch` and the `last` record of the log
        Run,
        /// `train`, several: `runs`, each a [`SweepRow`](crate::train::SweepRow)
        Sweep,
        /// `verify`: [`Verification`](crate::network::Verification) [`OfFile`](crate::experiment::OfFile)
        Verification,
        /// `width`: [`Width`](crate::construct::Width)
        Width,
        /// `width --table`: `rows`, each a [`Width`](crate::construct::Width)
        Widths,
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
