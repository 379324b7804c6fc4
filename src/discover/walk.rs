//! Along the variety to an isolated point: one linear condition after the other, each with small rational coefficients.

use std::collections::BTreeSet;

use dashu_ratio::RBig;

use super::align::exchange;
use crate::variety::{FunctionBasis, LinearRow, ResidualMap, Tangent, correct, largest};

/// A network is moved until it fulfils a condition: |F| and |C x − d| below this.
const ARRIVED: f64 = 1e-11;
/// Steps towards a condition, and the smallest one.
const MAX_STEPS: usize = 12;
const LEAST_STEP: f64 = 1e-3;
/// How far weights may grow, as a multiple of those at the start.
const GROWTH: f64 = 40.0;
/// Conditions that move along the tangent space less than this do not choose among its points.
pub(super) const SENSITIVE: f64 = 1e-3;

/// A condition on coordinates in a basis of functions: Σ c_i y_i = numerator/denominator, with c_i = ±1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Condition {
    /// Coordinates, numbered as the unknowns are, and their signs.
    pub terms: Vec<(usize, i8)>,
    /// The value.
    pub value: (i64, i64),
}

impl Condition {
    pub fn value(&self) -> f64 {
        self.value.0 as f64 / self.value.1 as f64
    }
}

/// A point of the variety with the conditions that it fulfils.
pub(super) struct Walk<'a> {
    map: &'a ResidualMap,
    basis: &'a FunctionBasis,
    /// The inverse of the basis, entries that are not 0.
    functionals: Vec<Vec<(usize, f64)>>,
    /// The coordinates of f ∘ σ as sums of those of f, σ the exchange of the inputs, where all coefficients are 0 and ±1.
    exchange: Option<Vec<Vec<(usize, i8)>>>,
    pub x: Vec<f64>,
    pub conditions: Vec<Condition>,
    rows: Vec<LinearRow>,
    tangent: Tangent,
    /// The rank of J alone, which must not change.
    rank: usize,
    /// How large weights may get.
    bound: f64,
    /// How many conditions were tried.
    pub tried: usize,
}

impl<'a> Walk<'a> {
    /// At a point of the variety, with w_0 = 0 for every node, and its largest coordinate made 1. `None` when Newton's iteration
    /// does not come back.
    pub fn new(map: &'a ResidualMap, basis: &'a FunctionBasis, x: &[f64]) -> Option<Self> {
        let mut walk = Self::at(map, basis, x.to_vec());
        walk.fix_gauge();
        let corrected = correct(map, walk.x.clone(), &walk.rows, None, usize::MAX, 10);
        if corrected.error >= ARRIVED {
            return None;
        }
        walk.x = corrected.x;
        walk.settle();
        Some(walk)
    }

    /// At a point that fulfils these conditions.
    pub fn resume(map: &'a ResidualMap, basis: &'a FunctionBasis, x: Vec<f64>, conditions: Vec<Condition>) -> Self {
        let mut walk = Self::at(map, basis, x);
        conditions.into_iter().for_each(|condition| walk.hold(condition));
        walk.settle();
        walk
    }

    fn at(map: &'a ResidualMap, basis: &'a FunctionBasis, x: Vec<f64>) -> Self {
        let functional = |row: &Vec<RBig>| {
            let entries = row.iter().enumerate().filter(|(_, c)| !c.is_zero());
            entries.map(|(g, c)| (g, c.to_f64().value())).collect()
        };
        let functionals: Vec<Vec<(usize, f64)>> = basis.inverse().iter().map(functional).collect();
        let tangent = Tangent::new(map, &x, &[], 0);
        Walk {
            map,
            basis,
            functionals,
            exchange: exchanged_coordinates(map, basis),
            x,
            conditions: Vec::new(),
            rows: Vec::new(),
            tangent,
            rank: 0,
            bound: f64::INFINITY,
            tried: 0,
        }
    }

    fn settle(&mut self) {
        self.rank = Tangent::new(self.map, &self.x, &[], usize::MAX).rank();
        self.tangent = Tangent::new(self.map, &self.x, &self.rows, usize::MAX);
        self.bound = GROWTH * largest(&self.x).max(1.0);
    }

    fn fix_gauge(&mut self) {
        let (d, length) = (self.map.order(), self.map.order() * self.map.width());
        for j in 0..self.map.width() {
            let y = self.coordinates();
            let (u, w) = (j * d, length + j * d);
            // the constant function is e_0, with the value 1
            let shift = y[w];
            for g in 0..d {
                self.x[u + g] += shift;
                self.x[w + g] -= shift;
            }
            let y = self.coordinates();
            let mut candidates: Vec<(usize, f64)> =
                [u, w].iter().flat_map(|at| (1..d).map(move |i| at + i)).map(|i| (i, y[i])).collect();
            candidates.push((u, y[u] / 4.0));
            let first = candidates[0];
            let (place, _) =
                candidates.into_iter().fold(first, |best, next| if next.1.abs() > best.1.abs() { next } else { best });
            let scale = y[place];
            if scale.abs() > 1e-12 {
                for g in 0..d {
                    self.x[u + g] /= scale;
                    self.x[w + g] /= scale;
                    self.x[2 * length + j * d + g] *= scale * scale;
                }
                self.hold(Condition { terms: vec![(place, 1)], value: (1, 1) });
            }
            self.hold(Condition { terms: vec![(w, 1)], value: (0, 1) });
        }
    }

    fn hold(&mut self, condition: Condition) {
        self.rows.push(self.row(&condition));
        self.conditions.push(condition);
    }

