//! `cogring train`: gradient descent, one run or many.

mod list;
pub(in crate::cli) mod progress;

use std::path::PathBuf;

use clap::ValueEnum;
use cogring::train::{Optimizer, Precision, RunConfig, RunOutcome, SweepConfig, SweepRow, sweep, train_run};
use cogring::{Error, Group, Result, Target};
use serde::Serialize;

use self::list::List;
use self::progress::Progress;
use super::{Answer, output};

/// Train networks by exact full-batch gradient descent; defaults are the paper's protocol
///
/// Options that take a list (23,71 or, for whole numbers, 0..5 and 1..=5) describe one run per combination: each gets its
/// own directory inside DIR, and DIR/sweep.csv holds the table. The same command continues what was stopped or
/// killed, bit for bit, and does not repeat what is finished.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring train --group 23 -o runs/23                          the paper's protocol, seed 0
  cogring train --group 4x9 --width 256 --seed 7 -o runs/4x9   a product group
  cogring train --group 23,71,127 --seed 1..=5 -o runs         15 runs, as many at a time as there are cores
  cogring train --config sweep.toml -o runs                    the same from a file: groups = [\"23\"], seeds = [1, 2]
  cogring factor runs/23/final.npz                             then read the result as algebra")]
pub struct Args {
    /// The group, such as 23 or 4x9
    #[arg(short, long, value_name = "GROUPS", required_unless_present = "config")]
    group: Option<List<Group>>,
    /// The number of hidden nodes
    #[arg(short = 'q', long, value_name = "WIDTHS", default_value = "512")]
    width: List<usize>,
    /// The number of gradient steps
    #[arg(long, default_value_t = 10_000)]
    epochs: usize,
    /// The step size
    #[arg(long, visible_alias = "lr", value_name = "RATES", default_value = "0.01")]
    learning_rate: List<f64>,
    /// The weight decay: added to the gradient (adam, sgd) or taken from the weights (adamw)
    #[arg(long, visible_alias = "wd", value_name = "DECAYS", default_value = "5e-5")]
    weight_decay: List<f64>,
    /// Determines the initialization and the split
    #[arg(long, value_name = "SEEDS", default_value = "0")]
    seed: List<u64>,
    /// The share of pairs to train on
    #[arg(long, default_value_t = 0.9)]
    train_fraction: f64,
    /// What outputs are compared with
    #[arg(long, default_value_t, value_enum)]
    target: Target,
    /// The update rule
    #[arg(long, default_value = "adam", value_enum)]
    optimizer: Rule,
    /// Momentum of sgd
    #[arg(long, default_value_t = 0.9)]
    momentum: f64,
    /// β₁ of adam and adamw
    #[arg(long, default_value_t = 0.9)]
    beta1: f64,
    /// β₂ of adam and adamw
    #[arg(long, default_value_t = 0.999)]
    beta2: f64,
    /// ε of adam and adamw
    #[arg(long, default_value_t = 1e-8)]
    epsilon: f64,
    /// The precision of weights and gradients
    #[arg(long, default_value_t, value_enum)]
    precision: Precision,
    /// Threads per run; the last bits of a result depend on it
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Runs at a time [default: the number of cores divided by --threads]
    #[arg(long)]
    jobs: Option<usize>,
    /// Start from this network instead of a random one
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// Train on the pairs of this file (npz, array `train`, d × d truth values) instead of random ones
    #[arg(long, value_name = "FILE")]
    split: Option<PathBuf>,
    /// Keep the network at every multiple of this epoch; 0 keeps the first and the last
    #[arg(long, value_name = "EPOCHS", default_value_t = 100)]
    checkpoint_every: usize,
    /// Log at every multiple of this epoch (and at every epoch below 200)
    #[arg(long, value_name = "EPOCHS", default_value_t = 100)]
    log_every: usize,
    /// Save what is needed to continue after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    save_every: f64,
    /// Read groups, widths, learning_rates, weight_decays, seeds and the other settings from this TOML file instead
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "group", "width", "epochs", "learning_rate", "weight_decay", "seed", "train_fraction", "target", "optimizer",
        "momentum", "beta1", "beta2", "epsilon", "precision", "threads", "init", "split", "checkpoint_every", "log_every",
    ])]
    config: Option<PathBuf>,
    /// The directory of the run, or of the runs
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
}

