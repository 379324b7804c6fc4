//! Networks over groups that are given by their tables, snapped to exact solutions.

use std::path::Path;

use cogring::check::Verdict;
use cogring::construct::{narrow, optimizers};
use cogring::experiment::{OfFile, WrittenSnapping};
use cogring::factor::{Closing, IrrepBasis, IrrepSnapping, SnapOptions, factor_irreps, snap, snap_irreps};
use cogring::proof::SolutionProof;
use cogring::semiring::Side;
use cogring::{Exact, Group, Network, PairMask, Scalar, Solution, Target};
use nalgebra::DMatrix;
use num_complex::Complex64;
use num_traits::Zero;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::factor::{path, renumbered, trained};
use crate::group;
use crate::narrow::closed;

/// Trained networks whose irreps are all frames over designs, and how far each may move.
const DESIGNS: [(&str, f64); 2] = [("D5_s1_f0.9", 0.01), ("S3_s2_f1.0", 0.01)];

fn snapped(network: &Network) -> IrrepSnapping {
    snap_irreps(network, &SnapOptions::default()).expect("a group by its table")
}

/// Σ_j c_j[h] (a_j[x] + b_j[y])² minus the label, minus its mean over h, mean square over x and y, by loops.
fn loss_by_definition(network: &Network) -> f64 {
    let (group, d) = (network.group(), network.group().order());
    let mut loss = 0.0;
    for (x, y) in (0..d).flat_map(|x| (0..d).map(move |y| (x, y))) {
        let mut output = vec![0.0; d];
        for j in 0..network.width() {
            let hidden = (network.w_a()[(j, x)] + network.w_b()[(j, y)]).powi(2);
            (0..d).for_each(|h| output[h] += network.w_c()[(h, j)] * hidden);
        }
        output[group.multiply(x, y)] -= 1.0;
        let mean = output.iter().sum::<f64>() / d as f64;
        loss += output.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    }
    loss / (d * d) as f64
}

/// Whether Σ_j c_j[h] (a_j[x] + b_j[y])² minus the label is the same for all h, for all x and y, in exact numbers.
fn solves_by_definition(solution: &Solution<Exact>) -> bool {
    let (group, dual) = (solution.group(), solution.dual());
    let d = group.order();
    let share = Exact::from_ratio(1, 2 * d as u64);
    let nodes: Vec<[Vec<Exact>; 3]> = solution
        .terms()
        .iter()
        .map(|term| {
            let scale = term.coefficient.clone() * &share;
            let outputs = term.node.c.values(dual, Side::Output);
            let outputs = outputs.into_iter().map(|value| value * &scale).collect();
            [term.node.a.values(dual, Side::Input), term.node.b.values(dual, Side::Input), outputs]
        })
        .collect();
    (0..d * d).all(|at| {
        let (x, y) = (at / d, at % d);
        let hidden: Vec<Exact> = nodes.iter().map(|[a, b, _]| (a[x].clone() + b[y].clone()).squared()).collect();
        let rest = |h: usize| {
            let mut sum = if group.multiply(x, y) == h { Exact::from_ratio(-1, 1) } else { Exact::zero() };
            nodes.iter().zip(&hidden).for_each(|([_, _, c], hidden)| sum.add_product(&c[h], hidden));
            sum
        };
        let first = rest(0);
        (1..d).all(|h| rest(h) == first)
    })
}

fn is_valid(text: &str) -> bool {
    Verdict::of_bytes(text.as_bytes()).is_ok_and(|verdict| verdict.is_valid())
}

