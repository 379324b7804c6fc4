//! The free parameters of an element.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::{Element, Expression};
use super::value::{Assignment, Value};
use crate::group::Group;
use crate::{Error, Result};

/// The free parameters that elements are written with.
///
/// ```
/// use cogring::{Group, expr::{Expression, Parameters}};
/// let z: Expression = "sum(k: 1/6 * nu(nu_k) * syn_ab @ k)".parse()?;
/// let parameters = Parameters::of([&z]);
/// assert_eq!(parameters.to_string(), "alpha, beta, nu_k");
/// assert!(parameters.assignment(&["nu_3=i".into()], Some(&Group::cyclic(7)?)).is_ok());
/// assert!(parameters.assignment(&["xi=i".into()], None).is_err());
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameters {
    /// The names as they are written; with the stem of those that are different ones at every frequency of a sum.
    names: BTreeMap<String, Option<String>>,
}

impl Parameters {
    /// The parameters of the elements together.
    #[must_use]
    pub fn of<'a>(elements: impl IntoIterator<Item = &'a Expression>) -> Self {
        let mut parameters = Parameters::default();
        elements.into_iter().for_each(|element| parameters.add(element, &mut Vec::new()));
        parameters
    }

    /// `variables` are the frequencies of the sums around the element.
    fn add<'a>(&mut self, element: &'a Expression, variables: &mut Vec<&'a str>) {
        let mut values: Vec<&Value> = Vec::new();
        element.for_each_leaf(&mut |leaf| match leaf {
            Element::Generator(generator) => values.extend(generator.parameters()),
            Element::Node(entries) => values.extend(entries.iter()),
            Element::Placed(body, _) => self.add(body, variables),
            Element::Sum(sum) => {
                variables.push(&sum.variable);
                self.add(&sum.body, variables);
                variables.pop();
            }
        });
        let mut names = BTreeSet::new();
        values.into_iter().for_each(|value| value.add_symbols(&mut names));
        for name in names {
            let stem = variables.iter().find_map(|variable| name.strip_suffix(variable)?.strip_suffix('_'));
            self.names.insert(name.to_owned(), stem.map(ToOwned::to_owned));
        }
    }

    /// Reads assignments `NAME=VALUE`, one each for some of the parameters. One that is different at every frequency of a
    /// sum, `nu_k`, has a value at all of them, or values `nu_3=…` at single ones.
    ///
    /// # Errors
    /// When a text is no assignment, a name is none of the parameters or is given twice.
    pub fn assignment(&self, texts: &[String], group: Option<&Group>) -> Result<Assignment> {
        let mut assignment = Assignment::default();
        for text in texts {
            let one: Assignment = text.parse()?;
            for (name, value) in one.iter() {
                if !self.contains(name, group) {
                    let which = match self.names.is_empty() {
                        true => "has no free parameters".to_owned(),
                        false => format!("has the free parameters {self}"),
                    };
                    return Err(Error::argument(format!("there is no parameter `{name}`: the element {which}")));
                }
                if let Some(other) = assignment.get(name) {
                    return Err(Error::argument(format!("`{name}` is given twice, as {other} and as {value}")));
                }
            }
            assignment.extend(one);
        }
        Ok(assignment)
    }

    fn contains(&self, name: &str, group: Option<&Group>) -> bool {
        let stands_for_pair = |stem: &str, group: &Group| {
            let dual = group.dual();
            let k = dual.parse_suffix(name.strip_prefix(stem)?.strip_prefix('_')?)?;
            Some(k != 0 && dual.representative(k) == k)
        };
        self.names.contains_key(name)
            || group.is_some_and(|group| {
                self.names.values().flatten().any(|stem| stands_for_pair(stem, group) == Some(true))
            })
    }
}

impl std::fmt::Display for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.names.keys().map(String::as_str).collect();
        f.write_str(&names.join(", "))
    }
}
