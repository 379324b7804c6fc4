//! How groups are written.

use std::fmt;
use std::str::FromStr;

use super::family::{self, Linear};
use super::{Group, Law, SmallGroup};
use crate::number::{self, outside_brackets};
use crate::{Error, Result};

impl Group {
    /// Whether what `Display` writes is read back as this group: always, but for a table without a name.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.as_table().is_none_or(|table| table.name.is_some())
    }
}

/// The groups of order d that have names, those of families first.
fn named_of_order(d: usize) -> impl Iterator<Item = Group> {
    let factorials = [(6, "S3"), (24, "S4"), (120, "S5"), (12, "A4"), (60, "A5"), (360, "A6")];
    let linear = [(24, "SL(2,3)"), (48, "GL(2,3)"), (120, "SL(2,5)"), (168, "PSL(2,7)"), (336, "SL(2,7)")];
    let fixed = factorials.into_iter().chain(linear).filter(move |(order, _)| *order == d);
    let of_order = |name: &str, by: usize| (d.is_multiple_of(by) && d > by).then(|| format!("{name}{}", d / by));
    let families = [("D", 2), ("Q", 1), ("Dic", 4), ("QD", 1), ("F", 1)];
    let families = families.into_iter().filter_map(|(name, by)| of_order(name, by));
    let small =
        (1..=SmallGroup::all().filter(|small| small.order == d).count()).map(move |i| format!("small({d},{i})"));
    let names = fixed.map(|(_, name)| name.to_owned()).chain(families.collect::<Vec<_>>()).chain(small);
    names.filter_map(|name| name.parse().ok())
}

impl Group {
    /// The same group under a name that stands for just this table.
    pub(super) fn known_name(&self) -> Option<Group> {
        named_of_order(self.order()).find(|named| named == self)
    }

    /// A group with a name that this one is up to relabelling, and the isomorphism onto it.
    #[must_use]
    pub fn recognized(&self) -> Option<(Group, Vec<usize>)> {
        named_of_order(self.order()).find_map(|named| self.isomorphism(&named).map(|map| (named, map)))
    }
}

impl Group {
    /// The group as formulas write it: `Z_23`, `Z_4x9`, `S4`.
    #[must_use]
    pub fn symbol(&self) -> String {
        if self.moduli().is_some() { format!("Z_{self}") } else { self.to_string() }
    }
}

impl fmt::Display for Group {
    /// Writes the form that [`FromStr`] reads: `23`, `4x9`, `S4`, `D4x3`; of a table without a name its order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.law {
            Law::Moduli { moduli, .. } => {
                let factors: Vec<String> = moduli.iter().map(usize::to_string).collect();
                f.write_str(&factors.join("x"))
            }
            Law::Table(table) => match &table.name {
                Some(name) => f.write_str(name),
                None => write!(f, "table of order {}", table.order),
            },
        }
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Group({self})")
    }
}

impl FromStr for Group {
    type Err = Error;

    /// Reads Abelian groups, `23`, `4x9`, `2x2x3`, with the usual names of cyclic groups and their products: `Z_23`, `Z23`,
    /// `C23`, `Z/23Z`, `Z2xZ4`, `Z_2^3`. And other groups:
    ///
    /// - `S4`, `A5`: permutations; `D5`: of order 10; `Q8`, `Q16`; `Dic3`: of order 12; `QD16`;
    /// - `F21`, `F20`: of order p·m, Z_p with a multiplication of order m; `Z7:Z3`, or `Z8:Z2(3)` with the multiplier;
    /// - `SL(2,3)`, `GL(2,3)`, `PSL(2,7)`: matrices over a field of p elements;
    /// - `small(24,3)`: by order and number in the SmallGroups library, up to order 31;
    /// - products of all these, as `S3xZ2`.
    fn from_str(text: &str) -> Result<Self> {
        let mut product: Option<Group> = None;
        for factor in outside_brackets(text, |letter| matches!(letter, 'x' | 'X' | '×' | '*')) {
            let (group, times) = named_factor(factor.trim()).map_err(|error| error.unwrap_or_else(|| unknown(text)))?;
            for _ in 0..times {
                product = Some(match product {
                    None => group.clone(),
                    Some(product) => product.times(&group)?,
                });
            }
        }
        product.ok_or_else(|| unknown(text))
    }
}

