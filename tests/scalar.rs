//! The numbers: ring axioms and conjugation for every scalar type, the embedding of exact numbers into the floats, and
//! the zero test against independent evaluations.

mod support;

use cogring::semiring::laws::{self, Semiring};
use std::collections::BTreeMap;

use cogring::{Cyclotomic, Exact, Scalar};
use num_complex::Complex64;
use num_traits::{One, Zero};
use proptest::prelude::*;
use support::{Arbitrary, any_exact_monomial};

/// The numbers as a semiring.
fn numbers<'a, S: Scalar>(same: &'a dyn Fn(&S, &S) -> bool) -> Semiring<'a, S> {
    Semiring { zero: S::zero(), one: S::one(), plus: &|x, y| x.clone() + y.clone(), times: &|x, y| x.clone() * y, same }
}

fn close<S: Scalar>(x: &S, y: &S) -> bool {
    x.is_close(y, 1e-9)
}

fn check_negation<S: Scalar>(x: &S, y: &S) -> Result<(), TestCaseError> {
    prop_assert!(close(&(x.clone() + -x.clone()), &S::zero()));
    prop_assert!(close(&((x.clone() - y.clone()) + y.clone()), x));
    Ok(())
}

fn check_conjugation<S: Scalar>(x: &S, y: &S) -> Result<(), TestCaseError> {
    prop_assert!(close(&x.conj().conj(), x));
    prop_assert!(close(&(x.clone() + y.clone()).conj(), &(x.conj() + y.conj())));
    prop_assert!(close(&(x.clone() * y).conj(), &(x.conj() * &y.conj())));
    prop_assert!(x.norm_squared().is_real());
    prop_assert!((x.clone() + x.conj()).is_real());
    Ok(())
}

fn check_accumulation<S: Scalar>(x: &S, y: &S, z: &S) -> Result<(), TestCaseError> {
    let mut sum = z.clone();
    sum.add_product(x, y);
    prop_assert!(close(&sum, &(x.clone() * y + z.clone())));
    prop_assert!(close(&x.power(5), &(x.squared().squared() * x)));
    Ok(())
}

fn check_root<S: Cyclotomic>(numerator: i64, order: u64) -> Result<(), TestCaseError> {
    let root = S::root_of_unity(numerator, order);
    prop_assert!(close(&root.power(order), &S::one()));
    prop_assert!(close(&root.conj(), &S::root_of_unity(-numerator, order)));
    prop_assert!(close(&(root * &S::root_of_unity(1, order)), &S::root_of_unity(numerator + 1, order)));
    Ok(())
}

macro_rules! ring_laws_for {
    ($name:ident, $scalar:ty) => {
        mod $name {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases(64))]

                #[test]
                fn is_a_commutative_ring(samples in proptest::collection::vec(<$scalar>::any(), 3)) {
                    laws::commutative_semiring(&numbers::<$scalar>(&close), &samples)?;
                    check_negation(&samples[0], &samples[1])?;
                }

                #[test]
                fn conjugation_is_an_involutive_homomorphism(x in <$scalar>::any(), y in <$scalar>::any()) {
                    check_conjugation(&x, &y)?;
                }

                #[test]
                fn fused_operations_are_the_operations(
                    x in <$scalar>::any(), y in <$scalar>::any(), z in <$scalar>::any(),
                ) {
                    check_accumulation(&x, &y, &z)?;
                }

                #[test]
                fn roots_of_unity_are_what_they_say(numerator in -100..100i64, order in 1..70u64) {
                    check_root::<$scalar>(numerator, order)?;
                }

                #[test]
                fn division_undoes_multiplication(x in <$scalar>::any(), y in <$scalar>::any()) {
                    if let Some(quotient) = x.checked_div(&y) {
                        prop_assert!(close(&(quotient * &y), &x));
                    }
                }
            }
        }
    };
}

ring_laws_for!(complex, Complex64);
ring_laws_for!(exact, Exact);

/// Generic values for the parameters that random exact numbers contain.
fn assignment() -> BTreeMap<String, Complex64> {
    BTreeMap::from([("nu".to_owned(), Complex64::cis(0.7)), ("xi".to_owned(), Complex64::cis(2.1))])
}

