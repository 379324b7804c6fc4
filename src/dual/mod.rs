//! The dual of a group: what the entries of a network's nodes are indexed by.

mod characters;
mod fourier;
mod irreps;
mod product;
mod text;

pub use characters::Characters;
pub use fourier::FourierTransform;
pub use irreps::{Irrep, IrrepType};
pub use product::ProductTerm;

use std::sync::Arc;

use num_complex::Complex64;

use crate::group::Group;
use crate::scalar::{Constant, Cyclotomic, Scalar};
use crate::{Error, Result};
use irreps::Irreps;
use product::ProductTable;

/// An orthogonal basis e_k of the functions on a finite group G.
///
/// Of Z_n1 × … × Z_nm these are the characters, numbered 0, 1, …, d−1 like the elements, by coordinates k_l:
/// e_k(g) = φ_k(g) = exp(2πi Σ_l k_l g_l / n_l). Of a group that is given by its table they are the matrix coefficients
/// ρ_ij(g) of its irreducible representations ρ, in the order of [`Dual::irreps`], row by row. 0 is the constant 1. Cloning
/// is cheap.
///
/// ```
/// use cogring::Group;
/// let dual = "2x4".parse::<Group>()?.dual();
/// let k = dual.parse("1,1")?;
/// assert_eq!(dual.conjugate(k), dual.parse("1,3")?);
/// assert_eq!(dual.single_product(k, k), Some(dual.parse("0,2")?)); // φ_k² = φ_2k
/// assert!(dual.is_self_conjugate(dual.parse("0,2")?));
/// let dual = "S3".parse::<Group>()?.dual();
/// assert_eq!(dual.irreps().iter().map(|rho| rho.degree()).collect::<Vec<_>>(), [1, 1, 2]);
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Clone)]
pub struct Dual {
    /// The characters of Z_n1 × … × Z_nm form a group with the same moduli.
    group: Group,
    /// The matrix coefficients, of a group that is given by its table.
    coefficients: Option<Arc<Coefficients>>,
}

/// The irreps of a group, and the products of their coefficients as far as they were asked for.
struct Coefficients {
    irreps: Irreps,
    products: ProductTable,
}

impl PartialEq for Dual {
    fn eq(&self, other: &Self) -> bool {
        self.group == other.group
    }
}

impl Eq for Dual {}

impl std::hash::Hash for Dual {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.group.hash(state);
    }
}

impl Group {
    /// The dual: the characters of this group, or the coefficients of its irreps, which are computed once.
    ///
    /// # Panics
    /// When the regular representation of a group given by its table is not split numerically in many attempts.
    #[must_use]
    pub fn dual(&self) -> Dual {
        let compute = || Coefficients { irreps: Irreps::new(self), products: ProductTable::default() };
        Dual { group: self.clone(), coefficients: self.derived(compute) }
    }
}

