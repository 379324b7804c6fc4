//! `cogring factor`: what did this network learn?

use std::path::{Path, PathBuf};

use crate::experiment::{IrrepReport, TakenApart, WrittenSnapping, network_files};
use crate::factor::{Method, Report, SnapOptions, SnappedNetwork, snap, snap_irreps};
use crate::format::{Reading, network_paths, write_network};
use crate::report::json::Schema;
use crate::{Error, Result, report};
use itertools::{Either, Itertools};

use super::input::{InputArgs, announce, print_of_file};
use super::named::named;
use super::shared::JsonArgs;
use super::{Answer, output};

/// Read a trained network as algebra: which form each frequency, or each irrep, learned
///
/// Prints, for every network, its live nodes per frequency, the product of generators that they are, its parameters,
/// and how far they are from it; and over several networks of one group the row of the paper's table. Over a group that is
/// given by its Cayley table (S4, Q8, or an array `table` in the file) there is a row for every irreducible representation.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  cogring factor network.npz
  cogring factor --group 4x9 checkpoint.pt
  cogring factor runs/23_q512_lr0.01_wd0.00005_seed1    the last network of a training run
  cogring factor --method paper seed*.npz        the row of the paper's table, mean ± standard error
  cogring factor --latex network.npz             the table for a paper
  cogring factor --json network.npz | jq '.networks[0].frequencies[] | [.k, .order, .form]'
  cogring factor history.npz                     a history of one training run: a row per epoch
  cogring factor history.npz::1000               one of its epochs
  cogring factor network.npz --snap exact.npz    replaced by the exact solution that it approximates, and proved
  cogring factor network.npz --snap exact.npz --certificate exact.json && cogring check exact.json
  cogring factor S4.npz --snap exact.npz         the same over any finite group, irrep by irrep

Forms: nu=i*xi (order 4), nu=i*syn_ab and nu*syn (order 6), real (two real nodes where k = -k), other (a product without a
name), nonfactorable. What nodes without a name make of the equations of their frequency stands below the table; these are the
equations of the group, so that at characters of order 2, 3 and 4 they differ from the paper's ten.
Parameters are unit complex numbers, printed by their angle, in the range in which no two describe the same product: nu in
[60°, 90°], xi in [0°, 90°), alpha and beta in (-45°, 45°]. So z_nu with nu = 17° is printed with nu = 77°, for
z_nu * z_syn is the same up to the order of its nodes and a phase of each input, which stands in its own column.

Distance: ‖nodes − product‖ / ‖nodes‖, of the product that the nodes are called or the nearest one. The paper's error, the
spread of the ratios of two halves, is another measure; --method paper prints that.
Forms of irreps, n the degree, one row for a conjugate pair of type C: frame × design (type R: nodes x*ρ(g)y, y*ρ(g)z, x*ρ(h)z, the y of equal (x, z) orthonormal;
the closed simplex has n² + 1 pairs (x, z), n³ + n nodes and leaves no constant), rank-1 aligned (such nodes without that
order), quaternion aligned (type H), other. Open orders leave constants for others to close, closed ones none: n³ and n³ + n for
type R (closed 2n³ for n > 3), 4n³ and 6n³ for C, 14 (n/2)³, or 8 at the quaternion group, and 16 (n/2)³ for H. Σ‖A‖‖B‖‖C‖ is at least its bound where the irrep is computed; the error is that of
its potentials; the overlap is 1 for aligned nodes; the hat is what their outputs carry at other irreps.

Live nodes are those above the widest gap between the nodes' contributions to the outputs, the same in every gauge; --method
paper counts those with some |z_akj| > 0.05 instead.

Exit status: 0 done, and with --snap proved; 1 with --snap the zero loss is not proved; 2 error. Of several files those
that cannot be read are named on standard error, and the others are reported.")]
pub struct Args {
    /// The networks: .npz, .safetensors, .json, .pt of PyTorch, or a pickle of arrays; or directories of training runs
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The analysis
    #[arg(long, value_parser = named::<Method>(), default_value_t)]
    method: Method,
    /// Replace the network by the exact solution that it approximates, prove its loss to be 0, and write its weights to
    /// this .npz, .safetensors or .json file
    #[arg(long, value_name = "OUT", conflicts_with = "method")]
    snap: Option<PathBuf>,
    /// With --snap: write a certificate to this file, for cogring check, that an exact solution lies within a radius of the
    /// written weights
    #[arg(long, value_name = "FILE.json", requires = "snap")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArgs,
    /// Print a LaTeX table for each network
    #[arg(long, conflicts_with_all = ["json", "snap"])]
    latex: bool,
    #[command(flatten)]
    how: InputArgs,
}

