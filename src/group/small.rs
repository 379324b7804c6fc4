//! The catalogue of all groups of order at most 31.

use super::{Group, family};
use crate::{Error, Result};

/// One of the 93 groups of order at most 31, by its order and number in the SmallGroups library.
///
/// Numbering of the elements as in that library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmallGroup {
    /// The order d.
    pub order: usize,
    /// The number among the groups of that order, from 1.
    pub number: usize,
    /// The name that describes its structure, with D_2n for the dihedral group of order 2n, as the library has it.
    pub structure: &'static str,
    generators: &'static str,
}

const CATALOGUE: &str = include_str!("small_groups.txt");

impl SmallGroup {
    /// All of them, by order and number.
    pub fn all() -> impl Iterator<Item = SmallGroup> {
        CATALOGUE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let mut words = line.splitn(4, ' ');
            let mut number = || words.next()?.parse().ok();
            let (order, number) = (number()?, number()?);
            Some(SmallGroup { order, number, structure: words.next()?, generators: words.next().unwrap_or_default() })
        })
    }

    /// The group with that order and number.
    ///
    /// # Errors
    /// When there is none, or the order is above 31.
    pub fn get(order: usize, number: usize) -> Result<SmallGroup> {
        let most = Self::all().filter(|group| group.order == order).count();
        Self::all().find(|group| (group.order, group.number) == (order, number)).ok_or_else(|| {
            Error::argument(match most {
                0 => format!("small({order},{number}): the groups of orders 1 to 31 are known by number"),
                most => format!("small({order},{number}): there are {most} groups of order {order}"),
            })
        })
    }

    /// The group.
    ///
    /// # Errors
    /// Only when the catalogue is damaged.
    pub fn group(&self) -> Result<Group> {
        if self.generators.is_empty() {
            return self.structure.parse();
        }
        let digit = |byte: u8| char::from(byte).to_digit(36).unwrap_or_default() as usize;
        let generators: Vec<Vec<usize>> =
            self.generators.split(' ').map(|word| word.bytes().map(digit).collect()).collect();
        // the left multiplication by g sends 0, the identity, to g: in lexicographic order they are numbered as g is
        family::generated(&format!("small({},{})", self.order, self.number), &generators)
    }
}
