//! Reduction of integer lattices, and integer relations between real numbers.

use dashu_int::IBig;
use dashu_int::ops::BitTest;

/// Lovász's constant.
const DELTA: f64 = 0.99;
/// Size reduction is left alone below this.
const ETA: f64 = 0.51;
/// Passes of size reduction of one row: each takes some forty bits away.
const MAX_PASSES: usize = 400;
/// Rounding never moves rows for ever: after so many the basis is left as it is, still one of the lattice.
const MAX_MOVES: usize = 1 << 22;

/// Makes the rows of a basis short and nearly orthogonal (Lenstra, Lenstra and Lovász, Math. Ann. 261, 1982), with the
/// rows exact and their Gram–Schmidt coefficients in double precision (Schnorr and Euchner, Math. Prog. 66, 1994): for up
/// to some thirty independent rows of any size.
///
/// ```
/// use cogring::scalar::algebraic::reduce_lattice;
/// let mut rows = vec![vec![1.into(), 0.into(), 1000.into()], vec![0.into(), 1.into(), 1001.into()]];
/// reduce_lattice(&mut rows);
/// assert_eq!(rows[0].iter().map(|x| x * x).sum::<dashu_int::IBig>(), 3.into());
/// ```
pub fn reduce_lattice(rows: &mut [Vec<IBig>]) {
    if rows.len() < 2 {
        return;
    }
    let mut state = Reduction::new(rows);
    let (mut k, mut moves) = (1, 0);
    while k < rows.len() && moves < MAX_MOVES {
        state.reduce_size(rows, k);
        let place = state.insertion_place(k);
        if place < k {
            rows[place..=k].rotate_right(1);
            state.moved(place, k);
            moves += 1;
            k = place.max(1);
        } else {
            k += 1;
        }
    }
}

/// Rows as floats with an exponent each, and what Gram and Schmidt make of those that are reduced.
struct Reduction {
    exponents: Vec<i64>,
    floats: Vec<Vec<f64>>,
    /// ⟨b_i, b_j*⟩ and ⟨b_i, b_j*⟩/|b_j*|², in units of the rows' exponents.
    projections: Vec<Vec<f64>>,
    coefficients: Vec<Vec<f64>>,
}

impl Reduction {
    fn new(rows: &[Vec<IBig>]) -> Self {
        let count = rows.len();
        let mut state = Reduction {
            exponents: vec![0; count],
            floats: vec![Vec::new(); count],
            projections: vec![vec![0.0; count]; count],
            coefficients: vec![vec![0.0; count]; count],
        };
        for k in 0..count {
            state.load(rows, k);
        }
        state.orthogonalize(0);
        state
    }

    /// The row as floats.
    fn load(&mut self, rows: &[Vec<IBig>], k: usize) {
        let bits = rows[k].iter().map(BitTest::bit_len).max().unwrap_or(0) as i64;
        self.exponents[k] = bits;
        self.floats[k] = rows[k].iter().map(|x| scaled(x, bits)).collect();
    }

    /// Coefficients of row k by the rows before it.
    fn orthogonalize(&mut self, k: usize) {
        for j in 0..=k {
            let mut projection: f64 = self.floats[k].iter().zip(&self.floats[j]).map(|(x, y)| x * y).sum();
            for i in 0..j {
                projection -= self.coefficients[j][i] * self.projections[k][i];
            }
            self.projections[k][j] = projection;
            if j < k {
                let square = self.projections[j][j];
                self.coefficients[k][j] = if square > 0.0 { projection / square } else { 0.0 };
            }
        }
    }

    fn reduce_size(&mut self, rows: &mut [Vec<IBig>], k: usize) {
        for _ in 0..MAX_PASSES {
            self.orthogonalize(k);
            let mut changed = false;
            for j in (0..k).rev() {
                let shift = self.exponents[k] - self.exponents[j];
                let coefficient = self.coefficients[k][j];
                if coefficient == 0.0 || (coefficient.abs().log2() + shift as f64) < ETA.log2() {
                    continue;
                }
                let (integer, float) = rounded(coefficient, shift);
                if float == 0.0 {
                    continue;
                }
                changed = true;
                let (before, from) = rows.split_at_mut(k);
                for (x, y) in from[0].iter_mut().zip(&before[j]) {
                    *x -= &integer * y;
                }
                let step: Vec<f64> = self.coefficients[j][..j].iter().map(|c| float * c).collect();
                self.coefficients[k].iter_mut().zip(step).for_each(|(c, step)| *c -= step);
            }
            if !changed {
                return;
            }
            self.load(rows, k);
        }
    }

