//! The laws of the algebra, for every scalar type, on groups of order 2 to 16; and wrong variants that are caught.

mod support;

use cogring::laws::{self, Semiring};
use cogring::loss::closed_form;
use cogring::potential::Monomial;
use cogring::{Channel, Exact, Group, Homomorphism, Network, PairMask, Solution, SumPotential, Target};
use num_complex::Complex64;
use proptest::prelude::*;
use support::{Arbitrary, any_group, any_network, any_solution};

const TOLERANCE: f64 = 1e-10;

fn same<S: Arbitrary>(x: &Solution<S>, y: &Solution<S>) -> bool {
    x.equals_up_to_permutation(y, TOLERANCE)
}

fn three_solutions<S: Arbitrary>() -> impl Strategy<Value = (Group, Vec<Solution<S>>)> {
    any_group().prop_flat_map(|group| {
        let samples = proptest::collection::vec(any_solution::<S>(&group), 3);
        (Just(group), samples)
    })
}

/// A random monomial: any number of factors, so that the sum potentials of the loss are special cases.
fn any_monomial() -> impl Strategy<Value = Vec<(Channel, usize)>> {
    let channel = proptest::sample::select(Channel::ALL.to_vec());
    proptest::collection::vec((channel, 0..16usize), 0..5)
}

fn check_semiring<S: Arbitrary>(group: &Group, samples: &[Solution<S>]) -> laws::Verdict {
    laws::commutative_semiring(&Semiring::of_solutions(group, &same), samples)
}

fn check_homomorphism<S: Arbitrary>(group: &Group, samples: &[Solution<S>], r: &Monomial) -> laws::Verdict {
    let r = |z: &Solution<S>| r.evaluate(z.sum());
    laws::homomorphism(&Semiring::of_solutions(group, &same), &r, samples, TOLERANCE)
}

fn monomial(group: &Group, factors: &[(Channel, usize)]) -> Monomial {
    Monomial::new(group, factors.iter().map(|&(channel, k)| (channel, k % group.order())).collect())
}

/// The three kinds of sum potential that the loss is made of.
fn potentials(group: &Group, k1: usize, k2: usize, k: usize) -> [SumPotential; 3] {
    let [k1, k2, k] = [k1, k2, k].map(|k| k % group.order());
    [
        SumPotential::ab(k1, k2, k),
        SumPotential::squared(Channel::A, k1, k2, k),
        SumPotential::squared(Channel::B, k1, k2, k),
    ]
}

macro_rules! laws_for {
    ($name:ident, $scalar:ty) => {
        mod $name {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(48))]

                #[test]
                fn solutions_form_a_commutative_semiring((group, samples) in three_solutions::<$scalar>()) {
                    check_semiring(&group, &samples)?;
                }

                #[test]
                fn every_sum_potential_is_a_homomorphism(
                    (group, samples) in three_solutions::<$scalar>(),
                    k1 in 0..16usize, k2 in 0..16usize, k in 0..16usize,
                ) {
                    for potential in potentials(&group, k1, k2, k) {
                        check_homomorphism(&group, &samples, &potential.monomial(&group))?;
                    }
                }

                #[test]
                fn every_monomial_is_a_homomorphism(
                    (group, samples) in three_solutions::<$scalar>(), factors in any_monomial(),
                ) {
                    // The empty monomial counts nodes with their coefficients; it is a homomorphism too.
                    check_homomorphism(&group, &samples, &monomial(&group, &factors))?;
                }

                #[test]
                fn powers_and_scaling_follow_from_the_operations((_, samples) in three_solutions::<$scalar>()) {
                    let z = &samples[0];
                    prop_assert!(same(&z.try_pow(3).unwrap(), &(&(z * z) * z)));
                    prop_assert!(same(&z.try_pow(0).unwrap(), &Solution::one(z.group())));
                }
            }
        }
    };
}

laws_for!(complex, Complex64);
laws_for!(exact, Exact);

/// The three symmetries of the function that do not depend on parameters being special.
fn function_symmetries(z: &Solution<Complex64>, t: f64) -> Vec<Solution<Complex64>> {
    let reversed: Vec<usize> = (0..z.order()).rev().collect();
    vec![
        z.permuted(&reversed).unwrap(),
        z.gauged(&vec![Complex64::from(t); z.order()]).unwrap(),
        z.with_shifted_constants(&Complex64::from(t)),
    ]
}

