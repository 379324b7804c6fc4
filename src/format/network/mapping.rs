//! Which array of a file plays which part in the network.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::number::outside_brackets;
use crate::{Error, Result};

/// Which arrays hold W_a, W_b of shape \[q, d\] and W_c of shape \[d, q\].
///
/// ```
/// use cogring::format::Mapping;
/// let separate: Mapping = "a=fc_x.weight,b=fc_y.weight,c=out.T".parse()?; // `out` is stored [q, d]
/// let concatenated: Mapping = "ab=W.weight,c=V.weight".parse()?;          // W.weight = [W_a W_b], [q, 2d]
/// let shared: Mapping = "a=W,b=W,c=V,e=none".parse()?;                    // one matrix for both, and no embedding
/// assert_eq!(separate.to_string(), "a=fc_x.weight,b=fc_y.weight,c=out.T");
/// let between: Mapping = "ab=fc1,c=fc2,e=embed,u=unembed".parse()?;        // W_c = unembed fc2
/// let stacked: Mapping = "a=W[:,0],b=W[:,1],c=V".parse()?;               // W is [q, 2, d]
/// assert!("a=x,c=z".parse::<Mapping>().is_err());
/// # let _ = (concatenated, shared, between, stacked);
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The input layers.
    pub inputs: Inputs,
    /// W_c.
    pub output: ArrayName,
    /// The embedding in front of the input layers; `None` leaves it to the names of the arrays.
    pub embedding: Option<Embedding>,
    /// The unembedding U behind the output layer, of shape \[d, n\]: the output layer is then \[n, q\], and W_c is U times it.
    pub unembedding: Option<ArrayName>,
}

/// An embedding E of shape \[d, n\]: the input layers then have n columns in the place of d, and act on rows of E.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Embedding {
    /// There is none.
    Absent,
    /// One for both operands.
    Shared(ArrayName),
    /// One per operand.
    Separate(ArrayName, ArrayName),
}

impl Embedding {
    /// The arrays of which it consists.
    pub(crate) fn arrays(&self) -> Vec<&ArrayName> {
        match self {
            Embedding::Absent => vec![],
            Embedding::Shared(both) => vec![both],
            Embedding::Separate(a, b) => vec![a, b],
        }
    }
}

/// The input layers: two arrays, which may be the same, or one with both side by side; or those of another number of operands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inputs {
    /// W_a and W_b.
    Separate(ArrayName, ArrayName),
    /// \[W_a W_b\], of shape \[q, 2d\].
    Concatenated(ArrayName),
    /// W_1, …, W_k of a network of k ≠ 2 operands, written `1=W_1,2=W_2,3=W_3`.
    Operands(Vec<ArrayName>),
}

/// The name of an array in a file, and which matrix of it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayName {
    /// The name.
    pub name: String,
    /// The place of the matrix in an array of three dimensions.
    pub slice: Option<Slice>,
    /// Whether the file stores the transpose of what is required.
    pub transposed: bool,
}

/// One matrix of a stack, an array of three dimensions: that at one index of one axis, written as NumPy does, `[0]`, `[:,0]`, `[:,:,0]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The axis that is left out, 0 to 2.
    pub axis: usize,
    /// The index along it.
    pub index: usize,
}

impl Slice {
    /// The shape of the matrix, where the array has three dimensions and the index is in it.
    pub(crate) fn shape(self, array: &[usize]) -> Option<[usize; 2]> {
        let &[first, second, third] = array else { return None };
        let (length, rest) = match self.axis {
            0 => (first, [second, third]),
            1 => (second, [first, third]),
            2 => (third, [first, second]),
            _ => return None,
        };
        (self.index < length).then_some(rest)
    }