/// # Arithmetic
impl Dual {
    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        &self.group
    }

    /// How many basis functions there are: d.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.group.order()
    }

    /// The index k̄ with conj e_k = ± e_k̄; the sign is minus at some coefficients of irreps of type H only.
    #[must_use]
    pub fn conjugate(&self, k: usize) -> usize {
        match &self.coefficients {
            None => self.group.inverse(k),
            Some(of) => of.irreps.conjugate(k).0,
        }
    }

    /// Whether conj e_k = −e_k̄.
    #[must_use]
    pub fn is_sign_flipped(&self, k: usize) -> bool {
        self.coefficients.as_ref().is_some_and(|of| of.irreps.conjugate(k).1)
    }

    /// The index of the product e_k e_l of two characters; `None` for coefficients of irreps, whose products are sums.
    #[must_use]
    pub fn single_product(&self, k: usize, l: usize) -> Option<usize> {
        self.coefficients.is_none().then(|| self.group.multiply(k, l))
    }

    /// The product e_k e_l = Σ N e_m, as the list of all (m, N) with N ≠ 0: one term, with N = 1, for characters.
    #[must_use]
    pub fn product(&self, k: usize, l: usize) -> product::Product {
        match &self.coefficients {
            None => product::single(self.group.multiply(k, l)),
            Some(of) => of.products.get(&self.group, &of.irreps, k, l),
        }
    }

    /// The output k at which the label asks for r_{k1 k2 k} = 1, if there is one: φ_k(g1·g2) = φ_k(g1) φ_k(g2), and
    /// ρ_ij(g1·g2) = Σ_l ρ_il(g1) ρ_lj(g2).
    #[must_use]
    pub fn goal(&self, k1: usize, k2: usize) -> Option<usize> {
        let Some(of) = &self.coefficients else { return (k1 == k2).then_some(k1) };
        let (first, second) = (of.irreps.places[k1], of.irreps.places[k2]);
        let fits = first.irrep == second.irrep && first.column == second.row;
        fits.then(|| of.irreps.sibling(k1, first.row, second.column))
    }

    /// All (k1, k2, k) with a [`goal`](Dual::goal), k a [representative](Dual::representative) ≠ 0.
    pub fn goals(&self) -> impl Iterator<Item = (usize, usize, usize)> + use<'_> {
        self.representatives().flat_map(move |k| {
            let inner = self.coefficients.as_ref().map_or(1, |of| of.irreps.irrep(k).degree());
            (0..inner).map(move |l| match &self.coefficients {
                None => (k, k, k),
                Some(of) => {
                    let place = of.irreps.places[k];
                    (of.irreps.sibling(k, place.row, l), of.irreps.sibling(k, l, place.column), k)
                }
            })
        })
    }

    /// The mean of |e_k|² over the group: 1 for characters, 1/n for a unitary irrep of degree n.
    #[must_use]
    pub fn norm(&self, k: usize) -> f64 {
        self.coefficients.as_ref().map_or(1.0, |of| of.irreps.norm(k))
    }

    /// The same mean in any scalar type.
    #[must_use]
    pub fn norm_in<S: Scalar>(&self, k: usize) -> S {
        self.coefficients.as_ref().map_or_else(S::one, |of| S::from_constant(&of.irreps.norm_constant(k)))
    }

    /// 1 over the mean of |e_k|², in any scalar type.
    #[must_use]
    pub fn inverse_norm_in<S: Scalar>(&self, k: usize) -> S {
        self.coefficients.as_ref().map_or_else(S::one, |of| S::from_constant(&of.irreps.norm_constant(k).inverse()))
    }

    /// Whether all |e_k|² have the mean 1.
    #[must_use]
    pub fn is_orthonormal(&self) -> bool {
        self.coefficients.is_none()
    }

    /// The smallest t ≥ 1 with φ_kᵗ = 1; of an irrep ρ, with ρ(g)ᵗ = 1 for all g.
    #[must_use]
    pub fn order_of(&self, k: usize) -> usize {
        let Some(of) = &self.coefficients else { return self.group.element_order(k) };
        let rho = of.irreps.irrep(k);
        let is_trivial = |g: usize| (rho.character(g) - rho.degree() as f64).norm() < 1e-9;
        let is_order = |t: &usize| (0..self.len()).all(|g| is_trivial(self.group.power(g, *t as i64)));
        (1..=self.group.exponent()).find(is_order).unwrap_or_else(|| self.group.exponent())
    }

    /// The value e_k(g), in any scalar type that has the roots of unity.
    #[must_use]
    pub fn value_in<S: Cyclotomic>(&self, k: usize, g: usize) -> S {
        match &self.coefficients {
            None => {
                let phase = characters::phase(self.group.ranges(), self.group.exponent(), k, g);
                S::root_of_unity(phase as i64, self.group.exponent() as u64)
            }
            Some(of) => S::from_constant(&Constant::known(of.irreps.value(k, g), of.irreps.exact_value(k, g).cloned())),
        }
    }

    /// The value e_k(g) as a floating-point number.
    #[must_use]
    pub fn value(&self, k: usize, g: usize) -> Complex64 {
        match &self.coefficients {
            None => {
                let phase = characters::phase(self.group.ranges(), self.group.exponent(), k, g);
                Complex64::cis(std::f64::consts::TAU * phase as f64 / self.group.exponent() as f64)
            }
            Some(of) => of.irreps.value(k, g),
        }
    }

    /// The characters of an Abelian group that is written by its factors, for what holds of these only.
    ///
    /// # Errors
    /// When the group is given by its table; `what` says what was asked.
    pub fn characters(&self, what: &str) -> Result<Characters<'_>> {
        Ok(Characters { group: &self.group, moduli: self.group.require_moduli(what)? })
    }
}

/// # Irreducible representations
impl Dual {
    /// The irreps, the trivial one first, of a group that is given by its table; none for characters.
    #[must_use]
    pub fn irreps(&self) -> &[Irrep] {
        self.coefficients.as_ref().map_or(&[], |of| &of.irreps.list)
    }

