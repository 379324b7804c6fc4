//! The Jacobian of an exact network modulo prime ideals of its field: its rank, and what stands against smoothness.

use dashu_int::UBig;
use dashu_int::ops::{BitTest, Gcd};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::echelon::Echelon;
use super::field_network::FieldNetwork;
use crate::scalar::algebraic::{Algebraic, next_word_prime, residue_of, roots_modulo};

/// The most multiplications modulo primes that a rank is worth, some twenty seconds.
const MAX_PRODUCTS: usize = 20_000_000_000;
/// After so many primes the minimal polynomial is held to have no roots modulo any.
const TRIED: usize = 2000;

/// A rank modulo a prime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModularRank {
    /// The prime.
    pub prime: u64,
    /// The rank of the Jacobian where α is a root of its minimal polynomial modulo it.
    pub rank: usize,
}

/// What is known of the Jacobian over the field of an exact network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRank {
    /// Modulo two primes: lower bounds.
    pub modular: Vec<ModularRank>,
    /// The rank over the field, unless that takes too long.
    pub exact: Option<ExactRank>,
}

/// The rank over a number field, with what shows it. No rank modulo a prime ideal is larger; and it is r where the rank modulo so
/// many prime ideals of degree 1 is at most r that the product of their primes is larger than the norm of any minor of r + 1 rows,
/// by Hadamard's inequality in every embedding: each of these minors is in all of the ideals, so that it is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExactRank {
    /// The rank.
    pub rank: usize,
    /// How many prime ideals.
    pub ideals: usize,
    /// Whether a tangent vector t was found along which F has no zeros to second order: F″(t, t) is not in the image of J. Then the
    /// zeros are no manifold with that tangent space. Tangent vectors t and functionals λ with λJ = 0 are random modulo one of the
    /// ideals, and λF″(t, t) ≠ 0 there; by the rank both lift to the field.
    pub is_obstructed: bool,
}

/// The weights modulo a prime ideal.
struct Image {
    p: u64,
    order: usize,
    parts: [Vec<u64>; 3],
}

impl Image {
    /// u + w of node j.
    fn input(&self, j: usize, a: usize, b: usize) -> u64 {
        (self.parts[0][j * self.order + a] + self.parts[1][j * self.order + b]) % self.p
    }

    /// The rows of J.
    fn jacobian(&self) -> Vec<Vec<u64>> {
        let (d, p, length) = (self.order, self.p, self.parts[0].len());
        let row = |at: usize| {
            let (a, b, h) = (at / (d * d), at / d % d, at % d);
            let mut row = vec![0u64; 3 * length];
            for j in 0..length / d {
                let input = self.input(j, a, b);
                let slope = 2 * input % p * self.parts[2][j * d + h] % p;
                row[j * d + a] = slope;
                row[length + j * d + b] = slope;
                row[2 * length + j * d + h] = input * input % p;
            }
            row
        };
        (0..d * d * d).map(row).collect()
    }

    fn rank(&self) -> usize {
        Echelon::of(self.jacobian(), self.p).rank()
    }

    /// Half of F″(t, t): Σ_j v_j\[h\] s² + 2 (u_j\[a\] + w_j\[b\]) s t_v with s = t_u\[a\] + t_w\[b\].
    fn second_order(&self, t: &[u64]) -> Vec<u64> {
        let (d, p, length) = (self.order, self.p, self.parts[0].len());
        let entry = |at: usize| {
            let (a, b, h) = (at / (d * d), at / d % d, at % d);
            (0..length / d).fold(0, |sum, j| {
                let s = (t[j * d + a] + t[length + j * d + b]) % p;
                let inner =
                    (s * self.parts[2][j * d + h] + 2 * self.input(j, a, b) % p * t[2 * length + j * d + h]) % p;
                (sum + s * inner) % p
            })
        };
        (0..d * d * d).map(entry).collect()
    }

    fn is_obstructed(&self) -> bool {
        /// A polynomial that is not 0 vanishes at a random place with probability 2⁻²⁹.
        const PLACES: usize = 3;
        let rows = self.jacobian();
        let columns = (0..rows.first().map_or(0, Vec::len)).map(|k| rows.iter().map(|row| row[k]).collect()).collect();
        let (tangents, functionals) = (Echelon::of(rows, self.p), Echelon::of(columns, self.p));
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let mut next = || random.random_range(0..self.p);
        (0..PLACES).any(|_| {
            let (t, functional) = (tangents.null_vector(&mut next), functionals.null_vector(&mut next));
            let second = self.second_order(&t);
            second.iter().zip(&functional).fold(0, |sum, (f, c)| (sum + f * c) % self.p) != 0
        })
    }
}

