//! Blocks near a solution in floats, and the small nodes that make them exact.
//!
//! Newton's method leads to numbers that solve the equations of an irrep to rounding. Rounded to rationals they leave residuals of
//! 10⁻¹², which are known exactly, and pairs of nodes ½(e, f, c) and ½(e, −f, −c) cancel what is left of the products, single
//! nodes (e, 0, c) and (0, e, c) what is left of the squares. In the gauge of least norm such a node is as large as the cube root
//! of what it cancels.

use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;
use num_traits::{One, Zero};

use super::block::{ExactBlock, ExactTerm, Host, Trained};
use super::number::{fine, inverse};
use super::real::RealFunctions;
use super::refine::{Rows, System};
use crate::dual::Dual;
use crate::factor::irreps::Site;
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Side, Spectrum, Term};

/// Systems with fewer entries in their matrix are solved for the outputs at all irreps, larger ones for those of the irrep, and hats
/// are what is left of the trained ones.
const WITH_HATS: usize = 500_000;
/// A group function whose squares differ by less than this is no new one.
const NEW: f64 = 1e-6;

/// The block near the trained nodes of an irrep, without the nodes that make it exact, and the largest residual of its floats.
pub(super) fn snapped(trained: &Trained<'_>, site: &Site, slots: &[usize]) -> Result<(f64, ExactBlock), String> {
    if trained.dual.irreps().get(site.irrep).is_none_or(|rho| !rho.is_exact()) {
        return Err("the irrep is only known numerically".to_owned());
    }
    let far = || "Newton's method leads to no solution".to_owned();
    let functions = RealFunctions::new(trained.dual, site.places());
    let outputs = trained.functions();
    let (start, hats) = read(trained, &functions, &outputs, slots);
    let all = System::new(trained.dual, &functions, &outputs).filter(|system| system.size(slots.len()) < WITH_HATS);
    let with_hats = all.and_then(|system| {
        let (rows, residual) = system.refined(&with_outputs(&start, &hats, &functions, &outputs))?;
        let hats = rows.columns(2 * functions.len(), outputs.len()).into_owned();
        Some((own_outputs(&rows, &functions, &outputs), hats, residual))
    });
    let system = System::new(trained.dual, &functions, &functions).ok_or_else(far)?;
    let alone = || {
        let (rows, residual) = system.refined(&start)?;
        let hats = system.unfelt(&rows, &hats)?;
        Some((rows, hats, residual))
    };
    let (rows, hats, residual) = with_hats.or_else(alone).ok_or_else(far)?;
    let block = Rounding { trained, functions: &functions, outputs: &outputs }.block(slots, &rows, &hats);
    let mut block = block.ok_or_else(|| "its numbers are too large".to_owned())?;
    block.host = host(trained, &system, &rows, &block.terms);
    Ok((residual, block))
}

/// The trained nodes in coordinates, of about the same size in a, b and c, and their outputs at other irreps.
fn read(
    trained: &Trained<'_>,
    functions: &RealFunctions<'_>,
    outputs: &RealFunctions<'_>,
    slots: &[usize],
) -> (Rows, DMatrix<f64>) {
    let scale = 2.0 * trained.dual.len() as f64;
    let gauge = scale.cbrt();
    let (m, own) = (functions.len(), outputs.positions(functions));
    let mut rows = DMatrix::zeros(slots.len(), 3 * m);
    let mut hats = DMatrix::zeros(slots.len(), outputs.len());
    for (j, &slot) in slots.iter().enumerate() {
        let input = |of: &DMatrix<Complex64>| functions.read(|k| of[(k, slot)] * gauge);
        let output = outputs.read(|k| trained.spectrum.c[(k, slot)] * (scale / gauge.powi(2)));
        let own = own.iter().map(|&at| output[at]);
        let row = input(&trained.spectrum.a).into_iter().chain(input(&trained.spectrum.b)).chain(own);
        row.enumerate().for_each(|(at, value)| rows[(j, at)] = value);
        output.iter().enumerate().for_each(|(at, value)| hats[(j, at)] = *value);
    }
    own.iter().for_each(|&at| hats.column_mut(at).fill(0.0));
    (rows, hats)
}

