//! Which products of generators are global solutions, by their 0/1-sets.

use std::fmt;

use itertools::Itertools;
use num_traits::{One, Zero};
use serde::Serialize;

use super::equivalence::{Family, Symmetry};
use crate::construct::zero_set;
use crate::expr::{Assignment, Expression, Generator, Value};
use crate::potential::{BlockPotential, Homomorphism, PotentialSet};
use crate::scalar::{Exact, Scalar};
use crate::solution::Block;
use crate::{Error, Result};

/// Most products that are looked at.
const MAX_PRODUCTS: u64 = 1 << 24;

/// A generator, with the potentials that vanish for all values of its parameters.
#[derive(Debug, Clone, Serialize)]
pub struct Ingredient {
    /// The element.
    #[serde(serialize_with = "as_text")]
    pub element: Expression,
    /// The number of hidden nodes.
    pub order: u64,
    /// The potentials that vanish identically.
    pub vanishing: PotentialSet,
    /// Σ abc.
    #[serde(serialize_with = "as_text")]
    pub abc: Exact,
    #[serde(skip)]
    block: Block<Exact>,
}

/// A product of generators, and what it lacks of a global solution.
#[derive(Debug, Clone, Serialize)]
pub struct Composition {
    /// The product with the coefficient 1/Σabc in front, where there is one.
    #[serde(serialize_with = "as_text")]
    pub element: Expression,
    /// Indices of the factors in [`Compositions::ingredients`], with repetition.
    pub factors: Vec<usize>,
    /// The number of hidden nodes: the product of the orders.
    pub order: u64,
    /// The potentials that are not what zero loss requires; empty for a global solution.
    pub lacks: PotentialSet,
    /// The 0/1-sets that these belong to.
    pub lacking_sets: Vec<&'static str>,
    /// Whether no factor can be left out without lacking more.
    pub irredundant: bool,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Largest number of factors.
    pub max_factors: usize,
    /// Products that lack at most this many potentials are near misses.
    pub near_miss: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        SearchOptions { max_factors: 2, near_miss: 2 }
    }
}

/// The products of generators that are global solutions, and those that nearly are, each up to symmetry, lowest order
/// first.
#[derive(Debug, Clone, Serialize)]
pub struct Compositions {
    /// The generators, without those that are another one up to symmetry.
    pub ingredients: Vec<Ingredient>,
    /// Generators that were left out since an ingredient is the same up to unit factors and a change of parameters:
    /// (index in the list, index in [`Compositions::ingredients`]).
    pub duplicates: Vec<(usize, usize)>,
    /// The number of products that were looked at.
    pub examined: u64,
    /// Global solutions: all ten identities hold, for all values of the parameters.
    pub solutions: Vec<Composition>,
    /// Irredundant products that lack few potentials.
    pub near_misses: Vec<Composition>,
}

fn as_text<T: fmt::Display, S: serde::Serializer>(value: &T, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The generators of CoGS, §5, with free parameters, and z_{ν=i} and both signs of z_ξ as their own.
#[must_use]
pub fn paper_generators() -> Vec<Expression> {
    use crate::expr::Sign::{Minus, Plus};
    let xi = |sign| Generator::Xi(Value::symbol("xi"), sign);
    let generators = [
        Generator::Syn,
        Generator::Nu(Value::symbol("nu")),
        Generator::Nu(Value::root_of_unity(4)),
        xi(Plus),
        xi(Minus),
        Generator::SynAb(Value::symbol("alpha"), Value::symbol("beta")),
        Generator::ThreeC,
    ];
    generators.into_iter().map(Expression::generator).collect()
}

/// Finds all products of at most `max_factors` of the generators, repetition allowed, that are global solutions.
///
/// A potential of a product is the product of the factors' potentials, and these live in an integral domain, so a
/// potential of a product vanishes identically if and only if one of a factor does: sets of ten bits decide.
/// Generators that are equal up to the order of nodes, node gauge, unit factors (α, β, conj(αβ)) and a change of
/// parameters count as one, and so do products that the swap a ↔ b or conjugation map to each other, factor by factor.
///
/// Cost: C(m + n, n) set operations for m generators and n factors, after ten exact evaluations per generator.
///
/// ```
/// use cogring::proof::{SearchOptions, paper_generators, search};
/// let found = search(&paper_generators(), SearchOptions::default())?;
/// assert_eq!(found.solutions[0].order, 6);
/// assert!(found.solutions.iter().any(|z| z.element.to_string() == "1/6*syn*nu(nu)"));
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// Source: CoGS, §4 and §5.
///
/// # Errors
/// When there is no generator, one is not a single-frequency element or has more than 64 nodes, or there are more than
/// 2²⁴ products.
pub fn search(generators: &[Expression], options: SearchOptions) -> Result<Compositions> {
    if generators.is_empty() || options.max_factors == 0 {
        return Err(Error::argument("a search needs at least one generator and one factor"));
    }
    let all = generators.iter().map(Ingredient::new).collect::<Result<Vec<_>>>()?;
    let (ingredients, duplicates) = without_duplicates(all);
    let symmetries = symmetries(&ingredients);
    let count = number_of_products(ingredients.len() as u64, options.max_factors as u64);
    let examined = count.filter(|&count| count <= MAX_PRODUCTS).ok_or_else(|| {
        Error::unsupported(format!(
            "{} generators have more than {MAX_PRODUCTS} products of up to {} factors",
            ingredients.len(),
            options.max_factors
        ))
    })?;
    let (mut solutions, mut near_misses) = (Vec::new(), Vec::new());
    for n in 1..=options.max_factors {
        for factors in (0..ingredients.len()).combinations_with_replacement(n) {
            let (lacks, coefficient) = lacking(&ingredients, &factors);
            if lacks.len() > options.near_miss || !is_first_of_its_class(&factors, &symmetries) {
                continue;
            }
            let irredundant = (0..n).all(|left_out| {
                let others: Vec<usize> =
                    factors.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, f)| *f).collect();
                !lacking(&ingredients, &others).0.without(lacks).is_empty()
            });
            if !lacks.is_empty() && !irredundant {
                continue;
            }
            let Some(order) = factors.iter().try_fold(1u64, |order, &f| order.checked_mul(ingredients[f].order)) else {
                continue;
            };
            let composition = Composition {
                element: product(&ingredients, &factors, coefficient.as_ref()),
                factors,
                order,
                lacks,
                lacking_sets: lacks.iter().map(zero_set).dedup().collect(),
                irredundant,
            };
            if lacks.is_empty() { solutions.push(composition) } else { near_misses.push(composition) }
        }
    }
    // Both sorts are stable: fewer factors first within one order.
    solutions.sort_by_key(|found| found.order);
    near_misses.sort_by_key(|found| (found.order, found.lacks.len()));
    Ok(Compositions { ingredients, duplicates, examined, solutions, near_misses })
}

