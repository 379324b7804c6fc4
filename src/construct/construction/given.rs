//! Arguments are given to a construction.

use super::Construction;
use super::argument::{ArgumentKind, Given, TARGET};
use crate::construct::parameter::{Parameter, ParameterValue};
use crate::expr::Value;
use crate::loss::Target;
use crate::scalar::Sign;
use crate::{Error, Result};

/// # Giving arguments
impl Construction {
    /// With a parameter of modulus 1.
    ///
    /// # Errors
    /// When there is no such argument.
    pub fn with_unit(self, name: &str, parameter: Parameter) -> Result<Self> {
        self.with(name, Given::Unit(parameter), |kind| kind == ArgumentKind::Unit)
    }

    /// With single values of a parameter: everywhere, or at one pair ±k each.
    ///
    /// # Errors
    /// When there is no such argument, or two values for all frequencies.
    pub fn with_values<'a>(
        self,
        name: &str,
        values: impl IntoIterator<Item = &'a ParameterValue> + Clone,
    ) -> Result<Self> {
        if values.clone().into_iter().filter(|value| value.is_everywhere()).count() > 1 {
            return Err(Error::argument(format!(
                "{name} is given two values for all frequencies; write VALUE@K for one"
            )));
        }
        let parameter = values.into_iter().fold(self.unit(name), Parameter::with);
        self.with_unit(name, parameter)
    }

    /// With a sign.
    ///
    /// # Errors
    /// When there is no such argument.
    pub fn with_sign(self, name: &str, sign: Sign) -> Result<Self> {
        let whole = if sign == Sign::Plus { 1 } else { -1 };
        self.with(name, Given::Whole(whole), |kind| kind == ArgumentKind::Sign)
    }

    /// With a whole number.
    ///
    /// # Errors
    /// When there is no such argument.
    pub fn with_whole(self, name: &str, number: i128) -> Result<Self> {
        self.with(name, Given::Whole(number), |kind| matches!(kind, ArgumentKind::Whole(_)))
    }

    /// With a target.
    ///
    /// # Errors
    /// When it takes none.
    pub fn with_target(self, target: Target) -> Result<Self> {
        self.with(TARGET.name, Given::Target(target), |kind| kind == ArgumentKind::Target)
    }

    /// With an argument as it is written: units as `VALUE` or `VALUE@K`, any number of them; of others one, `1`, `-1`, `zero-mean`.
    ///
    /// ```
    /// use cogring::{Group, Solution, construct::Construction};
    /// use num_complex::Complex64;
    /// let given = Construction::named("single-index")?.with_text("r2", &["4".into()])?;
    /// let z: Solution<Complex64> = given.build(&Group::cyclic(7)?)?;
    /// assert_eq!(z.order(), 18);
    /// assert!(given.with_text("nu", &["1".into()]).is_err());
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such argument, or a text is not what it takes.
    pub fn with_text(self, name: &str, texts: &[String]) -> Result<Self> {
        let Some(kind) = self.takes.iter().find(|argument| argument.name == name).map(|argument| argument.kind) else {
            return self.with(name, Given::Whole(0), |_| true);
        };
        let one = || match texts {
            [text] => Ok(text),
            _ => Err(Error::argument(format!(
                "{name} of {} is given {} values; one is required",
                self.name,
                texts.len()
            ))),
        };
        let context = |error: Error| error.context(name);
        match kind {
            ArgumentKind::Unit => {
                let values = texts.iter().map(|text| text.parse::<ParameterValue>()).collect::<Result<Vec<_>>>();
                let values = values.map_err(context)?;
                self.with_values(name, &values)
            }
            ArgumentKind::Sign => {
                let sign = one()?.parse().map_err(context)?;
                self.with_sign(name, sign)
            }
            ArgumentKind::Target => {
                let target = one()?.parse().map_err(context)?;
                self.with_target(target)
            }
            ArgumentKind::Whole(_) => {
                let text = one()?;
                let number = text.parse().map_err(|_| Error::parse(format!("{name}: `{text}` is no whole number")))?;
                self.with_whole(name, number)
            }
        }
    }

    /// With all parameters free, different ones at every pair ±k: `nu_3` is ν at k = 3.
    #[must_use]
    pub fn free(self) -> Self {
        self.with_all_units(|_, name| Parameter::from(Value::symbol(format!("{name}_k"))))
    }

    /// With all parameters drawn from `seed`, uniformly and independently at every pair ±k; each has its own stream of
    /// ChaCha8, by its place among the parameters.
    #[must_use]
    pub fn drawn(self, seed: u64) -> Self {
        self.with_all_units(|stream, _| Parameter::random(seed, stream))
    }

    fn with_all_units(mut self, parameter: impl Fn(u64, &str) -> Parameter) -> Self {
        let units = self.takes.iter().filter(|argument| argument.kind == ArgumentKind::Unit);
        for (stream, argument) in (0..).zip(units) {
            self.given.insert(argument.name, Given::Unit(parameter(stream, argument.name)));
        }
        self
    }

    fn with(mut self, name: &str, given: Given, fits: impl Fn(ArgumentKind) -> bool) -> Result<Self> {
        match self.takes.iter().find(|argument| argument.name == name && fits(argument.kind)) {
            Some(argument) => self.given.insert(argument.name, given),
            None => return Err(Error::argument(format!("{} takes no such argument `{name}`", self.name))),
        };
        Ok(self)
    }
}
