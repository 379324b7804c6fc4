//! The check of a network over a number field: every identity, modulo the minimal polynomial.
//!
//! With c the leading coefficient of the minimal polynomial q of degree n, β = cα is a root of the monic integer polynomial
//! c^{n−1} q(x/c). So with a common denominator D of all weights in powers of β, D³ (Σ_j c_j (a_j + b_j)² − target) is computed
//! in Z[β]: lists of integers, reduced by that polynomial. It is 0 exactly when the list is, since q is irreducible, which is
//! shown apart.

use dashu_int::ops::BitTest;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::irreducible::{self, Irreducibility};
use super::reading::{fraction, require_format};
use super::values::{products, table_refusal, weights};
use super::{Check, FalseClaim};
use crate::certificate::{ClaimedTarget, FIELD_VERSION, FieldCertificate, MAX_FIELD_DEGREE};
use crate::{Error, Result};

/// The most products of integers.
const MAX_PRODUCTS: usize = 1 << 30;
/// The longest integer, in bits.
const MAX_BITS: usize = 1 << 14;
/// The most weights.
const MAX_WEIGHTS: usize = 1 << 20;

/// What a certificate over a number field claims.
struct Claims {
    order: usize,
    products: Vec<usize>,
    /// q.
    minimal: Vec<IBig>,
    root: [RBig; 2],
    /// The monic polynomial of β, without its leading 1.
    monic: Vec<IBig>,
    /// D.
    denominator: IBig,
    /// D times each value, by powers of β.
    values: Vec<Vec<IBig>>,
    weights: [Vec<usize>; 3],
    target: ClaimedTarget,
}

impl Check {
    /// Checks a certificate over a number field.
    ///
    /// # Errors
    /// When the certificate is not in the one way of writing it, or asks for more work than a check does.
    pub fn of_field(certificate: &FieldCertificate) -> Result<Self> {
        let claims = Claims::read(certificate)?;
        let refusal = claims.first_refusal()?;
        Ok(Check::of_outputs(claims.order, certificate.nodes.len(), claims.target, refusal))
    }
}

impl Claims {
    fn read(certificate: &FieldCertificate) -> Result<Self> {
        require_format(&certificate.format, certificate.version, FIELD_VERSION)?;
        let (order, count) = (certificate.table.len(), certificate.nodes.len());
        let products = products(&certificate.table)?;
        let minimal = minimal_polynomial(&certificate.minimal_polynomial)?;
        let degree = minimal.len() - 1;
        let work = order.saturating_pow(3).saturating_mul(count).saturating_mul(2 * degree * degree);
        if order.saturating_mul(count) > MAX_WEIGHTS || work > MAX_PRODUCTS {
            return Err(Error::unsupported(format!(
                "{count} nodes over a group of order {order} and a field of degree {degree} take {work} products of \
                 integers; {MAX_PRODUCTS} are formed"
            )));
        }
        let root = [&certificate.root[0], &certificate.root[1]].map(|text| fraction(text));
        let [low, high] = root.map(|bound| bound.map_err(|error| error.context("root")));
        let read = |(at, value): (usize, &Vec<String>)| {
            read_value(value, degree).map_err(|error| error.context(format!("values[{at}]")))
        };
        let fractions = certificate.values.iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
        let distinct: std::collections::BTreeSet<&Vec<String>> = certificate.values.iter().collect();
        if distinct.len() < fractions.len() {
            return Err(Error::format("values: the same number stands twice"));
        }
        let weights = weights(&certificate.nodes, order, fractions.len(), |at| fractions[at].is_empty())?;
        let leading = minimal[degree].clone();
        let monic = (0..degree).map(|i| &minimal[i] * leading.pow(degree - 1 - i)).collect();
        let (denominator, values) = over_common_denominator(&fractions, &leading)?;
        Ok(Claims {
            order,
            products,
            minimal,
            root: [low?, high?],
            monic,
            denominator,
            values,
            weights,
            target: certificate.target,
        })
    }

