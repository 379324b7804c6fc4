//! `cogring train`: gradient descent, one run or many.

pub(in crate::cli) mod progress;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::network::{Activation, Task};
use crate::objective::Criterion;
use crate::report::json::Schema;
use crate::train::{
    Observer, OptimizerSettings, Precision, Protocol, Rule, RunConfig, RunOutcome, Shard, SweepConfig, SweepRow,
    Variations, sweep, train_run, train_shard,
};
use crate::{Error, Group, Result, Target};

use self::progress::Progress;
use super::named::named;
use super::{Answer, output};
use crate::number::List;

/// Train networks by exact full-batch gradient descent; defaults are the paper's protocol
///
/// Options that take a list (23,71 or, for whole numbers, 0..5, 1..=5 and 1,2,5..=9) describe one run per combination: each
/// gets its own directory inside DIR, and DIR/sweep.csv holds the table. Ctrl-C and SIGTERM stop after saving; the same
/// command continues what was stopped or killed, bit for bit, and does not repeat what is finished. With more --epochs it
/// continues what is finished, as if it had been asked for so many from the beginning.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring train --group 23 -o runs/23                          the paper's protocol, seed 0
  cogring train --group 4x9 --width 256 --seed 7 -o runs/4x9   a product group
  cogring train --group 23,71,127 --seed 1..=5 -o runs         15 runs, one at a time per core
  cogring train --config sweep.toml -o runs                    the same from a file
  cogring train --group 23 --task 'x^2 + xy + y^2' -o runs/p   another table than that of the group
  cogring train --group 7 --operands 3 --activation relu -o runs/xyz   x·y·z; cogring features reads it
  cogring train --group 23,71 --seed 0..100 --shard 3/10 -o runs   the fourth of ten jobs; their tables merge
  cogring factor runs/23/final.npz                             then read the result as algebra

