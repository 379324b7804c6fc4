//! Whether a network that was read as one of a cyclic group has learned another group of the same order.

use super::weights::Network;
use crate::group::Group;

/// Presentations that are tried, at most.
const MOST_GROUPS: usize = 500;

/// The group of the same order, other than the network's own, with the largest accuracy on a sample of the pairs, where that
/// is above chance and larger by at least 0.2 than the own group's; and that accuracy.
///
/// The elements stay numbered as they are, so that all presentations are tried: Z_2 × Z_3 and Z_3 × Z_2 number theirs
/// differently. The outputs are computed once, O(q d) per pair; a presentation then costs one addition per pair.
pub(crate) fn better_group(network: &Network) -> Option<(Group, f64)> {
    let (own, d) = (network.group(), network.group().order());
    let others = products_of_order(d);
    if others.is_empty() {
        return None;
    }
    let pairs = network.spread_pairs();
    let answers: Vec<_> = pairs.into_iter().map(|(x, y)| (x, y, network.outputs(x, y).imax())).collect();
    let accuracy = |group: &Group| {
        let right = answers.iter().filter(|&&(x, y, answer)| group.multiply(x, y) == answer).count();
        right as f64 / answers.len() as f64
    };
    let required = f64::max(accuracy(own) + 0.2, significant_accuracy(d, answers.len()));
    let scores = others.into_iter().map(|group| (accuracy(&group), group)).filter(|(score, _)| *score >= required);
    // The first of the best.
    scores.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(score, group)| (group, score))
}

/// The accuracy that is above chance by 0.1 and by six standard deviations (it need not exceed 1).
pub(crate) fn significant_accuracy(order: usize, pairs: usize) -> f64 {
    let d = order as f64;
    let deviation = ((1.0 - 1.0 / d) / (d * pairs as f64)).sqrt();
    (1.0 / d + f64::max(0.1, 6.0 * deviation)).min(1.0)
}

/// The presentations Z_n1 × … × Z_nm, m ≥ 2, of the groups of an order, in every order of the factors, at most 500.
pub(crate) fn products_of_order(order: usize) -> Vec<Group> {
    let mut presentations = Vec::new();
    collect(order, &mut Vec::new(), &mut presentations);
    presentations.iter().filter_map(|moduli| Group::new(moduli).ok()).collect()
}

/// Adds the ways to write `rest` as a product of at least two factors, in every order, after the factors `before`.
fn collect(rest: usize, before: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    for factor in (2..rest).filter(|factor| rest.is_multiple_of(*factor)) {
        if found.len() >= MOST_GROUPS {
            return;
        }
        before.push(factor);
        found.push([&before[..], &[rest / factor]].concat());
        collect(rest / factor, before, found);
        before.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_GROUPS, collect};

    #[test]
    fn presentations_are_ordered_products_of_at_least_two_factors() {
        for (order, expected) in
            [(7, vec![]), (6, vec![vec![2, 3], vec![3, 2]]), (8, vec![vec![2, 4], vec![2, 2, 2], vec![4, 2]])]
        {
            let mut found = Vec::new();
            collect(order, &mut Vec::new(), &mut found);
            assert_eq!(found, expected, "{order}");
        }
        let mut found = Vec::new();
        collect(720_720, &mut Vec::new(), &mut found);
        assert_eq!(found.len(), MOST_GROUPS);
    }
}
