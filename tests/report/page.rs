//! The page: it holds the results, and nothing is fetched.

use cogring::experiment::{Curve, RunPage, find_sources, run_pages, series};
use cogring::factor::{FrequencyReadout, Method, factor_as_paper, read_out};
use cogring::format::ReadOptions;
use cogring::report::page::to_html;
use cogring::{Group, Homomorphism, SumPotential};

use cogring::train::{Protocol, RunConfig, Silent, train_run};

use super::{SEEDS, arbitrary_network, bundled, cogring, embedded, network};

fn runs() -> Vec<RunPage> {
    let sources = find_sources(&[bundled(SEEDS[0])]).expect("a file");
    let series = series(&sources, &ReadOptions::default()).expect("a network");
    run_pages(series, Method::Paper).expect("a page")
}

fn page_of(title: &str) -> String {
    to_html(&runs(), Some(title)).expect("HTML")
}

#[test]
fn the_page_holds_the_results_and_names_no_address() {
    let data = runs().remove(0);
    let html = page_of("d = 23");
    let shown = embedded(&html);
    assert_eq!(shown["title"], "d = 23");
    let shown = &shown["runs"][0];
    for (name, value) in serde_json::to_value(&data).expect("JSON").as_object().expect("an object") {
        assert_eq!(&shown[name], value, "{name}");
    }
    let factorization = factor_as_paper(&network(0));
    assert_eq!(data.factorization.frequencies(), Some(&factorization));
    assert_eq!(data.readouts, read_out(&network(0), &factorization));
    // The one address is the name of the SVG language, which nothing loads.
    for address in html.split("://").skip(1) {
        assert!(address.starts_with("www.w3.org/2000/svg\""), "an address: {}", &address[..address.len().min(60)]);
    }
    for loader in ["src=", "url(", "@import", "fetch(", "XMLHttpRequest", "<link", "import(", "<iframe", "<img"] {
        assert!(!html.contains(loader), "the page contains `{loader}`");
    }
    assert!(html.contains("default-src 'none'"), "requests are forbidden");
    assert!(!html.contains("{{"), "a placeholder is left");
}

#[test]
fn hostile_names_stay_text() {
    let name = "</script><script>alert(1)</script><!-- {{data}} & \"quotes\" 'too' \u{2028}";
    let mut data = runs();
    data[0].name = name.to_owned();
    data[0].curve = Some(Curve { name: name.to_owned(), points: Vec::new() });
    let plain = page_of("plain");
    let html = to_html(&data, None).expect("HTML");
    assert_eq!(html.matches("<script").count(), plain.matches("<script").count());
    assert_eq!(html.matches("</script").count(), plain.matches("</script").count());
    assert_eq!(html.matches("<!--").count(), plain.matches("<!--").count());
    assert_eq!(embedded(&html)["title"], name);
    let (_, title) = html.split_once("<title>").expect("a title");
    assert!(title.starts_with("&lt;/script&gt;&lt;script&gt;alert(1)"), "{}", &title[..80]);
}

#[test]
fn readouts_are_the_potentials_of_the_nodes_at_their_frequency() {
    let network = network(0);
    let readouts = read_out(&network, &factor_as_paper(&network));
    let solution = network.to_solution();
    for readout in &readouts {
        let [re, im] = readout.potentials[0].value;
        let whole = SumPotential::ab(readout.k, readout.k, readout.k).evaluate(&solution);
        // The other nodes add little: each lives on its own frequency.
        assert!((re - whole.re).hypot(im - whole.im) < 0.01, "k = {}", readout.k);
        assert_eq!(readout.potentials.len(), 10);
        assert!(readout.is_pair);
    }
}

#[test]
fn real_frequencies_have_the_three_potentials_that_differ() {
    let group: Group = "2x4".parse().expect("a group");
    let network = arbitrary_network(&group, 40, 3);
    let readouts = read_out(&network, &factor_as_paper(&network));
    let names =
        |readout: &FrequencyReadout| readout.potentials.iter().map(|of| of.name.to_string()).collect::<Vec<_>>();
    let real: Vec<_> = readouts.iter().filter(|readout| !readout.is_pair).collect();
    assert_eq!(real.len(), 3);
    assert!(real.iter().all(|readout| names(readout) == ["abc", "a²c", "b²c"]));
    assert!(readouts.iter().filter(|readout| readout.is_pair).all(|readout| readout.potentials.len() == 10));
}

