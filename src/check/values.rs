//! The check of a network by its values: every output, modulo as many primes as make a proof of it.
//!
//! With D a common denominator of all weights, D³ (Σ_j c_j (a_j + b_j)² − target) is an integer of Q(ζ_N) whose conjugates
//! are at most B in size, B from the coefficients of the weights. If it is not 0, its norm is an integer other than 0 of at
//! most B^φ(N), which every prime p ≡ 1 mod N divides modulo one of whose ideals it vanishes. So it is 0 when it vanishes
//! modulo different primes whose product exceeds B^φ(N).

use std::collections::BTreeSet;

use dashu_int::UBig;
use dashu_int::ops::BitTest;
use dashu_ratio::RBig;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::arithmetic::{Arithmetic, Sum, Term};
use super::modular::Modular;
use super::plain::Plain;
use super::prime::{add, multiply, prime_factors};
use super::reading::{Numbers, require_format};
use super::{Check, FalseClaim};
use crate::certificate::{ClaimedTarget, Number, VALUES_VERSION, ValueCertificate, ValueNode};
use crate::{Error, Result};

/// The most multiplications modulo primes: some ten seconds.
const MAX_PRODUCTS: u128 = 1 << 34;
/// The most weights.
const MAX_WEIGHTS: usize = 1 << 23;
/// The longest common denominator, in bits.
const MAX_BITS: usize = 1 << 14;
/// The most summands of all values.
const MAX_SUMMANDS: usize = 1 << 18;
/// Every prime exceeds 2 to this power.
const PRIME_BITS: usize = 60;

/// What a certificate by values claims.
struct Claims {
    order: usize,
    /// x·y at x·d + y.
    products: Vec<usize>,
    root_order: u64,
    values: Vec<Sum>,
    /// Places in `values`, at j·d + g for each of a, b and c.
    weights: [Vec<usize>; 3],
    target: ClaimedTarget,
}

impl Check {
    /// Checks a certificate by values.
    ///
    /// # Errors
    /// When the certificate is not in the one way of writing it, or asks for more work than a check does.
    pub fn of_values(certificate: &ValueCertificate) -> Result<Self> {
        let claims = Claims::read(certificate)?;
        let refusal = claims.first_refusal(claims.primes()?);
        Ok(Check::of_outputs(claims.order, certificate.nodes.len(), claims.target, refusal))
    }
}

/// Refuses a certificate that would not be checked, before it is written.
///
/// # Errors
/// When the certificate is not in the one way of writing it, or asks for more work than a check does.
pub(crate) fn require_checkable_values(certificate: &ValueCertificate) -> Result<()> {
    Claims::read(certificate)?.primes().map(drop)
}

/// # Reading
impl Claims {
    fn read(certificate: &ValueCertificate) -> Result<Self> {
        require_format(&certificate.format, certificate.version, VALUES_VERSION)?;
        let (order, count) = (certificate.table.len(), certificate.nodes.len());
        if order.saturating_mul(count) > MAX_WEIGHTS {
            return Err(Error::unsupported(format!(
                "{count} nodes over a group of order {order}; at most {MAX_WEIGHTS} weights of a vector are checked"
            )));
        }
        let summands = certificate.values.iter().map(|value| value.0.len()).sum::<usize>();
        if summands > MAX_SUMMANDS {
            return Err(Error::unsupported(format!(
                "values of {summands} summands; at most {MAX_SUMMANDS} are checked"
            )));
        }
        let products = products(&certificate.table)?;
        let mut numbers = Numbers::new(certificate.root_order, Vec::new())?;
        let mut values = Vec::with_capacity(certificate.values.len());
        for (at, value) in certificate.values.iter().enumerate() {
            values.push(numbers.number(value).map_err(|error| error.context(format!("values[{at}]")))?);
        }
        numbers.require_economy()?;
        let distinct: BTreeSet<&Number> = certificate.values.iter().collect();
        if distinct.len() < values.len() {
            return Err(Error::format("values: the same number stands twice"));
        }
        let weights = weights(&certificate.nodes, order, values.len(), |at| values[at].is_empty())?;
        let (root_order, target) = (numbers.root_order(), certificate.target);
        Ok(Claims { order, products, root_order, values, weights, target })
    }

