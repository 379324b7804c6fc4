//! Files: npz, safetensors, PyTorch and JSON, read with distrust and written atomically.

mod atomic;
mod container;
mod network;
mod table;

pub use atomic::{remove_partial_files, write_atomically};
pub use container::{
    Array, Arrays, ExactArray, Part, Values, arrays_from_bytes, npz, parts, read_array, read_arrays, read_exact,
    read_text, write_arrays,
};
pub use network::{
    ArrayName, ElementOrder, Embedding, Finding, Inputs, Mapping, OutputScale, ReadOptions, Reading, Stated,
    network_arrays, network_from_arrays, network_paths, read_exact_network, read_network, read_network_arrays,
    read_network_as, read_network_to_verify, write_network,
};
pub use table::read_group;
