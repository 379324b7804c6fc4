//! Linear algebra modulo a prime that is little larger than 2³⁰.

/// How many products of two residues are added before they are reduced: 8 p² < 2⁶⁴ for p < 1.4 · 2³⁰.
const TOGETHER: usize = 8;

/// The reduced row echelon form of a matrix.
pub(super) struct Echelon {
    p: u64,
    columns: usize,
    /// The column of the leading 1 of every row, where all other rows are 0.
    pivots: Vec<usize>,
    rows: Vec<Vec<u64>>,
}

impl Echelon {
    pub fn of(matrix: Vec<Vec<u64>>, p: u64) -> Self {
        let columns = matrix.first().map_or(0, Vec::len);
        let mut echelon = Echelon { p, columns, pivots: Vec::new(), rows: Vec::new() };
        for mut row in matrix {
            if echelon.rank() == columns {
                break;
            }
            echelon.reduce(&mut row);
            let Some(pivot) = row.iter().position(|&x| x != 0) else { continue };
            let inverse = power(row[pivot], p - 2, p);
            row.iter_mut().for_each(|x| *x = *x * inverse % p);
            for earlier in echelon.rows.iter_mut().filter(|earlier| earlier[pivot] != 0) {
                let factor = p - earlier[pivot];
                earlier.iter_mut().zip(&row).for_each(|(x, y)| *x = (*x + factor * y) % p);
            }
            echelon.pivots.push(pivot);
            echelon.rows.push(row);
        }
        echelon
    }

    /// Takes away multiples of the rows, so that the entries at all pivots are 0.
    fn reduce(&self, row: &mut [u64]) {
        // the rows are 0 at each other's pivots, so that the factors are known before
        let factors: Vec<u64> = self.pivots.iter().map(|&pivot| (self.p - row[pivot]) % self.p).collect();
        for (rows, factors) in self.rows.chunks(TOGETHER).zip(factors.chunks(TOGETHER)) {
            if factors.iter().all(|&factor| factor == 0) {
                continue;
            }
            for (own, &factor) in rows.iter().zip(factors) {
                row.iter_mut().zip(own).for_each(|(x, y)| *x += factor * y);
            }
            row.iter_mut().for_each(|x| *x %= self.p);
        }
    }

    pub fn rank(&self) -> usize {
        self.rows.len()
    }

    /// A vector of the null space, with these numbers where there is no pivot.
    pub fn null_vector(&self, mut next: impl FnMut() -> u64) -> Vec<u64> {
        let mut vector: Vec<u64> = (0..self.columns).map(|_| next() % self.p).collect();
        self.pivots.iter().for_each(|&pivot| vector[pivot] = 0);
        let at_pivot = |row: &Vec<u64>| {
            let sum = row.iter().zip(&vector).fold(0, |sum, (x, y)| (sum + x * y) % self.p);
            (self.p - sum) % self.p
        };
        let values: Vec<u64> = self.rows.iter().map(at_pivot).collect();
        self.pivots.iter().zip(values).for_each(|(&pivot, value)| vector[pivot] = value);
        vector
    }
}

fn power(x: u64, n: u64, p: u64) -> u64 {
    let (mut result, mut base, mut rest) = (1, x % p, n);
    while rest > 0 {
        if rest & 1 == 1 {
            result = result * base % p;
        }
        base = base * base % p;
        rest >>= 1;
    }
    result
}
