//! The command line: one file per subcommand, thin.
//!
//! Exit status: 0 done (and, where a question was asked, yes), 1 the answer is no, 2 error.

mod check;
mod compare;
mod construct;
mod convert;
mod eval;
mod factor;
mod features;
mod group;
mod input;
mod landscape;
mod list;
mod named;
mod output;
mod path;
mod potentials;
mod prove;
mod report;
mod reproduce;
mod search;
mod shared;
mod shell;
mod train;
mod verify;
mod width;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, proves and reads 2-layer networks as elements of a semiring.
#[derive(Parser)]
#[command(name = "cogring", version, about, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print no report: the exit status is the answer
    #[arg(long, global = true, display_order = 1000)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Compare(compare::Args),
    Completions(shell::CompletionArgs),
    Construct(construct::Args),
    Convert(convert::Args),
    Factor(factor::Args),
    Features(features::Args),
    Group(group::Args),
    Landscape(landscape::Args),
    Man(shell::ManArgs),
    Path(path::Args),
    Potentials(potentials::Args),
    Prove(prove::Args),
    Train(train::Args),
    Report(report::Args),
    Reproduce(reproduce::Args),
    Eval(eval::Args),
    Search(search::Args),
    Verify(verify::Args),
    Width(width::Args),
}

/// What a subcommand that ran to its end has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Exit status 0.
    Yes,
    /// Exit status 1.
    No,
    /// Exit status 2, after part of the work was done and what went wrong was said.
    Failed,
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let Cli { command, quiet } = Cli::parse();
    if quiet {
        output::be_quiet();
    }
    let answer = match command {
        Command::Check(args) => check::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Construct(args) => construct::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Factor(args) => factor::run(&args),
        Command::Features(args) => features::run(&args),
        Command::Group(args) => group::run(&args),
        Command::Landscape(args) => landscape::run(&args),
        Command::Man(args) => shell::man(&args),
        Command::Path(args) => path::run(&args),
        Command::Potentials(args) => potentials::run(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Width(args) => width::run(&args),
    };
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Ok(Answer::Failed) => ExitCode::from(2),
        Err(error) => {
            output::say(error);
            ExitCode::from(2)
        }
    }
}
