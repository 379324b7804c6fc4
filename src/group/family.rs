//! The families of groups that have names: permutations, dihedral and quaternion groups, matrices, products.

use std::collections::HashMap;
use std::hash::Hash;

use itertools::Itertools;

use super::Group;
use super::table::MAX_TABLE_ORDER;
use crate::{Error, Result};

/// A permutation of 0..n by its values.
type Permutation = Vec<usize>;

/// A 2×2 matrix modulo a prime, row by row.
type Matrix = [usize; 4];

/// The table of `elements` under `multiply`, under which they are closed.
fn from_elements<T: Eq + Hash>(name: &str, elements: &[T], multiply: impl Fn(&T, &T) -> T) -> Result<Group> {
    require_order(elements.len())?;
    let index: HashMap<&T, usize> = elements.iter().enumerate().map(|(at, element)| (element, at)).collect();
    let product = |x: &T, y: &T| {
        index.get(&multiply(x, y)).copied().ok_or_else(|| Error::argument("the elements are not closed under products"))
    };
    let row = |x: &T| elements.iter().map(|y| product(x, y)).collect::<Result<Vec<_>>>();
    let rows = elements.iter().map(row).collect::<Result<Vec<_>>>()?;
    Group::from_named_table((!name.is_empty()).then(|| name.to_owned()), &rows)
}

fn require_order(order: usize) -> Result<()> {
    if order <= MAX_TABLE_ORDER {
        return Ok(());
    }
    let most = MAX_TABLE_ORDER;
    Err(Error::unsupported(format!("a group of order {order} that is not Abelian; up to {most} are supported")))
}

fn compose(p: &Permutation, q: &Permutation) -> Permutation {
    q.iter().map(|&i| p[i]).collect()
}

impl Group {
    /// The group that permutations of 0..n generate, elements in lexicographic order of their values, with
    /// (p·q)(i) = p(q(i)).
    ///
    /// # Errors
    /// When there is none, they are not permutations of one set, or they generate more than 512 elements.
    pub fn from_permutations(generators: &[Vec<usize>]) -> Result<Self> {
        let Some(points) = generators.first().map(Vec::len) else {
            return Err(Error::argument("no permutation to generate a group"));
        };
        for p in generators {
            if !p.iter().copied().sorted().eq(0..points) {
                return Err(Error::argument(format!("{p:?} is no permutation of 0..{points}")));
            }
        }
        generated("", generators)
    }

    /// The direct product of this group and `other`: pairs (g, h), numbered g·|H| + h; by factors when both are.
    ///
    /// # Errors
    /// When the order exceeds 512, or 2²⁶ for groups given by their factors.
    pub fn times(&self, other: &Group) -> Result<Self> {
        if let (Some(x), Some(y)) = (self.moduli(), other.moduli()) {
            return Group::new(&[x, y].concat());
        }
        let (order, n) = (self.order().saturating_mul(other.order()), other.order());
        require_order(order)?;
        let name = [self, other].iter().all(|group| group.is_named()).then(|| format!("{self}x{other}"));
        let product = |x: usize, y: usize| self.multiply(x / n, y / n) * n + other.multiply(x % n, y % n);
        let rows: Vec<Vec<usize>> = (0..order).map(|x| (0..order).map(|y| product(x, y)).collect()).collect();
        Group::from_named_table(name, &rows)
    }
}

/// The group that permutations of the same points generate, in lexicographic order of their values.
pub(super) fn generated(name: &str, generators: &[Permutation]) -> Result<Group> {
    let points = generators.first().map_or(0, Vec::len);
    let mut elements: Vec<Permutation> = vec![(0..points).collect()];
    let mut seen: std::collections::HashSet<Permutation> = elements.iter().cloned().collect();
    let mut next = 0;
    while let Some(p) = elements.get(next).cloned() {
        next += 1;
        for q in generators {
            let product = compose(&p, q);
            if seen.insert(product.clone()) {
                elements.push(product);
                require_order(elements.len())?;
            }
        }
    }
    elements.sort_unstable();
    from_elements(name, &elements, compose)
}

/// S_n, permutations in lexicographic order.
pub(super) fn symmetric(n: usize) -> Result<Group> {
    from_elements(&format!("S{n}"), &permutations(n)?, compose)
}

/// A_n, even permutations in lexicographic order.
pub(super) fn alternating(n: usize) -> Result<Group> {
    let is_even = |p: &Permutation| p.iter().tuple_combinations().filter(|(x, y)| x > y).count() % 2 == 0;
    let even: Vec<Permutation> = permutations(n)?.into_iter().filter(is_even).collect();
    from_elements(&format!("A{n}"), &even, compose)
}

