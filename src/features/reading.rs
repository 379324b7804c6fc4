//! What the filters of a trained network are.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::energy::{Centring, Energy};
use super::real_irreps::{RealIrrep, RealIrreps};
use crate::group::Group;
use crate::named::named;
use crate::network::{Activation, Network, PairMask, Task, TupleNetwork};
use crate::{Error, Result};

named! {
    /// What a filter is, by where its mass lies.
    pub enum FilterKind {
        /// At least nine tenths on one irrep: a feature of the group
        Fourier = "Fourier",
        /// At least nine tenths on at most two elements for every operand: single samples are kept in mind
        Memorizing,
        /// Neither
        Mixed,
    }
}

/// A share of at least this much decides what a filter is.
const MOST: f64 = 0.9;
/// So many entries for every operand of a filter make single samples.
const FEW_ENTRIES: usize = 2;
/// Filters with less than this share of the largest ‖w_j‖‖c_j‖ are dead.
const DEAD: f64 = 1e-3;
/// Larger groups are not read: every filter costs M² operations.
const LARGEST_ORDER: usize = 2048;

/// One filter of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilterReading {
    /// The hidden node j.
    pub node: usize,
    /// ‖w_j‖ ‖c_j‖: how much it matters.
    pub weight: f64,
    /// The irrep with the largest mass.
    pub irrep: String,
    /// The share of ‖w_j‖² that lies on it, over all operands together, the means of whose parts are not counted.
    pub purity: f64,
    /// The energy of w_j/‖w_j‖; of two operands alone.
    pub energy: Option<f64>,
    /// What it is.
    pub kind: FilterKind,
}

/// How much of a network one irrep has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IrrepShare {
    /// The irrep.
    pub irrep: String,
    /// The number of live filters with their largest mass on it.
    pub filters: usize,
    /// The share of all mass, weighted by ‖w_j‖ ‖c_j‖.
    pub share: f64,
    /// M/(2D), the largest energy of a filter on it for squares on all pairs; of two operands alone.
    pub maximum: Option<f64>,
}

/// The filters of a network, one by one and together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeatureReading {
    /// The group.
    pub group: Group,
    /// The activation, which the energies are of.
    pub activation: Activation,
    /// The number k of operands.
    #[serde(default = "two", skip_serializing_if = "is_two")]
    pub operands: usize,
    /// The accuracy on all pairs or tuples, or on some thousand that are spread over all.
    pub accuracy: f64,
    /// The number of hidden nodes.
    pub width: usize,
    /// The live filters: ‖w_j‖ ‖c_j‖ is at least a thousandth of the largest.
    pub filters: Vec<FilterReading>,
    /// Every non-trivial real irrep.
    pub irreps: Vec<IrrepShare>,
    /// The purity of the live filters, weighted by ‖w_j‖ ‖c_j‖.
    pub purity: f64,
    /// Their energy, weighted likewise; of two operands alone.
    pub energy: Option<f64>,
}

