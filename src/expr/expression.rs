//! Elements of the semiring as they are written.

use std::fmt;

use super::arithmetic::{Arithmetic, Binding, PrintLeaf};
use super::order;
use super::value::{Assignment, Value};
use crate::scalar::Sign;

/// A named generator (CoGS, §5).
#[derive(Debug, Clone, PartialEq)]
pub enum Generator {
    /// z_syn, order 3.
    Syn,
    /// z_ν, order 2.
    Nu(Value),
    /// z_ξ with its sign σ, order 2.
    Xi(Value, Sign),
    /// z_{syn,αβ}, order 3.
    SynAb(Value, Value),
    /// z_3c, order 3.
    ThreeC,
    /// u_syn = (ω, ω, ω), order 1.
    USyn,
}

/// A character ±k of a group as it is written: by its coordinates, or as the variable of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frequency {
    /// Coordinates, one per cyclic factor of the group, each modulo its order.
    Coordinates(Vec<i64>),
    /// The variable of an enclosing sum.
    Variable(String),
}

/// Σ over frequencies of a group: `sum(k != 1: 1/4*nu(i)*xi(xi_k) @ k)`.
#[derive(Debug, Clone, PartialEq)]
pub struct FrequencySum {
    /// The name of the frequency in the body.
    pub variable: String,
    /// Whether the sum is over the self-conjugate k = −k ≠ 0 instead of over one representative of each complex pair ±k.
    pub self_conjugate: bool,
    /// Frequencies that are left out, as coordinates; k leaves out −k too.
    pub except: Vec<Vec<i64>>,
    /// The summand.
    pub body: Expression,
}

/// An indivisible element of the expression language.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// A named generator.
    Generator(Generator),
    /// The node with the entries a, b, c.
    Node(Box<[Value; 3]>),
    /// A single-frequency element placed at a frequency.
    Placed(Box<Expression>, Frequency),
    /// A sum over frequencies.
    Sum(Box<FrequencySum>),
}

/// An element of the semiring as a formula over named generators and nodes.
///
/// A number r stands for r·1, a multiple of the unit. See the [module](super) for the grammar.
///
/// ```
/// use cogring::expr::Expression;
/// let z: Expression = "1/6 * nu * syn".parse()?;
/// assert_eq!(z.to_string(), "1/6*nu(nu)*syn");
/// assert_eq!(z.to_latex(), r"\tfrac{1}{6}\, z_{\nu} * z_{\mathrm{syn}}");
/// // The same, from values.
/// # use cogring::expr::Value;
/// assert_eq!(Expression::ratio(1, 6) * Expression::nu(Value::symbol("nu")) * Expression::syn(), z);
/// # Ok::<(), cogring::Error>(())
/// ```
pub type Expression = Arithmetic<Element>;

/// # Substitution
impl Expression {
    /// The element with the parameters that have values replaced by these.
    #[must_use]
    pub fn substituted(&self, assignment: &Assignment) -> Self {
        self.map_leaves(&|leaf| {
            Arithmetic::Leaf(match leaf {
                Element::Generator(generator) => Element::Generator(generator.substituted(assignment)),
                Element::Node(entries) => {
                    Element::Node(Box::new(entries.each_ref().map(|entry| entry.substituted(assignment))))
                }
                Element::Placed(body, k) => Element::Placed(Box::new(body.substituted(assignment)), k.clone()),
                Element::Sum(sum) => {
                    Element::Sum(Box::new(FrequencySum { body: sum.body.substituted(assignment), ..(**sum).clone() }))
                }
            })
        })
    }
}

/// # Construction
impl Expression {
    /// The named generator.
    #[must_use]
    pub fn generator(generator: Generator) -> Self {
        Arithmetic::Leaf(Element::Generator(generator))
    }

    /// z_syn.
    #[must_use]
    pub fn syn() -> Self {
        Self::generator(Generator::Syn)
    }

    /// z_ν.
    #[must_use]
    pub fn nu(nu: Value) -> Self {
        Self::generator(Generator::Nu(nu))
    }

