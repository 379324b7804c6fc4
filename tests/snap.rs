//! Snapping trained and planted networks to exact solutions.

use std::path::{Path, PathBuf};

use cogring::check::{NetworkCheck, Verdict};
use cogring::construct::{Sign, optimizers};
use cogring::expr::{Assignment, Expression};
use cogring::factor::{Basis, SnapOptions, SnappedNodes, Snapping, snap};
use cogring::format::{ReadOptions, read_network, write_network};
use cogring::proof::SolutionProof;
use cogring::{Exact, Group, Network, Solution, Target};
use nalgebra::DMatrix;
use num_complex::Complex64;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const TRAINED: [&str; 2] = ["d23_seed1_epoch9900.npz", "d23_seed3_epoch9900.npz"];

fn bundled(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(file)
}

fn trained(file: &str) -> Network {
    read_network(&bundled(file), &ReadOptions::default()).expect("a bundled network")
}

fn snapped(network: &Network) -> Snapping {
    snap(network, &SnapOptions::default()).expect("small numbers")
}

/// W_c (W_a x + W_b y)² on all pairs, by loops: the zero-mean loss, and the share of right answers.
fn forward(network: &Network) -> (f64, f64) {
    let (group, d) = (network.group(), network.group().order());
    let (mut loss, mut right) = (0.0, 0);
    for g1 in 0..d {
        for g2 in 0..d {
            let mut output = vec![0.0; d];
            for j in 0..network.width() {
                let hidden = (network.w_a()[(j, g1)] + network.w_b()[(j, g2)]).powi(2);
                for (h, output) in output.iter_mut().enumerate() {
                    *output += network.w_c()[(h, j)] * hidden;
                }
            }
            let label = group.multiply(g1, g2);
            let best = (0..d).max_by(|&x, &y| output[x].total_cmp(&output[y])).expect("an output");
            right += usize::from(best == label);
            output[label] -= 1.0;
            let mean = output.iter().sum::<f64>() / d as f64;
            loss += output.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        }
    }
    (loss / (d * d) as f64, right as f64 / (d * d) as f64)
}

#[test]
fn trained_networks_become_exact_solutions() {
    let directory = tempfile::tempdir().unwrap();
    for (file, certified, largest_move) in [(TRAINED[0], vec![], 0.065), (TRAINED[1], vec![3, 9], 0.12)] {
        let network = trained(file);
        let snapping = snapped(&network);
        assert!(snapping.whole.proved && snapping.whole.obstacles.is_empty(), "{file}: {:?}", snapping.whole.obstacles);
        for (frequency, k) in snapping.frequencies.iter().zip(1..) {
            match &frequency.basis {
                Basis::Exact { .. } => assert!(!certified.contains(&k), "{file} k = {k}"),
                Basis::Certified { radius, .. } => {
                    assert!(certified.contains(&k) && *radius < 1e-25, "{file} k = {k}");
                }
                other => panic!("{file} k = {k}: {other:?}"),
            }
            assert!(frequency.moved.unwrap() < 0.06, "{file} k = {k}");
            assert!(frequency.moved_weights.unwrap() < largest_move, "{file} k = {k}");
        }
        // A network without a form for every frequency is no exact solution, and none stands in for it.
        assert_eq!(snapping.whole.exact.is_some(), certified.is_empty());
        assert_eq!(snapping.proof.is_some(), certified.is_empty());
        let certificate = snapping.certificate().unwrap().to_json().unwrap();
        let Verdict::Network(check) = Verdict::of_bytes(certificate.as_bytes()).unwrap() else { panic!("a network") };
        assert!(check.valid, "{file}: {:?}", check.refusal);
        assert_eq!((check.exact, check.enclosed), (11 - certified.len(), certified.len()));
        assert!(check.nodes == snapping.whole.live_nodes && check.radius < 1e-14, "{file}: radius {}", check.radius);
        for name in ["out.npz", "out.safetensors", "out.json"] {
            let path = directory.path().join(name);
            write_network(&path, snapping.whole.network.as_ref().unwrap()).unwrap();
            let read = read_network(&path, &ReadOptions::default()).unwrap();
            assert_eq!(read.w_c().shape(), network.w_c().shape());
            let (loss, accuracy) = forward(&read);
            assert!(loss < 1e-20, "{file}: loss {loss:e}");
            assert_eq!(accuracy, 1.0, "{file}");
        }
        assert!(forward(&network).0 > 1e-5, "the trained network is no solution itself");
    }
}

