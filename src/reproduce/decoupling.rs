//! How the potential kernel of random networks becomes diagonal with width.

use nalgebra::DMatrix;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::dynamics::kernel_size;
use crate::factor::MeanAndError;
use crate::group::Group;
use crate::network::Network;
use crate::report::figures::DecouplingPoint;
use crate::{Error, Result};

/// The ratio of off-diagonal to diagonal of the potential kernel, at every width over `samples` networks with independent
/// standard normal weights, which follow from `seed`.
///
/// # Errors
/// When there is no width or sample, a width is 0, or the group has order 1 or more than 13 (the kernel has (d−1)⁶
/// entries).
pub fn decoupling(group: &Group, widths: &[usize], samples: usize, seed: u64) -> Result<Vec<DecouplingPoint>> {
    if !(2..=13).contains(&group.order()) {
        return Err(Error::argument(format!("group {group} of order {}; 2 to 13 is required", group.order())));
    }
    if widths.is_empty() || widths.contains(&0) || samples == 0 {
        return Err(Error::argument(
            "at least one width, every width at least 1, and at least one sample are required",
        ));
    }
    let point = |&width: &usize| {
        let ratio = |sample: usize| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(((width as u64) << 32) | sample as u64);
            Ok(kernel_size(&normal_network(group, width, &mut random)?).ratio())
        };
        let ratios: Result<Vec<f64>> = (0..samples).map(ratio).collect();
        Ok(DecouplingPoint { width, ratio: MeanAndError::of(&ratios?).expect("there are samples") })
    };
    widths.par_iter().map(point).collect()
}

fn normal_network(group: &Group, width: usize, random: &mut ChaCha8Rng) -> Result<Network> {
    // Box–Muller: the radius of a pair of normal variables, and one of its coordinates.
    let mut normal = |_: usize, _: usize| {
        let (radius, angle): (f64, f64) = (random.random(), random.random());
        (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    };
    let d = group.order();
    let (a, b) = (DMatrix::from_fn(width, d, &mut normal), DMatrix::from_fn(width, d, &mut normal));
    Network::new(group, a, b, DMatrix::from_fn(d, width, &mut normal))
}
