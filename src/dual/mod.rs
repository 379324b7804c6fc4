//! The dual of a group: what the entries of a network's nodes are indexed by.

mod fourier;

pub use fourier::FourierTransform;

use std::fmt;

use num_complex::Complex64;

use crate::Result;
use crate::group::{Automorphism, Group};
use crate::scalar::Cyclotomic;

/// The characters φ_k of a finite Abelian group G, an orthogonal basis of the functions on it.
///
/// They are numbered 0, 1, …, d−1 like the elements, by coordinates k_l: φ_k(g) = exp(2πi Σ_l k_l g_l / n_l). 0 is the
/// trivial character. Cloning is cheap.
///
/// ```
/// use cogring::Group;
/// let dual = "2x4".parse::<Group>()?.dual();
/// let k = dual.parse("1,1")?;
/// assert_eq!(dual.conjugate(k), dual.parse("1,3")?);
/// assert_eq!(dual.product(k, k), dual.parse("0,2")?); // φ_k² = φ_2k
/// assert!(dual.is_self_conjugate(dual.product(k, k)));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Dual {
    /// The characters of an Abelian group form a group with the same moduli.
    group: Group,
}

impl Group {
    /// The dual: the characters of this group.
    #[must_use]
    pub fn dual(&self) -> Dual {
        Dual { group: self.clone() }
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

    /// The index k̄ of the complex conjugate function, −k.
    #[must_use]
    pub fn conjugate(&self, k: usize) -> usize {
        self.group.inverse(k)
    }

    /// The index of the product φ_k φ_l, k + l.
    #[must_use]
    pub fn product(&self, k: usize, l: usize) -> usize {
        self.group.multiply(k, l)
    }

    /// The index of φ_kᵗ, t·k.
    #[must_use]
    pub fn power(&self, k: usize, t: i64) -> usize {
        self.group.power(k, t)
    }

    /// The output k at which the label asks for r_{k1 k2 k} = 1, if there is one: φ_k(g1·g2) = φ_k(g1) φ_k(g2).
    #[must_use]
    pub fn goal(&self, k1: usize, k2: usize) -> Option<usize> {
        (k1 == k2).then_some(k1)
    }

    /// The smallest t ≥ 1 with φ_kᵗ = 1.
    #[must_use]
    pub fn order_of(&self, k: usize) -> usize {
        self.group.element_order(k)
    }

    /// The phase of φ_k(g) in turns, as an exact fraction of [`Group::exponent`]:
    /// φ_k(g) = exp(2πi · `phase` / `exponent`), `0 ≤ phase < exponent`.
    #[must_use]
    pub fn phase(&self, k: usize, g: usize) -> usize {
        let exponent = self.group.exponent();
        let (mut k, mut g, mut phase) = (k, g, 0usize);
        for &n in self.group.moduli().iter().rev() {
            phase = (phase + ((k % n) * (g % n)) % n * (exponent / n)) % exponent;
            k /= n;
            g /= n;
        }
        phase
    }

    /// The value φ_k(g), in any scalar type that has the roots of unity.
    #[must_use]
    pub fn value_in<S: Cyclotomic>(&self, k: usize, g: usize) -> S {
        S::root_of_unity(self.phase(k, g) as i64, self.group.exponent() as u64)
    }

    /// The value φ_k(g) = exp(2πi Σ_l k_l g_l / n_l), as a floating-point number.
    #[must_use]
    pub fn value(&self, k: usize, g: usize) -> Complex64 {
        let turns = self.phase(k, g) as f64 / self.group.exponent() as f64;
        Complex64::cis(std::f64::consts::TAU * turns)
    }

    /// The index of φ_k ∘ α⁻¹: a vector whose entries move from g to α(g) has its coefficient at k moved there.
    #[must_use]
    pub fn moved(&self, k: usize, automorphism: &Automorphism) -> usize {
        let (moduli, exponent) = (self.group.moduli(), self.group.exponent());
        let coordinate = |l: usize, n: usize| {
            let source = automorphism.apply_inverse(self.group.generator(l));
            self.phase(k, source) / (exponent / n)
        };
        moduli.iter().enumerate().fold(0, |index, (l, &n)| index * n + coordinate(l, n))
    }
}

/// # Conjugate pairs
impl Dual {
    /// Whether k = k̄, so that the function is real.
    #[must_use]
    pub fn is_self_conjugate(&self, k: usize) -> bool {
        self.conjugate(k) == k
    }

    /// How many members the pair of k has: 1 or 2.
    #[must_use]
    pub fn multiplicity(&self, k: usize) -> usize {
        if self.is_self_conjugate(k) { 1 } else { 2 }
    }

    /// The member of the pair {k, k̄} with the smaller index.
    #[must_use]
    pub fn representative(&self, k: usize) -> usize {
        k.min(self.conjugate(k))
    }

    /// One representative of every pair {k, k̄} with k ≠ 0, self-conjugate ones included, in increasing order.
    pub fn representatives(&self) -> impl Iterator<Item = usize> + use<> {
        self.filtered(|k, partner| k <= partner)
    }

    /// One representative of every pair with k ≠ k̄.
    pub fn complex_pairs(&self) -> impl Iterator<Item = usize> + use<> {
        self.filtered(|k, partner| k < partner)
    }

    /// Every k ≠ 0 with k = k̄; there is one iff d is even.
    pub fn self_conjugate(&self) -> impl Iterator<Item = usize> + use<> {
        self.filtered(|k, partner| k == partner)
    }

    fn filtered(&self, keep: fn(usize, usize) -> bool) -> impl Iterator<Item = usize> + use<> {
        let dual = self.clone();
        (1..self.len()).filter(move |&k| keep(k, dual.conjugate(k)))
    }
}

/// # Text
impl Dual {
    /// Writes an index: `5` for a cyclic group, `(1,2)` for a product.
    #[must_use]
    pub fn label(&self, k: usize) -> String {
        self.group.label(k)
    }

    /// Writes the coordinates of an index as the ending of a name: `nu_k` is `nu_1_2` at k = (1,2).
    #[must_use]
    pub fn suffix(&self, k: usize) -> String {
        self.label(k).trim_matches(['(', ')']).replace(',', "_")
    }

    /// The index that is written as the ending of a name; the inverse of [`Dual::suffix`].
    #[must_use]
    pub fn parse_suffix(&self, text: &str) -> Option<usize> {
        let coordinates: Vec<usize> = text.split('_').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        self.group.index(&coordinates).ok()
    }

    /// Parses an index as [`Group::parse_element`] does.
    ///
    /// # Errors
    /// When the text is not a list of m integers −n < x < n.
    pub fn parse(&self, text: &str) -> Result<usize> {
        self.group.parse_element(text).map_err(|error| error.context("frequency"))
    }

    /// The index with the given coordinates, −n < x < n each.
    ///
    /// # Errors
    /// When the number of coordinates is not m, or one is out of its range.
    pub fn index(&self, coordinates: &[i64]) -> Result<usize> {
        self.group.index_of_signed(coordinates).map_err(|error| error.context("frequency"))
    }
}

impl fmt::Display for Dual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the dual of {}", self.group)
    }
}

impl fmt::Debug for Dual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dual({})", self.group)
    }
}

impl From<&Group> for Dual {
    fn from(group: &Group) -> Self {
        group.dual()
    }
}
