//! Which bytes of a file are which arrays.

mod archive;
mod array;
mod element;
mod exact;
mod file_type;
mod foreign;
mod json;
mod legacy;
mod npy;
pub mod npz;
mod number;
mod objects;
mod part;
mod pickle;
mod pickled;
mod pytorch;
mod safetensors;
mod source;
mod strided;
mod tensors;

pub use array::{Array, Arrays, Values};
pub use exact::{ExactArray, read_exact};
pub use file_type::{arrays_from_bytes, read_array, read_arrays, write_arrays};
pub use part::{Part, parts};
pub use source::read_text;

pub(super) use file_type::read_needed;
pub(super) use number::exact as exact_number;
pub(super) use source::{Budget, count_entries, read_bytes};
