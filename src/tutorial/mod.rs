//! The library from the ground up, in pages that run: no code of their own, only examples that assert.
//!
//! 1. [`algebra`]: nodes, sums and products; potentials; the loss in closed form.
//! 2. [`proofs`]: exact numbers, elements that nobody has, and why their loss is 0.
//! 3. [`every_finite_group`]: groups that do not commute, and irreps in place of characters.
//! 4. [`widths`]: how narrow exact networks can be, the theorems and their proofs.
//! 5. [`emergence`]: the energy that features climb, and what its maxima are.
//! 6. [`discovery`]: from a numerical fit to an exact network.
//! 7. [`glossary`]: the words that reports use.

pub mod algebra;
pub mod discovery;
pub mod emergence;
pub mod every_finite_group;
pub mod glossary;
pub mod proofs;
pub mod widths;
