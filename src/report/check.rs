//! What `check` says, for people.

use crate::certificate::EVERY_GROUP;
use crate::check::{Check, FalseClaim, NetworkCheck, Verdict};

/// Where the certificate is about, and whether it is true.
#[must_use]
pub fn text(verdict: &Verdict) -> String {
    let (place, valid, refusal) = match verdict {
        Verdict::Identities(check) => (place(check), identities(check), &check.refusal),
        Verdict::Network(check) => {
            (format!("group Z_{}, {} hidden nodes", check.group, check.nodes), network(check), &check.refusal)
        }
    };
    let verdict = match refusal {
        None => format!("valid: {valid}"),
        Some(FalseClaim { identity, reason }) => format!("refused: {identity} {reason}"),
    };
    format!("  {place}\n  {verdict}\n")
}

fn place(check: &Check) -> String {
    if check.group == EVERY_GROUP {
        format!("{EVERY_GROUP}, {} hidden nodes per pair ±k", check.nodes)
    } else {
        format!("{}, {} hidden nodes", group(&check.group), check.nodes)
    }
}

/// A group by its factors, or by its table.
fn group(name: &str) -> String {
    let by_factors = name.starts_with(|first: char| first.is_ascii_digit());
    if by_factors { format!("group Z_{name}") } else { format!("group {name}") }
}

fn identities(check: &Check) -> String {
    let targets: Vec<String> = check.targets.iter().map(ToString::to_string).collect();
    format!("all {} identities hold; zero loss for the {} target", check.identities, targets.join(" and "))
}

fn network(check: &NetworkCheck) -> String {
    format!(
        "a network with loss exactly 0 lies within {:.1e} of these weights ({} frequencies in closed form, {} enclosed)",
        check.radius, check.exact, check.enclosed
    )
}
