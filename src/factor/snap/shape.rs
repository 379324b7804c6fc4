//! The exact forms that a frequency can be snapped to, over any scalar.

use num_complex::Complex64;

use crate::Group;
use crate::construct::Family;
use crate::construct::optimizers::blocks;
use crate::factor::form::Parameters;
use crate::scalar::Cyclotomic;
use crate::scalar::Sign;
use crate::semiring::{Block, Triple};

/// An exact form without the values of its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// ⅙ z_ν * z_syn.
    NuSyn,
    /// ⅙ z_{ν=i} * z_{syn,αβ}.
    NuISynAb,
    /// ¼ z_{ν=i} * z_ξ; leaves R_n.
    NuIXi(Sign),
    /// ½ ((1,1,1) + (1,−1,−1)), for a self-conjugate character.
    Real,
}

impl Shape {
    /// The shape of a named form with the given parameters.
    pub fn named(form: Option<Family>, parameters: &Parameters) -> Option<Self> {
        match form? {
            Family::NuSyn => Some(Shape::NuSyn),
            Family::NuISynAb => Some(Shape::NuISynAb),
            Family::NuIXi => {
                let minus = parameters.get("sigma").is_some_and(|sigma| sigma.0.re < 0.0);
                Some(Shape::NuIXi(if minus { Sign::Minus } else { Sign::Plus }))
            }
            Family::Real => Some(Shape::Real),
        }
    }

    /// `nu*syn`, `nu=i*syn_ab`, `nu=i*xi`, or `real`.
    pub fn name(self) -> &'static str {
        match self {
            Shape::NuSyn => Family::NuSyn.name(),
            Shape::NuISynAb => Family::NuISynAb.name(),
            Shape::NuIXi(_) => Family::NuIXi.name(),
            Shape::Real => Family::Real.name(),
        }
    }

    /// The names of the parameters, those of the unit factor last.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Shape::NuSyn => &["nu", "phase_a", "phase_b"],
            Shape::NuISynAb => &["alpha", "beta", "phase_a", "phase_b"],
            Shape::NuIXi(_) => &["xi", "phase_a", "phase_b"],
            Shape::Real => &[],
        }
    }

    /// The number of nodes.
    pub fn order(self) -> usize {
        match self {
            Shape::NuSyn | Shape::NuISynAb => 6,
            Shape::NuIXi(_) => 4,
            Shape::Real => 2,
        }
    }

    /// Whether R_n is left to a hat.
    pub fn leaves_r_n(self) -> bool {
        matches!(self, Shape::NuIXi(_))
    }

    /// Whether the nodes can carry a hat: Σab = Σāb = Σa² = Σb² = 0, or merged with the constants.
    pub fn carries_hat(self) -> bool {
        !self.leaves_r_n()
    }

    /// The named product times the unit factor (α, β, conj(αβ)), coefficients included, with the given values of
    /// [`Shape::parameters`].
    pub fn block<S: Cyclotomic>(self, values: &[S]) -> Block<S> {
        let product = match self {
            Shape::NuSyn => blocks::order6(&values[0]),
            Shape::NuISynAb => blocks::order6_ab(&values[0], &values[1]),
            Shape::NuIXi(sign) => blocks::order4(&values[0], sign),
            Shape::Real => return blocks::self_conjugate(),
        };
        let [.., alpha, beta] = values else { unreachable!("a named form has a unit factor") };
        let unit = Triple::new(alpha.clone(), beta.clone(), (alpha.clone() * beta).conj());
        Block::from_nodes([unit]) * product
    }

    /// The block with parameters given by their angles.
    pub fn at_angles(self, angles: &[f64]) -> Block<Complex64> {
        self.block(&angles.iter().map(|&angle| Complex64::cis(angle)).collect::<Vec<_>>())
    }

    /// The parameter's name at frequency k: `nu_3` in a cyclic group, `nu_1_2` at k = (1, 2).
    pub fn symbol(name: &str, group: &Group, k: usize) -> String {
        let coordinates: Vec<String> = group.coordinates(k).iter().map(usize::to_string).collect();
        format!("{name}_{}", coordinates.join("_"))
    }

    /// The block at frequency k as an [`Expression`](crate::expr::Expression).
    pub fn expression(self, group: &Group, k: usize) -> String {
        let symbol = |name: &str| Self::symbol(name, group, k);
        let product = match self {
            Shape::NuSyn => format!("1/6 * nu({}) * syn", symbol("nu")),
            Shape::NuISynAb => format!("1/6 * nu(i) * syn_ab({}, {})", symbol("alpha"), symbol("beta")),
            Shape::NuIXi(Sign::Plus) => format!("1/4 * nu(i) * xi({})", symbol("xi")),
            Shape::NuIXi(Sign::Minus) => format!("1/4 * nu(i) * xi({}, -1)", symbol("xi")),
            Shape::Real => return format!("1/2 * ((1, 1, 1) + (1, -1, -1)) @ {}", group.label(k)),
        };
        let (alpha, beta) = (symbol("phase_a"), symbol("phase_b"));
        format!("{product} * ({alpha}, {beta}, conj({alpha} * {beta})) @ {}", group.label(k))
    }
}
