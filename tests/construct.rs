//! Every construction has the loss, the order and the accuracy that its source states.

use cogring::construct::literature::{
    fourier, max_margin, phase_grid, random_phase, rational, single_index, tied_phase, vanishing_phase,
};
use cogring::construct::optimizers::{blocks, memorization, order4, order4_bias, order6, order6_ab};
use cogring::construct::{Polynomial, Sign, generators, narrow, narrow_width};
use cogring::{Block, BlockPotential, Group, Homomorphism, Network, PairMask, Scalar, Solution, Target, Triple};
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

#[test]
fn the_fourier_network_is_exact_for_both_targets() {
    for group in groups_up_to_32() {
        let z = fourier(&group).unwrap();
        for target in [Target::OneHot, Target::ZeroMean] {
            assert_optimal("fourier", &z, target, 2 * group.order() - 1);
        }
    }
}

#[test]
fn the_fourier_network_over_z_p_is_the_published_one() {
    let p = 7;
    let network = Network::from_solution(&fourier(&Group::cyclic(p).unwrap()).unwrap()).unwrap();
    // The constant node: a = b = ½ and c = 1/p − (2/p) Σ_k (C + S), up to the gauge a, b → ta, tb, c → c/t².
    let constant = network.width() - 1;
    let t = 2.0 * network.w_a()[(constant, 0)];
    for x in 0..p {
        assert!((network.w_a()[(constant, x)] - t / 2.0).abs() < 1e-14);
        assert!((network.w_b()[(constant, x)] - t / 2.0).abs() < 1e-14);
        let waves: f64 = (1..=p / 2)
            .map(|k| std::f64::consts::TAU * (k * x) as f64 / p as f64)
            .map(|angle| angle.cos() + angle.sin())
            .sum();
        let c = (1.0 - 2.0 * waves) / p as f64;
        assert!((network.w_c()[(x, constant)] * t * t - c).abs() < 1e-13);
    }
}

#[test]
fn the_max_margin_network_is_exact_and_has_the_largest_margin() {
    for group in groups_up_to_32() {
        let (n, s) = counts(&group);
        assert_optimal("max_margin", &max_margin(&group).unwrap(), Target::ZeroMean, 8 * n + 2 * s);
    }
    for p in [3, 5, 7, 11, 13] {
        let group = Group::cyclic(p).unwrap();
        let margin = |z: &Solution<Complex64>| {
            let network = Network::from_solution(z).unwrap();
            let mut margin = f64::INFINITY;
            for (g1, g2) in PairMask::all(&group).pairs() {
                let outputs = network.outputs(g1, g2);
                let right = group.add(g1, g2);
                for wrong in (0..p).filter(|&h| h != right) {
                    margin = margin.min(outputs[right] - outputs[wrong]);
                }
            }
            let norms = (0..network.width()).map(|j| {
                let squares = network.w_a().row(j).norm_squared()
                    + network.w_b().row(j).norm_squared()
                    + network.w_c().column(j).norm_squared();
                squares.powf(1.5)
            });
            margin / norms.sum::<f64>()
        };
        let largest = (2.0f64 / 27.0).sqrt() / ((p as f64).sqrt() * (p as f64 - 1.0));
        let reached = margin(&max_margin(&group).unwrap());
        assert!((reached / largest - 1.0).abs() < 1e-12, "p = {p}: {reached} instead of {largest}");
        // Every exact solution of balanced nodes shares it; an unbalanced one has less.
        let unbalanced = margin(&order4_bias(&group, |_| (Complex64::ONE, Sign::Plus)).unwrap());
        assert!(unbalanced < 0.99 * largest);
    }
}

#[test]
fn random_phases_come_close_like_one_over_the_square_root_of_the_width() {
    for group in ["7", "9", "3x3", "8"] {
        let group: Group = group.parse().unwrap();
        let mean_loss = |width: usize| {
            (0..8)
                .map(|seed| loss(&random_phase::<Complex64>(&group, width, seed).unwrap(), Target::ZeroMean))
                .sum::<f64>()
                / 8.0
        };
        // The loss is the square of the distance.
        let ratio = mean_loss(400) / mean_loss(6400);
        assert!((8.0..32.0).contains(&ratio), "{group}: ratio {ratio} for 16 times the width");
    }
    let group = Group::cyclic(7).unwrap();
    assert_eq!(random_phase::<Complex64>(&group, 50, 3).unwrap(), random_phase::<Complex64>(&group, 50, 3).unwrap());
    assert_ne!(random_phase::<Complex64>(&group, 50, 3).unwrap(), random_phase::<Complex64>(&group, 50, 4).unwrap());
    assert!(random_phase::<Complex64>(&group, 0, 0).unwrap_err().is_argument());
}