    /// z_ξ with sign σ.
    #[must_use]
    pub fn xi(xi: Value, sign: Sign) -> Self {
        Self::generator(Generator::Xi(xi, sign))
    }

    /// z_{syn,αβ}.
    #[must_use]
    pub fn syn_ab(alpha: Value, beta: Value) -> Self {
        Self::generator(Generator::SynAb(alpha, beta))
    }

    /// The node (a, b, c).
    #[must_use]
    pub fn node(a: Value, b: Value, c: Value) -> Self {
        Arithmetic::Leaf(Element::Node(Box::new([a, b, c])))
    }

    /// The element placed at a frequency.
    #[must_use]
    pub fn placed(self, frequency: Frequency) -> Self {
        Arithmetic::Leaf(Element::Placed(Box::new(self), frequency))
    }

    /// The sum over frequencies.
    #[must_use]
    pub fn sum_over(sum: FrequencySum) -> Self {
        Arithmetic::Leaf(Element::Sum(Box::new(sum)))
    }
}

/// What an expression denotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// r·1, a multiple of the unit: goes with everything.
    Number,
    /// A single-frequency element that is not yet placed.
    Block,
    /// An element over a group.
    Placed,
}

impl Kind {
    /// The kind of x + y and of x * y, or why they do not go together.
    pub(super) fn join(self, other: Self) -> std::result::Result<Self, &'static str> {
        match (self, other) {
            (Kind::Number, kind) | (kind, Kind::Number) => Ok(kind),
            (x, y) if x == y => Ok(x),
            _ => Err("one side is placed at a frequency and the other is not; place it too, as in `syn @ 3`"),
        }
    }
}

impl Expression {
    /// What the expression denotes.
    ///
    /// # Errors
    /// When placed and unplaced elements are mixed, or a placed one is placed again. Parsed expressions never are.
    pub fn kind(&self) -> crate::Result<Kind> {
        let join = |x: Kind, y: &Expression| {
            x.join(y.kind()?).map_err(|reason| crate::Error::argument(format!("`{self}`: {reason}")))
        };
        match self {
            Arithmetic::Leaf(Element::Generator(_) | Element::Node(_)) => Ok(Kind::Block),
            Arithmetic::Leaf(Element::Placed(body, _)) => match body.kind()? {
                Kind::Placed => Err(crate::Error::argument(format!("`{self}`: placed at a frequency twice"))),
                Kind::Number | Kind::Block => Ok(Kind::Placed),
            },
            Arithmetic::Leaf(Element::Sum(sum)) => match sum.body.kind()? {
                Kind::Placed => Ok(Kind::Placed),
                Kind::Number | Kind::Block => Err(crate::Error::argument(format!(
                    "`{self}`: the summand is not placed; write `… @ {}`",
                    sum.variable
                ))),
            },
            Arithmetic::Number(_) => Ok(Kind::Number),
            Arithmetic::Sum(terms) => terms.iter().try_fold(Kind::Number, |kind, (_, term)| join(kind, term)),
            Arithmetic::Product(factors) => factors.iter().try_fold(Kind::Number, join),
            Arithmetic::Power(base, _) => base.kind(),
        }
    }

