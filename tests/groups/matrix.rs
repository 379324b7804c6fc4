//! Elements on one irrep: their identities, which mention no group, against whole networks.

use cogring::construct::matrix::{self, fourteen_squares};
use cogring::construct::optimizers::blocks;
use cogring::expr::Lazy;
use cogring::loss::Residuals;
use cogring::potential::PotentialTable;
use cogring::proof::{BlockProof, MatrixBlockProof};
use cogring::semiring::{MatrixBlock, MatrixNode, MatrixSpace, Term};
use cogring::{Block, Cyclotomic, Exact, Group, Scalar, Target};
use itertools::iproduct;
use num_traits::{One, Zero};

fn real(degree: usize) -> MatrixSpace {
    MatrixSpace { degree, is_real: true }
}

fn complex(degree: usize) -> MatrixSpace {
    MatrixSpace { degree, is_real: false }
}

fn everywhere(space: MatrixSpace, block: &Block<Exact>) -> MatrixBlock<Exact> {
    MatrixBlock::constant(space, block)
}

fn ratio(numerator: i64, denominator: u64) -> Exact {
    Exact::from_ratio(numerator, denominator)
}

/// Whether an element is open, closed, and its order.
fn judged(block: &MatrixBlock<Exact>) -> (bool, bool, usize) {
    let proof = MatrixBlockProof::new(block).unwrap();
    (proof.is_open(), proof.is_closed(), proof.order)
}

#[test]
fn the_table_of_blocks() {
    let doubled = |space| everywhere(space, &blocks::self_conjugate());
    // type R
    for n in 1..=3 {
        assert_eq!(judged(&matrix::standard(real(n))), (true, false, n.pow(3)));
        assert_eq!(judged(&matrix::simplex(n)), (true, true, n.pow(3) + n));
        assert_eq!(judged(&(matrix::standard(real(n)) * doubled(real(n)))), (true, true, 2 * n.pow(3)));
    }
    assert_eq!(judged(&(matrix::strassen(true) * doubled(real(2)))), (true, true, 14));
    assert_eq!(judged(&(matrix::laderman(true) * doubled(real(3)))), (true, true, 46));
    // type C
    for n in 1..=2 {
        let lifted = |block: &Block<Exact>| matrix::standard(complex(n)) * everywhere(complex(n), block);
        assert_eq!(judged(&lifted(&blocks::fourier())), (true, false, 4 * n.pow(3)));
        assert_eq!(judged(&lifted(&blocks::order6(&Exact::parameter("nu")))), (true, true, 6 * n.pow(3)));
    }
    assert_eq!(
        judged(&(matrix::strassen(false) * everywhere(complex(2), &blocks::order6(&Exact::one())))),
        (true, true, 42)
    );
}

#[test]
fn algorithms_with_fewer_products_leave_more_than_constants() {
    for block in [matrix::strassen(true), matrix::laderman(true)] {
        let proof = MatrixBlockProof::new(&block).unwrap();
        assert!(proof.cross.is_none() && proof.weak.is_some() && !proof.is_open(), "{proof:?}");
    }
    // Over the complex numbers the standard algorithm alone mixes an irrep with its partner.
    assert!(MatrixBlockProof::new(&matrix::standard(complex(2))).unwrap().cross.is_some());
}

#[test]
fn a_wrong_number_anywhere_is_caught() {
    for (at, channel) in iproduct!([0, 3, 7, 9], 0..4) {
        let block: MatrixBlock<Exact> = matrix::simplex(2);
        let mut terms = block.terms().to_vec();
        let entry = match channel {
            0 => &mut terms[at].coefficient,
            1 => &mut terms[at].node.a[1],
            2 => &mut terms[at].node.b[2],
            _ => &mut terms[at].node.c[3],
        };
        *entry += &ratio(1, 1_000_000_000);
        let proof = MatrixBlockProof::new(&MatrixBlock::new(&real(2), terms).unwrap()).unwrap();
        assert!(proof.cross.is_some() && !proof.is_open() && !proof.is_closed());
    }
}

