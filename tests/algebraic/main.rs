//! Number fields, prime fields, factorization, real roots and lattices, against slower ways and known cases.

mod factorization;
mod fields;
mod lattices;
mod square_roots;
