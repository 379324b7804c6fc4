//! Exact forms of irreps over cyclotomic fields.
//!
//! Let λ be a linear character of a subgroup H that the irrep ρ, restricted to H, contains once, and w a unit vector on
//! which H acts by λ. Then ⟨w, ρ(x)w⟩ = φ(x) = (1/|H|) Σ_h λ̄(h) χ(xh) is known exactly, and so are the matrices of ρ in the
//! basis that Gram and Schmidt make, without square roots, of vectors ρ(x)w. Real λ and χ give a real form.

use itertools::Itertools;
use num_complex::Complex64;
use num_traits::{One, Zero};

use super::{ExactForm, Irrep, IrrepType};
use crate::group::Group;
use crate::scalar::{Cyclotomic, Exact, Scalar};

/// Larger groups, and irreps of larger degree, are only known numerically.
const MAX_ORDER: usize = 128;
const MAX_DEGREE: usize = 6;

/// The irrep with the given character in the form of its type, verified; `None` when no form is found.
pub(super) fn form(group: &Group, character: &[Exact], degree: usize, kind: IrrepType) -> Option<Irrep> {
    if group.order() > MAX_ORDER || degree > MAX_DEGREE || (kind == IrrepType::Quaternionic && degree != 2) {
        return None;
    }
    if degree == 1 {
        let form = ExactForm { values: character.to_vec(), metric: vec![Exact::one()] };
        return is_representation(group, 1, &form).then(|| Irrep::from_exact(1, kind, form))?;
    }
    let numeric: Vec<Complex64> = character.iter().map(Scalar::to_complex).collect::<Option<_>>()?;
    let mut candidates: Vec<Linear> = linear_characters(group)
        .into_iter()
        .filter(|linear| (linear.multiplicity(&numeric) - 1.0).norm() < 1e-6)
        .filter(|linear| kind != IrrepType::Real || linear.is_real())
        .collect();
    // monomial matrices first, then the sparsest
    candidates.sort_by_key(|linear| {
        (group.order() / linear.elements.len() != degree, !linear.is_real(), usize::MAX - linear.elements.len())
    });
    const TRIED: usize = 6;
    candidates.iter().take(TRIED).find_map(|linear| {
        let form = induced(group, character, degree, linear)?;
        let form = if kind == IrrepType::Quaternionic { normalized(form, degree)? } else { form };
        let is_right = is_representation(group, degree, &form) && has_form(&form, degree, kind);
        is_right.then(|| Irrep::from_exact(degree, kind, form))?
    })
}

/// A linear character of a subgroup: λ(h) = exp(2πi·turn/exponent) for its elements.
struct Linear {
    elements: Vec<usize>,
    turns: Vec<usize>,
    exponent: usize,
}

impl Linear {
    fn is_real(&self) -> bool {
        self.turns.iter().all(|turn| (2 * turn).is_multiple_of(self.exponent))
    }

    fn multiplicity(&self, character: &[Complex64]) -> Complex64 {
        let value = |turn: usize| Complex64::cis(-std::f64::consts::TAU * turn as f64 / self.exponent as f64);
        let terms = self.elements.iter().zip(&self.turns).map(|(&h, &turn)| character[h] * value(turn));
        terms.sum::<Complex64>() / self.elements.len() as f64
    }
}

/// All linear characters of the subgroups that one or two elements generate.
fn linear_characters(group: &Group) -> Vec<Linear> {
    let d = group.order();
    let single = (0..d).map(|g| vec![g]);
    let pairs = (0..d).tuple_combinations().map(|(g, h)| vec![g, h]);
    let mut seen = std::collections::HashSet::new();
    let mut found = Vec::new();
    for generators in single.chain(pairs) {
        let elements = group.subgroup(&generators);
        if elements.len() == 1 || (elements.len() == d && generators.len() > 1) || !seen.insert(elements.clone()) {
            continue;
        }
        let exponent = group.exponent();
        let choices = generators.iter().map(|&g| {
            let step = exponent / group.element_order(g);
            (0..group.element_order(g)).map(move |k| k * step)
        });
        for images in choices.multi_cartesian_product() {
            if let Some(turns) = extended(group, &generators, &images, exponent) {
                let turns = elements.iter().map(|&h| turns[h]).collect();
                found.push(Linear { elements: elements.clone(), turns, exponent });
            }
        }
    }
    found
}

/// The homomorphism into the roots of unity that sends the generators to `images`, if there is one.
fn extended(group: &Group, generators: &[usize], images: &[usize], exponent: usize) -> Option<Vec<usize>> {
    let mut turns = vec![usize::MAX; group.order()];
    turns[group.identity()] = 0;
    let mut queue = vec![group.identity()];
    while let Some(x) = queue.pop() {
        for (&s, &image) in generators.iter().zip(images) {
            let (y, turn) = (group.multiply(x, s), (turns[x] + image) % exponent);
            if turns[y] == usize::MAX {
                turns[y] = turn;
                queue.push(y);
            } else if turns[y] != turn {
                return None;
            }
        }
    }
    Some(turns)
}

