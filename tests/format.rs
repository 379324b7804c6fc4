//! Files: what is written is read back, every layout in the wild is understood, and bad files are refused with words.

use std::path::Path;

use cogring::format::{Array, Arrays, Values, npz};
use proptest::prelude::*;

const BUNDLED_NPZ: &str = "examples/data/d23_seed1_epoch9900.npz";

/// An array of up to three dimensions of any type that can be written.
fn any_array() -> impl Strategy<Value = Array> {
    prop::collection::vec(0usize..5, 0..4).prop_flat_map(|shape| {
        let count: usize = shape.iter().product();
        let with = move |values: BoxedStrategy<Values>| {
            let shape = shape.clone();
            values.prop_map(move |values| Array::new(shape.clone(), values).expect("as many entries as the shape says"))
        };
        prop_oneof![
            with(prop::collection::vec(-1e30f32..1e30, count).prop_map(Values::F32).boxed()),
            with(prop::collection::vec(-1e300f64..1e300, count).prop_map(Values::F64).boxed()),
            with(prop::collection::vec(any::<i64>(), count).prop_map(Values::I64).boxed()),
            with(prop::collection::vec(any::<bool>(), count).prop_map(Values::Bool).boxed()),
        ]
    })
}

fn any_arrays() -> impl Strategy<Value = Arrays> {
    prop::collection::btree_map("[a-z][a-z0-9_]{0,9}", any_array(), 1..6)
}

proptest! {
    #[test]
    fn npz_files_are_read_as_they_were_written(arrays in any_arrays()) {
        let mut file = std::io::Cursor::new(Vec::new());
        npz::write_arrays_to(&mut file, &arrays)?;
        prop_assert_eq!(npz::arrays_from_bytes(file.get_ref())?, arrays);
    }
}

#[test]
fn numpy_archives_are_read_with_their_types() -> cogring::Result<()> {
    let arrays = npz::read_arrays(Path::new(BUNDLED_NPZ))?;
    assert_eq!(arrays["W_a"].shape, [512, 23]);
    assert_eq!(arrays["W_c"].shape, [23, 512]);
    assert!(matches!(arrays["W_a"].values, Values::F32(_)));
    assert_eq!(arrays["d"].as_integers(), Some(&[23][..]));
    assert_eq!(arrays["lr"].as_scalar(), Some(0.01));
    Ok(())
}
