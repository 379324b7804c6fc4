//! What is computed only when it takes seconds.

use crate::expr::Symbolic;
use crate::{Error, Result};

/// Most products of entries that potentials are added up from: of floats, and of exact numbers.
const MAX_PRODUCTS: [u128; 2] = [1 << 31, 1 << 26];

/// Refuses potentials that are sums of more than 2³¹ products of floats, or 2²⁶ of exact numbers.
///
/// # Errors
/// With the number.
pub fn require_affordable<S: Symbolic>(products: u128) -> Result<()> {
    let units = if S::EXACT { "products of exact numbers" } else { "products of floats" };
    Error::unless_affordable("the potentials", products, units, MAX_PRODUCTS[usize::from(S::EXACT)])
}
