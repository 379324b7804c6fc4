//! Conditions on parameters that must hold together.

use std::collections::BTreeMap;

use itertools::Itertools;
use num_traits::One;
use serde::{Deserialize, Serialize};

use super::condition::{Condition, Relation, Solutions};
use crate::potential::ZeroSet;
use crate::scalar::{Exact, Scalar};

/// The most alternatives that are kept.
const MAX_ALTERNATIVES: usize = 1 << 10;

/// For which unit parameters the potentials are what zero loss requires, all of them together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Joint {
    /// Alternatives, each a list of relations that hold together; none when the conditions exclude each other.
    pub alternatives: Vec<Vec<Relation>>,
    /// When there is no alternative: one 0/1-set that never holds, or two that exclude each other, if that is all it takes.
    pub excluding: Vec<ZeroSet>,
}

impl Joint {
    /// The common solutions of the conditions, each with the 0/1-set that it belongs to; `None` when some are not known
    /// exactly, or there are too many.
    ///
    /// Conditions that exclude each other do so whatever the unknown ones are.
    #[must_use]
    pub fn new(conditions: &[(ZeroSet, &Condition)]) -> Option<Self> {
        let of = |sets: &[ZeroSet]| {
            let chosen = conditions.iter().filter(|(set, _)| sets.contains(set));
            common(chosen.map(|(_, condition)| *condition)).ok().flatten()
        };
        let together = of(&ZeroSet::ALL)?;
        let alternatives: Vec<Vec<Relation>> = together.into_iter().map(Relations::written).collect();
        let pairs = ZeroSet::ALL.into_iter().tuple_combinations().map(|(x, y)| vec![x, y]);
        let mut few = ZeroSet::ALL.into_iter().map(|set| vec![set]).chain(pairs);
        let excludes = |sets: &Vec<ZeroSet>| of(sets).is_some_and(|together| together.is_empty());
        let excluding = if alternatives.is_empty() { few.find(excludes).unwrap_or_default() } else { Vec::new() };
        Some(Joint { alternatives, excluding })
    }
}

/// A number is too large to be computed.
struct TooLarge;

/// What the conditions have in common; `None` when it is not known.
fn common<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> Result<Option<Vec<Relations>>, TooLarge> {
    let mut together = vec![Relations::default()];
    let mut all_known = true;
    for condition in conditions {
        let Some(alternatives) = alternatives(&condition.solutions)? else {
            all_known = false;
            continue;
        };
        let mut both = Vec::new();
        for (x, y) in together.iter().cartesian_product(&alternatives) {
            both.extend(x.and(y)?);
            if both.len() > MAX_ALTERNATIVES {
                both = weakest(both)?;
            }
            if both.len() > MAX_ALTERNATIVES {
                return Ok(None);
            }
        }
        together = weakest(both)?;
    }
    Ok((all_known || together.is_empty()).then_some(together))
}

/// The alternatives of one condition; `None` when they are not known.
fn alternatives(solutions: &Solutions) -> Result<Option<Vec<Relations>>, TooLarge> {
    Ok(match solutions {
        Solutions::Never => Some(Vec::new()),
        Solutions::RootsOfUnity { parameter, values } => {
            let relation =
                |value: &Exact| Row { powers: BTreeMap::from([(parameter.clone(), 1)]), value: value.clone() };
            let alternatives = values.iter().map(|value| Relations::of([relation(value)]));
            Some(alternatives.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        }
        Solutions::Relations { alternatives } => {
            let mut all = Vec::new();
            for relations in alternatives {
                let Some(rows) = relations.iter().map(Row::of).collect::<Option<Vec<_>>>() else { return Ok(None) };
                all.extend(Relations::of(rows)?);
            }
            Some(all)
        }
        Solutions::AnyFactor { factors } => {
            let all = factors.iter().map(|factor| alternatives(&factor.solutions)).collect::<Result<Vec<_>, _>>()?;
            all.into_iter().collect::<Option<Vec<_>>>().map(|all| all.concat())
        }
        Solutions::Unsolved => None,
    })
}

/// Those that are not special cases of others.
fn weakest(all: Vec<Relations>) -> Result<Vec<Relations>, TooLarge> {
    let mut kept: Vec<Relations> = Vec::new();
    for relations in all {
        let mut is_special = false;
        let mut others = Vec::with_capacity(kept.len() + 1);
        for other in kept {
            is_special |= relations.imply(&other)?;
            if is_special || !other.imply(&relations)? {
                others.push(other);
            }
        }
        others.extend((!is_special).then_some(relations));
        kept = others;
    }
    Ok(kept)
}

/// Π parameter^power = value, |value| = 1.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    powers: BTreeMap<String, i64>,
    value: Exact,
}

