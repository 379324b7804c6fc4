//! Factoring trained, constructed and planted networks.

use std::path::{Path, PathBuf};

use cogring::Network;
use cogring::factor::{self, Factorization, Form, Options};
use cogring::format::{ReadOptions, read_network};
use serde_json::Value;

/// The two trained networks of Z_23 that come with the project.
const TRAINED: [&str; 2] = ["d23_seed1_epoch9900", "d23_seed3_epoch9900"];

fn bundled(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(file)
}

fn trained(name: &str) -> Network {
    read_network(&bundled(&format!("{name}.npz")), &ReadOptions::default()).unwrap()
}

fn reference() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reference_factorization.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn form_named(name: &str) -> Form {
    let forms = [Form::NuIXi, Form::NuISynAb, Form::NuSyn, Form::Other, Form::Nonfactorable];
    *forms.iter().find(|form| form.name() == name).unwrap()
}

#[test]
fn the_papers_analysis_agrees_with_the_reference_on_all_22_frequencies() {
    let reference = reference();
    for name in TRAINED {
        let factorization = factor::factor_as_paper(&trained(name));
        let expected = &reference[name];
        assert_eq!(factorization.live_nodes as u64, expected["live_nodes"].as_u64().unwrap());
        let expected = expected["frequencies"].as_array().unwrap();
        assert_eq!(factorization.frequencies.len(), expected.len());
        for (found, expected) in factorization.frequencies.iter().zip(expected) {
            assert_eq!(serde_json::to_value(&found.k).unwrap(), expected["k"], "{name}");
            assert_eq!(serde_json::to_value(&found.nodes).unwrap(), expected["nodes"], "{name} k = {}", found.k);
            assert_eq!(found.order as u64, expected["order"].as_u64().unwrap());
            assert_eq!(found.form, form_named(expected["form"].as_str().unwrap()), "{name} k = {}", found.k);
            assert_eq!(found.factorable, found.form != Form::Nonfactorable);
            let (error, expected) = (found.error.unwrap(), expected["error"].as_f64().unwrap());
            assert!((error - expected).abs() < 1e-5, "{name} k = {}: error {error}, expected {expected}", found.k);
        }
    }
}

#[test]
fn the_row_of_the_papers_table_is_the_mean_over_networks() {
    let networks: Vec<Factorization> = TRAINED.iter().map(|name| factor::factor_as_paper(&trained(name))).collect();
    let rows = factor::summarize(&networks);
    assert_eq!(rows.len(), 1);
    let close = |found: Option<factor::MeanAndError>, mean: f64, standard_error: f64| {
        let found = found.unwrap();
        assert!((found.mean - mean).abs() < 1e-9, "{found:?}, expected {mean}");
        assert!((found.standard_error - standard_error).abs() < 1e-9, "{found:?}, expected ± {standard_error}");
    };
    // 5 of 11 and 4 of 9 factorable frequencies are nu=i*xi; none and 2 of 7 of order 6 do not factor.
    let (x, y) = (500.0 / 11.0, 400.0 / 9.0);
    close(rows[0].nu_i_xi, (x + y) / 2.0, (x - y).abs() / 2.0);
    close(rows[0].nonfactorable_order_6, 100.0 / 7.0, 100.0 / 7.0);
    close(rows[0].not_order_4_or_6, 0.0, 0.0);
}

#[test]
fn the_default_method_explains_at_least_what_the_papers_does() {
    for name in TRAINED {
        let network = trained(name);
        let (paper, default) = (factor::factor_as_paper(&network), factor::factor(&network, &Options::default()));
        for (paper, default) in paper.frequencies.iter().zip(&default.frequencies) {
            assert_eq!((paper.order, &paper.nodes), (default.order, &default.nodes));
            if paper.form.is_named() {
                assert_eq!(default.form, paper.form, "{name} k = {}", paper.k);
                assert!(default.detail.as_ref().unwrap().distance.unwrap() < 0.06, "{name} k = {}", paper.k);
            }
        }
    }
}

