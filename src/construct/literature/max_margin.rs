//! The max-margin network of Morwani et al. 2023.

use super::{at_every_frequency, average};
use crate::Result;
use crate::group::Group;
use crate::scalar::Cyclotomic;
use crate::semiring::{Solution, Triple};

/// Per pair ±k, with C = cos kθx and S = sin kθx: (a, b, c) = (C,C,C), (S,S,−C), (S,C,S), (C,S,S), each twice, the
/// second time with −b and −c. Width 4(d − 1) for odd d, exact for the zero-mean target (Morwani et al. 2023,
/// arXiv:2311.07568).
///
/// For prime d its margin divided by Σ_j ‖node j‖³ is √(2/27) / (√d (d − 1)), the largest that there is.
///
/// # Errors
/// When the network is too large to be built.
pub fn max_margin<S: Cyclotomic>(group: &Group) -> Result<Solution<S>> {
    let i = || S::root_of_unity(1, 4);
    let four = [
        Triple::one(),
        Triple::new(-i(), -i(), -S::one()),
        Triple::new(-i(), S::one(), i()),
        Triple::new(S::one(), -i(), i()),
    ];
    let twins = four.iter().map(|node| Triple::new(node.a.clone(), -node.b.clone(), -node.c.clone()));
    let nodes = four.iter().cloned().chain(twins).collect();
    at_every_frequency(group, &average(nodes))
}