/// What is proved of a network, by all that does not share the way in which it was made.
fn assert_proved(name: &str, network: &Network, most: f64) -> IrrepSnapping {
    let snapping = snapped(network);
    assert!(snapping.whole.proved && snapping.whole.obstacles.is_empty(), "{name}: {:?}", snapping.whole.obstacles);
    let weights = snapping.whole.network.as_ref().expect("weights");
    let loss = loss_by_definition(weights);
    assert!(loss < 1e-24, "{name}: {loss:e}");
    assert_eq!(snapping.whole.accuracy, Some(1.0), "{name}");
    let moved = snapping.whole.moved.expect("weights");
    assert!(moved < most, "{name}: moved by {moved}");
    assert_eq!(weights.width(), network.width(), "{name}");
    let certificate = snapping.certificate().expect("a proof");
    let text = certificate.to_json().expect("a text");
    assert!(is_valid(&text), "{name}");
    // the written weights are the floats of those that are certified
    let certified = certificate.network().expect("a network");
    let live: Vec<usize> = (0..weights.width()).filter(|&j| weights.w_c().column(j).norm() > 0.0).collect();
    assert_eq!((certified.width(), live.len()), (snapping.whole.live_nodes, snapping.whole.live_nodes), "{name}");
    let sorted = |network: &Network| {
        let mut norms: Vec<f64> = network.w_c().column_iter().map(|c| c.norm()).filter(|norm| *norm > 0.0).collect();
        norms.sort_by(f64::total_cmp);
        norms
    };
    assert!(sorted(&certified).iter().zip(sorted(weights)).all(|(x, y)| (x - y).abs() < 1e-12), "{name}");
    snapping
}

#[test]
fn trained_networks_become_exact_solutions() {
    for (name, most) in DESIGNS {
        let network = trained(name);
        let snapping = assert_proved(name, &network, most);
        for (irrep, found) in snapping.irreps.iter().zip(factor_irreps(&network).irreps) {
            let IrrepBasis::FrameDesign { frames, .. } = irrep.basis else { panic!("{name}: {irrep:?}") };
            assert_eq!((irrep.nodes.len(), frames * irrep.degree), (found.order(), found.order()), "{name}");
            assert!(irrep.moved.expect("moved") < 0.01, "{name}: {irrep:?}");
        }
        assert!(matches!(snapping.closing, Closing::Hat { .. }) && snapping.corrections == 0, "{name}");
    }
}

#[test]
fn nodes_in_no_particular_form_become_exact_with_small_nodes() {
    // quaternions; matrices of degree 3 of which a few nodes are turned against the frames of the others
    for (name, refined, most) in [("Q8_s1_f1.0", &[4][..], 0.3), ("S4_s1_f0.9", &[3, 4], 0.08)] {
        let network = trained(name);
        let snapping = assert_proved(name, &network, most);
        for irrep in &snapping.irreps {
            let is_refined = matches!(irrep.basis, IrrepBasis::Refined { residual } if residual < 1e-9);
            assert_eq!(is_refined, refined.contains(&irrep.irrep), "{name}: {irrep:?}");
            assert!(irrep.moved.expect("moved") < 0.06, "{name}: {irrep:?}");
        }
        let exact = snapping.whole.exact.as_ref().expect("an exact solution");
        let trained_nodes: usize = snapping.irreps.iter().map(|irrep| irrep.nodes.len()).sum();
        let constant = usize::from(matches!(snapping.closing, Closing::ConstantNode { .. }));
        assert_eq!(trained_nodes + snapping.corrections + constant, exact.order(), "{name}");
        // the small nodes are small, and needed
        let weights = snapping.whole.network.as_ref().expect("weights");
        let norms = weights.w_a().row_iter().chain(weights.w_b().row_iter()).map(|row| row.norm());
        let small = norms.filter(|norm| (1e-12..1e-2).contains(norm)).count();
        assert!(snapping.corrections > 0 && small >= snapping.corrections, "{name}: {small}");
        if name.starts_with("Q8") {
            assert!(solves_by_definition(exact), "{name}");
            let last =
                exact.terms().iter().rposition(|term| term.node.b.is_zero()).expect("a square that is cancelled");
            let rest = exact.terms().iter().enumerate().filter(|(at, _)| *at != last).map(|(_, term)| term.clone());
            let twin = Solution::new(exact.dual(), rest.collect()).expect("real entries");
            assert!(!solves_by_definition(&twin), "{name}");
        }
    }
}

