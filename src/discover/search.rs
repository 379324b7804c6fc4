//! The search for networks: many random starts, each replayable from the seed and its number.

use std::path::Path;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::levenberg::{Descent, descend};
use crate::loss::Problem;
use crate::number::normal;
use crate::variety::{NumericalRank, ResidualMap, correct, square_norm};
use crate::{Error, Result};

/// The most unknowns 3dH: a start over them takes about a minute.
const MAX_UNKNOWNS: usize = 1 << 11;
/// The most starts.
const MAX_STARTS: usize = 1 << 20;
/// How many starts are made before the search looks whether it has found enough.
const BATCH: usize = 8;
/// Descents with the ridge, and then without.
const FIRST: Descent = Descent { iterations: 120, ridge: 3e-4, tolerance: 1e-26 };
const SECOND: Descent = Descent { iterations: 400, ridge: 0.0, tolerance: 1e-26 };
/// The largest |F| of what counts as found.
pub(super) const EXACT: f64 = 1e-11;
/// Newton's iteration is tried from sums of squares below this.
pub(super) const NEARLY_EXACT: f64 = 1e-12;
/// Sums of squares below this, with a norm that grows, are those of a border.
const BORDER: f64 = 1e-4;

/// What is looked for, and how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// The networks.
    #[serde(flatten)]
    pub problem: Problem,
    /// The most starts.
    pub starts: usize,
    /// The seed of all starts.
    pub seed: u64,
    /// The search ends once so many networks are found.
    pub enough: usize,
}

/// One start, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Its number.
    pub number: usize,
    /// ‖F‖² where the descent with the ridge ended, and at the end.
    pub sum_of_squares: [f64; 2],
    /// ‖x‖ there, smallest on the orbit of the gauges.
    pub norm: [f64; 2],
    /// The iterations of both.
    pub iterations: usize,
    /// The point, of what was found: u, w and v.
    pub point: Option<Vec<f64>>,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// Networks that are exact to rounding.
    Found {
        /// The numbers of their starts.
        starts: Vec<usize>,
        /// The ranks of the Jacobian there.
        ranks: Vec<NumericalRank>,
    },
    /// The residual falls while the norm grows, as near a border of what networks compute: the infimum may be 0 and not be
    /// attained.
    BorderLike {
        /// The start with the smallest sum of squares.
        start: usize,
        /// Its sums of squares after the descent with the ridge, and at the end.
        sum_of_squares: [f64; 2],
        /// Its norms there.
        norm: [f64; 2],
    },
    /// Nothing.
    NotFound {
        /// The smallest sum of squares.
        best: f64,
    },
}

/// A search with all its starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discovery {
    /// What was looked for.
    #[serde(flatten)]
    pub search: Search,
    /// How many starts were made, and how many of them found a network.
    pub tried: usize,
    /// As above.
    pub found: usize,
    /// The 95 % interval of the rate of success (Wilson, J. Am. Stat. Assoc. 22, 1927).
    pub success_rate: [f64; 2],
    /// What was found.
    pub outcome: Outcome,
}

impl Search {
    /// # Errors
    /// When there is nothing to do, or too much.
    fn require_feasible(&self) -> Result<()> {
        let unknowns = self.problem.group.order().saturating_mul(self.problem.width).saturating_mul(3);
        if unknowns == 0 || unknowns > MAX_UNKNOWNS {
            return Err(Error::unsupported(format!(
                "{} nodes over a group of order {} have {unknowns} weights; from 3 to {MAX_UNKNOWNS} are searched",
                self.problem.width,
                self.problem.group.order()
            )));
        }
        if !(1..=MAX_STARTS).contains(&self.starts) || self.enough == 0 {
            return Err(Error::argument(format!("{} starts; from 1 to {MAX_STARTS} are made", self.starts)));
        }
        Ok(())
    }

    /// One start: weights from the normal distribution, a descent with a ridge, one without, and Newton's iteration. The same
    /// seed and number give the same bits.
    #[must_use]
    pub fn start(&self, number: usize) -> Start {
        let map = ResidualMap::new(&self.problem.group, self.problem.width, self.problem.target);
        let first = descend(&map, random_point(&map, self.seed, number), &FIRST);
        let second = descend(&map, first.x.clone(), &SECOND);
        let found =
            (second.sum_of_squares < NEARLY_EXACT).then(|| correct(&map, second.x.clone(), &[], None, usize::MAX, 8));
        let point = found.filter(|corrected| corrected.error < EXACT).map(|corrected| corrected.x);
        let norm = |x: &[f64]| square_norm(&map.gauge_minimal(x)).sqrt();
        Start {
            number,
            sum_of_squares: [first.sum_of_squares, second.sum_of_squares],
            norm: [norm(&first.x), norm(point.as_ref().unwrap_or(&second.x))],
            iterations: first.iterations + second.iterations,
            point,
        }
    }

