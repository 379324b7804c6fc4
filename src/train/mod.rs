//! Gradient descent with exact full-batch gradients.
//!
//! [`train_run`] trains one network into a [`RunDirectory`] and can be stopped and continued at any moment; [`sweep`] does
//! this for many settings at once; [`Trainer`] is the loop's body, for programs that want to look at every step. The
//! gradients are those of [`crate::objective`].

mod config;
mod dead;
mod descent;
mod directory;
mod initial;
mod optimizer;
mod orthogonal;
mod pairs;
mod protocol;
mod record;
mod run;
mod state;
mod sweep;
mod trainer;
mod writer;

pub use config::RunConfig;
pub use descent::Descent;
pub use directory::RunDirectory;
pub use initial::{initial_weights, random_weights};
pub use optimizer::{Optimizer, OptimizerSettings, Rule};
pub use orthogonal::orthogonal_direction;
pub use pairs::{random_split, random_tuples, read_split, read_tuples, write_split};
pub use protocol::{Precision, Protocol};
pub use record::LogRecord;
pub use run::{Observer, RunOutcome, Silent, train_run};
pub use sweep::{
    LastRecord, ObserverFactory, Shard, SweepConfig, SweepRow, Variation, Variations, sweep, train_all, train_shard,
};
pub use trainer::{InTraining, Trainer};