#[test]
fn what_is_proved_holds_for_all_triples_and_all_potentials() {
    for (name, _) in DESIGNS {
        let exact = snapped(&trained(name)).whole.exact.expect("an exact solution");
        assert!(solves_by_definition(&exact), "{name}");
        assert!(SolutionProof::new(&exact, Target::ZeroMean).expect("small numbers").proved, "{name}");
        // one entry moved by 2⁻²⁰ is no solution
        let mut terms = exact.terms().to_vec();
        let small = Exact::from_ratio(1, 1 << 20);
        terms[3].node.a = terms[3].node.a.map(|_, value| value.clone() + small.clone());
        let twin = Solution::new(exact.dual(), terms).expect("real entries");
        assert!(!solves_by_definition(&twin), "{name}");
        assert!(!SolutionProof::new(&twin, Target::ZeroMean).expect("small numbers").proved, "{name}");
    }
}

#[test]
fn false_twins_of_a_certificate_are_refused() {
    for name in ["D5_s1_f0.9", "Q8_s1_f1.0"] {
        let certificate = snapped(&trained(name)).certificate().expect("a proof").clone();
        let (d, count) = (certificate.table.len(), certificate.nodes.len());
        let refused =
            |twin: &cogring::certificate::ValueCertificate| twin.to_json().map_or(true, |text| !is_valid(&text));
        let mut twin = certificate.clone();
        let at = twin.values.len() / 2;
        let summand = twin.values[at].0.first_mut().expect("a number");
        summand.coefficient = format!("-{}", summand.coefficient).replace("--", "");
        assert!(refused(&twin), "{name}: a sign");
        let mut twin = certificate.clone();
        twin.nodes.swap_remove(count / 2);
        assert!(refused(&twin), "{name}: a node less");
        let mut twin = certificate.clone();
        for row in &mut twin.table {
            row.swap(1, d - 1);
        }
        assert!(refused(&twin), "{name}: another table");
        let mut twin = certificate;
        let places = twin.nodes[count - 1].c.clone();
        twin.nodes[count - 1].c = places.iter().rev().copied().collect();
        assert!(refused(&twin), "{name}: outputs of other elements");
    }
}

/// The network of Q8 without half of the nodes of its irrep of degree 2.
fn halved() -> Network {
    let network = trained("Q8_s1_f1.0");
    let nodes = factor_irreps(&network).irreps[3].nodes.clone();
    without(&network, &nodes[..nodes.len() / 2])
}

fn without(network: &Network, nodes: &[usize]) -> Network {
    let rest: Vec<usize> = (0..network.width()).filter(|node| !nodes.contains(node)).collect();
    let (a, b) = (network.w_a().select_rows(&rest), network.w_b().select_rows(&rest));
    Network::new(network.group(), a, b, network.w_c().select_columns(&rest)).expect("shapes fit")
}

#[test]
fn what_has_no_exact_form_is_said_and_nothing_is_proved() {
    let network = halved();
    let snapping = snapped(&network);
    let (loss, expected) = (snapping.whole.trained_loss, loss_by_definition(&network));
    assert!((loss - expected).abs() <= 1e-9 * expected, "{loss} instead of {expected}");
    assert!(!snapping.whole.proved && snapping.whole.exact.is_none() && snapping.certificate().is_err());
    let wanted = "irrep 4 (H2): order 8, no exact form known near it";
    assert!(snapping.whole.obstacles.iter().any(|of| of.contains(wanted)), "{:?}", snapping.whole.obstacles);
    assert_eq!((snapping.closing, snapping.corrections), (Closing::Nothing, 0));
    if let Some(kept) = &snapping.whole.network {
        assert!(loss_by_definition(kept) <= expected * (1.0 + 1e-9));
    }
    for of in &snapping.irreps {
        assert_eq!(matches!(of.basis, IrrepBasis::Unchanged { .. }), of.moved.is_none(), "{of:?}");
    }
}

