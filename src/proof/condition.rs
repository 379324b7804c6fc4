//! For which values of the parameters a number is 0.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use num_traits::{One, Zero};
use serde::{Deserialize, Serialize};

use crate::number::{gcd, lcm, totient};
use crate::scalar::{Cyclotomic, Exact, NormalTerm, Scalar};

/// A condition f = 0 on unit parameters, and its solutions as far as they are known exactly.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Condition {
    /// f, which is to vanish.
    pub vanishing: Exact,
    /// For which parameters it does.
    pub solutions: Solutions,
}

/// The solutions of a condition among numbers of modulus 1.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Solutions {
    /// There are none: f is a non-zero number, or one of its summands outweighs the others.
    Never,
    /// The condition has one parameter; these are all roots of unity that satisfy it.
    RootsOfUnity {
        /// The parameter.
        parameter: String,
        /// Its values, by increasing angle.
        values: Vec<Exact>,
    },
    /// The condition holds exactly when all relations of one of the alternatives do.
    Relations {
        /// Alternatives, each a list of relations that hold together.
        alternatives: Vec<Vec<Relation>>,
    },
    /// f is a product, and it vanishes exactly when one of its factors does.
    AnyFactor {
        /// One condition per factor that is not a constant.
        factors: Vec<Condition>,
    },
    /// Only the condition itself is known.
    Unsolved,
}

/// monomial = value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Relation {
    /// A product of powers of parameters.
    pub monomial: Exact,
    /// A number of modulus 1.
    pub value: Exact,
}

/// Roots of unity are searched up to this degree of their field over the rationals.
const MAX_DEGREE: u64 = 600;

impl Condition {
    /// The condition that `vanishing`, which is not identically 0, is 0.
    #[must_use]
    pub fn new(vanishing: &Exact) -> Self {
        let solutions = if vanishing.normal_terms().is_none() {
            Some(Solutions::Unsolved)
        } else {
            match &vanishing.parameters()[..] {
                [] => Some(Solutions::Never),
                [parameter] => roots_of_unity(vanishing, parameter),
                _ => relations(vanishing),
            }
        };
        Condition { vanishing: vanishing.clone(), solutions: solutions.unwrap_or(Solutions::Unsolved) }
    }

    /// The condition that `vanishing`, the product of `factors`, is 0: that one of these is.
    #[must_use]
    pub fn of_product(vanishing: &Exact, factors: &[Exact]) -> Self {
        let mut conditions: Vec<Condition> = Vec::new();
        for factor in factors {
            let condition = Condition::new(factor);
            let known = |other: &Condition| other.vanishing == condition.vanishing;
            if !matches!(condition.solutions, Solutions::Never) && !conditions.iter().any(known) {
                conditions.push(condition);
            }
        }
        let all_known = !conditions.iter().any(|condition| matches!(condition.solutions, Solutions::Unsolved));
        let solutions = match (&conditions[..], united_roots(&conditions)) {
            ([], _) => Solutions::Never,
            ([only], _) => only.solutions.clone(),
            (_, Some(solutions)) => solutions,
            _ if all_known => Solutions::AnyFactor { factors: conditions },
            _ => return Condition::new(vanishing).or_else(|| Solutions::AnyFactor { factors: conditions }),
        };
        Condition { vanishing: vanishing.clone(), solutions }
    }

    /// The same condition with other solutions when its own are not known.
    fn or_else(self, solutions: impl FnOnce() -> Solutions) -> Self {
        match self.solutions {
            Solutions::Unsolved => Condition { solutions: solutions(), ..self },
            _ => self,
        }
    }

    /// The parameter and its values, for a condition on one parameter that was solved. A condition that never holds
    /// names no parameter.
    #[must_use]
    pub fn roots_of_unity(&self) -> Option<(&str, &[Exact])> {
        match &self.solutions {
            Solutions::RootsOfUnity { parameter, values } => Some((parameter, values)),
            _ => None,
        }
    }
}

/// The roots that solve one or the other of several conditions on the same parameter.
fn united_roots(conditions: &[Condition]) -> Option<Solutions> {
    let (parameter, _) = conditions.first()?.roots_of_unity()?;
    let mut values: Vec<Exact> = Vec::new();
    for condition in conditions {
        let (own, roots) = condition.roots_of_unity()?;
        if own != parameter {
            return None;
        }
        values.extend(roots.iter().filter(|root| !values.contains(root)).cloned().collect::<Vec<_>>());
    }
    let turn = |root: &Exact| root.to_complex().map_or(0.0, |value| value.arg().rem_euclid(TAU));
    values.sort_by(|x, y| turn(x).total_cmp(&turn(y)));
    Some(Solutions::RootsOfUnity { parameter: parameter.to_owned(), values })
}

