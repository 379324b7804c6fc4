//! The kinds that the files of people stand for, with other names, shapes and orders: read as the same function, or refused by name.

use cogring::construct::optimizers::order6;
use cogring::format::{Array, Arrays, ReadOptions, Reading, Values, network_arrays, network_from_arrays};
use cogring::network::{Activation, Magnitudes, Operation, Stored, Verification};
use cogring::{Group, Network, PairMask, Result, Target};
use nalgebra::DMatrix;
use num_complex::Complex64;
use proptest::prelude::*;

use crate::arrays;

/// An exact network over a group, and its weights.
pub(super) fn exact(group: &str) -> (Network, [DMatrix<f64>; 3]) {
    let group: Group = group.parse().expect("a group");
    let z = order6(&group, |k| Complex64::cis(0.3 + k as f64)).expect("a construction");
    let network = Network::from_solution(&z).expect("nodes");
    let weights = [network.w_a().clone(), network.w_b().clone(), network.w_c().clone()];
    (network, weights)
}

pub(super) fn array(matrix: &DMatrix<f64>) -> Array {
    Array::from_matrix(matrix)
}

pub(super) fn vector(values: Vec<f64>) -> Array {
    Array { shape: vec![values.len()], values: Values::F64(values) }
}

pub(super) fn beside(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(a.nrows(), 2 * a.ncols(), |j, g| if g < a.ncols() { a[(j, g)] } else { b[(j, g - a.ncols())] })
}

pub(super) fn read(file: &Arrays) -> Result<(Network, Reading)> {
    network_from_arrays(file, &ReadOptions::default())
}

/// That the file is the exact network, or one that does the same.
pub(super) fn assert_solves(file: &Arrays) -> Reading {
    let names: Vec<&String> = file.keys().collect();
    let (network, reading) = read(file).unwrap_or_else(|error| panic!("{names:?}: {error}"));
    let loss = network.evaluate(Target::ZeroMean, &PairMask::all(network.group())).loss;
    assert!(loss < 1e-20, "{names:?} is read as {} with loss {loss}", reading.arrays);
    reading
}

pub(super) fn assert_refused(file: &Arrays, words: &[&str]) {
    let names: Vec<&String> = file.keys().collect();
    let error = read(file).map(|(_, reading)| reading).expect_err(&format!("{names:?}")).to_string();
    assert!(words.iter().all(|word| error.contains(word)), "{names:?}: {error}");
}

#[test]
fn two_layers_are_read_under_many_names() {
    let (_, [a, b, c]) = exact("13");
    let both = beside(&a, &b);
    for [first, last] in [
        ["net.0.weight", "net.2.weight"],
        ["model.layers.0.weight", "model.layers.1.weight"],
        ["lin1.weight", "lin2.weight"],
        ["W1", "W2"],
        ["hidden.weight", "output.weight"],
        ["encoder.weight", "decoder.weight"],
        ["W_in", "W_out"],
        ["first", "second"],
        ["q.weight", "z.weight"],
    ] {
        assert_solves(&arrays([(first, array(&both)), (last, array(&c))]));
        assert_solves(&arrays([(first, array(&both.transpose())), (last, array(&c.transpose()))]));
    }
    for [first, second, last] in [
        ["W1", "W2", "W_out"],
        ["Win.0.weight", "Win.1.weight", "out.weight"],
        ["enc_x.weight", "enc_y.weight", "dec.weight"],
        ["left", "right", "readout"],
        ["alpha", "beta1", "gamma1"],
    ] {
        assert_solves(&arrays([(first, array(&a)), (second, array(&b)), (last, array(&c))]));
    }
    let kernels =
        arrays([("params/Dense_0/kernel", array(&both.transpose())), ("params/Dense_1/kernel", array(&c.transpose()))]);
    assert_eq!(
        assert_solves(&kernels).arrays.mapping.to_string(),
        "ab=params/Dense_0/kernel.T,c=params/Dense_1/kernel.T"
    );
}

