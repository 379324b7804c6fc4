//! Closing: the constants R_k that the other identities leave over, cancelled by constant outputs.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::loss::{Index, Target, residuals};
use crate::scalar::Scalar;
use crate::semiring::{Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// Floats closer than this to 0 count as 0; potentials are of size 1.
const TOLERANCE: f64 = 1e-9;

/// # Closing R_n
///
/// The loss has the terms ¼|R_k|², R_k = 2 r_{00k} + Σ_p Σ_{k'} r_{p,k',−k',k} = Σ_j m_j w_j c_{kj}, with the weight
/// w_j = 2 a_{0j} b_{0j} + Σ_{k'} ν_k' (|a_{k'j}|² + |b_{k'j}|²) of a node, ν the mean of |e_k'|². Blocks of order 4 leave R_k different from 0. *Host*
/// nodes of weight W = Σ m_j w_j close them when each of them gets the output entry −R_k / W, the *hat*. Any nodes can host
/// whose inputs, summed over the hosts, compute a constant: Σ m ab = Σ m āb = Σ m a² = Σ m b² = 0 as for z_ν * z_syn, the two
/// real nodes of a self-conjugate character, or one constant node.
impl<S: Scalar> Solution<S> {
    /// The constants R_k that are not what `target` requires, minus what it requires: 0 at k ≠ 0, for the one-hot target 2
    /// at k = 0. One for each pair ±k, in increasing order.
    #[must_use]
    pub fn constants(&self, target: Target) -> Vec<(usize, S)> {
        let mut constants = BTreeMap::new();
        if target == Target::OneHot {
            constants.insert(0, S::from_ratio(-2, 1));
        }
        for term in self.terms() {
            let weight = self.weight(term);
            for (k, value) in term.node.c.representatives().filter(|(k, _)| *k > 0 || target == Target::OneHot) {
                *constants.entry(k).or_insert_with(S::zero) += &(value.clone() * &weight);
            }
        }
        constants.into_iter().filter(|(_, constant)| !constant.is_close(&S::zero(), TOLERANCE * 1e-3)).collect()
    }

    /// Closed by one more node, a_0 = b_0 = ½ with the hat as its output.
    ///
    /// ```
    /// use cogring::construct::{Sign, optimizers::blocks};
    /// use cogring::{Exact, Group, Scalar, Solution, Target, loss::closed_form};
    /// let group = Group::cyclic(3)?;
    /// let z = Solution::at_frequency(&group, 1, &blocks::order4(&Exact::parameter("xi"), Sign::Plus));
    /// assert_eq!(closed_form(&z, Target::ZeroMean).to_string(), "4/3");
    /// assert!(closed_form(&z.closed(Target::OneHot), Target::OneHot) == Exact::from_ratio(0, 1));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn closed(self, target: Target) -> Self {
        let dual = self.dual().clone();
        let half = Spectrum::single(&dual, 0, S::from_ratio(1, 2));
        let hat = self.constants(target).into_iter().map(|(k, constant)| (k, -constant));
        let node = Node { a: half.clone(), b: half, c: Spectrum::from_pairs(&dual, hat) };
        self + Solution::from_nodes(dual.group(), [node])
    }

    /// Closed by a hat on the hidden nodes `hosts`; no node is added.
    ///
    /// # Errors
    /// As [`Solution::closed_in_shares`].
    pub fn closed_on(self, hosts: Range<usize>, target: Target) -> Result<Self> {
        self.closed_in_shares(&[(hosts, S::one())], target)
    }

    /// Closed by several hats, each a share of the whole; the shares add up to 1.
    ///
    /// # Errors
    /// When there are no such nodes; when the inputs of some hosts do not compute a constant, so that a hat would change other
    /// potentials, or one that is 0; when the shares do not add up to 1.
    pub fn closed_in_shares(self, hosts: &[(Range<usize>, S)], target: Target) -> Result<Self> {
        let constants = self.constants(target);
        let total = hosts.iter().fold(S::zero(), |sum, (_, share)| sum + share.clone());
        if !total.is_close(&S::one(), TOLERANCE) {
            return Err(Error::argument(format!("shares of a hat that add up to {total} instead of 1")));
        }
        let dual = self.dual().clone();
        let weights: Vec<S> = hosts.iter().map(|(nodes, _)| self.host_weight(nodes)).collect::<Result<_>>()?;
        let mut terms = self.into_terms();
        for ((nodes, share), weight) in hosts.iter().zip(weights) {
            let scale = (-share.clone()).checked_div(&weight).ok_or_else(|| no_host(nodes, "weigh 0"))?;
            let hat =
                Spectrum::from_pairs(&dual, constants.iter().map(|(k, constant)| (*k, constant.clone() * &scale)));
            for term in &mut terms[nodes.clone()] {
                term.node.c = term.node.c.plus(&dual, &hat);
            }
        }
        Ok(Solution::from_terms(dual.group(), terms))
    }

    /// m_j w_j, which is the mean of m_j (a_j\[g1\] + b_j\[g2\])² over all pairs.
    fn weight(&self, term: &Term<Node<S>, S>) -> S {
        let (dual, two, Term { coefficient, node }) = (self.dual(), S::from_ratio(2, 1), term);
        let mut weight = two.clone() * &node.a.get(dual, 0) * &node.b.get(dual, 0);
        for (k, value) in node.a.representatives().chain(node.b.representatives()) {
            let square = value.norm_squared();
            let square = if dual.is_orthonormal() { square } else { square * &dual.norm_in(k) };
            weight += &(if dual.multiplicity(k) == 1 { square } else { square * &two });
        }
        weight * coefficient
    }

    /// The weight of hosts, whose inputs are found to compute a constant: the network with their inputs and the output
    /// δ_{k0} has no other residual at k = 0 than the constant.
    fn host_weight(&self, nodes: &Range<usize>) -> Result<S> {
        let terms = self.terms().get(nodes.clone()).filter(|terms| !terms.is_empty());
        let terms = terms.ok_or_else(|| no_host(nodes, &format!("are none of {} hidden nodes", self.order())))?;
        let output = Spectrum::single(self.dual(), 0, S::one());
        let constant = terms.iter().map(|Term { coefficient, node }| Term {
            coefficient: coefficient.clone(),
            node: Node { c: output.clone(), ..node.clone() },
        });
        let constant = residuals(&Solution::from_terms(self.group(), constant.collect()), Target::OneHot);
        let felt = constant.entries().iter().find(|(index, value)| {
            index.output() == 0 && !matches!(index, Index::Constant { .. }) && !value.is_close(&S::zero(), TOLERANCE)
        });
        match felt {
            Some((index, _)) => Err(no_host(nodes, &format!("have the {} too", index.label(self.dual())))),
            None => Ok(terms.iter().fold(S::zero(), |sum, term| sum + self.weight(term))),
        }
    }
}

fn no_host(nodes: &Range<usize>, reason: &str) -> Error {
    Error::argument(format!("hidden nodes {}..{} cannot carry a hat: they {reason}", nodes.start, nodes.end))
}
