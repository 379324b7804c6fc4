//! What `eval` says, for people.

use super::text::{abbreviated, padded};
use crate::construct::Description;
use crate::experiment::{Evaluation, GroupEvaluation};

/// The order, and the ten potentials or the loss.
#[must_use]
pub fn text(evaluation: &Evaluation) -> String {
    match evaluation {
        Evaluation::Block(block) => of_block(block),
        Evaluation::OverGroup(element) => over_group(element),
    }
}

fn order(order: Option<u128>) -> String {
    order.map_or("above 2^128".into(), |order| order.to_string())
}

fn of_block(block: &Description) -> String {
    let mut text = format!("{}\norder {}\n", block.expression, order(block.order));
    for row in &block.potentials {
        let mark = if row.holds { ' ' } else { '!' };
        text += &format!("  {mark} {}  {}  {}\n", row.set.name(), padded(&row.potential, 6), abbreviated(&row.value));
    }
    text + &match &block.lacking()[..] {
        [] => "all ten identities hold: a global solution at every frequency\n".into(),
        lacking => format!("not a global solution: needs abc = 1 and 0 otherwise, fails for {}\n", lacking.join(", ")),
    }
}

fn over_group(element: &GroupEvaluation) -> String {
    let GroupEvaluation { expression, group, target, loss, exact, .. } = element;
    let exactly = if *exact { ", exactly" } else { "" };
    let mut text = format!("{expression}\ngroup {group}, {} hidden nodes\n", order(element.order));
    text += &format!("{target} loss {}{exactly}\n", abbreviated(loss));
    text + &element.output.iter().map(|path| format!("weights written to {path}\n")).collect::<String>()
}