fn permutations(n: usize) -> Result<Vec<Permutation>> {
    if !(1..=6).contains(&n) {
        return Err(Error::unsupported(format!("permutations of {n} points; from 1 to 6 are supported")));
    }
    Ok((0..n).permutations(n).collect())
}

/// ⟨r, s : rᵐ = 1, s² = r^`square`, s r s⁻¹ = r^`turn`⟩, the element rᵏ sʲ numbered k + m·j.
fn cyclic_by_two(name: &str, m: usize, square: usize, turn: usize) -> Result<Group> {
    require_order(m.saturating_mul(2))?;
    let elements: Vec<(usize, usize)> = (0..2).flat_map(|j| (0..m).map(move |k| (k, j))).collect();
    from_elements(name, &elements, |&(k, j), &(l, i)| {
        let moved = if j == 1 { l * turn } else { l };
        let carried = if j + i == 2 { square } else { 0 };
        ((k + moved + carried) % m, (j + i) % 2)
    })
}

/// D_n of order 2n.
pub(super) fn dihedral(n: usize) -> Result<Group> {
    cyclic_by_two(&format!("D{n}"), n, 0, n - 1)
}

/// Dic_n of order 4n; `name` is Q8 or Q16 where 4n is a power of two.
pub(super) fn dicyclic(name: &str, n: usize) -> Result<Group> {
    require_order(n.saturating_mul(4))?;
    cyclic_by_two(name, 2 * n, n, 2 * n - 1)
}

/// QD of order 2m, m a power of two.
pub(super) fn quasidihedral(m: usize) -> Result<Group> {
    cyclic_by_two(&format!("QD{}", 2 * m), m, 0, m / 2 - 1)
}

/// Z_n : Z_m, where 1 of Z_m acts on Z_n as multiplication by `unit`; (a, b) is numbered a + n·b.
pub(super) fn semidirect(name: &str, n: usize, m: usize, unit: usize) -> Result<Group> {
    require_order(n.saturating_mul(m))?;
    let elements: Vec<(usize, usize)> = (0..m).flat_map(|b| (0..n).map(move |a| (a, b))).collect();
    let power = |b: usize| (0..b).fold(1 % n, |power, _| power * unit % n);
    let powers: Vec<usize> = (0..m).map(power).collect();
    from_elements(name, &elements, |&(a, b), &(c, e)| ((a + powers[b] * c) % n, (b + e) % m))
}

/// The multiplicative order of `unit` modulo n, if it is a unit.
pub(super) fn order_modulo(n: usize, unit: usize) -> Option<usize> {
    (super::moduli::gcd(n, unit) == 1).then(|| {
        let mut power = unit % n;
        let mut order = 1;
        while power != 1 % n {
            power = power * unit % n;
            order += 1;
        }
        order
    })
}

/// Which 2×2 matrices over the field with p elements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Linear {
    General,
    Special,
    Projective,
}

/// GL(2,p), SL(2,p) or PSL(2,p): the identity first, the others in lexicographic order of their entries, row by row.
pub(super) fn linear(name: &str, kind: Linear, p: usize) -> Result<Group> {
    let determinant = |m: &Matrix| (m[0] * m[3] + p * p - m[1] * m[2]) % p;
    let negative = |m: &Matrix| m.map(|x| (p - x) % p);
    let canonical = |m: Matrix| if kind == Linear::Projective { m.min(negative(&m)) } else { m };
    require_order((p * p - 1).saturating_mul(p) / if kind == Linear::Projective { 2 } else { 1 })?;
    let all = (0..4).map(|_| 0..p).multi_cartesian_product().map(|m| [m[0], m[1], m[2], m[3]]);
    let is_member = |m: &Matrix| {
        let det = determinant(m);
        if kind == Linear::General { det != 0 } else { det == 1 && canonical(*m) == *m }
    };
    let one = canonical([1, 0, 0, 1]);
    let elements: Vec<Matrix> = std::iter::once(one).chain(all.filter(|m| is_member(m) && *m != one)).collect();
    from_elements(name, &elements, |x, y| {
        canonical([
            (x[0] * y[0] + x[1] * y[2]) % p,
            (x[0] * y[1] + x[1] * y[3]) % p,
            (x[2] * y[0] + x[3] * y[2]) % p,
            (x[2] * y[1] + x[3] * y[3]) % p,
        ])
    })
}
