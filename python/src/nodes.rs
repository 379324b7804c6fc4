//! The nodes of an element as JSON.

use cogring::semiring::{Node, Spectrum, Term};
use cogring::{Dual, Exact, Result, Scalar};
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

use crate::terms::Terms;
use crate::text::{result, serialized};

/// The nodes of an element.
pub fn to_json(terms: &Terms) -> Result<String> {
    match terms {
        Terms::Float(z) => serialized(&written(z, |number| [number.re, number.im])),
        Terms::Exact(z) => serialized(&written(z, Exact::to_string)),
    }
}

/// The element of nodes, in exact numbers or in floats.
pub fn from_json(dual: &Dual, exact: bool, nodes: &str) -> Result<Terms> {
    Ok(match exact {
        true => Terms::Exact(read(dual, result::<Vec<WrittenNode<String>>>(nodes)?, |number| number.parse())?),
        false => Terms::Float(read(dual, result::<Vec<WrittenNode<[f64; 2]>>>(nodes)?, |[re, im]| {
            Ok(Complex64::new(re, im))
        })?),
    })
}

/// Coefficient, and the entries a, b, c at representatives of ±k.
#[derive(Serialize, Deserialize)]
struct WrittenNode<N> {
    coefficient: N,
    entries: [Vec<(usize, N)>; 3],
}

fn written<S: Scalar, N>(solution: &cogring::Solution<S>, number: impl Fn(&S) -> N) -> Vec<WrittenNode<N>> {
    let entries =
        |spectrum: &Spectrum<S>| spectrum.representatives().map(|(k, value)| (k, number(value))).collect::<Vec<_>>();
    let node = |term: &Term<Node<S>, S>| WrittenNode {
        coefficient: number(&term.coefficient),
        entries: [&term.node.a, &term.node.b, &term.node.c].map(entries),
    };
    solution.terms().iter().map(node).collect()
}

fn read<S: Scalar, N>(
    dual: &Dual,
    nodes: Vec<WrittenNode<N>>,
    number: impl Fn(N) -> Result<S>,
) -> Result<cogring::Solution<S>> {
    let term = |WrittenNode { coefficient, entries }: WrittenNode<N>| {
        let mut spectra = entries.into_iter().map(|entries| {
            let pairs = entries.into_iter().map(|(k, value)| Ok((k, number(value)?))).collect::<Result<Vec<_>>>()?;
            Spectrum::try_from_pairs(dual, pairs)
        });
        let mut next = || spectra.next().expect("a node has three");
        let node = Node { a: next()?, b: next()?, c: next()? };
        Ok(Term { coefficient: number(coefficient)?, node })
    };
    cogring::Solution::new(dual, nodes.into_iter().map(term).collect::<Result<Vec<_>>>()?)
}
