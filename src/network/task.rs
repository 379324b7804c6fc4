//! What a network is to answer about two inputs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::labelling::{Labelling, OldNumbers, Verdict, recover};
use super::polynomial::Polynomial;
use crate::group::Group;
use crate::{Error, Result};

/// What is to be answered about a pair (x, y) of elements of a group; written as
///
/// | text | answer |
/// |---|---|
/// | `product` | x·y in the group, the usual task |
/// | `quotient` | x·y⁻¹ in the group |
/// | `x - y`, `x^2 + x*y + y^2` | a polynomial with whole coefficients over Z_n, in each factor of a product of cyclic groups |
/// | `units: x*y`, `units: x/y` | the same of the numbers 1, …, p − 1 modulo the prime p, over a group of order p − 1: element g is the number g + 1 |
///
/// ```
/// use cogring::network::Task;
/// let task: Task = "x^2 + xy + y^2".parse()?;
/// assert_eq!(task.answers(&"7".parse()?)?[7 * 2 + 3], 5); // 4 + 6 + 9 modulo 7
/// assert!(task.labelling(&"7".parse()?)?.is_none(), "no group's table");
/// let task: Task = "units: x*y".parse()?;
/// assert_eq!(task.answers(&"6".parse()?)?[6 * 2 + 4], 0); // 3·5 = 1 modulo 7
/// assert!(task.labelling(&"6".parse()?)?.is_some(), "that of Z_6 in other names");
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Task {
    /// x·y.
    #[default]
    Product,
    /// x·y⁻¹.
    Quotient,
    /// A polynomial modulo n.
    Polynomial(Polynomial),
    /// A polynomial of units modulo a prime, exponents of any sign.
    Units(Polynomial),
}

/// What a polynomial of units begins with.
const UNITS: &str = "units:";

impl Task {
    /// Whether it is the multiplication of the group.
    #[must_use]
    pub fn is_product(&self) -> bool {
        *self == Task::Product
    }

    /// The answers about all pairs, row x after row x.
    ///
    /// # Errors
    /// When it is a polynomial over a group that is given by its table, one of units over a group whose order is not one less than
    /// a prime or that does not answer with a unit, or takes the inverse of what has none.
    pub fn answers(&self, group: &Group) -> Result<Vec<usize>> {
        let d = group.order();
        let pairs = (0..d).flat_map(|x| (0..d).map(move |y| (x, y)));
        match self {
            Task::Product => Ok(pairs.map(|(x, y)| group.multiply(x, y)).collect()),
            Task::Quotient => Ok(pairs.map(|(x, y)| group.multiply(x, group.inverse(y))).collect()),
            Task::Polynomial(polynomial) => {
                let moduli = group.require_moduli(&format!("the polynomial {polynomial}"))?;
                polynomial.require_no_inverses()?;
                Ok(pairs.map(|(x, y)| of_residues(polynomial, moduli, x, y)).collect())
            }
            Task::Units(polynomial) => {
                let prime = d + 1;
                if (2..prime).take_while(|n| n * n <= prime).any(|n| prime.is_multiple_of(n)) || prime < 3 {
                    let required = "one less than a prime is required for the units modulo it";
                    return Err(Error::argument(format!("{self} over {group} of order {d}; {required}")));
                }
                let answer = |(x, y)| match polynomial.value(x as u64 + 1, y as u64 + 1, prime as u64) {
                    0 => {
                        let zero = format!("{polynomial} is 0 modulo {prime} at x = {}, y = {}", x + 1, y + 1);
                        Err(Error::argument(format!("{zero}, which is no unit")))
                    }
                    value => Ok(value as usize - 1),
                };
                pairs.map(answer).collect()
            }
        }
    }

    /// The numbers in which it is the multiplication of a group of this order; `None` where it is the table of no group.
    ///
    /// # Errors
    /// As [`Task::answers`].
    pub fn labelling(&self, group: &Group) -> Result<Option<Labelling>> {
        let answers = self.answers(group)?;
        let labelling =
            [true, false].into_iter().find_map(|is_named| match recover(answers.clone(), group, is_named)? {
                Verdict::Labelling(labelling) => Some(labelling).filter(|labelling| explains(labelling, &answers)),
                Verdict::NotCommutative | Verdict::NotInvertible(_) => None,
            });
        Ok(labelling)
    }
}

/// Whether the answers are the table of the group without exception, in the new numbers.
fn explains(labelling: &Labelling, answers: &[usize]) -> bool {
    let Labelling { group, apart, old: OldNumbers { first, second, output }, .. } = labelling;
    let d = group.order() + usize::from(apart.is_some());
    let is_right = |(x, y): (usize, usize)| answers[first[x] * d + second[y]] == output[group.multiply(x, y)];
    (0..group.order()).flat_map(|x| (0..group.order()).map(move |y| (x, y))).all(is_right)
}

/// The value in Z_n1 × Z_n2 × …, the last factor fastest.
fn of_residues(polynomial: &Polynomial, moduli: &[usize], x: usize, y: usize) -> usize {
    let (mut x, mut y, mut scale, mut value) = (x, y, 1, 0);
    for &n in moduli.iter().rev() {
        value += scale * polynomial.value((x % n) as u64, (y % n) as u64, n as u64) as usize;
        (x, y, scale) = (x / n, y / n, scale * n);
    }
    value
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Task::Product => f.write_str("product"),
            Task::Quotient => f.write_str("quotient"),
            Task::Polynomial(polynomial) => write!(f, "{polynomial}"),
            Task::Units(polynomial) => write!(f, "{UNITS} {polynomial}"),
        }
    }
}

impl FromStr for Task {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        match (text, text.strip_prefix(UNITS)) {
            ("product", _) => Ok(Task::Product),
            ("quotient", _) => Ok(Task::Quotient),
            (_, Some(units)) => Ok(Task::Units(units.parse()?)),
            (text, None) => {
                let polynomial: Polynomial = text.parse()?;
                polynomial.require_no_inverses()?;
                Ok(Task::Polynomial(polynomial))
            }
        }
    }
}

impl From<Task> for String {
    fn from(task: Task) -> Self {
        task.to_string()
    }
}

impl TryFrom<String> for Task {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}
