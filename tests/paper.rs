//! The statements of the paper, one test each, in its order and under its titles.
//!
//! Y. Tian, *Composing Global Solutions to Reasoning Tasks via Algebraic Objects in Neural Nets*, NeurIPS 2025
//! (CoGS, arXiv:2410.01779). The section of each statement stands above its test. Negative statements are tested too.

mod support;

use cogring::construct::ZeroLossPath;
use cogring::construct::optimizers::{blocks, memorization, order4, order6, order6_ab};
use cogring::construct::{Polynomial, Sign};
use cogring::experiment::decoupling;
use cogring::expr::generators::{u_syn, z_3c, z_nu, z_nu_i, z_syn, z_syn_ab, z_xi};
use cogring::loss::{closed_form, zero_sets};
use cogring::potential::ZeroSet;
use cogring::semiring::laws::{self, Semiring};
use cogring::{
    Block, BlockPotential, Group, Homomorphism, Network, PairMask, Scalar, Solution, SumPotential, Target, Triple,
};
use num_complex::Complex64;
use num_traits::Zero;
use support::groups_of_order;

const TOLERANCE: f64 = 1e-12;

fn unit(angle: f64) -> Complex64 {
    Complex64::cis(angle)
}

fn direct_loss(z: &Solution<Complex64>, target: Target) -> f64 {
    let network = Network::from_solution(z).expect("the solution has nodes");
    network.evaluate(target, &PairMask::all(z.group())).loss
}

fn vanishes(potential: BlockPotential, block: &Block<Complex64>) -> bool {
    potential.evaluate(block).norm() < TOLERANCE
}

/// The potentials that vanish on a block, as a list of names.
fn zero_set(block: &Block<Complex64>) -> Vec<&'static str> {
    let zeros = BlockPotential::ALL.into_iter().filter(|&potential| vanishes(potential, block));
    zeros.map(|potential| potential.name()).collect()
}

/// An element with random-looking nodes on several frequencies, none of them 0.
fn generic(group: &Group) -> Solution<Complex64> {
    let node = |shift: f64| {
        let spectrum = |phase: f64| {
            let pairs = group.dual().representatives().map(|k| {
                let value = unit(phase * k as f64 + shift) * (0.3 + 0.1 * (k as f64 + phase).sin());
                (k, if group.dual().is_self_conjugate(k) { Complex64::from(value.re) } else { value })
            });
            cogring::semiring::Spectrum::from_pairs(&group.dual(), pairs)
        };
        cogring::Node { a: spectrum(0.7), b: spectrum(1.9), c: spectrum(3.1 + shift) }
    };
    Solution::from_nodes(group, [node(0.1), node(1.3), node(2.2)])
}

/// §3, theorem "Analytic form of L2 loss with quadratic activation".
#[test]
fn analytic_form_of_the_loss() {
    for group in (2..=9).flat_map(groups_of_order) {
        let z = generic(&group);
        let (d, r) = (group.order(), |k1, k2, k| SumPotential::ab(k1, k2, k).evaluate(&z));
        let squared = |p, k1, k2, k| SumPotential::new(p, k1, k2, k).evaluate(&z);
        let inputs = [cogring::Inputs::AA, cogring::Inputs::BB];
        // Written out as in the paper: every sum, every frequency.
        let mut loss = (d - 1) as f64 / d as f64;
        for k in 1..d {
            let mut term = -2.0 * r(k, k, k).re;
            term += (1..d)
                .flat_map(|k1| (1..d).map(move |k2| (k1, k2)))
                .map(|(k1, k2)| r(k1, k2, k).norm_sqr())
                .sum::<f64>();
            let sum = |p, m: usize| -> Complex64 {
                (1..d)
                    .filter(|&j| group.multiply(m, group.inverse(j)) != 0)
                    .map(|j| squared(p, j, group.multiply(m, group.inverse(j)), k))
                    .sum()
            };
            term += 0.25 * inputs.iter().map(|&p| sum(p, 0)).sum::<Complex64>().norm_sqr();
            term += 0.25 * inputs.iter().flat_map(|&p| (1..d).map(move |m| sum(p, m).norm_sqr())).sum::<f64>();
            loss += term / d as f64;
        }
        laws::equal_numbers("paper's form = direct loss", loss, direct_loss(&z, Target::ZeroMean), TOLERANCE).unwrap();
        let closed = closed_form(&z, Target::ZeroMean).re;
        laws::equal_numbers("paper's form = closed form", loss, closed, TOLERANCE).unwrap();
    }
}

