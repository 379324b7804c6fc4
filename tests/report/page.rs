//! The page: it holds the results, and nothing is fetched.

use cogring::experiment::{RunPage, find_sources, one_series, run_page};
use cogring::factor::{FrequencyReadout, Method, factor_as_paper, read_out};
use cogring::format::ReadOptions;
use cogring::report::page::to_html;
use cogring::{Group, Homomorphism, SumPotential};

use super::{SEEDS, arbitrary_network, bundled, embedded, network};

fn run() -> RunPage {
    let sources = find_sources(&[bundled(SEEDS[0])]).expect("a file");
    let series = one_series(&sources, &ReadOptions::default()).expect("a network");
    run_page(series, Method::Paper).expect("a page")
}

fn page_of(title: &str) -> String {
    to_html(&run(), Some(title)).expect("HTML")
}

#[test]
fn the_page_holds_the_results_and_names_no_address() {
    let data = run();
    let html = page_of("d = 23");
    let shown = embedded(&html);
    assert_eq!(shown["title"], "d = 23");
    for (name, value) in serde_json::to_value(&data).expect("JSON").as_object().expect("an object") {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert_eq!(data.factorization, factor_as_paper(&network(0)));
    assert_eq!(data.readouts, read_out(&network(0), &data.factorization));
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
    let mut data = run();
    data.name = name.to_owned();
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
    let names = |readout: &FrequencyReadout| readout.potentials.iter().map(|of| of.name).collect::<Vec<_>>();
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
    assert!(html.contains("by the paper's own analysis: the order is"), "orders are said to be the paper's count");
}
