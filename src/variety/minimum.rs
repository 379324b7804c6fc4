//! The point of smallest norm near a point of the variety.

use super::correction::{Tangent, correct};
use super::map::{ResidualMap, square_norm};

/// Walks down |x|² along the variety from x, by projected gradients with a Newton correction after each step, until the
/// gradient is orthogonal to the tangent space to `tolerance` or `steps` are made.
#[must_use]
pub fn descend_norm(map: &ResidualMap, x: &[f64], steps: usize, tolerance: f64) -> Vec<f64> {
    let mut x = map.gauge_minimal(x);
    let mut length = 0.5;
    for _ in 0..steps {
        let tangent = Tangent::new(map, &x, &[], usize::MAX);
        let down = tangent.along(&x);
        let norm = square_norm(&x);
        if square_norm(&down) < tolerance * tolerance * norm {
            break;
        }
        let mut found = None;
        while found.is_none() && length > 1e-4 {
            let moved = x.iter().zip(&down).map(|(x, t)| x - length * t).collect();
            let corrected = correct(map, moved, &[], Some(&tangent), tangent.rank(), 3);
            let is_lower = corrected.error < 1e-11 && square_norm(&corrected.x) < norm;
            match is_lower {
                true => found = Some(corrected.x),
                false => length /= 2.0,
            }
        }
        let Some(next) = found else { break };
        x = next;
        length = (length * 1.5).min(1.0);
    }
    x
}
