//! Factorization of polynomials over Z.

use dashu_int::ops::SquareRoot;
use dashu_int::{IBig, UBig};

use super::modular::{Field, Residues, next_prime};
use super::polynomial::Polynomial;

/// The primitive irreducible factors of a polynomial other than 0, with their multiplicities.
///
/// Square-free parts are factored modulo one prime above twice the size of any coefficient of a factor, and the factors
/// multiplied in all ways that may give one over Z (Zassenhaus, J. Number Theory 1, 1969, without lifting): what is found
/// divides, and what does not divide is no factor.
///
/// ```
/// use cogring::scalar::algebraic::{Polynomial, factor};
/// // x⁴ + 4 = (x² + 2x + 2)(x² − 2x + 2); x⁴ + 1 splits modulo every prime, and not over Z.
/// assert_eq!(factor(&Polynomial::from_words(&[4, 0, 0, 0, 1])).len(), 2);
/// assert_eq!(factor(&Polynomial::from_words(&[1, 0, 0, 0, 1])).len(), 1);
/// ```
#[must_use]
pub fn factor(polynomial: &Polynomial) -> Vec<(Polynomial, usize)> {
    let mut found = Vec::new();
    let mut rest = polynomial.primitive();
    let mut square_free = quotient(&rest, &rest.gcd(&rest.derivative()));
    while square_free.degree() > 0 {
        for irreducible in square_free_factors(&square_free) {
            let mut multiplicity = 0;
            while let Some(smaller) = rest.divided_by(&irreducible) {
                rest = smaller;
                multiplicity += 1;
            }
            found.push((irreducible, multiplicity));
        }
        square_free = quotient(&rest, &rest.gcd(&rest.derivative()));
    }
    found
}

/// Whether a polynomial is irreducible over Q: of degree 1 at least, and no product of two such.
#[must_use]
pub fn is_irreducible(polynomial: &Polynomial) -> bool {
    polynomial.degree() > 0 && matches!(&factor(polynomial)[..], [(_, 1)])
}

fn quotient(f: &Polynomial, divisor: &Polynomial) -> Polynomial {
    if f.degree() == 0 {
        return f.clone();
    }
    f.divided_by(divisor).expect("a greatest common divisor divides")
}

/// The irreducible factors of a primitive square-free polynomial of degree 1 at least.
fn square_free_factors(f: &Polynomial) -> Vec<Polynomial> {
    if f.degree() == 1 {
        return vec![f.clone()];
    }
    let (field, mut left) = modular_factors(f);
    let leading = residue(&f.leading(), &field);
    let (mut rest, mut found, mut size) = (f.clone(), Vec::new(), 1);
    while 2 * size <= left.len() {
        match next_factor(&rest, &left, size, &leading, &field) {
            Some((factor, chosen)) => {
                rest = rest.divided_by(&factor).expect("the factor has been divided by").primitive();
                found.push(factor);
                let mut at = 0;
                left.retain(|_| {
                    at += 1;
                    !chosen.contains(&(at - 1))
                });
            }
            None => size += 1,
        }
    }
    if rest.degree() > 0 {
        found.push(rest);
    }
    found
}

/// The factor of `rest` that is the product of `size` of the modular ones, and which these are.
fn next_factor(
    rest: &Polynomial,
    left: &[Residues],
    size: usize,
    leading: &UBig,
    field: &Field,
) -> Option<(Polynomial, Vec<usize>)> {
    use itertools::Itertools;
    (0..left.len()).combinations(size).find_map(|chosen| {
        let start = vec![leading.clone()];
        let product = chosen.iter().fold(start, |product, &at| field.times(&product, &left[at]));
        let candidate = lifted(&product, field).primitive();
        rest.divided_by(&candidate).map(|_| (candidate, chosen))
    })
}

