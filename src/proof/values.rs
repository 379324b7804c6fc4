//! Certificates of networks over any finite group, by their weights.

use std::collections::HashMap;

use num_traits::Zero;

use super::certify::{NodeWriter, claimed};
use crate::certificate::{
    Certificate, ElementCertificate, FORMAT, MAX_ORDER, MAX_VALUES, Number, VALUES_VERSION, ValueCertificate,
    ValueKind, ValueNode, too_large,
};
use crate::check;
use crate::dual::Dual;
use crate::loss::{Residuals, Target};
use crate::potential::PotentialTable;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Side, Solution, Term};
use crate::{Error, Result};

impl ElementCertificate {
    /// The certificate that `solution` has zero loss over its group, for the zero-mean target at least: by potentials over a
    /// group that is written by its factors, by values over one that is given by its table.
    ///
    /// # Errors
    /// As those of the certificates.
    pub fn of_solution(solution: &Solution<Exact>) -> Result<Self> {
        match solution.group().moduli() {
            Some(_) => Certificate::of_solution(solution).map(Self::Potentials),
            None => ValueCertificate::of_solution(solution).map(Self::Values),
        }
    }
}

impl ValueCertificate {
    /// The certificate that `solution` has zero loss over its group, for the zero-mean target at least.
    ///
    /// The weights of a node with the coefficient m are
    ///
    /// ```text
    /// a[g] = Σ_k a_k e_k(g)      b[g] = Σ_k b_k e_k(g)      c[g] = m/(2d) Σ_k c_k conj(e_k(g)) / ν_k
    /// ```
    ///
    /// # Errors
    /// When the loss is not 0, irreps are only known numerically, there are free parameters, a number is too large to be
    /// computed, or the certificate would be too large to be checked.
    pub fn of_solution(solution: &Solution<Exact>) -> Result<Self> {
        solution.dual().require_exact()?;
        if solution.group().order() > MAX_ORDER {
            return Err(too_large("elements"));
        }
        Self::claiming(solution, strongest_target(solution)?)
    }

    /// The certificate that claims this of `solution`, true or not: a check says which.
    ///
    /// # Errors
    /// As of [`ValueCertificate::of_solution`], but for the loss.
    pub(crate) fn claiming(solution: &Solution<Exact>, target: Target) -> Result<Self> {
        let (group, dual) = (solution.group(), solution.dual());
        dual.require_exact()?;
        let d = group.order();
        if d > MAX_ORDER {
            return Err(too_large("elements"));
        }
        let mut weights = Weights::new(dual);
        let mut nodes = Vec::new();
        for term in solution.terms() {
            nodes.extend(weights.node(term)?);
            if nodes.len() > MAX_VALUES || weights.list.len() > MAX_VALUES {
                return Err(too_large("weights"));
            }
        }
        let (root_order, parameters) = weights.writer.economy()?;
        if let Some(name) = parameters.first() {
            return Err(Error::unsupported(format!(
                "a certificate over {group} has numbers only; the parameter {name} is free"
            )));
        }
        let certificate = ValueCertificate {
            format: FORMAT.to_owned(),
            version: VALUES_VERSION,
            kind: ValueKind::Solution,
            table: (0..d).map(|x| (0..d).map(|y| group.multiply(x, y) as u32).collect()).collect(),
            root_order,
            values: weights.list,
            nodes,
            target: claimed(target),
        };
        check::require_checkable_values(&certificate).map_err(|error| {
            Error::unsupported(format!("it is a solution, but no certificate of it can be checked: {error}"))
        })?;
        Ok(certificate)
    }
}

fn strongest_target(solution: &Solution<Exact>) -> Result<Target> {
    let table = PotentialTable::new(solution);
    let loss = |target| Residuals::from_potentials(&table, target).loss();
    let zero_mean = loss(Target::ZeroMean);
    if !zero_mean.is_zero() {
        return Err(Error::unsupported(format!("only zero losses are certified; the loss is {zero_mean}")));
    }
    Ok(if loss(Target::OneHot).is_zero() { Target::OneHot } else { Target::ZeroMean })
}

/// The different weights so far, and what makes them.
struct Weights {
    dual: Dual,
    list: Vec<Number>,
    places: HashMap<Number, u32>,
    writer: NodeWriter,
}

impl Weights {
    fn new(dual: &Dual) -> Self {
        Weights { dual: dual.clone(), list: Vec::new(), places: HashMap::new(), writer: NodeWriter::default() }
    }

    /// The node, unless it does nothing.
    fn node(&mut self, term: &Term<Node<Exact>, Exact>) -> Result<Option<ValueNode>> {
        let Node { a, b, c } = &term.node;
        if term.coefficient.is_zero() || c.is_zero() || (a.is_zero() && b.is_zero()) {
            return Ok(None);
        }
        let scale = Exact::from_ratio(1, 2 * self.dual.len() as u64) * &term.coefficient;
        let outputs = c.values(&self.dual, Side::Output).into_iter().map(|value| value * &scale).collect();
        let vectors = [a.values(&self.dual, Side::Input), b.values(&self.dual, Side::Input), outputs];
        let [a, b, c] =
            vectors.map(|vector: Vec<Exact>| vector.iter().map(|value| self.place(value)).collect::<Result<Vec<_>>>());
        Ok(Some(ValueNode { a: a?, b: b?, c: c? }))
    }

    fn place(&mut self, value: &Exact) -> Result<u32> {
        let number = self.writer.number(value)?;
        let next = self.list.len() as u32;
        let place = *self.places.entry(number).or_insert_with_key(|number| {
            self.list.push(number.clone());
            next
        });
        Ok(place)
    }
}
