//! Arithmetic of number fields and prime fields.

use cogring::scalar::algebraic::{Algebraic, NumberField, Polynomial, Residue, isolate_roots};
use cogring::{Exact, Scalar};
use dashu_ratio::RBig;
use num_traits::{One, Zero};
use proptest::prelude::*;

fn fields() -> Vec<NumberField> {
    let polynomials: [&[i64]; 4] = [&[-2, 2, 1], &[-4, -8, 4, 8, 1], &[1, 3, -4, 1], &[-32, -208, -137, 858, 1071]];
    let of = |c: &[i64]| {
        let minimal = Polynomial::from_words(c);
        let root = isolate_roots(&minimal).pop().expect("a real root");
        NumberField::new(&minimal, root).expect("a field")
    };
    polynomials.into_iter().map(of).chain([NumberField::rationals()]).collect()
}

fn element(field: &NumberField, coefficients: &[(i64, u64)]) -> Algebraic {
    let ratios = coefficients.iter().take(field.degree()).map(|&(p, q)| RBig::from_parts(p.into(), q.into()));
    Algebraic::new(field, ratios.collect()).expect("an element")
}

fn coefficients() -> impl Strategy<Value = Vec<(i64, u64)>> {
    prop::collection::vec((-30i64..30, 1u64..9), 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn number_fields_are_fields(at in 0usize..5, x in coefficients(), y in coefficients(), z in coefficients()) {
        let field = &fields()[at];
        let [x, y, z] = [&x, &y, &z].map(|c| element(field, c));
        prop_assert_eq!((x.clone() + y.clone()) * &z, x.clone() * &z + y.clone() * &z);
        prop_assert_eq!((x.clone() * &y) * &z, x.clone() * &(y.clone() * &z));
        prop_assert_eq!(x.clone() * &y, y.clone() * &x);
        prop_assert!((x.clone() - x.clone()).is_zero());
        match Algebraic::one().checked_div(&x) {
            Some(inverse) => prop_assert_eq!(inverse * &x, Algebraic::one()),
            None => prop_assert!(x.is_zero()),
        }
        // and as real numbers
        let float = x.to_f64() * y.to_f64();
        prop_assert!(((x * &y).to_f64() - float).abs() <= 1e-9 * (1.0 + float.abs()));
    }

    #[test]
    fn prime_fields_are_images_of_the_rationals(x in (-999i64..999, 1u64..100), y in (-999i64..999, 1u64..100)) {
        type F = Residue<2147483629>;
        let of = |(p, q): (i64, u64)| RBig::from_parts(p.into(), q.into());
        let (r, s) = (of(x), of(y));
        prop_assert_eq!(F::from_rational(&r * &s), F::from_rational(r.clone()) * F::from_rational(s.clone()));
        prop_assert_eq!(F::from_rational(&r + &s), F::from_rational(r.clone()) + F::from_rational(s.clone()));
        if !s.is_zero() {
            prop_assert_eq!(F::from_rational(&r / &s), F::from_rational(r).checked_div(&F::from_rational(s)).expect("a unit"));
        }
    }
}

#[test]
fn zero_is_told_from_what_is_small() {
    let sqrt2 = NumberField::near(&Polynomial::from_words(&[-2, 0, 1]), 1.4).expect("Q(√2)");
    // (√2 − 1)^40 is about 5e-16
    let small = (sqrt2.generator() - Algebraic::one()).power(40);
    assert!(!small.is_zero());
    assert!((small.to_f64() / 0.414_213_562_373_095_1_f64.powi(40) - 1.0).abs() < 1e-12, "{}", small.to_f64());
    assert!((sqrt2.generator().squared() - Algebraic::from_ratio(2, 1)).is_zero());
    assert_ne!(sqrt2.generator(), Algebraic::from_ratio(1_414_213_562, 1_000_000_000));
}

#[test]
fn numbers_of_two_fields_equal_nothing() {
    let sqrt = |n: i64| NumberField::near(&Polynomial::from_words(&[-n, 0, 1]), (n as f64).sqrt()).expect("a field");
    let sum = sqrt(2).generator() + sqrt(3).generator();
    assert!(sum.is_foreign() && sum != sum.clone() && !sum.is_zero() && !(sum.clone() - sum.clone()).is_zero());
    assert!(sum.to_complex().is_none());
    // the two roots of one polynomial are two numbers
    let other = NumberField::near(&Polynomial::from_words(&[-2, 0, 1]), -1.4).expect("Q(−√2)");
    assert!((sqrt(2).generator() + other.generator()).is_foreign());
    // and the same root is the same, whatever the interval
    let wide = NumberField::new(&Polynomial::from_words(&[-2, 0, 1]), [0.into(), 5.into()]).expect("Q(√2)");
    assert_eq!(sqrt(2).generator(), wide.generator());
    assert!(Algebraic::from_constant(&cogring::scalar::Constant::new(0.5.into(), None)).is_foreign());
    let known = cogring::scalar::Constant::new(0.5.into(), Some(Exact::from_ratio(1, 2)));
    assert_eq!(Algebraic::from_constant(&known), Algebraic::from_ratio(1, 2));
}

#[test]
fn false_fields_are_refused() {
    let refused = |c: &[i64], low: i64, high: i64, says: &str| {
        let error = NumberField::new(&Polynomial::from_words(c), [low.into(), high.into()]).expect_err("no field");
        assert!(error.to_string().contains(says), "{error}");
    };
    refused(&[-4, 0, 1], 0, 5, "reducible");
    refused(&[4, 0, 0, 0, 1], 0, 5, "reducible");
    refused(&[-2, 0, 1], -5, 5, "2 real roots");
    refused(&[-2, 0, 1], 2, 5, "0 real roots");
    refused(&[-2, 0, 1], 5, 0, "0 real roots");
    refused(&[7], 0, 5, "degree 0");
    refused(&[], 0, 5, "degree 0");
    let mut large = vec![0; 26];
    (large[0], large[25]) = (-2, 1);
    refused(&large, 0, 5, "degree 25");
}
