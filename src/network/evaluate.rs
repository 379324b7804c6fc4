//! Forward pass, loss and accuracy, by the definition: every pair, every output.

use std::borrow::Cow;

use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::activation::Activation;
use super::masks::PairMask;
use super::weights::Network;
use crate::loss::Target;

/// Loss and accuracy of a network on a set of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The mean over the pairs of ‖P(o − onehot(g1 + g2))‖², P = I − 11ᵀ/d or I by the target.
    pub loss: f64,
    /// The share of pairs whose largest output is at g1 + g2.
    pub accuracy: f64,
}

/// How well a network does the task up to one factor of its outputs, on all pairs or on many that are spread over all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The number of pairs that were evaluated.
    pub pairs: usize,
    /// The zero-mean loss.
    pub loss: f64,
    /// The one-hot loss.
    pub one_hot_loss: f64,
    /// The share of pairs whose largest output is at g1 + g2.
    pub accuracy: f64,
    /// The s for which the zero-mean loss of s·o is smallest.
    pub output_scale: f64,
    /// The zero-mean loss of s·o for that s.
    pub scaled_loss: f64,
}

/// Sums over pairs; P = I − 11ᵀ/d, t the target.
#[derive(Default)]
struct Sums {
    right: usize,
    zero_mean: f64,
    one_hot: f64,
    /// ⟨P o, P t⟩.
    product: f64,
    /// ‖P o‖².
    square: f64,
}

impl Network {
    /// The outputs o(g1, g2) ∈ R^d of one pair.
    #[must_use]
    pub fn outputs(&self, g1: usize, g2: usize) -> DVector<f64> {
        let hidden = (self.w_a().column(g1) + self.w_b().column(g2)).map(|x| x * x);
        self.w_c() * hidden
    }

    /// Loss and accuracy by the definition, from the outputs of every pair of `mask`: O(|mask| q d), q without the nodes that
    /// are zero.
    ///
    /// A pair counts as right when g1 + g2 is the first largest output. An empty mask has loss and accuracy NaN.
    #[must_use]
    pub fn evaluate(&self, target: Target, mask: &PairMask) -> Evaluation {
        let fit = self.fit_on(Activation::Square, &mask.pairs().collect::<Vec<_>>());
        let loss = if target == Target::ZeroMean { fit.loss } else { fit.one_hot_loss };
        Evaluation { loss, accuracy: fit.accuracy }
    }

    /// How well the network with another activation does the task, on pairs that are spread over all.
    #[must_use]
    pub fn fit(&self, activation: Activation) -> Fit {
        self.fit_on(activation, &self.spread_pairs())
    }

    /// How well the network with another activation does the task on the given pairs.
    #[must_use]
    pub fn fit_on(&self, activation: Activation, pairs: &[(usize, usize)]) -> Fit {
        let parts = self.forward(activation, pairs, |pairs, outputs| self.sums(pairs, outputs));
        let sums = parts.into_iter().fold(Sums::default(), Sums::plus);
        let count = pairs.len() as f64;
        let zero = 1.0 - 1.0 / self.group().order() as f64;
        let scale = if sums.square > 0.0 { sums.product / sums.square } else { 0.0 };
        Fit {
            pairs: pairs.len(),
            loss: sums.zero_mean / count,
            one_hot_loss: sums.one_hot / count,
            accuracy: sums.right as f64 / count,
            output_scale: scale,
            scaled_loss: (zero - scale * sums.product / count).max(0.0),
        }
    }

    /// The share of the pairs, of all or of many that are spread over all, whose first largest output is the answer
    /// `answers[g1·d + g2]`.
    ///
    /// # Panics
    /// When there are not d² answers.
    #[must_use]
    pub fn accuracy(&self, activation: Activation, answers: &[usize]) -> f64 {
        let (d, pairs) = (self.group().order(), self.spread_pairs());
        assert_eq!(answers.len(), d * d, "an answer for every pair");
        let right = self.forward(activation, &pairs, |pairs, outputs| {
            let answered = pairs.iter().zip(outputs.column_iter());
            answered.filter(|((g1, g2), outputs)| outputs.imax() == answers[g1 * d + g2]).count()
        });
        right.into_iter().sum::<usize>() as f64 / pairs.len() as f64
    }

    /// The mean of the outputs over the pairs with each answer, d × d: column h is the mean over (g1, g2) with
    /// `answers[g1·d + g2]` = h, 0 where there is none. O(d³ q).
    ///
    /// # Panics
    /// When there are not d² answers below d.
    #[must_use]
    pub fn mean_outputs(&self, activation: Activation, answers: &[usize]) -> DMatrix<f64> {
        let d = self.group().order();
        assert_eq!(answers.len(), d * d, "an answer for every pair");
        let pairs: Vec<(usize, usize)> = (0..d * d).map(|at| (at / d, at % d)).collect();
        let parts = self.forward(activation, &pairs, |pairs, outputs| {
            let mut sums = DMatrix::zeros(d, d);
            for (&(g1, g2), outputs) in pairs.iter().zip(outputs.column_iter()) {
                let mut sum = sums.column_mut(answers[g1 * d + g2]);
                sum += outputs;
            }
            sums
        });
        let mut sums = parts.into_iter().fold(DMatrix::zeros(d, d), |sum, part| sum + part);
        let mut counts = vec![0usize; d];
        answers.iter().for_each(|&answer| counts[answer] += 1);
        for (mut sum, count) in sums.column_iter_mut().zip(counts) {
            sum /= count.max(1) as f64;
        }
        sums
    }

