//! Every construction has the loss, the order and the accuracy that its source states.

mod closing;
mod command;
mod elements;
mod literature;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use cogring::construct::literature::{
    fourier, max_margin, phase_grid, random_phase, rational, single_index, tied_phase, vanishing_phase,
};
use cogring::construct::optimizers::{blocks, memorization, order4, order4_bias, order6, order6_ab};
use cogring::construct::{Construction, Polynomial, Sign, narrow, narrow_width};
use cogring::expr::generators;
use cogring::{
    Block, BlockPotential, Cyclotomic, Group, Homomorphism, Network, PairMask, Scalar, Solution, Target, Triple,
};
use num_complex::Complex64;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use support::groups_of_order;

/// What counts as zero loss in float64.
const ZERO_LOSS: f64 = 1e-24;

fn groups_up_to_32() -> impl Iterator<Item = Group> {
    (3..=32).flat_map(groups_of_order)
}

fn random_unit(rng: &mut ChaCha8Rng) -> Complex64 {
    Complex64::cis(rng.random::<f64>() * std::f64::consts::TAU)
}

fn random_sign(rng: &mut ChaCha8Rng) -> Sign {
    if rng.random() { Sign::Plus } else { Sign::Minus }
}

fn loss(z: &Solution<Complex64>, target: Target) -> f64 {
    Network::from_solution(z).unwrap().evaluate(target, &PairMask::all(z.group())).loss
}

#[track_caller]
fn assert_optimal(name: &str, z: &Solution<Complex64>, target: Target, order: usize) {
    assert_eq!(z.order(), order, "order of {name} over {}", z.group());
    let evaluation = Network::from_solution(z).unwrap().evaluate(target, &PairMask::all(z.group()));
    assert!(evaluation.loss <= ZERO_LOSS, "{name} over {}: {target} loss {:e}", z.group(), evaluation.loss);
    assert_eq!(evaluation.accuracy, 1.0, "accuracy of {name} over {}", z.group());
}

/// Orders by the counts of complex pairs n and self-conjugate characters s.
fn counts(group: &Group) -> (usize, usize) {
    (group.dual().complex_pairs().count(), group.dual().self_conjugate().count())
}

#[test]
fn the_list_of_groups_has_every_isomorphism_type() {
    // The number of Abelian groups of order n, OEIS A000688.
    let counts: Vec<usize> = (1..=32).map(|order| groups_of_order(order).len()).collect();
    let expected = [1, 1, 1, 2, 1, 1, 1, 3, 2, 1, 1, 2, 1, 1, 1, 5, 1, 2, 1, 2, 1, 1, 1, 3, 2, 1, 3, 2, 1, 1, 1, 7];
    assert_eq!(counts, expected);
}

#[test]
fn order_6_is_optimal_over_every_group() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    for group in groups_up_to_32() {
        let (n, s) = counts(&group);
        let z = order6(&group, |_| random_unit(&mut rng)).unwrap();
        assert_optimal("order6", &z, Target::ZeroMean, 6 * n + 2 * s);
        let z = order6_ab(&group, |_| (random_unit(&mut rng), random_unit(&mut rng))).unwrap();
        assert_optimal("order6_ab", &z, Target::ZeroMean, 6 * n + 2 * s);
        if s == 0 {
            assert_eq!(z.order(), 3 * (group.order() - 1));
        }
    }
}

#[test]
fn order_4_with_a_hat_is_optimal_over_every_group() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for group in groups_up_to_32() {
        let d = group.order();
        let nu = random_unit(&mut rng);
        let z = order4(&group, &nu, |_| (random_unit(&mut rng), random_sign(&mut rng))).unwrap();
        assert_optimal("order4", &z, Target::ZeroMean, if d.is_multiple_of(2) { 2 * (d - 1) } else { 2 * d });
    }
}

#[test]
fn order_4_with_a_constant_node_is_optimal_for_both_targets() {
    let mut rng = ChaCha8Rng::seed_from_u64(41);
    for group in groups_up_to_32() {
        let z = order4_bias(&group, |_| (random_unit(&mut rng), random_sign(&mut rng))).unwrap();
        for target in [Target::ZeroMean, Target::OneHot] {
            assert_optimal("order4_bias", &z, target, 2 * group.order() - 1);
        }
    }
}