#[test]
fn the_page_is_for_narrow_screens_and_keyboards_too() {
    let html = page_of("d = 23");
    assert!(html.contains("<figcaption>"), "the caption of the heatmap wraps");
    assert!(html.contains("class=\"hint\"") && html.contains("tabindex=\"0\""), "the table says that it scrolls");
    assert!(html.contains("const button = make(\"button\", { type: \"button\" }, rich(name));"), "heads are buttons");
    assert!(html.contains("Math.round(loss.clientWidth)"), "curves are drawn at the width that they have");
    assert!(html.contains("the paper's own analysis: the order is"), "orders are said to be the paper's count");
}

#[test]
fn without_a_script_the_page_shows_words_tables_and_figures() {
    let html = page_of("d = 23");
    let (_, plain) = html.split_once("<noscript><main class=\"plain\">").expect("a part for readers without scripts");
    let (plain, _) = plain.split_once("</main></noscript>").expect("its end");
    let run = runs().remove(0);
    for (k, of) in run.evolution.frequencies.iter().zip(&run.evolution.points[0].forms) {
        let row = format!("<td>{k}</td><td>{}</td><td>{}</td>", of.order, of.form.name());
        assert!(plain.contains(&row), "{row}");
    }
    assert!(plain.contains("A network for addition modulo 23 with 512 hidden nodes, of which "));
    assert_eq!(plain.matches("<svg ").count(), 1, "one epoch has a map and neither curve nor evolution");
    assert!(
        html.contains("@media (prefers-color-scheme: dark) { :root { \n  color-scheme: dark;"),
        "dark without a script"
    );
    assert!(html.contains("<main id=\"live\" hidden>"), "nothing empty stands on the page");
}

#[test]
fn a_page_about_several_runs_holds_them_all_and_their_forms_over_epochs() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name);
    for seed in [1, 2] {
        let protocol = Protocol { epochs: 30, checkpoint_every: 10, ..Protocol::default() };
        let config = RunConfig { width: 8, seed, protocol, ..RunConfig::new("5".parse().expect("Z5")) };
        train_run(&config, &path(&format!("run{seed}")), &mut Silent).expect("a run");
    }
    let page = path("page.html");
    let arguments = ["report", directory.path().to_str().expect("UTF-8"), "-o", page.to_str().expect("UTF-8")];
    assert_eq!(cogring(&arguments).0, 0);
    let html = std::fs::read_to_string(page).expect("HTML");
    let data = embedded(&html);
    assert_eq!(data["title"], "2 runs");
    for (run, name) in data["runs"].as_array().expect("runs").iter().zip(["run1", "run2"]) {
        assert_eq!(run["name"], name);
        let epochs: Vec<_> =
            run["evolution"]["points"].as_array().expect("points").iter().map(|p| &p["epoch"]).collect();
        assert_eq!(epochs, [0, 1, 2, 5, 10, 20, 30]);
    }
    // Curves, the last map and the forms of both.
    assert_eq!(html.matches("<svg ").count(), 6);
    let twice = ["report", path("run1").to_str().expect("UTF-8"), path("run1").to_str().expect("UTF-8"), "-o", "x"]
        .map(str::to_owned);
    assert_eq!(cogring(&twice.each_ref().map(String::as_str)).0, 2, "a run is not two");
}

#[test]
fn the_glossary_of_the_documentation_stands_on_the_page() {
    let html = page_of("d = 23");
    for word in ["loss", "live", "faint", "order", "phases a, b", "distance", "error", "hat"] {
        assert_eq!(html.matches(&format!("<p><b>{word}</b>: ")).count(), 1, "{word}");
    }
}

