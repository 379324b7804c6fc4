//! Nodes, sums and products; potentials; the loss in closed form.
//!
//! A network with quadratic activation over a group G of order d computes
//!
//! o(g1, g2)\[h\] = 1/(2d) Σ_j m_j c_j\[h\] (a_j\[g1\] + b_j\[g2\])².
//!
//! Each hidden node j is three vectors a, b, c, written by their Fourier coefficients. Often it lives on one pair of
//! frequencies ±k, and then it is a triple of complex numbers. A formal sum of triples is a [`Block`](crate::Block):
//!
//! ```
//! use cogring::{Block, BlockPotential, Exact, Homomorphism, Triple};
//! let one = Exact::from_ratio(1, 1);
//! # use cogring::Scalar;
//! let i = Exact::i();
//! let x = Block::one() + Block::from_nodes([Triple::new(i.clone(), -i, one)]);
//! assert_eq!(x.to_string(), "(1, 1, 1) + (i, -i, 1)");
//!
//! // Addition puts hidden nodes side by side, multiplication pairs every node with every other one, entry by entry.
//! assert_eq!((&x + &x).order(), 4);
//! assert_eq!((&x * &x * &x).order(), 8);
//! // The numbers 0 and 1 are the empty sum and the node (1, 1, 1).
//! assert_eq!(Block::one() * &x + Block::zero(), x);
//!
//! // A potential evaluates every node and sums; it is a homomorphism of semirings.
//! let r = BlockPotential::ABC;
//! assert_eq!(r.evaluate(&(&x * &x)), r.evaluate(&x) * &r.evaluate(&x));
//! assert_eq!(r.evaluate(&(&x + &x)), r.evaluate(&x) + r.evaluate(&x));
//! ```
//!
//! A [`Solution`](crate::Solution) is a formal sum of nodes over a group. It knows the [`Dual`](crate::Dual) of its
//! group, so that nodes of two groups never meet. Blocks are placed at frequencies:
//!
//! ```
//! use cogring::expr::generators::{z_nu, z_syn};
//! use cogring::{Group, Homomorphism, Solution, SumPotential, Target, loss::residuals};
//! use num_complex::Complex64;
//! let group: Group = "3x5".parse()?;
//! let nu = Complex64::cis(0.4);
//! let block = (z_nu(&nu) * z_syn()).scaled(&Complex64::from(1.0 / 6.0));
//! let z = Solution::over(&group, |_| Ok(block.clone()))?;
//! assert_eq!(z.order(), 6 * 7); // seven pairs ±k
//!
//! // Every term of the loss is a sum potential; r_{kkk} is 1 and the others vanish.
//! let k = group.dual().parse("1,2")?;
//! assert!((SumPotential::ab(k, k, k).evaluate(&z) - 1.0).norm() < 1e-12);
//! assert!(SumPotential::aa(k, k, k).evaluate(&z).norm() < 1e-12);
//! assert!(residuals(&z, Target::ZeroMean).loss().re < 1e-24);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! Next: [`proofs`](super::proofs).
