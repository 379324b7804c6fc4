//! Matrices that PyTorch stores in several arrays: weight normalisation, masks of pruning, spectral normalisation.

use std::borrow::Cow;

use super::layout::missing;
use super::reading::Finding;
use crate::format::container::{Array, Arrays, Values};
use crate::{Error, Result};

/// How a matrix is stored in several arrays.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// g v / ‖v‖, with the norm over all dimensions in which g has length 1.
    Normalized { magnitude: String, direction: String },
    /// The product of the entries.
    Masked { original: String, mask: String },
    /// W / (uᵀ W v).
    Spectral { original: String, left: String, right: String },
}

/// A matrix that is stored in several arrays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    /// The name that it would have as one array: `fc1.weight`.
    name: String,
    rule: Rule,
}

impl Joined {
    /// The matrices of a file that are stored in several arrays, by their names.
    pub(super) fn of(arrays: &Arrays) -> Vec<Joined> {
        let has = |name: &str| arrays.contains_key(name);
        let named = |key: &String| -> Option<Joined> {
            let (name, rule) = if let Some(name) = key.strip_suffix("_g").filter(|name| has(&format!("{name}_v"))) {
                (name.to_string(), Rule::Normalized { magnitude: key.clone(), direction: format!("{name}_v") })
            } else if let Some(name) = key.strip_suffix("_orig") {
                let [mask, left, right] = ["_mask", "_u", "_v"].map(|suffix| format!("{name}{suffix}"));
                let original = key.clone();
                let rule = match (has(&mask), has(&left) && has(&right)) {
                    (true, false) => Rule::Masked { original, mask },
                    (false, true) => Rule::Spectral { original, left, right },
                    _ => return None,
                };
                (name.to_string(), rule)
            } else {
                let parametrized = key.strip_suffix(".original0")?;
                let (layer, part) = parametrized.rsplit_once('.')?;
                let module = layer.strip_suffix("parametrizations")?;
                let direction = Some(format!("{parametrized}.original1")).filter(|name| has(name))?;
                (format!("{module}{part}"), Rule::Normalized { magnitude: key.clone(), direction })
            };
            let is_weight = name.to_lowercase().ends_with("weight") || name.to_lowercase().ends_with("bias");
            (is_weight && !has(&name)).then_some(Joined { name, rule })
        };
        arrays.keys().filter_map(named).collect()
    }

    /// The arrays that it is stored in.
    fn parts(&self) -> Vec<&String> {
        match &self.rule {
            Rule::Normalized { magnitude, direction } => vec![magnitude, direction],
            Rule::Masked { original, mask } => vec![original, mask],
            Rule::Spectral { original, left, right } => vec![original, left, right],
        }
    }

    /// The array of which it has shape and type.
    fn main(&self) -> &String {
        match &self.rule {
            Rule::Normalized { direction, .. } => direction,
            Rule::Masked { original, .. } | Rule::Spectral { original, .. } => original,
        }
    }

    fn finding(&self) -> Finding {
        let parts = match &self.rule {
            Rule::Normalized { magnitude, direction } => format!("{direction} with the norms {magnitude}"),
            Rule::Masked { original, mask } => format!("{original} times {mask}"),
            Rule::Spectral { original, left, right } => {
                format!("{original} divided by its spectral norm, by {left} and {right}")
            }
        };
        Finding::Joined { name: self.name.clone(), parts }
    }

