//! The `cogring` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cogring::cli::main(std::env::args_os()))
}