#[test]
fn embeddings_are_multiplied_in_one_for_both_or_one_each() -> Result<()> {
    let (_, [a, b, c]) = exact("7");
    let q = a.nrows();
    // Rows of E are orthonormal, so that (W E) Eᵀ = W.
    let wide = DMatrix::from_fn(7, 9, |g, i| f64::from(u8::from(i == (g + 2) % 9)));
    let other = DMatrix::from_fn(7, 9, |g, i| f64::from(u8::from(i == (2 * g + 1) % 9)));
    let separate = arrays([
        ("emb_a.weight", array(&wide)),
        ("emb_b.weight", array(&other)),
        ("fc1.weight", array(&beside(&(&a * &wide), &(&b * &other)))),
        ("fc2.weight", array(&c)),
    ]);
    let mapping = assert_solves(&separate).arrays.mapping.to_string();
    assert_eq!(mapping, "ab=fc1.weight,c=fc2.weight,ea=emb_a.weight,eb=emb_b.weight");
    let shared = arrays([
        ("m.embed.weight", array(&wide)),
        ("m.W1.weight", array(&(&a * &wide))),
        ("m.W2.weight", array(&(&b * &wide))),
        ("m.unembed.weight", array(&c)),
    ]);
    assert_eq!(
        assert_solves(&shared).arrays.mapping.to_string(),
        "a=m.W1.weight,b=m.W2.weight,c=m.unembed.weight,e=m.embed.weight"
    );
    let given =
        ReadOptions { mapping: Some("a=m.W1.weight,b=m.W2.weight,c=m.unembed.weight".parse()?), ..Default::default() };
    assert_eq!(
        network_from_arrays(&shared, &given)?.1.arrays.mapping,
        assert_solves(&shared).arrays.mapping,
        "embeddings are inherited"
    );
    // A rectangular identity is an embedding like any other.
    let rectangular = DMatrix::identity(7, 10);
    let layer = |matrix: &DMatrix<f64>| matrix.clone().insert_columns(7, 3, 0.5);
    let file = arrays([
        ("embedding", array(&rectangular)),
        ("layera", array(&layer(&a))),
        ("layerb", array(&layer(&b))),
        ("layerc", array(&c)),
    ]);
    assert_eq!(assert_solves(&file).arrays.mapping.to_string(), "a=layera,b=layerb,c=layerc,e=embedding");
    assert_eq!(q, a.nrows());
    Ok(())
}

#[test]
fn a_normalisation_is_folded_in_before_and_after_the_square() {
    let (_, [a, b, c]) = exact("11");
    let q = a.nrows();
    let wave = |scale: f64, from: f64| -> Vec<f64> { (0..q).map(|j| from + scale * (j as f64).sin()).collect() };
    let (gamma, beta, mean, variance) = (wave(0.3, 1.0), wave(0.2, 0.1), wave(0.4, 0.0), wave(0.2, 0.9));
    let factor = |j: usize| gamma[j] / (variance[j] + 1e-5).sqrt();
    let shift = |j: usize| beta[j] - factor(j) * mean[j];
    for [weight, bias, of_mean, of_variance] in [
        ["model.bn1.weight", "model.bn1.bias", "model.bn1.running_mean", "model.bn1.running_var"],
        ["model.1.weight", "model.1.bias", "model.1.running_mean", "model.1.running_var"],
        ["model.norm.gamma", "model.norm.beta", "model.norm.moving_mean", "model.norm.moving_variance"],
    ] {
        let norm = |first: DMatrix<f64>, last: DMatrix<f64>, more: Option<Vec<f64>>| {
            let mut file = arrays([
                ("model.0.weight", array(&first)),
                ("model.3.weight", array(&last)),
                (weight, vector(gamma.clone())),
                (bias, vector(beta.clone())),
                (of_mean, vector(mean.clone())),
                (of_variance, vector(variance.clone())),
            ]);
            file.extend(more.map(|bias| ("model.3.bias".to_string(), vector(bias))));
            file
        };
        // before: γ (W x − μ)/σ + β = the exact preactivations, where the inputs are corrected by the shift
        let before = DMatrix::from_fn(q, 22, |j, g| {
            if g < 11 { (a[(j, g)] - shift(j)) / factor(j) } else { b[(j, g - 11)] / factor(j) }
        });
        let reading = assert_solves(&norm(before, c.clone(), None));
        assert_eq!(reading.arrays.folded.len(), 4);
        // after: the output layer is divided by the factor, and the shift is taken back by a bias
        let last = DMatrix::from_fn(11, q, |h, j| c[(h, j)] / factor(j));
        let bias = (0..11).map(|h| -(0..q).map(|j| last[(h, j)] * shift(j)).sum::<f64>()).collect();
        assert_solves(&norm(beside(&a, &b), last, Some(bias)));
    }
}

