//! What is printed in Li₂ and wrong, each next to what is right, and corollaries of the theorems.

use std::f64::consts::{SQRT_2, TAU};

use cogring::dual::IrrepType;
use cogring::features::{
    Centring, Coupons, Energy, Interaction, Memorization, RealIrreps, Reconstruction, Ridge, hidden_features,
    memorizing_filter,
};
use cogring::network::Activation;
use cogring::{Group, PairMask};
use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;
use rand::RngExt as _;

use super::{filter, golden_filter, group, random};

/// Ỹ over all pairs: one-hot labels without their means.
fn targets(group: &Group) -> DMatrix<f64> {
    let order = group.order();
    DMatrix::from_fn(order * order, order, |sample, h| {
        f64::from(u8::from(group.multiply(sample / order, sample % order) == h)) - 1.0 / order as f64
    })
}

fn centred(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    matrix - DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |_, column| matrix.column(column).mean())
}

/// T_k of the printed spectral form for irreps of type R: Û = √(d/M) Σ u(g)ρ(g)ᵀ, w = \[u; Pv\], T = ÛᵀV̂.
#[test]
fn t8_traces_are_not_the_energy_of_irreps_of_degree_above_1() {
    let forms = |name: &str, w: &[f64]| {
        let group = group(name);
        let (irreps, order) = (RealIrreps::new(&group), group.order());
        let (mut right, mut printed) = (0.0, 0.0);
        for (at, irrep) in irreps.list().iter().enumerate() {
            assert_eq!(irrep.kind, IrrepType::Real);
            let (rho, degree) = (irreps.matrices(at), irrep.degree as f64);
            let hat = |f: &dyn Fn(usize) -> f64| {
                let zero = DMatrix::zeros(irrep.degree, irrep.degree);
                (0..order).fold(zero, |sum, g| sum + rho[g].transpose() * f(g)) * (degree / order as f64).sqrt()
            };
            let product = hat(&|g| w[g]).transpose() * hat(&|g| w[order + group.inverse(g)]);
            right += 4.0 / degree * product.norm_squared();
            printed += product.trace().powi(2) / degree;
        }
        let half = order as f64 / 2.0;
        (Energy::of_squares(&group).value(w), half * right, half * printed)
    };
    for name in ["S3", "D5", "S4"] {
        let (energy, right, printed) = forms(name, &golden_filter(group(name).order()));
        assert!((energy - right).abs() < 1e-10 * energy, "{name}: {energy} {right}");
        assert!((4.0 * printed / energy - 1.0).abs() > 0.05, "{name}: {printed} of {energy}");
    }
    // For degree 1 the printed form is wrong by its factor alone.
    let (energy, right, printed) = forms("2x2", &golden_filter(4));
    assert!((energy - right).abs() < 1e-10 * energy && (4.0 * printed - energy).abs() < 1e-10 * energy);
}

/// Corollary 2: the phases of the two halves are free; the printed M/16 is the value at ‖w‖² = ½.
#[test]
fn t5_corollary_2_waves_of_any_two_phases_are_maxima_over_cyclic_groups() {
    let (group, order) = (group("Z7"), 7.0_f64);
    let energy = Energy::of_squares(&group);
    for (k, t1, t2) in [(1, 0.3, 0.3), (2, 1.1, -0.4), (3, 2.5, 0.9)] {
        let wave = |t: f64, g: usize| (TAU * (k * g) as f64 / order + t).cos() / order.sqrt();
        let w: Vec<f64> = (0..7).map(|g| wave(t1, g)).chain((0..7).map(|g| wave(t2, g))).collect();
        let (value, gradient) = energy.gradient(&w);
        assert!((value - order / 4.0).abs() < 1e-12);
        assert!(w.iter().zip(&gradient).all(|(w, g)| (g - 4.0 * value * w).abs() < 1e-11));
        for (h, z) in energy.classes(&w).into_iter().enumerate() {
            assert!((z - (TAU * (k * h) as f64 / order + t1 + t2).cos()).abs() < 1e-12);
        }
        let half: Vec<f64> = w.iter().map(|w| w / SQRT_2).collect();
        assert!((energy.value(&half) - order / 16.0).abs() < 1e-12);
    }
}