fn with_noise(network: &Network, size: f64, seed: u64) -> Network {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut noisy = |weights: &DMatrix<f64>| {
        let scale = size * weights.norm() / (weights.len() as f64).sqrt();
        weights.map(|value| value + scale * random.random_range(-1.0..1.0))
    };
    let (a, b, c) = (noisy(network.w_a()), noisy(network.w_b()), noisy(network.w_c()));
    Network::new(network.group(), a, b, c).expect("shapes fit")
}

#[test]
fn planted_networks_with_noise_are_found_again() {
    for name in ["S3", "D4", "D5", "S4", "S3xZ2", "D7"] {
        let built: Vec<Solution<Complex64>> = vec![closed(&group(name)), narrow(&group(name))];
        for (at, solution) in built.into_iter().enumerate() {
            let network = with_noise(&Network::from_solution(&solution).expect("a network"), 0.01, at as u64);
            let snapping = snapped(&network);
            assert!(snapping.whole.proved, "{name} {at}: {:?}", snapping.whole.obstacles);
            assert!(snapping.whole.moved.expect("weights") < 0.03, "{name} {at}: {:?}", snapping.whole.moved);
            let closed = matches!(snapping.closing, Closing::Hat { .. } | Closing::Nothing);
            assert!(closed == (at == 0) || snapping.corrections > 0, "{name}: {:?}", snapping.closing);
        }
    }
}

#[test]
fn nodes_without_a_frame_are_not_forced() {
    // 7 nodes compute no product of 2 × 2 matrices with constant squares
    let network = Network::from_solution(&closed(&group("D5"))).expect("a network");
    let snapping = snapped(&without(&network, &[5, 7, 9]));
    assert!(!snapping.whole.proved && snapping.whole.exact.is_none());
    assert!(
        snapping.whole.obstacles[0].contains("order 7, no exact form known near it"),
        "{:?}",
        snapping.whole.obstacles
    );
}

/// The same group by its table, and the network over that.
fn by_table_group(group: &Group) -> Group {
    let d = group.order();
    let rows: Vec<Vec<usize>> = (0..d).map(|x| (0..d).map(|y| group.multiply(x, y)).collect()).collect();
    Group::from_table(&rows).expect("a group")
}

fn by_table(network: &Network) -> Network {
    let group = by_table_group(network.group());
    assert!(group.moduli().is_none());
    Network::new(&group, network.w_a().clone(), network.w_b().clone(), network.w_c().clone()).expect("shapes fit")
}

#[test]
fn a_cyclic_group_is_the_same_by_its_table_and_by_its_factors() {
    let six = Group::cyclic(6).expect("a group");
    let order6 = optimizers::order6(&six, |k| Complex64::cis(1.1 + 0.2 * k as f64)).expect("a group");
    for (solution, size) in [(order6, 0.01), (narrow(&six), 0.0)] {
        let network = with_noise(&Network::from_solution(&solution).expect("a network"), size, 3);
        let twin = by_table(&network);
        let (one, other) = (network.to_solution(), twin.to_solution());
        for target in [Target::ZeroMean, Target::OneHot] {
            let losses = [&one, &other].map(|of| cogring::loss::closed_form(of, target).re);
            let measured = [&network, &twin].map(|of| of.evaluate(target, &PairMask::all(of.group())).loss);
            assert!((losses[0] - losses[1]).abs() < 1e-12 && (measured[0] - measured[1]).abs() < 1e-12);
            assert!((losses[0] - measured[0]).abs() < 1e-12, "{losses:?} {measured:?}");
        }
        // characters may be numbered otherwise, and their coefficients be conjugate: no more than that
        let [potentials, others] = [&one, &other].map(|of| {
            let residuals = cogring::loss::residuals(of, Target::OneHot);
            let mut sizes: Vec<f64> = residuals.entries().iter().map(|(_, value)| value.norm()).collect();
            sizes.retain(|size| *size > 1e-9);
            sizes.sort_by(f64::total_cmp);
            sizes
        });
        assert!(
            potentials.len() == others.len() && potentials.is_empty() == (size == 0.0),
            "{potentials:?} {others:?}"
        );
        assert!(potentials.iter().zip(&others).all(|(x, y)| (x - y).abs() < 1e-9), "{potentials:?} {others:?}");
        let [x, y] = [&network, &twin].map(factor_irreps);
        assert_eq!((x.live_nodes, &x.others.constant_nodes), (y.live_nodes, &y.others.constant_nodes));
        for x in &x.irreps {
            // numbered otherwise, with the same nodes
            let y = y.irreps.iter().find(|y| y.nodes == x.nodes).expect("the same irrep");
            assert_eq!((x.kind, x.degree, x.form, x.known_orders), (y.kind, y.degree, y.form, y.known_orders));
            assert!(
                (x.product.weight - y.product.weight).abs() < 1e-9
                    && (x.product.multiplication_error - y.product.multiplication_error).abs() < 1e-6
            );
        }
        if size > 0.0 {
            let (by_factors, by_table) = (snap(&network, &SnapOptions::default()).expect("a group"), snapped(&twin));
            assert!(by_factors.whole.proved && by_table.whole.proved, "{:?}", by_table.whole.obstacles);
            assert!((by_factors.whole.moved.expect("moved") - by_table.whole.moved.expect("moved")).abs() < 0.01);
            assert!(solves_by_definition(&by_table.whole.exact.expect("exact")));
        }
    }
    let proofs = [narrow(&six), narrow(&by_table_group(&six))].map(|solution: Solution<Exact>| {
        let proof = SolutionProof::new(&solution, Target::OneHot).expect("small numbers");
        (proof.order, proof.violations, proof.proved)
    });
    assert_eq!(proofs[0], proofs[1]);
    assert!(proofs[0].2);
}

