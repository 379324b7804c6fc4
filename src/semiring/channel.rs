//! What comes once for each of a node's three vectors: first input a, second input b, output c.

use std::fmt;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// Which of a node's three vectors: first input a, second input b, output c.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// One `T` for each of a, b and c.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct PerChannel<T> {
    /// Of the first input.
    pub a: T,
    /// Of the second input.
    pub b: T,
    /// Of the output.
    pub c: T,
}

impl<T> PerChannel<T> {
    /// (a, b, c).
    #[must_use]
    pub const fn new(a: T, b: T, c: T) -> Self {
        PerChannel { a, b, c }
    }

    /// `f` of each channel.
    #[must_use]
    pub fn from_fn(mut f: impl FnMut(Channel) -> T) -> Self {
        PerChannel { a: f(Channel::A), b: f(Channel::B), c: f(Channel::C) }
    }

    /// `f` of each part.
    #[must_use]
    pub fn map<U>(&self, mut f: impl FnMut(Channel, &T) -> U) -> PerChannel<U> {
        PerChannel::from_fn(|channel| f(channel, &self[channel]))
    }

    /// The parts with their channels, in the order a, b, c.
    pub fn iter(&self) -> impl Iterator<Item = (Channel, &T)> {
        Channel::ALL.into_iter().map(|channel| (channel, &self[channel]))
    }

    /// The parts of both, side by side.
    pub fn zip<'a, U>(&'a self, other: &'a PerChannel<U>) -> impl Iterator<Item = (&'a T, &'a U)> {
        Channel::ALL.into_iter().map(|channel| (&self[channel], &other[channel]))
    }

    /// The parts as an array.
    #[must_use]
    pub fn each(&self) -> [&T; 3] {
        [&self.a, &self.b, &self.c]
    }
}

impl<T> Index<Channel> for PerChannel<T> {
    type Output = T;

    #[inline]
    fn index(&self, channel: Channel) -> &T {
        match channel {
            Channel::A => &self.a,
            Channel::B => &self.b,
            Channel::C => &self.c,
        }
    }
}

impl<T> IndexMut<Channel> for PerChannel<T> {
    #[inline]
    fn index_mut(&mut self, channel: Channel) -> &mut T {
        match channel {
            Channel::A => &mut self.a,
            Channel::B => &mut self.b,
            Channel::C => &mut self.c,
        }
    }
}
