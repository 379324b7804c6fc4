//! `cogring potentials`: any sum potential of a network, a construction or an expression.

use std::fmt::Write;
use std::path::Path;

use cogring::construct::Construction;
use cogring::expr::{Assignment, Expression, Parameters, Symbolic};
use cogring::potential::PotentialTable;
use cogring::scalar::Scalar;
use cogring::{Error, Exact, Group, Homomorphism, Result, Solution, SumPotential};
use num_complex::Complex64;
use serde::Serialize;

use super::input::InputArgs;
use super::{Answer, output};

/// Print sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of a network, a construction or an expression
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cogring potentials network.npz -k 1,1,1 -k 1,1,2
  cogring potentials network.npz --input a -k 3,-3,3
  cogring potentials network.npz --group 2x4 -k '(1,2),(0,1),(1,3)'
  cogring potentials network.npz --largest 20
  cogring potentials order4 --group 7 --input a -k 2,-2,2
  cogring potentials 'sum(k: nu(nu_k) @ k)' --group 7 -k 3,3,-3
  cogring potentials 'sum(k: (1/6 * nu * syn)^1000 @ k)' --group 7 -k 1,1,1 --set nu=w3

Constructions and expressions are evaluated exactly, free parameters included, unless they hold an exp(..i).
A potential is printed at the theory's scale s = 1/(2d), where solutions have r_{k k k} = 1; --raw prints the one of the
weights as they are (s = 1), which is 2d times smaller.")]
pub struct Args {
    /// A network (.npz, .safetensors, .pt or .json), or with --group a construction (see cogring construct --help) or an
    /// expression (see cogring eval --help)
    #[arg(value_name = "FILE|NAME|EXPR")]
    element: String,
    /// Three frequencies: K1,K2,K in a cyclic group (negative ones allowed), (..),(..),(..) in a product
    #[arg(short = 'k', long = "frequencies", value_name = "K1,K2,K", allow_hyphen_values = true)]
    frequencies: Vec<String>,
    /// Both factors from this input: r_{p k1 k2 k}, p = a or b [default: r_{k1 k2 k}]
    #[arg(long, value_name = "INPUT", value_parser = ["a", "b"])]
    input: Option<String>,
    /// How many potentials to list, largest first, when none is asked for
    #[arg(long, value_name = "N", default_value_t = 20)]
    largest: usize,
    /// Give a parameter of an expression a value, as in nu=w3 or nu=exp(0.3i); may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// At the scale of the raw weights
    #[arg(long)]
    raw: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: InputArgs,
}

#[derive(Serialize)]
struct Output {
    /// The file, name or expression, as it was typed.
    path: String,
    group: Group,
    scale: &'static str,
    potentials: Vec<Value>,
}

#[derive(Serialize)]
struct Value {
    potential: String,
    /// The value in exact numbers, for elements that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    /// The value in floats; `null` when it depends on a free parameter.
    re: Option<f64>,
    im: Option<f64>,
    abs: Option<f64>,
}

impl Value {
    fn new(potential: String, value: Option<Complex64>, exact: Option<String>) -> Self {
        let value = value.filter(|value| value.is_finite());
        Value { potential, exact, re: value.map(|r| r.re), im: value.map(|r| r.im), abs: value.map(|r| r.norm()) }
    }
}

/// A scalar as it is printed.
trait Printed: Symbolic {
    fn printed(&self, potential: String) -> Result<Value>;
}

impl Printed for Complex64 {
    fn printed(&self, potential: String) -> Result<Value> {
        Ok(Value::new(potential, Some(*self), None))
    }
}

impl Printed for Exact {
    fn printed(&self, potential: String) -> Result<Value> {
        if self.is_overflow() {
            return Err(Error::unsupported(format!("the potential {potential} is too large to be computed exactly")));
        }
        Ok(Value::new(potential, self.to_complex(), Some(self.to_string())))
    }
}

/// What potentials are asked of.
enum Source {
    Network(Solution<Complex64>),
    Construction(Construction),
    Expression(Expression),
}

pub fn run(args: &Args) -> Result<Answer> {
    let source = args.source()?;
    let group = match (&source, args.reading.group()) {
        (Source::Network(solution), _) => solution.group().clone(),
        (_, Some(group)) => group.clone(),
        (_, None) => {
            return Err(Error::argument(format!("`{}` has potentials over a group, as in --group 23", args.element)));
        }
    };
    if !args.set.is_empty() && !matches!(source, Source::Expression(_)) {
        return Err(Error::argument("--set gives values to the parameters of expressions only"));
    }
    let potentials = match &source {
        Source::Network(solution) => args.potentials(solution)?,
        Source::Construction(construction) => args.potentials(&construction.build::<Exact>(&group)?)?,
        Source::Expression(expression) => {
            let parameters = Parameters::of([expression]);
            let assignment = parameters.assignment(&args.set, Some(&group)).map_err(|error| error.context("--set"))?;
            let exact = expression.is_exact() && assignment.iter().all(|(_, value)| value.is_exact());
            if exact {
                args.potentials_of::<Exact>(expression, &group, &assignment)?
            } else {
                args.potentials_of::<Complex64>(expression, &group, &assignment)?
            }
        }
    };
    let scale = if args.raw { "raw weights, s = 1" } else { "theory, s = 1/(2d)" };
    let output = Output { path: args.element.clone(), group, scale, potentials };
    if args.json {
        output::print_json(&output)?;
    } else {
        output::print(&text(&output))?;
    }
    Ok(Answer::Yes)
}

