//! What the nodes of one frequency are, as an element of the semiring.

use num_complex::Complex64;

use super::form::{FactorKind, Form, Parameter, Parameters};
use crate::construct::Family;
use crate::expr::{Assignment, Expression, Frequency, Value};
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::{Block, Triple};

/// The element that the nodes of a frequency are.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// There are no nodes, or none with an output at their own frequency.
    Unused,
    /// A product of named generators.
    Named(NamedBlock),
    /// A product of two or more factors, of which some have no name.
    Product(UnnamedBlock),
    /// Not a product: the only factor is all of it.
    Irreducible(UnnamedBlock),
}

/// coefficient · (α, β, conj(αβ)) · a product of generators.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedBlock {
    /// The form.
    pub family: Family,
    /// The real coefficient of the product of generators, at the theory's scale s = 1/(2d): Re r_kkk / order, so that the
    /// block answers as strongly as the nodes do. 1/order in exact solutions.
    pub coefficient: f64,
    /// The parameters of the form in their canonical range, and α, β as `phase_a`, `phase_b`.
    pub parameters: Parameters,
}

/// base · Π factors.
#[derive(Debug, Clone, PartialEq)]
pub struct UnnamedBlock {
    /// The node that belongs to the first node of every factor, at the theory's scale s = 1/(2d).
    pub base: [Parameter; 3],
    /// The irreducible factors, orders increasing.
    pub factors: Vec<Factor>,
    /// The nearest named product, where one is in sight.
    pub nearest: Option<Nearest>,
}

/// An irreducible factor, normalized to first node (1, 1, 1).
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Factor {
    /// The generator that it is, up to gauge and translation.
    pub kind: FactorKind,
    /// Its order.
    pub order: usize,
    /// Its nodes (a, b, c).
    pub nodes: Vec<[Parameter; 3]>,
}

/// The named product nearest to nodes that are not one.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Nearest {
    /// Its form.
    pub form: Family,
    /// The nodes that it describes, all or the strongest of the frequency.
    pub nodes: Vec<usize>,
    /// ‖these nodes − named product‖ / ‖these nodes‖.
    pub distance: f64,
    /// The share of Σ|abc| that the other nodes carry.
    pub rest: f64,
}

impl Outcome {
    /// What it is called.
    #[must_use]
    pub fn form(&self) -> Form {
        match self {
            Outcome::Named(named) => Form::Named(named.family),
            Outcome::Product(_) => Form::Other,
            Outcome::Irreducible(_) | Outcome::Unused => Form::Nonfactorable,
        }
    }

    /// The element, at the theory's scale s = 1/(2d); 0 for a frequency that is not used.
    #[must_use]
    pub fn block(&self) -> Block<Complex64> {
        match self {
            Outcome::Unused => Block::zero(),
            Outcome::Named(named) => named.block(),
            Outcome::Product(unnamed) | Outcome::Irreducible(unnamed) => unnamed.block(),
        }
    }
}

impl NamedBlock {
    /// The element.
    #[must_use]
    pub fn block(&self) -> Block<Complex64> {
        let value = |name: &str| self.parameters.get(name).map_or(Complex64::ONE, |parameter| parameter.0);
        let names = self.family.entry().parameters.iter().map(|of| of.name).chain(UNIT);
        let scale = self.coefficient * self.family.order() as f64;
        with_unit(self.family, &names.map(value).collect::<Vec<_>>()).scaled(&Complex64::from(scale))
    }

    /// The values of the parameters of [`Family::expression`].
    #[must_use]
    pub fn assignment(&self) -> Assignment {
        let mut assignment = Assignment::default();
        for (name, parameter) in &self.parameters {
            assignment.set(name, Value::phase(parameter.0.arg()));
        }
        assignment
    }
}

/// The parameters of the unit factor (α, β, conj(αβ)).
const UNIT: [&str; 2] = ["phase_a", "phase_b"];

/// The parameters of a form, those of the unit factor last; the real nodes of a self-conjugate character need none.
pub(super) fn parameters(family: Family) -> impl Iterator<Item = &'static str> {
    let unit = UNIT.into_iter().filter(move |_| !family.entry().is_real);
    family.entry().parameters.iter().map(|parameter| parameter.name).chain(unit)
}

/// The parameter of the form at k: `nu_3`, or `nu_1_2` at k = (1, 2).
pub(super) fn symbol(name: &str, group: &Group, k: usize) -> String {
    format!("{name}_{}", group.dual().suffix(k))
}

/// The exact block of a form, times the unit factor where its two parameters are given after those of the form.
pub(super) fn with_unit<S: Cyclotomic>(family: Family, values: &[S]) -> Block<S> {
    let (own, unit) = values.split_at(family.entry().parameters.len());
    let block = family.block(own);
    let [alpha, beta] = unit else { return block };
    let unit = Triple::new(alpha.clone(), beta.clone(), (alpha.clone() * beta).conj());
    Block::from_nodes([unit]) * block
}

/// The same at frequency k, with the [`symbol`]s of k for parameters.
pub(super) fn expression(family: Family, group: &Group, k: usize) -> Expression {
    let value = |name: &str| Value::symbol(symbol(name, group, k));
    let mut own = Assignment::default();
    parameters(family).for_each(|name| own.set(name, value(name)));
    let form = family.expression().substituted(&own);
    let frequency = Frequency::Coordinates(group.coordinates(k).into_iter().map(|x| x as i64).collect());
    if family.entry().is_real {
        return form.placed(frequency);
    }
    let [alpha, beta] = UNIT.map(value);
    (form * Expression::node(alpha.clone(), beta.clone(), (alpha * beta).conjugate())).placed(frequency)
}

impl UnnamedBlock {
    /// The element.
    #[must_use]
    pub fn block(&self) -> Block<Complex64> {
        let triple = |node: &[Parameter; 3]| Triple::new(node[0].0, node[1].0, node[2].0);
        let factors = self.factors.iter().map(|factor| Block::from_nodes(factor.nodes.iter().map(triple)));
        factors.fold(Block::from_nodes([triple(&self.base)]), |product, factor| product * factor)
    }
}
