//! Exact numbers, elements that nobody has, and why their loss is 0.
//!
//! The same constructors run over [`Exact`](crate::Exact): rationals, roots of unity and free unit parameters with a
//! decidable zero test. Where no residual is left, the loss is zero for all values of the parameters: a proof.
//!
//! ```
//! use cogring::{Group, Solution, Target, expr::{Assignment, Expression}, proof::SolutionProof, Exact};
//! // One of z_ν * z_syn at every pair, a parameter ν_k each.
//! let z: Expression = "sum(k: 1/6 * nu(nu_k) * syn @ k)".parse()?;
//! let group = Group::cyclic(7)?;
//! let z: Solution<Exact> = z.to_solution(&group, &Assignment::default())?;
//! assert!(SolutionProof::new(&z, Target::ZeroMean)?.proved);
//!
//! // Without the factor 1/6 the loss is a number, and the proof says which term is wrong.
//! let wrong = SolutionProof::new(&(z * "6".parse::<Exact>()?), Target::ZeroMean)?;
//! assert!(!wrong.proved);
//! assert_eq!(wrong.first_violation.map(|term| (term.term, term.value.to_string())), Some(("r_{1 1 1}".into(), "5".into())));
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! Blocks of order 4 leave R_n open. A *hat*, constant outputs on nodes whose inputs compute a constant, closes it:
//!
//! ```
//! use cogring::construct::{Sign, optimizers::blocks};
//! use cogring::{Exact, Group, Solution, Target, proof::SolutionProof};
//! let group: Group = "3x5".parse()?;
//! let dual = group.dual();
//! // Different blocks at different frequencies.
//! let open = Solution::over(&group, |k| Ok(match dual.order_of(k) {
//!     3 => blocks::order4(&Exact::parameter("xi"), Sign::Plus),
//!     _ => blocks::order6(&Exact::parameter(&format!("nu_{}", dual.suffix(k)))),
//! }))?;
//! assert!(!SolutionProof::new(&open, Target::OneHot)?.proved);
//! let closed = open.closed(Target::OneHot);
//! assert!(SolutionProof::new(&closed, Target::OneHot)?.proved);
//! assert_eq!(closed.order(), 4 + 6 * 6 + 1);
//! # Ok::<(), cogring::Error>(())
//! ```
