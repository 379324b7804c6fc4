//! Reading a trained network as algebra.
