//! Trained nodes of type R in groups that share x and z, and the exact frames near the y of a group.

use num_complex::Complex64;
use num_traits::{One, Zero};

use super::number::{dot, independent, inverse, rounded};
use crate::dual::Irrep;
use crate::factor::irreps::IrrepNode;
use crate::factor::rank_one;
use crate::scalar::{Exact, Scalar};

/// Groups of nodes are joined while ⟨v, v'⟩ of their directions exceeds this.
const NEAR: f64 = 0.5;
/// The y of a group are a frame when ‖n Σ w y yᵀ / Σ w − 1‖ is below this.
const FRAME: f64 = 0.5;

/// An aligned node in an orthonormal basis: a ∝ x yᵀ, b ∝ y zᵀ, v ∝ ab = x zᵀ.
#[derive(Clone)]
pub(super) struct Aligned {
    pub slot: usize,
    weight: f64,
    a: Vec<f64>,
    b: Vec<f64>,
    v: Vec<f64>,
}

/// Nodes that share x and z.
pub(super) struct Corner {
    pub nodes: Vec<Aligned>,
    pub x: Vec<f64>,
    pub z: Vec<f64>,
}

/// Vectors y of coefficient w with Σ w y yᵀ = D⁻¹, D the metric.
pub(super) struct Frame {
    pub vectors: Vec<Vec<Exact>>,
    pub coefficients: Vec<Exact>,
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn scaled(v: &[f64], factor: f64) -> Vec<f64> {
    v.iter().map(|x| x * factor).collect()
}

fn product(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

impl Aligned {
    pub fn of(node: &IrrepNode, n: usize) -> Self {
        let real = |entries: &[Complex64]| entries.iter().map(|x| x.re).collect::<Vec<f64>>();
        let (a, b) = (real(&node.matrices.a), real(&node.matrices.b));
        let entry = |at: usize| (0..n).map(|l| a[at / n * n + l] * b[l * n + at % n]).sum::<f64>();
        let v: Vec<f64> = (0..n * n).map(entry).collect();
        let v = scaled(&v, 1.0 / norm(&v));
        Aligned { slot: node.node, weight: node.weight, a, b, v }
    }

    /// y for given unit vectors x and z: of aᵀx and bz, which point the same way where v is near x zᵀ.
    fn y(&self, x: &[f64], z: &[f64]) -> Vec<f64> {
        let n = x.len();
        let left = |l: usize| (0..n).map(|i| self.a[i * n + l] * x[i]).sum::<f64>() / norm(&self.a);
        let right = |l: usize| (0..n).map(|j| self.b[l * n + j] * z[j]).sum::<f64>() / norm(&self.b);
        let (left, right): (Vec<f64>, Vec<f64>) = ((0..n).map(left).collect(), (0..n).map(right).collect());
        let sign = if product(&left, &right) < 0.0 { -1.0 } else { 1.0 };
        let y: Vec<f64> = left.iter().zip(&right).map(|(left, right)| left + sign * right).collect();
        scaled(&y, 1.0 / norm(&y))
    }
}

/// The groups of nodes that share x and z and whose y are a frame. Directions that are near are joined until every group is
/// one, the nearest first; then what is left over is joined, near or not.
pub(super) fn corners(nodes: Vec<Aligned>, n: usize) -> Result<Vec<Corner>, String> {
    if n == 1 {
        return nodes.into_iter().map(|node| Corner::of(vec![node], 1)).collect();
    }
    let mut groups: Vec<Vec<Aligned>> = nodes.into_iter().map(|node| vec![node]).collect();
    loop {
        let open: Vec<usize> = (0..groups.len()).filter(|&at| !is_frame(&groups[at], n)).collect();
        if open.is_empty() {
            return groups.into_iter().map(|group| Corner::of(group, n)).collect();
        }
        let means: Vec<Vec<f64>> = groups.iter().map(|group| mean(group)).collect();
        let pairs = open.iter().flat_map(|&x| (0..groups.len()).filter(move |&y| y != x).map(move |y| (x, y)));
        // two groups that are no frames yet belong together before one of them belongs to a frame
        let nearness =
            |&(x, y): &(usize, usize)| product(&means[x], &means[y]) - if open.contains(&y) { 0.0 } else { 0.2 };
        let by_nearness = |x: &(usize, usize), y: &(usize, usize)| nearness(x).total_cmp(&nearness(y));
        let near = pairs.clone().filter(|pair| nearness(pair) > NEAR).max_by(by_nearness);
        let left_over = || pairs.filter(|(_, y)| open.contains(y)).max_by(by_nearness);
        let Some((x, y)) = near.or_else(left_over) else {
            let sizes = open.iter().map(|&at| groups[at].len()).sum::<usize>();
            return Err(format!("{sizes} of its nodes are no frames of {n}"));
        };
        let moved = groups[x].clone();
        groups[y].extend(moved);
        groups.remove(x);
    }
}

fn mean(group: &[Aligned]) -> Vec<f64> {
    let sum: Vec<f64> =
        (0..group[0].v.len()).map(|at| group.iter().map(|node| node.weight * node.v[at]).sum::<f64>()).collect();
    scaled(&sum, 1.0 / norm(&sum))
}

fn is_frame(group: &[Aligned], n: usize) -> bool {
    let Ok(corner) = Corner::of(group.to_vec(), n) else { return false };
    let vectors = corner.vectors();
    let entry = |at: usize| {
        let sum: f64 = vectors.iter().map(|y| y[at / n] * y[at % n]).sum();
        sum - f64::from(u8::from(at / n == at % n))
    };
    group.len() >= n && (0..n * n).map(|at| entry(at).powi(2)).sum::<f64>().sqrt() < FRAME
}

impl Corner {
    /// x and z of a group: of the matrix of rank 1 nearest to the mean of its directions, shared as the sizes of a and b are.
    fn of(nodes: Vec<Aligned>, n: usize) -> Result<Self, String> {
        let matrix: Vec<Complex64> = mean(&nodes).into_iter().map(Complex64::from).collect();
        let found = rank_one::approximate(&matrix, n);
        let real = |vector: &[Complex64]| vector.iter().map(|x| x.re).collect::<Vec<f64>>();
        let (x, z) = (real(&found.left), real(&found.right));
        let sizes = nodes.iter().fold([0.0, 0.0], |sum, node| [sum[0] + norm(&node.a), sum[1] + norm(&node.b)]);
        let share = (sizes[0] / sizes[1]).sqrt();
        let (x, z) = (scaled(&x, share / norm(&x)), scaled(&z, 1.0 / (share * norm(&z))));
        if x.iter().chain(&z).all(|x| x.is_finite()) {
            Ok(Corner { nodes, x, z })
        } else {
            Err("its directions are not finite".to_owned())
        }
    }

    /// The y of the nodes, with Σ |y|² = n shared as their weights are.
    fn vectors(&self) -> Vec<Vec<f64>> {
        let (x, z) = (scaled(&self.x, 1.0 / norm(&self.x)), scaled(&self.z, 1.0 / norm(&self.z)));
        let total: f64 = self.nodes.iter().map(|node| node.weight).sum();
        let share = |node: &Aligned| (self.x.len() as f64 * node.weight / total).sqrt();
        self.nodes.iter().map(|node| scaled(&node.y(&x, &z), share(node))).collect()
    }

    /// x and z as exact vectors in the basis of the irrep: x_i √D_i and z_j / √D_j.
    pub fn exact(&self, rho: &Irrep) -> Option<[Vec<Exact>; 2]> {
        let x = self.x.iter().enumerate().map(|(i, x)| rounded(x * rho.metric(i).sqrt()));
        let z = self.z.iter().enumerate().map(|(j, z)| rounded(z / rho.metric(j).sqrt()));
        Some([x.collect::<Option<_>>()?, z.collect::<Option<_>>()?])
    }

    /// Exact vectors y near those of the nodes: all but n of them are rounded, and for the form F = D⁻¹ − Σ y yᵀ that is left to
    /// these n they are made orthogonal in the form F⁻¹, without square roots. No divisions but by F.
    pub fn frame(&self, rho: &Irrep) -> Option<Frame> {
        let n = self.x.len();
        let vectors = self.vectors();
        let (chosen, _) = independent(&vectors, n)?;
        let near = |y: &Vec<f64>| -> Option<Vec<Exact>> {
            y.iter().enumerate().map(|(i, y)| rounded(y / rho.metric(i).sqrt())).collect()
        };
        let mut exact: Vec<Vec<Exact>> = vectors.iter().map(near).collect::<Option<_>>()?;
        let metric: Vec<Exact> = (0..n).map(|i| rho.exact_metric(i).cloned()).collect::<Option<_>>()?;
        let form = if chosen.len() == vectors.len() {
            diagonal(&metric)
        } else {
            let lengths = metric.iter().map(|d| Exact::one().checked_div(d)).collect::<Option<Vec<_>>>()?;
            let mut left = diagonal(&lengths);
            for (_, y) in exact.iter().enumerate().filter(|(at, _)| !chosen.contains(at)) {
                for (i, row) in left.iter_mut().enumerate() {
                    row.iter_mut().zip(y).for_each(|(entry, y_j)| *entry = entry.clone() - y[i].clone() * y_j);
                }
            }
            inverse(&left)?
        };
        let times =
            |x: &[Exact], y: &[Exact]| dot(x, &form.iter().map(|row| dot(row, y)).collect::<Vec<_>>()).shortened();
        let mut coefficients = vec![Exact::one(); vectors.len()];
        for (count, &at) in chosen.iter().enumerate() {
            let mut y = exact[at].clone();
            for &before in &chosen[..count] {
                let (length, along) = (times(&exact[before], &exact[before]), times(&exact[before], &y));
                for (y, u) in y.iter_mut().zip(&exact[before]) {
                    *y = (y.clone() * &length - along.clone() * u).shortened();
                }
            }
            coefficients[at] = Exact::one().checked_div(&times(&y, &y))?.shortened();
            exact[at] = y;
        }
        Some(Frame { vectors: exact, coefficients })
    }
}

fn diagonal(entries: &[Exact]) -> Vec<Vec<Exact>> {
    let entry = |i: usize, j: usize| if i == j { entries[i].clone() } else { Exact::zero() };
    (0..entries.len()).map(|i| (0..entries.len()).map(|j| entry(i, j)).collect()).collect()
}
