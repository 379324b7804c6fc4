//! Planted products of random elements are recovered entry by entry, and what is no product is rejected.

use cogring::factor::{self, Form, Options};
use cogring::report::factorization::words;
use cogring::semiring::{Node, Term};
use cogring::{Group, Solution};
use num_complex::Complex64;

use crate::planted::{
    Cover, Element, at, factor_orders, factors_distance, placed, plant, product, random_element, random_real_element,
    seeded,
};

/// The orders of the factors of each planted product.
const ORDERS: [&[usize]; 5] = [&[2, 2], &[2, 3], &[3, 3], &[2, 4], &[2, 2, 3]];

/// Plants a product of each of [`ORDERS`], changed by `change`, and compares the factors that are found with the planted
/// ones, changed likewise.
fn assert_recovered(
    group: &str,
    seed: u64,
    cover: Cover,
    change: impl Fn(&Solution<Complex64>) -> Solution<Complex64>,
    change_factor: impl Fn(&Element) -> Element,
) {
    let group: Group = group.parse().unwrap();
    let random = &mut seeded(seed);
    let frequencies: Vec<usize> = group.dual().complex_pairs().take(ORDERS.len()).collect();
    let factors = ORDERS.map(|orders| orders.iter().map(|&order| random_element(random, order)).collect::<Vec<_>>());
    let elements: Vec<(usize, Element)> =
        frequencies.iter().zip(&factors).map(|(&k, factors)| (k, product(factors))).collect();
    let solution = change(&placed(&group, &elements, random));
    let found = factor::factor(&plant(&solution, cover, random), &Options::default());
    assert_eq!(found.live_nodes, solution.order(), "{group} {cover:?}");
    for ((&k, orders), factors) in frequencies.iter().zip(ORDERS).zip(&factors) {
        let frequency = at(&found, &group, k);
        assert!(frequency.is_factorable(), "{group} {orders:?} {cover:?}: {frequency:?}");
        assert_eq!(factor_orders(frequency), orders, "{group} {cover:?}");
        let error = frequency.distance.unwrap();
        assert!(error <= 1e-9 + 3.0 * cover.noise, "{group} {orders:?} {cover:?}: error {error}");
        let planted: Vec<Element> = factors.iter().map(&change_factor).collect();
        let distance = factors_distance(frequency, &planted);
        assert!(distance <= 1e-9 + 20.0 * cover.noise, "{group} {orders:?} {cover:?}: factors off by {distance}");
    }
    assert_eq!(found.frequencies.iter().filter(|frequency| frequency.order() > 0).count(), ORDERS.len());
}

const PLAIN: Cover = Cover { dead: 20, gauge: 1.6, noise: 0.0, hat: 0.0 };

#[test]
fn products_are_recovered_entry_by_entry_under_permutation_gauge_and_noise() {
    for group in ["23", "4x9", "3x5"] {
        for (seed, noise) in (0u64..).zip([0.0, 0.0, 1e-6, 1e-4, 1e-3, 1e-2]) {
            assert_recovered(group, seed, Cover { noise, ..PLAIN }, Clone::clone, Clone::clone);
        }
    }
}

#[test]
fn products_are_recovered_under_hats_in_the_outputs() {
    for (seed, hat) in (10u64..).zip([0.01, 0.1, 0.3]) {
        assert_recovered("23", seed, Cover { hat, ..PLAIN }, Clone::clone, Clone::clone);
        assert_recovered("4x9", seed, Cover { hat, noise: 1e-4, ..PLAIN }, Clone::clone, Clone::clone);
    }
}

#[test]
fn conjugation_conjugates_the_factors() {
    let conjugated = |factor: &Element| Element::from_nodes(factor.terms().iter().map(|term| term.node.conj()));
    for seed in 20..24 {
        assert_recovered("23", seed, PLAIN, Solution::conjugated, conjugated);
    }
}

#[test]
fn exchanging_the_inputs_exchanges_a_and_b_in_the_factors() {
    let swapped = |factor: &Element| {
        Element::from_nodes(factor.terms().iter().map(|term| {
            let mut node = term.node;
            std::mem::swap(&mut node.a, &mut node.b);
            node
        }))
    };
    for seed in 30..34 {
        assert_recovered("23", seed, PLAIN, Solution::swapped, swapped);
    }
}

#[test]
fn translations_of_the_group_leave_the_factors_alone() {
    for seed in 40..44 {
        assert_recovered("23", seed, PLAIN, |solution| solution.translated([5, 0, 12]), Clone::clone);
    }
}

