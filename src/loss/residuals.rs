//! The squared terms of the closed form.

use std::fmt;

use rayon::prelude::*;

use super::target::Target;
use crate::dual::Dual;
use crate::potential::{Inputs, PotentialTable, SumPotential};
use crate::scalar::{Scalar, add_to_like};
use crate::semiring::{Channel, Solution};

/// Which Fourier coefficient of the residual o − target: frequencies on the two inputs, and k on the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", tag = "term")]
pub enum Index {
    /// (0, 0; k): ½(2 r_{00k} + S_a(0,k) + S_b(0,k)) − δ_{k0}.
    Constant {
        /// Output frequency.
        k: usize,
    },
    /// (m, 0; k) for input a: ½(2 r_{m0k} + S_a(m,k)); (0, m; k) for input b.
    OneSided {
        /// The input that the term depends on.
        input: Channel,
        /// Its frequency, not 0.
        m: usize,
        /// Output frequency.
        k: usize,
    },
    /// (k1, k2; k) with k1, k2 ≠ 0: r_{k1 k2 k} − δ_{k1=k2=k}.
    Pair {
        /// Frequency of the first input.
        k1: usize,
        /// Frequency of the second input.
        k2: usize,
        /// Output frequency.
        k: usize,
    },
}

impl Index {
    /// The output frequency.
    #[must_use]
    pub fn output(&self) -> usize {
        match *self {
            Index::Constant { k } | Index::OneSided { k, .. } | Index::Pair { k, .. } => k,
        }
    }

    /// The square of a coefficient times the mean square of its basis functions: |e_{k1}|² |e_{k2}|² / |e_k|², as c is
    /// written in the dual basis. Nothing changes where `norms` is empty: all are 1.
    fn weighted<S: Scalar>(&self, square: S, norms: &[S]) -> S {
        if norms.is_empty() {
            return square;
        }
        let inputs = match *self {
            Index::Constant { .. } => square,
            Index::OneSided { m, .. } => square * &norms[m],
            Index::Pair { k1, k2, .. } => square * &norms[k1] * &norms[k2],
        };
        inputs.checked_div(&norms[self.output()]).unwrap_or(inputs)
    }

    /// The potentials that the coefficient is made of, with frequencies written as in `dual`.
    #[must_use]
    pub fn label(&self, dual: &Dual) -> String {
        let name = |k: usize| dual.label(k);
        match *self {
            Index::Constant { k } => format!("R_n sum at k = {}", name(k)),
            Index::OneSided { input, m, k } => format!("R_* sum of {input} at m = {}, k = {}", name(m), name(k)),
            Index::Pair { k1, k2, k } => SumPotential::ab(k1, k2, k).label(dual),
        }
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Index::Constant { k } => write!(f, "R_n sum at k = {k}"),
            Index::OneSided { input, m, k } => write!(f, "R_* sum of {input} at m = {m}, k = {k}"),
            Index::Pair { k1, k2, k } => write!(f, "r_{{{k1} {k2} {k}}}"),
        }
    }
}

/// The Fourier coefficients of a solution's residual (output minus target), sparse.
///
/// The loss is the mean of their squares over the outputs, so it is zero if and only if the list is empty; for exact
/// scalars that is a proof. Only output frequencies that represent their pair ±k are listed.
#[derive(Debug, Clone)]
pub struct Residuals<S> {
    dual: Dual,
    entries: Vec<(Index, S)>,
}

/// The residual coefficients of `solution` (theory scale s = 1/(2d)) against `target`.
///
/// Cost: that of [`PotentialTable::new`].
#[must_use]
pub fn residuals<S: Scalar>(solution: &Solution<S>, target: Target) -> Residuals<S> {
    Residuals::from_potentials(&PotentialTable::new(solution), target)
}

/// ℓ in closed form; see [`Residuals::loss`].
///
/// ```
/// use cogring::{Group, Solution, Target, loss::closed_form};
/// use num_complex::Complex64;
/// let group = Group::cyclic(5)?;
/// // A network without hidden nodes outputs 0: ℓ = ‖P·onehot‖² = (d − 1)/d.
/// let nothing = Solution::<Complex64>::zero(&group);
/// assert!((closed_form(&nothing, Target::ZeroMean).re - 0.8).abs() < 1e-15);
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn closed_form<S: Scalar>(solution: &Solution<S>, target: Target) -> S {
    residuals(solution, target).loss()
}

