//! Gradient descent with exact full-batch gradients.
//!
//! [`train_run`] trains one network into a [`RunDirectory`] and can be stopped and continued at any moment; [`sweep`] does
//! this for many settings at once; [`Trainer`] is the loop's body, for programs that want to look at every step. The
//! gradients are those of [`crate::objective`].

mod config;
mod dead;
mod directory;
mod initial;
mod optimizer;
mod record;
mod run;
mod settings;
mod state;
mod sweep;
mod trainer;
mod writer;

pub use config::{Precision, RunConfig};
pub use directory::RunDirectory;
pub use initial::{initial_weights, random_split, read_split};
pub use optimizer::Optimizer;
pub use record::LogRecord;
pub use run::{Observer, RunOutcome, Silent, train_run};
pub use settings::{OptimizerSettings, Rule};
pub use sweep::{ObserverFactory, SweepConfig, SweepRow, sweep};
pub use trainer::Trainer;
