//! All sum potentials that a solution can make non-zero.

use std::ops::Range;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::sum_potential::{Inputs, SumPotential};
use crate::dual::Dual;
use crate::scalar::{Scalar, add_to_like};
use crate::semiring::{Channel, Node, Solution, Spectrum, Term};

/// The sum potentials r_{k1 k2 k} and r_{p k1 k2 k} of a solution, as a sparse list.
///
/// Listed are the potentials whose value is not exactly zero, with k a representative of its pair ±k
/// ([`Dual::representative`]): the others follow from r_{−k1,−k2,−k} = conj(r_{k1 k2 k}). Of r_{p k1 k2 k} =
/// r_{p k2 k1 k} only k1 ≤ k2 is listed. Frequency 0 is included.
///
/// Every node contributes through the frequencies that it has: time and memory are linear in Σ_j of the product of the
/// supports of a_j, b_j and c_j. Consecutive nodes with the same supports are added up first, so that what cancels
/// among them takes no memory.
#[derive(Debug, Clone)]
pub struct PotentialTable<S> {
    dual: Dual,
    /// The output frequencies of which there are all potentials.
    outputs: Range<usize>,
    entries: Vec<(SumPotential, S)>,
}

impl<S: Scalar> PotentialTable<S> {
    /// The potentials of `solution`.
    #[must_use]
    pub fn new(solution: &Solution<S>) -> Self {
        Self::at_outputs(solution, 0..solution.dual().len())
    }

    /// Those at some output frequencies alone: of dense networks all are too many to be kept beside each other.
    #[must_use]
    pub fn at_outputs(solution: &Solution<S>, outputs: Range<usize>) -> Self {
        let dual = solution.dual();
        let runs: Vec<&[Term<Node<S>, S>]> =
            solution.terms().chunk_by(|x, y| supports(&x.node) == supports(&y.node)).collect();
        let mut entries: Vec<(SumPotential, S)> = runs
            .par_chunks(256)
            .flat_map_iter(|runs| {
                let mut entries = Vec::new();
                let mut last: Option<SmallRun<'_, S>> = None;
                for terms in runs {
                    let run = Run::new(dual, terms, &outputs);
                    if run.is_large() {
                        run.potentials(&mut entries);
                    } else {
                        let run = SmallRun::new(run, last.take());
                        run.potentials(&mut entries);
                        last = Some(run);
                    }
                }
                entries
            })
            .collect();
        entries.par_sort_by_key(|(potential, _)| *potential);
        PotentialTable { outputs, ..Self::merged(dual, entries) }
    }

    /// The output frequencies of which there are all potentials.
    #[must_use]
    pub fn outputs(&self) -> &Range<usize> {
        &self.outputs
    }

    /// How many products of an input, an input and an output entry [`PotentialTable::new`] adds up at most.
    #[must_use]
    pub fn cost(terms: &[Term<Node<S>, S>]) -> u128 {
        let entries = |spectrum: &Spectrum<S>| 2 * spectrum.representatives().len() as u128;
        let nodes = terms.iter().map(|term| &term.node);
        nodes.map(|node| (entries(&node.a) + entries(&node.b)).pow(2) * entries(&node.c) / 4).sum()
    }

    /// The table of sorted entries, those of one potential added up.
    fn merged(dual: &Dual, mut entries: Vec<(SumPotential, S)>) -> Self {
        entries.dedup_by(add_to_like);
        entries.retain(|(_, value)| !value.is_zero());
        PotentialTable { dual: dual.clone(), outputs: 0..dual.len(), entries }
    }

    /// The potentials of x + y + …, from those of the summands.
    #[must_use]
    pub fn sum(dual: &Dual, tables: Vec<Self>) -> Self {
        let mut entries: Vec<_> = tables.into_iter().flat_map(|table| table.entries).collect();
        entries.sort_by_key(|(potential, _)| *potential);
        Self::merged(dual, entries)
    }

    /// The potentials of x * y, from those of x and y.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let product = |(potential, value): &(SumPotential, S)| {
            let at = other.entries.binary_search_by_key(potential, |(potential, _)| *potential).ok()?;
            Some((*potential, value.clone() * &other.entries[at].1))
        };
        Self::merged(&self.dual, self.entries.iter().filter_map(product).collect())
    }

    /// The table with `f`, a multiplicative or linear function, applied to every value.
    #[must_use]
    pub(crate) fn map(&self, f: impl Fn(&S) -> S) -> Self {
        Self::merged(&self.dual, self.entries.iter().map(|(potential, value)| (*potential, f(value))).collect())
    }

    /// The dual of the solution's group.
    #[must_use]
    pub fn dual(&self) -> &Dual {
        &self.dual
    }

    /// The value of a potential; 0 where it is not listed.
    ///
    /// # Panics
    /// When a frequency is none of the group.
    #[must_use]
    pub fn get(&self, potential: &SumPotential) -> S {
        let is_listed = self.dual.representative(potential.k()) == potential.k();
        let listed = if is_listed { *potential } else { potential.conjugate(&self.dual) };
        match self.entries.binary_search_by_key(&listed, |(potential, _)| *potential) {
            Err(_) => S::zero(),
            Ok(at) if is_listed => self.entries[at].1.clone(),
            Ok(at) => self.entries[at].1.conj(),
        }
    }

    /// The non-zero potentials, sorted by output frequency k, then by kind, then by k1, k2.
    #[must_use]
    pub fn entries(&self) -> &[(SumPotential, S)] {
        &self.entries
    }
}

