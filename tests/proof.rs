//! Zero loss as a theorem, and what is not one.

use cogring::construct::{Sign, narrow, optimizers};
use cogring::expr::{Assignment, Expression};
use cogring::format::{ReadOptions, read_exact_network};
use cogring::proof::{BlockProof, Condition, Proof, SolutionProof, Solutions, Subject};
use cogring::scalar::{Exact, Scalar};
use cogring::{Cyclotomic, Group, Solution, Target};
use proptest::prelude::*;

fn block(text: &str) -> BlockProof {
    let element: Expression = text.parse().expect("an expression");
    BlockProof::new(&element.to_lazy::<Exact>(&Assignment::default()).expect("a block")).expect("small numbers")
}

fn proved(solution: &Solution<Exact>, target: Target) -> bool {
    SolutionProof::new(solution, target).expect("small numbers").proved
}

fn parameter(name: &str, k: usize) -> Exact {
    Exact::parameter(&format!("{name}_{k}"))
}

#[test]
fn both_products_of_order_6_are_solutions_for_every_group_of_odd_order() {
    assert!(block("1/6 * nu * syn").proved);
    assert!(block("1/6 * nu=i * syn_ab").proved);
}

#[test]
fn what_is_not_a_solution_is_refused_with_its_first_potential() {
    let first = |text: &str| {
        let proof = block(text);
        assert!(!proof.proved);
        let violation = proof.first_violation().expect("a violation");
        (violation.potential.clone(), violation.value.to_string())
    };
    assert_eq!(first("1/3 * syn"), ("a²c".into(), "1".into()));
    assert_eq!(first("nu"), ("ā b c".into(), "1 + nu^-2".into()));
    assert_eq!(first("1/4 * nu=i * xi").0, "|a|²c");
    assert_eq!(first("1/7 * nu * syn"), ("abc".into(), "6/7".into()));
}

#[test]
fn every_optimizer_is_proved_over_odd_even_and_product_groups() {
    for group in ["3", "5", "9", "15", "3x3", "4", "6", "2x4", "2x2x3"] {
        let group: Group = group.parse().expect("a group");
        let target = Target::ZeroMean;
        assert!(proved(&optimizers::order6(&group, |k| parameter("nu", k)).unwrap(), target), "order6, {group}");
        let order6_ab = optimizers::order6_ab(&group, |k| (parameter("alpha", k), parameter("beta", k))).unwrap();
        assert!(proved(&order6_ab, target), "order6-ab, {group}");
        let order4 =
            optimizers::order4(&group, &Exact::parameter("nu"), |k| (parameter("xi", k), Sign::Minus)).unwrap();
        assert!(proved(&order4, target), "order4, {group}");
        let bias = optimizers::order4_bias(&group, |k| (parameter("xi", k), Sign::Plus)).unwrap();
        assert!(proved(&bias, target) && proved(&bias, Target::OneHot), "order4-bias, {group}");
        assert!(proved(&optimizers::memorization(&group).unwrap(), target), "memorization, {group}");
    }
}

/// Z5 has an exact one-hot network of width 8, and Z3² one of width 13.
#[test]
fn narrow_networks_are_exact() {
    for (group, width) in [("3", 4), ("5", 8), ("15", 27), ("3x3", 13)] {
        let z = narrow::<Exact>(&group.parse().expect("a group"));
        assert_eq!(z.order(), width);
        assert!(proved(&z, Target::OneHot), "{group}");
    }
}

#[test]
fn a_missing_node_is_noticed() {
    let group = Group::cyclic(5).unwrap();
    let z = narrow::<Exact>(&group);
    let without_the_last = Solution::from_terms(&group, z.terms()[..7].to_vec());
    let proof = SolutionProof::new(&without_the_last, Target::OneHot).unwrap();
    assert!(!proof.proved && proof.violations > 0);
}

/// The condition on ā b c of a block, the second potential.
fn condition(text: &str) -> Solutions {
    block(text).potentials[1].condition.clone().expect("it does not vanish").solutions
}

fn roots(solutions: &Solutions) -> Vec<String> {
    let Solutions::RootsOfUnity { values, .. } = solutions else { panic!("not roots of unity: {solutions:?}") };
    values.iter().map(ToString::to_string).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// 1 + ν^−n vanishes at the 2n-th roots of unity that are no n-th ones, whatever factor stands in front.
    #[test]
    fn no_root_is_lost_to_the_size_of_the_coefficients(n in 1i64..8, numerator in 1u64..1 << 62, denominator in 1u64..1 << 62) {
        let found = roots(&condition(&format!("{numerator}/{denominator} * ((1,1,1) + (nu^{n},1,1))")));
        prop_assert_eq!(found.len(), n as usize, "{:?}", found);
        prop_assert_eq!(found, roots(&condition(&format!("(1,1,1) + (nu^{n},1,1)"))));
    }
}

