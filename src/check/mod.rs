//! An independent check of certificates, which shares no arithmetic with the prover.
//!
//! Every identity is evaluated along two paths of their own: modulo primes p ≡ 1 mod N, with random values for the
//! parameters, and over the rational numbers, by the relations Σ_r ζ_p^r = 0 of every prime p of N. Which potentials the
//! nodes can make non-zero, and which combinations of them the loss is made of, is worked out from the nodes alone.
//! Networks over groups that are given by their tables are checked output by output, modulo as many primes as make a proof;
//! those over number fields in integers modulo the minimal polynomial, whose irreducibility and root are checked too.

mod arithmetic;
mod characters;
mod enclosure;
mod field;
mod file;
mod interval;
mod irreducible;
mod loss;
mod modular;
mod network;
mod plain;
mod polynomial;
mod potentials;
mod prime;
mod reading;
mod residuals;
mod roots;
mod values;

pub use file::{CheckedFile, field_certificate, network_certificate, value_certificate};
pub use network::NetworkCheck;
pub(crate) use network::{distance, solution_refusal};
pub(crate) use values::require_checkable_values;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::certificate::{
    Certificate, CertifiedGroup, ClaimedTarget, EVERY_GROUP, Enclosure, FIELD_VERSION, Kind, MAX_BYTES, NetworkKind,
    VALUES_VERSION,
};
use crate::{Error, Result};
use arithmetic::Arithmetic;
use enclosure::Enclosed;
use modular::Modular;
use plain::Plain;
use reading::Claims;

/// How many primes every identity is evaluated at.
const PRIMES: usize = 3;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The group, as factors, as `of order 24, by its table`, or [`EVERY_GROUP`].
    pub group: String,
    /// The number of hidden nodes (per pair ±k, for every group).
    pub nodes: usize,
    /// The number of potentials, or of outputs, that were checked.
    pub identities: usize,
    /// The targets for which the claimed loss is 0.
    pub targets: Vec<ClaimedTarget>,
    /// Whether everything that the certificate claims is true.
    pub valid: bool,
    /// The first claim that is not.
    pub refusal: Option<FalseClaim>,
}

/// A claim that is not true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FalseClaim {
    /// The claim.
    pub identity: String,
    /// What is wrong with it.
    pub reason: String,
}

impl FalseClaim {
    fn new(identity: impl Into<String>, reason: impl Into<String>) -> Self {
        FalseClaim { identity: identity.into(), reason: reason.into() }
    }
}

impl Check {
    /// Checks the text of a certificate.
    ///
    /// # Errors
    /// When the text is larger than [`MAX_BYTES`], is not JSON, or is not a certificate in the one way of writing it.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Probe {
            version: u32,
        }
        require_size(bytes)?;
        match serde_json::from_slice::<Probe>(bytes) {
            Ok(Probe { version: VALUES_VERSION }) => Self::of_values(&parsed(bytes)?),
            Ok(Probe { version: FIELD_VERSION }) => Self::of_field(&parsed(bytes)?),
            _ => Self::of(&parsed(bytes)?),
        }
    }

    /// What was found of the d³ outputs of a network over a group that is given by its table; of a solution for the one-hot
    /// target the loss for the zero-mean one is 0 too.
    fn of_outputs(order: usize, nodes: usize, target: ClaimedTarget, refusal: Option<FalseClaim>) -> Self {
        Check {
            group: format!("of order {order}, by its table"),
            nodes,
            identities: order.pow(3),
            targets: match target {
                ClaimedTarget::OneHot => vec![ClaimedTarget::ZeroMean, ClaimedTarget::OneHot],
                ClaimedTarget::ZeroMean => vec![ClaimedTarget::ZeroMean],
            },
            valid: refusal.is_none(),
            refusal,
        }
    }

    /// Checks a certificate.
    ///
    /// # Errors
    /// When the certificate is not in the one way of writing it, or asks for more work than a check does.
    pub fn of(certificate: &Certificate) -> Result<Self> {
        let claims = reading::read(certificate)?;
        let refusal = first_refusal(&claims)?;
        let group = match (certificate.kind, &certificate.group) {
            (Kind::Solution, CertifiedGroup::Moduli(moduli)) => {
                moduli.iter().map(u32::to_string).collect::<Vec<_>>().join("x")
            }
            _ => EVERY_GROUP.to_owned(),
        };
        let plain = Plain::new(claims.root_order);
        let zero = claims.losses.iter().filter(|(_, loss)| plain.is_zero(&plain.read(loss, false)));
        Ok(Check {
            group,
            nodes: claims.nodes.len(),
            identities: claims.identities.len(),
            targets: zero.map(|(target, _)| *target).collect(),
            valid: refusal.is_none(),
            refusal,
        })
    }
}

