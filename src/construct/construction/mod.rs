//! Every construction by its name.

mod argument;
mod given;
mod recipe;

pub use argument::{Argument, ArgumentKind};

use std::collections::BTreeMap;
use std::fmt;

use super::parameter::Parameter;
use crate::expr::{Symbolic, Value};
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Sign;
use crate::semiring::Solution;
use crate::{Error, Result};
use argument::{Given, SEED, SIGMA, TARGET};
use recipe::{EVERY_GROUP, Recipe, recipes};

/// Constructions with more hidden nodes than this are not built: 2 GiB would not hold them.
pub const MAX_WIDTH: u128 = 1 << 22;

/// A construction with its arguments, not yet built over a group.
///
/// ```
/// use cogring::construct::{Construction, Parameter};
/// use cogring::{Group, Solution, expr::Value};
/// use num_complex::Complex64;
/// let construction = Construction::named("order6")?.with_unit("nu", Parameter::from("w3".parse::<Value>()?))?;
/// let z: Solution<Complex64> = construction.build(&"2x9".parse::<Group>()?)?;
/// assert_eq!((construction.name(), z.order()), ("order6", 6 * 8 + 2));
/// // With free parameters, different ones at every pair ±k.
/// let z = Construction::named("order4-bias")?.free().build::<cogring::Exact>(&Group::cyclic(5)?)?;
/// assert_eq!(z.terms()[1].node.a.get(z.dual(), 1).to_string(), "xi_1");
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Construction {
    name: &'static str,
    about: &'static str,
    takes: &'static [Argument],
    target: Option<Target>,
    given: BTreeMap<&'static str, Given>,
}

/// # Finding
impl Construction {
    /// All constructions, with the usual arguments.
    pub fn all() -> impl Iterator<Item = Self> {
        recipes::<crate::Exact>().into_iter().map(|Recipe { name, about, takes, target, .. }| Construction {
            name,
            about,
            takes,
            target,
            given: takes.iter().filter_map(|argument| Some((argument.name, argument.kind.usual()?))).collect(),
        })
    }

    /// The construction of that name with the usual arguments: 1 for parameters, + for signs.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<Self> {
        Self::all().find(|construction| construction.name == name).ok_or_else(|| {
            let names: Vec<&str> = Self::all().map(|construction| construction.name).collect();
            Error::argument(format!("`{name}` is none of the constructions {}", names.join(", ")))
        })
    }

    /// The name on the command line.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it is, in a line.
    #[must_use]
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// What it takes.
    #[must_use]
    pub fn arguments(&self) -> &'static [Argument] {
        self.takes
    }

    /// Whether it is made of random numbers, which are floats: [`Construction::build`] fails for exact scalars.
    #[must_use]
    pub fn is_random(&self) -> bool {
        self.takes.contains(&SEED)
    }
}

/// # Reading arguments
impl Construction {
    fn unit(&self, name: &str) -> Parameter {
        match self.given.get(name) {
            Some(Given::Unit(parameter)) => parameter.clone(),
            _ => Parameter::from(Value::one()),
        }
    }

    fn whole<T: TryFrom<i128>>(&self, name: &str) -> Result<T> {
        let Some(Given::Whole(number)) = self.given.get(name) else {
            return Err(Error::argument(format!("{} needs a {name}", self.name)));
        };
        T::try_from(*number).map_err(|_| Error::argument(format!("{name} = {number} of {} is out of range", self.name)))
    }

    fn whole_or_0(&self, name: &str) -> u128 {
        self.whole(name).unwrap_or(0)
    }

    fn sign(&self) -> Sign {
        if self.whole(SIGMA.name).is_ok_and(|sigma: i64| sigma < 0) { Sign::Minus } else { Sign::Plus }
    }

    /// The strongest target of which it has loss 0 (exact for one-hot is exact for zero-mean), or `None` when it is not a
    /// solution.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        match self.given.get(TARGET.name) {
            Some(Given::Target(target)) => Some(*target),
            _ => self.target,
        }
    }
}

/// # Building
impl Construction {
    /// The number of hidden nodes over `group`, without building any.
    #[must_use]
    pub fn width(&self, group: &Group) -> u128 {
        let even = group.ranges().iter().filter(|n| n.is_multiple_of(2)).count();
        let self_conjugate = (1u128 << even) - 1;
        let pairs = (group.order() as u128 - 1 - self_conjugate) / 2;
        (self.recipe::<crate::Exact>().width)(self, group, [pairs, self_conjugate])
    }

    /// The element over `group`.
    ///
    /// # Errors
    /// Those of the function that it names; a parameter that `S` cannot express; more than [`MAX_WIDTH`] hidden nodes.
    pub fn build<S: Symbolic>(&self, group: &Group) -> Result<Solution<S>> {
        let width = self.width(group);
        if width > MAX_WIDTH {
            let name = self.name;
            return Err(Error::unsupported(format!(
                "{name} over {group} has {width} hidden nodes, more than the {MAX_WIDTH} that are built"
            )));
        }
        if S::is_exact() {
            group.dual().require_exact()?;
        }
        let recipe = self.recipe();
        if group.moduli().is_none() && !EVERY_GROUP.contains(&self.name) {
            return Err(Error::unsupported(format!(
                "{} over {group}: only for Abelian groups written by their factors, as 23 or 4x9; for every finite group \
                 there are {}",
                self.name,
                EVERY_GROUP.join(", ")
            )));
        }
        (recipe.build)(self, group)
    }

    fn recipe<S: Symbolic>(&self) -> Recipe<S> {
        let mut recipes = recipes().into_iter();
        recipes.find(|recipe| recipe.name == self.name).expect("a construction has the name of a recipe")
    }
}

impl fmt::Display for Construction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
