//! Narrow networks of every finite group: exact, and as wide as said.

use std::collections::BTreeMap;

use cogring::construct::{LowerBound, narrow, narrow_width};
use cogring::group::SmallGroup;
use cogring::loss::{closed_form, residuals};
use cogring::semiring::Term;
use cogring::{Exact, Group, Network, PairMask, Scalar, Solution, Target};
use itertools::Itertools;
use num_complex::Complex64;
use serde_json::Value;

use crate::group;

fn loss(group: &Group) -> f64 {
    let network = Network::from_solution(&narrow(group)).expect("a network");
    assert_eq!(network.width(), narrow_width(group), "{group}");
    network.evaluate(Target::OneHot, &PairMask::all(group)).loss
}

#[test]
fn all_93_groups_have_loss_zero_at_the_width_that_is_said() {
    let golden: Vec<Value> = serde_json::from_str(include_str!("../data/groups/widths.json")).expect("valid JSON");
    for (small, row) in SmallGroup::all().zip(golden) {
        let group = small.group().expect("a group");
        assert_eq!((row["order"].as_u64(), row["id"].as_u64()), (Some(small.order as u64), Some(small.number as u64)));
        let loss = loss(&group);
        assert!(loss < 1e-24, "{group}: {loss:e}");
        let published = row["Wstar"].as_u64().expect("a width") as usize;
        assert!(narrow_width(&group) <= published, "{group}: {} above {published}", narrow_width(&group));
    }
}

#[test]
fn abelian_groups_have_the_widths_of_the_theorem() {
    for (name, width) in [
        ("4", 5),
        ("6", 9),
        ("8", 12),
        ("4x2", 10),
        ("10", 16),
        ("9", 16),
        ("2x2x3", 17),
        ("4x3", 19),
        ("14", 23),
        ("16", 26),
        ("2x2x5", 30),
        ("18", 30),
        ("8x2", 23),
        ("4x4", 22),
        ("4x2x3", 36),
        ("2x2x2x3", 33),
        ("8x4", 48),
        ("2x2x2x2x3", 65),
        ("5", 8),
        ("7", 13),
        ("3x3", 13),
        ("15", 27),
        ("25", 48),
        ("5x5", 43),
        ("1", 1),
        ("2", 2),
        ("3", 4),
    ] {
        let group = group(name);
        assert_eq!(narrow_width(&group), width, "{name}");
        let loss = loss(&group);
        assert!(loss < 1e-24, "{name}: {loss:e}");
    }
}

#[test]
fn known_widths_of_other_groups() {
    for (name, width) in [
        ("S3", 10),
        ("D4", 12),
        ("Q8", 12),
        ("D5", 18),
        ("A4", 31),
        ("F21", 112),
        ("S4", 64),
        ("SL(2,3)", 77),
        ("Q8x2", 24),
    ] {
        assert_eq!(narrow_width(&group(name)), width, "{name}");
    }
}

#[test]
fn exact_zeros_where_the_irreps_are_exact_and_a_changed_number_is_seen() {
    for name in
        ["5", "8", "2x2x3", "S3", "D4", "Q8", "D5", "A4", "Dic3", "F21", "S4", "SL(2,3)", "small(16,13)", "small(18,3)"]
    {
        let group = group(name);
        let z: Solution<Exact> = narrow(&group);
        assert!(residuals(&z, Target::OneHot).is_zero(), "{name}");
        let mut terms = z.into_terms();
        let last = terms.len() - 2;
        let Term { coefficient, node } = terms[last].clone();
        terms[last] = Term { coefficient: coefficient * &Exact::from_ratio(1_000_000_001, 1_000_000_000), node };
        let changed = Solution::from_terms(&group, terms);
        assert!(!residuals(&changed, Target::ZeroMean).is_zero(), "{name}");
    }
}

#[test]
fn the_closed_form_agrees_with_the_definition_on_parts_of_the_networks() {
    for name in ["S3", "Q8", "A4", "SL(2,3)"] {
        let group = group(name);
        let z: Solution<Complex64> = narrow(&group);
        for keep in [2, 3, 5] {
            let mut at = 0;
            let part = z.filtered(|_| {
                at += 1;
                at % keep != 0
            });
            let network = Network::from_solution(&part).expect("a network");
            for target in Target::ALL {
                let expected = network.evaluate(target, &PairMask::all(&group)).loss;
                let found = closed_form(&part, target).re;
                assert!((found - expected).abs() < 1e-9 * (1.0 + expected), "{name}: {found} and {expected}");
            }
        }
    }
}

