//! How the indices of a dual are written and read.

use std::fmt;

use super::Dual;
use crate::{Error, Result};

/// # Text
impl Dual {
    /// Writes an index: `5` for a cyclic group, `(1,2)` for a product; `3[0,1]` for the coefficient ρ_01 of irrep 3, and
    /// `3` if its degree is 1.
    #[must_use]
    pub fn label(&self, k: usize) -> String {
        match self.place(k) {
            None => self.group.label(k),
            Some((irrep, ..)) if self.degree(k) == 1 => irrep.to_string(),
            Some((irrep, row, column)) => format!("{irrep}[{row},{column}]"),
        }
    }

    /// Writes the coordinates of an index as the ending of a name: `nu_k` is `nu_1_2` at k = (1,2).
    #[must_use]
    pub fn suffix(&self, k: usize) -> String {
        self.label(k).trim_matches(['(', ')', ']']).replace([',', '['], "_")
    }

    /// The index that is written as the ending of a name; the inverse of [`Dual::suffix`].
    #[must_use]
    pub fn parse_suffix(&self, text: &str) -> Option<usize> {
        let coordinates: Vec<usize> = text.split('_').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        match (&self.coefficients, &coordinates[..]) {
            (None, coordinates) => self.group.index(coordinates).ok(),
            (Some(_), &[irrep]) => self.at(irrep, 0, 0).filter(|&k| self.degree(k) == 1),
            (Some(_), &[irrep, row, column]) => self.at(irrep, row, column),
            _ => None,
        }
    }

    /// Parses an index as [`Dual::label`] writes it; a coordinate of an Abelian group may count from n: −n < x < n.
    ///
    /// # Errors
    /// When there is no such index.
    pub fn parse(&self, text: &str) -> Result<usize> {
        if self.coefficients.is_none() {
            return self.group.parse_element(text).map_err(|error| error.context("frequency"));
        }
        let suffix = text.trim().trim_end_matches(']').replace([',', '['], "_");
        self.parse_suffix(&suffix).ok_or_else(|| {
            Error::parse(format!(
                "`{text}` is no coefficient of an irrep of {}, which are {} to {}",
                self.group,
                self.label(0),
                self.label(self.len() - 1)
            ))
        })
    }

    /// The index with the given coordinates, −n < x < n each, of an Abelian group; (irrep, row, column) of another.
    ///
    /// # Errors
    /// When the number of coordinates is wrong, or one is out of its range.
    pub fn index(&self, coordinates: &[i64]) -> Result<usize> {
        if self.coefficients.is_none() {
            return self.group.index_of_signed(coordinates).map_err(|error| error.context("frequency"));
        }
        let text = coordinates.iter().map(i64::to_string).collect::<Vec<_>>().join("_");
        self.parse_suffix(&text)
            .ok_or_else(|| Error::argument(format!("{coordinates:?} is no irrep, row and column of {}", self.group)))
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
