//! What the tests of several rooms share: all small groups, and random solutions over them.
#![allow(dead_code)]

use cogring::semiring::{Node, Spectrum, Term};
use cogring::{Cyclotomic, Exact, Group, Network, Scalar, Solution};
use std::collections::BTreeMap;

use nalgebra::DMatrix;
use num_complex::Complex64;
use proptest::prelude::*;

/// Every finite Abelian group of the given order up to isomorphism, by elementary divisors.
pub fn groups_of_order(order: usize) -> Vec<Group> {
    fn partitions(n: u32, largest: u32) -> Vec<Vec<u32>> {
        if n == 0 {
            return vec![vec![]];
        }
        (1..=n.min(largest))
            .flat_map(|first| {
                partitions(n - first, first).into_iter().map(move |mut rest| {
                    rest.insert(0, first);
                    rest
                })
            })
            .collect()
    }
    let mut types: Vec<Vec<usize>> = vec![vec![]];
    let (mut rest, mut prime) = (order, 2);
    while rest > 1 {
        let mut exponent = 0;
        while rest % prime == 0 {
            rest /= prime;
            exponent += 1;
        }
        let parts = partitions(exponent, exponent);
        types = types
            .iter()
            .flat_map(|moduli| {
                parts.iter().map(move |part| {
                    let powers = part.iter().map(|&e| prime.pow(e));
                    moduli.iter().copied().chain(powers).collect()
                })
            })
            .collect();
        prime += 1;
    }
    types
        .into_iter()
        .map(|moduli| Group::new(if moduli.is_empty() { &[1] } else { &moduli }).expect("small group"))
        .collect()
}

/// The groups of order 2 to 16, every isomorphism type, and presentations such as 2x3 that are not elementary divisors.
pub fn small_groups() -> Vec<Group> {
    let extra = ["6", "10", "12", "14", "15", "2x6", "4x3"].map(|text| text.parse().expect("a group"));
    (2..=16).flat_map(groups_of_order).chain(extra).collect()
}

/// One of [`small_groups`], or a group that does not commute, with irreps of every type.
pub fn any_finite_group() -> impl Strategy<Value = Group> {
    let others = ["S3", "D4", "Q8", "D5", "A4", "Dic3"].map(|name| name.parse::<Group>().expect("a group"));
    prop_oneof![any_group(), proptest::sample::select(others.to_vec())]
}

/// One of [`small_groups`].
pub fn any_group() -> impl Strategy<Value = Group> {
    proptest::sample::select(small_groups())
}

/// A random scalar, small and generic.
pub trait Arbitrary: Cyclotomic {
    fn any() -> BoxedStrategy<Self>;
    fn any_real() -> BoxedStrategy<Self>;
    /// The value at fixed, generic parameters.
    fn numeric(&self) -> Complex64;
}

impl Arbitrary for Complex64 {
    fn any() -> BoxedStrategy<Self> {
        (-1.5..1.5f64, -1.5..1.5f64).prop_map(|(re, im)| Complex64::new(re, im)).boxed()
    }

    fn any_real() -> BoxedStrategy<Self> {
        (-1.5..1.5f64).prop_map(Complex64::from).boxed()
    }

    fn numeric(&self) -> Complex64 {
        *self
    }
}

/// A random monomial: a small rational times a root of unity of order up to 15 times powers of ν and ξ.
pub fn any_exact_monomial() -> impl Strategy<Value = Exact> {
    let order = proptest::sample::select(vec![1, 2, 3, 4, 5, 6, 8, 9, 12, 15u64]);
    (-3..4i64, 1..4u64, 0..60i64, order, -2..3i32, -1..2i32).prop_map(
        |(numerator, denominator, turn, order, nu, xi)| {
            let power = |name: &str, exponent: i32| {
                let parameter = Exact::parameter(name);
                let base = if exponent < 0 { parameter.conj() } else { parameter };
                base.power(u64::from(exponent.unsigned_abs()))
            };
            Exact::from_ratio(numerator, denominator)
                * &Exact::root_of_unity(turn, order)
                * &power("nu", nu)
                * &power("xi", xi)
        },
    )
}

