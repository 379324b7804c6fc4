//! What the outputs are compared with.

use crate::named::named;

named! {
    /// Which target the loss measures the distance to.
    pub enum Target {
        /// ‖P(o − onehot)‖² with P = I − 11ᵀ/d: outputs matter up to a constant. The paper's loss.
        ZeroMean,
        /// ‖o − onehot‖²: outputs must equal the one-hot label.
        OneHot,
    }
}