    /// All pairs, or where they are many some hundreds or thousands of them that are spread over all.
    pub(crate) fn spread_pairs(&self) -> Vec<(usize, usize)> {
        const WORK: usize = 1 << 27;
        let d = self.group().order();
        let affordable = (WORK / (d * self.width())).clamp(256, 4096);
        let all = d.saturating_mul(d);
        if all <= affordable {
            return (0..all).map(|at| (at / d, at % d)).collect();
        }
        // multiples of the golden ratio, and of another irrational number, modulo 1 are spread evenly
        let spread = |at: usize, step: f64| (((at as f64 * step).fract() * d as f64) as usize).min(d - 1);
        (1..=affordable).map(|at| (spread(at, 0.618_033_988_749_895), spread(at, 0.414_213_562_373_095))).collect()
    }

    /// Whether the answers may be the table of a group, by two of its rows, on which different elements are answered; and whether all
    /// of them can be had at a reasonable price.
    pub(crate) fn could_be_a_group(&self) -> bool {
        const WORK: usize = 1 << 35;
        const PAIRS: usize = 1 << 21;
        let d = self.group().order();
        let row = |g1: usize| -> usize {
            let answers: std::collections::BTreeSet<usize> = (0..d).map(|g2| self.outputs(g1, g2).imax()).collect();
            answers.len()
        };
        let affordable =
            d.checked_pow(3).and_then(|pairs| pairs.checked_mul(self.width())).is_some_and(|work| work <= WORK);
        affordable
            && d * d <= PAIRS
            && [d / 3 + 1, 2 * d / 3].into_iter().all(|g1| g1 < d && 10 * row(g1) >= 8 * d || !self.has_prime_order())
    }

    fn has_prime_order(&self) -> bool {
        let d = self.group().order();
        (2..d).take_while(|n| n * n <= d).all(|n| !d.is_multiple_of(n))
    }

    /// The first largest output of every pair, row g1 after row g1: O(d³ q).
    pub(crate) fn answers(&self) -> Vec<usize> {
        const TOGETHER: usize = 1 << 16;
        let d = self.group().order();
        let largest = |_: &[_], outputs: &DMatrix<f64>| outputs.column_iter().map(|o| o.imax()).collect::<Vec<_>>();
        let mut answers = Vec::with_capacity(d * d);
        for start in (0..d * d).step_by(TOGETHER) {
            let pairs: Vec<_> = (start..(start + TOGETHER).min(d * d)).map(|at| (at / d, at % d)).collect();
            answers.extend(self.forward(Activation::Square, &pairs, largest).into_iter().flatten());
        }
        answers
    }

    fn sums(&self, pairs: &[(usize, usize)], outputs: &DMatrix<f64>) -> Sums {
        let (group, d) = (self.group(), self.group().order());
        let of_pair = |(&(g1, g2), outputs): (&(usize, usize), nalgebra::DVectorView<'_, f64>)| {
            let (label, sum) = (group.multiply(g1, g2), outputs.sum());
            let (mean, mean_miss) = (sum / d as f64, (sum - 1.0) / d as f64);
            let mut sums = Sums { product: outputs[label] - mean, ..Sums::default() };
            for (h, &output) in outputs.iter().enumerate() {
                let miss = output - f64::from(u8::from(h == label));
                sums.zero_mean += (miss - mean_miss).powi(2);
                sums.one_hot += miss.powi(2);
                sums.square += (output - mean).powi(2);
            }
            sums.right = usize::from(outputs.imax() == label);
            sums
        };
        pairs.iter().zip(outputs.column_iter()).map(of_pair).fold(Sums::default(), Sums::plus)
    }

    /// What `see` makes of the pairs and of their outputs, one column a pair, some hundred pairs at a time, in order: the same
    /// whatever the number of threads.
    fn forward<T: Send>(
        &self,
        activation: Activation,
        pairs: &[(usize, usize)],
        see: impl Fn(&[(usize, usize)], &DMatrix<f64>) -> T + Sync,
    ) -> Vec<T> {
        const TOGETHER: usize = 256;
        let rests = activation.value(0.0, 0.0) == 0.0;
        let adds = |&j: &usize| {
            let hears = !rests || self.w_a().row(j).iter().chain(&self.w_b().row(j)).any(|&x| x != 0.0);
            hears && self.w_c().column(j).iter().any(|&x| x != 0.0)
        };
        let nodes: Vec<usize> = (0..self.width()).filter(adds).collect();
        let all = nodes.len() == self.width();
        let rows = |m| if all { Cow::Borrowed(m) } else { Cow::Owned(DMatrix::select_rows(m, &nodes)) };
        let columns = |m| if all { Cow::Borrowed(m) } else { Cow::Owned(DMatrix::select_columns(m, &nodes)) };
        let (a, b, c) = (rows(self.w_a()), rows(self.w_b()), columns(self.w_c()));
        let block = |pairs: &[(usize, usize)]| {
            let inputs = pairs.iter().flat_map(|&(g1, g2)| a.column(g1).into_iter().zip(b.column(g2)));
            let hidden = inputs.map(|(&u, &v)| activation.value(u, v));
            let hidden = DMatrix::from_iterator(nodes.len(), pairs.len(), hidden);
            see(pairs, &(c.as_ref() * hidden))
        };
        pairs.par_chunks(TOGETHER).map(block).collect()
    }
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        Sums {
            right: self.right + other.right,
            zero_mean: self.zero_mean + other.zero_mean,
            one_hot: self.one_hot + other.one_hot,
            product: self.product + other.product,
            square: self.square + other.square,
        }
    }
}
