//! An allocator that remembers the largest request, and per thread the peak, so that tests can tell who believes the lengths
//! in a file.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

static LARGEST: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// What this thread has asked for and not given back, and the most that this ever was.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

struct Recording;

#[global_allocator]
static ALLOCATOR: Recording = Recording;

fn record(size: usize) {
    LARGEST.fetch_max(size, Ordering::Relaxed);
    let live = LIVE.get() + size as isize;
    LIVE.set(live);
    PEAK.set(PEAK.get().max(live));
}

fn forget(size: usize) {
    LIVE.set(LIVE.get() - size as isize);
}

// SAFETY: every request is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Recording {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        record(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        record(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        forget(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // both are there while the content is moved
        record(size);
        forget(layout.size());
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// What `work` returns, and the most memory that it has taken at any time, in bytes, on this thread.
pub fn peak_of<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = LIVE.get();
    PEAK.set(before);
    let result = work();
    (result, usize::try_from(PEAK.get() - before).unwrap_or(0))
}

/// Asserts that nobody in this process has asked for more than 64 MiB at once; no file of these tests holds more than 1.
pub fn assert_modest() {
    let largest = LARGEST.load(Ordering::Relaxed);
    assert!(largest <= 64 << 20, "somebody asked for {largest} bytes at once");
}

#[test]
fn large_requests_are_noticed() {
    // of a size between what files need and what is too much, so that other tests stay undisturbed
    let (zeros, peak) = peak_of(|| vec![0u8; 48 << 20]);
    assert!(LARGEST.load(Ordering::Relaxed) >= zeros.len());
    assert_eq!(peak, zeros.len());
}