    /// Whether the expression has no floating-point angles `exp(…i)`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.all_leaves(&|element| match element {
            Element::Generator(generator) => generator.parameters().all(Value::is_exact),
            Element::Node(entries) => entries.iter().all(Value::is_exact),
            Element::Placed(body, _) => body.is_exact(),
            Element::Sum(sum) => sum.body.is_exact(),
        })
    }

    /// Whether it and the values of its parameters are exact.
    #[must_use]
    pub fn is_exact_with(&self, assignment: &Assignment) -> bool {
        self.is_exact() && assignment.iter().all(|(_, value)| value.is_exact())
    }

    /// The order ord(z), the number of hidden nodes, of an element that is not placed; `None` when it exceeds 2¹²⁸ or
    /// depends on a group.
    #[must_use]
    pub fn order(&self) -> Option<u128> {
        match self {
            Arithmetic::Leaf(Element::Generator(generator)) => Some(generator.order()),
            Arithmetic::Leaf(Element::Node(_)) => Some(1),
            Arithmetic::Leaf(Element::Placed(body, _)) => body.order(),
            Arithmetic::Leaf(Element::Sum(_)) => None,
            Arithmetic::Number(number) => Some(u128::from(!number.is_zero())),
            Arithmetic::Sum(terms) => order::sum(terms.iter().map(|(_, term)| term.order())),
            Arithmetic::Product(factors) => order::product(factors.iter().map(Expression::order)),
            Arithmetic::Power(_, 0) => Some(1),
            Arithmetic::Power(base, exponent) => order::power(base.order(), u64::try_from(*exponent).ok()?),
        }
    }
}

impl Generator {
    /// The parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &Value> {
        let (first, second) = match self {
            Generator::Syn | Generator::ThreeC | Generator::USyn => (None, None),
            Generator::Nu(value) | Generator::Xi(value, _) => (Some(value), None),
            Generator::SynAb(alpha, beta) => (Some(alpha), Some(beta)),
        };
        first.into_iter().chain(second)
    }

    fn substituted(&self, assignment: &Assignment) -> Self {
        match self {
            Generator::Syn | Generator::ThreeC | Generator::USyn => self.clone(),
            Generator::Nu(nu) => Generator::Nu(nu.substituted(assignment)),
            Generator::Xi(xi, sign) => Generator::Xi(xi.substituted(assignment), *sign),
            Generator::SynAb(alpha, beta) => {
                Generator::SynAb(alpha.substituted(assignment), beta.substituted(assignment))
            }
        }
    }

    /// The number of nodes.
    #[must_use]
    pub fn order(&self) -> u128 {
        match self {
            Generator::Syn | Generator::SynAb(..) | Generator::ThreeC => 3,
            Generator::Nu(_) | Generator::Xi(..) => 2,
            Generator::USyn => 1,
        }
    }
}

impl fmt::Display for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Generator::Syn => f.write_str("syn"),
            Generator::Nu(nu) => write!(f, "nu({nu})"),
            Generator::Xi(xi, Sign::Plus) => write!(f, "xi({xi})"),
            Generator::Xi(xi, Sign::Minus) => write!(f, "xi({xi}, -1)"),
            Generator::SynAb(alpha, beta) => write!(f, "syn_ab({alpha}, {beta})"),
            Generator::ThreeC => f.write_str("3c"),
            Generator::USyn => f.write_str("u_syn"),
        }
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Frequency::Coordinates(coordinates) => f.write_str(&label(coordinates)),
            Frequency::Variable(name) => f.write_str(name),
        }
    }
}

pub(super) fn label(coordinates: &[i64]) -> String {
    match coordinates {
        [k] => k.to_string(),
        coordinates => format!("({})", coordinates.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
    }
}

impl PrintLeaf for Element {
    fn binding(&self) -> Binding {
        match self {
            Element::Placed(..) => Binding::Placement,
            Element::Generator(_) | Element::Node(_) | Element::Sum(_) => Binding::Atom,
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Element::Generator(generator) => write!(f, "{generator}"),
            Element::Node(entries) => {
                let [a, b, c] = &**entries;
                write!(f, "({a}, {b}, {c})")
            }
            Element::Placed(body, frequency) => {
                body.fmt_within(Binding::Product, f)?;
                write!(f, " @ {frequency}")
            }
            Element::Sum(sum) => {
                f.write_str(if sum.self_conjugate { "sum(real " } else { "sum(" })?;
                f.write_str(&sum.variable)?;
                if !sum.except.is_empty() {
                    let except: Vec<String> = sum.except.iter().map(|k| label(k)).collect();
                    write!(f, " != {}", except.join(", "))?;
                }
                write!(f, ": {})", sum.body)
            }
        }
    }
}