    /// How many primes make a proof.
    fn primes(&self) -> Result<usize> {
        let bits = self.bound()?.bit_len() as u128;
        let degree = prime_factors(self.root_order).iter().fold(self.root_order, |n, p| n / p * (p - 1));
        let primes = bits.saturating_mul(u128::from(degree)) / PRIME_BITS as u128 + 1;
        let summands: usize = self.values.iter().map(Vec::len).sum();
        let products = self.weights[0].len() * self.order.pow(2) + 128 * summands;
        let work = primes.saturating_mul(products as u128);
        if work > MAX_PRODUCTS {
            return Err(Error::unsupported(format!(
                "the certificate takes {work} products modulo {primes} primes; {MAX_PRODUCTS} are formed"
            )));
        }
        Ok(primes as usize)
    }

    /// B = 2 D³ (1 + Σ_j |c_j| (|a_j| + |b_j|)²), |·| the largest sum of the absolute values of a weight's coefficients.
    fn bound(&self) -> Result<UBig> {
        let sizes: Vec<RBig> = self.values.iter().map(size).collect();
        let largest = |channel: usize, j: usize| {
            let weights = &self.weights[channel][j * self.order..(j + 1) * self.order];
            weights.iter().map(|&at| &sizes[at]).max().cloned().unwrap_or(RBig::ZERO)
        };
        let nodes = self.weights[0].len() / self.order;
        let outputs = (0..nodes).fold(RBig::ONE, |sum, j| {
            let input = largest(0, j) + largest(1, j);
            sum + largest(2, j) * &input * &input
        });
        let denominator = RBig::from(self.denominator()?);
        let bound = outputs * &denominator * &denominator * &denominator * RBig::from(2);
        Ok(bound.numerator().clone().into_parts().1)
    }

    /// D.
    fn denominator(&self) -> Result<UBig> {
        let mut common = UBig::ONE;
        for term in self.values.iter().flatten() {
            // What is left of a denominator in the product is missing in D.
            let left = (&term.coefficient * RBig::from(common.clone())).denominator().clone();
            common *= left;
            if common.bit_len() > MAX_BITS {
                return Err(Error::unsupported(format!(
                    "the values have a common denominator of more than {MAX_BITS} bits"
                )));
            }
        }
        Ok(common)
    }
}

/// The entries of a square table, all below its size.
pub(super) fn products(table: &[Vec<u32>]) -> Result<Vec<usize>> {
    let order = table.len();
    if order == 0 {
        return Err(Error::format("table: a group has an element at least"));
    }
    let is_row = |row: &Vec<u32>| row.len() == order && row.iter().all(|&x| (x as usize) < order);
    match table.iter().position(|row| !is_row(row)) {
        Some(x) => Err(Error::format(format!("table[{x}] is no row of {order} elements, numbers below {order}"))),
        None => Ok(table.iter().flatten().map(|&x| x as usize).collect()),
    }
}

/// The places of all weights in a list of `count` values, which must be numbered as they first occur.
pub(super) fn weights(
    nodes: &[ValueNode],
    order: usize,
    count: usize,
    is_value_zero: impl Fn(usize) -> bool,
) -> Result<[Vec<usize>; 3]> {
    let mut weights: [Vec<usize>; 3] = Default::default();
    let mut used = 0;
    for (j, node) in nodes.iter().enumerate() {
        for (channel, vector) in [&node.a, &node.b, &node.c].into_iter().enumerate() {
            if vector.len() != order {
                let found = vector.len();
                return Err(Error::format(format!("nodes[{j}]: a vector of {found} weights; the group has {order}")));
            }
            for &place in vector {
                let place = place as usize;
                if place > used || place >= count {
                    return Err(Error::format(format!(
                        "nodes[{j}]: value {place} is not listed, or not in the order in which values first occur"
                    )));
                }
                used = used.max(place + 1);
                weights[channel].push(place);
            }
        }
        let is_zero = |vector: &[u32]| vector.iter().all(|&place| is_value_zero(place as usize));
        if is_zero(&node.c) || (is_zero(&node.a) && is_zero(&node.b)) {
            return Err(Error::format(format!("nodes[{j}] does nothing: no input or no output")));
        }
    }
    if used < count {
        return Err(Error::format(format!("values[{used}] does not occur in the nodes")));
    }
    Ok(weights)
}