#[test]
fn perfect_memorization_is_optimal_over_every_group() {
    for group in groups_up_to_32() {
        let z = memorization::<Complex64>(&group).unwrap();
        assert_optimal("memorization", &z, Target::ZeroMean, group.order().pow(2));
    }
}

#[test]
fn memorization_is_the_product_of_two_sums_of_powers() {
    // u_a, u_b for the generator 1 of Z_5, as the paper writes them.
    let group = Group::cyclic(5).unwrap();
    let node = |a: i64, b: i64| {
        let at = |t: i64| {
            cogring::semiring::Spectrum::from_pairs(
                &group.dual(),
                (1..5).map(|k| (k, group.dual().value(k, t.rem_euclid(5) as usize))).take(2),
            )
        };
        Solution::from_nodes(&group, [cogring::Node { a: at(a), b: at(b), c: at(-a - b) }])
    };
    let powers = |u: Solution<Complex64>| {
        (0..5).fold(Solution::zero(&group), |sum, j| {
            let power = if j == 0 { node(0, 0) } else { u.try_pow(j).unwrap() };
            sum + power
        })
    };
    let product = (powers(node(1, 0)) * powers(node(0, 1))).scaled(&Complex64::from(1.0 / 25.0));
    assert!(product.equals_up_to_permutation(&memorization(&group).unwrap(), 1e-12));
}

#[test]
fn narrow_networks_are_exact_for_the_one_hot_target() {
    for group in (3..=49).step_by(2).flat_map(groups_of_order) {
        let elements_of_order = |n: usize| (0..group.order()).filter(|&k| group.element_order(k) == n).count();
        let width = 2 * group.order() - 1 - elements_of_order(3) / 2 - elements_of_order(5) / 4;
        assert_eq!(narrow_width(&group), width);
        for target in [Target::OneHot, Target::ZeroMean] {
            assert_optimal("narrow", &narrow(&group), target, width);
        }
    }
    for (group, width) in [("3", 4), ("5", 8), ("7", 13), ("9", 16), ("15", 27), ("3x3", 13), ("3x3x3", 40)] {
        assert_eq!(narrow_width(&group.parse().unwrap()), width, "Z_{group}");
    }
}

#[test]
fn narrow_networks_of_even_groups_take_one_node_for_every_class_of_squares() {
    for group in (2..=32).step_by(2).flat_map(groups_of_order) {
        let d = group.order();
        let real = (0..d).filter(|&k| group.multiply(k, k) == 0).count();
        // the pairs whose squares are ±l, l ≠ −l
        let squares = (0..d).filter(|&k| group.element_order(k) != 4).map(|k| group.multiply(k, k));
        let classes: BTreeSet<usize> =
            squares.map(|l| l.min(group.inverse(l))).filter(|&l| group.multiply(l, l) != 0).collect();
        let width = (3 * d - real) / 2 + classes.len();
        assert_eq!(narrow_width(&group), width, "{group}");
        assert_optimal("narrow", &narrow(&group), Target::OneHot, width);
    }
}

#[test]
fn narrow_networks_need_every_node() {
    let z = narrow::<Complex64>(&"15".parse().unwrap());
    for missing in 0..z.order() {
        let mut terms = z.terms().to_vec();
        terms.remove(missing);
        assert!(loss(&Solution::from_terms(z.group(), terms), Target::OneHot) > 1e-4, "without node {missing}");
    }
}

#[test]
fn a_missing_hat_or_a_wrong_parameter_is_not_a_solution() {
    let group = Group::cyclic(11).unwrap();
    let one = Complex64::ONE;
    let z = order4_bias(&group, |_| (one, Sign::Plus)).unwrap();
    let bare = Solution::from_terms(&group, z.terms()[..z.order() - 1].to_vec());
    assert!(loss(&bare, Target::ZeroMean) > 0.1);
    // What the constant node cancels is R_n of the blocks.
    let block = blocks::order4(&one, Sign::Plus);
    let left_over = BlockPotential::NORM_A_C.evaluate(&block);
    assert!((left_over - Complex64::new(0.5, 0.5)).norm() < 1e-15);
    // The hat of σ = +1 does not fit blocks of σ = −1.
    let other = order4_bias(&group, |_| (one, Sign::Minus)).unwrap();
    let mut terms = other.terms()[..other.order() - 1].to_vec();
    terms.push(z.terms().last().unwrap().clone());
    assert!(loss(&Solution::from_terms(&group, terms), Target::ZeroMean) > 0.1);
    // 1/7 instead of 1/6.
    let z = order6(&group, |_| one).unwrap().scaled(&Complex64::from(6.0 / 7.0));
    assert!(loss(&z, Target::ZeroMean) > 1e-3);
}

