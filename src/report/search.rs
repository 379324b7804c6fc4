//! What `search` says, for people.

use itertools::Itertools;

use crate::proof::{Composition, Compositions};

/// The solutions, redundant ones if `all` is asked for, and the near misses.
#[must_use]
pub fn text(found: &Compositions, all: bool) -> String {
    let counted = |n: u64, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let given = found.ingredients.iter().filter(|ingredient| ingredient.special_of.is_none()).count() as u64;
    let special = found.ingredients.len() as u64 - given;
    let special = match special {
        0 => String::new(),
        special => format!("{} of their parameters, ", counted(special, "special value")),
    };
    let untried = if found.special_values_tried { "" } else { ", too many for special values of the parameters" };
    let products = counted(found.examined, "product");
    let mut text = format!("{}, {special}{products}{untried}\n", counted(given, "generator"));
    for &(place, twin) in &found.duplicates {
        let twin = &found.ingredients[twin].element;
        text += &format!("generator {} counts as {twin}, for they are equal up to symmetry\n", place + 1);
    }
    text += "\n";
    let shown: Vec<&Composition> = found.solutions.iter().filter(|z| all || z.irredundant).collect();
    let redundant_shown = shown.iter().filter(|z| !z.irredundant).count() as u64;
    let hidden = found.redundant_solutions - redundant_shown;
    if found.solutions.is_empty() {
        text += "no product is a global solution\n";
    } else {
        text += "global solutions, for all values of the parameters\n order  element\n";
        let lines = shown.iter().map(|z| {
            let general = z.special_case_of.map(|at| format!("a special case of {}", found.solutions[at].element));
            (*z, general.unwrap_or_default())
        });
        text += &aligned(lines.collect());
        if hidden > 0 {
            let rest = if all { "more" } else { "that contain one of these (--all lists them)" };
            text += &format!("and {hidden} {rest}\n");
        }
    }
    if !found.near_misses.is_empty() {
        text += "\nnear misses\n order  element, and what it lacks\n";
        let lacking = found
            .near_misses
            .iter()
            .map(|z| (z, format!("{} ({})", z.lacking_sets.iter().map(|set| set.name()).join(", "), z.lacks)));
        text += &aligned(lacking.collect());
    }
    text
}

/// One line each: order, element and remark, in columns.
fn aligned(lines: Vec<(&Composition, String)>) -> String {
    /// Longer elements are not waited for.
    const WIDEST: usize = 60;
    let elements: Vec<String> = lines.iter().map(|(z, _)| z.element.to_string()).collect();
    let widths = elements.iter().map(|element| element.chars().count()).filter(|width| *width <= WIDEST);
    let width = widths.max().unwrap_or(0);
    let lines = lines.iter().zip(&elements).map(|((z, remark), element)| {
        let line = format!("{:>6}  {element:<width$}  {remark}", z.order);
        line.trim_end().to_owned() + "\n"
    });
    lines.collect()
}