fn loss_symmetries(z: &Solution<Complex64>, s: usize, t: usize) -> Vec<Solution<Complex64>> {
    let group = z.group();
    let d = group.order();
    let minus_one = cogring::group::Automorphism::multiplication(group, -1).unwrap();
    let mut images = vec![z.translated(s % d, t % d), z.swapped(), z.conjugated(), z.relabelled(&minus_one)];
    if let Ok(doubling) = cogring::group::Automorphism::multiplication(group, 2) {
        images.push(z.relabelled(&doubling));
    }
    images
}

fn loss(z: &Solution<Complex64>, target: Target) -> f64 {
    closed_form(z, target).re
}

fn direct_loss(z: &Solution<Complex64>, target: Target) -> f64 {
    match Network::from_solution(z) {
        Ok(network) => network.evaluate(target, &PairMask::all(z.group())).loss,
        // Without hidden nodes the output is 0.
        Err(_) => 1.0 - if target == Target::ZeroMean { 1.0 / z.group().order() as f64 } else { 0.0 },
    }
}

const TARGETS: [Target; 2] = [Target::ZeroMean, Target::OneHot];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn closed_form_is_the_direct_loss(z in any_group().prop_flat_map(|group| any_solution::<Complex64>(&group))) {
        for target in TARGETS {
            laws::equal_numbers("closed form = direct loss", loss(&z, target), direct_loss(&z, target), TOLERANCE)?;
        }
    }

    #[test]
    fn closed_form_is_the_direct_loss_of_dense_weights(network in any_group().prop_flat_map(|g| any_network(&g))) {
        for target in TARGETS {
            let direct = network.evaluate(target, &PairMask::all(network.group())).loss;
            laws::equal_numbers("closed form = direct loss", loss(&network.to_solution(), target), direct, TOLERANCE)?;
        }
    }

    #[test]
    fn weights_to_solution_and_back(network in any_group().prop_flat_map(|group| any_network(&group))) {
        let back = Network::from_solution(&network.to_solution()).unwrap();
        for (there, here) in [(network.w_a(), back.w_a()), (network.w_b(), back.w_b()), (network.w_c(), back.w_c())] {
            prop_assert!((there - here).norm() <= TOLERANCE * there.norm());
        }
    }

    #[test]
    fn solution_to_weights_and_back(z in any_group().prop_flat_map(|group| any_solution::<Complex64>(&group))) {
        prop_assume!(z.order() > 0);
        let back = Network::from_solution(&z).unwrap().to_solution();
        prop_assert!(z.equals_up_to_gauge(&back, 1e-9), "{z:?} came back as {back:?}");
    }

    #[test]
    fn symmetries_of_the_function_keep_both_losses(
        z in any_group().prop_flat_map(|group| any_solution::<Complex64>(&group)), t in 0.5..2.0f64, minus in any::<bool>(),
    ) {
        for image in function_symmetries(&z, if minus { -t } else { t }) {
            for target in TARGETS {
                laws::equal_numbers("ℓ(s(z)) = ℓ(z)", loss(&image, target), loss(&z, target), TOLERANCE)?;
                laws::equal_numbers("ℓ(s(z)) = ℓ(z)", direct_loss(&image, target), direct_loss(&z, target), TOLERANCE)?;
            }
            prop_assert!(image.equals_up_to_gauge(&z, 1e-9));
        }
        let shifted_output = z.with_output_constant(&Complex64::from(t));
        laws::equal_numbers("ℓ(z + const) = ℓ(z)", loss(&shifted_output, Target::ZeroMean), loss(&z, Target::ZeroMean), TOLERANCE)?;
    }

    #[test]
    fn symmetries_of_the_loss_keep_both_losses(
        z in any_group().prop_flat_map(|group| any_solution::<Complex64>(&group)), s in 0..16usize, t in 0..16usize,
    ) {
        for image in loss_symmetries(&z, s, t) {
            for target in TARGETS {
                laws::equal_numbers("ℓ(s(z)) = ℓ(z)", loss(&image, target), loss(&z, target), TOLERANCE)?;
            }
        }
    }
}

/// Deliberately false variants: the checkers must name the broken law.
mod wrong_variants_are_caught {
    use super::*;
    use cogring::solution::{Node, Spectrum};

    fn samples(group: &Group) -> Vec<Solution<Complex64>> {
        let node = |k: usize, value: Complex64| Node {
            a: Spectrum::single(group, k, value),
            b: Spectrum::single(group, k, value * value),
            c: Spectrum::from_pairs(group, [(k, value), (0, Complex64::ONE)]),
        };
        let z = Solution::from_nodes(group, [node(1, Complex64::new(0.3, 0.8)), node(2, Complex64::new(-0.5, 0.2))]);
        vec![z.clone(), Solution::from_nodes(group, [node(1, Complex64::new(1.1, -0.4))]), z.swapped()]
    }

