//! Which operation a network answers, where it is not the addition of its group: recovered from the answers.
//!
//! A table T of a group G in other names is T(x, y) = γ⁻¹(α(x) + β(y)) with bijections α, β, γ onto G. By Albert's theorem
//! (1943) u ∘ v = T(α⁻¹(u), β⁻¹(v)) with α(x) = T(x, y₀), β(y) = T(x₀, y) is then a group isomorphic to G, whose neutral element
//! is T(x₀, y₀): no search over bijections is needed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::alternative::products_of_order;
use super::weights::Network;
use crate::group::{Group, MAX_TABLE_ORDER};
use crate::{Error, Result};

/// The share of a table that an operation must explain.
const AGREEMENT: f64 = 0.9;

/// New numbers for the elements, in which the operation of a network is the addition of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelling {
    /// The operation, in the old numbers.
    pub operation: Operation,
    /// The group.
    pub group: Group,
    /// The element that takes no part, as 0 in a multiplication.
    pub apart: Option<usize>,
    /// The old number of the first operand that has the new number at each place.
    pub first: Vec<usize>,
    /// The same of the second operand.
    pub second: Vec<usize>,
    /// The same of the outputs.
    pub output: Vec<usize>,
}

/// What a network answers about x and y.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// c₁ x + c₂ y + c₀ in Z_d, all three from 0 to d − 1.
    Affine {
        /// d.
        order: usize,
        /// c₁.
        x: usize,
        /// c₂.
        y: usize,
        /// c₀.
        constant: usize,
    },
    /// x − y in a product of cyclic groups.
    Difference,
    /// c xᵐ yⁿ modulo a prime, exponents from −(p − 1)/2 to (p − 1)/2.
    Monomial {
        /// p.
        prime: usize,
        /// c.
        coefficient: usize,
        /// m.
        x: i64,
        /// n.
        y: i64,
    },
    /// The operation of the group, up to names of the elements.
    Renamed,
}

/// What a table of answers is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A group in other names.
    Labelling(Labelling),
    /// An operation that does not commute, and is none of a group that is supported.
    NotCommutative,
    /// c₁ x + c₂ y + c₀ where c₁ or c₂ is no unit: no group's table.
    NotInvertible(Operation),
}

/// What the d × d table of answers is, where it is one of a group but not the addition of `group`; `is_named` tells that no other
/// group is meant.
pub(crate) fn recover(table: Vec<usize>, group: &Group, is_named: bool) -> Option<Verdict> {
    let d = group.order();
    let presentations = match is_named {
        true => vec![group.clone()],
        false => [vec![Group::cyclic(d).ok()?], products_of_order(d)].concat(),
    };
    let table = Table { order: d, answers: table };
    let here = presentations.iter().filter_map(|group| table.shifted(group)).map(Verdict::Labelling).next();
    here.or_else(|| table.not_invertible())
        .or_else(|| table.multiplication().map(Verdict::Labelling))
        .or_else(|| table.renamed(is_named.then_some(group)))
        .or_else(|| table.without(0)?.renamed(None).and_then(|verdict| verdict.around(0)))
}

/// The answers of all pairs of 0, 1, …, d − 1.
struct Table {
    order: usize,
    answers: Vec<usize>,
}

impl Table {
    fn at(&self, x: usize, y: usize) -> usize {
        self.answers[x * self.order + y]
    }

    /// The share of the pairs for which `is_right(x, y, answer)`.
    fn share(&self, is_right: impl Fn(usize, usize, usize) -> bool) -> f64 {
        let d = self.order;
        let right = (0..d * d).filter(|&at| is_right(at / d, at % d, self.answers[at])).count();
        right as f64 / (d * d) as f64
    }

    /// α and β with T(x, y) = α(x) + β(y) for as many pairs as possible, α(0) = 0, by majority: O(d²).
    fn summands(&self, group: &Group) -> (Vec<usize>, Vec<usize>) {
        let d = self.order;
        let first: Vec<usize> =
            (0..d).map(|x| most_frequent(d, (0..d).map(|y| difference(group, self.at(x, y), self.at(0, y))))).collect();
        let second =
            (0..d).map(|y| most_frequent(d, (0..d).map(|x| difference(group, self.at(x, y), first[x])))).collect();
        (first, second)
    }