impl Args {
    /// A file if there is one or its name ends like one, else a construction, else an expression.
    fn source(&self) -> Result<Source> {
        let path = Path::new(&self.element);
        let is_file_name = path.extension().is_some_and(|extension| {
            ["npz", "npy", "safetensors", "pt", "pth", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
        });
        if is_file_name || path.exists() {
            return Ok(Source::Network(self.reading.read(path)?.to_solution()));
        }
        if let Some(construction) = Construction::with_free_parameters(&self.element) {
            return Ok(Source::Construction(construction));
        }
        match self.element.parse() {
            Ok(expression) => Ok(Source::Expression(expression)),
            Err(error) => {
                Err(error.context(format!("`{}` is no file and no construction; as an expression", self.element)))
            }
        }
    }

    fn asked(&self, group: &Group) -> Result<Vec<SumPotential>> {
        self.frequencies.iter().map(|text| potential(group, self.input.as_deref(), text)).collect()
    }

    fn printed<S: Printed>(&self, group: &Group, potential: SumPotential, value: S) -> Result<Value> {
        let scale = S::from_ratio(1, if self.raw { 2 * group.order() as u64 } else { 1 });
        (value * &scale).printed(potential.label(&group.dual()))
    }

    fn potentials<S: Printed>(&self, solution: &Solution<S>) -> Result<Vec<Value>> {
        let group = solution.group();
        if !self.frequencies.is_empty() {
            let asked = self.asked(group)?.into_iter();
            return asked.map(|potential| self.printed(group, potential, potential.evaluate(solution))).collect();
        }
        self.largest(&PotentialTable::new(solution))
    }

    fn largest<S: Printed>(&self, table: &PotentialTable<S>) -> Result<Vec<Value>> {
        let size = |value: &S| value.to_complex().map_or(f64::INFINITY, |value| value.norm());
        let mut all = table.entries().to_vec();
        all.sort_by(|x, y| size(&y.1).total_cmp(&size(&x.1)));
        let listed = all.into_iter().take(self.largest);
        listed.map(|(potential, found)| self.printed(table.dual().group(), potential, found)).collect()
    }

    /// Those of an expression, which need not be built for the ones that are asked for.
    fn potentials_of<S: Printed>(
        &self,
        expression: &Expression,
        group: &Group,
        assignment: &Assignment,
    ) -> Result<Vec<Value>> {
        let lazy = expression.to_lazy_over::<S>(group, assignment)?;
        if self.frequencies.is_empty() {
            return self.largest(&lazy.potentials()?);
        }
        let asked = self.asked(group)?.into_iter();
        asked.map(|r| self.printed(group, r, lazy.evaluate(&r))).collect()
    }
}

fn text(output: &Output) -> String {
    let mut text = format!("{}: group Z_{}, scale of the {}\n", output.path, output.group, output.scale);
    let width = output.potentials.iter().map(|value| value.potential.chars().count()).max().unwrap_or(0);
    for Value { potential, exact, re, im, abs } in &output.potentials {
        let number = match (re, im, abs) {
            (Some(re), Some(im), Some(abs)) => format!("{re:+.12e} {im:+.12e} i   |r| = {abs:.6e}"),
            _ => String::new(),
        };
        let value = exact.as_deref().map_or(number, output::abbreviated);
        writeln!(text, "  {potential:<width$}  {value}").expect("writing to a string cannot fail");
    }
    text
}

fn potential(group: &Group, input: Option<&str>, text: &str) -> Result<SumPotential> {
    let bad = || {
        let form = if group.is_cyclic_presentation() { "K1,K2,K" } else { "(..),(..),(..)" };
        Error::parse(format!("`{text}` is not three frequencies of Z_{group}; write {form}"))
    };
    let mut depth = 0;
    let parts: Vec<&str> = text
        .split(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0 && c == ','
        })
        .collect();
    let [k1, k2, k] = parts[..] else { return Err(bad()) };
    let [k1, k2, k] = [k1, k2, k].map(|part| group.dual().parse(part));
    let (k1, k2, k) = (k1?, k2?, k?);
    Ok(match input {
        None => SumPotential::ab(k1, k2, k),
        Some("a") => SumPotential::aa(k1, k2, k),
        Some(_) => SumPotential::bb(k1, k2, k),
    })
}
