//! How the potential kernel of random networks becomes diagonal with width.

use nalgebra::DMatrix;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dynamics::kernel_size;
use crate::factor::MeanAndError;
use crate::group::Group;
use crate::network::Network;
use crate::number::normal;
use crate::{Error, Result};

/// The potential kernel of random networks against their width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decoupling {
    /// The group.
    pub group: Group,
    /// The number of random networks per width.
    pub samples: usize,
    /// The widths.
    pub points: Vec<DecouplingPoint>,
}

/// The ratio of off-diagonal to diagonal at one width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DecouplingPoint {
    /// The number q of hidden nodes.
    pub width: usize,
    /// Mean and standard error over random networks.
    pub ratio: MeanAndError,
}

/// What the kernel of one network may cost: its (d−1)⁶ entries are made of Gram matrices of (d−1)⁴ q products.
const MOST_WORK: u128 = 1 << 40;
/// The largest width.
const MOST_NODES: usize = 1 << 16;

/// The ratio of off-diagonal to diagonal of the potential kernel, at every width over `samples` networks with independent
/// standard normal weights, which follow from `seed`.
///
/// # Errors
/// When there is no width or sample, a width is 0 or above 2¹⁶, the group has order 1 or more than 13 (the kernel has
/// (d−1)⁶ entries), or all networks together need more than 2⁴⁰ multiplications.
pub fn decoupling(group: &Group, widths: &[usize], samples: usize, seed: u64) -> Result<Decoupling> {
    check(group, widths, samples)?;
    let point = |&width: &usize| {
        let ratio = |sample: usize| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(((width as u64) << 32) | sample as u64);
            Ok(kernel_size(&normal_network(group, width, &mut random)?).ratio())
        };
        let ratios: Result<Vec<f64>> = (0..samples).map(ratio).collect();
        Ok(DecouplingPoint { width, ratio: MeanAndError::of(&ratios?).expect("there are samples") })
    };
    let points: Result<_> = widths.par_iter().map(point).collect();
    Ok(Decoupling { group: group.clone(), samples, points: points? })
}

fn check(group: &Group, widths: &[usize], samples: usize) -> Result<()> {
    let d = group.order();
    if !(2..=13).contains(&d) {
        return Err(Error::argument(format!("group {} of order {d}; 2 to 13 is required", group.symbol())));
    }
    if widths.is_empty() || widths.contains(&0) || samples == 0 {
        return Err(Error::argument(
            "at least one width, every width at least 1, and at least one sample are required",
        ));
    }
    if let Some(width) = widths.iter().find(|width| **width > MOST_NODES) {
        return Err(Error::argument(format!("width {width}; at most {MOST_NODES} is possible")));
    }
    let n = (d - 1) as u128;
    let of_width = |&width: &usize| 3 * n.pow(4) * width as u128 + n.pow(6);
    let work = widths.iter().map(of_width).sum::<u128>().saturating_mul(samples as u128);
    if work > MOST_WORK {
        let asked = format!("{samples} samples at {} widths over the group {}", widths.len(), group.symbol());
        return Err(Error::argument(format!(
            "{asked} need {work:.1e} multiplications; at most {MOST_WORK:.1e} are done"
        )));
    }
    Ok(())
}

fn normal_network(group: &Group, width: usize, random: &mut ChaCha8Rng) -> Result<Network> {
    let mut normal = |_: usize, _: usize| normal(random);
    let d = group.order();
    let (a, b) = (DMatrix::from_fn(width, d, &mut normal), DMatrix::from_fn(width, d, &mut normal));
    Network::new(group, a, b, DMatrix::from_fn(d, width, &mut normal))
}