#[test]
fn widths_and_bounds_are_the_theorems() {
    for (name, width, bound, theorem) in [
        ("4", 5, 5, "B"),
        ("2x2x2", 8, 8, "B"),
        ("3x3", 13, 13, "B"),
        ("5", 8, 8, "C"),
        ("6", 9, 9, "C"),
        ("8", 12, 12, "C"),
        ("2x2x3", 17, 17, "C"),
        ("8x2", 23, 23, "C"),
        ("7", 13, 11, "C"),
        ("9", 16, 14, "C"),
        ("10", 16, 15, "C"),
        ("Q8", 12, 12, "B, R(H) = 8"),
        ("S3", 10, 10, "D"),
        ("D4", 12, 12, "D"),
        ("S4", 64, 43, "B"),
        ("A4", 31, 21, "B"),
        ("D3", 10, 10, "D"),
        ("small(8,4)", 12, 12, "B, R(H) = 8"),
    ] {
        let found = cogring::construct::Width::of(&group(name)).expect("a width");
        assert_eq!((found.width, found.lower_bound, found.theorem.name()), (width, bound, theorem), "{name}");
        assert_eq!(found.is_minimal, width == bound, "{name}");
        assert_eq!(found.parts.iter().map(|part| part.count * part.nodes).sum::<usize>(), width, "{name}");
    }
    for small in SmallGroup::all() {
        let width = cogring::construct::Width::of(&small.group().expect("a group")).expect("a width");
        assert!(width.lower_bound <= width.width, "{}", width.group);
        assert_eq!(width.width, narrow_width(&width.group), "{}", width.group);
    }
}

/// Theorem A by its definition: classes of characters by their squares.
fn theorem_a(group: &Group) -> usize {
    let d = group.order();
    let order = |k: usize| group.element_order(k); // characters multiply like elements
    let pair = |k: usize| k.min(group.inverse(k));
    let pairs: Vec<usize> = (0..d).filter(|&k| order(k) > 2 && pair(k) == k).collect();
    let real = (0..d).filter(|&k| order(k) <= 2).count();
    let quarter = pairs.iter().filter(|&&k| order(k) == 4).count();
    let mut classes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &k in pairs.iter().filter(|&&k| order(k) != 4) {
        classes.entry(pair(group.power(k, 2))).or_default().push(k);
    }
    let class = |members: &Vec<usize>| match (members.len(), order(members[0])) {
        (1, 3) => 3.0,
        (1, 5) => 3.5, // seven for the two classes of an orbit
        (n, _) => 3.0 * n as f64 + 1.0,
    };
    real + 3 * quarter + classes.values().map(class).sum::<f64>() as usize
}

#[test]
fn theorem_a_counts_nodes_by_characters() {
    let mut groups = 0;
    for d in 2..=48 {
        for moduli in abelian(d) {
            let group = Group::new(&moduli).expect("a group");
            assert_eq!(narrow_width(&group), theorem_a(&group), "{group}");
            let loss = loss(&group);
            assert!(loss < 1e-22, "{group}: {loss:e}");
            groups += 1;
        }
    }
    assert_eq!(groups, 81);
}

