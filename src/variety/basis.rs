//! Bases of the functions on a group in which products and the task have rational constants.

use dashu_ratio::RBig;

use crate::group::Group;
use crate::scalar::Scalar;
use crate::{Error, Result};

/// Functions e_0, …, e_{d−1} on a group with rational values, a basis of all functions.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionBasis {
    /// What it is called in files.
    pub name: String,
    /// e_i(g) at \[g\]\[i\].
    matrix: Vec<Vec<RBig>>,
    inverse: Vec<Vec<RBig>>,
}

impl FunctionBasis {
    /// The basis with e_i(g) at \[g\]\[i\].
    ///
    /// # Errors
    /// When this is no square matrix with an inverse.
    pub fn new(name: &str, matrix: Vec<Vec<RBig>>) -> Result<Self> {
        if matrix.is_empty() || matrix.iter().any(|row| row.len() != matrix.len()) {
            return Err(Error::shape(format!("basis {name}: a square matrix is required")));
        }
        let inverse = inverse(&matrix)
            .ok_or_else(|| Error::argument(format!("basis {name}: the functions are linearly dependent")))?;
        Ok(FunctionBasis { name: name.to_owned(), matrix, inverse })
    }

    /// 1, and δ_g for every other element than the neutral one.
    #[must_use]
    pub fn delta(group: &Group) -> Self {
        let (d, e) = (group.order(), group.identity());
        // the constant comes first, in the place of the neutral element
        let places: Vec<usize> = std::iter::once(e).chain((0..d).filter(|&g| g != e)).collect();
        let row = |g: usize| (0..d).map(|i| RBig::from(u8::from(i == 0 || places[i] == g))).collect();
        Self::new("delta", (0..d).map(row).collect()).expect("1 and the δ_g are a basis")
    }

    /// Matrix coefficients of rational irreps, where these are known here: Abelian groups of exponents 2 and 4, by the real and
    /// imaginary parts of characters; the dihedral groups of order 6 and 8; the quaternion group of order 8.
    #[must_use]
    pub fn irreps(group: &Group) -> Option<Self> {
        let columns = match group.moduli() {
            Some(_) if 4 % group.exponent() == 0 => characters(group),
            Some(_) => return None,
            None => match (group.order(), group.is_abelian()) {
                (6, false) => dihedral(group, 3)?,
                (8, false) => dihedral(group, 4).or_else(|| quaternions(group))?,
                _ => return None,
            },
        };
        let row = |g: usize| columns.iter().map(|column| RBig::from(column[g])).collect();
        Self::new("rep", (0..group.order()).map(row).collect()).ok()
    }

    /// The bases that a group has here.
    #[must_use]
    pub fn all(group: &Group) -> Vec<Self> {
        std::iter::once(Self::delta(group)).chain(Self::irreps(group)).collect()
    }

    /// e_i(g) at \[g\]\[i\].
    #[must_use]
    pub fn matrix(&self) -> &[Vec<RBig>] {
        &self.matrix
    }

    /// The coordinate i of f is Σ_g inverse\[i\]\[g\] f(g).
    #[must_use]
    pub fn inverse(&self) -> &[Vec<RBig>] {
        &self.inverse
    }

    /// The values of a function with these coordinates.
    #[must_use]
    pub fn values<S: Scalar>(&self, coordinates: &[S]) -> Vec<S> {
        applied(&self.matrix, coordinates)
    }

    /// The coordinates of a function with these values.
    #[must_use]
    pub fn coordinates<S: Scalar>(&self, values: &[S]) -> Vec<S> {
        applied(&self.inverse, values)
    }
}

fn applied<S: Scalar>(matrix: &[Vec<RBig>], vector: &[S]) -> Vec<S> {
    let entry = |row: &Vec<RBig>| {
        let mut sum = S::zero();
        for (c, x) in row.iter().zip(vector).filter(|(c, _)| !c.is_zero()) {
            sum.add_product(&S::from_rational(c.clone()), x);
        }
        sum
    };
    matrix.iter().map(entry).collect()
}