    #[test]
    fn a_product_that_forgets_a_node_does_not_distribute() {
        let group = Group::cyclic(5).unwrap();
        let forgetful = |x: &Solution<Complex64>, y: &Solution<Complex64>| {
            let product = x * y;
            let kept = product.order().min(3);
            Solution::from_terms(&group, product.terms()[..kept].to_vec())
        };
        let ring = Semiring { times: &forgetful, ..Semiring::of_solutions(&group, &same) };
        let broken = laws::commutative_semiring(&ring, &samples(&group)).unwrap_err();
        assert!(broken.law.contains('*'), "{broken}");
    }

    #[test]
    fn a_product_that_conjugates_is_not_associative() {
        let group = Group::cyclic(5).unwrap();
        let conjugating = |x: &Solution<Complex64>, y: &Solution<Complex64>| (x * y).conjugated();
        let ring = Semiring { times: &conjugating, ..Semiring::of_solutions(&group, &same) };
        let broken = laws::commutative_semiring(&ring, &samples(&group)).unwrap_err();
        assert!(["1 * x = x", "x + 0 = x"].contains(&broken.law), "{broken}");
    }

    #[test]
    fn the_square_of_a_potential_is_not_a_homomorphism() {
        let group = Group::cyclic(5).unwrap();
        let square = |z: &Solution<Complex64>| SumPotential::ab(1, 1, 1).of(z).powu(2);
        let broken = laws::homomorphism(&Semiring::of_solutions(&group, &same), &square, &samples(&group), TOLERANCE)
            .unwrap_err();
        assert_eq!(broken.law, "r(x + y) = r(x) + r(y)");
    }

    #[test]
    fn the_sum_of_two_potentials_is_not_a_homomorphism() {
        let group = Group::cyclic(5).unwrap();
        let sum = |z: &Solution<Complex64>| SumPotential::ab(1, 1, 1).of(z) + SumPotential::ab(2, 2, 2).of(z);
        let broken =
            laws::homomorphism(&Semiring::of_solutions(&group, &same), &sum, &samples(&group), TOLERANCE).unwrap_err();
        assert_eq!(broken.law, "r(1) = 1");
    }

    #[test]
    fn a_gauge_that_forgets_the_output_changes_the_loss() {
        let group = Group::cyclic(5).unwrap();
        let z = &samples(&group)[0];
        let terms = z.terms().iter().map(|term| {
            let mut term = term.clone();
            term.node.a = term.node.a.map(|_, value| value * 2.0);
            term.node.b = term.node.b.map(|_, value| value * 2.0);
            term
        });
        let wrong = Solution::from_terms(&group, terms.collect());
        let verdict =
            laws::equal_numbers("ℓ(s(z)) = ℓ(z)", loss(&wrong, Target::ZeroMean), loss(z, Target::ZeroMean), TOLERANCE);
        assert!(verdict.is_err());
        assert!(!wrong.equals_up_to_gauge(z, 1e-9));
    }

    #[test]
    fn translating_the_inputs_alone_changes_the_loss() {
        let group = Group::cyclic(5).unwrap();
        let z = &samples(&group)[0];
        let translated = z.translated(1, 0);
        let terms = translated.terms().iter().zip(z.terms()).map(|(moved, term)| {
            let mut moved = moved.clone();
            moved.node.c = term.node.c.clone();
            moved
        });
        let wrong = Solution::from_terms(&group, terms.collect());
        assert!((loss(&wrong, Target::ZeroMean) - loss(z, Target::ZeroMean)).abs() > 1e-3);
    }

    #[test]
    fn a_closed_form_without_the_one_sided_terms_is_not_the_loss() {
        let group = Group::cyclic(5).unwrap();
        let z = &samples(&group)[0];
        let residuals = cogring::loss::residuals(z, Target::ZeroMean);
        let without: f64 = residuals
            .entries()
            .iter()
            .filter(|(index, _)| !matches!(index, cogring::loss::Index::OneSided { .. }))
            .map(|(_, value)| 2.0 * value.norm_sqr() / 5.0)
            .sum();
        assert!(laws::equal_numbers("closed form", without, direct_loss(z, Target::ZeroMean), TOLERANCE).is_err());
    }

    #[test]
    fn weights_read_at_the_wrong_scale_are_not_the_same_solution() {
        let group = Group::cyclic(5).unwrap();
        let network = Network::from_solution(&samples(&group)[0]).unwrap();
        let wrong = network.to_solution().scaled(&Complex64::from(0.1));
        assert!(!wrong.equals_up_to_gauge(&network.to_solution(), 1e-9));
    }
}