#[test]
fn another_numbering_of_the_group_is_proved_too() {
    for (seed, (name, most)) in DESIGNS.into_iter().enumerate() {
        assert_proved(name, &renumbered(&trained(name), seed as u64 + 5), most);
    }
}

#[test]
fn the_command_snaps_proves_and_certifies() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str| directory.path().join(name).display().to_string();
    let cogring = |arguments: &[&str]| {
        let output = assert_cmd::Command::cargo_bin("cogring").expect("the command").args(arguments).assert();
        let output = output.get_output().clone();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        )
    };
    let (d5, q8) = (path("D5_s1_f0.9").display().to_string(), file("half.npz"));
    cogring::format::write_network(Path::new(&q8), &halved()).expect("a file");
    let (exact, certificate) = (file("exact.npz"), file("exact.json"));
    let (code, text) = cogring(&["factor", &d5, "--snap", &exact, "--certificate", &certificate]);
    assert_eq!(code, Some(0), "{text}");
    for wanted in ["proved: 21 nodes, loss exactly 0", "5 frames × design, 0.0", "weights moved by", "written to"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let (code, text) = cogring(&["check", &certificate]);
    assert!(code == Some(0) && text.contains("valid: all 1000 identities hold"), "{text}");
    let (code, text) = cogring(&["verify", &exact]);
    assert!(code == Some(0) && text.contains("a solution"), "{text}");
    let (code, text) = cogring(&["factor", &d5, "--snap", &exact, "--json"]);
    assert_eq!(code, Some(0));
    let read: OfFile<WrittenSnapping<IrrepSnapping>> = serde_json::from_str(&text).expect("the report");
    assert!(read.result.snapping.whole.proved && text.contains("\"report\": \"irrep-snapping\""));
    let never = file("never.json");
    let (code, text) = cogring(&["factor", &q8, "--snap", &file("snapped.npz"), "--certificate", &never]);
    assert!(code == Some(1) && text.contains("no exact form known near it"), "{text}");
    assert!(!Path::new(&never).exists());
    let (code, text) = cogring(&["factor", &d5, "--latex"]);
    assert!(code == Some(0) && text.contains("\\begin{tabular}") && text.contains("2: R2 & 10 & 8, 10 &"), "{text}");
    let (code, text) = cogring(&["factor", &d5, "--method", "paper"]);
    assert!(code == Some(2) && text.contains("the paper's analysis, which is one of characters"), "{text}");
}