    /// T(x, y) = α(x) + β(y) with bijections α and β, outputs as they are.
    fn shifted(&self, group: &Group) -> Option<Labelling> {
        let (first, second) = self.summands(group);
        let is_sum = self.share(|x, y, answer| group.multiply(first[x], second[y]) == answer) >= AGREEMENT;
        let (alpha, beta) = (inverse(&first)?, inverse(&second)?);
        is_sum.then(|| Labelling {
            operation: named(group, &first, &second),
            group: group.clone(),
            apart: None,
            first: alpha,
            second: beta,
            output: (0..self.order).collect(),
        })
    }

    /// c₁ x + c₂ y + c₀ modulo d where c₁ or c₂ has no inverse.
    fn not_invertible(&self) -> Option<Verdict> {
        let group = Group::cyclic(self.order).ok()?;
        let (first, second) = self.summands(&group);
        let operation = affine(&group, &first, &second)?;
        let is_sum = self.share(|x, y, answer| group.multiply(first[x], second[y]) == answer) >= AGREEMENT;
        let varies = first.iter().any(|&x| x != 0) && second.iter().any(|&y| y != second[0]);
        (is_sum && varies).then_some(Verdict::NotInvertible(operation))
    }

    /// c xᵐ yⁿ modulo a prime on what is not 0, by discrete logarithms.
    fn multiplication(&self) -> Option<Labelling> {
        let prime = self.order;
        let powers = powers_of_a_generator(prime)?;
        let logarithm = inverse_of_powers(&powers, prime);
        let inner = self.without(0)?;
        let n = prime - 1;
        let in_logarithms = Table {
            order: n,
            answers: (0..n * n)
                .map(|at| Some(logarithm[inner.at(powers[at / n] - 1, powers[at % n] - 1) + 1]))
                .collect::<Option<_>>()?,
        };
        let mut labelling = in_logarithms.shifted(&Group::cyclic(n).ok()?)?;
        if let Operation::Affine { x, y, constant, .. } = labelling.operation {
            let exponent = |c: usize| if 2 * c > n { c as i64 - n as i64 } else { c as i64 };
            let coefficient = powers[constant];
            labelling.operation = Operation::Monomial { prime, coefficient, x: exponent(x), y: exponent(y) };
        }
        for places in [&mut labelling.first, &mut labelling.second, &mut labelling.output] {
            places.iter_mut().for_each(|place| *place = powers[*place]);
        }
        Some(Labelling { apart: Some(0), ..labelling })
    }

    /// The table without an element that answers none of the other pairs.
    fn without(&self, apart: usize) -> Option<Table> {
        let d = self.order;
        if d < 3 {
            return None;
        }
        let others = || (0..d).filter(|&x| x != apart);
        let pairs = others().flat_map(|x| others().map(move |y| (x, y)));
        let answers: Vec<usize> = pairs.map(|(x, y)| self.at(x, y)).collect();
        let inside = answers.iter().filter(|&&answer| answer != apart).count();
        let down = |answer: usize| answer.saturating_sub(usize::from(answer > apart));
        (inside as f64 >= AGREEMENT * answers.len() as f64)
            .then(|| Table { order: d - 1, answers: answers.into_iter().map(down).collect() })
    }

    /// A group whose elements have other names, as both operands and as outputs.
    fn renamed(&self, wanted: Option<&Group>) -> Option<Verdict> {
        const BASES: usize = 8;
        let d = self.order;
        (0..d.min(BASES)).find_map(|at| self.renamed_from(at * d / d.min(BASES), at, wanted))
    }