impl<S: Scalar> Residuals<S> {
    /// The residual coefficients of a solution with the given potentials, at the output frequencies of these.
    #[must_use]
    pub fn from_potentials(potentials: &PotentialTable<S>, target: Target) -> Self {
        let dual = potentials.dual();
        let minus_one = -S::one();
        let half = S::from_ratio(1, 2);
        let outputs = potentials.outputs();
        let goals = dual.goals().filter(|(.., k)| outputs.contains(k));
        let wanted = goals.map(|(k1, k2, k)| (Index::Pair { k1, k2, k }, minus_one.clone()));
        let wanted_mean =
            (target == Target::OneHot && outputs.contains(&0)).then(|| (Index::Constant { k: 0 }, minus_one.clone()));
        let mut entries: Vec<(Index, S)> = Vec::with_capacity(dual.len() / 2 + 1 + potentials.entries().len());
        entries.extend(wanted.chain(wanted_mean));
        for (potential, value) in potentials.entries() {
            if potential.k() == 0 && target == Target::ZeroMean {
                continue;
            }
            // r_{p k1 k2 k} counts ½, and twice when k1 ≠ k2, since only k1 < k2 is listed.
            let halved = potential.inputs() != Inputs::AB && potential.k1() == potential.k2();
            let value = if halved { value.clone() * &half } else { value.clone() };
            add_coefficients(dual, potential, value, &mut entries);
        }
        entries.par_sort_by_key(|entry| entry.0);
        entries.dedup_by(add_to_like);
        entries.retain(|(_, value)| !value.is_zero());
        Residuals { dual: dual.clone(), entries }
    }

    /// The dual of the solution's group.
    #[must_use]
    pub fn dual(&self) -> &Dual {
        &self.dual
    }

    /// The non-zero coefficients.
    #[must_use]
    pub fn entries(&self) -> &[(Index, S)] {
        &self.entries
    }

    /// Whether every coefficient is exactly zero: the loss is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.entries.is_empty()
    }

    /// The loss ℓ = (1/d) Σ_k Σ |residual coefficient|², over all k (k ≠ 0 for the zero-mean target).
    ///
    /// Source: CoGS, §3 (analytic form of the loss), in the general form that allows frequency 0 and both targets.
    #[must_use]
    pub fn loss(&self) -> S {
        let two = S::from_ratio(2, 1);
        let norms: Vec<S> = match self.dual.is_orthonormal() {
            true => Vec::new(),
            false => (0..self.dual.len()).map(|k| self.dual.norm_in(k)).collect(),
        };
        let sum = self.entries.iter().fold(S::zero(), |mut sum, (index, value)| {
            let square = index.weighted(value.norm_squared(), &norms);
            sum += &(if self.dual.multiplicity(index.output()) == 1 { square } else { square * &two });
            sum
        });
        sum * &S::from_ratio(1, self.dual.len() as u64)
    }

    /// The coefficient of largest absolute value, or `None` when all are zero or one depends on a free parameter.
    #[must_use]
    pub fn worst(&self) -> Option<(Index, f64)> {
        let sizes = self.entries.iter().map(|(index, value)| Some((*index, value.to_complex()?.norm())));
        sizes.collect::<Option<Vec<_>>>()?.into_iter().max_by(|x, y| x.1.total_cmp(&y.1))
    }
}

/// Adds what a potential contributes to the residual: a product a_{k1} a_{k2} of entries of one input sits at the basis
/// functions that e_{k1} e_{k2} is a sum of, which is one at frequency k1 + k2 for characters.
fn add_coefficients<S: Scalar>(dual: &Dual, potential: &SumPotential, value: S, entries: &mut Vec<(Index, S)>) {
    let (k1, k2, k) = (potential.k1(), potential.k2(), potential.k());
    let one_sided = |input: Channel, m: usize| match m {
        0 => Index::Constant { k },
        m => Index::OneSided { input, m, k },
    };
    match (potential.inputs().squared(), dual.single_product(k1, k2)) {
        (Some(input), Some(m)) => entries.push((one_sided(input, m), value)),
        (Some(input), None) => entries.extend(
            dual.product(k1, k2)
                .into_iter()
                .map(|term| (one_sided(input, term.index), value.clone() * &S::from_constant(&term.coefficient))),
        ),
        (None, _) => entries.push(match (k1, k2) {
            (m, 0) => (one_sided(Channel::A, m), value),
            (0, m) => (one_sided(Channel::B, m), value),
            (k1, k2) => (Index::Pair { k1, k2, k }, value),
        }),
    }
}
