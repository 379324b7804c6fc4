//! Proofs from one irrep: an element on matrices, for every group that has such an irrep.

use itertools::{Itertools as _, iproduct};
use num_traits::Zero as _;
use serde::{Deserialize, Serialize};

use crate::scalar::{Exact, Scalar};
use crate::semiring::{Channel, MatrixBlock, MatrixSpace};
use crate::{Error, Result};

/// The most products of three entries that a proof computes.
const MAX_PRODUCTS: usize = 1 << 26;

/// A sum over the nodes that is not what zero loss requires.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixViolation {
    /// The sum, such as `Σ a_00 b_01 c_01`.
    pub sum: String,
    /// Its value.
    pub value: Exact,
    /// What it must be.
    pub required: String,
}

/// The identities of an element on one irrep of degree n, and what follows from them.
///
/// They mention no group. When they hold, the element placed on such an irrep of *any* finite group contributes exactly the
/// irrep's part of the target, and beside it nothing (the strong form), or a function of the output alone (the weak form, for a
/// form of the irrep in an orthonormal basis):
///
/// | | type R | type C |
/// |---|---|---|
/// | cross | Σ a_il b_l'j c_i'j' = δ_ii' δ_ll' δ_jj' | that, and Σ āb c = Σ a b̄ c = Σ a b c̄ = 0 |
/// | strong | Σ a a c = Σ b b c = 0 | Σ a a c = Σ ā ā c = Σ ā a c = 0, same for b |
/// | weak | Σ a_il a_i'l' c_κ = δ_ll' X^κ_ii' + δ_ii' Y^κ_ll', same for b | Σ a a c = Σ ā ā c = 0, Σ a_il ā_i'l' c_κ as for R |
///
/// For degree 1 of type C these are the ten potentials of [`BlockProof`](super::BlockProof).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixBlockProof {
    /// The irreps that the element is for.
    #[serde(flatten)]
    pub space: MatrixSpace,
    /// The number of nodes.
    pub order: usize,
    /// The first cross identity that does not hold.
    pub cross: Option<MatrixViolation>,
    /// The first one-sided identity of the strong form that does not hold.
    pub strong: Option<MatrixViolation>,
    /// The first one-sided identity of the weak form that does not hold.
    pub weak: Option<MatrixViolation>,
    /// The constants that remain in the weak form, one for every output entry, row by row; none where it does not hold.
    pub constants: Vec<Exact>,
}

impl MatrixBlockProof {
    /// Computes the identities of `block`.
    ///
    /// # Errors
    /// When more than 2²⁶ products would have to be computed, or a number is too large to be.
    pub fn new(block: &MatrixBlock<Exact>) -> Result<Self> {
        let space = *block.space();
        let products = space.degree.pow(2).saturating_pow(3).saturating_mul(block.order());
        let nodes = format!("{} nodes at degree {}", block.order(), space.degree);
        Error::unless_affordable(&nodes, products as u128, "products of entries", MAX_PRODUCTS as u128)?;
        let sums = Sums { block, n: space.degree };
        let inputs = [Channel::A, Channel::B];
        let (mut strong, mut weak) = (None, None);
        let mut constants = vec![Exact::from_ratio(0, 1); space.degree.pow(2)];
        for input in inputs {
            for conjugations in if space.is_real { &[[false, false]][..] } else { &[[false, false], [true, true]] } {
                let violation = sums.one_sided(input, *conjugations);
                strong = strong.or_else(|| violation.clone());
                if !space.is_real {
                    weak = weak.or(violation);
                }
            }
            // What may be constant: a·a over the reals, and a·ā over the complex numbers.
            let conjugations = [!space.is_real, false];
            strong = strong.or_else(|| sums.one_sided(input, conjugations));
            let found = sums.constants(input, conjugations);
            weak = weak.or_else(|| found.as_ref().err().cloned());
            for (constant, found) in constants.iter_mut().zip(found.unwrap_or_default()) {
                *constant += &found;
            }
        }
        let constants = if weak.is_none() { constants } else { Vec::new() };
        let proof = MatrixBlockProof { space, order: block.order(), cross: sums.cross(), strong, weak, constants };
        let violations = [&proof.cross, &proof.strong, &proof.weak];
        if let Some(violation) = violations.into_iter().flatten().find(|violation| violation.value.is_overflow()) {
            return Err(Error::unsupported(format!("{} is too large to be computed exactly", violation.sum)));
        }
        Ok(proof)
    }

    /// Whether the element computes the irrep's part of the target but for constants, over every finite group that has such an
    /// irrep.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.cross.is_none() && (self.strong.is_none() || self.weak.is_none())
    }

    /// Whether no constant remains either.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let none_remains = self.weak.is_none() && self.constants.iter().all(Exact::is_zero);
        self.cross.is_none() && (self.strong.is_none() || none_remains)
    }
}

