//! Planted named forms: the form, its parameters, and the nodes rebuilt from both.

use cogring::construct::{Family, Sign};
use cogring::expr::generators::{z_nu, z_nu_i, z_syn, z_syn_ab, z_xi};
use cogring::factor::{self, Form, FrequencyFactorization, Options, Outcome};
use cogring::{Group, Solution};
use num_complex::Complex64;
use proptest::prelude::*;

use crate::planted::{Cover, Element, at, distance, nodes, placed, plant, random_element, seeded};

const NU_I_XI: Form = Form::Named(Family::NuIXi);
const NU_SYN: Form = Form::Named(Family::NuSyn);

/// The nodes that a named frequency is said to have, with their coefficient multiplied in.
fn rebuilt(frequency: &FrequencyFactorization) -> Vec<[Complex64; 3]> {
    assert!(frequency.form().is_named(), "{frequency:?} has no name");
    nodes(&frequency.block().realized(|m| Complex64::from(m.re.cbrt())))
}

/// The nodes of a solution at character k, with their coefficients multiplied in.
fn realized(solution: &Solution<Complex64>, k: usize) -> Vec<[Complex64; 3]> {
    let at_k = |term: &cogring::semiring::Term<cogring::semiring::Node<Complex64>, Complex64>| {
        let node = &term.node;
        let scale = term.coefficient.re.cbrt();
        [&node.a, &node.b, &node.c].map(|channel| channel.get(solution.dual(), k) * scale)
    };
    solution.terms().iter().map(at_k).filter(|node| node[0].norm() > 0.0).collect()
}

/// Whether two unit numbers are equal up to one of `order` roots of unity and, if allowed, conjugation.
fn same_up_to_roots(x: Complex64, y: Complex64, order: i32, conjugate: bool, tolerance: f64) -> bool {
    let close = |y: Complex64| (x.powi(order) - y.powi(order)).norm() < tolerance * f64::from(order);
    close(y) || (conjugate && close(y.conj()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn named_forms_are_recovered_with_their_parameters(
        seed in any::<u64>(),
        nu in 0.1..0.9f64,
        xi in 0.0..6.0f64,
        sigma in any::<bool>(),
        alpha in 0.3..0.7f64,
        beta in -0.7..-0.3f64,
        noise in prop_oneof![Just(0.0), Just(1e-4), Just(1e-3)],
        hat in prop_oneof![Just(0.0), Just(0.2)],
        (swap, conjugate) in any::<(bool, bool)>(),
    ) {
        let random = &mut seeded(seed);
        let group = Group::cyclic(11).unwrap();
        let (mut nu, mut xi) = (Complex64::cis(nu), Complex64::cis(xi));
        let (mut alpha, mut beta) = (Complex64::cis(alpha), Complex64::cis(beta));
        let mut sign = if sigma { Sign::Plus } else { Sign::Minus };
        let elements: [(usize, Element); 3] = [
            (1, z_nu_i() * z_xi(&xi, sign)),
            (2, z_syn() * z_nu(&nu)),
            (5, z_syn_ab(&alpha, &beta) * z_nu_i()),
        ];
        let mut solution = placed(&group, &elements, random);
        if swap {
            solution = solution.swapped();
            xi = -sign.times(Complex64::I) * xi.conj();
            (alpha, beta) = (alpha.conj(), beta.conj());
        }
        if conjugate {
            solution = solution.conjugated();
            nu = nu.conj();
            xi = xi.conj();
            sign = if sign == Sign::Plus { Sign::Minus } else { Sign::Plus };
            (alpha, beta) = (beta.conj(), alpha.conj());
        }
        let found = factor::factor(&plant(&solution, Cover { dead: 7, gauge: 1.6, noise, hat }, random), &Options::default());
        let tolerance = 1e-6 + 20.0 * noise;
        let forms: Vec<(usize, Form)> = found.frequencies.iter().map(|f| (f.order(), f.form())).collect();
        let none = (0, Form::Nonfactorable);
        prop_assert_eq!(forms, vec![(4, NU_I_XI), (6, NU_SYN), none, none, (6, Form::Named(Family::NuISynAb))]);
        let parameter = |k: usize, name| at(&found, &group, k).parameters()[name].0;
        // (ξ, −1) describes the same factor as (ξ̄, 1), and ξ the same product as iξ.
        let xi = if sign == Sign::Plus { xi } else { xi.conj() };
        prop_assert!(same_up_to_roots(parameter(1, "xi"), xi, 4, false, tolerance));
        prop_assert!(same_up_to_roots(parameter(2, "nu"), nu, 6, true, tolerance));
        let (a, b) = (parameter(5, "alpha"), parameter(5, "beta"));
        let mut pair = (alpha, beta);
        let recovered = (0..3).any(|_| {
            let same = same_up_to_roots(a, pair.0, 4, false, tolerance)
                && same_up_to_roots(b, pair.1, 4, false, tolerance);
            pair = (pair.1 * pair.0.conj(), pair.0.conj());
            same
        });
        prop_assert!(recovered, "α {} β {}", a, b);
        for k in [1, 2, 5] {
            let frequency = at(&found, &group, k);
            prop_assert!(frequency.distance.unwrap() < tolerance);
            let Outcome::Named(named) = &frequency.outcome else { panic!("{frequency:?}") };
            prop_assert!((named.coefficient - 1.0 / frequency.order() as f64).abs() < tolerance);
            let off = distance(&rebuilt(frequency), &realized(&solution, k));
            prop_assert!(off < tolerance, "k = {}: rebuilt nodes are off by {:e}", k, off);
        }
    }
}

#[test]
fn faint_nodes_do_not_hide_a_named_product() {
    let group = Group::cyclic(11).unwrap();
    for seed in 0..20 {
        let random = &mut seeded(seed);
        let products = [z_nu_i() * z_xi(&Complex64::cis(0.7), Sign::Plus), z_nu(&Complex64::cis(1.2)) * z_syn()];
        for (product, form) in products.into_iter().zip([NU_I_XI, NU_SYN]) {
            for (count, size, is_faint) in [(1, 0.02, true), (2, 0.01, true), (2, 1.0, false)] {
                let order = product.order();
                let others = random_element(random, count).scaled(&Complex64::from(size));
                let solution = placed(&group, &[(3, product.clone() + others)], random);
                let cover = Cover { dead: 4, gauge: 1.3, noise: 1e-3, hat: 0.1 };
                let found = factor::factor(&plant(&solution, cover, random), &Options::default());
                let frequency = at(&found, &group, 3);
                let faint = &frequency.faint_nodes;
                assert_eq!(found.live_nodes, order + count);
                if is_faint {
                    assert_eq!(
                        (frequency.order(), frequency.form(), faint.len()),
                        (order, form, count),
                        "{frequency:?}"
                    );
                } else {
                    assert_eq!((frequency.order(), faint.len()), (order + count, 0), "{frequency:?}");
                    assert!(!frequency.form().is_named(), "{frequency:?}");
                }
            }
        }
    }
}
