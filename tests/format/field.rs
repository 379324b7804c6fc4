//! Networks as people store them: small ones, trained and written as public trainers do; each stands for a kind.

use std::path::{Path, PathBuf};

use cogring::format::{ReadOptions, Reading, read_network, read_network_as, read_network_to_verify};
use cogring::network::{Operation, Stored, Verification};
use cogring::{Network, PairMask, Result, Target};

fn path(file: &str) -> PathBuf {
    Path::new("tests/data/field").join(file)
}

fn read(file: &str) -> Result<(Network, Reading)> {
    read_network_as(&path(file), &ReadOptions::default())
}

fn loss(network: &Network, target: Target) -> f64 {
    network.evaluate(target, &PairMask::all(network.group())).loss
}

/// That a file is read with the loss that PyTorch's forward pass has, as precisely as it was noted, and accuracy 100 %.
fn assert_loss(file: &str, target: Target, expected: f64) -> Reading {
    let (network, reading) = read(file).unwrap_or_else(|error| panic!("{error}"));
    let evaluation = network.evaluate(target, &PairMask::all(network.group()));
    assert!((evaluation.loss / expected - 1.0).abs() < 0.05, "{file}: {} is not {expected}", evaluation.loss);
    assert_eq!(evaluation.accuracy, 1.0, "{file}");
    reading
}

fn assert_refused(file: &str, words: &[&str]) {
    let message = read(file).map(|_| ()).expect_err(file).to_string();
    for word in words {
        assert!(message.contains(word), "{file}: {message} does not say {word}");
    }
}

fn assert_remarked(reading: &Reading, words: &[&str]) {
    let remarks = reading.remarks().join("\n");
    for word in words {
        assert!(remarks.contains(word), "{remarks}\ndoes not say {word}");
    }
}

#[test]
fn a_batch_normalisation_is_folded_in() {
    let reading = assert_loss("und_bn.pt", Target::ZeroMean, 6.194e-4);
    let parts = ["running_mean", "running_var", "weight", "bias"].map(|part| format!("model.bn.{part}"));
    assert_eq!(reading.arrays.folded, parts);
}

#[test]
fn biases_are_folded_in_under_the_names_of_numpy_and_flax() {
    for (file, names) in
        [("q_bias_W1b1.npz", ["b1", "b2"]), ("q_bias_flat_flax.npz", ["params/Dense_0/bias", "params/Dense_1/bias"])]
    {
        let reading = assert_loss(file, Target::OneHot, 6.855e-5);
        assert_eq!(reading.arrays.folded, names);
    }
}

#[test]
fn what_belongs_to_the_model_and_has_no_part_is_refused_by_name() {
    assert_refused("und_other1.pt", &["und_other1.pt", "model.other_layers.0.weight", "a further layer"]);
    assert_refused("fc3_square.pt", &["fc3.weight", "a further layer"]);
    assert_refused("doshi_fcn_ln.pt", &["norm1.", "a normalisation"]);
    assert_refused("prelu.pt", &["act.weight"]);
    assert_refused("task_3ops_11.pt", &["model.W.weight", "[96, 33]", "three operands"]);
}

#[test]
fn another_activation_is_believed_where_it_is_named_and_noticed_where_it_is_not() {
    assert_refused("relu_says_so.pt", &["activation is relu", "config.activation", "99.4 %", "--activation square"]);
    let reading = read("und_relu_nll.pt").expect("a file that says nothing").1;
    assert_remarked(
        &reading,
        &["0.1728", "another activation than the square", "forms and equations are those of the square only"],
    );
    let reading = read("sine_shared.pt").expect("a file that says nothing").1;
    assert_remarked(&reading, &["accuracy 4.5 % is chance", "above that of a network without outputs"]);
}

#[test]
fn the_operation_is_recovered_from_the_answers() {
    let reading = assert_loss("task_sub.pt", Target::ZeroMean, 2.388e-4);
    let operation = Operation::Affine { order: 23, x: 1, y: 22, constant: 0 };
    assert_eq!(reading.does.labelling.as_ref().map(|labelling| &labelling.operation), Some(&operation));
    assert_remarked(&reading, &["the operation is x - y mod 23"]);
    let (network, reading) = read("task_D4.pt").expect("a network");
    assert_eq!(network.group().to_string(), "D4");
    assert_eq!(reading.does.labelling.as_ref().map(|labelling| labelling.group.to_string()).as_deref(), Some("D4"));
    let evaluation = network.evaluate(Target::ZeroMean, &PairMask::all(network.group()));
    assert!(evaluation.accuracy == 1.0, "{evaluation:?}");
}

