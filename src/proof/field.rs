//! Certificates of networks over number fields.

use std::collections::HashMap;

use dashu_ratio::RBig;

use super::certify::claimed;
use crate::certificate::{
    FIELD_VERSION, FORMAT, FieldCertificate, MAX_ORDER, MAX_VALUES, ValueKind, ValueNode, too_large,
};
use crate::check::Check;
use crate::group::Group;
use crate::scalar::algebraic::{Algebraic, NumberField, Polynomial};
use crate::variety::{FieldNetwork, FunctionBasis, Weights};
use crate::{Error, Result};

impl FieldCertificate {
    /// The certificate that a network over a number field has zero loss, for the zero-mean target at least. It is checked
    /// before it is returned.
    ///
    /// # Errors
    /// When an identity does not hold, or the certificate would be too large to be checked.
    pub fn of_network(network: &FieldNetwork) -> Result<Self> {
        let group = &network.weights.group;
        let d = group.order();
        if d > MAX_ORDER {
            return Err(too_large("elements"));
        }
        let Some(target) = network.weights.solved_target() else {
            return Err(Error::unsupported("only zero losses are certified; an output is not the label"));
        };
        let (mut places, mut values): (HashMap<Vec<String>, u32>, Vec<Vec<String>>) = Default::default();
        let mut place = |value: &Algebraic| {
            let written: Vec<String> = value.coefficients().iter().map(ToString::to_string).collect();
            let next = values.len() as u32;
            *places.entry(written).or_insert_with_key(|written| {
                values.push(written.clone());
                next
            })
        };
        let mut nodes = Vec::new();
        for [u, w, v] in &network.weights.nodes {
            let is_zero = |vector: &[Algebraic]| vector.iter().all(num_traits::Zero::is_zero);
            if is_zero(v) || (is_zero(u) && is_zero(w)) {
                continue;
            }
            let [a, b, c] = [u, w, v].map(|vector| vector.iter().map(&mut place).collect());
            nodes.push(ValueNode { a, b, c });
        }
        if nodes.len() > MAX_VALUES || values.len() > MAX_VALUES {
            return Err(too_large("weights"));
        }
        let minimal = network.field.minimal_polynomial();
        let certificate = FieldCertificate {
            format: FORMAT.to_owned(),
            version: FIELD_VERSION,
            kind: ValueKind::Solution,
            table: (0..d).map(|x| (0..d).map(|y| group.multiply(x, y) as u32).collect()).collect(),
            minimal_polynomial: minimal.coefficients().iter().map(ToString::to_string).collect(),
            root: network.field.root_with_signs().map(|bound| bound.to_string()),
            values,
            nodes,
            target: claimed(target),
        };
        let check = Check::of_field(&certificate)
            .map_err(|error| error.context("it is a solution, but no certificate of it can be checked"))?;
        match check.refusal {
            None => Ok(certificate),
            Some(refusal) => Err(Error::unsupported(format!("{} {}", refusal.identity, refusal.reason))),
        }
    }
}

impl FieldCertificate {
    /// The network that the certificate is about, whether or not it is valid.
    ///
    /// # Errors
    /// When the table, the field or a number is none.
    pub fn network(&self) -> Result<FieldNetwork> {
        let rows: Vec<Vec<usize>> = self.table.iter().map(|row| row.iter().map(|&x| x as usize).collect()).collect();
        let group = Group::from_table(&rows)?;
        let rational = |text: &String| -> Result<RBig> {
            let start: String = text.chars().take(40).collect();
            text.parse().map_err(|_| Error::format(format!("`{}` is no rational number", start.escape_debug())))
        };
        let coefficients = self.minimal_polynomial.iter().map(rational).collect::<Result<Vec<RBig>>>()?;
        let minimal = Polynomial::new(coefficients.iter().map(|c| c.numerator().clone()).collect());
        let field = NumberField::new(&minimal, [rational(&self.root[0])?, rational(&self.root[1])?])?;
        let value =
            |texts: &Vec<String>| Algebraic::new(&field, texts.iter().map(rational).collect::<Result<Vec<RBig>>>()?);
        let values = self.values.iter().map(value).collect::<Result<Vec<Algebraic>>>()?;
        let vector = |places: &Vec<u32>| -> Result<Vec<Algebraic>> {
            let known = |&place: &u32| values.get(place as usize).cloned();
            let found: Option<Vec<Algebraic>> = places.iter().map(known).collect();
            found.ok_or_else(|| Error::format("a value is not listed"))
        };
        let nodes = self.nodes.iter().map(|ValueNode { a, b, c }| Ok([vector(a)?, vector(b)?, vector(c)?]));
        let weights = Weights::new(&group, nodes.collect::<Result<Vec<_>>>()?)?;
        Ok(FieldNetwork { field, basis: FunctionBasis::delta(&group), weights })
    }
}
