//! Data on standard output, talk on standard error, and a quiet end when nobody reads them any more.

use std::fmt::Display;
use std::io::{Cursor, ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::report::json::{Schema, to_json};
use crate::{Error, Network, Result, format};
use serde::Serialize;

/// Whether reports are not printed, so that the exit status is the answer.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Prints no reports from now on.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// Whether no reports are printed.
fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// Prints the text, which should end with a line break, unless nothing is to be printed.
pub fn print(text: &str) -> Result<()> {
    if is_quiet() { Ok(()) } else { write(text.as_bytes()) }
}

/// Prints a report as JSON.
pub fn print_json(report: Schema, content: &impl Serialize) -> Result<()> {
    print(&(to_json(report, content)? + "\n"))
}

/// Writes to standard output.
///
/// A closed pipe (as of `cogring … | head`) is not an error: the reader has seen enough.
pub fn write(bytes: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::io("standard output", error)),
        _ => Ok(()),
    }
}

/// Says something to people, as a line of standard error that begins with the program's name.
///
/// What cannot be said (a closed pipe, a full disk) is left unsaid: the exit status tells programs, and work that is done
/// stays done.
pub fn say(message: impl Display) {
    let line = format!("cogring: {message}\n");
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// Writes the certificate that was asked for; says so when there is none because nothing is proved.
pub fn write_certificate(path: &Path, proved: bool, text: impl FnOnce() -> Result<String>) -> Result<()> {
    if !proved {
        say("no certificate is written: the loss is not proved to be 0");
        return Ok(());
    }
    let text = text()?;
    format::write_atomically(path, &text)
}

/// Writes a network to a file, or with `-` as npz to standard output, where no report is printed then.
pub fn write_network(path: &Path, network: &Network) -> Result<()> {
    if path != Path::new("-") {
        return format::write_network(path, network);
    }
    let mut file = Cursor::new(Vec::new());
    format::npz::write_arrays_to(&mut file, &format::network_arrays(network))?;
    write(file.get_ref())?;
    be_quiet();
    Ok(())
}
