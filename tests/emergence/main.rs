//! How features emerge: every theorem of Li₂, and its printed form where that is wrong.

mod boundary;
mod printed;

use std::f64::consts::{SQRT_2, TAU};
use std::path::{Path, PathBuf};

use cogring::dual::IrrepType;
use cogring::experiment::{
    Boundary, BoundaryOptions, BoundarySetting, Energies, Experiment, Grokking, Modulation, Rates, RegimeOptions,
    Regimes, RunGrid, find_sources,
};
use cogring::features::{
    Ascent, Centring, Coupons, Energy, FeatureReading, FilterKind, Hessian, Interaction, Landscape, LandscapeOptions,
    Memorization, RealIrreps, Reconstruction, Ridge, Scarcity, feature_gradient, hidden_features, lazy_kernel,
    maximizer, memorizing_filter,
};
use cogring::format::{ReadOptions, read_network_as};
use cogring::network::Activation;
use cogring::train::{RunConfig, RunDirectory, Silent, Variations, train_all};
use cogring::{Group, Network, PairMask};
use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

const GROUPS: [&str; 13] = ["Z7", "Z8", "Z15", "2x2", "2x3x3", "S3", "D4", "D5", "Q8", "A4", "Dic3", "F21", "SL(2,3)"];

fn group(name: &str) -> Group {
    name.parse().expect(name)
}

fn groups() -> impl Iterator<Item = (&'static str, Group)> {
    GROUPS.into_iter().map(|name| (name, group(name)))
}