#[test]
fn for_degree_1_the_identities_are_the_ten_potentials() {
    let nu = Exact::parameter("nu");
    for block in [blocks::order6(&nu), blocks::fourier(), Block::one(), blocks::order6(&nu).scaled(&ratio(6, 7))] {
        let proof = MatrixBlockProof::new(&everywhere(complex(1), &block)).unwrap();
        let ten = BlockProof::new(&Lazy::leaf(block)).unwrap();
        assert_eq!(proof.cross.is_none() && proof.strong.is_none(), ten.proved);
    }
}

/// A rotation by rational numbers, and one with a phase.
fn unitary(complex: bool) -> Vec<Vec<Exact>> {
    let phase = if complex { Exact::root_of_unity(1, 12) } else { Exact::one() };
    let rows = [[ratio(3, 5), ratio(4, 5)], [ratio(-4, 5), ratio(3, 5)]];
    rows.into_iter().map(|row| row.map(|x| x * &phase).to_vec()).collect()
}

fn other_unitary() -> Vec<Vec<Exact>> {
    vec![vec![ratio(5, 13), ratio(12, 13)], vec![ratio(12, 13), ratio(-5, 13)]]
}

#[test]
fn matrix_multiplication_is_a_product_of_three_frames() {
    for is_real in [true, false] {
        let space = MatrixSpace { degree: 2, is_real };
        let [x, y, z] = matrix::frames(space, [&unitary(!is_real), &other_unitary(), &unitary(!is_real)]);
        assert_eq!([x.order(), y.order(), z.order()], [2, 2, 2]);
        let (product, standard) = (x * y * z, matrix::standard::<Exact>(space));
        let sums = |block: &MatrixBlock<Exact>, conjugated: [bool; 3]| -> Vec<Exact> {
            let entry = |x: &Exact, conjugate: bool| if conjugate { x.conj() } else { x.clone() };
            let sum = |(i, k, l): (usize, usize, usize)| {
                block.terms().iter().fold(Exact::zero(), |sum, term| {
                    let MatrixNode { a, b, c } = &term.node;
                    let entries =
                        [entry(&a[i], conjugated[0]), entry(&b[k], conjugated[1]), entry(&c[l], conjugated[2])];
                    sum + entries.into_iter().fold(term.coefficient.clone(), |product, x| product * &x)
                })
            };
            iproduct!(0..4, 0..4, 0..4).map(sum).collect()
        };
        assert_eq!(sums(&product, [false; 3]), sums(&standard, [false; 3]));
        if is_real {
            assert_eq!(judged(&product), (true, false, 8));
        }
        // With a frame that is no frame the goal is missed.
        let skew = vec![vec![ratio(1, 1), ratio(1, 1)], vec![ratio(0, 1), ratio(1, 1)]];
        let [x, y, z] = matrix::frames(space, [&skew, &other_unitary(), &other_unitary()]);
        assert_ne!(sums(&(x * y * z), [false; 3]), sums(&standard, [false; 3]));
    }
}

#[test]
fn what_is_proved_of_an_irrep_holds_over_every_group_that_has_it() {
    for name in ["S3", "D4", "A4", "S4", "Dic3", "SL(2,3)"] {
        let group: Group = name.parse().unwrap();
        let dual = group.dual();
        for (irrep, rho) in dual.irreps().iter().enumerate().skip(1) {
            let (n, d) = (rho.degree(), group.order());
            let space = match rho.kind().name() {
                "R" => real(n),
                "C" if rho.partner() > irrep => complex(n),
                _ => continue,
            };
            let block = if space.is_real {
                matrix::simplex(n)
            } else {
                matrix::standard(space) * everywhere(space, &blocks::order6(&Exact::one()))
            };
            let placed = matrix::place(&dual, irrep, &block).unwrap();
            // By the definition, over the group: the irrep's part of the target is reached, and nothing else is touched.
            let loss = Residuals::from_potentials(&PotentialTable::new(&placed), Target::ZeroMean).loss();
            let share = n * n * if space.is_real { 1 } else { 2 };
            assert_eq!(loss, ratio((d - 1 - share) as i64, d as u64), "{name} irrep {irrep}");
        }
        let error = matrix::place(&dual, 1, &matrix::simplex::<Exact>(3)).unwrap_err().to_string();
        assert!(error.contains("degree 3 at irrep 1") || error.contains("type"), "{error}");
    }
}