/// Update rules by name
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// Adam, weight decay in the gradient
    Adam,
    /// Adam, weight decay apart
    Adamw,
    /// Gradient descent with momentum
    Sgd,
}

impl Args {
    fn sweep_config(&self) -> Result<SweepConfig> {
        if let Some(path) = &self.config {
            let text =
                std::fs::read_to_string(path).map_err(|error| Error::io("cannot be read", error).at_path(path))?;
            return toml::from_str(&text).map_err(|error| Error::parse(error.to_string()).at_path(path));
        }
        let (beta1, beta2, epsilon) = (self.beta1, self.beta2, self.epsilon);
        Ok(SweepConfig {
            groups: self.group.as_ref().map_or_else(Vec::new, |groups| groups.0.clone()),
            widths: self.width.0.clone(),
            learning_rates: self.learning_rate.0.clone(),
            weight_decays: self.weight_decay.0.clone(),
            seeds: self.seed.0.clone(),
            epochs: self.epochs,
            train_fraction: self.train_fraction,
            target: self.target,
            optimizer: match self.optimizer {
                Rule::Adam => Optimizer::Adam { beta1, beta2, epsilon },
                Rule::Adamw => Optimizer::AdamW { beta1, beta2, epsilon },
                Rule::Sgd => Optimizer::Sgd { momentum: self.momentum },
            },
            precision: self.precision,
            threads: self.threads,
            init: self.init.clone(),
            split: self.split.clone(),
            checkpoint_every: self.checkpoint_every,
            log_every: self.log_every,
            ..SweepConfig::default()
        })
    }
}

pub fn run(args: &Args) -> Result<Answer> {
    let config = args.sweep_config()?;
    let seconds = std::time::Duration::try_from_secs_f64(args.save_every)
        .map_err(|_| Error::argument(format!("--save-every {}: a number of seconds is required", args.save_every)))?;
    progress::stop_on_interrupt()?;
    let progress = Progress::new(seconds);
    match config.runs().as_slice() {
        [(_, run)] if args.config.is_none() => {
            let outcome = train_run(run, &args.output, &mut progress.bar("", run))?;
            report_run(run, &outcome, args)
        }
        _ => {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            let jobs = args.jobs.unwrap_or((cores / config.threads.max(1)).max(1));
            let observe = |name: &str, run: &RunConfig| -> Box<dyn cogring::train::Observer> {
                Box::new(progress.bar(name, run))
            };
            let rows = sweep(&config, &args.output, jobs, &observe)?;
            report_sweep(&rows, args)
        }
    }
}

/// What `--json` prints of a single run.
#[derive(Serialize)]
struct Outcome<'a> {
    directory: &'a std::path::Path,
    finished: bool,
    epoch: usize,
    last: Option<cogring::train::LogRecord>,
}

fn report_run(config: &RunConfig, outcome: &RunOutcome, args: &Args) -> Result<Answer> {
    let RunOutcome { directory, finished, epoch, last } = outcome;
    if args.json {
        let (finished, epoch, last) = (*finished, *epoch, *last);
        output::print_json(&Outcome { directory: directory.path(), finished, epoch, last })?;
    } else {
        let mut text = format!("{}: epoch {epoch} of {}", directory.path().display(), config.epochs);
        if let Some(last) = last {
            text += &format!(
                ", train loss {:.3e}, test loss {:.3e}, train accuracy {:.4}, test accuracy {:.4}, {} live nodes",
                last.train_loss, last.test_loss, last.train_accuracy, last.test_accuracy, last.live_nodes
            );
        }
        text += if *finished { "\n" } else { "; stopped, the same command continues\n" };
        output::print(&text)?;
    }
    Ok(if *finished { Answer::Yes } else { Answer::No })
}

fn report_sweep(rows: &[SweepRow], args: &Args) -> Result<Answer> {
    if args.json {
        output::print_json(&rows)?;
    } else {
        let finished = rows.iter().filter(|row| row.finished).count();
        let mut text = String::new();
        for row in rows.iter().filter(|row| row.error.is_some()) {
            text += &format!("{}: {}\n", row.run, row.error.as_deref().unwrap_or_default());
        }
        let table = args.output.join("sweep.csv");
        text += &format!("{finished} of {} runs finished; table in {}\n", rows.len(), table.display());
        output::print(&text)?;
    }
    Ok(if rows.iter().all(|row| row.finished) { Answer::Yes } else { Answer::No })
}
