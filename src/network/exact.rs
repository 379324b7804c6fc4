//! Networks whose weights are known as rational numbers.

use dashu_ratio::RBig;

use crate::group::Group;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Side, Solution, Spectrum, Term};
use crate::{Error, Result};

/// The most products of weights and characters that an exact Fourier transform takes.
const MAX_PRODUCTS: usize = 1 << 20;

/// A network with exact weights, s = 1: W_a and W_b of shape \[q, d\], row by row, and the columns of W_c.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactNetwork {
    /// The group.
    pub group: Group,
    /// The weights a_j, b_j, c_j of every hidden node.
    pub nodes: Vec<[Vec<RBig>; 3]>,
}

impl ExactNetwork {
    /// The network as an element of the semiring, at the theory's scale s = 1/(2d):
    /// z_{akj} = (1/d) Σ_g a_j\[g\] conj(φ_k(g)), z_{ckj} = (1/d) Σ_h c_j\[h\] φ_k(h), coefficients 2d.
    ///
    /// # Errors
    /// When a vector does not have d entries, or there are more than 2²⁰ products q·d².
    pub fn to_solution(&self) -> Result<Solution<Exact>> {
        let (d, dual) = (self.group.order(), self.group.dual());
        let products = self.nodes.len().saturating_mul(d).saturating_mul(d);
        if products > MAX_PRODUCTS {
            return Err(Error::unsupported(format!(
                "{} hidden nodes over a group of order {d} take {products} exact products; at most {MAX_PRODUCTS} are made",
                self.nodes.len()
            )));
        }
        if let Some(j) = self.nodes.iter().position(|vectors| vectors.iter().any(|vector| vector.len() != d)) {
            return Err(Error::shape(format!("node {j}: vectors of {d} weights are required")));
        }
        let coefficient = Exact::from_ratio(2 * d as i64, 1);
        let terms = self.nodes.iter().map(|[a, b, c]| {
            let transformed = |weights: &[RBig], side: Side| {
                let values: Vec<Exact> = weights.iter().cloned().map(Exact::from_rational).collect();
                Spectrum::of_values(&dual, side, &values)
            };
            let node =
                Node::new(transformed(a, Side::Input), transformed(b, Side::Input), transformed(c, Side::Output));
            Term { coefficient: coefficient.clone(), node }
        });
        Solution::new(&dual, terms.collect())
    }
}
