//! The closed form of the loss against its definition, over every group.

use cogring::dual::IrrepType;
use cogring::features::RealIrreps;
use cogring::group::SmallGroup;
use cogring::loss::closed_form;
use cogring::semiring::{Node, Spectrum, Term};
use cogring::{Dual, Group, Network, PairMask, Solution, Target};
use num_complex::Complex64;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::group;
use crate::losses::golden_network;

/// Which function a vector is at irreps of type H: one of real values, or what such functions are multiplied by.
#[derive(Clone, Copy, PartialEq)]
enum Grade {
    Real,
    Even,
}

/// A function with a few random coefficients, that of the constant among them.
fn random_spectrum(dual: &Dual, grade: Grade, random: &mut ChaCha8Rng) -> Spectrum<Complex64> {
    let mut number = || random.random::<f64>() * 2.0 - 1.0;
    let mut pairs = vec![(0, Complex64::from(number()))];
    for _ in 0..2 {
        let (at, value) = (number().abs(), Complex64::new(number(), number()));
        let k = dual.representative((at * dual.len() as f64) as usize % dual.len());
        let twin = dual.conjugate(k);
        match dual.kind(k) {
            _ if pairs.iter().any(|&(other, _)| other == k || other == twin) => {}
            IrrepType::Real => pairs.push((k, value.re.into())),
            IrrepType::Complex => pairs.push((k, value)),
            IrrepType::Quaternionic => {
                let sign = if grade == Grade::Real && dual.is_sign_flipped(k) { -1.0 } else { 1.0 };
                pairs.extend([(k, value), (twin, value.conj() * sign)]);
            }
        }
    }
    Spectrum::from_pairs(dual, pairs)
}

fn random_element(group: &Group, grade: Grade, random: &mut ChaCha8Rng) -> Solution<Complex64> {
    let dual = group.dual();
    let nodes = (0..2).map(|_| {
        let [a, b, c] = [0; 3].map(|_| random_spectrum(&dual, grade, random));
        Term { coefficient: Complex64::from(random.random::<f64>() + 0.5), node: Node { a, b, c } }
    });
    Solution::from_terms(group, nodes.collect())
}

/// Random elements, products of them with what keeps them real, and narrower networks with a node left out.
fn assert_closed_form_is_the_definition(group: &Group, seed: u64) {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let (z, w) = (random_element(group, Grade::Real, random), random_element(group, Grade::Real, random));
    let even = random_element(group, Grade::Even, random);
    for (what, z) in [("a sum", z.clone() + w), ("a product", z * even)] {
        let network = Network::from_solution(&z).unwrap_or_else(|error| panic!("{group}: {what}: {error}"));
        for target in Target::ALL {
            let expected = network.evaluate(target, &PairMask::all(group)).loss;
            let found = closed_form(&z, target);
            let error = (found - expected).norm() / expected.max(1.0);
            assert!(error < 1e-11, "{group}, {what}, {target}: {found}, not {expected}: {error:e}");
            assert!(expected > 1e-3 || group.order() == 1, "{group}, {what}: nothing is compared");
        }
    }
}

/// All 93 groups of order up to 31, and three larger ones, with `COGRING_ALL_GROUPS`; else those that have irreps of every type.
#[test]
fn closed_forms_are_the_definition_over_every_group() {
    let all = std::env::var_os("COGRING_ALL_GROUPS").is_some();
    let is_due = |small: &SmallGroup| all || small.order <= 12 || [21, 24].contains(&small.order) && small.number <= 3;
    let small = SmallGroup::all().filter(is_due).map(|small| small.group().expect("a group"));
    let large = if all { &["A5", "S4xZ2", "S5", "SL(2,5)"] as &[&str] } else { &[] };
    let groups: Vec<Group> = small.chain(large.iter().map(|name| group(name))).collect();
    assert!(!all || groups.len() == 97);
    for (group, seed) in groups.iter().zip(1..) {
        assert_closed_form_is_the_definition(group, seed);
    }
}