fn unknown(text: &str) -> Error {
    Error::parse(format!(
        "`{text}` is not a group that is read; write the orders of its cyclic factors, as in 23 or 4x9 (Z_23, C23 and Z2xZ4 \
         are read as well), or a name such as S4, A5, D5, Q8, Dic3, F21, Z7:Z3, SL(2,3), small(24,3) or S3xZ2"
    ))
}

/// The group of one factor and how often it is taken; no error stands for: no name.
fn named_factor(text: &str) -> std::result::Result<(Group, usize), Option<Error>> {
    if let Some((order, times)) = cyclic_factor(text) {
        return Ok((Group::cyclic(order)?, times));
    }
    if let Some((base, times)) = text.split_once('^') {
        let times = times.trim().parse().ok().filter(|times| (1..=MOST_TIMES).contains(times)).ok_or(None)?;
        return Ok((other_factor(base.trim())?, times));
    }
    Ok((other_factor(text)?, 1))
}

/// A power of two or more of an order above 2²⁶ is refused in any case, and this many factors 1 serve nobody.
const MOST_TIMES: usize = 64;

/// The order n of a factor written `n`, `Z_n`, `Zn`, `Z/n`, `Z/nZ`, `C_n` or `Cn`, and how often it is taken: m in `Z_n^m`.
fn cyclic_factor(text: &str) -> Option<(usize, usize)> {
    let (base, times) = match text.split_once('^') {
        Some((base, times)) => {
            (base.trim(), times.trim().parse().ok().filter(|times| (1..=MOST_TIMES).contains(times))?)
        }
        None => (text, 1),
    };
    let named = base.strip_prefix(['Z', 'z', 'C', 'c', 'ℤ']).map(|rest| match rest.strip_prefix('/') {
        Some(quotient) => quotient.strip_suffix(['Z', 'z', 'ℤ']).unwrap_or(quotient),
        None => rest.strip_prefix('_').unwrap_or(rest),
    });
    let digits = named.unwrap_or(base);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?.map(|order| (order, times))
}

fn other_factor(text: &str) -> std::result::Result<Group, Option<Error>> {
    if let Some(arguments) = call(text, "small") {
        let &[order, number] = &arguments[..] else { return Err(None) };
        return Ok(SmallGroup::get(order, number)?.group()?);
    }
    for (name, kind) in [("SL", Linear::Special), ("GL", Linear::General), ("PSL", Linear::Projective)] {
        if let Some(arguments) = call(text, name) {
            let &[2, p] = &arguments[..] else { return Err(None) };
            if !((2..=13).contains(&p) && number::prime_powers(p as u32) == [(p as u32, p as u32)]) {
                return Err(Some(Error::unsupported(format!(
                    "{name}(2,{p}): matrices over a field of 2, 3, 5, 7 … elements"
                ))));
            }
            return Ok(family::linear(&format!("{name}(2,{p})"), kind, p)?);
        }
    }
    if let Some((normal, other)) = text.split_once(':') {
        return semidirect(normal.trim(), other.trim());
    }
    let letters = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let n: usize = text[letters.len()..].parse().map_err(|_| None)?;
    let group = match (letters.trim_end_matches('_').to_ascii_uppercase().as_str(), n) {
        ("S" | "SYM", 1..) => family::symmetric(n),
        ("A" | "ALT", 1..) => family::alternating(n),
        ("D" | "DIH", 1..) => family::dihedral(n),
        ("DIC", 2..) => family::dicyclic(&format!("Dic{n}"), n),
        ("Q", 8..) if n.is_power_of_two() => family::dicyclic(&format!("Q{n}"), n / 4),
        ("QD" | "SD", 16..) if n.is_power_of_two() => family::quasidihedral(n / 2),
        ("F", 1..) => frobenius(n),
        _ => return Err(None),
    };
    Ok(group?)
}

