//! The paper's table and the grid of orders.

use cogring::Group;
use cogring::factor::{COLUMNS, Factorization, compare_with_paper, factor_as_paper, order_histogram, summarize};
use cogring::format::ReadOptions;
use cogring::report::{PaperTable, write_table};
use cogring::reproduce::{find_sources, order_panels, paper_table, trained};

use super::{SEEDS, arbitrary_network, bundled, records};

#[test]
fn the_table_of_the_bundled_networks_is_their_summary_next_to_the_paper() {
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    let networks = trained(&sources, &ReadOptions::default()).expect("networks");
    assert_eq!(networks[0].weight_decay, Some(5e-5));
    let factorizations: Vec<Factorization> = networks.iter().map(|trained| factor_as_paper(&trained.network)).collect();
    let rows = paper_table(&factorizations);
    let summary = summarize(&factorizations);
    assert_eq!((rows.len(), rows[0].networks), (1, 2));
    for (cell, ours) in rows[0].cells.iter().zip(summary[0].columns()) {
        assert_eq!(cell.ours, ours, "{}", cell.column);
        let (ours, paper) = (ours.expect("orders 4 and 6 occur"), cell.paper.expect("the paper has d = 23"));
        let difference = ours.mean - paper.mean;
        let combined = (ours.standard_error.powi(2) + paper.standard_error.powi(2)).sqrt();
        match cell.deviation {
            Some(deviation) => assert!((deviation * combined - difference).abs() < 1e-12, "{}", cell.column),
            None => assert_eq!(combined, 0.0, "{}", cell.column),
        }
    }
    // The paper's row for d = 23, as published.
    assert_eq!(rows[0].cells[5].paper.map(|paper| (paper.mean, paper.standard_error)), Some((47.07, 1.88)));

    let text = PaperTable(&rows).to_string();
    assert!(text.lines().all(|line| line.matches('|').count() == COLUMNS.len() + 3), "{text}");
    assert!(text.contains("| 2 networks ") && text.contains("| 47.07 ± 1.88 "), "{text}");
    let directory = tempfile::tempdir().expect("a directory");
    write_table(&rows, directory.path()).expect("files");
    assert_eq!(std::fs::read_to_string(directory.path().join("table.md")).expect("Markdown"), text);
    let (_, csv) = records(&std::fs::read(directory.path().join("table.csv")).expect("CSV"));
    for (cell, record) in rows[0].cells.iter().zip(&csv) {
        assert_eq!((record[0].as_str(), record[2].as_str()), ("23", cell.column));
        assert_eq!(record[3].parse::<f64>().ok(), cell.ours.map(|ours| ours.mean));
    }
}

#[test]
fn groups_that_the_paper_does_not_report_have_a_row_without_comparison() {
    let group: Group = "5".parse().expect("a group");
    let factorization = factor_as_paper(&arbitrary_network(&group, 4, 3));
    let row = compare_with_paper(&summarize([&factorization])[0]);
    assert!(row.cells.iter().all(|cell| cell.paper.is_none() && cell.deviation.is_none()));
    let text = PaperTable(&[row]).to_string();
    assert!(text.contains("1 network") && !text.contains("paper"), "{text}");
}

#[test]
fn orders_are_grouped_by_group_and_weight_decay() {
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    let mut networks = trained(&sources, &ReadOptions::default()).expect("networks");
    networks[1].weight_decay = Some(1e-5);
    let factorizations: Vec<Factorization> = networks.iter().map(|trained| factor_as_paper(&trained.network)).collect();
    let panels = order_panels(&networks, &factorizations);
    assert_eq!(panels.iter().map(|panel| panel.weight_decay).collect::<Vec<_>>(), [Some(1e-5), Some(5e-5)]);
    assert_eq!(panels[0].histogram, order_histogram(&factorizations[1..]));
    assert_eq!(panels[1].histogram, order_histogram(&factorizations[..1]));
}
