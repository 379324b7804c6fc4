//! The page: it holds the results, and nothing is fetched.

use cogring::SumPotential;
use cogring::factor::{factor_as_paper, read_out};
use cogring::format::ReadOptions;
use cogring::report::page::{Fact, PageData, to_html};
use cogring::reproduce::{find_sources, one_series, page_data};

use super::{SEEDS, bundled, embedded, network};

fn page_of(title: &str) -> PageData {
    let sources = find_sources(&[bundled(SEEDS[0])]).expect("a file");
    let series = one_series(&sources, &ReadOptions::default()).expect("a network");
    page_data(series, Some(title.to_owned())).expect("a page")
}

#[test]
fn the_page_holds_the_results_and_names_no_address() {
    let data = page_of("d = 23");
    let html = to_html(&data).expect("HTML");
    assert_eq!(embedded(&html), serde_json::to_value(&data).expect("JSON"));
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
    let mut data = page_of(name);
    data.facts.push(Fact::new(name, name));
    let plain = to_html(&page_of("plain")).expect("HTML");
    let html = to_html(&data).expect("HTML");
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
        let whole = SumPotential::ab(readout.k, readout.k, readout.k).of(&solution);
        // The other nodes add little: each lives on its own frequency.
        assert!((re - whole.re).hypot(im - whole.im) < 0.01, "k = {}", readout.k);
        assert_eq!(readout.potentials.len(), 10);
        assert!(readout.is_pair);
    }
}