#[test]
fn products_at_self_conjugate_characters_are_recovered() {
    for (group, k) in [("12", 6), ("2x4", 4), ("2x2x3", 3)] {
        let group: Group = group.parse().unwrap();
        assert!(group.dual().is_self_conjugate(k), "{group} {k}");
        for (seed, orders) in (50u64..).zip([[2, 2], [2, 3], [3, 3]]) {
            let random = &mut seeded(seed);
            let factors = orders.map(|order| random_real_element(random, order));
            let solution = placed(&group, &[(k, product(&factors))], random);
            let found = factor::factor(&plant(&solution, PLAIN, random), &Options::default());
            let frequency = at(&found, &group, k);
            assert_eq!(
                (frequency.order(), factor_orders(frequency)),
                (orders[0] * orders[1], orders.to_vec()),
                "{group}"
            );
            let distance = factors_distance(frequency, &factors);
            assert!(distance < 1e-9, "{group} {orders:?}: factors off by {distance}");
        }
    }
}

#[test]
fn nodes_with_several_frequencies_are_named_and_do_not_hide_the_products() {
    let group: Group = "23".parse().unwrap();
    for seed in 60..64 {
        let random = &mut seeded(seed);
        let factors: Vec<Element> = [2, 3].map(|order| random_element(random, order)).into();
        let pure = placed(&group, &[(4, product(&factors))], random);
        // Two of the six nodes take in frequency 9 too.
        let both = pure.terms().iter().enumerate().map(|(j, term)| {
            let extra = Node::at_frequency(&group.dual(), 9, cogring::Triple::one());
            let node = &term.node;
            let input = |own: &cogring::semiring::Spectrum<Complex64>, other| {
                if j < 2 { own.plus(&group.dual(), other) } else { own.clone() }
            };
            let node = Node {
                a: input(&node.a, &extra.a.map(|_, x| x * 0.5)),
                b: input(&node.b, &extra.b.map(|_, x| x * 0.5)),
                c: node.c.clone(),
            };
            Term { coefficient: term.coefficient, node }
        });
        let solution = Solution::from_terms(&group, both.collect());
        let found = factor::factor(&plant(&solution, PLAIN, random), &Options::default());
        let frequency = at(&found, &group, 4);
        assert!(factors_distance(frequency, &factors) < 1e-9, "seed {seed}: {frequency:?}");
        assert_eq!(found.others.mixed_nodes.len(), 2, "seed {seed}");
        for mixed in &found.others.mixed_nodes {
            let frequencies: Vec<usize> = mixed.frequencies.iter().map(|share| share.k).collect();
            assert_eq!(frequencies, [4, 9]);
            assert!(frequency.nodes.contains(&mixed.node));
        }
        let words = words(&found, frequency);
        assert!(words.contains("shares nodes with k = 9: "), "{words}");
        assert_eq!((&frequency.equations.shares_nodes_with[..], frequency.equations.nodes.len()), (&[9][..], 6));
    }
}

#[test]
fn random_elements_that_are_no_products_are_rejected() {
    let group = Group::cyclic(23).unwrap();
    for seed in 0..16 {
        let random = &mut seeded(seed);
        let orders = [4, 6, 8, 9, 10, 12, 5, 7];
        let elements: Vec<(usize, Element)> =
            orders.iter().zip(1..).map(|(&order, k)| (k, random_element(random, order))).collect();
        let solution = placed(&group, &elements, random);
        let found = factor::factor(&plant(&solution, Cover { noise: 1e-4, ..PLAIN }, random), &Options::default());
        for (frequency, order) in found.frequencies.iter().zip(orders) {
            assert_eq!(
                (frequency.order(), frequency.form(), frequency.is_factorable()),
                (order, Form::Nonfactorable, false),
                "seed {seed}: {frequency:?}"
            );
        }
    }
}

#[test]
fn more_nodes_than_are_searched_are_named_as_such() {
    let group = Group::cyclic(7).unwrap();
    let random = &mut seeded(70);
    for (order, searched) in [(64, true), (66, false)] {
        let factors = [2, order / 2].map(|order| random_element(random, order));
        let solution = placed(&group, &[(1, product(&factors))], random);
        let found = factor::factor(&plant(&solution, PLAIN, random), &Options::default());
        let frequency = at(&found, &group, 1);
        let reading = words(&found, frequency);
        assert_eq!((frequency.order(), frequency.is_factorable()), (order, searched), "{reading}");
        assert_eq!(reading.contains(&format!("{order} nodes, too many to search")), !searched, "{reading}");
    }
}