#[test]
fn tied_phases_have_the_published_output_and_accuracy_1() {
    for order in [3, 5, 7, 9, 15] {
        for group in groups_of_order(order) {
            for phases in [3, 5, 6, 7, 8] {
                let z = tied_phase(&group, phases).unwrap();
                assert_eq!(z.order(), phases as usize * (order - 1) / 2);
                let network = Network::from_solution(&z).unwrap();
                for (g1, g2) in PairMask::all(&group).pairs() {
                    let outputs = network.outputs(g1, g2);
                    for h in 0..order {
                        let one = |truth: bool| f64::from(u8::from(truth));
                        let expected = one(h == group.add(g1, g2))
                            + 0.5 * one(h == group.add(g1, g1))
                            + 0.5 * one(h == group.add(g2, g2))
                            - 2.0 / order as f64;
                        assert!((outputs[h] - expected).abs() < 1e-12, "{group}, L = {phases}");
                    }
                }
                assert_eq!(network.evaluate(Target::ZeroMean, &PairMask::all(&group)).accuracy, 1.0);
            }
        }
    }
    let group = Group::cyclic(7).unwrap();
    for phases in [0, 1, 2, 4] {
        assert!(tied_phase::<Complex64>(&group, phases).unwrap_err().is_argument());
    }
    assert!(tied_phase::<Complex64>(&Group::cyclic(6).unwrap(), 3).unwrap_err().is_argument());
}

#[test]
fn grids_of_at_least_3_phases_are_exact() {
    for group in groups_up_to_32() {
        let (n, s) = counts(&group);
        let phases = 3 + group.order() as u64 % 3;
        let z = phase_grid(&group, phases).unwrap();
        assert_optimal("phase_grid", &z, Target::ZeroMean, (phases * phases) as usize * n + 2 * s);
    }
    assert!(phase_grid::<Complex64>(&Group::cyclic(7).unwrap(), 2).unwrap_err().is_argument());
    assert!(phase_grid::<Complex64>(&Group::cyclic(7).unwrap(), 1 << 40).unwrap_err().is_unsupported());
}

/// The block of single-index phases, whether it is a solution or not.
fn single_index_block(phases: u64, r1: i64, r2: i64) -> Block<Complex64> {
    let zeta = |power: i64| Complex64::root_of_unity(power, phases);
    let nodes = (0..phases as i64).map(|l| Triple::new(zeta(r1 * l), zeta(r2 * l), zeta(-(r1 + r2) * l)));
    Block::from_nodes(nodes).scaled(&Complex64::from(1.0 / phases as f64))
}

#[test]
fn single_index_phases_are_exact_for_the_stated_speeds_only() {
    let exact = |phases: u64| -> Vec<(i64, i64)> {
        let speeds = (0..phases as i64).flat_map(|r1| (r1..phases as i64).map(move |r2| (r1, r2)));
        speeds.filter(|&(r1, r2)| vanishing_phase(phases, r1, r2).is_none()).collect()
    };
    for phases in 1..=5 {
        assert_eq!(exact(phases), []);
    }
    assert_eq!(exact(6), [(1, 4), (2, 5)]);
    for speeds in [(1, 3), (1, 5), (2, 3), (2, 6)] {
        assert!(exact(7).contains(&speeds), "L = 7, {speeds:?}");
    }
    assert!(exact(8).len() > 3 && exact(9).len() > 3);
    // The arithmetic of speeds against the potentials themselves.
    for phases in 1..=9 {
        for r1 in 0..phases as i64 {
            for r2 in 0..phases as i64 {
                let block = single_index_block(phases, r1, r2);
                let values = BlockPotential::ALL.map(|potential| potential.evaluate(&block).norm());
                assert!((values[0] - 1.0).abs() < 1e-13);
                let vanish = values[1..].iter().all(|&value| value < 1e-12);
                assert_eq!(vanish, vanishing_phase(phases, r1, r2).is_none(), "L = {phases}, ({r1}, {r2})");
                assert_eq!(vanish, single_index::<Complex64>(&Group::cyclic(5).unwrap(), phases, r1, r2).is_ok());
            }
        }
    }
    for group in groups_up_to_32() {
        let (n, s) = counts(&group);
        for (phases, r1, r2) in [(6, 1, 4), (6, 2, 5), (7, 2, 3)] {
            let z = single_index(&group, phases, r1, r2).unwrap();
            assert_optimal("single_index", &z, Target::ZeroMean, phases as usize * n + 2 * s);
        }
    }
    let error = single_index::<Complex64>(&Group::cyclic(7).unwrap(), 5, 1, 2).unwrap_err();
    assert_eq!(
        error.to_string(),
        "single-index phases with L = 5, r1 = 1, r2 = 2: 3 r1 + r2 is a multiple of L, so that the potential ā²c does \
         not vanish"
    );
}

