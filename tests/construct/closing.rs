//! Closing R_n: on a constant node, on host nodes, in shares; and hosts that cannot.

use cogring::construct::Sign;
use cogring::construct::optimizers::blocks;
use cogring::loss::closed_form;
use cogring::{Exact, Group, Scalar, Solution, Target};

fn one() -> Exact {
    Exact::from_ratio(1, 1)
}

/// Blocks of order 4 at all pairs ±k of Z_7 but ±1, which has one of order 6, the first six nodes.
fn open() -> Solution<Exact> {
    let group = Group::cyclic(7).unwrap();
    let host = Solution::at_frequency(&group, 1, &blocks::order6(&Exact::parameter("nu")));
    let block = |k: usize| blocks::order4(&Exact::parameter(&format!("xi_{k}")), Sign::Plus);
    [2, 3].into_iter().fold(host, |sum, k| sum + Solution::at_frequency(&group, k, &block(k)))
}

fn is_solution(z: &Solution<Exact>, target: Target) -> bool {
    closed_form(z, target) == Exact::from_ratio(0, 1)
}

#[test]
fn a_constant_node_closes_any_sum_for_both_targets() {
    assert!(!is_solution(&open(), Target::ZeroMean));
    assert_eq!(open().constants(Target::ZeroMean).iter().map(|(k, _)| *k).collect::<Vec<_>>(), [2, 3]);
    let closed = open().closed(Target::OneHot);
    assert_eq!(closed.order(), open().order() + 1);
    assert!(is_solution(&closed, Target::OneHot) && is_solution(&closed, Target::ZeroMean));
    assert!(is_solution(&open().closed(Target::ZeroMean), Target::ZeroMean));
    assert!(!is_solution(&open().closed(Target::ZeroMean), Target::OneHot));
    assert!(closed.constants(Target::OneHot).is_empty());
}

#[test]
fn a_block_of_order_6_closes_without_another_node() {
    for target in [Target::ZeroMean, Target::OneHot] {
        let closed = open().closed_on(0..6, target).unwrap();
        assert_eq!(closed.order(), open().order());
        assert!(is_solution(&closed, target));
    }
}

#[test]
fn two_real_nodes_close_over_a_group_of_even_order() {
    let group = Group::cyclic(8).unwrap();
    let block = blocks::order4(&Exact::parameter("xi"), Sign::Minus);
    let real = Solution::at_frequency(&group, 4, &blocks::self_conjugate());
    let open = group.dual().complex_pairs().fold(real, |sum, k| sum + Solution::at_frequency(&group, k, &block));
    let closed = open.closed_on(0..2, Target::OneHot).unwrap();
    assert!(is_solution(&closed, Target::OneHot));
}

#[test]
fn the_shares_of_several_hosts_add_up_to_1() {
    let group = Group::cyclic(7).unwrap();
    let twin = Solution::at_frequency(&group, 2, &blocks::order6_ab(&one(), &Exact::parameter("beta")));
    let block = blocks::order4(&one(), Sign::Plus);
    let open = || {
        Solution::at_frequency(&group, 1, &blocks::order6(&one()))
            + twin.clone()
            + Solution::at_frequency(&group, 3, &block)
    };
    let share = |n: i64| Exact::from_ratio(n, 3);
    let closed = open().closed_in_shares(&[(0..6, share(1)), (6..12, share(2))], Target::ZeroMean).unwrap();
    assert!(is_solution(&closed, Target::ZeroMean));
    let error = open().closed_in_shares(&[(0..6, share(1)), (6..12, share(1))], Target::ZeroMean).unwrap_err();
    assert!(error.to_string().contains("2/3 instead of 1"), "{error}");
}

#[test]
fn nodes_that_feel_more_than_the_constants_are_refused() {
    // ord 4 has Σab = 1 - i; half of a host has Σa² ≠ 0; there are no nodes 14..15.
    for (hosts, reason) in [(6..10, "r_{2 2 0}"), (0..3, "0}"), (14..15, "are none of 14"), (3..3, "are none of 14")] {
        let error = open().closed_on(hosts.clone(), Target::ZeroMean).unwrap_err().to_string();
        assert!(error.contains("cannot carry a hat") && error.contains(reason), "{hosts:?}: {error}");
    }
}