#[test]
fn what_has_no_part_is_refused_by_name_and_what_is_no_weight_is_remarked() {
    let (_, [a, b, c]) = exact("7");
    let q = a.nrows();
    let with = |prefix: &str, name: &str, more: Array| {
        let own = |name: &str| format!("{prefix}{name}");
        let mut file = Arrays::from([(own("fc1.weight"), array(&beside(&a, &b))), (own("fc2.weight"), array(&c))]);
        file.insert(name.to_string(), more);
        file
    };
    let square = |n: usize| array(&DMatrix::identity(n, n));
    for (name, more) in [
        ("fc3.weight", square(7)),
        ("mid.weight", square(q)),
        ("block.0.weight", square(q)),
        ("ln.weight", vector(vec![1.0; q])),
        ("ln.bias", vector(vec![0.0; q])),
        ("rms.scale", vector(vec![1.0; q])),
        ("act.weight", vector(vec![0.25])),
        ("fc4.bias", vector(vec![0.25; 7])),
        ("bn.running_mean", vector(vec![0.25; 7])),
    ] {
        assert_refused(&with("", name, more.clone()), &[name]);
        let inside = format!("model.{name}");
        assert_refused(&with("model.", &inside, more), &[&inside]);
    }
    assert_refused(&with("net.", "net.slope", vector(vec![0.25; q])), &["net.slope"]);
    assert_refused(&with("net.", "net.mixer", square(q)), &["net.mixer"]);
    // factors, masks and biases of nodes, outputs or weights beside the layers
    for (name, more) in [
        ("scale", vector(vec![0.5; q])),
        ("fc1_mask", Array { shape: vec![q, 14], values: Values::Bool(vec![true; 14 * q]) }),
        ("temperature", vector(vec![0.5; 7])),
        ("hidden_biases", vector(vec![0.5; q])),
        ("act.coef", vector(vec![0.0, 0.0, 1.0])),
        ("model.activation_1.slope", Array::scalar(0.25)),
        ("input_mean", vector(vec![0.5; 7])),
        ("x_std", vector(vec![0.5; 14])),
    ] {
        assert_refused(&with("", name, more), &[name]);
    }
    for (name, more) in [
        ("train_losses", vector(vec![0.5; 100])),
        ("optimizer.state.0.exp_avg", square(q)),
        ("output_scale", Array::scalar(0.9)),
        ("train_loss_mean", vector(vec![0.5; 7])),
        ("activations", square(q)),
        ("train_mask", Array { shape: vec![7, 7], values: Values::Bool(vec![true; 49]) }),
        ("mask", Array { shape: vec![49], values: Values::Bool(vec![true; 49]) }),
    ] {
        let reading = assert_solves(&with("", name, more));
        assert!(reading.arrays.not_used.contains(&name.to_string()), "{name}: {:?}", reading.arrays.not_used);
        assert!(reading.remarks().iter().any(|remark| remark.contains("not used")), "{name}");
    }
    let three = DMatrix::from_fn(q, 21, |j, g| a[(j, g % 7)]);
    assert_refused(
        &arrays([("fc1.weight", array(&three)), ("fc2.weight", array(&c))]),
        &["fc1.weight", "three operands"],
    );
    let list = ["Ws.0.weight", "Ws.1.weight", "Ws.2.weight"].map(|name| (name.to_string(), array(&a)));
    let file = list.into_iter().chain([("V.weight".to_string(), array(&c))]).collect();
    assert_refused(&file, &["Ws.2.weight", "third operand"]);
}

