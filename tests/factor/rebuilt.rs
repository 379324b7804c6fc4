//! A factorization is an element: the solution that it stands for has the loss of the network that it was found in.

use cogring::construct::{narrow, optimizers};
use cogring::factor::{self, Options};
use cogring::format::{ReadOptions, read_network};
use cogring::loss::closed_form;
use cogring::report::factorization::words;
use cogring::{Group, Network, Solution, Target};
use num_complex::Complex64;

use crate::{TRAINED, trained};

fn loss(z: &Solution<Complex64>) -> f64 {
    closed_form(z, Target::ZeroMean).re
}

/// The loss of the rebuilt network over that of the network.
fn ratio(network: &Network) -> f64 {
    let found = factor::factor(network, &Options::default());
    loss(&found.solution(network)) / loss(&network.to_solution())
}

#[test]
fn rebuilt_networks_have_the_trained_loss() {
    for name in TRAINED {
        let found = ratio(&trained(name));
        assert!((0.8..1.02).contains(&found), "{name}: {found} of the trained loss");
    }
    for (text, seed) in [("12", 2), ("15", 1), ("16", 2), ("2x2x3", 1)] {
        let found = ratio(&crate::equations::trained(text, 128, seed, 8000));
        assert!((0.5..2.0).contains(&found), "{text}, seed {seed}: {found} of the trained loss");
    }
}

#[test]
fn networks_without_products_are_rebuilt_node_by_node() {
    let path = format!("{}/tests/data/d23_seed1_epoch100.npz", env!("CARGO_MANIFEST_DIR"));
    let network = read_network(path.as_ref(), &ReadOptions::default()).unwrap();
    assert!((ratio(&network) - 1.0).abs() < 0.01, "{}", ratio(&network));
}

#[test]
fn exact_networks_are_rebuilt_exactly_their_hats_included() {
    let unit = |k: usize| Complex64::cis(0.7 + 0.3 * k as f64);
    for text in ["5", "7", "8", "9", "12", "2x4", "3x3", "15"] {
        let group: Group = text.parse().unwrap();
        let order4 = optimizers::order4(&group, &unit(1), |k| (unit(k), cogring::construct::Sign::Minus)).unwrap();
        let order4_bias = optimizers::order4_bias(&group, |k| (unit(k), cogring::construct::Sign::Plus)).unwrap();
        for solution in [order4, order4_bias, narrow(&group)] {
            let network = Network::from_solution(&solution).unwrap();
            let found = factor::factor(&network, &Options::default());
            let rebuilt = found.solution(&network);
            assert!(loss(&rebuilt) < 1e-20, "{text}, {} nodes: loss {}", solution.order(), loss(&rebuilt));
            // an output that is constant is not seen by the zero-mean target
            let seen = solution.filtered(|term| term.node.c.representatives().any(|(k, _)| k != 0));
            assert_eq!(rebuilt.order(), seen.order(), "{text}");
        }
    }
}

#[test]
fn what_nodes_make_of_their_equations_is_said_in_words() {
    let said = |network: &Network, k: usize| {
        let found = factor::factor(network, &Options::default());
        words(&found, found.frequencies.iter().find(|frequency| frequency.k == k).unwrap())
    };
    let narrow5 = Network::from_solution(&narrow(&Group::cyclic(5).unwrap())).unwrap();
    assert!(said(&narrow5, 1).contains("shares nodes with k = 2"), "{}", said(&narrow5, 1));
    // One real node at k = −k: its constants are closed by the others.
    let even = crate::equations::trained("12", 128, 2, 8000);
    let real = said(&even, 6);
    assert!(real.contains("solves the equations of its frequency"), "{real}");
    // Half of a product solves nothing.
    let group = Group::cyclic(7).unwrap();
    let solution = optimizers::order6(&group, |_| Complex64::I).unwrap();
    let part = Solution::from_terms(&group, solution.terms()[..3].to_vec());
    let part = said(&Network::from_solution(&part).unwrap(), 1);
    assert!(part.contains("does not solve its equations"), "{part}");
}