/// Theorem 3 as it stands: \[u; ±Pū\] with complex weights, d⁴ generic u on every irrep.
#[test]
fn t6_generic_complex_filters_rebuild_the_target_if_the_second_half_is_conjugate() {
    for (name, width) in [("Z7", 12), ("Z8", 14), ("S3", 34), ("D5", 66), ("Q8", 38), ("A4", 166)] {
        let group = group(name);
        let (dual, order) = (group.dual(), group.order());
        let mut random = random(17);
        let mut build = |is_conjugate: bool| {
            let mut filters: Vec<Vec<Complex64>> = Vec::new();
            // the indices of every complex irrep but the trivial one
            let irreps: Vec<Vec<usize>> = match dual.irreps().len() {
                0 => (1..order).map(|k| vec![k]).collect(),
                count => {
                    let of = |irrep: usize| (0..order).filter(|&k| dual.place(k).unwrap().0 == irrep).collect();
                    (1..count).map(of).collect()
                }
            };
            for indices in irreps {
                for _ in 0..indices.len().pow(2) {
                    let mut u = vec![Complex64::default(); order];
                    for &k in &indices {
                        let z = Complex64::new(random.random::<f64>() - 0.5, random.random::<f64>() - 0.5);
                        u.iter_mut().enumerate().for_each(|(g, u)| *u += z * dual.value(k, g));
                    }
                    let second = |g: usize| if is_conjugate { u[group.inverse(g)].conj() } else { u[group.inverse(g)] };
                    filters.extend(
                        [1.0, -1.0].map(|sign| {
                            u.iter().copied().chain((0..order).map(|g| second(g) * sign)).collect::<Vec<_>>()
                        }),
                    );
                }
            }
            (filters.len(), Reconstruction::new(&group, &filters).unwrap().residual)
        };
        let (count, residual) = build(true);
        assert!(count == width && residual < 1e-9, "{name}: {count} filters, {residual}");
        let (_, residual) = build(false);
        assert!(residual > 0.1, "{name}: {residual}");
    }
}

/// Three phases for each frequency of Z_23, and a readout from a fifth of the pairs.
#[test]
fn t6_filters_on_all_frequencies_generalize_from_a_fifth_of_the_pairs() {
    let (group, order) = (group("Z23"), 23);
    let mut filters = Vec::new();
    for (k, j, sign) in itertools::iproduct!(1..=11, 0..3, [1.0, -1.0]) {
        let third = TAU * f64::from(j) / 3.0;
        let wave = move |t: f64, sign: f64| (0..order).map(move |g| sign * (TAU * (k * g) as f64 / 23.0 + t).cos());
        filters.push(wave(third, 1.0).chain(wave(third + 0.4, sign)).collect::<Vec<f64>>());
    }
    assert_eq!(filters.len(), 66);
    let features = hidden_features(&group, Activation::Square, &filters);
    let label = |sample: usize| group.multiply(sample / order, sample % order);
    let accuracy = |fraction: f64| {
        let mut random = random(18);
        let (train, test): (Vec<usize>, Vec<usize>) =
            (0..order * order).partition(|_| random.random::<f64>() < fraction);
        let of_train = features.select_rows(&train);
        let one_hot = DMatrix::from_fn(train.len(), order, |at, h| f64::from(u8::from(label(train[at]) == h)));
        let outputs = features.select_rows(&test) * Ridge::new(&of_train, &one_hot, 0.0).unwrap().readout();
        let offset = one_hot.row_mean() - of_train.row_mean() * Ridge::new(&of_train, &one_hot, 0.0).unwrap().readout();
        let right = test
            .iter()
            .zip(outputs.row_iter())
            .filter(|(sample, row)| (row + &offset).transpose().imax() == label(**sample));
        right.count() as f64 / test.len() as f64
    };
    let (fifth, twentieth) = (accuracy(0.2), accuracy(0.05));
    assert!(fifth > 0.98 && twentieth < 0.9, "{fifth} {twentieth}");
}

/// The printed effect of a factor β at the outputs holds only where the features interpolate.
#[test]
fn t3_a_factor_at_the_outputs_is_another_weight_decay() {
    let mut random = random(19);
    let features = DMatrix::from_fn(30, 8, |_, _| random.random::<f64>().powi(2));
    let labels = DMatrix::from_fn(30, 5, |row, h| f64::from(u8::from((row * row + row) % 5 == h)));
    let (beta, eta) = (3.0, 0.4);
    let at = |eta: f64| Ridge::new(&features, &labels, eta).unwrap().gradient();
    // −∂J/∂F of J = ½‖Y − βFV‖² at the ridge readout of βF
    let found = Ridge::new(&(&features * beta), &labels, eta).unwrap().gradient() * beta;
    assert!((&found - at(eta / (beta * beta))).amax() < 1e-11 * found.amax());
    let printed = at(eta) / (beta * beta);
    assert!((&found - printed).norm() > 0.1 * found.norm());
}