A file for --config, in which only groups is required; the values shown are the usual ones:
  groups = [\"23\", \"4x9\"]
  widths = [512]
  learning_rates = [0.01]
  weight_decays = [5e-5]
  seeds = [0]
  epochs = 10000
  train_fraction = 0.9
  # operands = 3
  task = \"product\"         # or \"quotient\", \"x - y\", \"x^2 + x*y + y^2\", \"units: x*y\"
  target = \"zero-mean\"     # or \"one-hot\"
  optimizer = \"adam\"       # or \"adamw\", \"sgd\", \"muon\"; or with some parameters:
  # optimizer = { rule = \"adamw\", beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }
  # optimizer = { rule = \"sgd\", momentum = 0.9 }
  # optimizer = { rule = \"muon\", momentum = 0.99 }
  # output_learning_rate = 0.001
  # output_weight_decay = 0.0
  # ridge = 1e-3
  # normal_deviation = 0.1
  output_scale = 1.0
  # plateau = 1000
  precision = \"f32\"        # or \"f64\"
  threads = 1
  # init = \"network.npz\"
  # split = \"split.npz\"
  checkpoint_every = 100
  checkpoints = [1, 2, 5, 10, 20, 50]
  log_every = 100
  log_all_below = 200

Exit status: 0 all runs are finished, 1 one was stopped, 2 error.")]
pub struct Args {
    /// The groups, such as 23, 4x9 or S4, or a file with a Cayley table
    #[arg(short, long, value_name = "GROUPS", required_unless_present = "config", value_parser = super::shared::groups)]
    group: Option<List<Group>>,
    /// The number of hidden nodes
    #[arg(short = 'q', long, value_name = "WIDTHS", default_value = "512")]
    width: List<usize>,
    /// The number of gradient steps
    #[arg(long, default_value_t = 10_000)]
    epochs: usize,
    /// The step size
    #[arg(long, visible_alias = "lr", value_name = "RATES", default_value = "0.01", allow_negative_numbers = true)]
    learning_rate: List<f64>,
    /// The weight decay: added to the gradient (adam, sgd) or taken from the weights (adamw)
    #[arg(long, visible_alias = "wd", value_name = "DECAYS", default_value = "5e-5", allow_negative_numbers = true)]
    weight_decay: List<f64>,
    /// Determines the initialization and the split
    #[arg(long, value_name = "SEEDS", default_value = "0")]
    seed: List<u64>,
    /// How many elements are multiplied, each with an input layer of its own: of other numbers than 2 the group's product alone
    #[arg(long, value_name = "K", default_value_t = 2)]
    operands: usize,
    /// The share of pairs, or of tuples of --operands elements, to train on
    #[arg(long, default_value_t = 0.9, allow_negative_numbers = true)]
    train_fraction: f64,
    /// What is to be answered: product or quotient in the group; a polynomial such as 'x - y' or 'x^2 + xy + y^2' modulo n; or one of
    /// the units modulo a prime p, over a group of order p - 1, such as 'units: x*y'
    #[arg(long, value_name = "TASK", default_value_t)]
    task: Task,
    /// What outputs are compared with
    #[arg(long, default_value_t, value_parser = named::<Target>())]
    target: Target,
    /// The activation of the hidden nodes: square, relu, silu, squared-relu, gelu, tanh, …
    #[arg(long, value_name = "NAME", default_value_t)]
    activation: Activation,
    /// What outputs cost
    #[arg(long, default_value_t, value_parser = named::<Criterion>())]
    criterion: Criterion,
    /// The update rule
    #[arg(long, default_value_t, value_parser = named::<Rule>())]
    optimizer: Rule,
    /// Momentum of sgd [default: 0.9] and muon [default: 0.99]
    #[arg(long, allow_negative_numbers = true)]
    momentum: Option<f64>,
    /// β₁ of adam, adamw and muon's outputs [default: 0.9]
    #[arg(long, allow_negative_numbers = true)]
    beta1: Option<f64>,
    /// β₂ of adam, adamw and muon's outputs [default: 0.999]
    #[arg(long, allow_negative_numbers = true)]
    beta2: Option<f64>,
    /// ε of adam, adamw and muon's outputs [default: 1e-8]
    #[arg(long, allow_negative_numbers = true)]
    epsilon: Option<f64>,
    /// The step size of the output layer [default: that of the inputs]
    #[arg(long, visible_alias = "output-lr", value_name = "RATE", allow_negative_numbers = true)]
    output_learning_rate: Option<f64>,
    /// The weight decay of the output layer [default: that of the inputs]
    #[arg(long, visible_alias = "output-wd", value_name = "DECAY", allow_negative_numbers = true)]
    output_weight_decay: Option<f64>,
    /// Solve the output layer at every step instead of descending: the least n·loss + ETA·‖c‖² over the n training pairs
    #[arg(long, value_name = "ETA", allow_negative_numbers = true)]
    ridge: Option<f64>,
    /// Start from normal weights of this standard deviation, instead of uniform ones within ±1/√(inputs of the layer)
    #[arg(long, value_name = "TAU", allow_negative_numbers = true)]
    normal_deviation: Option<f64>,
    /// Multiply the random output layer to start from; 0 starts without outputs
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, allow_negative_numbers = true)]
    output_scale: f64,
    /// End before --epochs when all test losses of so many epochs lie within 1 % of the largest
    #[arg(long, value_name = "EPOCHS")]
    plateau: Option<usize>,
    /// The precision of weights and gradients
    #[arg(long, default_value_t, value_parser = named::<Precision>())]
    precision: Precision,
    /// Threads per run; the last bits of a result depend on it
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Runs at a time [default: the number of cores divided by --threads, or as many as fit into 8 GiB]
    #[arg(long)]
    jobs: Option<NonZeroUsize>,
    /// Train only part I of N of the runs, 0/N to (N-1)/N, as jobs of an array; the tables of all parts make up sweep.csv
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Start from this network, or from the end of this run, instead of random weights; what comes from a run keeps the
    /// run's split where --split names no other
    #[arg(long, value_name = "FILE|DIR")]
    init: Option<PathBuf>,
    /// Train on the pairs of this file (npz, array `train`, d × d truth values; d × … × d of --operands elements) instead of random ones
    #[arg(long, value_name = "FILE")]
    split: Option<PathBuf>,
    /// Keep the network at every multiple of this epoch; 0 keeps the first and the last
    #[arg(long, value_name = "EPOCHS", default_value_t = 100)]
    checkpoint_every: usize,
    /// Keep the network at these epochs too; 0 adds none
    #[arg(long, value_name = "EPOCHS", default_value = "1,2,5,10,20,50")]
    checkpoints: List<usize>,
    /// Log at every multiple of this epoch (and at every epoch below 200, and then at least every 5 % of the epoch)
    #[arg(long, value_name = "EPOCHS", default_value_t = 100)]
    log_every: usize,
    /// Save what is needed to continue after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, allow_negative_numbers = true)]
    save_every: f64,
    /// Read groups, widths, learning_rates, weight_decays, seeds and the other settings from this TOML file instead
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "group", "width", "epochs", "learning_rate", "weight_decay", "seed", "operands", "train_fraction", "task", "target", "activation", "criterion",
        "optimizer", "output_learning_rate", "output_weight_decay", "ridge", "normal_deviation", "output_scale", "plateau",
        "momentum", "beta1", "beta2", "epsilon", "precision", "threads", "init", "split", "checkpoint_every",
        "checkpoints", "log_every",
    ])]
    config: Option<PathBuf>,
    /// The directory of the run, or of the runs
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    fn sweep_config(&self) -> Result<SweepConfig> {
        if let Some(path) = &self.config {
            return SweepConfig::read(path);
        }
        let Args { optimizer: rule, beta1, beta2, epsilon, momentum, .. } = *self;
        let protocol = Protocol {
            epochs: self.epochs,
            operands: self.operands,
            train_fraction: self.train_fraction,
            task: self.task.clone(),
            target: self.target,
            activation: self.activation,
            criterion: self.criterion,
            optimizer: OptimizerSettings { rule, beta1, beta2, epsilon, momentum }.try_into()?,
            output_learning_rate: self.output_learning_rate,
            output_weight_decay: self.output_weight_decay,
            ridge: self.ridge,
            normal_deviation: self.normal_deviation,
            output_scale: self.output_scale,
            plateau: self.plateau,
            precision: self.precision,
            threads: self.threads,
            init: self.init.clone(),
            split: self.split.clone(),
            checkpoint_every: self.checkpoint_every,
            checkpoints: self.checkpoints.0.clone(),
            log_every: self.log_every,
            ..Protocol::default()
        };
        Ok(SweepConfig {
            groups: self.group.as_ref().map_or_else(Vec::new, |groups| groups.0.clone()),
            widths: self.width.0.clone(),
            variations: Variations {
                learning_rates: self.learning_rate.0.clone(),
                weight_decays: self.weight_decay.0.clone(),
                seeds: self.seed.0.clone(),
            },
            protocol,
        })
    }
}

