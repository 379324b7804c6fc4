//! What lies beside the weights in a pickle: objects of any class, of which the attributes are values and nothing is called.

use std::path::Path;

use cogring::Result;
use cogring::format::{Array, Arrays, Values, arrays_from_bytes, read_arrays};

use crate::torch_file::{Pickle, View, torch_file};

fn read(pickle: Pickle) -> Result<Arrays> {
    arrays_from_bytes(&torch_file(&pickle.stop(), &[("0", &2.5f32.to_le_bytes())]), Path::new("x.pt"))
}

fn text(text: &str) -> Array {
    Array { shape: Vec::new(), values: Values::Text(text.to_string()) }
}

const WEIGHT: View<'static> =
    View { storage_type: "FloatStorage", key: "0", entries: 1, offset: 0, shape: &[1, 1], strides: &[1, 1] };

#[test]
fn configurations_beside_the_weights_are_values() {
    let file = |name: &str| read_arrays(&Path::new("tests/data/field").join(name)).expect("arrays");
    let namespace = file("obj_namespace.pt");
    assert_eq!(namespace["model.fc1.weight"].shape, [64, 46]);
    assert_eq!(namespace["model.fc2.weight"].shape, [23, 64]);
    assert_eq!(namespace["args.p"], Array::integer(23));
    assert_eq!(namespace["args.lr"], Array::scalar(0.01));
    assert_eq!(namespace["args"].to_string(), "an object of the class argparse.Namespace");
    let omegaconf = file("obj_omegaconf.pt");
    assert_eq!(omegaconf["model.fc1.weight"].shape, [64, 46]);
    assert_eq!(omegaconf["cfg.p"], Array::integer(23));
    assert!(omegaconf.keys().all(|name| !name.contains("_metadata") && !name.contains("_parent")));
}

#[test]
fn a_whole_model_is_its_parameters() -> Result<()> {
    // an object with `_modules`, of objects with `_parameters`
    let linear = |pickle: Pickle| {
        let pickle = pickle.global("torch.nn.modules.linear", "Linear").raw(b")\x81}(").text("training").raw(b"\x88");
        let pickle = pickle.text("_parameters").global("collections", "OrderedDict").raw(b")R(").text("weight");
        pickle.tensor(&WEIGHT).raw(b"u").text("_forward_hooks").raw(b"}").text("in_features").int(1).raw(b"ub")
    };
    let start = Pickle::new().global("__main__", "Net").raw(b")\x81}(").text("_modules").raw(b"}(");
    let pickle = linear(start.text("fc1")).text("act").global("torch.nn.modules.activation", "ReLU").raw(b")\x81");
    let arrays =
        read(pickle.raw(b"u").text("group").text("Z_23").text("loss").global("torch.nn", "mse_loss").raw(b"ub"))?;
    assert_eq!(arrays["fc1.weight"], Array::new(vec![1, 1], Values::F32(vec![2.5]))?);
    assert_eq!(arrays["fc1.in_features"], Array::integer(1));
    assert_eq!(arrays["act"].to_string(), "an object of the class torch.nn.modules.activation.ReLU");
    assert_eq!(arrays["group"], text("Z_23"));
    assert_eq!(arrays["loss"], text("torch.nn.mse_loss"));
    assert_eq!(arrays["Net"].to_string(), "an object of the class __main__.Net");
    Ok(())
}

#[test]
fn enumerations_numbers_of_numpy_and_slots_are_values() -> Result<()> {
    let dtype = |pickle: Pickle, name: &str| {
        pickle
            .global("numpy", "dtype")
            .raw(b"(")
            .text(name)
            .raw(b"\x89\x88tR(K\x03")
            .text("<")
            .raw(b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb")
    };
    let latin = |pickle: Pickle, bytes: &[u8]| {
        let symbols: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        pickle.global("_codecs", "encode").raw(b"(").text(&symbols).text("latin1").raw(b"tR")
    };
    let pickle =
        Pickle::new().raw(b"}(").text("activation").global("model", "Activation").raw(b"(").text("relu").raw(b"tR");
    let pickle = dtype(pickle.text("loss").global("numpy.core.multiarray", "scalar").raw(b"("), "f8");
    let pickle = latin(pickle, &0.25f64.to_le_bytes()).raw(b"tR");
    let pickle = pickle.text("w").global("numpy.core.multiarray", "_reconstruct").raw(b"(").global("numpy", "ndarray");
    let pickle = pickle.raw(b"K\0\x85").text("b").raw(b"tR(K\x01").tuple(&[2, 2]);
    let pickle = latin(dtype(pickle, "f4").raw(b"\x88"), &[1f32, 2., 3., 4.].map(f32::to_le_bytes).concat()).raw(b"tb");
    let pickle = pickle.text("slotted").global("model", "Slotted").raw(b")\x81N}").text("seed").int(7).raw(b"s\x86b");
    let pickle = pickle.text("losses").raw(b"](G?\xe0\0\0\0\0\0\0K\x01e").text("flags").raw(b"](\x88\x89e");
    let arrays = read(pickle.text("optimizer").raw(b"](}").text("lr").int(1).raw(b"se").raw(b"u"))?;
    assert_eq!(arrays["activation"], text("relu"));
    assert_eq!(arrays["loss"], Array::scalar(0.25));
    assert_eq!(arrays["w"], Array::new(vec![2, 2], Values::F32(vec![1., 3., 2., 4.]))?, "column-major");
    assert_eq!(arrays["slotted.seed"], Array::integer(7));
    assert_eq!(arrays["losses"], Array::new(vec![2], Values::F64(vec![0.5, 1.0]))?);
    assert_eq!(arrays["flags"], Array::new(vec![2], Values::Bool(vec![true, false]))?);
    assert!(arrays.keys().all(|name| !name.starts_with("optimizer")), "{:?}", arrays.keys());
    Ok(())
}

#[test]
fn the_type_that_weights_were_stored_in_is_remembered() {
    let arrays = read_arrays(Path::new("tests/data/field/o6_bf16.pt")).expect("arrays");
    let weights: Vec<&Array> = arrays.values().filter(|array| array.shape.len() == 2).collect();
    assert!(!weights.is_empty() && weights.iter().all(|array| matches!(array.values, Values::BF16(_))), "{weights:?}");
    assert!(weights[0].to_string().ends_with("of bfloat16"), "{}", weights[0]);
}