#[test]
fn the_rational_network_over_z_3_is_exact_and_rational() {
    assert_optimal("rational", &rational(Target::ZeroMean), Target::ZeroMean, 3);
    let z = rational(Target::OneHot);
    assert_optimal("rational", &z, Target::OneHot, 4);
    // Undo the cube root that balances the weights: a = (7, −5, −5), c = (2, −1, −1)/288.
    let network = Network::from_solution(&z).unwrap();
    let t = network.w_a()[(0, 0)] / 7.0;
    for (x, value) in [7.0, -5.0, -5.0].into_iter().enumerate() {
        assert!((network.w_a()[(0, x)] / t - value).abs() < 1e-13);
        assert!((network.w_a()[(1, (x + 1) % 3)] / t - value).abs() < 1e-13);
    }
    for (x, value) in [2.0, -1.0, -1.0].into_iter().enumerate() {
        assert!((network.w_c()[(x, 0)] * t * t * 288.0 - value).abs() < 1e-12);
        assert!((network.w_c()[((x + 2) % 3, 1)] * t * t * 288.0 - value).abs() < 1e-12);
    }
}

/// The lowest degree of a real polynomial with the given roots: the first power whose vector of values is a real linear
/// combination of those of lower powers.
fn lowest_degree_by_elimination(values: &[Complex64]) -> usize {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for power in 0.. {
        let mut vector: Vec<f64> =
            values.iter().map(|value| value.powi(power)).flat_map(|value| [value.re, value.im]).collect();
        for _ in 0..2 {
            for direction in &basis {
                let overlap: f64 = vector.iter().zip(direction).map(|(x, y)| x * y).sum();
                vector.iter_mut().zip(direction).for_each(|(x, y)| *x -= overlap * y);
            }
        }
        let norm = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm < 1e-7 {
            return power as usize;
        }
        vector.iter_mut().for_each(|x| *x /= norm);
        basis.push(vector);
    }
    unreachable!("there are finitely many values")
}

#[test]
fn polynomials_kill_what_they_should_and_nothing_shorter_does() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    for _ in 0..500 {
        let order = rng.random_range(1..=12u64);
        let mut root = || Complex64::root_of_unity(rng.random_range(0..order as i64), order);
        let u = Triple::new(root(), root(), root());
        let chosen: Vec<BlockPotential> =
            BlockPotential::ALL.into_iter().filter(|_| rng.random_range(0..3) == 0).collect();
        let polynomial = Polynomial::killing_potentials(&u, &chosen);
        let z = polynomial.of(&Triple::one(), &u);
        let values: Vec<Complex64> = chosen.iter().map(|potential| potential.on_node(&u)).collect();
        assert_eq!(polynomial.degree(), lowest_degree_by_elimination(&values), "{polynomial} at {values:?}");
        for potential in &chosen {
            assert!(potential.evaluate(&z).norm() < 1e-11, "{potential} of ({polynomial})({u:?})");
        }
        for potential in BlockPotential::ALL {
            let expected = polynomial.evaluate(&potential.on_node(&u));
            assert!((potential.evaluate(&z) - expected).norm() < 1e-11, "{potential} is not ρ(r(u))");
        }
    }
}