/// The frequencies at which a node's three vectors live.
fn supports<S: Scalar>(node: &Node<S>) -> [SmallVec<[usize; 2]>; 3] {
    node.each().map(|spectrum| spectrum.representatives().map(|(k, _)| k).collect())
}

/// How many input products are tabulated at a time, to bound the memory that dense networks take: of one node, and of all.
const SLOTS_AT_A_TIME: usize = 4096;
const PRODUCTS_AT_A_TIME: usize = 1 << 22;
/// How many outputs of a run are worth a task of their own.
const OUTPUTS_AT_A_TIME: usize = 256;

/// Consecutive nodes with the same supports.
struct Run<'a, S: Scalar> {
    dual: &'a Dual,
    terms: &'a [Term<Node<S>, S>],
    /// The frequencies of a and of b, conjugate partners included.
    frequencies: [SmallVec<[usize; 2]>; 2],
    /// The representatives at which the outputs live, as far as they are asked for: their places, and they.
    outputs: SmallVec<[(usize, usize); 2]>,
    slots: Vec<Slot>,
}

/// A product of two input entries, which one potential per output frequency is made of: positions in the lists of all
/// entries of the two inputs.
#[derive(PartialEq)]
struct Slot {
    inputs: Inputs,
    at1: usize,
    at2: usize,
}

impl<'a, S: Scalar> Run<'a, S> {
    fn new(dual: &'a Dual, terms: &'a [Term<Node<S>, S>], asked: &Range<usize>) -> Self {
        let frequencies = [&terms[0].node.a, &terms[0].node.b].map(|spectrum| with_partners(spectrum, dual));
        let mut slots = Vec::new();
        for inputs in Inputs::ALL {
            let [first, second] = inputs.channels().map(|channel| &frequencies[channel as usize]);
            for (at1, k1) in first.iter().enumerate() {
                for (at2, k2) in second.iter().enumerate() {
                    if inputs == Inputs::AB || k1 <= k2 {
                        slots.push(Slot { inputs, at1, at2 });
                    }
                }
            }
        }
        let outputs = terms[0].node.c.representatives().map(|(k, _)| k).enumerate();
        let outputs = outputs.filter(|(_, k)| asked.contains(k)).collect();
        Run { dual, terms, frequencies, outputs, slots }
    }

    /// The potential that a slot contributes to at output k.
    fn potential(&self, slot: &Slot, k: usize) -> SumPotential {
        let [first, second] = slot.inputs.channels().map(|channel| &self.frequencies[channel as usize]);
        SumPotential::new(slot.inputs, first[slot.at1], second[slot.at2], k)
    }

