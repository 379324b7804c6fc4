//! The search of compositions.

use cogring::expr::{Assignment, Expression};
use cogring::potential::ZeroSet;
use cogring::proof::{Composition, Compositions, SearchOptions, paper_generators, search};
use cogring::scalar::Exact;
use cogring::{BlockPotential, Homomorphism};
use num_traits::{One, Zero};

fn parse(text: &str) -> Expression {
    text.parse().unwrap()
}

fn found(generators: &[&str], max_factors: usize) -> Compositions {
    let generators: Vec<Expression> = generators.iter().map(|text| parse(text)).collect();
    search(&generators, SearchOptions { max_factors, near_miss: 2, special_values: false }).unwrap()
}

fn written(list: &[Composition]) -> Vec<(u64, String)> {
    list.iter().map(|z| (z.order, z.element.to_string())).collect()
}

/// The slow way: multiply out, evaluate all ten potentials.
fn slowly_lacking(element: &Expression) -> Vec<&'static str> {
    let block = element.to_lazy::<Exact>(&Assignment::default()).unwrap().expand().unwrap();
    let target = |r: BlockPotential| if r == BlockPotential::ABC { Exact::one() } else { Exact::zero() };
    let lacking = BlockPotential::ALL.iter().filter(|r| r.evaluate(&block) != target(**r));
    lacking.map(BlockPotential::name).collect()
}

#[test]
fn rediscovers_both_solutions_of_order_6_and_what_order_4_lacks() {
    let found =
        search(&paper_generators(), SearchOptions { max_factors: 2, near_miss: 2, special_values: false }).unwrap();
    assert_eq!(
        written(&found.solutions),
        [
            (6, "1/6*syn*nu(nu)".into()),
            (6, "1/6*syn*nu(i)".into()),
            (6, "1/6*nu(i)*syn_ab(alpha, beta)".into()),
            (6, "1/6*nu(i)*3c".into()),
            (9, "1/9*syn*3c".into())
        ]
    );
    let order4 = found.near_misses.iter().find(|z| z.order == 4).unwrap();
    assert_eq!(order4.element.to_string(), "1/4*nu(i)*xi(xi)");
    assert_eq!(order4.lacking_sets, [ZeroSet::Norm]);
    assert_eq!(order4.lacks.to_string(), "|a|²c, |b|²c");
    // The other sign of ξ is its conjugate; z_syn alone lacks a²c and b²c.
    assert_eq!(
        written(&found.near_misses),
        [(3, "1/3*syn".into()), (3, "1/3*3c".into()), (4, "1/4*nu(i)*xi(xi)".into())]
    );
}

#[test]
fn every_product_agrees_with_multiplying_out() {
    let found =
        search(&paper_generators(), SearchOptions { max_factors: 3, near_miss: 9, special_values: false }).unwrap();
    assert!(
        found.solutions.len() >= 5 && found.near_misses.len() >= 5,
        "{} and {}",
        found.solutions.len(),
        found.near_misses.len()
    );
    for z in &found.solutions {
        assert_eq!(slowly_lacking(&z.element), Vec::<&str>::new(), "{}", z.element);
    }
    for z in &found.near_misses {
        let lacks: Vec<&str> = z.lacks.iter().map(|r| r.name()).collect();
        assert_eq!(slowly_lacking(&z.element), lacks, "{}", z.element);
    }
}

/// Nothing is left out: every product that is a solution when multiplied out is listed, or a symmetric image of it is.
#[test]
fn no_solution_is_missed() {
    let generators = paper_generators();
    let found = search(&generators, SearchOptions { max_factors: 2, near_miss: 0, special_values: false }).unwrap();
    let mut solutions = 0;
    for (i, x) in generators.iter().enumerate() {
        for y in &generators[i..] {
            let product = x.clone() * y.clone();
            let abc = &product.potentials::<Exact>(&Assignment::default()).unwrap()[0];
            let coefficient: Expression = format!("1/{abc}").parse().unwrap();
            solutions += usize::from(slowly_lacking(&(coefficient * product)).is_empty());
        }
    }
    assert_eq!(solutions, found.solutions.len());
}

#[test]
fn symmetric_generators_count_once() {
    // Parameters renamed, turned and inverted; a unit factor; the order of nodes.
    let twins =
        found(&["nu", "nu(mu)", "nu(-i*conj(t))", "(1,i,-i) * nu", "(s, -s, -conj(s)^2) + one", "syn", "u*syn"], 2);
    assert_eq!(twins.ingredients.len(), 2);
    assert_eq!(twins.duplicates, [(1, 0), (2, 0), (3, 0), (4, 0), (6, 1)]);
    // Not twins: a special value, another family.
    assert_eq!(found(&["nu", "nu(i)", "xi", "nu(1)"], 1).ingredients.len(), 4);
    // b̄²c of 3c and ā²c of its mirror image: two ingredients, one class of products.
    let mirror = found(&["3c", "(1,1,1) + (w,1,w^2) + (w^2,1,w)"], 1);
    assert_eq!((mirror.ingredients.len(), mirror.near_misses.len()), (2, 1));
}

/// With more factors than could be listed: what is irredundant has few.
#[test]
fn redundant_solutions_are_counted() {
    let few =
        search(&paper_generators(), SearchOptions { max_factors: 3, near_miss: 2, special_values: false }).unwrap();
    let redundant = few.solutions.iter().filter(|z| !z.irredundant).count() as u64;
    assert_eq!(few.redundant_solutions, redundant);
    let many =
        search(&paper_generators(), SearchOptions { max_factors: 18, near_miss: 2, special_values: false }).unwrap();
    let irredundant = |found: &Compositions| -> Vec<String> {
        found.solutions.iter().filter(|z| z.irredundant).map(|z| z.element.to_string()).collect()
    };
    assert_eq!(irredundant(&few), irredundant(&many));
    assert!(many.redundant_solutions > 20_000 && many.solutions.len() < 10_000, "{}", many.redundant_solutions);
}

