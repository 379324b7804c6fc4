//! Aligned nodes of type R as frames over a design.

use serde::{Deserialize, Serialize};

use super::nodes::{IrrepNode, IrrepNodes};

/// Nodes whose products ⟨x, x'⟩⟨z, z'⟩ exceed this share x and z.
const SHARED: f64 = 0.98;
/// Vectors y nearer to a frame than this are one.
const FRAME: f64 = 0.15;
/// Directions this near to those of the simplex are one.
const SIMPLEX: f64 = 0.1;

/// Aligned nodes of type R and weight w_j, A ∝ x yᵀ, B ∝ y zᵀ, C ∝ x zᵀ, by their directions v = x ⊗ z ∈ R^{n²}.
///
/// Σ_j (x_j, z_j) * frame(y) computes the product of matrices when Σ w v vᵀ/n = 1, and leaves the constant 2 Σ w v. There is
/// none for the regular simplex of n² + 1 directions: the closed order n³ + n.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frames {
    /// The nodes that share x and z, the most first.
    pub groups: Vec<Vec<usize>>,
    /// ‖n Σ w y yᵀ / Σ w − 1‖, the largest of the groups: 0 for orthonormal frames of equal weights.
    pub frame_error: f64,
    /// ‖Σ w v vᵀ/n − 1‖ / n over all nodes: 0 for designs.
    pub design_error: f64,
    /// ‖Σ w v‖ / Σ w over all nodes: 0 for closed designs.
    pub constant: f64,
    /// Of n² + 1 groups: the largest |⟨v, v'⟩ + 1/n²|, which is 0 for a regular simplex.
    pub simplex_error: Option<f64>,
    /// Whether every group has n nodes that are an orthonormal frame.
    pub are_frames: bool,
    /// Whether the directions are, moreover, the regular simplex, which leaves no constant.
    pub is_closed_simplex: bool,
}

/// A node's weight, direction v and vector y.
struct Direction {
    node: usize,
    weight: f64,
    v: Vec<f64>,
    y: Vec<f64>,
}

impl Direction {
    fn of(node: &IrrepNode) -> Self {
        let real = |vector: &[num_complex::Complex64]| vector.iter().map(|x| x.re).collect::<Vec<f64>>();
        let (x, z) = (real(&node.factors.a.left), real(&node.factors.b.right));
        let v: Vec<f64> = x.iter().flat_map(|x| z.iter().map(move |z| x * z)).collect();
        // x and z are known up to their signs, x ⊗ z by C
        let sign = dot(&v, &real(&node.matrices.c)).signum();
        let v = v.into_iter().map(|v| sign * v).collect();
        Direction { node: node.node, weight: node.weight, v, y: real(&node.factors.a.right) }
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// ‖scale · Σ w u uᵀ − 1‖.
fn frame_error<'a>(vectors: impl Iterator<Item = (f64, &'a [f64])> + Clone, n: usize, scale: f64) -> f64 {
    let entry = |i: usize, j: usize| {
        let sum: f64 = vectors.clone().map(|(weight, u)| weight * u[i] * u[j]).sum();
        scale * sum - f64::from(u8::from(i == j))
    };
    (0..n * n).map(|at| entry(at / n, at % n).powi(2)).sum::<f64>().sqrt()
}

impl Frames {
    pub(super) fn new(degree: usize, nodes: &IrrepNodes) -> Self {
        let (n, dimension) = (degree as f64, degree * degree);
        let mut directions: Vec<Direction> = nodes.nodes.iter().map(Direction::of).collect();
        directions.sort_by(|x, y| y.weight.total_cmp(&x.weight));
        let total: f64 = directions.iter().map(|of| of.weight).sum();
        let constant = |at: usize| directions.iter().map(|of| of.weight * of.v[at]).sum::<f64>();
        let constant = (0..dimension).map(|at| constant(at).powi(2)).sum::<f64>().sqrt() / total;
        let all = directions.iter().map(|of| (of.weight, &of.v[..]));
        let design_error = frame_error(all, dimension, 1.0 / n) / n;
        let groups = grouped(directions);
        let of_group = |group: &Vec<Direction>| {
            let weight: f64 = group.iter().map(|of| of.weight).sum();
            frame_error(group.iter().map(|of| (of.weight, &of.y[..])), degree, n / weight)
        };
        let frame_error = groups.iter().map(of_group).fold(0.0, f64::max);
        let are_frames = frame_error < FRAME && groups.iter().all(|group| group.len() == degree);
        let simplex_error = (groups.len() == dimension + 1).then(|| simplex_error(&groups, dimension as f64));
        Frames {
            groups: groups.iter().map(|group| group.iter().map(|of| of.node).collect()).collect(),
            frame_error,
            design_error,
            constant,
            simplex_error,
            are_frames,
            is_closed_simplex: are_frames && simplex_error.is_some_and(|error| error < SIMPLEX),
        }
    }
}

/// The nodes that share a direction with the strongest of them, the largest group first.
fn grouped(mut rest: Vec<Direction>) -> Vec<Vec<Direction>> {
    let mut groups: Vec<Vec<Direction>> = Vec::new();
    while !rest.is_empty() {
        let first = rest.remove(0);
        let (near, far) = rest.into_iter().partition(|of: &Direction| dot(&of.v, &first.v) > SHARED);
        groups.push(std::iter::once(first).chain(near).collect());
        rest = far;
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups
}

fn simplex_error(groups: &[Vec<Direction>], dimension: f64) -> f64 {
    let pairs = groups.iter().enumerate().flat_map(|(at, x)| groups[..at].iter().map(move |y| (&x[0], &y[0])));
    pairs.map(|(x, y)| (dot(&x.v, &y.v) + 1.0 / dimension).abs()).fold(0.0, f64::max)
}