#[test]
fn one_matrix_for_both_operands_is_read_with_its_bias_once_or_twice() {
    let group = Group::cyclic(5).expect("a group");
    let w = DMatrix::from_fn(30, 5, |j, g| ((7 * j * j + 3 * g + j * g) as f64).sin());
    let bias: Vec<f64> = (0..30).map(|j| 0.8 * (j as f64).cos()).collect();
    let pairs: Vec<(usize, usize)> = PairMask::all(&group).pairs().collect();
    for times in [1.0, 2.0] {
        let hidden = DMatrix::from_fn(25, 30, |at, j| {
            let (x, y) = pairs[at];
            (w[(j, x)] + w[(j, y)] + times * bias[j]).powi(2)
        });
        let labels = DMatrix::from_fn(25, 5, |at, h| {
            let (x, y) = pairs[at];
            f64::from(u8::from(group.multiply(x, y) == h))
        });
        let fitted = hidden.svd(true, true).solve(&labels, 1e-12).expect("both factors").transpose();
        let file =
            arrays([("enc.weight", array(&w)), ("enc.bias", vector(bias.clone())), ("dec.weight", array(&fitted))]);
        assert_eq!(assert_solves(&file).arrays.mapping.to_string(), "a=enc.weight,b=enc.weight,c=dec.weight");
    }
}

/// The weights with their inputs and outputs in other numbers: x stands where `first[x]` stood.
fn renumbered([a, b, c]: &[DMatrix<f64>; 3], first: &[usize], second: &[usize], output: &[usize]) -> Arrays {
    arrays([
        ("W_a", array(&a.select_columns(first))),
        ("W_b", array(&b.select_columns(second))),
        ("W_c", array(&c.select_rows(output))),
    ])
}

#[test]
fn operations_are_recovered_in_every_numbering() {
    let (_, weights) = exact("13");
    let all: Vec<usize> = (0..13).collect();
    for (x, y, constant, words) in
        [(1, 12, 0, "x - y mod 13"), (2, 3, 1, "2x + 3y + 1 mod 13"), (12, 12, 5, "-x - y + 5 mod 13")]
    {
        let first: Vec<usize> = (0..13).map(|g| x * g % 13).collect();
        let second: Vec<usize> = (0..13).map(|g| (y * g + constant) % 13).collect();
        let reading = assert_solves(&renumbered(&weights, &first, &second, &all));
        let operation = Operation::Affine { order: 13, x, y, constant };
        assert_eq!(reading.does.labelling.as_ref().map(|labelling| labelling.operation.clone()), Some(operation));
        assert!(reading.remarks().iter().any(|remark| remark.contains(words)), "{:?}", reading.remarks());
    }
    for (group, seed) in [("13", 1usize), ("2x2x3", 2), ("4x4", 3), ("3x9", 4)] {
        let (network, weights) = exact(group);
        let d = network.group().order();
        let shuffled = |by: usize| {
            let mut places: Vec<usize> = (0..d).collect();
            places.sort_by_key(|&place| ((place + 1) * 7_919 * (seed + by)) % 1_009);
            places
        };
        let reading = assert_solves(&renumbered(&weights, &shuffled(1), &shuffled(5), &shuffled(9)));
        let labelling = reading.does.labelling.expect("a labelling");
        assert_eq!((labelling.operation, labelling.group.order()), (Operation::Renamed, d), "{group}");
    }
    // x − y over a product of groups, which is named
    let (network, weights) = exact("3x3");
    let inverses: Vec<usize> = (0..9).map(|g| network.group().inverse(g)).collect();
    let mut file = renumbered(&weights, &(0..9).collect::<Vec<_>>(), &inverses, &(0..9).collect::<Vec<_>>());
    file.insert("group".to_string(), Array { shape: vec![], values: Values::Text("Z3xZ3".to_string()) });
    assert_eq!(assert_solves(&file).does.labelling.map(|labelling| labelling.operation), Some(Operation::Difference));
}

#[test]
fn multiplication_modulo_a_prime_is_an_addition_of_logarithms() {
    let (_, [a, b, c]) = exact("12");
    // 2 generates the numbers 1 … 12 modulo 13
    let powers: Vec<usize> = (0..12).scan(1, |power, _| Some(std::mem::replace(power, *power * 2 % 13))).collect();
    for (sign, words) in [(1usize, "x * y mod 13"), (11, "x / y mod 13")] {
        let place = |element: usize| powers.iter().position(|&power| power == element).expect("a power");
        let input = |weights: &DMatrix<f64>, times: usize| {
            DMatrix::from_fn(weights.nrows(), 13, |j, x| {
                if x == 0 { 0.1 * j as f64 } else { weights[(j, times * place(x) % 12)] }
            })
        };
        let output = DMatrix::from_fn(13, c.ncols(), |h, j| if h == 0 { -0.01 } else { c[(place(h), j)] });
        let file = arrays([("W_a", array(&input(&a, 1))), ("W_b", array(&input(&b, sign))), ("W_c", array(&output))]);
        let reading = assert_solves(&file);
        assert_eq!(reading.does.labelling.as_ref().and_then(|labelling| labelling.apart), Some(0));
        assert!(reading.remarks().iter().any(|remark| remark.contains(words)), "{:?}", reading.remarks());
    }
}

