//! Zero-loss paths keep the loss at zero, start and end where they should, and shrink the weights.

use cogring::construct::ZeroLossPath;
use cogring::construct::optimizers::{blocks, order6_ab};
use cogring::expr::generators::{z_nu, z_nu_i, z_syn, z_syn_ab};
use cogring::loss::{closed_form, residuals};
use cogring::scalar::Exact;
use cogring::semiring::Term;
use cogring::{
    Block, BlockPotential, Cyclotomic, Group, Homomorphism, Network, PairMask, Scalar, Solution, Target, Triple,
};
use num_complex::Complex64;
use proptest::prelude::*;

const ZERO_LOSS: f64 = 1e-24;

fn group(text: &str) -> Group {
    text.parse().unwrap()
}

#[track_caller]
fn assert_zero_loss(z: &Solution<Complex64>) {
    let closed = closed_form(z, Target::ZeroMean).norm();
    let direct = Network::from_solution(z).unwrap().evaluate(Target::ZeroMean, &PairMask::all(z.group()));
    assert!(closed <= ZERO_LOSS && direct.loss <= ZERO_LOSS, "loss {closed:e}, {:e} over {}", direct.loss, z.group());
    assert_eq!(direct.accuracy, 1.0);
}

/// The canonical optimizers of order 6, by a pair of parameters.
fn canonical(kind: usize, alpha: f64, beta: f64) -> Block<Complex64> {
    match kind % 3 {
        0 => blocks::order6(&Complex64::cis(alpha)),
        1 => blocks::order6_ab(&Complex64::cis(alpha), &Complex64::cis(beta)),
        _ => blocks::order6(&Complex64::cis(alpha)) * blocks::order6(&Complex64::cis(beta)),
    }
}

fn number() -> impl Strategy<Value = Complex64> {
    (-2.0..2.0f64, -2.0..2.0f64).prop_map(|(re, im)| Complex64::new(re, im))
}

