//! What `prove` says, for people.

use std::fmt::Write;

use itertools::Itertools;
use num_traits::Zero;

use super::text::{abbreviated, padded};
use super::words::counted;
use crate::proof::{
    BlockProof, Condition, MatrixBlockProof, MatrixViolation, Proof, Relation, SolutionProof, Solutions,
};

/// The identities and what follows from them.
#[must_use]
pub fn text(proof: &Proof) -> String {
    match proof {
        Proof::Block(proof) => block(proof),
        Proof::Solution(proof) => solution(proof),
    }
}

fn block(proof: &BlockProof) -> String {
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "  {line}").expect("writing to a string cannot fail");
    for value in &proof.potentials {
        let mark = if value.holds { "holds" } else { "fails" };
        let condition = value.condition.as_ref().and_then(|condition| solutions_text(value.required, condition));
        line(format!(
            "{:<4} Σ {} = {} {mark}{}",
            value.set.name(),
            padded(&value.potential, 6),
            padded(&abbreviated(&value.value.to_string()), 24),
            condition.map_or(String::new(), |condition| format!("; {condition}"))
        ));
    }
    match proof.first_violation() {
        None if proof.self_conjugate => line(
            "proved: zero loss at k = -k in every finite Abelian group of even order, for all parameter values".into(),
        ),
        None => line("proved: zero loss for every finite Abelian group of odd order, for all parameter values".into()),
        Some(value) => {
            let number = abbreviated(&value.value.to_string());
            line(format!("not a solution: Σ {} = {number} instead of {}", value.potential, value.required));
            if let Some(together) = together(proof) {
                line(together);
            }
        }
    }
    text
}

/// For which parameters the identities hold together, when they do not hold for all; `None` when that says nothing.
fn together(proof: &BlockProof) -> Option<String> {
    let joint = proof.joint.as_ref()?;
    if joint.alternatives.iter().any(Vec::is_empty) {
        let coefficient = proof.missing_coefficient.as_ref()?;
        return Some(format!("a solution when multiplied by {coefficient}"));
    }
    if joint.alternatives.is_empty() {
        return Some(match &joint.excluding[..] {
            [] => "no values of the parameters make it a solution: the conditions exclude each other".to_owned(),
            [set] => format!("no values of the parameters make it a solution: {} never holds", set.name()),
            sets => {
                let sets = sets.iter().map(|set| set.name()).join(" and ");
                format!("no values of the parameters make it a solution: {sets} exclude each other")
            }
        });
    }
    let coefficient = proof.missing_coefficient.as_ref().map(|coefficient| format!(", multiplied by {coefficient},"));
    let all = |relations: &Vec<Relation>| relations.iter().map(relation).join(" and ");
    let alternatives = joint.alternatives.iter().map(all).join(", or ");
    Some(format!("a solution{} for {alternatives}", coefficient.unwrap_or_default()))
}

fn relation(relation: &Relation) -> String {
    format!("{} = {}", relation.monomial, relation.value)
}

/// For which parameters a potential is what zero loss requires, as far as that is known exactly; `None` when it never is.
fn solutions_text(required: u8, condition: &Condition) -> Option<String> {
    match &condition.solutions {
        Solutions::RootsOfUnity { parameter, values } if values.is_empty() => {
            Some(format!("{required} for no root of unity {parameter}"))
        }
        Solutions::RootsOfUnity { parameter, values } => {
            Some(format!("{required} for {parameter} = {}", values.iter().join(", ")))
        }
        Solutions::Relations { alternatives } => {
            let all = |relations: &Vec<Relation>| relations.iter().map(relation).join(" and ");
            Some(format!("{required} when {}", alternatives.iter().map(all).join(", or ")))
        }
        Solutions::AnyFactor { factors } => {
            let mut factors = factors.iter().filter_map(|factor| solutions_text(required, factor));
            Some(factors.join("; or "))
        }
        Solutions::Never => None,
        Solutions::Unsolved => {
            let vanishing = abbreviated(&condition.vanishing.to_string());
            Some(format!("{required} where {vanishing} = 0 (not solved)"))
        }
    }
}

fn solution(proof: &SolutionProof) -> String {
    let order = proof.order.map_or("more than 2^128".into(), |order| order.to_string());
    let mut text = format!(
        "  group {}, {order} hidden nodes, {} target: {} sum potentials are not 0\n",
        proof.group.symbol(),
        proof.target,
        proof.nonzero_potentials
    );
    text += &match &proof.first_violation {
        None => "  proved: the loss is exactly 0, for all parameter values\n".to_owned(),
        Some(violation) => format!(
            "  not a solution: loss {}\n  {} of its squared terms are not 0, first {}: output minus target is {}\n",
            abbreviated(&proof.loss.to_string()),
            proof.violations,
            violation.term,
            abbreviated(&violation.value.to_string())
        ),
    };
    text
}

/// What the identities of an element on one irrep say.
#[must_use]
pub fn on_irrep(name: &str, proof: &MatrixBlockProof) -> String {
    let MatrixBlockProof { order, cross, strong, weak, constants, .. } = proof;
    let mut lines = vec![format!("{name} on irreps {}", proof.space)];
    let line = |what: &str, violation: &Option<MatrixViolation>| match violation {
        None => format!("  {what:<30} hold"),
        Some(MatrixViolation { sum, value, required }) => format!("  {what:<30} fail: {sum} = {value}, not {required}"),
    };
    lines.push(line("the product of matrices: all", cross));
    lines.push(line("squares are 0: all", strong));
    if strong.is_some() {
        lines.push(line("squares are constants: all", weak));
    }
    let remaining = constants.iter().filter(|constant| !constant.is_zero()).count();
    lines.push(match (proof.is_closed(), proof.is_open()) {
        (true, _) => format!("  proved: with {order} nodes the irrep's part of the target, and nothing else, over every finite group that has it"),
        (false, true) => format!(
            "  proved: with {order} nodes the irrep's part of the target, and {} at the outputs, over every finite group that has it",
            counted(remaining, "constant")
        ),
        (false, false) => "  not a solution".to_owned(),
    });
    lines.join("\n") + "\n"
}