pub fn run(args: &Args) -> Result<Answer> {
    if let Some(out) = &args.snap {
        return run_snap(args, out);
    }
    let (files, unknown): (Vec<_>, Vec<_>) = args.files.iter().map(|path| network_files(path)).partition_result();
    let (paths, unread): (Vec<_>, Vec<_>) =
        files.iter().flatten().map(|file| network_paths(file, &args.how.options())).partition_result();
    let is_history = paths.iter().any(|paths| paths.len() > 1);
    let one = |file: &PathBuf| {
        let (network, reading) = if is_history { args.how.read_as(file)? } else { args.how.read_up_to_scale(file)? };
        announce(&network);
        TakenApart::new(file.display().to_string(), &network, reading, args.method)
    };
    let (found, mut errors): (Vec<_>, Vec<_>) = paths.iter().flatten().map(one).partition_result();
    errors.splice(..0, unknown.into_iter().chain(unread));
    let (networks, irreps): (Vec<_>, Vec<_>) = found.into_iter().partition_map(|found| match found {
        TakenApart::Frequencies(report) => Either::Left(report),
        TakenApart::Irreps(report) => Either::Right(report),
    });
    if networks.is_empty() && !irreps.is_empty() {
        let report = IrrepReport { networks: irreps };
        let text = match (args.latex, is_history) {
            (true, _) => report::irreps::latex,
            (false, true) => report::irreps::history,
            (false, false) => report::irreps::text,
        };
        args.json.print(Schema::Irreps, &report, || text(&report))?;
    } else if !networks.is_empty() {
        errors.extend(irreps.iter().map(|of| {
            let group = &of.result.factorization.group;
            Error::argument(format!("over {group} there are irreps, not frequencies: factor it apart from the others"))
                .at_path(Path::new(&of.path))
        }));
        let report = Report::new(networks);
        let text = match (args.latex, is_history) {
            (true, _) => report::factorization::latex,
            (false, true) => report::factorization::history,
            (false, false) => report::factorization::report,
        };
        args.json.print(Schema::Factorization, &report, || text(&report))?;
    }
    errors.iter().for_each(output::say);
    Ok(if errors.is_empty() { Answer::Yes } else { Answer::Failed })
}

fn run_snap(args: &Args, out: &Path) -> Result<Answer> {
    let [file] = &args.files[..] else {
        return Err(Error::argument(format!("--snap writes one network, but {} are given", args.files.len())));
    };
    let files = network_files(file)?;
    let [file] = &files[..] else {
        return Err(Error::argument(format!("--snap writes one network, but there are {}", files.len())).at_path(file));
    };
    let (network, reading) = args.how.read_up_to_scale(file)?;
    let to = Destination { args, file, out, reading };
    let options = SnapOptions::default();
    if network.group().moduli().is_some() {
        let snapping = snap(&network, &options)?;
        let certificate = || snapping.certificate()?.to_json();
        to.finish(Schema::Snapping, (&snapping.whole, certificate), &snapping, report::snapping::text)
    } else {
        let snapping = snap_irreps(&network, &options)?;
        let certificate = || snapping.certificate()?.to_json();
        to.finish(Schema::IrrepSnapping, (&snapping.whole, certificate), &snapping, report::snapping::irreps)
    }
}

/// Where a snapped network goes.
struct Destination<'a> {
    args: &'a Args,
    file: &'a Path,
    out: &'a Path,
    reading: Reading,
}

impl Destination<'_> {
    /// Writes what there is to write, and prints the answer.
    fn finish<T: serde::Serialize>(
        self,
        schema: Schema,
        (whole, certificate): (&SnappedNetwork, impl FnOnce() -> Result<String>),
        snapping: &T,
        text: fn(&T) -> String,
    ) -> Result<Answer> {
        if let Some(network) = &whole.network {
            write_network(self.out, network)?;
        }
        if let Some(path) = &self.args.certificate {
            output::write_certificate(path, whole.proved, certificate)?;
        }
        let written = whole.network.is_some().then(|| self.out.display().to_string());
        let result = WrittenSnapping { written, snapping };
        print_of_file(&self.args.json, schema, (self.file, self.reading), result, |found| {
            let WrittenSnapping { written, snapping } = found;
            let end = written.as_ref().map_or("nothing to write".to_owned(), |out| format!("written to {out}"));
            format!("{}  {end}\n", text(snapping))
        })?;
        Ok(if whole.proved { Answer::Yes } else { Answer::No })
    }
}
