//! Where walks begin: the fit without what it does not need, and other points of the variety.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::align::align;
use super::levenberg::{Descent, descend};
use super::outcome::Verdict;
use super::search::{EXACT, NEARLY_EXACT};
use super::strategy::Origin;
use crate::number::normal;
use crate::variety::{ResidualMap, Tangent, correct, descend_norm, dot, largest, square_norm};

/// Steps down the norm.
const NORM_STEPS: usize = 200;
/// A fit whose norm grows by this factor on the way to a zero has none near by.
const RUNAWAY: f64 = 40.0;
/// A residual above this is no fit's.
const ROUGH: f64 = 0.1;
/// The descent from a fit that Newton's iteration makes no zero of.
const LAST: Descent = Descent { iterations: 200, ridge: 0.0, tolerance: 1e-26 };
/// What a node may do, as a share of what the largest does, to be left out where the rest is exact without it.
const IDLE: f64 = 1e-6;
/// The noise on a fit that is disturbed, as shares of its mean size, in turn.
const NOISE: [f64; 3] = [0.5, 0.25, 1.0];
/// How many other points are looked for in a round; one of them is taken. More of networks near by, which often lie on components
/// of the variety with too few dimensions; not so where a descent takes long.
const SEARCHES: u64 = 4;
const DESCENTS: u64 = 18;
const MANY_UNKNOWNS: usize = 400;
/// The descent from a disturbed copy of the fit, with a ridge and without.
const FIRST: Descent = Descent { iterations: 60, ridge: 3e-4, tolerance: 1e-26 };
const SECOND: Descent = Descent { iterations: 200, ridge: 0.0, tolerance: 1e-26 };

/// A point of the variety, and the one of smallest norm near it, aligned.
pub(super) struct Beginning {
    pub origin: Origin,
    /// The map of the nodes that are needed.
    pub map: ResidualMap,
    /// The other nodes.
    pub idle: Vec<usize>,
    pub point: Vec<f64>,
    pub lowest: Vec<f64>,
    /// The width and the rank of the Jacobian.
    pub size: (usize, usize),
}

impl Beginning {
    fn at(origin: Origin, start: Polished) -> Self {
        let size = start.size();
        let Polished { map, point, idle } = start;
        let point = generic(&map, point);
        let lowest = descend_norm(&map, &point, NORM_STEPS, 1e-7, false);
        // points of smallest norm may be singular; walks leave those only where ranks are clear
        let is_clear = origin == Origin::Fit && Tangent::new(&map, &lowest, &[], usize::MAX).factor().is_clear();
        let lowest = if is_clear { lowest } else { descend_norm(&map, &point, NORM_STEPS, 1e-7, true) };
        Beginning { origin, lowest: align(&map, &lowest), map, idle, point, size }
    }

    /// Where the walks of a round begin, given the fit. The same round of the same fit begins at the same bits.
    pub fn of_round(map: &ResidualMap, fit: &[f64], round: u64) -> Option<Self> {
        let origin = Origin::of_round(round);
        let whole = |point: Vec<f64>| Polished { map: map.clone(), point, idle: Vec::new() };
        if origin == Origin::Fit {
            return Some(Self::at(origin, whole(fit.to_vec())));
        }
        let search = |search: u64| {
            let mut random = ChaCha8Rng::seed_from_u64(round);
            random.set_stream(search);
            match origin {
                Origin::Narrowed => narrowed(map, fit, search as usize, &mut random),
                Origin::Renewed => renewed(map, fit, NOISE[(round / 2 + search) as usize % NOISE.len()], &mut random),
                Origin::Fit | Origin::Moved => moved(map, fit, &mut random).map(whole),
            }
        };
        let is_deep = origin == Origin::Renewed && map.unknowns() <= MANY_UNKNOWNS;
        let searches = if is_deep { DESCENTS } else { SEARCHES };
        let found = (0..searches).into_par_iter().filter_map(search).collect::<Vec<_>>();
        // few nodes, and where the rank is small many dimensions: there is most room for a point with small numbers
        found.into_iter().min_by_key(Polished::size).map(|start| Self::at(origin, start))
    }
}