    /// The condition on the unknowns.
    fn row(&self, condition: &Condition) -> LinearRow {
        let d = self.map.order();
        let entries = condition.terms.iter().flat_map(|&(at, sign)| {
            let (from, i) = (at / d * d, at % d);
            self.functionals[i].iter().map(move |&(g, c)| (from + g, f64::from(sign) * c))
        });
        LinearRow { entries: entries.collect(), value: condition.value() }
    }

    /// The rows of all conditions.
    pub fn rows(&self) -> &[LinearRow] {
        &self.rows
    }

    pub fn exchange(&self) -> Option<&[Vec<(usize, i8)>]> {
        self.exchange.as_deref()
    }

    pub fn basis(&self) -> &FunctionBasis {
        self.basis
    }

    pub fn map(&self) -> &ResidualMap {
        self.map
    }

    pub fn tangent(&self) -> &Tangent {
        &self.tangent
    }

    /// The coordinates of the point in the basis.
    pub fn coordinates(&self) -> Vec<f64> {
        let d = self.map.order();
        let of = |function: &[f64]| {
            self.functionals.iter().map(|row| row.iter().map(|&(g, c)| c * function[g]).sum()).collect::<Vec<f64>>()
        };
        self.x.chunks_exact(d).flat_map(of).collect()
    }

    /// How the coordinates move along the tangent space: one row of its basis for each.
    pub fn sensitivities(&self) -> Vec<Vec<f64>> {
        let (d, null) = (self.map.order(), self.tangent.null());
        let row = |at: usize| {
            let (from, i) = (at / d * d, at % d);
            (0..null.ncols()).map(|k| self.functionals[i].iter().map(|&(g, c)| c * null[(from + g, k)]).sum()).collect()
        };
        (0..self.x.len()).map(row).collect()
    }

    /// The dimension that is left.
    pub fn dimension(&self) -> usize {
        self.tangent.null().ncols()
    }

    /// Moves to a point that fulfils one more condition; the variety must look the same there, with one dimension less.
    fn impose(&mut self, condition: Condition) -> bool {
        self.tried += 1;
        let row = self.row(&condition);
        let Some(x) = self.drive(&row) else { return false };
        let mut rows = self.rows.clone();
        rows.push(row);
        let tangent = Tangent::new(self.map, &x, &rows, usize::MAX);
        let narrower = tangent.null().ncols() + 1 == self.dimension() && tangent.factor().is_clear();
        if !narrower || Tangent::new(self.map, &x, &[], usize::MAX).rank() != self.rank {
            return false;
        }
        (self.x, self.rows, self.tangent) = (x, rows, tangent);
        self.conditions.push(condition);
        true
    }

    /// Along the variety until the row has its value, all of the way at once if possible.
    fn drive(&self, row: &LinearRow) -> Option<Vec<f64>> {
        let mut rows = self.rows.clone();
        rows.push(row.clone());
        let last = rows.len() - 1;
        let rank = self.tangent.rank() + 1;
        let (mut x, mut current, mut step) = (self.x.clone(), row.at(&self.x), 1.0);
        for _ in 0..MAX_STEPS {
            let goal = if step >= 1.0 { row.value } else { current + (row.value - current) * step };
            rows[last].value = goal;
            let corrected = correct(self.map, x.clone(), &rows, None, rank, 6);
            let moved = x.iter().zip(&corrected.x).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max);
            let near = moved < 10.0 * ((goal - current).abs() + 0.3) && largest(&corrected.x) < self.bound;
            if corrected.error < ARRIVED && near {
                (x, current) = (corrected.x, goal);
                if step >= 1.0 {
                    return Some(x);
                }
                step = (step * 2.0_f64).min(1.0);
            } else {
                step /= 3.0;
                if step < LEAST_STEP {
                    return None;
                }
            }
        }
        None
    }

    /// Imposes one candidate after the other, the cheapest first, until the dimension is 0, `failures` of them have failed, or
    /// there are no more. `candidates` lists them with their costs for the point that has been reached.
    pub fn stage(&mut self, failures: usize, candidates: &mut dyn FnMut(&Self) -> Vec<(f64, Condition)>) {
        let (mut failed, mut bad) = (0, BTreeSet::new());
        while self.dimension() > 0 && failed < failures {
            let mut list = candidates(self);
            list.sort_by(|x, y| x.0.total_cmp(&y.0).then_with(|| x.1.cmp(&y.1)));
            let mut progress = false;
            for (_, condition) in list {
                if bad.contains(&condition) {
                    continue;
                }
                if self.impose(condition.clone()) {
                    progress = true;
                    break;
                }
                bad.insert(condition);
                failed += 1;
                if failed >= failures {
                    break;
                }
            }
            if !progress {
                return;
            }
        }
    }
}

fn exchanged_coordinates(map: &ResidualMap, basis: &FunctionBasis) -> Option<Vec<Vec<(usize, i8)>>> {
    let (exchange, d) = (exchange(map), map.order());
    let coefficient = |i: usize, k: usize| -> RBig {
        let terms = (0..d).filter(|&g| !basis.inverse()[i][g].is_zero());
        terms.map(|g| &basis.inverse()[i][g] * &basis.matrix()[exchange[g]][k]).fold(RBig::ZERO, |sum, x| sum + x)
    };
    let sign = |c: RBig| [0i8, 1, -1].into_iter().find(|&sign| c == RBig::from(sign));
    let row = |i: usize| -> Option<Vec<(usize, i8)>> {
        let signs = (0..d).map(|k| sign(coefficient(i, k))).collect::<Option<Vec<i8>>>()?;
        Some(signs.into_iter().enumerate().filter(|&(_, c)| c != 0).collect())
    };
    (0..d).map(row).collect()
}
