//! The parts of a solution and the hat that closes what they leave: the same over exact numbers and over floats.

use crate::construct::Hat;
use crate::group::Group;
use crate::scalar::Scalar;
use crate::semiring::{Block, Node, Solution, Term};

/// Nodes that are responsible for some frequencies.
#[derive(Debug, Clone)]
pub(super) struct Part<S: Scalar> {
    /// Representatives of pairs ±k.
    pub frequencies: Vec<usize>,
    pub terms: Vec<Term<Node<S>, S>>,
    /// Whether R_n is left to the hat.
    pub leaves_r_n: bool,
}

/// Who carries the hat.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Hosts {
    /// Nothing is left to close.
    Nobody,
    /// Parts, by their place in the list, with their shares in units of 1/[`SHARES`]; these add up to 1.
    Parts(Vec<(usize, u64)>),
    /// One constant node, the last one.
    ConstantNode,
}

/// Shares of the hat are multiples of 1/1000.
pub(super) const SHARES: u64 = 1000;

impl Hosts {
    /// The share of the part at `place`, in units of 1/[`SHARES`].
    pub fn share(&self, place: usize) -> u64 {
        match self {
            Hosts::Parts(shares) => shares.iter().find(|(host, _)| *host == place).map_or(0, |(_, share)| *share),
            Hosts::Nobody | Hosts::ConstantNode => 0,
        }
    }
}

impl<S: Scalar> Part<S> {
    /// A block at the pair ±k.
    pub fn of_block(group: &Group, k: usize, block: &Block<S>, leaves_r_n: bool) -> Self {
        let terms = block.terms().iter().map(|term| Term {
            coefficient: term.coefficient.clone(),
            node: Node::at_frequency(&group.dual(), k, term.node.clone()),
        });
        Part { frequencies: vec![k], terms: terms.collect(), leaves_r_n }
    }

    /// W = Σ_j m_j w_j, w_j the mean of (a\[g1\] + b\[g2\])².
    pub fn weight(&self, group: &Group) -> S {
        self.terms.iter().fold(S::zero(), |sum, term| sum + weight(group, &term.node) * &term.coefficient)
    }

    /// What is left for the hat: (k, R_k), R_k = Σ_j m_j w_j c_{kj}.
    pub fn left_open(&self, group: &Group) -> Vec<(usize, S)> {
        let at = |k: usize| {
            self.terms.iter().fold(S::zero(), |sum, term| {
                let weighted = weight(group, &term.node) * &term.coefficient;
                sum + weighted * &term.node.c.get(&group.dual(), k)
            })
        };
        let open = self.frequencies.iter().filter(|_| self.leaves_r_n);
        open.map(|&k| (k, at(k))).collect()
    }
}

/// w = 2 a_0 b_0 + Σ_k (|a_k|² + |b_k|²) of one node, the mean of (a\[g1\] + b\[g2\])².
fn weight<S: Scalar>(group: &Group, node: &Node<S>) -> S {
    let (dual, two) = (group.dual(), S::from_ratio(2, 1));
    let constant = two.clone() * &node.a.get(&dual, 0) * &node.b.get(&dual, 0);
    node.a.representatives().chain(node.b.representatives()).fold(constant, |sum, (k, value)| {
        let square = value.norm_squared();
        sum + if dual.is_self_conjugate(k) { square } else { square * &two }
    })
}

/// The constant node a_0 = b_0 = ½ without its hat; c_0 = 2 makes the output one-hot.
pub(super) fn constant_node<S: Scalar>(group: &Group) -> Part<S> {
    let mut hat = Hat::default();
    hat.push(0, S::from_ratio(2, 1));
    let terms = vec![Term { coefficient: S::one(), node: hat.constant_node(group) }];
    Part { frequencies: Vec::new(), terms, leaves_r_n: false }
}

/// All nodes of the parts in their order, the constant node last if there is one, with the hat that closes R_n: at every k
/// where a part leaves R_k, each node of a host of weight W gets the output entry c_k = −(share)·R_k/W.
pub(super) fn assemble<S: Scalar>(group: &Group, parts: &[Part<S>], hosts: &Hosts) -> Solution<S> {
    let open: Vec<(usize, S)> = parts.iter().flat_map(|part| part.left_open(group)).collect();
    let mut terms: Vec<Term<Node<S>, S>> = Vec::new();
    let mut wear = |part: &Part<S>, share: u64| {
        let mut hat = Hat::default();
        if share > 0 {
            let (share, weight) = (S::from_ratio(share as i64, SHARES), part.weight(group));
            open.iter().for_each(|(k, residual)| hat.push(*k, Hat::entry(&(residual.clone() * &share), &weight)));
        }
        terms.extend(part.terms.iter().cloned().map(|mut term| {
            if share > 0 {
                term.node.c = hat.output(group, &term.node.c);
            }
            term
        }));
    };
    parts.iter().enumerate().for_each(|(place, part)| wear(part, hosts.share(place)));
    if *hosts == Hosts::ConstantNode {
        wear(&constant_node(group), SHARES);
    }
    Solution::from_terms(group, terms)
}