/// f as a Laurent polynomial in its parameters: the coefficient of each monomial. `None` when f overflowed.
fn coefficients(f: &Exact) -> Option<BTreeMap<BTreeMap<String, i32>, Exact>> {
    let mut result: BTreeMap<BTreeMap<String, i32>, Exact> = BTreeMap::new();
    for term in f.normal_terms()? {
        let number = Exact::from_normal_term(&NormalTerm { parameters: BTreeMap::new(), ..term.clone() });
        *result.entry(term.parameters).or_insert_with(Exact::zero) += &number;
    }
    Some(result)
}

/// Roots of unity have orders that fit in 32 bits.
const LARGEST_ORDER: u64 = u32::MAX as u64;

/// The degree of Q(ζ_n) over Q, for n up to [`LARGEST_ORDER`].
fn degree(order: u64) -> u64 {
    u64::from(totient(order as u32))
}

/// All roots of unity x with f(x) = 0; `None` when they are too many to be tried, or a number is too large.
///
/// A root of unity of order n that is a zero of a Laurent polynomial of width D over Q(ζ_N) has degree at most D over
/// Q(ζ_N): φ(lcm(n, N)) ≤ D·φ(N). That leaves finitely many n. Each candidate is tested exactly, but for those whose
/// floating-point value is too large, relative to the coefficients, to be a rounded 0.
fn roots_of_unity(f: &Exact, parameter: &str) -> Option<Solutions> {
    const ROUNDING: f64 = 1e-6;
    let terms = f.normal_terms()?;
    let exponents = || terms.iter().map(|term| i64::from(term.parameters.get(parameter).copied().unwrap_or(0)));
    let width = exponents().max()?.abs_diff(exponents().min()?);
    let field = terms.iter().try_fold(1, |order, term| lcm(order, u64::from(term.order), LARGEST_ORDER))?;
    let bound = width.checked_mul(degree(field)).filter(|&bound| bound <= MAX_DEGREE)?;
    // The sum of the absolute values of the summands, on the unit circle.
    let size = terms.iter().try_fold(0.0, |size, term| {
        let summand = Exact::from_normal_term(&NormalTerm { parameters: BTreeMap::new(), ..term.clone() });
        Some(size + summand.to_complex()?.norm())
    })?;
    // φ(m) ≥ √(m/2) gives m ≤ 2·600², and such m have at most 7 prime factors: φ(m)/m ≥ Π (1 − 1/p) > 1/6.
    let largest = 6 * bound;
    let mut values = Vec::new();
    for n in (1..=largest).filter(|&n| lcm(n, field, LARGEST_ORDER).is_some_and(|order| degree(order) <= bound)) {
        for e in (0..n).filter(|&e| gcd(e, n) == 1) {
            let root = Exact::root_of_unity(e as i64, n);
            let at = f.evaluate(&BTreeMap::from([(parameter.to_owned(), root.to_complex()?)])).ok()?;
            // Not a number, where the coefficients are too large for floats, is tested too.
            if at.norm() > ROUNDING * size {
                continue;
            }
            let value = f.substitute(parameter, &root).ok().filter(|value| !value.is_overflow())?;
            if value.is_zero() {
                values.push((e as f64 / n as f64, root));
            }
        }
    }
    values.sort_by(|x, y| x.0.total_cmp(&y.0));
    let values = values.into_iter().map(|(_, root)| root).collect();
    Some(Solutions::RootsOfUnity { parameter: parameter.to_owned(), values })
}

/// Two summands, or three of equal modulus, determine each other's ratios; `None` for others, and when a number is too
/// large.
fn relations(f: &Exact) -> Option<Solutions> {
    let terms: Vec<(Exact, Exact)> = coefficients(f)?
        .into_iter()
        .map(|(powers, coefficient)| {
            let monomial = powers.iter().fold(Exact::one(), |product, (name, &power)| {
                let base = Exact::parameter(name);
                let base = if power < 0 { base.conj() } else { base };
                product * &base.power(u64::from(power.unsigned_abs()))
            });
            (monomial, coefficient)
        })
        .collect();
    let squares: Vec<Exact> = terms.iter().map(|(_, coefficient)| coefficient.norm_squared()).collect();
    if squares.iter().any(Exact::is_overflow) {
        return None;
    }
    let same_modulus = squares.iter().all(|square| *square == squares[0]);
    // monomial·coefficient = factor · (the first one).
    let relation = |at: usize, factor: &Exact| {
        let value = terms[0].1.checked_div(&terms[at].1)? * factor;
        let monomial = terms[at].0.clone() * &terms[0].0.conj();
        (!value.is_overflow() && !monomial.is_overflow()).then_some(Relation { monomial, value })
    };
    let alternatives = match terms.len() {
        2 if !same_modulus => return Some(Solutions::Never),
        2 => vec![vec![relation(1, &-Exact::one())?]],
        // Three numbers of one modulus add up to 0 when they are the corners of a triangle.
        3 if same_modulus => {
            let corner = |n: i64| Exact::root_of_unity(n, 3);
            let turned = |turn: i64| Some(vec![relation(1, &corner(turn))?, relation(2, &corner(-turn))?]);
            vec![turned(1)?, turned(2)?]
        }
        _ => return None,
    };
    Some(Solutions::Relations { alternatives })
}
