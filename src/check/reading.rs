//! A certificate made ready for checking: every number parsed, everything that has two spellings refused.

use std::collections::BTreeSet;

use dashu_ratio::RBig;

use super::arithmetic::{Arithmetic, Powers, Sum, Term};
use super::characters::Characters;
use super::roots::Roots;
use crate::certificate::{
    Certificate, CertifiedGroup, CertifiedNode, ClaimedTarget, EVERY_GROUP, Entry, FIELD_VERSION, FORMAT, Inputs, Kind,
    Number, Summand, VALUES_VERSION, VERSION,
};
use crate::{Error, Result};

/// r_{k1 k2 k} or r_{p k1 k2 k}, its characters by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Potential {
    pub k: i64,
    pub inputs: Inputs,
    pub k1: i64,
    pub k2: i64,
}

/// The most characters of a rational number.
const MAX_DIGITS: usize = 2000;
/// The most parameters of one summand.
const MAX_FACTORS: usize = 64;

/// What a certificate claims.
pub(super) struct Claims {
    pub characters: Characters,
    pub root_order: u64,
    pub parameters: usize,
    pub nodes: Vec<Node>,
    /// The potentials in the order of the file.
    pub identities: Vec<(Potential, Sum)>,
    pub losses: Vec<(ClaimedTarget, Sum)>,
}

/// A hidden node: its coefficient, and the entries of a, b, c at representatives.
pub(super) struct Node {
    pub coefficient: Sum,
    pub vectors: [Vec<(i64, Sum)>; 3],
}

impl Node {
    /// Whether the coefficient and the entries at k = −k are.
    pub fn is_real<A: Arithmetic>(&self, characters: &Characters, arithmetic: &A) -> bool {
        let is_real = |sum| arithmetic.equal(&arithmetic.read(sum, false), &arithmetic.read(sum, true));
        let own_partners = self.vectors.iter().flatten().filter(|(k, _)| characters.negative(*k) == *k);
        own_partners.map(|(_, value)| value).chain([&self.coefficient]).all(is_real)
    }

    /// The vectors in some numbers, conjugate partners included.
    pub fn values<V>(&self, characters: &Characters, value: impl Fn(&Sum, bool) -> V) -> [Vec<(i64, V)>; 3] {
        [0, 1, 2].map(|channel| characters.with_partners(&self.vectors[channel], &value))
    }
}

/// Reads the nodes of one certificate.
pub(super) struct Reader<'a> {
    pub characters: Characters,
    pub numbers: Numbers<'a>,
}

/// Reads the numbers of one certificate.
pub(super) struct Numbers<'a> {
    root_order: u64,
    /// The names of the parameters, sorted.
    names: Vec<&'a str>,
    roots: Roots,
    orders: BTreeSet<u64>,
    used: BTreeSet<usize>,
}

/// The claims of a well-formed certificate.
///
/// # Errors
/// When the certificate says something that cannot be understood, or in another way than certificates do.
pub(super) fn read(certificate: &Certificate) -> Result<Claims> {
    let bad = |message: String| Err(Error::format(message));
    require_format(&certificate.format, certificate.version, VERSION)?;
    let characters = match (certificate.kind, &certificate.group) {
        (Kind::Solution, CertifiedGroup::Moduli(moduli)) => product(moduli)?,
        (Kind::Block, CertifiedGroup::Every(text)) if text == EVERY_GROUP => Characters::Multiples,
        _ => return bad(format!("group: a solution has the list of its factors, a block `{EVERY_GROUP}`")),
    };
    let names = certificate.parameters.iter().map(String::as_str).collect();
    let mut reader = Reader { characters, numbers: Numbers::new(certificate.root_order, names)? };
    let at = |what: &str, index: usize| format!("{what}[{index}]");
    let mut nodes = Vec::with_capacity(certificate.nodes.len());
    for (j, node) in certificate.nodes.iter().enumerate() {
        nodes.push(reader.node(node).map_err(|error| error.context(at("nodes", j)))?);
    }
    reader.numbers.require_economy()?;
    let mut identities = Vec::with_capacity(certificate.identities.len());
    for (at_index, identity) in certificate.identities.iter().enumerate() {
        let mut read = || {
            let character = |k: &[i64]| character(&reader.characters, k);
            let (k1, k2, k) = (character(&identity.k1)?, character(&identity.k2)?, character(&identity.k)?);
            if !reader.characters.is_representative(k) {
                return Err(Error::format("k is not the representative of its pair ±k"));
            }
            if identity.inputs != Inputs::AB && k1 > k2 {
                return Err(Error::format("k1 and k2 of a potential of one input must be in order"));
            }
            Ok((Potential { k, inputs: identity.inputs, k1, k2 }, reader.numbers.number(&identity.value)?))
        };
        identities.push(read().map_err(|error| error.context(at("identities", at_index)))?);
    }
    let targets: Vec<ClaimedTarget> = certificate.loss.iter().map(|claim| claim.target).collect();
    let required: &[ClaimedTarget] = match certificate.kind {
        Kind::Solution => &[ClaimedTarget::ZeroMean, ClaimedTarget::OneHot],
        Kind::Block => &[ClaimedTarget::ZeroMean],
    };
    if targets != required {
        let names: Vec<String> = required.iter().map(ToString::to_string).collect();
        return bad(format!("loss: the losses for {} are required, in this order", names.join(" and ")));
    }
    let losses = certificate.loss.iter().map(|claim| Ok((claim.target, reader.numbers.number(&claim.value)?)));
    let losses = losses.collect::<Result<Vec<_>>>().map_err(|error| error.context("loss"))?;
    let (parameters, root_order) = (certificate.parameters.len(), reader.numbers.root_order());
    Ok(Claims { characters: reader.characters, root_order, parameters, nodes, identities, losses })
}

