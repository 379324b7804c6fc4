//! The named forms of factors and of frequencies, with their parameters.

use std::collections::BTreeMap;
use std::fmt;

use num_complex::Complex64;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// What a frequency's nodes are, as an element of the semiring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Form {
    /// z_{ν=i} * z_ξ, order 4.
    #[serde(rename = "nu=i*xi")]
    NuIXi,
    /// z_{ν=i} * z_{syn,αβ} (z_syn is the case α = β = 1), order 6.
    #[serde(rename = "nu=i*syn_ab")]
    NuISynAb,
    /// z_ν * z_syn, order 6.
    #[serde(rename = "nu*syn")]
    NuSyn,
    /// A product of two or more factors, of which some have no name.
    #[serde(rename = "other")]
    Other,
    /// Not a product of factors of order 2 or more.
    #[serde(rename = "nonfactorable")]
    Nonfactorable,
}

impl Form {
    /// The form of a product of two factors; the order of the factors does not matter.
    #[must_use]
    pub fn of_factors(x: FactorKind, y: FactorKind) -> Self {
        use FactorKind::{Nu, NuI, Syn, SynAb, Xi};
        match (x, y) {
            (NuI, Xi) | (Xi, NuI) => Form::NuIXi,
            (NuI, SynAb | Syn) | (SynAb | Syn, NuI) => Form::NuISynAb,
            (Nu, Syn) | (Syn, Nu) => Form::NuSyn,
            _ => Form::Other,
        }
    }

    /// `nu=i*xi`, `nu=i*syn_ab`, `nu*syn`, `other` or `nonfactorable`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::NuIXi => "nu=i*xi",
            Form::NuISynAb => "nu=i*syn_ab",
            Form::NuSyn => "nu*syn",
            Form::Other => "other",
            Form::Nonfactorable => "nonfactorable",
        }
    }

    /// Whether the form is one of the three named products.
    #[must_use]
    pub fn is_named(self) -> bool {
        matches!(self, Form::NuIXi | Form::NuISynAb | Form::NuSyn)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The generator that a factor is, up to the symmetries of a single frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter(pub Complex64);

impl Parameter {
    /// The argument in degrees, in (−180, 180].
    #[must_use]
    pub fn degrees(self) -> f64 {
        self.0.arg().to_degrees()
    }
}

impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Parameter", 3)?;
        fields.serialize_field("re", &self.0.re)?;
        fields.serialize_field("im", &self.0.im)?;
        fields.serialize_field("degrees", &self.degrees())?;
        fields.end()
    }
}

/// Parameters by name: `nu`, `xi`, `sigma`, `alpha`, `beta`, and the unit factor (`phase_a`, `phase_b`).
pub type Parameters = BTreeMap<&'static str, Parameter>;