    /// The same with the neutral element at (x₀, y₀).
    fn renamed_from(&self, x0: usize, y0: usize, wanted: Option<&Group>) -> Option<Verdict> {
        let d = self.order;
        let first: Vec<usize> = (0..d).map(|x| self.at(x, y0)).collect();
        let second: Vec<usize> = (0..d).map(|y| self.at(x0, y)).collect();
        let (alpha, beta) = (inverse(&first)?, inverse(&second)?);
        let loop_table = Loop { order: d, neutral: self.at(x0, y0), table: self, alpha: &alpha, beta: &beta };
        if !loop_table.is_associative() {
            return None;
        }
        let (group, elements) = if loop_table.is_commutative() {
            let (moduli, elements) = loop_table.basis(wanted.and_then(Group::moduli))?;
            (Group::new(&moduli).ok()?, elements)
        } else {
            match loop_table.group(wanted) {
                Some(found) => found,
                None => return Some(Verdict::NotCommutative),
            }
        };
        let number = inverse(&elements)?;
        let is_right =
            |x: usize, y: usize, answer: usize| group.multiply(number[first[x]], number[second[y]]) == number[answer];
        let of = |places: &[usize]| elements.iter().map(|&element| places[element]).collect();
        (self.share(is_right) >= AGREEMENT).then(|| {
            Verdict::Labelling(Labelling {
                operation: Operation::Renamed,
                first: of(&alpha),
                second: of(&beta),
                output: elements.clone(),
                apart: None,
                group,
            })
        })
    }
}

/// u ∘ v = T(α⁻¹(u), β⁻¹(v)).
struct Loop<'a> {
    order: usize,
    neutral: usize,
    table: &'a Table,
    alpha: &'a [usize],
    beta: &'a [usize],
}

impl Loop<'_> {
    fn of(&self, u: usize, v: usize) -> usize {
        self.table.at(self.alpha[u], self.beta[v])
    }

    fn is_commutative(&self) -> bool {
        let d = self.order;
        let same = (0..d * d).filter(|at| self.of(at / d, at % d) == self.of(at % d, at / d)).count();
        same as f64 >= AGREEMENT * (d * d) as f64
    }

    /// The group by its table, with the name of one that it is up to relabelling, and the element of the loop for each of its
    /// elements; `None` when the table is none of a group that is supported, or not that of `wanted`.
    fn group(&self, wanted: Option<&Group>) -> Option<(Group, Vec<usize>)> {
        if self.order > MAX_TABLE_ORDER {
            return None;
        }
        let rows: Vec<Vec<usize>> = (0..self.order).map(|u| (0..self.order).map(|v| self.of(u, v)).collect()).collect();
        let table = Group::from_table(&rows).ok()?;
        let (group, map) = match wanted.filter(|wanted| wanted.moduli().is_none()) {
            Some(wanted) => (wanted.clone(), table.isomorphism(wanted)?),
            None if table.is_named() => (table.clone(), (0..self.order).collect()),
            None => table.recognized().unwrap_or_else(|| (table.clone(), (0..self.order).collect())),
        };
        Some((group, inverse(&map)?))
    }

    /// (u ∘ v) ∘ w = u ∘ (v ∘ w) for all triples, or a hundred thousand spread over all.
    fn is_associative(&self) -> bool {
        const MOST: usize = 100_003;
        let d = self.order;
        let all = d.saturating_pow(3);
        let (count, step) = if all <= MOST { (all, 1) } else { (MOST, all / MOST) };
        let holds = |at: &usize| {
            let at = at * step;
            let (u, v, w) = (at / d / d % d, at / d % d, at % d);
            self.of(self.of(u, v), w) == self.of(u, self.of(v, w))
        };
        (0..count).filter(holds).count() as f64 >= AGREEMENT * count as f64
    }

    /// The order of an element; more than d where its powers do not return.
    fn order_of(&self, u: usize) -> usize {
        let (mut power, mut order) = (u, 1);
        while power != self.neutral && order <= self.order {
            (power, order) = (self.of(power, u), order + 1);
        }
        order
    }

    /// The factors Z_n1 × … of a commutative group, largest first unless they are given, and its elements in lexicographic order.
    fn basis(&self, moduli: Option<&[usize]>) -> Option<(Vec<usize>, Vec<usize>)> {
        let mut orders: Vec<(usize, usize)> = (0..self.order).map(|u| (self.order_of(u), u)).collect();
        orders.sort_unstable_by_key(|&(order, u)| (std::cmp::Reverse(order), u));
        self.extend(&orders, &mut Vec::new(), vec![self.neutral], moduli)
    }

    /// The same, where the elements of the factors so far are known. A cyclic subgroup of largest order that meets them only in
    /// the neutral element is always a factor of a commutative group; given factors may need another choice.
    fn extend(
        &self,
        orders: &[(usize, usize)],
        factors: &mut Vec<usize>,
        elements: Vec<usize>,
        moduli: Option<&[usize]>,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        if elements.len() == self.order {
            let ones = moduli.map_or(0, |moduli| moduli.len() - factors.len());
            return Some(([&factors[..], &vec![1; ones]].concat(), elements))
                .filter(|(factors, _)| !factors.is_empty());
        }
        let wanted = moduli.map(|moduli| moduli.get(factors.len()).copied().unwrap_or(1));
        if wanted == Some(1) {
            factors.push(1);
            return self.extend(orders, factors, elements, moduli);
        }
        for &(order, u) in orders.iter().filter(|(order, _)| *order > 1 && wanted.is_none_or(|n| n == *order)) {
            let Some(more) = self.products(&elements, u, order) else { continue };
            factors.push(order);
            let found = self.extend(orders, factors, more, moduli);
            if found.is_some() || moduli.is_none() {
                return found;
            }
            factors.pop();
        }
        None
    }

    /// s ∘ uᵏ for all s and k, where they are all different.
    fn products(&self, elements: &[usize], u: usize, order: usize) -> Option<Vec<usize>> {
        let mut is_new = vec![true; self.order];
        let mut products = Vec::with_capacity(elements.len() * order);
        for &element in elements {
            let mut power = self.neutral;
            for _ in 0..order {
                let product = self.of(element, power);
                if !std::mem::replace(&mut is_new[product], false) {
                    return None;
                }
                products.push(product);
                power = self.of(power, u);
            }
        }
        Some(products)
    }
}

