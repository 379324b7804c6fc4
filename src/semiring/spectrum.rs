//! The Fourier coefficients of one real vector, Hermitian by construction.

use smallvec::{SmallVec, smallvec};

use super::channel::Channel;
use crate::dual::Dual;
use crate::scalar::{Cyclotomic, Scalar, add_to_like};
use crate::{Error, Result};

/// A function on the characters of a group with f(−k) = conj f(k), as the Fourier coefficients of a real vector are.
///
/// Only non-zero values at representatives of the pairs ±k are stored ([`Dual::representative`]), sorted by k, so
/// that a function that breaks the symmetry cannot be written down, and a node on one frequency takes constant space.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum<S> {
    entries: SmallVec<[(u32, S); 1]>,
}

impl<S: Scalar> Spectrum<S> {
    /// The zero function.
    #[must_use]
    pub fn zero() -> Self {
        Spectrum { entries: SmallVec::new() }
    }

    /// The function with the value `value` at `k` and its conjugate at −k.
    ///
    /// # Panics
    /// When k is not a character of the group, or k = −k and `value` is not real.
    #[must_use]
    pub fn single(dual: &Dual, k: usize, value: S) -> Self {
        assert!(k < dual.len(), "frequency {k} of a group of order {}", dual.len());
        if value.is_zero() {
            return Self::zero();
        }
        Spectrum { entries: smallvec![at_representative(dual, k, value)] }
    }

    /// The function with the given values, each with its conjugate at −k; values at the same pair ±k are added.
    ///
    /// # Panics
    /// When a k is not a character of the group, or k = −k and the value is not real.
    #[must_use]
    pub fn from_pairs(dual: &Dual, pairs: impl IntoIterator<Item = (usize, S)>) -> Self {
        let mut entries: SmallVec<[(u32, S); 1]> = SmallVec::new();
        for (k, value) in pairs {
            assert!(k < dual.len(), "frequency {k} of a group of order {}", dual.len());
            entries.push(at_representative(dual, k, value));
        }
        if !entries.is_sorted_by(|x, y| x.0 < y.0) {
            entries.sort_by_key(|entry| entry.0);
            entries.dedup_by(add_to_like);
        }
        entries.retain(|entry| !entry.1.is_zero());
        Spectrum { entries }
    }

    /// As [`Spectrum::from_pairs`], for data that may be wrong.
    ///
    /// # Errors
    /// When a k is not a character of the group, or k = −k and the value is not real.
    pub fn try_from_pairs(dual: &Dual, pairs: Vec<(usize, S)>) -> Result<Self> {
        for (k, value) in &pairs {
            require_place(dual, *k, value)?;
        }
        Ok(Self::from_pairs(dual, pairs))
    }

    /// Refuses a function that is none on this dual.
    ///
    /// # Errors
    /// When an entry is stored at no representative of a pair, or k = −k and its value is not real.
    pub fn validate(&self, dual: &Dual) -> Result<()> {
        for (k, value) in self.representatives() {
            require_place(dual, k, value)?;
            if dual.representative(k) != k {
                let label = dual.label(k);
                return Err(Error::argument(format!("an entry at {label} represents no pair of {}", dual.group())));
            }
        }
        Ok(())
    }

    /// The function 1.
    #[must_use]
    pub fn one(dual: &Dual) -> Self {
        let representatives = std::iter::once(0).chain(dual.representatives());
        Spectrum { entries: representatives.map(|k| (k as u32, S::one())).collect() }
    }

    /// f(k).
    #[must_use]
    pub fn get(&self, dual: &Dual, k: usize) -> S {
        let representative = dual.representative(k);
        match self.entries.binary_search_by_key(&(representative as u32), |entry| entry.0) {
            Err(_) => S::zero(),
            Ok(at) if k == representative => self.entries[at].1.clone(),
            Ok(at) => self.entries[at].1.conj(),
        }
    }

    /// The stored entries (k, f(k)): non-zero values at representatives, sorted by k.
    pub fn representatives(&self) -> impl ExactSizeIterator<Item = (usize, &S)> + Clone {
        self.entries.iter().map(|(k, value)| (*k as usize, value))
    }

    /// The stored value at position `at` of [`Spectrum::representatives`].
    pub(crate) fn value_at(&self, at: usize) -> &S {
        &self.entries[at].1
    }

    /// All non-zero entries (k, f(k)), conjugate partners included.
    pub fn entries<'a>(&'a self, dual: &'a Dual) -> impl Iterator<Item = (usize, S)> + 'a {
        self.representatives().flat_map(move |(k, value)| {
            let conjugate = (dual.multiplicity(k) == 2).then(|| (dual.conjugate(k), value.conj()));
            std::iter::once((k, value.clone())).chain(conjugate)
        })
    }

