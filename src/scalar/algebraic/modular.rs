//! Polynomials modulo a prime of any size.

use dashu_int::UBig;
use dashu_int::ops::BitTest;

use super::coefficients::product;

/// A polynomial over F_p by its coefficients below p, the last of which is not 0.
pub(super) type Residues = Vec<UBig>;

/// The field F_p.
pub(super) struct Field {
    p: UBig,
}

impl Field {
    pub fn new(p: UBig) -> Self {
        Field { p }
    }

    pub fn prime(&self) -> &UBig {
        &self.p
    }

    fn trimmed(mut f: Residues) -> Residues {
        while f.last().is_some_and(|last| *last == UBig::ZERO) {
            f.pop();
        }
        f
    }

    fn subtract(&self, x: &UBig, y: &UBig) -> UBig {
        if x >= y { x - y } else { &self.p - y + x }
    }

    /// x to the power n.
    pub fn power(&self, x: &UBig, n: &UBig) -> UBig {
        let mut result = UBig::ONE;
        for bit in (0..n.bit_len()).rev() {
            result = (&result * &result) % &self.p;
            if n.bit(bit) {
                result = (result * x) % &self.p;
            }
        }
        result
    }

    fn inverse(&self, x: &UBig) -> UBig {
        self.power(x, &(&self.p - UBig::from(2u8)))
    }

    pub fn minus(&self, f: &[UBig], g: &[UBig]) -> Residues {
        let at = |f: &[UBig], i: usize| f.get(i).cloned().unwrap_or(UBig::ZERO);
        let length = f.len().max(g.len());
        Self::trimmed((0..length).map(|i| self.subtract(&at(f, i), &at(g, i))).collect())
    }

    pub fn times(&self, f: &[UBig], g: &[UBig]) -> Residues {
        Self::trimmed(product(f, g).into_iter().map(|c| c % &self.p).collect())
    }

    /// f divided by its leading coefficient.
    pub fn monic(&self, f: &[UBig]) -> Residues {
        match f.last() {
            Some(top) if *top != UBig::ONE => {
                let inverse = self.inverse(top);
                f.iter().map(|c| (c * &inverse) % &self.p).collect()
            }
            _ => f.to_vec(),
        }
    }

    /// Quotient and remainder by a monic polynomial.
    pub fn divide(&self, f: &[UBig], monic: &[UBig]) -> (Residues, Residues) {
        let mut rest = f.to_vec();
        let mut quotient = vec![UBig::ZERO; (f.len() + 1).saturating_sub(monic.len())];
        for at in (0..quotient.len()).rev() {
            let factor = rest[at + monic.len() - 1].clone() % &self.p;
            for (i, c) in monic.iter().enumerate() {
                let product = (&factor * c) % &self.p;
                rest[at + i] = self.subtract(&rest[at + i], &product);
            }
            quotient[at] = factor;
        }
        (Self::trimmed(quotient), Self::trimmed(rest))
    }

    pub fn gcd(&self, f: &[UBig], g: &[UBig]) -> Residues {
        let (mut f, mut g) = (self.monic(f), self.monic(g));
        while !g.is_empty() {
            let rest = self.divide(&f, &g).1;
            f = g;
            g = self.monic(&rest);
        }
        f
    }

    /// fⁿ modulo a monic polynomial.
    pub fn power_modulo(&self, f: &[UBig], n: &UBig, monic: &[UBig]) -> Residues {
        let mut result = vec![UBig::ONE];
        for bit in (0..n.bit_len()).rev() {
            result = self.divide(&self.times(&result, &result), monic).1;
            if n.bit(bit) {
                result = self.divide(&self.times(&result, f), monic).1;
            }
        }
        result
    }

    /// The monic irreducible factors of a square-free monic polynomial: by degree, then by random splitting (Cantor and
    /// Zassenhaus, Math. Comp. 36, 1981), with p odd.
    pub fn factors(&self, f: &[UBig]) -> Vec<Residues> {
        let (mut rest, mut found, mut degree) = (f.to_vec(), Vec::new(), 0);
        let x = vec![UBig::ZERO, UBig::ONE];
        let mut frobenius = self.divide(&x, f).1;
        while rest.len() > 1 {
            degree += 1;
            if 2 * degree > rest.len() - 1 {
                found.push(rest);
                break;
            }
            frobenius = self.power_modulo(&frobenius, &self.p, &rest);
            let product = self.gcd(&self.minus(&frobenius, &x), &rest);
            if product.len() > 1 {
                rest = self.divide(&rest, &product).0;
                frobenius = self.divide(&frobenius, &rest).1;
                self.split(product, degree, &mut found);
            }
        }
        found
    }

    /// The factors of a product of irreducible polynomials of one degree.
    fn split(&self, f: Residues, degree: usize, found: &mut Vec<Residues>) {
        if f.len() - 1 == degree {
            found.push(f);
            return;
        }
        let half = (self.p.pow(degree) - UBig::ONE) >> 1;
        // x + s, (x + s)² + x, … are as good as random, and the same in every run.
        for shift in 1u64.. {
            let linear = vec![UBig::from(shift) % &self.p, UBig::ONE];
            let base = if degree == 1 { linear } else { self.probe(shift, f.len() - 1) };
            let power = self.power_modulo(&self.divide(&base, &f).1, &half, &f);
            let factor = self.gcd(&self.minus(&power, &[UBig::ONE]), &f);
            if factor.len() > 1 && factor.len() < f.len() {
                let other = self.divide(&f, &factor).0;
                self.split(factor, degree, found);
                self.split(other, degree, found);
                return;
            }
        }
    }

    /// A polynomial of the given degree that depends on a number.
    fn probe(&self, number: u64, degree: usize) -> Residues {
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let coefficients = (0..degree).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            UBig::from(state >> 20) % &self.p
        });
        Self::trimmed(coefficients.chain([UBig::ONE]).collect())
    }
}

/// The next number from `start` on that is prime, as far as the test of Miller and Rabin with forty bases tells.
pub(super) fn next_prime(start: UBig) -> UBig {
    let mut candidate = start | UBig::ONE;
    while !is_probable_prime(&candidate) {
        candidate += UBig::from(2u8);
    }
    candidate
}

fn is_probable_prime(n: &UBig) -> bool {
    const SMALL: [u32; 40] = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
        109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173,
    ];
    if SMALL.iter().any(|&p| n % p == 0) {
        return SMALL.iter().any(|&p| *n == UBig::from(p));
    }
    let one_less = n - UBig::ONE;
    let twos = one_less.trailing_zeros().unwrap_or(0);
    let odd = &one_less >> twos;
    let field = Field::new(n.clone());
    SMALL.iter().all(|&base| {
        let mut x = field.power(&UBig::from(base), &odd);
        let mut passes = x == UBig::ONE || x == one_less;
        for _ in 1..twos {
            x = (&x * &x) % n;
            passes |= x == one_less;
        }
        passes
    })
}