/// Why the table is not that of a group.
pub(super) fn table_refusal(d: usize, products: &[usize]) -> Option<String> {
    let product = |x: usize, y: usize| products[x * d + y];
    for line in 0..d {
        let row: BTreeSet<usize> = (0..d).map(|y| product(line, y)).collect();
        let column: BTreeSet<usize> = (0..d).map(|x| product(x, line)).collect();
        if row.len() < d || column.len() < d {
            return Some(format!("is not that of a group: row or column {line} holds an element twice"));
        }
    }
    let is_identity = |e: usize| (0..d).all(|x| product(e, x) == x && product(x, e) == x);
    if !(0..d).any(is_identity) {
        return Some("is not that of a group: there is no identity".to_owned());
    }
    for x in 0..d {
        for y in 0..d {
            let (xy, row) = (product(x, y), &products[y * d..(y + 1) * d]);
            if let Some(z) = (0..d).find(|&z| product(xy, z) != product(x, row[z])) {
                return Some(format!("is not that of a group: ({x}·{y})·{z} is not {x}·({y}·{z})"));
            }
        }
    }
    None
}

/// The sum of the absolute values of the coefficients.
fn size(value: &Sum) -> RBig {
    value.iter().fold(RBig::ZERO, |sum, term| {
        if term.coefficient < RBig::ZERO { sum - &term.coefficient } else { sum + &term.coefficient }
    })
}

/// # Checking
impl Claims {
    fn first_refusal(&self, primes: usize) -> Option<FalseClaim> {
        if let Some(reason) = table_refusal(self.order, &self.products) {
            return Some(FalseClaim::new("the table", reason));
        }
        let plain = Plain::new(self.root_order);
        let is_real = |value: &Sum| plain.equal(&plain.read(value, false), &plain.read(value, true));
        if let Some(at) = self.values.iter().position(|value| !is_real(value)) {
            return Some(FalseClaim::new(format!("values[{at}]"), "is not real"));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(self.root_order);
        let (mut used, mut is_one_hot) = (BTreeSet::new(), true);
        while used.len() < primes {
            let field = Modular::random(self.root_order, 0, &mut rng);
            let divides = |term: &Term| !field.is_unit(term.coefficient.denominator());
            if self.values.iter().flatten().any(divides) || !used.insert(field.prime()) {
                continue;
            }
            let refusal = self.output_refusal(&field, &mut is_one_hot);
            if refusal.is_some() {
                return refusal;
            }
        }
        let is_weaker = self.target == ClaimedTarget::ZeroMean && is_one_hot;
        is_weaker.then(|| FalseClaim::new("the claim", "is not the strongest: the loss is 0 for the one-hot target"))
    }

    /// The first output that is not as claimed, modulo a prime; `is_one_hot` is cleared when one is not the one-hot label.
    fn output_refusal(&self, field: &Modular, is_one_hot: &mut bool) -> Option<FalseClaim> {
        let (d, p) = (self.order, field.prime());
        let values: Vec<u64> = self.values.iter().map(|value| field.read(value, false)).collect();
        let nodes = self.weights[0].len() / d;
        // By element: the weights of all nodes.
        let [a, b, c] = [0, 1, 2].map(|channel| -> Vec<Vec<u64>> {
            let of = |g: usize| (0..nodes).map(|j| values[self.weights[channel][j * d + g]]).collect();
            (0..d).map(of).collect()
        });
        let mut squares = vec![0; nodes];
        for (x, a) in a.iter().enumerate() {
            for (y, b) in b.iter().enumerate() {
                for (square, (a, b)) in squares.iter_mut().zip(a.iter().zip(b)) {
                    let input = add(*a, *b, p);
                    *square = multiply(input, input, p);
                }
                // What is left when the label is taken away is 0, or for the zero-mean target the same for all h.
                let label = self.products[x * d + y];
                let rest = |h: usize| add(field.dot(&c[h], &squares), if h == label { p - 1 } else { 0 }, p);
                let first = rest(0);
                *is_one_hot &= first == 0;
                let constant = if self.target == ClaimedTarget::ZeroMean { first } else { 0 };
                if let Some(h) = (0..d).find(|&h| rest(h) != constant) {
                    let what = match self.target {
                        ClaimedTarget::OneHot => "is not the one-hot label",
                        ClaimedTarget::ZeroMean => "minus the label is not the same for all h",
                    };
                    let reason = format!("{what}, {}", field.name());
                    return Some(FalseClaim::new(format!("the output at x = {x}, y = {y} and h = {h}"), reason));
                }
            }
        }
        None
    }
}
