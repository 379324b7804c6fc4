//! What an expression is: of a block its ten potentials, over a group its loss. Neither is multiplied out.

use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use super::cost::require_affordable;
use crate::construct::Description;
use crate::expr::{Assignment, Expression, Symbolic};
use crate::group::Group;
use crate::loss::{Residuals, Target};
use crate::scalar::{Exact, Scalar};
use crate::{Error, Result};

/// An element over a group and its loss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupEvaluation {
    /// The element as it was written, in canonical form.
    pub expression: String,
    /// The element for LaTeX.
    pub latex: String,
    /// The group.
    pub group: Group,
    /// The number of hidden nodes; `None` when it exceeds 2¹²⁸. In JSON text beyond 2⁶⁴.
    #[serde(with = "crate::number::wide")]
    pub order: Option<u128>,
    /// Whether the loss is exact.
    pub exact: bool,
    /// What the outputs are compared with.
    pub target: Target,
    /// The loss, an exact number where `exact`, in terms of free parameters if there are any.
    pub loss: String,
    /// The loss as a float, where it does not depend on free parameters.
    pub numeric_loss: Option<f64>,
    /// The file that the weights were written to.
    pub output: Option<String>,
}

impl GroupEvaluation {
    /// Evaluates an element that is placed at frequencies: exactly, or in floating point when it or an assigned value has
    /// floating-point angles.
    ///
    /// ```
    /// use cogring::experiment::GroupEvaluation;
    /// use cogring::{Group, Target, expr::Assignment};
    /// let z = "sum(k: 1/6 * nu(nu_k) * syn @ k)".parse()?;
    /// let z = GroupEvaluation::new(&z, &Group::cyclic(7)?, &Assignment::default(), Target::ZeroMean)?;
    /// assert_eq!((z.order, &*z.loss), (Some(18), "0"));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Expression::to_lazy_over`]; when an exact loss is too large to be computed; when the potentials are sums of too
    /// many products.
    pub fn new(expression: &Expression, group: &Group, assignment: &Assignment, target: Target) -> Result<Self> {
        let exact = expression.is_exact_with(assignment);
        let (order, loss, numeric_loss) = if exact {
            let (order, loss) = order_and_loss::<Exact>(expression, group, assignment, target)?;
            if loss.is_overflow() {
                return Err(Error::unsupported("the exact loss of this element is too large to be computed"));
            }
            (order, loss.to_string(), loss.to_complex().map(|loss| loss.re))
        } else {
            let (order, loss) = order_and_loss::<Complex64>(expression, group, assignment, target)?;
            (order, format!("{:.6e}", loss.re), Some(loss.re))
        };
        let (latex, group) = (expression.to_latex(), group.clone());
        let expression = expression.to_string();
        Ok(GroupEvaluation { expression, latex, group, order, exact, target, loss, numeric_loss, output: None })
    }
}

/// From the potentials of the parts: the element need not be built.
fn order_and_loss<S: Symbolic>(
    expression: &Expression,
    group: &Group,
    assignment: &Assignment,
    target: Target,
) -> Result<(Option<u128>, S)> {
    let lazy = expression.to_lazy_over::<S>(group, assignment)?;
    require_affordable::<S>(lazy.cost())?;
    let order = lazy.order();
    Ok((order, Residuals::from_potentials(&lazy.potentials()?, target).loss()))
}

/// What there is to say of an expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Evaluation {
    /// Of a single-frequency element.
    Block(Description),
    /// Of an element over a group.
    OverGroup(GroupEvaluation),
}
