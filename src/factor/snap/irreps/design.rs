//! Blocks of type R: frames over directions that span.
//!
//! Let Σ_l w_l y_l y_lᵀ = D⁻¹ for every j, ρᵀDρ = D, and v_j = x_j ⊗ z_j. The nodes (x_j ⊗ y_l, D y_l ⊗ z_j) of coefficient w_l
//! and the same output c_j compute, summed over l,
//!
//! ```text
//! Σ_l w_l (x_jᵀρ(g)y_l + y_lᵀDρ(h)z_j)² = x_jᵀD⁻¹x_j + z_jᵀDz_j + 2 ⟨v_j, ρ(gh)⟩
//! ```
//!
//! so that all equations are linear in the outputs: Σ_j v_j ⊗ c_j = 1 at the irrep and 0 at others, whatever the directions, if
//! only they span. Of more than n² directions some outputs are free, and such nodes can carry the constants of the network.

use nalgebra::DMatrix;
use num_complex::Complex64;
use num_traits::{One, Zero};

use super::block::{ExactBlock, ExactTerm, Host, Trained};
use super::frames::{Aligned, Corner, Frame, corners};
use super::number::{dot, independent, inverse};
use crate::dual::Irrep;
use crate::factor::irreps::{IrrepNodes, Site};
use crate::scalar::{Exact, Scalar};
use crate::semiring::{Node, Spectrum, Term};

/// Directions of length 1 that are nearer to those before than this do not span.
const SPAN: f64 = 0.1;

/// A group of nodes as exact numbers.
struct ExactCorner {
    frame: Frame,
    /// v, row by row.
    direction: Vec<Exact>,
    /// xᵀD⁻¹x + zᵀDz.
    constant: Exact,
    slots: Vec<usize>,
    /// The nodes, without outputs.
    terms: Vec<ExactTerm>,
}

/// The exact block near the nodes of an irrep, or why there is none.
pub(super) fn snapped(trained: &Trained<'_>, site: &Site, nodes: &IrrepNodes) -> Result<ExactBlock, String> {
    let n = site.degree;
    let rho = trained.dual.irreps().get(site.irrep).filter(|rho| rho.is_exact());
    let rho = rho.ok_or("the irrep is only known numerically")?;
    let aligned = nodes.nodes.iter().map(|node| Aligned::of(node, n)).collect();
    let corners = corners(aligned, n)?;
    let directions: Vec<Vec<f64>> = corners.iter().map(|of| unit_direction(&of.x, &of.z)).collect();
    let spanning = independent(&directions, n * n).filter(|(_, least)| *least > SPAN);
    let (pivots, _) = spanning.ok_or_else(|| format!("the directions of its {} frames do not span", corners.len()))?;
    let exact = corners.into_iter().map(|corner| ExactCorner::new(trained, site, rho, corner));
    let corners: Vec<ExactCorner> = exact.collect::<Option<_>>().ok_or("its numbers are too large")?;
    assembled(trained, site, corners, &pivots).ok_or_else(|| "its equations cannot be solved exactly".to_owned())
}

fn unit_direction(x: &[f64], z: &[f64]) -> Vec<f64> {
    let v: Vec<f64> = x.iter().flat_map(|x| z.iter().map(move |z| x * z)).collect();
    let size = v.iter().map(|x| x * x).sum::<f64>().sqrt();
    v.into_iter().map(|x| x / size).collect()
}

impl ExactCorner {
    fn new(trained: &Trained<'_>, site: &Site, rho: &Irrep, corner: Corner) -> Option<Self> {
        let n = site.degree;
        let [x, z] = corner.exact(rho)?;
        let frame = corner.frame(rho)?;
        let metric: Vec<&Exact> = (0..n).map(|i| rho.exact_metric(i)).collect::<Option<_>>()?;
        let mut constant = Exact::zero();
        for (i, d) in metric.iter().enumerate() {
            constant += &x[i].squared().checked_div(d)?;
            constant += &(z[i].squared() * *d);
        }
        let matrix = |left: &[Exact], right: &[Exact]| {
            let entries = (0..n * n).map(|at| (site.start + at, left[at / n].clone() * &right[at % n]));
            Spectrum::from_pairs(trained.dual, entries)
        };
        let term = |(y, coefficient): (&Vec<Exact>, &Exact)| {
            let dual: Vec<Exact> = y.iter().zip(&metric).map(|(y, &d)| (y.clone() * d).shortened()).collect();
            let node = Node { a: matrix(&x, y), b: matrix(&dual, &z), c: Spectrum::zero() };
            Term { coefficient: coefficient.clone(), node }
        };
        Some(ExactCorner {
            terms: frame.vectors.iter().zip(&frame.coefficients).map(term).collect(),
            direction: x.iter().flat_map(|x| z.iter().map(move |z| x.clone() * z)).collect(),
            constant: constant.shortened(),
            slots: corner.nodes.iter().map(|node| node.slot).collect(),
            frame,
        })
    }