    /// For every stored entry of a and b, whether it stands for its conjugate partner too.
    fn partners(&self) -> impl Iterator<Item = bool> + '_ {
        let inputs = [&self.terms[0].node.a, &self.terms[0].node.b];
        inputs.into_iter().flat_map(|spectrum| spectrum.representatives().map(|(k, _)| self.dual.multiplicity(k) == 2))
    }

    /// Whether the potentials are too many to be kept beside each other.
    fn is_large(&self) -> bool {
        self.outputs.len() * self.slots.len() >= SLOTS_AT_A_TIME
    }

    /// Appends the non-zero potentials of the run.
    fn potentials(&self, entries: &mut Vec<(SumPotential, S)>) {
        let slots_at_a_time = (PRODUCTS_AT_A_TIME / self.terms.len()).clamp(1, SLOTS_AT_A_TIME);
        for slots in self.slots.chunks(slots_at_a_time) {
            let products: Vec<Vec<S>> = self.terms.iter().map(|term| self.input_products(term, slots)).collect();
            entries.par_extend(self.outputs.par_chunks(OUTPUTS_AT_A_TIME).flat_map_iter(|outputs| {
                let mut entries = Vec::new();
                let mut sums = Vec::new();
                for (index, &(at, k)) in outputs.iter().enumerate() {
                    // Outputs that are the same have the same potentials: a hat is.
                    if index == 0 || !self.has_same_outputs(at - 1, at) {
                        sums = self.sums(slots.len(), &products, at);
                    }
                    let potential = |(slot, sum): &(usize, S)| (self.potential(&slots[*slot], k), sum.clone());
                    entries.extend(sums.iter().map(potential));
                }
                entries
            }));
        }
    }

    /// The sums over the nodes at one output that are not zero, with the indices of their slots.
    fn sums(&self, slots: usize, products: &[Vec<S>], at: usize) -> Vec<(usize, S)> {
        let mut sums = vec![S::zero(); slots];
        for (term, products) in self.terms.iter().zip(products) {
            let output = term.node.c.value_at(at);
            for (sum, product) in sums.iter_mut().zip(products) {
                sum.add_product(product, output);
            }
        }
        sums.into_iter().enumerate().filter(|(_, sum)| !sum.is_zero()).collect()
    }

    fn has_same_outputs(&self, at: usize, other: usize) -> bool {
        self.terms.iter().all(|term| term.node.c.value_at(at).is_identical(term.node.c.value_at(other)))
    }

    /// Whether the two runs have the same numbers in the same places, at whatever frequencies these are.
    fn is_twin(&self, other: &Self) -> bool {
        let same_entries = |x: &Spectrum<S>, y: &Spectrum<S>| {
            let (x, y) = (x.representatives(), y.representatives());
            x.len() == y.len() && x.zip(y).all(|((_, x), (_, y))| x.is_identical(y))
        };
        let same_node = |x: &Node<S>, y: &Node<S>| x.zip(y).all(|(x, y)| same_entries(x, y));
        self.terms.len() == other.terms.len()
            && self.partners().eq(other.partners())
            && self.slots == other.slots
            && self.outputs.iter().map(|(at, _)| at).eq(other.outputs.iter().map(|(at, _)| at))
            && self
                .terms
                .iter()
                .zip(other.terms)
                .all(|(x, y)| x.coefficient.is_identical(&y.coefficient) && same_node(&x.node, &y.node))
    }

    /// m · z_{p k1} z_{p' k2} of one node, for each slot.
    fn input_products(&self, term: &Term<Node<S>, S>, slots: &[Slot]) -> Vec<S> {
        let values = |spectrum: &Spectrum<S>| -> SmallVec<[S; 2]> {
            spectrum.entries(self.dual).map(|(_, value)| value).collect()
        };
        let (a, b) = (values(&term.node.a), values(&term.node.b));
        // The coefficient goes into the first factor once, not into every product.
        let weigh = |values: &[S]| -> SmallVec<[S; 2]> {
            if term.coefficient.is_one() {
                return values.iter().cloned().collect();
            }
            values.iter().map(|value| value.clone() * &term.coefficient).collect()
        };
        let (weighted_a, weighted_b) = (weigh(&a), weigh(&b));
        slots
            .iter()
            .map(|slot| {
                let [first, second] = slot.inputs.channels();
                let first = if first == Channel::A { &weighted_a } else { &weighted_b };
                let second = if second == Channel::A { &a } else { &b };
                first[slot.at1].clone() * &second[slot.at2]
            })
            .collect()
    }
}

/// A run with its sums, kept for the next one: where blocks repeat from frequency to frequency, one look at every number
/// replaces the sums of their products.
struct SmallRun<'a, S: Scalar> {
    run: Run<'a, S>,
    /// For every output, the sums that are not zero with the indices of their slots.
    sums: Vec<Vec<(usize, S)>>,
}

impl<'a, S: Scalar> SmallRun<'a, S> {
    /// The sums of a run, taken over from the `last` one where the two have the same numbers.
    fn new(run: Run<'a, S>, last: Option<Self>) -> Self {
        if let Some(last) = last.filter(|last| last.run.is_twin(&run)) {
            return SmallRun { run, sums: last.sums };
        }
        // One node after the other: there may be many.
        let mut sums = vec![vec![S::zero(); run.slots.len()]; run.outputs.len()];
        for term in run.terms {
            let products = run.input_products(term, &run.slots);
            for ((at, _), sums) in run.outputs.iter().zip(&mut sums) {
                let output = term.node.c.value_at(*at);
                sums.iter_mut().zip(&products).for_each(|(sum, product)| sum.add_product(product, output));
            }
        }
        let nonzero = |sums: Vec<S>| sums.into_iter().enumerate().filter(|(_, sum)| !sum.is_zero()).collect();
        SmallRun { run, sums: sums.into_iter().map(nonzero).collect() }
    }

    fn potentials(&self, entries: &mut Vec<(SumPotential, S)>) {
        for (&(_, k), sums) in self.run.outputs.iter().zip(&self.sums) {
            entries.extend(sums.iter().map(|(slot, sum)| (self.run.potential(&self.run.slots[*slot], k), sum.clone())));
        }
    }
}

/// The frequencies of all entries, each followed by its conjugate partner where it has one.
fn with_partners<S: Scalar>(spectrum: &Spectrum<S>, dual: &Dual) -> SmallVec<[usize; 2]> {
    let partner = |k: usize| (dual.multiplicity(k) == 2).then(|| dual.conjugate(k));
    spectrum.representatives().flat_map(|(k, _)| std::iter::once(k).chain(partner(k))).collect()
}