#[test]
fn quaternions_are_multiplied_in_14_squares_for_all_x_and_y() {
    let hamilton = |e: usize, f: usize| -> (usize, i64) {
        let table = [
            [(0, 1), (1, 1), (2, 1), (3, 1)],
            [(1, 1), (0, -1), (3, 1), (2, -1)],
            [(2, 1), (3, -1), (0, -1), (1, 1)],
            [(3, 1), (2, 1), (1, -1), (0, -1)],
        ];
        table[e][f]
    };
    let root = |p: i64| {
        if p == 2 {
            Exact::root_of_unity(1, 8) + Exact::root_of_unity(-1, 8)
        } else {
            Exact::root_of_unity(1, 12) + Exact::root_of_unity(-1, 12)
        }
    };
    for (x, y, norm) in [
        (ratio(1, 1), ratio(2, 1), 18.003_472),
        (ratio(-3, 7), ratio(5, 2), 0.0),
        (ratio(1, 1), root(2) + root(3), 16.0),
    ] {
        let products = fourteen_squares(&x, &y).unwrap();
        assert_eq!(products.len(), 14);
        for (e, f, k) in iproduct!(0..4, 0..4, 0..4) {
            let sum = |of: &dyn Fn(&matrix::QuaternionProduct<Exact>) -> Exact| {
                products
                    .iter()
                    .fold(Exact::zero(), |sum, product| sum + of(product) * &product.coefficient * &product.gamma[k])
            };
            let (at, sign) = hamilton(e, f);
            let cross = sum(&|product| product.alpha[e].clone() * &product.beta[f]);
            assert_eq!(cross, ratio(if at == k { sign } else { 0 }, 1), "{e} {f} {k}");
            // The squares leave t |x|², which is constant: along the real unit only.
            for side in [
                |p: &matrix::QuaternionProduct<Exact>| p.alpha.clone(),
                |p: &matrix::QuaternionProduct<Exact>| p.beta.clone(),
            ] {
                let square = sum(&|product| side(product)[e].clone() * &side(product)[f]);
                let first = sum(&|product| side(product)[0].squared());
                assert_eq!(square, if e == f { first } else { Exact::zero() });
            }
        }
        let size = |q: &[Exact; 4]| q.iter().map(|x| x.to_complex().unwrap().norm_sqr()).sum::<f64>().sqrt();
        let whole: f64 = products
            .iter()
            .map(|p| p.coefficient.to_complex().unwrap().norm() * size(&p.alpha) * size(&p.beta) * size(&p.gamma))
            .sum();
        assert!(norm == 0.0 || (whole - norm).abs() < 1e-6, "{whole}");
        assert!(whole > 16.0 - 1e-9);
    }
    for (x, y) in [(0, 1), (1, 0), (2, -2), (3, 3)] {
        assert!(fourteen_squares(&ratio(x, 1), &ratio(y, 1)).is_err());
    }
    assert!(fourteen_squares(&Exact::i(), &ratio(1, 1)).is_err());
}

