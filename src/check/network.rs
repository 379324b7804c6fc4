//! The check of a whole network: an exact solution within a radius of its weights.

use std::collections::BTreeSet;

use dashu_ratio::RBig;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::arithmetic::{Arithmetic, Ring, Sum};
use super::characters::Characters;
use super::enclosure::Enclosed;
use super::interval::{Complex, Interval, Intervals, unit};
use super::modular::Modular;
use super::plain::Plain;
use super::reading::{Node, Numbers, Reader, character, fraction, lcm, product, require_format};
use super::residuals::{Place, Vectors, minus_target, residuals};
use super::{FalseClaim, PRIMES};
use crate::certificate::{ExactPart, NetworkCertificate, VERSION, WrittenNode};
use crate::{Error, Result};

/// The most multiplications of intervals, and of numbers in the identities.
const MAX_PRODUCTS: u64 = 1 << 28;

/// What the check of a network found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkCheck {
    /// The group, as factors.
    pub group: String,
    /// The number of hidden nodes that are not zero.
    pub nodes: usize,
    /// How many frequencies are solved by exact numbers.
    pub exact: usize,
    /// How many frequencies are solved by nodes near a rational point.
    pub enclosed: usize,
    /// The radius around the weights in which a solution lies.
    pub radius: f64,
    /// Whether everything that the certificate claims is true.
    pub valid: bool,
    /// The first claim that is not.
    pub refusal: Option<FalseClaim>,
}

/// What a certificate of a network claims.
struct Claims<'a> {
    group: Vec<u64>,
    reader: Reader<'a>,
    turns: Vec<RBig>,
    exact: Vec<Exact<'a>>,
    enclosed: Vec<(Enclosed, &'a [WrittenNode])>,
    radius: Interval,
}

/// An exact part with its numbers read.
struct Exact<'a> {
    frequencies: Vec<i64>,
    hat_closes_r_n: bool,
    share: RBig,
    nodes: Vec<Node>,
    weights: &'a [WrittenNode],
}

impl NetworkCheck {
    /// Checks a certificate of a network.
    ///
    /// # Errors
    /// When the certificate is not in the one way of writing it, or asks for more work than a check does.
    pub fn of(certificate: &NetworkCertificate) -> Result<Self> {
        let claims = Claims::read(certificate)?;
        let refusal = claims.solution_refusal().or_else(|| claims.radius_refusal());
        let moduli: Vec<String> = certificate.group.iter().map(u32::to_string).collect();
        let exact: usize = claims.exact.iter().map(|part| part.frequencies.len()).sum();
        Ok(NetworkCheck {
            group: moduli.join("x"),
            nodes: claims.written().count(),
            exact,
            enclosed: claims.enclosed.iter().map(|(part, _)| part.frequencies.len()).sum(),
            radius: claims.radius.to_f64(),
            valid: refusal.is_none(),
            refusal,
        })
    }
}

/// The first claim that is false, the radius left aside.
///
/// # Errors
/// As for [`NetworkCheck::of`].
pub(crate) fn solution_refusal(certificate: &NetworkCertificate) -> Result<Option<FalseClaim>> {
    Ok(Claims::read(certificate)?.solution_refusal())
}

/// The largest distance of a weight from that of the solution, rounded up; `None` when it cannot be bounded.
///
/// # Errors
/// As for [`NetworkCheck::of`].
pub(crate) fn distance(certificate: &NetworkCertificate) -> Result<Option<f64>> {
    Ok(Claims::read(certificate)?.distance().map(|distance| distance.to_f64().next_up()))
}