impl Ingredient {
    fn new(element: &Expression) -> Result<Self> {
        const MAX_ORDER: u128 = 64;
        let order = element.order().filter(|&order| order <= MAX_ORDER);
        let order =
            order.ok_or_else(|| Error::argument(format!("generator `{element}` has more than {MAX_ORDER} nodes")))?;
        let block = element.to_lazy::<Exact>(&Assignment::default())?.expand()?;
        let vanishing = PotentialSet::of(|potential| potential.evaluate(&block).is_zero());
        let abc = BlockPotential::ABC.evaluate(&block);
        Ok(Ingredient { element: element.clone(), order: order as u64, vanishing, abc, block })
    }

    fn family(&self) -> Family<'_> {
        Family { element: &self.element, block: &self.block }
    }
}

/// What a product lacks, and the coefficient 1/Σabc if there is one. The empty product is the unit, which lacks all.
fn lacking(ingredients: &[Ingredient], factors: &[usize]) -> (PotentialSet, Option<Exact>) {
    let vanishing = factors.iter().fold(PotentialSet::default(), |set, &f| set.union(ingredients[f].vanishing));
    let missing = PotentialSet::ZEROS.without(vanishing);
    let abc = factors.iter().fold(Exact::one(), |product, &f| product * &ingredients[f].abc);
    match Exact::one().checked_div(&abc).filter(Exact::is_real) {
        Some(coefficient) => (missing, Some(coefficient)),
        None => (missing.union(PotentialSet::of(|potential| potential == BlockPotential::ABC)), None),
    }
}

/// `1/6*nu(nu)*syn`; without a coefficient when it is no rational number that fits in 64 bits.
fn product(ingredients: &[Ingredient], factors: &[usize], coefficient: Option<&Exact>) -> Expression {
    let mut parts = Vec::new();
    let text = coefficient.filter(|m| !m.is_one()).map(Exact::to_string);
    parts.extend(text.and_then(|text| text.parse::<Expression>().ok()));
    parts.extend(factors.iter().map(|&f| ingredients[f].element.clone()));
    parts.into_iter().reduce(|product, factor| product * factor).unwrap_or_else(Expression::one)
}

/// C(m + n, n) − 1, the number of multisets of 1 to n of m things.
fn number_of_products(m: u64, n: u64) -> Option<u64> {
    let mut count = 1u64;
    for i in 1..=n {
        // Exact at every step: count = C(m + i, i).
        count = count.checked_mul(m.checked_add(i)?)? / i;
    }
    Some(count - 1)
}

/// Leaves out generators that are another one up to unit factors, the order of nodes and a change of parameters.
fn without_duplicates(all: Vec<Ingredient>) -> (Vec<Ingredient>, Vec<(usize, usize)>) {
    let mut kept: Vec<Ingredient> = Vec::new();
    let mut duplicates = Vec::new();
    for (index, ingredient) in all.into_iter().enumerate() {
        let twin = kept.iter().position(|other| other.family().maps_to(&ingredient.family(), Symmetry::Identity));
        match twin {
            Some(twin) => duplicates.push((index, twin)),
            None => kept.push(ingredient),
        }
    }
    (kept, duplicates)
}

/// What the swap a ↔ b, conjugation, and both do to the ingredients, where the image of every one is an ingredient.
fn symmetries(ingredients: &[Ingredient]) -> Vec<Vec<Option<usize>>> {
    let image = |ingredient: &Ingredient, symmetry| {
        ingredients.iter().position(|other| ingredient.family().maps_to(&other.family(), symmetry))
    };
    let others = Symmetry::ALL.into_iter().filter(|symmetry| *symmetry != Symmetry::Identity);
    others.map(|symmetry| ingredients.iter().map(|ingredient| image(ingredient, symmetry)).collect()).collect()
}

/// Whether no symmetry maps the product to one that comes earlier.
fn is_first_of_its_class(factors: &[usize], symmetries: &[Vec<Option<usize>>]) -> bool {
    symmetries.iter().all(|images| {
        let image: Option<Vec<usize>> = factors.iter().map(|&f| images[f]).collect();
        image.is_none_or(|mut image| {
            image.sort_unstable();
            *image >= *factors
        })
    })
}
