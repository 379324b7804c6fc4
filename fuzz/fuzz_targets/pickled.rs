#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cogring_fuzz::harness::pickled(data));
