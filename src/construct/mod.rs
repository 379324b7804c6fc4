//! Constructions: generators, polynomials, global optimizers, and those of other papers.
