//! Expressions turned into elements: lazily multiplied ones, and solutions over a group.

use super::arithmetic::Arithmetic;
use super::expression::{Element, Expression, Frequency, FrequencySum, Generator, Kind};
use super::generators::{u_syn, z_3c, z_nu, z_syn, z_syn_ab, z_xi};
use super::lazy::Lazy;
use super::value::{Assignment, Symbolic, Value};
use crate::dual::Dual;
use crate::group::Group;
use crate::potential::BlockPotential;
use crate::scalar::Sign;
use crate::semiring::{Block, FormalSum, Node, NodeMonoid, Solution, Triple};
use crate::{Error, Result};

/// Most leaves that the sums of an expression are unrolled to with their nodes, and most hidden nodes that are built.
const MAX_LEAVES: u64 = 1 << 22;
/// Blocks up to this order are multiplied out before they are placed.
const SMALL_ORDER: u128 = 64;

/// # Elements
impl Expression {
    /// The single-frequency element, products and powers not multiplied out.
    ///
    /// ```
    /// use cogring::BlockPotential;
    /// use cogring::expr::{Assignment, Expression};
    /// use num_complex::Complex64;
    /// let z: Expression = "(1/6 * nu * syn)^1000".parse()?;
    /// let z = z.to_lazy::<Complex64>(&"nu=exp(0.3i)".parse()?)?;
    /// assert_eq!(z.order(), None); // more than 2¹²⁸ hidden nodes
    /// assert!((z.evaluate(&BlockPotential::ABC).re - 1.0).abs() < 1e-12);
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the expression is placed at frequencies, a parameter has no value that `S` can express, or one of a
    /// generator is not of modulus 1.
    pub fn to_lazy<S: Symbolic>(&self, assignment: &Assignment) -> Result<Lazy<Triple<S>, S>> {
        if self.kind()? == Kind::Placed {
            return Err(Error::argument(format!(
                "`{}` is placed at frequencies: its potentials depend on a group",
                abbreviated(self)
            )));
        }
        Lowering { assignment, scope: Vec::new() }.block(self)
    }

    /// The ten potentials of the single-frequency element, in the order of [`BlockPotential::ALL`].
    ///
    /// # Errors
    /// As [`Expression::to_lazy`].
    pub fn potentials<S: Symbolic>(&self, assignment: &Assignment) -> Result<[S; 10]> {
        let lazy = self.to_lazy::<S>(assignment)?;
        Ok(BlockPotential::ALL.map(|potential| lazy.evaluate(&potential)))
    }

    /// The element over `group`, products and powers not multiplied out.
    ///
    /// # Errors
    /// When the expression is not placed at frequencies, one of them is not a character of the group, a
    /// self-conjugate one gets entries that are not real, or the sums have more than 2²² summands; and as
    /// [`Expression::to_lazy`].
    pub fn to_lazy_over<S: Symbolic>(&self, group: &Group, assignment: &Assignment) -> Result<Lazy<Node<S>, S>> {
        if self.kind()? == Kind::Block {
            return Err(Error::argument(format!(
                "`{}` is at no frequency; place it, as in `… @ 3` or `sum(k: … @ k)`",
                abbreviated(self)
            )));
        }
        if leaves(self, group).is_none_or(|leaves| leaves > MAX_LEAVES) {
            return Err(Error::unsupported(format!(
                "over the group {group} of order {} the sums have more than {MAX_LEAVES} summands",
                group.order()
            )));
        }
        Lowering { assignment, scope: Vec::new() }.placed(self, &group.dual())
    }

    /// The element over `group`, node by node.
    ///
    /// ```
    /// use cogring::expr::{Assignment, Expression};
    /// use cogring::{Group, Target, loss::closed_form};
    /// use num_complex::Complex64;
    /// let z: Expression = "sum(k: 1/6 * nu * syn @ k)".parse()?;
    /// let z = z.to_solution::<Complex64>(&Group::cyclic(7)?, &"nu=exp(0.3i)".parse()?)?;
    /// assert_eq!(z.order(), 18);
    /// assert!(closed_form(&z, Target::ZeroMean).norm() < 1e-28);
    /// # Ok::<(), cogring::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it has more than 2²² hidden nodes, and as [`Expression::to_lazy_over`].
    pub fn to_solution<S: Symbolic>(&self, group: &Group, assignment: &Assignment) -> Result<Solution<S>> {
        let lazy = self.to_lazy_over::<S>(group, assignment)?;
        if lazy.order().is_none_or(|order| order > u128::from(MAX_LEAVES)) {
            return Err(Error::unsupported(format!(
                "the element has more than {MAX_LEAVES} hidden nodes; it can be evaluated but not built"
            )));
        }
        lazy.expand()
    }
}

