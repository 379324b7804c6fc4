//! Which irreps a network has learned, and what is left to climb.

use super::energy::{Centring, Energy};
use super::reading::live_filters;
use super::real_irreps::RealIrreps;
use crate::Result;
use crate::network::{Activation, Network, PairMask};

/// How much of the target the outputs have on every real irrep k of the group: r_k = ⟨Ŷ, Π_kỸ⟩ / ‖Π_kỸ‖² over all pairs, Π_k the
/// projection of the classes. 1 when the irrep is learned completely, 0 while the outputs know nothing of it: the residual that is
/// left to the features has 1 − r_k of it.
///
/// Source: Li₂, Theorem 7, where r_k is 1 or 0.
///
/// ```
/// use cogring::features::{RealIrreps, learned_shares};
/// use cogring::network::Activation;
/// # let network = cogring::format::read_network("examples/data/d23_seed1_epoch9900.npz".as_ref(), &Default::default())?;
/// let irreps = RealIrreps::new(network.group());
/// assert!(learned_shares(&irreps, &network, Activation::Square).iter().all(|share| (share - 1.0).abs() < 0.1));
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn learned_shares(irreps: &RealIrreps, network: &Network, activation: Activation) -> Vec<f64> {
    let (group, d) = (network.group(), network.group().order());
    let answers: Vec<usize> = (0..d * d).map(|at| group.multiply(at / d, at % d)).collect();
    let mean = network.mean_outputs(activation, &answers);
    let share = |irrep: usize| {
        let (mut found, mut whole) = (0.0, 0.0);
        let mut label = vec![0.0; d];
        for h in 0..d {
            label[h] = 1.0;
            let target = irreps.project(&label, &[irrep]);
            label[h] = 0.0;
            found += target.iter().zip(mean.column(h).iter()).map(|(t, o)| t * o).sum::<f64>();
            whole += target[h];
        }
        found / whole
    };
    (0..irreps.list().len()).map(share).collect()
}

/// E and E_S of the live filters w_j/‖w_j‖ on the samples of `mask`, means weighted by ‖w_j‖ ‖c_j‖; E_S is the energy without the
/// irreps at the positions `learned`.
///
/// Source: Li₂, Theorem 7.
///
/// # Errors
/// When no filter is live, or as [`Energy::new`].
pub fn modulated_energy(
    irreps: &RealIrreps,
    network: &Network,
    activation: Activation,
    mask: &PairMask,
    learned: &[usize],
) -> Result<[f64; 2]> {
    let group = network.group();
    let energy = || Energy::new(group, activation, mask, Centring::SampleMean);
    let (whole, left) = (energy()?, energy()?.without(irreps, learned));
    let filters = live_filters(network);
    let total: f64 = filters.iter().map(|(_, weight, _)| weight).sum();
    if total == 0.0 {
        return Err(crate::Error::argument("no hidden node of the network is live: there are no features to read"));
    }
    let mut sums = [0.0; 2];
    for (_, weight, filter) in &filters {
        let norm = filter.iter().map(|w| w * w).sum::<f64>().sqrt();
        let unit: Vec<f64> = filter.iter().map(|w| w / norm).collect();
        sums[0] += weight * whole.value(&unit);
        sums[1] += weight * left.value(&unit);
    }
    Ok(sums.map(|sum| sum / total))
}
