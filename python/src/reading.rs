//! How a network is to be read, as keywords give it.

use cogring::format::{OutputScale, ReadOptions};
use pyo3::prelude::*;

use crate::group::Group;

/// What the caller knows; without a scale the one is found that makes the outputs the labels.
#[derive(FromPyObject)]
pub struct Options(Option<Group>, Option<String>, Option<String>, Option<String>, Option<f64>, bool);

impl Options {
    /// What was given, as the library takes it.
    pub fn read(self) -> cogring::Result<ReadOptions> {
        let Options(group, mapping, element_order, activation, scale, finds_scale) = self;
        let scale = match scale {
            None if finds_scale => OutputScale::Found,
            None => OutputScale::AsStored,
            Some(scale) if scale.is_finite() && scale != 0.0 => OutputScale::Given(scale),
            Some(scale) => {
                return Err(cogring::Error::argument(format!(
                    "scale {scale}: a finite number other than 0 is required"
                )));
            }
        };
        Ok(ReadOptions {
            group: group.map(|group| group.inner),
            mapping: mapping.map(|text| text.parse()).transpose()?,
            element_order: element_order.map(|text| text.parse()).transpose()?,
            activation: activation.map(|text| text.parse()).transpose()?,
            any_activation: false,
            scale,
        })
    }
}
