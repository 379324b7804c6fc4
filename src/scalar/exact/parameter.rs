//! Named unit parameters and their monomials.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, RwLock};

use smallvec::SmallVec;

/// The number that a parameter's name was given when it was first used; 0 stands for no parameter.
pub(crate) type ParameterId = u32;

#[derive(Default)]
struct Names {
    names: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, ParameterId>,
}

static NAMES: LazyLock<RwLock<Names>> = LazyLock::new(RwLock::default);

/// The id of a name, or `None` when 2³² − 1 other names are in use.
pub(crate) fn intern(name: &str) -> Option<ParameterId> {
    if let Some(id) = NAMES.read().unwrap_or_else(std::sync::PoisonError::into_inner).ids.get(name) {
        return Some(*id);
    }
    let mut table = NAMES.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(id) = table.ids.get(name) {
        return Some(*id);
    }
    let id = ParameterId::try_from(table.names.len() + 1).ok()?;
    let name: Arc<str> = name.into();
    table.names.push(name.clone());
    table.ids.insert(name, id);
    Some(id)
}

/// The name behind an id.
pub(crate) fn name_of(id: ParameterId) -> Arc<str> {
    let table = NAMES.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    table.names[id as usize - 1].clone()
}

/// A product of integer powers of parameters.
///
/// Sorted by id, without zero exponents; on the heap exactly when there are more than two parameters, so that equality
/// is structural.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Monomial {
    /// At most two parameters; unused places are 0.
    Inline { ids: [ParameterId; 2], exponents: [i32; 2] },
    /// Three or more.
    Heap(Box<[(ParameterId, i32)]>),
}

type Powers = SmallVec<[(ParameterId, i32); 4]>;

impl Monomial {
    pub const ONE: Self = Monomial::Inline { ids: [0; 2], exponents: [0; 2] };

    /// The parameter itself.
    pub fn parameter(id: ParameterId) -> Self {
        Monomial::Inline { ids: [id, 0], exponents: [1, 0] }
    }

    #[inline]
    pub fn is_one(&self) -> bool {
        matches!(self, Monomial::Inline { ids: [0, _], .. })
    }

    /// The parameters with their exponents.
    pub fn powers(&self) -> SmallVec<[(ParameterId, i32); 4]> {
        match self {
            Monomial::Inline { ids, exponents } => {
                ids.iter().copied().zip(exponents.iter().copied()).filter(|(id, _)| *id != 0).collect()
            }
            Monomial::Heap(powers) => powers.iter().copied().collect(),
        }
    }

    /// The monomial with the given powers, sorted by id, exponents not 0.
    fn from_powers(powers: &Powers) -> Self {
        match powers[..] {
            [] => Self::ONE,
            [(id, exponent)] => Monomial::Inline { ids: [id, 0], exponents: [exponent, 0] },
            [(id, exponent), (id2, exponent2)] => Monomial::Inline { ids: [id, id2], exponents: [exponent, exponent2] },
            _ => Monomial::Heap(powers.iter().copied().collect()),
        }
    }

    /// The product, or `None` when an exponent leaves ±(2³¹ − 1).
    #[inline]
    pub fn times(&self, other: &Self) -> Option<Self> {
        if other.is_one() {
            return Some(self.clone());
        }
        if self.is_one() {
            return Some(other.clone());
        }
        self.merged(other)
    }

    fn merged(&self, other: &Self) -> Option<Self> {
        let (left, right) = (self.powers(), other.powers());
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        let mut powers = Powers::new();
        loop {
            let next = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) if x.0 == y.0 => {
                    let sum = x.1.checked_add(y.1).filter(|&sum| sum != i32::MIN)?;
                    let next = (x.0, sum);
                    left.next();
                    right.next();
                    next
                }
                (Some(x), y) if y.is_none_or(|y| x.0 < y.0) => {
                    let next = *x;
                    left.next();
                    next
                }
                (_, Some(y)) => {
                    let next = *y;
                    right.next();
                    next
                }
                (Some(_), None) => unreachable!("covered by the guard above"),
            };
            if next.1 != 0 {
                powers.push(next);
            }
        }
        Some(Self::from_powers(&powers))
    }

    /// The conjugate, which is the inverse.
    #[inline]
    pub fn conj(&self) -> Self {
        match self {
            Monomial::Inline { ids, exponents: [x, y] } => Monomial::Inline { ids: *ids, exponents: [-x, -y] },
            Monomial::Heap(powers) => Monomial::Heap(powers.iter().map(|&(id, exponent)| (id, -exponent)).collect()),
        }
    }

    /// The exponent of one parameter, and the monomial without it.
    pub fn split(&self, parameter: ParameterId) -> (i32, Self) {
        let mut powers: Powers = self.powers();
        let mut exponent = 0;
        powers.retain(|(id, power)| {
            let found = *id == parameter;
            if found {
                exponent = *power;
            }
            !found
        });
        (exponent, Self::from_powers(&powers))
    }
}
