//! Files: npz, safetensors, PyTorch and JSON, read with distrust and written atomically.

mod array;
mod atomic;
mod element;
mod npy;
pub mod npz;
mod source;
mod strided;

pub use array::{Array, Arrays, Values};
pub use atomic::write_atomically;
