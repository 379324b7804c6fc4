//! How the elements of a product group are numbered in a file.

use nalgebra::DMatrix;

use crate::group::Group;
use crate::named::named;

named! {
    /// The order in which a file numbers the elements of Z_n1 × … × Z_nm. For a cyclic group both are the same.
    pub enum ElementOrder {
        /// Lexicographic, as everywhere in this crate: (0,0), (0,1), (0,2), …
        FirstSlowest,
        /// The first coordinate runs fastest: (0,0), (1,0), (2,0), …
        FirstFastest,
    }
}

impl ElementOrder {
    /// The number that element `g` (lexicographic) has in a file of this order.
    #[must_use]
    pub fn index_in_file(self, group: &Group, g: usize) -> usize {
        match self {
            ElementOrder::FirstSlowest => g,
            ElementOrder::FirstFastest => {
                group.coordinates(g).iter().zip(group.ranges()).rev().fold(0, |index, (x, n)| index * n + x)
            }
        }
    }

    /// Whether the two orders number the elements of the group differently.
    #[must_use]
    pub fn matters(group: &Group) -> bool {
        group.ranges().iter().filter(|&&n| n > 1).count() > 1
    }

    /// The columns, numbered as in the file, in lexicographic order.
    pub(crate) fn sort_columns(self, group: &Group, matrix: DMatrix<f64>) -> DMatrix<f64> {
        match self {
            ElementOrder::FirstSlowest => matrix,
            ElementOrder::FirstFastest => matrix.select_columns(&self.places(group)),
        }
    }

    /// The rows, numbered as in the file, in lexicographic order.
    pub(crate) fn sort_rows(self, group: &Group, matrix: DMatrix<f64>) -> DMatrix<f64> {
        match self {
            ElementOrder::FirstSlowest => matrix,
            ElementOrder::FirstFastest => matrix.select_rows(&self.places(group)),
        }
    }

    fn places(self, group: &Group) -> Vec<usize> {
        (0..group.order()).map(|g| self.index_in_file(group, g)).collect()
    }
}
