//! The library from the ground up, in pages that run: no code of their own, only examples that assert.
//!
//! 1. [`algebra`]: nodes, sums and products; potentials; the loss in closed form.
//! 2. [`proofs`]: exact numbers, elements that nobody has, and why their loss is 0.
//! 3. [`emergence`]: the energy that features climb, and what its maxima are.
//! 4. [`glossary`]: the words that reports use.

pub mod algebra;
pub mod emergence;
pub mod glossary;
pub mod proofs;