/// The rows with all outputs, hats included.
fn with_outputs(
    rows: &Rows,
    hats: &DMatrix<f64>,
    functions: &RealFunctions<'_>,
    outputs: &RealFunctions<'_>,
) -> DMatrix<f64> {
    let inputs = 2 * functions.len();
    let mut all = DMatrix::zeros(rows.nrows(), inputs + outputs.len());
    all.columns_mut(0, inputs).copy_from(&rows.columns(0, inputs));
    all.columns_mut(inputs, outputs.len()).copy_from(hats);
    for (at, place) in outputs.positions(functions).into_iter().enumerate() {
        all.set_column(inputs + place, &rows.column(inputs + at));
    }
    all
}

/// The rows with the outputs at the irrep itself.
fn own_outputs(all: &DMatrix<f64>, functions: &RealFunctions<'_>, outputs: &RealFunctions<'_>) -> Rows {
    let inputs = 2 * functions.len();
    let own = outputs.positions(functions).into_iter().map(|place| inputs + place);
    all.select_columns(&(0..inputs).chain(own).collect::<Vec<_>>())
}

/// What floats are rounded in.
struct Rounding<'a> {
    trained: &'a Trained<'a>,
    functions: &'a RealFunctions<'a>,
    outputs: &'a RealFunctions<'a>,
}

impl Rounding<'_> {
    fn block(&self, slots: &[usize], rows: &Rows, hats: &DMatrix<f64>) -> Option<ExactBlock> {
        let (m, own) = (self.functions.len(), self.outputs.positions(self.functions));
        let term = |j: usize| {
            let input = |shift: usize| {
                let values = (0..m).map(|at| fine(rows[(j, shift + at)])).collect::<Option<Vec<_>>>()?;
                Some(self.functions.spectrum(&values))
            };
            let mut output: Vec<f64> = hats.row(j).iter().copied().collect();
            own.iter().enumerate().for_each(|(at, &place)| output[place] = rows[(j, 2 * m + at)]);
            let output = output.into_iter().map(fine).collect::<Option<Vec<_>>>()?;
            let node = Node { a: input(0)?, b: input(m)?, c: self.outputs.spectrum(&output) };
            Some(Term { coefficient: Exact::one(), node })
        };
        let terms = (0..slots.len()).map(term).collect::<Option<Vec<ExactTerm>>>()?;
        debug_assert_eq!(self.trained.dual.len(), self.outputs.len() + 1);
        Some(ExactBlock { slots: slots.to_vec(), groups: terms.len(), terms, host: None, is_rough: true })
    }
}

/// Outputs, the same at all irreps, that change constants only; to rounding, like the block itself.
fn host(trained: &Trained<'_>, system: &System, rows: &Rows, terms: &[ExactTerm]) -> Option<Host> {
    let weights: Vec<Exact> = terms.iter().map(|term| squared_mean(trained.dual, &term.node)).collect();
    let float = |x: &Exact| x.to_complex().map_or(0.0, |x| x.re);
    let weight = DMatrix::from_fn(terms.len(), 1, |j, _| float(&weights[j]));
    let free = system.unfelt(rows, &weight)?;
    let size = free.norm();
    if size < 1e-3 * weight.norm() {
        return None;
    }
    let multipliers: Vec<Exact> = free.iter().map(|value| fine(value / size)).collect::<Option<_>>()?;
    let constant = super::number::dot(&multipliers, &weights).shortened();
    Some(Host { multipliers, constant })
}

