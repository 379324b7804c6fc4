//! Irreducibility over Q, by factors modulo primes of sixty-two bits.
//!
//! A factor over Z gives one modulo every prime p, a product of some of the irreducible ones. So degrees that no prime excludes
//! are left; when none is, the polynomial is irreducible. Otherwise p exceeds twice the coefficients of any factor (times the
//! leading coefficient), and every product of factors modulo p is tried: what divides over Z makes it reducible, and if nothing
//! does it is irreducible.

use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};

use super::prime::{add, is_prime, multiply, power};
use crate::{Error, Result};

/// What is known of a polynomial.
pub(super) enum Irreducibility {
    Irreducible,
    Reducible { reason: String },
}

/// Primes whose factor degrees are looked at.
const PRIMES: usize = 12;
/// The most products of factors modulo one prime that are tried.
const MAX_FACTORS: usize = 16;

/// A polynomial modulo p, the last coefficient not 0.
type Residues = Vec<u64>;

/// Decides whether an integer polynomial of degree 1 to 24 is irreducible over Q.
///
/// # Errors
/// When its coefficients are so large that primes of sixty-two bits do not decide it.
pub(super) fn decide(polynomial: &[IBig]) -> Result<Irreducibility> {
    let degree = polynomial.len() - 1;
    if degree == 1 {
        return Ok(Irreducibility::Irreducible);
    }
    // bit k: a factor of degree k is possible
    let mut possible: u32 = (1 << degree) - 2;
    let mut fewest: Option<(u64, Vec<Residues>)> = None;
    let (mut p, mut tried, mut not_square_free) = ((1 << 61) + 1, 0, 0);
    while tried < PRIMES && possible != 0 {
        p = next_prime(p + 2);
        let image = residues(polynomial, p);
        if image.len() != polynomial.len() {
            continue;
        }
        let derivative = trimmed((1..image.len()).map(|k| multiply(image[k], k as u64, p)).collect());
        if gcd(&image, &derivative, p).len() > 1 {
            // modulo three primes of sixty-two bits by chance: the polynomial is no square-free one
            not_square_free += 1;
            if not_square_free == 3 {
                return Ok(Irreducibility::Reducible { reason: "it has a double root modulo three primes".to_owned() });
            }
            continue;
        }
        let factors = factors(&monic(&image, p), p);
        let sums = factors.iter().fold(1u32, |sums, factor| sums | (sums << (factor.len() - 1)));
        possible &= sums;
        if fewest.as_ref().is_none_or(|(_, few)| factors.len() < few.len()) {
            fewest = Some((p, factors));
        }
        tried += 1;
    }
    match fewest {
        Some((p, factors)) if possible != 0 => by_products(polynomial, p, &factors),
        _ => Ok(Irreducibility::Irreducible),
    }
}

/// Tries all products of the factors modulo p.
fn by_products(polynomial: &[IBig], p: u64, factors: &[Residues]) -> Result<Irreducibility> {
    let leading = &polynomial[polynomial.len() - 1];
    // Mignotte: a factor has coefficients of at most 2ⁿ ‖f‖, here times the leading coefficient
    let sum = polynomial.iter().fold(UBig::ZERO, |sum, c| sum + c.clone().into_parts().1);
    let bound = (sum * leading.clone().into_parts().1) << polynomial.len();
    if bound.bit_len() > 61 || factors.len() > MAX_FACTORS {
        return Err(Error::unsupported(format!(
            "the minimal polynomial has {} factors modulo {p}, of which a check tries the products of {MAX_FACTORS}, and \
             coefficients up to {} bits in a product, of which it tries 61",
            factors.len(),
            bound.bit_len()
        )));
    }
    let top = residue(leading, p);
    for chosen in 1u32..(1 << (factors.len() - 1)) {
        let some = factors.iter().enumerate().filter(|(at, _)| chosen & (1 << at) != 0);
        let product = some.fold(vec![top], |product, (_, factor)| times(&product, factor, p));
        let candidate: Vec<IBig> = product.iter().map(|&c| lifted(c, p)).collect();
        if divides(&candidate, polynomial) {
            return Ok(Irreducibility::Reducible {
                reason: format!("it has a factor of degree {}", candidate.len() - 1),
            });
        }
    }
    Ok(Irreducibility::Irreducible)
}

/// Whether a polynomial divides another over Q.
fn divides(divisor: &[IBig], dividend: &[IBig]) -> bool {
    let (mut rest, top) = (dividend.to_vec(), &divisor[divisor.len() - 1]);
    while rest.len() >= divisor.len() {
        let factor = rest[rest.len() - 1].clone();
        let from = rest.len() - divisor.len();
        rest.iter_mut().for_each(|c| *c *= top);
        rest[from..].iter_mut().zip(divisor).for_each(|(r, c)| *r -= &factor * c);
        rest.pop();
    }
    rest.iter().all(|c| *c == IBig::ZERO)
}

fn next_prime(mut candidate: u64) -> u64 {
    while !is_prime(candidate) {
        candidate += 2;
    }
    candidate
}

fn residue(c: &IBig, p: u64) -> u64 {
    let (sign, size) = c.clone().into_parts();
    let size: u64 = &size % p;
    if sign == dashu_int::Sign::Negative && size > 0 { p - size } else { size }
}

fn lifted(c: u64, p: u64) -> IBig {
    if c > p / 2 { IBig::from(c) - IBig::from(p) } else { IBig::from(c) }
}

fn residues(polynomial: &[IBig], p: u64) -> Residues {
    trimmed(polynomial.iter().map(|c| residue(c, p)).collect())
}