    fn first_refusal(&self) -> Result<Option<FalseClaim>> {
        if let Some(reason) = table_refusal(self.order, &self.products) {
            return Ok(Some(FalseClaim::new("the table", reason)));
        }
        match irreducible::decide(&self.minimal)? {
            Irreducibility::Irreducible => {}
            Irreducibility::Reducible { reason } => {
                return Ok(Some(FalseClaim::new("the minimal polynomial", format!("is reducible: {reason}"))));
            }
        }
        if let Some(reason) = self.root_refusal() {
            return Ok(Some(FalseClaim::new("the root", reason)));
        }
        Ok(self.output_refusal())
    }

    /// Why there is not just one root between the two fractions, and a change of sign.
    fn root_refusal(&self) -> Option<String> {
        let [low, high] = &self.root;
        if low >= high {
            return Some("has bounds that are not in order".to_owned());
        }
        let coefficients: Vec<RBig> = self.minimal.iter().map(|c| RBig::from(c.clone())).collect();
        let chain = sturm_chain(coefficients);
        let ends = [low, high].map(|x| value_at(&chain[0], x));
        if ends[0].is_zero() || ends[1].is_zero() || (ends[0] > RBig::ZERO) == (ends[1] > RBig::ZERO) {
            return Some("is not between its bounds: the minimal polynomial does not change its sign".to_owned());
        }
        let changes = |x: &RBig| {
            let signs: Vec<bool> =
                chain.iter().map(|p| value_at(p, x)).filter(|v| !v.is_zero()).map(|v| v > RBig::ZERO).collect();
            signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
        };
        let count = changes(low).saturating_sub(changes(high));
        (count != 1).then(|| format!("is one of {count} between its bounds"))
    }

    fn plus(x: &[IBig], y: &[IBig]) -> Vec<IBig> {
        let (long, short) = if x.len() >= y.len() { (x, y) } else { (y, x) };
        let mut sum = long.to_vec();
        sum.iter_mut().zip(short).for_each(|(s, c)| *s += c);
        sum
    }

    /// The product, by powers of β below the degree.
    fn times(&self, x: &[IBig], y: &[IBig]) -> Vec<IBig> {
        if x.is_empty() || y.is_empty() {
            return Vec::new();
        }
        let degree = self.monic.len();
        let mut product = vec![IBig::ZERO; x.len() + y.len() - 1];
        for (i, a) in x.iter().enumerate().filter(|(_, a)| **a != IBig::ZERO) {
            for (j, b) in y.iter().enumerate() {
                product[i + j] += a * b;
            }
        }
        while product.len() > degree {
            let Some(top) = product.pop() else { break };
            let from = product.len() - degree;
            product[from..].iter_mut().zip(&self.monic).for_each(|(c, m)| *c -= &top * m);
        }
        product
    }

    fn output_refusal(&self) -> Option<FalseClaim> {
        let (d, nodes) = (self.order, self.weights[0].len() / self.order);
        let value = |channel: usize, j: usize, g: usize| &self.values[self.weights[channel][j * d + g]];
        let one = &self.denominator * &self.denominator * &self.denominator;
        let mut is_one_hot = true;
        for (at, &label) in self.products.iter().enumerate() {
            let (x, y) = (at / d, at % d);
            let mut rest: Vec<Vec<IBig>> = vec![Vec::new(); d];
            for j in 0..nodes {
                let input = Self::plus(value(0, j, x), value(1, j, y));
                let square = self.times(&input, &input);
                for (h, rest) in rest.iter_mut().enumerate() {
                    let product = self.times(&square, value(2, j, h));
                    *rest = Self::plus(rest, &product);
                }
            }
            rest[label] = Self::plus(&rest[label], &[-one.clone()]);
            for sum in &mut rest {
                while sum.last().is_some_and(|c| *c == IBig::ZERO) {
                    sum.pop();
                }
            }
            is_one_hot &= rest[0].is_empty();
            let constant = if self.target == ClaimedTarget::ZeroMean { rest[0].clone() } else { Vec::new() };
            if let Some(h) = rest.iter().position(|sum| *sum != constant) {
                let what = match self.target {
                    ClaimedTarget::OneHot => "is not the one-hot label",
                    ClaimedTarget::ZeroMean => "minus the label is not the same for all h",
                };
                let identity = format!("the output at x = {x}, y = {y} and h = {h}");
                return Some(FalseClaim::new(identity, format!("{what}, modulo the minimal polynomial")));
            }
        }
        let is_weaker = self.target == ClaimedTarget::ZeroMean && is_one_hot;
        is_weaker.then(|| FalseClaim::new("the claim", "is not the strongest: the loss is 0 for the one-hot target"))
    }
}

