//! The point of smallest norm near a point of the variety.

use super::correction::{Tangent, correct};
use super::map::{ResidualMap, square_norm};

/// Walks down |x|² along the variety from x, by projected gradients with a Newton correction after each step, until the
/// gradient is orthogonal to the tangent space to `tolerance` or `steps` are made. With `regular` it ends before the first point
/// where the Jacobian has another rank, or one that is not clear.
#[must_use]
pub fn descend_norm(map: &ResidualMap, x: &[f64], steps: usize, tolerance: f64, regular: bool) -> Vec<f64> {
    let mut x = map.gauge_minimal(x);
    let mut length = 0.5;
    let mut before: Option<(Vec<f64>, usize)> = None;
    for _ in 0..steps {
        let tangent = Tangent::new(map, &x, &[], usize::MAX);
        if let Some((last, rank)) = before
            && regular
            && (tangent.rank() != rank || !tangent.factor().is_clear())
        {
            return last;
        }
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
        before = Some((std::mem::replace(&mut x, next), tangent.rank()));
        length = (length * 1.5).min(1.0);
    }
    x
}