/// The arguments of `name(…, …)`.
fn call(text: &str, name: &str) -> Option<Vec<usize>> {
    let inside = text.strip_prefix(name)?.trim().strip_prefix('(')?.strip_suffix(')')?;
    inside.split(',').map(|part| part.trim().parse().ok()).collect()
}

/// The group of order n = p·m, p prime, of the maps x → u·x + c modulo p with uᵐ = 1.
fn frobenius(n: usize) -> Result<Group> {
    let unknown = || Error::argument(format!("F{n}: no prime p and m ≥ 2 that divides p − 1 have p·m = {n}"));
    let small = u32::try_from(n).map_err(|_| unknown())?;
    let primes = number::prime_powers(small).into_iter().filter(|(p, power)| p == power);
    let (p, m) = primes
        .map(|(p, _)| (p as usize, n / p as usize))
        .find(|&(p, m)| m >= 2 && (p - 1).is_multiple_of(m))
        .ok_or_else(unknown)?;
    let unit = (2..p).find(|&unit| family::order_modulo(p, unit) == Some(m)).unwrap_or(p - 1);
    family::semidirect(&format!("F{n}"), p, m, unit)
}

/// `Zn:Zm` with the smallest multiplier of the largest order that Z_m allows, or `Zn:Zm(u)` with the multiplier u.
fn semidirect(normal: &str, other: &str) -> std::result::Result<Group, Option<Error>> {
    let (other, given) = match other.split_once('(') {
        Some((other, unit)) => (other, Some(unit.strip_suffix(')').and_then(|unit| unit.parse().ok()).ok_or(None)?)),
        None => (other, None),
    };
    let (n, m) = match (cyclic_factor(normal), cyclic_factor(other)) {
        (Some((n, 1)), Some((m, 1))) if n >= 1 && m >= 1 => (n, m),
        _ => return Err(None),
    };
    if n.saturating_mul(m) > super::MAX_TABLE_ORDER {
        return Err(Some(Error::unsupported(format!("{normal}:{other} of order {}", n.saturating_mul(m)))));
    }
    let units: Vec<(usize, usize)> = (1..n.max(2))
        .filter_map(|unit| family::order_modulo(n, unit).map(|order| (order, unit)))
        .filter(|(order, _)| m.is_multiple_of(*order))
        .collect();
    let unit = match given {
        Some(unit) if units.iter().any(|&(_, known)| known == unit % n.max(1)) => unit,
        Some(unit) => {
            return Err(Some(Error::argument(format!("{unit} is no unit modulo {n} whose order divides {m}"))));
        }
        None => {
            let most = units.iter().map(|(order, _)| *order).max().unwrap_or(1);
            let best: Vec<usize> = units.iter().filter(|(order, _)| *order == most).map(|(_, unit)| *unit).collect();
            let powers = |unit: usize| {
                (0..most).scan(1, move |p, _| {
                    *p = *p * unit % n;
                    Some(*p)
                })
            };
            let one = best.first().copied().unwrap_or(1);
            if let Some(other) = best.iter().find(|&&unit| !powers(one).any(|power| power == unit)) {
                return Err(Some(Error::argument(format!(
                    "Z{n}:Z{m} is several groups: write its multiplier, as Z{n}:Z{m}({one}) or Z{n}:Z{m}({other})"
                ))));
            }
            one
        }
    };
    let suffix = given.map_or_else(String::new, |unit| format!("({unit})"));
    Ok(family::semidirect(&format!("Z{n}:Z{m}{suffix}"), n, m, unit)?)
}

/// What stands for a group in files: its name, or its table where it has none.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Written {
    Name(String),
    Table { table: Vec<Vec<usize>> },
}

impl serde::Serialize for Group {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.table().filter(|_| !self.is_named()) {
            Some(table) => Written::Table { table }.serialize(serializer),
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Group {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let group = match Written::deserialize(deserializer)? {
            Written::Name(name) => name.parse(),
            Written::Table { table } => Group::from_table(&table),
        };
        group.map_err(serde::de::Error::custom)
    }
}
