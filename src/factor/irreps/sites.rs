//! The irreps as they are factored, and how much of every node is at each.

use std::f64::consts::SQRT_2;

use nalgebra::DMatrix;
use num_complex::Complex64;

use super::{HAT, Hat, Hats, MixedIrrepNode};
use crate::construct::IrrepOrders;
use crate::dual::{Dual, IrrepType};
use crate::network::DenseSpectrum;

/// An irrep, or a character of an Abelian group; of a pair of type C the first.
pub(in crate::factor) struct Site {
    pub irrep: usize,
    pub kind: IrrepType,
    pub degree: usize,
    /// The index of its first matrix coefficient; the others follow row by row.
    pub start: usize,
    /// The orders that are known.
    pub orders: IrrepOrders,
    /// How many irreps it stands for.
    multiplicity: usize,
}

impl Site {
    /// All of them, the trivial one first.
    pub fn all(dual: &Dual) -> Vec<Self> {
        let is_first = |&k: &usize| dual.place(k).is_none_or(|(_, row, column)| row == 0 && column == 0);
        let site = |k: usize| Site {
            irrep: dual.place(k).map_or(k, |(irrep, ..)| irrep),
            kind: dual.kind(k),
            degree: dual.degree(k),
            start: k,
            orders: IrrepOrders::of(dual, k),
            multiplicity: dual.multiplicity(k),
        };
        std::iter::once(0).chain(dual.representatives().filter(is_first)).map(site).collect()
    }

    /// The places of its matrix coefficients.
    pub fn places(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.degree * self.degree
    }

    /// What Σ ‖A‖ ‖B‖ ‖C‖ is at least.
    pub fn weight_bound(&self) -> f64 {
        let cube = self.degree.pow(3) as f64;
        if self.kind == IrrepType::Quaternionic { SQRT_2 * cube } else { cube }
    }

    /// Its part of Σ t n^{5/2}.
    pub fn norm_bound(&self) -> f64 {
        let t = if self.kind == IrrepType::Real { 1.0 } else { SQRT_2 };
        self.multiplicity as f64 * t * (self.degree as f64).powf(2.5)
    }
}

/// ‖·‖²/d of the parts of a, b and c at every site, site × node.
pub(super) struct Masses {
    a: DMatrix<f64>,
    b: DMatrix<f64>,
    c: DMatrix<f64>,
}

impl Masses {
    pub fn new(dual: &Dual, sites: &[Site], spectrum: &DenseSpectrum) -> Self {
        let norms: Vec<f64> = (0..dual.len()).map(|k| dual.norm(k)).collect();
        let masses = |entries: &DMatrix<Complex64>, weight: &dyn Fn(usize) -> f64| {
            DMatrix::from_fn(sites.len(), entries.ncols(), |at, j| {
                let of_pair = sites[at].multiplicity as f64;
                sites[at].places().map(|k| of_pair * entries[(k, j)].norm_sqr() * weight(k)).sum()
            })
        };
        let mut masses = Masses {
            a: masses(&spectrum.a, &|k| norms[k]),
            b: masses(&spectrum.b, &|k| norms[k]),
            c: masses(&spectrum.c, &|k| 1.0 / norms[k]),
        };
        // only the sum of the constants matters to the function: half of it to each
        for j in 0..spectrum.a.ncols() {
            let constant = (spectrum.a[(0, j)] + spectrum.b[(0, j)]).norm_sqr() / 4.0;
            (masses.a[(0, j)], masses.b[(0, j)]) = (constant, constant);
        }
        masses
    }

    /// On which irreps the inputs of a node are.
    pub fn inputs(&self, sites: &[Site], node: usize) -> MixedIrrepNode {
        let [a, b] = [&self.a, &self.b].map(|masses| masses.column(node));
        let own = a.imax();
        let share = |column: nalgebra::DVectorView<'_, f64>| {
            let total = column.sum();
            if total > 0.0 { column[own] / total } else { 0.0 }
        };
        MixedIrrepNode { node, irreps: [sites[own].irrep, sites[b.imax()].irrep], purity: [share(a), share(b)] }
    }

    /// The share of the outputs of `nodes` that is not at their own site, and where it is.
    pub fn hats(&self, sites: &[Site], own: &Site, nodes: &[usize]) -> Hats {
        let of_site = |at: usize| -> f64 { nodes.iter().map(|&j| self.c[(at, j)]).sum() };
        let sums: Vec<f64> = (0..sites.len()).map(of_site).collect();
        let total: f64 = sums[1..].iter().sum();
        if total == 0.0 {
            return Hats { share: 0.0, irreps: Vec::new() };
        }
        let others = sites.iter().zip(&sums).skip(1).filter(|(site, _)| site.irrep != own.irrep);
        let mut irreps: Vec<Hat> = others.map(|(site, sum)| Hat { irrep: site.irrep, share: sum / total }).collect();
        let share = irreps.iter().map(|hat| hat.share).sum();
        irreps.retain(|hat| hat.share >= HAT);
        irreps.sort_by(|x, y| y.share.total_cmp(&x.share));
        Hats { share, irreps }
    }
}