pub fn run(args: &Args) -> Result<Answer> {
    let config = args.sweep_config()?;
    let seconds = std::time::Duration::try_from_secs_f64(args.save_every)
        .map_err(|_| Error::argument(format!("--save-every {}: a number of seconds is required", args.save_every)))?;
    let runs = config.runs()?;
    progress::stop_on_interrupt()?;
    let count = args.shard.map_or(runs.len(), |shard| shard.of(&runs).count());
    let progress = Progress::new(count, seconds);
    match runs.as_slice() {
        [(_, run)] if args.config.is_none() && args.shard.is_none() => {
            let outcome = train_run(run, &args.output, &mut progress.run("", run))?;
            drop(progress);
            report_run(run, &outcome, args)
        }
        _ => {
            let observe = |name: &str, run: &RunConfig| -> Box<dyn Observer> { Box::new(progress.run(name, run)) };
            let rows = match args.shard {
                Some(shard) => train_shard(&runs, shard, &args.output, args.jobs, &observe)?,
                None => sweep(&config, &args.output, args.jobs, &observe)?,
            };
            drop(progress);
            report_sweep(&rows, &runs, args)
        }
    }
}

fn report_run(config: &RunConfig, outcome: &RunOutcome, args: &Args) -> Result<Answer> {
    let RunOutcome { directory, finished, epoch, last } = outcome;
    if args.json {
        output::print_json(Schema::Run, outcome)?;
    } else {
        let mut text = format!("{}: epoch {epoch} of {}", directory.path().display(), config.protocol.epochs);
        if let Some(last) = last {
            let test = |name: &str, value: String| {
                if last.test_loss.is_nan() { String::new() } else { format!(", test {name} {value}") }
            };
            text += &format!(
                ", train loss {:.3e}{}, train accuracy {:.4}{}, {} live nodes",
                last.train_loss,
                test("loss", format!("{:.3e}", last.test_loss)),
                last.train_accuracy,
                test("accuracy", format!("{:.4}", last.test_accuracy)),
                last.live_nodes
            );
        }
        text += match *finished {
            true if *epoch < config.protocol.epochs => "; the test loss is on a plateau\n",
            true => "\n",
            false => "; stopped, the same command continues\n",
        };
        output::print(&text)?;
    }
    Ok(if *finished { Answer::Yes } else { Answer::No })
}

fn report_sweep(rows: &[SweepRow], runs: &[(String, RunConfig)], args: &Args) -> Result<Answer> {
    if args.json {
        output::print_json(Schema::Sweep, &serde_json::json!({ "runs": rows }))?;
    } else {
        let table = args.output.join("sweep.csv");
        output::print(&(progress::standing(rows, runs) + &format!("table in {}\n", table.display())))?;
    }
    let errors: Vec<(&str, &str)> = rows.iter().filter_map(|row| Some((&*row.run, row.error.as_deref()?))).collect();
    errors.iter().for_each(|(run, error)| output::say(format_args!("{run}: {error}")));
    Ok(match (errors.is_empty(), rows.iter().all(|row| row.finished)) {
        (false, _) => Answer::Failed,
        (true, true) => Answer::Yes,
        (true, false) => Answer::No,
    })
}
