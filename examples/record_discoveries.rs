//! Makes the record of exact networks: searches, makes exact, proves and checks every cell, and writes the weights, the certificates
//! and the table: `cargo run --release --example record_discoveries -- examples/discoveries [CELL…]`, a cell being such as S3_10.
//! Where cells are named, the rows of the others stay as they are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cogring::certificate::FieldCertificate;
use cogring::check::Check;
use cogring::construct::Width;
use cogring::discover::{Discovery, Exactification, Plan, Search, Verdict};
use cogring::experiment::{Exactified, best_fits, exactify_networks};
use cogring::format::write_field_network;
use cogring::loss::Problem;
use cogring::variety::{FieldNetwork, RankReport, ResidualMap};
use cogring::{Error, Group, Result, Target};

/// Groups of order up to 12 and the narrowest width at which exact networks are known.
const CELLS: [(&str, usize); 12] = [
    ("2", 2),
    ("2x2", 4),
    ("3", 4),
    ("4", 5),
    ("5", 8),
    ("6", 9),
    ("2x4", 10),
    ("8", 12),
    ("S3", 10),
    ("D4", 12),
    ("Q8", 12),
    ("7", 13),
];

const HEAD: &str = "\
# Exact networks that were found, and proved

Made by `cargo run --release --example record_discoveries -- examples/discoveries`: each cell from random starts (seed 0, so many that
four succeed) that are made exact, as by

```sh
cogring discover --group G --width H --enough 4 --starts 400 -o fit.npz
cogring exactify fit*.npz -o G_H.json --certificate G_H.certificate.json
cogring rank G_H.json
cogring check examples/discoveries/5_8.certificate.json
```

Each `G_H.json` has the weights in the field, each `G_H.certificate.json` is what `check` verifies: all d³ identities modulo the
minimal polynomial, that it is irreducible, and that the root is isolated. The bound is the one of `cogring width G`, for one-hot
targets. The rank is that over the field (exact) where it says so, else modulo two primes (at least); λ is numerical: rank/2 where
the variety looks smooth. How: where the walk began (`fit`, `moved` along the variety, `renewed` from a disturbed copy, `narrowed` by
a node), the strategy, the basis, and the number of the trial.

| group | width | lower bound | field | minimal polynomial | rank of the Jacobian | λ | how | starts that succeeded |
|---|---|---|---|---|---|---|---|---|
";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        println!("usage: record_discoveries FOLDER [CELL…]; all cells take a few minutes");
        return Ok(());
    };
    let wanted: Vec<String> = arguments.collect();
    let record = folder.join("README.md");
    let before = std::fs::read_to_string(&record).unwrap_or_default();
    let mut table = HEAD.to_owned();
    for (name, width) in CELLS {
        let (cell, group): (String, Group) = (format!("{name}_{width}"), name.parse()?);
        if wanted.is_empty() || wanted.contains(&cell) {
            table += &row(&folder, &cell, &group, width)?;
        } else {
            let start = format!("| {} | {width} |", group.symbol());
            before.lines().filter(|line| line.starts_with(&start)).for_each(|line| table = format!("{table}{line}\n"));
        }
    }
    write(&record, &table)
}

fn write(file: &Path, text: &str) -> Result<()> {
    std::fs::write(file, text).map_err(|error| Error::io("cannot be written", error).at_path(file))
}

/// Searches for a network, makes it exact, writes it with its certificate, and returns its row of the table.
fn row(folder: &Path, cell: &str, group: &Group, width: usize) -> Result<String> {
    let target = Target::OneHot;
    let search = Search { problem: Problem { group: group.clone(), width, target }, starts: 400, seed: 0, enough: 4 };
    let starts = search.run(Vec::new(), |_| Ok(()))?;
    let fits: Vec<_> = best_fits(&search, &starts)?.into_iter().map(|fit| (cell.to_owned(), fit)).collect();
    let plan = Plan { time: Duration::from_secs(110), ..Plan::default() };
    let Exactified { report, network } = exactify_networks(&plan, &fits, target, |_| {})?;
    let (Some(network), Some(best)) = (network, report.best) else {
        println!("{cell}: nothing exact was found");
        return Ok(String::new());
    };
    write_field_network(&folder.join(format!("{cell}.json")), &network)?;
    let certificate = FieldCertificate::of_network(&network)?.to_json()?;
    write(&folder.join(format!("{cell}.certificate.json")), &certificate)?;
    assert!(Check::of_bytes(certificate.as_bytes())?.valid, "{cell}: the certificate is refused");
    let map = ResidualMap::new(group, width, target);
    let rank = RankReport::new(&map, &network.to_point(), Some(network.field_rank()))?;
    let row = line(&search.discovery(&starts), &report.fits[best].exactification, &network, &rank)?;
    print!("{row}");
    Ok(row)
}

fn line(
    discovery: &Discovery,
    exactification: &Exactification,
    network: &FieldNetwork,
    rank: &RankReport,
) -> Result<String> {
    let Problem { group, width, .. } = &discovery.search.problem;
    let field = match network.field.degree() {
        1 => "Q | –".to_owned(),
        degree => format!("degree {degree} | {}", network.field.minimal_polynomial()),
    };
    let how = match exactification.verdict {
        Verdict::Exact { trial, .. } => {
            let made = &exactification.trials[trial];
            format!("{}, {} in {}, trial {}", made.origin, made.strategy, made.basis, trial + 1)
        }
        _ => String::new(),
    };
    let exact = rank.over_field.as_ref().and_then(|field| field.exact);
    let kind = if exact.is_some() { "exact" } else { "at least" };
    let lambda = match rank.learning_coefficient {
        Some([low, high]) if low == high => low.to_string(),
        Some([low, high]) => format!("{low} to {high}"),
        None => "–".to_owned(),
    };
    let mut line = String::new();
    writeln!(
        line,
        "| {} | {width} | {} | {field} | {} of {} unknowns, {kind} | {lambda} | {how} | {} of {} |",
        group.symbol(),
        Width::of(group)?.lower_bound,
        rank.over_field.as_ref().map_or(rank.rank.rank, |field| field
            .exact
            .map_or_else(|| field.modular.iter().map(|modular| modular.rank).max().unwrap_or(0), |exact| exact.rank)),
        rank.unknowns,
        discovery.found,
        discovery.tried
    )
    .expect("a text takes every line");
    Ok(line)
}
