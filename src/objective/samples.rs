//! The samples that a loss is of, tuples of elements and their labels, and what hidden nodes make of them.

use std::ops::Range;

use super::criterion::PairLoss;
use super::real::Real;
use super::weights::DenseWeights;
use crate::group::Group;
use crate::network::TupleMask;

/// Tuples x_1, …, x_k and their labels, such as x_1·…·x_k, one after the other.
#[derive(Debug, Clone)]
pub(super) struct SampleList {
    operands: usize,
    /// k numbers for every sample.
    elements: Vec<u32>,
    labels: Vec<u32>,
}

/// Some of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Samples<'a> {
    operands: usize,
    elements: &'a [u32],
    labels: &'a [u32],
}

impl SampleList {
    /// The tuples of a set, with their products for labels.
    pub(super) fn new(group: &Group, mask: &TupleMask) -> Self {
        let (count, operands) = (mask.len(), mask.operands());
        // the lists are the largest thing where d is large and q small
        let (mut elements, mut labels) = (Vec::with_capacity(count * operands), Vec::with_capacity(count));
        mask.for_each(|tuple| {
            let product = tuple.iter().copied().reduce(|x, y| group.multiply(x, y));
            elements.extend(tuple.iter().map(|&x| x as u32));
            labels.push(product.expect("a tuple has at least one element") as u32);
        });
        SampleList { operands, elements, labels }
    }

    /// Gives every tuple another label, `answers` at its place among all d^k.
    pub(super) fn relabel(&mut self, order: usize, answers: &[usize]) {
        for (label, tuple) in self.labels.iter_mut().zip(self.elements.chunks_exact(self.operands)) {
            *label = answers[tuple.iter().fold(0, |place, &x| place * order + x as usize)] as u32;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(super) fn all(&self) -> Samples<'_> {
        Samples { operands: self.operands, elements: &self.elements, labels: &self.labels }
    }
}

impl<'a> Samples<'a> {
    pub(super) fn len(self) -> usize {
        self.labels.len()
    }

    /// Those in a range.
    pub(super) fn part(self, range: Range<usize>) -> Self {
        let Samples { operands, elements, labels } = self;
        let elements = &elements[range.start * operands..range.end * operands];
        Samples { operands, elements, labels: &labels[range] }
    }

    /// In parts of so many.
    pub(super) fn chunks(self, count: usize) -> impl Iterator<Item = Self> {
        let starts = (0..self.len()).step_by(count);
        starts.map(move |start| self.part(start..self.len().min(start + count)))
    }

    pub(super) fn labels(self) -> impl Iterator<Item = usize> + 'a {
        self.labels.iter().map(|&label| label as usize)
    }

    fn tuples(self) -> impl Iterator<Item = &'a [u32]> {
        self.elements.chunks_exact(self.operands)
    }

    /// Writes σ(Σ_i w_i\[x_i\]) for some nodes and every sample, nodes × samples.
    pub(super) fn hidden<T: Real>(
        self,
        of: PairLoss,
        weights: &DenseWeights<T>,
        nodes: &Range<usize>,
        hidden: &mut [T],
    ) {
        let mut sum = self.buffer(nodes);
        for (hidden, tuple) in hidden.chunks_exact_mut(nodes.len()).zip(self.tuples()) {
            let [left, right] = sides(weights, tuple, nodes, &mut sum);
            of.hidden(left, right, hidden);
        }
    }

    /// Adds to the gradients of all inputs what comes from the slopes by the hidden nodes, nodes × samples, in the units of
    /// [`PairLoss::slope_factor`].
    pub(super) fn add_slopes<T: Real>(
        self,
        of: PairLoss,
        weights: &DenseWeights<T>,
        nodes: &Range<usize>,
        slopes: &[T],
        gradient: &mut [Vec<T>],
    ) {
        let q = weights.width();
        let (mut sum, mut slope_of_sum) = (self.buffer(nodes), self.buffer(nodes));
        let (to_last, to_others) = gradient.split_last_mut().expect("a network has at least one operand");
        for (slope, tuple) in slopes.chunks_exact(nodes.len()).zip(self.tuples()) {
            let (last, others) = tuple.split_last().expect("a tuple has at least one element");
            let sides = sides(weights, tuple, nodes, &mut sum);
            let to_right = column_mut(to_last, q, *last, nodes);
            if let ([to_other], [other]) = (&mut *to_others, others) {
                of.add_slopes(sides, slope, [column_mut(to_other, q, *other, nodes), to_right]);
                continue;
            }
            slope_of_sum.fill(T::zero());
            of.add_slopes(sides, slope, [&mut slope_of_sum, to_right]);
            for (values, &other) in to_others.iter_mut().zip(others) {
                add(column_mut(values, q, other, nodes), &slope_of_sum);
            }
        }
    }

    /// A number for every node, which only other networks than those of two operands have a need for.
    fn buffer<T: Real>(self, nodes: &Range<usize>) -> Vec<T> {
        vec![T::zero(); if self.operands == 2 { 0 } else { nodes.len() }]
    }
}

/// The input of some nodes as a sum of two: of the last operand, and of all the others, which are one or are summed up in `sum`.
fn sides<'a, T: Real>(
    weights: &'a DenseWeights<T>,
    tuple: &[u32],
    nodes: &Range<usize>,
    sum: &'a mut [T],
) -> [&'a [T]; 2] {
    let q = weights.width();
    let (last, others) = tuple.split_last().expect("a tuple has at least one element");
    let right = column(&weights.inputs[others.len()], q, *last, nodes);
    if let [other] = others {
        return [column(&weights.inputs[0], q, *other, nodes), right];
    }
    sum.fill(T::zero());
    weights.inputs.iter().zip(others).for_each(|(values, &other)| add(sum, column(values, q, other, nodes)));
    [sum, right]
}

fn add<T: Real>(sum: &mut [T], values: &[T]) {
    sum.iter_mut().zip(values).for_each(|(sum, &value)| *sum += value);
}

fn column<'a, T>(values: &'a [T], q: usize, g: u32, nodes: &Range<usize>) -> &'a [T] {
    &values[g as usize * q..][nodes.clone()]
}

fn column_mut<'a, T>(values: &'a mut [T], q: usize, g: u32, nodes: &Range<usize>) -> &'a mut [T] {
    &mut values[g as usize * q..][nodes.clone()]
}
