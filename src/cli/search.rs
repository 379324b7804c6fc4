//! `cogring search`: which products of generators are global solutions.

use cogring::Result;
use cogring::expr::Expression;
use cogring::proof::{Composition, Compositions, SearchOptions, paper_generators, search};
use cogring::report::json::Schema;

use super::Answer;
use super::output::{print, print_json};

/// Search for products of generators that are global solutions, by exact 0/1-sets
///
/// Exit status 1 when there is none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring search
  cogring search --max-factors 3 --all
  cogring search nu=i xi --near-miss 2
  cogring search '(1,1,1) + (i,-i,1)' '1 + u + u^2' --json")]
pub struct Args {
    /// The generators, as expressions [default: syn nu nu=i xi 'xi(xi, -1)' syn_ab 3c]
    generators: Vec<String>,
    /// Largest number of factors
    #[arg(long, value_name = "N", default_value_t = 2)]
    max_factors: usize,
    /// Report products that lack at most this many of the ten potentials
    #[arg(long, value_name = "N", default_value_t = 2)]
    near_miss: usize,
    /// List also solutions that remain solutions without one of their factors, the first 4096 that are found
    #[arg(long)]
    all: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Result<Answer> {
    let generators = match &args.generators[..] {
        [] => paper_generators(),
        texts => texts.iter().map(|text| text.parse()).collect::<Result<Vec<Expression>>>()?,
    };
    let options = SearchOptions { max_factors: args.max_factors, near_miss: args.near_miss };
    let found = search(&generators, options)?;
    if args.json {
        print_json(Schema::Compositions, &found)?
    } else {
        print(&table(&found, args.all))?
    }
    Ok(if found.solutions.is_empty() { Answer::No } else { Answer::Yes })
}

fn table(found: &Compositions, all: bool) -> String {
    let counted = |n: u64, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let mut text =
        format!("{}, {}\n\n", counted(found.ingredients.len() as u64, "generator"), counted(found.examined, "product"));
    let shown: Vec<&Composition> = found.solutions.iter().filter(|z| all || z.irredundant).collect();
    let redundant_shown = shown.iter().filter(|z| !z.irredundant).count() as u64;
    let hidden = found.redundant_solutions - redundant_shown;
    if found.solutions.is_empty() {
        text += "no product is a global solution\n";
    } else {
        text += "global solutions, for all values of the parameters\n order  element\n";
        let lines = shown.iter().map(|z| {
            let general = z.special_case_of.map(|at| format!("a special case of {}", found.solutions[at].element));
            (*z, general.unwrap_or_default())
        });
        text += &aligned(lines.collect());
        if hidden > 0 {
            let rest = if all { "more" } else { "that contain one of these (--all lists them)" };
            text += &format!("and {hidden} {rest}\n");
        }
    }
    if !found.near_misses.is_empty() {
        text += "\nnear misses\n order  element, and what it lacks\n";
        let lacking = found.near_misses.iter().map(|z| (z, format!("{} ({})", z.lacking_sets.join(", "), z.lacks)));
        text += &aligned(lacking.collect());
    }
    text
}

/// One line each: order, element and remark, in columns.
fn aligned(lines: Vec<(&Composition, String)>) -> String {
    /// Longer elements are not waited for.
    const WIDEST: usize = 60;
    let elements: Vec<String> = lines.iter().map(|(z, _)| z.element.to_string()).collect();
    let widths = elements.iter().map(|element| element.chars().count()).filter(|width| *width <= WIDEST);
    let width = widths.max().unwrap_or(0);
    let lines = lines.iter().zip(&elements).map(|((z, remark), element)| {
        let line = format!("{:>6}  {element:<width$}  {remark}", z.order);
        line.trim_end().to_owned() + "\n"
    });
    lines.collect()
}
