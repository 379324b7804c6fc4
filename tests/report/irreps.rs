//! Figures, tables and pages of networks over groups that are given by their tables.

use std::path::{Path, PathBuf};

use cogring::construct::{Construction, narrow};
use cogring::dynamics::{PotentialTrajectory, frequency_maps, potential_point};
use cogring::experiment::{Evolution, OrderPanel, RunPage, factored, find_sources, order_panels, run_pages, series};
use cogring::factor::{Decomposition, Form, IrrepForm, Method, SiteForm, factor_irreps, read_out_irreps};
use cogring::format::{ReadOptions, read_network};
use cogring::network::Liveness;
use cogring::report::figures::{EvolutionFigure, Figure, FrequencyFigure, OrderFigure, PotentialFigure, to_csv};
use cogring::report::page::to_html;
use cogring::report::plot::{Canvas, Shape, Width};
use cogring::{Group, Homomorphism, Network, SumPotential};

use super::{arbitrary_network, cogring, embedded, records};

fn trained(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/groups/{name}.npz"))
}

fn network(name: &str) -> Network {
    read_network(&trained(name), &ReadOptions::default()).expect("a trained network")
}

fn group(name: &str) -> Group {
    name.parse().expect("a group")
}

fn page(name: &str) -> RunPage {
    page_of(&trained(name))
}

fn page_of(path: &Path) -> RunPage {
    let sources = find_sources(&[path.to_owned()]).expect("a file");
    let series = series(&sources, &ReadOptions::default()).expect("a network");
    run_pages(series, Method::default()).expect("a page").remove(0)
}

