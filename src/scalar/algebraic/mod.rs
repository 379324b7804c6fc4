//! Real number fields and prime fields, and what finds them: factorization, real roots, lattice reduction.

mod coefficients;
mod factor;
mod field;
mod lattice;
mod modular;
mod number;
mod polynomial;
mod residue;
mod roots;

pub(crate) use coefficients::{product, sum};
pub use factor::{factor, is_irreducible};
pub(crate) use factor::{next_word_prime, residue_of, roots_modulo};
pub use field::{MAX_DEGREE, NumberField};
pub use lattice::{integer_relation, reduce_lattice};
pub use number::Algebraic;
pub use polynomial::Polynomial;
pub use residue::Residue;
pub use roots::{Interval, count_roots, fixed_root, isolate_roots, refine_root};