    /// The slice that a name ends with, and what stands before it.
    fn after(name: &str) -> Option<(&str, Slice)> {
        let (name, places) = name.strip_suffix(']')?.rsplit_once('[')?;
        let places: Vec<&str> = places.split(',').map(str::trim).collect();
        let axis = places.iter().position(|place| *place != ":")?;
        let is_one = places.len() <= 3 && places[axis + 1..].iter().all(|place| *place == ":");
        let index = places[axis].parse().ok().filter(|_| is_one && !name.is_empty())?;
        Some((name, Slice { axis, index }))
    }
}

impl Inputs {
    /// The arrays of which they consist.
    pub(crate) fn arrays(&self) -> Vec<&ArrayName> {
        match self {
            Inputs::Separate(a, b) => vec![a, b],
            Inputs::Concatenated(both) => vec![both],
            Inputs::Operands(layers) => layers.iter().collect(),
        }
    }
}

impl ArrayName {
    /// The array `name`, transposed or not.
    pub(crate) fn new(name: &str, transposed: bool) -> Self {
        ArrayName { name: name.to_string(), slice: None, transposed }
    }

    /// One matrix of the stack `name`, transposed or not.
    pub(crate) fn of_stack(name: &str, slice: Slice, transposed: bool) -> Self {
        ArrayName { slice: Some(slice), ..ArrayName::new(name, transposed) }
    }
}

impl Mapping {
    /// All arrays that are named: input layers, output layer, embeddings, unembedding; each once.
    pub(crate) fn arrays(&self) -> Vec<&ArrayName> {
        let embeddings = self.embedding.iter().flat_map(Embedding::arrays);
        let mut arrays: Vec<&ArrayName> =
            self.inputs.arrays().into_iter().chain([&self.output]).chain(embeddings).chain(&self.unembedding).collect();
        let mut seen = Vec::new();
        arrays.retain(|array| {
            !seen.contains(&&array.name) && {
                seen.push(&array.name);
                true
            }
        });
        arrays
    }

    /// The option that a shell takes as this mapping.
    pub(crate) fn as_option(&self) -> String {
        let text = self.to_string();
        let is_plain = |symbol: char| symbol.is_alphanumeric() || "_.,=/:+-…".contains(symbol);
        match text.chars().all(is_plain) {
            true => format!("--map {text}"),
            false => format!("--map '{text}'"),
        }
    }

    /// The same with every name replaced.
    pub(crate) fn map(&self, f: impl Fn(&ArrayName) -> ArrayName) -> Self {
        Mapping {
            inputs: match &self.inputs {
                Inputs::Separate(a, b) => Inputs::Separate(f(a), f(b)),
                Inputs::Concatenated(both) => Inputs::Concatenated(f(both)),
                Inputs::Operands(layers) => Inputs::Operands(layers.iter().map(&f).collect()),
            },
            output: f(&self.output),
            embedding: self.embedding.as_ref().map(|embedding| match embedding {
                Embedding::Absent => Embedding::Absent,
                Embedding::Shared(both) => Embedding::Shared(f(both)),
                Embedding::Separate(a, b) => Embedding::Separate(f(a), f(b)),
            }),
            unembedding: self.unembedding.as_ref().map(f),
        }
    }
}

impl FromStr for Mapping {
    type Err = Error;