fn trimmed(mut f: Residues) -> Residues {
    while f.last() == Some(&0) {
        f.pop();
    }
    f
}

fn times(f: &[u64], g: &[u64], p: u64) -> Residues {
    if f.is_empty() || g.is_empty() {
        return Vec::new();
    }
    let mut product = vec![0; f.len() + g.len() - 1];
    for (i, &x) in f.iter().enumerate() {
        for (j, &y) in g.iter().enumerate() {
            product[i + j] = add(product[i + j], multiply(x, y, p), p);
        }
    }
    trimmed(product)
}

fn minus(f: &[u64], g: &[u64], p: u64) -> Residues {
    let at = |f: &[u64], i: usize| f.get(i).copied().unwrap_or(0);
    trimmed((0..f.len().max(g.len())).map(|i| add(at(f, i), p - at(g, i), p)).collect())
}

fn monic(f: &[u64], p: u64) -> Residues {
    let inverse = f.last().map_or(1, |&top| power(top, p - 2, p));
    f.iter().map(|&c| multiply(c, inverse, p)).collect()
}

/// Quotient and remainder by a monic polynomial.
fn divided(f: &[u64], monic: &[u64], p: u64) -> (Residues, Residues) {
    let mut rest = f.to_vec();
    let mut quotient = vec![0; (f.len() + 1).saturating_sub(monic.len())];
    for at in (0..quotient.len()).rev() {
        let factor = rest[at + monic.len() - 1];
        for (i, &c) in monic.iter().enumerate() {
            rest[at + i] = add(rest[at + i], p - multiply(factor, c, p), p);
        }
        quotient[at] = factor;
    }
    (trimmed(quotient), trimmed(rest))
}

fn gcd(f: &[u64], g: &[u64], p: u64) -> Residues {
    let (mut f, mut g) = (monic(f, p), monic(g, p));
    while !g.is_empty() {
        let rest = divided(&f, &g, p).1;
        f = g;
        g = monic(&rest, p);
    }
    f
}

fn power_modulo(f: &[u64], n: u64, modulus: &[u64], p: u64) -> Residues {
    let mut result = vec![1];
    for bit in (0..u64::BITS - n.leading_zeros()).rev() {
        result = divided(&times(&result, &result, p), modulus, p).1;
        if n >> bit & 1 == 1 {
            result = divided(&times(&result, f, p), modulus, p).1;
        }
    }
    result
}

/// The irreducible factors of a monic square-free polynomial, by degrees.
fn factors(f: &[u64], p: u64) -> Vec<Residues> {
    let (mut rest, mut found, x) = (f.to_vec(), Vec::new(), vec![0, 1]);
    let mut frobenius = divided(&x, f, p).1;
    for degree in 1.. {
        if rest.len() == 1 {
            break;
        }
        if 2 * degree > rest.len() - 1 {
            found.push(rest);
            break;
        }
        frobenius = power_modulo(&frobenius, p, &rest, p);
        let product = gcd(&minus(&frobenius, &x, p), &rest, p);
        if product.len() > 1 {
            rest = divided(&rest, &product, p).0;
            frobenius = divided(&frobenius, &rest, p).1;
            split(product, degree, p, &mut found);
        }
    }
    found
}

/// The factors, of one degree k, of a product: t ↦ t^((p^k − 1)/2) tells half of them from the others.
fn split(f: Residues, degree: usize, p: u64, found: &mut Vec<Residues>) {
    if f.len() - 1 == degree {
        found.push(f);
        return;
    }
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    loop {
        let random: Residues = (0..f.len() - 1)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 3) % p
            })
            .collect();
        let random = trimmed(random);
        // (p^k − 1)/2 = (1 + p + … + p^(k−1)) (p − 1)/2
        let (mut conjugate, mut norm) = (random.clone(), random);
        for _ in 1..degree {
            conjugate = power_modulo(&conjugate, p, &f, p);
            norm = divided(&times(&norm, &conjugate, p), &f, p).1;
        }
        let sign = power_modulo(&norm, (p - 1) / 2, &f, p);
        let factor = gcd(&minus(&sign, &[1], p), &f, p);
        if factor.len() > 1 && factor.len() < f.len() {
            let other = divided(&f, &factor, p).0;
            split(factor, degree, p, found);
            split(other, degree, p, found);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_irreducible(coefficients: &[i64]) -> bool {
        let polynomial: Vec<IBig> = coefficients.iter().map(|&c| IBig::from(c)).collect();
        matches!(decide(&polynomial).expect("small"), Irreducibility::Irreducible)
    }

    #[test]
    fn reducible_polynomials_are_told() {
        let irreducible: [&[i64]; 8] = [
            &[0, 1],
            &[-2, 0, 1],
            &[-4, -8, 4, 8, 1],
            &[1, 3, -4, 1],
            &[-32, -208, -137, 858, 1071],
            // reducible modulo every prime
            &[1, 0, 0, 0, 1],
            &[1, 0, -10, 0, 1],
            &[576, 0, -960, 0, 352, 0, -40, 0, 1],
        ];
        for coefficients in irreducible {
            assert!(is_irreducible(coefficients), "{coefficients:?}");
        }
        let reducible: [&[i64]; 6] =
            [&[-4, 0, 1], &[0, 0, 1], &[4, 0, 0, 0, 1], &[1, 2, 3, 2, 1], &[-6, 1, 1], &[10, 0, -9, 0, 2]];
        for coefficients in reducible {
            assert!(!is_irreducible(coefficients), "{coefficients:?}");
        }
    }
}
