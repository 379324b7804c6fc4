//! A factorization as a solution of the task: blocks at their frequencies, and the hats that the network closes R_n with.

use std::ops::Range;

use num_complex::Complex64;

use super::analysis::{Factorization, FrequencyFactorization};
use super::outcome::Outcome;
use crate::loss::Target;
use crate::network::Network;
use crate::semiring::{Node, Solution, Spectrum};

impl Factorization {
    /// The network rebuilt from what was found in it: every frequency with a name becomes its block, nodes without one stay
    /// as they are, and a hat gives the whole the trained network's constants R_k. Faint nodes beside a named product are
    /// left out, and so are dead ones.
    ///
    /// Its loss is that of the trained network, less what the blocks solve better than the nodes they stand for: a block
    /// keeps the gain Re r_kkk of its nodes, and more where nodes without a name solve their equations together with the small
    /// outputs of others. The hat sits on the nodes of named frequencies that solve R_n themselves, else on the constant nodes
    /// that the network has, else on one more.
    ///
    /// `network` is the one that was factored.
    ///
    /// # Panics
    /// When the factorization is one of a wider network or of another group.
    #[must_use]
    pub fn solution(&self, network: &Network) -> Solution<Complex64> {
        let trained = network.to_solution();
        let mut rebuilt = as_trained(&trained, &self.others.constant_nodes);
        let mut hosts: Vec<Range<usize>> = Vec::new();
        for frequency in &self.frequencies {
            let start = rebuilt.order();
            rebuilt = rebuilt + part(&trained, frequency);
            if frequency.form().family().is_some_and(|family| !family.entry().leaves_r_n) {
                hosts.push(start..rebuilt.order());
            }
        }
        if hosts.is_empty() && !self.others.constant_nodes.is_empty() {
            hosts.push(0..self.others.constant_nodes.len());
        }
        let is_changed = self.frequencies.iter().any(|frequency| frequency.form().is_named());
        if is_changed { with_constants_of(&trained, rebuilt, hosts) } else { rebuilt }
    }
}

/// The block at its frequency, or the trained nodes.
fn part(trained: &Solution<Complex64>, frequency: &FrequencyFactorization) -> Solution<Complex64> {
    match &frequency.outcome {
        Outcome::Named(named) => Solution::at_frequency(trained.group(), frequency.k, &named.block()),
        Outcome::Unused | Outcome::Product(_) | Outcome::Irreducible(_) => {
            as_trained(trained, frequency.nodes.iter().chain(&frequency.faint_nodes))
        }
    }
}

fn as_trained<'a>(trained: &Solution<Complex64>, nodes: impl IntoIterator<Item = &'a usize>) -> Solution<Complex64> {
    let terms = nodes.into_iter().map(|&j| trained.terms()[j].clone());
    Solution::from_terms(trained.group(), terms.collect())
}

/// The solution with the constants R_k of another one, by a hat on the hosts or else on one more node.
fn with_constants_of(
    wanted: &Solution<Complex64>,
    solution: Solution<Complex64>,
    hosts: Vec<Range<usize>>,
) -> Solution<Complex64> {
    let group = solution.group().clone();
    // What is closed together with a node that leaves −R_k leaves R_k without it.
    let opposite = wanted.constants(Target::ZeroMean).into_iter().map(|(k, constant)| (k, -constant));
    let half = Spectrum::single(&group.dual(), 0, Complex64::from(0.5));
    let opposite = Node { a: half.clone(), b: half, c: Spectrum::from_pairs(&group.dual(), opposite) };
    let guest = solution.order();
    let both = solution + Solution::from_nodes(&group, [opposite]);
    let share = Complex64::from(1.0 / hosts.len() as f64);
    let shares: Vec<(Range<usize>, Complex64)> = hosts.into_iter().map(|nodes| (nodes, share)).collect();
    let closed = both.clone().closed_in_shares(&shares, Target::ZeroMean);
    let mut terms = closed.unwrap_or_else(|_| both.closed(Target::ZeroMean)).terms().to_vec();
    terms.remove(guest);
    Solution::from_terms(&group, terms)
}
