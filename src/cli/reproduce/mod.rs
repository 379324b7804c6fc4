//! `cogring reproduce`: the paper's table and figures.

mod boundary;
mod grid;
mod regimes;
mod table;
mod trained;

use std::path::PathBuf;

use crate::dynamics::frequency_maps;
use crate::experiment::{
    Energies, Evolution, Factored, Grokking, Modulation, Rates, Series, Source, curve_classes, decoupling, factored,
    find_sources, one_series, one_series_of_weights, order_panels, parameter_panels, potential_trajectory,
};
use crate::factor::Method;
use crate::format::ReadOptions;
use crate::report::figures::{
    CurveFigure, DecouplingFigure, EnergyFigure, EvolutionFigure, Figure, FrequencyFigure, GrokkingFigure,
    ModulationFigure, OrderFigure, ParameterFigure, PotentialFigure, RatesFigure, write_figure,
};
use crate::report::json::Schema;
use crate::report::plot::Width;
use crate::report::rates::{energies_text, modulation_text, rates_text};
use crate::{Group, Result, Target};
use serde::Serialize;

use super::Answer;
use super::input::InputArgs;
use super::named::named;
use super::output::{print, print_json};
use crate::number::List;

/// Reproduce the paper's table and figures, from runs of `cogring train` or networks trained elsewhere
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce table
  cogring reproduce table runs/ -o results/
  cogring reproduce orders sweep/ -o figures/
  cogring reproduce curves runs/d23_seed1 -o figures/
  cogring reproduce frequencies epoch0.npz epoch100.npz epoch9900.npz -o figures/
Every figure is written as SVG, PDF and PNG, and as the numbers behind it (CSV).
With --figure-width column it fits a column of 3.3 inches, without it a page of 7 inches; set it unscaled.

Orders and forms are counted by the paper's own analysis, for which a node is dead when no coefficient |z_ak| exceeds 0.05;
with --method translations by that of `cogring factor`, which knows no threshold of size. A run counts once: its epochs
are not independent, and runs with different settings are never pooled.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    Table(table::Args),
    Boundary(boundary::Args),
    /// Memorizing first, generalizing later: accuracies and the gradient that reaches the features, with and without weight decay
    ///
    /// Without inputs the networks are trained first; runs that are finished already are not trained again. Usually: M = 71, 2048
    /// hidden nodes, 40 % of the pairs, learning rate 0.001, weight decay 0.0002 and 0, 400 epochs, seeds 0 to 2.
    #[command(after_help = "Examples:
  cogring reproduce grokking -o figures/
  cogring reproduce grokking --group 23 --width 512 --train-fraction 0.5 --seeds 1,2
  cogring reproduce grokking grokking/ --json")]
    Grokking(grid::Args),
    /// Test accuracy, energy and purity of the filters against the learning rate, near the boundary
    ///
    /// Without inputs the networks are trained first. Usually: M = 23, 512 hidden nodes, train fractions 0.36 and 0.33, learning rates
    /// 0.001 to 0.1, weight decay 0.0002 and 0.0001, 2000 epochs, seeds 0 to 2.
    #[command(after_help = "Examples:
  cogring reproduce rates -o figures/
  cogring reproduce rates --group 71 --train-fractions 0.17 --learning-rates 0.001,0.01 --shard 0/4")]
    Rates(grid::Args),
    /// The filters that several learning rates learn, with their energies
    ///
    /// Without inputs the networks are trained first. Usually: M = 23, 512 hidden nodes, 36 % of the pairs, learning rates 0.005, 0.02
    /// and 0.1, weight decay 0.0002, 2000 epochs.
    #[command(after_help = "Examples:
  cogring reproduce energies -o figures/
  cogring reproduce energies --group 127 --train-fractions 0.2 --learning-rates 0.001,0.002,0.005 --width 384 --epochs 700")]
    Energies(grid::Args),
    /// Which irreps are learned when, and the energy that is left for the filters to climb
    ///
    /// Without inputs the networks are trained first. Usually: S4, 256 hidden nodes, 80 % of the pairs, learning rate 0.002, weight
    /// decay 0.0002, 600 epochs.
    #[command(after_help = "Examples:
  cogring reproduce modulation -o figures/
  cogring reproduce modulation --group A4 --optimizer muon
  cogring reproduce modulation runs/S4")]
    Modulation(grid::Args),
    Regimes(regimes::Args),
    /// Histograms of the order per frequency, by group and weight decay
    ///
    /// The order is the paper's count: the live nodes whose largest coefficient of the first input is at the frequency.
    #[command(after_help = "Examples:
  cogring reproduce orders sweep/ -o figures/