/// The factors modulo the prime with the fewest of them, of one or a few primes.
fn modular_factors(f: &Polynomial) -> (Field, Vec<Residues>) {
    /// So many factors have few products.
    const FEW: usize = 8;
    const PRIMES: usize = 5;
    let mut best: Option<(Field, Vec<Residues>)> = None;
    let mut start = first_prime_bound(f);
    for _ in 0..PRIMES {
        let field = field_for(f, start);
        start = field.prime() + UBig::from(2u8);
        let found = field.factors(&field.monic(&residues(f, &field)));
        let is_few = found.len() <= FEW;
        if best.as_ref().is_none_or(|(_, fewest)| found.len() < fewest.len()) {
            best = Some((field, found));
        }
        if is_few {
            break;
        }
    }
    best.expect("one prime is tried at least")
}

/// F_p for a prime from `start` on that does not divide the leading coefficient and leaves the polynomial square-free.
fn field_for(f: &Polynomial, mut start: UBig) -> Field {
    loop {
        let field = Field::new(next_prime(start));
        let (image, slope) = (residues(f, &field), residues(&f.derivative(), &field));
        if image.len() == f.coefficients().len() && field.gcd(&image, &slope).len() == 1 {
            return field;
        }
        start = field.prime() + UBig::from(2u8);
    }
}

/// More than twice the coefficients of the leading coefficient times any factor (Mignotte: 2ⁿ ‖f‖ |lc| bounds them).
fn first_prime_bound(f: &Polynomial) -> UBig {
    let squares = f.coefficients().iter().fold(UBig::ZERO, |sum, c| sum + (c * c).into_parts().1);
    let norm = squares.sqrt() + UBig::ONE;
    let (_, leading) = f.leading().into_parts();
    ((norm * leading) << (f.degree() + 2)).max(UBig::from(1u32 << 20))
}

fn residue(c: &IBig, field: &Field) -> UBig {
    let (sign, size) = c.clone().into_parts();
    let size = size % field.prime();
    if sign == dashu_int::Sign::Negative && size != UBig::ZERO { field.prime() - size } else { size }
}

fn residues(f: &Polynomial, field: &Field) -> Residues {
    let mut residues: Residues = f.coefficients().iter().map(|c| residue(c, field)).collect();
    while residues.last().is_some_and(|last| *last == UBig::ZERO) {
        residues.pop();
    }
    residues
}

/// The polynomial with coefficients between −p/2 and p/2.
fn lifted(f: &[UBig], field: &Field) -> Polynomial {
    let half = field.prime() >> 1;
    let lift = |c: &UBig| if *c > half { IBig::from(c.clone()) - field.prime() } else { IBig::from(c.clone()) };
    Polynomial::new(f.iter().map(lift).collect())
}

/// The roots of a polynomial modulo a prime of a machine word, where it keeps its degree.
pub(crate) fn roots_modulo(f: &Polynomial, p: u64) -> Vec<u64> {
    let field = Field::new(UBig::from(p));
    let image = residues(f, &field);
    if image.len() != f.coefficients().len() || image.len() < 2 {
        return Vec::new();
    }
    let monic = field.monic(&image);
    let x = [UBig::ZERO, UBig::ONE];
    let frobenius = field.power_modulo(&field.divide(&x, &monic).1, field.prime(), &monic);
    let linear = field.gcd(&field.minus(&frobenius, &x), &monic);
    let factors = field.factors(&linear).into_iter().filter(|factor| factor.len() == 2);
    factors.map(|factor| field.minus(&[], &factor[..1]).first().map_or(0, |root| root % p)).collect()
}

/// The next prime from an odd number on.
pub(crate) fn next_word_prime(start: u64) -> u64 {
    next_prime(UBig::from(start)) % (u64::MAX)
}

/// A rational number modulo a prime; `None` when that divides the denominator.
pub(crate) fn residue_of(x: &dashu_ratio::RBig, p: u64) -> Option<u64> {
    let field = Field::new(UBig::from(p));
    let denominator = x.denominator() % p;
    (denominator != 0).then(|| {
        let inverse = field.power(&UBig::from(denominator), &UBig::from(p - 2));
        (residue(x.numerator(), &field) * inverse) % p
    })
}