    /// The matrix; where a part is unread, so is it.
    fn array(&self, arrays: &Arrays) -> Result<Array> {
        let stored = |name: &String| arrays.get(name).ok_or_else(|| missing(arrays, name));
        let main = stored(self.main())?;
        for part in self.parts() {
            if let Values::Unread(what) = stored(part)?.values {
                return Ok(Array { shape: main.shape.clone(), values: Values::Unread(what) });
            }
        }
        let reals = |name: &String| stored(name)?.to_reals().map_err(|error| error.context(format!("array {name}")));
        let of_length = |name: &String, length: usize| {
            let values = reals(name)?;
            match values.len() == length {
                true => Ok(values),
                false => Err(Error::shape(format!(
                    "array {name}: has {}, where {length} entries are required beside {} ({main})",
                    stored(name)?,
                    self.main()
                ))),
            }
        };
        let mut values = reals(self.main())?;
        match &self.rule {
            Rule::Masked { mask, .. } => {
                let mask = of_length(mask, values.len())?;
                values.iter_mut().zip(mask).for_each(|(value, mask)| *value *= mask);
            }
            Rule::Spectral { left, right, .. } => {
                let rows = main.shape.first().copied().unwrap_or(1).max(1);
                let columns = values.len() / rows;
                let (left, right) = (of_length(left, rows)?, of_length(right, columns)?);
                let times = |row: &[f64]| row.iter().zip(&right).map(|(x, y)| x * y).sum::<f64>();
                let norm: f64 = values.chunks(columns.max(1)).zip(&left).map(|(row, x)| x * times(row)).sum();
                values.iter_mut().for_each(|value| *value /= norm);
            }
            Rule::Normalized { magnitude, .. } => {
                let norms = stored(magnitude)?;
                normalize(&mut values, &main.shape, &reals(magnitude)?, &norms.shape).ok_or_else(|| {
                    Error::shape(format!(
                        "array {magnitude}: has {norms}, where the norms of the rows or the columns of {} ({main}) are required",
                        self.main()
                    ))
                })?;
            }
        }
        Ok(Array { shape: main.shape.clone(), values: main.values.with_reals(values) })
    }
}

/// Gives rows, columns or the whole of a matrix the norms, by the shape of these; `None` where they do not fit.
fn normalize(values: &mut [f64], shape: &[usize], norms: &[f64], of_norms: &[usize]) -> Option<()> {
    let columns = shape.last().copied()?.max(1);
    let rows = values.len() / columns;
    let class: fn(usize, usize) -> usize = match (shape.len(), of_norms) {
        (_, [] | [1] | [1, 1]) if norms.len() == 1 && (rows > 1 || shape.len() == 1) => |_, _| 0,
        (2, &[n, 1] | &[n]) if n == rows => |row, _| row,
        (2, &[1, n]) if n == columns => |_, column| column,
        (1, &[n]) if n == columns => |_, column| column,
        _ => return None,
    };
    let mut squares = vec![0.0; norms.len()];
    let at = |index: usize| class(index / columns, index % columns);
    values.iter().enumerate().for_each(|(index, value)| squares[at(index)] += value * value);
    // of a row of zeros there is no direction, and frameworks give NaN; zeros stand for no node
    let factor = |index: usize| if squares[index] == 0.0 { 0.0 } else { norms[index] / squares[index].sqrt() };
    let factors: Vec<f64> = (0..norms.len()).map(factor).collect();
    values.iter_mut().enumerate().for_each(|(index, value)| *value *= factors[at(index)]);
    Some(())
}

/// The arrays with those that are stored in several of them joined, and what was done.
///
/// # Errors
/// When the parts of one do not fit each other.
pub(super) fn join(arrays: &Arrays) -> Result<(Cow<'_, Arrays>, Vec<Finding>)> {
    let found = Joined::of(arrays);
    if found.is_empty() {
        return Ok((Cow::Borrowed(arrays), Vec::new()));
    }
    let matrices: Vec<Array> = found.iter().map(|joined| joined.array(arrays)).collect::<Result<_>>()?;
    let parts: Vec<&String> = found.iter().flat_map(Joined::parts).collect();
    let others = arrays.iter().filter(|(name, _)| !parts.contains(name));
    let mut all: Arrays = others.map(|(name, array)| (name.clone(), array.clone())).collect();
    all.extend(found.iter().map(|joined| joined.name.clone()).zip(matrices));
    Ok((Cow::Owned(all), found.iter().map(Joined::finding).collect()))
}

/// The arrays that an array is stored in: its parts, or itself.
pub(super) fn parts_of(arrays: &Arrays, name: &str) -> Vec<String> {
    let found = Joined::of(arrays).into_iter().find(|joined| joined.name == name);
    found.map_or_else(|| vec![name.to_string()], |joined| joined.parts().into_iter().cloned().collect())
}
