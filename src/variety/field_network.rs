//! Exact networks over number fields.

use serde::{Deserialize, Serialize};

use super::basis::FunctionBasis;
use super::weights::{Violation, Weights};
use crate::group::Group;
use crate::loss::{Problem, Target};
use crate::scalar::algebraic::{Algebraic, NumberField};
use crate::{Error, Result};

/// A network with weights in a real number field, and the basis of functions that they are written in.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldNetwork {
    /// The field.
    pub field: NumberField,
    /// The weights.
    pub weights: Weights<Algebraic>,
    /// The basis.
    pub basis: FunctionBasis,
}

impl FieldNetwork {
    /// The network whose nodes have these coordinates in a basis.
    ///
    /// # Errors
    /// When a vector does not have d coordinates, or a number lies in another field.
    pub fn from_coordinates(
        group: &Group,
        field: &NumberField,
        basis: &FunctionBasis,
        nodes: &[[Vec<Algebraic>; 3]],
    ) -> Result<Self> {
        let d = group.order();
        if basis.matrix().len() != d || nodes.iter().flatten().any(|vector| vector.len() != d) {
            return Err(Error::shape(format!("vectors of {d} coordinates are required over {}", group.symbol())));
        }
        let is_own = |x: &Algebraic| !x.is_foreign() && x.field().is_none_or(|other| other == field);
        if !nodes.iter().flatten().flatten().all(is_own) {
            return Err(Error::argument("a coordinate lies in another field"));
        }
        let values = nodes.iter().map(|node| [0, 1, 2].map(|part| basis.values(&node[part])));
        Ok(FieldNetwork { field: field.clone(), weights: Weights::new(group, values.collect())?, basis: basis.clone() })
    }

    /// The same network with more nodes, all weights 0, in these places of it: one after the other, in order.
    #[must_use]
    pub fn with_idle_nodes(mut self, places: &[usize]) -> Self {
        let zero = || vec![Algebraic::rational(dashu_ratio::RBig::ZERO); self.weights.group.order()];
        for &place in places {
            let place = place.min(self.weights.nodes.len());
            self.weights.nodes.insert(place, [zero(), zero(), zero()]);
        }
        self
    }

    /// The coordinates of the nodes in the basis.
    #[must_use]
    pub fn coordinates(&self) -> Vec<[Vec<Algebraic>; 3]> {
        let of = |node: &[Vec<Algebraic>; 3]| [0, 1, 2].map(|part| self.basis.coordinates(&node[part]));
        self.weights.nodes.iter().map(of).collect()
    }

    /// The weights in double precision, as unknowns of a [`ResidualMap`](super::ResidualMap).
    #[must_use]
    pub fn to_point(&self) -> Vec<f64> {
        let part =
            |part: usize| self.weights.nodes.iter().flat_map(move |node| node[part].iter().map(Algebraic::to_f64));
        (0..3).flat_map(part).collect()
    }

    /// The number of digits of the longest numerator or denominator of a coordinate.
    #[must_use]
    pub fn height(&self) -> usize {
        let numbers = self.coordinates().into_iter().flatten().flatten();
        let digits = |c: &dashu_ratio::RBig| {
            let length = |text: String| text.trim_start_matches('-').len();
            length(c.numerator().to_string()).max(length(c.denominator().to_string()))
        };
        numbers.flat_map(|x| x.coefficients().iter().map(digits).collect::<Vec<_>>()).max().unwrap_or(1)
    }

    /// Evaluates all d³ identities in exact arithmetic.
    #[must_use]
    pub fn prove(&self, target: Option<Target>) -> FieldProof {
        let target = target.or_else(|| self.weights.solved_target()).unwrap_or_default();
        let violation = self.weights.violation(target);
        FieldProof {
            problem: Problem { group: self.weights.group.clone(), width: self.weights.width(), target },
            degree: self.field.degree(),
            minimal_polynomial: self.field.minimal_polynomial().to_string(),
            root: self.field.root_float(),
            identities: self.weights.group.order().pow(3),
            violation,
            proved: violation.is_none(),
        }
    }
}

/// What the exact identities of a network over a number field say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldProof {
    /// The network, and what it is compared with.
    #[serde(flatten)]
    pub problem: Problem,
    /// The degree of the field.
    pub degree: usize,
    /// The minimal polynomial of its generator.
    pub minimal_polynomial: String,
    /// The generator, to double precision.
    pub root: f64,
    /// d³.
    pub identities: usize,
    /// The first identity that does not hold.
    pub violation: Option<Violation>,
    /// Whether all hold.
    pub proved: bool,
}