fn two() -> usize {
    2
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde wants it
fn is_two(operands: &usize) -> bool {
    *operands == 2
}

impl FeatureReading {
    /// Reads the filters of a network with this activation, with the energies on the pairs of `mask`.
    ///
    /// # Errors
    /// When the group is larger than 2048, no filter is live, or as [`Energy::new`].
    pub fn new(network: &Network, activation: Activation, mask: &PairMask) -> Result<Self> {
        Self::of_task(network, activation, &Task::Product, mask)
    }

    /// The same of a network that was trained on another task than the products of its group: energies and accuracy are of that.
    ///
    /// # Errors
    /// As [`FeatureReading::new`], or when the task is none over the group.
    pub fn of_task(network: &Network, activation: Activation, task: &Task, mask: &PairMask) -> Result<Self> {
        let group = network.group();
        require_order(group)?;
        let answers = task.answers(group)?;
        let energy = Energy::new(group, activation, mask, Centring::SampleMean)?.with_answers(&answers);
        let accuracy = network.accuracy(activation, &answers);
        Self::of_filters((group, activation), live_filters(network), Some(&energy), (network.width(), accuracy))
    }

    /// Reads the filters of a network of any number of operands, over all of these jointly, without energies: what is known of those, and
    /// computed elsewhere, is of two operands.
    ///
    /// # Errors
    /// When the group is larger than 2048, the activation is the product, or no filter is live.
    pub fn of_tuples(network: &TupleNetwork, activation: Activation) -> Result<Self> {
        let group = network.group();
        require_order(group)?;
        if activation == Activation::Product {
            return Err(Error::unsupported("the product as activation of a network that is read for its filters"));
        }
        let filters = live(&network.inputs().iter().collect::<Vec<_>>(), network.output());
        let accuracy = network.accuracy(activation);
        Self::of_filters((group, activation), filters, None, (network.width(), accuracy))
    }

    fn of_filters(
        (group, activation): (&Group, Activation),
        filters: Vec<(usize, f64, Vec<f64>)>,
        energy: Option<&Energy<'_>>,
        (width, accuracy): (usize, f64),
    ) -> Result<Self> {
        let (order, irreps) = (group.order(), RealIrreps::new(group));
        if filters.is_empty() || irreps.list().is_empty() {
            return Err(Error::argument("no hidden node of the network is live: there are no features to read"));
        }
        let mut shares = vec![0.0; irreps.list().len()];
        let read: Vec<FilterReading> = filters
            .iter()
            .map(|(node, weight, filter)| {
                let masses = irreps.filter_masses(filter);
                let varying: f64 = masses.iter().sum();
                let scale = if varying > 0.0 { 1.0 / varying } else { 0.0 };
                masses.iter().zip(&mut shares).for_each(|(mass, share)| *share += weight * mass * scale);
                FilterReading::new(*node, *weight, filter, &masses, &irreps, energy)
            })
            .collect();
        let whole: f64 = read.iter().map(|filter| filter.weight).sum();
        let mean = |of: fn(&FilterReading) -> Option<f64>| {
            let sum: Option<f64> = read.iter().map(|filter| Some(filter.weight * of(filter)?)).sum();
            sum.map(|sum| sum / whole)
        };
        let share = |(irrep, share): (&RealIrrep, f64)| IrrepShare {
            irrep: irrep.label.clone(),
            filters: read.iter().filter(|filter| filter.irrep == irrep.label).count(),
            share: share / whole,
            maximum: energy.map(|_| irrep.maximum(order)),
        };
        Ok(FeatureReading {
            group: group.clone(),
            activation,
            operands: filters[0].2.len() / order,
            accuracy,
            width,
            irreps: irreps.list().iter().zip(shares).map(share).collect(),
            purity: mean(|filter| Some(filter.purity)).unwrap_or(f64::NAN),
            energy: mean(|filter| filter.energy),
            filters: read,
        })
    }
}

impl FilterReading {
    fn new(
        node: usize,
        weight: f64,
        filter: &[f64],
        masses: &[f64],
        irreps: &RealIrreps,
        energy: Option<&Energy<'_>>,
    ) -> Self {
        let varying: f64 = masses.iter().sum();
        let largest = (0..masses.len()).max_by(|&x, &y| masses[x].total_cmp(&masses[y])).unwrap_or(0);
        let purity = if varying > 0.0 { masses[largest] / varying } else { 0.0 };
        let norm = filter.iter().map(|w| w * w).sum::<f64>().sqrt();
        let unit: Vec<f64> = filter.iter().map(|w| w / norm).collect();
        let mut squares: Vec<f64> = unit.iter().map(|w| w * w).collect();
        squares.sort_by(|x, y| y.total_cmp(x));
        let order = irreps.group().order();
        let few = FEW_ENTRIES * (filter.len() / order);
        let is_spiked = squares.iter().take(few).sum::<f64>() >= MOST && squares.len() > 2 * few;
        FilterReading {
            node,
            weight,
            irrep: irreps.list()[largest].label.clone(),
            purity,
            energy: energy.map(|energy| energy.value(&unit)),
            kind: match (purity >= MOST, is_spiked) {
                (true, _) => FilterKind::Fourier,
                (false, true) => FilterKind::Memorizing,
                (false, false) => FilterKind::Mixed,
            },
        }
    }
}

/// The live hidden nodes: their numbers, weights ‖w_j‖ ‖c_j‖ and filters \[a_j; b_j\].
#[must_use]
pub fn live_filters(network: &Network) -> Vec<(usize, f64, Vec<f64>)> {
    live(&[network.w_a(), network.w_b()], network.w_c())
}

fn live(inputs: &[&DMatrix<f64>], output: &DMatrix<f64>) -> Vec<(usize, f64, Vec<f64>)> {
    let filter = |j: usize| -> Vec<f64> {
        inputs.iter().flat_map(|matrix| matrix.row(j).iter().copied().collect::<Vec<_>>()).collect()
    };
    let norm = |values: &[f64]| values.iter().map(|w| w * w).sum::<f64>().sqrt();
    let all: Vec<(usize, f64, Vec<f64>)> = (0..output.ncols())
        .map(|j| {
            let filter = filter(j);
            (j, norm(&filter) * output.column(j).norm(), filter)
        })
        .collect();
    let largest = all.iter().map(|(_, weight, _)| *weight).fold(0.0, f64::max);
    all.into_iter().filter(|(_, weight, _)| *weight > 0.0 && *weight >= DEAD * largest).collect()
}

fn require_order(group: &Group) -> Result<()> {
    let order = group.order();
    match order > LARGEST_ORDER {
        true => Err(Error::unsupported(format!(
            "the features over {} of order {order}; they are read up to order {LARGEST_ORDER}",
            group.symbol()
        ))),
        false => Ok(()),
    }
}
