//! The experiments of the paper: from run directories and network files to results, which `report` draws and prints.
//!
//! - [`find_sources`], [`series`]: where networks come from, and one run at several epochs;
//! - [`factored`]: networks at the end of their training, taken apart;
//! - [`paper_table`], [`order_panels`], [`parameter_panels`], [`decoupling`]: statistics over many networks;
//! - [`Experiment`] over a [`RunGrid`]: [`Grokking`] (memorizing first, generalizing later, and the gradient that reaches the
//!   features), [`Rates`] and [`Energies`] (which features a step size chooses), [`Modulation`] (which irreps are learned when);
//! - [`Regimes`]: what the readout of random features sends back to them;
//! - [`Boundary`]: how much data it takes to generalize, by group and train fraction;
//! - [`curve_classes`], [`Evolution`]: runs over their epochs;
//! - [`Constructed`], [`Evaluation`], [`PotentialList`]: a construction, an expression, their potentials;
//! - [`walk`]: the networks of a zero-loss path;
//! - [`TakenApart`], [`OfFile`], [`Conversion`]: what is said of the network in a file;
//! - [`subject`]: what is to be proved, by the text that names it;
//! - [`GroupReport`]: a group with its classes and irreps;
//! - [`run_pages`]: all that is known of runs.

mod apart;
mod boundary;
mod comparison;
mod construction;
mod cost;
mod curve;
mod curve_class;
mod decoupling;
mod discovery;
mod energies;
mod evaluation;
mod evolution;
mod factored;
mod file;
mod filters;
mod grid;
mod grokking;
mod group;
mod modulation;
mod orders;
mod page;
mod parameters;
mod potentials;
mod rates;
mod regimes;
mod series;
mod settings;
mod snapshot;
mod source;
mod stages;
mod subject;
mod table;
mod walk;

pub use apart::TakenApart;
pub use boundary::{Boundary, BoundaryFit, BoundaryOptions, BoundaryPoint, BoundarySetting, Crossing, Family};
pub use comparison::{ComparedCell, ComparedRow, compare_with_paper};
pub use construction::{Constructed, ConstructionReport, MAX_WEIGHTS, weights};
pub use cost::require_affordable;
pub use curve::{Curve, CurvePoint};
pub use curve_class::{CurveClass, curve_classes};
pub use decoupling::{Decoupling, DecouplingPoint, decoupling};
pub use discovery::{
    Exactified, ExactifiedFile, ExactifiedFiles, best_fits, exactify_networks, rank_of_file, resume_search,
};
pub use energies::{Energies, RunEnergies, ShownFilter};
pub use evaluation::{Evaluation, GroupEvaluation};
pub use evolution::{Evolution, EvolutionPoint};
pub use factored::{Factored, factored};
pub use file::{Conversion, FactorWalk, FeatureReport, IrrepReport, OfFile, WrittenSnapping};
pub use filters::features_of_file;
pub use grid::{Experiment, RunGrid};
pub use grokking::{Grokking, Signal};
pub use group::{CharacterTable, ConjugacyClass, GroupReport, IrrepRow};
pub use modulation::{LearnedIrrep, Modulation, ModulationPoint, RunModulation};
pub use orders::{IrrepKind, OrderPanel, order_panels};
pub use page::{RunPage, run_pages};
pub use parameters::{Angle, BINS, ParameterPanel, parameter_panels};
pub use potentials::{
    Asked, Element, ListedPotential, PotentialList, PotentialQuestion, WeightScale, parse_potentials,
};
pub use rates::{RatePoint, Rates, RunEnd};
pub use regimes::{RegimeOptions, RegimePoint, Regimes};
pub use series::{Series, Training, one_series, one_series_of_weights, potential_trajectory, series};
pub use settings::Settings;
pub use source::{Source, find_sources, network_files};
pub use stages::Stages;
pub use subject::subject;
pub use table::{PaperProtocol, TableRow, agree_with_paper, paper_table};
pub use walk::{PathStep, PathWalk, walk};
