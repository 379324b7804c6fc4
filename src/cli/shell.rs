//! `cogring completions` and `cogring man`: what shells and manual readers are given.

use crate::{Error, Result};
use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::output::write;
use super::{Answer, Cli};

/// Print the completions for a shell
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring completions bash > ~/.local/share/bash-completion/completions/cogring
  cogring completions zsh > ~/.zfunc/_cogring
  cogring completions fish > ~/.config/fish/completions/cogring.fish")]
pub struct CompletionArgs {
    /// The shell
    shell: Shell,
}

/// Print the manual page of the program or of a command
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring man | man -l -
  cogring man construct order6 | man -l -
  cogring man factor > ~/.local/share/man/man1/cogring-factor.1")]
pub struct ManArgs {
    /// The command, such as construct or construct order6 [default: the program]
    command: Vec<String>,
}

pub fn completions(args: &CompletionArgs) -> Result<Answer> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cogring", &mut script);
    write(&script)?;
    Ok(Answer::Yes)
}

pub fn man(args: &ManArgs) -> Result<Answer> {
    let mut command = Cli::command();
    command.build();
    let command = args.command.iter().try_fold(&command, |command, name| subcommand(command, name))?;
    let name = command.get_display_name().unwrap_or("cogring").to_owned();
    let mut page = Vec::new();
    let page_of = clap_mangen::Man::new(command.clone().name(name));
    page_of.render(&mut page).map_err(|error| Error::io("the manual page", error))?;
    write(&page)?;
    Ok(Answer::Yes)
}

fn subcommand<'a>(command: &'a Command, name: &str) -> Result<&'a Command> {
    command.find_subcommand(name).ok_or_else(|| {
        let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        Error::argument(format!("{} has no command `{name}`; there are {}", command.get_name(), names.join(", ")))
    })
}
