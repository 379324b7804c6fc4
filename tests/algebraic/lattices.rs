//! Lattice reduction, and integer relations.

use cogring::scalar::algebraic::{Polynomial, fixed_root, integer_relation, isolate_roots, reduce_lattice};
use dashu_int::IBig;
use dashu_int::ops::BitTest;
use proptest::prelude::*;

type Rows = Vec<Vec<IBig>>;

fn norm(row: &[IBig]) -> IBig {
    row.iter().map(|x| x * x).sum()
}

/// The determinant, by elimination without fractions (Bareiss).
fn determinant(mut rows: Rows) -> IBig {
    let (n, mut last, mut sign) = (rows.len(), IBig::ONE, IBig::ONE);
    for k in 0..n {
        let Some(pivot) = (k..n).find(|&i| rows[i][k] != IBig::ZERO) else { return IBig::ZERO };
        if pivot != k {
            rows.swap(pivot, k);
            sign = -sign;
        }
        for i in k + 1..n {
            for j in k + 1..n {
                rows[i][j] = (&rows[i][j] * &rows[k][k] - &rows[i][k] * &rows[k][j]) / &last;
            }
        }
        last = rows[k][k].clone();
    }
    sign * last
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    /// A basis that hides a known short one: the lattice stays, and the rows get as short as theory promises.
    #[test]
    fn hidden_short_vectors_are_found(
        n in 2usize..9,
        bits in 4usize..200,
        seeds in prop::collection::vec(any::<i64>(), 200),
    ) {
        let mut at = 0;
        let mut next = |below: i64| { at += 1; seeds[at % seeds.len()].rem_euclid(2 * below + 1) - below };
        // Short rows, diagonally dominant, then mixed by large row operations.
        let mut rows: Rows = (0..n)
            .map(|i| (0..n).map(|j| IBig::from(next(3) + if i == j { 20 } else { 0 })).collect())
            .collect();
        let shortest = rows.iter().map(|row| norm(row)).min().expect("rows");
        for round in 0..3 {
            for i in 0..n {
                let j = (i + 1 + round) % n;
                if i != j {
                    let factor = IBig::from(next(1 << 30)) << (bits / 3);
                    let added: Vec<IBig> = rows[j].iter().map(|x| x * &factor).collect();
                    rows[i].iter_mut().zip(added).for_each(|(x, y)| *x += y);
                }
            }
        }
        let before = determinant(rows.clone());
        reduce_lattice(&mut rows);
        let after = determinant(rows.clone());
        prop_assert!(before == after || before == -after, "a lattice of another determinant");
        // ‖b_1‖² ≤ (4/3)^(n−1)-ish · λ²; with the constants used, 1.4^(n−1)
        let bound = shortest * IBig::from(14).pow(n - 1);
        prop_assert!(norm(&rows[0]) * IBig::from(10).pow(n - 1) <= bound);
    }

    /// The minimal polynomial of a root is the relation between its powers, and nothing else is.
    #[test]
    fn minimal_polynomials_are_found(coefficients in prop::collection::vec(-40i64..40, 3..9)) {
        let f = Polynomial::from_words(&coefficients);
        prop_assume!(cogring::scalar::algebraic::is_irreducible(&f));
        let roots = isolate_roots(&f);
        prop_assume!(!roots.is_empty());
        let root = fixed_root(&f, &roots[0], 400);
        let powers = |count: usize| {
            let mut powers = vec![IBig::ONE << 400];
            (1..count).for_each(|i| powers.push((&powers[i - 1] * &root) >> 400));
            powers
        };
        let relation = integer_relation(&powers(f.degree() + 1), 400, 40, 30).expect("a relation");
        prop_assert_eq!(Polynomial::new(relation).primitive(), f.primitive());
        // fewer powers have none of this size
        prop_assert_eq!(integer_relation(&powers(f.degree()), 400, 40, 30), None);
    }
}

#[test]
fn relations_of_high_degree_and_precision() {
    // 2^(1/24) + small: x^24 − 2, to 4000 bits
    let mut coefficients = vec![0; 25];
    (coefficients[0], coefficients[24]) = (-2, 1);
    let f = Polynomial::from_words(&coefficients);
    let root = fixed_root(&f, &isolate_roots(&f)[1], 4000);
    let mut powers = vec![IBig::ONE << 4000];
    (1..25).for_each(|i| powers.push((&powers[i - 1] * &root) >> 4000));
    let relation = integer_relation(&powers, 4000, 80, 100).expect("a relation");
    assert_eq!(Polynomial::new(relation).primitive(), f);
    // a number that is nothing of the kind: 0.1234567…, of 300 bits
    let number = IBig::from(123_456_789).pow(11) >> 1;
    let bits = number.bit_len();
    assert_eq!(integer_relation(&[IBig::ONE << bits, number.clone(), (&number * &number) >> bits], bits, 40, 40), None);
}

#[test]
fn dependent_and_empty_rows_do_no_harm() {
    reduce_lattice(&mut []);
    let mut one = vec![vec![IBig::from(5)]];
    reduce_lattice(&mut one);
    assert_eq!(one, [[IBig::from(5)]]);
    let mut dependent: Rows = [[2, 4], [3, 6], [0, 0]].map(|row| row.map(IBig::from).to_vec()).to_vec();
    reduce_lattice(&mut dependent);
    assert!(dependent.contains(&vec![IBig::ZERO, IBig::ZERO]));
    assert!(dependent.iter().any(|row| *row == [1, 2].map(IBig::from) || *row == [-1, -2].map(IBig::from)));
}