    /// The mean of the outputs of its trained nodes.
    fn trained_outputs(&self, trained: &Trained<'_>) -> Vec<Complex64> {
        let count = self.frame.vectors.len() as f64;
        let all = self.slots.iter().zip(&self.terms).map(|(&slot, term)| trained.outputs_of(slot, term));
        let sum = all.reduce(|sum, next| sum.iter().zip(&next).map(|(x, y)| x + y).collect()).unwrap_or_default();
        sum.into_iter().map(|x| x / count).collect()
    }
}

/// Of every direction the outputs near the trained ones for which Σ_j v_j ⊗ c_j is as it should be.
fn assembled(trained: &Trained<'_>, site: &Site, corners: Vec<ExactCorner>, pivots: &[usize]) -> Option<ExactBlock> {
    let outputs = trained.outputs();
    let free: Vec<usize> = (0..corners.len()).filter(|at| !pivots.contains(at)).collect();
    let columns = (0..site.degree.pow(2)).map(|at| pivots.iter().map(|&j| corners[j].direction[at].clone()).collect());
    // row p: what pivot p adds to itself for every missing component
    let solve = inverse(&columns.collect::<Vec<Vec<Exact>>>())?;
    let near = nearest(trained, site, &corners)?;
    let mut functions: Vec<Vec<Exact>> = vec![Vec::new(); corners.len()];
    for &j in &free {
        functions[j] = trained.rounded(&near[j])?;
    }
    for (at, &k) in outputs.iter().enumerate() {
        let missing: Vec<Exact> = (0..site.degree.pow(2))
            .map(|component| {
                let goal = if site.start + component == k { Exact::one() } else { Exact::zero() };
                let given = dot(
                    free.iter().map(|&j| &corners[j].direction[component]),
                    free.iter().map(|&j| &functions[j][at]),
                );
                goal - given
            })
            .collect();
        for (&j, row) in pivots.iter().zip(&solve) {
            functions[j].push(dot(row, &missing).shortened());
        }
    }
    let host = free.iter().filter_map(|&j| host(&corners, pivots, &solve, j)).max_by(|x, y| x.1.total_cmp(&y.1));
    let groups = corners.len();
    let (mut slots, mut terms, mut multipliers) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (corner, function)) in corners.into_iter().zip(functions).enumerate() {
        let output = trained.function(function);
        slots.extend(corner.slots);
        multipliers.extend(host.iter().flat_map(|(host, _)| vec![host.multipliers[at].clone(); corner.terms.len()]));
        terms.extend(corner.terms.into_iter().map(|mut term| {
            term.node.c = output.clone();
            term
        }));
    }
    let host = host.map(|(host, _)| Host { multipliers, ..host });
    Some(ExactBlock { slots, groups, terms, host, is_rough: false })
}

/// The outputs nearest to the trained ones that solve the equations, in floats: c + V(VᵀV)⁻¹(goal − Vᵀc).
fn nearest(trained: &Trained<'_>, site: &Site, corners: &[ExactCorner]) -> Option<Vec<Vec<Complex64>>> {
    let outputs = trained.outputs();
    let values = corners.iter().map(|corner| corner.trained_outputs(trained)).collect::<Vec<_>>();
    let c = DMatrix::from_fn(corners.len(), outputs.len(), |j, at| values[j][at]);
    let float = |x: &Exact| Some(Complex64::from(x.to_complex()?.re));
    let directions =
        corners.iter().flat_map(|corner| corner.direction.iter().map(float)).collect::<Option<Vec<_>>>()?;
    let v = DMatrix::from_row_slice(corners.len(), site.degree.pow(2), &directions);
    let goal = DMatrix::from_fn(v.ncols(), outputs.len(), |component, at| {
        Complex64::from(f64::from(u8::from(site.start + component == outputs[at])))
    });
    let moved = &v * (v.transpose() * &v).lu().solve(&(goal - v.transpose() * &c))?;
    let c = c + moved;
    Some(c.row_iter().map(|row| row.iter().copied().collect()).collect())
}

/// What a free direction adds when its output is 1, with what the pivots add to make up for it; and how much constant that makes
/// for its size.
fn host(corners: &[ExactCorner], pivots: &[usize], solve: &[Vec<Exact>], free: usize) -> Option<(Host, f64)> {
    let mut multipliers = vec![Exact::zero(); corners.len()];
    multipliers[free] = Exact::one();
    for (&j, row) in pivots.iter().zip(solve) {
        multipliers[j] = -dot(row, &corners[free].direction).shortened();
    }
    let constant = dot(&multipliers, corners.iter().map(|corner| &corner.constant)).shortened();
    let size = |x: &Exact| x.to_complex().map_or(f64::INFINITY, |x| x.norm());
    let use_of = size(&constant) / multipliers.iter().map(|x| size(x).powi(2)).sum::<f64>().sqrt();
    (use_of > 1e-3).then_some((Host { multipliers, constant }, use_of))
}