/// The mean of a² + b² over the group, of inputs without constants.
fn squared_mean(dual: &Dual, node: &Node<Exact>) -> Exact {
    let mut sum = Exact::zero();
    for (k, value) in node.a.representatives().chain(node.b.representatives()) {
        let square = value.norm_squared() * &dual.norm_in::<Exact>(k);
        sum += &(square * &Exact::from_ratio(dual.multiplicity(k) as i64, 1));
    }
    sum.shortened()
}

/// The nodes that make rough blocks exact, but for constants; `None` when the numbers become too large.
pub(super) fn corrections(trained: &Trained<'_>, blocks: &[(&Site, Vec<ExactTerm>)]) -> Option<Vec<ExactTerm>> {
    let outputs = trained.functions();
    let mut found = Vec::new();
    let mut squares = Squares::default();
    for (site, terms) in blocks {
        let functions = RealFunctions::new(trained.dual, site.places());
        let nodes: Vec<[Vec<Exact>; 3]> = terms
            .iter()
            .map(|term| {
                let Term { coefficient, node } = term;
                let output = outputs.read_exact(&node.c).into_iter().map(|value| value * coefficient);
                [functions.read_exact(&node.a), functions.read_exact(&node.b), output.collect()]
            })
            .collect();
        found.extend(products(&functions, &outputs, &nodes));
        squares.add(trained.dual, &functions, &nodes);
    }
    found.extend(squares.nodes(&outputs)?);
    Some(found)
}

/// Σ_j x_j y_j c_j.
fn sum<'a>(nodes: impl Iterator<Item = (&'a Exact, &'a Exact, &'a Vec<Exact>)>, length: usize) -> Vec<Exact> {
    let mut sum = vec![Exact::zero(); length];
    for (x, y, c) in nodes {
        let product = x.clone() * y;
        if !product.is_zero() {
            sum.iter_mut().zip(c).for_each(|(sum, c)| sum.add_product(&product, c));
        }
    }
    sum.into_iter().map(Exact::shortened).collect()
}

/// The pairs of nodes that cancel what Σ a ⊗ b ⊗ c has too much.
fn products(functions: &RealFunctions<'_>, outputs: &RealFunctions<'_>, nodes: &[[Vec<Exact>; 3]]) -> Vec<ExactTerm> {
    let m = functions.len();
    let mut found = Vec::new();
    for (e, f) in (0..m).flat_map(|e| (0..m).map(move |f| (e, f))) {
        let given = sum(nodes.iter().map(|[a, b, c]| (&a[e], &b[f], c)), outputs.len());
        let missing: Vec<Exact> = functions.goal((e, f), outputs).into_iter().zip(given).map(|(x, y)| x - y).collect();
        let c = outputs.spectrum(&missing.into_iter().map(Exact::shortened).collect::<Vec<_>>());
        if c.is_zero() {
            continue;
        }
        let negative = |spectrum: &Spectrum<Exact>| spectrum.map(|_, value| -value.clone());
        let (a, b): (Spectrum<Exact>, Spectrum<Exact>) = (functions.unit(e), functions.unit(f));
        let twin = Node { a: a.clone(), b: negative(&b), c: negative(&c) };
        let half = |node: Node<Exact>| Term { coefficient: Exact::from_ratio(1, 2), node };
        found.extend([half(Node { a, b, c }), half(twin)]);
    }
    found
}

/// What is left of the squares, as sums of squares of few functions: for each its values, and its outputs on either side.
#[derive(Default)]
struct Squares {
    functions: Vec<Spectrum<Exact>>,
    values: Vec<Vec<Exact>>,
    outputs: Vec<[Vec<Exact>; 2]>,
}

