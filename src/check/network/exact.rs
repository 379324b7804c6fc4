//! An exact part of a network.

use dashu_ratio::RBig;

use crate::Result;
use crate::certificate::{ExactPart, WrittenNode};
use crate::check::arithmetic::{Arithmetic, Ring, Sum};
use crate::check::characters::Characters;
use crate::check::interval::{Complex, Interval};
use crate::check::reading::{Node, Reader, character, fraction};
use crate::check::residuals::{Place, Vectors, residuals};

/// An exact part with its numbers read.
pub(super) struct Exact<'a> {
    pub(super) frequencies: Vec<i64>,
    pub(super) hat_closes_r_n: bool,
    pub(super) share: RBig,
    pub(super) nodes: Vec<Node>,
    pub(super) weights: &'a [WrittenNode],
}

impl<'a> Exact<'a> {
    pub(super) fn read(reader: &mut Reader<'_>, part: &'a ExactPart) -> Result<Self> {
        let frequencies =
            part.frequencies.iter().map(|k| character(&reader.characters, k)).collect::<Result<Vec<_>>>()?;
        let nodes = part.nodes.iter().map(|node| reader.node(node)).collect::<Result<Vec<_>>>()?;
        let share = fraction(&part.hat_share)?;
        Ok(Exact { frequencies, hat_closes_r_n: part.hat_closes_r_n, share, nodes, weights: &part.weights })
    }

    /// The vectors of all nodes over a ring, the coefficient taken into c.
    pub(super) fn vectors<R: Ring>(
        &self,
        characters: &Characters,
        value: &impl Fn(&Sum, bool) -> R::Value,
        ring: &R,
    ) -> Vec<Vectors<R::Value>> {
        let vectors = self.nodes.iter().map(|node| {
            let coefficient = value(&node.coefficient, false);
            let [a, b, c] = node.values(characters, value);
            [a, b, c.into_iter().map(|(k, z)| (k, ring.times(&z, &coefficient))).collect()]
        });
        vectors.collect()
    }

    /// W = Σ_j m_j (2 a_0 b_0 + Σ_k (|a_k|² + |b_k|²)).
    pub(super) fn input_weight(&self, characters: &Characters, value: &impl Fn(&Sum, bool) -> Complex) -> Interval {
        let zeroth = |vector: &[(i64, Sum)]| vector.iter().find(|(k, _)| *k == 0).map(|(_, sum)| value(sum, false).re);
        let squares = |vector: &Vec<(i64, Sum)>| {
            vector.iter().fold(Interval::integer(0), |total, (k, sum)| {
                let multiplicity = if characters.negative(*k) == *k { 1 } else { 2 };
                total.plus(&value(sum, false).norm_squared().times(&Interval::integer(multiplicity)))
            })
        };
        self.nodes.iter().fold(Interval::integer(0), |total, node| {
            let [a, b, _] = &node.vectors;
            let mut weight = squares(a).plus(&squares(b));
            if let (Some(a), Some(b)) = (zeroth(a), zeroth(b)) {
                weight = weight.plus(&a.times(&b).times(&Interval::integer(2)));
            }
            total.plus(&weight.times(&value(&node.coefficient, false).re))
        })
    }

    /// The first Fourier coefficient but the constant one of Σ_j m_j (a_j + b_j)² that is not 0: a hat would let it through.
    pub(super) fn through<A: Arithmetic>(&self, arithmetic: &A, characters: &Characters) -> Option<Place> {
        let read = |sum: &Sum, conjugated: bool| arithmetic.read(sum, conjugated);
        let inputs = self.vectors(characters, &read, arithmetic);
        let nodes: Vec<Vectors<A::Value>> = inputs
            .into_iter()
            .zip(&self.nodes)
            .map(|([a, b, _], node)| [a, b, vec![(1, arithmetic.read(&node.coefficient, false))]])
            .collect();
        let sums = residuals(arithmetic, characters, &nodes);
        sums.into_iter()
            .find(|((_, place), value)| *place != (0, 0) && !arithmetic.is_zero(value))
            .map(|(place, _)| place)
    }
}
