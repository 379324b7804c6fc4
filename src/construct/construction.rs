//! Every construction by its name, in one table: what it takes, what it solves, how wide it is, how it is built.

use std::collections::BTreeMap;
use std::fmt;

use super::irreps;
use super::literature::{fourier, max_margin, phase_grid, random_phase, rational, single_index, tied_phase};
use super::narrow::{narrow, narrow_width};
use super::optimizers::{memorization, order4, order4_bias, order6, order6_ab};
use super::parameter::{Parameter, ParameterValue};
use crate::expr::{Symbolic, Value};
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Sign;
use crate::semiring::Solution;
use crate::{Error, Result};

/// Constructions with more hidden nodes than this are not built: 2 GiB would not hold them.
pub const MAX_WIDTH: u128 = 1 << 22;

/// What a construction takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// What may be given for it.
    pub kind: ArgumentKind,
}

/// What may be given for an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentKind {
    /// A number of modulus 1 for each pair ±k; 1 when none is given.
    Unit,
    /// A sign; + when none is given.
    Sign,
    /// A whole number; the one here when none is given.
    Whole(Option<i128>),
    /// A target; zero-mean when none is given.
    Target,
}

/// What is given for an argument.
#[derive(Debug, Clone, PartialEq)]
enum Given {
    Unit(Parameter),
    Whole(i128),
    Target(Target),
}

impl Argument {
    const fn unit(name: &'static str, about: &'static str) -> Self {
        Argument { name, about, kind: ArgumentKind::Unit }
    }

    const fn whole(name: &'static str, about: &'static str, usual: Option<i128>) -> Self {
        Argument { name, about, kind: ArgumentKind::Whole(usual) }
    }
}

const NU: Argument = Argument::unit("nu", "The parameter nu");
const ALPHA: Argument = Argument::unit("alpha", "The parameter alpha");
const BETA: Argument = Argument::unit("beta", "The parameter beta");
const XI: Argument = Argument::unit("xi", "The parameter xi");
const HOST: Argument = Argument::unit("nu", "The parameter nu of the one frequency of order 6 (d odd)");
const SIGMA: Argument = Argument { name: "sigma", about: "The sign sigma, 1 or -1", kind: ArgumentKind::Sign };
const TARGET: Argument =
    Argument { name: "target", about: "The target that the network is exact for", kind: ArgumentKind::Target };
const WIDTH: Argument = Argument::whole("width", "The number of hidden nodes", None);
const SEED: Argument = Argument::whole("seed", "The seed of the phases", Some(0));
const PHASES: Argument = Argument::whole("phases", "The number L of equally spaced phases", Some(3));
const SIX_PHASES: Argument = Argument { kind: ArgumentKind::Whole(Some(6)), ..PHASES };
const R1: Argument = Argument::whole("r1", "The speed of the phase of the first input", Some(1));
const R2: Argument = Argument::whole("r2", "The speed of the phase of the second input", Some(4));

/// A construction in the table.
struct Recipe<S: Symbolic> {
    name: &'static str,
    about: &'static str,
    takes: &'static [Argument],
    /// The strongest target of which it has loss 0.
    target: Option<Target>,
    /// The number of hidden nodes, by the numbers n of pairs k ≠ −k and s of k = −k ≠ 0.
    width: fn(&Construction, &Group, [u128; 2]) -> u128,
    build: fn(&Construction, &Group) -> Result<Solution<S>>,
}

