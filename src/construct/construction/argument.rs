//! What constructions take.

use crate::construct::parameter::Parameter;
use crate::expr::Value;
use crate::loss::Target;

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
pub(super) enum Given {
    Unit(Parameter),
    Whole(i128),
    Target(Target),
}

impl ArgumentKind {
    /// What is given when nothing is.
    pub(super) fn usual(self) -> Option<Given> {
        match self {
            ArgumentKind::Unit => Some(Given::Unit(Parameter::from(Value::one()))),
            ArgumentKind::Sign => Some(Given::Whole(1)),
            ArgumentKind::Whole(usual) => usual.map(Given::Whole),
            ArgumentKind::Target => Some(Given::Target(Target::default())),
        }
    }
}

impl Argument {
    const fn unit(name: &'static str, about: &'static str) -> Self {
        Argument { name, about, kind: ArgumentKind::Unit }
    }

    const fn whole(name: &'static str, about: &'static str, usual: Option<i128>) -> Self {
        Argument { name, about, kind: ArgumentKind::Whole(usual) }
    }
}

pub(super) const NU: Argument = Argument::unit("nu", "The parameter nu");
pub(super) const ALPHA: Argument = Argument::unit("alpha", "The parameter alpha");
pub(super) const BETA: Argument = Argument::unit("beta", "The parameter beta");
pub(super) const XI: Argument = Argument::unit("xi", "The parameter xi");
pub(super) const HOST: Argument = Argument::unit("nu", "The parameter nu of the one frequency of order 6 (d odd)");
pub(super) const SIGMA: Argument =
    Argument { name: "sigma", about: "The sign sigma, 1 or -1", kind: ArgumentKind::Sign };
pub(super) const TARGET: Argument =
    Argument { name: "target", about: "The target that the network is exact for", kind: ArgumentKind::Target };
pub(super) const WIDTH: Argument = Argument::whole("width", "The number of hidden nodes", None);
pub(super) const SEED: Argument = Argument::whole("seed", "The seed of the phases", Some(0));
pub(super) const PHASES: Argument = Argument::whole("phases", "The number L of equally spaced phases", Some(3));
pub(super) const SIX_PHASES: Argument = Argument { kind: ArgumentKind::Whole(Some(6)), ..PHASES };
pub(super) const R1: Argument = Argument::whole("r1", "The speed of the phase of the first input", Some(1));
pub(super) const R2: Argument = Argument::whole("r2", "The speed of the phase of the second input", Some(4));
