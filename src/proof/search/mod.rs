//! Which products of generators are global solutions, by their 0/1-sets.

mod equivalence;
mod special;
mod walk;

use num_traits::Zero;
use serde::{Deserialize, Serialize};

use equivalence::{Family, Symmetry};
use walk::Walk;

use crate::expr::{Assignment, Expression, Generator, Value};
use crate::potential::{BlockPotential, Homomorphism, PotentialSet, ZeroSet};
use crate::scalar::Exact;
use crate::semiring::Block;
use crate::{Error, Result};

/// Most products that are looked at.
const MAX_PRODUCTS: u64 = 1 << 24;
/// Most products that are looked at with special values of the parameters among the generators.
const MAX_SPECIAL: u64 = 1 << 16;
/// Most factors of a product.
const MAX_FACTORS: usize = 1000;

/// A generator, with the potentials that vanish for all values of its parameters.
#[derive(Debug, Clone, Serialize)]
pub struct Ingredient {
    /// The element.
    pub element: Expression,
    /// The number of hidden nodes.
    pub order: u64,
    /// The potentials that vanish identically.
    pub vanishing: PotentialSet,
    /// Σ abc.
    pub abc: Exact,
    /// The index of the ingredient of which this one is a special value, found by the search itself.
    pub special_of: Option<usize>,
    /// Whether Σabc is a rational number, not 0.
    #[serde(skip)]
    rational: bool,
    #[serde(skip)]
    block: Block<Exact>,
}

/// A product of generators, and what it lacks of a global solution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Composition {
    /// The product with the coefficient 1/Σabc in front, where there is one: as a fraction, or as the node (1, 1, m) when it
    /// is an irrational number m, or spread over the factors when it does not fit in 64 bits.
    pub element: Expression,
    /// Indices of the factors in [`Compositions::ingredients`], with repetition.
    pub factors: Vec<usize>,
    /// The number of hidden nodes: the product of the orders.
    pub order: u64,
    /// The potentials that are not what zero loss requires; empty for a global solution.
    pub lacks: PotentialSet,
    /// The 0/1-sets that these belong to.
    pub lacking_sets: Vec<ZeroSet>,
    /// Whether no factor can be left out without lacking more.
    pub irredundant: bool,
    /// The index in the same list of an irredundant product of which this one is a special case: its factors are those
    /// of the other one, or have roots of unity or powers of parameters in the place of their parameters.
    pub special_case_of: Option<usize>,
}

/// What to look for.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Largest number of factors.
    pub max_factors: usize,
    /// Products that lack at most this many potentials are near misses.
    pub near_miss: usize,
    /// Whether values of the generators' parameters at which more of their potentials vanish are tried too.
    pub special_values: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        SearchOptions { max_factors: 2, near_miss: 2, special_values: true }
    }
}

/// The products of generators that are global solutions, and those that nearly are, each up to symmetry, lowest order
/// first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Compositions {
    /// The generators, without those that are another one up to symmetry.
    pub ingredients: Vec<Ingredient>,
    /// Generators that were left out since an ingredient is the same up to unit factors and a change of parameters:
    /// (index in the list, index in [`Compositions::ingredients`]).
    pub duplicates: Vec<(usize, usize)>,
    /// Whether special values of the generators' parameters were tried too; they are not when there are too many products.
    pub special_values_tried: bool,
    /// The number of products that were looked at.
    pub examined: u64,
    /// Global solutions: all ten identities hold, for all values of the parameters. A solution times anything with a real
    /// Σabc is a solution too: of these, redundant ones, the first 4096 that are found are listed.
    pub solutions: Vec<Composition>,
    /// The number of redundant solutions, listed or not.
    pub redundant_solutions: u64,
    /// Irredundant products that lack few potentials, the first 4096 that are found.
    pub near_misses: Vec<Composition>,
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
/// Values of a generator's parameters at which more of its potentials vanish are generators too, where these make a product
/// lack less than the generator does: so z_ν and z_{syn,αβ} give the solution with ν = i.
///
/// Cost: C(m + n, n) set operations for m generators and n factors, after ten exact evaluations per generator. Memory is
/// bounded by what is listed.
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
/// When there is no generator, one is not a single-frequency element or has more than 64 nodes, there are more than
/// 2²⁴ products, or more than 1000 factors.
pub fn search(generators: &[Expression], options: SearchOptions) -> Result<Compositions> {
    if generators.is_empty() || options.max_factors == 0 {
        return Err(Error::argument("a search needs at least one generator and one factor"));
    }
    let all = generators.iter().map(Ingredient::new).collect::<Result<Vec<_>>>()?;
    let (ingredients, duplicates) = without_duplicates(all);
    let few = |ingredients: &Vec<Ingredient>| {
        number_of_products(ingredients.len() as u64, options.max_factors as u64).is_some_and(|n| n <= MAX_SPECIAL)
    };
    let wanted = options.special_values && few(&ingredients);
    let with_special = wanted.then(|| special::with_special_values(&ingredients)).transpose()?.filter(few);
    let special_values_tried = with_special.is_some();
    let ingredients = with_special.unwrap_or(ingredients);
    let symmetries = symmetries(&ingredients);
    let count = number_of_products(ingredients.len() as u64, options.max_factors as u64);
    let examined = count.ok_or_else(|| {
        Error::unsupported(format!(
            "{} {} more than {MAX_PRODUCTS} products of up to {} factors",
            ingredients.len(),
            if ingredients.len() == 1 { "generator has" } else { "generators have" },
            options.max_factors
        ))
    })?;
    if options.max_factors > MAX_FACTORS {
        return Err(Error::unsupported(format!(
            "{} factors; at most {MAX_FACTORS} are multiplied",
            options.max_factors
        )));
    }
    let mut walk = Walk::new(&ingredients, &symmetries, options);
    walk.visit_all();
    let (mut solutions, redundant_solutions, mut near_misses) = (walk.solutions, walk.redundant, walk.near_misses);
    solutions.sort_by_cached_key(|found| (found.order, found.factors.len(), found.factors.clone()));
    near_misses
        .sort_by_cached_key(|found| (found.order, found.lacks.len(), found.factors.len(), found.factors.clone()));
    special::mark(&ingredients, &mut solutions);
    special::mark(&ingredients, &mut near_misses);
    Ok(Compositions {
        ingredients,
        duplicates,
        special_values_tried,
        examined,
        solutions,
        redundant_solutions,
        near_misses,
    })
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
        let rational = !abc.is_zero() && abc.to_rational().is_some();
        let special_of = None;
        Ok(Ingredient { element: element.clone(), order: order as u64, vanishing, abc, special_of, rational, block })
    }

    fn family(&self) -> Family<'_> {
        Family { element: &self.element, block: &self.block }
    }
}

/// From the element, of which everything else follows.
impl<'de> Deserialize<'de> for Ingredient {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            element: Expression,
            special_of: Option<usize>,
        }
        let Written { element, special_of } = Written::deserialize(deserializer)?;
        let ingredient = Ingredient::new(&element).map_err(serde::de::Error::custom)?;
        Ok(Ingredient { special_of, ..ingredient })
    }
}

/// C(m + n, n) − 1, the number of multisets of 1 to n of m things; `None` when it exceeds [`MAX_PRODUCTS`].
fn number_of_products(m: u64, n: u64) -> Option<u64> {
    let mut count = 1u64;
    for i in 1..=n {
        // Exact at every step: count = C(m + i, i).
        count = count.checked_mul(m.checked_add(i)?)? / i;
        if count > MAX_PRODUCTS {
            return None;
        }
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