/// §3, lemma "A sufficient condition for the global solutions": R_g, R_c, R_n and R_* imply zero loss.
#[test]
fn sufficient_conditions_imply_zero_loss() {
    let group = Group::cyclic(11).unwrap();
    let z = order6(&group, |k| unit(0.3 * k as f64)).unwrap();
    assert!(zero_sets(&z).worst() < TOLERANCE);
    assert!(direct_loss(&z, Target::ZeroMean) < 1e-28);
}

/// The same lemma, what it does not say: the conditions are not necessary. A hat makes the sums over k' vanish and not
/// each potential.
#[test]
fn sufficient_conditions_are_not_necessary() {
    let group = Group::cyclic(11).unwrap();
    let z = order4(&group, &Complex64::ONE, |_| (unit(0.7), Sign::Plus)).unwrap();
    assert!(direct_loss(&z, Target::ZeroMean) < 1e-28);
    assert!(zero_sets(&z).violation(ZeroSet::Norm).expect("R_n is broken").size > 0.1);
}

/// §4, theorem "Algebraic structure of Z": a commutative semiring.
#[test]
fn solutions_form_a_commutative_semiring() {
    let group = Group::new(&[2, 3]).unwrap();
    let z = generic(&group);
    let samples = [z.clone(), z.swapped(), Solution::one(&group), Solution::zero(&group)];
    let same = |x: &Solution<Complex64>, y: &Solution<Complex64>| x.equals_up_to_permutation(y, TOLERANCE);
    laws::commutative_semiring(&Semiring::of_solutions(&group, &same), &samples).unwrap();
}

/// §4, theorem "Sum potentials are ring homomorphisms".
#[test]
fn sum_potentials_are_ring_homomorphisms() {
    let group = Group::cyclic(7).unwrap();
    let z = generic(&group);
    let samples = [z.clone(), z.swapped(), z.conjugated()];
    let same = |x: &Solution<Complex64>, y: &Solution<Complex64>| x.equals_up_to_permutation(y, TOLERANCE);
    for potential in
        [SumPotential::ab(1, 1, 1), SumPotential::ab(2, 5, 3), SumPotential::aa(2, 5, 3), SumPotential::bb(1, 1, 4)]
    {
        let r = |z: &Solution<Complex64>| potential.evaluate(z);
        laws::homomorphism(&Semiring::of_solutions(&group, &same), &r, &samples, TOLERANCE).unwrap();
    }
}

/// §5, "Composing solutions": multiplication unites the sets of vanishing potentials.
#[test]
fn multiplication_unites_zero_sets() {
    let generators =
        [z_syn(), z_nu(&unit(0.4)), z_nu_i(), z_xi(&unit(0.7), Sign::Plus), z_syn_ab(&unit(0.5), &unit(1.1)), z_3c()];
    for x in &generators {
        for y in &generators {
            let mut expected: Vec<_> = zero_set(x);
            expected.extend(zero_set(y));
            expected.sort_unstable();
            expected.dedup();
            let mut found = zero_set(&(x * y));
            found.sort_unstable();
            assert_eq!(found, expected);
        }
    }
}

