//! Valid inputs, damaged at random from fixed seeds.
//!
//! The number of inputs per target is small here; `COGRING_FUZZ=100000 cargo test --release --test hostile` tries more, and
//! `cargo fuzz run TARGET` in the root of the repository without end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use cogring::format::{ReadOptions, arrays_from_bytes, network_from_arrays};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::allocation::peak_of;
use crate::harness::TARGETS;
use crate::seeds::{seeds, words};

/// Inputs per target.
fn count() -> usize {
    std::env::var("COGRING_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(1500)
}

/// Damages an input a few times.
fn damage(input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&[u8]], rng: &mut ChaCha8Rng) {
    for _ in 0..rng.random_range(1..6) {
        let at = rng.random_range(0..=input.len());
        let until = (at + rng.random_range(1..64)).min(input.len());
        match rng.random_range(0..9) {
            0 | 1 if at < input.len() => input[at] ^= 1 << rng.random_range(0..8),
            2 if at < input.len() => input[at] = rng.random(),
            3 => drop(input.drain(at..until)),
            4 => input.truncate(at),
            5 => {
                let piece = input[at..until].to_vec();
                let to = rng.random_range(0..=input.len());
                input.splice(to..to, piece);
            }
            6 => {
                let other = &seeds[rng.random_range(0..seeds.len())];
                let from = rng.random_range(0..=other.len());
                let to = (from + rng.random_range(1..200)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
            7 => {
                let word = words[rng.random_range(0..words.len())];
                input.splice(at..until.min(at + word.len()), word.iter().copied());
            }
            _ => {
                let word = words[rng.random_range(0..words.len())];
                input.splice(at..at, word.iter().copied());
            }
        }
    }
}

#[test]
fn what_is_damaged_was_a_network() {
    for (name, file) in [("npz", "x.npz"), ("safetensors", "x.safetensors"), ("json", "x.json"), ("pytorch", "x.pt")] {
        let arrays = arrays_from_bytes(&seeds(name)[0], Path::new(file)).expect(name);
        let (network, _) = network_from_arrays(&arrays, &ReadOptions::default()).expect(name);
        assert_eq!((network.group().order(), network.width()), (5, 6), "{name}");
    }
}

#[test]
fn damaged_inputs_are_answered_or_refused() {
    for (number, (name, target)) in TARGETS.into_iter().enumerate() {
        let (seeds, words) = (seeds(name), words(name));
        let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
        seeds.iter().for_each(|seed| target(seed));
        for at in 0..count() {
            let mut input = seeds[at % seeds.len()].clone();
            damage(&mut input, &seeds, &words, &mut rng);
            let start = Instant::now();
            let (outcome, peak) = peak_of(|| catch_unwind(AssertUnwindSafe(|| target(&input))));
            let shown = || format!("{name}, input {at}: {}", input.escape_ascii());
            assert!(outcome.is_ok(), "a panic: {}", shown());
            assert!(start.elapsed() < Duration::from_secs(5), "{:?}: {}", start.elapsed(), shown());
            assert!(peak < 10 * input.len() + (64 << 20), "{} MiB: {}", peak >> 20, shown());
        }
    }
}
