//! From a numerical fit to an exact network.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::align::align;
use super::recognise::{Digits, Recognised};
use super::refine::{Refined, fixed_coordinates, refine};
use super::search::EXACT;
use super::stages::Stage;
use super::walk::{Condition, Walk};
use crate::group::Group;
use crate::loss::Target;
use crate::named::named;
use crate::scalar::algebraic::{Algebraic, MAX_DEGREE};
use crate::variety::{FieldNetwork, FunctionBasis, ResidualMap, Tangent, correct, descend_norm, largest, square_norm};
use crate::{Error, Result};

/// The most unknowns 3dH.
const MAX_UNKNOWNS: usize = 1 << 10;
/// Steps down the norm.
const NORM_STEPS: usize = 200;
/// A fit whose norm grows by this factor on the way to a zero has none near by.
const RUNAWAY: f64 = 40.0;
/// The precision at which all points are looked at, in bits, and the largest degree there.
const FIRST_BITS: usize = 600;
const FIRST_DEGREE: usize = 12;
/// The precisions at which some points are, when nothing was found, and how many.
const LATER_BITS: [usize; 2] = [1500, 4000];
const CLOSER: usize = 2;
/// How many trials are made at the same time; those that a success among them makes needless are made too.
const AT_ONCE: usize = 2;

named! {
    /// The order in which conditions are imposed.
    pub enum Strategy {
        /// from the minimum of the norm: exchange symmetry, then equal coordinates
        Mse = "mse",
        /// from the minimum of the norm: exchange symmetry, zeros, equal coordinates
        Msze = "msze",
        /// zeros, then equal coordinates
        Ze = "ze",
        /// equal coordinates, then zeros
        Ez = "ez",
        /// from the minimum of the norm: zeros, then equal coordinates
        Mze = "mze",
        /// from the minimum of the norm: exchange symmetry, then zeros
        Msz = "msz",
    }
}

impl Strategy {
    fn starts_at_minimum(self) -> bool {
        !matches!(self, Strategy::Ze | Strategy::Ez)
    }

    fn stages(self) -> &'static [Stage] {
        match self {
            Strategy::Mse => &[Stage::Swap, Stage::Equal, Stage::Rational],
            Strategy::Msze => &[Stage::Swap, Stage::Zero, Stage::Equal, Stage::Rational],
            Strategy::Ze | Strategy::Mze => &[Stage::Zero, Stage::Equal, Stage::Rational],
            Strategy::Ez => &[Stage::Equal, Stage::Zero, Stage::Rational],
            Strategy::Msz => &[Stage::Swap, Stage::Zero, Stage::Rational],
        }
    }
}

/// What one strategy in one basis came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Attempt {
    /// Exact numbers that fulfil every identity.
    Exact {
        /// The degree of the field.
        degree: usize,
        /// The digits of the longest numerator or denominator.
        height: usize,
        /// The precision at which they were recognised.
        bits: usize,
    },
    /// The walk did not start: Newton's iteration leaves the point.
    NotAPoint,
    /// The walk ended before the point was isolated.
    Stuck {
        /// The dimension that is left.
        dimension: usize,
    },
    /// The equations are not consistent there.
    Inconsistent {
        /// To how many bits they are.
        bits: usize,
    },
    /// The point is isolated, and its numbers are not recognised.
    NotRecognised {
        /// To how many bits the equations are fulfilled.
        bits: usize,
    },
    /// The numbers that were recognised do not fulfil the identities.
    Refuted {
        /// The degree of their field.
        degree: usize,
    },
}

/// One strategy in one basis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// The basis.
    pub basis: String,
    /// The strategy.
    pub strategy: Strategy,
    /// The seed of the order in which conditions of like cost are tried.
    pub seed: u64,
    /// How many conditions were tried, and how many hold.
    pub conditions: [usize; 2],
    /// What it came to.
    pub attempt: Attempt,
}

