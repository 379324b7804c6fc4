//! Groups given by their Cayley table, checked when it is read.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use crate::{Error, Result};

/// Largest order of a group given by its table: its irreducible representations are computed from the regular one.
pub const MAX_TABLE_ORDER: usize = 512;

/// The Cayley table of a group of any numbering. Two are equal when the products are: a name does not count.
#[derive(Debug)]
pub(super) struct Table {
    pub name: Option<String>,
    pub order: usize,
    pub identity: usize,
    products: Vec<u16>,
    inverses: Vec<u16>,
    pub exponent: usize,
    /// What a room above has computed of this group once.
    pub derived: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.products == other.products
    }
}

impl Eq for Table {}

impl Hash for Table {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.products.hash(state);
    }
}

impl Table {
    /// The group whose product g·h is entry (g, h).
    ///
    /// Checked are: entries in range, every row and column a permutation, an identity, and (g·s)·h = g·(s·h) for all g, h
    /// and all s of a generating set, from which associativity follows.
    pub fn new(name: Option<String>, rows: &[Vec<usize>]) -> Result<Self> {
        let order = rows.len();
        if order == 0 || order > MAX_TABLE_ORDER {
            return Err(Error::argument(format!(
                "a Cayley table of order {order}; from 1 to {MAX_TABLE_ORDER} are read"
            )));
        }
        if let Some((g, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != order) {
            let found = row.len();
            return Err(Error::shape(format!("row {g} of a Cayley table of {order} rows has {found} entries")));
        }
        for (g, row) in rows.iter().enumerate() {
            if let Some((h, x)) = row.iter().enumerate().find(|(_, x)| **x >= order) {
                let found = format!("no Cayley table: entry ({g}, {h}) is {x}, not below {order}");
                return Err(Error::argument(found));
            }
        }
        let products: Vec<u16> = rows.iter().flatten().map(|&x| x as u16).collect();
        let mut table =
            Table { name, order, identity: 0, products, inverses: Vec::new(), exponent: 1, derived: OnceLock::new() };
        table.check_latin()?;
        table.identity = table.find_identity()?;
        table.inverses = (0..order)
            .map(|g| (0..order).find(|&h| table.multiply(g, h) == table.identity).unwrap_or(0) as u16)
            .collect();
        table.check_associative()?;
        table.exponent = (0..order).fold(1, |exponent, g| super::moduli::lcm(exponent, table.order_of(g)));
        Ok(table)
    }

    pub fn multiply(&self, g: usize, h: usize) -> usize {
        usize::from(self.products[g * self.order + h])
    }

    pub fn inverse(&self, g: usize) -> usize {
        usize::from(self.inverses[g])
    }

    /// The smallest t ≥ 1 with gᵗ = 1.
    pub fn order_of(&self, g: usize) -> usize {
        let mut power = g;
        let mut t = 1;
        while power != self.identity {
            power = self.multiply(power, g);
            t += 1;
        }
        t
    }

    fn check_latin(&self) -> Result<()> {
        let d = self.order;
        for line in 0..d {
            for (what, step) in [("row", false), ("column", true)] {
                let mut seen = vec![None; d];
                for at in 0..d {
                    let x = if step { self.multiply(at, line) } else { self.multiply(line, at) };
                    if let Some(before) = seen[x].replace(at) {
                        let across = if step { "rows" } else { "columns" };
                        return Err(Error::argument(format!(
                            "no Cayley table: {what} {line} holds {x} twice, in {across} {before} and {at}"
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    fn find_identity(&self) -> Result<usize> {
        let is_identity = |e: usize| (0..self.order).all(|g| self.multiply(e, g) == g && self.multiply(g, e) == g);
        let found = (0..self.order).find(|&e| is_identity(e));
        found.ok_or_else(|| Error::argument("no Cayley table of a group: no element e has e·g = g·e = g for all g"))
    }

    /// Light's test, for the elements of a generating set only.
    fn check_associative(&self) -> Result<()> {
        for s in self.generators() {
            for g in 0..self.order {
                let product = self.multiply(g, s);
                for h in 0..self.order {
                    let (left, right) = (self.multiply(product, h), self.multiply(g, self.multiply(s, h)));
                    if left != right {
                        return Err(Error::argument(format!(
                            "no Cayley table of a group: ({g}·{s})·{h} = {left} is not {g}·({s}·{h}) = {right}"
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    /// A set whose products from the left reach every element, found greedily.
    pub fn generators(&self) -> Vec<usize> {
        let mut generators = Vec::new();
        let mut reached = vec![false; self.order];
        reached[self.identity] = true;
        for g in 0..self.order {
            if reached[g] {
                continue;
            }
            generators.push(g);
            let mut queue: Vec<usize> = (0..self.order).filter(|&x| reached[x]).collect();
            while let Some(x) = queue.pop() {
                for &s in &generators {
                    let y = self.multiply(x, s);
                    if !std::mem::replace(&mut reached[y], true) {
                        queue.push(y);
                    }
                }
            }
        }
        generators
    }
}
