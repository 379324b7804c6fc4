//! Irreps against the golden characters, and the laws of matrix coefficients.

use cogring::dual::IrrepType;
use cogring::group::SmallGroup;
use cogring::scalar::Constant;
use cogring::{Dual, Exact, Scalar};
use itertools::Itertools;
use num_complex::Complex64;
use num_traits::Zero;

use crate::{NAMED, golden_irreps, group};

#[test]
fn degrees_types_and_characters_are_the_golden_ones() {
    let golden = golden_irreps();
    for (theirs, ours) in NAMED.into_iter().filter(|(_, ours)| group(ours).moduli().is_none()) {
        let dual = group(ours).dual();
        let mut expected: Vec<_> = golden[theirs]["irreps"].as_array().expect("a list").iter().collect();
        for rho in dual.irreps() {
            let found = expected.iter().position(|irrep| {
                let values: Vec<[f64; 2]> = serde_json::from_value(irrep["character"].clone()).expect("numbers");
                irrep["n"] == rho.degree()
                    && irrep["type"] == rho.kind().name()
                    && values
                        .iter()
                        .enumerate()
                        .all(|(g, [re, im])| (rho.character(g) - Complex64::new(*re, *im)).norm() < 1e-9)
            });
            expected.remove(found.unwrap_or_else(|| panic!("{ours}: no golden irrep of degree {}", rho.degree())));
        }
        assert!(expected.is_empty(), "{ours}");
    }
}

/// Groups for the laws of coefficients: all kinds of irreps, exact and numeric.
fn duals() -> Vec<Dual> {
    ["S3", "Q8", "D5", "A4", "Dic3", "F21", "SL(2,3)", "small(16,13)", "small(27,3)", "2x3"]
        .map(|name| group(name).dual())
        .into()
}