impl<'a> Claims<'a> {
    fn read(certificate: &'a NetworkCertificate) -> Result<Self> {
        require_format(&certificate.format, certificate.version, VERSION)?;
        let characters = product(&certificate.group)?;
        let names = certificate.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let mut reader = Reader { characters, numbers: Numbers::new(certificate.root_order, names)? };
        let turns =
            certificate.parameters.iter().map(|parameter| fraction(&parameter.turn)).collect::<Result<Vec<_>>>()?;
        if turns.iter().any(|turn| *turn < RBig::ZERO || *turn >= RBig::ONE) {
            return Err(Error::format("the turn of a parameter is at least 0 and below 1"));
        }
        let exact = certificate.exact.iter().map(|part| Exact::read(&mut reader, part)).collect::<Result<Vec<_>>>()?;
        reader.numbers.require_economy()?;
        let enclosed = certificate
            .enclosed
            .iter()
            .map(|part| Ok((Enclosed::read(&reader.characters, &part.enclosure)?, &part.weights[..])));
        let enclosed = enclosed.collect::<Result<Vec<_>>>()?;
        let radius = fraction(&certificate.radius)?;
        if radius <= RBig::ZERO {
            return Err(Error::format("the radius must be positive"));
        }
        let group = certificate.group.iter().map(|&n| u64::from(n)).collect();
        let claims = Claims { group, reader, turns, exact, enclosed, radius: Interval::rational(&radius) };
        claims.require_places(certificate)?;
        claims.require_frequencies()?;
        claims.require_little_work()?;
        Ok(claims)
    }

