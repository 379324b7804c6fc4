//! How features emerge: from noise to one irrep per hidden node.
//!
//! # A filter and its energy
//!
//! Take one hidden node of a network over a group of order M: its input side w = \[p; q\] ∈ R^2M is a *filter*. At the beginning
//! of training the readout is noise; what it sends back to the filter is, up to a factor, the gradient of
//! E(w) = ½‖Ỹᵀσ(Xw)‖². So every filter climbs by itself.
//!
//! ```
//! use cogring::features::{Centring, Energy};
//! use cogring::network::Activation;
//! use cogring::{Group, PairMask};
//! let group: Group = "Z5".parse()?;
//! let w = [1.0, 4.0, 2.0, 2.0, 4.0, 1.0, 0.0, 1.0, 4.0, 2.0];
//! assert!((Energy::of_squares(&group).value(&w) - 53.6).abs() < 1e-12);
//! // A linear activation has no features: its energy is 0 everywhere.
//! let linear = Energy::new(&group, Activation::Identity, &PairMask::all(&group), Centring::SampleMean)?;
//! assert!(linear.value(&w) < 1e-25);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # Where the climb ends
//!
//! For squares on all pairs the local maxima on ‖w‖ = 1 lie on one real irrep each, with E = M/(2D) for one of dimension D. So
//! small irreps are the best features, and one that is found stays: no maximum lies between two irreps.
//!
//! ```
//! use cogring::features::{Landscape, LandscapeOptions};
//! let options = LandscapeOptions { starts: 50, ..LandscapeOptions::default() };
//! let landscape = Landscape::explore(&"S3".parse()?, &options)?;
//! assert_eq!((landscape.mixed, landscape.unconverged), (0, 0));
//! assert_eq!(landscape.irreps[0].maximum, 3.0); // the sign
//! assert_eq!(landscape.irreps[1].maximum, 1.5); // the irrep of degree 2
//! // The sign is a strict maximum; along the other the energy is flat in 3(d − 1) directions.
//! assert_eq!((landscape.irreps[0].found_flat, landscape.irreps[1].found_flat), (Some(0), Some(3)));
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # What is left for later features
//!
//! Once irreps are learned, the readout explains them, and the rest of the filters climbs what is left: the energy of the
//! missing irreps.
//!
//! ```
//! use cogring::features::{Landscape, LandscapeOptions};
//! let options = LandscapeOptions { starts: 50, learned: vec!["1".into()], ..LandscapeOptions::default() };
//! let landscape = Landscape::explore(&"Q8".parse()?, &options)?;
//! assert_eq!(landscape.irreps[0].hits, 0);
//! assert_eq!(landscape.irreps[1..].iter().map(|row| row.hits).sum::<usize>(), 50);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # When samples are few
//!
//! With a share p of the pairs, filters that keep single samples in mind have more energy than those of the group: a landscape
//! alone does not say when a network generalizes.
//!
//! ```
//! use cogring::features::Scarcity;
//! let scarce = Scarcity::new(61, 0.3)?;
//! assert!(scarce.spike() > scarce.fourier());
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # What the readout sends back
//!
//! A readout that memorizes leaves nothing for the features: without weight decay, a network as wide as its data sends back no
//! gradient at all. Weight decay keeps a residual, and it points along the features of the group.
//!
//! ```
//! use cogring::experiment::{RegimeOptions, Regimes};
//! let options = RegimeOptions { widths: vec![64], decays: vec![0.0, 1.0], ..RegimeOptions::default() };
//! let regimes = Regimes::new(&options)?;
//! assert!(regimes.points[0].gradient < 1e-9 && regimes.points[1].gradient > 0.1);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # Other tables
//!
//! A task need not be the product of the group. One that is a group in other names is recognised by its table; of one that is none,
//! features are read all the same.
//!
//! ```
//! use cogring::network::Task;
//! let units: Task = "units: x*y".parse()?; // of 1, …, 6 modulo 7
//! assert!(units.labelling(&"6".parse()?)?.is_some());
//! let quadratic: Task = "x^2 + x*y + y^2".parse()?;
//! assert!(quadratic.labelling(&"7".parse()?)?.is_none());
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! # More than two operands
//!
//! Networks of k operands have k input layers, h = σ(W_1\[x_1\] + … + W_k\[x_k\]), and learn x_1·…·x_k. Squares cannot for k > 2: they
//! carry pairs of operands, and what x·y·z is made of is neither in one operand nor in two.
//!
//! ```
//! use cogring::network::{Activation, TupleNetwork};
//! use nalgebra::DMatrix;
//! let layer = |rows, columns| DMatrix::from_fn(rows, columns, |i, j| ((3 * i + 5 * j * j) % 7) as f64 - 3.0);
//! let network = TupleNetwork::new(&"5".parse()?, vec![layer(4, 5); 3], layer(5, 4))?;
//! // the third-order interaction: the alternating sum over 0 or 1 in the place of each operand
//! let interaction = |activation: Activation| {
//!     let at = |bits: usize| {
//!         let sign = if bits.count_ones() % 2 == 1 { -1.0 } else { 1.0 };
//!         network.outputs(activation, &[bits & 1, bits >> 1 & 1, bits >> 2 & 1]) * sign
//!     };
//!     (1..8).map(at).fold(at(0), |sum, term| sum + term).amax()
//! };
//! assert_eq!(interaction(Activation::Square), 0.0);
//! assert!(interaction(Activation::Relu) > 1.0);
//! # Ok::<(), cogring::Error>(())
//! ```
//!
//! `cogring train --operands 3` trains such networks, and `cogring features` reads their filters over all operands jointly.
//!
//! # Reading a trained network
//!
//! ```
//! use cogring::features::{FeatureReading, FilterKind};
//! use cogring::format::{ReadOptions, read_network};
//! use cogring::network::Activation;
//! use cogring::PairMask;
//! let path = std::path::Path::new("examples/data/d23_seed1_epoch9900.npz");
//! let network = read_network(path, &ReadOptions::default())?;
//! let features = FeatureReading::new(&network, Activation::Square, &PairMask::all(network.group()))?;
//! assert!(features.filters.iter().all(|filter| filter.kind == FilterKind::Fourier));
//! assert!(features.energy.is_some_and(|energy| (energy - 23.0 / 4.0).abs() < 1e-2));
//! # Ok::<(), cogring::Error>(())
//! ```
