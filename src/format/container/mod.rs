//! Which bytes of a file are which arrays.

mod archive;
mod array;
mod element;
mod file_type;
mod json;
mod npy;
pub mod npz;
mod pickle;
mod pytorch;
mod safetensors;
mod source;
mod strided;

pub use array::{Array, Arrays, Values};
pub use file_type::{arrays_from_bytes, read_array, read_arrays, write_arrays};

pub(super) use file_type::select_from_bytes;
pub(super) use source::{Budget, Selection, count_entries, read_bytes};
