//! What factors and frequencies are called, and the numbers that come with a name.

use std::collections::BTreeMap;
use std::fmt;

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::construct::Family;

/// What a frequency's nodes are, as an element of the semiring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Form {
    /// A product of two or more factors, of which some have no name.
    #[serde(rename = "other")]
    Other,
    /// Not a product of factors of order 2 or more.
    #[serde(rename = "nonfactorable")]
    Nonfactorable,
    /// A form of the catalogue.
    #[serde(untagged)]
    Named(Family),
}

impl Form {
    /// The form of a product of two factors; the order of the factors does not matter.
    #[must_use]
    pub fn of_factors(x: FactorKind, y: FactorKind) -> Self {
        use FactorKind::{Nu, NuI, Syn, SynAb, Xi};
        match (x, y) {
            (NuI, Xi) | (Xi, NuI) => Form::Named(Family::NuIXi),
            (NuI, SynAb | Syn) | (SynAb | Syn, NuI) => Form::Named(Family::NuISynAb),
            (Nu, Syn) | (Syn, Nu) => Form::Named(Family::NuSyn),
            _ => Form::Other,
        }
    }

    /// The name in the catalogue, `other` or `nonfactorable`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Named(family) => family.name(),
            Form::Other => "other",
            Form::Nonfactorable => "nonfactorable",
        }
    }

    /// The form of the catalogue that it is.
    #[must_use]
    pub fn family(self) -> Option<Family> {
        if let Form::Named(family) = self { Some(family) } else { None }
    }

    /// Whether it is in the catalogue.
    #[must_use]
    pub fn is_named(self) -> bool {
        self.family().is_some()
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The generator that a factor is, up to the symmetries of a single frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FactorKind {
    /// z_{ν=i} = (1,1,1) + (i, −i, 1).
    #[serde(rename = "nu=i")]
    NuI,
    /// z_ν = (1,1,1) + (ν, −ν, −ν̄²).
    #[serde(rename = "nu")]
    Nu,
    /// z_ξ = (1,1,1) + (ξ, −σiξ̄, σi).
    #[serde(rename = "xi")]
    Xi,
    /// z_syn = (1,1,1) + (ω,ω,ω) + (ω²,ω²,ω²).
    #[serde(rename = "syn")]
    Syn,
    /// z_{syn,αβ} = (1,1,1) + (ωα, ωᾱ, ω) + (ω²β, ω²β̄, ω²).
    #[serde(rename = "syn_ab")]
    SynAb,
    /// None of these.
    #[serde(rename = "unnamed")]
    Unnamed,
}

impl FactorKind {
    /// `nu=i`, `nu`, `xi`, `syn`, `syn_ab` or `unnamed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FactorKind::NuI => "nu=i",
            FactorKind::Nu => "nu",
            FactorKind::Xi => "xi",
            FactorKind::Syn => "syn",
            FactorKind::SynAb => "syn_ab",
            FactorKind::Unnamed => "unnamed",
        }
    }
}

impl fmt::Display for FactorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A complex parameter of a form; in exact solutions it has modulus 1.
///
/// Serialized as `{"re", "im", "degrees"}`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "Parts", into = "Parts")]
pub struct Parameter(pub Complex64);

#[derive(Serialize, Deserialize)]
struct Parts {
    re: f64,
    im: f64,
    degrees: f64,
}

impl From<Parts> for Parameter {
    fn from(parts: Parts) -> Self {
        Parameter(Complex64::new(parts.re, parts.im))
    }
}

impl From<Parameter> for Parts {
    fn from(parameter: Parameter) -> Self {
        Parts { re: parameter.0.re, im: parameter.0.im, degrees: parameter.degrees() }
    }
}

impl Parameter {
    /// The argument in degrees, in (−180, 180].
    #[must_use]
    pub fn degrees(self) -> f64 {
        self.0.arg().to_degrees()
    }
}

/// Parameters by name: those of the form (`nu`, `xi`, `alpha`, `beta`), and α = `phase_a`, β = `phase_b` of the unit factor
/// (α, β, conj(αβ)) that it is multiplied by.
pub type Parameters = BTreeMap<String, Parameter>;
