//! Groups that do not commute: irreps in place of characters, by the same code.
//!
//! A group is a product of cyclic ones, or any Cayley table, which is checked; tables that have a name can be written by it.
//!
//! ```
//! use cogring::Group;
//! let s3: Group = "S3".parse()?;
//! assert_eq!((s3.order(), s3.is_abelian()), (6, false));
//! // Any numbering will do; what is no group is refused, and the error says where.
//! let klein = Group::from_table(&[vec![0, 1, 2, 3], vec![1, 0, 3, 2], vec![2, 3, 0, 1], vec![3, 2, 1, 0]])?;
//! assert_eq!(klein.identify()?.map(|small| (small.order, small.number)), Some((4, 2)));
//! let error = Group::from_table(&[vec![0, 1], vec![1, 1]]).unwrap_err().to_string();
//! assert!(error.contains("row 1") && error.contains("1 twice"), "{error}");
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! The entries of a node are indexed by the matrix coefficients of the irreducible representations ρ, written `2[0,1]` for
//! ρ_01 of irrep 2. They are of type R (real), C (the conjugate is another irrep) or H (quaternions), and the label asks for
//! matrix multiplication at each: ρ_ij(g1·g2) = Σ_l ρ_il(g1) ρ_lj(g2).
//!
//! ```
//! use cogring::{Group, Homomorphism, SumPotential, Target, construct::narrow, loss::residuals};
//! use cogring::{Exact, Scalar, Solution};
//! let group: Group = "S3".parse()?;
//! let dual = group.dual();
//! let shapes: Vec<String> = dual.irreps().iter().map(|rho| format!("{}{}", rho.kind(), rho.degree())).collect();
//! assert_eq!(shapes, ["R1", "R1", "R2"]);
//! let [k1, k2, k] = ["2[0,1]", "2[1,0]", "2[0,0]"].map(|text| dual.parse(text).expect("a coefficient"));
//! assert_eq!(dual.goal(k1, k2), Some(k));
//!
//! // An exact network of ten nodes, the least that there can be: no residual is left, which is a proof.
//! let z: Solution<Exact> = narrow(&group);
//! assert_eq!(z.order(), 10);
//! assert_eq!(SumPotential::ab(k1, k2, k).evaluate(&z), Exact::from_ratio(1, 1));
//! assert!(residuals(&z, Target::OneHot).is_zero());
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! A loss is measured by definition or from the potentials, and a table costs what a product of cyclic groups does:
//!
//! ```
//! use cogring::{Group, Network, PairMask, Target, construct::narrow, loss::closed_form};
//! let q8: Group = "Q8".parse()?;
//! let z = narrow(&q8);
//! assert_eq!(z.order(), 12);
//! let network = Network::from_solution(&z)?;
//! assert!(network.evaluate(Target::OneHot, &PairMask::all(&q8)).loss < 1e-24);
//! // Without its last node but one the label is missed, and both say by how much.
//! let mut at = 0;
//! let short = z.filtered(|_| { at += 1; at != 11 });
//! let expected = Network::from_solution(&short)?.evaluate(Target::OneHot, &PairMask::all(&q8)).loss;
//! assert!(expected > 0.01 && (closed_form(&short, Target::OneHot).re - expected).abs() < 1e-12);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! What gradient descent finds are *aligned* nodes x\*ρ(g)y, y\*ρ(g)z, x\*ρ(h)z, of least norm, in orthonormal frames of y; where
//! constants are closed, too, the pairs (x, z) are a regular simplex of n² + 1 directions. A network is taken apart irrep by irrep:
//!
//! ```
//! use cogring::construct::Construction;
//! use cogring::factor::{Decomposition, IrrepForm, Method, factor_irreps};
//! use cogring::{Group, Network};
//! let s4: Group = "S4".parse()?;
//! let closed = Construction::named("closed")?.build(&s4)?;
//! let network = Network::from_solution(&closed)?;
//! let found = factor_irreps(&network);
//! let orders: Vec<usize> = found.irreps.iter().map(|irrep| irrep.order()).collect();
//! assert_eq!(orders, [2, 10, 30, 30]); // n³ + n
//! assert!(found.irreps.iter().all(|irrep| irrep.form == IrrepForm::FrameDesign));
//! assert!(found.irreps[2].frames.as_ref().is_some_and(|frames| frames.is_closed_simplex));
//! // The norm Σ‖a‖‖b‖‖c‖ is the least that an exact network can have.
//! assert!((found.norm_ratio.expect("a bound") - 1.0).abs() < 1e-9);
//! // Over any group, by what it is given by:
//! assert!(matches!(Decomposition::of(&network, Method::default()), Decomposition::Irreps(_)));
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! Two networks are one when a permutation of nodes, their gauge, an automorphism, a translation of each input or the exchange of
//! inputs takes one to the other; over a group that does not commute the exchange goes with the inverse, as (gh)⁻¹ = h⁻¹g⁻¹:
//!
//! ```
//! use cogring::{Group, Network, construct::narrow, network::Comparison};
//! let d5: Group = "D5".parse()?;
//! let z = narrow(&d5);
//! let (x, y) = (Network::from_solution(&z)?, Network::from_solution(&z.translated([3, 7, 1]).inverted())?);
//! let comparison = Comparison::new(&x, &y)?;
//! assert!(comparison.distance < 1e-6 && comparison.distance_without_symmetry > 0.1);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! Next: [`widths`](super::widths), how narrow such networks can be, and why.
