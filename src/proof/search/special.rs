//! Special values of parameters, and products that are special cases of other ones.

use itertools::Itertools;

use super::equivalence::Symmetry;
use super::{Composition, Ingredient};
use crate::Result;
use crate::expr::{Assignment, Value};
use crate::potential::{BlockPotential, Homomorphism};
use crate::proof::condition::{Condition, Relation, Solutions};
use crate::scalar::{Cyclotomic, Exact, Scalar};

/// The most special values of a generator that are tried.
const MAX_VALUES: usize = 256;

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

/// The ingredients, and after them the special values of their parameters at which more potentials vanish, each once.
pub(super) fn with_special_values(ingredients: &[Ingredient]) -> Result<Vec<Ingredient>> {
    let mut all = ingredients.to_vec();
    for (at, general) in ingredients.iter().enumerate() {
        for assignment in special_values(general) {
            let mut special = Ingredient::new(&general.element.substituted(&assignment))?;
            special.special_of = Some(at);
            let gains = !special.vanishing.without(general.vanishing).is_empty();
            let is_twin = |other: &Ingredient| other.family().maps_to(&special.family(), Symmetry::Identity);
            if gains && !all.iter().any(is_twin) {
                all.push(special);
            }
        }
    }
    Ok(all)
}

/// Roots of unity for the parameters at which one of the potentials vanishes.
fn special_values(ingredient: &Ingredient) -> Vec<Assignment> {
    let values = BlockPotential::ALL.iter().map(|potential| potential.evaluate(&ingredient.block));
    let conditions = values.filter(|value| !value.parameters().is_empty()).map(|value| Condition::new(&value));
    let found = conditions.flat_map(|condition| match condition.solutions {
        Solutions::RootsOfUnity { parameter, values } => {
            values.into_iter().map(|value| vec![(parameter.clone(), value)]).collect()
        }
        Solutions::Relations { alternatives } => alternatives.iter().flat_map(|all| solved(all)).collect(),
        _ => Vec::new(),
    });
    let assignment = |values: Vec<(String, Exact)>| {
        let mut assignment = Assignment::default();
        for (name, value) in values {
            assignment.set(name, Value::try_from(&value).ok()?);
        }
        Some(assignment)
    };
    found.filter_map(assignment).take(MAX_VALUES).collect()
}

/// The roots of relations xⁿ = root of unity, one for each of several parameters.
fn solved(relations: &[Relation]) -> Vec<Vec<(String, Exact)>> {
    let roots = |relation: &Relation| -> Option<Vec<(String, Exact)>> {
        let (monomial, value) = (relation.monomial.normal_terms()?, relation.value.normal_terms()?);
        let ([monomial], [value]) = (&monomial[..], &value[..]) else { return None };
        let mut powers = monomial.parameters.iter();
        let (Some((name, &power)), None) = (powers.next(), powers.next()) else { return None };
        let n = u64::from(power.unsigned_abs());
        let sign = if power < 0 { -1 } else { 1 };
        let target = Exact::from_normal_term(value);
        let (exponent, order) = (i64::from(value.exponent), u64::from(value.order));
        // xⁿ = ±ζ has its solutions among the roots of order 2·n·(order of ζ).
        let of = 2 * n * order;
        let candidates = (0..2 * n).map(|turn| Exact::root_of_unity(sign * (2 * exponent + (turn * order) as i64), of));
        let solves = |x: &Exact| (if power < 0 { x.conj() } else { x.clone() }).power(n) == target;
        Some(candidates.filter(solves).map(|root| (name.clone(), root)).collect())
    };
    let all = relations.iter().map(roots).collect::<Option<Vec<_>>>();
    all.map_or_else(Vec::new, |all| all.into_iter().multi_cartesian_product().take(MAX_VALUES).collect())
}