#[test]
fn roots_are_found_where_coefficients_are_large_or_no_floats() {
    assert_eq!(roots(&condition("1000000000*((1,1,1)+(nu^3,1,1))")), ["-w3^2", "-1", "-w3"]);
    let huge = Exact::from_ratio(10, 1).power(400);
    let nu = Exact::parameter("nu");
    let f = (nu + Exact::from_ratio(-1, 1)) * &huge;
    assert_eq!(roots(&Condition::new(&f).solutions), ["1"]);
}

#[test]
fn what_is_too_large_is_not_solved_instead_of_never() {
    let overflow = Exact::root_of_unity(1, 1 << 40);
    assert!(overflow.is_overflow() && matches!(Condition::new(&overflow).solutions, Solutions::Unsolved));
    // The squares of the coefficients, which are compared, have too many digits.
    let large = Exact::from_ratio(2, 1).power(3_000_000);
    let sum = (Exact::parameter("nu") + Exact::parameter("xi")) * &large;
    assert!(!sum.is_overflow() && matches!(Condition::new(&sum).solutions, Solutions::Unsolved));
    // Roots of unity of three orders near 2¹⁷, whose common order has 51 bits.
    let root = |n: u64| Exact::root_of_unity(1, n);
    let far =
        Exact::parameter("nu") + root(131_071) + root(131_063) * &Exact::parameter("nu").squared() + root(131_059);
    assert!(matches!(Condition::new(&far).solutions, Solutions::Unsolved));
}

#[test]
fn conditions_on_products_are_solved_factor_by_factor() {
    let Solutions::AnyFactor { factors } = condition("1/4*nu*xi") else { panic!("factors") };
    let found: Vec<_> = factors.iter().map(|factor| roots(&factor.solutions)).collect();
    assert_eq!(found, [["i", "-i"], ["i", "-i"]]);
    assert_eq!(factors[1].roots_of_unity().expect("one parameter").0, "xi");
    // One parameter: the roots of both factors; powers count once.
    assert_eq!(roots(&condition("nu * (nu(nu^2))^3")), ["zeta(8)", "i", "zeta(8)^3", "-zeta(8)", "-i", "-zeta(8)^3"]);
    assert_eq!(roots(&condition("nu * nu")), ["i", "-i"]);
    // A sum is no product.
    assert!(matches!(condition("nu*xi + 1"), Solutions::Unsolved));
}

#[test]
fn powers_of_0_and_1_are_not_multiplied_out() {
    let proof = block("(1/6 * nu * syn)^1000000000000");
    assert!(proof.proved && proof.order.is_none());
    assert!(!block("(1/7 * nu * syn)^1000").proved);
}

/// An element that is too large to be built has the loss of one that is not.
#[test]
fn elements_over_a_group_are_proved_from_their_parts() {
    let group: Group = "7".parse().unwrap();
    let proof = |text: &str| {
        let lazy = text.parse::<Expression>().unwrap().to_lazy_over::<Exact>(&group, &Assignment::default()).unwrap();
        let order = lazy.order();
        SolutionProof::of_potentials(&lazy.potentials().unwrap(), order, Target::ZeroMean).unwrap()
    };
    let large = proof("sum(k: (1/6 * nu * syn)^20 @ k)");
    assert!(large.proved && large.order == Some(3 * 6u128.pow(20)));
    for text in [
        "sum(k: 1/4 * nu=i * xi @ k)",
        "sum(k: (1/4 * nu=i * xi)^3 @ k)",
        "(2 * (nu @ 1) - syn @ 2)^2 * (xi @ 2 + 3 * (nu(nu_1) @ 1))",
        "1/3 * (syn @ 1) + 2",
        "(nu @ 3) * (syn @ 2)",
    ] {
        let solution = text.parse::<Expression>().unwrap().to_solution(&group, &Assignment::default()).unwrap();
        let (lazy, built) = (proof(text), SolutionProof::new(&solution, Target::ZeroMean).unwrap());
        assert_eq!((lazy.loss, lazy.nonzero_potentials), (built.loss, built.nonzero_potentials), "{text}");
        assert_eq!(lazy.order, Some(solution.order() as u128), "{text}");
    }
}

