//! Hostile input: any bytes are answered or refused, within their memory and quickly, and nothing panics.

#[allow(dead_code)]
mod allocation;
mod harness;
mod peak;
mod runs;
mod seeds;
#[allow(dead_code)]
#[path = "../support/torch_file.rs"]
mod torch_file;
