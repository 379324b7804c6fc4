//! What is proved is accepted by the checker; what is nearly a solution is refused by both.

use cogring::certificate::{self, Certificate, CertifiedNode, Entry, Number, Summand};
use cogring::check::Verdict;
use cogring::construct::optimizers::{memorization, order4, order4_bias, order6, order6_ab};
use cogring::construct::{Sign, narrow};
use cogring::group::Automorphism;
use cogring::proof::SolutionProof;
use cogring::scalar::NormalTerm;
use cogring::semiring::{Spectrum, Term};
use cogring::{Cyclotomic, Exact, Group, Homomorphism, Inputs, Node, Scalar, Solution, SumPotential, Target};
use num_traits::{One, Zero};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::support::{groups_of_order, numeric};
use super::{any_element, built, direct_loss, elements, ratio};

/// A loss by definition, in floats, that is not 0.
const LARGEST_ROUNDING: f64 = 1e-18;

/// What the checker says of a certificate's text.
fn is_accepted(certificate: &Certificate) -> bool {
    let text = certificate.to_json().expect("a certificate that is not too large");
    Verdict::of_bytes(text.as_bytes()).is_ok_and(|verdict| verdict.is_valid())
}

fn is_proved(z: &Solution<Exact>) -> bool {
    SolutionProof::new(z, Target::ZeroMean).expect("small numbers").proved
}

fn numeric_loss(z: &Solution<Exact>) -> f64 {
    direct_loss(&numeric(z), Target::ZeroMean)
}

#[test]
fn whatever_is_proved_of_random_elements_is_accepted() {
    let groups: Vec<Group> = (1..=24).flat_map(groups_of_order).collect();
    let mut proved = 0;
    for seed in 0..elements() {
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let group = &groups[random.random_range(0..groups.len())];
        let z: Solution<Exact> = built(group, &any_element(group, random));
        if is_proved(&z) {
            let certificate = Certificate::of_solution(&z).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert!(is_accepted(&certificate), "seed {seed}, {group}: proved and refused\n{z}");
            proved += 1;
        } else {
            assert!(Certificate::of_solution(&z).is_err(), "seed {seed}, {group}: certified and not proved\n{z}");
        }
    }
    println!("{} random elements, {proved} proved and accepted", elements());
    assert!(proved > 0, "in the group of order 1 every element is a solution");
}

#[test]
fn solutions_made_of_solutions_are_accepted_and_their_neighbours_are_refused() {
    let (mut refused, mut kept) = (0, 0);
    let groups: Vec<Group> = (2..=24).flat_map(groups_of_order).collect();
    let count = elements() / 10;
    for seed in 0..count {
        let random = &mut ChaCha8Rng::seed_from_u64(seed);
        let group = &groups[random.random_range(0..groups.len())];
        let z = made(group, random);
        assert!(is_proved(&z) && numeric_loss(&z) < LARGEST_ROUNDING, "seed {seed}, {group}: a solution is not proved");
        let certificate = Certificate::of_solution(&z).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert!(is_accepted(&certificate), "seed {seed}, {group}: proved and refused\n{z}");
        let near = neighbour(&certificate, random);
        let twin = element(group, &near.nodes);
        let is_solution = numeric_loss(&twin) < LARGEST_ROUNDING;
        assert_eq!(is_proved(&twin), is_solution, "seed {seed}, {group}: the prover errs\n{twin}");
        if is_solution {
            let own = Certificate::of_solution(&twin).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            assert!(is_accepted(&own), "seed {seed}, {group}: proved and refused\n{twin}");
        } else {
            assert!(!is_accepted(&near), "seed {seed}, {group}: accepted with the potentials of another\n{twin}");
            let forged = with_own_identities(near, &twin);
            assert!(!is_accepted(&forged), "seed {seed}, {group}: accepted with a loss that is not 0\n{twin}");
        }
        *if is_solution { &mut kept } else { &mut refused } += 1;
    }
    println!(
        "{count} solutions proved and accepted; one number changed: {refused} refused by both, {kept} solutions still"
    );
    assert!(refused > count / 2, "neighbours are seldom solutions");
}

/// A root of unity, or a free parameter.
fn unit(random: &mut ChaCha8Rng) -> Exact {
    match random.random_range(0..6) {
        0 => Exact::parameter("nu"),
        1 => Exact::parameter("xi"),
        _ => Exact::root_of_unity(random.random_range(0..12), 12),
    }
}

fn sign(random: &mut ChaCha8Rng) -> Sign {
    if random.random_range(0..2) == 0 { Sign::Plus } else { Sign::Minus }
}

/// A solution all of whose potentials are 0 or 1.
fn order_six(group: &Group, random: &mut ChaCha8Rng) -> Solution<Exact> {
    match random.random_range(0..2) {
        0 => order6(group, |_| unit(random)),
        _ => order6_ab(group, |_| (unit(random), unit(random))),
    }
    .expect("unit parameters")
}

fn known(group: &Group, random: &mut ChaCha8Rng) -> Solution<Exact> {
    let is_small = group.order() <= 6;
    match random.random_range(0..if is_small { 7 } else { 5 }) {
        0 => order4_bias(group, |_| (unit(random), sign(random))).expect("unit parameters"),
        1 => {
            let host = unit(random);
            order4(group, &host, |_| (unit(random), sign(random))).expect("unit parameters")
        }
        2..5 => order_six(group, random),
        5 => memorization(group).expect("a group"),
        _ => narrow(group),
    }
}