/// The Abelian groups of order d, by products of prime powers.
fn abelian(d: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    let mut rest = d;
    for p in 2..=d {
        let mut exponent = 0;
        while rest.is_multiple_of(p) {
            (rest, exponent) = (rest / p, exponent + 1);
        }
        if exponent > 0 {
            let extended = |moduli: &Vec<usize>| {
                let of = |part: Vec<u32>| {
                    moduli.iter().copied().chain(part.into_iter().map(|e| p.pow(e))).collect::<Vec<_>>()
                };
                partitions(exponent, exponent).into_iter().map(of).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(extended).collect();
        }
    }
    all
}

fn partitions(n: u32, most: u32) -> Vec<Vec<u32>> {
    if n == 0 {
        return vec![vec![]];
    }
    let with = |first: u32| partitions(n - first, first).into_iter().map(move |rest| [vec![first], rest].concat());
    (1..=most.min(n)).flat_map(with).collect()
}

#[test]
fn active_nodes_are_an_algorithm_of_the_zero_sum_elements() {
    for name in ["6", "S3", "Q8"] {
        let group = group(name);
        let (network, d) = (Network::from_solution(&narrow(&group)).expect("a network"), group.order());
        let (x, y) = (zero_sum(d, 3), zero_sum(d, 5));
        let of = |vector: &[f64], j: usize, weights: &nalgebra::DMatrix<f64>| -> f64 {
            vector.iter().enumerate().map(|(g, value)| value * weights[(j, g)]).sum()
        };
        for h in 0..d {
            let found: f64 = (0..network.width())
                .map(|j| 2.0 * network.w_c()[(h, j)] * of(&x, j, network.w_a()) * of(&y, j, network.w_b()))
                .sum();
            let convolved: f64 = (0..d).map(|g| x[g] * y[group.multiply(group.inverse(g), h)]).sum();
            assert!((found - convolved).abs() < 1e-9, "{name}, {h}: {found}, not {convolved}");
        }
    }
}

/// A vector that sums to 0.
fn zero_sum(d: usize, seed: usize) -> Vec<f64> {
    let raw: Vec<f64> = (0..d).map(|g| ((g * g * seed + 3 * g + seed) % 11) as f64).collect();
    let mean = raw.iter().sum::<f64>() / d as f64;
    raw.into_iter().map(|value| value - mean).collect()
}

#[test]
fn the_quaternion_product_is_eight_products_of_signs() {
    type Quaternion = [i32; 4];
    let times = |[a, b, c, d]: Quaternion, [e, f, g, h]: Quaternion| {
        [
            a * e - b * f - c * g - d * h,
            a * f + b * e + c * h - d * g,
            a * g - b * h + c * e + d * f,
            a * h + b * g - c * f + d * e,
        ]
    };
    let dot = |x: Quaternion, y: Quaternion| x.iter().zip(y).map(|(x, y)| x * y).sum::<i32>();
    let signs = |at: i32| [1, 1 - 2 * (at & 1), 1 - (at & 2), 1 - (at & 4) / 2];
    let units = |at: usize| -> Quaternion { std::array::from_fn(|place| i32::from(place == at)) };
    for (i, j) in (0..4).flat_map(|i| (0..4).map(move |j| (i, j))) {
        let (x, y) = (units(i), units(j));
        let mut sum = [0; 4];
        for alpha in (0..8).map(signs) {
            let [_, s1, s2, s3] = alpha;
            let beta = if s1 * s2 * s3 == 1 { [1, s3, s1, s2] } else { [1, s2, s3, s1] };
            let twice = times(alpha, beta);
            assert!(twice.iter().all(|value| value.abs() == 2), "γ is a vector of signs");
            sum = std::array::from_fn(|place| sum[place] + dot(alpha, x) * dot(beta, y) * twice[place] / 2);
        }
        assert_eq!(sum, times(x, y).map(|value| 4 * value));
    }
}

#[test]
fn one_of_strassens_products_has_rank_two() {
    type Matrix = [i32; 4];
    // by row: the forms of the first factor, of the second, and the outputs
    let products: [(Matrix, Matrix, Matrix); 7] = [
        ([1, 0, 0, 1], [1, 0, 0, 1], [1, 0, 0, 1]),
        ([0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 1, -1]),
        ([1, 0, 0, 0], [0, 1, 0, -1], [0, 1, 0, 1]),
        ([0, 0, 0, 1], [-1, 0, 1, 0], [1, 0, 1, 0]),
        ([1, 1, 0, 0], [0, 0, 0, 1], [-1, 1, 0, 0]),
        ([-1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1]),
        ([0, 1, 0, -1], [0, 0, 1, 1], [1, 0, 0, 0]),
    ];
    for (p, q, k) in (0..64).map(|at| (at / 16, at / 4 % 4, at % 4)) {
        let found: i32 = products.iter().map(|(alpha, beta, gamma)| alpha[p] * beta[q] * gamma[k]).sum();
        let expected = i32::from(p % 2 == q / 2 && (p / 2, q % 2) == (k / 2, k % 2));
        assert_eq!(found, expected, "x_{p} y_{q} in z_{k}");
    }
    let determinant = |[a, b, c, d]: Matrix| a * d - b * c;
    assert_eq!(products.iter().filter(|(alpha, ..)| determinant(*alpha) != 0).count(), 1);
    // and det ρ is what the square of ρ has, in the antisymmetric part, for the groups of theorem D
    for (name, given) in [("S3", true), ("D4", true), ("Q8", false), ("D5", false), ("A4", false), ("8", false)] {
        assert_eq!(LowerBound::Determinant.of(&group(name)).is_some(), given, "{name}");
    }
}

#[test]
fn the_hypotheses_of_the_bounds_are_those_of_the_theorems() {
    for small in SmallGroup::all() {
        let group = small.group().expect("a group");
        let t = real_classes(&group);
        assert_eq!(LowerBound::TensorRank.of(&group), Some(2 * group.order() - t), "{group}");
        // a character of order other than 1, 2, 3, 4
        let other = group.is_abelian() && (0..group.order()).any(|g| group.element_order(g) > 4);
        assert_eq!(LowerBound::Squares.of(&group).is_some(), other, "{group}");
        if let Some(bound) = LowerBound::Squares.of(&group) {
            let real = (0..group.order()).filter(|&g| group.element_order(g) <= 2).count();
            assert_eq!(bound, (3 * group.order() - real) / 2 + 1, "{group}");
        }
        let number = (small.order, small.number);
        assert_eq!(LowerBound::Quaternions.of(&group), (number == (8, 4)).then_some(12), "{group}");
        let determinant = match number {
            (6, 1) => Some(10),
            (8, 3) => Some(12),
            _ => None,
        };
        assert_eq!(LowerBound::Determinant.of(&group), determinant, "{group}");
        let (best, theorem) = LowerBound::best(&group);
        assert_eq!(theorem.of(&group), Some(best));
        assert!(LowerBound::ALL.into_iter().filter_map(|theorem| theorem.of(&group)).all(|bound| bound <= best));
    }
}

/// The number of simple blocks of the real group algebra: that of the classes, where those of g and g⁻¹ count once.
fn real_classes(group: &Group) -> usize {
    let conjugate = |g: usize, x: usize| group.multiply(group.multiply(x, g), group.inverse(x));
    let least = |g: usize| {
        let both = [g, group.inverse(g)];
        both.into_iter().cartesian_product(0..group.order()).map(|(g, x)| conjugate(g, x)).min().unwrap_or(g)
    };
    (0..group.order()).map(least).unique().count()
}

#[test]
fn memorization_is_exact_over_every_group() {
    use cogring::construct::optimizers::memorization;
    for name in ["S3", "Q8", "D4", "D5", "A4", "2x3", "small(8,1)"] {
        let group = group(name);
        let z: Solution<Exact> = memorization(&group).expect("a small group");
        assert_eq!(z.order(), group.order().pow(2));
        assert!(residuals(&z, Target::ZeroMean).is_zero(), "{name}");
        assert!(!residuals(&z, Target::OneHot).is_zero(), "{name}");
    }
}

#[test]
fn what_is_not_known_exactly_is_not_proved() {
    use cogring::construct::Construction;
    let refused = |name: &str, over: &str| {
        let construction = Construction::named(name).expect("a construction");
        construction.build::<Exact>(&group(over)).expect_err(over).to_string()
    };
    assert!(refused("narrow", "A6").contains("only known numerically"), "{}", refused("narrow", "A6"));
    assert!(refused("order6", "S3").contains("only for Abelian groups"), "{}", refused("order6", "S3"));
    // in floats it is built
    let built = Construction::named("narrow").expect("a construction").build::<Complex64>(&group("SL(2,5)"));
    let network = Network::from_solution(&built.expect("an element")).expect("a network");
    let group = group("SL(2,5)");
    assert!(network.evaluate(Target::OneHot, &PairMask::all(&group)).loss < 1e-20);
}

pub fn closed<S: cogring::expr::Symbolic>(group: &Group) -> Solution<S> {
    let construction = cogring::construct::Construction::named("closed").expect("a construction");
    let z = construction.build(group).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(construction.width(group), z.order() as u128, "{group}");
    z
}

#[test]
fn closed_networks_need_no_constant_node() {
    let widths = [
        ("S3", 12),
        ("D4", 16),
        ("Q8", 22),
        ("D5", 22),
        ("A4", 36),
        ("Dic3", 34),
        ("F21", 168),
        ("S4", 72),
        ("D7", 32),
    ];
    for (name, width) in widths.into_iter().chain([("SL(2,3)", 100), ("A5", 438), ("7", 18), ("2x4", 18)]) {
        let group = group(name);
        let z: Solution<Complex64> = closed(&group);
        assert_eq!(z.order(), width, "{name}");
        let network = Network::from_solution(&z).expect("a network");
        let loss = network.evaluate(Target::ZeroMean, &PairMask::all(&group)).loss;
        assert!(loss < 1e-24, "{name}: {loss:e}");
        if name != "A5" {
            assert!(residuals(&closed::<Exact>(&group), Target::ZeroMean).is_zero(), "{name}");
        }
        // every node is needed
        let short = z.filtered(|term| term != z.terms().last().expect("a node"));
        assert!(closed_form(&short, Target::ZeroMean).re > 1e-6, "{name}");
    }
}

#[test]
fn closed_networks_of_all_93_groups() {
    for small in SmallGroup::all() {
        let group = small.group().expect("a group");
        let network = Network::from_solution(&closed(&group));
        let Ok(network) = network else { continue }; // the trivial group has no nodes
        let loss = network.evaluate(Target::ZeroMean, &PairMask::all(&group)).loss;
        assert!(loss < 1e-24, "{group}: {loss:e}");
    }
}

#[test]
fn the_tests_that_the_theorems_name_exist() {
    let is_name = |word: &&str| {
        word.len() > 25 && word.bytes().all(|x| x == b'_' || x.is_ascii_lowercase() || x.is_ascii_digit())
    };
    let named: Vec<&str> = include_str!("../../src/tutorial/widths.rs").split('`').filter(is_name).collect();
    assert!(named.len() >= 7, "{named:?}");
    for name in named {
        assert!(include_str!("narrow.rs").contains(&format!("fn {name}()")), "{name}");
    }
}