#[test]
fn an_output_scale_is_told_and_used_where_it_is_asked_for() {
    let (network, reading) = read("und_outmult.pt").expect("a network");
    assert!(loss(&network, Target::ZeroMean) > 75.0);
    assert_remarked(&reading, &["--scale 0.1009", "2.6e-5"]);
    let options = ReadOptions { scale: cogring::format::OutputScale::Found, ..ReadOptions::default() };
    let (network, reading) = read_network_as(&path("und_outmult.pt"), &options).expect("a network");
    assert!((loss(&network, Target::ZeroMean) / 2.631e-5 - 1.0).abs() < 0.01);
    assert_remarked(&reading, &["outputs multiplied by 0.1009"]);
}

#[test]
fn the_product_of_the_operands_is_two_squares() {
    let reading = assert_loss("und_inner.pt", Target::ZeroMean, 2.967e-5);
    assert_eq!(reading.activation, cogring::network::Activation::Product);
}

#[test]
fn embeddings_shared_matrices_and_other_names_are_read() -> Result<()> {
    assert_loss("und_embed_trained.pt", Target::ZeroMean, 1.611e-4);
    let mapping = Some("ab=model.W.weight,c=model.V.weight".parse()?);
    let (network, reading) =
        read_network_as(&path("und_embed_trained.pt"), &ReadOptions { mapping, ..ReadOptions::default() })?;
    assert!((loss(&network, Target::ZeroMean) / 1.611e-4 - 1.0).abs() < 0.01);
    assert_eq!(reading.arrays.mapping.to_string(), "ab=model.W.weight,c=model.V.weight,e=model.embedding.weight");
    let reading = assert_loss("shared_sq_23.pt", Target::ZeroMean, 129.7);
    assert_eq!(reading.arrays.mapping.to_string(), "a=W,b=W,c=V");
    let reading = assert_loss("W1W2Wout.pt", Target::ZeroMean, 6.287e-5);
    assert_eq!(reading.arrays.mapping.to_string(), "a=W1.weight,b=W2.weight,c=W_out.weight");
    Ok(())
}

#[test]
fn groups_are_read_under_their_names_and_widths_are_no_orders() {
    assert!(loss(&read("maisA5_uvw.json").expect("a network").0, Target::OneHot) < 1e-28);
    assert_loss("group_Z23.npz", Target::ZeroMean, 6.287e-5);
    let reading = assert_loss("d_is_width.npz", Target::ZeroMean, 6.287e-5);
    assert_remarked(&reading, &["d is 64", "not the order of the group", "--group"]);
}

#[test]
fn precision_is_judged_by_the_stored_type() -> Result<()> {
    for (file, stored) in [("o6_f32_bias.pt", Stored::Float32), ("o6_bf16.pt", Stored::Bfloat16)] {
        let (network, magnitudes, reading) = read_network_to_verify(&path(file), &ReadOptions::default())?;
        assert_eq!(reading.stored, stored, "{file}");
        let tolerance = magnitudes.rounding_loss(&network);
        let verification = Verification::within(&network, Target::ZeroMean, tolerance).expect("small");
        assert!(verification.is_solution, "{file}: {} above {tolerance}", verification.direct_loss);
    }
    Ok(())
}

#[test]
fn objects_beside_the_weights_are_no_hindrance_and_exact_files_are_read() {
    for file in ["obj_namespace.pt", "obj_omegaconf.pt"] {
        assert_loss(file, Target::ZeroMean, 6.287e-5);
    }
    for file in ["p05_H08_x.json", "p05_H08_hexonly.json", "p3_rational.json"] {
        let (network, reading) = read(file).unwrap_or_else(|error| panic!("{error}"));
        assert!(loss(&network, Target::OneHot) < 1e-28, "{file}");
        assert!(reading.arrays.mapping.to_string().starts_with("a=x"), "{file}");
    }
}

#[test]
fn one_epoch_of_a_history_can_be_chosen() {
    for (file, words) in [
        ("dict_of_epochs.pt", ["`0` and `100` and `1000`", "FILE::1000"]),
        ("hist_stacked.npz", ["`0` and `100` and `1000`", "FILE::1000"]),
    ] {
        assert_refused(file, &words);
        let (network, _) = read(&format!("{file}::1000")).unwrap_or_else(|error| panic!("{error}"));
        assert!((loss(&network, Target::ZeroMean) / 6.287e-5 - 1.0).abs() < 0.05, "{file}");
        let paths = cogring::format::network_paths(&path(file), &ReadOptions::default()).expect("a history");
        assert_eq!(paths.len(), 3, "{file}");
        assert!(
            (loss(&read_network(&paths[1], &ReadOptions::default()).expect("a network"), Target::ZeroMean) - 0.5388)
                .abs()
                < 1e-3
        );
    }
}
