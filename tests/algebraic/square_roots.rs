//! Square roots of exact numbers, where they have one.

use cogring::scalar::{Cyclotomic, Exact, Scalar};
use num_traits::{One, Zero};

fn cosine(k: i64, n: u64) -> Exact {
    (Exact::root_of_unity(k, n) + Exact::root_of_unity(-k, n)) * &Exact::from_ratio(1, 2)
}

fn assert_root(value: &Exact) {
    let root = value.square_root().unwrap_or_else(|| panic!("√({value})"));
    assert_eq!(root.squared(), *value);
    let (float, square) = (root.to_complex().expect("a number"), value.to_complex().expect("a number"));
    assert!((float.re - square.re.sqrt()).abs() < 1e-9 * (1.0 + float.re) && float.im.abs() < 1e-9, "{value}");
}

#[test]
fn sines_and_cosines_are_square_roots() {
    let one = Exact::one();
    for n in [3u64, 5, 7, 8, 9, 11, 12, 15, 16, 20, 23, 24, 29] {
        assert_root(&(one.clone() - cosine(1, n).squared()).shortened());
        // the half angle is one of a field twice as large
        assert_root(&((one.clone() + cosine(1, n)) * &Exact::from_ratio(1, 2)).shortened());
    }
}

#[test]
fn squares_times_numbers_with_roots_have_roots() {
    for (factor, n, weights) in
        [(3i64, 5u64, [1i64, 2, -1]), (7, 12, [3, 1, 1]), (55, 7, [1, -1, 2]), (13, 8, [0, 1, 2])]
    {
        let y = weights
            .iter()
            .enumerate()
            .fold(Exact::from_ratio(1, 2), |sum, (k, &w)| sum + cosine(k as i64, n) * &Exact::from_ratio(w, 3));
        assert_root(&(y.squared() * &Exact::from_ratio(factor, 6)).shortened());
    }
}

#[test]
fn numbers_without_a_root_are_refused() {
    let root_of_two = cosine(1, 8) * &Exact::from_ratio(2, 1);
    // the conjugate of 1 + √2 is negative; that of 3 + √2 is positive, but the norm 7 is no square, nor 7 times 2
    for whole in [1, 3] {
        assert!((Exact::from_ratio(whole, 1) + root_of_two.clone()).square_root().is_none());
    }
    assert!((root_of_two - Exact::from_ratio(2, 1)).square_root().is_none()); // negative
    assert!(Exact::i().square_root().is_none());
    assert!((Exact::parameter("nu") + Exact::parameter("nu").conj()).square_root().is_none());
    assert!(Exact::from_ratio(0, 1).square_root().is_none());
}

#[test]
fn squares_of_square_roots() {
    for (p, q) in [(1, 1), (2, 1), (3, 1), (4, 9), (5, 3), (7, 2), (12, 5), (30, 1), (1, 7), (11, 13)] {
        let value = Exact::from_ratio(p, q);
        let root = value.square_root().expect("a positive rational");
        assert_eq!(root.squared(), value);
        let float = root.to_complex().expect("a number");
        assert!((float.re - (p as f64 / q as f64).sqrt()).abs() < 1e-12 && float.im.abs() < 1e-12, "{p}/{q}");
    }
    assert!(Exact::from_ratio(-2, 1).square_root().is_none());
    assert!(Exact::zero().square_root().is_none());
    assert!(Exact::from_ratio(10_007, 1).square_root().is_none(), "a sum of 10 007 roots");
    assert_eq!(Exact::one().square_root(), Some(Exact::one()));
}