#[test]
fn the_default_method_says_what_the_rejected_frequencies_are() {
    let network = trained("d23_seed3_epoch9900");
    let factorization = factor::factor(&network, &Options::default());
    for k in [3, 9] {
        let frequency = &factorization.frequencies[k - 1];
        let detail = frequency.detail.as_ref().unwrap();
        assert_eq!((frequency.order, frequency.form), (6, Form::Nonfactorable));
        // Solutions of every equation but R_n, no products: an order-4 product about to lose its two weak nodes.
        assert!(detail.equations.solves_all_but_r_n() && detail.equations.r_n > 0.5);
        let nearest = detail.nearest.as_ref().unwrap();
        assert_eq!((nearest.form, nearest.nodes.len()), (Form::NuIXi, 4));
        assert!(nearest.distance < 0.1 && nearest.rest < 0.1);
        assert!(detail.reading.contains("not a product") && detail.reading.contains("nu=i*xi"), "{}", detail.reading);
    }
}

#[test]
fn npz_and_pt_of_the_same_network_agree() {
    let npz = trained("d23_seed1_epoch9900");
    let pt = read_network(&bundled("d23_seed1_epoch9900.pt"), &ReadOptions::default()).unwrap();
    assert_eq!(npz, pt);
}

/// # The command
mod command {
    use super::*;

    fn cogring(arguments: &[&str]) -> assert_cmd::assert::Assert {
        assert_cmd::Command::cargo_bin("cogring").unwrap().arg("factor").args(arguments).assert()
    }

    #[test]
    fn json_has_the_agreed_names() {
        let files = TRAINED.map(|name| bundled(&format!("{name}.npz")).display().to_string());
        let output = cogring(&["--json", &files[0], &files[1]]).code(0).get_output().stdout.clone();
        let report: Value = serde_json::from_slice(&output).unwrap();
        assert_eq!(report["table"].as_array().unwrap().len(), 1);
        let networks = report["networks"].as_array().unwrap();
        for (network, file) in networks.iter().zip(&files) {
            assert_eq!(network["path"], *file);
            assert_eq!(network["group"], "23");
            for name in ["order_of_group", "width", "live_nodes"] {
                assert!(network[name].is_u64(), "{name}");
            }
            assert!(network["loss"].as_f64().unwrap() < 2e-4 && network["accuracy"].as_f64().unwrap() == 1.0);
            for (frequency, k) in network["frequencies"].as_array().unwrap().iter().zip(1u64..) {
                assert_eq!(frequency["k"], k);
                assert_eq!(frequency["order"].as_u64().unwrap() as usize, frequency["nodes"].as_array().unwrap().len());
                assert!(frequency["form"].is_string() && frequency["factorable"].is_boolean());
                assert!(frequency["error"].is_f64() && frequency["parameters"].is_object());
            }
        }
    }

    #[test]
    fn the_table_names_every_frequency() {
        let output = cogring(&[&bundled("d23_seed1_epoch9900.npz").display().to_string()]).code(0).get_output().clone();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.matches("nu*syn").count(), 5, "{text}");
        assert_eq!(text.matches("nu=i*xi").count(), 5, "{text}");
        assert_eq!(text.matches("nu=i*syn_ab").count(), 1, "{text}");
        assert!(text.contains("group 23 of order 23, 512 hidden nodes, 56 live"), "{text}");
    }

    #[test]
    fn an_unreadable_file_among_several_is_named_and_is_an_error() {
        let good = bundled("d23_seed1_epoch9900.npz").display().to_string();
        let output = cogring(&[&good, "no/such/file.npz"]).code(2).get_output().clone();
        assert!(String::from_utf8(output.stderr).unwrap().contains("no/such/file.npz"));
        assert!(output.stdout.is_empty());
    }
}

