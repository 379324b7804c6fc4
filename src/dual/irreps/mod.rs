//! The irreducible representations of a group that is given by its table, in forms that real networks can be read in.
//!
//! An irrep ρ of degree n is of type R: ρ is real; C: its partner is ρ̄, entry by entry; or H, n = 2m: ρ = \[\[α, −β̄\],
//! \[β, ᾱ\]\] in m×m blocks. In every form ρ(g)* D ρ(g) = D with a positive diagonal matrix D, the metric, so that matrix
//! coefficients are orthogonal: the mean of |ρ_ij|² is D_j / (n D_i).

mod characters;
mod exact;
mod forms;
mod split;

use num_complex::Complex64;

use crate::group::Group;
use crate::named::named;
use crate::scalar::{Constant, Exact, Scalar};

named! {
    /// What the real functions on an irreducible representation look like: the Frobenius–Schur type.
    pub enum IrrepType {
        /// Real entries.
        Real = "R",
        /// The conjugate is another irrep.
        Complex = "C",
        /// The conjugate is equivalent, and no form is real.
        Quaternionic = "H",
    }
}

/// One irreducible representation, by its matrices.
#[derive(Debug, Clone)]
pub struct Irrep {
    degree: usize,
    kind: IrrepType,
    partner: usize,
    /// ρ_ij(g) at (g·n + i)·n + j.
    values: Vec<Complex64>,
    metric: Vec<f64>,
    exact: Option<ExactForm>,
}

/// The same matrices over a cyclotomic field.
#[derive(Debug, Clone)]
struct ExactForm {
    values: Vec<Exact>,
    metric: Vec<Exact>,
}

impl Irrep {
    /// The degree n.
    #[must_use]
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// The type.
    #[must_use]
    pub fn kind(&self) -> IrrepType {
        self.kind
    }

    /// The number of the complex conjugate irrep: its own, unless the type is C.
    #[must_use]
    pub fn partner(&self) -> usize {
        self.partner
    }

    /// ρ_ij(g).
    #[must_use]
    pub fn entry(&self, g: usize, i: usize, j: usize) -> Complex64 {
        self.values[self.at(g, i, j)]
    }

    /// ρ_ij(g) as an exact number, when the irrep is known over a cyclotomic field.
    #[must_use]
    pub fn exact_entry(&self, g: usize, i: usize, j: usize) -> Option<&Exact> {
        self.exact.as_ref().map(|form| &form.values[self.at(g, i, j)])
    }

    /// The metric D_i: ρ(g)* D ρ(g) = D. All 1 where ρ is unitary.
    #[must_use]
    pub fn metric(&self, i: usize) -> f64 {
        self.metric[i]
    }

    /// The metric D_i as an exact number.
    #[must_use]
    pub fn exact_metric(&self, i: usize) -> Option<&Exact> {
        self.exact.as_ref().map(|form| &form.metric[i])
    }

    /// The metric D_i, exact where it is known.
    #[must_use]
    pub fn metric_constant(&self, i: usize) -> Constant {
        Constant::new(self.metric[i].into(), self.exact_metric(i).cloned())
    }

    /// Whether the matrices are known over a cyclotomic field.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact.is_some()
    }

    /// χ(g) = tr ρ(g).
    #[must_use]
    pub fn character(&self, g: usize) -> Complex64 {
        (0..self.degree).map(|i| self.entry(g, i, i)).sum()
    }

    fn at(&self, g: usize, i: usize, j: usize) -> usize {
        (g * self.degree + i) * self.degree + j
    }

    fn conjugated(&self, partner: usize) -> Self {
        Irrep {
            partner,
            values: self.values.iter().map(Complex64::conj).collect(),
            exact: self.exact.as_ref().map(|form| ExactForm {
                values: form.values.iter().map(Scalar::conj).collect(),
                metric: form.metric.clone(),
            }),
            ..self.clone()
        }
    }

    fn from_exact(degree: usize, kind: IrrepType, form: ExactForm) -> Option<Self> {
        let mut values = form.values.iter().map(Scalar::to_complex).collect::<Option<Vec<_>>>()?;
        if kind == IrrepType::Real {
            values.iter_mut().for_each(|value| value.im = 0.0);
        }
        let metric = form.metric.iter().map(|x| Some(x.to_complex()?.re)).collect::<Option<Vec<_>>>()?;
        Some(Irrep { degree, kind, partner: 0, values, metric, exact: Some(form) })
    }
}

