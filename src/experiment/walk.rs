//! The networks along a zero-loss path, and what they do.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::construct::ZeroLossPath;
use crate::group::Group;
use crate::loss::{Target, closed_form};
use crate::network::{Network, PairMask};
use crate::{Error, Result};

/// A path through networks of zero loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PathWalk {
    /// The group.
    pub group: Group,
    /// The number of hidden nodes of every network.
    pub width: usize,
    /// Whether the loss is zero to working precision at every step.
    pub zero_loss: bool,
    /// The networks, from t = 0 to t = 1.
    pub steps: Vec<PathStep>,
}

/// One network of the path.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PathStep {
    /// How far along the path it is.
    pub t: f64,
    /// The number of hidden nodes whose weights are not zero.
    pub live_nodes: usize,
    /// The zero-mean loss in closed form.
    pub closed_form_loss: f64,
    /// The zero-mean loss by definition.
    pub direct_loss: f64,
    /// The accuracy on all pairs.
    pub accuracy: f64,
    /// The squared norm of its weights.
    pub squared_norm: f64,
}

/// A walk that takes more multiplications than this is not begun: every network is evaluated on all pairs.
const MOST_WORK: u128 = 1 << 38;

/// Walks the path in `steps` equal steps, and hands every network to `keep`, with its number.
///
/// # Errors
/// When `steps` is 0 or (steps + 1)·d³ q is more than 2³⁸, a step divides by what these numbers cannot divide by, or `keep` fails.
pub fn walk(
    path: &ZeroLossPath<Complex64>,
    steps: u32,
    mut keep: impl FnMut(u32, &Network) -> Result<()>,
) -> Result<PathWalk> {
    let (all, d) = (PairMask::all(path.group()), path.group().order() as u128);
    let work = (u128::from(steps) + 1) * d.pow(3) * path.width() as u128;
    if work > MOST_WORK {
        let asked =
            format!("{steps} steps over the group {} with {} hidden nodes", path.group().symbol(), path.width());
        return Err(Error::argument(format!(
            "{asked} take {work:.1e} multiplications; at most {MOST_WORK:.1e} are done"
        )));
    }
    let mut walked = PathWalk { group: path.group().clone(), width: path.width(), zero_loss: true, steps: Vec::new() };
    for step in 0..=steps {
        let solution = path.at(step, steps)?;
        let network = Network::from_solution(&solution)?;
        keep(step, &network)?;
        let direct = network.evaluate(Target::ZeroMean, &all);
        let closed_form_loss = closed_form(&solution, Target::ZeroMean).re;
        walked.zero_loss &= direct.loss.max(closed_form_loss) <= network.rounding_loss();
        walked.steps.push(PathStep {
            t: f64::from(step) / f64::from(steps),
            live_nodes: solution.terms().iter().filter(|term| term.coefficient != Complex64::ZERO).count(),
            closed_form_loss,
            direct_loss: direct.loss,
            accuracy: direct.accuracy,
            squared_norm: solution.weight_norm_squared(),
        });
    }
    Ok(walked)
}
