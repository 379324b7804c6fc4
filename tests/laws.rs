//! The laws of the algebra, for every scalar type, on groups of order 2 to 16; and wrong variants that are caught.

mod support;

use cogring::group::Automorphism;
use cogring::loss::closed_form;
use cogring::potential::Monomial;
use cogring::semiring::laws::{self, Semiring};
use cogring::semiring::{Node, Spectrum, Term};
use cogring::{Channel, Exact, Group, Homomorphism, Network, PairMask, Scalar, Solution, SumPotential, Target};
use num_complex::Complex64;
use proptest::prelude::*;
use support::{Arbitrary, any_finite_group, any_network, any_solution, numeric};

const TOLERANCE: f64 = 1e-10;

fn same<S: Arbitrary>(x: &Solution<S>, y: &Solution<S>) -> bool {
    x.equals_up_to_permutation(y, TOLERANCE)
}

fn three_solutions<S: Arbitrary>() -> impl Strategy<Value = (Group, Vec<Solution<S>>)> {
    any_finite_group().prop_flat_map(|group| {
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

fn check_homomorphism<S: Arbitrary>(
    group: &Group,
    samples: &[Solution<S>],
    r: &impl Homomorphism<Node<S>, S>,
) -> laws::Verdict {
    let r = |z: &Solution<S>| r.evaluate(z);
    laws::homomorphism(&Semiring::of_solutions(group, &same), &r, samples, TOLERANCE)
}

fn monomial(group: &Group, factors: &[(Channel, usize)]) -> Monomial {
    Monomial::new(factors.iter().map(|&(channel, k)| (channel, k % group.order())).collect())
}

/// The three kinds of sum potential that the loss is made of.
fn potentials(group: &Group, k1: usize, k2: usize, k: usize) -> [SumPotential; 3] {
    let [k1, k2, k] = [k1, k2, k].map(|k| k % group.order());
    [SumPotential::ab(k1, k2, k), SumPotential::aa(k1, k2, k), SumPotential::bb(k1, k2, k)]
}

fn one_solution<S: Arbitrary>() -> impl Strategy<Value = Solution<S>> {
    any_finite_group().prop_flat_map(|group| any_solution::<S>(&group))
}

/// The vector with a constant added.
fn with_constant<S: Arbitrary>(group: &Group, spectrum: &Spectrum<S>, constant: S) -> Spectrum<S> {
    let entries = spectrum.representatives().map(|(k, value)| (k, value.clone()));
    Spectrum::from_pairs(&group.dual(), entries.chain([(0, constant)]))
}

fn mapped<S: Arbitrary>(z: &Solution<S>, f: impl Fn(&Node<S>) -> Node<S>) -> Solution<S> {
    let terms = z.terms().iter().map(|term| Term { node: f(&term.node), coefficient: term.coefficient.clone() });
    Solution::from_terms(z.group(), terms.collect())
}

/// The three symmetries of the function that do not depend on parameters being special.
fn function_symmetries<S: Arbitrary>(z: &Solution<S>, t: &S) -> Vec<Solution<S>> {
    let reversed = Solution::from_terms(z.group(), z.terms().iter().rev().cloned().collect());
    let inverse_square = S::one().checked_div(&t.squared()).unwrap();
    let scaled = |spectrum: &Spectrum<S>, by: &S| spectrum.map(|_, value| value.clone() * by);
    let gauged =
        mapped(z, |node| Node { a: scaled(&node.a, t), b: scaled(&node.b, t), c: scaled(&node.c, &inverse_square) });
    let shifted = mapped(z, |node| Node {
        a: with_constant(z.group(), &node.a, t.clone()),
        b: with_constant(z.group(), &node.b, -t.clone()),
        c: node.c.clone(),
    });
    vec![reversed, gauged, shifted]
}

/// A constant added to every output vector, which the zero-mean target does not see.
fn with_output_constant<S: Arbitrary>(z: &Solution<S>, constant: &S) -> Solution<S> {
    mapped(z, |node| Node { c: with_constant(z.group(), &node.c, constant.clone()), ..node.clone() })
}

fn loss_symmetries<S: Arbitrary>(z: &Solution<S>, s: usize, t: usize) -> Vec<Solution<S>> {
    let group = z.group();
    let d = group.order();
    let mut images = vec![z.translated([s % d, t % d, (s + t) % d]), z.inverted()];
    if group.is_abelian() {
        images.extend([z.swapped(), z.conjugated()]);
    }
    let all = Automorphism::all(group, 24).unwrap_or_default();
    images.extend(all.iter().skip(s % 5).step_by(5).map(|automorphism| z.relabelled(automorphism)));
    if S::is_exact() && !group.is_abelian() {
        // dense vectors of long sums: one symmetry at a time, of one node
        let at = t % images.len();
        images.swap(0, at);
        images.truncate(1);
    }
    images
}

/// The loss in closed form, as a float.
fn loss<S: Arbitrary>(z: &Solution<S>, target: Target) -> f64 {
    closed_form(z, target).numeric().re
}

/// The nearest element of real weights: at irreps of type H the entries at k and k̄ are conjugates, but for a sign.
fn real<S: Arbitrary>(z: &Solution<S>) -> Solution<S> {
    let dual = z.dual();
    let half = S::from_ratio(1, 2);
    mapped(z, |node| {
        node.map(|_, spectrum| {
            let all = std::iter::once(0).chain(dual.representatives());
            let entry = |k: usize| {
                let twin = spectrum.get(dual, dual.conjugate(k)).conj();
                let twin = if dual.is_sign_flipped(k) { -twin } else { twin };
                (k, (spectrum.get(dual, k) + twin) * &half)
            };
            Spectrum::from_pairs(dual, all.map(entry))
        })
    })
}

/// The loss by its definition, over all pairs of inputs.
fn direct_loss<S: Arbitrary>(z: &Solution<S>, target: Target) -> f64 {
    match Network::from_solution(&numeric(z)) {
        Ok(network) => network.evaluate(target, &PairMask::all(z.group())).loss,
        // Without hidden nodes the output is 0.
        Err(_) => 1.0 - if target == Target::ZeroMean { 1.0 / z.group().order() as f64 } else { 0.0 },
    }
}

/// Equal losses, compared as scalars of the type: exactly where it is exact.
fn keeps_both_losses<S: Arbitrary>(z: &Solution<S>, image: &Solution<S>) -> laws::Verdict {
    let check = |target| laws::equal("ℓ(s(z)) = ℓ(z)", &closed_form(image, target), &closed_form(z, target), TOLERANCE);
    TARGETS.into_iter().try_for_each(check)
}

const TARGETS: [Target; 2] = [Target::ZeroMean, Target::OneHot];

/// Three solutions over Z_5 that no law holds for by accident.
fn samples<S: Arbitrary>(group: &Group) -> Vec<Solution<S>> {
    let node = |k: usize, value: S| Node {
        a: Spectrum::single(&group.dual(), k, value.clone()),
        b: Spectrum::single(&group.dual(), k, value.squared()),
        c: Spectrum::from_pairs(&group.dual(), [(k, value), (0, S::one())]),
    };
    let number = |x: i64, turn: i64| S::root_of_unity(turn, 12) * &S::from_ratio(x, 5);
    let z = Solution::from_nodes(group, [node(1, number(4, 2)), node(2, number(-3, 5))]);
    vec![z.clone(), Solution::from_nodes(group, [node(1, number(6, -1))]), z.swapped()]
}

/// Deliberately false variants of the laws: the checkers must name the broken one.
macro_rules! wrong_variants {
    ($scalar:ty) => {
        mod wrong_variants_are_caught {
            use super::*;

            #[test]
            fn a_product_that_forgets_a_node_does_not_distribute() {
                let group = Group::cyclic(5).unwrap();
                let forgetful = |x: &Solution<$scalar>, y: &Solution<$scalar>| {
                    let product = x * y;
                    let kept = product.order().min(3);
                    Solution::from_terms(&group, product.terms()[..kept].to_vec())
                };
                let ring = Semiring { times: &forgetful, ..Semiring::of_solutions(&group, &same) };
                let broken = laws::commutative_semiring(&ring, &samples::<$scalar>(&group)).unwrap_err();
                assert!(broken.law.contains('*'), "{broken}");
            }

            #[test]
            fn a_product_that_conjugates_has_no_unit() {
                let group = Group::cyclic(5).unwrap();
                let conjugating = |x: &Solution<$scalar>, y: &Solution<$scalar>| (x * y).conjugated();
                let ring = Semiring { times: &conjugating, ..Semiring::of_solutions(&group, &same) };
                let broken = laws::commutative_semiring(&ring, &samples::<$scalar>(&group)).unwrap_err();
                assert_eq!(broken.law, "1 * x = x");
                assert!(broken.to_string().contains("for x = "), "{broken}");
            }

            #[test]
            fn operations_that_are_always_zero_are_no_semiring() {
                let group = Group::cyclic(5).unwrap();
                let zero = |_: &Solution<$scalar>, _: &Solution<$scalar>| Solution::zero(&group);
                let ring = Semiring { plus: &zero, times: &zero, ..Semiring::of_solutions(&group, &same) };
                let broken = laws::commutative_semiring(&ring, &samples::<$scalar>(&group)).unwrap_err();
                assert_eq!(broken.law, "0 + x = x");
            }

            #[test]
            fn a_sum_that_forgets_its_second_part_is_not_addition() {
                let group = Group::cyclic(5).unwrap();
                let first = |x: &Solution<$scalar>, _: &Solution<$scalar>| x.clone();
                let ring = Semiring { plus: &first, ..Semiring::of_solutions(&group, &same) };
                let broken = laws::commutative_semiring(&ring, &samples::<$scalar>(&group)).unwrap_err();
                assert_eq!(broken.law, "0 + x = x");
                let second = |_: &Solution<$scalar>, y: &Solution<$scalar>| y.clone();
                let ring = Semiring { plus: &second, ..Semiring::of_solutions(&group, &same) };
                let broken = laws::commutative_semiring(&ring, &samples::<$scalar>(&group)).unwrap_err();
                assert_eq!(broken.law, "x + 0 = x");
            }

            #[test]
            fn wrong_neutral_elements_are_caught() {
                let group = Group::cyclic(5).unwrap();
                let samples = samples::<$scalar>(&group);
                let of = || Semiring::of_solutions(&group, &same);
                let broken =
                    |ring: Semiring<'_, Solution<$scalar>>| laws::commutative_semiring(&ring, &samples).unwrap_err();
                assert_eq!(broken(Semiring { zero: Solution::one(&group), ..of() }).law, "0 + x = x");
                assert_eq!(broken(Semiring { one: Solution::zero(&group), ..of() }).law, "1 * x = x");
                let twice = Solution::one(&group) + Solution::one(&group);
                assert_eq!(broken(Semiring { one: twice, ..of() }).law, "1 * x = x");
                // One node with every entry 1 but that of frequency 0.
                let dual = group.dual();
                let ones =
                    Spectrum::from_pairs(&dual, dual.representatives().map(|k| (k, <$scalar>::from_ratio(1, 1))));
                let open = Solution::from_nodes(&group, [Node { a: ones.clone(), b: ones.clone(), c: ones }]);
                assert_eq!(broken(Semiring { one: open, ..of() }).law, "1 * x = x");
            }

            /// The first law of a homomorphism that `r` breaks.
            fn broken_law(r: &dyn Fn(&Solution<$scalar>) -> $scalar) -> &'static str {
                let group = Group::cyclic(5).unwrap();
                let semiring = Semiring::of_solutions(&group, &same);
                laws::homomorphism(&semiring, r, &samples::<$scalar>(&group), TOLERANCE).unwrap_err().law
            }

            #[test]
            fn the_square_of_a_potential_is_not_a_homomorphism() {
                let square = |z: &Solution<$scalar>| SumPotential::ab(1, 1, 1).evaluate(&z).squared();
                assert_eq!(broken_law(&square), "r(x + y) = r(x) + r(y)");
            }

            #[test]
            fn the_sum_of_two_potentials_is_not_a_homomorphism() {
                let sum = |z: &Solution<$scalar>| {
                    SumPotential::ab(1, 1, 1).evaluate(&z) + SumPotential::ab(2, 2, 2).evaluate(&z)
                };
                assert_eq!(broken_law(&sum), "r(1) = 1");
            }

            #[test]
            fn a_gauge_that_forgets_the_output_changes_the_loss() {
                let group = Group::cyclic(5).unwrap();
                let z = &samples::<$scalar>(&group)[0];
                let terms = z.terms().iter().map(|term| {
                    let mut term = term.clone();
                    term.node.a = term.node.a.map(|_, value| value.clone() + value.clone());
                    term.node.b = term.node.b.map(|_, value| value.clone() + value.clone());
                    term
                });
                let wrong = Solution::from_terms(&group, terms.collect());
                assert!(keeps_both_losses(z, &wrong).is_err());
                assert!(!wrong.equals_up_to_gauge(z, 1e-9));
            }

            #[test]
            fn translating_the_inputs_alone_changes_the_loss() {
                let group = Group::cyclic(5).unwrap();
                let z = &samples::<$scalar>(&group)[0];
                let translated = z.translated([1, 0, 0]);
                let terms = translated.terms().iter().zip(z.terms()).map(|(moved, term)| {
                    let mut moved = moved.clone();
                    moved.node.c = term.node.c.clone();
                    moved
                });
                let wrong = Solution::from_terms(&group, terms.collect());
                assert!(keeps_both_losses(z, &wrong).is_err());
            }

            #[test]
            fn a_closed_form_without_the_one_sided_terms_is_not_the_loss() {
                let group = Group::cyclic(5).unwrap();
                let z = &samples::<$scalar>(&group)[0];
                let residuals = cogring::loss::residuals(z, Target::ZeroMean);
                let without: f64 = residuals
                    .entries()
                    .iter()
                    .filter(|(index, _)| !matches!(index, cogring::loss::Index::OneSided { .. }))
                    .map(|(_, value)| 2.0 * value.numeric().norm_sqr() / 5.0)
                    .sum();
                assert!(
                    laws::equal_numbers("closed form", without, direct_loss(z, Target::ZeroMean), TOLERANCE).is_err()
                );
            }

            #[test]
            fn weights_read_at_the_wrong_scale_are_not_the_same_solution() {
                let group = Group::cyclic(5).unwrap();
                let network = Network::from_solution(&numeric(&samples::<$scalar>(&group)[0])).unwrap();
                let wrong = network.to_solution().scaled(&Complex64::from(0.1));
                assert!(!wrong.equals_up_to_gauge(&network.to_solution(), 1e-9));
            }
        }
    };
}

macro_rules! laws_for {
    ($name:ident, $scalar:ty, $cases:expr) => {
        mod $name {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases($cases))]

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
                        check_homomorphism(&group, &samples, &potential)?;
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

                #[test]
                fn closed_form_is_the_direct_loss(z in one_solution::<$scalar>()) {
                    let z = real(&z);
                    for target in TARGETS {
                        laws::equal_numbers("closed form = direct loss", loss(&z, target), direct_loss(&z, target), TOLERANCE)?;
                    }
                }

                #[test]
                fn solution_to_weights_and_back(z in one_solution::<$scalar>()) {
                    let z = real(&numeric(&z));
                    prop_assume!(z.order() > 0);
                    let back = Network::from_solution(&z).unwrap().to_solution();
                    prop_assert!(z.equals_up_to_gauge(&back, 1e-9), "{z:?} came back as {back:?}");
                }

                #[test]
                fn symmetries_of_the_function_keep_both_losses(
                    z in one_solution::<$scalar>(), t in (1..9i64, 1..5u64, any::<bool>()),
                ) {
                    let t = <$scalar>::from_ratio(if t.2 { -t.0 } else { t.0 }, t.1);
                    for image in function_symmetries(&z, &t) {
                        keeps_both_losses(&z, &image)?;
                        for target in TARGETS {
                            let (moved, direct) = (direct_loss(&image, target), direct_loss(&z, target));
                            laws::equal_numbers("ℓ(s(z)) = ℓ(z)", moved, direct, 1e-8)?;
                        }
                        prop_assert!(image.equals_up_to_gauge(&z, 1e-9));
                    }
                    let (moved, here) = (with_output_constant(&z, &t), &z);
                    let target = Target::ZeroMean;
                    laws::equal("ℓ(z + const) = ℓ(z)", &closed_form(&moved, target), &closed_form(here, target), TOLERANCE)?;
                }

                #[test]
                fn symmetries_of_the_loss_keep_both_losses(
                    z in one_solution::<$scalar>(), s in 0..16usize, t in 0..16usize,
                ) {
                    for image in loss_symmetries(&z, s, t) {
                        keeps_both_losses(&z, &image)?;
                    }
                }
            }

            wrong_variants!($scalar);
        }
    };
}

laws_for!(complex, Complex64, 96);
laws_for!(exact, Exact, 24);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn closed_form_is_the_direct_loss_of_dense_weights(network in any_finite_group().prop_flat_map(|g| any_network(&g))) {
        for target in TARGETS {
            let direct = network.evaluate(target, &PairMask::all(network.group())).loss;
            laws::equal_numbers("closed form = direct loss", loss(&network.to_solution(), target), direct, TOLERANCE)?;
        }
    }

    #[test]
    fn weights_to_solution_and_back(network in any_finite_group().prop_flat_map(|group| any_network(&group))) {
        let back = Network::from_solution(&network.to_solution()).unwrap();
        for (there, here) in [(network.w_a(), back.w_a()), (network.w_b(), back.w_b()), (network.w_c(), back.w_c())] {
            prop_assert!((there - here).norm() <= TOLERANCE * there.norm());
        }
    }
}
