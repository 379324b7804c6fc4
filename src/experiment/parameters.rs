//! The angles of the fitted parameters, over many networks.

use itertools::Itertools as _;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::factored::Factored;
use crate::Result;
use crate::construct::{Family, FamilyParameter};
use crate::factor::{Factorization, Form, FrequencyLabel};

/// The angles of one parameter of one form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterPanel {
    /// The parameter, as in [`FrequencyFactorization::parameters`](crate::factor::FrequencyFactorization::parameters).
    pub parameter: Cow<'static, str>,
    /// The form that has it.
    pub form: Form,
    /// The number of networks that were looked at.
    pub networks: usize,
    /// The angles.
    pub angles: Vec<Angle>,
}

/// The angle at one frequency of one network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Angle {
    /// The name of the network.
    pub network: String,
    /// The frequency.
    pub k: FrequencyLabel,
    /// The angle in (−180, 180].
    pub degrees: f64,
}

/// The number of bins: one for every 15°.
pub const BINS: usize = 24;

impl ParameterPanel {
    /// How many angles lie in each of [`BINS`] equal parts of (−180°, 180°].
    #[must_use]
    pub fn counts(&self) -> [usize; BINS] {
        let mut counts = [0; BINS];
        for Angle { degrees, .. } in &self.angles {
            let bin = ((degrees + 180.0) / 360.0 * BINS as f64).floor();
            counts[(bin.max(0.0) as usize).min(BINS - 1)] += 1;
        }
        counts
    }
}

/// What has parameters.
const PARAMETERS: &str = "parameters are those of named products of characters, which irreps have not (their frames are listed by \
                          `factor`); a histogram";

/// The angles of every parameter of every form of the catalogue: ξ (in z_{ν=i} * z_ξ), ν (in z_ν * z_syn), α and β (in
/// z_{ν=i} * z_{syn,αβ}), forms of one parameter first; a parameter that does not occur has a panel without angles.
///
/// # Errors
/// When a group is given by its table: products at frequencies have parameters.
pub fn parameter_panels(networks: &[Factored]) -> Result<Vec<ParameterPanel>> {
    let found = networks.iter().map(|network| Ok((network.name.as_str(), network.frequencies(PARAMETERS)?)));
    let found = found.collect::<Result<Vec<_>>>()?;
    let panel = |(parameter, form): (&'static FamilyParameter, Family)| {
        let (parameter, form) = (parameter.name, Form::Named(form));
        let angles: Vec<Angle> = found.iter().flat_map(|network| angles(network, parameter, form)).collect();
        ParameterPanel { parameter: parameter.into(), form, networks: networks.len(), angles }
    };
    let families = Family::ALL.into_iter().sorted_by_key(|family| family.entry().parameters.len());
    let parameters = families.flat_map(|form| form.entry().parameters.iter().map(move |parameter| (parameter, form)));
    Ok(parameters.map(panel).collect())
}

fn angles<'a>(
    (name, found): &'a (&str, &Factorization),
    parameter: &'a str,
    form: Form,
) -> impl Iterator<Item = Angle> + 'a {
    let frequencies = found.frequencies.iter().filter(move |frequency| frequency.form() == form);
    frequencies.filter_map(move |frequency| {
        let degrees = frequency.parameters().get(parameter)?.degrees();
        Some(Angle { network: (*name).to_owned(), k: frequency.label.clone(), degrees })
    })
}