/// What is known of a fit in the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Verdict {
    /// An exact network was found, and proved.
    Exact {
        /// The degree of its field.
        degree: usize,
        /// The minimal polynomial of the generator.
        minimal_polynomial: String,
        /// The generator, to double precision.
        root: f64,
        /// The digits of the longest numerator or denominator.
        height: usize,
        /// Which trial found it.
        trial: usize,
    },
    /// The fit is consistent to so many bits, and no exact network is known: nothing is proved.
    NotCertified {
        /// The bits.
        bits: usize,
        /// The rank of the Jacobian.
        rank: usize,
    },
    /// On the way to a zero of the residual the norm runs away.
    BorderLike {
        /// The largest |F| at the start and where it was given up.
        residual: [f64; 2],
        /// The norms there.
        norm: [f64; 2],
    },
    /// There is no zero of the residual near by.
    NotConsistent {
        /// The largest |F| at the start and at the end.
        residual: [f64; 2],
    },
}

/// Everything that was done with a fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exactification {
    /// The group.
    pub group: Group,
    /// The number of nodes.
    pub width: usize,
    /// What the outputs are compared with.
    pub target: Target,
    /// The rank of the Jacobian at the fit, and the dimension of the tangent space without gauges.
    pub rank: usize,
    /// See there.
    pub dimension: usize,
    /// All trials.
    pub trials: Vec<Trial>,
    /// The end.
    pub verdict: Verdict,
}

/// How to go about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The strategies, in this order.
    pub strategies: Vec<Strategy>,
    /// The bases by name; none for all that the group has.
    pub bases: Vec<String>,
    /// How often all of them are gone through, with other seeds, until an exact network is found.
    pub rounds: u64,
    /// The search ends at an exact network of a degree up to this, without trying what is left of its round.
    pub enough_degree: usize,
    /// The largest degree that is looked for.
    pub largest_degree: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            strategies: Strategy::ALL.to_vec(),
            bases: Vec::new(),
            rounds: 4,
            enough_degree: 1,
            largest_degree: MAX_DEGREE,
        }
    }
}

impl Plan {
    /// Makes a fit exact: a point u, w, v near one where all outputs are the labels, over a group. `progress` is told every trial.
    ///
    /// # Errors
    /// When the weights are too many, do not fit, or are not finite, or a basis is not known.
    pub fn exactify(
        &self,
        group: &Group,
        width: usize,
        target: Target,
        fit: &[f64],
        mut progress: impl FnMut(&Trial),
    ) -> Result<(Exactification, Option<FieldNetwork>)> {
        let map = ResidualMap::new(group, width, target);
        if map.unknowns() > MAX_UNKNOWNS || map.unknowns() == 0 {
            let found = map.unknowns();
            return Err(Error::unsupported(format!(
                "a network of {found} weights; from 3 to {MAX_UNKNOWNS} are made exact"
            )));
        }
        if fit.len() != map.unknowns() || !fit.iter().all(|x| x.is_finite()) {
            return Err(Error::shape(format!("{} finite weights are required", map.unknowns())));
        }
        let bases = self.bases(group)?;
        let mut result = Exactification {
            group: group.clone(),
            width,
            target,
            rank: 0,
            dimension: 0,
            trials: Vec::new(),
            verdict: Verdict::NotConsistent { residual: [0.0; 2] },
        };
        let point = match polished(&map, fit) {
            Ok(point) => point,
            Err(verdict) => {
                result.verdict = verdict;
                return Ok((result, None));
            }
        };
        let tangent = Tangent::new(&map, &point, &[], usize::MAX);
        (result.rank, result.dimension) = (tangent.rank(), (map.unknowns() - tangent.rank()).saturating_sub(2 * width));
        let lowest = align(&map, group, &descend_norm(&map, &point, NORM_STEPS, 1e-7));
        let mut best: Option<Found> = None;
        let mut isolated: Vec<(usize, Isolated)> = Vec::new();
        let all: Vec<(u64, Strategy, &FunctionBasis)> = (0..self.rounds)
            .flat_map(|seed| self.strategies.iter().map(move |&strategy| (seed, strategy)))
            .flat_map(|(seed, strategy)| bases.iter().map(move |basis| (seed, strategy, basis)))
            .collect();
        let of_round = (self.strategies.len() * bases.len()).max(1);
        let is_enough = |best: &Option<Found>| best.as_ref().is_some_and(|found| found.degree() <= self.enough_degree);
        for round in all.chunks(of_round) {
            for some in round.chunks(AT_ONCE) {
                let trials = some.par_iter().map(|&(seed, strategy, basis)| {
                    let from = if strategy.starts_at_minimum() { &lowest } else { &point };
                    self.trial(&map, basis, strategy, seed, from)
                });
                for (trial, end) in trials.collect::<Vec<_>>() {
                    progress(&trial);
                    match end {
                        End::Exact(network, height) => keep_better(&mut best, network, height, result.trials.len()),
                        End::Isolated(point) => isolated.push((result.trials.len(), point)),
                        End::Nothing => {}
                    }
                    result.trials.push(trial);
                }
                if is_enough(&best) {
                    break;
                }
            }
            if best.is_some() {
                break;
            }
        }
        if best.is_none() {
            self.look_closer(&map, &bases, isolated, &mut result.trials, &mut best, &mut progress);
        }
        result.verdict = match &best {
            Some(Found { network, height, trial }) => Verdict::Exact {
                degree: network.field.degree(),
                minimal_polynomial: network.field.minimal_polynomial().to_string(),
                root: network.field.root_float(),
                height: *height,
                trial: *trial,
            },
            None => not_certified(&result),
        };
        Ok((result, best.map(|found| found.network)))
    }