/// The expression in an error message.
fn abbreviated(expression: &Expression) -> String {
    let text = expression.to_string();
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The number of leaves once sums over frequencies are unrolled, or `None` when it does not fit.
fn leaves(expression: &Expression, group: &Group) -> Option<u64> {
    match expression {
        Arithmetic::Leaf(Element::Generator(_) | Element::Node(_)) | Arithmetic::Number(_) => Some(1),
        // Small blocks are multiplied out.
        Arithmetic::Leaf(Element::Placed(body, _)) => {
            let nodes = body.order().filter(|order| *order <= SMALL_ORDER).unwrap_or(1);
            Some(leaves(body, group)?.max(nodes as u64))
        }
        Arithmetic::Leaf(Element::Sum(sum)) => leaves(&sum.body, group)?.checked_mul(group.order() as u64 / 2 + 1),
        Arithmetic::Sum(terms) => terms.iter().try_fold(0u64, |sum, (_, term)| sum.checked_add(leaves(term, group)?)),
        Arithmetic::Product(factors) => {
            factors.iter().try_fold(0u64, |sum, factor| sum.checked_add(leaves(factor, group)?))
        }
        Arithmetic::Power(base, _) => leaves(base, group),
    }
}

/// An expression being lowered: the values of parameters and the frequencies of the sums around it.
struct Lowering<'a> {
    assignment: &'a Assignment,
    /// Variables of the open sums, with their frequencies.
    scope: Vec<(&'a str, usize, String)>,
}

impl<'a> Lowering<'a> {
    fn block<S: Symbolic>(&self, expression: &Expression) -> Result<Lazy<Triple<S>, S>> {
        let leaf = |element: &Element| match element {
            Element::Generator(generator) => self.generator(generator),
            Element::Node(entries) => {
                let [a, b, c] = &**entries;
                Ok(Block::from_nodes([Triple::new(self.value(a)?, self.value(b)?, self.value(c)?)]))
            }
            Element::Placed(..) | Element::Sum(_) => Err(Error::argument(format!("`{element}` is placed already"))),
        };
        arithmetic(expression, &(), &mut |element| Ok(Lazy::Leaf(leaf(element)?)))
    }

    fn placed<S: Symbolic>(&mut self, expression: &'a Expression, dual: &Dual) -> Result<Lazy<Node<S>, S>> {
        arithmetic(expression, dual, &mut |element| match element {
            Element::Placed(body, frequency) => {
                let k = self.frequency(frequency, dual)?;
                let mut block = self.block::<S>(body)?;
                if block.order().is_some_and(|order| order <= SMALL_ORDER) {
                    block = Lazy::Leaf(block.expand()?);
                }
                block.try_map_leaves(&|sum| Solution::try_at_frequency(dual, k, sum))
            }
            Element::Sum(sum) => self.frequency_sum(sum, dual),
            Element::Generator(_) | Element::Node(_) => Err(Error::argument(format!("`{element}` is at no frequency"))),
        })
    }

    fn frequency_sum<S: Symbolic>(&mut self, sum: &'a FrequencySum, dual: &Dual) -> Result<Lazy<Node<S>, S>> {
        let except = sum
            .except
            .iter()
            .map(|coordinates| Ok(dual.representative(dual.index(coordinates)?)))
            .collect::<Result<Vec<_>>>()?;
        let mut built = FormalSum::zero_in(dual);
        let mut parts = Vec::new();
        for k in dual.representatives() {
            if dual.is_self_conjugate(k) != sum.self_conjugate || except.contains(&k) {
                continue;
            }
            self.scope.push((&sum.variable, k, dual.suffix(k)));
            let part = self.placed(&sum.body, dual);
            self.scope.pop();
            match part? {
                Lazy::Leaf(nodes) => built = built.try_add(nodes)?,
                part => parts.push(part),
            }
        }
        Ok(match parts.is_empty() {
            true => Lazy::Leaf(built),
            false => {
                parts.push(Lazy::Leaf(built));
                Lazy::Sum(parts)
            }
        })
    }

    fn frequency(&self, frequency: &Frequency, dual: &Dual) -> Result<usize> {
        match frequency {
            Frequency::Coordinates(coordinates) => dual.index(coordinates),
            Frequency::Variable(name) => match self.scope.iter().find(|(variable, ..)| variable == name) {
                Some((_, k, _)) => Ok(*k),
                None => Err(Error::argument(format!("`{name}` is the frequency of no sum"))),
            },
        }
    }

    fn generator<S: Symbolic>(&self, generator: &Generator) -> Result<Block<S>> {
        let unit = |value: &Value| {
            let number = self.value::<S>(value)?;
            if number.norm_squared().is_close(&S::one(), 1e-9) {
                return Ok(number);
            }
            Err(Error::argument(format!("`{generator}`: the parameter {value} does not have modulus 1")))
        };
        Ok(match generator {
            Generator::Syn => z_syn(),
            Generator::ThreeC => z_3c(),
            Generator::USyn => u_syn(),
            Generator::Nu(nu) => z_nu(&unit(nu)?),
            Generator::Xi(xi, sign) => z_xi(&unit(xi)?, *sign),
            Generator::SynAb(alpha, beta) => z_syn_ab(&unit(alpha)?, &unit(beta)?),
        })
    }

    fn value<S: Symbolic>(&self, value: &Value) -> Result<S> {
        value.evaluate_with(&|name| {
            let own = self.scope.iter().find_map(|(variable, _, suffix)| {
                let stem = name.strip_suffix(variable)?.strip_suffix('_')?;
                Some(format!("{stem}_{suffix}"))
            });
            let name_here = own.as_deref().unwrap_or(name);
            match self.assignment.get(name_here).or_else(|| self.assignment.get(name)) {
                Some(value) => value.evaluate(&Assignment::default()),
                None => S::symbol(name_here),
            }
        })
    }
}

/// The part of lowering that is the same for blocks and for elements over a group.
fn arithmetic<'a, M: NodeMonoid<S>, S: Symbolic>(
    expression: &'a Expression,
    space: &M::Space,
    leaf: &mut impl FnMut(&'a Element) -> Result<Lazy<M, S>>,
) -> Result<Lazy<M, S>> {
    let unit = || FormalSum::one_in(space);
    match expression {
        Arithmetic::Leaf(element) => leaf(element),
        Arithmetic::Number(number) => {
            let m = S::from_rational(number.clone());
            Ok(Lazy::Leaf(if m.is_zero() { FormalSum::zero_in(space) } else { unit().scaled(&m) }))
        }
        Arithmetic::Sum(terms) => {
            let parts = terms.iter().map(|(sign, term)| {
                let term = arithmetic(term, space, leaf)?;
                Ok(if *sign == Sign::Plus { term } else { term.scaled(-S::one()) })
            });
            Ok(Lazy::Sum(parts.collect::<Result<_>>()?))
        }
        Arithmetic::Product(factors) => {
            // Numbers scale: a multiple of the unit, which has every frequency, would be a large leaf.
            let (mut coefficient, mut parts) = (None, Vec::with_capacity(factors.len()));
            for factor in factors {
                match factor {
                    Arithmetic::Number(number) if !number.is_zero() => {
                        let number = S::from_rational(number.clone());
                        coefficient = Some(coefficient.unwrap_or_else(S::one) * &number);
                    }
                    factor => parts.push(arithmetic(factor, space, leaf)?),
                }
            }
            let product = match parts.len() {
                0 => Lazy::Leaf(unit()),
                1 => parts.remove(0),
                _ => Lazy::Product(parts),
            };
            Ok(match coefficient {
                Some(coefficient) => product.scaled(coefficient),
                None => product,
            })
        }
        Arithmetic::Power(_, 0) => Ok(Lazy::Leaf(unit())),
        Arithmetic::Power(base, exponent) => match u64::try_from(*exponent) {
            Ok(exponent) => Ok(arithmetic(base, space, leaf)?.power(exponent)),
            Err(_) => Err(Error::argument("elements of the semiring have no negative powers")),
        },
    }
}
