//! Symmetries: changes of a solution that keep its function, or its loss.

use super::channel::Channel;
use super::formal_sum::Term;
use super::node::Node;
use super::solution::Solution;
use super::spectrum::{Side, Spectrum};
use crate::dual::Dual;
use crate::group::Automorphism;
use crate::scalar::{Cyclotomic, Scalar};

/// # Symmetries of the function
///
/// These change the weights and not what the network computes: the order of the nodes; the gauge
/// (a_j, b_j, c_j) → (t_j a_j, t_j b_j, t_j⁻² c_j) for real t_j ≠ 0; a constant that moves from b to a, a_0 + τ and b_0 − τ.
impl<S: Scalar> Solution<S> {
    /// Whether the two differ only by a permutation of nodes, their gauges, shifts of constants between a and b, and
    /// whether a node's scale is written in its coefficient or in its entries. Nodes that compute 0 are all the same.
    ///
    /// Entries are compared within `tolerance` for floats, exactly for exact scalars. Time O(order²).
    #[must_use]
    pub fn equals_up_to_gauge(&self, other: &Self, tolerance: f64) -> bool {
        self.matches(other, |x, y| same_up_to_gauge(self.dual(), x, y, tolerance))
    }
}

/// # Symmetries of the loss
///
/// These map solutions of the task to solutions of the task.
impl<S: Cyclotomic> Solution<S> {
    /// Translations: a(u g w⁻¹), b(w g v⁻¹) and c(u h v⁻¹) for a(g), b(g) and c(h), as (u g w⁻¹)(w h v⁻¹) = u gh v⁻¹. Of
    /// characters the entries are multiplied by phases; else time O(d²) per vector.
    #[must_use]
    pub fn translated(&self, [u, w, v]: [usize; 3]) -> Self {
        let (dual, group) = (self.dual(), self.group());
        let between =
            |left: usize, g: usize, right: usize| group.multiply(group.multiply(left, g), group.inverse(right));
        if group.moduli().is_some() {
            let shifts = [(u, w), (w, v), (u, v)].map(|(left, right)| between(left, 0, right));
            let phase = |channel: Channel, k: usize| {
                let phase: S = dual.value_in(k, shifts[channel as usize]);
                if channel == Channel::C { phase.conj() } else { phase }
            };
            return self.map_nodes(|node| {
                node.map(|channel, spectrum| spectrum.map(|k, value| value.clone() * &phase(channel, k)))
            });
        }
        self.moved(|channel, g| match channel {
            Channel::A => between(u, g, w),
            Channel::B => between(w, g, v),
            Channel::C => between(u, g, v),
        })
    }

    /// An automorphism α acting on the inputs and the output: the entries of the weight vectors move from g to α(g), so
    /// that a\[g\] of the result is a\[α⁻¹(g)\] of this solution, and b and c alike. Characters are moved; else time O(d²) per
    /// vector.
    #[must_use]
    pub fn relabelled(&self, automorphism: &Automorphism) -> Self {
        let dual = self.dual();
        if let Ok(characters) = dual.characters("moved characters") {
            return self.map_nodes(|node| {
                node.map(|_, spectrum| {
                    let moved = |(k, value): (usize, &S)| (characters.moved(k, automorphism), value.clone());
                    Spectrum::from_pairs(dual, spectrum.representatives().map(moved))
                })
            });
        }
        self.moved(|_, g| automorphism.apply_inverse(g))
    }

    /// The inputs exchanged, and everything at the inverse element: b(g⁻¹), a(g⁻¹) and c(h⁻¹) for a(g), b(g) and c(h), as
    /// (gh)⁻¹ = h⁻¹g⁻¹. Of characters the entries are conjugated; else time O(d²) per vector.
    #[must_use]
    pub fn inverted(&self) -> Self {
        if self.group().moduli().is_some() {
            return self.swapped().conjugated();
        }
        self.swapped().moved(|_, g| self.group().inverse(g))
    }

    /// The vectors p'(g) = p(`source`(p, g)).
    fn moved(&self, source: impl Fn(Channel, usize) -> usize) -> Self {
        let dual = self.dual();
        self.map_nodes(|node| {
            node.map(|channel, spectrum| {
                let side = Side::of(channel);
                let values = spectrum.values(dual, side);
                let moved: Vec<S> = (0..dual.len()).map(|g| values[source(channel, g)].clone()).collect();
                Spectrum::of_values(dual, side, &moved)
            })
        })
    }
}

