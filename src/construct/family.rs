//! The catalogue of forms: the products of generators that solve the equations of one frequency.
//!
//! A trained frequency is recognized as one of them, snapped to it, drawn and counted by it: whoever speaks of forms reads
//! this table.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::optimizers::blocks;
use crate::expr::Expression;
use crate::scalar::{Cyclotomic, Sign};
use crate::semiring::Block;

/// A named product of generators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Family {
    /// ¼ z_{ν=i} * z_ξ.
    #[serde(rename = "nu=i*xi")]
    NuIXi,
    /// ⅙ z_{ν=i} * z_{syn,αβ}; z_syn is the case α = β = 1.
    #[serde(rename = "nu=i*syn_ab")]
    NuISynAb,
    /// ⅙ z_ν * z_syn.
    #[serde(rename = "nu*syn")]
    NuSyn,
    /// ½ ((1,1,1) + (1,−1,−1)), for a self-conjugate character.
    #[serde(rename = "real")]
    Real,
}

/// What the catalogue says of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyEntry {
    /// The name: of the forms with a product, that of an [`Expression`] without spaces.
    pub name: &'static str,
    /// The product as the paper writes it, on a line.
    pub symbol: &'static str,
    /// The same for LaTeX, in math mode.
    pub latex: &'static str,
    /// The exact block as the expression language writes it.
    pub expression: &'static str,
    /// The number of nodes; the coefficient is 1/order.
    pub order: usize,
    /// The unit parameters.
    pub parameters: &'static [FamilyParameter],
    /// Whether R_n is left to a hat; the others solve all equations, and their nodes can carry one.
    pub leaves_r_n: bool,
    /// Whether it is for a self-conjugate character, where entries are real; the others are for complex pairs ±k.
    pub is_real: bool,
}

/// A unit parameter of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyParameter {
    /// The name in expressions.
    pub name: &'static str,
    /// The letter.
    pub symbol: &'static str,
    /// The same for LaTeX.
    pub latex: &'static str,
}

const XI: FamilyParameter = FamilyParameter { name: "xi", symbol: "ξ", latex: r"\xi" };
const NU: FamilyParameter = FamilyParameter { name: "nu", symbol: "ν", latex: r"\nu" };
const ALPHA: FamilyParameter = FamilyParameter { name: "alpha", symbol: "α", latex: r"\alpha" };
const BETA: FamilyParameter = FamilyParameter { name: "beta", symbol: "β", latex: r"\beta" };

/// One entry for each of [`Family::ALL`], in this order.
const CATALOGUE: [FamilyEntry; 4] = [
    FamilyEntry {
        name: "nu=i*xi",
        symbol: "z_{ν=i}∗z_{ξ}",
        latex: r"z_{\nu=i} * z_\xi",
        expression: "1/4 * nu=i * xi",
        order: 4,
        parameters: &[XI],
        leaves_r_n: true,
        is_real: false,
    },
    FamilyEntry {
        name: "nu=i*syn_ab",
        symbol: "z_{ν=i}∗z_{syn,αβ}",
        latex: r"z_{\nu=i} * z_{\mathrm{syn},\alpha\beta}",
        expression: "1/6 * nu=i * syn_ab",
        order: 6,
        parameters: &[ALPHA, BETA],
        leaves_r_n: false,
        is_real: false,
    },
    FamilyEntry {
        name: "nu*syn",
        symbol: "z_{ν}∗z_{syn}",
        latex: r"z_\nu * z_{\mathrm{syn}}",
        expression: "1/6 * nu * syn",
        order: 6,
        parameters: &[NU],
        leaves_r_n: false,
        is_real: false,
    },
    FamilyEntry {
        name: "real",
        symbol: "z_{real}",
        latex: r"z_{\mathrm{real}}",
        expression: "1/2 * ((1, 1, 1) + (1, -1, -1))",
        order: 2,
        parameters: &[],
        leaves_r_n: false,
        is_real: true,
    },
];

impl Family {
    /// The whole catalogue.
    pub const ALL: [Family; 4] = [Family::NuIXi, Family::NuISynAb, Family::NuSyn, Family::Real];

    /// What the catalogue says of it.
    #[must_use]
    pub const fn entry(self) -> &'static FamilyEntry {
        &CATALOGUE[self as usize]
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The number of nodes.
    #[must_use]
    pub fn order(self) -> usize {
        self.entry().order
    }

    /// The exact block as an expression with free parameters.
    #[must_use]
    pub fn expression(self) -> Expression {
        self.entry().expression.parse().expect("the catalogue is written in the expression language")
    }

    /// The exact block, coefficient included, with the given values of its parameters.
    ///
    /// ```
    /// use cogring::construct::Family;
    /// use cogring::{BlockPotential, Homomorphism};
    /// use num_complex::Complex64;
    /// let z = Family::NuSyn.block(&[Complex64::cis(1.2)]);
    /// assert_eq!(z.order(), Family::NuSyn.order());
    /// assert!((BlockPotential::ABC.evaluate(&z) - 1.0).norm() < 1e-15);
    /// ```
    ///
    /// # Panics
    /// When there is not one value for each parameter.
    #[must_use]
    pub fn block<S: Cyclotomic>(self, values: &[S]) -> Block<S> {
        match (self, values) {
            (Family::NuIXi, [xi]) => blocks::order4(xi, Sign::Plus),
            (Family::NuISynAb, [alpha, beta]) => blocks::order6_ab(alpha, beta),
            (Family::NuSyn, [nu]) => blocks::order6(nu),
            (Family::Real, []) => blocks::self_conjugate(),
            _ => panic!("{} values for the parameters of {self}", values.len()),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
