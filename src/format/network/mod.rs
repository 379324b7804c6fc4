//! Which network the arrays of a file are.

mod account;
mod assemble;
mod choose;
mod element_order;
mod exact;
mod field;
mod file;
mod groups;
mod joined;
mod layout;
mod mapping;
mod names;
mod options;
mod other_model;
mod part;
mod reading;
mod roles;
mod settings;
mod tuples;
mod understand;
mod xyv;

pub use element_order::ElementOrder;
pub use exact::read_exact_network;
pub use field::{
    field_network_from_json, field_network_to_json, is_field_network, read_field_network, rounded_field_network,
    write_field_network,
};
pub use file::{
    network_arrays, network_from_arrays, network_paths, read_network, read_network_arrays, read_network_as,
    read_network_to_verify, write_network,
};
pub use mapping::{ArrayName, Embedding, Inputs, Mapping, Slice};
pub use options::{OutputScale, ReadOptions};
pub use reading::{Finding, OtherTask, ReadArrays, Reading};
pub use settings::{Stated, is_settings};
pub use tuples::{is_tuple_network, read_tuple_network, tuple_network_arrays};
pub use xyv::is_xyv;