impl Verdict {
    /// The verdict on a table from which the element `apart` was taken.
    fn around(self, apart: usize) -> Option<Self> {
        let up = |places: Vec<usize>| places.into_iter().map(|at| at + usize::from(at >= apart)).collect();
        match self {
            Verdict::Labelling(Labelling { operation, group, first, second, output, .. }) => {
                let (first, second, output) = (up(first), up(second), up(output));
                Some(Verdict::Labelling(Labelling { operation, group, apart: Some(apart), first, second, output }))
            }
            other => Some(other),
        }
    }
}

impl Labelling {
    /// The network over [`Labelling::group`] with its inputs and outputs in the new numbers.
    ///
    /// # Errors
    /// When the labelling is of another order.
    pub fn apply(&self, network: &Network) -> Result<Network> {
        let d = network.group().order();
        let places = || [&self.first, &self.second, &self.output].into_iter().flatten();
        if places().any(|&place| place >= d) || self.group.order() + usize::from(self.apart.is_some()) != d {
            return Err(Error::shape(format!("a labelling of another order than that of the group, {d}")));
        }
        let (a, b) = (network.w_a().select_columns(&self.first), network.w_b().select_columns(&self.second));
        Network::new(&self.group, a, b, network.w_c().select_rows(&self.output))
    }
}

impl fmt::Display for Labelling {
    /// `x - y, factored as a sum over 23`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, formula) = if self.group.is_abelian() { ("sum", "x + y") } else { ("product", "x y") };
        match (&self.operation, self.apart) {
            (Operation::Renamed, None) => write!(f, "the {what} over {} with its elements renumbered", self.group)?,
            (Operation::Renamed, Some(apart)) => {
                write!(f, "the {what} over {} with elements renumbered, {apart} apart", self.group)?;
            }
            (operation, None) => write!(f, "{operation}")?,
            (operation, Some(apart)) => write!(f, "{operation}, {apart} apart")?,
        }
        write!(f, "; inputs and outputs are renumbered so that it is {formula} over {}", self.group)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Operation::Affine { order, x, y, constant } => {
                let signed = |c: usize| if 2 * c > order { c as i64 - order as i64 } else { c as i64 };
                write_sum(f, &[(signed(x), "x"), (signed(y), "y"), (signed(constant), "")])?;
                write!(f, " mod {order}")
            }
            Operation::Difference => f.write_str("x - y"),
            Operation::Monomial { prime, coefficient, x, y } => {
                let power = |name: &str, exponent: i64| match exponent {
                    1 => name.to_owned(),
                    _ => format!("{name}^{exponent}"),
                };
                let product = match (coefficient, x, y) {
                    (1, 1, -1) => "x / y".to_owned(),
                    (1, ..) => format!("{} * {}", power("x", x), power("y", y)),
                    _ => format!("{coefficient} * {} * {}", power("x", x), power("y", y)),
                };
                write!(f, "{product} mod {prime}")
            }
            Operation::Renamed => f.write_str("a renumbered sum"),
        }
    }
}