/// What was proved is what was written: the exact solution, evaluated at the fitted parameters, is the same function.
#[test]
fn the_weights_are_values_of_the_exact_solution() {
    let network = trained(TRAINED[0]);
    let snapping = snapped(&network);
    let exact = snapping.whole.exact.as_ref().unwrap();
    assert!(SolutionProof::new(exact, Target::ZeroMean).unwrap().proved);
    assert_eq!(exact.order(), 56);
    let value = |x: &Exact| x.evaluate(&snapping.assignment).expect("every parameter has a value");
    let group = network.group();
    let terms = exact.terms().iter().map(|term| cogring::semiring::Term {
        coefficient: value(&term.coefficient),
        node: cogring::Node {
            a: cogring::semiring::Spectrum::from_pairs(
                &group.dual(),
                term.node.a.representatives().map(|(k, x)| (k, value(x))),
            ),
            b: cogring::semiring::Spectrum::from_pairs(
                &group.dual(),
                term.node.b.representatives().map(|(k, x)| (k, value(x))),
            ),
            c: cogring::semiring::Spectrum::from_pairs(
                &group.dual(),
                term.node.c.representatives().map(|(k, x)| (k, value(x))),
            ),
        },
    });
    let evaluated = Network::from_solution(&Solution::from_terms(group, terms.collect())).unwrap();
    let written = snapping.whole.network.as_ref().unwrap();
    let nodes: Vec<usize> = snapping.frequencies.iter().flat_map(|frequency| frequency.nodes.clone()).collect();
    for (at, &j) in nodes.iter().enumerate() {
        // Node by node, for the gauge is free: c[h] (a[g1] + b[g2])².
        let term = |network: &Network, j: usize| {
            let hidden = DMatrix::from_fn(23, 23, |g1, g2| (network.w_a()[(j, g1)] + network.w_b()[(j, g2)]).powi(2));
            DMatrix::from_fn(23, 23, |h, g1| network.w_c()[(h, j)] * hidden[(g1, (7 * g1 + h) % 23)])
        };
        let difference = (term(&evaluated, at) - term(written, j)).amax();
        assert!(difference < 1e-14, "node {j}: {difference:e}");
    }
}

#[test]
fn the_expressions_are_the_blocks_that_were_proved() {
    let network = trained(TRAINED[1]);
    let snapping = snapped(&network);
    let group = network.group();
    let mut compared = Vec::new();
    for (part, frequency) in snapping.parts.iter().zip(&snapping.frequencies) {
        let SnappedNodes::Exact { element, .. } = &part.nodes else { continue };
        let Basis::Exact { expression, parameters, .. } = &frequency.basis else { panic!("another form") };
        let block: Solution<Exact> =
            expression.to_string().parse::<Expression>().unwrap().to_solution(group, &Assignment::default()).unwrap();
        assert!(parameters.values().all(|value| (value.0.norm() - 1.0).abs() < 1e-14));
        assert!(element.equals_up_to_permutation(&block, 0.0), "{expression}");
        compared.push(element.order());
    }
    assert_eq!((compared.len(), compared.iter().sum::<usize>()), (9, 46));
}

/// The weights of `solution` among dead nodes, in random order and gauge, with noise of the given relative size.
fn planted(solution: &Solution<Complex64>, noise: f64, seed: u64) -> Network {
    let random = &mut ChaCha8Rng::seed_from_u64(seed);
    let exact = Network::from_solution(solution).unwrap();
    let (d, q) = (exact.group().order(), exact.width());
    let width = q + 5;
    let mut places: Vec<usize> = (0..width).collect();
    for at in (1..width).rev() {
        places.swap(at, random.random_range(0..=at));
    }
    let (mut a, mut b, mut c) = (DMatrix::zeros(width, d), DMatrix::zeros(width, d), DMatrix::zeros(d, width));
    let size = (exact.w_a().norm_squared() / (q * d) as f64).sqrt();
    for (j, &place) in places[..q].iter().enumerate() {
        let t = random.random_range(0.8..1.25) * if random.random_bool(0.5) { -1.0 } else { 1.0 };
        let mut moved = |x: f64| x + noise * size * random.random_range(-1.0..1.0);
        for g in 0..d {
            a[(place, g)] = moved(t * exact.w_a()[(j, g)]);
            b[(place, g)] = moved(t * exact.w_b()[(j, g)]);
            c[(g, place)] = moved(exact.w_c()[(g, j)] / (t * t));
        }
    }
    Network::new(exact.group(), a, b, c).unwrap()
}

