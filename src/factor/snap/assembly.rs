//! Blocks at their frequencies, R_n closed by a hat: the same over exact numbers and over floats.

use crate::construct::Hat;
use crate::group::Group;
use crate::scalar::Scalar;
use crate::semiring::{Block, Node, Solution, Term};

/// A block at a frequency.
#[derive(Debug, Clone)]
pub(super) struct Placed<S: Scalar> {
    pub k: usize,
    pub block: Block<S>,
    /// Whether R_n is left to the hat.
    pub leaves_r_n: bool,
}

/// Who carries the hat.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Hosts {
    /// Nothing is left to close.
    Nobody,
    /// Blocks, by their place in the list, with their shares in units of 1/[`SHARES`]; these add up to 1.
    Blocks(Vec<(usize, u64)>),
    /// One constant node, the last one.
    ConstantNode,
}

/// Shares of the hat are multiples of 1/1000.
pub(super) const SHARES: u64 = 1000;

/// Σ_k block^{(k)} with the hat that closes R_n: at every k where a block leaves R_k = 2Σ(|a|² + |b|²)c, each node of a
/// host of weight W gets the output entry c_k = −(share)·R_k/W.
///
/// The nodes are those of the blocks in their order, and the constant node if there is one; its c_0 = 2 makes the output
/// one-hot.
pub(super) fn assemble<S: Scalar>(group: &Group, placed: &[Placed<S>], hosts: &Hosts) -> Solution<S> {
    let residuals: Vec<(usize, S)> = placed
        .iter()
        .filter(|placed| placed.leaves_r_n)
        .map(|placed| (placed.k, Hat::residual(&placed.block)))
        .collect();
    let hat = |share: &S, weight: &S| {
        let mut hat = Hat::default();
        for (k, residual) in &residuals {
            hat.push(*k, Hat::entry(&(residual.clone() * share), weight));
        }
        hat
    };
    let mut terms: Vec<Term<Node<S>, S>> = Vec::new();
    for (at, Placed { k, block, .. }) in placed.iter().enumerate() {
        let share = match hosts {
            Hosts::Blocks(shares) => shares.iter().find(|(host, _)| *host == at).map(|(_, share)| *share),
            Hosts::Nobody | Hosts::ConstantNode => None,
        };
        let hat = share.map(|share| {
            hat(&S::from_ratio(share as i64, SHARES), &Hat::weight(block, group.dual().is_self_conjugate(*k)))
        });
        terms.extend(block.terms().iter().map(|term| {
            let mut node = Node::at_frequency(&group.dual(), *k, term.node.clone());
            if let Some(hat) = &hat {
                node.c = hat.output(group, &node.c);
            }
            Term { coefficient: term.coefficient.clone(), node }
        }));
    }
    if *hosts == Hosts::ConstantNode {
        let mut hat = hat(&S::one(), &S::one());
        hat.push(0, S::from_ratio(2, 1));
        terms.push(Term { coefficient: S::one(), node: hat.constant_node(group) });
    }
    Solution::from_terms(group, terms)
}
