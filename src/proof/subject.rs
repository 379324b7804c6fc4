//! What is to be proved: an element by its name or its formula, for one frequency or over a group.

use serde::{Deserialize, Serialize};

use super::block::{BlockProof, LazyBlock};
use super::solution::SolutionProof;
use crate::certificate::{Certificate, ElementCertificate};
use crate::construct::Construction;
use crate::expr::{Assignment, Expression};
use crate::group::Group;
use crate::loss::Target;
use crate::scalar::Exact;
use crate::semiring::Solution;
use crate::{Error, Result};

/// The name of the block that the optimizers have at self-conjugate characters.
const REAL: &str = "real";
/// That block.
const REAL_BLOCK: &str = "1/2 * ((1, 1, 1) + (1, -1, -1))";
/// The construction that exists in floating point only.
const RANDOM: &str = "random-phase";
/// The largest group over which named constructions and sums over frequencies are proved: nodes exist one by one, and those
/// of a million frequencies take a gigabyte.
const MAX_ORDER: usize = 1 << 20;

/// An element whose loss can be proved to be 0.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A block, to be placed at every pair ±k of any group of odd order, or at self-conjugate characters.
    Block {
        /// The block.
        element: LazyBlock,
        /// Whether it is for characters k = −k.
        self_conjugate: bool,
    },
    /// A solution that exists node by node, and the strongest target that it is made for.
    Solution(Solution<Exact>, Target),
    /// The solution that a network with exact weights is.
    Network(Solution<Exact>),
    /// An element over a group whose potentials come from those of its parts.
    Formula(Expression, Group),
}

/// What was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Proof {
    /// About a block.
    Block(BlockProof),
    /// About a solution over a group.
    Solution(SolutionProof),
}

impl Proof {
    /// Whether the loss is 0 for all values of the parameters.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        match self {
            Proof::Block(proof) => proof.proved,
            Proof::Solution(proof) => proof.proved,
        }
    }
}

impl Subject {
    /// The block of one frequency that a name (`order6`, `order6-ab`, `real`) or an expression stands for.
    ///
    /// # Errors
    /// When the text is neither, the construction is not made of equal blocks, or the element is placed at frequencies.
    pub fn block(text: &str, self_conjugate: bool) -> Result<Self> {
        let expression: Expression = match text {
            "order6" => "1/6 * nu * syn".parse(),
            "order6-ab" => "1/6 * nu=i * syn_ab".parse(),
            REAL => REAL_BLOCK.parse(),
            name if exact_construction(name).is_some() => Err(Error::argument(format!(
                "{name} is not made of equal blocks at every frequency: it needs a group to be proved over, as in --group 23"
            ))),
            text => formula(text),
        }?;
        let element = expression.to_lazy::<Exact>(&Assignment::default())?;
        Ok(Subject::Block { element, self_conjugate: self_conjugate || text == REAL })
    }

    /// The element over a group that a construction's name, with a free parameter of its own at every frequency, or an
    /// expression stands for.
    ///
    /// # Errors
    /// When the text is neither, the construction does not exist over the group, or the group has more than 2²⁰ elements.
    pub fn over(text: &str, group: &Group) -> Result<Self> {
        if text == REAL {
            return Err(Error::argument(format!(
                "{REAL} is the block of one frequency k = -k: prove it without --group, or place it, as in \
                 'sum(real k: {REAL_BLOCK} @ k)'"
            )));
        }
        if group.order() > MAX_ORDER {
            return Err(Error::unsupported(format!(
                "a group of order {}; over a group, elements are proved up to order {MAX_ORDER}, and without --group for \
                 every group at once",
                group.order()
            )));
        }
        match exact_construction(text) {
            Some(construction) => {
                let target = construction.target().unwrap_or_default();
                Ok(Subject::Solution(construction.build(group)?, target))
            }
            None => Ok(Subject::Formula(formula(text)?, group.clone())),
        }
    }

    /// The proof, or what stands in its way: for `target` over a group, else for the strongest target that the element is
    /// made for.
    ///
    /// # Errors
    /// When a number is too large to be computed, or the entries of a block for k = −k cannot be found to be real.
    pub fn prove(&self, target: Option<Target>) -> Result<Proof> {
        Ok(match self {
            Subject::Block { element, self_conjugate: false } => Proof::Block(BlockProof::new(element)?),
            Subject::Block { element, self_conjugate: true } => Proof::Block(BlockProof::self_conjugate(element)?),
            Subject::Solution(solution, own) => Proof::Solution(SolutionProof::new(solution, target.unwrap_or(*own))?),
            Subject::Network(solution) => Proof::Solution(match target {
                Some(target) => SolutionProof::new(solution, target)?,
                None => {
                    let strongest = SolutionProof::new(solution, Target::OneHot)?;
                    if strongest.proved { strongest } else { SolutionProof::new(solution, Target::ZeroMean)? }
                }
            }),
            Subject::Formula(expression, group) => {
                let lazy = expression.to_lazy_over::<Exact>(group, &Assignment::default())?;
                let order = lazy.order();
                let potentials = lazy.potentials()?;
                Proof::Solution(SolutionProof::of_potentials(&potentials, order, target.unwrap_or_default())?)
            }
        })
    }

    /// The certificate of zero loss.
    ///
    /// # Errors
    /// When the loss is not 0, the block is for k = −k alone, or a number or the certificate is too large.
    pub fn certificate(&self) -> Result<ElementCertificate> {
        match self {
            Subject::Block { element, self_conjugate: false } => {
                Certificate::of_block(element).map(ElementCertificate::Potentials)
            }
            Subject::Block { .. } => Err(Error::unsupported(
                "a block of k = -k is certified over a group only: add --group, such as --group 2x4",
            )),
            Subject::Solution(solution, _) | Subject::Network(solution) => ElementCertificate::of_solution(solution),
            Subject::Formula(expression, group) => {
                ElementCertificate::of_solution(&expression.to_solution(group, &Assignment::default())?)
            }
        }
    }
}

/// The construction of that name with free parameters, when it has exact numbers.
fn exact_construction(name: &str) -> Option<Construction> {
    Construction::named(name).ok().filter(|construction| !construction.is_random()).map(Construction::free)
}

/// An element that is no name of a construction that can be proved.
fn formula(text: &str) -> Result<Expression> {
    if text == RANDOM {
        return Err(Error::argument(format!(
            "{RANDOM} has random phases, which are floating-point numbers: there is nothing exact to prove; see cogring \
             construct {RANDOM} and cogring verify"
        )));
    }
    text.parse()
}
