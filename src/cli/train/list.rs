//! Lists on the command line: `1,2,5`, `0..5`, `1..=5`.

use std::str::FromStr;

/// One or more values, separated by commas; whole numbers also as ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct List<T>(pub Vec<T>);

/// Most values that one range may stand for: a sweep beyond it is a slip of the finger.
const LONGEST_RANGE: u64 = 10_000;

impl<T: FromStr> FromStr for List<T>
where
    T::Err: std::fmt::Display,
{
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut values = Vec::new();
        for part in text.split(',').map(str::trim) {
            let Some((start, end)) = part.split_once("..") else {
                values.push(part.parse().map_err(|error: T::Err| format!("`{part}`: {error}"))?);
                continue;
            };
            let (end, included) = end.strip_prefix('=').map_or((end, 0), |end| (end, 1));
            let number = |text: &str| {
                text.parse::<u64>()
                    .map_err(|_| format!("`{part}` is not a range of whole numbers such as 0..5 or 1..=5"))
            };
            let (start, end) = (number(start)?, number(end)?.saturating_add(included));
            if start >= end || end - start > LONGEST_RANGE {
                return Err(format!("`{part}` stands for no value, or for more than {LONGEST_RANGE}"));
            }
            for value in start..end {
                values.push(value.to_string().parse().map_err(|error: T::Err| format!("`{part}`: {error}"))?);
            }
        }
        Ok(List(values))
    }
}
