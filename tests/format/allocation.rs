//! An allocator that remembers the largest request, so that tests can tell who believes the lengths in a file.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static LARGEST: AtomicUsize = AtomicUsize::new(0);

struct Recording;

#[global_allocator]
static ALLOCATOR: Recording = Recording;

// SAFETY: every request is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Recording {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Ordering::Relaxed);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Asserts that nobody in this process has asked for more than 64 MiB at once; no file of these tests holds more than 1.
pub fn assert_modest() {
    let largest = LARGEST.load(Ordering::Relaxed);
    assert!(largest <= 64 << 20, "somebody asked for {largest} bytes at once");
}

#[test]
fn large_requests_are_noticed() {
    // of a size between what files need and what is too much, so that other tests stay undisturbed
    let zeros = vec![0u8; 48 << 20];
    assert!(LARGEST.load(Ordering::Relaxed) >= zeros.len());
}
