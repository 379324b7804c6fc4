//! `cogring report`: a page about one run.

use std::path::PathBuf;

use crate::Result;
use crate::experiment::{Series, find_sources, run_pages, series};
use crate::factor::Method;
use crate::format::write_atomically;
use crate::report::json::Schema;
use crate::report::page::to_html;

use super::Answer;
use super::input::InputArgs;
use super::named::named;
use super::shared::JsonArgs;

/// Write a self-contained page about runs or a network: training, frequencies, forms over epochs, factorization
///
/// The page holds everything it needs, works offline, follows the light or dark setting of the reader, can be printed, and
/// shows its words, tables and figures also where scripts are switched off.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring report runs/d23_seed1 -o page.html
  cogring report runs/ -o runs.html                      all runs of a directory
  cogring report network.pt -o page.html --title \"A network from elsewhere\"
  cogring report epoch0.npz epoch100.npz epoch9900.npz -o page.html")]
pub struct Args {
    /// Run directories or directories of them, a network file, or network files of one run at several epochs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The title of the page [default: the name of the run, or how many there are]
    #[arg(long)]
    title: Option<String>,
    /// The analysis of frequencies [default: translations; over a group that is given by its table there is one, irrep by irrep]
    #[arg(long, value_parser = named::<Method>())]
    method: Option<Method>,
    #[command(flatten)]
    json: JsonArgs,
    #[command(flatten)]
    how: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let runs = series(&find_sources(&args.inputs)?, &args.how.options())?;
    if let Some(method) = args.method {
        let refuse = |run: &Series| run.group().require_moduli(&format!("the analysis `{method}`")).map(drop);
        runs.iter().try_for_each(|run| refuse(run).map_err(|error| error.context(&run.name)))?;
    }
    let runs = run_pages(runs, args.method.unwrap_or_default())?;
    let html = to_html(&runs, args.title.as_deref())?;
    write_atomically(&args.output, &html)?;
    args.json.print(Schema::Page, &serde_json::json!({ "runs": runs }), || format!("{}\n", args.output.display()))?;
    Ok(Answer::Yes)
}
