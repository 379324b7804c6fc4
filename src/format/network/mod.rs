//! Which network the arrays of a file are.

mod alternative;
mod element_order;
mod file;
mod layout;
mod mapping;
mod reading;

pub use element_order::ElementOrder;
pub use file::{
    ReadOptions, network_arrays, network_from_arrays, read_network, read_network_arrays, read_network_as, write_network,
};
pub use mapping::{ArrayName, Inputs, Mapping};
pub use reading::Reading;
