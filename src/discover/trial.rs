//! One strategy in one basis: a walk to an isolated point, its digits, its numbers, and the identities.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::outcome::Attempt;
use super::recognise::{Digits, Recognised};
use super::refine::{Refined, fixed_coordinates, refine};
use super::strategy::Strategy;
use super::walk::{Condition, Walk};
use crate::scalar::algebraic::Algebraic;
use crate::variety::{FieldNetwork, FunctionBasis, ResidualMap};

/// The precision at which all points are looked at, in bits, and the largest degree there.
const FIRST_BITS: usize = 600;
const FIRST_DEGREE: usize = 12;

/// A point that fulfils conditions and has no tangent space.
pub(super) struct Isolated {
    x: Vec<f64>,
    conditions: Vec<Condition>,
}

/// Where a trial ended.
pub(super) struct End {
    /// How many conditions were tried, and how many hold.
    pub conditions: [usize; 2],
    pub attempt: Attempt,
    /// What was proved, with the digits of its longest number.
    pub exact: Option<(FieldNetwork, usize)>,
    /// What was not recognised.
    pub isolated: Option<Isolated>,
}

/// Walks from a point of the variety, and looks at where it ends at the first precision.
pub(super) fn try_strategy(
    map: &ResidualMap,
    basis: &FunctionBasis,
    strategy: Strategy,
    seed: u64,
    from: &[f64],
    largest_degree: usize,
) -> End {
    let mut end = End { conditions: [0; 2], attempt: Attempt::NotAPoint, exact: None, isolated: None };
    let Some(mut walk) = Walk::new(map, basis, from) else { return end };
    let gauges = walk.conditions.len();
    // the first round takes conditions in the order of their costs
    let noise = if seed == 0 { 0.0 } else { 0.5 };
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(strategy as u64);
    for &stage in strategy.stages() {
        walk.go(stage, noise, &mut random);
    }
    end.conditions = [walk.tried, walk.conditions.len() - gauges];
    if walk.dimension() > 0 {
        end.attempt = Attempt::Stuck { dimension: walk.dimension() };
        return end;
    }
    (end.attempt, end.exact) = recognised(&walk, FIRST_BITS, largest_degree.min(FIRST_DEGREE));
    if matches!(end.attempt, Attempt::NotRecognised { .. }) {
        end.isolated = Some(Isolated { x: walk.x, conditions: walk.conditions });
    }
    end
}

impl Isolated {
    /// How many weights are not 0.
    pub fn density(&self) -> usize {
        self.x.iter().filter(|x| x.abs() > 1e-10).count()
    }

    /// The same point at a higher precision.
    pub fn look_closer(
        &self,
        map: &ResidualMap,
        basis: &FunctionBasis,
        bits: usize,
        largest_degree: usize,
    ) -> (Attempt, Option<(FieldNetwork, usize)>) {
        let walk = Walk::resume(map, basis, self.x.clone(), self.conditions.clone());
        recognised(&walk, bits, largest_degree)
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

fn network(walk: &Walk, recognised: Recognised) -> Option<FieldNetwork> {
    let map = walk.map();
    let (d, length) = (map.order(), map.order() * map.width());
    let Recognised { field, numbers } = recognised;
    let vector = |part: usize, j: usize| -> Vec<Algebraic> { numbers[part * length + j * d..][..d].to_vec() };
    let nodes: Vec<[Vec<Algebraic>; 3]> = (0..map.width()).map(|j| [0, 1, 2].map(|part| vector(part, j))).collect();
    FieldNetwork::from_coordinates(map.group(), &field, walk.basis(), &nodes).ok()
}