    fn written(&self) -> impl Iterator<Item = &'a WrittenNode> {
        let exact = self.exact.iter().flat_map(|part| part.weights);
        exact.chain(self.enclosed.iter().flat_map(|(_, weights)| *weights))
    }

    /// Every node has weights of its own, d to a vector.
    fn require_places(&self, certificate: &NetworkCertificate) -> Result<()> {
        let counts = self.exact.iter().map(|part| (part.nodes.len(), part.weights.len()));
        let enclosed = certificate.enclosed.iter().map(|part| (part.enclosure.nodes.len(), part.weights.len()));
        if counts.chain(enclosed).any(|(nodes, weights)| nodes != weights) {
            return Err(Error::format("every node of a part needs its weights"));
        }
        let (mut places, d) = (BTreeSet::new(), self.reader.characters.order() as usize);
        for node in self.written() {
            if node.place >= certificate.width || !places.insert(node.place) {
                let width = certificate.width;
                return Err(Error::format(format!("node {} stands twice or not among {width} nodes", node.place)));
            }
            let vectors = [&node.a, &node.b, &node.c];
            if vectors.iter().any(|vector| vector.len() != d || !vector.iter().all(|x| x.is_finite())) {
                return Err(Error::format(format!(
                    "node {}: {d} finite weights are needed in each vector",
                    node.place
                )));
            }
            if fraction(&node.scale)?.is_zero() {
                return Err(Error::format(format!("node {} has the scale 0", node.place)));
            }
        }
        Ok(())
    }

    /// Every pair ±k ≠ 0 belongs to one part.
    fn require_frequencies(&self) -> Result<()> {
        let exact = self.exact.iter().flat_map(|part| &part.frequencies);
        let mut listed: Vec<i64> =
            exact.chain(self.enclosed.iter().flat_map(|(part, _)| &part.frequencies)).copied().collect();
        listed.sort_unstable();
        if listed.iter().copied().eq(self.reader.characters.required()) {
            return Ok(());
        }
        Err(Error::format("the frequencies of the parts must be one of each pair ±k with k ≠ 0, each once"))
    }

    fn require_little_work(&self) -> Result<()> {
        let d = self.reader.characters.order() as u64;
        let open = self.open().count() as u64;
        let entries = |node: &Node| node.vectors.iter().map(|vector| vector.len() as u64).sum::<u64>();
        let products = |node: &Node| {
            let [a, b, c] = [0, 1, 2]
                .map(|channel| node.vectors[channel].iter().fold(0u64, |sum, (_, value)| sum + 2 * value.len() as u64));
            (a + b).saturating_mul(a + b).saturating_mul(c.max(1)).saturating_mul(node.coefficient.len() as u64)
        };
        let exact = self.exact.iter().flat_map(|part| part.nodes.iter().map(move |node| (node, part)));
        let work = exact.fold(0u64, |work, (node, part)| {
            let hat = if part.share.is_zero() { 0 } else { open };
            work.saturating_add(products(node)).saturating_add(d.saturating_mul(entries(node) + hat))
        });
        if work > MAX_PRODUCTS {
            return Err(Error::unsupported(format!(
                "the certificate asks for {work} products; {MAX_PRODUCTS} are checked"
            )));
        }
        Ok(())
    }

    /// The frequencies at which the hat is left to close R_n, and the parts that leave it.
    fn open(&self) -> impl Iterator<Item = i64> {
        let exact = self.exact.iter().filter(|part| part.hat_closes_r_n).flat_map(|part| &part.frequencies);
        let enclosed = self.enclosed.iter().filter(|(part, _)| part.hat_closes_r_n);
        exact.chain(enclosed.flat_map(|(part, _)| &part.frequencies)).copied()
    }

    /// The first claim about the solution that is false.
    fn solution_refusal(&self) -> Option<FalseClaim> {
        let shares = self.exact.iter().fold(RBig::ZERO, |sum, part| sum + &part.share);
        if self.open().next().is_some() && shares != RBig::ONE {
            return Some(FalseClaim::new("the hat", "its shares do not add up to 1"));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(self.reader.numbers.root_order());
        for _ in 0..PRIMES {
            let field = Modular::random(self.reader.numbers.root_order(), self.turns.len(), &mut rng);
            let refusal = self.identities(&field);
            if refusal.is_some() {
                return refusal;
            }
        }
        let refusal = self.identities(&Plain::new(self.reader.numbers.root_order()));
        refusal.or_else(|| self.enclosed.iter().find_map(|(part, _)| part.refusal()))
    }

    /// The radius, if it is too small.
    fn radius_refusal(&self) -> Option<FalseClaim> {
        match self.distance() {
            None => Some(FalseClaim::new("the hat", "is carried by nodes whose inputs may be 0")),
            Some(distance) if !distance.is_at_most(&self.radius) => {
                let reason = format!("is not proved: the distance may be {:.3e}", distance.to_f64());
                Some(FalseClaim::new(format!("the radius {:.3e} around the weights", self.radius.to_f64()), reason))
            }
            Some(_) => None,
        }
    }

    /// The first exact part that does not solve its equations, or carries a hat without being able to.
    fn identities<A: Arithmetic>(&self, arithmetic: &A) -> Option<FalseClaim> {
        let characters = &self.reader.characters;
        self.exact.iter().find_map(|part| {
            let name = format!("the exact part of k = {:?}", part.frequencies);
            if !part.nodes.iter().all(|node| node.is_real(characters, arithmetic)) {
                return Some(FalseClaim::new(&name, "has a coefficient, or an entry at k = −k, that is not real"));
            }
            let nodes = part.vectors(characters, &|sum, conjugated| arithmetic.read(sum, conjugated), arithmetic);
            let sums = minus_target(arithmetic, characters, &nodes, &part.frequencies, part.hat_closes_r_n);
            if let Some((place, _)) = sums.iter().find(|(_, value)| !arithmetic.is_zero(value)) {
                let reason = format!("is off at {}, {}", self.label(*place), arithmetic.name());
                return Some(FalseClaim::new(&name, reason));
            }
            let passing = (!part.share.is_zero()).then(|| through(arithmetic, self, part)).flatten();
            passing.map(|place| {
                let reason = format!("carries a hat, but {} gets through, {}", self.label(place), arithmetic.name());
                FalseClaim::new(&name, reason)
            })
        })
    }

    fn label(&self, (k, (k1, k2)): Place) -> String {
        let [k, k1, k2] = [k, k1, k2].map(|k| self.reader.characters.label(k));
        format!("input frequencies {k1}, {k2} and k = {k}")
    }

    /// The largest distance of a weight from that of the solution; `None` when a hat cannot be computed.
    fn distance(&self) -> Option<Interval> {
        let characters = &self.reader.characters;
        let d = characters.order();
        let exponent = self.group.iter().fold(1, |n, &m| lcm(n, m)) as i64;
        let primitive = unit(&(RBig::ONE / RBig::from(exponent)));
        let roots: Vec<Complex> = std::iter::successors(Some(Complex::integer(1)), |root| Some(root.times(&primitive)))
            .take(exponent as usize)
            .collect();
        let root = |k: i64, g: i64| &roots[characters.phase(k, g, exponent) as usize];
        let value = |sum: &Sum, conjugated: bool| self.value(sum, conjugated);

        let mut open: Vec<(i64, Complex)> = Vec::new();
        let mut collect = |frequencies: &[i64], nodes: &[Vectors<Complex>]| {
            let sums = residuals(&Intervals, characters, nodes);
            let at = |k: i64| sums.get(&(k, (0, 0))).cloned().unwrap_or_else(|| Complex::integer(0));
            open.extend(frequencies.iter().map(|&k| (k, at(k))));
        };
        for part in self.exact.iter().filter(|part| part.hat_closes_r_n) {
            collect(&part.frequencies, &part.vectors(characters, &value, &Intervals));
        }
        for (part, _) in self.enclosed.iter().filter(|(part, _)| part.hat_closes_r_n) {
            collect(&part.frequencies, &part.values(characters));
        }

        let mut largest = Interval::integer(0);
        let mut compare = |entries: [Vec<(i64, Complex)>; 3], coefficient: &Interval, written: &WrittenNode| {
            let scale = Interval::rational(&fraction(&written.scale).ok()?);
            let output = coefficient.times(&scale.times(&scale).times(&Interval::integer(2 * d)).inverse()?);
            let factors = [&scale, &scale, &output];
            for (channel, weights) in [&written.a, &written.b, &written.c].into_iter().enumerate() {
                let entries: Vec<(i64, Complex)> = entries[channel]
                    .iter()
                    .map(|(k, z)| {
                        let twice = Interval::integer(if characters.negative(*k) == *k { 1 } else { 2 });
                        let z = z.scaled(&factors[channel].times(&twice));
                        (*k, if channel == 2 { z.conj() } else { z })
                    })
                    .collect();
                for (g, weight) in (0..d).zip(weights) {
                    let sum =
                        entries.iter().fold(Interval::integer(0), |sum, (k, z)| sum.plus(&z.real_product(root(*k, g))));
                    largest = largest.clone().larger(sum.minus(&Interval::float(*weight)).largest());
                }
            }
            Some(())
        };
        for part in &self.exact {
            let weight = part.input_weight(characters, &value);
            let share = Interval::rational(&part.share);
            for (node, written) in part.nodes.iter().zip(part.weights) {
                let mut entries = [0, 1, 2]
                    .map(|channel| node.vectors[channel].iter().map(|(k, sum)| (*k, value(sum, false))).collect());
                if !part.share.is_zero() {
                    let factor = Interval::integer(0).minus(&share.times(&weight.inverse()?));
                    let [_, _, c]: &mut [Vec<(i64, Complex)>; 3] = &mut entries;
                    c.extend(open.iter().map(|(k, residual)| (*k, residual.scaled(&factor))));
                }
                compare(entries, &value(&node.coefficient, false).re, written)?;
            }
        }
        for (part, weights) in &self.enclosed {
            for (node, written) in part.values(characters).into_iter().zip(*weights) {
                let own = |vector: Vec<(i64, Complex)>| {
                    vector.into_iter().filter(|(k, _)| characters.is_representative(*k)).collect()
                };
                compare(node.map(own), &Interval::integer(1), written)?;
            }
        }
        Some(largest)
    }

    /// The number as intervals, at the values of the parameters.
    fn value(&self, sum: &Sum, conjugated: bool) -> Complex {
        let order = RBig::from(self.reader.numbers.root_order());
        let value = sum.iter().fold(Complex::integer(0), |value, term| {
            let turns = term.powers.iter().map(|(at, power)| &self.turns[*at] * RBig::from(*power));
            let turn = turns.fold(RBig::from(term.exponent) / &order, |sum, turn| sum + turn);
            value.plus(&unit(&turn).scaled(&Interval::rational(&term.coefficient)))
        });
        if conjugated { value.conj() } else { value }
    }
}