#[test]
fn stages_of_a_run_stand_on_its_page() {
    let directory = tempfile::tempdir().expect("a directory");
    let protocol = Protocol { epochs: 400, checkpoint_every: 20, train_fraction: 0.9, ..Protocol::default() };
    let config = RunConfig { width: 48, weight_decay: 2e-4, protocol, ..RunConfig::new("D5".parse().expect("D5")) };
    let run = train_run(&config, &directory.path().join("run"), &mut Silent).expect("a run").directory;
    let sources = find_sources(&[run.path().to_owned()]).expect("a run");
    let pages = run_pages(series(&sources, &ReadOptions::default()).expect("a run"), Method::Paper).expect("a page");
    let stages = pages[0].stages.as_ref().expect("it was logged");
    let log = run.log().expect("a log");
    let memorized = stages.memorized_at.expect("90 pairs are soon known");
    assert!(log.iter().all(|record| record.epoch < memorized || record.train_accuracy >= 0.99));
    assert!(log.iter().any(|record| record.epoch + 1 == memorized && record.train_accuracy < 0.99));
    let learned: Vec<_> = stages.irreps.iter().map(|irrep| (irrep.maximum, irrep.learned_at)).collect();
    assert!(learned.iter().all(|(_, epoch)| epoch.is_some_and(|epoch| epoch > 0)), "{learned:?}");
    assert_eq!(learned.iter().map(|(maximum, _)| *maximum).collect::<Vec<_>>(), [5.0, 2.5, 2.5]);
    let html = to_html(&pages, None).expect("HTML");
    assert!(html.contains(&format!("<dd>from epoch {memorized} on</dd>")) && html.contains("Irreps learned"));
}

/// Of a ReLU network and of one of squares, with hostile names: all text, no script, nothing fetched.
#[test]
fn pages_about_features_are_complete_and_agree_with_the_readings() {
    use cogring::experiment::{FeatureReport, OfFile};
    use cogring::features::{FeatureReading, FilterKind};
    use cogring::format::read_network_as;
    use cogring::report::figures::{FeatureFigure, to_csv};
    use cogring::report::page::features_to_html;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str, name: &str| {
        let options = ReadOptions { any_activation: true, ..ReadOptions::default() };
        let (network, reading) = read_network_as(&root.join(file), &options).expect("a network");
        let mask = cogring::PairMask::all(network.group());
        let features = FeatureReading::new(&network, reading.network_activation(), &mask).expect("features");
        OfFile::new(name, reading, features)
    };
    let hostile = "</script><script>alert(1)</script><!-- {{networks}}";
    let networks = vec![
        read("tests/data/field/relu_says_so.pt", hostile),
        read("examples/data/d23_seed1_epoch9900.npz", "squares"),
    ];
    let report = FeatureReport { networks };
    let html = features_to_html(&report, None);
    assert!(!html.contains("<script") && !html.contains("<!--") && html.contains("{{networks}}"));
    assert!(html.contains("default-src 'none'") && html.contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
    for loader in ["src=", "url(", "@import", "<link", "<iframe", "<img", "onload"] {
        assert!(!html.contains(loader), "the page contains `{loader}`");
    }
    assert!(!html.contains("Factorization</h2>") && html.contains("Nothing here is a factorization"));
    assert!(html.contains("Features of 2 networks") && features_to_html(&report, Some("a < b")).contains("a &lt; b"));
    let (relu, squares) = html.split_once("<h2>squares</h2>").expect("two sections");
    assert!(relu.contains("A network with activation relu for addition modulo") && !relu.contains("M/(2D)"));
    assert!(squares.contains("<b>56 are alive</b>") && squares.contains("<td>5.75</td>"), "M/4 at M = 23");
    for (network, section) in report.networks.iter().zip([relu, squares]) {
        let features = &network.result;
        let count = features.filters.iter().filter(|filter| filter.kind == FilterKind::Fourier).count();
        assert!(section.contains(&format!("<b>{count} features</b>")), "{count}");
        assert_eq!(section.matches("<tr>").count(), 2 + features.irreps.len() + features.filters.len().min(512));
        let (head, rows) = super::records(&to_csv(&FeatureFigure { features }).expect("CSV"));
        assert_eq!(head, ["node", "weight", "irrep", "purity", "energy", "kind"]);
        assert_eq!(rows.len(), features.filters.len());
        assert_eq!(rows[0][4].parse().ok(), features.filters[0].energy);
    }
}
