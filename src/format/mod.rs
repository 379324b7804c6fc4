//! Files: npz, safetensors, PyTorch, pickles and JSON, read with distrust and written atomically.

mod atomic;
mod container;
mod network;
mod table;

pub use atomic::{make_directory, remove_partial_files, write_atomically};
pub use container::{
    Array, Arrays, ExactArray, Part, Values, arrays_from_bytes, npz, parts, read_array, read_arrays, read_exact,
    read_text, write_arrays,
};
pub use network::{
    ArrayName, ElementOrder, Embedding, Finding, Inputs, Mapping, OtherTask, OutputScale, ReadArrays, ReadOptions,
    Reading, Slice, Stated, field_network_from_json, field_network_to_json, is_field_network, is_settings,
    is_tuple_network, is_xyv, network_arrays, network_from_arrays, network_paths, read_exact_network,
    read_field_network, read_network, read_network_arrays, read_network_as, read_network_to_verify, read_tuple_network,
    rounded_field_network, tuple_network_arrays, write_field_network, write_network,
};
pub use table::read_group;