/// What became of a certificate, of either kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Verdict {
    /// Of a solution or a block, by potentials or by values.
    Identities(Check),
    /// Of a network.
    Network(NetworkCheck),
}

impl Verdict {
    /// Checks the text of a certificate of any kind.
    ///
    /// # Errors
    /// When the text is larger than [`MAX_BYTES`], is not JSON, or is not a certificate in the one way of writing it.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Probe {
            kind: NetworkKind,
        }
        require_size(bytes)?;
        match serde_json::from_slice::<Probe>(bytes) {
            Ok(Probe { kind: NetworkKind::Network }) => Ok(Verdict::Network(NetworkCheck::of(&parsed(bytes)?)?)),
            Err(_) => Check::of_bytes(bytes).map(Verdict::Identities),
        }
    }

    /// Whether everything that the certificate claims is true.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        match self {
            Verdict::Identities(check) => check.valid,
            Verdict::Network(check) => check.valid,
        }
    }
}

/// Proves from an enclosure alone that an exact solution of its equations exists within its radius.
///
/// # Errors
/// When the enclosure is malformed, or an inequality of the Newton–Kantorovich test fails; the message gives its two
/// sides.
pub fn enclosure(group: &[u32], enclosure: &Enclosure) -> Result<()> {
    match Enclosed::read(&reading::product(group)?, enclosure)?.refusal() {
        Some(refusal) => Err(Error::argument(format!("{} {}", refusal.identity, refusal.reason))),
        None => Ok(()),
    }
}

fn require_size(bytes: &[u8]) -> Result<()> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::unsupported(format!("larger than {MAX_BYTES} bytes, the most that is read")));
    }
    Ok(())
}

pub(crate) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| Error::format(format!("not a certificate: {}", shortened(&error.to_string()))))
}

/// Refuses a certificate that would not be checked, before it is written.
///
/// # Errors
/// When the certificate is not in the one way of writing it, asks for more work than a check does, or leaves out a
/// potential.
pub(crate) fn require_checkable(certificate: &Certificate) -> Result<()> {
    potentials::complete(&reading::read(certificate)?)?
        .map(drop)
        .map_err(|refusal| Error::format(format!("{} {}", refusal.identity, refusal.reason)))
}

/// A message without the long strings that a file may contain.
fn shortened(message: &str) -> String {
    let start: String = message.chars().take(200).collect();
    if start.len() < message.len() { start + "…" } else { start }
}

fn first_refusal(claims: &Claims) -> Result<Option<FalseClaim>> {
    let places = match potentials::complete(claims)? {
        Ok(places) => places,
        Err(refusal) => return Ok(Some(refusal)),
    };
    // The values do not depend on the run, so that a verdict can be repeated; the exact path needs no luck.
    let mut rng = ChaCha8Rng::seed_from_u64(claims.root_order);
    for _ in 0..PRIMES {
        let field = Modular::random(claims.root_order, claims.parameters, &mut rng);
        let refusal = evaluate(claims, &places, &field);
        if refusal.is_some() {
            return Ok(refusal);
        }
    }
    Ok(evaluate(claims, &places, &Plain::new(claims.root_order)))
}

/// The first claim that is false in the given arithmetic.
fn evaluate<A: Arithmetic>(claims: &Claims, places: &potentials::Places, arithmetic: &A) -> Option<FalseClaim> {
    if let Some(j) = claims.nodes.iter().position(|node| !node.is_real(&claims.characters, arithmetic)) {
        return Some(FalseClaim::new(format!("node {j}"), "a coefficient, or an entry at k = −k, is not real"));
    }
    let values = potentials::values(claims, places, arithmetic);
    for ((potential, claimed), value) in claims.identities.iter().zip(&values) {
        if !arithmetic.equal(value, &arithmetic.read(claimed, false)) {
            let reason = format!("does not have the claimed value, {}", arithmetic.name());
            return Some(FalseClaim::new(potential.label(&claims.characters), reason));
        }
    }
    loss::check(claims, places, arithmetic)
}
