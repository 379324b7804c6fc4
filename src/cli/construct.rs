//! `cogring construct`: write a network that is known in closed form.

use std::path::PathBuf;

use crate::construct::{Argument, ArgumentKind, Construction, ParameterValue, Sign};
use crate::experiment::Constructed;
use crate::report::construction::text;
use crate::report::json::Schema;
use crate::{Result, Target};
use clap::builder::ValueParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};

use super::named::named;
use super::shared::{GroupArgs, JsonArgs};
use super::{Answer, output};

const ABOUT: &str =
    "Construct a network that solves the task exactly, or one of another paper, and write it as weights";
const DETAILS: &str = "The weights are scaled so that W_c (W_a x + W_b y)² in PyTorch is the target.";
const EXAMPLES: &str = "Examples:
  cogring construct order6 --group 23 -o order6.npz
  cogring construct order4-bias --group 2x9 --xi 'exp(0.3i)' --sigma=-1 -o order4.safetensors
  cogring construct order6-ab --group 23 --seed 1 -o planted.npz
  cogring construct narrow --group 5
  cogring construct order6 --group 1000003 --json

Parameters are unit complex numbers, written as 1, -i, w3 (a cube root of unity), zeta(12)^5 or exp(0.3i);
VALUE@K gives one for the pair of frequencies ±K alone, VALUE@1,2,5..=9 for several, and the option can be repeated. K and -K name the same pair,
and the value is the one at its representative, the smaller of the two numbers.";

/// A construction of the library's table with its arguments, and what to do with it.
pub struct Args {
    /// An argument that is wrong is told when the command runs.
    construction: Result<Construction>,
    options: Options,
}

#[derive(clap::Args)]
struct Options {
    #[command(flatten)]
    group: GroupArgs,
    /// The file to write: .npz, .safetensors or .json, or - for .npz on standard output [default: only report]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArgs,
}

impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        let constructions = Construction::all().map(|construction| {
            let arguments = construction.arguments().iter().map(option);
            let takes_units = construction.arguments().iter().any(|argument| argument.kind == ArgumentKind::Unit);
            let command = Command::new(construction.name()).args(arguments).args(takes_units.then(seed));
            // after the options, as groups of these bring a text of their own
            Options::augment_args(command).about(construction.about())
        });
        let command = command.about(ABOUT).long_about(format!("{ABOUT}\n\n{DETAILS}")).after_help(EXAMPLES);
        command.subcommands(constructions).subcommand_required(true).arg_required_else_help(true)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The option for an argument.
fn option(argument: &Argument) -> Arg {
    let option = Arg::new(argument.name).long(argument.name).help(argument.about).allow_hyphen_values(true);
    match argument.kind {
        ArgumentKind::Unit => option
            .help(format!("{} [default: 1]", argument.about))
            .value_name("VALUE[@K]")
            .action(ArgAction::Append)
            .value_parser(str::parse::<ParameterValue>),
        ArgumentKind::Sign => option.value_name("SIGN").default_value("1").value_parser(str::parse::<Sign>),
        ArgumentKind::Target => option.value_name("TARGET").value_parser(ValueParser::new(named::<Target>())),
        ArgumentKind::Whole(usual) => {
            let option = option.value_name("N").value_parser(str::parse::<i128>).required(usual.is_none());
            let option = if argument.name == "phases" { option.short('L').value_name("L") } else { option };
            usual.into_iter().fold(option, |option, usual| option.default_value(usual.to_string()))
        }
    }
}

/// The option that draws parameters.
fn seed() -> Arg {
    let help = "Draw the parameters that are not given at random, for each frequency anew";
    Arg::new("seed").long("seed").value_name("SEED").help(help).value_parser(str::parse::<u64>)
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        let (name, matches) = matches.subcommand().ok_or(clap::Error::new(ErrorKind::MissingSubcommand))?;
        Ok(Args { construction: given(name, matches), options: Options::from_arg_matches(matches)? })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> std::result::Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The construction with the arguments that were typed.
fn given(name: &str, matches: &ArgMatches) -> Result<Construction> {
    let mut construction = Construction::named(name)?;
    let arguments = construction.arguments();
    if arguments.iter().any(|argument| argument.kind == ArgumentKind::Unit)
        && let Some(seed) = matches.get_one::<u64>("seed")
    {
        construction = construction.drawn(*seed);
    }
    for Argument { name, kind, .. } in arguments {
        construction = match kind {
            ArgumentKind::Unit => {
                construction.with_values(name, matches.get_many::<ParameterValue>(name).unwrap_or_default())?
            }
            ArgumentKind::Sign => construction.with_sign(name, *matches.get_one(name).unwrap_or(&Sign::Plus))?,
            ArgumentKind::Target => construction.with_target(*matches.get_one(name).unwrap_or(&Target::ZeroMean))?,
            ArgumentKind::Whole(_) => match matches.get_one::<i128>(name) {
                Some(number) => construction.with_whole(name, *number)?,
                None => construction,
            },
        };
    }
    Ok(construction)
}

pub fn run(args: &Args) -> Result<Answer> {
    let Args { construction, options: Options { group, output: file, json } } = args;
    let Constructed { network, mut report, .. } =
        Constructed::new(construction.as_ref().map_err(Clone::clone)?, &group.group)?;
    if let Some(path) = file {
        output::write_network(path, &network?)?;
        report.output = Some(path.display().to_string());
    }
    json.print(Schema::Construction, &report, || text(&report))?;
    Ok(Answer::Yes)
}
