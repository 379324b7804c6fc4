//! Generators have the potentials of their table, polynomials the lowest degree.

use super::*;

/// The ten potentials of `z` against the expected values, in the order of the paper's table.
#[track_caller]
fn assert_potentials(z: &Block<Complex64>, expected: [Complex64; 10]) {
    for (potential, expected) in BlockPotential::ALL.iter().zip(expected) {
        let value = potential.evaluate(z);
        assert!((value - expected).norm() < 1e-13, "{potential}: {value} instead of {expected}");
    }
}

#[test]
fn the_generators_have_the_potentials_of_the_papers_table() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let (zero, one, i) = (Complex64::ZERO, Complex64::ONE, Complex64::i());
    let w = Complex64::cis(std::f64::consts::TAU / 3.0);
    let real = |x: f64| Complex64::from(x);
    let three = real(3.0);
    assert_potentials(&generators::z_syn(), [three, zero, zero, zero, three, zero, zero, three, zero, zero]);
    assert_potentials(&generators::z_3c(), [three, three, zero, zero, zero, zero, zero, zero, three, zero]);
    let two = real(2.0);
    assert_potentials(&generators::z_nu_i(), [two, zero, zero, two, zero, zero, two, zero, zero, two]);
    for _ in 0..20 {
        let nu = random_unit(&mut rng);
        let bar = nu.conj();
        let (c, star, n) = (one + bar.powi(2), one - bar.powi(4), one - bar.powi(2));
        assert_potentials(&generators::z_nu(&nu), [two, c, c, one + nu.powi(4), zero, star, n, zero, star, n]);

        let (xi, sign) = (random_unit(&mut rng), random_sign(&mut rng));
        let si = if sign == Sign::Plus { i } else { -i };
        let (square, bar) = (xi * xi, xi.conj() * xi.conj());
        let expected = [
            two,
            one + bar,
            one - square,
            zero,
            one + si * square,
            one + si * bar,
            one + si,
            one - si * bar,
            one - si * square,
            one + si,
        ];
        assert_potentials(&generators::z_xi(&xi, sign), expected);

        let (alpha, beta) = (random_unit(&mut rng), random_unit(&mut rng));
        let (p, r) = (alpha * alpha, beta * beta);
        let (pc, rc) = (p.conj(), r.conj());
        let w2 = w * w;
        let expected = [
            three,
            one + w * pc + w2 * rc,
            one + w * p + w2 * r,
            zero,
            one + p + r,
            one + w2 * pc + w * rc,
            zero,
            one + pc + rc,
            one + w2 * p + w * r,
            zero,
        ];
        assert_potentials(&generators::z_syn_ab(&alpha, &beta), expected);
    }
}

#[test]
fn u_syn_generates_z_syn() {
    let u = generators::u_syn::<Complex64>();
    let sum = Block::one() + &u + &u * &u;
    assert!(sum.equals_up_to_permutation(&generators::z_syn(), 1e-15));
}

/// The lowest degree of a real polynomial with the given roots: the first power whose vector of values is a real linear
/// combination of those of lower powers.
fn lowest_degree_by_elimination(values: &[Complex64]) -> usize {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for power in 0.. {
        let mut vector: Vec<f64> =
            values.iter().map(|value| value.powi(power)).flat_map(|value| [value.re, value.im]).collect();
        for _ in 0..2 {
            for direction in &basis {
                let overlap: f64 = vector.iter().zip(direction).map(|(x, y)| x * y).sum();
                vector.iter_mut().zip(direction).for_each(|(x, y)| *x -= overlap * y);
            }
        }
        let norm = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm < 1e-7 {
            return power as usize;
        }
        vector.iter_mut().for_each(|x| *x /= norm);
        basis.push(vector);
    }
    unreachable!("there are finitely many values")
}

