//! Where filters end that climb the energy from random starts.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::ascent::{Ascent, Maximum};
use super::energy::{Centring, Energy};
use super::hessian::Hessian;
use super::real_irreps::{RealIrrep, RealIrreps};
use crate::dual::IrrepType;
use crate::group::Group;
use crate::network::{Activation, PairMask};
use crate::number::normal;
use crate::{Error, Result};

/// The largest order over which a landscape is explored: every step costs M² operations and the stability M³.
const LARGEST_ORDER: usize = 512;
/// The most starts.
const MOST_STARTS: usize = 100_000;
/// A filter lies on one irrep when the rest of its mass is below this.
const PURE: f64 = 1e-6;

/// What landscape to explore, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LandscapeOptions {
    /// The activation σ.
    pub activation: Activation,
    /// What is taken away from the targets.
    pub centring: Centring,
    /// The share of the pairs that are samples, each by its own chance.
    pub train_fraction: f64,
    /// The irreps that are already learned, by their labels.
    pub learned: Vec<String>,
    /// How many filters start.
    pub starts: usize,
    /// Of the starts and of the samples.
    pub seed: u64,
}

impl Default for LandscapeOptions {
    fn default() -> Self {
        LandscapeOptions {
            activation: Activation::Square,
            centring: Centring::SampleMean,
            train_fraction: 1.0,
            learned: Vec::new(),
            starts: 200,
            seed: 0,
        }
    }
}

/// The local maxima of the energy that filters with random starts end at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Landscape {
    /// The group.
    pub group: Group,
    /// What was explored.
    pub options: LandscapeOptions,
    /// The number of samples.
    pub samples: usize,
    /// Whether the theorem on the local maxima is about this landscape: squares on all pairs.
    pub is_closed_form: bool,
    /// Every non-trivial real irrep.
    pub irreps: Vec<LandscapeRow>,
    /// Filters that ended on no single irrep.
    pub mixed: usize,
    /// The energies of these, smallest and largest.
    pub mixed_energies: Option<[f64; 2]>,
    /// Filters that had not arrived after the most steps.
    pub unconverged: usize,
    /// The largest |E − M/(2D)| of the filters on one irrep, where the theorem is about this landscape.
    pub deviation: Option<f64>,
}

/// The filters that ended on one irrep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LandscapeRow {
    /// The irrep: a frequency ±k, or its number.
    pub irrep: String,
    /// The degree d of the complex irrep.
    pub degree: usize,
    /// The type.
    pub kind: IrrepType,
    /// The real dimension D.
    pub dimension: usize,
    /// Whether it counts as learned already.
    pub is_learned: bool,
    /// M/(2D): the energy of the maxima for squares on all pairs.
    pub maximum: f64,
    /// How many filters ended here.
    pub hits: usize,
    /// The smallest and the largest energy of these.
    pub energies: Option<[f64; 2]>,
    /// The number of flat directions that the theorem gives for squares on all pairs.
    pub flat_directions: usize,
    /// The number of flat directions at the first of these filters.
    pub found_flat: Option<usize>,
    /// In how many directions the energy still rises there: 0 at a maximum.
    pub found_rising: Option<usize>,
}

/// A filter that has arrived, and the irrep that it lies on.
struct Arrival {
    maximum: Maximum,
    irrep: Option<usize>,
}

impl Landscape {
    /// Lets filters climb the energy over `group`.
    ///
    /// ```
    /// use cogring::{Group, features::{Landscape, LandscapeOptions}};
    /// let options = LandscapeOptions { starts: 20, ..LandscapeOptions::default() };
    /// let landscape = Landscape::explore(&"S3".parse::<Group>()?, &options)?;
    /// assert!(landscape.mixed == 0 && landscape.unconverged == 0 && landscape.deviation < Some(1e-9));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the group is larger than 512, there are no starts or more than 10⁵, the train fraction is not in (0, 1], a
    /// learned irrep is none of the group's, all of them are learned, or no pair was drawn.
    pub fn explore(group: &Group, options: &LandscapeOptions) -> Result<Self> {
        options.validate(group)?;
        let irreps = RealIrreps::new(group);
        let learned = options.learned_positions(&irreps)?;
        let mask = options.mask(group);
        let mut energy = Energy::new(group, options.activation, &mask, options.centring)?;
        if !learned.is_empty() {
            energy = energy.without(&irreps, &learned);
        }
        let arrivals: Vec<Arrival> = (0..options.starts)
            .into_par_iter()
            .map(|start| {
                let maximum = Ascent::default().from(&energy, &random_filter(group, options.seed, start as u64));
                let irrep = pure_irrep(&irreps, &maximum.filter);
                Arrival { maximum, irrep }
            })
            .collect();
        let rows = irreps.list().iter().enumerate().map(|(at, irrep)| {
            let of_irrep: Vec<&Arrival> =
                arrivals.iter().filter(|arrival| arrival.irrep == Some(at) && arrival.maximum.has_converged).collect();
            LandscapeRow::new(irrep, learned.contains(&at), &of_irrep, &energy)
        });
        Ok(Self::summary(group, options, &energy, rows.collect(), &arrivals))
    }