/// Everything that is written on a figure.
fn texts(canvas: &Canvas) -> String {
    let text = |shape: &Shape| if let Shape::Text(text) = shape { Some(text.content.clone()) } else { None };
    canvas.shapes.iter().filter_map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn magnitudes_add_up_to_the_weights_whatever_the_form_of_the_matrices() {
    for (name, rows) in [("S4_s1_f0.9", 24), ("Q8_s1_f1.0", 8), ("S3_s2_f1.0", 6)] {
        let network = network(name);
        let maps = frequency_maps(&[(7, network.clone())], Liveness::GaugeFree);
        let (map, dual) = (&maps[0], network.group().dual());
        for (column, &node) in map.nodes.iter().enumerate() {
            let sum: f64 = (0..rows).map(|k| map.magnitude(k, column).powi(2)).sum();
            let expected = network.w_a().row(node).norm_squared() / rows as f64;
            assert!((sum - expected).abs() < 1e-9 * expected, "{name}, node {node}: {sum}, not {expected}");
        }
        // in the order of the irreps that the factorization says
        let found = factor_irreps(&network);
        let irrep = |node: &usize| found.irreps.iter().position(|of| of.nodes.contains(node));
        assert!(map.nodes.iter().map(irrep).is_sorted(), "{name}");
        let (_, csv) = records(&to_csv(&FrequencyFigure { maps: &maps }).expect("CSV"));
        assert_eq!(csv.len(), rows * map.nodes.len());
        for (row, at) in csv.iter().zip((0..rows).flat_map(|k| std::iter::repeat_n(k, map.nodes.len()))) {
            assert_eq!(dual.parse(&row[1]).expect("a coefficient"), at, "{}", row[1]);
        }
        let drawn = texts(&FrequencyFigure { maps: &maps }.draw(Width::Page));
        // where there is room
        for (at, rho) in dual.irreps().iter().enumerate().filter(|(at, rho)| *at == 0 || rho.degree() > 2) {
            assert!(drawn.contains(&format!("{at}: {}{}", rho.kind(), rho.degree())), "{name}: {drawn}");
        }
    }
}

#[test]
fn the_potentials_are_the_sum_potentials_of_the_solution() {
    for name in ["S3", "Q8", "D5"] {
        let group = group(name);
        let network = arbitrary_network(&group, 5, 7);
        let (solution, dual, d) = (network.to_solution(), group.dual(), group.order());
        let point = potential_point(12, &network);
        let size = |k1: usize, k2: usize, k: usize| {
            SumPotential::ab(k1, k2, k).evaluate(&solution).norm_sqr() * dual.norm(k1) * dual.norm(k2) / dual.norm(k)
        };
        let triples = || (1..d).flat_map(|k1| (1..d).flat_map(move |k2| (1..d).map(move |k| (k1, k2, k))));
        let others: Vec<f64> =
            triples().filter(|&(k1, k2, k)| dual.goal(k1, k2) != Some(k)).map(|(k1, k2, k)| size(k1, k2, k)).collect();
        let squares = others.iter().sum::<f64>() / (d - 1) as f64;
        let absolute = others.iter().map(|size| size.sqrt()).sum::<f64>() / (d - 1) as f64;
        assert!((point.off_diagonal_squares - squares).abs() < 1e-9 * squares, "{name}");
        assert!((point.off_diagonal - absolute).abs() < 1e-9 * absolute, "{name}");
        for (at, k) in dual.representatives().enumerate() {
            let goals = triples().filter(|&(k1, k2, l)| l == k && dual.goal(k1, k2) == Some(k));
            let values: Vec<f64> =
                goals.map(|(k1, k2, k)| SumPotential::ab(k1, k2, k).evaluate(&solution).re).collect();
            assert_eq!(values.len(), dual.degree(k), "{name}");
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            assert!((point.diagonal[at] - mean).abs() < 1e-9, "{name}, k = {k}");
        }
    }
}

#[test]
fn exact_networks_have_the_potentials_of_the_label_and_only_open_ones_leave_constants() {
    for name in ["S3", "D4", "S4", "A4"] {
        let group = group(name);
        let open = potential_point(0, &Network::from_solution(&narrow(&group)).expect("a network"));
        let closed = Construction::named("closed").expect("a construction").build(&group).expect("an element");
        let closed = potential_point(0, &Network::from_solution(&closed).expect("a network"));
        for point in [&open, &closed] {
            assert!(point.diagonal.iter().all(|value| (value - 1.0).abs() < 1e-9), "{name}: {:?}", point.diagonal);
            assert!(point.off_diagonal_squares < 1e-18, "{name}");
        }
        assert!(closed.negation.iter().all(|value| *value < 1e-9), "{name}: {:?}", closed.negation);
        assert!(open.negation.iter().any(|value| *value > 0.5), "{name}: {:?}", open.negation);
    }
}

#[test]
fn the_evolution_and_the_potentials_of_a_run_are_about_irreps() {
    let network = network("S4_s1_f0.9");
    let snapshots = [(0, arbitrary_network(network.group(), 20, 3)), (9900, network.clone())];
    for method in [Method::Paper, Method::Translations] {
        let evolution = Evolution::of_snapshots(&snapshots, method);
        assert_eq!(evolution.method, None);
        let found = factor_irreps(&network);
        let forms = &evolution.points[1].forms;
        for (of, irrep) in forms.iter().zip(&found.irreps) {
            assert_eq!((of.order, of.form), (irrep.order(), SiteForm::Irrep(irrep.form)));
        }
        let json = serde_json::to_string(&evolution).expect("JSON");
        assert_eq!(serde_json::from_str::<Evolution>(&json).expect("the same"), evolution);
        let names: Vec<String> = evolution.frequencies.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["1: R1", "2: R2", "3: R3", "4: R3"]);
        let drawn = texts(&EvolutionFigure { evolution: &evolution }.draw(Width::Page));
        assert!(drawn.contains("irrep") && !drawn.contains("frequenc"), "{drawn}");
    }
    let orders = Decomposition::of(&network, Method::Paper).orders();
    let trajectory = PotentialTrajectory::of_snapshots(&snapshots, orders).expect("snapshots");
    let (head, rows) = records(&to_csv(&PotentialFigure { trajectory: &trajectory }).expect("CSV"));
    assert_eq!(
        head[6..],
        ["R1", "R2", "R3"].map(|kind| ["", "_least", "_largest"].map(|of| format!("negation_{kind}{of}"))).concat()
    );
    assert_eq!((rows.len(), rows[1][0].as_str()), (2, "9900"));
    // trained: the label is answered, and nothing else
    let value = |name: &str| {
        rows[1][head.iter().position(|head| head == name).expect("a column")].parse::<f64>().expect("a number")
    };
    assert!((value("diagonal_mean") - 1.0).abs() < 0.02 && value("off_diagonal_squares") < 1e-2);
    let drawn = texts(&PotentialFigure { trajectory: &trajectory }.draw(Width::Page));
    assert!(drawn.contains("R3") && !drawn.contains("order"), "{drawn}");
}

