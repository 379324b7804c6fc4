//! Files: npz, safetensors, PyTorch and JSON, read with distrust and written atomically.

mod alternative;
mod archive;
mod array;
mod atomic;
mod element;
mod element_order;
mod file_type;
mod json;
mod layout;
mod mapping;
mod network;
mod npy;
pub mod npz;
mod pickle;
mod pytorch;
mod reading;
mod safetensors;
mod source;
mod strided;

pub use array::{Array, Arrays, Values};
pub use atomic::{remove_partial_files, write_atomically};
pub use element_order::ElementOrder;
pub use file_type::{arrays_from_bytes, write_arrays};
pub use mapping::{ArrayName, Inputs, Mapping};
pub use network::{
    ReadOptions, network_arrays, network_from_arrays, read_array, read_arrays, read_network, read_network_arrays,
    read_network_as, write_network,
};
pub use reading::Reading;
