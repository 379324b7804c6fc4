//! From nothing to a theorem: a search, a fit, an exact network, a certificate.
//!
//! A network of width H over a group of order d is a zero of d³ cubic polynomials in 3dH unknowns. A search from random starts
//! finds zeros to sixteen digits:
//!
//! ```
//! use cogring::{Group, Target, certificate::FieldCertificate, check::Check, loss::Problem};
//! use cogring::discover::{Plan, Search};
//! let group = Group::cyclic(4)?;
//! let problem = Problem { group: group.clone(), width: 5, target: Target::OneHot };
//! let search = Search { problem, starts: 32, seed: 0, enough: 1 };
//! let starts = search.run(Vec::new(), |_| Ok(()))?;
//! let fit = starts.iter().find_map(|start| start.point.as_ref()).expect("one of three starts finds a network");
//!
//! // The equations depend on each other there: 46 of 64 are independent. So the digits alone prove nothing.
//! let (report, network) = Plan::default().exactify(&group, 5, Target::OneHot, fit, |_| {})?;
//! assert_eq!(report.rank, 46);
//!
//! // What was found is exact: all 64 identities hold in the field of the weights, here Q.
//! let network = network.expect("an exact network");
//! assert_eq!(network.field.degree(), 1);
//! assert!(network.prove(Some(Target::OneHot)).proved);
//!
//! // A certificate says so, and is checked by arithmetic of its own.
//! let certificate = FieldCertificate::of_network(&network)?;
//! assert!(Check::of_field(&certificate)?.valid);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! On the command line, for Z₅ in eight nodes:
//!
//! ```sh
//! cogring discover --group 5 --width 8 -o fit.npz
//! cogring exactify fit.npz -o exact.json --certificate proof.json
//! cogring check proof.json
//! ```