/// The matrices of the irrep in an orthogonal basis of vectors ρ(x)w, and the squared lengths of that basis.
fn induced(group: &Group, character: &[Exact], degree: usize, linear: &Linear) -> Option<ExactForm> {
    let share = Exact::from_ratio(1, linear.elements.len() as u64);
    let spherical = |x: usize| {
        let sum = linear.elements.iter().zip(&linear.turns).fold(Exact::zero(), |mut sum, (&h, &turn)| {
            let root = Exact::root_of_unity(-(turn as i64), linear.exponent as u64);
            sum.add_product(&root, &character[group.multiply(x, h)]);
            sum
        });
        (sum * &share).shortened()
    };
    let phi: Vec<Exact> = (0..group.order()).map(spherical).collect();
    let overlap = |x: usize, y: usize| &phi[group.multiply(group.inverse(x), y)];
    let basis = orthogonal_basis(group, degree, &overlap)?;
    let mut values = Vec::with_capacity(group.order() * degree * degree);
    for g in 0..group.order() {
        let moved = |a: usize, b: usize| overlap(basis.points[a], group.multiply(g, basis.points[b]));
        for (i, j) in (0..degree).cartesian_product(0..degree) {
            let mut sum = Exact::zero();
            for (a, x) in basis.vectors[i].iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                for (b, y) in basis.vectors[j].iter().enumerate().filter(|(_, y)| !y.is_zero()) {
                    sum += &(x.conj() * y * moved(a, b));
                }
            }
            values.push(sum.checked_div(&basis.lengths[i])?.shortened());
        }
    }
    Some(ExactForm { values, metric: basis.lengths })
}

/// Vectors u_i = Σ_a c_ia ρ(x_a)w that are orthogonal, and their squared lengths.
struct Basis {
    points: Vec<usize>,
    vectors: Vec<Vec<Exact>>,
    lengths: Vec<Exact>,
}

fn orthogonal_basis<'a>(group: &Group, degree: usize, overlap: &impl Fn(usize, usize) -> &'a Exact) -> Option<Basis> {
    let mut basis = Basis { points: Vec::new(), vectors: Vec::new(), lengths: Vec::new() };
    let everywhere = || std::iter::once(group.identity()).chain(0..group.order());
    // first the points whose vectors are orthogonal as they are, then any
    for (x, only_orthogonal) in everywhere().map(|x| (x, true)).chain(everywhere().map(|x| (x, false))) {
        if basis.points.len() == degree {
            break;
        }
        if only_orthogonal && basis.points.iter().any(|&y| !overlap(y, x).is_zero()) {
            continue;
        }
        let mut vector = vec![Exact::zero(); basis.points.len()];
        let mut length = overlap(x, x).clone();
        for (u, size) in basis.vectors.iter().zip(&basis.lengths) {
            let mut product = Exact::zero();
            for (a, c) in u.iter().enumerate() {
                product += &(c.conj() * overlap(basis.points[a], x));
            }
            let share = product.checked_div(size)?.shortened();
            for (a, c) in u.iter().enumerate() {
                vector[a] += &-(share.clone() * c);
            }
            length += &-(share.norm_squared() * size);
        }
        let length = length.shortened();
        if !length.is_zero() {
            vector.push(Exact::one());
            basis.points.push(x);
            basis.lengths.push(length);
            basis.vectors.push(vector.into_iter().map(Exact::shortened).collect());
        }
    }
    (basis.points.len() == degree).then_some(basis)
}

/// The form of degree 2 in which both basis vectors have length 1, when the quotient of the lengths has a known square root.
fn normalized(form: ExactForm, degree: usize) -> Option<ExactForm> {
    let [first, second] = &form.metric[..] else { return None };
    let root = second.checked_div(first)?.square_root()?;
    let inverse = Exact::one().checked_div(&root)?;
    let scaled = |(at, value): (usize, Exact)| match (at / degree % degree, at % degree) {
        (0, 1) => (value * &inverse).shortened(),
        (1, 0) => (value * &root).shortened(),
        _ => value,
    };
    let values = form.values.into_iter().enumerate().map(scaled).collect();
    Some(ExactForm { values, metric: vec![Exact::one(); degree] })
}

/// Whether ρ(g)ρ(s) = ρ(gs) for all g and all generators s, and ρ(s)* D ρ(s) = D.
fn is_representation(group: &Group, n: usize, form: &ExactForm) -> bool {
    let entry = |g: usize, i: usize, j: usize| &form.values[(g * n + i) * n + j];
    let is_one = (0..n * n).all(|at| {
        let value = entry(group.identity(), at / n, at % n);
        if at / n == at % n { value.is_one() } else { value.is_zero() }
    });
    let multiplies = |g: usize, s: usize| {
        let product = group.multiply(g, s);
        (0..n).cartesian_product(0..n).all(|(i, j)| {
            let mut sum = Exact::zero();
            (0..n).for_each(|l| sum.add_product(entry(g, i, l), entry(s, l, j)));
            sum == *entry(product, i, j)
        })
    };
    let keeps_metric = |s: usize| {
        (0..n).cartesian_product(0..n).all(|(i, j)| {
            let terms = (0..n).map(|l| entry(s, l, i).conj() * entry(s, l, j) * &form.metric[l]);
            let sum = terms.fold(Exact::zero(), |sum, term| sum + term);
            if i == j { sum == form.metric[i] } else { sum.is_zero() }
        })
    };
    let generators = group.generators();
    is_one
        && form.metric.iter().all(|size| size.is_real() && size.to_complex().is_some_and(|size| size.re > 0.0))
        && generators.iter().all(|&s| keeps_metric(s) && (0..group.order()).all(|g| multiplies(g, s)))
}

/// Whether the entries are real for type R, and the matrices quaternions for type H.
fn has_form(form: &ExactForm, n: usize, kind: IrrepType) -> bool {
    match kind {
        IrrepType::Real => form.values.iter().all(Scalar::is_real),
        IrrepType::Complex => true,
        IrrepType::Quaternionic => form.values.chunks(n * n).all(|rho| {
            let m = n / 2;
            (0..m).cartesian_product(0..m).all(|(i, j)| {
                let (alpha, beta) = (&rho[i * n + j], &rho[(i + m) * n + j]);
                rho[(i + m) * n + j + m] == alpha.conj() && rho[i * n + j + m] == -beta.conj()
            })
        }),
    }
}
