//! Normal random numbers.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// A number from the normal distribution, by Box and Muller.
pub(crate) fn normal(random: &mut ChaCha8Rng) -> f64 {
    let (radius, angle): (f64, f64) = (random.random(), random.random());
    (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}
