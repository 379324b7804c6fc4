//! Lists as they are typed: `1,2,5`, `0..5`, `1..=5`, or any of them together.

use std::fmt::Display;
use std::str::FromStr;

/// One or more values, separated by commas that stand in no brackets; whole numbers also as ranges.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct List<T>(pub Vec<T>);

/// Most values that one list may stand for: a list beyond it is a slip of the finger.
pub(crate) const LONGEST: u64 = 10_000;

impl<T: FromStr> FromStr for List<T>
where
    T::Err: Display,
{
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut values = Vec::new();
        for part in outside_brackets(text, |letter| letter == ',').map(str::trim) {
            match part.split_once("..") {
                None => values.push(value(part, part)?),
                Some((start, end)) => {
                    for number in range(part, start, end, LONGEST.saturating_sub(values.len() as u64))? {
                        values.push(value(part, &number.to_string())?);
                    }
                }
            }
        }
        Ok(List(values))
    }
}

fn value<T: FromStr<Err: Display>>(part: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| format!("`{part}`: {error}"))
}

/// The numbers of `start..end` or `start..=end`, where `end` is behind the points.
fn range(part: &str, start: &str, end: &str, most: u64) -> Result<std::ops::Range<i128>, String> {
    let (end, included) = end.strip_prefix('=').map_or((end, 0), |end| (end, 1));
    let not_whole = |_| format!("`{part}` is not a range of whole numbers such as 0..5 or 1..=5");
    let (start, end) = (start.parse::<i128>().map_err(not_whole)?, end.parse::<i128>().map_err(not_whole)?);
    let end = end.saturating_add(included);
    match start < end && end.saturating_sub(start) <= i128::from(most) {
        true => Ok(start..end),
        false => Err(format!("`{part}` stands for no value, or for more than {LONGEST} with those before it")),
    }
}

/// What stands between the separators that are in no brackets, ( ) or [ ].
pub(crate) fn outside_brackets(text: &str, is_separator: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    text.split(move |letter: char| {
        depth += i32::from(matches!(letter, '(' | '[')) - i32::from(matches!(letter, ')' | ']'));
        depth == 0 && is_separator(letter)
    })
}
