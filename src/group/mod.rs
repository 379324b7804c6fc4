//! Finite groups: their elements, names and automorphisms.
//!
//! What the entries of a network's nodes are indexed by is the [`Dual`](crate::Dual) of the group, not the group.

mod automorphism;
mod classes;
mod family;
mod identify;
mod moduli;
mod name;
mod small;
mod table;

pub use automorphism::Automorphism;
pub use small::SmallGroup;
pub use table::MAX_TABLE_ORDER;

use std::any::Any;
use std::sync::Arc;

use itertools::Itertools;

use crate::{Error, Result};
use moduli::{gcd, lcm};
use table::Table;

/// A finite group G: Abelian, as a product Z_n1 × … × Z_nm, or any group, by its Cayley table.
///
/// Elements are numbered 0, 1, …, d−1: those of Z_n1 × … × Z_nm in lexicographic order of their coordinates, first
/// coordinate slowest, so that 0 is the neutral element; those of a table as the table numbers them. Cloning is cheap.
///
/// ```
/// use cogring::Group;
/// let group: Group = "2x4".parse()?;
/// assert_eq!(group.order(), 8);
/// assert_eq!(group.coordinates(6), [1, 2]);
/// assert_eq!(group.multiply(6, 3), group.index(&[1, 1])?);
/// assert_eq!(group.inverse(6), 6); // (1, 2) = −(1, 2)
/// let group: Group = "S3".parse()?;
/// assert!(!group.is_abelian());
/// assert_eq!((group.order(), group.exponent()), (6, 6));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Group {
    law: Arc<Law>,
}

#[derive(PartialEq, Eq, Hash)]
enum Law {
    /// Coordinates are added.
    Moduli { moduli: Vec<usize>, order: usize, exponent: usize },
    /// Products are looked up.
    Table(Table),
}

/// Largest group order accepted: indices of pairs of elements still fit in 64 bits, and a dense d-vector in memory.
const MAX_ORDER: usize = 1 << 26;

/// # Construction
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
        Ok(Group { law: Arc::new(Law::Moduli { moduli: moduli.to_vec(), order, exponent }) })
    }

    /// Returns the cyclic group Z_d.
    ///
    /// # Errors
    /// When d is 0 or exceeds 2²⁶.
    pub fn cyclic(d: usize) -> Result<Self> {
        Self::new(&[d])
    }

    /// The group with the Cayley table `rows`: entry (g, h) is g·h, in any numbering. It gets the name that has just this
    /// table, if one has.
    ///
    /// # Errors
    /// When the rows are no square of 1 to 512, or they are not the table of a group: a row or column is no permutation,
    /// there is no identity, or a product is not associative.
    pub fn from_table(rows: &[Vec<usize>]) -> Result<Self> {
        let table = Table::new(None, rows)?;
        let group = Group { law: Arc::new(Law::Table(table)) };
        Ok(group.known_name().unwrap_or(group))
    }

    fn from_named_table(name: Option<String>, rows: &[Vec<usize>]) -> Result<Self> {
        Ok(Group { law: Arc::new(Law::Table(Table::new(name, rows)?)) })
    }
}

/// # What kind of group it is
impl Group {
    /// The factors n_1, …, n_m, of a group that is given by them.
    #[must_use]
    pub fn moduli(&self) -> Option<&[usize]> {
        match &*self.law {
            Law::Moduli { moduli, .. } => Some(moduli),
            Law::Table(_) => None,
        }
    }

    /// The factors n_1, …, n_m, for what is done with coordinates only.
    ///
    /// # Errors
    /// When the group is given by its table; `what` says what was asked.
    pub fn require_moduli(&self, what: &str) -> Result<&[usize]> {
        self.moduli().ok_or_else(|| {
            Error::unsupported(format!(
                "{what} of {self}: only for Abelian groups written by their factors, as 23 or 4x9"
            ))
        })
    }

    /// The rows of the Cayley table, of a group that is given by it.
    #[must_use]
    pub fn table(&self) -> Option<Vec<Vec<usize>>> {
        let d = self.order();
        self.as_table().map(|table| (0..d).map(|g| (0..d).map(|h| table.multiply(g, h)).collect()).collect())
    }

    fn as_table(&self) -> Option<&Table> {
        match &*self.law {
            Law::Moduli { .. } => None,
            Law::Table(table) => Some(table),
        }
    }

    /// The order d.
    #[must_use]
    pub fn order(&self) -> usize {
        match &*self.law {
            Law::Moduli { order, .. } => *order,
            Law::Table(table) => table.order,
        }
    }

    /// The exponent: gᵗ = 1 for all g at this t and no smaller one.
    #[must_use]
    pub fn exponent(&self) -> usize {
        match &*self.law {
            Law::Moduli { exponent, .. } => *exponent,
            Law::Table(table) => table.exponent,
        }
    }

    /// Whether g·h = h·g for all elements.
    #[must_use]
    pub fn is_abelian(&self) -> bool {
        let generators = self.as_table().map_or_else(Vec::new, Table::generators);
        generators.iter().tuple_combinations().all(|(&s, &t)| self.multiply(s, t) == self.multiply(t, s))
    }

    /// Whether elements are written as integers: by a single factor, or by their number in a table.
    #[must_use]
    pub fn is_cyclic_presentation(&self) -> bool {
        self.moduli().is_none_or(|moduli| moduli.len() == 1)
    }

    /// What a room above computes of a group that is given by its table, once.
    pub(crate) fn derived<T: Any + Send + Sync>(&self, compute: impl FnOnce() -> T) -> Option<Arc<T>> {
        let table = self.as_table()?;
        let value = table.derived.get_or_init(|| Arc::new(compute()) as Arc<dyn Any + Send + Sync>);
        value.clone().downcast().ok()
    }
}

