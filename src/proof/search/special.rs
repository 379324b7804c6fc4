//! Products that are special cases of other ones.

use super::{Composition, Ingredient};

/// The most products that are compared with each other.
const MAX_COMPARED: usize = 1 << 10;

/// Marks the irredundant products that are special cases of another one in the list, as far as it is not too long.
pub(super) fn mark(ingredients: &[Ingredient], list: &mut [Composition]) {
    let is_special = |x: usize, y: usize| x == y || ingredients[y].family().specializes_to(&ingredients[x].family());
    let indices = 0..ingredients.len();
    let special: Vec<Vec<bool>> =
        indices.clone().map(|x| indices.clone().map(|y| is_special(x, y)).collect()).collect();
    let irredundant: Vec<usize> = (0..list.len()).filter(|&at| list[at].irredundant).take(MAX_COMPARED).collect();
    for &at in &irredundant {
        let general = irredundant.iter().copied().find(|&other| {
            let (x, y) = (&list[at], &list[other]);
            let alike = x.order == y.order && x.lacks == y.lacks && x.factors.len() == y.factors.len();
            alike && at != other && are_special(&x.factors, &mut y.factors.clone(), &special)
        });
        list[at].special_case_of = general;
    }
}

/// Whether the factors `x` are special cases of the factors `y`, one of one each.
fn are_special(x: &[usize], y: &mut Vec<usize>, special: &[Vec<bool>]) -> bool {
    let Some((first, rest)) = x.split_first() else { return true };
    (0..y.len()).any(|at| {
        let general = y.remove(at);
        let found = special[*first][general] && are_special(rest, y, special);
        y.insert(at, general);
        found
    })
}
