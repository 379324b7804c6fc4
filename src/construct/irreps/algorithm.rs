//! Algorithms of matrix multiplication, as elements on one irrep.
//!
//! An element with Σ A_il B_l'j C_i'j' = δ_ii' δ_ll' δ_jj' is a bilinear algorithm that multiplies n × n matrices with one product
//! per node, and the other way round.

use itertools::{Itertools, iproduct};

use super::simplex::{LARGEST, simplex};
use crate::construct::optimizers::blocks;
use crate::named::named;
use crate::scalar::{Cyclotomic, Scalar};
use crate::semiring::{MatrixBlock, MatrixNode, MatrixSpace, Term};
use crate::{Error, Result};

named! {
    /// Elements on one irrep that have a name.
    pub enum MatrixAlgorithm {
        /// constants remain: standard, for type R n³ nodes, for type C 4n³
        Open,
        /// no constant remains: for type R the simplex, n³ + n nodes, up to degree 3 and else 2n³, for type C 6n³
        Closed,
        /// no constant remains: Strassen's 7 products, for type R 14 nodes, for type C 42
        Strassen,
        /// no constant remains: Laderman's 23 products, for type R 46 nodes, for type C 138
        Laderman,
        /// the 7 products alone: more than constants remains
        StrassenAlone,
    }
}

impl MatrixAlgorithm {
    /// The element of that name.
    ///
    /// # Errors
    /// When the algorithm is one of another degree.
    pub fn element<S: Cyclotomic>(self, space: MatrixSpace) -> Result<MatrixBlock<S>> {
        let required = match self {
            MatrixAlgorithm::Strassen | MatrixAlgorithm::StrassenAlone => 2,
            MatrixAlgorithm::Laderman => 3,
            MatrixAlgorithm::Open | MatrixAlgorithm::Closed => space.degree,
        };
        if required != space.degree {
            return Err(Error::argument(format!("{self} multiplies {required} × {required} matrices, not {space}")));
        }
        let times = |block| MatrixBlock::constant(space, &block);
        let closing = if space.is_real { blocks::self_conjugate() } else { blocks::order6(&S::one()) };
        Ok(match self {
            MatrixAlgorithm::Open if space.is_real => standard(space),
            MatrixAlgorithm::Open => standard(space) * times(blocks::fourier()),
            MatrixAlgorithm::Closed if space.is_real && space.degree <= LARGEST => simplex(space.degree),
            MatrixAlgorithm::Closed => standard(space) * times(closing),
            MatrixAlgorithm::Strassen => strassen(space.is_real) * times(closing),
            MatrixAlgorithm::Laderman => laderman(space.is_real) * times(closing),
            MatrixAlgorithm::StrassenAlone => strassen(space.is_real),
        })
    }
}

/// A product (Σ a_il x_il)(Σ b_lj y_lj) and the entries of xy that it is added to: (row, column, factor) each.
type Product<'a> = [&'a [(usize, usize, i64)]; 3];

fn element<S: Scalar>(space: MatrixSpace, products: &[Product<'_>]) -> MatrixBlock<S> {
    let entries = |list: &[(usize, usize, i64)]| {
        let mut entries = vec![S::zero(); space.degree.pow(2)];
        for &(row, column, factor) in list {
            entries[row * space.degree + column] = S::from_ratio(factor, 1);
        }
        entries
    };
    let term = |[a, b, c]: &Product<'_>| Term {
        coefficient: S::one(),
        node: MatrixNode { a: entries(a), b: entries(b), c: entries(c) },
    };
    MatrixBlock::new(&space, products.iter().map(term).collect()).expect("whole numbers at places of the matrix")
}

/// ⟨n,n,n⟩, the standard algorithm: x_il y_lj at ij, n³ products.
///
/// ```
/// use cogring::construct::matrix;
/// use cogring::proof::MatrixBlockProof;
/// use cogring::semiring::MatrixSpace;
/// let z = matrix::standard(MatrixSpace { degree: 2, is_real: true });
/// let proof = MatrixBlockProof::new(&z)?;
/// assert!(z.order() == 8 && proof.is_open() && !proof.is_closed()); // constants remain
/// # Ok::<(), cogring::Error>(())
/// ```
#[must_use]
pub fn standard<S: Scalar>(space: MatrixSpace) -> MatrixBlock<S> {
    let n = space.degree;
    let places: Vec<[(usize, usize, i64); 3]> =
        iproduct!(0..n, 0..n, 0..n).map(|(i, l, j)| [(i, l, 1), (l, j, 1), (i, j, 1)]).collect();
    let products: Vec<Product<'_>> = places.iter().map(|p| [&p[..1], &p[1..2], &p[2..]]).collect();
    element(space, &products)
}

/// Strassen's algorithm for 2 × 2 matrices, 7 products. Source: V. Strassen, *Gaussian elimination is not optimal* (1969).
#[must_use]
pub fn strassen<S: Scalar>(is_real: bool) -> MatrixBlock<S> {
    let products: [Product<'_>; 7] = [
        [&[(0, 0, 1), (1, 1, 1)], &[(0, 0, 1), (1, 1, 1)], &[(0, 0, 1), (1, 1, 1)]],
        [&[(1, 0, 1), (1, 1, 1)], &[(0, 0, 1)], &[(1, 0, 1), (1, 1, -1)]],
        [&[(0, 0, 1)], &[(0, 1, 1), (1, 1, -1)], &[(0, 1, 1), (1, 1, 1)]],
        [&[(1, 1, 1)], &[(1, 0, 1), (0, 0, -1)], &[(0, 0, 1), (1, 0, 1)]],
        [&[(0, 0, 1), (0, 1, 1)], &[(1, 1, 1)], &[(0, 0, -1), (0, 1, 1)]],
        [&[(1, 0, 1), (0, 0, -1)], &[(0, 0, 1), (0, 1, 1)], &[(1, 1, 1)]],
        [&[(0, 1, 1), (1, 1, -1)], &[(1, 0, 1), (1, 1, 1)], &[(0, 0, 1)]],
    ];
    element(MatrixSpace { degree: 2, is_real }, &products)
}