    /// Where Lovász's condition wants row k, which is reduced by those before it.
    fn insertion_place(&self, k: usize) -> usize {
        let mut place = k;
        // |b_k|² without the parts along b_0*, …, b_{place−1}*
        let mut left = self.projections[k][k];
        while place > 0 {
            let j = place - 1;
            left += self.coefficients[k][j] * self.projections[k][j];
            let ratio = exp2(2 * (self.exponents[k] - self.exponents[j]));
            if left.max(0.0) * ratio >= DELTA * self.projections[j][j] {
                break;
            }
            place = j;
        }
        place
    }

    /// Row k has become row `place`.
    fn moved(&mut self, place: usize, k: usize) {
        self.exponents[place..=k].rotate_right(1);
        self.floats[place..=k].rotate_right(1);
        if place == 0 {
            self.orthogonalize(0);
        }
    }
}

/// x / 2ᵇⁱᵗˢ.
fn scaled(x: &IBig, bits: i64) -> f64 {
    let own = x.bit_len() as i64;
    if own <= 62 {
        return i64::try_from(x).map_or(0.0, |x| x as f64) * exp2(-bits);
    }
    let shift = own - 62;
    i64::try_from(&(x >> shift as usize)).map_or(0.0, |x| x as f64) * exp2(shift - bits)
}

/// The integer nearest to x·2ˢʰⁱᶠᵗ, and the same as a multiple of 2ˢʰⁱᶠᵗ.
fn rounded(x: f64, shift: i64) -> (IBig, f64) {
    let value = x * exp2(shift);
    if value.abs() < 9e15 {
        let integer = value.round();
        return (IBig::from(integer as i64), integer * exp2(-shift));
    }
    // x is a multiple of 2^(e − 53)
    let exponent = x.abs().log2().floor() as i64 + 1;
    let mantissa = (x * exp2(53 - exponent)).round();
    let left = exponent - 53 + shift;
    (IBig::from(mantissa as i64) << left.max(0) as usize, x)
}

fn exp2(exponent: i64) -> f64 {
    f64::powi(2.0, exponent.clamp(-2000, 2000) as i32)
}

/// The shortest integer relation Σ c_i x_i ≈ 0 between real numbers, given as multiples of 2^(−bits), that is found.
///
/// The numbers are fed some bits at a time into a lattice that stays reduced, and what gets short is tried at full
/// precision: |Σ c_i x_i| must be below 2^slack units times Σ |c_i|. `None` when the coefficients would have more than
/// `largest` bits each.
///
/// ```
/// use cogring::scalar::algebraic::{Polynomial, fixed_root, integer_relation, isolate_roots};
/// // √2 and 1 + 3√2, to 200 bits
/// let q = Polynomial::from_words(&[-2, 0, 1]);
/// let root = fixed_root(&q, &isolate_roots(&q)[1], 200);
/// let other = (dashu_int::IBig::ONE << 200) + &root * dashu_int::IBig::from(3);
/// let relation = integer_relation(&[dashu_int::IBig::ONE << 200, root, other], 200, 8, 50).expect("a relation");
/// assert_eq!(relation[0], -&relation[2]);
/// assert_eq!(relation[1], &relation[0] * dashu_int::IBig::from(3));
/// ```
#[must_use]
pub fn integer_relation(numbers: &[IBig], bits: usize, slack: usize, largest: usize) -> Option<Vec<IBig>> {
    /// How many bits are fed at a time.
    const STEP: usize = 24;
    let count = numbers.len();
    let unit = |i: usize| (0..count).map(|j| IBig::from(u8::from(i == j))).collect::<Vec<_>>();
    let mut rows: Vec<Vec<IBig>> = (0..count).map(unit).collect();
    let mut fed = 0;
    while fed + slack < bits {
        fed = (fed + STEP).min(bits - slack);
        for row in &mut rows {
            row.truncate(count);
            let value: IBig = row.iter().zip(numbers).map(|(c, x)| c * x).sum();
            row.push(value >> (bits - fed));
        }
        reduce_lattice(&mut rows);
        for row in rows.iter().take(2) {
            let coefficients = &row[..count];
            let value: IBig = coefficients.iter().zip(numbers).map(|(c, x)| c * x).sum();
            let size: IBig = coefficients.iter().map(|c| if *c < IBig::ZERO { -c } else { c.clone() }).sum();
            if size != IBig::ZERO && value.bit_len() <= size.bit_len() + slack {
                let is_small = coefficients.iter().all(|c| c.bit_len() <= largest);
                return is_small.then(|| coefficients.to_vec());
            }
        }
        let shortest = rows.iter().map(|row| row[..count].iter().map(BitTest::bit_len).max().unwrap_or(0)).min();
        if shortest.unwrap_or(0) > largest + STEP {
            return None;
        }
    }
    None
}
