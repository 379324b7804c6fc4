//! The local maxima of the energy of squares, in closed form.

use nalgebra::DVector;

use super::real_irreps::RealIrreps;
use crate::{Error, Result};

/// The filter w = \[p; q\] with p(g) = A aᵀρ(g)c, q(g) = A cᵀρ(g)b, A = √(D/(2M)): for unit vectors a, b, c ∈ R^D of a real
/// irrep ρ a local maximum of the energy of squares on all pairs, with ‖w‖ = 1 and E = M/(2D).
///
/// The two halves share the contracted index c. Source: Li₂, Theorem 2, where the maxima are said to be \[u; ±Pu\] with any u
/// of the irrep's functions, (Pu)(g) = u(g⁻¹): those are the ones with a = ±b, and others of them are no maxima when d > 1.
///
/// # Errors
/// When there is no such irrep, or a vector has not D entries or length 1.
///
/// ```
/// use cogring::{Group, PairMask, features::{Energy, RealIrreps, maximizer}};
/// let group: Group = "S3".parse()?;
/// let irreps = RealIrreps::new(&group);
/// let w = maximizer(&irreps, 1, [&[1.0, 0.0], &[0.6, 0.8], &[0.0, 1.0]])?;
/// assert!((Energy::of_squares(&group).value(&w) - 1.5).abs() < 1e-12);
/// # Ok::<(), cogring::Error>(())
/// ```
pub fn maximizer(irreps: &RealIrreps, irrep: usize, [a, b, c]: [&[f64]; 3]) -> Result<Vec<f64>> {
    let known = irreps.list().len();
    let Some(of) = irreps.list().get(irrep) else {
        return Err(Error::argument(format!(
            "irrep {irrep} of {}, which has {known} but the trivial one",
            irreps.group()
        )));
    };
    let dimension = of.dimension();
    let vectors = [("a", a), ("b", b), ("c", c)].map(|(name, values)| {
        let vector = DVector::from_column_slice(values);
        if values.len() != dimension || (vector.norm() - 1.0).abs() > 1e-9 {
            let (length, norm) = (values.len(), vector.norm());
            return Err(Error::argument(format!(
                "{name} has {length} entries and length {norm}; a unit vector of R^{dimension} is required"
            )));
        }
        Ok(vector)
    });
    let [a, b, c] = vectors;
    let (a, b, c) = (a?, b?, c?);
    let scale = (dimension as f64 / (2 * irreps.group().order()) as f64).sqrt();
    let matrices = irreps.matrices(irrep);
    let coefficient = |left: &DVector<f64>, right: &DVector<f64>| -> Vec<f64> {
        matrices.iter().map(|rho| scale * left.dot(&(rho * right))).collect()
    };
    Ok([coefficient(&a, &c), coefficient(&c, &b)].concat())
}