/// Refuses what is no certificate of the version `own`.
pub(super) fn require_format(format: &str, version: u32, own: u32) -> Result<()> {
    if format != FORMAT {
        return Err(Error::format(format!("format `{}`, where `{FORMAT}` is required", format.escape_debug())));
    }
    if version != own {
        return Err(Error::format(format!(
            "version {version}; solutions have version {VERSION}, {VALUES_VERSION} or {FIELD_VERSION}, networks {VERSION}"
        )));
    }
    Ok(())
}

/// The characters of a group of a certificate.
pub(super) fn product(moduli: &[u32]) -> Result<Characters> {
    Characters::product(moduli).ok_or_else(|| Error::format(format!("group {moduli:?} is not one of order 1 to 2²⁶")))
}

/// The number of a character.
pub(super) fn character(characters: &Characters, k: &[i64]) -> Result<i64> {
    let shown = &k[..k.len().min(8)];
    characters.number(k).ok_or_else(|| Error::format(format!("{shown:?} is not a character of the group")))
}

impl Reader<'_> {
    pub fn node(&mut self, node: &CertifiedNode) -> Result<Node> {
        let vectors = [("a", &node.a), ("b", &node.b), ("c", &node.c)];
        let [a, b, c] = vectors.map(|(name, entries)| self.vector(entries).map_err(|error| error.context(name)));
        let (coefficient, vectors) = (self.numbers.number(&node.coefficient)?, [a?, b?, c?]);
        let [a, b, c] = &vectors;
        if coefficient.is_empty() || c.is_empty() || (a.is_empty() && b.is_empty()) {
            return Err(Error::format("the node does nothing: no coefficient, no input or no output"));
        }
        // Without the other input, the sign of an input does nothing.
        if let ([(_, alone), ..], []) | ([], [(_, alone), ..]) = (&a[..], &b[..])
            && alone[0].coefficient < RBig::ZERO
        {
            return Err(Error::format("the only input of the node begins with a negative number"));
        }
        Ok(Node { coefficient, vectors })
    }

    fn vector(&mut self, entries: &[Entry]) -> Result<Vec<(i64, Sum)>> {
        let mut vector: Vec<(i64, Sum)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let k = character(&self.characters, &entry.k)?;
            if !self.characters.is_representative(k) {
                return Err(Error::format(format!("k = {:?} is not the representative of its pair ±k", entry.k)));
            }
            if vector.last().is_some_and(|(last, _)| *last >= k) {
                return Err(Error::format("the frequencies must be sorted, each once"));
            }
            let value = self.numbers.number(&entry.value)?;
            if value.is_empty() {
                return Err(Error::format(format!("the entry at k = {:?} is 0; it must be left out", entry.k)));
            }
            vector.push((k, value));
        }
        Ok(vector)
    }
}

impl<'a> Numbers<'a> {
    pub fn new(root_order: u32, names: Vec<&'a str>) -> Result<Self> {
        if root_order == 0 {
            return Err(Error::format("root_order 0; the roots of unity have orders from 1 on"));
        }
        if !names.is_sorted_by(|x, y| x < y) {
            return Err(Error::format("parameters: the names must be sorted, each once"));
        }
        let root_order = u64::from(root_order);
        let (orders, used) = (BTreeSet::from([1]), BTreeSet::new());
        Ok(Numbers { root_order, names, roots: Roots::new(root_order), orders, used })
    }

    /// N.
    pub fn root_order(&self) -> u64 {
        self.root_order
    }

    /// Refuses a larger order of roots than the numbers read so far need, and parameters that do not occur in them.
    pub fn require_economy(&self) -> Result<()> {
        let needed = self.orders.iter().fold(1, |n, order| lcm(n, *order));
        if needed != self.root_order {
            let own = self.root_order;
            return Err(Error::format(format!("root_order {own}, where the roots in the nodes need {needed}")));
        }
        match self.names.iter().enumerate().find(|(at, _)| !self.used.contains(at)) {
            Some((_, name)) => {
                Err(Error::format(format!("the parameter `{}` does not occur in the nodes", name.escape_debug())))
            }
            None => Ok(()),
        }
    }