#[test]
fn the_golden_sums_over_products_of_functions_and_of_matrices() {
    let golden: Value = serde_json::from_str(include_str!("../data/groups/losses.json")).expect("valid JSON");
    for name in ["S3", "D4", "Q8", "A4"] {
        let (group, golden) = (group(name), &golden[name]);
        let network = golden_network(&group);
        let d = group.order();
        // Σ_j ⟨a_j ⊛ b_j, c_j⟩
        let pairs = (0..d).flat_map(|x| (0..d).map(move |y| (x, y)));
        let term = |(x, y), j| network.w_a()[(j, x)] * network.w_b()[(j, y)] * network.w_c()[(group.multiply(x, y), j)];
        let found: f64 = pairs.map(|pair| (0..network.width()).map(|j| term(pair, j)).sum::<f64>()).sum();
        let expected_sum = golden["conv_inner_product"].as_f64().expect("a number");
        assert!((found - expected_sum).abs() < 1e-10, "{name}: {found}, not {expected_sum}");
        // and the same irrep by irrep, (d/2n) tr(Z_a Z_b Z_cᵀ) of the entries, c of which are those of 2d times the weights
        let (z, dual) = (network.to_solution(), group.dual());
        let trace = |irrep: usize| {
            let of_irrep = |&(k1, k2): &(usize, usize)| {
                let k = dual.goal(k1, k2)?;
                (dual.place(k)?.0 == irrep).then_some((k1, k2, k))
            };
            let places: Vec<(usize, usize)> = (0..d).flat_map(|k1| (0..d).map(move |k2| (k1, k2))).collect();
            let goals: Vec<_> = places.iter().filter_map(of_irrep).collect();
            let of_node = |term: &Term<Node<Complex64>, Complex64>| {
                let Node { a, b, c } = &term.node;
                let sum: Complex64 =
                    goals.iter().map(|&(k1, k2, k)| a.get(&dual, k1) * b.get(&dual, k2) * c.get(&dual, k)).sum();
                sum * term.coefficient
            };
            z.terms().iter().map(of_node).sum::<Complex64>()
        };
        let mut expected: Vec<Complex64> =
            golden["blocks"].as_array().expect("a list").iter().map(complex_trace).collect();
        let mut weighted = 0.0;
        for (irrep, rho) in dual.irreps().iter().enumerate() {
            let found = trace(irrep);
            let at = expected.iter().position(|expected| (found - expected).norm() < 1e-9);
            expected.remove(at.unwrap_or_else(|| panic!("{name}, irrep {irrep}: {found} is not among {expected:?}")));
            weighted += found.re / rho.degree() as f64;
        }
        assert!(expected.is_empty() && (weighted * d as f64 / 2.0 - expected_sum).abs() < 1e-8, "{name}: {weighted}");
    }
}

fn complex_trace(block: &Value) -> Complex64 {
    let [re, im] = serde_json::from_value(block["matmul_trace"].clone()).expect("two numbers");
    Complex64::new(re, im)
}

/// Types and degrees of all 93 groups, the widths that they give, and the printed bound, which is one less than the theorem's.
#[test]
fn the_published_table_of_types_widths_and_bounds_row_by_row() {
    use cogring::construct::{Construction, LowerBound, narrow_width};
    let golden: Vec<Value> = serde_json::from_str(include_str!("../data/groups/widths.json")).expect("valid JSON");
    assert_eq!(golden.len(), 93);
    let closed = Construction::named("closed").expect("a construction");
    for (small, row) in SmallGroup::all().zip(golden) {
        let group = small.group().expect("a group");
        let mut types = std::collections::BTreeMap::<String, u64>::new();
        let (mut open, mut closed_width) = (1, 0);
        for irrep in RealIrreps::new(&group).list() {
            let n = irrep.degree;
            *types.entry(format!("{}{n}", irrep.kind.name())).or_default() += 1;
            open += match irrep.kind {
                IrrepType::Real => n.pow(3),
                IrrepType::Complex => 4 * n.pow(3),
                IrrepType::Quaternionic => 14 * (n / 2).pow(3),
            };
            closed_width += match irrep.kind {
                IrrepType::Real if n <= 3 => n.pow(3) + n,
                IrrepType::Real => 2 * n.pow(3),
                IrrepType::Complex => 6 * n.pow(3),
                IrrepType::Quaternionic => 16 * (n / 2).pow(3),
            };
        }
        let number = |key: &str| row[key].as_u64().expect("a number") as usize;
        assert_eq!(serde_json::to_value(&types).expect("JSON"), row["types"], "{group}");
        assert_eq!((open, closed_width), (number("W"), number("closed")), "{group}");
        assert!(narrow_width(&group) <= number("Wstar") && number("Wstar") <= open, "{group}");
        assert_eq!(closed.width(&group), closed_width as u128, "{group}");
        let is_trivial = group.order() == 1;
        let bound = LowerBound::TensorRank.of(&group).expect("every group has it");
        assert_eq!(bound, if is_trivial { bound } else { number("lower") + 1 }, "{group}");
    }
}

