//! Snapping over any finite group: every irrep's nodes replaced by exact ones near them, and zero loss proved.
//!
//! ```text
//! Network ─ factor_irreps ─▶ nodes of an irrep ─┬─ R: exact frames, rational directions ─▶ outputs by linear equations ─┐
//!                                               └─ pairs of characters: named products, rational parameters ────────────┴─▶
//!     ─▶ elsewhere, and where that is far: Newton's method, rational numbers, small nodes that make them exact
//!     ─▶ constants closed exactly ─▶ nearest gauge ─▶ Solution<Exact> ─▶ certificate by values, checked
//! ```

mod analysis;
mod assembly;
mod block;
mod character;
mod design;
mod frames;
mod number;
mod piece;
mod real;
mod refine;
mod rough;
mod weights;

pub use analysis::{Closing, IrrepBasis, IrrepSnapping, SnappedIrrep};

use super::options::SnapOptions;
use super::realize::Transformed;
use crate::Result;
use crate::factor::irreps::{Site, factor_irreps};
use crate::network::Network;
use assembly::Assembly;
use block::Trained;
use piece::Piece;

/// Replaces the nodes of every irrep of a trained network by exact nodes near them, closes the constants, and proves that the
/// loss is 0; over a group that is given by its table. Groups that are given by their factors have [`snap`](super::snap()).
///
/// - Type R: nodes that share x and z are found whose y are frames. The frames become exactly orthonormal, x and z rational;
///   all equations are linear in the outputs then, and are solved exactly, near the trained outputs. This covers the closed
///   simplex and every other design, of any number of frames whose directions x ⊗ z span.
/// - Pairs of characters: the named products, with parameters of rational real and imaginary part.
/// - Everywhere else, and where those are not near: Newton's method leads from the trained nodes to numbers that solve the equations
///   of the irrep, these are rounded to rationals, and what is left of the equations, which is 10⁻¹² and known exactly, is cancelled
///   by small nodes in the places of dead ones.
/// - The constants that are left are closed by a hat on the nodes of one irrep that can carry it, else by a constant node.
/// - Every node stays in its place, in the gauge (ta, tb, t⁻²c) near the trained one, t rational; dead nodes become zero.
///
/// Where none of these is near, the answer says so, the nodes stay as they are, and nothing is proved of the network.
///
/// ```
/// use cogring::construct::narrow;
/// use cogring::factor::{SnapOptions, snap_irreps};
/// use cogring::{Group, Network};
/// let network = Network::from_solution(&narrow(&"S3".parse::<Group>()?))?;
/// let snapping = snap_irreps(&network, &SnapOptions::default())?;
/// assert!(snapping.whole.proved && snapping.whole.moved.unwrap() < 1e-2);
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// When the group is given by its factors.
pub fn snap_irreps(network: &Network, options: &SnapOptions) -> Result<IrrepSnapping> {
    let (group, spectrum) = (network.group(), network.spectrum());
    if group.moduli().is_some() {
        return Err(crate::Error::argument(format!(
            "{group} is given by its factors: it has frequencies to be snapped"
        )));
    }
    let dual = group.dual();
    let (factorization, sites) = (factor_irreps(network), Site::all(&dual));
    let trained = Trained { dual: &dual, spectrum: &spectrum };
    let before = Transformed { network, spectrum: &spectrum };
    let of_site = |(site, found)| Piece::new(&trained, site, found);
    let mut pieces: Vec<Piece<'_>> = sites[1..].iter().zip(&factorization.irreps).map(of_site).collect();
    loop {
        let assembly = Assembly::new(&before, &trained, &factorization, &pieces)?;
        let moved = assembly.weights.as_ref().map(|weights| weights.network.spectrum());
        let after = assembly.weights.as_ref().zip(moved.as_ref());
        let after = after.map(|(weights, spectrum)| Transformed { network: &weights.network, spectrum });
        let report = |piece: &Piece<'_>| piece.report(&before, after.as_ref());
        let irreps: Vec<SnappedIrrep> = pieces.iter().map(report).collect();
        // the one that moved most is in the way first
        let far = irreps.iter().zip(&mut pieces).filter_map(|(irrep, piece)| {
            let moved = irrep.moved.map(|moved| if moved.is_nan() { f64::INFINITY } else { moved })?;
            (moved > piece.limit(options)).then_some((piece, moved))
        });
        match far.max_by(|x, y| x.1.total_cmp(&y.1)) {
            Some((piece, moved)) => piece.reconsider(&trained, moved),
            None => return assembly.finished(&before, irreps),
        }
    }
}
