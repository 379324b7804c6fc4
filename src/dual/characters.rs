//! What only the characters of an Abelian group have: phases, powers, and an automorphism's action one by one.

use crate::group::{Automorphism, Group};

/// The characters φ_k of Z_n1 × … × Z_nm; see [`Dual::characters`](super::Dual::characters).
#[derive(Debug, Clone, Copy)]
pub struct Characters<'a> {
    pub(super) group: &'a Group,
    pub(super) moduli: &'a [usize],
}

impl Characters<'_> {
    /// The index of φ_kᵗ, t·k.
    #[must_use]
    pub fn power(&self, k: usize, t: i64) -> usize {
        self.group.power(k, t)
    }

    /// The phase of φ_k(g) in turns, as an exact fraction of [`Group::exponent`]:
    /// φ_k(g) = exp(2πi · `phase` / `exponent`), `0 ≤ phase < exponent`.
    #[must_use]
    pub fn phase(&self, k: usize, g: usize) -> usize {
        phase(self.moduli, self.group.exponent(), k, g)
    }

    /// The index of φ_k ∘ α⁻¹: a vector whose entries move from g to α(g) has its coefficient at k moved there.
    #[must_use]
    pub fn moved(&self, k: usize, automorphism: &Automorphism) -> usize {
        let coordinate = |l: usize, n: usize| {
            let source = automorphism.apply_inverse(self.group.generator(l));
            self.phase(k, source) / (self.group.exponent() / n)
        };
        self.moduli.iter().enumerate().fold(0, |index, (l, &n)| index * n + coordinate(l, n))
    }
}

pub(super) fn phase(moduli: &[usize], exponent: usize, k: usize, g: usize) -> usize {
    let (mut k, mut g, mut phase) = (k, g, 0usize);
    for &n in moduli.iter().rev() {
        phase = (phase + ((k % n) * (g % n)) % n * (exponent / n)) % exponent;
        k /= n;
        g /= n;
    }
    phase
}