impl Row {
    fn of(relation: &Relation) -> Option<Self> {
        let terms = relation.monomial.normal_terms()?;
        let [term] = &terms[..] else { return None };
        let powers = term.parameters.iter().map(|(name, &power)| (name.clone(), i64::from(power))).collect();
        let coefficient = terms[0]
            .parameters
            .keys()
            .fold(relation.monomial.clone(), |value, name| value.substitute(name, &Exact::one()).unwrap_or(value));
        Some(Row { powers, value: relation.value.clone() * &coefficient.conj() })
    }

    /// This row times the other one to the power of `exponent`.
    fn times_power(&self, other: &Self, exponent: i64) -> Self {
        let mut powers = self.powers.clone();
        for (name, power) in &other.powers {
            *powers.entry(name.clone()).or_default() += exponent * power;
        }
        powers.retain(|_, power| *power != 0);
        let base = if exponent < 0 { other.value.conj() } else { other.value.clone() };
        Row { powers, value: self.value.clone() * &base.power(exponent.unsigned_abs()) }
    }

    /// The first parameter with its power.
    fn leading(&self) -> Option<(&String, i64)> {
        self.powers.first_key_value().map(|(name, power)| (name, *power))
    }
}

/// Rows in echelon form: of every parameter at most one row begins with it, to a positive power.
#[derive(Debug, Clone, Default)]
struct Relations {
    rows: BTreeMap<String, Row>,
}

impl Relations {
    /// These relations together; `None` when they contradict each other.
    fn of(rows: impl IntoIterator<Item = Row>) -> Result<Option<Self>, TooLarge> {
        Relations::default().with_all(rows)
    }

    fn with_all(self, rows: impl IntoIterator<Item = Row>) -> Result<Option<Self>, TooLarge> {
        let mut relations = self;
        for row in rows {
            let Some(more) = relations.with(row)? else { return Ok(None) };
            relations = more;
        }
        Ok(Some(relations))
    }

    fn with(mut self, row: Row) -> Result<Option<Self>, TooLarge> {
        let mut rest = row;
        loop {
            if rest.value.is_overflow() {
                return Err(TooLarge);
            }
            let Some((name, power)) = rest.leading() else { return Ok(rest.value.is_one().then_some(self)) };
            let name = name.clone();
            let Some(own) = self.rows.remove(&name) else {
                let positive = if power < 0 { Row::default().times_power(&rest, -1) } else { rest };
                self.rows.insert(name, positive);
                return Ok(Some(self));
            };
            // The Euclidean algorithm on the leading powers.
            let own_power = own.powers[&name];
            if power.abs() >= own_power {
                rest = rest.times_power(&own, -(power / own_power));
                self.rows.insert(name, own);
            } else {
                let positive = if power < 0 { Row::default().times_power(&rest, -1) } else { rest };
                self.rows.insert(name, positive);
                rest = own;
            }
        }
    }

    fn and(&self, other: &Self) -> Result<Option<Self>, TooLarge> {
        self.clone().with_all(other.rows.values().cloned())
    }

    /// Whether the other relations follow from these.
    fn imply(&self, other: &Self) -> Result<bool, TooLarge> {
        for row in other.rows.values() {
            let mut rest = row.clone();
            while let Some((name, power)) = rest.leading() {
                let Some(own) = self.rows.get(name) else { return Ok(false) };
                let own_power = own.powers[name];
                if power % own_power != 0 {
                    return Ok(false);
                }
                rest = rest.times_power(own, -(power / own_power));
            }
            if rest.value.is_overflow() {
                return Err(TooLarge);
            }
            if !rest.value.is_one() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// In lowest terms from the last parameter on: no row has a power in front of a later row's parameter that this could
    /// reduce.
    fn written(self) -> Vec<Relation> {
        let mut done: Vec<Row> = Vec::new();
        for (_, row) in self.rows.into_iter().rev() {
            let reduced = done.iter().rev().fold(row, |row, later| {
                let Some((name, power)) = later.leading() else { return row };
                let own = row.powers.get(name).copied().unwrap_or(0);
                row.times_power(later, -own.div_euclid(power))
            });
            done.push(reduced);
        }
        done.into_iter().rev().map(|row| Relation { monomial: row.monomial(), value: row.value }).collect()
    }
}

impl Default for Row {
    fn default() -> Self {
        Row { powers: BTreeMap::new(), value: Exact::one() }
    }
}

impl Row {
    fn monomial(&self) -> Exact {
        self.powers.iter().fold(Exact::one(), |product, (name, &power)| {
            let base = Exact::parameter(name);
            let base = if power < 0 { base.conj() } else { base };
            product * &base.power(power.unsigned_abs())
        })
    }
}
