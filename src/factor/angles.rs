//! The angles of the parameters of named forms, collected over many frequencies.

use serde::Serialize;

use super::analysis::Factorization;
use super::form::Form;

/// The angles of one parameter over all frequencies of the form that has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParameterAngles {
    /// Its name in [`FrequencyFactorization::parameters`](super::FrequencyFactorization::parameters).
    pub name: &'static str,
    /// The form.
    pub form: Form,
    /// The angles in degrees, in (−180, 180].
    pub degrees: Vec<f64>,
}

/// The angles of ξ (in z_{ν=i} * z_ξ), ν (in z_ν * z_syn), α and β (in z_{ν=i} * z_{syn,αβ}).
#[must_use]
pub fn parameter_angles<'a>(networks: impl IntoIterator<Item = &'a Factorization> + Clone) -> Vec<ParameterAngles> {
    let parameters = [("xi", Form::NuIXi), ("nu", Form::NuSyn), ("alpha", Form::NuISynAb), ("beta", Form::NuISynAb)];
    let angles = parameters.map(|(name, form)| {
        let frequencies = networks.clone().into_iter().flat_map(|network| &network.frequencies);
        let values = frequencies.filter(|f| f.form == form).filter_map(|f| f.parameters.get(name));
        ParameterAngles { name, form, degrees: values.map(|value| value.degrees()).collect() }
    });
    angles.into()
}
