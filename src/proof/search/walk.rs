//! The walk over all products of generators.

use itertools::Itertools;
use num_traits::One;

use super::{Composition, Ingredient, SearchOptions};
use crate::expr::{Expression, Value};
use crate::potential::{BlockPotential, PotentialSet, ZeroSet};
use crate::scalar::{Exact, Scalar};

/// The most redundant solutions, and the most near misses, that are listed.
const MAX_LISTED: usize = 1 << 12;

/// Visits every multiset of ingredients, and keeps what is found.
pub(super) struct Walk<'a> {
    ingredients: &'a [Ingredient],
    /// The images of the ingredients.
    symmetries: &'a [Vec<Option<usize>>],
    options: SearchOptions,
    /// How often each ingredient is a factor of the product at hand.
    counts: Vec<usize>,
    pub solutions: Vec<Composition>,
    /// The number of solutions that remain one without one of their factors.
    pub redundant: u64,
    pub near_misses: Vec<Composition>,
}

impl<'a> Walk<'a> {
    pub fn new(ingredients: &'a [Ingredient], symmetries: &'a [Vec<Option<usize>>], options: SearchOptions) -> Self {
        let counts = vec![0; ingredients.len()];
        Walk { ingredients, symmetries, options, counts, solutions: Vec::new(), redundant: 0, near_misses: Vec::new() }
    }

    /// Visits all products of 1 to `max_factors` ingredients.
    pub fn visit_all(&mut self) {
        self.visit(0, self.options.max_factors, PotentialSet::default(), 1);
    }

    /// Multiplies the product at hand, which has the given vanishing potentials and order, by up to `more` factors from
    /// the `first` ingredient on.
    fn visit(&mut self, first: usize, more: usize, vanishing: PotentialSet, order: u64) {
        for f in first..self.ingredients.len() {
            let ingredient = &self.ingredients[f];
            let vanishing = vanishing.union(ingredient.vanishing);
            // A product of more than 2⁶⁴ nodes is left out with all its multiples.
            let Some(order) = order.checked_mul(ingredient.order) else { continue };
            self.counts[f] += 1;
            self.record(vanishing, order);
            if more > 1 {
                self.visit(f, more - 1, vanishing, order);
            }
            self.counts[f] -= 1;
        }
    }

    fn record(&mut self, vanishing: PotentialSet, order: u64) {
        let missing = PotentialSet::ZEROS.without(vanishing);
        if missing.len() > self.options.near_miss || !self.is_first_of_its_class() {
            return;
        }
        let lacks = self.lacking(missing);
        if lacks.len() > self.options.near_miss {
            return;
        }
        if self.is_needlessly_special(lacks) {
            return;
        }
        let irredundant = self.is_irredundant(lacks);
        let listed = match (lacks.is_empty(), irredundant) {
            (true, true) => true,
            (true, false) => {
                self.redundant += 1;
                self.redundant <= MAX_LISTED as u64
            }
            (false, true) => self.near_misses.len() < MAX_LISTED,
            (false, false) => false,
        };
        if !listed {
            return;
        }
        let composition = Composition {
            element: self.element(),
            factors: self.factors().collect(),
            order,
            lacks,
            lacking_sets: lacks.iter().map(ZeroSet::of).dedup().collect(),
            irredundant,
            special_case_of: None,
        };
        if lacks.is_empty() { self.solutions.push(composition) } else { self.near_misses.push(composition) }
    }

    /// The factors of the product at hand, with repetition.
    fn factors(&self) -> impl Iterator<Item = usize> {
        self.counts.iter().enumerate().flat_map(|(f, &count)| std::iter::repeat_n(f, count))
    }

    /// What the product at hand lacks, when `missing` do not vanish: abc too, when it has no real inverse.
    fn lacking(&self, missing: PotentialSet) -> PotentialSet {
        // Rational numbers but 0 have one, and so have their products.
        let rational = |(ingredient, &count): (&Ingredient, &usize)| count == 0 || ingredient.rational;
        if self.ingredients.iter().zip(&self.counts).all(rational) || self.coefficient().is_some() {
            return missing;
        }
        missing.union(PotentialSet::of(|potential| potential == BlockPotential::ABC))
    }