/// # Elements made of others
impl<S: Scalar> Solution<S> {
    /// The two inputs exchanged, a ↔ b: a symmetry of the loss where the group is Abelian.
    #[must_use]
    pub fn swapped(&self) -> Self {
        self.map_nodes(|node| Node { a: node.b.clone(), b: node.a.clone(), c: node.c.clone() })
    }

    /// Every entry conjugated: k → −k where the group is Abelian, which is a symmetry of the loss.
    #[must_use]
    pub fn conjugated(&self) -> Self {
        self.map_nodes(|node| node.map(|_, spectrum| spectrum.map(|_, value| value.conj())))
    }

    fn map_nodes(&self, f: impl Fn(&Node<S>) -> Node<S>) -> Self {
        let terms = self.terms().iter().map(|term| Term { coefficient: term.coefficient.clone(), node: f(&term.node) });
        Solution::from_terms(self.group(), terms.collect())
    }
}

/// Whether y = (t a, t b, t⁻² c) for some real t, coefficients included and a_0, b_0 compared by their sum.
fn same_up_to_gauge<S: Scalar>(dual: &Dual, x: &Term<Node<S>, S>, y: &Term<Node<S>, S>, tolerance: f64) -> bool {
    let without_constant = |spectrum: &Spectrum<S>| spectrum.map(|k, v| if k == 0 { S::zero() } else { v.clone() });
    let inputs = |term: &Term<Node<S>, S>| {
        let Node { a, b, .. } = &term.node;
        let constant = a.get(dual, 0) + b.get(dual, 0);
        (without_constant(a), without_constant(b), Spectrum::single(dual, 0, constant))
    };
    let (xs, ys) = (inputs(x), inputs(y));
    let weighted_output = |term: &Term<Node<S>, S>| term.node.c.map(|_, value| value.clone() * &term.coefficient);
    let (x_output, y_output) = (weighted_output(x), weighted_output(y));

    let negligible =
        |spectra: &[&Spectrum<S>]| spectra.iter().all(|spectrum| spectrum.is_close(&Spectrum::zero(), tolerance));
    let computes_zero = |(a, b, constant): &(Spectrum<S>, Spectrum<S>, Spectrum<S>), output: &Spectrum<S>| {
        negligible(&[a, b, constant]) || negligible(&[output])
    };
    if computes_zero(&xs, &x_output) || computes_zero(&ys, &y_output) {
        return computes_zero(&xs, &x_output) && computes_zero(&ys, &y_output);
    }

    let size = |value: &S| value.to_complex().map_or(1.0, |value| value.norm());
    let largest = [&xs.0, &xs.1, &xs.2]
        .into_iter()
        .flat_map(|spectrum| spectrum.representatives().map(move |(k, value)| (spectrum, k, value)))
        .max_by(|x, y| size(x.2).total_cmp(&size(y.2)));
    // t = numerator / denominator, multiplied out where the scalars have no quotient.
    let (numerator, denominator) = match largest {
        None => (S::one(), S::one()),
        Some((spectrum, k, value)) => {
            let partner = [(&xs.0, &ys.0), (&xs.1, &ys.1), (&xs.2, &ys.2)]
                .into_iter()
                .find(|(candidate, _)| std::ptr::eq(*candidate, spectrum))
                .expect("the largest entry is one of the three")
                .1
                .get(dual, k);
            match partner.checked_div(value) {
                Some(t) => (t, S::one()),
                None => (partner, value.clone()),
            }
        }
    };
    if numerator.is_zero() || !(numerator.clone() * &denominator.conj()).is_real() {
        return false;
    }
    let proportional = |x: &Spectrum<S>, by: &S, y: &Spectrum<S>, over: &S| {
        let scaled = |spectrum: &Spectrum<S>, factor: &S| spectrum.map(|_, value| value.clone() * factor);
        scaled(x, by).is_close(&scaled(y, over), tolerance)
    };
    proportional(&xs.0, &numerator, &ys.0, &denominator)
        && proportional(&xs.1, &numerator, &ys.1, &denominator)
        && proportional(&xs.2, &numerator, &ys.2, &denominator)
        && proportional(&y_output, &numerator.squared(), &x_output, &denominator.squared())
}