#[test]
fn the_names_of_forms_tell_frequencies_from_irreps() {
    let of_irreps = IrrepForm::ALL.map(SiteForm::Irrep);
    let families = cogring::construct::Family::ALL.into_iter().map(Form::Named);
    let of_frequencies = families.chain([Form::Other, Form::Nonfactorable]).map(SiteForm::Frequency);
    let all: Vec<SiteForm> = of_frequencies.chain(of_irreps).collect();
    for form in &all {
        let json = serde_json::to_string(form).expect("JSON");
        assert_eq!(json, format!("\"{}\"", form.name()));
        assert_eq!(serde_json::from_str::<SiteForm>(&json).expect("a form"), *form);
        assert_eq!(all.iter().filter(|other| other.name() == form.name()).count(), 1, "{}", form.name());
    }
}

#[test]
fn orders_are_counted_by_type_and_degree_beside_the_known_ones() {
    let sources = find_sources(&["S4_s1_f0.9", "S3_s2_f1.0", "Q8_s1_f1.0"].map(trained)).expect("files");
    let networks = factored(&sources, &ReadOptions::default(), Method::Paper).expect("networks");
    let panels = order_panels(&networks);
    let named = |panel: &OrderPanel| format!("{} {}", panel.group, panel.irreps.expect("irreps"));
    assert_eq!(
        panels.iter().map(named).collect::<Vec<_>>(),
        ["S3 R1", "S3 R2", "Q8 R1", "Q8 H2", "S4 R1", "S4 R2", "S4 R3"]
    );
    for (panel, network) in
        panels.iter().filter(|panel| panel.group == group("S4")).zip(std::iter::repeat(&networks[0]))
    {
        let found = network.factorization.irreps().expect("irreps");
        let kind = panel.irreps.expect("irreps");
        let of_kind: Vec<_> =
            found.irreps.iter().filter(|of| (of.kind, of.degree) == (kind.kind, kind.degree)).collect();
        for (order, share) in &panel.histogram.percentages {
            let count = of_kind.iter().filter(|of| of.order() == *order).count();
            assert!((share.mean - 100.0 * count as f64 / of_kind.len() as f64).abs() < 1e-12, "{kind}: {order}");
        }
        assert!((panel.histogram.percentages.values().map(|share| share.mean).sum::<f64>() - 100.0).abs() < 1e-9);
    }
    let (head, rows) = records(&to_csv(&OrderFigure { panels: &panels }).expect("CSV"));
    assert_eq!(head[..4], ["group", "irreps", "open", "closed"]);
    assert!(rows.iter().any(|row| row[..4] == ["S4", "R3", "27", "30"]), "{rows:?}");
    let drawn = texts(&OrderFigure { panels: &panels }.draw(Width::Page));
    assert!(drawn.contains("S4, R3") && drawn.contains("% of irreps") && drawn.contains("30"), "{drawn}");
    let json = serde_json::to_string(&panels).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<OrderPanel>>(&json).expect("the same"), panels);
}