fn value(x: &Exact) -> Complex64 {
    x.evaluate(&assignment()).expect("all parameters have values")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn exact_numbers_embed_into_the_complex_numbers(x in Exact::any(), y in Exact::any()) {
        let near = |x: Complex64, y: Complex64| (x - y).norm() < 1e-11;
        prop_assert!(near(value(&(x.clone() + y.clone())), value(&x) + value(&y)));
        prop_assert!(near(value(&(x.clone() * &y)), value(&x) * value(&y)));
        prop_assert!(near(value(&x.conj()), value(&x).conj()));
        prop_assert!(near(value(&-x.clone()), -value(&x)));
    }

    /// Σ c_j ζ_n^{e_j} = 0, decided by reduction, against the float value; half of the sums are made to vanish.
    #[test]
    fn the_zero_test_agrees_with_numeric_evaluation(
        order in 1..140u64,
        terms in proptest::collection::vec((-3..4i64, 0..140i64), 1..9),
        prime in proptest::sample::select(vec![2, 3, 5, 7u64]),
        vanish in any::<bool>(),
    ) {
        let sum = terms.iter().fold(Exact::zero(), |sum, &(c, e)| {
            sum + Exact::from_ratio(c, 6) * &Exact::root_of_unity(e, order)
        });
        // Times 1 + ζ_p + … + ζ_p^{p−1} = 0, expanded.
        let relation = (0..prime as i64).fold(Exact::zero(), |sum, r| sum + Exact::root_of_unity(r, prime));
        let sum = if vanish { sum * &relation } else { sum };
        let size = sum.to_complex().expect("no parameters").norm();
        // Non-zero sums of so few roots with so small coefficients are not this small.
        prop_assert_eq!(sum.is_zero(), size < 1e-10, "{} has modulus {}", sum, size);
    }

    #[test]
    fn equal_numbers_have_one_normal_form(x in Exact::any(), e in 0..30i64, order in 1..31u64) {
        // x, written with a sum of roots that is 0.
        let root = Exact::root_of_unity(e, order);
        let padded = (0..3).fold(x.clone(), |sum, r| sum + Exact::root_of_unity(r, 3) * &root);
        prop_assert_eq!(&padded, &x);
        prop_assert_eq!(padded.to_string(), x.to_string());
        prop_assert_eq!(padded.normal_terms(), x.normal_terms());
    }

    #[test]
    fn numbers_are_read_as_they_are_printed(x in Exact::any()) {
        prop_assert_eq!(&x.to_string().parse::<Exact>().unwrap(), &x);
        let json = serde_json::to_string(&x).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Exact>(&json).unwrap(), &x);
        let value = cogring::expr::Value::try_from(&x).unwrap();
        prop_assert_eq!(&value.evaluate::<Exact>(&Default::default()).unwrap(), &x);
        prop_assert_eq!(&value.to_string().parse::<Exact>().unwrap(), &x);
    }

    #[test]
    fn identical_numbers_are_equal(x in Exact::any(), y in Exact::any()) {
        prop_assert!(x.is_identical(&x.clone()));
        prop_assert!(!x.is_identical(&y) || x == y);
        prop_assert!(!x.is_identical(&(x.clone() + Exact::one())));
    }

    #[test]
    fn real_monomials_are_rational_or_not_monomials(x in any_exact_monomial()) {
        prop_assert_eq!(x.is_real(), x == x.conj());
        prop_assert_eq!(x.to_rational().is_some(), x.is_real());
    }

    #[test]
    fn substitution_is_evaluation(x in Exact::any(), turn in 0..12i64) {
        let root = Exact::root_of_unity(turn, 12);
        let replaced = x.substitute("nu", &root).expect("roots have modulus 1");
        let mut values = assignment();
        values.insert("nu".to_owned(), root.to_complex().expect("a number"));
        prop_assert!((replaced.evaluate(&values).expect("xi") - x.evaluate(&values).expect("both")).norm() < 1e-11);
        prop_assert!(!replaced.parameters().contains(&"nu".to_owned()));
    }
}

fn zeta(n: u64, e: i64) -> Exact {
    Exact::root_of_unity(e, n)
}

fn rational(numerator: i64, denominator: u64) -> Exact {
    Exact::from_ratio(numerator, denominator)
}

#[test]
fn numbers_are_written_as_people_write_them() {
    let nu = Exact::parameter("nu");
    let one = Exact::one();
    let cases = [
        (Exact::zero(), "0"),
        (rational(-1, 6) * &zeta(3, 1), "-1/6*w3"),
        (one.clone() + nu.conj().squared(), "1 + nu^-2"),
        (one.clone() - nu.conj().power(4), "1 - nu^-4"),
        (one.clone() + Exact::i() * &Exact::parameter("xi").squared(), "1 + i*xi^2"),
        (rational(2, 1) + rational(2, 1) * &Exact::i(), "2 + 2*i"),
        (zeta(3, 1) + one.clone(), "-w3^2"),
        (zeta(12, 1), "-i*w3"),
        (zeta(12, 5), "-i*w3^2"),
        (zeta(9, 2) * &rational(1, 2), "1/2*zeta(9)^2"),
        (zeta(8, 5), "-zeta(8)"),
        (zeta(7, 6), "zeta(7)^6"),
        (nu.clone() * &Exact::parameter("alpha").conj(), "alpha^-1*nu"),
    ];
    for (number, text) in cases {
        assert_eq!(number.to_string(), text);
    }
}