#[test]
fn planted_networks_snap_back_within_their_noise() {
    let unit = Complex64::cis;
    for (seed, group) in ["7", "11", "3x5", "6", "8", "2x6", "9"].into_iter().enumerate() {
        let group: Group = group.parse().unwrap();
        let solutions = [
            optimizers::order6(&group, |k| unit(1.1 + 0.02 * k as f64)).unwrap(),
            optimizers::order6_ab(&group, |k| (unit(0.3 + 0.02 * k as f64), unit(-0.4))).unwrap(),
            optimizers::order4(&group, &unit(1.15), |k| (unit(0.2 + 0.05 * k as f64), Sign::Minus)).unwrap(),
            optimizers::order4_bias(&group, |k| (unit(0.3 + 0.05 * k as f64), Sign::Plus)).unwrap(),
        ];
        for (which, solution) in solutions.iter().enumerate() {
            for noise in [0.0, 1e-4, 1e-2] {
                let network = planted(solution, noise, seed as u64);
                let snapping = snapped(&network);
                let what = format!("{group}, construction {which}, noise {noise}");
                assert!(snapping.whole.proved, "{what}: {:?}", snapping.whole.obstacles);
                assert_eq!(snapping.whole.live_nodes, solution.order(), "{what}");
                assert_eq!(snapping.hat.constant_node.is_some(), which == 3, "{what}");
                let certificate = snapping.certificate().unwrap();
                let check = NetworkCheck::of(&certificate).unwrap();
                assert!(check.valid && check.radius < 1e-13, "{what}: {:?}", check.refusal);
                let moved = snapping.whole.moved.unwrap();
                assert!(moved < 1e-7 + 2.0 * noise, "{what}: moved by {moved}");
                let (loss, accuracy) = forward(snapping.whole.network.as_ref().unwrap());
                assert!(loss < 1e-20 && accuracy == 1.0, "{what}: loss {loss:e}, accuracy {accuracy}");
            }
        }
    }
}

/// Trained by `cogring train -q 256` over groups with characters of orders 2, 3 and 4, live nodes only. A node with a constant
/// part serves a character of order 3; in Z_16 a product of order 4 is recognized where Newton's method arrives.
#[test]
fn networks_trained_over_groups_of_every_kind_are_proved() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for (file, exact, enclosed) in
        [("12_seed2.npz", 3, 3), ("16_seed3.npz", 5, 3), ("2x2x3_seed3.npz", 4, 3), ("4x9_seed2.npz", 15, 3)]
    {
        let network = read_network(&tests.join(file), &ReadOptions::default()).unwrap();
        let snapping = snapped(&network);
        assert!(
            snapping.whole.proved && snapping.whole.moved.unwrap() < 0.15,
            "{file}: {:?}",
            snapping.whole.obstacles
        );
        let mut certificate = snapping.certificate().unwrap();
        let check = NetworkCheck::of(&certificate).unwrap();
        assert!(check.valid && check.radius < 1e-14, "{file}: {:?}", check.refusal);
        assert_eq!((check.exact, check.enclosed), (exact, enclosed), "{file}");
        let (loss, accuracy) = forward(snapping.whole.network.as_ref().unwrap());
        assert!(loss < 1e-20 && accuracy == 1.0, "{file}: loss {loss:e}");
        // An enclosure is of the equations of its own group: without its last node it shows nothing.
        certificate.enclosed[0].enclosure.nodes.pop();
        assert!(!NetworkCheck::of(&certificate).is_ok_and(|check| check.valid), "{file}");
    }
    // On their way still: nothing exact is near enough, and what stands in the way is said.
    for (file, frequencies) in [("2x2x3_seed2.npz", &["(0,1,1)"][..]), ("4x9_seed1.npz", &["(0,4)", "(2,3)"])] {
        let network = read_network(&tests.join(file), &ReadOptions::default()).unwrap();
        let snapping = snapped(&network);
        assert!(
            !snapping.whole.proved && snapping.whole.network.is_none() && snapping.certificate().is_err(),
            "{file}"
        );
        assert_eq!(snapping.whole.obstacles.len(), frequencies.len(), "{file}: {:?}", snapping.whole.obstacles);
        for (obstacle, k) in snapping.whole.obstacles.iter().zip(frequencies) {
            assert!(obstacle.starts_with(&format!("k = {k} has no exact form: ")), "{file}: {obstacle}");
        }
    }
}