    /// The irrep, row and column of the basis function k, of a group that is given by its table.
    #[must_use]
    pub fn place(&self, k: usize) -> Option<(usize, usize, usize)> {
        let place = self.coefficients.as_ref()?.irreps.places[k];
        Some((place.irrep, place.row, place.column))
    }

    /// The index of the coefficient (row, column) of an irrep, of a group that is given by its table.
    #[must_use]
    pub fn at(&self, irrep: usize, row: usize, column: usize) -> Option<usize> {
        let of = self.coefficients.as_ref()?;
        let n = of.irreps.list.get(irrep)?.degree();
        let start = of.irreps.places.iter().position(|place| place.irrep == irrep)?;
        (row < n && column < n).then_some(start + row * n + column)
    }

    /// The irrep over whose coefficients k the sum of `energy` is largest, those of its partner included: the first of a pair of
    /// type C, and the first of equals. 0 for characters.
    pub(crate) fn strongest_irrep(&self, energy: impl Fn(usize) -> f64) -> usize {
        let mut sums = vec![0.0; self.irreps().len()];
        for k in 0..self.len() {
            if let Some((irrep, ..)) = self.place(self.representative(k)) {
                sums[irrep] += energy(k);
            }
        }
        (1..sums.len()).fold(0, |best, next| if sums[next] > sums[best] { next } else { best })
    }

    /// The degree of the irrep that the basis function k belongs to; 1 for characters.
    #[must_use]
    pub fn degree(&self, k: usize) -> usize {
        self.coefficients.as_ref().map_or(1, |of| of.irreps.irrep(k).degree())
    }

    /// The type of the irrep that k belongs to.
    #[must_use]
    pub fn kind(&self, k: usize) -> IrrepType {
        match &self.coefficients {
            Some(of) => of.irreps.irrep(k).kind(),
            None if self.group.inverse(k) == k => IrrepType::Real,
            None => IrrepType::Complex,
        }
    }

    /// Refuses what can only be said with exact numbers when an irrep is only known numerically.
    ///
    /// # Errors
    /// With the irrep that is.
    pub fn require_exact(&self) -> Result<()> {
        match self.irreps().iter().position(|rho| !rho.is_exact()) {
            None => Ok(()),
            Some(at) => Err(Error::unsupported(format!(
                "irrep {at} of {}, of degree {}, is only known numerically: nothing is proved with it",
                self.group,
                self.irreps()[at].degree()
            ))),
        }
    }
}

/// # Conjugate pairs
impl Dual {
    /// Whether e_k is real.
    #[must_use]
    pub fn is_self_conjugate(&self, k: usize) -> bool {
        self.kind(k) == IrrepType::Real
    }

    /// How many entries of a real function are known by the one at k: 1, or 2 for an irrep of type C.
    ///
    /// The entries at k and k̄ of an irrep of type H are stored each by itself: products of such functions are not real.
    #[must_use]
    pub fn multiplicity(&self, k: usize) -> usize {
        if self.kind(k) == IrrepType::Complex { 2 } else { 1 }
    }

    /// The index at which the entry at k is stored: the smaller of k and k̄ for type C, k itself for the others.
    #[must_use]
    pub fn representative(&self, k: usize) -> usize {
        match &self.coefficients {
            Some(_) if self.kind(k) != IrrepType::Complex => k,
            _ => k.min(self.conjugate(k)),
        }
    }

    /// Every k ≠ 0 that is its own [representative](Dual::representative), in increasing order.
    pub fn representatives(&self) -> impl Iterator<Item = usize> + use<> {
        self.filtered(|dual, k| dual.representative(k) == k)
    }

    /// One representative of every pair of type C.
    pub fn complex_pairs(&self) -> impl Iterator<Item = usize> + use<> {
        self.filtered(|dual, k| dual.kind(k) == IrrepType::Complex && dual.representative(k) == k)
    }

    /// Every k ≠ 0 with a real e_k; of an Abelian group there is one iff d is even.
    pub fn self_conjugate(&self) -> impl Iterator<Item = usize> + use<> {
        self.filtered(Dual::is_self_conjugate)
    }

    fn filtered(&self, keep: fn(&Dual, usize) -> bool) -> impl Iterator<Item = usize> + use<> {
        let dual = self.clone();
        (1..self.len()).filter(move |&k| keep(&dual, k))
    }
}

impl From<&Group> for Dual {
    fn from(group: &Group) -> Self {
        group.dual()
    }
}
