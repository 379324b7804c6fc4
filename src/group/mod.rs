//! Finite Abelian groups Z_n1 × … × Z_nm, their characters and their Fourier transform.

mod automorphism;
mod fourier;

pub use automorphism::Automorphism;
pub use fourier::FourierTransform;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use num_complex::Complex64;

use crate::{Error, Result};

/// A finite Abelian group G = Z_n1 × … × Z_nm, written additively.
///
/// Elements and characters are both numbered 0, 1, …, d−1 in lexicographic order of their coordinates, first
/// coordinate slowest; 0 is the neutral element and the trivial character. The trivial group is `Z_1`.
/// Cloning is cheap.
///
/// ```
/// use cogring::Group;
/// let group: Group = "2x4".parse()?;
/// assert_eq!(group.order(), 8);
/// assert_eq!(group.coordinates(6), [1, 2]);
/// assert_eq!(group.add(6, 3), group.index(&[1, 1])?);
/// assert!(group.is_self_conjugate(6)); // (1, 2) = −(1, 2)
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Group {
    shape: Arc<Shape>,
}

#[derive(PartialEq, Eq, Hash)]
struct Shape {
    moduli: Vec<usize>,
    order: usize,
    exponent: usize,
}

/// Largest group order accepted: indices of pairs of characters still fit in 64 bits, and a dense d-vector in memory.
const MAX_ORDER: usize = 1 << 26;

impl Group {
    /// Returns Z_n1 × … × Z_nm.
    ///
    /// # Errors
    /// When there is no factor, a factor is 0, or the order Π n_l exceeds 2²⁶.
    pub fn new(moduli: &[usize]) -> Result<Self> {
        if moduli.is_empty() {
            return Err(Error::argument("a group needs at least one factor, such as 23 or 4x9"));
        }
        let mut order = 1usize;
        let mut exponent = 1usize;
        for &n in moduli {
            if n == 0 {
                return Err(Error::argument("a factor of a group is 0; every factor must be at least 1"));
            }
            order = order
                .checked_mul(n)
                .filter(|&order| order <= MAX_ORDER)
                .ok_or_else(|| Error::argument(format!("group of order above {MAX_ORDER}, the largest supported")))?;
            exponent = lcm(exponent, n);
        }
        Ok(Group { shape: Arc::new(Shape { moduli: moduli.to_vec(), order, exponent }) })
    }

    /// Returns the cyclic group Z_d.
    ///
    /// # Errors
    /// When d is 0 or exceeds 2²⁶.
    pub fn cyclic(d: usize) -> Result<Self> {
        Self::new(&[d])
    }

    /// The factors n_1, …, n_m.
    #[must_use]
    pub fn moduli(&self) -> &[usize] {
        &self.shape.moduli
    }

    /// The order d = Π n_l.
    #[must_use]
    pub fn order(&self) -> usize {
        self.shape.order
    }

    /// The exponent lcm(n_l): every character takes values in the roots of unity of this order.
    #[must_use]
    pub fn exponent(&self) -> usize {
        self.shape.exponent
    }

    /// Whether the group is given by a single factor, so that elements are written as integers.
    #[must_use]
    pub fn is_cyclic_presentation(&self) -> bool {
        self.shape.moduli.len() == 1
    }
}

/// # Elements and characters
impl Group {
    /// The coordinates of element (or character) `g`.
    ///
    /// # Panics
    /// When `g ≥ d`.
    #[must_use]
    pub fn coordinates(&self, g: usize) -> Vec<usize> {
        assert!(g < self.order(), "element {g} of a group of order {}", self.order());
        let mut rest = g;
        let mut coordinates: Vec<usize> = self
            .moduli()
            .iter()
            .rev()
            .map(|&n| {
                let x = rest % n;
                rest /= n;
                x
            })
            .collect();
        coordinates.reverse();
        coordinates
    }

    /// The index of the element with the given coordinates.
    ///
    /// # Errors
    /// When the number of coordinates is not m, or one is not below its modulus.
    pub fn index(&self, coordinates: &[usize]) -> Result<usize> {
        let fits =
            coordinates.len() == self.moduli().len() && coordinates.iter().zip(self.moduli()).all(|(x, n)| x < n);
        if !fits {
            return Err(Error::argument(format!("{coordinates:?} is not an element of {self}")));
        }
        Ok(coordinates.iter().zip(self.moduli()).fold(0, |index, (x, n)| index * n + x))
    }

    /// g + h.
    #[must_use]
    pub fn add(&self, g: usize, h: usize) -> usize {
        match self.moduli() {
            &[n] => (g + h) % n,
            moduli => combine(moduli, g, h, |n, x, y| (x + y) % n),
        }
    }

    /// g − h.
    #[must_use]
    pub fn sub(&self, g: usize, h: usize) -> usize {
        match self.moduli() {
            &[n] => (g + n - h) % n,
            moduli => combine(moduli, g, h, |n, x, y| (x + n - y) % n),
        }
    }

    /// −g: the inverse of an element, the conjugate of a character.
    #[must_use]
    pub fn neg(&self, g: usize) -> usize {
        self.sub(0, g)
    }