The weight decay of a network file is its scalar array `weight_decay` or `wd`.")]
    Orders(AnalyzedArgs),
    Curves(CurveArgs),
    Frequencies(FrequencyArgs),
    /// Sum potentials over epochs: diagonal and off-diagonal r_{k1 k2 k}, and r_{a,k,−k,k} by order
    #[command(after_help = "Examples:
  cogring reproduce potentials runs/d23_seed1 -o figures/
  cogring reproduce potentials epoch0.npz epoch100.npz epoch500.npz epoch9900.npz
Most happens in the first 100 epochs; a short run that keeps every network shows it:
  cogring train --group 23 --seed 1 --epochs 100 --checkpoint-every 1 -o early
  cogring reproduce potentials early")]
    Potentials(AnalyzedArgs),
    /// The form of every frequency over epochs
    ///
    /// Every network that the run kept is taken apart.
    #[command(after_help = "Examples:
  cogring reproduce evolution runs/d23_seed1 -o figures/
  cogring reproduce evolution epoch0.npz epoch100.npz epoch9900.npz --method translations")]
    Evolution(AnalyzedArgs),
    /// Histograms of the angles of ξ, ν, α and β
    #[command(after_help = "Examples:
  cogring reproduce parameters runs/ -o figures/")]
    Parameters(AnalyzedArgs),
    Decoupling(DecouplingArgs),
}

/// Where networks come from
#[derive(clap::Args)]
struct Inputs {
    /// Run directories, directories that hold them, or network files
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    how: InputArgs,
}

/// Networks that are taken apart
#[derive(clap::Args)]
struct Analyzed {
    #[command(flatten)]
    from: Inputs,
    /// The analysis: the paper's own, or any group and order, as `cogring factor` has it
    /// [default: paper; over a group that is given by its table there is one analysis, irrep by irrep]
    #[arg(long, value_parser = named::<Method>())]
    method: Option<Method>,
}

/// Where results go
#[derive(clap::Args)]
struct Outputs {
    /// The directory that the figure and its numbers are written to
    #[arg(short, long, value_name = "DIR", default_value = "figures")]
    output: PathBuf,
    /// The width of the paper's space for it, at which its text is readable
    #[arg(long, value_name = "WIDTH", value_parser = named::<Width>(), default_value_t)]
    figure_width: Width,
    /// The resolution of the PNG, in pixels per inch
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u16).range(30..=2400))]
    dpi: u16,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// A figure of networks that are taken apart.
#[derive(clap::Args)]
struct AnalyzedArgs {
    #[command(flatten)]
    from: Analyzed,
    #[command(flatten)]
    to: Outputs,
}

/// Loss and accuracy over epochs
///
/// For run directories as they were logged; for network files, which are taken as snapshots of one run, by evaluating
/// them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce curves runs/d23_seed1 runs/d23_seed2 -o figures/
  cogring reproduce curves epoch0.npz epoch100.npz epoch500.npz --split split.npz")]
struct CurveArgs {
    #[command(flatten)]
    from: Inputs,
    #[command(flatten)]
    to: Outputs,
    /// For network files: the file whose array `train` [d, d] says which pairs were trained on
    #[arg(long, value_name = "FILE")]
    split: Option<PathBuf>,
    /// For network files: what the outputs are compared with
    #[arg(long, value_parser = named::<Target>(), default_value_t)]
    target: Target,
}

/// The heatmap |z_a| of every frequency and hidden node, at several epochs
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce frequencies runs/d23_seed1 --epochs 0,100,500,10000
  cogring reproduce frequencies network.npz -o figures/")]
struct FrequencyArgs {
    #[command(flatten)]
    from: Analyzed,
    #[command(flatten)]
    to: Outputs,
    /// The epochs to show: of each the last snapshot that is not later [default: four from the first to the last]
    #[arg(long, value_name = "EPOCHS")]
    epochs: Option<List<usize>>,
}

/// How the kernel by which potentials move each other becomes diagonal with width
///
/// The mean off-diagonal over the mean diagonal magnitude, for networks with random normal weights.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring reproduce decoupling -o figures/
  cogring reproduce decoupling --group 5 --widths 8,32,128,512 --samples 10")]
struct DecouplingArgs {
    /// The group, of order 2 to 13
    #[arg(short, long, default_value = "7")]
    group: Group,
    /// The numbers of hidden nodes
    #[arg(long, default_value = "16,32,64,128,256,512,1024,2048")]
    widths: List<usize>,
    /// Random networks per width
    #[arg(long, default_value_t = 5)]
    samples: usize,
    /// Determines the weights
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    to: Outputs,
}