#[test]
fn products_of_the_operands_are_read_and_networks_of_squares_stay_squares() {
    let (_, [a, b, c]) = exact("7");
    let squares = arrays([("W1", array(&a)), ("W2", array(&b)), ("W_out", array(&c))]);
    assert_eq!(assert_solves(&squares).activation, Activation::Square);
    // Of a solution the squares a² and b² cancel, so that 2ab with the same output layer answers as well.
    let products = arrays([("W1", array(&a)), ("W2", array(&b)), ("W_out", array(&(2.0 * &c)))]);
    let noise = DMatrix::from_fn(a.nrows(), 7, |j, g| 3.0 * ((5 * j + 3 * g) as f64).sin());
    let reading = read(&products).expect("a network").1;
    assert_eq!(reading.activation, Activation::Square, "both explain the answers up to a scale");
    // with nodes whose squares do not cancel only the product does
    let join = |matrix: &DMatrix<f64>, more: &DMatrix<f64>| {
        DMatrix::from_fn(matrix.nrows() + more.nrows(), matrix.ncols(), |j, g| {
            if j < matrix.nrows() { matrix[(j, g)] } else { more[(j - matrix.nrows(), g)] }
        })
    };
    let zero = DMatrix::zeros(noise.nrows(), 7);
    let file = arrays([
        ("W1", array(&join(&a, &noise))),
        ("W2", array(&join(&b, &zero))),
        (
            "W_out",
            array(
                &join(
                    &(2.0 * &c).transpose(),
                    &DMatrix::from_element(noise.nrows(), 7, 0.0)
                        .map_with_location(|j, h, _| ((j + 2 * h) as f64).cos()),
                )
                .transpose(),
            ),
        ),
    ]);
    assert_eq!(assert_solves(&file).activation, Activation::Product);
}

#[test]
fn settings_of_the_file_and_of_its_folder_are_believed() -> Result<()> {
    let (network, _) = exact("7");
    let with = |name: &str, text: &str| {
        let mut file = network_arrays(&network);
        file.insert(name.to_string(), Array { shape: vec![], values: Values::Text(text.to_string()) });
        file
    };
    for (name, text) in [
        ("config.activation", "relu"),
        ("args.act_fn", "torch.nn.GELU()"),
        ("cfg.model.activation._target_", "torch.nn.ReLU"),
    ] {
        assert_refused(&with(name, text), &["activation", name, "--activation square"]);
        let options = ReadOptions { activation: Some(Activation::Square), ..ReadOptions::default() };
        assert_eq!(network_from_arrays(&with(name, text), &options)?.0, network);
    }
    assert_refused(&with("config.activation", "mystery"), &["`mystery`", "config.activation"]);
    assert_solves(&with("config.activation", "quadratic"));
    for (file, text) in [
        (".hydra/config.yaml", "model:\n  width: 48\n  activation: relu # as in the paper\nseed: 5\n"),
        ("config.yaml", "wandb_version: 1\nactivation:\n  desc: null\n  value: relu\n"),
        ("cfg.json", "{\"model\": {\"act\": \"relu\"}}"),
        ("wandb-metadata.json", "{\"args\": [\"--activation\", \"relu\", \"--seed=3\"]}"),
    ] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let settings = directory.path().join(file);
        std::fs::create_dir_all(settings.parent().expect("a folder")).expect("a folder");
        std::fs::write(&settings, text).expect("a file");
        let path = directory.path().join("checkpoints").join("final.npz");
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        cogring::format::write_network(&path, &network)?;
        let error = cogring::format::read_network(&path, &ReadOptions::default()).expect_err(file).to_string();
        assert!(error.contains("relu") && error.contains(file), "{error}");
    }
    Ok(())
}