    /// Whether f = 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.entries.is_empty()
    }

    /// The function k ↦ `f(k, value)` on the stored representatives.
    ///
    /// Where k = −k the value must stay real: a sum refuses a node that breaks this.
    #[must_use]
    pub fn map(&self, mut f: impl FnMut(usize, &S) -> S) -> Self {
        let entries = self.entries.iter().map(|(k, value)| (*k, f(*k as usize, value)));
        Spectrum { entries: entries.filter(|entry| !entry.1.is_zero()).collect() }
    }

    /// The pointwise sum.
    #[must_use]
    pub fn plus(&self, dual: &Dual, other: &Self) -> Self {
        let pairs = self.representatives().chain(other.representatives());
        Self::from_pairs(dual, pairs.map(|(k, value)| (k, value.clone())))
    }

    /// The pointwise product; its support is the intersection of the supports.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (mut x, mut y) = (self.entries.iter().peekable(), other.entries.iter().peekable());
        let mut entries = SmallVec::new();
        while let (Some((k, value)), Some((l, factor))) = (x.peek(), y.peek()) {
            match k.cmp(l) {
                std::cmp::Ordering::Less => drop(x.next()),
                std::cmp::Ordering::Greater => drop(y.next()),
                std::cmp::Ordering::Equal => {
                    let product = value.clone() * factor;
                    if !product.is_zero() {
                        entries.push((*k, product));
                    }
                    x.next();
                    y.next();
                }
            }
        }
        Spectrum { entries }
    }

    /// Whether all values agree within `tolerance`.
    #[must_use]
    pub fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        let (mut x, mut y) = (self.entries.iter().peekable(), other.entries.iter().peekable());
        loop {
            let close = match (x.peek(), y.peek()) {
                (None, None) => return true,
                (Some((k, value)), Some((l, twin))) if k == l => {
                    let close = value.is_close(twin, tolerance);
                    x.next();
                    y.next();
                    close
                }
                (Some((k, value)), other) if other.is_none_or(|(l, _)| k < l) => {
                    let close = value.is_close(&S::zero(), tolerance);
                    x.next();
                    close
                }
                (_, Some((_, value))) => {
                    let close = value.is_close(&S::zero(), tolerance);
                    y.next();
                    close
                }
                (Some(_), None) => unreachable!("an entry without a partner is handled above"),
            };
            if !close {
                return false;
            }
        }
    }
}

/// In which basis a function is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The basis e_k, as a and b are.
    Input,
    /// The dual basis conj(e_k)/ν_k, ν_k the mean of |e_k|², as c is.
    Output,
}

impl Side {
    /// The side of a vector.
    #[must_use]
    pub fn of(channel: Channel) -> Self {
        if channel == Channel::C { Side::Output } else { Side::Input }
    }
}

/// # Values on the group
impl<S: Cyclotomic> Spectrum<S> {
    /// The values f(g) = Σ_k z_k e_k(g), or of an output Σ_k z_k conj(e_k(g))/ν_k. Time O(d · number of entries).
    #[must_use]
    pub fn values(&self, dual: &Dual, side: Side) -> Vec<S> {
        let mut values = vec![S::zero(); dual.len()];
        for (k, entry) in self.entries(dual) {
            let entry = match side {
                Side::Input => entry,
                Side::Output => entry * &dual.inverse_norm_in(k),
            };
            for (g, value) in values.iter_mut().enumerate() {
                let e: S = dual.value_in(k, g);
                value.add_product(&entry, &if side == Side::Input { e } else { e.conj() });
            }
        }
        values.into_iter().map(S::shortened).collect()
    }

    /// The function with the given values, which are real: z_k = (1/(d ν_k)) Σ_g f(g) conj(e_k(g)), or of an output
    /// (1/d) Σ_g f(g) e_k(g). Entries of floats that are rounding errors are left out. Time O(d²).
    #[must_use]
    pub fn of_values(dual: &Dual, side: Side, values: &[S]) -> Self {
        let size = |value: &S| value.to_complex().map_or(1.0, |value| value.norm());
        let noise = 1e-14 * values.iter().map(size).fold(0.0, f64::max);
        let share = S::from_ratio(1, dual.len() as u64);
        let entry = |k: usize| {
            let mut sum = S::zero();
            for (g, value) in values.iter().enumerate().filter(|(_, value)| !value.is_zero()) {
                let e: S = dual.value_in(k, g);
                sum.add_product(value, &if side == Side::Input { e.conj() } else { e });
            }
            let sum = (sum * &share).shortened();
            let sum = match side {
                Side::Input => sum * &dual.inverse_norm_in(k),
                Side::Output => sum,
            };
            let half = || S::from_ratio(1, 2);
            let real = if dual.is_self_conjugate(k) { (sum.clone() + sum.conj()) * &half() } else { sum };
            (k, if real.is_close(&S::zero(), noise) { S::zero() } else { real })
        };
        Self::from_pairs(dual, std::iter::once(0).chain(dual.representatives()).map(entry))
    }
}

/// Refuses an entry at no character of the group, or one that is not real where it has to be.
fn require_place<S: Scalar>(dual: &Dual, k: usize, value: &S) -> Result<()> {
    if k >= dual.len() {
        return Err(Error::argument(format!("an entry at frequency {k}, but {} has {}", dual.group(), dual.len())));
    }
    if dual.is_self_conjugate(k) && !value.is_real() {
        let label = dual.label(k);
        return Err(Error::argument(format!("the entry {value} at the self-conjugate frequency {label} is not real")));
    }
    Ok(())
}

/// The entry `value` at k, moved to the representative of ±k.
fn at_representative<S: Scalar>(dual: &Dual, k: usize, value: S) -> (u32, S) {
    assert!(
        !dual.is_self_conjugate(k) || value.is_real(),
        "entry {value} at the self-conjugate frequency {k} is not real"
    );
    let representative = dual.representative(k);
    (representative as u32, if k == representative { value } else { value.conj() })
}