    fn summary(
        group: &Group,
        options: &LandscapeOptions,
        energy: &Energy<'_>,
        irreps: Vec<LandscapeRow>,
        arrivals: &[Arrival],
    ) -> Self {
        let arrived = || arrivals.iter().filter(|arrival| arrival.maximum.has_converged);
        let mixed = || arrived().filter(|arrival| arrival.irrep.is_none()).map(|arrival| arrival.maximum.energy);
        let is_closed_form = options.activation == Activation::Square && options.train_fraction == 1.0;
        let off = |row: &LandscapeRow| {
            let energies = row.energies.into_iter().flatten();
            energies.map(|energy| (energy - row.maximum).abs()).fold(0.0, f64::max)
        };
        Landscape {
            group: group.clone(),
            options: options.clone(),
            samples: energy.samples(),
            is_closed_form,
            mixed: mixed().count(),
            mixed_energies: range(mixed()),
            unconverged: arrivals.len() - arrived().count(),
            deviation: is_closed_form.then(|| irreps.iter().map(off).fold(0.0, f64::max)),
            irreps,
        }
    }
}

impl LandscapeRow {
    fn new(irrep: &RealIrrep, is_learned: bool, arrivals: &[&Arrival], energy: &Energy<'_>) -> Self {
        let stability = arrivals.first().map(|first| Hessian::new(energy, &first.maximum.filter).stability());
        LandscapeRow {
            irrep: irrep.label.clone(),
            degree: irrep.degree,
            kind: irrep.kind,
            dimension: irrep.dimension(),
            is_learned,
            maximum: irrep.maximum(energy.group().order()),
            hits: arrivals.len(),
            energies: range(arrivals.iter().map(|arrival| arrival.maximum.energy)),
            flat_directions: irrep.flat_directions(),
            found_flat: stability.map(|stability| stability.flat),
            found_rising: stability.map(|stability| stability.rising),
        }
    }
}

impl LandscapeOptions {
    fn validate(&self, group: &Group) -> Result<()> {
        let order = group.order();
        if !(2..=LARGEST_ORDER).contains(&order) {
            return Err(Error::unsupported(format!(
                "the landscape over {} of order {order}; it is explored for orders 2 to {LARGEST_ORDER}",
                group.symbol()
            )));
        }
        if !(1..=MOST_STARTS).contains(&self.starts) {
            return Err(Error::argument(format!("{} starts; from 1 to {MOST_STARTS} are possible", self.starts)));
        }
        if !(self.train_fraction > 0.0 && self.train_fraction <= 1.0) {
            return Err(Error::argument(format!(
                "a train fraction of {}, which is not in (0, 1]",
                self.train_fraction
            )));
        }
        Ok(())
    }

    fn learned_positions(&self, irreps: &RealIrreps) -> Result<Vec<usize>> {
        let position = |label: &String| {
            irreps.find(label).ok_or_else(|| {
                let known: Vec<&str> = irreps.list().iter().map(|irrep| irrep.label.as_str()).collect();
                Error::argument(format!("{label} is no irrep of {}, which has {}", irreps.group(), known.join(", ")))
            })
        };
        let learned = self.learned.iter().map(position).collect::<Result<Vec<_>>>()?;
        if (0..irreps.list().len()).all(|irrep| learned.contains(&irrep)) {
            return Err(Error::argument(format!(
                "all irreps of {} are learned: nothing is left",
                irreps.group().symbol()
            )));
        }
        Ok(learned)
    }

    /// The samples: every pair by its own chance.
    fn mask(&self, group: &Group) -> PairMask {
        let (order, mut random) = (group.order(), ChaCha8Rng::seed_from_u64(self.seed));
        if self.train_fraction == 1.0 {
            return PairMask::all(group);
        }
        let drawn: Vec<bool> = (0..order * order).map(|_| random.random::<f64>() < self.train_fraction).collect();
        PairMask::from_fn(group, |g1, g2| drawn[g1 * order + g2])
    }
}

/// A filter whose direction is uniform, the same for the same seed and number.
fn random_filter(group: &Group, seed: u64, number: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number + 1);
    (0..2 * group.order()).map(|_| normal(&mut random)).collect()
}

/// The irrep that all but 10⁻⁶ of a filter's mass lies on.
fn pure_irrep(irreps: &RealIrreps, filter: &[f64]) -> Option<usize> {
    let masses = irreps.filter_masses(filter);
    let whole: f64 = filter.iter().map(|w| w * w).sum();
    masses.iter().position(|mass| *mass > (1.0 - PURE) * whole)
}

fn range(values: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    values.fold(None, |range, value| match range {
        None => Some([value, value]),
        Some([low, high]) => Some([value.min(low), value.max(high)]),
    })
}
