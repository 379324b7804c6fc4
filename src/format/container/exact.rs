//! Arrays as exact rational numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dashu_int::ops::BitTest;
use dashu_ratio::RBig;

use super::array::{Array, Values};
use super::file_type::{is_json, select_from_bytes};
use super::part::Part;
use super::source::{Budget, Selection, read_bytes};
use super::{json, number};
use crate::{Error, Result};

/// An array whose entries are known exactly, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct ExactArray {
    /// The length of every dimension.
    pub shape: Vec<usize>,
    /// The entries, last index fastest.
    pub entries: Vec<RBig>,
}

/// The array of that name as rational numbers, exactly as the file has them: in JSON integers, decimals, fractions such as
/// `"1/288"` and hexadecimal numbers; in binary files integers and floating-point numbers, which are fractions of powers of 2.
///
/// ```no_run
/// let array = cogring::format::read_exact("network.json".as_ref(), "V")?;
/// println!("{:?}: {}", array.shape, array.entries[0]); // [3, 4]: 1/144
/// # Ok::<(), cogring::Error>(())
/// ```
///
/// # Errors
/// When the file cannot be read, has no such array, or the array has entries that are no rational numbers.
pub fn read_exact(path: &Path, name: &str) -> Result<ExactArray> {
    let (file, part) = Part::of_path(path);
    let bytes = read_bytes(&file)?;
    let in_array = |error: Error| error.context(format!("array {name}")).at_path(path);
    exact_from_bytes(&bytes, &file, part.as_ref(), name).map_err(in_array)
}

fn exact_from_bytes(bytes: &[u8], file: &Path, part: Option<&Part>, name: &str) -> Result<ExactArray> {
    let outline = select_from_bytes(bytes, file, Selection::Named(&BTreeSet::new()))?;
    let stored = part.map_or(Ok(BTreeMap::new()), |part| part.names(&outline))?;
    let selected = part.map(|part| part.select(&outline)).transpose()?;
    let stored = stored.get(name).map_or_else(|| name.to_string(), String::clone);
    let mut arrays = select_from_bytes(bytes, file, Selection::Named(&BTreeSet::from([stored.clone()])))?;
    let array = arrays.remove(&stored).ok_or_else(|| Error::shape("is not there"))?;
    if selected.is_some_and(|arrays| arrays.get(name).is_none_or(|part| part.shape != array.shape)) {
        return Err(Error::unsupported(
            "is a slice of several networks, of which exact numbers are not read; save it alone",
        ));
    }
    let mut entries = Entries { numbers: Vec::new(), budget: Budget::of(bytes) };
    if is_json(bytes) {
        json::numbers_of(bytes, &stored, &mut |text| entries.push(number::exact(text), text))?;
    } else {
        entries.extend(&array)?;
    }
    if array.shape.iter().try_fold(1usize, |count, &n| count.checked_mul(n)) != Some(entries.numbers.len()) {
        return Err(Error::shape(format!("has {array}, where numbers are required")));
    }
    Ok(ExactArray { shape: array.shape, entries: entries.numbers })
}

/// Entries in the making, and the memory that they may take.
struct Entries {
    numbers: Vec<RBig>,
    budget: Budget,
}

impl Entries {
    fn extend(&mut self, array: &Array) -> Result<()> {
        match &array.values {
            Values::I64(values) => values.iter().try_for_each(|&value| self.push(Some(RBig::from(value)), "")),
            _ => {
                let reals = array.to_reals()?;
                reals.iter().try_for_each(|&value| self.push(RBig::try_from(value).ok(), &value.to_string()))
            }
        }
    }

    fn push(&mut self, number: Option<RBig>, text: &str) -> Result<()> {
        let number = number
            .ok_or_else(|| Error::unsupported(format!("entry {} is {text}, no rational number", self.numbers.len())))?;
        let bits = number.numerator().bit_len() + number.denominator().bit_len();
        self.budget.reserve(1, bits as u64 / 8)?;
        self.budget.room(&mut self.numbers, 1)?;
        self.numbers.push(number);
        Ok(())
    }
}
