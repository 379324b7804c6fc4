//! `cogring potentials`: any sum potential of a network.

use std::fmt::Write;
use std::path::PathBuf;

use cogring::potential::PotentialTable;
use cogring::{Channel, Error, Group, Result, SumPotential};
use num_complex::Complex64;
use serde::Serialize;

use super::input::InputArgs;
use super::{Answer, output};

/// Print sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of a network
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring potentials network.npz -k 1,1,1 -k 1,1,2
  cogring potentials network.npz --input a -k 3,-3,3
  cogring potentials network.npz --group 2x4 -k '(1,2),(0,1),(1,3)'
  cogring potentials network.npz --largest 20

A potential is printed at the theory's scale s = 1/(2d), where solutions have r_{k k k} = 1; --raw prints the one of the
weights as they are (s = 1), which is 2d times smaller.")]
pub struct Args {
    /// The network: .npz, .safetensors, .pt or .json
    file: PathBuf,
    /// Three frequencies: K1,K2,K in a cyclic group (negative ones allowed), (..),(..),(..) in a product
    #[arg(short = 'k', long = "frequencies", value_name = "K1,K2,K", allow_hyphen_values = true)]
    frequencies: Vec<String>,
    /// Both factors from this input: r_{p k1 k2 k}, p = a or b [default: r_{k1 k2 k}]
    #[arg(long, value_name = "INPUT", value_parser = ["a", "b"])]
    input: Option<String>,
    /// How many potentials to list, largest first, when none is asked for
    #[arg(long, value_name = "N", default_value_t = 20)]
    largest: usize,
    /// At the scale of the raw weights
    #[arg(long)]
    raw: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: InputArgs,
}

#[derive(Serialize)]
struct Output {
    path: String,
    group: Group,
    scale: &'static str,
    potentials: Vec<Value>,
}

#[derive(Serialize)]
struct Value {
    potential: String,
    re: f64,
    im: f64,
    abs: f64,
}

pub fn run(args: &Args) -> Result<Answer> {
    let network = args.reading.read(&args.file)?;
    let group = network.group();
    let scale = if args.raw { 0.5 / group.order() as f64 } else { 1.0 };
    let solution = network.to_solution();
    let value = |potential: SumPotential, value: Complex64| {
        let value = value * scale;
        Value { potential: potential.label(group), re: value.re, im: value.im, abs: value.norm() }
    };
    let potentials = if args.frequencies.is_empty() {
        let mut all = PotentialTable::new(&solution).entries().to_vec();
        all.sort_by(|x, y| y.1.norm().total_cmp(&x.1.norm()));
        all.into_iter().take(args.largest).map(|(potential, found)| value(potential, found)).collect()
    } else {
        let asked = args.frequencies.iter().map(|text| potential(group, args.input.as_deref(), text));
        asked.map(|asked| asked.map(|asked| value(asked, asked.of(&solution)))).collect::<Result<Vec<_>>>()?
    };
    let scale = if args.raw { "raw weights, s = 1" } else { "theory, s = 1/(2d)" };
    let output = Output { path: args.file.display().to_string(), group: group.clone(), scale, potentials };
    if args.json {
        output::print_json(&output)?;
    } else {
        output::print(&text(&output))?;
    }
    Ok(Answer::Yes)
}

fn text(output: &Output) -> String {
    let mut text = format!("{}: group Z_{}, scale of the {}\n", output.path, output.group, output.scale);
    let width = output.potentials.iter().map(|value| value.potential.chars().count()).max().unwrap_or(0);
    for Value { potential, re, im, abs } in &output.potentials {
        writeln!(text, "  {potential:<width$}  {re:+.12e} {im:+.12e} i   |r| = {abs:.6e}")
            .expect("writing to a string cannot fail");
    }
    text
}

fn potential(group: &Group, input: Option<&str>, text: &str) -> Result<SumPotential> {
    let bad = || {
        let form = if group.is_cyclic_presentation() { "K1,K2,K" } else { "(..),(..),(..)" };
        Error::parse(format!("`{text}` is not three frequencies of Z_{group}; write {form}"))
    };
    let mut depth = 0;
    let parts: Vec<&str> = text
        .split(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0 && c == ','
        })
        .collect();
    let [k1, k2, k] = parts[..] else { return Err(bad()) };
    let [k1, k2, k] = [k1, k2, k].map(|part| group.parse_element(part));
    let (k1, k2, k) = (k1?, k2?, k?);
    Ok(match input {
        None => SumPotential::ab(k1, k2, k),
        Some("a") => SumPotential::squared(Channel::A, k1, k2, k),
        Some(_) => SumPotential::squared(Channel::B, k1, k2, k),
    })
}