/// # Planted products
mod planted {
    use super::*;
    use cogring::construct::Sign;
    use cogring::construct::generators::{z_nu, z_nu_i, z_syn, z_syn_ab, z_xi};
    use cogring::{Block, Group, Network, Solution, Triple};
    use nalgebra::DMatrix;
    use num_complex::Complex64;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng, seq::SliceRandom};
    use rand_chacha::ChaCha8Rng;

    type Element = Block<Complex64>;

    fn unit(random: &mut ChaCha8Rng) -> Complex64 {
        Complex64::cis(random.random_range(0.0..std::f64::consts::TAU))
    }

    /// `order` nodes with random phases, at the size of trained weights.
    fn random_element(random: &mut ChaCha8Rng, order: usize) -> Element {
        Block::from_nodes((0..order).map(|_| Triple::new(unit(random), unit(random), unit(random))))
    }

    /// Each element at its frequency, times a random unit factor; nodes in random gauges and order among dead nodes; noise
    /// on all weights, relative to the size of live ones.
    fn plant(
        group: &Group,
        elements: &[(usize, Element)],
        dead: usize,
        noise: f64,
        random: &mut ChaCha8Rng,
    ) -> Network {
        let mut solution = Solution::zero(group);
        for (k, element) in elements {
            let (alpha, beta) = (unit(random), unit(random));
            let factor = Block::from_nodes([Triple::new(alpha, beta, (alpha * beta).conj())]);
            let scale = Complex64::from(1.0 / element.order() as f64);
            solution = solution + Solution::at_frequency(group, *k, &element.times(&factor).scaled(&scale));
        }
        let network = Network::from_solution(&solution).unwrap();
        let (d, live) = (group.order(), network.width());
        let q = live + dead;
        let mut order: Vec<usize> = (0..q).collect();
        order.shuffle(random);
        let gauges: Vec<f64> =
            (0..q).map(|_| random.random_range(0.8..1.25) * if random.random_bool(0.5) { 1.0 } else { -1.0 }).collect();
        let size = (network.w_a().norm_squared() / (live * d) as f64).sqrt();
        let mut perturb = || noise * size * random.random_range(-1.0..1.0);
        let mut weight = |value: Option<f64>, gauge: f64| value.unwrap_or(0.0) * gauge + perturb();
        let mut input = |weights: &DMatrix<f64>| {
            let value = |j: usize, g: usize| (order[j] < live).then(|| weights[(order[j], g)]);
            DMatrix::from_fn(q, d, |j, g| weight(value(j, g), gauges[j]))
        };
        let (a, b) = (input(network.w_a()), input(network.w_b()));
        let c = DMatrix::from_fn(d, q, |h, j| {
            let value = (order[j] < live).then(|| network.w_c()[(h, order[j])]);
            weight(value, gauges[j].powi(-2))
        });
        Network::new(group, a, b, c).unwrap()
    }

    fn factor_orders(frequency: &factor::FrequencyFactorization) -> Vec<usize> {
        frequency.detail.as_ref().unwrap().factors.iter().map(|factor| factor.order).collect()
    }

    #[test]
    fn products_of_random_elements_are_recovered() {
        let orders: [&[usize]; 5] = [&[2, 2], &[2, 3], &[3, 3], &[2, 4], &[2, 2, 3]];
        for group in ["23", "4x9"] {
            let group: Group = group.parse().unwrap();
            let frequencies: Vec<usize> = group.complex_pairs().take(orders.len()).collect();
            for (seed, noise) in (0u64..).zip([0.0, 1e-6, 1e-4, 1e-2]) {
                let random = &mut ChaCha8Rng::seed_from_u64(seed);
                let elements: Vec<(usize, Element)> = frequencies
                    .iter()
                    .zip(orders)
                    .map(|(&k, orders)| {
                        let factors = orders.iter().map(|&order| random_element(random, order));
                        (k, factors.reduce(|x, y| x.times(&y)).unwrap())
                    })
                    .collect();
                let network = plant(&group, &elements, 20, noise, random);
                let found = factor::factor(&network, &Options::default());
                assert_eq!(
                    found.live_nodes,
                    orders.iter().map(|orders| orders.iter().product::<usize>()).sum::<usize>()
                );
                for (k, orders) in frequencies.iter().zip(orders) {
                    let label = factor::FrequencyLabel::new(&group, *k);
                    let frequency = found.frequencies.iter().find(|frequency| frequency.k == label).unwrap();
                    assert!(frequency.factorable, "{group} {orders:?} noise {noise}: {frequency:?}");
                    assert_eq!(factor_orders(frequency), orders, "{group} noise {noise}");
                    let error = frequency.error.unwrap();
                    assert!(error <= 1e-7 + 2.0 * noise, "{group} {orders:?} noise {noise}: error {error}");
                }
                assert_eq!(found.frequencies.iter().filter(|frequency| frequency.order > 0).count(), orders.len());
            }
        }
    }

    #[test]
    fn random_elements_that_are_no_products_are_rejected() {
        let group = Group::cyclic(23).unwrap();
        for seed in 0..8 {
            let random = &mut ChaCha8Rng::seed_from_u64(seed);
            let orders = [6, 8, 9, 10, 12, 5, 7];
            let elements: Vec<(usize, Element)> =
                orders.iter().zip(1..).map(|(&order, k)| (k, random_element(random, order))).collect();
            let found = factor::factor(&plant(&group, &elements, 5, 1e-4, random), &Options::default());
            for (frequency, order) in found.frequencies.iter().zip(orders) {
                assert_eq!(
                    (frequency.order, frequency.form, frequency.factorable),
                    (order, Form::Nonfactorable, false)
                );
            }
        }
    }

    /// Whether two unit numbers are equal up to one of `order` roots of unity and, if allowed, conjugation.
    fn same_up_to_roots(x: Complex64, y: Complex64, order: i32, conjugate: bool, tolerance: f64) -> bool {
        let close = |y: Complex64| (x.powi(order) - y.powi(order)).norm() < tolerance * f64::from(order);
        close(y) || (conjugate && close(y.conj()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn named_forms_are_recovered_with_their_parameters(
            seed in any::<u64>(),
            nu in 0.1..0.9f64,
            xi in 0.0..6.0f64,
            sigma in any::<bool>(),
            alpha in 0.3..0.7f64,
            beta in -0.7..-0.3f64,
            noise in prop_oneof![Just(0.0), Just(1e-4), Just(1e-3)],
        ) {
            let random = &mut ChaCha8Rng::seed_from_u64(seed);
            let group = Group::cyclic(11).unwrap();
            let (nu, xi) = (Complex64::cis(nu), Complex64::cis(xi));
            let (alpha, beta) = (Complex64::cis(alpha), Complex64::cis(beta));
            let sign = if sigma { Sign::Plus } else { Sign::Minus };
            let elements = [
                (1, z_nu_i().times(&z_xi(&xi, sign))),
                (2, z_syn().times(&z_nu(&nu))),
                (5, z_syn_ab(&alpha, &beta).times(&z_nu_i())),
            ];
            let found = factor::factor(&plant(&group, &elements, 7, noise, random), &Options::default());
            let tolerance = 1e-6 + 20.0 * noise;
            let forms: Vec<(usize, Form)> = found.frequencies.iter().map(|f| (f.order, f.form)).collect();
            let none = (0, Form::Nonfactorable);
            prop_assert_eq!(forms, vec![(4, Form::NuIXi), (6, Form::NuSyn), none, none, (6, Form::NuISynAb)]);
            let parameter = |k: usize, name| found.frequencies[k - 1].parameters[name].0;
            // (ξ, −1) describes the same factor as (ξ̄, 1), and ξ the same product as iξ.
            let xi = if sigma { xi } else { xi.conj() };
            prop_assert!(same_up_to_roots(parameter(1, "xi"), xi, 4, false, tolerance));
            prop_assert!(same_up_to_roots(parameter(2, "nu"), nu, 6, true, tolerance));
            let (a, b) = (parameter(5, "alpha"), parameter(5, "beta"));
            let mut pair = (alpha, beta);
            let recovered = (0..3).any(|_| {
                let same = same_up_to_roots(a, pair.0, 4, false, tolerance)
                    && same_up_to_roots(b, pair.1, 4, false, tolerance);
                pair = (pair.1 * pair.0.conj(), pair.0.conj());
                same
            });
            prop_assert!(recovered, "α {} β {}", a, b);
            for k in [1, 2, 5] {
                let detail = found.frequencies[k - 1].detail.as_ref().unwrap();
                prop_assert!(detail.distance.unwrap() < tolerance);
                let coefficient = 1.0 / found.frequencies[k - 1].order as f64;
                prop_assert!((detail.coefficient.unwrap() - coefficient).abs() < tolerance);
            }
        }
    }
}