/// Solutions multiplied, mixed with weights of sum 1, split, and moved by symmetries.
fn made(group: &Group, random: &mut ChaCha8Rng) -> Solution<Exact> {
    let mut z = known(group, random);
    if group.order() <= 7 && random.random_range(0..3) == 0 {
        z = order_six(group, random).try_mul(&order_six(group, random)).expect("one group");
    }
    if random.random_range(0..3) == 0 {
        let numerator = random.random_range(-4..8);
        z = z
            .scaled(&ratio(numerator, 3))
            .try_add(known(group, random).scaled(&ratio(3 - numerator, 3)))
            .expect("one group");
    }
    for _ in 0..random.random_range(0..3) {
        z = moved(&z, random);
    }
    z
}

fn moved(z: &Solution<Exact>, random: &mut ChaCha8Rng) -> Solution<Exact> {
    let (group, d) = (z.group(), z.group().order());
    match random.random_range(0..7) {
        0 => {
            let mut order: Vec<usize> = (0..z.order()).collect();
            (1..order.len()).for_each(|j| order.swap(j, random.random_range(0..=j)));
            Solution::from_terms(group, order.iter().map(|&j| z.terms()[j].clone()).collect())
        }
        1 => {
            let gauged = |term: &Term<Node<Exact>, Exact>| {
                let t = ratio([-3, -2, -1, 1, 2, 3][random.random_range(0..6)], 2);
                let inverse_square = Exact::one().checked_div(&t.squared()).expect("not 0");
                let scaled = |spectrum: &Spectrum<Exact>, by: &Exact| spectrum.map(|_, value| value.clone() * by);
                let Node { a, b, c } = &term.node;
                let node = Node { a: scaled(a, &t), b: scaled(b, &t), c: scaled(c, &inverse_square) };
                Term { coefficient: term.coefficient.clone(), node }
            };
            Solution::from_terms(group, z.terms().iter().map(gauged).collect())
        }
        2 => z.swapped(),
        3 => z.conjugated(),
        4 => z.translated([0; 3].map(|_| random.random_range(0..d))),
        5 => {
            let power = random.random_range(1..=d as i64);
            Automorphism::multiplication(group, power)
                .map_or_else(|_| z.clone(), |automorphism| z.relabelled(&automorphism))
        }
        _ => {
            let mut terms = z.terms().to_vec();
            if terms.is_empty() {
                return z.clone();
            }
            let at = random.random_range(0..terms.len());
            let half = Term { coefficient: terms[at].coefficient.clone() * &ratio(1, 2), node: terms[at].node.clone() };
            terms[at] = half.clone();
            terms.push(half);
            Solution::from_terms(group, terms)
        }
    }
}

/// The certificate with one number of one node doubled, or its sign changed.
fn neighbour(certificate: &Certificate, random: &mut ChaCha8Rng) -> Certificate {
    let mut near = certificate.clone();
    let at = random.random_range(0..near.nodes.len());
    let CertifiedNode { coefficient, a, b, c } = &mut near.nodes[at];
    let entries = a.iter_mut().chain(b).chain(c).map(|entry| &mut entry.value);
    let mut numbers: Vec<&mut Number> = entries.chain([coefficient]).collect();
    let changed = random.random_range(0..numbers.len());
    let value = value(numbers[changed]) * &ratio([2, -1, 3][random.random_range(0..3)], 1);
    *numbers[changed] = number(&value);
    near
}

/// The certificate with the true potentials of `z`, its nodes' element, and the loss 0 that it claims.
fn with_own_identities(mut certificate: Certificate, z: &Solution<Exact>) -> Certificate {
    for identity in &mut certificate.identities {
        let index = |k: &[i64]| z.group().index_of_signed(k).expect("a frequency");
        let inputs = match identity.inputs {
            certificate::Inputs::AA => Inputs::AA,
            certificate::Inputs::AB => Inputs::AB,
            certificate::Inputs::BB => Inputs::BB,
        };
        let potential = SumPotential::new(inputs, index(&identity.k1), index(&identity.k2), index(&identity.k));
        identity.value = number(&potential.evaluate(z));
    }
    certificate
}

fn element(group: &Group, nodes: &[CertifiedNode]) -> Solution<Exact> {
    let spectrum = |entries: &[Entry]| {
        let pairs =
            entries.iter().map(|entry| (group.index_of_signed(&entry.k).expect("a frequency"), value(&entry.value)));
        Spectrum::from_pairs(&group.dual(), pairs)
    };
    let terms = nodes.iter().map(|CertifiedNode { coefficient, a, b, c }| Term {
        coefficient: value(coefficient),
        node: Node { a: spectrum(a), b: spectrum(b), c: spectrum(c) },
    });
    Solution::from_terms(group, terms.collect())
}

/// The number that is written.
fn value(number: &Number) -> Exact {
    number.0.iter().fold(Exact::zero(), |sum, Summand { coefficient, turn, powers }| {
        let (exponent, order) = turn.split_once('/').unwrap_or(("0", "1"));
        let term = NormalTerm {
            coefficient: coefficient.parse().expect("a fraction"),
            exponent: exponent.parse().expect("a whole number"),
            order: order.parse().expect("a whole number"),
            parameters: powers.iter().cloned().collect(),
        };
        sum + Exact::from_normal_term(&term)
    })
}

/// The number as certificates write it.
fn number(value: &Exact) -> Number {
    let mut terms = value.normal_terms().expect("a small number");
    let key = |term: &NormalTerm| {
        (term.parameters.clone().into_iter().collect::<Vec<_>>(), f64::from(term.exponent) / f64::from(term.order))
    };
    terms.sort_by(|x, y| key(x).partial_cmp(&key(y)).expect("finite"));
    let summands = terms.into_iter().map(|term| Summand {
        coefficient: term.coefficient.to_string(),
        turn: if term.exponent == 0 { "0".to_owned() } else { format!("{}/{}", term.exponent, term.order) },
        powers: term.parameters.into_iter().collect(),
    });
    Number(summands.collect())
}
