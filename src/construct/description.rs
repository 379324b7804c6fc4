//! What there is to say about a single-frequency element: its order and its ten potentials.

use num_complex::Complex64;
use num_traits::Zero;
use serde::{Deserialize, Serialize};

use crate::expr::{Assignment, Expression, Symbolic};
use crate::potential::{BlockPotential, ZeroSet};
use crate::scalar::{Exact, Scalar};
use crate::{Error, Result};

/// A floating-point potential counts as 0 (or 1) within this distance.
const TOLERANCE: f64 = 1e-10;

/// One of the ten potentials of a single-frequency element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PotentialValue {
    /// The monomial, such as `ā b c`.
    pub potential: String,
    /// The 0/1-set that it belongs to: `R_g`, `R_c`, `R_n` or `R_*`.
    pub set: ZeroSet,
    /// The value, exact unless the element has floating-point angles.
    pub value: String,
    /// Real and imaginary part, where the value does not depend on free parameters.
    pub numeric: Option<[f64; 2]>,
    /// Whether the value is what zero loss requires: 1 for abc, 0 for the others.
    pub holds: bool,
}

/// A single-frequency element, its order and its ten potentials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// The element as it was written, in canonical form.
    pub expression: String,
    /// The element for LaTeX.
    pub latex: String,
    /// The number of hidden nodes; none when it exceeds 2¹²⁸. In JSON text beyond 2⁶⁴.
    #[serde(with = "crate::number::wide")]
    pub order: Option<u128>,
    /// Whether the potentials are exact.
    pub exact: bool,
    /// The ten potentials, in the order of [`BlockPotential::ALL`].
    pub potentials: Vec<PotentialValue>,
}

impl Description {
    /// Describes an element that is not placed at frequencies: exactly, or in floating point when it or an assigned
    /// value has floating-point angles.
    ///
    /// ```
    /// use cogring::{construct::Description, expr::Assignment};
    /// let z = Description::new(&"nu * syn".parse()?, &Assignment::default())?;
    /// assert_eq!(z.potentials[0].value, "6");
    /// assert!(z.exact && z.lacking() == ["abc"]); // 6 instead of 1
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Expression::to_lazy`], and when an exact value is too large to be written down.
    pub fn new(expression: &Expression, assignment: &Assignment) -> Result<Self> {
        let exact = expression.is_exact_with(assignment);
        let potentials = if exact {
            let lazy = expression.to_lazy::<Exact>(assignment)?;
            let too_large = || {
                let order = expression.order().map_or(String::new(), |order| format!(" of order {order}"));
                let message = format!("the exact potentials of this element{order} are too large to be written down");
                Error::unsupported(message)
            };
            // One that is too large is reason enough not to compute the others.
            let mut values = BlockPotential::ALL.map(|_| Exact::zero());
            for (value, potential) in values.iter_mut().zip(BlockPotential::ALL) {
                *value = lazy.evaluate(&potential);
                if value.is_overflow() {
                    return Err(too_large());
                }
            }
            table(&values, |value| value.to_string(), |value, target| value == target)
        } else {
            let values = expression.potentials::<Complex64>(assignment)?;
            table(&values, format_complex, |value, target| value.is_close(target, TOLERANCE))
        };
        Ok(Description {
            expression: expression.to_string(),
            latex: expression.to_latex(),
            order: expression.order(),
            exact,
            potentials,
        })
    }

    /// The potentials that are not what zero loss requires.
    #[must_use]
    pub fn lacking(&self) -> Vec<&str> {
        self.potentials.iter().filter(|row| !row.holds).map(|row| &*row.potential).collect()
    }
}

fn table<S: Symbolic>(
    values: &[S; 10],
    write: impl Fn(&S) -> String,
    same: impl Fn(&S, &S) -> bool,
) -> Vec<PotentialValue> {
    let rows = BlockPotential::ALL.iter().zip(values).map(|(potential, value)| {
        let set = ZeroSet::of(*potential);
        let target = S::from_ratio(i64::from(set.required()), 1);
        PotentialValue {
            potential: potential.name().to_owned(),
            set,
            value: write(value),
            numeric: value.to_complex().filter(|value| value.is_finite()).map(|value| [value.re, value.im]),
            holds: same(value, &target),
        }
    });
    rows.collect()
}

/// Twelve decimals, without the parts that are rounding noise: `0.5 - 1.25i`.
pub(crate) fn format_complex(value: &Complex64) -> String {
    let noise = 1e-13 * value.norm().max(1.0);
    let part = |x: f64| {
        let text = format!("{x:.12}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match (value.re.abs() <= noise, value.im.abs() <= noise) {
        (true, true) => "0".into(),
        (false, true) => part(value.re),
        (true, false) => format!("{}i", part(value.im)),
        (false, false) if value.im < 0.0 => format!("{} - {}i", part(value.re), part(-value.im)),
        (false, false) => format!("{} + {}i", part(value.re), part(value.im)),
    }
}
