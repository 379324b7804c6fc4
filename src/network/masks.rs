//! Sets of inputs, such as training sets: pairs, or tuples of any number of operands.

use crate::group::Group;
use crate::{Error, Result};

/// A set of tuples (x_1, …, x_k) of elements of a group, such as a training set of networks of k operands.
///
/// ```
/// use cogring::{Group, network::TupleMask};
/// let group = Group::cyclic(3)?;
/// let mask = TupleMask::from_fn(&group, 3, |tuple| tuple[0] <= tuple[2])?;
/// assert_eq!((mask.len(), mask.complement().len()), (18, 9));
/// assert!(mask.contains(&[0, 2, 1]) && !mask.contains(&[2, 0, 1]));
/// # Ok::<(), cogring::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TupleMask {
    order: usize,
    operands: usize,
    /// x_k fastest.
    contains: Vec<bool>,
}

impl TupleMask {
    /// The most tuples that are told apart: 2³².
    pub const MOST: usize = 1 << 32;

    /// The number d^k of tuples of k elements.
    ///
    /// # Errors
    /// When k = 0, or there are more than [`TupleMask::MOST`].
    pub fn count(group: &Group, operands: usize) -> Result<usize> {
        let (order, most) = (group.order(), Self::MOST);
        let power = u32::try_from(operands).ok().and_then(|k| order.checked_pow(k)).filter(|&count| count <= most);
        match power.filter(|_| operands > 0) {
            Some(count) => Ok(count),
            None => Err(Error::argument(format!(
                "{operands} operands over {group}: there are {order}^{operands} tuples; at least 1 operand and at most {most} tuples \
                 are required"
            ))),
        }
    }

    /// The tuples for which `contains` is true at ((x_1·d + x_2)·d + …) + x_k.
    ///
    /// # Errors
    /// When there are not d^k truth values, or as [`TupleMask::count`].
    pub fn new(group: &Group, operands: usize, contains: Vec<bool>) -> Result<Self> {
        let (order, count) = (group.order(), Self::count(group, operands)?);
        if contains.len() != count {
            let what = match operands {
                2 => "pairs".to_string(),
                _ => format!("tuples of {operands} operands"),
            };
            let found = contains.len();
            return Err(Error::shape(format!(
                "a mask of {found} {what} for a group of order {order}, which has {count}"
            )));
        }
        Ok(TupleMask { order, operands, contains })
    }

    /// The tuples for which `contains`.
    ///
    /// # Errors
    /// As [`TupleMask::count`].
    pub fn from_fn(group: &Group, operands: usize, contains: impl Fn(&[usize]) -> bool) -> Result<Self> {
        let mut mask = Self::all(group, operands)?;
        let mut inside = Vec::with_capacity(mask.contains.len());
        mask.for_each(|tuple| inside.push(contains(tuple)));
        mask.contains = inside;
        Ok(mask)
    }

    /// All d^k tuples.
    ///
    /// # Errors
    /// As [`TupleMask::count`].
    pub fn all(group: &Group, operands: usize) -> Result<Self> {
        let count = Self::count(group, operands)?;
        Ok(TupleMask { order: group.order(), operands, contains: vec![true; count] })
    }

    /// The order d of the group.
    #[must_use]
    pub fn group_order(&self) -> usize {
        self.order
    }

    /// The number k of operands.
    #[must_use]
    pub fn operands(&self) -> usize {
        self.operands
    }

    /// Whether a tuple is in the set.
    ///
    /// # Panics
    /// When it has not k elements below d.
    #[must_use]
    pub fn contains(&self, tuple: &[usize]) -> bool {
        let is_one = tuple.len() == self.operands && tuple.iter().all(|&x| x < self.order);
        assert!(is_one, "{tuple:?} as {} elements below {}", self.operands, self.order);
        self.contains[tuple.iter().fold(0, |place, x| place * self.order + x)]
    }

    /// For every tuple, x_k fastest, whether it is in the set.
    #[must_use]
    pub fn as_slice(&self) -> &[bool] {
        &self.contains
    }

    /// The number of tuples in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.contains.iter().filter(|&&inside| inside).count()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.contains.contains(&true)
    }

    /// The other tuples.
    #[must_use]
    pub fn complement(&self) -> Self {
        TupleMask { contains: self.contains.iter().map(|inside| !inside).collect(), ..*self }
    }

    /// Calls `visit` with every tuple of the set, in order.
    pub fn for_each(&self, mut visit: impl FnMut(&[usize])) {
        let mut tuple = vec![0; self.operands];
        for &inside in &self.contains {
            if inside {
                visit(&tuple);
            }
            for x in tuple.iter_mut().rev() {
                *x = (*x + 1) % self.order;
                if *x > 0 {
                    break;
                }
            }
        }
    }
}

impl AsRef<TupleMask> for TupleMask {
    fn as_ref(&self) -> &TupleMask {
        self
    }
}

impl AsRef<TupleMask> for PairMask {
    fn as_ref(&self) -> &TupleMask {
        &self.tuples
    }
}

impl TryFrom<TupleMask> for PairMask {
    type Error = Error;

    /// # Errors
    /// When the tuples are no pairs.
    fn try_from(tuples: TupleMask) -> Result<Self> {
        match tuples.operands {
            2 => Ok(PairMask { tuples }),
            operands => Err(Error::unsupported(format!("tuples of {operands} operands, where pairs are required"))),
        }
    }
}

/// A set of input pairs (g1, g2), such as a training set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairMask {
    tuples: TupleMask,
}

impl PairMask {
    /// The pairs for which `contains[g1 * d + g2]` is true.
    ///
    /// # Errors
    /// When the length is not d².
    pub fn new(group: &Group, contains: Vec<bool>) -> Result<Self> {
        TupleMask::new(group, 2, contains).map(|tuples| PairMask { tuples })
    }

    /// The pairs for which `contains(g1, g2)`.
    ///
    /// ```
    /// use cogring::{Group, PairMask};
    /// let unordered = PairMask::from_fn(&Group::cyclic(5)?, |x, y| x <= y);
    /// assert_eq!((unordered.len(), unordered.complement().len()), (15, 10));
    /// # Ok::<(), cogring::Error>(())
    /// ```
    #[must_use]
    pub fn from_fn(group: &Group, contains: impl Fn(usize, usize) -> bool) -> Self {
        let order = group.order();
        let pairs = (0..order).flat_map(|g1| (0..order).map(move |g2| (g1, g2)));
        let contains = pairs.map(|(g1, g2)| contains(g1, g2)).collect();
        PairMask { tuples: TupleMask { order, operands: 2, contains } }
    }

    /// All d² pairs.
    #[must_use]
    pub fn all(group: &Group) -> Self {
        Self::from_fn(group, |_, _| true)
    }

    /// The order d of the group whose pairs these are.
    #[must_use]
    pub fn group_order(&self) -> usize {
        self.tuples.order
    }

    /// Whether the pair (g1, g2) is in the set.
    #[must_use]
    pub fn contains(&self, g1: usize, g2: usize) -> bool {
        self.tuples.contains[g1 * self.tuples.order + g2]
    }

    /// The number of pairs in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tuples.len()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tuples.is_empty()
    }

    /// The other pairs.
    #[must_use]
    pub fn complement(&self) -> Self {
        PairMask { tuples: self.tuples.complement() }
    }

    /// The pairs (g1, g2) of the set, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let TupleMask { order, contains, .. } = &self.tuples;
        contains.iter().enumerate().filter(|(_, inside)| **inside).map(move |(at, _)| (at / order, at % order))
    }
}