fn random_network(group: &Group, width: usize) -> Network {
    let random = &mut ChaCha8Rng::seed_from_u64(5);
    let d = group.order();
    let mut entry = |_: usize, _: usize| random.random_range(-1.0..1.0);
    let (a, b) = (DMatrix::from_fn(width, d, &mut entry), DMatrix::from_fn(width, d, &mut entry));
    Network::new(group, a, b, DMatrix::from_fn(d, width, entry)).unwrap()
}

#[test]
fn what_is_no_solution_is_not_proved() {
    let group = Group::cyclic(11).unwrap();
    let random = snapped(&random_network(&group, 40));
    assert!(!random.whole.proved && random.proof.is_none() && !random.whole.obstacles.is_empty());

    // One frequency is missing; the others snap, the whole is no solution.
    let z = optimizers::order6(&group, |_| Complex64::cis(1.2)).unwrap();
    let missing = Solution::from_terms(&group, z.terms()[..24].to_vec());
    let snapping = snapped(&Network::from_solution(&missing).unwrap());
    assert!(!snapping.whole.proved && snapping.whole.exact.is_none());
    assert_eq!(snapping.whole.obstacles, ["k = 5 is not used"]);
    assert!(snapping.whole.loss.unwrap() > 0.01);

    // Twice the right output: the forms are recognised, but far from the exact ones.
    let twice = z.clone().scaled(&Complex64::from(8.0));
    let snapping = snapped(&Network::from_solution(&twice).unwrap());
    assert!(!snapping.whole.proved, "{:?}", snapping.frequencies);
}

#[test]
fn weights_worse_than_the_trained_ones_are_not_kept() {
    // Exact solutions whose nodes carry several frequencies: no frequency has an exact form of its own.
    let group = Group::cyclic(5).unwrap();
    let memorization = optimizers::memorization(&group).unwrap();
    let narrow = cogring::construct::narrow::<Complex64>(&group);
    for solution in [memorization, narrow] {
        let snapping = snapped(&Network::from_solution(&solution).unwrap());
        assert!(!snapping.whole.proved && !cogring::report::snapping::text(&snapping).contains("no exact form"));
        let written = snapping.whole.network.as_ref().map(|network| forward(network).0);
        assert!(written.is_none_or(|loss| loss < 1e-24), "{written:?}");
        assert!(snapping.whole.trained_loss < 1e-24);
    }
}

/// The exact network of Z5 with eight nodes, whose three mixed nodes carry both frequencies and a constant.
#[test]
fn nodes_that_serve_several_frequencies_are_said_to() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/p05_H08.json");
    let network = read_network(&file, &ReadOptions::default()).unwrap();
    let snapping = snapped(&network);
    assert!(!snapping.whole.proved && snapping.certificate().is_err());
    assert!(
        matches!(&snapping.frequencies[0].basis, Basis::Solved { together, residual, .. }
        if together.len() == 2 && *residual < 1e-13),
        "{:?}",
        snapping.frequencies
    );
    let said = cogring::report::snapping::text(&snapping);
    assert!(said.contains("k = 1, 2 serve several frequencies") && !said.contains("no exact form"), "{said}");
    // What is written is no worse than what was read, for either target.
    for target in [Target::ZeroMean, Target::OneHot] {
        let loss = |network: &Network| network.evaluate(target, &cogring::PairMask::all(network.group())).loss;
        assert!(snapping.whole.network.as_ref().is_none_or(|written| loss(written) <= loss(&network).max(1e-28)));
    }
    // Disturbed, it is solved again.
    let noise = |w: &DMatrix<f64>| w.map_with_location(|i, j, x| x * (1.0 + 1e-4 * ((3 * i + 7 * j) as f64).sin()));
    let near = Network::new(network.group(), noise(network.w_a()), noise(network.w_b()), noise(network.w_c())).unwrap();
    let snapping = snapped(&near);
    assert!(snapping.whole.trained_loss > 1e-10 && snapping.whole.loss.unwrap() < 1e-20, "{:?}", snapping.whole.loss);
}

