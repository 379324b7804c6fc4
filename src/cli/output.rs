//! Data on standard output, talk on standard error, and a quiet end when nobody reads them any more.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use cogring::{Error, Result};
use serde::Serialize;

/// Prints the text, which should end with a line break.
///
/// A closed pipe (as of `cogring … | head`) is not an error: the reader has seen enough.
pub fn print(text: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::io("standard output", error)),
        _ => Ok(()),
    }
}

/// Prints the value as indented JSON.
pub fn print_json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::format(format!("JSON: {error}")))?;
    print(&(text + "\n"))
}

/// Says something to people, as a line of standard error that begins with the program's name.
///
/// What cannot be said (a closed pipe, a full disk) is left unsaid: the exit status tells programs, and work that is done
/// stays done.
pub fn say(message: impl Display) {
    let line = format!("cogring: {message}\n");
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// A number as a line of text shows it: its beginning when it is very long.
pub fn abbreviated(value: &str) -> String {
    const LONGEST: usize = 200;
    let length = value.chars().count();
    if length <= LONGEST {
        return value.into();
    }
    format!("{}… ({length} characters; --json prints them all)", value.chars().take(60).collect::<String>())
}

/// The text with spaces up to `width` columns of a terminal, in which combining marks such as that of b̄ take none.
pub fn padded(text: &str, width: usize) -> String {
    let columns = text.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).count();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
}
