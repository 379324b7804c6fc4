//! Products of basis functions: the Clebsch–Gordan coefficients.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use num_complex::Complex64;
use num_traits::Zero;
use smallvec::{SmallVec, smallvec};

use super::irreps::Irreps;
use crate::group::Group;
use crate::scalar::{Constant, Exact, Scalar};

/// A term N·e_m of a product e_k e_l.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductTerm {
    /// m.
    pub index: usize,
    /// N.
    pub coefficient: Constant,
}

/// The terms of a product.
pub type Product = SmallVec<[ProductTerm; 1]>;

/// The product of two characters.
pub(super) fn single(index: usize) -> Product {
    smallvec![ProductTerm { index, coefficient: Constant::one() }]
}

/// The products that were asked for, each computed once.
#[derive(Default)]
pub(super) struct ProductTable {
    known: Mutex<HashMap<(usize, usize), Product>>,
}

impl fmt::Debug for ProductTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProductTable")
    }
}

impl ProductTable {
    /// e_k e_l = Σ_m N e_m with N = ⟨e_m, e_k e_l⟩ / |e_m|².
    pub fn get(&self, group: &Group, irreps: &Irreps, k: usize, l: usize) -> Product {
        let key = (k.min(l), k.max(l));
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(product) = known().get(&key) {
            return product.clone();
        }
        let product = compute(group, irreps, key.0, key.1);
        known().insert(key, product.clone());
        product
    }
}

fn compute(group: &Group, irreps: &Irreps, k: usize, l: usize) -> Product {
    let d = group.order();
    let values: Vec<Complex64> = (0..d).map(|g| irreps.value(k, g) * irreps.value(l, g)).collect();
    let mut terms = Product::new();
    for m in 0..d {
        let mean = (0..d).map(|g| irreps.value(m, g).conj() * values[g]).sum::<Complex64>() / d as f64;
        let float = mean / irreps.norm(m);
        if float.norm() > 1e-9 {
            terms.push(ProductTerm { index: m, coefficient: Constant::new(float, None) });
        }
    }
    if let Some(exact) = exact_terms(group, irreps, k, l, &terms) {
        terms.iter_mut().zip(exact).for_each(|(term, exact)| {
            term.coefficient = Constant::new(term.coefficient.float(), Some(exact));
        });
    }
    terms
}

/// The coefficients as exact numbers, when the irreps are and nothing but these terms is in the product: by Parseval,
/// Σ |N_m|² |e_m|² is the mean of |e_k e_l|².
fn exact_terms(group: &Group, irreps: &Irreps, k: usize, l: usize, terms: &[ProductTerm]) -> Option<Vec<Exact>> {
    let d = group.order();
    let share = Exact::from_ratio(1, d as u64);
    let values: Vec<Exact> =
        (0..d).map(|g| Some(irreps.exact_value(k, g)?.clone() * irreps.exact_value(l, g)?)).collect::<Option<_>>()?;
    let mut rest = values.iter().fold(Exact::zero(), |sum, value| sum + value.norm_squared()) * &share;
    let mut coefficients = Vec::with_capacity(terms.len());
    for term in terms {
        let norm = irreps.exact_norm(term.index)?;
        let mut sum = Exact::zero();
        for (g, value) in values.iter().enumerate() {
            sum.add_product(&irreps.exact_value(term.index, g)?.conj(), value);
        }
        let coefficient = (sum * &share).checked_div(&norm)?.shortened();
        rest += &-(coefficient.norm_squared() * &norm);
        coefficients.push(coefficient);
    }
    rest.is_zero().then_some(coefficients)
}