/// The irreps of a group: the trivial one first, then by degree, type and character; of a conjugate pair the two in turn.
#[derive(Debug)]
pub(super) struct Irreps {
    pub list: Vec<Irrep>,
    /// Of every matrix coefficient κ: its irrep, row and column.
    pub places: Vec<Place>,
}

/// Where a matrix coefficient ρ_ij stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub irrep: usize,
    pub row: usize,
    pub column: usize,
    /// The index of the coefficient ρ_00 of the irrep.
    start: usize,
}

impl Irreps {
    /// The irreps of a group, exact where a form over a cyclotomic field is found.
    ///
    /// # Panics
    /// When the regular representation is not split in many attempts.
    pub fn new(group: &Group) -> Self {
        let mut rest = split::irreps(group);
        let mut list: Vec<Irrep> = Vec::new();
        while !rest.is_empty() {
            let raw = rest.remove(0);
            let exact = characters::exact(group, &raw.character);
            let form = exact.and_then(|character| exact::form(group, &character, raw.degree, raw.kind));
            let form = form.unwrap_or_else(|| forms::normal(group, &raw));
            let at = list.len();
            if raw.kind == IrrepType::Complex {
                let twin = rest.iter().position(|other| other.is_conjugate_of(&raw));
                twin.map(|twin| rest.remove(twin));
                let partner = form.conjugated(at);
                list.extend([Irrep { partner: at + 1, ..form }, partner]);
            } else {
                list.push(Irrep { partner: at, ..form });
            }
        }
        let mut places = Vec::with_capacity(group.order());
        for (irrep, rho) in list.iter().enumerate() {
            let (n, start) = (rho.degree, places.len());
            places.extend((0..n * n).map(|at| Place { irrep, row: at / n, column: at % n, start }));
        }
        Irreps { list, places }
    }

    pub fn irrep(&self, k: usize) -> &Irrep {
        &self.list[self.places[k].irrep]
    }

    /// The index of the coefficient (row, column) of the irrep that k belongs to.
    pub fn sibling(&self, k: usize, row: usize, column: usize) -> usize {
        self.places[k].start + row * self.irrep(k).degree + column
    }

    /// The index τ(κ) and sign σ with conj e_κ = σ e_τ(κ).
    pub fn conjugate(&self, k: usize) -> (usize, bool) {
        let Place { row, column, start, .. } = self.places[k];
        let rho = self.irrep(k);
        let n = rho.degree;
        match rho.kind {
            IrrepType::Real => (k, false),
            // the partner stands directly before or behind
            IrrepType::Complex if rho.partner > self.places[k].irrep => (start + n * n + row * n + column, false),
            IrrepType::Complex => (start - n * n + row * n + column, false),
            IrrepType::Quaternionic => {
                let m = n / 2;
                (self.sibling(k, (row + m) % n, (column + m) % n), (row < m) != (column < m))
            }
        }
    }

    /// e_κ(g) = ρ_ij(g).
    pub fn value(&self, k: usize, g: usize) -> Complex64 {
        let Place { row, column, .. } = self.places[k];
        self.irrep(k).entry(g, row, column)
    }

    pub fn exact_value(&self, k: usize, g: usize) -> Option<&Exact> {
        let Place { row, column, .. } = self.places[k];
        self.irrep(k).exact_entry(g, row, column)
    }

    /// The mean of |e_κ|² over the group: D_j / (n D_i).
    pub fn norm(&self, k: usize) -> f64 {
        let (Place { row, column, .. }, rho) = (self.places[k], self.irrep(k));
        rho.metric(column) / (rho.degree as f64 * rho.metric(row))
    }

    /// The same, exact where the irrep is.
    pub fn norm_constant(&self, k: usize) -> Constant {
        Constant::new(self.norm(k).into(), self.exact_norm(k))
    }

    pub fn exact_norm(&self, k: usize) -> Option<Exact> {
        let (Place { row, column, .. }, rho) = (self.places[k], self.irrep(k));
        let quotient = rho.exact_metric(column)?.checked_div(rho.exact_metric(row)?)?;
        Some(quotient * &Exact::from_ratio(1, rho.degree as u64))
    }
}
