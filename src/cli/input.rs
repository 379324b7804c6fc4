//! The options of every subcommand that reads a network.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::experiment::OfFile;
use crate::format::{
    ElementOrder, Mapping, OutputScale, ReadOptions, Reading, read_network_as, read_network_to_verify,
};
use crate::network::{Activation, Magnitudes, Verification};
use crate::report::json::Schema;
use crate::{Error, Group, Network, Result};
use serde::Serialize;
use tempfile::NamedTempFile;

use super::output::say;
use super::shared::JsonArgs;

/// How to read the file
#[derive(clap::Args, Debug, Clone)]
#[command(next_help_heading = "How to read the file")]
pub struct InputArgs {
    /// The group, such as 23, Z_23, 4x9 or S4, or a file with its Cayley table [default: as the file says, else cyclic]
    #[arg(long, value_name = "GROUP", value_parser = super::shared::group)]
    group: Option<Group>,
    /// The arrays that hold the weights: a=NAME,b=NAME,c=NAME with shapes [q, d], [q, d], [d, q], or ab=NAME,c=NAME
    /// where one array [q, 2d] holds both; NAME.T where the file stores the transpose, NAME[0] and NAME[1], or NAME[:,0] and
    /// NAME[:,1], where one array of three dimensions stacks both. Add e=NAME for an embedding [d, n],
    /// ea=NAME,eb=NAME for one per operand, e=none for none; u=NAME for an unembedding [d, n] behind the output layer. [default: recognised by name, else by shape and task]
    #[arg(long, value_name = "MAP")]
    map: Option<Mapping>,
    /// The numbering of the elements of a product group in the file [default: the one that fits]
    #[arg(long, value_name = "ORDER")]
    element_order: Option<ElementOrder>,
    /// The activation, such as square, product or relu; only the first two are read [default: as the file or the settings
    /// beside it say, else the square, or the product where only that does the task]
    #[arg(long, value_name = "NAME")]
    activation: Option<Activation>,
    /// The number by which the outputs are multiplied [default: 1; of factor and verify the one that makes the outputs the
    /// labels, where there is one]
    #[arg(long, value_name = "NUMBER", value_parser = scale)]
    scale: Option<f64>,
}

fn scale(text: &str) -> Result<f64> {
    let number = text.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale != 0.0);
    number.ok_or_else(|| Error::parse(format!("`{text}` is not a finite number other than 0")))
}

/// What the header of a report should say of how a file was read: the arrays, and a line for each remark.
fn remarks(reading: &Reading) -> String {
    let arrays = format!("  read as {}\n", reading.arrays);
    reading.remarks().iter().fold(arrays, |text, remark| text + &format!("  {remark}\n"))
}

impl InputArgs {
    /// The group that was named.
    pub fn group(&self) -> Option<&Group> {
        self.group.as_ref()
    }

    /// What was typed, as the library takes it.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            group: self.group.clone(),
            mapping: self.map.clone(),
            element_order: self.element_order,
            activation: self.activation,
            any_activation: false,
            scale: self.scale.map_or(OutputScale::AsStored, OutputScale::Given),
        }
    }

    /// The same, where a scale of the outputs that was not given is found.
    fn options_up_to_scale(&self) -> ReadOptions {
        let scale = self.scale.map_or(OutputScale::Found, OutputScale::Given);
        ReadOptions { scale, ..self.options() }
    }

    /// The network in a file.
    pub fn read(&self, path: &Path) -> Result<Network> {
        self.read_as(path).map(|(network, _)| network)
    }

    /// The network in a file, and how its arrays were understood.
    pub fn read_as(&self, path: &Path) -> Result<(Network, Reading)> {
        from(path, |path| read_network_as(path, &self.options()))
    }

    /// The same, up to one scale of the outputs.
    pub fn read_up_to_scale(&self, path: &Path) -> Result<(Network, Reading)> {
        from(path, |path| read_network_as(path, &self.options_up_to_scale()))
    }

    /// The same, with the magnitudes of the weights.
    pub fn read_to_verify(&self, path: &Path) -> Result<(Network, Magnitudes, Reading)> {
        from(path, |path| read_network_to_verify(path, &self.options_up_to_scale()))
    }
}

/// A network in a file, and how the report about it is printed
#[derive(clap::Args)]
pub struct NetworkArgs {
    /// The network: .npz, .safetensors, .pt, .pkl, .json (weights, x, y and V, or an exact network), or - for standard input
    pub file: PathBuf,
    #[command(flatten)]
    pub json: JsonArgs,
    #[command(flatten)]
    pub input: InputArgs,
}

/// Prints what was found of the network in a file, in words below how the file was read.
pub fn print_of_file<T: Serialize>(
    json: &JsonArgs,
    schema: Schema,
    (file, reading): (&Path, Reading),
    result: T,
    text: impl FnOnce(&T) -> String,
) -> Result<()> {
    let found = OfFile::new(file.display().to_string(), reading, result);
    let words = || format!("{}\n{}{}", found.path, remarks(&found.reading), text(&found.result));
    json.print(schema, &found, words)
}

/// Says of a large network that what follows may take minutes.
pub fn announce(network: &Network) {
    const SECONDS: u128 = 1 << 36;
    let work = Verification::work(network);
    if work > SECONDS {
        let (order, width) = (network.group().order(), network.width());
        say(format_args!(
            "{width} hidden nodes over a group of order {order}: {:.0e} multiplications for all pairs, which may take minutes",
            work as f64
        ));
    }
}

/// What is read from a file, or with `-` from standard input.
pub fn from<T>(path: &Path, read: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    if path == Path::new("-") { read(standard_input()?.path()) } else { read(path) }
}

/// Most bytes that are read from standard input.
const MAX_INPUT: u64 = 1 << 32;

/// What standard input holds, as a file: readers look at a file in several places.
fn standard_input() -> Result<NamedTempFile> {
    let failed = |error| Error::io("standard input", error);
    let mut file = NamedTempFile::new().map_err(failed)?;
    let size = std::io::copy(&mut std::io::stdin().lock().take(MAX_INPUT + 1), &mut file).map_err(failed)?;
    if size > MAX_INPUT {
        return Err(Error::unsupported(format!("standard input holds more than {MAX_INPUT} bytes")));
    }
    Ok(file)
}