/// Lemma 1 with many nodes: the coefficient that is printed has n c₂ + η where K c₁ + η belongs.
#[test]
fn t9_lemma_1_as_printed_is_off_by_orders_of_magnitude() {
    let group = group("Z7");
    let (tau, width, eta) = (0.7_f64, 100_000, 10.0);
    let (c1, c2) = (4.0 * tau.powi(4), tau.powi(4) * 6.0 * 60.0 / 49.0);
    let k_c1 = width as f64 * c1 + eta;
    let target = targets(&group);
    // one draw is off by about a hundredth: the mean of four by half of that
    let ratios = [20, 21, 22, 23].map(|seed| {
        let mut random = random(seed);
        let mut normal = || {
            let radius = (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
            tau * radius * (TAU * random.random::<f64>()).cos()
        };
        let filters: Vec<Vec<f64>> = (0..width).map(|_| (0..14).map(|_| normal()).collect()).collect();
        let features = hidden_features(&group, Activation::Square, &filters);
        let gradient = Ridge::new(&features, &target, eta).unwrap().gradient();
        let direction = &target * target.tr_mul(&centred(&features));
        let cosine = gradient.dot(&direction) / gradient.norm() / direction.norm();
        assert!(cosine > 0.999, "{seed}: {cosine}");
        // c₂ itself is right: E‖f̃‖²/n
        let mean = centred(&features).norm_squared() / (width * 49) as f64;
        assert!((mean / c2 - 1.0).abs() < 0.02, "{seed}: {mean} {c2}");
        let coefficient = gradient.dot(&direction) / direction.norm_squared();
        let printed = eta / (k_c1 * (49.0 * c2 + eta));
        assert!(coefficient / printed < 0.03, "{seed}: {}", coefficient / printed);
        coefficient / (eta / k_c1.powi(2))
    });
    let ratio = ratios.iter().sum::<f64>() / 4.0;
    assert!((ratio - 1.0).abs() < 0.01, "{ratios:?}");
}

/// Theorem 6: the sign of a coupling is that of −f_jᵀPf_l, and the printed sum over all filters counts the filter itself twice.
#[test]
fn t10_signs_of_couplings_and_the_sum_that_counts_twice() {
    let mut random = random(21);
    let (n, width, eta) = (12, 5, 0.3);
    for _ in 0..20 {
        let features = DMatrix::from_fn(n, width, |_, _| random.random::<f64>() - 0.5);
        let interaction = Interaction::new(&features, eta).unwrap();
        let inverse = interaction.inverse_gram();
        for (j, l) in itertools::iproduct!(0..width, 0..width).filter(|(j, l)| j != l) {
            let others: Vec<usize> = (0..width).filter(|&at| at != j && at != l).collect();
            let rest = features.select_columns(&others);
            let gram = rest.tr_mul(&rest) + DMatrix::identity(3, 3) * eta;
            let left = features.column(l) - &rest * gram.try_inverse().unwrap() * rest.tr_mul(&features.column(l));
            let beta = features.column(j).dot(&left);
            assert!(interaction.coupling(j, l) * beta <= 0.0);
        }
        let back = &features * &inverse;
        let sum = |j: usize, others: &dyn Fn(usize) -> bool| {
            let all = (0..width).filter(|&l| others(l)).map(|l| features.column(l) * inverse[(j, l)]);
            all.fold(features.column(j) * inverse[(j, j)], |sum, term| sum + term)
        };
        for j in 0..width {
            assert!((back.column(j) - sum(j, &|l| l != j)).amax() < 1e-11);
            assert!((back.column(j) - sum(j, &|_| true)).amax() > 0.1, "as printed");
        }
    }
}

/// Theorem 7: the readout of filters complete on some irreps leaves the kernel of the others, with all their coefficients.
#[test]
fn t11_what_filters_on_some_irreps_leave_of_the_target() {
    for name in ["Z7", "S3", "A4", "Q8", "S4"] {
        let group = group(name);
        let (irreps, order) = (RealIrreps::new(&group), group.order());
        let count: usize = irreps.list()[..1].iter().map(|irrep| 2 * irrep.dimension().pow(3)).sum();
        let filters: Vec<Vec<f64>> = irreps.real_filters().into_iter().take(count).collect();
        let features = centred(&hidden_features(&group, Activation::Square, &filters));
        let target = targets(&group);
        let left = &target - &features * Ridge::new(&features, &target, 0.0).unwrap().readout();
        // Σ (d_k/M) χ_k(h'⁻¹h) over the complex irreps that are missing, and its printed form Σ (d_k/M) χ_k(h) χ_k(h')
        let missing: Vec<(usize, f64, Vec<f64>)> = (1..irreps.list().len())
            .map(|at| {
                let copies = if irreps.list()[at].kind == IrrepType::Quaternionic { 0.5 } else { 1.0 };
                let character = irreps.matrices(at).iter().map(|rho| rho.trace()).collect();
                (at, copies * irreps.list()[at].degree as f64 / order as f64, character)
            })
            .collect();
        let kernel = |h: usize, other: usize| -> f64 {
            let at = group.multiply(group.inverse(other), h);
            missing.iter().map(|(_, weight, character)| weight * character[at]).sum()
        };
        let label = |sample: usize| group.multiply(sample / order, sample % order);
        let worst = (0..order * order)
            .flat_map(|sample| (0..order).map(move |other| (sample, other)))
            .map(|(sample, other)| (left[(sample, other)] - kernel(label(sample), other)).abs())
            .fold(0.0, f64::max);
        assert!(worst < 1e-11, "{name}: {worst}");
        if irreps.list()[1..].iter().any(|irrep| irrep.kind == IrrepType::Real && irrep.degree > 1) {
            let printed = |h: usize, other: usize| -> f64 {
                missing.iter().map(|(_, weight, character)| weight * character[h] * character[other]).sum()
            };
            let worst = itertools::iproduct!(0..order, 0..order)
                .map(|(h, other)| (printed(h, other) - kernel(h, other)).abs())
                .fold(0.0, f64::max);
            assert!(worst > 0.1, "{name}: {worst}");
        }
    }
}

/// Theorem 5 against gradient ascent, and the energy with centring, which is 0 when only one label is seen.
#[test]
fn t12_ascent_finds_the_filters_that_memorize_and_centring_hides_them() {
    let group = group("S3");
    let (label, order) = (4, 6);
    let chances = [0.1, 0.25, 0.05, 0.3, 0.2, 0.1];
    for activation in [Activation::Square, Activation::Relu, Activation::Silu, Activation::Tanh, Activation::Sigmoid] {
        let best = memorizing_filter(&group, label, &Memorization::new(activation, &chances).unwrap().sums);
        // from a positive start, where no ReLU is dead
        let mut w = DVector::from_fn(12, |g, _| 1.0 + 0.05 * g as f64).normalize();
        for _ in 0..6000 {
            let mut slope = DVector::zeros(12);
            for (g, chance) in chances.iter().enumerate() {
                let other = order + group.multiply(group.inverse(g), label);
                let change = chance * activation.derivatives(w[g] + w[other]).0;
                slope[g] += change;
                slope[other] += change;
            }
            w = (w + slope).normalize();
        }
        let off = w.iter().zip(&best).map(|(w, best)| (w - best).abs()).fold(0.0, f64::max);
        assert!(off < 1e-9, "{activation}: {off:e}");
    }
    let norm = chances.iter().map(|p| p * p).sum::<f64>().sqrt();
    let relu = Memorization::new(Activation::Relu, &chances).unwrap();
    assert!(relu.sums.iter().zip(chances).all(|(s, p)| (s - SQRT_2 * p / norm).abs() < 1e-15));
    let one_label = PairMask::from_fn(&group, |g1, g2| group.multiply(g1, g2) == label);
    let with = |centring| Energy::new(&group, Activation::Square, &one_label, centring).unwrap();
    let w = filter(&mut random(22), 12);
    assert!(with(Centring::SampleMean).value(&w) < 1e-25 && with(Centring::None).value(&w) > 0.1);
}

/// Lemma 7: amplitudes with the distribution exp(−x^−a), and who is the largest.
#[test]
fn t15_lemma_7_who_leads_at_the_start() {
    let (strengths, exponent) = ([1.0, 1.4, 0.8], 2.5);
    let coupons = Coupons::new(&strengths, exponent).unwrap();
    let mut random = random(23);
    let (trials, mut wins) = (100_000, [0; 3]);
    for _ in 0..trials {
        let amplitudes = strengths.map(|mu| mu * (-(1.0 - random.random::<f64>()).ln()).powf(-1.0 / exponent));
        wins[DVector::from(amplitudes.to_vec()).imax()] += 1;
    }
    for (win, chance) in wins.into_iter().zip(coupons.chances()) {
        assert!((f64::from(win) / f64::from(trials) - chance).abs() < 0.006, "{wins:?} {:?}", coupons.chances());
    }
    // The printed bound H_L lacks the factor L.
    let equal = Coupons::new(&[1.0; 6], 1.0).unwrap();
    let harmonic: f64 = (1..=6).map(|l| 1.0 / f64::from(l)).sum();
    assert!((equal.independent() / (6.0 * harmonic) - 1.0).abs() < 1e-6 && equal.lower_bound() > 5.0 * harmonic);
}
