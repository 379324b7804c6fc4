//! How far the written weights are from those of the solution, in intervals.

use dashu_ratio::RBig;

use super::Claims;
use crate::certificate::WrittenNode;
use crate::check::arithmetic::Sum;
use crate::check::interval::{Complex, Interval, Intervals, unit};
use crate::check::reading::{fraction, lcm};
use crate::check::residuals::{Vectors, residuals};

impl Claims<'_> {
    /// The largest distance of a weight from that of the solution; `None` when a hat cannot be computed.
    pub(super) fn distance(&self) -> Option<Interval> {
        let characters = &self.reader.characters;
        let d = characters.order();
        let exponent = self.group.iter().fold(1, |n, &m| lcm(n, m)) as i64;
        let primitive = unit(&(RBig::ONE / RBig::from(exponent)));
        let roots: Vec<Complex> = std::iter::successors(Some(Complex::integer(1)), |root| Some(root.times(&primitive)))
            .take(exponent as usize)
            .collect();
        let root = |k: i64, g: i64| &roots[characters.phase(k, g, exponent) as usize];
        let value = |sum: &Sum, conjugated: bool| self.value(sum, conjugated);

        let mut open: Vec<(i64, Complex)> = Vec::new();
        let mut collect = |frequencies: &[i64], nodes: &[Vectors<Complex>]| {
            let sums = residuals(&Intervals, characters, nodes);
            let at = |k: i64| sums.get(&(k, (0, 0))).cloned().unwrap_or_else(|| Complex::integer(0));
            open.extend(frequencies.iter().map(|&k| (k, at(k))));
        };
        for part in self.exact.iter().filter(|part| part.hat_closes_r_n) {
            collect(&part.frequencies, &part.vectors(characters, &value, &Intervals));
        }
        for (part, _) in self.enclosed.iter().filter(|(part, _)| part.hat_closes_r_n) {
            collect(&part.frequencies, &part.values(characters));
        }

        let mut largest = Interval::integer(0);
        let mut compare = |entries: [Vec<(i64, Complex)>; 3], coefficient: &Interval, written: &WrittenNode| {
            let scale = Interval::rational(&fraction(&written.scale).ok()?);
            let output = coefficient.times(&scale.times(&scale).times(&Interval::integer(2 * d)).inverse()?);
            let factors = [&scale, &scale, &output];
            for (channel, weights) in [&written.a, &written.b, &written.c].into_iter().enumerate() {
                let entries: Vec<(i64, Complex)> = entries[channel]
                    .iter()
                    .map(|(k, z)| {
                        let twice = Interval::integer(if characters.negative(*k) == *k { 1 } else { 2 });
                        let z = z.scaled(&factors[channel].times(&twice));
                        (*k, if channel == 2 { z.conj() } else { z })
                    })
                    .collect();
                for (g, weight) in (0..d).zip(weights) {
                    let sum =
                        entries.iter().fold(Interval::integer(0), |sum, (k, z)| sum.plus(&z.real_product(root(*k, g))));
                    largest = largest.clone().larger(sum.minus(&Interval::float(*weight)).largest());
                }
            }
            Some(())
        };
        for part in &self.exact {
            let weight = part.input_weight(characters, &value);
            let share = Interval::rational(&part.share);
            for (node, written) in part.nodes.iter().zip(part.weights) {
                let mut entries = [0, 1, 2]
                    .map(|channel| node.vectors[channel].iter().map(|(k, sum)| (*k, value(sum, false))).collect());
                if !part.share.is_zero() {
                    let factor = Interval::integer(0).minus(&share.times(&weight.inverse()?));
                    let [_, _, c]: &mut [Vec<(i64, Complex)>; 3] = &mut entries;
                    c.extend(open.iter().map(|(k, residual)| (*k, residual.scaled(&factor))));
                }
                compare(entries, &value(&node.coefficient, false).re, written)?;
            }
        }
        for (part, weights) in &self.enclosed {
            for (node, written) in part.values(characters).into_iter().zip(*weights) {
                let own = |vector: Vec<(i64, Complex)>| {
                    vector.into_iter().filter(|(k, _)| characters.is_representative(*k)).collect()
                };
                compare(node.map(own), &Interval::integer(1), written)?;
            }
        }
        Some(largest)
    }

    /// The number as intervals, at the values of the parameters.
    fn value(&self, sum: &Sum, conjugated: bool) -> Complex {
        let order = RBig::from(self.reader.numbers.root_order());
        let value = sum.iter().fold(Complex::integer(0), |value, term| {
            let turns = term.powers.iter().map(|(at, power)| &self.turns[*at] * RBig::from(*power));
            let turn = turns.fold(RBig::from(term.exponent) / &order, |sum, turn| sum + turn);
            value.plus(&unit(&turn).scaled(&Interval::rational(&term.coefficient)))
        });
        if conjugated { value.conj() } else { value }
    }
}