/// A primitive integer polynomial of degree 1 at least with a positive leading coefficient.
fn minimal_polynomial(texts: &[String]) -> Result<Vec<IBig>> {
    let bad = |what: &str| Err(Error::format(format!("minimal_polynomial: {what}")));
    if !(2..=MAX_FIELD_DEGREE + 1).contains(&texts.len()) {
        return bad("degrees from 1 to 24 are read");
    }
    let integer = |text: &String| match fraction(text) {
        Ok(value) if value.is_int() => Ok(value.numerator().clone()),
        _ => Err(Error::format("minimal_polynomial: coefficients are integers, such as -3")),
    };
    let coefficients = texts.iter().map(integer).collect::<Result<Vec<IBig>>>()?;
    let content =
        coefficients.iter().fold(UBig::ZERO, |content, c| greatest_divisor(content, c.clone().into_parts().1));
    if content != UBig::ONE || coefficients[texts.len() - 1] <= IBig::ZERO {
        return bad("the coefficients have no common divisor, and the last is positive");
    }
    Ok(coefficients)
}

fn greatest_divisor(x: UBig, y: UBig) -> UBig {
    let (mut x, mut y) = (x, y);
    while y != UBig::ZERO {
        (x, y) = (y.clone(), x % y);
    }
    x
}

fn read_value(texts: &[String], degree: usize) -> Result<Vec<RBig>> {
    let value = texts.iter().map(|text| fraction(text)).collect::<Result<Vec<RBig>>>()?;
    if value.len() > degree || value.last().is_some_and(RBig::is_zero) {
        return Err(Error::format(format!("a number has at most {degree} coefficients, the last one not 0")));
    }
    Ok(value)
}

/// D, and D times every number in powers of β = cα.
fn over_common_denominator(values: &[Vec<RBig>], leading: &IBig) -> Result<(IBig, Vec<Vec<IBig>>)> {
    let scaled = |value: &Vec<RBig>| -> Vec<RBig> {
        value.iter().enumerate().map(|(k, c)| c / RBig::from(leading.pow(k))).collect()
    };
    let scaled: Vec<Vec<RBig>> = values.iter().map(scaled).collect();
    let mut common = UBig::ONE;
    for c in scaled.iter().flatten() {
        common *= (c * RBig::from(common.clone())).denominator();
        if common.bit_len() > MAX_BITS || c.numerator().bit_len() > MAX_BITS {
            return Err(Error::unsupported(format!("the values have numbers of more than {MAX_BITS} bits")));
        }
    }
    let common = IBig::from(common);
    let integers = |value: &Vec<RBig>| value.iter().map(|c| c.numerator() * (&common / c.denominator())).collect();
    let values = scaled.iter().map(integers).collect();
    Ok((common, values))
}

fn value_at(polynomial: &[RBig], x: &RBig) -> RBig {
    polynomial.iter().rev().fold(RBig::ZERO, |value, c| value * x + c)
}

/// q, q′ and the negative remainders, each scaled to the leading coefficient ±1.
fn sturm_chain(polynomial: Vec<RBig>) -> Vec<Vec<RBig>> {
    let derivative = polynomial.iter().enumerate().skip(1).map(|(k, c)| c * RBig::from(k)).collect();
    let mut chain: Vec<Vec<RBig>> = vec![polynomial, derivative];
    loop {
        let [.., dividend, divisor] = &chain[..] else { return chain };
        let (mut rest, top) = (dividend.clone(), divisor[divisor.len() - 1].clone());
        while rest.len() >= divisor.len() {
            let factor = &rest[rest.len() - 1] / &top;
            let from = rest.len() - divisor.len();
            rest[from..].iter_mut().zip(divisor).for_each(|(r, c)| *r -= &factor * c);
            rest.pop();
        }
        while rest.last().is_some_and(RBig::is_zero) {
            rest.pop();
        }
        let Some(last) = rest.last().cloned() else { return chain };
        let size = if last < RBig::ZERO { -last } else { last };
        chain.push(rest.into_iter().map(|c| -(c / &size)).collect());
    }
}