#[test]
fn polynomials_of_u_syn_and_of_nothing() {
    let u: Triple<Complex64> = generators::u_syn();
    let rho = Polynomial::killing_potentials(&u, &[BlockPotential::NORM_A_C]);
    assert_eq!(rho.degree(), 2);
    assert!(rho.of(&Triple::one(), &u).equals_up_to_permutation(&generators::z_syn(), 1e-12));
    // abc has the value 1, as a²c has: killing a²c kills both.
    let rho = Polynomial::killing_potentials(&u, &[BlockPotential::AAC]);
    assert!(BlockPotential::ABC.evaluate(&rho.of(&Triple::one(), &u)).norm() < 1e-12);
    let nothing = Polynomial::<Complex64>::killing(&[]);
    assert_eq!((nothing.degree(), nothing.to_string()), (0, "(1+0i)".to_owned()));
    assert!(nothing.of(&Triple::one(), &u) == Block::one());
    // x³ − 1 has no middle coefficients: order 2 and not 4.
    let cube_roots = Polynomial::killing(&[Complex64::ONE, u.a]);
    assert_eq!(cube_roots.degree(), 3);
    assert_eq!(cube_roots.of(&Triple::one(), &Triple::new(u.a, u.a, Complex64::i())).order(), 2);
}

fn cogring(arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_cogring")).args(arguments).output().unwrap()
}

#[test]
fn the_command_writes_every_construction_as_weights_of_the_target() {
    let directory = std::env::temp_dir().join(format!("cogring-construct-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let commands = [
        "order6 --group 9 --nu exp(0.3i) --nu -1@3",
        "order6-ab --group 2x3 --alpha w3 --seed 4",
        "order4 --group 9 --nu -i --xi zeta(7)^3 --sigma=-1",
        "order4-bias --group 8 --seed 2",
        "memorization --group 6",
        "fourier --group 7",
        "max-margin --group 7",
        "random-phase --group 7 --width 30000 --seed 3",
        "tied-phase --group 7 -L 5",
        "phase-grid --group 7",
        "single-index --group 7 -L 7 --r1 1 --r2 3",
        "narrow --group 15",
        "rational --group 3 --target one-hot",
    ];
    for (at, command) in commands.into_iter().enumerate() {
        let file = directory.join(format!("{at}.npz"));
        let mut arguments = vec!["construct"];
        arguments.extend(command.split(' '));
        arguments.extend(["--json", "-o", file.to_str().unwrap()]);
        let output = cogring(&arguments);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["name"], command.split(' ').next().unwrap());

        let network = cogring::format::read_network(&file, &Default::default()).unwrap();
        assert_eq!(report["width"], network.width());
        let target: Target = serde_json::from_value(report["target"].clone()).unwrap();
        let evaluation = network.evaluate(target, &PairMask::all(network.group()));
        assert_eq!(evaluation.accuracy, 1.0, "{command}");
        assert_eq!(report["exact"], evaluation.loss <= ZERO_LOSS, "{command}: {:e}", evaluation.loss);
        assert!((report["direct_loss"].as_f64().unwrap() - evaluation.loss).abs() < 1e-12);
        assert!((report["closed_form_loss"].as_f64().unwrap() - evaluation.loss).abs() < 1e-12);
        let norm =
            [network.w_a(), network.w_b(), network.w_c()].map(|matrix| matrix.norm_squared()).iter().sum::<f64>();
        assert!((report["squared_norm"].as_f64().unwrap() / norm - 1.0).abs() < 1e-12, "{command}");
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn the_command_refuses_what_a_construction_does_not_take() {
    for (command, message) in [
        ("order6 --group 7 --phases 3", "unexpected argument '--phases'"),
        ("order6 --nu i", "--group"),
        ("order5 --group 7", "unrecognized subcommand 'order5'"),
        ("order6 --group 7 --nu 2", "does not have modulus 1"),
        ("order6 --group 7 --nu nu_k", "parameter `nu_k` has no value"),
        ("order6 --group 7 --nu i@5", "the representative of ±5 is 2"),
        ("order6 --group 1 -o never.npz", "order6 over 1 has 0 hidden nodes"),
        ("order6 --group 1000003 -o never.npz", "too many to write"),
        ("order4 --group 7 --sigma 2", "`2` is not a sign"),
        ("rational --group 5", "one over Z_3"),
        ("random-phase --group 5 --width 0", "a width of 0"),
    ] {
        let arguments: Vec<&str> = std::iter::once("construct").chain(command.split(' ')).collect();
        let output = cogring(&arguments);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(message), "{command}: {stderr}");
    }
    assert!(!std::path::Path::new("never.npz").exists());
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