#[test]
fn how_many_equations_the_squares_of_an_irrep_are_on_a_group() {
    // The rank of {e f − mean} over the coefficients e, f of an irrep; generically n²(n²+1)/2 − n(n+1) + 1 for type R.
    let rank = |name: &str, irrep: usize| {
        let group: Group = name.parse().unwrap();
        let (dual, d) = (group.dual(), group.order());
        let rho = &dual.irreps()[irrep];
        let n = rho.degree();
        let mut functions: Vec<Vec<f64>> = Vec::new();
        for place in iproduct!(0..n, 0..n) {
            let values: Vec<_> = (0..d).map(|g| rho.entry(g, place.0, place.1)).collect();
            functions.push(values.iter().map(|z| z.re).collect());
            functions.push(values.iter().map(|z| z.im).collect());
        }
        let mut products = Vec::new();
        for (x, y) in iproduct!(&functions, &functions) {
            let product: Vec<f64> = x.iter().zip(y).map(|(x, y)| x * y).collect();
            let mean = product.iter().sum::<f64>() / d as f64;
            products.extend(product.into_iter().map(|x| x - mean));
        }
        let matrix = nalgebra::DMatrix::from_vec(d, products.len() / d, products);
        (matrix.clone() * matrix.transpose()).symmetric_eigenvalues().iter().filter(|x| **x > 1e-9).count()
    };
    let last = |name: &str| name.parse::<Group>().unwrap().dual().irreps().len() - 1;
    assert_eq!(rank("D4", last("D4")), 3);
    assert_eq!(rank("Q8", last("Q8")), 3);
    assert_eq!(rank("A4", last("A4")), 11);
    assert_eq!(rank("S4", last("S4")), 22);
    assert_eq!(rank("F21", last("F21")), 20);
    assert_eq!(rank("S3", last("S3")), 5);
    assert_eq!(rank("D5", last("D5")), 5);
    let of = |name: &str, kind: &str, degree: usize| {
        let dual = name.parse::<Group>().unwrap().dual();
        dual.irreps().iter().position(|rho| (rho.kind().name(), rho.degree()) == (kind, degree)).unwrap()
    };
    for (name, kind, degree, expected) in [
        ("Dic3", "H", 2, 5),
        ("SL(2,3)", "C", 2, 11),
        ("SL(2,3)", "R", 3, 11),
        ("SL(2,3)", "H", 2, 9),
        ("A5", "R", 3, 34),
        ("A5", "R", 4, 59),
        ("A5", "R", 5, 59),
    ] {
        assert_eq!(rank(name, of(name, kind, degree)), expected, "{name} {kind}{degree}");
    }
    // Fewer than of an irrep in general, but for the small ones.
    let generic = |n: usize| n * n * (n * n + 1) / 2 - n * (n + 1) + 1;
    assert_eq!((generic(2), generic(3)), (5, 34));
}

#[test]
fn elements_that_are_none_of_an_irrep_are_refused() {
    let node = |entries: Vec<Exact>| MatrixNode { a: entries.clone(), b: entries.clone(), c: entries };
    let one = |node| vec![Term { coefficient: Exact::one(), node }];
    let error = MatrixBlock::new(&real(2), one(node(vec![Exact::one(); 3]))).unwrap_err().to_string();
    assert!(error.contains("3 entries") && error.contains("has 4"), "{error}");
    let error = MatrixBlock::new(&real(1), one(node(vec![Exact::i()]))).unwrap_err().to_string();
    assert!(error.contains("not real"), "{error}");
    assert!(MatrixBlock::new(&complex(1), one(node(vec![Exact::i()]))).is_ok());
    assert!(matrix::standard::<Exact>(real(2)).try_mul(&matrix::standard(real(3))).is_err());
}

#[test]
fn the_command_proves_elements_on_irreps() {
    let run = |arguments: &[&str]| assert_cmd::Command::cargo_bin("cogring").unwrap().args(arguments).assert();
    let text = |assert: assert_cmd::assert::Assert| String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    let closed = text(run(&["prove", "closed", "--irrep", "R3"]).success());
    assert!(closed.contains("with 30 nodes") && closed.contains("nothing else"), "{closed}");
    let open = text(run(&["prove", "open", "--irrep", "C2"]).success());
    assert!(open.contains("with 32 nodes") && open.contains("constants at the outputs"), "{open}");
    let alone = text(run(&["prove", "strassen-alone", "--irrep", "R2"]).code(1));
    assert!(alone.contains("not a solution") && alone.contains("fail: Σ a_"), "{alone}");
    let json = text(run(&["prove", "laderman", "--irrep", "R3", "--json"]).success());
    let proof: MatrixBlockProof = serde_json::from_str(&json).unwrap();
    assert!(proof.is_closed() && proof.order == 46);
    for wrong in [["strassen", "R3"], ["open", "H2"], ["open", "R9"], ["nonsense", "R2"]] {
        run(&["prove", wrong[0], "--irrep", wrong[1]]).code(2);
    }
}
