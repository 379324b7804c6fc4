//! Which pieces of work make up an evaluation, what each costs, and who does it.

use super::columns::parts;
use super::gram::BLOCK;

/// How a loss is evaluated. The value is the same up to rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Forward and backward through every training pair: the definition, O(n q d) for n pairs.
    AllPairs,
    /// All d² pairs at once through Gram matrices and a Fourier transform, minus the pairs held out:
    /// O(q² d + q d log d + (d² − n) q d).
    Gram,
}

/// A piece of work of known cost, small enough to balance two threads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    /// Training pairs in this range.
    Training(usize, usize),
    /// Held-out pairs in this range.
    HeldOut(usize, usize),
    /// Profiles in this range, evaluated one by one.
    Profiles(usize, usize),
    /// Two blocks of nodes.
    Blocks(usize, usize),
    /// The inner product with the target for `count` nodes from `start`.
    Target(usize, usize),
}

/// What the costs depend on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// The order of the group.
    pub d: usize,
    /// The number of nodes.
    pub q: usize,
    /// The number of training pairs.
    pub training: usize,
    /// The number of the other pairs.
    pub held_out: usize,
    /// Of the inner product with the target, per node.
    pub target_cost: f64,
}

impl Sizes {
    /// The method that needs fewer operations.
    pub(super) fn cheaper_method(&self) -> Method {
        let cost = |method| self.tasks(method, 1).iter().map(|&(_, cost)| cost).sum::<f64>();
        if cost(Method::Gram) < cost(Method::AllPairs) { Method::Gram } else { Method::AllPairs }
    }

    /// Whether the one-sided terms are cheaper by Gram matrices, 3q²d or more, than one by one, 6d²q.
    pub(super) fn profiles_by_gram(&self) -> bool {
        self.q + BLOCK < 2 * self.d
    }

    /// The tasks of each of `workers` workers: every task goes to who has the least to do so far, large tasks first.
    pub(super) fn shares(&self, method: Method, workers: usize) -> Vec<Vec<Piece>> {
        let mut tasks = self.tasks(method, workers);
        if workers > 1 {
            tasks.sort_by(|(_, cost), (_, other)| other.total_cmp(cost));
        }
        let (mut loads, mut shares) = (vec![0.0; workers], vec![Vec::new(); workers]);
        for (task, cost) in tasks {
            let least = (0..workers).fold(0, |least, i| if loads[i] < loads[least] { i } else { least });
            loads[least] += cost;
            shares[least].push(task);
        }
        shares
    }

    /// The method's tasks and their costs, in multiplications and additions of the matrix library.
    fn tasks(&self, method: Method, workers: usize) -> Vec<(Piece, f64)> {
        match method {
            Method::AllPairs => self.pairs(self.training, workers, Piece::Training).collect(),
            Method::Gram => {
                let pairs = self.pairs(self.held_out, workers, Piece::HeldOut);
                pairs.chain(self.profiles(workers)).chain(self.blocks()).chain(self.target()).collect()
            }
        }
    }

    fn pairs(
        &self,
        n: usize,
        workers: usize,
        task: impl Fn(usize, usize) -> Piece,
    ) -> impl Iterator<Item = (Piece, f64)> {
        // Building h and using its gradient costs about as much as 24 more outputs.
        let cost = self.q as f64 * (3.0 * self.d as f64 + 24.0);
        parts(n, workers).map(move |part| (task(part.start, part.end), part.len() as f64 * cost))
    }

    /// Those profiles that are not summed by Gram matrices: all, or the last.
    fn profiles(&self, workers: usize) -> impl Iterator<Item = (Piece, f64)> {
        let first = if self.profiles_by_gram() { 2 * self.d } else { 0 };
        let cost = self.q as f64 * 3.0 * self.d as f64;
        parts(2 * self.d + 1 - first, workers)
            .map(move |part| (Piece::Profiles(part.start + first, part.end + first), part.len() as f64 * cost))
    }

    fn blocks(&self) -> impl Iterator<Item = (Piece, f64)> {
        let (q, d, by_gram) = (self.q, self.d as f64, self.profiles_by_gram());
        let pairs = self.starts().flat_map(move |first| (first..q).step_by(BLOCK).map(move |second| (first, second)));
        pairs.map(move |(first, second)| {
            let entries = (BLOCK.min(q - first) * BLOCK.min(q - second)) as f64;
            let sides = if first == second { 1.0 } else { 2.0 };
            let vectors = if by_gram { 2.0 * d * (1.0 + sides) } else { 0.0 };
            (Piece::Blocks(first, second), entries * (3.0 * d * (1.0 + sides) + vectors + 16.0))
        })
    }

    fn target(&self) -> impl Iterator<Item = (Piece, f64)> {
        let Sizes { q, target_cost, .. } = *self;
        self.starts().map(move |start| {
            let count = BLOCK.min(q - start);
            (Piece::Target(start, count), count as f64 * target_cost)
        })
    }

    /// Where the blocks of nodes begin.
    fn starts(&self) -> impl Iterator<Item = usize> {
        (0..self.q).step_by(BLOCK)
    }
}