/// The network of Z3 whose weights are fractions, and the same with one of them changed.
#[test]
fn networks_with_exact_weights_are_proved() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/p3_rational.json");
    let read =
        |path: &std::path::Path| read_exact_network(path, &ReadOptions::default()).unwrap().to_solution().unwrap();
    let Proof::Solution(proof) = Subject::Network(read(&file)).prove(None).unwrap() else { panic!("over a group") };
    assert!(proof.proved && proof.target == Target::OneHot && proof.order == Some(4));
    let certificate = Subject::Network(read(&file)).certificate().unwrap();
    assert!(cogring::check::Check::of_bytes(certificate.to_json().unwrap().as_bytes()).unwrap().valid);
    let directory = tempfile::tempdir().unwrap();
    let changed = directory.path().join("changed.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&changed, text.replacen("2/288", "2/289", 1)).unwrap();
    let Proof::Solution(proof) = Subject::Network(read(&changed)).prove(None).unwrap() else { panic!("over a group") };
    assert!(!proof.proved && proof.target == Target::ZeroMean && !proof.loss.is_overflow());
    assert!(Subject::Network(read(&changed)).certificate().is_err());
}

/// Tokens beside the elements, first or last, leave the weights of the elements exact.
#[test]
fn networks_with_exact_weights_and_tokens_are_proved() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/p3_rational.json");
    let stored: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    for (name, before) in [("first.json", true), ("last.json", false)] {
        let mut with_token =
            serde_json::json!({ "W_a": stored["x"], "W_b": stored["y"], "W_c": stored["V"], "group": [3] });
        let insert = |list: &mut Vec<serde_json::Value>, value| list.insert(if before { 0 } else { list.len() }, value);
        for input in ["W_a", "W_b"] {
            for row in with_token[input].as_array_mut().expect("rows") {
                insert(row.as_array_mut().expect("a row"), serde_json::json!("5/7"));
            }
        }
        let outputs = with_token["W_c"].as_array_mut().expect("rows");
        let silent = outputs[0].as_array().expect("a row").iter().map(|_| serde_json::json!("-1/9")).collect();
        insert(outputs, silent);
        let path = directory.path().join(name);
        std::fs::write(&path, with_token.to_string()).unwrap();
        let network = read_exact_network(&path, &ReadOptions::default()).unwrap();
        let Proof::Solution(proof) = Subject::Network(network.to_solution().unwrap()).prove(None).unwrap() else {
            panic!("over a group")
        };
        assert!(proof.proved && proof.order == Some(4), "{name}: {proof:?}");
    }
}

/// All identities at once: on which lattice of parameters they hold, or which of the 0/1-sets exclude each other.
#[test]
fn conditions_are_given_jointly() {
    let said = |text: &str| {
        let proof = Subject::block(text, false).unwrap().prove(None).unwrap();
        cogring::report::proof::text(&proof).lines().last().unwrap().trim().to_owned()
    };
    let joint = said("1/6*nu*syn_ab");
    assert!(joint.starts_with("a solution for nu = i, or nu = -i"), "{joint}");
    for text in ["nu*xi", "1/4*nu*xi"] {
        assert!(said(text).ends_with("R_c and R_n exclude each other"), "{}", said(text));
    }
    assert_eq!(said("1/7*nu*syn"), "a solution when multiplied by 7/6");
    assert!(
        said("nu*syn_ab").starts_with("a solution, multiplied by 1/6, for nu = i, or nu = -i"),
        "{}",
        said("nu*syn_ab")
    );
    assert!(said("syn").contains("R_* never holds"), "{}", said("syn"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Every alternative with one root of unity makes a solution, and no other root of order 24 does.
    #[test]
    fn joint_solutions_are_solutions(at in 0i64..24) {
        let joint = block("1/6*nu*syn_ab").joint.unwrap();
        let nu = format!("zeta(24)^{at}");
        let element = format!("1/6*nu({nu})*syn_ab");
        let is_listed = joint.alternatives.iter().any(|relations| {
            relations.len() == 1 && relations[0].monomial == Exact::parameter("nu")
                && relations[0].value == Exact::root_of_unity(at, 24)
        });
        prop_assert_eq!(block(&element).proved, is_listed, "{}", element);
    }
}

#[test]
fn what_is_too_large_to_be_proved_is_refused_with_its_limit() {
    let refused = |subject: cogring::Result<Subject>| match subject.and_then(|subject| subject.prove(None)) {
        Ok(_) => panic!("not refused"),
        Err(error) => error.to_string(),
    };
    let many = refused(Subject::block("((1,1,1) + (1,-1,-1))^26", true));
    assert!(many.contains("67108864 nodes") && many.contains("up to 65536"), "{many}");
    let large = refused(Subject::over("order6", &"67108863".parse().unwrap()));
    assert!(large.contains("up to order 1048576"), "{large}");
}

#[test]
fn a_proof_that_would_take_too_long_is_refused_before_it_begins() {
    let solution = optimizers::memorization::<Exact>(&Group::cyclic(60).unwrap()).unwrap();
    let error = SolutionProof::new(&solution, Target::ZeroMean).unwrap_err();
    assert!(
        error.is_unsupported()
            && error.to_string().contains("exact products of entries, more than the 268435456 that are computed"),
        "{error}"
    );
}
