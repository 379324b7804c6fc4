//! Factors and real roots of polynomials.

use cogring::scalar::algebraic::{Polynomial, count_roots, factor, fixed_root, is_irreducible, isolate_roots};
use dashu_int::IBig;
use proptest::prelude::*;

fn polynomial(coefficients: &[i64]) -> Polynomial {
    Polynomial::from_words(coefficients)
}

/// Φ_n by dividing xⁿ − 1 by those of the divisors.
fn cyclotomic(n: usize) -> Polynomial {
    let mut coefficients = vec![0; n + 1];
    (coefficients[0], coefficients[n]) = (-1, 1);
    (1..n).filter(|d| n.is_multiple_of(*d)).fold(polynomial(&coefficients), |rest, d| {
        rest.divided_by(&cyclotomic(d)).expect("cyclotomic polynomials divide")
    })
}

#[test]
fn minimal_polynomials_are_irreducible_and_products_are_not() {
    let irreducible: [&[i64]; 9] = [
        &[0, 1],
        &[-2, 0, 1],
        &[-4, -8, 4, 8, 1],
        &[1, 3, -4, 1],
        &[-32, -208, -137, 858, 1071],
        &[-15, -31, 130, 48],
        &[1, 0, 0, 0, 1],
        &[1, 0, -10, 0, 1],
        // Swinnerton-Dyer: √2 + √3 + √5, with factors of degree 2 at most modulo every prime
        &[576, 0, -960, 0, 352, 0, -40, 0, 1],
    ];
    for coefficients in irreducible {
        assert!(is_irreducible(&polynomial(coefficients)), "{}", polynomial(coefficients));
    }
    let reducible: [&[i64]; 7] = [&[], &[7], &[-4, 0, 1], &[0, 0, 1], &[4, 0, 0, 0, 1], &[1, 2, 3, 2, 1], &[-6, 1, 1]];
    for coefficients in reducible {
        assert!(!is_irreducible(&polynomial(coefficients)), "{}", polynomial(coefficients));
    }
}

#[test]
fn powers_of_x_minus_one_have_one_factor_for_each_divisor() {
    for n in 1..=24 {
        assert!(is_irreducible(&cyclotomic(n)), "Φ_{n}");
        let mut coefficients = vec![0; n + 1];
        (coefficients[0], coefficients[n]) = (-1, 1);
        let factors = factor(&polynomial(&coefficients));
        assert_eq!(factors.len(), (1..=n).filter(|d| n % d == 0).count(), "x^{n} − 1");
        assert!(factors.iter().all(|(_, multiplicity)| *multiplicity == 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// A product falls into irreducible parts whose product it is.
    #[test]
    fn factors_multiply_to_what_was_factored(
        parts in prop::collection::vec(prop::collection::vec(-20i64..20, 2..6), 1..5),
    ) {
        let parts: Vec<Polynomial> = parts.iter().map(|c| polynomial(c)).filter(|f| f.degree() > 0).collect();
        prop_assume!(!parts.is_empty());
        let product = parts.iter().fold(polynomial(&[1]), |product, part| product.times(part));
        let factors = factor(&product);
        let again = factors.iter().fold(polynomial(&[1]), |product, (factor, multiplicity)| {
            (0..*multiplicity).fold(product, |product, _| product.times(factor))
        });
        prop_assert_eq!(again, product.primitive());
        prop_assert!(factors.iter().map(|(_, multiplicity)| multiplicity).sum::<usize>() >= parts.len());
        for (factor, _) in &factors {
            prop_assert!(is_irreducible(factor));
        }
    }

    /// Every integer root is isolated once.
    #[test]
    fn real_roots_are_isolated(roots in prop::collection::btree_set(-50i64..50, 0..6), without in 0usize..3) {
        let real = roots.iter().fold(polynomial(&[1]), |f, r| f.times(&polynomial(&[-r, 1])));
        // factors without real roots, and a double root
        let f = (0..without).fold(real, |f, i| f.times(&polynomial(&[1 + i as i64, 1, 1])));
        let intervals = isolate_roots(&f);
        prop_assert_eq!(intervals.len(), roots.len());
        for (root, [low, high]) in roots.iter().zip(&intervals) {
            let root = dashu_ratio::RBig::from(*root);
            prop_assert!(*low < root && root <= *high);
        }
        prop_assert_eq!(count_roots(&f.times(&f), &[(-60).into(), 60.into()]), roots.len());
    }
}

#[test]
fn roots_have_as_many_digits_as_are_asked_for() {
    let f = polynomial(&[-2, 0, 1]);
    for bits in [10, 100, 1000, 4000] {
        let root = fixed_root(&f, &isolate_roots(&f)[1], bits);
        let error = &root * &root - (IBig::from(2) << (2 * bits));
        // (r + ε)² − 2 = 2rε
        assert!(error.clone() < (IBig::from(8) << bits) && error > (IBig::from(-8) << bits), "{bits}");
    }
}
