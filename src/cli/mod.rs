//! The command line: one file per subcommand, thin.
//!
//! Exit status: 0 done (and, where a question was asked, yes), 1 the answer is no, 2 error.

mod check;
mod compare;
mod construct;
mod convert;
mod discover;
mod eval;
mod exactify;
mod factor;
mod features;
mod group;
mod input;
mod landscape;
mod named;
mod output;
mod path;
mod potentials;
mod prove;
mod rank;
mod report;
mod reproduce;
mod search;
mod shared;
mod shell;
mod train;
mod verify;
mod width;

use std::ffi::OsString;

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
    Discover(discover::Args),
    Exactify(exactify::Args),
    Factor(factor::Args),
    Features(features::Args),
    Group(group::Args),
    Landscape(landscape::Args),
    Man(shell::ManArgs),
    Path(path::Args),
    Potentials(potentials::Args),
    Prove(prove::Args),
    Rank(rank::Args),
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

/// Runs the command that `arguments` are, the name of the program first, and returns its exit status.
///
/// Reports go to standard output and what goes wrong to standard error; `train` and `reproduce table` catch SIGINT and
/// SIGTERM.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let Cli { command, quiet } = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // A closed stream is no reason for another status.
            let _ = error.print();
            return error.exit_code().try_into().unwrap_or(2);
        }
    };
    if quiet {
        output::be_quiet();
    }
    match run(command) {
        Ok(Answer::Yes) => 0,
        Ok(Answer::No) => 1,
        Ok(Answer::Failed) => 2,
        Err(error) => {
            output::say(error);
            2
        }
    }
}

fn run(command: Command) -> crate::Result<Answer> {
    match command {
        Command::Check(args) => check::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Construct(args) => construct::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Discover(args) => discover::run(&args),
        Command::Exactify(args) => exactify::run(&args),
        Command::Factor(args) => factor::run(&args),
        Command::Features(args) => features::run(&args),
        Command::Group(args) => group::run(&args),
        Command::Landscape(args) => landscape::run(&args),
        Command::Man(args) => shell::man(&args),
        Command::Path(args) => path::run(&args),
        Command::Potentials(args) => potentials::run(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Rank(args) => rank::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Width(args) => width::run(&args),
    }
}