    /// 1/Σabc, if it is a real number.
    fn coefficient(&self) -> Option<Exact> {
        let powers = self.ingredients.iter().zip(&self.counts).filter(|(_, count)| **count > 0);
        let abc =
            powers.fold(Exact::one(), |product, (ingredient, &count)| product * &ingredient.abc.power(count as u64));
        Exact::one().checked_div(&abc).filter(|coefficient| !coefficient.is_overflow() && coefficient.is_real())
    }

    /// Whether the product at hand lacks more without any one of its factors. The empty product is the unit.
    fn is_irredundant(&mut self, lacks: PotentialSet) -> bool {
        for f in 0..self.ingredients.len() {
            if self.counts[f] == 0 {
                continue;
            }
            self.counts[f] -= 1;
            let others = self.ingredients.iter().zip(&self.counts).filter(|(_, count)| **count > 0);
            let vanishing =
                others.fold(PotentialSet::default(), |set, (ingredient, _)| set.union(ingredient.vanishing));
            let missing = PotentialSet::ZEROS.without(vanishing);
            let dispensable = missing.without(lacks).is_empty() && self.lacking(missing).without(lacks).is_empty();
            self.counts[f] += 1;
            if dispensable {
                return false;
            }
        }
        true
    }

    /// Whether the product at hand lacks no more with a generator in the place of its special values.
    fn is_needlessly_special(&mut self, lacks: PotentialSet) -> bool {
        (0..self.ingredients.len()).filter(|&f| self.counts[f] > 0).collect::<Vec<_>>().into_iter().any(|f| {
            let Some(general) = self.ingredients[f].special_of else { return false };
            let count = std::mem::take(&mut self.counts[f]);
            self.counts[general] += count;
            let factors = self.ingredients.iter().zip(&self.counts).filter(|(_, count)| **count > 0);
            let vanishing =
                factors.fold(PotentialSet::default(), |set, (ingredient, _)| set.union(ingredient.vanishing));
            let missing = PotentialSet::ZEROS.without(vanishing);
            let needless = missing.without(lacks).is_empty() && self.lacking(missing).without(lacks).is_empty();
            self.counts[general] -= count;
            self.counts[f] = count;
            needless
        })
    }

    /// Whether no symmetry maps the product at hand to one that comes earlier: with more of the first ingredient that
    /// they have in different numbers.
    fn is_first_of_its_class(&self) -> bool {
        self.symmetries.iter().all(|images| {
            let mut image = vec![0; self.counts.len()];
            for (count, place) in self.counts.iter().zip(images).filter(|(count, _)| **count > 0) {
                let Some(place) = place else { return true };
                image[*place] += count;
            }
            image <= self.counts
        })
    }

    /// `1/6*nu(nu)*syn`.
    fn element(&self) -> Expression {
        let product = |parts: Vec<Expression>| {
            parts.into_iter().reduce(|product, part| product * part).unwrap_or_else(Expression::one)
        };
        let factors = || self.factors().map(|f| self.ingredients[f].element.clone());
        let Some(coefficient) = self.coefficient() else { return product(factors().collect()) };
        if coefficient.is_one() {
            return product(factors().collect());
        }
        if let Some(multiple) = multiple_of_unit(&coefficient) {
            return product(std::iter::once(multiple).chain(factors()).collect());
        }
        let scaled = self.factors().flat_map(|f| {
            let ingredient = &self.ingredients[f];
            let own = Exact::one().checked_div(&ingredient.abc).and_then(|own| multiple_of_unit(&own));
            own.into_iter().chain([ingredient.element.clone()])
        });
        product(scaled.collect())
    }
}

/// m·1 as an expression: a fraction, or the node (1, 1, m) for other real m. `None` when m does not fit.
fn multiple_of_unit(m: &Exact) -> Option<Expression> {
    match m.to_rational() {
        Some(m) => Some(Expression::rational(m)),
        None => Some(Expression::node(Value::one(), Value::one(), Value::try_from(m).ok()?)),
    }
}
