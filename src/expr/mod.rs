//! Expressions: elements of the semiring as they are written, and products that are evaluated without being built.
//!
//! # The language
//!
//! ```text
//! nu(i) * syn                              z_{ν=i} * z_syn, an element at one frequency, order 6
//! 1/6 * nu * syn @ 3                       z_ν * z_syn with a free parameter ν and coefficient 1/6, at k = ±3
//! sum(k: 1/6 * nu(nu_k) * syn @ k)         the same at every pair ±k of a group, a parameter ν_k each
//! 1 + u + u^2                              a polynomial in u = (ω, ω, ω)
//! (1, 1, 1) + (i, -i, 1)                   nodes by their entries (a, b, c)
//! ```
//!
//! Its grammar, in which `,` joins, `{ }` repeats and `[ ]` is optional:
//!
//! ```text
//! element    = [ sign ] , term , { sign , term } ;
//! sign       = "+" | "-" ;
//! term       = product , [ "@" , frequency ] ;
//! product    = factor , { "*" , factor | "/" , integer } ;
//! factor     = "-" , factor | primary , [ "^" , integer ] ;
//! primary    = integer | decimal | "(" , element , ")" | generator | node | sum ;
//! node       = "(" , value , "," , value , "," , value , ")" ;
//! generator  = "one" | "syn" | "3c" | "4c" | "u_syn"
//!            | "nu" , [ "(" , value , ")" | "=" , value factor ]
//!            | "xi" , [ "(" , value , [ "," , sign , "1" ] , ")" | "=" , value factor ]
//!            | "syn_ab" , [ "(" , value , "," , value , ")" ] ;          (* each also with "z_" in front *)
//! sum        = "sum" , "(" , [ "real" ] , name , [ "!=" , point , { "," , point } ] , ":" , element , ")" ;
//! frequency  = name | point ;
//! point      = coordinate | "(" , coordinate , { "," , coordinate } , ")" ;
//! coordinate = [ "-" ] , integer ;
//! value      = the same arithmetic, negative exponents included, over integers, decimals and
//!              "i" | "w3" | "zeta" , "(" , integer , ")" | "conj" , "(" , value , ")" | "exp" , "(" , angle , ")" | name ;
//! angle      = [ "-" ] , ( decimal , "i" | decimal , "*" , "i" | "i" ) ;
//! ```
//!
//! - A number r is r·1, a multiple of the unit: `2 + u` has order 2, `0` order 0. Differences add hidden nodes with
//!   negative coefficients: `syn - syn` has order 6.
//! - A generator without its parameter has the parameter of its own name: `nu` is `nu(nu)`, `syn_ab` is
//!   `syn_ab(alpha, beta)`. Parameters are unit complex numbers.
//! - `@` binds less than `*` and more than `+`. Placed and unplaced elements do not mix.
//! - `sum(k: …)` is over one representative k of every pair ±k with k ≠ −k, `sum(real k: …)` over k = −k ≠ 0; `!=` leaves
//!   out frequencies with their conjugates. Inside, a parameter whose name ends in `_k` is a different one for each k:
//!   `nu_k` is `nu_3` at k = 3 and `nu_1_2` at k = (1, 2).
//! - `exp(0.3i)` is a floating-point number, for numeric evaluation; everything else is exact.
//!
//! [`Expression`] and [`Value`] print what they parse; see [`Arithmetic`].

mod arithmetic;
mod exact;
mod expression;
pub mod generators;
mod latex;
mod lazy;
mod lexer;
mod lowering;
mod order;
mod parameters;
mod parser;
mod value;

pub use crate::scalar::Sign;
pub use arithmetic::Arithmetic;
pub use expression::{Element, Expression, Frequency, FrequencySum, Generator, Kind};
pub use lazy::Lazy;
pub use parameters::Parameters;
pub use value::{Assignment, Atom, Symbolic, Value};