/// Σ ‖a‖‖b‖‖c‖ of exact networks is at least this; closed networks reach it.
#[test]
fn the_golden_bounds_of_norms_are_reached_by_closed_networks() {
    for (name, expected) in [
        ("7", 11.2250),
        ("S3", 8.1529),
        ("D4", 12.2426),
        ("Q8", 15.5563),
        ("D5", 19.4697),
        ("A4", 31.8990),
        ("Dic3", 30.2854),
        ("F21", 107.5055),
        ("S4", 92.6734),
        ("SL(2,3)", 103.8997),
    ] {
        let group = group(name);
        let network = Network::from_solution(&crate::narrow::closed(&group)).expect("a network");
        let (d, q) = (group.order() as f64, network.width());
        // by the definition: c without its mean over the elements
        let norm: f64 = (0..q)
            .map(|j| {
                let c = network.w_c().column(j);
                let size = (c.norm_squared() - d * c.mean().powi(2)).sqrt();
                network.w_a().row(j).norm() * network.w_b().row(j).norm() * size
            })
            .sum();
        let of_irrep = |irrep: &cogring::features::RealIrrep| {
            // a pair of type C is two complex irreps
            let factor = match irrep.kind {
                IrrepType::Real => 1.0,
                IrrepType::Complex => 2.0 * std::f64::consts::SQRT_2,
                IrrepType::Quaternionic => std::f64::consts::SQRT_2,
            };
            factor * (irrep.degree as f64).powf(2.5)
        };
        let bound = d.sqrt() / 2.0 * RealIrreps::new(&group).list().iter().map(of_irrep).sum::<f64>();
        assert!((bound - expected).abs() < 1e-4, "{name}: {bound}, not {expected}");
        assert!((norm / bound - 1.0).abs() < 1e-12, "{name}: {norm} of {bound}");
        let factored = cogring::factor::factor_irreps(&network);
        assert!((factored.norm_bound - bound).abs() < 1e-9 && (factored.norm - norm).abs() < 1e-9, "{name}");
    }
}

#[test]
fn exchanging_the_inputs_alone_is_no_symmetry_where_elements_do_not_commute() {
    for name in ["S3", "Q8", "A4"] {
        let group = group(name);
        let network = golden_network(&group);
        let z = network.to_solution();
        let loss = |z: &Solution<Complex64>| {
            Network::from_solution(z).expect("a network").evaluate(Target::OneHot, &PairMask::all(&group)).loss
        };
        let here = loss(&z);
        assert!((loss(&z.inverted()) - here).abs() < 1e-12 * here, "{name}");
        assert!((loss(&z.swapped()) - here).abs() > 1e-3 * here, "{name}");
        // three translations: two of them only are free where elements commute
        assert!((loss(&z.translated([1, 2, 3])) - here).abs() < 1e-12 * here, "{name}");
        let shifted = z.translated([1, 2, 3]);
        let terms = shifted.terms().iter().zip(z.terms()).map(|(moved, term)| Term {
            coefficient: moved.coefficient,
            node: Node { c: term.node.c.clone(), ..moved.node.clone() },
        });
        let wrong = Solution::from_terms(&group, terms.collect());
        assert!((loss(&wrong) - here).abs() > 1e-3 * here, "{name}");
    }
}