/// The point, or one near by of a larger or clearer rank, where there is one: at a singular point the tangent space is too large.
fn generic(map: &ResidualMap, x: Vec<f64>) -> Vec<f64> {
    let here = Tangent::new(map, &x, &[], usize::MAX);
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let is_better = |near: &Vec<f64>| {
        let there = Tangent::new(map, near, &[], usize::MAX);
        let clear = [here.factor().is_clear(), there.factor().is_clear()];
        (!clear[0] && clear[1]) || (clear[0] == clear[1] && there.rank() > here.rank())
    };
    step(map, &x, 0.05, &mut random).filter(is_better).unwrap_or(x)
}

/// A step in a random direction of the tangent space, as long as this share of ‖x‖, and Newton's iteration back.
fn step(map: &ResidualMap, x: &[f64], share: f64, random: &mut ChaCha8Rng) -> Option<Vec<f64>> {
    let direction: Vec<f64> = (0..x.len()).map(|_| normal(random)).collect();
    let along = Tangent::new(map, x, &[], usize::MAX).along(&direction);
    let length = share * (square_norm(x) / square_norm(&along).max(f64::MIN_POSITIVE)).sqrt();
    let next: Vec<f64> = x.iter().zip(&along).map(|(x, t)| x + length * t).collect();
    let corrected = correct(map, next, &[], None, usize::MAX, 12);
    (corrected.error < EXACT).then(|| map.gauge_minimal(&corrected.x))
}

/// Some steps in random directions.
fn moved(map: &ResidualMap, fit: &[f64], random: &mut ChaCha8Rng) -> Option<Vec<f64>> {
    (0..4).try_fold(fit.to_vec(), |x, _| step(map, &x, 0.15, random))
}

/// A descent from the fit with noise on every weight.
fn renewed(map: &ResidualMap, fit: &[f64], noise: f64, random: &mut ChaCha8Rng) -> Option<Polished> {
    let size = (square_norm(fit) / fit.len() as f64).sqrt();
    let disturbed = fit.iter().map(|x| x + noise * size * normal(random)).collect();
    let first = descend(map, disturbed, &FIRST);
    let second = descend(map, first.x, &SECOND);
    (second.sum_of_squares < NEARLY_EXACT).then(|| polished(map, &second.x).ok()).flatten()
}

/// A descent from the fit without the node that does the k-th least.
fn narrowed(map: &ResidualMap, fit: &[f64], k: usize, random: &mut ChaCha8Rng) -> Option<Polished> {
    /// The noise, as a share of the mean size.
    const NOISE: f64 = 0.1;
    let (d, width) = (map.order(), map.width());
    let narrower = ResidualMap::new(map.group(), width - 1, map.target());
    let mut nodes: Vec<usize> = (0..width).collect();
    let size = |j: usize| {
        let part = |part: usize| largest(&fit[(part * width + j) * d..(part * width + j + 1) * d]);
        (part(0) + part(1)).powi(2) * part(2)
    };
    nodes.sort_by(|&i, &j| size(i).total_cmp(&size(j)));
    let without = *nodes.get(k).filter(|_| width > 1)?;
    let left = fit.chunks_exact(d).enumerate().filter(|(at, _)| at % width != without).flat_map(|(_, part)| part);
    let mut polished = renewed(&narrower, &left.copied().collect::<Vec<f64>>(), NOISE, random)?;
    // places one after the other: those of the narrower network first
    polished.idle.push(without);
    Some(polished)
}

/// A fit without the nodes that it does not need.
pub(super) struct Polished {
    /// The map of the nodes that are left.
    pub map: ResidualMap,
    /// The point of the variety near them.
    pub point: Vec<f64>,
    /// The other nodes.
    pub idle: Vec<usize>,
}

impl Polished {
    /// The width and the rank of the Jacobian.
    fn size(&self) -> (usize, usize) {
        (self.map.width(), Tangent::new(&self.map, &self.point, &[], usize::MAX).rank())
    }
}

