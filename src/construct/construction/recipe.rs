//! Every construction in one table: what it takes, what it solves, how wide it is, how it is built.

use super::Construction;
use super::argument::{ALPHA, Argument, BETA, HOST, NU, PHASES, R1, R2, SEED, SIGMA, SIX_PHASES, TARGET, WIDTH, XI};
use crate::construct::irreps;
use crate::construct::literature::{fourier, max_margin, phase_grid, random_phase, rational, single_index, tied_phase};
use crate::construct::narrow::{narrow, narrow_width};
use crate::construct::optimizers::{memorization, order4, order4_bias, order6, order6_ab};
use crate::expr::Symbolic;
use crate::group::Group;
use crate::loss::Target;
use crate::semiring::Solution;
use crate::{Error, Result};

/// A construction in the table.
pub(super) struct Recipe<S: Symbolic> {
    pub name: &'static str,
    pub about: &'static str,
    pub takes: &'static [Argument],
    /// The strongest target of which it has loss 0.
    pub target: Option<Target>,
    /// The number of hidden nodes, by the numbers n of pairs k ≠ −k and s of k = −k ≠ 0.
    pub width: fn(&Construction, &Group, [u128; 2]) -> u128,
    pub build: fn(&Construction, &Group) -> Result<Solution<S>>,
}

#[rustfmt::skip]
pub(super) fn recipes<S: Symbolic>() -> [Recipe<S>; 14] {
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
pub(super) const EVERY_GROUP: [&str; 3] = ["closed", "memorization", "narrow"];