/// By Gauss and Jordan.
fn inverse(matrix: &[Vec<RBig>]) -> Option<Vec<Vec<RBig>>> {
    let n = matrix.len();
    let unit = |i: usize| (0..n).map(move |j| RBig::from(u8::from(i == j)));
    let mut rows: Vec<Vec<RBig>> =
        matrix.iter().enumerate().map(|(i, row)| row.iter().cloned().chain(unit(i)).collect()).collect();
    for k in 0..n {
        let pivot = (k..n).find(|&i| !rows[i][k].is_zero())?;
        rows.swap(k, pivot);
        let top = rows[k][k].clone();
        rows[k].iter_mut().for_each(|x| *x /= &top);
        let reduced = rows[k].clone();
        for (i, row) in rows.iter_mut().enumerate() {
            let factor = row[k].clone();
            if i != k && !factor.is_zero() {
                row.iter_mut().zip(&reduced).for_each(|(x, y)| *x -= &factor * y);
            }
        }
    }
    Some(rows.into_iter().map(|row| row[n..].to_vec()).collect())
}

/// Real and imaginary parts of the characters of a group of exponent 1, 2 or 4.
fn characters(group: &Group) -> Vec<Vec<i32>> {
    let quarter = |k: usize, g: usize| -> usize {
        let (k, g) = (group.coordinates(k), group.coordinates(g));
        k.iter().zip(&g).zip(group.ranges()).map(|((k, g), n)| k * g * (4 / n)).sum::<usize>() % 4
    };
    let mut columns = Vec::new();
    for k in (0..group.order()).filter(|&k| k <= group.inverse(k)) {
        let column = |values: [i32; 4]| (0..group.order()).map(|g| values[quarter(k, g)]).collect();
        columns.push(column([1, 0, -1, 0]));
        if k != group.inverse(k) {
            columns.push(column([0, 1, 0, -1]));
        }
    }
    columns
}

/// 1, the signs and the rational matrices of the dihedral group of order 2m, m = 3 or 4.
fn dihedral(group: &Group, m: usize) -> Option<Vec<Vec<i32>>> {
    let n = group.order();
    let r = (0..n).find(|&g| group.element_order(g) == m)?;
    let rotations: Vec<usize> = (0..m).map(|k| group.power(r, k as i64)).collect();
    let s = (0..n).find(|g| !rotations.contains(g))?;
    if group.element_order(s) != 2 {
        return None;
    }
    let times = |x: [i32; 4], y: [i32; 4]| {
        [x[0] * y[0] + x[1] * y[2], x[0] * y[1] + x[1] * y[3], x[2] * y[0] + x[3] * y[2], x[2] * y[1] + x[3] * y[3]]
    };
    let (rotation, reflection) = if m == 3 { ([0, -1, 1, -1], [0, 1, 1, 0]) } else { ([0, -1, 1, 0], [1, 0, 0, -1]) };
    let (mut matrices, mut power) = (vec![[0; 4]; n], [1, 0, 0, 1]);
    for &g in &rotations {
        matrices[g] = power;
        matrices[group.multiply(g, s)] = times(power, reflection);
        power = times(power, rotation);
    }
    let is_rotation = |g: usize| if rotations.contains(&g) { 1 } else { -1 };
    let mut columns = vec![vec![1; n], (0..n).map(is_rotation).collect::<Vec<_>>()];
    if m == 4 {
        let even = [rotations[0], rotations[2], s, group.multiply(rotations[2], s)];
        let sign = |g: usize| if even.contains(&g) { 1 } else { -1 };
        columns.push((0..n).map(sign).collect());
        columns.push((0..n).map(|g| sign(g) * is_rotation(g)).collect());
    }
    columns.extend((0..4).map(|at| matrices.iter().map(|matrix| matrix[at]).collect::<Vec<_>>()));
    Some(columns)
}

/// The four signs and the coordinates 1, i, j, k of the quaternion group.
fn quaternions(group: &Group) -> Option<Vec<Vec<i32>>> {
    let e = group.identity();
    let minus = (0..8).find(|&g| group.element_order(g) == 2)?;
    let i = (0..8).find(|&g| group.element_order(g) == 4)?;
    let j = (0..8).find(|&g| group.element_order(g) == 4 && g != i && g != group.inverse(i))?;
    let units = [e, i, j, group.multiply(i, j)];
    let coordinate =
        |unit: usize| (0..8).map(|g| i32::from(g == unit) - i32::from(g == group.multiply(minus, unit))).collect();
    let coordinates: Vec<Vec<i32>> = units.iter().map(|&unit| coordinate(unit)).collect();
    let signs = [[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]];
    let sign = |signs: &[i32; 4]| (0..8).map(|g| (0..4).map(|at| signs[at] * coordinates[at][g].abs()).sum()).collect();
    Some(signs.iter().map(sign).chain(coordinates.iter().cloned()).collect())
}
