//! One hidden node of a network: three real vectors, by their Fourier coefficients.

use std::fmt;

use super::block::Triple;
use super::formal_sum::NodeMonoid;
use super::spectrum::Spectrum;
use crate::group::Group;
use crate::scalar::Scalar;

/// Which of a node's three vectors: first input a, second input b, output c.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The first input, a\[g\] = Σ_k z_{ak} φ_k(g).
    A,
    /// The second input, b\[g\] = Σ_k z_{bk} φ_k(g).
    B,
    /// The output, c\[h\] = Σ_k z_{ck} conj(φ_k(h)).
    C,
}

impl Channel {
    /// a, b, c.
    pub const ALL: [Channel; 3] = [Channel::A, Channel::B, Channel::C];
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Channel::A => "a",
            Channel::B => "b",
            Channel::C => "c",
        })
    }
}

/// A hidden node: the Fourier coefficients z_{pk} of its three vectors, p ∈ {a, b, c}.
///
/// Real by construction: z_{p,−k} = conj(z_{pk}) (see [`Spectrum`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Node<S> {
    /// Coefficients of the first input.
    pub a: Spectrum<S>,
    /// Coefficients of the second input.
    pub b: Spectrum<S>,
    /// Coefficients of the output.
    pub c: Spectrum<S>,
}

impl<S: Scalar> Node<S> {
    /// The unit of the semiring: every entry, frequency 0 included, is 1.
    #[must_use]
    pub fn one(group: &Group) -> Self {
        let one = Spectrum::one(group);
        Node { a: one.clone(), b: one.clone(), c: one }
    }

    /// The node with the entries of `triple` at the pair ±k and zero elsewhere.
    ///
    /// # Panics
    /// When k = −k and an entry is not real.
    #[must_use]
    pub fn at_frequency(group: &Group, k: usize, triple: Triple<S>) -> Self {
        Node {
            a: Spectrum::single(group, k, triple.a),
            b: Spectrum::single(group, k, triple.b),
            c: Spectrum::single(group, k, triple.c),
        }
    }

    /// The coefficients of one vector.
    #[must_use]
    pub fn channel(&self, channel: Channel) -> &Spectrum<S> {
        match channel {
            Channel::A => &self.a,
            Channel::B => &self.b,
            Channel::C => &self.c,
        }
    }

    /// The node with every vector replaced by `f` of it.
    #[must_use]
    pub fn map(&self, mut f: impl FnMut(Channel, &Spectrum<S>) -> Spectrum<S>) -> Self {
        Node { a: f(Channel::A, &self.a), b: f(Channel::B, &self.b), c: f(Channel::C, &self.c) }
    }
}

impl<S: Scalar> NodeMonoid<S> for Node<S> {
    fn multiply(&self, other: &Self) -> Self {
        self.map(|channel, spectrum| spectrum.times(other.channel(channel)))
    }

    fn scale_entries(&self, t: &S) -> Self {
        self.map(|_, spectrum| spectrum.map(|_, value| value.clone() * t))
    }

    fn is_close(&self, other: &Self, tolerance: f64) -> bool {
        Channel::ALL.iter().all(|&channel| self.channel(channel).is_close(other.channel(channel), tolerance))
    }
}
