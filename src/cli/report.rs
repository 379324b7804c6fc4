//! `cogring report`: a page about one run.

use std::io::Write as _;
use std::path::PathBuf;

use cogring::experiment::{find_sources, one_series, run_page};
use cogring::factor::Method;
use cogring::format::write_atomically;
use cogring::report::json::Schema;
use cogring::report::page::to_html;
use cogring::{Error, Result};

use super::Answer;
use super::input::InputArgs;
use super::named::named;
use super::output::{print, print_json};

/// Write a self-contained page about a run or a network: training, frequencies, factorization
///
/// The page holds everything it needs, works offline, and follows the light or dark setting of the reader.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring report runs/d23_seed1 -o page.html
  cogring report network.pt -o page.html --title \"A network from elsewhere\"
  cogring report epoch0.npz epoch100.npz epoch9900.npz -o page.html")]
pub struct Args {
    /// A run directory, a network file, or network files of one run at several epochs
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The title of the page [default: the name of the run]
    #[arg(long)]
    title: Option<String>,
    /// The analysis
    #[arg(long, value_parser = named::<Method>(), default_value_t)]
    method: Method,
    /// Print what the page shows as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    how: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    let series = one_series(&find_sources(&args.inputs)?, &args.how.options())?;
    let run = run_page(series, args.method)?;
    let html = to_html(&run, args.title.as_deref())?;
    write_atomically(&args.output, |file| {
        file.write_all(html.as_bytes()).map_err(|error| Error::io("cannot be written", error))
    })?;
    if args.json {
        print_json(Schema::Page, &run)?
    } else {
        print(&format!("{}\n", args.output.display()))?
    }
    Ok(Answer::Yes)
}