#[test]
fn parameters_without_modulus_1_are_refused() {
    let group = Group::cyclic(5).unwrap();
    let two = Complex64::from(2.0);
    let error = order6(&group, |_| two).unwrap_err();
    assert!(error.is_argument());
    assert_eq!(error.to_string(), "nu = 2+0i does not have modulus 1, which this construction requires");
    assert!(order6_ab(&group, |_| (two, two)).is_err());
    assert!(order4(&group, &two, |_| (Complex64::ONE, Sign::Plus)).is_err());
    assert!(order4_bias(&group, |_| (two, Sign::Plus)).is_err());
}

#[test]
fn memorization_of_a_large_group_is_refused() {
    let error = memorization::<Complex64>(&Group::cyclic(1009).unwrap()).unwrap_err();
    assert!(error.is_unsupported(), "{error}");
}

#[test]
fn the_trivial_group_has_empty_optimizers() {
    let group = Group::cyclic(1).unwrap();
    let one = Complex64::ONE;
    assert_eq!(order6(&group, |_| one).unwrap().order(), 0);
    assert_eq!(order4(&group, &one, |_| (one, Sign::Plus)).unwrap().order(), 0);
    assert_optimal("order4_bias", &order4_bias(&group, |_| (one, Sign::Plus)).unwrap(), Target::OneHot, 1);
}

#[test]
fn every_solution_is_exact_over_exact_numbers() {
    use cogring::loss::residuals;
    use cogring::scalar::Exact;
    #[track_caller]
    fn assert_exact(name: &str, z: &Solution<Exact>, target: Target) {
        let residuals = residuals(z, target);
        assert!(residuals.is_zero(), "{name} over {}: {:?}", z.group(), residuals.entries().first());
    }
    let parameter = |name: &str, k: usize| Exact::parameter(&format!("{name}_{k}"));
    for group in ["3", "5", "7", "9", "2x3", "2x2", "8"] {
        let group: Group = group.parse().unwrap();
        let xi = |k: usize| (parameter("xi", k), Sign::Minus);
        assert_exact("order6", &order6(&group, |k| parameter("nu", k)).unwrap(), Target::ZeroMean);
        let z = order6_ab(&group, |k| (parameter("alpha", k), parameter("beta", k))).unwrap();
        assert_exact("order6_ab", &z, Target::ZeroMean);
        assert_exact("order4", &order4(&group, &parameter("nu", 0), xi).unwrap(), Target::ZeroMean);
        assert_exact("order4_bias", &order4_bias(&group, xi).unwrap(), Target::OneHot);
        assert_exact("memorization", &memorization(&group).unwrap(), Target::ZeroMean);
        assert_exact("fourier", &fourier(&group).unwrap(), Target::OneHot);
        assert_exact("max_margin", &max_margin(&group).unwrap(), Target::ZeroMean);
        assert_exact("phase_grid", &phase_grid(&group, 3).unwrap(), Target::ZeroMean);
        assert_exact("single_index", &single_index(&group, 6, 1, 4).unwrap(), Target::ZeroMean);
    }
    for group in ["3", "5", "15", "3x3", "6", "10"] {
        assert_exact("narrow", &narrow(&group.parse().unwrap()), Target::OneHot);
    }
    assert_exact("rational", &rational(Target::OneHot), Target::OneHot);
    let wrong = order6(&Group::cyclic(5).unwrap(), |k| parameter("nu", k)).unwrap().scaled(&Exact::from_ratio(6, 7));
    assert!(!residuals(&wrong, Target::ZeroMean).is_zero());
}