fn random(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn filter(random: &mut ChaCha8Rng, length: usize) -> Vec<f64> {
    (0..length).map(|_| random.random::<f64>() * 2.0 - 1.0).collect()
}

fn unit(random: &mut ChaCha8Rng, length: usize) -> Vec<f64> {
    let vector = DVector::from_vec(filter(random, length));
    vector.normalize().as_slice().to_vec()
}

fn half_of(group: &Group) -> PairMask {
    PairMask::from_fn(group, |g1, g2| (3 * g1 + 5 * g2 + g1 * g2) % 7 < 4)
}

/// w_i = i² mod 7, i = 1, …, 2M.
fn golden_filter(order: usize) -> Vec<f64> {
    (1..=2 * order).map(|i| (i * i % 7) as f64).collect()
}

#[test]
fn t1_gradients_of_the_energy_are_those_of_central_differences() {
    let activations = [
        Activation::Square,
        Activation::Silu,
        Activation::Gelu,
        Activation::Tanh,
        Activation::SquaredRelu,
        Activation::Relu,
        Activation::Cube,
        Activation::Sigmoid,
    ];
    for name in ["Z7", "S3", "Q8"] {
        let group = group(name);
        let irreps = RealIrreps::new(&group);
        for (mask, activation) in itertools::iproduct!([PairMask::all(&group), half_of(&group)], activations) {
            for centring in Centring::ALL {
                let energy = Energy::new(&group, activation, &mask, centring).unwrap();
                for energy in [energy, Energy::new(&group, activation, &mask, centring).unwrap().without(&irreps, &[0])]
                {
                    let w = filter(&mut random(5), 2 * group.order());
                    let (value, gradient) = energy.gradient(&w);
                    assert!((value - energy.value(&w)).abs() <= 1e-12 * value.max(1.0));
                    let size = gradient.iter().map(|g| g.abs()).fold(0.0, f64::max).max(1e-3);
                    for at in 0..w.len() {
                        let moved = |by: f64| {
                            let mut w = w.clone();
                            w[at] += by;
                            energy.value(&w)
                        };
                        let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
                        assert!(
                            (gradient[at] - difference).abs() < 1e-8 * size,
                            "{name} {activation} {centring} at {at}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn second_derivatives_are_the_differences_of_the_first() {
    let names =
        ["square", "squared-relu", "elu", "gelu", "silu", "softplus", "tanh", "sigmoid", "sine", "cosine", "cube"];
    for activation in names.map(|name| name.parse::<Activation>().unwrap()) {
        for x in [-2.3, -0.4, 0.7, 1.9] {
            let first = |x: f64| activation.derivatives(x).0;
            let value = |x: f64| activation.value(x, 0.0);
            assert!((first(x) - (value(x + 1e-6) - value(x - 1e-6)) / 2e-6).abs() < 1e-8, "{activation} at {x}");
            let second = (first(x + 1e-6) - first(x - 1e-6)) / 2e-6;
            assert!((activation.derivatives(x).1 - second).abs() < 1e-8, "{activation} at {x}");
        }
    }
}

/// S3 as permutations of (0, 1, 2) in lexicographic order, (ab)(i) = a[b[i]].
fn s3() -> Group {
    let table = [
        [0, 1, 2, 3, 4, 5],
        [1, 0, 4, 5, 2, 3],
        [2, 3, 0, 1, 5, 4],
        [3, 2, 5, 4, 0, 1],
        [4, 5, 1, 0, 3, 2],
        [5, 4, 3, 2, 1, 0],
    ];
    Group::from_table(&table.map(|row| row.to_vec())).unwrap()
}

/// Q8 with a^k x^s at k + 4s, x² = a², xa = a⁻¹x.
fn q8() -> Group {
    let multiply = |g: usize, h: usize| {
        let (k, s, l, t) = (g % 4, g / 4, h % 4, h / 4);
        let l = if s == 1 { (4 - l) % 4 } else { l };
        let carry = if s + t == 2 { 2 } else { 0 };
        (k + l + carry) % 4 + 4 * ((s + t) % 2)
    };
    Group::from_table(&(0..8).map(|g| (0..8).map(|h| multiply(g, h)).collect()).collect::<Vec<Vec<usize>>>()).unwrap()
}

#[test]
fn t2_golden_energies() {
    let cases: [(Group, f64, f64); 4] = [
        (group("Z5"), 53.6, 2.0),
        (group("Z6"), 1592.0 / 3.0, 32.0 / 3.0),
        (s3(), 104.0 / 3.0, 8.0 / 3.0),
        (q8(), 611.0, 9.0),
    ];
    for (group, squares, relu) in cases {
        let w = golden_filter(group.order());
        assert!((Energy::of_squares(&group).value(&w) - squares).abs() < 1e-10, "{group}");
        let shifted: Vec<f64> = w.iter().map(|w| w - 2.5).collect();
        let energy = Energy::new(&group, Activation::Relu, &PairMask::all(&group), Centring::SampleMean).unwrap();
        assert!((energy.value(&shifted) - relu).abs() < 1e-10, "{group}");
    }
    let five = group("Z5");
    let (_, gradient) = Energy::of_squares(&five).gradient(&golden_filter(5));
    let expected = [-17.6, 22.4, -13.6, -13.6, 22.4, 26.4, 6.4, -37.6, 54.4, -49.6];
    assert!(gradient.iter().zip(expected).all(|(g, e)| (g - e).abs() < 1e-10), "{gradient:?}");
    let z = Energy::of_squares(&q8()).classes(&golden_filter(8));
    let expected = [4.5, -3.5, 0.5, 16.5, 14.5, 4.5, -17.5, -19.5];
    assert!(z.iter().zip(expected).all(|(z, e)| (z - e).abs() < 1e-10), "{z:?}");
}

#[test]
fn a_linear_activation_has_no_features() {
    let group = group("S3");
    let energy = Energy::new(&group, Activation::Identity, &PairMask::all(&group), Centring::SampleMean).unwrap();
    assert!(energy.value(&filter(&mut random(1), 12)) < 1e-25);
}

#[test]
fn t3_the_ridge_gradient_is_its_closed_form() {
    let mut random = random(3);
    let group = group("Z7");
    let targets =
        DMatrix::from_fn(30, 7, |row, h| f64::from(u8::from(group.multiply(row % 7, (row * row + 3) % 7) == h)));
    for width in [10, 200] {
        let features = DMatrix::from_fn(30, width, |_, _| random.random::<f64>().powi(2));
        let ridge = Ridge::new(&features, &targets, 1.0).unwrap();
        let (gradient, closed) = (ridge.gradient(), ridge.gradient_in_closed_form());
        assert!((&gradient - &closed).amax() < 1e-9 * gradient.amax());
        assert!(gradient.row_sum().amax() < 1e-9 && gradient.amax() > 1e-6);
        // G_F is −∂J/∂F, by central differences of J with the readout held.
        let readout = ridge.readout();
        let mean = |m: &DMatrix<f64>| m - DMatrix::from_fn(m.nrows(), m.ncols(), |_, c| m.column(c).mean());
        let loss = |f: &DMatrix<f64>| 0.5 * mean(&(&targets - f * &readout)).norm_squared();
        for at in [(0, 0), (17, 5), (29, 9)] {
            let moved = |by: f64| {
                let mut f = features.clone();
                f[at] += by;
                loss(&f)
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((gradient[at] + difference).abs() < 1e-7, "{} {difference}", gradient[at]);
        }
    }
}

#[test]
fn the_readout_flows_to_the_ridge_solution() {
    let mut random = random(4);
    let features = DMatrix::from_fn(20, 6, |_, _| random.random::<f64>());
    let targets = DMatrix::from_fn(20, 3, |_, _| random.random::<f64>());
    let ridge = Ridge::new(&features, &targets, 0.3).unwrap();
    let start = DMatrix::from_fn(6, 3, |_, _| random.random::<f64>() * 0.1);
    assert!((ridge.readout_after(0.0, &start) - &start).amax() < 1e-12);
    assert!((ridge.readout_after(1e3, &start) - ridge.readout()).amax() < 1e-12);
    // The flow obeys dV/dt = Fᵀ(Y − FV) − ηV.
    let centred = |m: &DMatrix<f64>| m - DMatrix::from_fn(m.nrows(), m.ncols(), |_, c| m.column(c).mean());
    let (f, y) = (centred(&features), centred(&targets));
    let at = ridge.readout_after(0.7, &start);
    let slope = (ridge.readout_after(0.7 + 1e-5, &start) - ridge.readout_after(0.7 - 1e-5, &start)) / 2e-5;
    assert!((f.tr_mul(&(&y - &f * &at)) - &at * 0.3 - slope).amax() < 1e-6);
}

#[test]
fn t4_theorem_2_ascent_ends_on_one_irrep_at_m_over_2d() {
    for name in GROUPS.into_iter().chain(["Z23", "S4"]) {
        let group = group(name);
        let landscape = Landscape::explore(&group, &LandscapeOptions { starts: 200, ..Default::default() }).unwrap();
        assert_eq!((landscape.mixed, landscape.unconverged), (0, 0), "{name}");
        assert!(landscape.irreps.iter().all(|row| row.hits > 0), "{name}: an irrep that no filter ends on");
        assert!(landscape.deviation.unwrap() < 1e-9, "{name}: {:?}", landscape.deviation);
        for row in landscape.irreps.iter().filter(|row| row.hits > 0) {
            assert_eq!(
                (row.found_flat, row.found_rising),
                (Some(row.flat_directions), Some(0)),
                "{name} {}",
                row.irrep
            );
            // The printed constants M/(8d) and M/(16d) are not what is found.
            let printed = group.order() as f64 / (8 * row.dimension) as f64;
            assert!(row.energies.unwrap().iter().all(|energy| (energy / printed - 4.0).abs() < 1e-8));
        }
    }
}

#[test]
fn t5_the_explicit_maximizers_are_stationary() {
    let mut random = random(6);
    for (name, group) in groups() {
        let (irreps, energy) = (RealIrreps::new(&group), Energy::of_squares(&group));
        for (at, irrep) in irreps.list().iter().enumerate() {
            let [a, b, c] = [0, 1, 2].map(|_| unit(&mut random, irrep.dimension()));
            let w = maximizer(&irreps, at, [&a, &b, &c]).unwrap();
            let (value, gradient) = energy.gradient(&w);
            let norm: f64 = w.iter().map(|w| w * w).sum();
            assert!((norm - 1.0).abs() < 1e-11 && (value - irrep.maximum(group.order())).abs() < 1e-11, "{name}");
            // On the sphere the gradient of a function of degree 4 is 4E w at a stationary point.
            assert!(
                w.iter().zip(&gradient).all(|(w, g)| (g - 4.0 * value * w).abs() < 1e-10),
                "{name} {}",
                irrep.label
            );
            let masses = irreps.filter_masses(&w);
            assert!((masses[at] - 1.0).abs() < 1e-11);
        }
    }
}

#[test]
fn the_printed_maxima_are_none_for_irreps_of_degree_above_1() {
    // [u; Pu] with u anywhere in the functions of S3's irrep of degree 2.
    let group = group("S3");
    let irreps = RealIrreps::new(&group);
    let two = (0..2).find(|&at| irreps.list()[at].degree == 2).unwrap();
    let u = irreps.project(&[1.0, 0.4, -0.3, 0.2, -0.6, 0.5], &[two]);
    let pu: Vec<f64> = (0..6).map(|g| u[group.inverse(g)]).collect();
    let w = DVector::from_vec([u, pu].concat()).normalize();
    let (value, gradient) = Energy::of_squares(&group).gradient(w.as_slice());
    let off = w.iter().zip(&gradient).map(|(w, g)| (g - 4.0 * value * w).abs()).fold(0.0, f64::max);
    assert!(off > 1e-2 && value < 1.5 - 1e-4, "{off} {value}");
}

#[test]
fn t6_theorem_3_targets_are_rebuilt() {
    let complex = |filter: &[f64]| -> Vec<Complex64> { filter.iter().map(|&w| w.into()).collect() };
    for name in ["Z7", "Z8", "2x2", "S3", "D5", "Q8", "A4"] {
        let group = group(name);
        let (irreps, order) = (RealIrreps::new(&group), group.order());
        let count =
            |filters: &[Vec<Complex64>]| (filters.len(), Reconstruction::new(&group, filters).unwrap().residual);
        // (D) real maxima with all index triples
        let real: Vec<_> = irreps.real_filters().iter().map(|filter| complex(filter)).collect();
        let (width, residual) = count(&real);
        assert_eq!(width, 2 * irreps.list().iter().map(|irrep| irrep.dimension().pow(3)).sum::<usize>());
        assert!(residual < 1e-9, "{name}: {residual}");
        // (B) complex maxima [C_ij; ±C_jl]: 2 Σ d³ over the complex irreps
        let filters = complex_filters(&group, |n| {
            itertools::iproduct!(0..n, 0..n, 0..n).map(|(i, j, l)| [(i, j), (j, l)]).collect()
        });
        assert!(count(&filters).1 < 1e-9, "{name}");
        // (C) real [u; ±Pu] cannot tell h from its inverse
        let mut random = random(8);
        let printed: Vec<Vec<Complex64>> = (0..3 * order * order)
            .flat_map(|_| {
                let u = filter(&mut random, order);
                [1.0, -1.0].map(|sign| {
                    let pu = (0..order).map(|g| sign * u[group.inverse(g)]);
                    complex(&u.iter().copied().chain(pu).collect::<Vec<_>>())
                })
            })
            .collect();
        let residual = count(&printed).1;
        let own_inverses = (0..order).all(|g| group.inverse(g) == g);
        assert!((residual - if own_inverses { 0.0 } else { 0.5 }).abs() < 1e-9, "{name}: {residual}");
    }
}

/// [C_ij; ±C_jl] over all complex irreps but the trivial one.
fn complex_filters(group: &Group, places: impl Fn(usize) -> Vec<[(usize, usize); 2]>) -> Vec<Vec<Complex64>> {
    let (dual, order) = (group.dual(), group.order());
    let values = |k: usize| (0..order).map(|g| dual.value(k, g)).collect::<Vec<_>>();
    let pair = |first: usize, second: usize| {
        [1.0, -1.0].map(|sign| [values(first), values(second).iter().map(|z| z * sign).collect()].concat())
    };
    if group.moduli().is_some() {
        return (1..order).flat_map(|k| pair(k, k)).collect();
    }
    let irreps = 1..dual.irreps().len();
    let of_irrep = |irrep: usize| {
        let places = places(dual.irreps()[irrep].degree());
        let at = |(row, column)| dual.at(irrep, row, column).unwrap();
        places.into_iter().flat_map(|[first, second]| pair(at(first), at(second))).collect::<Vec<_>>()
    };
    irreps.flat_map(of_irrep).collect()
}

#[test]
fn t6_three_phases_of_a_frequency_suffice_and_two_do_not() {
    let group = group("Z7");
    let with_pairs = |phases: &[[f64; 2]]| {
        let mut filters = Vec::new();
        for (k, [t1, t2], sign) in itertools::iproduct!(1..=3, phases, [1.0, -1.0]) {
            let wave =
                |t: f64, sign: f64| (0..7).map(move |g| Complex64::from(sign * (TAU * (k * g) as f64 / 7.0 + t).cos()));
            filters.push(wave(*t1, 1.0).chain(wave(*t2, sign)).collect());
        }
        Reconstruction::new(&group, &filters).unwrap().residual
    };
    let third = |j: usize| TAU * j as f64 / 3.0;
    assert!(with_pairs(&[0, 1, 2].map(|j| [third(j), third(j) + 0.4])) < 1e-9);
    assert!(with_pairs(&[[0.1, 2.0], [1.3, 0.2]]) > 1e-2);
    assert!(with_pairs(&[[0.1, 2.0], [1.3, 0.2], [2.9, 1.1]]) > 1e-3);
    assert!(with_pairs(&[[0.1, 2.0], [1.3, 0.2], [2.9, 1.1], [0.5, 0.9]]) < 1e-9);
}

#[test]
fn t7_corollary_1_flat_directions() {
    // The printed "always flat" is false for real irreps of degree 1.
    let flat = |name: &str, at: usize| {
        let group = group(name);
        let irreps = RealIrreps::new(&group);
        let dimension = irreps.list()[at].dimension();
        let [a, b, c] = [0, 1, 2].map(|seed| unit(&mut random(seed), dimension));
        let w = maximizer(&irreps, at, [&a, &b, &c]).unwrap();
        (irreps.list()[at].kind, Hessian::new(&Energy::of_squares(&group), &w).stability().flat)
    };
    assert_eq!(flat("2x2", 0), (IrrepType::Real, 0));
    assert_eq!(flat("Z7", 0), (IrrepType::Complex, 2));
    assert_eq!(flat("S4", 1), (IrrepType::Real, 3));
    assert_eq!(flat("S4", 2), (IrrepType::Real, 6));
    assert_eq!(flat("Q8", 3), (IrrepType::Quaternionic, 6));
    assert_eq!(flat("F21", 1), (IrrepType::Complex, 14));
}

#[test]
fn t8_the_spectral_form_is_the_energy() {
    let mut random = random(9);
    for (name, group) in groups() {
        let (irreps, energy) = (RealIrreps::new(&group), Energy::of_squares(&group));
        for _ in 0..5 {
            let w = filter(&mut random, 2 * group.order());
            let (direct, spectral) = (energy.value(&w), irreps.spectral_energy(&w));
            assert!((direct - spectral).abs() < 1e-11 * direct.max(1.0), "{name}: {direct} {spectral}");
        }
    }
}

#[test]
fn t9_lemma_1_the_wide_limit() {
    let group = group("Z7");
    let (tau, order, n) = (0.7_f64, 7, 49);
    let kernel = lazy_kernel(&group, tau);
    let target = DMatrix::from_fn(n, order, |x, h| f64::from(u8::from((x / 7 + x % 7) % 7 == h)) - 1.0 / 7.0);
    // K Ỹ = 4τ⁴ Ỹ
    assert!((&kernel * &target - &target * (4.0 * tau.powi(4))).amax() < 1e-12);
    // the centred spectrum: 4 with multiplicity (M−1)², 4 + 2M with 2(M−1), 0 once
    let centre = DMatrix::identity(n, n) - DMatrix::from_element(n, n, 1.0 / n as f64);
    let mut spectrum: Vec<f64> =
        (&centre * &kernel * &centre).symmetric_eigenvalues().iter().map(|x| x / tau.powi(4)).collect();
    spectrum.sort_by(f64::total_cmp);
    assert!(spectrum[0].abs() < 1e-10 && spectrum[1..=36].iter().all(|x| (x - 4.0).abs() < 1e-10));
    assert!(spectrum[37..].iter().all(|x| (x - 18.0).abs() < 1e-10));
    // the Gram matrix of random filters tends to K·kernel
    let mut random = random(10);
    let width = 20_000;
    let mut normal = || {
        let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
        tau * radius * (TAU * random.random::<f64>()).cos()
    };
    let filters: Vec<Vec<f64>> = (0..width).map(|_| (0..2 * order).map(|_| normal()).collect()).collect();
    let features = hidden_features(&group, Activation::Square, &filters);
    let gram = &features * features.transpose() / width as f64;
    assert!((gram - &kernel).amax() < 0.15 * kernel.amax());
    // G_F → η/(K c₁ + η)² ỸỸᵀF
    let (eta, c1) = (10.0, 4.0 * tau.powi(4));
    let gradient = Ridge::new(&features, &target, eta).unwrap().gradient();
    let direction = &target * target.tr_mul(&(&centre * &features));
    let coefficient = gradient.dot(&direction) / direction.norm_squared();
    let limit = eta / (width as f64 * c1 + eta).powi(2);
    assert!((coefficient / limit - 1.0).abs() < 0.05, "{}", coefficient / limit);
    assert!(gradient.dot(&direction) / gradient.norm() / direction.norm() > 0.99);
}

#[test]
fn t10_theorem_6_couplings_in_closed_form() {
    let mut random = random(11);
    let features = DMatrix::from_fn(15, 6, |_, _| random.random::<f64>() - 0.5);
    let interaction = Interaction::new(&features, 0.2).unwrap();
    let inverse = interaction.inverse_gram();
    for (j, l) in itertools::iproduct!(0..6, 0..6).filter(|(j, l)| j != l) {
        assert!((inverse[(j, l)] - interaction.coupling(j, l)).abs() < 1e-11);
    }
    // Two copies of one filter push each other apart.
    let twins = DMatrix::from_fn(15, 3, |row, column| features[(row, [0, 0, 1][column])]);
    assert!(Interaction::new(&twins, 0.2).unwrap().coupling(0, 1) < 0.0);
}

#[test]
fn t11_theorem_7_what_is_left_once_irreps_are_learned() {
    for name in ["Z7", "S3", "A4", "Q8"] {
        let group = group(name);
        let irreps = RealIrreps::new(&group);
        let learned = [0];
        let energy = Energy::of_squares(&group).without(&irreps, &learned);
        // The residual target has the kernel of the missing irreps: E_S is ½‖Π z‖².
        let w = filter(&mut random(12), 2 * group.order());
        let z = Energy::of_squares(&group).classes(&w);
        let missing: Vec<usize> = (1..irreps.list().len()).collect();
        let rest = irreps.project(&z, &missing);
        let left: f64 = 0.5 * rest.iter().map(|z| z * z).sum::<f64>();
        assert!((energy.value(&w) - left).abs() < 1e-11 * left.max(1.0));
        // Ascent ends on missing irreps alone.
        let options =
            LandscapeOptions { starts: 40, learned: vec![irreps.list()[0].label.clone()], ..Default::default() };
        let landscape = Landscape::explore(&group, &options).unwrap();
        assert_eq!((landscape.irreps[0].hits, landscape.mixed, landscape.unconverged), (0, 0, 0), "{name}");
        assert!(landscape.deviation.unwrap() < 1e-9);
    }
}

#[test]
fn theorem_7_needs_all_coefficients_of_an_irrep() {
    // With its character alone, as printed, the projection is another one for an irrep of degree above 1.
    let group = group("A4");
    let irreps = RealIrreps::new(&group);
    let three = irreps.list().iter().position(|irrep| irrep.degree == 3).unwrap();
    let z: Vec<f64> = (0..12).map(|h| ((h * h) % 5) as f64).collect();
    let matrices = irreps.matrices(three);
    let character: Vec<f64> = matrices.iter().map(|rho| rho.trace()).collect();
    let along = z.iter().zip(&character).map(|(z, chi)| z * chi).sum::<f64>()
        / character.iter().map(|chi| chi * chi).sum::<f64>();
    let whole: f64 = irreps.project(&z, &[three]).iter().map(|z| z * z).sum();
    let printed: f64 = character.iter().map(|chi| (along * chi).powi(2)).sum();
    assert!((whole - printed).abs() > 0.1, "{whole} {printed}");
}

#[test]
fn t12_theorem_5_focused_and_spread_memorization() {
    let group = group("S3");
    let chances = [0.1, 0.25, 0.05, 0.3, 0.2, 0.1];
    let energy = |activation: Activation, w: &[f64]| -> f64 {
        (0..6).map(|g| chances[g] * activation.value(w[g], w[6 + group.multiply(group.inverse(g), 4)])).sum()
    };
    let focused = Memorization::new(Activation::Square, &chances).unwrap();
    assert!(focused.is_focused && (focused.sums[3] - SQRT_2).abs() < 1e-15);
    for activation in [Activation::Square, Activation::Relu, Activation::Silu, Activation::Tanh, Activation::Sigmoid] {
        let best = Memorization::new(activation, &chances).unwrap();
        let square: f64 = best.sums.iter().map(|s| s * s).sum();
        assert!((square - 2.0).abs() < 1e-9, "{activation}: {square}");
        let w = memorizing_filter(&group, 4, &best.sums);
        assert!((energy(activation, &w) - Memorization::value(activation, &chances, &best.sums)).abs() < 1e-12);
        assert!((w.iter().map(|w| w * w).sum::<f64>() - 1.0).abs() < 1e-9);
        // No nearby filter, and no random one, has more.
        let mut random = random(13);
        for radius in [1e-3, 1e-2, 0.1, 1.0, 10.0] {
            for _ in 0..200 {
                let moved = filter(&mut random, 12);
                let moved: Vec<f64> = w.iter().zip(&moved).map(|(w, m)| w + radius * m).collect();
                let moved = DVector::from_vec(moved).normalize();
                assert!(energy(activation, moved.as_slice()) <= energy(activation, &w) + 1e-12, "{activation}");
            }
        }
    }
    assert!(
        Memorization::new(Activation::Square, &[0.5, 0.5]).unwrap_err().to_string().contains("same largest chance")
    );
    assert!(Memorization::new(Activation::Sine, &chances).is_err());
}

#[test]
fn t13_real_irreps_are_an_orthogonal_decomposition() {
    let mut random = random(14);
    for name in GROUPS {
        let group = group(name);
        let (irreps, order) = (RealIrreps::new(&group), group.order());
        let f = filter(&mut random, order);
        let mean = f.iter().sum::<f64>() / order as f64;
        let parts: Vec<Vec<f64>> = (0..irreps.list().len()).map(|at| irreps.project(&f, &[at])).collect();
        for g in 0..order {
            let sum: f64 = parts.iter().map(|part| part[g]).sum();
            assert!((sum + mean - f[g]).abs() < 1e-12, "{name}");
        }
        for (at, (part, mass)) in parts.iter().zip(irreps.masses(&f)).enumerate() {
            assert!((part.iter().map(|x| x * x).sum::<f64>() - mass).abs() < 1e-12);
            let matrices = irreps.matrices(at);
            let dimension = irreps.list()[at].dimension();
            let norm: f64 = matrices.iter().map(|rho| rho.trace().powi(2)).sum::<f64>() / order as f64;
            let expected = match irreps.list()[at].kind {
                IrrepType::Real => 1.0,
                IrrepType::Complex => 2.0,
                IrrepType::Quaternionic => 4.0,
            };
            assert!((norm - expected).abs() < 1e-9, "{name}: {norm}");
            for (g, h) in itertools::iproduct!(0..order, 0..order) {
                let product = &matrices[g] * &matrices[h];
                assert!((product - &matrices[group.multiply(g, h)]).amax() < 1e-9, "{name}");
            }
            assert!((&matrices[1] * matrices[1].transpose() - DMatrix::identity(dimension, dimension)).amax() < 1e-9);
        }
    }
}

#[test]
fn t15_theorem_8_coupons() {
    let mut random = random(15);
    let coupons = Coupons::new(&[1.0, 1.3, 0.7, 1.1], 2.0).unwrap();
    let draw = |random: &mut ChaCha8Rng, chances: &[f64]| {
        let mut u = random.random::<f64>() * chances.iter().sum::<f64>();
        chances
            .iter()
            .position(|p| {
                u -= p;
                u < 0.0
            })
            .unwrap_or(chances.len() - 1)
    };
    let trials = 20_000;
    let (mut independent, mut halved) = (0, 0);
    for _ in 0..trials {
        let mut seen = [false; 4];
        while seen.contains(&false) {
            seen[draw(&mut random, coupons.chances())] = true;
            independent += 1;
        }
        let mut seen = [false; 4];
        while seen.contains(&false) {
            let chances: Vec<f64> =
                coupons.chances().iter().zip(seen).map(|(p, seen)| if seen { p / 4.0 } else { *p }).collect();
            seen[draw(&mut random, &chances)] = true;
            halved += 1;
        }
    }
    let mean = |count: i32| f64::from(count) / f64::from(trials);
    assert!(
        (mean(independent) / coupons.independent() - 1.0).abs() < 0.03,
        "{} {}",
        mean(independent),
        coupons.independent()
    );
    assert!((mean(halved) / coupons.halved() - 1.0).abs() < 0.03, "{} {}", mean(halved), coupons.halved());
    assert!(coupons.independent() >= coupons.lower_bound());
    // equal chances: L H_L exactly
    let equal = Coupons::new(&[1.0; 5], 1.0).unwrap();
    assert!((equal.independent() - 5.0 * (1.0 + 0.5 + 1.0 / 3.0 + 0.25 + 0.2)).abs() < 1e-6);
}

#[test]
fn scarce_samples_favour_memorizing_filters() {
    let scarcity = Scarcity::new(61, 0.3).unwrap();
    let group = group("Z61");
    let mean = |filter: &[f64]| {
        let trials = 40;
        let measured = (0..trials).map(|seed| {
            let mut random = random(100 + seed);
            let drawn: Vec<bool> = (0..61 * 61).map(|_| random.random::<f64>() < 0.3).collect();
            scarcity.measured(&group, filter, &PairMask::from_fn(&group, |g1, g2| drawn[g1 * 61 + g2])).unwrap()
        });
        measured.sum::<f64>() / trials as f64
    };
    let (fourier, spike) = (mean(&scarcity.fourier_filter(5)), mean(&scarcity.spike_filter(7)));
    assert!((fourier / scarcity.fourier() - 1.0).abs() < 0.06, "{fourier} {}", scarcity.fourier());
    assert!((spike / scarcity.spike() - 1.0).abs() < 0.06, "{spike} {}", scarcity.spike());
    assert!(spike > fourier);
}

/// Also from starts where the energy is a thousandth of that of the maximum.
#[test]
fn every_filter_arrives_at_a_maximum() {
    for (name, seed) in [("2x2", 0), ("2x2", 5), ("S3", 1), ("Z8", 2)] {
        let options = LandscapeOptions { starts: 200, seed, ..LandscapeOptions::default() };
        let landscape = Landscape::explore(&group(name), &options).unwrap();
        let at_irreps: usize = landscape.irreps.iter().map(|irrep| irrep.hits).sum();
        assert_eq!(at_irreps, 200, "{name}, seed {seed}");
    }
}

#[test]
fn absurd_landscapes_are_refused() {
    let explore =
        |name: &str, options: LandscapeOptions| Landscape::explore(&group(name), &options).unwrap_err().to_string();
    let options = LandscapeOptions::default();
    assert!(explore("Z1000", options.clone()).contains("orders 2 to 512"));
    assert!(explore("Z7", LandscapeOptions { starts: 0, ..options.clone() }).contains("starts"));
    assert!(explore("Z7", LandscapeOptions { train_fraction: f64::NAN, ..options.clone() }).contains("not in (0, 1]"));
    assert!(explore("Z7", LandscapeOptions { learned: vec!["9".into()], ..options.clone() }).contains("no irrep"));
    let all = vec!["1".into(), "2".into(), "3".into()];
    assert!(explore("Z7", LandscapeOptions { learned: all, ..options.clone() }).contains("nothing is left"));
    assert!(explore("Z7", LandscapeOptions { activation: Activation::Product, ..options }).contains("two squares"));
    let start = vec![0.0; 14];
    let seven = group("Z7");
    assert!(Ascent::default().from(&Energy::of_squares(&seven), &start).has_converged);
}

#[test]
fn filters_of_trained_networks_are_read_whatever_the_activation() {
    let read = |path: &str| {
        let options = ReadOptions { any_activation: true, ..ReadOptions::default() };
        let (network, reading) = read_network_as(Path::new(path), &options).unwrap();
        (FeatureReading::new(&network, reading.network_activation(), &PairMask::all(network.group())).unwrap(), reading)
    };
    let (relu, reading) = read("tests/data/field/relu_says_so.pt");
    assert_eq!((reading.activation, relu.activation), (Activation::Relu, Activation::Relu));
    assert!(relu.accuracy > 0.99 && relu.purity > 0.85, "{} {}", relu.accuracy, relu.purity);
    assert!(relu.irreps.iter().all(|irrep| irrep.filters > 0));
    let (squares, _) = read("examples/data/d23_seed1_epoch9900.npz");
    assert!(squares.purity > 0.999 && (squares.energy.unwrap() - 5.75).abs() < 1e-3);
    assert_eq!(squares.filters.len(), 56);
    assert!((squares.irreps.iter().map(|irrep| irrep.share).sum::<f64>() - 1.0).abs() < 1e-9);
    // At the start of training nothing is a feature yet.
    let (start, _) = read("tests/data/d23_seed1_epoch0.npz");
    assert!(start.filters.iter().all(|filter| filter.kind == FilterKind::Mixed) && start.purity < 0.5);
    // A filter of few entries keeps samples in mind.
    let group = group("Z23");
    let spikes = DMatrix::from_fn(4, 23, |j, g| f64::from(u8::from(g == 5 * j)));
    let network = Network::new(&group, spikes.clone(), spikes.clone(), spikes.transpose()).unwrap();
    let features = FeatureReading::new(&network, Activation::Square, &PairMask::all(&group)).unwrap();
    assert!(features.filters.iter().all(|filter| filter.kind == FilterKind::Memorizing));
}

#[test]
fn the_gradient_of_the_features_is_the_residual_times_the_readout() {
    let group = group("S3");
    let mut random = random(16);
    let mut matrix = |rows, columns| DMatrix::from_fn(rows, columns, |_, _| random.random::<f64>() - 0.5);
    let network = Network::new(&group, matrix(5, 6), matrix(5, 6), matrix(6, 5)).unwrap();
    let mask = half_of(&group);
    let pairs: Vec<_> = mask.pairs().collect();
    let label = |at: usize| group.multiply(pairs[at].0, pairs[at].1);
    let targets = DMatrix::from_fn(pairs.len(), 6, |at, h| f64::from(u8::from(label(at) == h)));
    let input = |at: usize, j: usize| network.w_a()[(j, pairs[at].0)] + network.w_b()[(j, pairs[at].1)];
    let values: [fn(f64) -> f64; 3] = [|x| x * x, |x| x.max(0.0), f64::tanh];
    for (activation, value) in [Activation::Square, Activation::Relu, Activation::Tanh].into_iter().zip(values) {
        let features = DMatrix::from_fn(pairs.len(), 5, |at, j| value(input(at, j)));
        let ridge = Ridge::new(&features, &targets, 0.0).unwrap();
        let expected = ridge.gradient_at(&network.w_c().transpose()).norm();
        let found = feature_gradient(&network, activation, &mask);
        assert!((found - expected).abs() < 1e-12 * expected.max(1.0), "{activation}: {found} {expected}");
    }
}

fn trained(runs: &[(String, RunConfig)], path: &Path) -> Vec<PathBuf> {
    let rows = train_all(runs, path, None, &|_, _| Box::new(Silent)).unwrap();
    assert!(rows.iter().all(|row| row.finished && row.error.is_none()));
    rows.iter().map(|row| path.join(&row.run)).collect()
}

#[test]
fn t14_data_below_the_boundary_is_memorized_and_above_it_generalized() {
    // c = p M / ln M far below and far above 2.75; test accuracy 0 and 1.
    let directory = TempDir::new().unwrap();
    let options = BoundaryOptions {
        groups: vec![group("Z13")],
        constants: vec![1.6, 4.4],
        seeds: vec![1, 2],
        setting: BoundarySetting { width: 256, ..BoundarySetting::default() },
        ..BoundaryOptions::default()
    };
    let runs = trained(&options.runs().unwrap(), directory.path());
    let open = |path: &PathBuf| RunDirectory::open(path).unwrap();
    let boundary = Boundary::of_runs(&runs.iter().map(open).collect::<Vec<_>>()).unwrap();
    let [below, above] = &boundary.points[..] else { panic!("{:?}", boundary.points) };
    assert!(below.accuracy.mean < 0.1 && above.accuracy.mean > 0.95, "{below:?} {above:?}");
    assert!(below.train_accuracy == 1.0 && below.epochs == 1300);
    let fit = &boundary.fits[0];
    assert!((1.6..4.4).contains(&fit.constant.unwrap().mean) && fit.trend.is_none() && fit.open.is_empty());
    // Nothing is trained again, and another setting is not pooled.
    assert_eq!(trained(&options.runs().unwrap(), directory.path()), runs);
    let other = BoundaryOptions {
        setting: BoundarySetting { width: 32, ..options.setting },
        seeds: vec![1],
        constants: vec![4.4],
        ..options
    };
    let mixed: Vec<_> = [runs, trained(&other.runs().unwrap(), directory.path())].concat().iter().map(open).collect();
    assert!(Boundary::of_runs(&mixed).unwrap_err().to_string().contains("settings"));
}

#[test]
fn grokking_runs_have_their_gradients_at_every_kept_network() {
    let directory = TempDir::new().unwrap();
    let grid = RunGrid {
        group: group("Z7"),
        width: 24,
        variations: Variations { seeds: vec![1], ..Grokking::runs().variations },
        ..Grokking::runs()
    }
    .with_epochs(60);
    let runs = trained(&grid.runs().unwrap(), directory.path());
    let grokking = Grokking::of_runs(&find_sources(&runs).unwrap()).unwrap();
    assert_eq!((grokking.classes.len(), grokking.signals.len()), (2, 2));
    let signal = &grokking.signals[0];
    assert_eq!((signal.points[0].0, signal.points.last().unwrap().0), (0, 60));
    let run = RunDirectory::open(&runs[0]).unwrap();
    let last = feature_gradient(&run.final_network().unwrap(), Activation::Square, &run.training_pairs().unwrap());
    assert!((signal.points.last().unwrap().1 - last).abs() < 1e-12 && last > 0.0);
}

/// Li₂, the experiment on step sizes: near the boundary large steps memorize, with filters on no single irrep. That their energy is
/// larger is seen from M = 23 on (examples/emergence).
#[test]
fn large_steps_near_the_boundary_memorize_with_less_purity() {
    let directory = TempDir::new().unwrap();
    let grid = RunGrid {
        group: group("Z13"),
        width: 192,
        train_fractions: vec![0.6],
        variations: Variations { learning_rates: vec![2e-2, 0.2], weight_decays: vec![2e-4], seeds: vec![0, 1] },
        ..Rates::runs()
    };
    let grid = grid.with_epochs(900);
    let runs = trained(&grid.runs().unwrap(), directory.path());
    let sources = find_sources(&runs).unwrap();
    let rates = Rates::of_runs(&sources).unwrap();
    let [small, large] = &rates.points[..] else { panic!("{:?}", rates.points) };
    assert!((small.learning_rate, large.learning_rate) == (2e-2, 0.2) && small.runs == 2);
    assert!(small.end.accuracy.mean > large.end.accuracy.mean + 0.6, "{small:?} {large:?}");
    assert!(small.end.purity.mean > large.end.purity.mean + 0.1, "{small:?} {large:?}");
    // The same runs, filter by filter: what is shown has norm 1, and the energy by its definition.
    let energies = Energies::of_runs(&sources).unwrap();
    assert_eq!(energies.runs.iter().map(|run| run.variation.learning_rate).collect::<Vec<_>>(), [2e-2, 2e-2, 0.2, 0.2]);
    let run = &energies.runs[0];
    let open = sources.iter().find(|source| source.name() == run.run).unwrap();
    let mask = RunDirectory::open(open.path()).unwrap().training_pairs().unwrap();
    let of_run = group("Z13");
    let energy = Energy::new(&of_run, Activation::Square, &mask, Centring::SampleMean).unwrap();
    for filter in &run.shown {
        let w = filter.halves.concat();
        assert!((w.iter().map(|w| w * w).sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((energy.value(&w) - filter.reading.energy.unwrap()).abs() < 1e-9);
    }
    // Runs of another width are not pooled.
    let other = RunGrid { width: 8, variations: Variations { seeds: vec![0], ..grid.variations.clone() }, ..grid };
    let mixed = [runs, trained(&other.runs().unwrap()[..1], directory.path())].concat();
    let error = Rates::of_runs(&find_sources(&mixed).unwrap()).unwrap_err().to_string();
    assert!(error.contains("its settings are not those of"), "{error}");
}

/// Li₂, Theorem 7 along a run: shares of the target by two ways of computing them, and what is left once all is learned.
#[test]
fn t11_irreps_are_learned_one_after_the_other_and_nothing_is_left_to_climb() {
    let directory = TempDir::new().unwrap();
    let grid = RunGrid { group: group("D5"), width: 96, train_fractions: vec![0.9], ..Modulation::runs() };
    let grid =
        RunGrid { variations: Variations { learning_rates: vec![1e-2], seeds: vec![1], ..RunGrid::usual() }, ..grid }
            .with_epochs(400);
    let runs = trained(&grid.runs().unwrap(), directory.path());
    let modulation = Modulation::of_runs(&find_sources(&runs).unwrap()).unwrap();
    let run = &modulation.runs[0];
    let (first, last) = (&run.points[0], run.points.last().unwrap());
    assert!((first.epoch, last.epoch) == (0, 400) && first.learned.iter().all(|share| share.abs() < 0.3));
    assert!(last.learned.iter().all(|share| (share - 1.0).abs() < 0.1), "{last:?}");
    assert!(first.energy_left == first.energy && last.energy_left < 1e-9 && last.energy > 0.5, "{first:?} {last:?}");
    assert!(run.irreps.iter().all(|irrep| irrep.learned_at.is_some_and(|epoch| epoch > 0)));
    // r_k against the definition: the projection of the classes by the matrices of the irrep, pair by pair.
    let network = RunDirectory::open(&runs[0]).unwrap().final_network().unwrap();
    let (group, irreps) = (group("D5"), RealIrreps::new(&group("D5")));
    for (at, share) in last.learned.iter().enumerate() {
        let (matrices, degree) = (irreps.matrices(at), irreps.list()[at].degree as f64);
        let projector = |g: usize, h: usize| degree / 10.0 * matrices[group.multiply(group.inverse(h), g)].trace();
        let (mut product, mut square) = (0.0, 0.0);
        for (x, y) in (0..10).flat_map(|x| (0..10).map(move |y| (x, y))) {
            let (outputs, label) = (network.outputs(x, y), group.multiply(x, y));
            product += (0..10).map(|g| projector(g, label) * outputs[g]).sum::<f64>();
            square += (0..10).map(|g| projector(g, label).powi(2)).sum::<f64>();
        }
        assert!((product / square - share).abs() < 1e-9, "{at}: {share} {}", product / square);
    }
}

/// Li₂, stage I: the table of regimes.
#[test]
fn t3_the_lazy_stage_sends_most_back_at_a_weight_decay_that_grows_with_the_width() {
    let options = RegimeOptions { widths: vec![8, 32, 128, 512], ..RegimeOptions::default() };
    let regimes = Regimes::new(&options).unwrap();
    let at = |width: usize, decay: f64| {
        regimes.points.iter().find(|point| point.width == width && point.decay == decay).unwrap().gradient
    };
    assert!(at(8, 0.0) > 1.0, "too few nodes to memorize: {}", at(8, 0.0));
    assert!(at(32, 0.0) < 1e-9 && at(512, 0.0) < 1e-9, "wide networks memorize, and send nothing back");
    for (small, large) in [(1e-6, 1e-3), (1e-3, 1e-1)] {
        let ratio = at(512, large) / at(512, small) / (large / small);
        assert!((ratio - 1.0).abs() < 0.2, "small η: proportional to it, {ratio}");
    }
    assert!(at(512, 1e5) < 0.02 * at(512, 1e1) && at(8, 1e5) < 0.02 * at(8, 1e-1), "large η fits nothing");
    let best = |width: usize| {
        let of_width = regimes.points.iter().filter(|point| point.width == width && point.decay > 0.0);
        of_width.max_by(|x, y| x.gradient.total_cmp(&y.gradient)).unwrap().decay
    };
    assert!(best(8) < best(128) && best(32) < best(512), "the best η grows with K: {} {}", best(8), best(512));
    assert!(Regimes::new(&RegimeOptions { widths: vec![0], ..RegimeOptions::default() }).is_err());
    assert!(Regimes::new(&RegimeOptions { decays: vec![-1.0], ..RegimeOptions::default() }).is_err());
}
