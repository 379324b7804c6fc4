//! The conditions that are tried, in the order of their costs: how far they are, for each unit of movement they ask for.

use rand_chacha::ChaCha8Rng;

use super::walk::{Condition, SENSITIVE, Walk};
use crate::number::normal;

/// One stage of a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// w = ±u ∘ σ for all coordinates but the constant one, σ the exchange of the inputs.
    Swap,
    /// Within a node: u_i = ±u_k, u_i = ±w_k, u_i = ±1.
    Equal,
    /// A coordinate is 0.
    Zero,
    /// A coordinate is a small rational number: what is left.
    Rational,
}

/// Up to this cost candidates of a stage are tried.
const MAX_COST: f64 = 4.0;
const MAX_ZERO_COST: f64 = 8.0;

fn norm(row: &[f64]) -> f64 {
    row.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// ‖x − s·y‖.
fn distance(x: &[f64], y: &[f64], s: f64) -> f64 {
    x.iter().zip(y).map(|(x, y)| (x - s * y).powi(2)).sum::<f64>().sqrt()
}

/// Σ c_i row_i.
fn combined(rows: &[Vec<f64>], terms: &[(usize, i8)]) -> Vec<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    (0..columns).map(|k| terms.iter().map(|&(at, c)| f64::from(c) * rows[at][k]).sum()).collect()
}

impl Walk<'_> {
    /// Goes through a stage as far as it leads. Costs of symmetries are multiplied by e^(noise · N) with normal numbers N.
    pub fn go(&mut self, stage: Stage, noise: f64, random: &mut ChaCha8Rng) {
        match stage {
            Stage::Swap => self.stage(10, &mut |walk| walk.swaps(noise, random)),
            Stage::Equal => self.stage(25, &mut |walk| walk.equalities(noise, random)),
            Stage::Zero => self.stage(25, &mut |walk| walk.zeros(random)),
            Stage::Rational => self.stage(40, &mut |walk| walk.rationals(random)),
        }
    }

    fn swaps(&self, noise: f64, random: &mut ChaCha8Rng) -> Vec<(f64, Condition)> {
        let (d, length) = (self.map().order(), self.map().order() * self.map().width());
        let (y, sensitivity) = (self.coordinates(), self.sensitivities());
        let Some(exchange) = self.exchange() else { return Vec::new() };
        let mut list = Vec::new();
        let mut chance = || if noise > 0.0 { (noise * normal(random)).exp() } else { 1.0 };
        for j in 0..self.map().width() {
            let (u, w) = (j * d, length + j * d);
            // the constant function is its own image, and belongs to the gauge
            let image = |terms: &[(usize, i8)]| terms.iter().map(|&(k, c)| f64::from(c) * y[u + k]).sum::<f64>();
            let images: Vec<f64> = exchange.iter().map(|terms| image(terms)).collect();
            let distance = |s: f64| (1..d).map(|i| (y[w + i] - s * images[i]).powi(2)).sum::<f64>();
            let sign = if distance(1.0) < distance(-1.0) { 1 } else { -1 };
            for (i, image) in exchange.iter().enumerate().skip(1) {
                let terms: Vec<(usize, i8)> = image.iter().map(|&(k, c)| (u + k, c)).chain([(w + i, -sign)]).collect();
                let value: f64 = terms.iter().map(|&(at, c)| f64::from(c) * y[at]).sum();
                let moves = norm(&combined(&sensitivity, &terms));
                let cost = value.abs() / moves;
                if moves > SENSITIVE && cost <= MAX_COST {
                    list.push((cost * chance(), Condition { terms, value: (0, 1) }));
                }
            }
        }
        list
    }

    fn equalities(&self, noise: f64, random: &mut ChaCha8Rng) -> Vec<(f64, Condition)> {
        let (d, length) = (self.map().order(), self.map().order() * self.map().width());
        let (y, sensitivity) = (self.coordinates(), self.sensitivities());
        let mut list = Vec::new();
        let mut chance = || if noise > 0.0 { (noise * normal(random)).exp() } else { 1.0 };
        for j in 0..self.map().width() {
            let inputs: Vec<usize> = (0..d).map(|i| j * d + i).chain((1..d).map(|i| length + j * d + i)).collect();
            for (at, &i) in inputs.iter().enumerate() {
                let own = norm(&sensitivity[i]);
                for sign in [1i8, -1] {
                    let s = f64::from(sign);
                    let cost = (y[i] - s).abs() / own;
                    if own > SENSITIVE && cost <= MAX_COST {
                        list.push((cost * chance(), Condition { terms: vec![(i, 1)], value: (i64::from(sign), 1) }));
                    }
                    for &k in &inputs[at + 1..] {
                        let moves = distance(&sensitivity[i], &sensitivity[k], s);
                        let cost = (y[i] - s * y[k]).abs() / moves;
                        if moves > SENSITIVE && cost <= MAX_COST {
                            list.push((cost * chance(), Condition { terms: vec![(i, 1), (k, -sign)], value: (0, 1) }));
                        }
                    }
                }
            }
        }
        list
    }

    fn zeros(&self, random: &mut ChaCha8Rng) -> Vec<(f64, Condition)> {
        let outputs = 2 * self.map().order() * self.map().width();
        let (y, sensitivity) = (self.coordinates(), self.sensitivities());
        let mut list = Vec::new();
        for (i, row) in sensitivity.iter().enumerate() {
            let (moves, chance) = (norm(row), (0.3 * normal(random)).exp());
            let cost = y[i].abs() / moves * if i < outputs { 1.0 } else { 3.0 } * chance;
            if moves > SENSITIVE && cost <= MAX_ZERO_COST {
                list.push((cost, Condition { terms: vec![(i, 1)], value: (0, 1) }));
            }
        }
        list
    }

    fn rationals(&self, random: &mut ChaCha8Rng) -> Vec<(f64, Condition)> {
        let outputs = 2 * self.map().order() * self.map().width();
        let (y, sensitivity) = (self.coordinates(), self.sensitivities());
        let mut values = vec![(0i64, 1i64)];
        for q in 1..=5 {
            for p in (1..=5).filter(|&p| crate::number::gcd(p as u64, q as u64) == 1) {
                values.extend([(p, q), (-p, q)]);
            }
        }
        let mut list = Vec::new();
        for (i, row) in sensitivity.iter().enumerate() {
            let moves = norm(row);
            if moves < 10.0 * SENSITIVE {
                continue;
            }
            for &(p, q) in &values {
                let cost = (y[i] - p as f64 / q as f64).abs() / moves + 0.03 * (p.abs() + q) as f64;
                let weight = if i < outputs { 1.0 } else { 4.0 } * (0.2 * normal(random)).exp();
                list.push((cost * weight, Condition { terms: vec![(i, 1)], value: (p, q) }));
            }
        }
        list
    }
}
