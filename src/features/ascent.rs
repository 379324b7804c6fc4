//! Gradient ascent of one filter on the sphere.

use super::energy::Energy;

/// How a filter is moved to a local maximum of its energy on ‖w‖ = 1.
///
/// w ← (∇E + λw)/‖∇E + λw‖, which never lowers E, but for rounding, when λ is large enough: λ is a multiple of the energy, which
/// doubles when a step does. (Of the energy where the filter is: beside its growth a λ from the start would be small, and steps would go
/// to and fro between a and b.)
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ascent {
    /// The largest ‖∇E − (w·∇E)w‖/‖∇E‖ at which a filter has arrived.
    pub tolerance: f64,
    /// The most steps that are taken.
    pub steps: usize,
}

impl Default for Ascent {
    fn default() -> Self {
        Ascent { tolerance: 1e-11, steps: 20_000 }
    }
}

/// Where an ascent ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Maximum {
    /// The filter, ‖w‖ = 1.
    pub filter: Vec<f64>,
    /// E(w).
    pub energy: f64,
    /// ‖∇E − (w·∇E)w‖/‖∇E‖.
    pub residual: f64,
    /// The steps taken.
    pub steps: usize,
    /// Whether the residual is within the tolerance.
    pub has_converged: bool,
}

impl Ascent {
    /// The local maximum that the ascent from `start` ends at.
    ///
    /// # Panics
    /// When the filter has not 2M entries.
    #[must_use]
    pub fn from(&self, energy: &Energy<'_>, start: &[f64]) -> Maximum {
        let mut filter = normalized(start.to_vec());
        let (mut value, mut gradient) = energy.gradient(&filter);
        let mut factor = 2.0;
        for steps in 0..self.steps {
            let residual = sphere_residual(&filter, &gradient);
            if residual <= self.tolerance || residual.is_nan() {
                return Maximum { filter, energy: value, residual, steps, has_converged: residual <= self.tolerance };
            }
            let shift = factor * value.max(f64::MIN_POSITIVE);
            let next = normalized(filter.iter().zip(&gradient).map(|(w, g)| g + shift * w).collect());
            let (next_value, next_gradient) = energy.gradient(&next);
            // near a maximum the energy is known to rounding only, and the residual tells what is nearer
            let is_nearer = || sphere_residual(&next, &next_gradient) < residual;
            if next_value < value * (1.0 - 1e-10) || (next_value < value * (1.0 - 1e-14) && !is_nearer()) {
                factor *= 2.0;
                continue;
            }
            (filter, value, gradient) = (next, next_value, next_gradient);
        }
        let residual = sphere_residual(&filter, &gradient);
        Maximum { filter, energy: value, residual, steps: self.steps, has_converged: residual <= self.tolerance }
    }
}

/// The length of the gradient along the sphere, in units of the whole gradient; 0 where the gradient is 0.
fn sphere_residual(filter: &[f64], gradient: &[f64]) -> f64 {
    let radial: f64 = filter.iter().zip(gradient).map(|(w, g)| w * g).sum();
    let along: f64 = filter.iter().zip(gradient).map(|(w, g)| (g - radial * w).powi(2)).sum();
    let whole: f64 = gradient.iter().map(|g| g * g).sum();
    if whole == 0.0 { 0.0 } else { (along / whole).sqrt() }
}

fn normalized(mut filter: Vec<f64>) -> Vec<f64> {
    let norm = filter.iter().map(|w| w * w).sum::<f64>().sqrt();
    if norm > 0.0 {
        filter.iter_mut().for_each(|w| *w /= norm);
    }
    filter
}