/// # The command
mod command {
    use super::*;

    fn cogring(arguments: &[&str]) -> assert_cmd::assert::Assert {
        assert_cmd::Command::cargo_bin("cogring").unwrap().args(arguments).assert()
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn a_trained_network_is_snapped_and_verified() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("exact.npz").display().to_string();
        let input = bundled(TRAINED[1]).display().to_string();
        let said = cogring(&["factor", &input, "--snap", &out]).code(0).get_output().stdout.clone();
        let said = text(&said);
        for expected in ["proved: 58 nodes, loss exactly 0", "accuracy 100.00 %", "certified but for R_n", "ν = 63.8°"]
        {
            assert!(said.contains(expected), "`{expected}` in\n{said}");
        }
        cogring(&["verify", &out]).code(0);
        cogring(&["verify", &input]).code(1);

        let json = cogring(&["factor", "--json", &input, "--snap", &out]).code(0).get_output().stdout.clone();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["proved"], true);
        assert_eq!(json["proof"], serde_json::Value::Null);
        assert_eq!(json["written"], out.as_str());
        assert_eq!(json["frequencies"][2]["basis"], "certified");
        assert_eq!(json["frequencies"][0]["form"], "nu=i*xi");
        assert!(json["frequencies"][0]["parameters"]["xi_1"]["degrees"].is_number());
        assert!(json["loss"].as_f64().unwrap() < 1e-20);
    }

    #[test]
    fn one_certificate_for_the_whole_network_is_checked_in_a_process_of_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name).display().to_string();
        for file in TRAINED {
            let (out, certificate) = (at("exact.npz"), at("exact.json"));
            let input = bundled(file).display().to_string();
            cogring(&["factor", &input, "--snap", &out, "--certificate", &certificate]).code(0);
            let network = at("network.npz");
            let check = ["check", &certificate, "--network", &network];
            let said = text(&cogring(&check).code(0).get_output().stdout);
            assert!(std::fs::read(&network).unwrap() == std::fs::read(&out).unwrap(), "the network of the certificate");
            assert!(said.contains("valid: a network with loss exactly 0 lies within"), "{said}");
            let json = text(&std::fs::read(&certificate).unwrap());
            std::fs::write(&certificate, json.replacen("\"1/4\"", "\"1/5\"", 1)).unwrap();
            let said = text(&cogring(&["check", &certificate]).code(1).get_output().stdout);
            assert!(said.contains("refused: the exact part of k = ["), "{said}");
        }
        let input = at("random.npz");
        write_network(Path::new(&input), &random_network(&Group::cyclic(11).unwrap(), 30)).unwrap();
        let none = at("none.json");
        let assert = cogring(&["factor", &input, "--snap", &at("out.npz"), "--certificate", &none]).code(1);
        assert!(text(&assert.get_output().stderr).contains("no certificate is written"));
        assert!(!Path::new(&none).exists());
        cogring(&["factor", &input, "--certificate", &none]).code(2);
    }

    #[test]
    fn what_cannot_be_proved_exits_with_1() {
        let directory = tempfile::tempdir().unwrap();
        let (input, out) = (directory.path().join("random.npz"), directory.path().join("out.npz"));
        write_network(&input, &random_network(&Group::cyclic(11).unwrap(), 30)).unwrap();
        let arguments = ["factor", &input.display().to_string(), "--snap", &out.display().to_string()];
        let said = cogring(&arguments).code(1).get_output().stdout.clone();
        assert!(text(&said).contains("the whole is not proved"), "{}", text(&said));
    }

    #[test]
    fn errors_exit_with_2() {
        let input = bundled(TRAINED[0]).display().to_string();
        let fails = |arguments: &[&str], expected: &str| {
            let said = text(&cogring(arguments).code(2).get_output().stderr);
            assert!(said.contains(expected), "`{expected}` in {said}");
        };
        fails(&["factor", &input, "--snap", "no/such/directory/out.npz"], "no/such/directory/out.npz");
        fails(&["factor", &input, "--snap", "out.txt"], "out.txt");
        fails(&["factor", &input, &input, "--snap", "out.npz"], "--snap writes one network, but 2 are given");
        fails(&["factor", "--method", "paper", &input, "--snap", "out.npz"], "--method");
    }
}