/// Sums over the nodes of products of three entries.
struct Sums<'a> {
    block: &'a MatrixBlock<Exact>,
    n: usize,
}

/// An entry of a channel, or its conjugate.
type Factor = (Channel, usize, bool);

impl Sums<'_> {
    fn of(&self, factors: [Factor; 3]) -> Exact {
        let mut sum = Exact::from_ratio(0, 1);
        for term in self.block.terms() {
            let [x, y, z] = factors.map(|(channel, at, conjugated)| {
                let entry = &term.node[channel][at];
                if conjugated { entry.conj() } else { entry.clone() }
            });
            sum.add_product(&(x * &term.coefficient * &y), &z);
        }
        sum.shortened()
    }

    fn name(&self, factors: [Factor; 3]) -> String {
        let name = |(channel, at, conjugated): Factor| {
            let bar = if conjugated { "\u{304}" } else { "" };
            format!("{channel}{bar}_{}{}", at / self.n, at % self.n)
        };
        format!("Σ {}", factors.map(name).join(" "))
    }

    /// The violation, unless the sum is what is required.
    fn violation(&self, factors: [Factor; 3], required: Option<Exact>) -> Option<MatrixViolation> {
        let value = self.of(factors);
        let wanted = required.unwrap_or_else(|| Exact::from_ratio(0, 1));
        (value != wanted).then(|| MatrixViolation { sum: self.name(factors), value, required: wanted.to_string() })
    }

    /// The first of the sums a b c, and for type C with one factor conjugated, that is wrong.
    fn cross(&self) -> Option<MatrixViolation> {
        let n = self.n;
        let places = || 0..n * n;
        let conjugations: &[[bool; 3]] = if self.block.space().is_real {
            &[[false; 3]]
        } else {
            &[[false; 3], [true, false, false], [false, true, false], [false, false, true]]
        };
        iproduct!(conjugations, places(), places(), places()).find_map(|(conjugated, a, b, c)| {
            let is_goal = !conjugated.contains(&true) && a / n == c / n && a % n == b / n && b % n == c % n;
            let factors =
                [(Channel::A, a, conjugated[0]), (Channel::B, b, conjugated[1]), (Channel::C, c, conjugated[2])];
            self.violation(factors, is_goal.then(|| Exact::from_ratio(1, 1)))
        })
    }

    /// The first of the sums of two entries of one input and one of the output that is not 0.
    fn one_sided(&self, input: Channel, conjugated: [bool; 2]) -> Option<MatrixViolation> {
        let places = || 0..self.n * self.n;
        iproduct!(places(), places(), places()).find_map(|(x, y, c)| {
            let factors = [(input, x, conjugated[0]), (input, y, conjugated[1]), (Channel::C, c, false)];
            self.violation(factors, None)
        })
    }

    /// The constants that the squares of an input leave at every output entry, or the first sum that is not of the form
    /// δ_ll' X_ii' + δ_ii' Y_ll'. That form is: 0 where both indices differ; the same for all l where only i differs, and for
    /// all i where only l does; and T_il + T_00 = T_i0 + T_0l where none does.
    fn constants(&self, input: Channel, conjugated: [bool; 2]) -> std::result::Result<Vec<Exact>, MatrixViolation> {
        let n = self.n;
        let value = |x: usize, y: usize, c: usize| {
            self.of([(input, x, conjugated[0]), (input, y, conjugated[1]), (Channel::C, c, false)])
        };
        let mut constants = Vec::with_capacity(n * n);
        for c in 0..n * n {
            let required = |x: usize, y: usize| {
                let ((i, l), (k, m)) = ((x / n, x % n), (y / n, y % n));
                match (i == k, l == m) {
                    (false, false) => Exact::from_ratio(0, 1),
                    (false, true) => value(i * n, k * n, c),
                    (true, false) => value(l, m, c),
                    (true, true) => value(i * n, i * n, c) + value(l, l, c) - value(0, 0, c),
                }
            };
            for (x, y) in (0..n * n).cartesian_product(0..n * n) {
                let factors = [(input, x, conjugated[0]), (input, y, conjugated[1]), (Channel::C, c, false)];
                if let Some(violation) = self.violation(factors, Some(required(x, y))) {
                    return Err(violation);
                }
            }
            // As ρρ* = ρ*ρ = 1, what remains is tr X + tr Y = (1/n) Σ_il T_il,il.
            let trace = (0..n * n).fold(Exact::from_ratio(0, 1), |sum, x| sum + value(x, x, c));
            constants.push(trace * &Exact::from_ratio(1, n as u64));
        }
        Ok(constants)
    }
}
