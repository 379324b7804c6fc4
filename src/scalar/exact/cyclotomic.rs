//! Cyclotomic polynomials Φ_n, and tables of x^e mod Φ_n for small n.

use std::sync::{Arc, OnceLock};

/// Orders up to this have a table.
pub(crate) const TABLED: usize = 128;

/// The powers of ζ_n in the basis 1, ζ_n, …, ζ_n^{φ(n)−1}.
pub(crate) struct Table {
    degree: usize,
    /// Row e, column i: the coefficient of ζ^i in ζ^e.
    entries: Vec<i32>,
}

impl Table {
    fn new(n: usize) -> Self {
        let modulus = cyclotomic_polynomial(n);
        let degree = modulus.len() - 1;
        let mut row: Vec<i64> = std::iter::once(1).chain(std::iter::repeat_n(0, degree - 1)).collect();
        let mut entries = Vec::with_capacity(n * degree);
        for _ in 0..n {
            entries.extend(row.iter().map(|&entry| i32::try_from(entry).expect("small for n ≤ 128")));
            // Multiply by x; x^φ(n) is minus the lower part of Φ_n.
            let top = row[degree - 1];
            row.rotate_right(1);
            row[0] = 0;
            for (entry, coefficient) in row.iter_mut().zip(modulus.iter()) {
                *entry -= top * coefficient;
            }
        }
        Table { degree, entries }
    }

    /// The table for order n ≤ [`TABLED`].
    pub fn get(n: usize) -> &'static Table {
        static TABLES: [OnceLock<Table>; TABLED + 1] = [const { OnceLock::new() }; TABLED + 1];
        TABLES[n].get_or_init(|| Table::new(n))
    }

    /// φ(n).
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// ζ^e for e < n.
    pub fn power(&self, exponent: usize) -> &[i32] {
        &self.entries[exponent * self.degree..][..self.degree]
    }
}

/// The coefficients of Φ_n, constant term first. Computed once for each n; n up to a few thousand.
pub(crate) fn cyclotomic_polynomial(n: usize) -> Arc<[i64]> {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, PoisonError};
    static KNOWN: LazyLock<Mutex<HashMap<usize, Arc<[i64]>>>> = LazyLock::new(Mutex::default);
    if let Some(known) = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&n) {
        return known.clone();
    }
    // x^n − 1 = Π_{d | n} Φ_d.
    let mut quotient = vec![0i64; n + 1];
    quotient[0] = -1;
    quotient[n] = 1;
    for d in (1..n).filter(|d| n.is_multiple_of(*d)) {
        quotient = divide_exactly(quotient, &cyclotomic_polynomial(d));
    }
    let polynomial: Arc<[i64]> = quotient.into();
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(n, polynomial.clone());
    polynomial
}

/// The quotient by a monic polynomial that divides.
fn divide_exactly(mut dividend: Vec<i64>, divisor: &[i64]) -> Vec<i64> {
    let degree = divisor.len() - 1;
    for top in (degree..dividend.len()).rev() {
        let lead = dividend[top];
        for (i, &coefficient) in divisor[..degree].iter().enumerate() {
            dividend[top - degree + i] -= lead * coefficient;
        }
    }
    dividend.split_off(degree)
}
