//! Parameters of constructions: one value for all frequencies, or a different one at each.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::f64::consts::TAU;
use std::str::FromStr;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::expr::{Symbolic, Value};
use crate::group::Group;
use crate::number::List;
use crate::{Error, Result};

/// A unit parameter such as ν, as a function of the pair ±k.
///
/// A symbol whose name ends in `_k` is a different one at every pair: `nu_k` is `nu_3` at k = 3 and `nu_1_2` at
/// k = (1, 2).
///
/// ```
/// use cogring::{Group, construct::Parameter};
/// use num_complex::Complex64;
/// let nu = Parameter::from("i".parse::<cogring::expr::Value>()?).with(&"-1@3".parse()?);
/// let nu = nu.values::<Complex64>(&Group::cyclic(7)?)?;
/// assert_eq!((nu.at(2), nu.at(3)), (Complex64::i(), Complex64::from(-1.0)));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    everywhere: Everywhere,
    /// Exceptions: frequencies, as they are written, and the value there.
    at: Vec<(String, Value)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Everywhere {
    Value(Value),
    /// Uniform on the unit circle, independent at each pair.
    Random {
        seed: u64,
        stream: u64,
    },
}

/// One value of a parameter as it is typed: `VALUE` for all frequencies, `VALUE@K` for the pair ±K, which K and −K name
/// alike: the value is the one at the representative of the pair. K may be a list, such as `1,2,5..=9`.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterValue {
    value: Value,
    frequency: Option<String>,
}

impl ParameterValue {
    /// Whether the value is for all frequencies.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.frequency.is_none()
    }
}

impl FromStr for ParameterValue {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (value, frequency) = match text.split_once('@') {
            Some((value, frequency)) => (value, Some(frequency.trim().to_owned())),
            None => (text, None),
        };
        Ok(ParameterValue { value: value.parse()?, frequency })
    }
}

impl From<Value> for Parameter {
    /// The same value at every frequency.
    fn from(value: Value) -> Self {
        Parameter { everywhere: Everywhere::Value(value), at: Vec::new() }
    }
}

impl Parameter {
    /// Uniform on the unit circle and independent at each pair; parameters of one construction take different streams.
    #[must_use]
    pub fn random(seed: u64, stream: u64) -> Self {
        Parameter { everywhere: Everywhere::Random { seed, stream }, at: Vec::new() }
    }

    /// The parameter with one value replaced: everywhere, or at some pairs.
    #[must_use]
    pub fn with(mut self, value: &ParameterValue) -> Self {
        match &value.frequency {
            None => self.everywhere = Everywhere::Value(value.value.clone()),
            Some(frequency) => self.at.push((frequency.clone(), value.value.clone())),
        }
        self
    }

    /// The values at the complex pairs of `group`.
    ///
    /// # Errors
    /// When `S` cannot express a value, a frequency is not a coordinate below the order of its factor of the group or is
    /// its own conjugate, or one pair is given two values.
    pub fn values<S: Symbolic>(&self, group: &Group) -> Result<ParameterValues<S>> {
        let mut everywhere = S::one();
        let mut at = HashMap::new();
        match &self.everywhere {
            Everywhere::Value(value) => {
                let depends_on_k = Cell::new(false);
                everywhere = value.evaluate_with(&|name| {
                    depends_on_k.set(depends_on_k.get() || name.ends_with("_k"));
                    S::symbol(name)
                })?;
                if depends_on_k.get() {
                    for k in group.dual().complex_pairs() {
                        at.insert(k, evaluate_at(value, group, k)?);
                    }
                }
            }
            Everywhere::Random { seed, stream } => {
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                rng.set_stream(*stream);
                for k in group.dual().complex_pairs() {
                    at.insert(k, S::phase(TAU * rng.random::<f64>())?);
                }
            }
        }
        let mut given = HashSet::new();
        for (frequency, value) in &self.at {
            for k in pairs(frequency, group)? {
                if !given.insert(k) {
                    return Err(Error::argument(format!(
                        "two values of a parameter at the pair ±{} of {group}",
                        group.label(k)
                    )));
                }
                at.insert(k, evaluate_at(value, group, k)?);
            }
        }
        Ok(ParameterValues { everywhere, at })
    }
}

/// The representatives of the pairs that a frequency or a list of them belongs to. In a product `1,2` is the frequency (1, 2).
fn pairs(text: &str, group: &Group) -> Result<Vec<usize>> {
    let List(frequencies) = match group.dual().parse(text) {
        Ok(_) => List(vec![text.to_string()]),
        Err(_) => text.parse::<List<String>>().map_err(Error::parse)?,
    };
    frequencies.iter().map(|frequency| pair(frequency, group)).collect()
}

/// The representative of the pair ±k, k ≠ −k, that a frequency as it is typed belongs to.
fn pair(frequency: &str, group: &Group) -> Result<usize> {
    let k = group.dual().parse(frequency).map_err(|error| error.context("a parameter"))?;
    if group.dual().is_self_conjugate(k) {
        return Err(Error::argument(format!(
            "a parameter at frequency {frequency} of {group}, which is its own conjugate; parameters belong to pairs ±k \
             with k ≠ -k"
        )));
    }
    Ok(group.dual().representative(k))
}

/// `value` with the symbols `…_k` read as the ones of the pair ±k.
fn evaluate_at<S: Symbolic>(value: &Value, group: &Group, k: usize) -> Result<S> {
    let dual = group.dual();
    value.evaluate_with(&|name| match name.strip_suffix("_k") {
        Some(stem) => S::symbol(&format!("{stem}_{}", dual.suffix(k))),
        None => S::symbol(name),
    })
}

/// The values of a [`Parameter`] over a group.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterValues<S> {
    everywhere: S,
    at: HashMap<usize, S>,
}

impl<S: Symbolic> ParameterValues<S> {
    /// The value at the pair with representative k.
    #[must_use]
    pub fn at(&self, k: usize) -> S {
        self.at.get(&k).unwrap_or(&self.everywhere).clone()
    }
}
