//! Files that hold several networks, such as the history of a training run, and which of them is meant.
//!
//! Two ways of storing them are known: under names that differ in one segment (`1000.fc1.weight`, `best.fc1.weight`), and
//! stacked along a first dimension (`W` of shape \[n, q, d\], with `epochs` of shape \[n\]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::array::{Array, Arrays, Values};
use crate::{Error, Result};

/// One of the networks of a file: what is written after `::` behind the file's name.
///
/// `FILE::1000` is the one of epoch 1000 (or at place 1000 where epochs are not told), `FILE::[2]` the one at place 2,
/// `FILE::[-1]` the last, and `FILE::best` the one whose arrays have names that begin with `best.`.
///
/// ```
/// use cogring::format::Part;
/// let (file, part) = Part::of_path("history.npz::1000".as_ref());
/// assert_eq!((file.to_str(), part.map(|part| part.to_string())), (Some("history.npz"), Some("1000".to_string())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Part(String);

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Part {
    /// The path of the file and the part of it that are meant; a file whose name contains `::` is that file, whole.
    #[must_use]
    pub fn of_path(path: &Path) -> (PathBuf, Option<Self>) {
        let split = path.to_str().filter(|_| !path.exists()).and_then(|text| text.rsplit_once("::"));
        match split {
            Some((file, part)) if !file.is_empty() && !part.is_empty() => {
                (PathBuf::from(file), Some(Part(part.to_string())))
            }
            _ => (path.to_path_buf(), None),
        }
    }

    /// The arrays of this part under the names that they have in it, and those that belong to no part.
    ///
    /// # Errors
    /// When there is no such part; the message lists those that there are.
    pub fn select(&self, arrays: &Arrays) -> Result<Arrays> {
        let choice = self.choose(arrays)?;
        let names = choice.names(arrays).into_iter();
        names.map(|(name, stored)| Ok((name, choice.slice(&arrays[&stored])?))).collect()
    }

    /// The names that arrays have in this part, and those under which the file stores them.
    pub(crate) fn names(&self, arrays: &Arrays) -> Result<BTreeMap<String, String>> {
        Ok(self.choose(arrays)?.names(arrays))
    }

    fn choose(&self, arrays: &Arrays) -> Result<Choice> {
        let members = members(arrays);
        let place = self.0.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let place = place.and_then(|place| place.trim().parse::<isize>().ok()).and_then(|place| match place < 0 {
            true => members.len().checked_sub(place.unsigned_abs()),
            false => usize::try_from(place).ok(),
        });
        let is_meant = |at: usize, member: &Member| place == Some(at) || member.label == self.0;
        let chosen = (0..).zip(&members).find(|(at, member)| is_meant(*at, member));
        if let Some((_, member)) = chosen {
            return Ok(member.choice.clone());
        }
        match arrays.keys().any(|name| below(name, &self.0).is_some()) {
            true => Ok(Choice::Below { prefix: self.0.clone(), family: Rc::default() }),
            false => Err(self.absent(&members)),
        }
    }

    fn absent(&self, members: &[Member]) -> Error {
        const SHOWN: usize = 24;
        let labels: Vec<&str> = members.iter().take(SHOWN).map(|member| member.label.as_str()).collect();
        let more = if members.len() > SHOWN { format!(" and {} more", members.len() - SHOWN) } else { String::new() };
        Error::argument(match labels.as_slice() {
            [] => format!("there is no part `{self}`, for the file holds no history of several networks"),
            labels => format!("there is no part `{self}`; there are {}{more}", labels.join(", ")),
        })
    }
}

/// The networks that a file holds, in order of their epochs; none when it holds at most one.
#[must_use]
pub fn parts(arrays: &Arrays) -> Vec<Part> {
    members(arrays).into_iter().map(|member| Part(member.label)).collect()
}

/// A part and how it is taken out.
struct Member {
    label: String,
    choice: Choice,
}

#[derive(Clone)]
enum Choice {
    /// The arrays below a segment, without those below the other segments of its family.
    Below { prefix: String, family: Rc<Family> },
    /// Of arrays whose first dimension is `length`, what lies at a place of it.
    At { length: usize, place: usize },
}

/// The segments, behind what names begin with, below which the parts lie.
#[derive(Default)]
struct Family {
    parent: String,
    segments: BTreeSet<String>,
}

impl Family {
    fn contains(&self, name: &str) -> bool {
        let segment = name.strip_prefix(&self.parent).and_then(|rest| rest.split(['.', '/']).next());
        segment.is_some_and(|segment| self.segments.contains(segment))
    }
}

