//! Constructions of other papers.

use super::*;

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
                let right = group.multiply(g1, g2);
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
                        let expected = one(h == group.multiply(g1, g2))
                            + 0.5 * one(h == group.multiply(g1, g1))
                            + 0.5 * one(h == group.multiply(g2, g2))
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
