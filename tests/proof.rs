//! Zero loss as a theorem, and what is not one.

use cogring::construct::{Sign, narrow, optimizers};
use cogring::expr::{Assignment, Expression};
use cogring::proof::{BlockProof, SolutionProof};
use cogring::scalar::Exact;
use cogring::{Group, Solution, Target};

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