impl Arbitrary for Exact {
    fn any() -> BoxedStrategy<Self> {
        let sum = |terms: Vec<Exact>| terms.into_iter().fold(Exact::from_ratio(0, 1), |sum, term| sum + term);
        proptest::collection::vec(any_exact_monomial(), 0..3).prop_map(sum).boxed()
    }

    fn any_real() -> BoxedStrategy<Self> {
        // x + conj x of one monomial, for example √3 or ν + ν^-1: the loss of a solution squares products of four such
        // numbers, and its summands should stay few enough to be computed exactly, and small enough to be compared in
        // floats although most of them cancel.
        any_exact_monomial().prop_map(|x| x.conj() + x).boxed()
    }

    fn numeric(&self) -> Complex64 {
        let parameters = [("nu".to_owned(), Complex64::cis(0.7)), ("xi".to_owned(), Complex64::cis(-1.9))];
        self.evaluate(&BTreeMap::from(parameters)).expect("only ν and ξ are free")
    }
}

/// A random Hermitian function: a few frequencies, frequency 0 among them.
pub fn any_spectrum<S: Arbitrary>(group: &Group) -> impl Strategy<Value = Spectrum<S>> + use<S> {
    let group = group.clone();
    let d = group.order();
    proptest::collection::vec((0..d, S::any(), S::any_real()), 0..4).prop_map(move |entries| {
        let pairs = entries
            .into_iter()
            .map(|(k, value, real)| (k, if group.dual().is_self_conjugate(k) { real } else { value }));
        Spectrum::from_pairs(&group.dual(), pairs)
    })
}

/// A random hidden node.
pub fn any_node<S: Arbitrary>(group: &Group) -> impl Strategy<Value = Node<S>> + use<S> {
    (any_spectrum(group), any_spectrum(group), any_spectrum(group)).prop_map(|(a, b, c)| Node { a, b, c })
}

/// A random solution of order 0 to 3 with coefficients.
pub fn any_solution<S: Arbitrary>(group: &Group) -> impl Strategy<Value = Solution<S>> + use<S> {
    let group = group.clone();
    proptest::collection::vec((S::any_real(), any_node(&group)), 0..4).prop_map(move |terms| {
        let terms = terms.into_iter().map(|(coefficient, node)| Term { coefficient, node });
        Solution::from_terms(&group, terms.collect())
    })
}

/// The solution in floats, at fixed parameters.
pub fn numeric<S: Arbitrary>(z: &Solution<S>) -> Solution<Complex64> {
    let group = z.group();
    let spectrum = |spectrum: &Spectrum<S>| {
        let pairs = spectrum.representatives().map(|(k, value)| {
            let value = value.numeric();
            (k, if group.dual().is_self_conjugate(k) { Complex64::from(value.re) } else { value })
        });
        Spectrum::from_pairs(&group.dual(), pairs)
    };
    let terms = z.terms().iter().map(|term| Term {
        coefficient: Complex64::from(term.coefficient.numeric().re),
        node: Node { a: spectrum(&term.node.a), b: spectrum(&term.node.b), c: spectrum(&term.node.c) },
    });
    Solution::from_terms(group, terms.collect())
}

/// Random dense weights with 1 to 6 hidden nodes.
pub fn any_network(group: &Group) -> impl Strategy<Value = Network> + use<> {
    let group = group.clone();
    (1..7usize).prop_flat_map(move |q| {
        let (group, d) = (group.clone(), group.order());
        proptest::collection::vec(-1.0..1.0f64, 3 * q * d).prop_map(move |values| {
            let (a, rest) = values.split_at(q * d);
            let (b, c) = rest.split_at(q * d);
            let input = |values| DMatrix::from_row_slice(q, d, values);
            Network::new(&group, input(a), input(b), DMatrix::from_row_slice(d, q, c)).expect("shapes fit")
        })
    })
}
