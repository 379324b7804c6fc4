//! Every construction has the loss, the order and the accuracy that its source states.

use cogring::construct::optimizers::{blocks, memorization, order4, order4_bias, order6, order6_ab};
use cogring::construct::{Sign, generators, narrow, narrow_width};
use cogring::{Block, BlockPotential, Group, Homomorphism, Network, PairMask, Solution, Target};
use num_complex::Complex64;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What counts as zero loss in float64.
const ZERO_LOSS: f64 = 1e-24;

/// One group of every isomorphism type of the given order.
fn groups_of_order(order: usize) -> Vec<Group> {
    let mut types: Vec<Vec<usize>> = vec![Vec::new()];
    let (mut rest, mut prime) = (order, 2);
    while rest > 1 {
        let mut exponent = 0;
        while rest.is_multiple_of(prime) {
            rest /= prime;
            exponent += 1;
        }
        let partitions = partitions(exponent, exponent);
        types = types
            .iter()
            .flat_map(|moduli| {
                partitions.iter().map(move |parts| {
                    let factors = parts.iter().map(|&part| prime.pow(part as u32));
                    moduli.iter().copied().chain(factors).collect()
                })
            })
            .collect();
        prime += 1;
    }
    types.iter().map(|moduli| Group::new(if moduli.is_empty() { &[1] } else { moduli }).unwrap()).collect()
}

/// The partitions of n into parts of at most `largest`.
fn partitions(n: usize, largest: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    (1..=largest.min(n))
        .flat_map(|part| {
            partitions(n - part, part).into_iter().map(move |mut rest| {
                rest.insert(0, part);
                rest
            })
        })
        .collect()
}

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
    (group.complex_pairs().count(), group.self_conjugate_characters().count())
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
            cogring::solution::Spectrum::from_pairs(
                &group,
                (1..5).map(|k| (k, group.character(k, t.rem_euclid(5) as usize))).take(2),
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
fn narrow_networks_of_even_groups_need_no_constant_node() {
    for group in (2..=32).step_by(2).flat_map(groups_of_order) {
        let elements_of_order = |n: usize| (0..group.order()).filter(|&k| group.element_order(k) == n).count();
        let width = 2 * group.order() - 2 - elements_of_order(3) / 2 - elements_of_order(5) / 4;
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

/// The ten potentials of `z` against the expected values, in the order of the paper's table.
#[track_caller]
fn assert_potentials(z: &Block<Complex64>, expected: [Complex64; 10]) {
    for (potential, expected) in BlockPotential::ALL.iter().zip(expected) {
        let value = potential.evaluate(z);
        assert!((value - expected).norm() < 1e-13, "{potential}: {value} instead of {expected}");
    }
}

#[test]
fn the_generators_have_the_potentials_of_the_papers_table() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let (zero, one, i) = (Complex64::ZERO, Complex64::ONE, Complex64::i());
    let w = Complex64::cis(std::f64::consts::TAU / 3.0);
    let real = |x: f64| Complex64::from(x);
    let three = real(3.0);
    assert_potentials(&generators::z_syn(), [three, zero, zero, zero, three, zero, zero, three, zero, zero]);
    assert_potentials(&generators::z_3c(), [three, three, zero, zero, zero, zero, zero, zero, three, zero]);
    let two = real(2.0);
    assert_potentials(&generators::z_nu_i(), [two, zero, zero, two, zero, zero, two, zero, zero, two]);
    for _ in 0..20 {
        let nu = random_unit(&mut rng);
        let bar = nu.conj();
        let (c, star, n) = (one + bar.powi(2), one - bar.powi(4), one - bar.powi(2));
        assert_potentials(&generators::z_nu(&nu), [two, c, c, one + nu.powi(4), zero, star, n, zero, star, n]);

        let (xi, sign) = (random_unit(&mut rng), random_sign(&mut rng));
        let si = if sign == Sign::Plus { i } else { -i };
        let (square, bar) = (xi * xi, xi.conj() * xi.conj());
        let expected = [
            two,
            one + bar,
            one - square,
            zero,
            one + si * square,
            one + si * bar,
            one + si,
            one - si * bar,
            one - si * square,
            one + si,
        ];
        assert_potentials(&generators::z_xi(&xi, sign), expected);

        let (alpha, beta) = (random_unit(&mut rng), random_unit(&mut rng));
        let (p, r) = (alpha * alpha, beta * beta);
        let (pc, rc) = (p.conj(), r.conj());
        let w2 = w * w;
        let expected = [
            three,
            one + w * pc + w2 * rc,
            one + w * p + w2 * r,
            zero,
            one + p + r,
            one + w2 * pc + w * rc,
            zero,
            one + pc + rc,
            one + w2 * p + w * r,
            zero,
        ];
        assert_potentials(&generators::z_syn_ab(&alpha, &beta), expected);
    }
}

#[test]
fn u_syn_generates_z_syn() {
    let u = Block::<Complex64>::from_nodes([generators::u_syn()]);
    let sum = Block::one().plus(u.clone()).plus(u.times(&u));
    assert!(sum.equals_up_to_permutation(&generators::z_syn(), 1e-15));
}
