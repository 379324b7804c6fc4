//! The real irreducible representations of a group, and how much of a function lies on each.

use nalgebra::DMatrix;
use num_complex::Complex64;

use crate::dual::{Dual, FourierTransform, IrrepType};
use crate::group::Group;

/// A non-trivial real irrep: of type R a complex one of degree d, of type C a conjugate pair of them, of type H two copies
/// of one.
#[derive(Debug, Clone, PartialEq)]
pub struct RealIrrep {
    /// How it is written: the frequency ±k of a group given by its factors, or the number of the irrep.
    pub label: String,
    /// The degree d of the complex irrep.
    pub degree: usize,
    /// The type.
    pub kind: IrrepType,
    /// The indices of the dual that it consists of.
    indices: Vec<usize>,
}

impl RealIrrep {
    /// The real dimension D: d for type R, 2d for C and H.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.degree * if self.kind == IrrepType::Real { 1 } else { 2 }
    }

    /// The energy of the local maxima on this irrep, for squares on all pairs of a group of order M and ‖w‖ = 1: M/(2D).
    ///
    /// Source: Li₂, Theorem 2, where M/(8d) and M/(16d) are printed: a quarter of it, as the cross term of (u + v)² is taken
    /// for uv in place of 2uv.
    #[must_use]
    pub fn maximum(&self, order: usize) -> f64 {
        order as f64 / (2 * self.dimension()) as f64
    }

    /// In how many directions on the sphere the energy is flat at those maxima: 3(d − 1) for type R, 6d − 4 for C, 6d − 6
    /// for H.
    ///
    /// Source: Li₂, Corollary 1, which says "always flat": false for d = 1 of type R.
    #[must_use]
    pub fn flat_directions(&self) -> usize {
        match self.kind {
            IrrepType::Real => 3 * (self.degree - 1),
            IrrepType::Complex => 6 * self.degree - 4,
            IrrepType::Quaternionic => 6 * self.degree - 6,
        }
    }
}

/// All non-trivial real irreps of a group: an orthogonal decomposition of the functions with mean 0.
#[derive(Clone)]
pub struct RealIrreps {
    dual: Dual,
    fourier: FourierTransform<f64>,
    list: Vec<RealIrrep>,
    /// ν_k, the mean of |e_k|².
    norms: Vec<f64>,
}

impl RealIrreps {
    /// The real irreps of `group`.
    ///
    /// ```
    /// use cogring::{Group, features::RealIrreps};
    /// let group: Group = "S3".parse()?;
    /// let irreps = RealIrreps::new(&group);
    /// let maxima: Vec<f64> = irreps.list().iter().map(|irrep| irrep.maximum(6)).collect();
    /// assert_eq!(maxima, [3.0, 1.5]); // the sign, and the irrep of degree 2
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn new(group: &Group) -> Self {
        let dual = group.dual();
        let norms = (0..dual.len()).map(|k| dual.norm(k)).collect();
        RealIrreps { fourier: FourierTransform::new(group), list: Self::split(&dual), norms, dual }
    }

    fn split(dual: &Dual) -> Vec<RealIrrep> {
        if dual.irreps().is_empty() {
            let of_pair = |k: usize| RealIrrep {
                label: dual.label(k),
                degree: 1,
                kind: dual.kind(k),
                indices: if dual.is_self_conjugate(k) { vec![k] } else { vec![k, dual.conjugate(k)] },
            };
            return dual.representatives().map(of_pair).collect();
        }
        let irreps = dual.irreps().iter().enumerate().skip(1);
        let of_irrep = |(number, rho): (usize, &crate::dual::Irrep)| RealIrrep {
            label: number.to_string(),
            degree: rho.degree(),
            kind: rho.kind(),
            indices: (0..dual.len())
                .filter(|&k| dual.place(k).is_some_and(|(irrep, ..)| irrep == number || irrep == rho.partner()))
                .collect(),
        };
        irreps.filter(|(number, rho)| rho.partner() >= *number).map(of_irrep).collect()
    }

    /// The group.
    #[must_use]
    pub fn group(&self) -> &Group {
        self.dual.group()
    }

    /// The irreps, in the order of the dual.
    #[must_use]
    pub fn list(&self) -> &[RealIrrep] {
        &self.list
    }

    /// The position of the irrep with this label.
    #[must_use]
    pub fn find(&self, label: &str) -> Option<usize> {
        self.list.iter().position(|irrep| irrep.label == label)
    }

    /// How much of ‖f‖² lies on every irrep, ‖Π_k f‖²; the rest is the mean's, M·mean².
    ///
    /// # Panics
    /// When `function` has not one value for every element.
    #[must_use]
    pub fn masses(&self, function: &[f64]) -> Vec<f64> {
        let mut values: Vec<Complex64> = function.iter().map(|&x| x.into()).collect();
        self.fourier.forward(&mut values);
        let order = self.norms.len() as f64;
        let mass = |&k: &usize| values[k].norm_sqr() * self.norms[k] / order;
        self.list.iter().map(|irrep| irrep.indices.iter().map(mass).sum()).collect()
    }

    /// How much of ‖w‖² of a filter \[p; q\], or one of any number of operands, lies on every irrep: the masses of all parts together.
    ///
    /// # Panics
    /// When the filter is not of parts with M entries.
    #[must_use]
    pub fn filter_masses(&self, filter: &[f64]) -> Vec<f64> {
        let parts = filter.chunks(self.norms.len()).map(|part| self.masses(part));
        let both = |sum: Vec<f64>, part: Vec<f64>| sum.into_iter().zip(part).map(|(sum, mass)| sum + mass).collect();
        parts.reduce(both).unwrap_or_else(|| vec![0.0; self.list.len()])
    }

    /// The projection of a function on the sum of the irreps at the given positions.
    ///
    /// # Panics
    /// When `function` has not one value for every element.
    #[must_use]
    pub fn project(&self, function: &[f64], irreps: &[usize]) -> Vec<f64> {
        let mut values: Vec<Complex64> = function.iter().map(|&x| x.into()).collect();
        self.fourier.forward(&mut values);
        let order = self.norms.len();
        let mut kept = vec![Complex64::default(); order];
        for &k in irreps.iter().flat_map(|&irrep| &self.list[irrep].indices) {
            kept[k] = values[k] / order as f64;
        }
        self.fourier.inverse(&mut kept);
        kept.into_iter().map(|z| z.re).collect()
    }

    /// The matrices ρ(g) of the irrep at a position in a real orthogonal form, D × D, one for every element.
    #[must_use]
    pub fn matrices(&self, irrep: usize) -> Vec<DMatrix<f64>> {
        let RealIrrep { degree, kind, indices, .. } = &self.list[irrep];
        let unitary = |g: usize| {
            DMatrix::from_fn(*degree, *degree, |i, j| {
                let k = indices[i * degree + j];
                let irreps = self.dual.irreps();
                let scale = self
                    .dual
                    .place(k)
                    .map_or(1.0, |(number, ..)| (irreps[number].metric(i) / irreps[number].metric(j)).sqrt());
                self.dual.value(k, g) * scale
            })
        };
        let real = |matrix: DMatrix<Complex64>| match kind {
            IrrepType::Real => matrix.map(|z| z.re),
            _ => DMatrix::from_fn(2 * degree, 2 * degree, |i, j| {
                let z = matrix[(i % degree, j % degree)];
                match (i < *degree, j < *degree) {
                    (true, true) | (false, false) => z.re,
                    (true, false) => -z.im,
                    (false, true) => z.im,
                }
            }),
        };
        (0..self.norms.len()).map(|g| real(unitary(g))).collect()
    }
}