    /// Reads `a=NAME,b=NAME,c=NAME` or `ab=NAME,c=NAME`, with `e=NAME` for an embedding, `ea=NAME,eb=NAME` for one per operand
    /// and `e=none` for none, and `u=NAME` for an unembedding; `NAME[0]` is a matrix of a stack, and `NAME.T` the transpose.
    fn from_str(text: &str) -> Result<Self> {
        let bad = |why: &str| {
            Error::parse(format!(
                "`{text}` is not a mapping of arrays: {why}; write a=NAME,b=NAME,c=NAME or ab=NAME,c=NAME (NAME.T where \
                 the file stores the transpose, NAME[0] or NAME[:,0] for a matrix of a stack; e=NAME for an embedding, ea=NAME,eb=NAME for one per operand, e=none for \
                 none; u=NAME for an unembedding)"
            ))
        };
        let (mut a, mut b, mut both, mut c) = (None, None, None, None);
        let (mut e, mut ea, mut eb, mut u) = (None, None, None, None);
        let mut numbered: BTreeMap<usize, Option<ArrayName>> = BTreeMap::new();
        for part in outside_brackets(text, |letter| letter == ',') {
            let (role, name) = part.split_once('=').ok_or_else(|| bad(&format!("`{part}` has no `=`")))?;
            let slot = match role.trim() {
                "a" => &mut a,
                "b" => &mut b,
                "ab" => &mut both,
                "c" => &mut c,
                "e" => &mut e,
                "ea" => &mut ea,
                "eb" => &mut eb,
                "u" => &mut u,
                other => match other.parse() {
                    Ok(operand) => numbered.entry(operand).or_default(),
                    Err(_) => return Err(bad(&format!("`{other}` is none of a, b, ab, c, e, ea, eb, u"))),
                },
            };
            let name = name.trim();
            let (name, transposed) = name.strip_suffix(".T").map_or((name, false), |name| (name, true));
            if name.is_empty() {
                return Err(bad(&format!("`{part}` names no array")));
            }
            let named = match Slice::after(name) {
                Some((name, slice)) => ArrayName::of_stack(name, slice, transposed),
                None => ArrayName::new(name, transposed),
            };
            if slot.replace(named).is_some() {
                return Err(bad(&format!("`{}` is given twice", role.trim())));
            }
        }
        let is_counted = numbered.len() != 2 && numbered.keys().copied().eq(1..=numbered.len());
        let numbered: Vec<ArrayName> = numbered.into_values().flatten().collect();
        let inputs = match (a, b, both) {
            (Some(a), Some(b), None) if numbered.is_empty() => Inputs::Separate(a, b),
            (None, None, Some(both)) if numbered.is_empty() => Inputs::Concatenated(both),
            (None, None, None) if is_counted && !numbered.is_empty() => Inputs::Operands(numbered),
            _ => return Err(bad("the input layers are either a and b, or ab")),
        };
        let embedding = match (e, ea, eb) {
            (None, None, None) => None,
            (Some(e), None, None) if e.name == "none" => Some(Embedding::Absent),
            (Some(e), None, None) => Some(Embedding::Shared(e)),
            (None, Some(ea), Some(eb)) => Some(Embedding::Separate(ea, eb)),
            _ => return Err(bad("the embedding is either e, or ea and eb")),
        };
        Ok(Mapping { inputs, output: c.ok_or_else(|| bad("c is missing"))?, embedding, unembedding: u })
    }
}

impl fmt::Display for Mapping {
    /// Writes the form that [`FromStr`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inputs {
            Inputs::Separate(a, b) => write!(f, "a={a},b={b}")?,
            Inputs::Concatenated(both) => write!(f, "ab={both}")?,
            Inputs::Operands(layers) => {
                let named = (1..).zip(layers).map(|(operand, layer)| format!("{operand}={layer}"));
                f.write_str(&named.collect::<Vec<_>>().join(","))?;
            }
        }
        write!(f, ",c={}", self.output)?;
        match &self.embedding {
            Some(Embedding::Shared(both)) => write!(f, ",e={both}")?,
            Some(Embedding::Separate(a, b)) => write!(f, ",ea={a},eb={b}")?,
            Some(Embedding::Absent) => f.write_str(",e=none")?,
            None => {}
        }
        self.unembedding.iter().try_for_each(|unembedding| write!(f, ",u={unembedding}"))
    }
}

impl fmt::Display for ArrayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.slice.iter().try_for_each(|Slice { axis, index }| write!(f, "[{}{index}]", ":,".repeat(*axis)))?;
        f.write_str(if self.transposed { ".T" } else { "" })
    }
}

impl Serialize for Mapping {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mapping {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
