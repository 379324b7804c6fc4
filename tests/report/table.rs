//! The paper's table and the grid of orders.

use cogring::Group;
use cogring::experiment::{
    ComparedRow, Factored, OrderPanel, PaperProtocol, Settings, TableRow, compare_with_paper, factored, find_sources,
    order_panels, paper_table,
};
use cogring::factor::{COLUMNS, Factorization, MeanAndError, Method, factor_as_paper, order_histogram, summarize};
use cogring::format::ReadOptions;
use cogring::report::{PaperTable, write_table};
use cogring::train::{Optimizer, Protocol, RunConfig};

use super::{SEEDS, arbitrary_network, bundled, network, records};

fn bundled_networks() -> Vec<Factored> {
    let sources = find_sources(&SEEDS.map(bundled)).expect("files");
    factored(&sources, &ReadOptions::default(), Method::Paper).expect("networks")
}

fn frequencies(network: &Factored) -> &Factorization {
    network.factorization.frequencies().expect("Z_23 is given by its factors")
}

/// A row of networks that were trained as the paper's.
fn alone(row: ComparedRow) -> TableRow {
    let protocol = PaperProtocol { different: Vec::new(), unknown: Vec::new() };
    TableRow { settings: String::new(), method: Method::Paper, protocol, row }
}

#[test]
fn the_table_of_the_bundled_networks_is_their_summary_next_to_the_paper() {
    let networks = bundled_networks();
    assert_eq!(networks[0].settings.number("weight_decay"), Some(5e-5));
    let rows = paper_table(&networks).expect("frequencies");
    let summary = summarize(networks.iter().map(frequencies));
    assert_eq!((rows.len(), rows[0].row.networks, rows[0].settings.as_str()), (1, 2, ""));
    let cells = &rows[0].row.cells;
    for (cell, ours) in cells.iter().zip(summary[0].columns) {
        assert_eq!(cell.ours, ours, "{}", cell.column);
        let (ours, paper) = (ours.expect("orders 4 and 6 occur"), cell.paper.expect("the paper has d = 23"));
        let difference = ours.mean - paper.mean;
        let (ours, paper) = (ours.standard_error.expect("two networks"), paper.standard_error.expect("five"));
        let combined = (ours.powi(2) + paper.powi(2)).sqrt();
        match cell.deviation {
            Some(deviation) => assert!((deviation * combined - difference).abs() < 1e-12, "{}", cell.column),
            None => assert_eq!(combined, 0.0, "{}", cell.column),
        }
    }
    // The paper's row for d = 23, as published.
    assert_eq!(cells[5].paper.map(|paper| (paper.mean, paper.standard_error)), Some((47.07, Some(1.88))));

    let text = PaperTable(&rows).to_string();
    let table: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(table.len(), 5);
    assert!(table.iter().all(|line| line.matches('|').count() == COLUMNS.len() + 3), "{text}");
    assert!(
        text.contains("forms of the frequencies that factor") && text.contains("by the paper's analysis"),
        "{text}"
    );
    assert!(text.contains("d = 23: not known to be the paper's protocol: unknown epochs, "), "{text}");
    assert!(text.contains("| 2 networks ") && text.contains("| 47.07 ± 1.88 "), "{text}");
    let directory = tempfile::tempdir().expect("a directory");
    write_table(&rows, directory.path()).expect("files");
    assert_eq!(std::fs::read_to_string(directory.path().join("table.md")).expect("Markdown"), text);
    let (_, csv) = records(&std::fs::read(directory.path().join("table.csv")).expect("CSV"));
    for (cell, record) in cells.iter().zip(&csv) {
        assert_eq!((record[0].as_str(), record[3].as_str()), ("23", &*cell.column));
        assert_eq!(record[4].parse::<f64>().ok(), cell.ours.map(|ours| ours.mean));
    }
}

#[test]
fn the_table_is_written_in_latex() {
    let rows = paper_table(&bundled_networks()).expect("frequencies");
    let latex = PaperTable(&rows).to_latex();
    let rows: Vec<&str> = latex.lines().filter(|line| line.ends_with(" \\\\")).collect();
    assert_eq!(rows.len(), 4, "{latex}");
    assert!(rows.iter().all(|row| row.matches(" & ").count() == COLUMNS.len() + 1), "{latex}");
    assert!(latex.contains("47.07 $\\pm$ 1.88") && latex.contains("$z_{\\nu=i}*z_\\xi$ \\%"), "{latex}");
    assert!(latex.is_ascii() || latex.lines().filter(|line| !line.is_ascii()).all(|line| line.starts_with("% ")));
    assert_eq!(latex.matches("\\begin{tabular}{ll rrrrrrrrr}".replace(' ', "").as_str()).count(), 1, "{latex}");
}

#[test]
fn groups_that_the_paper_does_not_report_have_a_row_without_comparison() {
    let group: Group = "5".parse().expect("a group");
    let factorization = factor_as_paper(&arbitrary_network(&group, 4, 3));
    let row = compare_with_paper(&summarize([&factorization])[0]);
    assert!(row.cells.iter().all(|cell| cell.paper.is_none() && cell.deviation.is_none()));
    let text = PaperTable(&[alone(row)]).to_string();
    assert!(text.contains("1 network") && !text.contains("| paper"), "{text}");
}