/// The point of the variety near a fit, or what stands against there being one.
pub(super) fn polished(map: &ResidualMap, fit: &[f64]) -> Result<Polished, Verdict> {
    let (reduced, idle) = without_idle(map, fit);
    if !idle.is_empty() && idle.len() < map.width() {
        let narrower = ResidualMap::new(map.group(), map.width() - idle.len(), map.target());
        if let Ok(point) = point_near(&narrower, &reduced) {
            return Ok(Polished { map: narrower, point, idle });
        }
    }
    point_near(map, fit).map(|point| Polished { map: map.clone(), point, idle: Vec::new() })
}

fn point_near(map: &ResidualMap, fit: &[f64]) -> Result<Vec<f64>, Verdict> {
    let start = map.gauge_minimal(fit);
    let before = largest(&map.residual(&start));
    let at_zero = |x: Vec<f64>| {
        let corrected = correct(map, x, &[], None, usize::MAX, 30);
        let end = map.gauge_minimal(&corrected.x);
        let is_near = square_norm(&end).sqrt() <= RUNAWAY * square_norm(&start).sqrt();
        (corrected.error < EXACT && is_near).then_some(end)
    };
    if let Some(end) = at_zero(start.clone()) {
        return Ok(end);
    }
    // where Newton's iteration leads nowhere, least squares tell a zero from a minimum and from one that lies at infinity
    let descended = descend(map, start.clone(), &LAST);
    let is_rough = before < ROUGH && descended.sum_of_squares < NEARLY_EXACT;
    if let Some(end) = is_rough.then(|| at_zero(descended.x.clone())).flatten() {
        return Ok(end);
    }
    let end = map.gauge_minimal(&descended.x);
    let residual = [before, largest(&map.residual(&end))];
    let norm = [square_norm(&start).sqrt(), square_norm(&end).sqrt()];
    if norm[1] > 1.05 * norm[0] && residual[1] < residual[0].min(ROUGH) {
        return Err(Verdict::BorderLike { residual, norm });
    }
    Err(Verdict::NotConsistent { residual: [before, before.min(residual[1])] })
}

/// The fit without dead nodes, nodes with proportional inputs made one; and the nodes that are left out.
fn without_idle(map: &ResidualMap, fit: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let (d, width) = (map.order(), map.width());
    let length = d * width;
    let part = |part: usize, j: usize| &fit[part * length + j * d..part * length + (j + 1) * d];
    let inputs: Vec<Vec<f64>> =
        (0..width).map(|j| part(0, j).iter().flat_map(|u| part(1, j).iter().map(move |w| u + w)).collect()).collect();
    let mut outputs: Vec<Vec<f64>> = (0..width).map(|j| part(2, j).to_vec()).collect();
    let size = |j: usize, outputs: &[f64]| largest(&inputs[j]).powi(2) * largest(outputs);
    let all = (0..width).map(|j| size(j, &outputs[j])).fold(0.0, f64::max);
    let mut idle: Vec<usize> = (0..width).filter(|&j| size(j, &outputs[j]) <= IDLE * all).collect();
    for j in 0..width {
        for i in 0..j {
            if idle.contains(&i) || idle.contains(&j) {
                continue;
            }
            if let Some(ratio) = ratio(&inputs[j], &inputs[i]) {
                let taken: Vec<f64> = outputs[j].iter().map(|v| ratio * ratio * v).collect();
                outputs[i].iter_mut().zip(taken).for_each(|(v, taken)| *v += taken);
                idle.push(j);
            }
        }
    }
    idle.sort_unstable();
    let kept: Vec<usize> = (0..width).filter(|j| !idle.contains(j)).collect();
    let inputs = [0, 1].into_iter().flat_map(|which| kept.iter().flat_map(move |&j| part(which, j).iter().copied()));
    let outputs = kept.iter().flat_map(|&j| outputs[j].iter().copied());
    (inputs.chain(outputs).collect(), idle)
}

/// t with x = t y, where there is one.
fn ratio(x: &[f64], y: &[f64]) -> Option<f64> {
    let ratio = dot(x, y) / dot(y, y);
    let allowed = IDLE * largest(x);
    let is_multiple = x.iter().zip(y).all(|(x, y)| (x - ratio * y).abs() <= allowed);
    (ratio.is_finite() && ratio != 0.0 && is_multiple).then_some(ratio)
}
