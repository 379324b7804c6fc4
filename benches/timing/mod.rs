//! What the benchmarks measure by.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The shortest of the times that fit into `limit`.
pub fn best(limit: Duration, mut run: impl FnMut() -> f64) -> Duration {
    let begin = Instant::now();
    let mut best = Duration::MAX;
    while begin.elapsed() < limit {
        let start = Instant::now();
        black_box(run());
        best = best.min(start.elapsed());
    }
    best
}
