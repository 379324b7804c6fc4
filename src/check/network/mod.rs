//! The check of a whole network: an exact solution within a radius of its weights.

mod distance;
mod exact;

use std::collections::BTreeSet;

use dashu_ratio::RBig;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::arithmetic::Arithmetic;
use super::enclosure::Enclosed;
use super::interval::Interval;
use super::modular::Modular;
use super::plain::Plain;
use super::reading::{Node, Numbers, Reader, fraction, product, require_format};
use super::residuals::{Place, minus_target};
use super::{FalseClaim, PRIMES};
use crate::certificate::{NetworkCertificate, VERSION, WrittenNode};
use crate::{Error, Result};
use exact::Exact;

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
            let passing = (!part.share.is_zero()).then(|| part.through(arithmetic, characters)).flatten();
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
}