impl Squares {
    /// With f_e f_e' = ½((f_e + f_e')² − f_e² − f_e'²) the squares of Σ a_e f_e.
    fn add(&mut self, dual: &Dual, functions: &RealFunctions<'_>, nodes: &[[Vec<Exact>; 3]]) {
        let m = functions.len();
        let length = nodes.first().map_or(0, |[_, _, c]| c.len());
        let product =
            |side: usize, e: usize, f: usize| sum(nodes.iter().map(|of| (&of[side][e], &of[side][f], &of[2])), length);
        for e in 0..m {
            for f in e..m {
                let mut unit = vec![Exact::zero(); m];
                (unit[e], unit[f]) = (Exact::one(), Exact::one());
                let function = functions.spectrum(&unit);
                self.values.push(function.values(dual, Side::Input).iter().map(|x| x.squared().shortened()).collect());
                self.functions.push(function);
                self.outputs.push([0, 1].map(|side| {
                    let own = product(side, e, f);
                    if e < f {
                        return own;
                    }
                    let others = (0..m).filter(|&other| other != e).map(|other| product(side, e, other));
                    others.fold(own, |sum, other| sum.into_iter().zip(other).map(|(x, y)| x - y).collect())
                }));
            }
        }
    }

    /// Of these squares few are independent modulo constants; the nodes of those cancel all.
    fn nodes(self, outputs: &RealFunctions<'_>) -> Option<Vec<ExactTerm>> {
        let (basis, elements) = self.basis();
        let value = |at: usize, g: usize| (self.values[at][g].clone() - self.values[at][0].clone()).shortened();
        let rows: Vec<Vec<Exact>> = elements.iter().map(|&g| basis.iter().map(|&at| value(at, g)).collect()).collect();
        // row s: the coefficient of the s-th square in what has the given values
        let solve = inverse(&rows)?;
        let mut sums: Vec<[Vec<Exact>; 2]> = vec![[0, 1].map(|_| vec![Exact::zero(); outputs.len()]); basis.len()];
        for (at, own) in self.outputs.iter().enumerate() {
            let values: Vec<Exact> = elements.iter().map(|&g| value(at, g)).collect();
            for (sums, row) in sums.iter_mut().zip(&solve) {
                let share = super::number::dot(row, &values).shortened();
                if share.is_zero() {
                    continue;
                }
                for (sum, own) in sums.iter_mut().zip(own) {
                    sum.iter_mut().zip(own).for_each(|(sum, x)| sum.add_product(&share, x));
                }
            }
        }
        let mut nodes = Vec::new();
        for (&at, sums) in basis.iter().zip(sums) {
            for (side, sum) in sums.into_iter().enumerate() {
                let c = outputs.spectrum(&sum.into_iter().map(|x| -x.shortened()).collect::<Vec<_>>());
                let (own, none) = (self.functions[at].clone(), Spectrum::zero());
                let (a, b) = if side == 0 { (own, none) } else { (none, own) };
                if !c.is_zero() {
                    nodes.push(Term { coefficient: Exact::one(), node: Node { a, b, c } });
                }
            }
        }
        Some(nodes)
    }

    /// Squares that span all of them modulo constants, and as many elements by whose values they are known.
    fn basis(&self) -> (Vec<usize>, Vec<usize>) {
        let float = |x: &Exact| x.to_complex().map_or(0.0, |x| x.re);
        let mut rest: Vec<DVector<f64>> = self
            .values
            .iter()
            .map(|values| DVector::from_iterator(values.len(), values.iter().map(|x| float(x) - float(&values[0]))))
            .collect();
        let (mut basis, mut elements) = (Vec::new(), Vec::new());
        // elimination: the largest value that is left is a pivot
        loop {
            let largest = (0..rest.len()).max_by(|&x, &y| rest[x].amax().total_cmp(&rest[y].amax()));
            let Some(at) = largest.filter(|&at| rest[at].amax() > NEW) else { return (basis, elements) };
            let pivot = rest[at].clone();
            let element = pivot.iamax();
            basis.push(at);
            elements.push(element);
            for row in &mut rest {
                let factor = row[element] / pivot[element];
                row.axpy(-factor, &pivot, 1.0);
            }
            rest[at].fill(0.0);
        }
    }
}
