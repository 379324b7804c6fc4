//! The residual map against slower ways, and the ranks of known exact networks.

use cogring::scalar::algebraic::{Algebraic, Residue};
use cogring::variety::{NormalEquations, NumericalRank, RankReport, ResidualMap, Weights};
use cogring::{Group, Scalar, Target};
use nalgebra::DMatrix;
use proptest::prelude::*;

use crate::{network, networks};

fn map(name: &str, width: usize, target: Target) -> ResidualMap {
    ResidualMap::new(&name.parse::<Group>().expect("a group"), width, target)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// J by differences of F, JᵀJ and Jᵀf by products of matrices.
    #[test]
    fn derivatives_are_those_of_the_residual(
        at in 0usize..3,
        zero_mean in any::<bool>(),
        values in prop::collection::vec(-1.0f64..1.0, 120),
    ) {
        let (group, width) = [("3", 4), ("S3", 2), ("2x2", 3)][at];
        let map = map(group, width, if zero_mean { Target::ZeroMean } else { Target::OneHot });
        let x: Vec<f64> = (0..map.unknowns()).map(|i| values[i % values.len()]).collect();
        let jacobian = map.jacobian(&x);
        let f = map.residual(&x);
        for i in 0..x.len() {
            let moved = |by: f64| { let mut y = x.clone(); y[i] += by; map.residual(&y) };
            for (row, (up, down)) in moved(1e-4).iter().zip(moved(-1e-4)).enumerate() {
                prop_assert!(((up - down) / 2e-4 - jacobian[(row, i)]).abs() < 1e-6);
            }
        }
        let normal = jacobian.transpose() * &jacobian;
        prop_assert!((&normal - map.normal_matrix(&x)).amax() < 1e-10);
        let gradient = jacobian.transpose() * nalgebra::DVector::from_column_slice(&f);
        for (x, y) in gradient.iter().zip(map.gradient(&x, &f)) {
            prop_assert!((x - y).abs() < 1e-10);
        }
        // (JᵀJ + μI) y = g, with the outputs eliminated, and without
        let damped = &normal + DMatrix::identity(x.len(), x.len()) * 0.01;
        let slow = damped.cholesky().expect("positive").solve(&gradient);
        let fast = NormalEquations::new(&map, &x).solve_damped(0.01, gradient.as_slice()).expect("positive");
        for (x, y) in slow.iter().zip(&fast) {
            prop_assert!((x - y).abs() < 1e-9 * (1.0 + slow.amax()), "{} {}", x, y);
        }
        prop_assert!(NormalEquations::new(&map, &x).solve_damped(-1.0, gradient.as_slice()).is_none());
        let y = jacobian * nalgebra::DVector::from_column_slice(&x);
        for (x, y) in y.iter().zip(map.differential(&x, &x)) {
            prop_assert!((x - y).abs() < 1e-10);
        }
    }

    /// Products of an m × r and an r × n matrix have rank r.
    #[test]
    fn ranks_of_products_are_known(r in 1usize..6, values in prop::collection::vec(-1.0f64..1.0, 200)) {
        let left = DMatrix::from_fn(12, r, |i, j| values[(i * r + j) % 200] + f64::from(u8::from(i % r == j)));
        let right = DMatrix::from_fn(r, 9, |i, j| values[(100 + i * 9 + j) % 200] + f64::from(u8::from(j % r == i)));
        let exact = (&left * &right).rank(1e-9);
        let found = NumericalRank::of(left * right);
        prop_assert!(found.rank == exact && found.next < 1e-12, "{:?}", found);
    }
}

/// Ranks over the field modulo two primes, which bound them from below, and in floating point.
#[test]
fn ranks_of_the_exact_networks_are_the_known_ones() {
    let known = [
        ("minw_2_2_delta", 6),
        ("minw_3_4_delta", 26),
        ("o62_3_5_full_delta", 27),
        ("minw_2x2_4_delta", 36),
        ("minw_4_5_delta", 46),
        ("o62_5_8_full_delta", 98),
        ("minw_6_9_delta", 134),
        ("o62_S3_10_full_delta", 145),
        ("o62_7_13_full_delta", 229),
        ("minw_2x2x2_8_delta", 169),
        ("new_4x2_10_delta", 211),
        ("minw_D4_12_delta", 245),
        ("minw_Q8_12_rep", 252),
        ("new_8_12_delta", 253),
    ];
    for (name, rank) in known {
        let network = network(name);
        let modular = network.modular_ranks(1);
        assert_eq!(modular.iter().map(|modular| modular.rank).collect::<Vec<_>>(), [rank], "{name}");
        let map = ResidualMap::new(&network.weights.group, network.weights.width(), Target::OneHot);
        let float = NumericalRank::of(map.jacobian(&map.gauge_minimal(&network.to_point())));
        assert_eq!(float.rank, rank, "{name}: {float:?}");
    }
}