/// Blocks of any nodes and coefficients with Σ abc = 1, well away from 0 before they are normalized.
fn any_factor() -> impl Strategy<Value = Block<Complex64>> {
    let term = (-2.0..2.0f64, number(), number(), number())
        .prop_map(|(m, a, b, c)| Term { coefficient: Complex64::from(m), node: Triple::new(a, b, c) });
    prop::collection::vec(term, 1..6).prop_map(Block::from_terms).prop_filter_map("abc near 0", |block| {
        let sum = BlockPotential::ABC.evaluate(&block);
        let inputs_away_from_zero = block
            .terms()
            .iter()
            .all(|term| term.node.a.norm() > 0.1 && term.node.b.norm() > 0.1 && term.coefficient.norm() > 0.1);
        (sum.norm() > 0.3 && inputs_away_from_zero).then(|| {
            let terms = block.terms().iter().map(|term| {
                let Triple { a, b, c } = term.node;
                Term { coefficient: term.coefficient, node: Triple::new(a, b, c / sum) }
            });
            Block::from_terms(terms.collect())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_network_on_a_path_has_zero_loss(
        order in prop::sample::select(vec!["3", "5", "6", "7", "2x2", "3x3", "8"]),
        y in any_factor(),
        kind in 0..3usize,
        alpha in 0.0..6.0f64,
        beta in 0.0..6.0f64,
    ) {
        let path = ZeroLossPath::uniform(&group(order), &y, &canonical(kind, alpha, beta)).unwrap();
        for z in path.solutions(5) {
            let z = z.unwrap();
            // Large weights on the way mean large rounding errors.
            let scale = z.weight_norm_squared().max(1.0).powi(3);
            prop_assert!(closed_form(&z, Target::ZeroMean).norm() <= ZERO_LOSS * scale);
        }
    }

    #[test]
    fn canonical_paths_shrink_the_weights_and_end_at_the_second_factor(
        order in prop::sample::select(vec!["5", "9", "3x3", "2x4"]),
        (kind_y, kind_z) in (0..3usize, 0..2usize),
        angles in prop::array::uniform4(0.0..6.0f64),
    ) {
        let group = group(order);
        let (y, z) = (canonical(kind_y, angles[0], angles[1]), canonical(kind_z, angles[2], angles[3]));
        let path = ZeroLossPath::uniform(&group, &y, &z).unwrap();
        let solutions: Vec<_> = path.solutions(6).map(Result::unwrap).collect();
        for pair in solutions.windows(2) {
            prop_assert_eq!(pair[0].order(), pair[1].order());
            prop_assert!(pair[1].weight_norm_squared() <= pair[0].weight_norm_squared() * (1.0 + 1e-12));
        }
        let real = blocks::self_conjugate();
        let (mut start, mut end) = (Solution::zero(&group), Solution::zero(&group));
        for k in group.dual().representatives() {
            let (y, z) = if group.dual().is_self_conjugate(k) { (Block::one(), &real) } else { (y.clone(), &z) };
            start = start + Solution::at_frequency(&group, k, &(&y * z));
            end = end + Solution::at_frequency(&group, k, z);
        }
        prop_assert!(solutions[0].equals_up_to_permutation(&start, 1e-12));
        let left = solutions[6].terms().iter().filter(|term| term.coefficient.norm() > 0.0).cloned().collect();
        prop_assert!(Solution::from_terms(&group, left).equals_up_to_permutation(&end, 1e-12));
    }
}

#[test]
fn every_network_on_a_canonical_path_solves_the_task() {
    for order in ["3", "7", "2x3", "4", "11"] {
        let path = ZeroLossPath::uniform(&group(order), &canonical(1, 0.7, 2.0), &canonical(0, 1.0, 0.0)).unwrap();
        path.solutions(8).for_each(|z| assert_zero_loss(&z.unwrap()));
    }
}

#[test]
fn blocks_may_differ_from_frequency_to_frequency() {
    let group = group("7");
    let unit = |k: usize| Complex64::cis(k as f64);
    let y = group.dual().representatives().map(|k| canonical(k, 0.1, 0.2)).collect();
    let z = group.dual().representatives().map(|k| blocks::order6_ab(&unit(k), &unit(2 * k))).collect();
    let path = ZeroLossPath::new(&group, y, z).unwrap();
    path.solutions(4).for_each(|z| assert_zero_loss(&z.unwrap()));
    let end = path.at(1, 1).unwrap();
    let left = end.terms().iter().filter(|term| term.coefficient.norm() > 0.0).cloned().collect();
    let expected = order6_ab(&group, |k| (unit(k), unit(2 * k))).unwrap();
    assert!(Solution::from_terms(&group, left).equals_up_to_permutation(&expected, 1e-12));
}

#[test]
fn paths_are_exact_over_exact_numbers() {
    let nu = Exact::parameter("path_nu");
    let (alpha, beta) = (Exact::parameter("path_alpha"), Exact::parameter("path_beta"));
    let path = ZeroLossPath::uniform(&group("5"), &blocks::order6(&nu), &blocks::order6_ab(&alpha, &beta)).unwrap();
    for z in path.solutions(3) {
        assert!(residuals(&z.unwrap(), Target::ZeroMean).is_zero());
    }
    // A hub that is not (1, 1, c) needs divisions.
    let i = Exact::root_of_unity(1, 4);
    let y = Block::from_nodes([Triple::new(Exact::from_ratio(-1, 1), i.clone(), i)]);
    let path = ZeroLossPath::uniform(&group("5"), &y, &blocks::order6(&nu)).unwrap();
    for z in path.solutions(3) {
        assert!(residuals(&z.unwrap(), Target::ZeroMean).is_zero());
    }
}

#[test]
fn paths_are_continuous() {
    let y = Block::from_terms(vec![
        Term { coefficient: Complex64::from(-0.5), node: Triple::new(Complex64::i(), 2.0.into(), Complex64::i()) },
        Term { coefficient: Complex64::from(0.5), node: Triple::new(1.0.into(), Complex64::i(), -Complex64::i()) },
    ]);
    let sum = BlockPotential::ABC.evaluate(&y);
    let y = Block::from_terms(
        y.terms().iter().map(|term| Term { coefficient: term.coefficient / sum.re, ..term.clone() }).collect(),
    );
    assert!((BlockPotential::ABC.evaluate(&y) - 1.0).norm() < 1e-12);
    let path = ZeroLossPath::uniform(&group("5"), &y, &canonical(0, 1.0, 0.0)).unwrap();
    let longest_step = |steps: u32| {
        let networks: Vec<Network> =
            path.solutions(steps).map(|z| Network::from_solution(&z.unwrap()).unwrap()).collect();
        let distance = |x: &Network, y: &Network| {
            (x.w_a() - y.w_a()).norm() + (x.w_b() - y.w_b()).norm() + (x.w_c() - y.w_c()).norm()
        };
        networks.windows(2).map(|pair| distance(&pair[0], &pair[1])).fold(0.0, f64::max)
    };
    let (coarse, fine) = (longest_step(64), longest_step(512));
    assert!(fine < coarse / 6.0, "{coarse} → {fine}");
}

#[test]
fn factors_that_are_not_solutions_are_refused() {
    let group = group("7");
    let good = canonical(0, 1.0, 0.0);
    let sixth = Complex64::from(1.0 / 6.0);
    let bare: Block<Complex64> = z_nu(&Complex64::ONE) * z_syn();
    let error = ZeroLossPath::uniform(&group, &good, &bare).unwrap_err();
    assert!(error.is_argument());
    assert!(error.to_string().starts_with("frequency 1: the potential abc of the second factor is 6"), "{error}");
    assert!(ZeroLossPath::uniform(&group, &bare.scaled(&sixth), &good).is_ok());
    let lacking = blocks::order4(&Complex64::ONE, Default::default());
    let error = ZeroLossPath::uniform(&group, &good, &lacking).unwrap_err().to_string();
    assert!(error.contains("|a|²c of the second factor"), "{error}");
    // As a first factor it serves: only abc matters there.
    assert!(ZeroLossPath::uniform(&group, &lacking, &good).is_ok());
    let third = z_syn_ab(&Complex64::ONE, &Complex64::ONE).scaled(&Complex64::from(1.0 / 3.0));
    assert!(ZeroLossPath::uniform(&group, &third, &good).is_ok());
    assert!(ZeroLossPath::uniform(&group, &z_nu_i(), &good).is_err());

    assert!(ZeroLossPath::new(&group, vec![good.clone()], vec![good.clone()]).unwrap_err().is_shape());
    let path = ZeroLossPath::uniform(&group, &good, &good).unwrap();
    assert!(path.at(3, 2).is_err() && path.at(0, 0).is_err());
}

#[test]
fn the_command_walks_a_path_and_writes_its_networks() {
    let directory = std::env::temp_dir().join(format!("cogring-path-{}", std::process::id()));
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_cogring")).arg("path").args(arguments).output().unwrap()
    };
    for (group, width) in [("7", 4 * 6 * 3), ("2x3", 4 * 6 * 2 + 2)] {
        let arguments = ["--group", group, "--first", "order4", "--second", "order6-ab", "--seed", "1", "--steps", "4"];
        let output = run(&[&arguments[..], &["--json", "-o", directory.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&report["width"], &report["zero_loss"]), (&width.into(), &true.into()));
        let steps = report["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 5);
        assert!(steps[0]["squared_norm"].as_f64() > steps[4]["squared_norm"].as_f64());
        for at in 0..5 {
            let file = directory.join(format!("step_{at:05}.npz"));
            let network = cogring::format::read_network(&file, &Default::default()).unwrap();
            let evaluation = network.evaluate(Target::ZeroMean, &PairMask::all(network.group()));
            assert!(evaluation.loss <= ZERO_LOSS && evaluation.accuracy == 1.0);
            assert_eq!(network.width(), width);
        }
    }
    std::fs::remove_dir_all(&directory).unwrap();
    for refused in [&["--group", "1"][..], &["--group", "100003"], &["--group", "127", "--steps", "10000"]] {
        assert_eq!(run(refused).status.code(), Some(2));
    }
    assert_eq!(run(&["--group", "7", "--steps", "0"]).status.code(), Some(2));
    let endless = run(&["--group", "127", "--steps", "10000"]);
    assert!(String::from_utf8_lossy(&endless.stderr).contains("multiplications; at most "), "{endless:?}");
}

#[test]
fn the_command_walks_from_any_product_to_its_second_factor() {
    let run = |first: &str, second: &str, rest: &[&str]| {
        let factors = ["path", "--group", "3x4", "--steps", "5", "--json", "--first", first, "--second", second];
        std::process::Command::new(env!("CARGO_BIN_EXE_cogring")).args(factors).args(rest).output().unwrap()
    };
    // Order at each of the five complex pairs and at the character k = −k, at the start and at the end.
    for (first, second, rest, [start, end]) in [
        ("1/3 * syn", "1/6 * nu * syn", &["--set", "nu=exp(0.4i)"][..], [18, 6]),
        ("1/2 * ((1, 1, 1) + (i, -i, 1))", "order6-ab", &["--seed", "3"], [12, 6]),
        ("1/9 * syn * 3c", "1/12 * nu(i) * nu(mu) * syn", &["--set", "mu=w5"], [108, 12]),
        ("(w5, w3, conj(w3 * w5))", "order6", &["--seed", "4"], [6, 6]),
    ] {
        let output = run(first, second, rest);
        assert!(output.status.success(), "{first}: {}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&report["first"], &report["zero_loss"]), (&first.into(), &true.into()));
        let steps = report["steps"].as_array().unwrap();
        let live: Vec<_> = steps.iter().map(|step| step["live_nodes"].as_u64().unwrap()).collect();
        assert_eq!((live.len(), live[0], live[5]), (6, 5 * start + 2, 5 * end + 2), "{first}");
        for step in steps {
            for loss in [&step["closed_form_loss"], &step["direct_loss"]] {
                assert!(loss.as_f64().unwrap().abs() <= ZERO_LOSS, "{first}: {step}");
            }
        }
    }
    for (first, second, rest, words) in [
        ("syn", "order6", &[][..], "the potential abc of the first factor is "),
        ("order6", "1/3 * syn", &[], "the potential a²c of the second factor is "),
        ("foo", "order6", &[], "--first: `foo` is no element"),
        ("1/2 * nu(mu)", "order6", &[], "mu"),
        ("syn^1000000", "order6", &[], "weights are more than"),
    ] {
        let output = run(first, second, rest);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(words), "{error}");
    }
}