/// Rounds to a type with so many binary digits.
fn rounded(matrix: &DMatrix<f64>, digits: i32) -> DMatrix<f64> {
    matrix.map(|x| {
        if x == 0.0 {
            return 0.0;
        }
        let unit = 2f64.powi(x.abs().log2().floor() as i32 + 1 - digits);
        (x / unit).round() * unit
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Every exact network, stored in every type, is a solution to the bound of that type; perturbed above it, it is none.
    #[test]
    fn exact_networks_verify_in_every_type_and_perturbed_ones_do_not(
        group in proptest::sample::select(vec!["3", "5", "8", "11", "2x4", "3x3"]),
        stored in proptest::sample::select(vec![Stored::Float64, Stored::Float32, Stored::Float16, Stored::Bfloat16]),
        scale in -3.0..3.0f64,
    ) {
        let (network, [a, b, c]) = exact(group);
        let digits = (-stored.unit().log2()) as i32;
        // the same function with weights of other sizes
        let s = scale.exp();
        let [a, b, c] = [a * s, b * s, c / (s * s)].map(|matrix| rounded(&matrix, digits));
        let stored_network = Network::new(network.group(), a.clone(), b, c.clone())?;
        let tolerance = Magnitudes::of(&stored_network, stored).rounding_loss(&stored_network);
        let verification = Verification::within(&stored_network, Target::ZeroMean, tolerance).expect("small");
        prop_assert!(verification.is_solution, "{} {stored:?}: {} above {tolerance}", group, verification.direct_loss);
        // one output weight moved so far that the loss is at least four times the bound
        let mut moved = c.clone();
        let node = (0..a.nrows()).max_by(|&i, &j| a.row(i).amax().total_cmp(&a.row(j).amax())).expect("a node");
        let reach: f64 = stored_network.w_a().row(node).amax().powi(2) / stored_network.group().order() as f64;
        moved[(1, node)] += 4.0 * tolerance.sqrt() * stored_network.group().order() as f64 / reach.max(1e-300);
        let perturbed = Network::new(network.group(), a, stored_network.w_b().clone(), moved)?;
        let verification = Verification::within(&perturbed, Target::ZeroMean, tolerance).expect("small");
        prop_assert!(!verification.is_solution, "{} {stored:?}: {} within {tolerance}", group, verification.direct_loss);
    }
}

#[test]
fn an_unembedding_behind_the_output_layer_is_multiplied_in() {
    let (_, [a, b, c]) = exact("11");
    // invertible, and far from orthogonal
    let between = DMatrix::from_fn(11, 11, |g, i| if g == i { 2.0 } else { 1.0 / (1 + g + 2 * i) as f64 });
    let inverse = between.clone().try_inverse().expect("a dominant diagonal");
    let bias: Vec<f64> = (0..11).map(f64::from).collect();
    let shift = DMatrix::from_column_slice(11, 1, &bias);
    for [embed, first, last, unembed] in [
        ["embed.weight", "fc1.weight", "fc2.weight", "unembed.weight"],
        ["W_E", "W_in", "W_out", "W_U"],
        ["model.emb.weight", "model.linear1.weight", "model.linear2.weight", "model.lm_head.weight"],
    ] {
        let turned = inverse.transpose();
        let mut file = arrays([
            (embed, array(&between)),
            (first, array(&beside(&(&a * &turned), &(&b * &turned)))),
            (last, array(&(&inverse * &c))),
            (unembed, array(&between)),
        ]);
        let reading = assert_solves(&file);
        assert_eq!(reading.arrays.mapping.to_string(), format!("ab={first},c={last},e={embed},u={unembed}"));
        // the biases of both cancel
        if let Some(layer) = last.strip_suffix(".weight") {
            let before = unembed.replace(".weight", ".bias");
            file.insert(format!("{layer}.bias"), vector(bias.clone()));
            file.insert(before, vector((&between * &shift).iter().map(|x| -x).collect()));
            assert_eq!(assert_solves(&file).arrays.folded.len(), 2);
            file.insert(format!("{layer}.bias"), vector(vec![0.0; 7]));
            assert!(read(&file).is_err(), "a bias of another length");
        }
    }
}

#[test]
fn matrices_in_parts_are_joined() {
    let (_, [a, b, c]) = exact("11");
    let both = beside(&a, &b);
    let with = |parts: &[(&str, Array)]| {
        let mut file = arrays([("fc2.weight", array(&c))]);
        file.extend(parts.iter().map(|(name, part)| ((*name).to_string(), part.clone())));
        file
    };
    let norms = DMatrix::from_fn(both.nrows(), 1, |j, _| both.row(j).norm());
    let scaled = DMatrix::from_fn(both.nrows(), both.ncols(), |j, g| both[(j, g)] * (1 + j) as f64);
    let whole = DMatrix::from_element(1, 1, both.norm());
    let of_columns = DMatrix::from_fn(1, both.ncols(), |_, g| both.column(g).norm());
    let half = DMatrix::from_fn(both.nrows(), both.ncols(), |j, _| f64::from(u8::from(j % 2 == 0)));
    let parts: [&[(&str, Array)]; 6] = [
        &[("fc1.weight_g", array(&norms)), ("fc1.weight_v", array(&scaled))],
        &[
            ("fc1.parametrizations.weight.original0", array(&norms)),
            ("fc1.parametrizations.weight.original1", array(&scaled)),
        ],
        &[("fc1.weight_g", array(&whole)), ("fc1.weight_v", array(&(&both * 3.0)))],
        &[("fc1.weight_g", array(&of_columns)), ("fc1.weight_v", array(&(&both * 3.0)))],
        &[("fc1.weight_orig", array(&both)), ("fc1.weight_mask", array(&both.map(|_| 1.0)))],
        &[
            ("fc1.weight_orig", array(&(&both * 0.5))),
            ("fc1.weight_u", vector((0..both.nrows()).map(|j| f64::from(u8::from(j == 0))).collect())),
            (
                "fc1.weight_v",
                vector((0..both.ncols()).map(|g| if g == 0 { 1.0 / both[(0, 0)] } else { 0.0 }).collect()),
            ),
        ],
    ];
    for parts in parts {
        let reading = assert_solves(&with(parts));
        assert_eq!(reading.arrays.mapping.to_string(), "ab=fc1.weight,c=fc2.weight");
        assert!(reading.remarks().iter().any(|remark| remark.starts_with("fc1.weight is ")), "{:?}", reading.remarks());
        assert!(reading.arrays.not_used.is_empty());
    }
    // what is masked is not there
    let pruned = with(&[("fc1.weight_orig", array(&both)), ("fc1.weight_mask", array(&half))]);
    let (network, _) = read(&pruned).expect("a network");
    assert!(network.w_a().row_iter().enumerate().all(|(j, row)| (row.norm() == 0.0) == (j % 2 == 1)));
    let wrong = DMatrix::from_element(3, 1, 1.0);
    assert_refused(
        &with(&[("fc1.weight_g", array(&wrong)), ("fc1.weight_v", array(&both))]),
        &["fc1.weight_g", "[3, 1]"],
    );
    assert_refused(
        &with(&[("fc1.weight_orig", array(&both)), ("fc1.weight_mask", array(&wrong))]),
        &["fc1.weight_mask"],
    );
    // a row without a direction is no node, not NaN
    let dead = both.clone().insert_row(0, 0.0);
    let longer = norms.insert_row(0, 1.0);
    let parts = [("fc1.weight_g", array(&longer)), ("fc1.weight_v", array(&dead))];
    let mut file = with(&parts);
    file.insert("fc2.weight".to_string(), array(&c.clone().insert_column(0, 1.0)));
    assert_solves(&file);
}

#[test]
fn tokens_beside_the_elements_are_left_out() {
    let (_, [a, b, c]) = exact("11");
    let junk =
        |matrix: &DMatrix<f64>, by: usize| {
            let columns = matrix.ncols();
            DMatrix::from_fn(matrix.nrows(), columns + by, |j, g| {
                if g < columns { matrix[(j, g)] } else { 0.01 * (j + g) as f64 }
            })
        };
    let token = |by: usize| {
        let outputs =
            DMatrix::from_fn(11 + by, c.ncols(), |g, j| if g < 11 { c[(g, j)] } else { -1e-3 * (1 + j) as f64 });
        arrays([("fc1.weight", array(&beside(&junk(&a, by), &junk(&b, by)))), ("fc2.weight", array(&outputs))])
    };
    let reading = assert_solves(&token(1));
    assert_eq!(reading.group, Group::cyclic(11).expect("a group"));
    assert!(reading.remarks().iter().any(|remark| remark.contains("the last token")));
    // with any operation of a group on the elements
    let [first, second, output] =
        [[3, 0, 9, 1, 5, 10, 2, 8, 4, 6, 7], [0, 5, 1, 2, 9, 3, 4, 8, 10, 7, 6], [1, 4, 2, 0, 10, 9, 8, 3, 5, 6, 7]];
    let a_renumbered = DMatrix::from_fn(a.nrows(), 11, |j, g| a[(j, first[g])]);
    let b_renumbered = DMatrix::from_fn(b.nrows(), 11, |j, g| b[(j, second[g])]);
    let c_renumbered = DMatrix::from_fn(12, c.ncols(), |g, j| if g < 11 { c[(output[g], j)] } else { 0.0 });
    let both = beside(&junk(&a_renumbered, 1), &junk(&b_renumbered, 1));
    let reading = assert_solves(&arrays([("fc1.weight", array(&both)), ("fc2.weight", array(&c_renumbered))]));
    assert!(reading.does.labelling.is_some() && reading.group.order() == 11);
    assert!(reading.remarks().iter().any(|remark| remark.contains("the last token")));
    // two are left out where the order is known
    let mut stated = token(2);
    stated.insert("p".to_string(), Array::integer(11));
    assert!(assert_solves(&stated).remarks().iter().any(|remark| remark.contains("the last 2 tokens")));
    let given = ReadOptions { group: Some(Group::cyclic(11).expect("a group")), ..Default::default() };
    assert_eq!(network_from_arrays(&token(1), &given).expect("a network").0.group().order(), 11);
    assert!(network_from_arrays(&token(3), &given).is_err(), "three are too many");
    // a smaller group alone is no reason to leave elements out
    let (_, [whole_a, whole_b, whole_c]) = exact("12");
    let whole = arrays([("fc1.weight", array(&beside(&whole_a, &whole_b))), ("fc2.weight", array(&whole_c))]);
    let error = network_from_arrays(&whole, &given).expect_err("another order").to_string();
    assert!(error.contains("order 11") && error.contains("order 12"), "{error}");
    // an embedding of more tokens than there are outputs
    let embedding = DMatrix::<f64>::identity(12, 11);
    let file = arrays([("embed", array(&embedding)), ("fc1", array(&beside(&a, &b))), ("fc2", array(&c))]);
    assert!(assert_solves(&file).remarks().iter().any(|remark| remark.contains("the last token")));
    // a network of all its tokens keeps them
    let (_, [a, b, c]) = exact("15");
    let reading = assert_solves(&arrays([("fc1.weight", array(&beside(&a, &b))), ("fc2.weight", array(&c))]));
    assert!(!reading.remarks().iter().any(|remark| remark.contains("token")));
}

#[test]
fn outputs_of_the_other_sign_are_scaled_and_not_renumbered() {
    use cogring::format::OutputScale;
    for (group, scale) in [("7", -1.0), ("4x3", -0.01), ("Z23", -30.0)] {
        let (network, _) = exact(group);
        let turned = network_arrays(&network.scaled_outputs(1.0 / scale));
        let options = ReadOptions { scale: OutputScale::Found, ..ReadOptions::default() };
        let (read, reading) = network_from_arrays(&turned, &options).expect("a network");
        assert!(
            reading.does.labelling.is_none()
                && reading.output_scale.is_some_and(|found| (found / scale - 1.0).abs() < 1e-9)
        );
        let evaluation = read.evaluate(Target::ZeroMean, &PairMask::all(read.group()));
        assert!(evaluation.accuracy == 1.0 && evaluation.loss < 1e-20, "{group}: {evaluation:?}");
        // as it is stored it is another function, which is said
        let (read, reading) = self::read(&turned).expect("a network");
        assert!(read.evaluate(Target::ZeroMean, &PairMask::all(read.group())).accuracy < 0.5);
        let remarks: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
        assert!(
            reading.does.labelling.is_none() && remarks.iter().any(|remark| remark.contains("--scale -")),
            "{remarks:?}"
        );
    }
}