#[test]
fn polynomials_kill_what_they_should_and_nothing_shorter_does() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    for _ in 0..500 {
        let order = rng.random_range(1..=12u64);
        let mut root = || Complex64::root_of_unity(rng.random_range(0..order as i64), order);
        let u = Block::from_nodes([Triple::new(root(), root(), root())]);
        let chosen: Vec<BlockPotential> =
            BlockPotential::ALL.into_iter().filter(|_| rng.random_range(0..3) == 0).collect();
        let polynomial = Polynomial::killing_potentials(&u, &chosen);
        let z = polynomial.of(&u).unwrap();
        let values: Vec<Complex64> = chosen.iter().map(|potential| potential.evaluate(&u)).collect();
        assert_eq!(polynomial.degree(), lowest_degree_by_elimination(&values), "{polynomial} at {values:?}");
        for potential in &chosen {
            assert!(potential.evaluate(&z).norm() < 1e-11, "{potential} of ({polynomial})({u})");
        }
        for potential in BlockPotential::ALL {
            let expected = polynomial.evaluate(&potential.evaluate(&u));
            assert!((potential.evaluate(&z) - expected).norm() < 1e-11, "{potential} is not ρ(r(u))");
        }
    }
}

#[test]
fn polynomials_of_u_syn_and_of_nothing() {
    let u: Block<Complex64> = generators::u_syn();
    let rho = Polynomial::killing_potentials(&u, &[BlockPotential::NORM_A_C]);
    assert_eq!(rho.degree(), 2);
    assert!(rho.of(&u).unwrap().equals_up_to_permutation(&generators::z_syn(), 1e-12));
    // abc has the value 1, as a²c has: killing a²c kills both.
    let rho = Polynomial::killing_potentials(&u, &[BlockPotential::AAC]);
    assert!(BlockPotential::ABC.evaluate(&rho.of(&u).unwrap()).norm() < 1e-12);
    let nothing = Polynomial::<Complex64>::killing(&[]);
    assert_eq!((nothing.degree(), nothing.to_string()), (0, "(1+0i)".to_owned()));
    assert!(nothing.of(&u).unwrap() == Block::one());
    let omega = u.terms()[0].node.a;
    // x³ − 1 has no middle coefficients: order 2 and not 4.
    let cube_roots = Polynomial::killing(&[Complex64::ONE, omega]);
    assert_eq!(cube_roots.degree(), 3);
    assert_eq!(cube_roots.of(&Block::from_nodes([Triple::new(omega, omega, Complex64::i())])).unwrap().order(), 2);
}

#[test]
fn constructions_know_their_width_before_they_are_built() {
    for group in groups_up_to_32() {
        for construction in Construction::all() {
            let takes_width = construction.arguments().iter().any(|argument| argument.name == "width");
            let construction = if takes_width { construction.with_whole("width", 50).unwrap() } else { construction };
            if let Ok(z) = construction.build::<Complex64>(&group) {
                assert_eq!(z.order() as u128, construction.width(&group), "{construction} over {group}");
            }
        }
    }
    let group = Group::cyclic(1 << 26).unwrap();
    for construction in Construction::all().filter(|construction| construction.target().is_some()) {
        let error = construction.build::<Complex64>(&group).unwrap_err().to_string();
        assert!(error.contains("hidden nodes, more than the") || error.contains("Z_3"), "{error}");
    }
}

#[test]
fn drawn_parameters_follow_from_the_seed() {
    let group = Group::cyclic(9).unwrap();
    let build = |seed: u64| Construction::named("order4").unwrap().drawn(seed).build::<Complex64>(&group).unwrap();
    assert_eq!(build(1), build(1));
    assert_ne!(build(1), build(2));
}

#[test]
fn arguments_that_a_construction_does_not_take_are_refused() {
    let order6 = || Construction::named("order6").unwrap();
    for (refused, message) in [
        (order6().with_whole("phases", 3).map(|_| ()), "order6 takes no such argument `phases`"),
        (order6().with_target(Target::OneHot).map(|_| ()), "order6 takes no such argument `target`"),
        (order6().with_sign("nu", Sign::Minus).map(|_| ()), "order6 takes no such argument `nu`"),
        (Construction::named("order5").map(|_| ()), "`order5` is none of the constructions order6, order6-ab, order4"),
    ] {
        let error = refused.unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
