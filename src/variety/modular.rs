//! The rank of the Jacobian of an exact network modulo primes: never more than the rank over its field.

use serde::{Deserialize, Serialize};

use super::field_network::FieldNetwork;
use crate::scalar::algebraic::{Algebraic, next_word_prime, residue_of, root_modulo};

/// A rank modulo a prime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModularRank {
    /// The prime.
    pub prime: u64,
    /// The rank of the Jacobian where α is a root of its minimal polynomial modulo it.
    pub rank: usize,
}

impl FieldNetwork {
    /// The ranks modulo `count` primes of 30 bits, from the first one on modulo which the minimal polynomial has a root and no
    /// denominator vanishes.
    #[must_use]
    pub fn modular_ranks(&self, count: usize) -> Vec<ModularRank> {
        /// After so many primes the polynomial is held to have no roots modulo any.
        const TRIED: usize = 2000;
        let (mut found, mut prime) = (Vec::new(), (1 << 30) - 1);
        for _ in 0..TRIED {
            if found.len() == count {
                break;
            }
            prime = next_word_prime(prime + 2);
            let rank =
                root_modulo(self.field.minimal_polynomial(), prime).and_then(|root| self.rank_modulo(prime, root));
            found.extend(rank.map(|rank| ModularRank { prime, rank }));
        }
        found
    }

    /// `None` when the prime divides a denominator.
    fn rank_modulo(&self, p: u64, root: u64) -> Option<usize> {
        let residue = |x: &Algebraic| {
            let terms = x.coefficients().iter().rev();
            terms.map(|c| residue_of(c, p)).try_fold(0, |sum, c| Some((sum * root + c?) % p))
        };
        let part = |part: usize| -> Option<Vec<Vec<u64>>> {
            let nodes = self.weights.nodes.iter();
            nodes.map(|node| node[part].iter().map(residue).collect()).collect()
        };
        let (u, w, v) = (part(0)?, part(1)?, part(2)?);
        let (d, length) = (self.weights.group.order(), self.weights.group.order() * u.len());
        let row = |at: usize| {
            let (a, b, h) = (at / (d * d), at / d % d, at % d);
            let mut row = vec![0u64; 3 * length];
            for j in 0..u.len() {
                let input = (u[j][a] + w[j][b]) % p;
                let slope = 2 * input % p * v[j][h] % p;
                row[j * d + a] = slope;
                row[length + j * d + b] = slope;
                row[2 * length + j * d + h] = input * input % p;
            }
            row
        };
        Some(rank_of((0..d * d * d).map(row).collect(), p))
    }
}

/// By elimination.
fn rank_of(mut rows: Vec<Vec<u64>>, p: u64) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|&i| rows[i][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], p - 2, p);
        let (done, rest) = rows.split_at_mut(rank + 1);
        let top = &done[rank];
        for row in rest.iter_mut().filter(|row| row[column] != 0) {
            let factor = p - row[column] * inverse % p;
            row[column..].iter_mut().zip(&top[column..]).for_each(|(x, y)| *x = (*x + factor * y) % p);
        }
        rank += 1;
        if rank == rows.len() {
            break;
        }
    }
    rank
}

fn power(x: u64, n: u64, p: u64) -> u64 {
    let (mut result, mut base, mut rest) = (1, x % p, n);
    while rest > 0 {
        if rest & 1 == 1 {
            result = result * base % p;
        }
        base = base * base % p;
        rest >>= 1;
    }
    result
}