#[test]
fn the_page_holds_the_irreps() {
    for name in ["S4_s1_f0.9", "Q8_s1_f1.0", "SL23_s1_f0.9"] {
        let (page, network) = (page(name), network(name));
        let found = factor_irreps(&network);
        assert_eq!(page.factorization.irreps(), Some(&found));
        assert_eq!(page.irrep_readouts, read_out_irreps(&network, &found));
        assert!(page.readouts.is_empty());
        let json = serde_json::to_string(&page).expect("JSON");
        assert_eq!(serde_json::from_str::<RunPage>(&json).expect("the same"), page);
        let html = to_html(std::slice::from_ref(&page), None).expect("HTML");
        assert!(!html.contains("{{"), "a placeholder is left");
        let shown = &embedded(&html)["runs"][0];
        for (field, value) in serde_json::to_value(&page).expect("JSON").as_object().expect("an object") {
            assert_eq!(&shown[field], value, "{field}");
        }
        assert_eq!(shown["irrep_rows"].as_array().map(Vec::len), Some(network.group().dual().irreps().len()));
        let (_, plain) = html.split_once("<noscript><main class=\"plain\">").expect("a part without scripts");
        assert!(plain.contains(&format!("A network for multiplication in {} with 512 hidden nodes", network.group())));
        for irrep in &found.irreps {
            let row = format!("<td>{}: {}{}</td><td>{}</td>", irrep.irrep, irrep.kind, irrep.degree, irrep.order());
            assert!(plain.contains(&row), "{row}");
        }
    }
}

#[test]
fn outputs_of_a_frame_are_one_and_of_a_simplex_all_as_far_apart() {
    let page = page_of(&super::bundled("D5_s1_f0.9.npz"));
    let found = page.factorization.irreps().expect("irreps");
    let closed: Vec<_> =
        found.irreps.iter().filter(|of| of.frames.as_ref().is_some_and(|frames| frames.is_closed_simplex)).collect();
    assert!(!closed.is_empty(), "gradient descent finds the closed simplex");
    for irrep in closed.into_iter().filter(|of| of.degree > 1) {
        let readout = page.irrep_readouts.iter().find(|of| of.irrep == irrep.irrep).expect("a readout");
        let (n, order) = (irrep.degree, irrep.order());
        assert_eq!(readout.outputs.len(), order * order);
        for (at, value) in readout.outputs.iter().enumerate() {
            let expected = if at / order / n == at % order / n { 1.0 } else { -1.0 / (n * n) as f64 };
            assert!((value - expected).abs() < 0.12, "irrep {}: {value}, not {expected}", irrep.irrep);
        }
    }
}

#[test]
fn commands_draw_networks_of_tables_and_refuse_what_only_frequencies_have() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().to_str().expect("UTF-8");
    let (s4, s3) = (trained("S4_s1_f0.9"), trained("S3_s2_f1.0"));
    let s4 = s4.to_str().expect("UTF-8");
    for what in ["frequencies", "orders", "evolution", "potentials"] {
        let (status, _, error) = cogring(&["reproduce", what, s4, "-o", out]);
        assert_eq!(status, 0, "{what}: {error}");
        assert!(directory.path().join(what).with_extension("png").is_file(), "{what}");
    }
    let page = directory.path().join("page.html");
    assert_eq!(cogring(&["report", s4, "-o", page.to_str().expect("UTF-8")]).0, 0);
    let refused: [(&[&str], &str); 5] = [
        (&["reproduce", "table", s4], "`reproduce orders`); one of S4: only for Abelian groups"),
        (&["reproduce", "parameters", s4, "-o", out], "`factor`); a histogram of S4: only for Abelian groups"),
        (&["reproduce", "orders", s4, "--method", "paper", "-o", out], "the analysis `paper` of S4"),
        (&["reproduce", "evolution", s4, "--method", "paper", "-o", out], "the analysis `paper` of S4"),
        (&["report", s4, "--method", "translations", "-o", out], "the analysis `translations` of S4"),
    ];
    for (arguments, expected) in refused {
        let (status, _, error) = cogring(arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(error.contains(expected) && error.contains("S4_s1_f0"), "{error}");
    }
    assert_eq!(cogring(&["reproduce", "orders", s4, s3.to_str().expect("UTF-8"), "-o", out]).0, 0);
}