    fn bases(&self, group: &Group) -> Result<Vec<FunctionBasis>> {
        let all = FunctionBasis::all(group);
        if self.bases.is_empty() {
            return Ok(all);
        }
        let named = |name: &String| {
            let names: Vec<&str> = all.iter().map(|basis| basis.name.as_str()).collect();
            all.iter()
                .find(|basis| basis.name == *name)
                .cloned()
                .ok_or_else(|| Error::argument(format!("{group} has no basis {name}; it has {}", names.join(" and "))))
        };
        self.bases.iter().map(named).collect()
    }

    /// One strategy in one basis, at the first precision.
    fn trial(
        &self,
        map: &ResidualMap,
        basis: &FunctionBasis,
        strategy: Strategy,
        seed: u64,
        from: &[f64],
    ) -> (Trial, End) {
        let mut trial =
            Trial { basis: basis.name.clone(), strategy, seed, conditions: [0; 2], attempt: Attempt::NotAPoint };
        let Some(mut walk) = Walk::new(map, basis, from) else { return (trial, End::Nothing) };
        // the first round takes conditions in the order of their costs
        let noise = if seed == 0 { 0.0 } else { 0.5 };
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(strategy as u64);
        for &stage in strategy.stages() {
            walk.go(stage, noise, &mut random);
        }
        trial.conditions = [walk.tried, walk.conditions.len()];
        if walk.dimension() > 0 {
            trial.attempt = Attempt::Stuck { dimension: walk.dimension() };
            return (trial, End::Nothing);
        }
        let (attempt, exact) = recognised(&walk, FIRST_BITS, self.largest_degree.min(FIRST_DEGREE));
        let end = match (exact, &attempt) {
            (Some((network, height)), _) => End::Exact(network, height),
            (None, Attempt::NotRecognised { .. }) => {
                End::Isolated(Isolated { x: walk.x.clone(), conditions: walk.conditions.clone() })
            }
            _ => End::Nothing,
        };
        trial.attempt = attempt;
        (trial, end)
    }

    /// The isolated points that were not recognised, at higher precision: the one with most zeros first.
    fn look_closer(
        &self,
        map: &ResidualMap,
        bases: &[FunctionBasis],
        mut isolated: Vec<(usize, Isolated)>,
        trials: &mut Vec<Trial>,
        best: &mut Option<Found>,
        progress: &mut impl FnMut(&Trial),
    ) {
        let dense = |point: &Isolated| point.x.iter().filter(|x| x.abs() > 1e-10).count();
        isolated.sort_by_key(|(trial, point)| (dense(point), *trial));
        for bits in LATER_BITS {
            for (trial, point) in isolated.iter().take(CLOSER) {
                let mut again = trials[*trial].clone();
                let Some(basis) = bases.iter().find(|basis| basis.name == again.basis) else { continue };
                let walk = Walk::resume(map, basis, point.x.clone(), point.conditions.clone());
                let (attempt, exact) = recognised(&walk, bits, self.largest_degree);
                again.attempt = attempt;
                progress(&again);
                trials.push(again);
                if let Some((network, height)) = exact {
                    keep_better(best, network, height, trials.len() - 1);
                    return;
                }
            }
        }
    }
}