pub fn run(args: &Args) -> Result<Answer> {
    match &args.what {
        What::Table(args) => table::run(args),
        What::Boundary(args) => boundary::run(args),
        What::Grokking(args) => args.draw(|grokking: &Grokking, to| to.write(&GrokkingFigure { grokking }, grokking)),
        What::Rates(args) => {
            args.draw(|rates: &Rates, to| to.say_and_write(&rates_text(rates), &RatesFigure { rates }, rates))
        }
        What::Energies(args) => args.draw(|energies: &Energies, to| {
            to.say_and_write(&energies_text(energies), &EnergyFigure { energies }, energies)
        }),
        What::Modulation(args) => args.draw(|modulation: &Modulation, to| {
            to.say_and_write(&modulation_text(modulation), &ModulationFigure { modulation }, modulation)
        }),
        What::Regimes(args) => regimes::run(args),
        What::Orders(args) => orders(args),
        What::Curves(args) => curves(args),
        What::Frequencies(args) => frequencies(args),
        What::Potentials(args) => potentials(args),
        What::Evolution(args) => evolution(args),
        What::Parameters(args) => parameters(args),
        What::Decoupling(args) => decoupled(args),
    }
}

/// How the only run among some sources is read.
type OneSeries = fn(&[Source], &ReadOptions) -> Result<Series>;

impl Analyzed {
    /// The networks at the end of training, taken apart.
    fn factored(&self) -> Result<Vec<Factored>> {
        let networks = factored(&find_sources(&self.from.inputs)?, &self.from.how.options(), self.method())?;
        networks.iter().try_for_each(|of| self.refuse(&of.name, of.factorization.group()))?;
        Ok(networks)
    }

    fn one_series(&self, of: OneSeries) -> Result<Series> {
        let series = of(&find_sources(&self.from.inputs)?, &self.from.how.options())?;
        self.refuse(&series.name, series.group())?;
        Ok(series)
    }

    fn method(&self) -> Method {
        self.method.unwrap_or(Method::Paper)
    }

    /// Refuses an analysis that was asked for where there is another one.
    fn refuse(&self, name: &str, group: &Group) -> Result<()> {
        let Some(method) = self.method else { return Ok(()) };
        group.require_moduli(&format!("the analysis `{method}`")).map_err(|error| error.context(name)).map(drop)
    }
}

impl Outputs {
    /// Says the result in words where JSON is not asked for, and writes the figure.
    fn say_and_write(&self, words: &str, figure: &dyn Figure, result: &impl Serialize) -> Result<Answer> {
        if !self.json {
            print(words)?;
        }
        self.write(figure, result)
    }

    /// Writes the figure, and prints where, or the result as JSON.
    fn write(&self, figure: &dyn Figure, result: &impl Serialize) -> Result<Answer> {
        let paths = write_figure(figure, self.figure_width, f64::from(self.dpi), &self.output)?;
        if self.json {
            print_json(Schema::Experiment, &serde_json::json!({ "figure": figure.name(), "result": result }))?;
        } else {
            let lines: Vec<String> = paths.iter().map(|path| format!("{}\n", path.display())).collect();
            print(&lines.concat())?;
        }
        Ok(Answer::Yes)
    }
}

fn orders(args: &AnalyzedArgs) -> Result<Answer> {
    let panels = order_panels(&args.from.factored()?);
    args.to.write(&OrderFigure { panels: &panels }, &panels)
}

fn curves(args: &CurveArgs) -> Result<Answer> {
    let (sources, options) = (find_sources(&args.from.inputs)?, args.from.how.options());
    let classes = curve_classes(&sources, &options, args.split.as_deref(), args.target)?;
    args.to.write(&CurveFigure { classes: &classes }, &classes)
}

fn frequencies(args: &FrequencyArgs) -> Result<Answer> {
    let run = args.from.one_series(one_series_of_weights)?;
    let epochs = args.epochs.as_ref().map_or(&[][..], |epochs| &epochs.0);
    let maps = frequency_maps(&run.at_epochs(epochs)?, args.from.method().liveness(run.group()));
    args.to.write(&FrequencyFigure { maps: &maps }, &maps)
}

fn potentials(args: &AnalyzedArgs) -> Result<Answer> {
    let trajectory = potential_trajectory(&args.from.one_series(one_series)?, args.from.method());
    args.to.write(&PotentialFigure { trajectory: &trajectory }, &trajectory)
}

fn decoupled(args: &DecouplingArgs) -> Result<Answer> {
    let decoupling = decoupling(&args.group, &args.widths.0, args.samples, args.seed)?;
    args.to.write(&DecouplingFigure { decoupling: &decoupling }, &decoupling)
}

fn evolution(args: &AnalyzedArgs) -> Result<Answer> {
    let evolution = Evolution::of_snapshots(&args.from.one_series(one_series)?.snapshots, args.from.method());
    args.to.write(&EvolutionFigure { evolution: &evolution }, &evolution)
}

fn parameters(args: &AnalyzedArgs) -> Result<Answer> {
    let panels = parameter_panels(&args.from.factored()?)?;
    args.to.write(&ParameterFigure { panels: &panels }, &panels)
}
