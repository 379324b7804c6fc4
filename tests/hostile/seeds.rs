//! Valid inputs of every target, and words that mean something in them.

use std::io::{Cursor, Read};
use std::path::Path;

use cogring::certificate::{Certificate, ValueCertificate};
use cogring::construct::narrow;
use cogring::expr::Expression;
use cogring::format::{Array, Arrays, npz, write_arrays};
use cogring::scalar::Exact;
use nalgebra::DMatrix;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::torch_file::{Pickle, View, state_dict, torch_file, zip};

/// Inputs that the target called `name` takes.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    let texts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    match name {
        "npy" => parts_of(&stored()).into_iter().map(|(_, content)| content).collect(),
        "npz" => vec![stored(), deflated(&stored()), field("hist_stacked.npz")],
        "safetensors" => vec![written("network.safetensors")],
        "json" => vec![written("network.json"), field("p3_rational.json"), field("p05_H08_hexonly.json")],
        "pickle" => {
            let pickles = ["obj_namespace.pt", "obj_omegaconf.pt", "dict_of_epochs.pt"].map(|name| {
                parts_of(&field(name)).into_iter().find(|(name, _)| name.ends_with("data.pkl")).expect("a pickle").1
            });
            [vec![network_pickle(), call()], pickles.to_vec()].concat()
        }
        "pytorch" => {
            let storage: Vec<u8> = (0..30).flat_map(|x| (x as f32).to_le_bytes()).collect();
            vec![torch_file(&network_pickle(), &[("0", &storage), ("1", &storage)]), field("obj_omegaconf.pt")]
        }
        "pickled" => ["numpy_2.pkl", "numpy_5.pkl", "torch_4.pkl", "dictionary.npy"].map(pickled).to_vec(),
        "legacy" => vec![pickled("legacy.pt")],
        "mapping" => texts(&["a=fc_x.weight,b=fc_y.weight,c=out.T", "ab=W.weight,c=V.weight,e=E"]),
        "element" => texts(&[
            "sum(k: 1/6 * nu(nu_k) * syn @ k)",
            "1 + u_syn + 2/3*xi(i,-1)^2*syn_ab(w3,alpha)",
            "(1, -1/2, zeta(5)^-2) + 3*(i*w3, conj(exp(0.3i)), -a) @ (1,-2)",
            "sum(real k != 0, 3: 4c - -3c*nu=i @ k)",
        ]),
        "value" => texts(&["1/2*i - zeta(7)^3/(w3 + conj(alpha_1))", "exp(-0.5*i)^-2 + 0.25", "-(-nu)^3/4"]),
        "group" => texts(&["23", "4x9", "2x2x3", "Z_23", "Z2xZ4"]),
        "certificate" => {
            let of = |text: &str| {
                let element: Expression = text.parse().expect("an element");
                let block = element.to_lazy::<Exact>(&Default::default()).expect("a block");
                Certificate::of_block(&block).expect("a solution").to_json().expect("a text").into_bytes()
            };
            let values = |group: &str| {
                let network = narrow(&group.parse().expect("a group"));
                ValueCertificate::of_solution(&network).expect("a solution").to_json().expect("a text").into_bytes()
            };
            vec![of("1/6 * nu * syn"), of("1/6 * nu=i * syn_ab"), values("S3"), values("D5")]
        }
        "config" => texts(&[
            "groups = ['23', '4x9']\nwidths = [64, 512]\nseeds = [0, 1]\nepochs = 100\noptimizer = 'adamw'\n",
            "groups = ['5']\noptimizer = { rule = 'sgd', momentum = 0.5 }\nlearning_rates = [0.1]\ncheckpoints = [1, 2]\n",
            r#"{"group": "5", "width": 3, "epochs": 2, "seed": 1, "learning_rate": 0.1, "weight_decay": 0.0}"#,
        ]),
        other => panic!("no seeds for {other}"),
    }
}