    /// Makes starts, some at a time and in parallel, until there are enough networks or no more starts. `done` are starts
    /// that were made before, in order; `keep` is given all starts so far after each batch.
    ///
    /// # Errors
    /// When there is too much to do, `done` are no starts of this search, or `keep` fails.
    pub fn run(&self, done: Vec<Start>, mut keep: impl FnMut(&[Start]) -> Result<()>) -> Result<Vec<Start>> {
        self.require_feasible()?;
        if done.iter().enumerate().any(|(number, start)| start.number != number) {
            return Err(Error::argument("the starts that were made before are not numbered from 0 on"));
        }
        let mut starts = done;
        // what a killed run has beyond its last whole batch is made again
        starts.truncate(if starts.len() >= self.starts { self.starts } else { starts.len() / BATCH * BATCH });
        let found = |starts: &[Start]| starts.iter().filter(|start| start.point.is_some()).count();
        while starts.len() < self.starts && found(&starts) < self.enough {
            let next = starts.len()..(starts.len() + BATCH).min(self.starts);
            starts.extend(next.into_par_iter().map(|number| self.start(number)).collect::<Vec<_>>());
            keep(&starts)?;
        }
        Ok(starts)
    }

    /// What the starts of this search came to.
    #[must_use]
    pub fn discovery(&self, starts: &[Start]) -> Discovery {
        let map = ResidualMap::new(&self.problem.group, self.problem.width, self.problem.target);
        let found: Vec<&Start> = starts.iter().filter(|start| start.point.is_some()).collect();
        let best = starts.iter().min_by(|x, y| x.sum_of_squares[1].total_cmp(&y.sum_of_squares[1]));
        let outcome = match best {
            _ if !found.is_empty() => Outcome::Found {
                starts: found.iter().map(|start| start.number).collect(),
                ranks: found
                    .iter()
                    .filter_map(|start| start.point.as_ref())
                    .map(|x| NumericalRank::of(map.jacobian(&map.gauge_minimal(x))))
                    .collect(),
            },
            Some(start) if start.sum_of_squares[1] < BORDER && start.norm[1] > 1.05 * start.norm[0] => {
                Outcome::BorderLike { start: start.number, sum_of_squares: start.sum_of_squares, norm: start.norm }
            }
            best => Outcome::NotFound { best: best.map_or(f64::INFINITY, |start| start.sum_of_squares[1]) },
        };
        Discovery {
            search: self.clone(),
            tried: starts.len(),
            found: found.len(),
            success_rate: wilson(found.len(), starts.len()),
            outcome,
        }
    }
}

/// The state of a search in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchState {
    /// What is looked for.
    pub search: Search,
    /// The starts so far.
    pub starts: Vec<Start>,
}

impl SearchState {
    /// The state in a file, for a search that differs in nothing but how long it lasts.
    ///
    /// # Errors
    /// When the file cannot be read, is no state, or is that of another search.
    pub fn read(path: &Path, search: &Search) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::io("cannot be read", error).at_path(path))?;
        let state: SearchState = serde_json::from_slice(&bytes)
            .map_err(|error| Error::format(format!("not the state of a search: {error}")).at_path(path))?;
        let own = Search { starts: state.search.starts, enough: state.search.enough, ..search.clone() };
        if own != state.search {
            let Search { problem: Problem { group, width, target }, seed, .. } = &state.search;
            return Err(Error::argument(format!(
                "is the state of another search: {group}, width {width}, {target}, seed {seed}"
            ))
            .at_path(path));
        }
        Ok(state)
    }
}

/// Weights from normal distributions, of deviation 0.6 in the inputs and 0.3 in the outputs.
fn random_point(map: &ResidualMap, seed: u64, number: usize) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number as u64);
    let length = map.order() * map.width();
    (0..3 * length).map(|at| normal(&mut random) * if at < 2 * length { 0.6 } else { 0.3 }).collect()
}

/// Wilson's 95 % interval of a rate of which `successes` of `trials` are known.
///
/// ```
/// let [low, high] = cogring::discover::wilson(1, 29);
/// assert!((low - 0.0061).abs() < 1e-3 && (high - 0.1718).abs() < 1e-3);
/// assert_eq!(cogring::discover::wilson(0, 0), [0.0, 1.0]);
/// ```
#[must_use]
pub fn wilson(successes: usize, trials: usize) -> [f64; 2] {
    const Z: f64 = 1.959_963_984_540_054;
    if trials == 0 {
        return [0.0, 1.0];
    }
    let (n, rate) = (trials as f64, successes as f64 / trials as f64);
    let middle = rate + Z * Z / (2.0 * n);
    let half = Z * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    [((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)]
}
