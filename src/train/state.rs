//! The state of an unfinished run in a file: what the next step depends on, bit for bit.

use std::path::Path;

use super::config::RunConfig;
use super::descent::Moments;

use super::trainer::Progress;
use crate::format::{Array, Arrays, Values, npz};
use crate::network::layer_names;
use crate::objective::{DenseWeights, Real};
use crate::{Error, Result};

/// A precision that arrays of files have.
pub(super) trait Stored: Real {
    fn pack(values: &[Self]) -> Values;
    fn unpack(values: &Values) -> Option<&[Self]>;
}

macro_rules! stored {
    ($($real:ty = $values:ident),+) => { $(
        impl Stored for $real {
            fn pack(values: &[Self]) -> Values {
                Values::$values(values.to_vec())
            }

            fn unpack(values: &Values) -> Option<&[Self]> {
                if let Values::$values(values) = values { Some(values) } else { None }
            }
        }
    )+ };
}

stored!(f32 = F32, f64 = F64);

/// The arrays of one set of weights are `<set>_a`, `<set>_b`, `<set>_c`, all d × (live nodes); of other numbers of operands than two
/// `<set>_1`, …, `<set>_k`, `<set>_c`.
const SETS: [&str; 3] = ["weights", "first_moment", "second_moment"];

pub(super) fn write<T: Stored>(path: &Path, progress: &Progress<T>) -> Result<()> {
    let Progress { epoch, live, weights, moments } = progress;
    let live: Vec<i64> = live.iter().map(|&j| j as i64).collect();
    let mut arrays = Arrays::from([
        ("epoch".to_string(), Array::integer(*epoch as i64)),
        ("live".to_string(), Array { shape: vec![live.len()], values: Values::I64(live) }),
    ]);
    for (set, values) in SETS.into_iter().zip([weights, &moments.first, &moments.second]) {
        for (channel, values) in layer_names(weights.operands()).into_iter().zip(values.channels()) {
            let shape = vec![weights.group_order(), weights.width()];
            arrays.insert(format!("{set}_{channel}"), Array { shape, values: T::pack(values) });
        }
    }
    npz::write_arrays(path, &arrays)
}

/// # Errors
/// When the file is damaged, or is not a state of a run with this configuration.
pub(super) fn read<T: Stored>(path: &Path, config: &RunConfig) -> Result<Progress<T>> {
    let arrays = npz::read_arrays(path)?;
    from_arrays(&arrays, config).map_err(|error| error.at_path(path))
}

fn from_arrays<T: Stored>(arrays: &Arrays, config: &RunConfig) -> Result<Progress<T>> {
    let (d, q) = (config.group.order(), config.width);
    let find = |name: &str| arrays.get(name).ok_or_else(|| Error::format(format!("has no array {name}")));
    let integers = |name: &str| -> Result<Vec<usize>> {
        let values = find(name)?.as_integers().unwrap_or(&[-1]);
        let sizes = values.iter().map(|&value| usize::try_from(value));
        sizes.collect::<std::result::Result<_, _>>().map_err(|_| {
            Error::format(format!("the array {name} holds something else than numbers that are not negative"))
        })
    };
    let (epoch, live) = (integers("epoch")?, integers("live")?);
    let increasing = live.windows(2).all(|pair| pair[0] < pair[1]) && live.last().is_none_or(|&last| last < q);
    let (&[epoch], true) = (epoch.as_slice(), increasing) else {
        return Err(Error::format("the arrays epoch and live are not those of a run of this width"));
    };
    let weights = |set: &str| -> Result<DenseWeights<T>> {
        let mut weights = DenseWeights::zeros_of(config.protocol.operands, d, live.len());
        for (channel, target) in layer_names(weights.operands()).into_iter().zip(weights.channels_mut()) {
            let name = format!("{set}_{channel}");
            let array = find(&name)?;
            match T::unpack(&array.values) {
                Some(values) if array.shape == [d, live.len()] => target.copy_from_slice(values),
                _ => {
                    return Err(Error::shape(format!(
                        "the array {name} has {array}, where [{d}, {}] of precision {:?} is required",
                        live.len(),
                        config.protocol.precision
                    )));
                }
            }
        }
        Ok(weights)
    };
    let [current, first, second] = SETS;
    let moments = Moments { first: weights(first)?, second: weights(second)? };
    Ok(Progress { epoch, weights: weights(current)?, moments, live })
}