/// §5, theorem "Construction of partial solutions with polynomials": ρ(u) has r(ρ(u)) = ρ(r(u)).
#[test]
fn polynomials_of_an_order_one_element_commute_with_potentials() {
    let u = u_syn::<Complex64>();
    let rho = Block::one() + &u + &u * &u;
    for potential in BlockPotential::ALL {
        let s = potential.evaluate(&u);
        assert!((potential.evaluate(&rho) - (s * s + s + 1.0)).norm() < TOLERANCE);
    }
    // ρ = 1 + x + x² has the roots ω, ω̄, which six of the potentials of u take.
    assert!(rho.equals_up_to_permutation(&z_syn(), TOLERANCE));
    assert_eq!(zero_set(&z_syn()).len(), 7);
}

/// The same theorem, in the direction of its use: given u and the potentials to kill, the lowest-degree real polynomial
/// makes these vanish, and one of lower degree does not.
#[test]
fn polynomials_kill_the_potentials_that_are_asked_for() {
    let (alpha, beta) = (unit(0.4), unit(1.3));
    let u = Block::from_nodes([Triple::new(alpha, beta, (alpha * beta).conj())]);
    let killed = [BlockPotential::A_BAR_BC, BlockPotential::AAC, BlockPotential::NORM_B_C];
    let rho = Polynomial::killing_potentials(&u, &killed);
    assert_eq!(rho.degree(), 6, "three conjugate pairs of values");
    let block = rho.of(&u).unwrap();
    assert!(killed.iter().all(|&potential| vanishes(potential, &block)));
    assert!(!vanishes(BlockPotential::ABC, &block));
    let fewer = Polynomial::killing_potentials(&u, &killed[..2]).of(&u).unwrap();
    assert!(!vanishes(killed[2], &fewer));
}

/// §5, theorem "Composing global solutions": partial solutions whose zero sets cover everything compose to a global one.
#[test]
fn partial_solutions_compose_to_a_global_solution() {
    let covering = z_nu(&unit(0.4)) * z_syn();
    assert_eq!(zero_set(&covering).len(), 9, "all but Σ abc");
    assert!((BlockPotential::ABC.evaluate(&covering) - 6.0).norm() < TOLERANCE);
    // Neither factor is one.
    assert!(zero_set(&z_nu(&unit(0.4))).len() < 9);
    assert!(zero_set(&z_syn()).len() < 9);
}

/// §5, corollary "Order-6 global solutions": z_F6 = Σ_k (1/6) z_ν * z_syn, order 3(d − 1) for odd d.
#[test]
fn order_6_global_solutions() {
    for d in [3, 5, 7, 9, 15, 23] {
        let group = Group::cyclic(d).unwrap();
        for z in [
            order6(&group, |k| unit(k as f64)).unwrap(),
            order6_ab(&group, |k| (unit(0.5 * k as f64), unit(1.1))).unwrap(),
        ] {
            assert_eq!(z.order(), 3 * (d - 1));
            assert!(direct_loss(&z, Target::ZeroMean) < 1e-28);
        }
    }
}

/// §5, corollary "Order-4/6 global solutions": order 2d, the hat on the one frequency of order 6.
#[test]
fn order_4_6_global_solutions() {
    for d in [5, 7, 9, 15, 23] {
        let group = Group::cyclic(d).unwrap();
        let z = order4(&group, &unit(0.2), |k| (unit(k as f64), if k % 2 == 0 { Sign::Plus } else { Sign::Minus }))
            .unwrap();
        assert_eq!(z.order(), 2 * d);
        assert!(direct_loss(&z, Target::ZeroMean) < 1e-28);
    }
}

/// The same corollary: without the hat the order-4 part lacks exactly R_n, and the loss is not zero.
#[test]
fn order_4_alone_lacks_exactly_r_n() {
    let block = blocks::order4(&unit(0.7), Sign::Plus);
    let missing: Vec<_> = BlockPotential::ALL
        .into_iter()
        .filter(|&potential| potential != BlockPotential::ABC && !vanishes(potential, &block))
        .collect();
    assert_eq!(missing, [BlockPotential::NORM_A_C, BlockPotential::NORM_B_C]);
    let group = Group::cyclic(7).unwrap();
    let alone = Solution::at_frequency(&group, 1, &block).constants(Target::ZeroMean);
    assert!(matches!(alone[..], [(1, constant)] if !constant.is_zero()), "{alone:?}");
    let z = group
        .dual()
        .complex_pairs()
        .fold(Solution::zero(&group), |sum, k| sum + Solution::at_frequency(&group, k, &block));
    assert!(direct_loss(&z, Target::ZeroMean) > 0.1);
}