#[test]
fn every_irrep_of_small_groups_is_exact_and_of_its_form() {
    let groups = SmallGroup::all().filter(|small| small.order < 24).map(|small| small.group().expect("a group"));
    for group in groups.chain(["S4", "SL(2,3)", "A5"].map(group)) {
        let dual = group.dual();
        dual.require_exact().unwrap_or_else(|error| panic!("{error}"));
        let squares: usize = dual.irreps().iter().map(|rho| rho.degree().pow(2)).sum();
        assert!(group.moduli().is_some() || squares == group.order(), "{group}");
        for rho in dual.irreps() {
            let n = rho.degree();
            let exact = |g: usize, i: usize, j: usize| rho.exact_entry(g, i, j).expect("exact").clone();
            for (s, (i, j)) in group.generators().into_iter().cartesian_product((0..n).cartesian_product(0..n)) {
                for g in 0..group.order() {
                    let product = (0..n).fold(Exact::zero(), |sum, l| sum + exact(g, i, l) * exact(s, l, j));
                    assert_eq!(product, exact(group.multiply(g, s), i, j), "{group}");
                    assert!((exact(g, i, j).to_complex().expect("a number") - rho.entry(g, i, j)).norm() < 1e-12);
                    match rho.kind() {
                        IrrepType::Real => assert_eq!(rho.entry(g, i, j).im, 0.0),
                        IrrepType::Complex => {
                            assert_eq!(dual.irreps()[rho.partner()].entry(g, i, j), rho.entry(g, i, j).conj());
                        }
                        IrrepType::Quaternionic => {
                            let m = n / 2;
                            let sign = if (i < m) == (j < m) { 1.0 } else { -1.0 };
                            let twin = rho.entry(g, (i + m) % n, (j + m) % n);
                            assert!((rho.entry(g, i, j).conj() - sign * twin).norm() < 1e-12);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn coefficients_are_orthogonal_with_their_norms_and_conjugate_as_said() {
    for dual in duals() {
        let d = dual.len();
        for (k, l) in (0..d).cartesian_product(0..d) {
            let mean = (0..d).map(|g| dual.value(k, g).conj() * dual.value(l, g)).sum::<Complex64>() / d as f64;
            let norm = if k == l { Complex64::from(dual.norm(k)) } else { Complex64::zero() };
            assert!((mean - norm).norm() < 1e-9, "{dual}: {k}, {l}");
        }
        for (k, g) in (0..d).cartesian_product(0..d) {
            let sign = if dual.is_sign_flipped(k) { -1.0 } else { 1.0 };
            let twin = dual.value(dual.conjugate(k), g) * sign;
            assert!((dual.value(k, g).conj() - twin).norm() < 1e-9, "{dual}: {k} at {g}");
            assert_eq!(dual.parse(&dual.label(k)).expect("its label"), k);
            assert_eq!(dual.parse_suffix(&dual.suffix(k)), Some(k));
        }
    }
}

#[test]
fn products_of_coefficients_are_the_sums_that_are_said() {
    for dual in duals() {
        let d = dual.len();
        for (k, l) in (0..d).cartesian_product(0..d) {
            let product = dual.product(k, l);
            for g in 0..d {
                let sum: Complex64 =
                    product.iter().map(|term| term.coefficient.float() * dual.value(term.index, g)).sum();
                assert!((sum - dual.value(k, g) * dual.value(l, g)).norm() < 1e-9, "{dual}: {k}·{l} at {g}");
            }
            if dual.require_exact().is_ok() {
                assert!(product.iter().all(|term| term.coefficient.exact().is_some()), "{dual}: {k}·{l}");
            }
        }
    }
}

#[test]
fn goals_are_the_products_of_matrices() {
    for dual in duals() {
        let (d, group) = (dual.len(), dual.group().clone());
        for k in 0..d {
            let goals: Vec<(usize, usize)> =
                (0..d).cartesian_product(0..d).filter(|&(k1, k2)| dual.goal(k1, k2) == Some(k)).collect();
            assert_eq!(goals.len(), dual.degree(k));
            for (g, h) in (0..d).cartesian_product(0..d) {
                let sum: Complex64 = goals.iter().map(|&(k1, k2)| dual.value(k1, g) * dual.value(k2, h)).sum();
                assert!((sum - dual.value(k, group.multiply(g, h))).norm() < 1e-9);
            }
        }
        let listed: Vec<_> = dual.goals().collect();
        assert!(listed.iter().all(|&(k1, k2, k)| dual.goal(k1, k2) == Some(k)));
        assert_eq!(listed.len(), dual.representatives().map(|k| dual.degree(k)).sum::<usize>());
    }
}

#[test]
fn an_exact_number_that_is_not_known_proves_nothing() {
    let unknown = Exact::from_constant(&Constant::new(Complex64::new(1.0, 0.0), None));
    assert!(unknown != unknown.clone() && !unknown.is_zero());
    assert_eq!(Complex64::from_constant(&Constant::one()), Complex64::new(1.0, 0.0));
}

#[test]
fn large_groups_are_split_numerically() {
    for (name, degrees) in [("A6", "1 5 5 8 8 9 10"), ("PSL(2,7)", "1 3 3 6 7 8"), ("2x2x2x2x2x2xS3", "")] {
        let dual = group(name).dual();
        let found = dual.irreps().iter().map(|rho| rho.degree()).join(" ");
        assert!(degrees.is_empty() || found == degrees, "{name}: {found}");
        assert_eq!(dual.irreps().len(), dual.group().classes().len(), "{name}");
    }
}

#[test]
fn potentials_of_coefficients_are_typed_as_they_are_written() {
    use cogring::experiment::parse_potentials;
    use cogring::potential::{Inputs, SumPotential};
    let (s3, dual) = (group("S3"), group("S3").dual());
    for (k1, k2, k) in [(2, 4, 3), (1, 5, 0)] {
        let text = [k1, k2, k].map(|k| dual.label(k)).join(",");
        let expected = SumPotential::new(Inputs::AB, k1, k2, k);
        assert_eq!(parse_potentials(&s3, Inputs::AB, &text).expect("a potential"), [expected], "{text}");
    }
    for wrong in ["2[0,1],2[1,0]", "2[0,2],1,1", "3,1,1", "2[0,1,2[1,0],1"] {
        assert!(parse_potentials(&s3, Inputs::AB, wrong).expect_err(wrong).is_parse(), "{wrong}");
    }
}