    pub fn number(&mut self, number: &Number) -> Result<Sum> {
        let mut sum = Sum::with_capacity(number.0.len());
        let mut last: Option<(Powers, (u64, u64))> = None;
        for summand in &number.0 {
            let coefficient = rational(&summand.coefficient)?;
            let (numerator, denominator) = turn(&summand.turn)?;
            self.orders.insert(denominator);
            let powers = self.powers(summand)?;
            let order = self.root_order;
            if !order.is_multiple_of(denominator) {
                return Err(Error::format(format!("the turn {} is no multiple of 1/{order}", summand.turn)));
            }
            let in_order = last.as_ref().is_none_or(|(before, (e, n))| {
                before.cmp(&powers).then((e * denominator).cmp(&(numerator * n))).is_lt()
            });
            if !in_order {
                return Err(Error::format("the summands of a number must be sorted by powers and turn, no two alike"));
            }
            last = Some((powers.clone(), (numerator, denominator)));
            sum.push(Term { coefficient, exponent: numerator * (order / denominator), powers });
        }
        let is_written_form =
            |terms: &[Term]| self.roots.is_written_form(terms.iter().map(|term| (term.exponent, &term.coefficient)));
        if !sum.chunk_by(|x, y| x.powers == y.powers).all(is_written_form) {
            return Err(Error::format(
                "a number in another form than the one that is written: its roots of unity add up to another sum",
            ));
        }
        Ok(sum)
    }

    fn powers(&mut self, summand: &Summand) -> Result<Powers> {
        if summand.powers.len() > MAX_FACTORS {
            return Err(Error::format(format!("a summand with more than {MAX_FACTORS} parameters")));
        }
        let mut powers = Powers::with_capacity(summand.powers.len());
        for (name, power) in &summand.powers {
            let place = self
                .names
                .binary_search(&name.as_str())
                .map_err(|_| Error::format(format!("`{}` is not in the list of parameters", name.escape_debug())))?;
            let in_order = powers.last().is_none_or(|(last, _)| *last < place);
            if *power == 0 || !in_order {
                return Err(Error::format("powers must be sorted by name, with exponents that are not 0"));
            }
            self.used.insert(place);
            powers.push((place, i64::from(*power)));
        }
        Ok(powers)
    }
}

/// A rational number in lowest terms; 0 too.
pub(super) fn fraction(text: &str) -> Result<RBig> {
    if text == "0" { Ok(RBig::ZERO) } else { rational(text) }
}

/// A non-zero rational number in lowest terms.
fn rational(text: &str) -> Result<RBig> {
    let error = || {
        let start: String = text.chars().take(40).collect();
        Error::format(format!("`{}` is not a rational number in lowest terms, such as -3/7", start.escape_debug()))
    };
    if text.len() > MAX_DIGITS {
        return Err(Error::format(format!(
            "a rational number of {} characters; at most {MAX_DIGITS} are read",
            text.len()
        )));
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-/".contains(&byte));
    if !plain || text.split('/').nth(1).is_some_and(|denominator| denominator.bytes().all(|digit| digit == b'0')) {
        return Err(error());
    }
    let value: RBig = text.parse().map_err(|_| error())?;
    if value.is_zero() || value.to_string() != text { Err(error()) } else { Ok(value) }
}

/// The turn e/n of a root of unity that is not the negative of one with a smaller turn.
fn turn(text: &str) -> Result<(u64, u64)> {
    let parse = || -> Option<(u64, u64)> {
        let number = |text: &str| text.parse::<u32>().ok().map(u64::from).filter(|number| number.to_string() == text);
        if text == "0" {
            return Some((0, 1));
        }
        let (e, n) = text.split_once('/')?;
        let (e, n) = (number(e)?, number(n)?);
        let canonical =
            n > 1 && (1..n).contains(&e) && gcd(e, n) == 1 && (n % 2 == 1 || (n.is_multiple_of(4) && 2 * e < n));
        canonical.then_some((e, n))
    };
    parse().ok_or_else(|| {
        let start: String = text.chars().take(40).collect();
        Error::format(format!(
            "`{}` is not a turn in lowest terms, such as 1/3, with an odd denominator or one divisible by 4 and below 1/2",
            start.escape_debug()
        ))
    })
}

fn gcd(x: u64, y: u64) -> u64 {
    if y == 0 { x } else { gcd(y, x % y) }
}

/// The least common multiple of two numbers, of which it is known to fit.
pub(super) fn lcm(x: u64, y: u64) -> u64 {
    x / gcd(x, y) * y
}