/// Laderman's products for 3 × 3 matrices: factors of x and of y as signed places 11 to 33, and the places of xy.
const LADERMAN: [[&[i64]; 3]; 23] = [
    [&[11, 12, 13, -21, -22, -32, -33], &[22], &[12]],
    [&[11, -21], &[-12, 22], &[21, 22]],
    [&[22], &[-11, 12, 21, -22, -23, -31, 33], &[21]],
    [&[-11, 21, 22], &[11, -12, 22], &[12, 21, 22]],
    [&[21, 22], &[-11, 12], &[12, 22]],
    [&[11], &[11], &[11, 12, 13, 21, 22, 31, 33]],
    [&[-11, 31, 32], &[11, -13, 23], &[13, 31, 33]],
    [&[-11, 31], &[13, -23], &[31, 33]],
    [&[31, 32], &[-11, 13], &[13, 33]],
    [&[11, 12, 13, -22, -23, -31, -32], &[23], &[13]],
    [&[32], &[-11, 13, 21, -22, -23, -31, 32], &[31]],
    [&[-13, 32, 33], &[22, 31, -32], &[12, 31, 32]],
    [&[13, -33], &[22, -32], &[31, 32]],
    [&[13], &[31], &[11, 12, 13, 21, 23, 31, 32]],
    [&[32, 33], &[-31, 32], &[12, 32]],
    [&[-13, 22, 23], &[23, 31, -33], &[13, 21, 23]],
    [&[13, -23], &[23, -33], &[21, 23]],
    [&[22, 23], &[-31, 33], &[13, 23]],
    [&[12], &[21], &[11]],
    [&[23], &[32], &[22]],
    [&[21], &[13], &[23]],
    [&[31], &[12], &[32]],
    [&[33], &[33], &[33]],
];

/// Laderman's algorithm for 3 × 3 matrices, 23 products. Source: J. D. Laderman, *A noncommutative algorithm for multiplying
/// 3 × 3 matrices using 23 multiplications* (1976).
#[must_use]
pub fn laderman<S: Scalar>(is_real: bool) -> MatrixBlock<S> {
    let place = |signed: &i64| {
        let at = signed.unsigned_abs() as usize;
        (at / 10 - 1, at % 10 - 1, signed.signum())
    };
    let lists = LADERMAN.map(|product| product.map(|list| list.iter().map(place).collect_vec()));
    let products: Vec<Product<'_>> = lists.iter().map(|lists| lists.each_ref().map(Vec::as_slice)).collect();
    element(MatrixSpace { degree: 3, is_real }, &products)
}

/// ⟨n,n,n⟩ as an honest product of three frames, z_X * z_Y * z_Z: with the columns x_i, y_l, z_j of unitary matrices X, Y, Z
///
/// - z_X = Σ_i (conj(x_i) ⊗ 1, 1, x_i ⊗ 1),
/// - z_Y = Σ_l (1 ⊗ y_l, conj(y_l) ⊗ 1, 1),
/// - z_Z = Σ_j (1, 1 ⊗ z_j, 1 ⊗ conj(z_j)),
///
/// where u ⊗ v has the entries u_p v_q. The product has the potentials of [`standard`] for all unitary X, Y, Z. Its nodes are
/// the functions a(g) = x*ρ(g)y, b(g) = y*ρ(g)z, c(h) = Re x*ρ(h)z. For n = 1 all three frames are 1.
///
/// # Panics
/// When a matrix is not n × n, or the irrep is of type R and a number is not real.
#[must_use]
pub fn frames<S: Scalar>(space: MatrixSpace, [x, y, z]: [&[Vec<S>]; 3]) -> [MatrixBlock<S>; 3] {
    let n = space.degree;
    for matrix in [x, y, z] {
        assert!(matrix.len() == n && matrix.iter().all(|row| row.len() == n), "a frame of an irrep of degree {n}");
    }
    let column = |matrix: &[Vec<S>], at: usize| matrix.iter().map(|row| row[at].clone()).collect_vec();
    let conjugate = |vector: &[S]| vector.iter().map(Scalar::conj).collect_vec();
    let along_rows = |vector: &[S]| iproduct!(0..n, 0..n).map(|(p, _)| vector[p].clone()).collect_vec();
    let along_columns = |vector: &[S]| iproduct!(0..n, 0..n).map(|(_, q)| vector[q].clone()).collect_vec();
    let one = || vec![S::one(); n * n];
    let sum = |matrix: &[Vec<S>], node: &dyn Fn(&[S]) -> MatrixNode<S>| {
        let terms = (0..n).map(|at| Term { coefficient: S::one(), node: node(&column(matrix, at)) }).collect();
        MatrixBlock::new(&space, terms).unwrap_or_else(|error| panic!("{error}"))
    };
    [
        sum(x, &|x| MatrixNode { a: along_rows(&conjugate(x)), b: one(), c: along_rows(x) }),
        sum(y, &|y| MatrixNode { a: along_columns(y), b: along_rows(&conjugate(y)), c: one() }),
        sum(z, &|z| MatrixNode { a: one(), b: along_columns(z), c: along_columns(&conjugate(z)) }),
    ]
}
