//! Where trained networks come from: run directories, and network files that were trained elsewhere.

use std::path::{Path, PathBuf};

use itertools::Itertools as _;

use crate::format::{Part, is_settings};
use crate::train::RunDirectory;
use crate::{Error, Result};

/// A training run, or a file with one network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A run directory.
    Run(PathBuf),
    /// A network file, or a part of one.
    File(PathBuf),
}

/// How deep below a given directory run directories are looked for.
const DEPTH: usize = 3;
/// What the names of network files end in.
const EXTENSIONS: [&str; 9] = ["npz", "safetensors", "pt", "pth", "ckpt", "bin", "pkl", "pickle", "json"];

impl Source {
    /// The name of the directory or file, without the extension of a file.
    #[must_use]
    pub fn name(&self) -> String {
        let name = match self {
            Source::Run(path) => path.canonicalize().ok().and_then(|path| path.file_name().map(ToOwned::to_owned)),
            Source::File(path) => path.file_stem().map(ToOwned::to_owned),
        };
        name.map_or_else(|| self.path().display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// The directory of the run that it belongs to, or else where it lies and its name without the epoch in it: two sources
    /// with the same origin are one network at two epochs.
    fn origin(&self) -> (PathBuf, String) {
        // The parts of a history are epochs of one run.
        let (path, _) = Part::of_path(self.path());
        let path = path.canonicalize().unwrap_or(path);
        // A file of a run lies in its directory or in one below, such as `checkpoints`.
        let run = path.ancestors().take(3).find(|directory| RunDirectory::is_one(directory));
        match (run, epoch_in_name(&path)) {
            (Some(run), _) => (run.to_owned(), String::new()),
            (None, Some((_, rest))) => (path.with_file_name(""), rest),
            (None, None) => (path, String::new()),
        }
    }

    /// The file of its network: of a run the last one that it has written, finished or not.
    ///
    /// # Errors
    /// When a run has not written a network yet, or is none.
    pub fn network_file(&self) -> Result<PathBuf> {
        let Source::Run(path) = self else { return Ok(self.path().to_owned()) };
        let run = RunDirectory::open(path)?;
        let last = || run.checkpoints().pop().map(|(_, file)| file);
        let file = if run.is_finished() { Some(path.join("final.npz")) } else { last() };
        file.ok_or_else(|| Error::argument("this run has not written a network yet").at_path(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Source::Run(path) | Source::File(path) => path,
        }
    }
}

/// The file itself, or the last networks of the runs in a directory.
///
/// # Errors
/// As [`find_sources`] and [`Source::network_file`].
pub fn network_files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    find_sources(&[path.to_owned()])?.iter().map(Source::network_file).collect()
}

/// The runs and network files among `paths`, sorted within each: a run directory is one run; another directory stands for
/// the run directories below it, or for the network files in it when there are none; a file is a network.
///
/// # Errors
/// When a path does not exist, a directory holds nothing of either, or `paths` is empty.
pub fn find_sources(paths: &[PathBuf]) -> Result<Vec<Source>> {
    if paths.is_empty() {
        return Err(Error::argument("no input; name run directories, directories of them, or network files"));
    }
    let mut sources = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(Part::of_path(path).0)
            .map_err(|error| Error::io("cannot be read", error).at_path(path))?;
        if !kind.is_dir() {
            sources.push(Source::File(path.clone()));
        } else if RunDirectory::is_one(path) {
            sources.push(Source::Run(path.clone()));
        } else {
            let found = below(path)?;
            if found.is_empty() {
                return Err(nothing_in(path));
            }
            sources.extend(found);
        }
    }
    Ok(sources)
}

/// Refuses two sources of one run where `matters` of both.
pub(super) fn refuse_repetition(sources: &[Source], matters: impl Fn(&Source, &Source) -> bool) -> Result<()> {
    let origins = sources.iter().map(|source| (source, source.origin()));
    for ((left, x), (right, y)) in origins.tuple_combinations() {
        if x == y && matters(left, right) {
            return Err(repetition(left, right, "lie in the same run, or differ only in the epoch in their name"));
        }
    }
    Ok(())
}

/// The runs, and the paths of the files, which are snapshots of one run. Refuses a run that is there twice.
pub(super) fn runs_and_files(sources: &[Source]) -> Result<(Vec<&Source>, Vec<&Path>)> {
    let is_run = |source: &Source| matches!(source, Source::Run(_));
    refuse_repetition(sources, |left, right| is_run(left) || is_run(right))?;
    let (runs, files): (Vec<&Source>, Vec<&Source>) = sources.iter().partition(|source| is_run(source));
    Ok((runs, files.into_iter().map(Source::path).collect()))
}

/// Refuses two sources whose contents are those of one run, for the reason that `same` gives.
pub(super) fn refuse_copies<'a, T>(
    sources: impl Iterator<Item = &'a Source> + Clone,
    read: &[T],
    same: impl Fn(&T, &T) -> Option<&'static str>,
) -> Result<()> {
    for ((left, x), (right, y)) in sources.zip(read).tuple_combinations() {
        if let Some(because) = same(x, y) {
            return Err(repetition(left, right, because));
        }
    }
    Ok(())
}