impl<'a> Exact<'a> {
    fn read(reader: &mut Reader<'_>, part: &'a ExactPart) -> Result<Self> {
        let frequencies =
            part.frequencies.iter().map(|k| character(&reader.characters, k)).collect::<Result<Vec<_>>>()?;
        let nodes = part.nodes.iter().map(|node| reader.node(node)).collect::<Result<Vec<_>>>()?;
        let share = fraction(&part.hat_share)?;
        Ok(Exact { frequencies, hat_closes_r_n: part.hat_closes_r_n, share, nodes, weights: &part.weights })
    }

    /// The vectors of all nodes over a ring, the coefficient taken into c.
    fn vectors<R: Ring>(
        &self,
        characters: &Characters,
        value: &impl Fn(&Sum, bool) -> R::Value,
        ring: &R,
    ) -> Vec<Vectors<R::Value>> {
        let vectors = self.nodes.iter().map(|node| {
            let coefficient = value(&node.coefficient, false);
            let [a, b, c] = node.values(characters, value);
            [a, b, c.into_iter().map(|(k, z)| (k, ring.times(&z, &coefficient))).collect()]
        });
        vectors.collect()
    }

    /// W = Σ_j m_j (2 a_0 b_0 + Σ_k (|a_k|² + |b_k|²)).
    fn input_weight(&self, characters: &Characters, value: &impl Fn(&Sum, bool) -> Complex) -> Interval {
        let zeroth = |vector: &[(i64, Sum)]| vector.iter().find(|(k, _)| *k == 0).map(|(_, sum)| value(sum, false).re);
        let squares = |vector: &Vec<(i64, Sum)>| {
            vector.iter().fold(Interval::integer(0), |total, (k, sum)| {
                let multiplicity = if characters.negative(*k) == *k { 1 } else { 2 };
                total.plus(&value(sum, false).norm_squared().times(&Interval::integer(multiplicity)))
            })
        };
        self.nodes.iter().fold(Interval::integer(0), |total, node| {
            let [a, b, _] = &node.vectors;
            let mut weight = squares(a).plus(&squares(b));
            if let (Some(a), Some(b)) = (zeroth(a), zeroth(b)) {
                weight = weight.plus(&a.times(&b).times(&Interval::integer(2)));
            }
            total.plus(&weight.times(&value(&node.coefficient, false).re))
        })
    }
}

/// The first Fourier coefficient but the constant one of Σ_j m_j (a_j + b_j)² that is not 0: a hat would let it through.
fn through<A: Arithmetic>(arithmetic: &A, claims: &Claims<'_>, part: &Exact<'_>) -> Option<Place> {
    let characters = &claims.reader.characters;
    let read = |sum: &Sum, conjugated: bool| arithmetic.read(sum, conjugated);
    let inputs = part.vectors(characters, &read, arithmetic);
    let nodes: Vec<Vectors<A::Value>> = inputs
        .into_iter()
        .zip(&part.nodes)
        .map(|([a, b, _], node)| [a, b, vec![(1, arithmetic.read(&node.coefficient, false))]])
        .collect();
    let sums = residuals(arithmetic, characters, &nodes);
    sums.into_iter().find(|((_, place), value)| *place != (0, 0) && !arithmetic.is_zero(value)).map(|(place, _)| place)
}
