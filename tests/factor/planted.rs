//! Networks with known elements at known frequencies, hidden behind every symmetry that a network has, and how to compare
//! what is found with what was planted, entry by entry.

use cogring::factor::{self, Factorization, FrequencyFactorization, Outcome};
use cogring::semiring::{Node, Spectrum, Term};
use cogring::{Block, Group, Network, Solution, Triple};
use nalgebra::DMatrix;
use num_complex::Complex64;
use rand::{RngExt, SeedableRng, seq::SliceRandom};
pub use rand_chacha::ChaCha8Rng;

pub type Element = Block<Complex64>;

pub fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

pub fn unit(random: &mut ChaCha8Rng) -> Complex64 {
    Complex64::cis(random.random_range(0.0..std::f64::consts::TAU))
}

/// A complex number of random phase and size.
fn entry(random: &mut ChaCha8Rng) -> Complex64 {
    unit(random) * random.random_range(0.75..1.3)
}

/// `order` random nodes.
pub fn random_element(random: &mut ChaCha8Rng, order: usize) -> Element {
    Block::from_nodes((0..order).map(|_| Triple::new(entry(random), entry(random), entry(random))))
}

/// `order` random real nodes, as a self-conjugate character asks.
pub fn random_real_element(random: &mut ChaCha8Rng, order: usize) -> Element {
    let mut entry =
        || Complex64::from(random.random_range(0.6..1.6) * if random.random_bool(0.5) { 1.0 } else { -1.0 });
    Block::from_nodes((0..order).map(|_| Triple::new(entry(), entry(), entry())))
}

pub fn product(factors: &[Element]) -> Element {
    factors.iter().fold(Block::one(), |product, factor| product * factor)
}

/// The nodes of an element.
pub fn nodes(element: &Element) -> Vec<[Complex64; 3]> {
    element.terms().iter().map(|term| [term.node.a, term.node.b, term.node.c]).collect()
}

/// What hides the elements that are planted.
#[derive(Debug, Clone, Copy)]
pub struct Cover {
    /// The number of dead nodes.
    pub dead: usize,
    /// The largest |t| of the gauges (t a, t b, t⁻² c), 1/|t| being the least.
    pub gauge: f64,
    /// The size of the noise on all weights, relative to the size of live input weights.
    pub noise: f64,
    /// The size of the outputs' entries at other frequencies, relative to the largest entry at their own.
    pub hat: f64,
}

/// The solution with each element at its frequency, times a random unit factor (α, β, conj(αβ)).
pub fn placed(group: &Group, elements: &[(usize, Element)], random: &mut ChaCha8Rng) -> Solution<Complex64> {
    elements.iter().fold(Solution::zero(group), |solution, (k, element)| {
        let real = group.dual().is_self_conjugate(*k);
        let (alpha, beta) = if real { (Complex64::ONE, Complex64::ONE) } else { (unit(random), unit(random)) };
        let factor = Block::from_nodes([Triple::new(alpha, beta, (alpha * beta).conj())]);
        let scale = Complex64::from(1.0 / element.order() as f64);
        solution + Solution::at_frequency(group, *k, &(element * factor).scaled(&scale))
    })
}

/// The solution with entries at random frequencies added to the outputs of its nodes.
fn with_hats(solution: &Solution<Complex64>, size: f64, random: &mut ChaCha8Rng) -> Solution<Complex64> {
    let group = solution.group();
    let representatives: Vec<usize> = group.dual().representatives().collect();
    let terms = solution.terms().iter().map(|term| {
        let own: Vec<(usize, &Complex64)> = term.node.c.representatives().collect();
        let largest = own.iter().map(|(_, value)| value.norm()).fold(0.0, f64::max);
        let others = representatives.iter().filter(|k| own.iter().all(|(own, _)| own != *k));
        let hat = Spectrum::from_pairs(
            &group.dual(),
            others.map(|&k| {
                let value = entry(random) * size * largest;
                (k, if group.dual().is_self_conjugate(k) { Complex64::from(value.re) } else { value })
            }),
        );
        let node = Node { c: term.node.c.plus(solution.dual(), &hat), ..term.node.clone() };
        Term { coefficient: term.coefficient, node }
    });
    Solution::from_terms(group, terms.collect())
}