/// Over the fields themselves: ranks modulo more prime ideals than any larger minor could be in.
#[test]
fn ranks_over_the_fields_are_the_known_ones() {
    for (name, rank) in [
        ("minw_2_2_delta", 6),
        ("minw_3_4_delta", 26),
        ("o62_3_5_full_delta", 27),
        ("minw_2x2_4_delta", 36),
        ("minw_4_5_delta", 46),
    ] {
        let found = network(name).field_rank().exact.unwrap_or_else(|| panic!("{name}: too large"));
        assert_eq!((found.rank, found.is_obstructed), (rank, false), "{name}");
        assert!(found.ideals > 1 || rank == 27, "{name}");
    }
}

/// A node that is made two halves can be moved apart, but not along a line: the rank stays, and the dimension does not follow it.
#[test]
fn a_doubled_node_is_a_singular_point() {
    let mut network = network("minw_3_4_delta");
    let half = Algebraic::rational(dashu_ratio::RBig::from_parts(1.into(), 2u8.into()));
    let [u, w, v] = network.weights.nodes[0].clone();
    let v: Vec<Algebraic> = v.into_iter().map(|v| v * &half).collect();
    network.weights.nodes[0][2] = v.clone();
    network.weights.nodes.push([u, w, v]);
    assert!(network.prove(Some(Target::OneHot)).proved);
    let over_field = network.field_rank();
    let exact = over_field.exact.expect("a small network");
    assert_eq!((exact.rank, exact.is_obstructed), (26, true));
    let map = ResidualMap::new(&network.weights.group, 5, Target::OneHot);
    let report = RankReport::new(&map, &network.to_point(), Some(over_field)).expect("a report");
    assert!(!report.smooth && report.rank.rank == 26, "{report:?}");
    let [low, high] = report.learning_coefficient.expect("bounds");
    assert!(low == 13.0 && high > low, "{report:?}");
}

#[test]
fn smooth_points_have_a_learning_coefficient() {
    for (name, coefficient) in [("minw_2_2_delta", 3.0), ("minw_3_4_delta", 13.0), ("minw_4_5_delta", 23.0)] {
        let network = network(name);
        let map = ResidualMap::new(&network.weights.group, network.weights.width(), Target::OneHot);
        let report = RankReport::new(&map, &network.to_point(), None).expect("a report");
        assert!(report.is_exact && report.smooth && report.dead.is_empty(), "{name}: {report:?}");
        assert_eq!(report.learning_coefficient, Some([coefficient; 2]), "{name}");
    }
}

#[test]
fn weights_in_single_precision_are_moved_to_the_exact_network_that_they_round() {
    for (name, coefficient) in [("minw_3_4_delta", 13.0), ("minw_4_5_delta", 23.0)] {
        let network = network(name);
        let map = ResidualMap::new(&network.weights.group, network.weights.width(), Target::OneHot);
        let rounded = |by: f32| -> Vec<f64> {
            network.to_point().iter().map(|&x| f64::from(x as f32 * (1.0 + by * (x * 1e3).sin() as f32))).collect()
        };
        let of = |x: &[f64], rounding: f64| RankReport::up_to_rounding(&map, x, None, rounding).expect("a report");
        let report = of(&rounded(0.0), 1e-5);
        assert!(report.moved.is_some_and(|by| by > 0.0 && by < 1e-6) && report.residual > 1e-9, "{name}: {report:?}");
        assert_eq!(report.learning_coefficient, Some([coefficient; 2]), "{name}");
        // what rounding does not explain stays where it is
        for report in [of(&rounded(1e-2), 1e-5), of(&rounded(0.0), 1e-9)] {
            assert!(report.moved.is_none() && !report.is_exact && report.learning_coefficient.is_none(), "{name}");
        }
    }
}

#[test]
fn singular_points_have_bounds() {
    // the construction for Z6: rank 133, and 134 near by
    let group = Group::cyclic(6).expect("a group");
    let narrow = cogring::Network::from_solution(&cogring::construct::narrow(&group)).expect("a network");
    let map = ResidualMap::new(&group, narrow.width(), Target::OneHot);
    let report = RankReport::new(&map, &narrow.to_point(), None).expect("a report");
    assert_eq!((report.problem.width, report.rank.rank), (9, 133));
    assert!(!report.smooth && report.nearby_rank >= 133, "{report:?}");
    // λ lies above half of the rank there: a single value would be a false statement.
    let [low, high] = report.learning_coefficient.expect("bounds");
    assert!(low == 66.5 && high >= 67.0, "{report:?}");
    // and what is no exact network has none
    let report = RankReport::new(&map, &vec![0.5; map.unknowns()], None).expect("a report");
    assert!(!report.is_exact && report.learning_coefficient.is_none());
}

#[test]
fn identities_hold_in_every_image_of_the_field() {
    // networks over Q become networks over F_p; a changed weight does not
    type F = Residue<1_000_003>;
    for (name, network) in networks().into_iter().filter(|(_, network)| network.field.degree() == 1).take(6) {
        let image: Weights<F> =
            network.weights.map(|x| F::from_rational(x.to_rational().expect("a rational number").clone()));
        assert!(image.solved_target().is_some(), "{name}");
        let mut changed = image.clone();
        changed.nodes[0][0][0] = changed.nodes[0][0][0] + F::from_ratio(1, 1);
        assert!(changed.solved_target().is_none(), "{name}");
    }
}