#[test]
fn special_cases_are_marked() {
    let found =
        search(&paper_generators(), SearchOptions { special_values: false, ..SearchOptions::default() }).unwrap();
    let general = |at: usize| found.solutions[at].special_case_of.map(|at| found.solutions[at].element.to_string());
    let marks: Vec<Option<String>> = (0..found.solutions.len()).map(general).collect();
    let nu_syn = || Some("1/6*syn*nu(nu)".to_owned());
    // z_syn is z_{syn,αβ} at α = β = 1, and z_3c at α = ω², β = ω.
    let nu_i_syn_ab = || Some("1/6*nu(i)*syn_ab(alpha, beta)".to_owned());
    assert_eq!(marks, [None, nu_syn(), None, nu_i_syn_ab(), None]);
}

/// 1/(2 + 2·cos 72°) is no fraction, and 1/3⁵⁰ none of 64 bits.
#[test]
fn no_coefficient_is_dropped() {
    let irrational = found(&["(2 + zeta(5) + zeta(5)^4, 1, 1) * nu * syn"], 1);
    let element = &irrational.solutions[0].element;
    assert_eq!(slowly_lacking(element), Vec::<&str>::new(), "{element}");
    let long = found(&["syn", "nu"], 40);
    for z in long.solutions.iter().filter(|z| z.factors.len() == 40) {
        let values = z.element.potentials::<Exact>(&Assignment::default()).unwrap();
        assert!(values[0].is_one() && values[1..].iter().all(Exact::is_zero), "{}", z.element);
    }
}

#[test]
fn redundant_factors_are_marked() {
    let found = found(&["nu", "syn"], 3);
    let marks: Vec<(String, bool)> = found.solutions.iter().map(|z| (z.element.to_string(), z.irredundant)).collect();
    assert_eq!(
        marks,
        [
            ("1/6*nu(nu)*syn".into(), true),
            ("1/12*nu(nu)*nu(nu)*syn".into(), false),
            ("1/18*nu(nu)*syn*syn".into(), false),
        ]
    );
}

#[test]
fn abc_that_vanishes_or_is_not_real_is_lacking() {
    let lacking = |generator: &str| {
        let found = search(&[parse(generator)], SearchOptions { max_factors: 1, near_miss: 10, special_values: false })
            .unwrap();
        found.near_misses[0].lacking_sets.clone()
    };
    assert_eq!(lacking("syn * (i,1,1)")[0], ZeroSet::Goal);
    assert_eq!(lacking("(1,1,1) - (1,1,1)")[0], ZeroSet::Goal);
    assert_eq!(lacking("syn"), [ZeroSet::Star]);
}

#[test]
fn refusals() {
    let refuse = |generators: &[&str], max_factors| {
        let generators: Vec<Expression> = generators.iter().map(|text| parse(text)).collect();
        search(&generators, SearchOptions { max_factors, near_miss: 0, special_values: false }).unwrap_err().to_string()
    };
    assert_eq!(refuse(&[], 2), "a search needs at least one generator and one factor");
    assert_eq!(refuse(&["syn^1000000"], 2), "generator `syn^1000000` has more than 64 nodes");
    assert_eq!(refuse(&["syn @ 3"], 2), "`syn @ 3` is placed at frequencies: its potentials depend on a group");
    assert_eq!(refuse(&["u"], 2000), "2000 factors; at most 1000 are multiplied");
    assert_eq!(
        refuse(&["u"], 1 << 60),
        "1 generator has more than 16777216 products of up to 1152921504606846976 factors"
    );
    assert_eq!(
        refuse(&["syn", "nu"], 1 << 40),
        "2 generators have more than 16777216 products of up to 1099511627776 factors"
    );
}

/// ν = i is no generator that is given, but a value of z_ν at which it lacks less.
#[test]
fn special_values_of_parameters_are_tried() {
    let found = search(&[parse("nu"), parse("syn_ab")], SearchOptions::default()).unwrap();
    let solutions = written(&found.solutions);
    assert!(solutions.contains(&(6, "1/6*syn_ab(alpha, beta)*nu(i)".into())), "{solutions:?}");
    assert!(solutions.contains(&(6, "1/6*nu(nu)*syn_ab(1, 1)".into())), "{solutions:?}");
    let general: Vec<Option<usize>> = found.ingredients.iter().map(|ingredient| ingredient.special_of).collect();
    assert!(found.special_values_tried && general[..2] == [None, None] && general[2..].iter().all(Option::is_some));
    // Of the paper's generators: a second solution of order 9, with the mirror image of z_3c.
    let paper = search(&paper_generators(), SearchOptions::default()).unwrap();
    assert!(written(&paper.solutions).contains(&(9, "1/9*3c*syn_ab(-w3, w3^2)".into())));
    for z in found.solutions.iter().chain(&found.near_misses) {
        let lacks: Vec<&str> = z.lacks.iter().map(|r| r.name()).collect();
        assert_eq!(slowly_lacking(&z.element), lacks, "{}", z.element);
    }
    let said = cogring::report::search::text(&found, false);
    assert!(said.starts_with("2 generators, "), "{said}");
}

#[test]
fn generators_that_count_as_another_one_are_named() {
    let said = cogring::report::search::text(&found(&["nu", "nu(mu)", "syn"], 2), false);
    assert!(said.contains("generator 2 counts as nu(nu)"), "{said}");
}