/// §5, corollary "Perfect memorization": order d².
#[test]
fn perfect_memorization() {
    for group in (2..=7).flat_map(groups_of_order) {
        let z = memorization::<Complex64>(&group).unwrap();
        assert_eq!(z.order(), group.order().pow(2));
        assert!(direct_loss(&z, Target::ZeroMean) < 1e-28);
    }
}

/// §5, the generators: the values that the paper prints for z_ν, by formula.
#[test]
fn potentials_of_z_nu() {
    let nu = unit(0.3);
    let (one, z) = (Complex64::ONE, z_nu(&nu));
    let expected = [
        (BlockPotential::ABC, one * 2.0),
        (BlockPotential::A_BAR_BC, one + nu.conj().powu(2)),
        (BlockPotential::ABC_BAR, one + nu.powu(4)),
        (BlockPotential::AAC, Complex64::zero()),
        (BlockPotential::AAC_BAR, one - nu.conj().powu(4)),
        (BlockPotential::NORM_A_C, one - nu.conj().powu(2)),
    ];
    for (potential, value) in expected {
        assert!(potential.evaluate(&z).is_close(&value, TOLERANCE), "{potential}");
    }
}

/// §6 (gradient dynamics), the theorem of Occam's razor: from y * z', with z' global and r_kkk(y) = 1, a path of
/// zero loss leads to z', and the canonical forms have smaller weights at its end.
#[test]
fn occams_razor_prefers_low_order_solutions() {
    for group in ["7", "3x3", "2x4"] {
        let group: Group = group.parse().unwrap();
        for y in [
            blocks::order6(&unit(0.3)),
            blocks::order6_ab(&unit(0.8), &unit(2.1)),
            blocks::order4(&unit(0.5), Sign::Plus),
        ] {
            let z = blocks::order6(&unit(1.7));
            let path = ZeroLossPath::uniform(&group, &y, &z).unwrap();
            let networks: Vec<_> = path.solutions(8).map(Result::unwrap).collect();
            for network in &networks {
                assert!(direct_loss(network, Target::ZeroMean) < 1e-26, "{group}");
                assert!(closed_form(network, Target::ZeroMean).norm() < 1e-26, "{group}");
            }
            assert!(networks[8].weight_norm_squared() < networks[0].weight_norm_squared(), "{group}");
            let live = networks[8].terms().iter().filter(|term| !term.coefficient.is_zero()).count();
            assert!(live < networks[0].order());
        }
    }
}

/// The same theorem, its premise: when r_kkk(y) is not 1, y * z' is no solution and there is no such path.
#[test]
fn occams_razor_needs_a_factor_of_value_one() {
    let group = Group::cyclic(7).unwrap();
    let (y, z) = (z_nu(&unit(0.3)), blocks::order6(&unit(1.7)));
    assert!(ZeroLossPath::uniform(&group, &y, &z).is_err());
    let product = group
        .dual()
        .complex_pairs()
        .fold(Solution::zero(&group), |sum, k| sum + Solution::at_frequency(&group, k, &(&y * &z)));
    assert!(direct_loss(&product, Target::ZeroMean) > 0.1);
}

/// §6 (gradient dynamics), the theorem on large widths: the kernel K by which potentials move each other becomes diagonal,
/// like 1/√q.
#[test]
fn potentials_decouple_as_the_width_grows() {
    let group = Group::cyclic(5).unwrap();
    let points = decoupling(&group, &[16, 64, 256], 4, 1).unwrap().points;
    for pair in points.windows(2) {
        let fall = pair[0].ratio.mean / pair[1].ratio.mean;
        assert!((1.6..2.5).contains(&fall), "four times the width divides the ratio by about 2, not by {fall}");
    }
}