/// What may be put into an input of the target called `name`.
pub fn words(name: &str) -> Vec<&'static [u8]> {
    let numbers: [&[u8]; 8] = [
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\0",
        b"\xff\xff\xff\x7f",
        b"99999999",
        b"-1",
        b"0",
        b"1e999",
    ];
    let words: &[&[u8]] = match name {
        "npy" | "npz" => &[b"'<f8'", b"'|O'", b"(5,)", b"True", b"'<U3'", b"(0, 7)", b"'>i2'"],
        "safetensors" => {
            &[b"\"F16\"", b"[0,0]", b"{", b"}", b"\"dtype\"", b"\"__metadata__\":{", b"18446744073709551615"]
        }
        "json" => &[
            b"[[",
            b"]]",
            b"{\"a\":",
            b"}",
            b"\"1/3\"",
            b"\"0x1p-3\"",
            b"NaN",
            b"null",
            b",",
            b"\\ud800",
            b"\"group\":",
        ],
        "pickle" | "pytorch" | "pickled" | "legacy" => &[
            b"(",
            b"t",
            b"R",
            b"b",
            b"}",
            b"]",
            b"q\x01",
            b"h\x01",
            b"\x81",
            b"\x94",
            b"u",
            b"e",
            b"s",
            b"a",
            b"\x85",
            b"\x86",
            b"2",
            b"0",
            b"1",
            b".",
            b"Q",
            b"cos\nsystem\n",
            b"o",
            b"\x92",
            b"N",
            b"K\x07",
            b"ctorch\nSize\n",
            b"ccollections\nOrderedDict\n",
            b"cnumpy.core.multiarray\n_reconstruct\n",
            b"cnumpy.core.multiarray\nscalar\n",
            b"C\x08\0\0\0\0\0\0\xf0?",
        ],
        "mapping" => &[b"a=", b"b=", b"ab=", b",", b".T", b"e=", b"=", b" "],
        "element" | "value" => &[
            b"(",
            b")",
            b"sum(k: ",
            b"@",
            b"^",
            b"-",
            b"*",
            b"/",
            b"nu",
            b"syn",
            b"zeta(1000003)",
            b"1/0",
            b"conj(",
            b"exp(",
            b"i",
            b"w3",
            b"real ",
            b"!=",
            b",",
            b"^-1",
            b"18446744073709551616",
            b"0.000000000000000000001",
            b"=",
            "ν".as_bytes(),
        ],
        "group" => &[b"x", b"Z_", b"C", b"18446744073709551615", "×".as_bytes(), b"1", b"0", b" "],
        "certificate" => &[b"[", b"]", b"{", b"}", b"\"", b",", b"1/0", b"nu", b"null", b"99999999999999999999", b"-1"],
        _ => &[
            b"[",
            b"]",
            b"{",
            b"}",
            b"=",
            b"'",
            b"\n",
            b"groups",
            b"1e400",
            b"-1",
            b"18446744073709551616",
            b"[[",
            b"\"\"\"",
        ],
    };
    [&numbers[..], words].concat()
}

fn arrays() -> Arrays {
    let matrix =
        |rows, columns| Array::from_matrix(&DMatrix::from_fn(rows, columns, |i, j| (i * 5 + j) as f64 / 7.0 - 1.0));
    let named = [("W_a", matrix(6, 5)), ("W_b", matrix(6, 5)), ("W_c", matrix(5, 6)), ("d", Array::integer(5))];
    named.into_iter().map(|(name, array)| (name.to_string(), array)).collect()
}

fn stored() -> Vec<u8> {
    let mut stored = Cursor::new(Vec::new());
    npz::write_arrays_to(&mut stored, &arrays()).expect("memory is writable");
    stored.into_inner()
}

/// The files of an archive.
fn parts_of(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let count = archive.len();
    let part = |at| {
        let mut entry = archive.by_index(at).expect("an entry");
        let (name, mut content) = (entry.name().expect("text").into_owned(), Vec::new());
        entry.read_to_end(&mut content).expect("a sound entry");
        (name, content)
    };
    (0..count).map(part).collect()
}

fn deflated(archive: &[u8]) -> Vec<u8> {
    let parts = parts_of(archive);
    let files: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), &content[..])).collect();
    zip(&files, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
}

fn written(name: &str) -> Vec<u8> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join(name);
    write_arrays(&path, &arrays()).expect("a new file");
    std::fs::read(path).expect("the file that was written")
}

fn field(name: &str) -> Vec<u8> {
    std::fs::read(Path::new("tests/data/field").join(name)).expect("a file of the tests")
}

fn pickled(name: &str) -> Vec<u8> {
    std::fs::read(Path::new("tests/data/pickles").join(name)).expect("a file of the tests")
}

fn network_pickle() -> Vec<u8> {
    let view = |key, shape, strides| View { storage_type: "FloatStorage", key, entries: 30, offset: 0, shape, strides };
    state_dict(&[
        ("layera.weight", view("0", &[6, 5], &[5, 1])),
        ("layerb.weight", view("0", &[6, 5], &[1, 6])),
        ("layerc.weight", view("1", &[5, 6], &[6, 1])),
    ])
}

/// Objects by every opcode.
fn call() -> Vec<u8> {
    let start = Pickle::new().raw(b"}(").text("a").global("os", "system").raw(b"q\x01(").text("echo").raw(b"tR");
    let start = start.text("b").raw(b"h\x01)\x81}(").text("c").int(1).raw(b"ub").text("d").raw(b"(h\x01No");
    start.text("e").raw(b"(ios\nsystem\n").text("f").raw(b"h\x01)}\x92").text("g").raw(b"\x88\x85\x94u").stop()
}
