//! Exact one-hot networks narrower than the Fourier network (beyond every paper).

use super::optimizers::blocks;
use crate::dual::Dual;
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Node, Solution, Spectrum, Triple};

/// A network that is exact for both targets, of width [`narrow_width`].
///
/// Three nodes per pair ±k of order 3, seven per orbit {±k, ±2k} of order 5, the four nodes of the Fourier construction
/// at every other complex pair, two at a self-conjugate character, and one constant node (which the two real nodes of a
/// self-conjugate character replace, for even d).
///
/// **How.** Two *pure* nodes (x, ±x, y) at k leave a one-sided term at ±2k where four nodes leave none. *Mixed* nodes,
/// with a = b supported on 0 and several frequencies, cancel it through the product a_0 a_{2k}, and serve several k at
/// once. With the angle ψ = 2π/3 all phases are rational and all coefficients lie in Q(√3). At each k, with φ minus the
/// phase of the mixed nodes' a_{2k}:
///
/// ```text
///   ½     (e^{iα},  e^{iα}, e^{iφ})          α = π/6 − φ/2
///   √3/6  (−ie^{iα}, ie^{iα}, −ie^{iφ})
/// ```
///
/// Order 3 (φ = 2π/9), one mixed node: √3/3 with a_0 = ¼, a_k = e^{iφ}, c_k = e^{i(φ + 7π/6)}.
///
/// Order 5 (l = 2k; φ = −2π/15 at k, 2π/5 at l), three mixed nodes, t = 1, 2, ½: −4√3/9 with a_0 = ¼(t² − 7t/2),
/// a_k = e^{2πi/5}, a_l = t e^{2πi/15}, c_k = (n/t) e^{i(7π/6 − 2π/15)}, c_l = n e^{i(7π/6 + 2π/5)}, n = 3/2, −1/2, −1.
///
/// ```
/// use cogring::{Group, Network, PairMask, Target, construct::narrow};
/// let z5 = narrow(&Group::cyclic(5)?);
/// assert_eq!(z5.order(), 8); // the Fourier network has 9
/// let evaluation = Network::from_solution(&z5)?.evaluate(Target::OneHot, &PairMask::all(z5.group()));
/// assert!(evaluation.loss < 1e-28);
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn narrow<S: Cyclotomic>(group: &Group) -> Solution<S> {
    let (dual, real, four) = (group.dual(), blocks::self_conjugate(), blocks::fourier());
    // Self-conjugate characters first: the first two nodes wear the hat when there are any.
    let reals = dual.self_conjugate().map(|k| Solution::at_frequency(group, k, &real));
    let pairs = dual.complex_pairs().map(|k| match dual.order_of(k) {
        3 => order_3(group, k),
        // One of the two pairs of an orbit brings the other one along.
        5 if k > dual.representative(square(&dual, k)) => Solution::zero(group),
        5 => order_5(group, k),
        _ => Solution::at_frequency(group, k, &four),
    });
    let open = Solution::sum_over(group, reals.chain(pairs));
    match dual.self_conjugate().next() {
        Some(_) => open.closed_on(0..real.order(), Target::OneHot).expect("two real nodes can carry a hat"),
        None => open.closed(Target::OneHot),
    }
}

/// The width of [`narrow`]: H(G) = 2d − 1 − (pairs ±k of order 3) − (orbits {±k, ±2k} of order 5), one less for even d.
///
/// For Z_3^n this is (3d − 1)/2, at most one more than the lower bound 3(d − 1)/2 for odd d (the real tensor rank of the
/// augmentation ideal: Winograd 1977, Alder–Strassen 1981).
#[must_use]
pub fn narrow_width(group: &Group) -> usize {
    let d = group.order();
    // For a prime p, p·k = 0 has a solution in each factor for every multiple of n/p, if p divides n.
    let pairs_of_order = |p: usize| {
        let factors = group.ranges().iter().filter(|n| n.is_multiple_of(p)).count();
        (p.pow(factors as u32) - 1) / 2
    };
    2 * d - 1 - usize::from(d.is_multiple_of(2)) - pairs_of_order(3) - pairs_of_order(5) / 2
}

