//! A construction as weights: how wide, how exact, how large.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::construct::Construction;
use crate::group::Group;
use crate::loss::{Problem, closed_form};
use crate::network::{Evaluation, Network, PairMask};
use crate::potential::PotentialTable;
use crate::semiring::Solution;
use crate::{Error, Result};

/// Above this many operations a loss is not measured, only to be reported.
const MAX_OPERATIONS: f64 = 2e9;
/// Weight matrices with more entries than this are not made.
pub const MAX_WEIGHTS: u128 = 1 << 24;

/// What was built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConstructionReport {
    /// Its name.
    pub name: String,
    /// The networks, and the target that the losses are about: the strongest one of which the construction is a solution.
    #[serde(flatten)]
    pub problem: Problem,
    /// Whether the construction is a solution by its mathematics.
    pub exact: bool,
    /// From the sum potentials; `None` when there are too many.
    pub closed_form_loss: Option<f64>,
    /// Loss and accuracy from the outputs of all pairs; `None` when there are too many.
    pub direct: Option<Evaluation>,
    /// Σ_j ‖a_j‖² + ‖b_j‖² + ‖c_j‖², what weight decay sees.
    pub squared_norm: f64,
    /// The file that the weights were written to.
    pub output: Option<String>,
}

/// A construction over a group: the element, its weights unless they are too many, and what is to be said of it.
#[derive(Debug)]
pub struct Constructed {
    /// The element.
    pub solution: Solution<Complex64>,
    /// Its weights; an error when there are none, or too many.
    pub network: Result<Network>,
    /// Width, losses, norm.
    pub report: ConstructionReport,
}

impl Constructed {
    /// Builds a construction over `group` and measures it, as far as that takes seconds.
    ///
    /// # Errors
    /// As [`Construction::build`].
    pub fn new(construction: &Construction, group: &Group) -> Result<Self> {
        let solution = construction.build::<Complex64>(group)?;
        let (d, q) = (group.order(), solution.order());
        let target = construction.target().unwrap_or_default();
        let network = weights(&solution);
        let is_cheap = PotentialTable::cost(solution.terms()) as f64 <= MAX_OPERATIONS / 10.0;
        let closed_form_loss = is_cheap.then(|| closed_form(&solution, target).re);
        let affordable = (d as f64).powi(3) * q as f64 <= MAX_OPERATIONS;
        let direct = network.as_ref().ok().filter(|_| affordable);
        let direct = direct.map(|network| network.evaluate(target, &PairMask::all(group)));
        let report = ConstructionReport {
            name: construction.name().to_owned(),
            problem: Problem { group: group.clone(), width: q, target },
            exact: construction.target().is_some(),
            closed_form_loss,
            direct,
            squared_norm: solution.weight_norm_squared(),
            output: None,
        };
        Ok(Constructed { solution, network, report })
    }
}

/// The weights of an element.
///
/// # Errors
/// When there are none, or more than [`MAX_WEIGHTS`] in a matrix.
pub fn weights(solution: &Solution<Complex64>) -> Result<Network> {
    let (group, q) = (solution.group(), solution.order());
    let (d, count) = (group.order(), q as u128 * group.order() as u128);
    if count <= MAX_WEIGHTS && q > 0 {
        return Network::from_solution(solution);
    }
    let are = if q == 0 { "no network".to_owned() } else { format!("more than the {MAX_WEIGHTS} that are written") };
    Err(Error::unsupported(format!("{q} hidden nodes over {}: weights of {q} × {d} are {are}", group.symbol())))
}