impl FieldNetwork {
    /// The ranks modulo `count` primes of 30 bits, from the first one on modulo which the minimal polynomial has a root and no
    /// denominator vanishes.
    #[must_use]
    pub fn modular_ranks(&self, count: usize) -> Vec<ModularRank> {
        let images = self.images().take(count);
        images.map(|image| ModularRank { prime: image.p, rank: image.rank() }).collect()
    }

    /// The rank of the Jacobian, over the field where it is not too large for that.
    #[must_use]
    pub fn field_rank(&self) -> FieldRank {
        let modular = self.modular_ranks(2);
        let exact = modular.iter().map(|modular| modular.rank).max().and_then(|rank| self.exact_rank(rank));
        FieldRank { modular, exact }
    }

    /// That the rank is this lower bound, where it is and that can be shown.
    fn exact_rank(&self, rank: usize) -> Option<ExactRank> {
        let (rows, columns) =
            (self.weights.group.order().pow(3), 3 * self.weights.group.order() * self.weights.width());
        let bits = if rank < rows.min(columns) { self.minor_bits(rank + 1) } else { 0 };
        // primes from 2³⁰ on
        let ideals = bits / 30 + 1;
        if rows.saturating_mul(columns).saturating_mul(rank).saturating_mul(ideals) > MAX_PRODUCTS {
            return None;
        }
        let images: Vec<Image> = self.images().take(ideals).collect();
        let ranks: Vec<usize> = images.par_iter().map(Image::rank).collect();
        if images.len() < ideals || ranks.iter().any(|&other| other > rank) {
            return None;
        }
        let best = images.iter().zip(&ranks).find(|(_, other)| **other == rank)?.0;
        Some(ExactRank { rank, ideals, is_obstructed: best.is_obstructed() })
    }

    /// The images of the weights modulo prime ideals of degree 1, of primes above 2³⁰ in order.
    fn images(&self) -> impl Iterator<Item = Image> + '_ {
        let mut prime = (1u64 << 30) - 1;
        let mut next = move || {
            prime = next_word_prime(prime + 2);
            prime
        };
        let minimal = self.field.minimal_polynomial();
        let mut without = 0;
        let primes = std::iter::from_fn(move || {
            // far more primes have roots than this
            (without < TRIED).then(|| {
                let prime = next();
                let roots = roots_modulo(minimal, prime);
                without = if roots.is_empty() { without + 1 } else { 0 };
                (prime, roots)
            })
        });
        primes.flat_map(move |(p, roots)| roots.into_iter().filter_map(move |root| self.image(p, root)))
    }

    /// `None` when the prime divides a denominator.
    fn image(&self, p: u64, root: u64) -> Option<Image> {
        let residue = |x: &Algebraic| {
            let terms = x.coefficients().iter().rev();
            terms.map(|c| residue_of(c, p)).try_fold(0, |sum, c| Some((sum * root + c?) % p))
        };
        let part = |part: usize| -> Option<Vec<u64>> {
            self.weights.nodes.iter().flat_map(|node| &node[part]).map(residue).collect()
        };
        Some(Image { p, order: self.weights.group.order(), parts: [part(0)?, part(1)?, part(2)?] })
    }

    /// A bound of the bits of the norm of a minor with so many rows, each multiplied by what makes its entries algebraic integers.
    fn minor_bits(&self, rows: usize) -> usize {
        let degree = self.field.degree();
        let minimal = self.field.minimal_polynomial();
        let leading = minimal.leading().bit_len();
        // all roots are smaller than 1 + max |c_i / c_n|
        let root = minimal.bits() + 1;
        let size = |x: &Algebraic| {
            let terms = x.coefficients().iter().enumerate().filter(|(_, c)| !c.is_zero());
            let bits = terms.map(|(k, c)| {
                c.numerator().bit_len() as i64 - c.denominator().bit_len() as i64 + 1 + (k * root) as i64
            });
            bits.max().map(|bits| bits + degree.ilog2() as i64 + 1)
        };
        let of_row = |row: Vec<(usize, Algebraic)>| {
            let largest = row.iter().filter_map(|(_, x)| size(x)).max()?;
            let coefficients = row.iter().flat_map(|(_, x)| x.coefficients());
            let common = coefficients.fold(UBig::ONE, |common, c| {
                let shared = (&common).gcd(c.denominator());
                common * (c.denominator() / shared)
            });
            let factor = common.bit_len() + (degree - 1) * leading;
            Some((largest + factor as i64 + i64::from(row.len().ilog2() / 2) + 1).max(0) as usize)
        };
        let mut bits: Vec<usize> = self.weights.jacobian_rows().filter_map(of_row).collect();
        bits.sort_unstable_by(|x, y| y.cmp(x));
        degree * bits.into_iter().take(rows).sum::<usize>()
    }
}
