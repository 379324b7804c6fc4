//! From a numerical fit to an exact network.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::origins::{Beginning, Polished, polished};
use super::outcome::{Attempt, Exactification, Trial, Verdict};
use super::strategy::Strategy;
use super::trial::{Isolated, try_strategy};
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::algebraic::MAX_DEGREE;
use crate::variety::{FieldNetwork, FunctionBasis, ResidualMap, Tangent};
use crate::{Error, Result};

/// The most unknowns 3dH.
const MAX_UNKNOWNS: usize = 1 << 10;
/// The precisions at which some points are looked at when nothing was found, and how many.
const LATER_BITS: [usize; 2] = [1500, 4000];
const CLOSER: usize = 2;
/// How many trials are made at the same time; those that a success among them makes needless are made too.
const AT_ONCE: usize = 2;
/// Fields of a degree above these are worth this many more rounds.
const MORE_ROUNDS: [(usize, u64); 2] = [(4, 8), (1, 3)];
const CHEAP_UNKNOWNS: u64 = 100;

/// How to go about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The strategies, in this order.
    pub strategies: Vec<Strategy>,
    /// The bases by name; none for all that the group has.
    pub bases: Vec<String>,
    /// How often all of them are gone through, from other points of the variety, until an exact network is found.
    pub rounds: u64,
    /// The search ends at an exact network of a degree up to this, without trying what is left of its round.
    pub enough_degree: usize,
    /// The largest degree that is looked for.
    pub largest_degree: usize,
    /// No trial is begun after so much time. What is found before does not depend on it.
    pub time: Duration,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            strategies: Strategy::ALL.to_vec(),
            bases: Vec::new(),
            rounds: 64,
            enough_degree: 1,
            largest_degree: MAX_DEGREE,
            time: Duration::from_secs(90),
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
        progress: impl FnMut(&Trial),
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
            problem: map.problem().clone(),
            idle: Vec::new(),
            rank: 0,
            dimension: 0,
            trials: Vec::new(),
            out_of_time: false,
            verdict: Verdict::NotConsistent { residual: [0.0; 2] },
        };
        let Polished { map, point, idle } = match polished(&map, fit) {
            Ok(polished) => polished,
            Err(verdict) => {
                result.verdict = verdict;
                return Ok((result, None));
            }
        };
        let tangent = Tangent::new(&map, &point, &[], usize::MAX);
        (result.rank, result.dimension) =
            (tangent.rank(), (map.unknowns() - tangent.rank()).saturating_sub(2 * map.width()));
        result.idle = idle;
        let mut search = Search {
            plan: self,
            map: &map,
            bases: &bases,
            deadline: Instant::now().checked_add(self.time),
            trials: Vec::new(),
            isolated: Vec::new(),
            best: None,
            least: None,
            progress,
        };
        search.rounds(&point);
        if search.best.is_none() {
            search.look_closer();
        }
        result.out_of_time = search.is_over();
        let Search { trials, best, .. } = search;
        result.trials = trials;
        result.verdict = best.as_ref().map_or_else(|| not_certified(&result), Found::verdict);
        let network = best.map(|found| found.network.with_idle_nodes(&result.idle));
        Ok((result, network))
    }

    fn bases(&self, group: &Group) -> Result<Vec<FunctionBasis>> {
        let all = FunctionBasis::all(group);
        if self.bases.is_empty() {
            return Ok(all);
        }
        let named = |name: &String| {
            let names: Vec<&str> = all.iter().map(|basis| basis.name.as_str()).collect();
            all.iter().find(|basis| basis.name == *name).cloned().ok_or_else(|| {
                Error::argument(format!("{} has no basis {name}; it has {}", group.symbol(), names.join(" and ")))
            })
        };
        self.bases.iter().map(named).collect()
    }
}

/// A search that is going on.
struct Search<'a, P> {
    plan: &'a Plan,
    map: &'a ResidualMap,
    bases: &'a [FunctionBasis],
    /// None when it lies too far off to be written.
    deadline: Option<Instant>,
    trials: Vec<Trial>,
    /// Points that were not recognised, with the numbers of their trials, their maps, and the nodes that these leave out.
    isolated: Vec<(usize, Isolated, ResidualMap, Vec<usize>)>,
    best: Option<Found>,
    /// The smallest width, and rank of that width, from which walks were made.
    least: Option<(usize, usize)>,
    progress: P,
}