/// Writes `2x - y + 1`.
fn write_sum(f: &mut fmt::Formatter<'_>, terms: &[(i64, &str)]) -> fmt::Result {
    let mut is_first = true;
    for &(coefficient, name) in terms.iter().filter(|(coefficient, _)| *coefficient != 0) {
        let sign = match (is_first, coefficient < 0) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        };
        let size = coefficient.unsigned_abs();
        let number = if size == 1 && !name.is_empty() { String::new() } else { size.to_string() };
        write!(f, "{sign}{number}{name}")?;
        is_first = false;
    }
    Ok(())
}

/// The operation α(x) + β(y) by its usual name.
fn named(group: &Group, first: &[usize], second: &[usize]) -> Operation {
    let is_difference = || {
        first.iter().enumerate().all(|(x, &a)| a == x) && second.iter().enumerate().all(|(y, &b)| b == group.inverse(y))
    };
    match affine(group, first, second) {
        Some(operation) => operation,
        None if is_difference() => Operation::Difference,
        None => Operation::Renamed,
    }
}

/// c₁ x + c₂ y + c₀ in a cyclic group.
fn affine(group: &Group, first: &[usize], second: &[usize]) -> Option<Operation> {
    let &[order] = group.moduli()? else { return None };
    let (x, constant) = (first.get(1).copied().unwrap_or(0), second[0]);
    let y = (second.get(1).copied().unwrap_or(constant) + order - constant) % order;
    let is_affine = (0..order).all(|at| first[at] == x * at % order && second[at] == (y * at + constant) % order);
    is_affine.then_some(Operation::Affine { order, x, y, constant })
}

/// g − h.
fn difference(group: &Group, g: usize, h: usize) -> usize {
    group.multiply(g, group.inverse(h))
}

/// The smallest of the most frequent numbers below d.
fn most_frequent(d: usize, numbers: impl Iterator<Item = usize>) -> usize {
    let mut counts = vec![0usize; d];
    numbers.for_each(|number| counts[number] += 1);
    (0..d).rev().max_by_key(|&number| counts[number]).unwrap_or(0)
}

/// The inverse of a bijection of 0, …, d − 1; `None` for another map.
fn inverse(map: &[usize]) -> Option<Vec<usize>> {
    let mut inverse = vec![usize::MAX; map.len()];
    for (at, &value) in map.iter().enumerate() {
        *inverse.get_mut(value).filter(|place| **place == usize::MAX)? = at;
    }
    Some(inverse)
}

/// 1, g, g², … for the smallest generator g of the numbers 1 … p − 1 modulo p; `None` where there is none that reaches all.
fn powers_of_a_generator(p: usize) -> Option<Vec<usize>> {
    if !(3..=1 << 16).contains(&p) || (2..p).take_while(|n| n * n <= p).any(|n| p.is_multiple_of(n)) {
        return None;
    }
    let powers = |g: usize| -> Vec<usize> {
        let mut powers = vec![1];
        let mut power = g % p;
        while power != 1 {
            powers.push(power);
            power = power * g % p;
        }
        powers
    };
    (2..=p.max(3) - 1).map(powers).find(|powers| powers.len() == p - 1)
}

/// The exponent of every power, by the power.
fn inverse_of_powers(powers: &[usize], prime: usize) -> Vec<usize> {
    let mut logarithm = vec![0; prime];
    powers.iter().enumerate().for_each(|(exponent, &power)| logarithm[power] = exponent);
    logarithm
}
