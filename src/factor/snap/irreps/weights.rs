//! Weights of exact nodes: each in a rational gauge near the trained node that it replaces.

use num_complex::Complex64;

use super::block::ExactTerm;
use super::number::short;
use crate::factor::snap::realize::{Transformed, nearest_gauge};
use crate::group::Group;
use crate::network::Network;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Solution, Spectrum, Term};
use crate::{Error, Result};

/// Exact nodes, and the network in which they replace trained ones.
pub(super) struct Weights {
    /// The nodes with coefficient 2d.
    pub exact: Solution<Exact>,
    /// Their weights in floats, in their places; the trained weights at the nodes that are kept, and zero elsewhere.
    pub network: Network,
}

impl Weights {
    pub fn new(before: &Transformed<'_>, terms: Vec<ExactTerm>, slots: &[usize], kept: &[usize]) -> Result<Self> {
        let Transformed { network: trained, spectrum } = before;
        let (group, width) = (trained.group(), trained.width());
        let scale = Exact::from_ratio(2 * group.order() as i64, 1);
        let mut exact = Vec::with_capacity(terms.len());
        for (term, &slot) in terms.into_iter().zip(slots) {
            let share = term.coefficient.checked_div(&scale).ok_or_else(too_large)?;
            let node = Node { c: term.node.c.map(|_, value| value.clone() * &share), ..term.node };
            let gauge = nearest_gauge(group, &floats(group, &node)?, (slot < width).then_some((*spectrum, slot)));
            let inverse = short(1.0 / gauge.abs()).ok_or_else(too_large)?;
            let inverse = if gauge < 0.0 { -inverse } else { inverse };
            let gauge = Exact::from_ratio(1, 1).checked_div(&inverse).ok_or_else(too_large)?;
            let times = |spectrum: &Spectrum<Exact>, factor: &Exact| {
                spectrum.map(|_, value| (value.clone() * factor).shortened())
            };
            let node =
                Node { a: times(&node.a, &gauge), b: times(&node.b, &gauge), c: times(&node.c, &inverse.squared()) };
            exact.push(Term { coefficient: scale.clone(), node });
        }
        let exact = Solution::new(&group.dual(), exact)?;
        let in_floats =
            |term: &ExactTerm| Ok(Term { coefficient: float(&term.coefficient)?, node: floats(group, &term.node)? });
        let in_floats = exact.terms().iter().map(in_floats).collect::<Result<Vec<_>>>()?;
        let floats = Network::from_solution(&Solution::new(&group.dual(), in_floats)?)?;
        let total = slots.iter().map(|slot| slot + 1).fold(width, usize::max);
        let [mut a, mut b] = [trained.w_a(), trained.w_b()].map(|rows| rows.clone().resize_vertically(total, 0.0));
        let mut c = trained.w_c().clone().resize_horizontally(total, 0.0);
        for node in (0..total).filter(|node| !kept.contains(node)) {
            a.row_mut(node).fill(0.0);
            b.row_mut(node).fill(0.0);
            c.column_mut(node).fill(0.0);
        }
        for (at, &slot) in slots.iter().enumerate() {
            a.set_row(slot, &floats.w_a().row(at));
            b.set_row(slot, &floats.w_b().row(at));
            c.set_column(slot, &floats.w_c().column(at));
        }
        Ok(Weights { exact, network: Network::new(group, a, b, c)? })
    }
}

fn too_large() -> Error {
    Error::unsupported("a number is too large to be computed")
}

fn float(value: &Exact) -> Result<Complex64> {
    value.to_complex().ok_or_else(too_large)
}

/// The node in floats; what is real is that to the last bit.
fn floats(group: &Group, node: &Node<Exact>) -> Result<Node<Complex64>> {
    let dual = group.dual();
    let near = |k: usize, value: &Exact| {
        let value = float(value)?;
        Ok((k, if dual.is_self_conjugate(k) { Complex64::from(value.re) } else { value }))
    };
    let vector = |spectrum: &Spectrum<Exact>| -> Result<Spectrum<Complex64>> {
        let values = spectrum.representatives().map(|(k, value)| near(k, value));
        Spectrum::try_from_pairs(&dual, values.collect::<Result<Vec<_>>>()?)
    };
    Ok(Node { a: vector(&node.a)?, b: vector(&node.b)?, c: vector(&node.c)? })
}
