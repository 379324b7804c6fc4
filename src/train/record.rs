//! One line of a log.

use serde::{Deserialize, Deserializer, Serialize};

/// Losses and accuracies of the weights before the step of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LogRecord {
    /// The number of steps taken before.
    pub epoch: usize,
    /// The loss on the training pairs, or tuples, without weight decay.
    pub train_loss: f64,
    /// The loss on the other pairs; NaN (`null` in files) when there are none.
    #[serde(deserialize_with = "nan_for_null")]
    pub test_loss: f64,
    /// The accuracy on the training pairs.
    pub train_accuracy: f64,
    /// The accuracy on the other pairs; NaN (`null` in files) when there are none.
    #[serde(deserialize_with = "nan_for_null")]
    pub test_accuracy: f64,
    /// The number of hidden nodes that have not decayed to zero.
    pub live_nodes: usize,
}

fn nan_for_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NAN))
}