/// exp(2πi · numerator / denominator).
fn turn<S: Cyclotomic>(numerator: i64, denominator: u64) -> S {
    S::root_of_unity(numerator, denominator)
}

/// √3 = ζ_12 + conj ζ_12.
fn sqrt3<S: Cyclotomic>() -> S {
    turn::<S>(1, 12) + turn(-1, 12)
}

/// √3 · numerator / denominator.
fn sqrt3_times<S: Cyclotomic>(numerator: i64, denominator: u64) -> S {
    sqrt3::<S>() * &S::from_ratio(numerator, denominator)
}

/// The two pure nodes of a frequency, φ = 2π · `numerator` / `denominator`.
fn pure_nodes<S: Cyclotomic>(numerator: i64, denominator: u64) -> Block<S> {
    // α = π/6 − φ/2 in units of 2π/(12·denominator).
    let alpha: S = turn(denominator as i64 - 6 * numerator, 12 * denominator);
    let phi: S = turn(numerator, denominator);
    let minus_i: S = turn(-1, 4);
    let plus = Block::from_nodes([Triple::new(alpha.clone(), alpha.clone(), phi.clone())]);
    let alpha = alpha * &minus_i;
    let minus = Block::from_nodes([Triple::new(alpha.clone(), -alpha, phi * &minus_i)]);
    plus.scaled(&S::from_ratio(1, 2)) + minus.scaled(&sqrt3_times(1, 6))
}

/// `coefficient` times a node with a = b.
fn mixed_node<S: Cyclotomic, const N: usize, const M: usize>(
    group: &Group,
    coefficient: S,
    input: [(usize, S); N],
    output: [(usize, S); M],
) -> Solution<S> {
    let dual = group.dual();
    let input = Spectrum::from_pairs(&dual, input);
    let node = Node { a: input.clone(), b: input, c: Spectrum::from_pairs(&dual, output) };
    Solution::from_nodes(group, [node]).scaled(&coefficient)
}

/// Three nodes for the pair ±k with 3k = 0.
fn order_3<S: Cyclotomic>(group: &Group, k: usize) -> Solution<S> {
    let phi: S = turn(1, 9);
    let (input, output) = ([(0, S::from_ratio(1, 4)), (k, phi.clone())], [(k, phi * &turn(7, 12))]);
    Solution::at_frequency(group, k, &pure_nodes(1, 9)) + mixed_node(group, sqrt3_times(1, 3), input, output)
}

/// The index of φ_k².
fn square(dual: &Dual, k: usize) -> usize {
    dual.product(k, k)[0].index
}

/// Seven nodes for the orbit {±k, ±2k} with 5k = 0.
fn order_5<S: Cyclotomic>(group: &Group, k: usize) -> Solution<S> {
    let l = square(&group.dual(), k);
    // t, a_0 = ¼(t² − 7t/2), n and n/t, each as numerator and denominator.
    let values: [[(i64, u64); 4]; 3] =
        [[(1, 1), (-5, 8), (3, 2), (3, 2)], [(2, 1), (-3, 4), (-1, 2), (-1, 4)], [(1, 2), (-3, 8), (-1, 1), (-2, 1)]];
    let mixed = values.map(|values| {
        let [t, constant, n, n_over_t] = values.map(|(numerator, denominator)| S::from_ratio(numerator, denominator));
        let input = [(0, constant), (k, turn(1, 5)), (l, t * &turn(1, 15))];
        mixed_node(group, sqrt3_times(-4, 9), input, [(k, n_over_t * &turn(31, 60)), (l, n * &turn(47, 60))])
    });
    let pure =
        [(k, pure_nodes(-1, 15)), (l, pure_nodes(1, 5))].map(|(k, block)| Solution::at_frequency(group, k, &block));
    Solution::sum_over(group, pure.into_iter().chain(mixed))
}
