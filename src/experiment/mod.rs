//! The experiments of the paper: from run directories and network files to results, which `report` draws and prints.
//!
//! - [`find_sources`], [`series`]: where networks come from, and one run at several epochs;
//! - [`factored`]: networks at the end of their training, taken apart;
//! - [`paper_table`], [`order_panels`], [`parameter_panels`], [`decoupling`]: statistics over many networks;
//! - [`curve_classes`], [`Evolution`]: runs over their epochs;
//! - [`walk`]: the networks of a zero-loss path;
//! - [`run_page`]: all that is known of one run.

mod curve;
mod decoupling;
mod evolution;
mod factored;
mod orders;
mod page;
mod parameters;
mod series;
mod settings;
mod source;
mod table;
mod walk;

pub use curve::{Band, Curve, CurveClass, CurvePoint, TypicalPoint, curve_classes};
pub use decoupling::{Decoupling, DecouplingPoint, decoupling};
pub use evolution::{Evolution, EvolutionPoint, FormAtEpoch};
pub use factored::{Factored, factored};
pub use orders::{LAST_ORDER, OrderPanel, order_panels};
pub use page::{RunPage, run_page};
pub use parameters::{Angle, BINS, ParameterPanel, parameter_panels};
pub use series::{Series, Training, one_series, series};
pub use settings::Settings;
pub use source::{Source, find_sources};
pub use table::{PaperProtocol, TableRow, paper_table};
pub use walk::{PathStep, PathWalk, walk};