impl Choice {
    fn names(&self, arrays: &Arrays) -> BTreeMap<String, String> {
        let Choice::Below { prefix, family } = self else {
            return arrays.keys().map(|name| (name.clone(), name.clone())).collect();
        };
        let is_shared = |name: &&String| !family.contains(name) && below(name, prefix).is_none();
        let shared = arrays.keys().filter(is_shared).map(|name| (name.clone(), name.clone()));
        let own = arrays.keys().filter_map(|name| Some((below(name, prefix)?.to_string(), name.clone())));
        shared.chain(own).collect()
    }

    fn slice(&self, array: &Array) -> Result<Array> {
        match self {
            Choice::At { length, place } if array.shape.first() == Some(length) => array.slice(0, *place),
            _ => Ok(array.clone()),
        }
    }
}

/// What follows a prefix and a separator in a name.
fn below<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    name.strip_prefix(prefix)?.strip_prefix(['.', '/'])
}

fn members(arrays: &Arrays) -> Vec<Member> {
    let named = named(arrays);
    if named.is_empty() { stacked(arrays) } else { named }
}

/// The shapes of what lies below one segment of names.
type Shapes<'a> = BTreeMap<&'a str, &'a [usize]>;

/// Parts whose names differ in one segment: below each lie the same names with the same shapes, at least two matrices.
fn named(arrays: &Arrays) -> Vec<Member> {
    const DEEPEST: usize = 8;
    let mut families: BTreeMap<(usize, &str), BTreeMap<&str, Shapes<'_>>> = BTreeMap::new();
    for (name, array) in arrays.iter().filter(|(_, array)| !array.shape.is_empty()) {
        let mut start = 0;
        for (depth, (end, _)) in name.match_indices(['.', '/']).take(DEEPEST).enumerate() {
            let shapes = families.entry((depth, &name[..start])).or_default().entry(&name[start..end]).or_default();
            shapes.insert(&name[end + 1..], &array.shape);
            start = end + 1;
        }
    }
    let alike = families.into_iter().map(|((_, parent), segments)| alike(parent, segments));
    alike.into_iter().find(|members| members.len() > 1).unwrap_or_default()
}

/// The largest family of segments below which lies the same.
fn alike(parent: &str, segments: BTreeMap<&str, Shapes<'_>>) -> Vec<Member> {
    let mut families: BTreeMap<Shapes<'_>, Vec<&str>> = BTreeMap::new();
    for (segment, shapes) in segments {
        if shapes.values().filter(|shape| shape.len() == 2).count() >= 2 {
            families.entry(shapes).or_default().push(segment);
        }
    }
    let Some(mut segments) = families.into_values().max_by_key(Vec::len) else { return Vec::new() };
    // `epoch_100` is epoch 100, unless there is another one
    let number =
        |segment: &str| segment[segment.trim_end_matches(|c: char| c.is_ascii_digit()).len()..].parse::<u64>().ok();
    let mut numbers: Vec<u64> = segments.iter().filter_map(|segment| number(segment)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let are_numbers = numbers.len() == segments.len();
    if are_numbers {
        segments.sort_by_key(|segment| number(segment));
    }
    let family = segments.iter().map(|segment| (*segment).to_string()).collect();
    let family = Rc::new(Family { parent: parent.to_string(), segments: family });
    let member = |segment: &str| {
        let prefix = format!("{parent}{segment}");
        let label = number(segment).filter(|_| are_numbers).map_or_else(|| prefix.clone(), |number| number.to_string());
        Member { label, choice: Choice::Below { prefix, family: Rc::clone(&family) } }
    };
    segments.into_iter().map(member).collect()
}

/// Parts that are stacked: at least two arrays of three dimensions, the first of one length.
fn stacked(arrays: &Arrays) -> Vec<Member> {
    const LONGEST: usize = 100_000;
    let mut lengths = arrays.values().filter(|array| array.shape.len() == 3).map(|array| array.shape[0]);
    let (Some(length), Some(second)) = (lengths.next(), lengths.next()) else { return Vec::new() };
    if length > LONGEST || second != length || lengths.any(|other| other != length) {
        return Vec::new();
    }
    let is_label = |name: &str| ["epoch", "step"].iter().any(|word| name.to_lowercase().contains(word));
    let labels = arrays.iter().find_map(|(name, array)| match &array.values {
        Values::I64(labels) if array.shape == [length] && is_label(name) => Some(labels),
        _ => None,
    });
    let label = |place: usize| labels.map_or_else(|| place.to_string(), |labels| labels[place].to_string());
    (0..length).map(|place| Member { label: label(place), choice: Choice::At { length, place } }).collect()
}