fn repetition(left: &Source, right: &Source, because: &str) -> Error {
    let files = format!("{} and {}", left.path().display(), right.path().display());
    Error::argument(format!(
        "{files} {because}: one network at two epochs does not count as two; give the last epoch of every run"
    ))
}

/// The number that follows `epoch` or `step` in the name of a file, and the name without it.
pub(super) fn epoch_in_name(path: &Path) -> Option<(usize, String)> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let start = ["epoch", "step"].iter().find_map(|word| name.rfind(word).map(|at| at + word.len()))?;
    let start = start + name[start..].find(|c| !matches!(c, '_' | '-' | '=')).unwrap_or(0);
    let length = name[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len() - start);
    let (epoch, rest) = (&name[start..start + length], [&name[..start], &name[start + length..]].concat());
    Some((epoch.parse().ok()?, rest))
}

fn nothing_in(path: &Path) -> Error {
    let of_arrays = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "npy");
    let arrays = entries(path).is_ok_and(|entries| entries.iter().any(of_arrays));
    let missing = "holds neither run directories (which have a config.json) nor network files";
    let todo = "; of single arrays (.npy) make one file with numpy.savez(path, W_a=numpy.load(…), W_b=…, W_c=…)";
    Error::argument(format!("{missing}{}", if arrays { todo } else { "" })).at_path(path)
}

fn below(path: &Path) -> Result<Vec<Source>> {
    let runs = runs_below(path, DEPTH)?;
    if !runs.is_empty() {
        return Ok(runs.into_iter().map(Source::Run).collect());
    }
    let is_network = |path: &PathBuf| {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let is_known = extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()));
        is_known && path.is_file() && !is_settings(path)
    };
    Ok(entries(path)?.into_iter().filter(is_network).map(Source::File).collect())
}

fn runs_below(path: &Path, depth: usize) -> Result<Vec<PathBuf>> {
    let mut runs = Vec::new();
    for directory in entries(path)?.into_iter().filter(|entry| entry.is_dir()) {
        if RunDirectory::is_one(&directory) {
            runs.push(directory);
        } else if depth > 1 {
            runs.extend(runs_below(&directory, depth - 1)?);
        }
    }
    Ok(runs)
}

/// The entries of a directory, sorted by name.
fn entries(path: &Path) -> Result<Vec<PathBuf>> {
    let refused = |error| Error::io("cannot be listed", error).at_path(path);
    let entries = std::fs::read_dir(path).map_err(refused)?;
    let paths: std::io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(refused)?;
    paths.sort();
    Ok(paths)
}
