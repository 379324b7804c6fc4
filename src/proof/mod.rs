//! Exact zero-loss proofs, their certificates, and the independent checker.