#[test]
fn orders_are_grouped_by_group_and_weight_decay() {
    let mut networks = bundled_networks();
    networks[0].settings = Settings::of_run(&RunConfig::new(networks[0].factorization.group().clone()));
    let config = RunConfig { weight_decay: 1e-5, ..RunConfig::new(networks[0].factorization.group().clone()) };
    networks[1].settings = Settings::of_run(&config);
    let panels = order_panels(&networks);
    assert_eq!(panels.iter().map(|panel| panel.weight_decay).collect::<Vec<_>>(), [Some(1e-5), Some(5e-5)]);
    assert_eq!(panels[0].histogram, order_histogram([frequencies(&networks[1])]));
    assert_eq!(panels[1].histogram, order_histogram([frequencies(&networks[0])]));
}

/// The bundled networks, as if the second had been trained with other settings.
fn rows_and_panels(second: impl Fn(RunConfig) -> RunConfig) -> (Vec<TableRow>, Vec<OrderPanel>) {
    let mut networks = bundled_networks();
    let config = RunConfig::new(networks[0].factorization.group().clone());
    networks[0].settings = Settings::of_run(&config);
    networks[1].settings = Settings::of_run(&second(config));
    (paper_table(&networks).expect("frequencies"), order_panels(&networks))
}

#[test]
fn networks_of_different_protocols_are_not_pooled() {
    type Change = fn(RunConfig) -> RunConfig;
    let others: [(&str, Change); 6] = [
        ("width 64", |config| RunConfig { width: 64, ..config }),
        ("learning rate 0.02", |config| RunConfig { learning_rate: 0.02, ..config }),
        ("epochs 300", |config| RunConfig { protocol: Protocol { epochs: 300, ..config.protocol }, ..config }),
        ("target one-hot", |config| RunConfig {
            protocol: Protocol { target: cogring::Target::OneHot, ..config.protocol },
            ..config
        }),
        ("train fraction 0.5", |config| RunConfig {
            protocol: Protocol { train_fraction: 0.5, ..config.protocol },
            ..config
        }),
        ("optimizer sgd (momentum 0.5)", |config| RunConfig {
            protocol: Protocol { optimizer: Optimizer::Sgd { momentum: 0.5 }, ..config.protocol },
            ..config
        }),
    ];
    for (name, second) in others {
        let (rows, panels) = rows_and_panels(second);
        assert_eq!(rows.iter().map(|row| row.row.networks).collect::<Vec<_>>(), [1, 1], "{name}");
        assert_eq!(rows[1].settings, name);
        assert!(PaperTable(&rows).to_string().contains(&format!("1 network, {name}")), "{name}");
        let (protocol, text) = (&rows[1].protocol, PaperTable(&rows).to_string());
        assert!(rows[0].protocol.is_the_papers(), "{name}");
        assert!(protocol.different[0].starts_with(&format!("{name}, not ")), "{protocol:?}");
        assert_eq!(text.matches("paper, other protocol").count(), 1, "{text}");
        assert!(text.contains(&format!("not known to be the paper's protocol: {name}, not ")), "{text}");
        assert_eq!(panels.len(), 2, "{name}");
        assert!(panels.iter().any(|panel| panel.settings == name), "{name}");
    }
    let alike = [
        |config: RunConfig| RunConfig { seed: 7, ..config },
        |config: RunConfig| RunConfig { protocol: Protocol { threads: 2, ..config.protocol }, ..config },
        |config: RunConfig| RunConfig {
            protocol: Protocol { checkpoint_every: 7, log_every: 3, ..config.protocol },
            ..config
        },
    ];
    for second in alike {
        let (rows, panels) = rows_and_panels(second);
        assert_eq!((rows.len(), rows[0].row.networks, rows[0].settings.as_str()), (1, 2, ""));
        assert_eq!(panels.len(), 1);
    }
}

#[test]
fn one_network_has_no_standard_error() {
    let factorization = factor_as_paper(&network(0));
    let summary = &summarize([&factorization])[0];
    let share = summary.columns[5].expect("a share");
    assert_eq!(share.standard_error, None);
    assert_eq!(serde_json::to_value(share).expect("JSON")["standard_error"], serde_json::Value::Null);
    let row = compare_with_paper(summary);
    assert!(row.cells.iter().all(|cell| cell.paper.is_some() && cell.deviation.is_none()));
    let text = PaperTable(&[alone(row)]).to_string();
    assert!(text.contains("| 45.45 ± – ") && !text.contains('∞'), "{text}");
    let histogram = order_histogram([&factorization]);
    assert!(histogram.percentages.values().all(|share| share.standard_error.is_none()));
    assert_eq!(MeanAndError::of(&[1.0, 3.0]).and_then(|pair| pair.standard_error), Some(1.0));
}