/// An exact network, the digits of its longest number, and the trial that found it.
struct Found {
    network: FieldNetwork,
    height: usize,
    trial: usize,
}

impl Found {
    fn degree(&self) -> usize {
        self.network.field.degree()
    }
}

/// A point that fulfils conditions and has no tangent space.
struct Isolated {
    x: Vec<f64>,
    conditions: Vec<Condition>,
}

/// Where a trial ended.
enum End {
    Exact(FieldNetwork, usize),
    Isolated(Isolated),
    Nothing,
}

fn keep_better(best: &mut Option<Found>, network: FieldNetwork, height: usize, trial: usize) {
    let found = Found { network, height, trial };
    let is_better = best.as_ref().is_none_or(|own| (found.degree(), found.height) < (own.degree(), own.height));
    if is_better {
        *best = Some(found);
    }
}

/// Refines an isolated point, recognises its numbers and evaluates the identities.
fn recognised(walk: &Walk, bits: usize, largest: usize) -> (Attempt, Option<(FieldNetwork, usize)>) {
    let x = match refine(walk, bits) {
        Refined::Point(x) => x,
        Refined::Stagnant(bits) => return (Attempt::Inconsistent { bits }, None),
    };
    let digits = Digits { numbers: fixed_coordinates(walk, &x), bits };
    let Some(recognised) = digits.recognise(largest) else { return (Attempt::NotRecognised { bits }, None) };
    let degree = recognised.field.degree();
    let target = walk.map().target();
    match network(walk, recognised).filter(|network| network.weights.violation(target).is_none()) {
        Some(network) => {
            let height = network.height();
            (Attempt::Exact { degree, height, bits }, Some((network, height)))
        }
        None => (Attempt::Refuted { degree }, None),
    }
}

/// The point of the variety near a fit, or what stands against there being one.
fn polished(map: &ResidualMap, fit: &[f64]) -> std::result::Result<Vec<f64>, Verdict> {
    let start = map.gauge_minimal(fit);
    let before = largest(&map.residual(&start));
    let corrected = correct(map, start.clone(), &[], None, usize::MAX, 30);
    let end = map.gauge_minimal(&corrected.x);
    let norm = [square_norm(&start).sqrt(), square_norm(&end).sqrt()];
    let residual = [before, corrected.error];
    if norm[1] > RUNAWAY * norm[0] || (corrected.error >= EXACT && norm[1] > 1.05 * norm[0] && before < 0.1) {
        return Err(Verdict::BorderLike { residual, norm });
    }
    if corrected.error >= EXACT {
        return Err(Verdict::NotConsistent { residual });
    }
    Ok(end)
}

fn not_certified(result: &Exactification) -> Verdict {
    let bits = result.trials.iter().map(|trial| match trial.attempt {
        Attempt::NotRecognised { bits } => bits,
        _ => 0,
    });
    // what double precision shows in any case
    Verdict::NotCertified { bits: bits.max().unwrap_or(0).max(36), rank: result.rank }
}

fn network(walk: &Walk, recognised: Recognised) -> Option<FieldNetwork> {
    let map = walk.map();
    let (d, length) = (map.order(), map.order() * map.width());
    let Recognised { field, numbers } = recognised;
    let vector = |part: usize, j: usize| -> Vec<Algebraic> { numbers[part * length + j * d..][..d].to_vec() };
    let nodes: Vec<[Vec<Algebraic>; 3]> = (0..map.width()).map(|j| [0, 1, 2].map(|part| vector(part, j))).collect();
    FieldNetwork::from_coordinates(map.group(), &field, walk.basis(), &nodes).ok()
}