impl<P: FnMut(&Trial)> Search<'_, P> {
    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn rounds(&mut self, fit: &[f64]) {
        let mut last = self.plan.rounds;
        let mut round = 0;
        while round < last && !self.is_over() {
            self.round(fit, round);
            if let Some(found) = &self.best {
                let degree = found.degree();
                let is_large = |&&(least, _): &&(usize, u64)| degree > least.max(self.plan.enough_degree);
                let more = MORE_ROUNDS.iter().find(is_large).map_or(0, |&(_, more)| more);
                // which cost little where networks are small
                last = last.min(found.round + 1 + more * (1 + CHEAP_UNKNOWNS / self.map.unknowns() as u64));
            }
            round += 1;
        }
    }

    /// All strategies in all bases, from one beginning.
    fn round(&mut self, fit: &[f64], round: u64) {
        let Some(beginning) = Beginning::of_round(self.map, fit, round) else { return };
        // of the networks near by, every second one is only worth the walks where its rank is the smallest so far
        if round % 4 == 3 && self.least.is_some_and(|least| beginning.size >= least) {
            return;
        }
        self.least = Some(self.least.map_or(beginning.size, |least| least.min(beginning.size)));
        let Beginning { origin, map, idle, point, lowest, .. } = beginning;
        let strategies = self.plan.strategies.iter();
        let bases = self.bases;
        let all: Vec<(Strategy, &FunctionBasis)> =
            strategies.flat_map(|&strategy| bases.iter().map(move |basis| (strategy, basis))).collect();
        for some in all.chunks(AT_ONCE) {
            if self.is_over() {
                return;
            }
            let ends: Vec<_> = some
                .par_iter()
                .map(|&(strategy, basis)| {
                    let from = if strategy.starts_at_minimum() { &lowest } else { &point };
                    try_strategy(&map, basis, strategy, round, from, self.plan.largest_degree)
                })
                .collect();
            for (&(strategy, basis), end) in some.iter().zip(ends) {
                let trial = Trial {
                    origin,
                    basis: basis.name.clone(),
                    strategy,
                    seed: round,
                    conditions: end.conditions,
                    attempt: end.attempt,
                };
                self.isolated.extend(end.isolated.map(|point| (self.trials.len(), point, map.clone(), idle.clone())));
                self.keep(trial, end.exact, &idle);
            }
            if self.best.as_ref().is_some_and(|found| found.degree() <= self.plan.enough_degree) {
                return;
            }
        }
    }

    /// The isolated points that were not recognised, at higher precision: the one with most zeros first.
    fn look_closer(&mut self) {
        let mut isolated = std::mem::take(&mut self.isolated);
        isolated.sort_by_key(|(trial, point, ..)| (point.density(), *trial));
        for bits in LATER_BITS {
            for (trial, point, map, idle) in isolated.iter().take(CLOSER) {
                let mut again = self.trials[*trial].clone();
                let Some(basis) = self.bases.iter().find(|basis| basis.name == again.basis) else { continue };
                if self.is_over() {
                    return;
                }
                let (attempt, exact) = point.look_closer(map, basis, bits, self.plan.largest_degree);
                again.attempt = attempt;
                let is_found = exact.is_some();
                self.keep(again, exact, idle);
                if is_found {
                    return;
                }
            }
        }
    }

    fn keep(&mut self, trial: Trial, exact: Option<(FieldNetwork, usize)>, idle: &[usize]) {
        (self.progress)(&trial);
        if let Some((network, height)) = exact {
            let network = network.with_idle_nodes(idle);
            let found = Found { network, height, trial: self.trials.len(), round: trial.seed };
            if self.best.as_ref().is_none_or(|best| found.size() < best.size()) {
                self.best = Some(found);
            }
        }
        self.trials.push(trial);
    }
}

/// An exact network, the digits of its longest number, the trial that found it and its round.
struct Found {
    network: FieldNetwork,
    height: usize,
    trial: usize,
    round: u64,
}

impl Found {
    fn degree(&self) -> usize {
        self.network.field.degree()
    }

    fn size(&self) -> (usize, usize) {
        (self.degree(), self.height)
    }

    fn verdict(&self) -> Verdict {
        Verdict::Exact {
            degree: self.degree(),
            minimal_polynomial: self.network.field.minimal_polynomial().to_string(),
            root: self.network.field.root_float(),
            height: self.height,
            trial: self.trial,
        }
    }
}

fn not_certified(result: &Exactification) -> Verdict {
    let bits = result.trials.iter().map(|trial| match trial.attempt {
        Attempt::NotRecognised { bits } => bits,
        _ => 0,
    });
    // what double precision shows in any case
    Verdict::NotCertified { bits: bits.max().unwrap_or(0).max(36), rank: result.rank }
}
