//! What the lazy stage sends back to the features, by width and weight decay.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::features::{Ridge, hidden_features};
use crate::group::Group;
use crate::network::Activation;
use crate::number::normal;
use crate::train::random_split;
use crate::{Error, Result};
use nalgebra::DMatrix;

/// Random features over a group, and the readouts that are fitted to them.
///
/// The default is Z_7 with 30 of the 49 pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegimeOptions {
    /// The group.
    pub group: Group,
    /// The activation.
    pub activation: Activation,
    /// The share of the pairs that are samples.
    pub train_fraction: f64,
    /// The numbers of hidden nodes.
    pub widths: Vec<usize>,
    /// The weight decays η of the readout.
    pub decays: Vec<f64>,
    /// Of the samples and the features.
    pub seed: u64,
}

impl Default for RegimeOptions {
    fn default() -> Self {
        RegimeOptions {
            group: Group::cyclic(7).expect("7 is an order"),
            activation: Activation::Square,
            train_fraction: 30.0 / 49.0,
            widths: (3..14).map(|power| 1 << power).collect(),
            decays: vec![0.0, 1e-6, 1e-3, 1e-1, 1e1, 1e3, 1e5],
            seed: 0,
        }
    }
}

/// ‖G_F‖ at one width and weight decay.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RegimePoint {
    /// K.
    pub width: usize,
    /// η.
    pub decay: f64,
    /// ‖G_F‖ at the ridge readout.
    pub gradient: f64,
}

/// ‖G_F‖ over width K and weight decay η: without weight decay a network of K ≥ n nodes memorizes and nothing is sent back to its
/// features; far too much of it fits nothing; the signal is largest at η of about K c₁; and it fades as K grows at fixed η.
///
/// Source: Li₂, stage I and its table of regimes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Regimes {
    /// What was computed.
    pub options: RegimeOptions,
    /// The number of samples n.
    pub samples: usize,
    /// The points, by weight decay and width.
    pub points: Vec<RegimePoint>,
}

/// The most operations: n²(n + K) for every point.
const MOST_WORK: u128 = 1 << 38;

impl Regimes {
    /// ‖G_F‖ for filters with independent normal entries of variance 1/(2M).
    ///
    /// ```
    /// use cogring::experiment::{RegimeOptions, Regimes};
    /// let options = RegimeOptions { widths: vec![256], decays: vec![0.0, 10.0], ..RegimeOptions::default() };
    /// let regimes = Regimes::new(&options)?;
    /// assert!(regimes.samples == 30 && regimes.points[0].gradient < 1e-9 && regimes.points[1].gradient > 0.1);
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// When nothing is described, the train fraction is not in (0, 1] or leaves no pair, a weight decay is negative, a width is 0, the
    /// activation is the product, or the work is more than 2³⁸ operations.
    pub fn new(options: &RegimeOptions) -> Result<Self> {
        let RegimeOptions { group, activation, train_fraction, widths, decays, seed } = options;
        if widths.is_empty() || decays.is_empty() || widths.contains(&0) {
            return Err(Error::argument("widths of at least 1 and weight decays are needed"));
        }
        if !(*train_fraction > 0.0 && *train_fraction <= 1.0) || *activation == Activation::Product {
            return Err(Error::argument(format!(
                "a train fraction of {train_fraction} and the activation {activation}: in (0, 1], and a function of p + q"
            )));
        }
        let mask = random_split(group, *train_fraction, *seed);
        let (order, samples) = (group.order(), mask.len());
        let work =
            |&width: &usize| (samples as u128).pow(2) * (samples + width) as u128 + (order * order * width) as u128;
        let work = widths.iter().map(work).sum::<u128>() * decays.len() as u128;
        if samples == 0 || work > MOST_WORK {
            return Err(Error::argument(format!(
                "{samples} samples and {} widths need {work:.1e} operations; at least one sample, at most {MOST_WORK:.1e}",
                widths.len()
            )));
        }
        let pairs: Vec<usize> = mask.pairs().map(|(g1, g2)| g1 * order + g2).collect();
        let labels = DMatrix::from_fn(samples, order, |row, h| {
            f64::from(u8::from(group.multiply(pairs[row] / order, pairs[row] % order) == h))
        });
        let mut points = Vec::with_capacity(widths.len() * decays.len());
        for &width in widths {
            let features =
                hidden_features(group, *activation, &normal_filters(order, width, *seed)).select_rows(&pairs);
            for &decay in decays {
                let gradient = Ridge::new(&features, &labels, decay)?.gradient().norm();
                points.push(RegimePoint { width, decay, gradient });
            }
        }
        points.sort_by(|x, y| x.decay.total_cmp(&y.decay).then(x.width.cmp(&y.width)));
        Ok(Regimes { options: options.clone(), samples, points })
    }
}

/// Filters of independent normal entries of variance 1/(2M).
fn normal_filters(order: usize, width: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(width as u64);
    let scale = 1.0 / ((2 * order) as f64).sqrt();
    (0..width).map(|_| (0..2 * order).map(|_| scale * normal(&mut random)).collect()).collect()
}
