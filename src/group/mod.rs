//! Finite Abelian groups Z_n1 × … × Z_nm: their elements and automorphisms.
//!
//! What the entries of a network's nodes are indexed by is the [`Dual`](crate::Dual) of the group, not the group.

mod automorphism;

pub use automorphism::Automorphism;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use itertools::Itertools;

use crate::number;
use crate::{Error, Result};

/// A finite Abelian group G = Z_n1 × … × Z_nm.
///
/// Elements are numbered 0, 1, …, d−1 in lexicographic order of their coordinates, first coordinate slowest; 0 is the
/// neutral element. The trivial group is `Z_1`. Cloning is cheap.
///
/// ```
/// use cogring::Group;
/// let group: Group = "2x4".parse()?;
/// assert_eq!(group.order(), 8);
/// assert_eq!(group.coordinates(6), [1, 2]);
/// assert_eq!(group.multiply(6, 3), group.index(&[1, 1])?);
/// assert_eq!(group.inverse(6), 6); // (1, 2) = −(1, 2)
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

/// Largest group order accepted: indices of pairs of elements still fit in 64 bits, and a dense d-vector in memory.
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

    /// The exponent lcm(n_l): gᵗ = 1 for all g at this t and no smaller one.
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

/// # Elements
impl Group {
    /// The coordinates of the element `g`.
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

    /// The neutral element, 0.
    #[must_use]
    pub fn identity(&self) -> usize {
        0
    }

    /// g·h, written g + h in an Abelian group.
    #[must_use]
    pub fn multiply(&self, g: usize, h: usize) -> usize {
        match self.moduli() {
            &[n] => (g + h) % n,
            moduli => combine(moduli, g, h, |n, x, y| (x + y) % n),
        }
    }

    /// g⁻¹, written −g in an Abelian group.
    #[must_use]
    pub fn inverse(&self, g: usize) -> usize {
        match self.moduli() {
            &[n] => (n - g) % n,
            moduli => combine(moduli, g, 0, |n, x, _| (n - x) % n),
        }
    }

    /// gᵗ, written t·g in an Abelian group, for an integer t.
    #[must_use]
    pub fn power(&self, g: usize, t: i64) -> usize {
        combine(self.moduli(), g, 0, |n, x, _| {
            let n = n as i128;
            (i128::from(t) * x as i128).rem_euclid(n) as usize
        })
    }

    /// The smallest t ≥ 1 with gᵗ = 1.
    #[must_use]
    pub fn element_order(&self, g: usize) -> usize {
        self.coordinates(g).iter().zip(self.moduli()).fold(1, |order, (&x, &n)| lcm(order, n / gcd(n, x)))
    }

    /// The generator (0, …, 1, …, 0) of the l-th factor.
    ///
    /// # Panics
    /// When there is no such factor.
    #[must_use]
    pub fn generator(&self, l: usize) -> usize {
        let stride: usize = self.moduli()[l + 1..].iter().product();
        if self.moduli()[l] > 1 { stride } else { 0 }
    }

    /// Writes an element: `5` in a cyclic group, `(1,2)` in a product.
    #[must_use]
    pub fn label(&self, g: usize) -> String {
        if self.is_cyclic_presentation() {
            return g.to_string();
        }
        format!("({})", self.coordinates(g).iter().join(","))
    }

    /// Parses an element: an integer in a cyclic group, coordinates such as `1,2` or `(1,2)` in a product. A coordinate x
    /// modulo n has −n < x < n; a negative one counts from n.
    ///
    /// # Errors
    /// When the text is not a list of m integers in these ranges.
    pub fn parse_element(&self, text: &str) -> Result<usize> {
        let trimmed = text.trim();
        let inner = trimmed.strip_prefix('(').map_or(Some(trimmed), |rest| rest.strip_suffix(')'));
        let number = |part: &str| part.trim().parse::<i64>().ok();
        let Some(coordinates) = inner.and_then(|inner| inner.split(',').map(number).collect::<Option<Vec<_>>>()) else {
            return Err(Error::parse(format!(
                "`{text}` is not an element of {self}, which is written like {}",
                self.label(self.order() - 1)
            )));
        };
        self.index_of_signed(&coordinates)
    }

    /// The index of the element with the given coordinates, −n < x < n each.
    ///
    /// # Errors
    /// When the number of coordinates is not m, or one is out of its range.
    pub fn index_of_signed(&self, coordinates: &[i64]) -> Result<usize> {
        let found = || coordinates.iter().join(",");
        if coordinates.len() != self.moduli().len() {
            let (m, found) = (self.moduli().len(), found());
            return Err(Error::argument(format!("`{found}` has not the {m} coordinates of an element of {self}")));
        }
        let reduced = coordinates.iter().zip(self.moduli()).map(|(&x, &n)| {
            let n = n as i64;
            (-n < x && x < n).then(|| x.rem_euclid(n) as usize)
        });
        let reduced = reduced.collect::<Option<Vec<_>>>().ok_or_else(|| {
            Error::argument(format!("`{}` is out of range for an element of {self}: |x| < n for each", found()))
        })?;
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
    number::gcd(a as u64, b as u64) as usize
}

/// The least common multiple of two divisors of a group's order.
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

    /// Reads `23`, `4x9`, `2x2x3`, and the usual names of cyclic groups and their products: `Z_23`, `Z23`, `C23`, `Z/23Z`,
    /// `Z2xZ4`, `Z_2^3`.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || {
            Error::parse(format!(
                "`{text}` is not a group that is read (finite Abelian); write the orders of its factors, as in 23 or 4x9 (Z_23, C23 \
                 and Z2xZ4 are read as well)"
            ))
        };
        let mut moduli = Vec::new();
        for factor in text.split(['x', 'X', '×', '*']) {
            let (order, times) = cyclic_factor(factor.trim()).ok_or_else(bad)?;
            moduli.extend(std::iter::repeat_n(order, times));
        }
        Self::new(&moduli)
    }
}

/// The order n of a factor written `n`, `Z_n`, `Zn`, `Z/n`, `Z/nZ`, `C_n` or `Cn`, and how often it is taken: m in `Z_n^m`.
fn cyclic_factor(text: &str) -> Option<(usize, usize)> {
    /// A power of two or more of an order above 2²⁶ is refused in any case, and this many factors 1 serve nobody.
    const MOST: usize = 64;
    let (base, times) = match text.split_once('^') {
        Some((base, times)) => (base.trim(), times.trim().parse().ok().filter(|times| (1..=MOST).contains(times))?),
        None => (text, 1),
    };
    let named = base.strip_prefix(['Z', 'z', 'C', 'c', 'ℤ']).map(|rest| match rest.strip_prefix('/') {
        Some(quotient) => quotient.strip_suffix(['Z', 'z', 'ℤ']).unwrap_or(quotient),
        None => rest.strip_prefix('_').unwrap_or(rest),
    });
    let digits = named.unwrap_or(base);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?.map(|order| (order, times))
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