#[rustfmt::skip]
fn recipes<S: Symbolic>() -> [Recipe<S>; 14] {
    use Target::{OneHot, ZeroMean};
    [
        Recipe {
            name: "order6", about: "z_nu * z_syn at every frequency: order 3(d-1)",
            takes: &[NU], target: Some(ZeroMean), width: |_, _, [n, s]| 6 * n + 2 * s,
            build: |z, group| {
                let nu = z.unit("nu").values(group)?;
                order6(group, |k| nu.at(k))
            },
        },
        Recipe {
            name: "order6-ab", about: "z_{nu=i} * z_{syn,alpha,beta} at every frequency: order 3(d-1)",
            takes: &[ALPHA, BETA], target: Some(ZeroMean), width: |_, _, [n, s]| 6 * n + 2 * s,
            build: |z, group| {
                let (alpha, beta) = (z.unit("alpha").values(group)?, z.unit("beta").values(group)?);
                order6_ab(group, |k| (alpha.at(k), beta.at(k)))
            },
        },
        Recipe {
            name: "order4",
            about: "z_{nu=i} * z_xi, constants cancelled by one frequency of order 6 (d odd) or 2 (d even): order 2d or 2(d-1)",
            takes: &[HOST, XI, SIGMA], target: Some(ZeroMean),
            width: |_, _, [n, s]| 4 * n + 2 * s + if n > 0 && s == 0 { 2 } else { 0 },
            build: |z, group| {
                let host = group.dual().complex_pairs().next().unwrap_or(0);
                let (nu, xi) = (z.unit("nu").values::<S>(group)?, z.unit("xi").values(group)?);
                order4(group, &nu.at(host), |k| (xi.at(k), z.sign()))
            },
        },
        Recipe {
            name: "order4-bias",
            about: "z_{nu=i} * z_xi at every frequency and one constant node: order 2d-1, exact for both targets",
            takes: &[XI, SIGMA], target: Some(OneHot), width: |_, _, [n, s]| 4 * n + 2 * s + 1,
            build: |z, group| {
                let xi = z.unit("xi").values(group)?;
                order4_bias(group, |k| (xi.at(k), z.sign()))
            },
        },
        Recipe {
            name: "memorization", about: "One node for every pair of inputs: order d²",
            takes: &[], target: Some(ZeroMean), width: |_, group, _| (group.order() as u128).pow(2),
            build: |_, group| memorization(group),
        },
        Recipe {
            name: "fourier",
            about: "cos and sin at every frequency and one constant node: width 2d-1, exact for both targets",
            takes: &[], target: Some(OneHot), width: |_, _, [n, s]| 4 * n + 2 * s + 1,
            build: |_, group| fourier(group),
        },
        Recipe {
            name: "max-margin", about: "The largest margin for its norm (Morwani et al. 2023): width 4(d-1)",
            takes: &[], target: Some(ZeroMean), width: |_, _, [n, s]| 8 * n + 2 * s,
            build: |_, group| max_margin(group),
        },
        Recipe {
            name: "random-phase", about: "Random phases (Gromov 2023): any width, close to a solution when it is large",
            takes: &[WIDTH, SEED], target: None, width: |z, _, _| z.whole_or_0("width"),
            build: |z, group| random_phase(group, z.whole("width")?, z.whole("seed")?),
        },
        Recipe {
            name: "tied-phase",
            about: "Equally spaced phases shared by both inputs (He et al. 2026): accuracy 1 without being a solution",
            takes: &[PHASES], target: None, width: |z, _, [n, s]| z.whole_or_0("phases").saturating_mul(n).saturating_add(2 * s),
            build: |z, group| tied_phase(group, z.whole("phases")?),
        },
        Recipe {
            name: "phase-grid", about: "All pairs of equally spaced phases: width L²(d-1)/2",
            takes: &[PHASES], target: Some(ZeroMean),
            width: |z, _, [n, s]| z.whole_or_0("phases").saturating_pow(2).saturating_mul(n).saturating_add(2 * s),
            build: |z, group| phase_grid(group, z.whole("phases")?),
        },
        Recipe {
            name: "single-index", about: "Phases that run at different speeds: width L(d-1)/2",
            takes: &[SIX_PHASES, R1, R2], target: Some(ZeroMean),
            width: |z, _, [n, s]| z.whole_or_0("phases").saturating_mul(n).saturating_add(2 * s),
            build: |z, group| single_index(group, z.whole("phases")?, z.whole("r1")?, z.whole("r2")?),
        },
        Recipe {
            name: "narrow", about: "The narrowest that is known for every finite group, exact for both targets",
            takes: &[], target: Some(OneHot), width: |_, group, _| narrow_width(group) as u128,
            build: |_, group| Ok(narrow(group)),
        },
        Recipe {
            name: "closed",
            about: "No constant node, for every finite group: frames times simplices, order 6, doubled algorithms",
            takes: &[], target: Some(ZeroMean), width: |_, group, [n, s]| irreps::width_of_closed(group).map_or(6 * n + 2 * s, |width| width as u128),
            build: |_, group| irreps::closed(group),
        },
        Recipe {
            name: "rational", about: "Three nodes with rational weights over Z_3, or four for the one-hot target",
            takes: &[TARGET], target: Some(ZeroMean), width: |z, _, _| if z.target() == Some(OneHot) { 4 } else { 3 },
            build: |z, group| match group.ranges() {
                [3] => Ok(rational(z.target().unwrap_or_default())),
                _ => Err(Error::argument(format!("the rational network is one over Z_3, not over {}", group.symbol()))),
            },
        },
    ]
}

/// The constructions that are made of irreps, and not of characters only.
const EVERY_GROUP: [&str; 3] = ["closed", "memorization", "narrow"];

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

impl ArgumentKind {
    fn usual(self) -> Option<Given> {
        match self {
            ArgumentKind::Unit => Some(Given::Unit(Parameter::from(Value::one()))),
            ArgumentKind::Sign => Some(Given::Whole(1)),
            ArgumentKind::Whole(usual) => usual.map(Given::Whole),
            ArgumentKind::Target => Some(Given::Target(Target::default())),
        }
    }
}

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