    /// t·g for an integer t.
    #[must_use]
    pub fn multiple(&self, t: i64, g: usize) -> usize {
        combine(self.moduli(), g, 0, |n, x, _| {
            let n = n as i128;
            (i128::from(t) * x as i128).rem_euclid(n) as usize
        })
    }

    /// The smallest t ≥ 1 with t·g = 0.
    #[must_use]
    pub fn element_order(&self, g: usize) -> usize {
        self.coordinates(g).iter().zip(self.moduli()).fold(1, |order, (&x, &n)| lcm(order, n / gcd(n, x)))
    }

    /// The phase of φ_k(g) in turns, as an exact fraction of [`Group::exponent`]:
    /// φ_k(g) = exp(2πi · `phase` / `exponent`), `0 ≤ phase < exponent`.
    #[must_use]
    pub fn phase(&self, k: usize, g: usize) -> usize {
        let exponent = self.exponent();
        let (mut k, mut g, mut phase) = (k, g, 0usize);
        for &n in self.moduli().iter().rev() {
            phase = (phase + ((k % n) * (g % n)) % n * (exponent / n)) % exponent;
            k /= n;
            g /= n;
        }
        phase
    }

    /// The character value φ_k(g) = exp(2πi Σ_l k_l g_l / n_l).
    #[must_use]
    pub fn character(&self, k: usize, g: usize) -> Complex64 {
        let turns = self.phase(k, g) as f64 / self.exponent() as f64;
        Complex64::cis(std::f64::consts::TAU * turns)
    }
}

/// # Conjugate pairs
impl Group {
    /// Whether k = −k, so that the character is real.
    #[must_use]
    pub fn is_self_conjugate(&self, k: usize) -> bool {
        self.neg(k) == k
    }

    /// The member of the pair ±k with the smaller index.
    #[must_use]
    pub fn representative(&self, k: usize) -> usize {
        k.min(self.neg(k))
    }

    /// One representative of every pair ±k with k ≠ 0, self-conjugate characters included, in increasing order.
    pub fn representatives(&self) -> impl Iterator<Item = usize> + '_ {
        (1..self.order()).filter(|&k| k <= self.neg(k))
    }

    /// One representative of every pair ±k with k ≠ −k.
    pub fn complex_pairs(&self) -> impl Iterator<Item = usize> + '_ {
        (1..self.order()).filter(|&k| k < self.neg(k))
    }

    /// Every k ≠ 0 with k = −k; there is one iff d is even.
    pub fn self_conjugate_characters(&self) -> impl Iterator<Item = usize> + '_ {
        (1..self.order()).filter(|&k| k == self.neg(k))
    }

    /// Writes an element: `5` in a cyclic group, `(1,2)` in a product.
    #[must_use]
    pub fn label(&self, g: usize) -> String {
        if self.is_cyclic_presentation() {
            return g.to_string();
        }
        let coordinates: Vec<String> = self.coordinates(g).iter().map(usize::to_string).collect();
        format!("({})", coordinates.join(","))
    }

    /// Parses an element: an integer in a cyclic group (negative ones allowed), coordinates such as `1,2` or `(1,2)` in
    /// a product.
    ///
    /// # Errors
    /// When the text is not a list of m integers.
    pub fn parse_element(&self, text: &str) -> Result<usize> {
        let bad = || Error::parse(format!("`{text}` is not an element of {self}"));
        let inner = text.trim().trim_start_matches('(').trim_end_matches(')');
        let coordinates =
            inner.split(',').map(|part| part.trim().parse::<i64>().map_err(|_| bad())).collect::<Result<Vec<_>>>()?;
        if coordinates.len() != self.moduli().len() {
            return Err(bad());
        }
        let reduced: Vec<usize> =
            coordinates.iter().zip(self.moduli()).map(|(x, &n)| x.rem_euclid(n as i64) as usize).collect();
        self.index(&reduced)
    }
}

fn combine(moduli: &[usize], g: usize, h: usize, op: impl Fn(usize, usize, usize) -> usize) -> usize {
    let (mut g, mut h, mut stride, mut result) = (g, h, 1, 0);
    for &n in moduli.iter().rev() {
        result += stride * op(n, g % n, h % n);
        g /= n;
        h /= n;
        stride *= n;
    }
    result
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn lcm(a: usize, b: usize) -> usize {
    a / gcd(a, b) * b
}

impl fmt::Display for Group {
    /// Writes the form that [`FromStr`] reads: `23`, `4x9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let factors: Vec<String> = self.moduli().iter().map(usize::to_string).collect();
        f.write_str(&factors.join("x"))
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Group({self})")
    }
}

impl FromStr for Group {
    type Err = Error;

    /// Reads `23`, `4x9`, `2x2x3`.
    fn from_str(text: &str) -> Result<Self> {
        let moduli = text
            .split(['x', 'X', '×'])
            .map(|factor| {
                factor.trim().parse::<usize>().map_err(|_| {
                    Error::parse(format!("`{text}` is not a group; write the orders of its factors, as in 23 or 4x9"))
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Self::new(&moduli)
    }
}

impl serde::Serialize for Group {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Group {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