#[test]
fn known_numbers_are_recognized() {
    // √3, √5 and the golden section.
    let sqrt3 = zeta(12, 1) + zeta(12, -1);
    assert_eq!(sqrt3.squared(), rational(3, 1));
    assert!(sqrt3.is_real());
    let sqrt5 = zeta(5, 1) - zeta(5, 2) - zeta(5, 3) + zeta(5, 4);
    assert_eq!(sqrt5.squared().to_rational().map(|value| value.to_string()), Some("5".to_owned()));
    let golden = (Exact::one() + sqrt5.clone()) * &rational(1, 2);
    assert_eq!(golden.squared(), golden.clone() + Exact::one());
    assert_eq!(Exact::one().checked_div(&golden), Some(golden - Exact::one()));
    // 1/√5 = √5/5; 1/0 and 1/(1 + ν) do not exist.
    assert_eq!(Exact::one().checked_div(&sqrt5), Some(sqrt5 * &rational(1, 5)));
    assert_eq!(Exact::one().checked_div(&Exact::zero()), None);
    assert_eq!(Exact::one().checked_div(&(zeta(3, 1) + zeta(3, 2) + Exact::one())), None);
    assert_eq!(Exact::one().checked_div(&(Exact::one() + Exact::parameter("nu"))), None);
}

#[test]
fn numbers_that_would_take_minutes_to_divide_by_are_refused() {
    let long = rational(2, 1).power(1000) + zeta(257, 1);
    assert_eq!(Exact::one().checked_div(&long), None);
    let short = rational(2, 1) + zeta(97, 1);
    let inverse = Exact::one().checked_div(&short).expect("small enough");
    assert_eq!(inverse * &short, Exact::one());
}

#[test]
fn more_parameters_than_a_small_integer_counts_are_told_apart() {
    let parameters: Vec<Exact> = (0..70_000).map(|at| Exact::parameter(&format!("many_{at}"))).collect();
    assert!(parameters.iter().all(|parameter| parameter.norm_squared().is_one()));
    assert_ne!(parameters[0], parameters[65_536]);
    assert_eq!(parameters[69_999].to_string(), "many_69999");
}

#[test]
fn large_orders_and_large_numbers_are_exact() {
    // The sum over all 1 000 003rd roots of unity, and without one of them.
    let p = 1_000_003u64;
    let mut sum = Exact::zero();
    for e in 0..p as i64 {
        sum += &zeta(p, e);
    }
    assert!(sum.is_zero());
    assert_eq!((sum - zeta(p, 5)).to_string(), format!("-zeta({p})^5"));
    // 2^200 − 2^200 + 1, beyond machine integers on the way.
    let large = rational(2, 1).power(200);
    assert_eq!((large.clone() + Exact::one()) - large, Exact::one());
    let fraction = rational(1, 3).power(60) * &rational(3, 1).power(60);
    assert!(fraction.is_one());
}

#[test]
fn what_does_not_fit_is_never_equal_to_anything() {
    let nu = Exact::parameter("nu");
    let overflowed = [
        (Exact::one() + nu.clone()).power(1_000_000),
        nu.power(u64::MAX),
        rational(2, 1).power(u64::MAX),
        zeta(4_294_967_291, 1) * &zeta(4_294_967_279, 1),
        zeta(u64::MAX, 1),
    ];
    for number in overflowed {
        assert!(number.is_overflow());
        assert_ne!(number, number.clone());
        assert!(!number.is_zero() && !number.is_one() && !(number.clone() - number.clone()).is_zero());
        assert!(number.to_complex().is_none() && number.normal_terms().is_none());
        assert_eq!(number.to_string(), "overflow");
    }
    // Large but representable.
    assert!(!rational(6, 1).power(1_000_000).is_overflow());
    assert!(!nu.power(1_000_000).is_overflow());
}

/// Wrong rules that look right: the tests above would see them.
mod wrong_variants {
    use super::*;

    #[test]
    fn a_conjugation_that_keeps_parameters_is_no_homomorphism_of_norms() {
        let nu = Exact::parameter("nu");
        assert!(!(nu.clone() * &nu).is_one(), "ν·ν would be 1 if conj ν were ν");
        assert!((nu.clone() * &nu.conj()).is_one());
    }

    #[test]
    fn treating_distinct_roots_as_independent_misses_zeros() {
        let sum = (0..5).fold(Exact::zero(), |sum, r| sum + zeta(5, r) * &zeta(7, 3));
        assert!(sum.is_zero());
        let almost = (0..4).fold(Exact::zero(), |sum, r| sum + zeta(5, r) * &zeta(7, 3));
        assert!(!almost.is_zero());
    }

    #[test]
    fn a_zero_test_that_forgets_the_monomials_is_too_generous() {
        // 1 + ω + ω² = 0 across monomials is not a relation.
        let spread = Exact::one() + zeta(3, 1) * &Exact::parameter("nu") + zeta(3, 2) * &Exact::parameter("xi");
        assert!(!spread.is_zero());
    }

    #[test]
    fn the_order_of_a_product_is_not_the_product_of_the_orders() {
        assert_eq!(zeta(4, 1) * &zeta(6, 1), zeta(12, 5));
        assert_ne!(zeta(4, 1) * &zeta(6, 1), zeta(24, 5));
    }
}