/// # Elements
impl Group {
    /// The coordinates of the element `g`: its number alone, in a group that is given by its table.
    ///
    /// # Panics
    /// When `g ≥ d`.
    #[must_use]
    pub fn coordinates(&self, g: usize) -> Vec<usize> {
        assert!(g < self.order(), "element {g} of a group of order {}", self.order());
        moduli::coordinates(self.ranges(), g)
    }

    /// In which ranges the coordinates of an element lie.
    pub(crate) fn ranges(&self) -> &[usize] {
        match &*self.law {
            Law::Moduli { moduli, .. } => moduli,
            Law::Table(table) => std::slice::from_ref(&table.order),
        }
    }

    /// The index of the element with the given coordinates.
    ///
    /// # Errors
    /// When the number of coordinates is not m, or one is not below its modulus.
    pub fn index(&self, coordinates: &[usize]) -> Result<usize> {
        let ranges = self.ranges();
        let fits = coordinates.len() == ranges.len() && coordinates.iter().zip(ranges).all(|(x, n)| x < n);
        if !fits {
            return Err(Error::argument(format!("{coordinates:?} is not an element of {self}")));
        }
        Ok(coordinates.iter().zip(ranges).fold(0, |index, (x, n)| index * n + x))
    }

    /// The neutral element.
    #[must_use]
    pub fn identity(&self) -> usize {
        self.as_table().map_or(0, |table| table.identity)
    }

    /// g·h, written g + h in an Abelian group.
    #[must_use]
    pub fn multiply(&self, g: usize, h: usize) -> usize {
        match &*self.law {
            Law::Moduli { moduli, .. } => moduli::add(moduli, g, h),
            Law::Table(table) => table.multiply(g, h),
        }
    }

    /// Whether `other` has the same products of the same elements: it is equal, or it is given by its table where this one is given
    /// by its factors, or the other way round.
    ///
    /// ```
    /// use cogring::Group;
    /// let cyclic: Group = "3".parse()?;
    /// let table = Group::from_table(&[vec![0, 1, 2], vec![1, 2, 0], vec![2, 0, 1]])?;
    /// assert!(cyclic != table && cyclic.multiplies_like(&table));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn multiplies_like(&self, other: &Group) -> bool {
        let d = self.order();
        let is_table = self.as_table().is_some() || other.as_table().is_some();
        let same = |g: usize| (0..d).all(|h| self.multiply(g, h) == other.multiply(g, h));
        self == other || (is_table && d == other.order() && (0..d).all(same))
    }

    /// g⁻¹, written −g in an Abelian group.
    #[must_use]
    pub fn inverse(&self, g: usize) -> usize {
        match &*self.law {
            Law::Moduli { moduli, .. } => moduli::negate(moduli, g),
            Law::Table(table) => table.inverse(g),
        }
    }

    /// gᵗ, written t·g in an Abelian group, for an integer t.
    #[must_use]
    pub fn power(&self, g: usize, t: i64) -> usize {
        match &*self.law {
            Law::Moduli { moduli, .. } => moduli::times(moduli, g, t),
            Law::Table(table) => {
                let times = t.rem_euclid(table.order_of(g) as i64);
                (0..times).fold(table.identity, |power, _| table.multiply(power, g))
            }
        }
    }

    /// The smallest t ≥ 1 with gᵗ = 1.
    #[must_use]
    pub fn element_order(&self, g: usize) -> usize {
        match &*self.law {
            Law::Moduli { moduli, .. } => {
                self.coordinates(g).iter().zip(moduli).fold(1, |order, (&x, &n)| lcm(order, n / gcd(n, x)))
            }
            Law::Table(table) => table.order_of(g),
        }
    }

    /// Elements whose products are all elements: (0, …, 1, …, 0) of every factor, or a set found in the table.
    #[must_use]
    pub fn generators(&self) -> Vec<usize> {
        match &*self.law {
            Law::Moduli { moduli, .. } => (0..moduli.len()).map(|l| self.generator(l)).collect(),
            Law::Table(table) => table.generators(),
        }
    }

    /// The l-th of the [`generators`](Group::generators); of a product the element (0, …, 1, …, 0).
    ///
    /// # Panics
    /// When there is no such generator.
    #[must_use]
    pub fn generator(&self, l: usize) -> usize {
        match &*self.law {
            Law::Moduli { moduli, .. } if moduli[l] > 1 => moduli[l + 1..].iter().product(),
            Law::Moduli { .. } => 0,
            Law::Table(table) => table.generators()[l],
        }
    }

    /// Writes an element: `5` in a cyclic group or a table, `(1,2)` in a product.
    #[must_use]
    pub fn label(&self, g: usize) -> String {
        if self.is_cyclic_presentation() {
            return g.to_string();
        }
        format!("({})", self.coordinates(g).iter().join(","))
    }

    /// Parses an element: an integer in a cyclic group or a table, coordinates such as `1,2` or `(1,2)` in a product. A
    /// coordinate x modulo n has −n < x < n; a negative one counts from n.
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
        let ranges = self.ranges();
        if coordinates.len() != ranges.len() {
            let (m, found) = (ranges.len(), found());
            return Err(Error::argument(format!("`{found}` has not the {m} coordinates of an element of {self}")));
        }
        let reduced = coordinates.iter().zip(ranges).map(|(&x, &n)| {
            let n = n as i64;
            (-n < x && x < n).then(|| x.rem_euclid(n) as usize)
        });
        let reduced = reduced.collect::<Option<Vec<_>>>().ok_or_else(|| {
            let ranges = ranges.iter().map(|&n| format!("-{0} to {0}", n - 1)).join(", ");
            Error::argument(format!("`{}` is out of range: {self} has {ranges}", found()))
        })?;
        self.index(&reduced)
    }
}
