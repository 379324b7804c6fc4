//! One hidden node of a network: three real vectors, by their Fourier coefficients.

use std::fmt::Write;

use super::block::Triple;
use super::channel::PerChannel;
use super::formal_sum::NodeMonoid;
use super::spectrum::Spectrum;
use crate::Result;
use crate::dual::Dual;
use crate::scalar::Scalar;

/// A hidden node: the Fourier coefficients z_{pk} of its three vectors, p ∈ {a, b, c}.
///
/// Real by construction: z_{p,−k} = conj(z_{pk}) (see [`Spectrum`]).
pub type Node<S> = PerChannel<Spectrum<S>>;

impl<S: Scalar> Node<S> {
    /// The node with the entries of `triple` at the pair ±k and zero elsewhere.
    ///
    /// # Panics
    /// When k is not an index of `dual`, or k = −k and an entry is not real.
    #[must_use]
    pub fn at_frequency(dual: &Dual, k: usize, triple: Triple<S>) -> Self {
        let Triple { a, b, c } = triple;
        let at = |entry: S| Spectrum::single(dual, k, entry);
        Node { a: at(a), b: at(b), c: at(c) }
    }

    /// The entries as text: `(2, -i, 1/2) @ 3` on one pair, `(a: 1 @ 0 + i @ 2; b: …; c: …)` in general.
    pub(super) fn text(&self, dual: &Dual) -> String {
        let mut places = self.each().into_iter().flat_map(Spectrum::representatives).map(|(k, _)| k);
        let first = places.next().unwrap_or(0);
        if places.all(|k| k == first) {
            let triple = self.map(|_, spectrum| spectrum.get(dual, first));
            return format!("{triple} @ {}", dual.label(first));
        }
        let mut text = String::new();
        for (channel, spectrum) in self.iter() {
            let entries: Vec<String> =
                spectrum.representatives().map(|(k, value)| format!("{value} @ {}", dual.label(k))).collect();
            let separator = if text.is_empty() { "(" } else { "; " };
            let _ = write!(text, "{separator}{channel}: {}", entries.join(" + "));
        }
        text + ")"
    }
}

impl<S: Scalar> NodeMonoid<S> for Node<S> {
    type Space = Dual;

    /// The unit of the semiring: every entry, frequency 0 included, is 1.
    fn one(dual: &Dual) -> Self {
        let one = Spectrum::one(dual);
        Node { a: one.clone(), b: one.clone(), c: one }
    }

    fn multiply(&self, other: &Self) -> Self {
        self.map(|channel, spectrum| spectrum.times(&other[channel]))
    }

    fn scale_entries(&self, t: &S) -> Self {
        self.map(|_, spectrum| spectrum.map(|_, value| value.clone() * t))
    }

    fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        self.zip(other).all(|(x, y)| x.is_close(y, tolerance))
    }

    fn validate(&self, dual: &Dual) -> Result<()> {
        self.iter().try_for_each(|(channel, spectrum)| {
            spectrum.validate(dual).map_err(|error| error.context(format!("vector {channel}")))
        })
    }
}