/// The solution as a network: nodes in random gauges and order among dead nodes, hats in the outputs, noise on all weights.
pub fn plant(solution: &Solution<Complex64>, cover: Cover, random: &mut ChaCha8Rng) -> Network {
    let network = Network::from_solution(&with_hats(solution, cover.hat, random)).unwrap();
    let group = network.group();
    let (d, live) = (group.order(), network.width());
    let q = live + cover.dead;
    let mut order: Vec<usize> = (0..q).collect();
    order.shuffle(random);
    let gauges: Vec<f64> = (0..q)
        .map(|_| cover.gauge.powf(random.random_range(-1.0..=1.0)) * if random.random_bool(0.5) { 1.0 } else { -1.0 })
        .collect();
    let size = (network.w_a().norm_squared() / (live * d) as f64).sqrt();
    let mut perturb = || cover.noise * size * random.random_range(-1.0..1.0);
    let mut weight = |value: Option<f64>, gauge: f64| value.unwrap_or(0.0) * gauge + perturb();
    let mut input = |weights: &DMatrix<f64>| {
        let value = |j: usize, g: usize| (order[j] < live).then(|| weights[(order[j], g)]);
        DMatrix::from_fn(q, d, |j, g| weight(value(j, g), gauges[j]))
    };
    let (a, b) = (input(network.w_a()), input(network.w_b()));
    let c = DMatrix::from_fn(d, q, |h, j| {
        let value = (order[j] < live).then(|| network.w_c()[(h, order[j])]);
        weight(value, gauges[j].powi(-2))
    });
    Network::new(group, a, b, c).unwrap()
}

/// What was found at character k.
pub fn at<'a>(found: &'a Factorization, group: &Group, k: usize) -> &'a FrequencyFactorization {
    assert_eq!(found.group, *group);
    found.frequencies.iter().find(|frequency| frequency.k == k).unwrap()
}

fn factors(frequency: &FrequencyFactorization) -> &[factor::Factor] {
    match &frequency.outcome {
        Outcome::Product(unnamed) | Outcome::Irreducible(unnamed) => &unnamed.factors,
        Outcome::Named(_) | Outcome::Unused => &[],
    }
}

pub fn factor_orders(frequency: &FrequencyFactorization) -> Vec<usize> {
    factors(frequency).iter().map(|factor| factor.order).collect()
}

/// The largest distance between matched entries of two lists of nodes, each node up to its gauge; infinite when the lists
/// differ in length.
pub fn distance(left: &[[Complex64; 3]], right: &[[Complex64; 3]]) -> f64 {
    if left.len() != right.len() {
        return f64::INFINITY;
    }
    let gauged = |node: &[Complex64; 3]| {
        let t = (node[2].norm() / (node[0].norm() * node[1].norm()).sqrt()).cbrt();
        [node[0] * t, node[1] * t, node[2] / (t * t)]
    };
    let between = |u: &[Complex64; 3], v: &[Complex64; 3]| {
        let signed = |sign: f64| (0..2).map(|i| (u[i] - v[i] * sign).norm()).fold((u[2] - v[2]).norm(), f64::max);
        signed(1.0).min(signed(-1.0))
    };
    let mut free: Vec<[Complex64; 3]> = right.iter().map(gauged).collect();
    let matched = left.iter().map(gauged).map(|node| {
        let at = (0..free.len()).min_by(|&u, &v| between(&node, &free[u]).total_cmp(&between(&node, &free[v])));
        between(&node, &free.swap_remove(at.expect("as many nodes on both sides")))
    });
    matched.fold(0.0, f64::max)
}

/// How far a factor that was found, normalized to some node (1, 1, 1), is from a planted one: the least distance over its
/// translations.
fn factor_distance(found: &factor::Factor, planted: &Element) -> f64 {
    let found: Vec<[Complex64; 3]> = found.nodes.iter().map(|node| node.map(|entry| entry.0)).collect();
    let planted = nodes(planted);
    let translated = planted.iter().map(|base| {
        let over = |node: &[Complex64; 3]| std::array::from_fn(|i| node[i] / base[i]);
        distance(&found, &planted.iter().map(over).collect::<Vec<_>>())
    });
    translated.fold(f64::INFINITY, f64::min)
}

/// How far the factors that were found are from the planted ones: the largest distance of a planted factor from the nearest
/// found one that no other planted factor has taken.
pub fn factors_distance(frequency: &FrequencyFactorization, planted: &[Element]) -> f64 {
    let mut free: Vec<&factor::Factor> = factors(frequency).iter().collect();
    if free.len() != planted.len() {
        return f64::INFINITY;
    }
    let nearest = planted.iter().map(|planted| {
        let distances = free.iter().map(|found| factor_distance(found, planted));
        let (at, distance) = distances.enumerate().min_by(|u, v| u.1.total_cmp(&v.1)).expect("as many factors");
        free.swap_remove(at);
        distance
    });
    nearest.fold(0.0, f64::max)
}
