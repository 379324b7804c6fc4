//! Files of types that are known and not read: what they are, and how to make one of them that is read.

use super::pickled::is_pickle;
use crate::Error;

/// How files of a type begin, at which byte, what they are, and what to do in Python (or a shell).
const TYPES: [(usize, &[u8], &str, &str); 12] = [
    (0, b"MATLAB 7.3", "a file of MATLAB, version 7.3 (HDF5)", HDF5),
    (0, b"MATLAB 5.0", "a file of MATLAB, version 5 to 7", MATLAB),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file", HDF5),
    (512, b"\x89HDF\r\n\x1a\n", "an HDF5 file", HDF5),
    (0, b"\x1f\x8b", "compressed by gzip", "unpack it first (gunzip FILE)"),
    (0, b"BZh", "compressed by bzip2", "unpack it first (bunzip2 FILE)"),
    (0, b"\xfd7zXZ\0", "compressed by xz", "unpack it first (unxz FILE)"),
    (0, b"\x28\xb5\x2f\xfd", "compressed by zstd", "unpack it first (unzstd FILE)"),
    (257, b"ustar", "a tar archive", "unpack it first (tar -xf FILE)"),
    (0, b"GGUF", "a GGUF file", "save the weights with numpy.savez(new_path, W_a=…, W_b=…, W_c=…)"),
    (0, b"PAR1", "a Parquet file", "save the weights with numpy.savez(new_path, W_a=…, W_b=…, W_c=…)"),
    (0, b"ARROW1", "an Arrow file", "save the weights with numpy.savez(new_path, W_a=…, W_b=…, W_c=…)"),
];

const HDF5: &str = "with h5py.File(path) as f: numpy.savez(new_path, **{name: f[name][()] for name in f})";
const MATLAB: &str =
    "numpy.savez(new_path, **{k: v for k, v in scipy.io.loadmat(path).items() if not k.startswith('__')})";
const MSGPACK: &str = "numpy.savez(new_path, **{'.'.join(k): v for k, v in \
                       flax.traverse_util.flatten_dict(flax.serialization.msgpack_restore(open(path, 'rb').read())).items()})";
const JOBLIB: &str = "numpy.savez(new_path, **joblib.load(path)) for a dictionary of arrays (only if you trust the file: it \
                      may run anything)";

/// The refusal of a file of one of these types, which says how to convert it.
pub(crate) fn refusal(bytes: &[u8]) -> Option<Error> {
    let begins =
        |&&(at, magic, ..): &&(usize, &[u8], &str, &str)| bytes.get(at..).is_some_and(|rest| rest.starts_with(magic));
    let (what, todo) = match TYPES.iter().find(begins) {
        Some(&(_, _, what, todo)) => (what, todo),
        None if bytes.starts_with(b"\x93NUMPY") => {
            ("a single NumPy array", "a network has several, save them with numpy.savez(path, W_a=…, W_b=…, W_c=…)")
        }
        None if is_pickle(bytes) && is_joblib(bytes) => ("a file of joblib", JOBLIB),
        None if is_msgpack(bytes) => ("a MessagePack file, such as Flax writes", MSGPACK),
        None if is_matlab_4(bytes) => ("a file of MATLAB, version 4", MATLAB),
        None => return None,
    };
    Some(Error::unsupported(format!("{what}, which is not read; {todo}")))
}

/// Whether arrays stand between the opcodes, which only joblib does.
fn is_joblib(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    start.windows(19).any(|word| word == b"joblib.numpy_pickle")
}

/// A map whose first key is a text.
fn is_msgpack(bytes: &[u8]) -> bool {
    let rest = match bytes {
        [0x81..=0x8f, rest @ ..] | [0xde, _, _, rest @ ..] | [0xdf, _, _, _, _, rest @ ..] => rest,
        _ => return false,
    };
    matches!(rest, [0xa1..=0xbf, letter, ..] | [0xd9, _, letter, ..] if letter.is_ascii_graphic())
}

/// The header of a matrix: the type MOPT as a decimal number, rows, columns, whether it is complex, and a name that ends in 0.
fn is_matlab_4(bytes: &[u8]) -> bool {
    let Some((words, rest)) = bytes.split_first_chunk::<20>() else { return false };
    let read = |convert: fn([u8; 4]) -> u32| -> [u32; 5] {
        std::array::from_fn(|at| convert([words[4 * at], words[4 * at + 1], words[4 * at + 2], words[4 * at + 3]]))
    };
    [(read(u32::from_le_bytes), 0), (read(u32::from_be_bytes), 1)].into_iter().any(
        |([kind, rows, columns, complex, name], order)| {
            let (m, o, p, t) = (kind / 1000, kind / 100 % 10, kind / 10 % 10, kind % 10);
            let is_header = m == order && o == 0 && p <= 5 && t <= 2 && complex <= 1 && rows > 0 && columns > 0;
            let end = (2..=64).contains(&name).then(|| rest.get(..name as usize)).flatten();
            is_header && end.is_some_and(|name| name[name.len() - 1] == 0 && name[0].is_ascii_alphabetic())
        },
    )
}
