//! Tokens that have inputs and no outputs, or the other way; stacks of biases and embeddings; columns of two operands in turn.

use std::path::Path;

use cogring::format::{Array, Arrays, ReadOptions, Values, network_from_arrays, read_arrays};
use cogring::{Group, PairMask, Result, Target};
use nalgebra::DMatrix;

use super::arrays;
use super::kinds::{array, assert_refused, assert_solves, beside, exact, read, vector};

/// The matrix with columns of no meaning before and behind its own.
fn widened(matrix: &DMatrix<f64>, before: usize, behind: usize) -> DMatrix<f64> {
    let columns = matrix.ncols();
    DMatrix::from_fn(matrix.nrows(), before + columns + behind, |j, g| match g.checked_sub(before) {
        Some(g) if g < columns => matrix[(j, g)],
        _ => 0.01 * ((3 * j + g) % 7) as f64,
    })
}

fn file(a: &DMatrix<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>) -> Arrays {
    arrays([("fc1.weight", array(&beside(a, b))), ("fc2.weight", array(c))])
}

#[test]
fn inputs_and_outputs_of_other_tokens_are_left_out_where_the_rest_does_the_task() {
    let (_, [a, b, c]) = exact("11");
    let outputs = |before, behind| widened(&(-&c).transpose(), before, behind).transpose() * -1.0;
    for (before, behind, words) in [
        (0, 1, "the last token of the inputs"),
        (1, 0, "the first token of the inputs"),
        (0, 2, "the last 2 tokens of the inputs"),
        (2, 0, "the first 2 tokens of the inputs"),
        (1, 1, "the first 1 and the last 1 of the tokens of the inputs"),
    ] {
        let (a, b) = (widened(&a, before, behind), widened(&b, before, behind));
        for file in [file(&a, &b, &c), arrays([("W_a", array(&a)), ("W_b", array(&b)), ("W_c", array(&c))])] {
            let reading = assert_solves(&file);
            assert!(reading.group.order() == 11, "{}", reading.group);
            let remarks = reading.remarks();
            assert!(remarks.iter().any(|remark| remark.contains(words)), "{words}: {remarks:?}");
        }
    }
    for (before, behind, words) in [(0, 1, "the last token of the outputs"), (1, 0, "the first token of the outputs")] {
        let reading = assert_solves(&file(&a, &b, &outputs(before, behind)));
        assert!(reading.remarks().iter().any(|remark| remark.contains(words)), "{:?}", reading.remarks());
    }
    // x − y, whose accuracy as a sum is chance
    let negated = DMatrix::from_fn(b.nrows(), 11, |j, g| b[(j, (11 - g) % 11)]);
    let reading = assert_solves(&file(&widened(&a, 0, 1), &widened(&negated, 0, 1), &c));
    assert!(
        reading.does.labelling.is_some() && reading.remarks().iter().any(|remark| remark.contains("of the inputs"))
    );
    // the twins: no task, three tokens, other widths
    let noise = |matrix: &DMatrix<f64>| {
        DMatrix::from_fn(matrix.nrows(), 12, |j, g| {
            ((j * j * 31 + g * g * g * 17 + 5 * j * g) % 101) as f64 / 101.0 - 0.5
        })
    };
    assert_refused(&file(&noise(&a), &noise(&b).map(|x| x * x - 0.1), &c), &["fc1.weight", "12 inputs", "11 outputs"]);
    assert_refused(&file(&widened(&a, 0, 3), &widened(&b, 0, 3), &c), &["fc1.weight", "[11, "]);
}

#[test]
fn groups_that_do_not_commute_may_have_a_token_more_too() -> Result<()> {
    let trained = read_arrays(Path::new("tests/data/groups/S3_s2_f1.0.npz"))?;
    let [a, b, c] = ["W_a", "W_b", "W_c"].map(|name| trained[name].to_matrix().expect("a matrix"));
    let stored = file(&widened(&a, 0, 1), &widened(&b, 0, 1), &c);
    let options = ReadOptions { group: Some("S3".parse::<Group>()?), ..Default::default() };
    let (network, reading) = network_from_arrays(&stored, &options)?;
    let evaluation = network.evaluate(Target::ZeroMean, &PairMask::all(network.group()));
    assert!(evaluation.accuracy == 1.0 && evaluation.loss < 1e-3, "{evaluation:?}");
    assert!(reading.remarks().iter().any(|remark| remark.contains("the last token of the inputs")));
    assert!(!read(&stored)?.1.group.is_abelian(), "found without its name");
    Ok(())
}

#[test]
fn biases_and_embeddings_are_stacked_as_the_layers_are() -> Result<()> {
    let (network, [a, b, c]) = exact("7");
    let q = a.nrows();
    let stacked = |matrices: [&DMatrix<f64>; 2]| {
        let rows = |matrix: &DMatrix<f64>| -> Vec<f64> { matrix.transpose().iter().copied().collect() };
        let values = matrices.into_iter().flat_map(rows).collect();
        Array { shape: vec![2, matrices[0].nrows(), matrices[0].ncols()], values: Values::F64(values) }
    };
    let biases: Vec<f64> = (0..2 * q).map(|j| 0.1 * (j % 5) as f64).collect();
    let mut stored = arrays([("W_in", stacked([&a, &b])), ("W_out", array(&c))]);
    stored.insert("b_in".to_string(), array(&DMatrix::from_row_slice(2, q, &biases)));
    let (biased, reading) = read(&stored)?;
    assert_eq!(reading.arrays.folded, ["b_in"]);
    for j in 0..q {
        assert!((biased.w_a()[(j, 3)] - network.w_a()[(j, 3)] - biases[j]).abs() < 1e-12);
        assert!((biased.w_b()[(j, 3)] - network.w_b()[(j, 3)] - biases[q + j]).abs() < 1e-12);
    }
    // the same biases as columns, and one vector for both
    stored.insert("b_in".to_string(), array(&DMatrix::from_row_slice(2, q, &biases).transpose()));
    assert_eq!(read(&stored)?.0, biased);
    stored.insert("b_in".to_string(), vector(biases[..q].to_vec()));
    assert_eq!(read(&stored)?.0.w_b(), network.w_b());
    // an embedding for each operand
    let shift = |by: usize| DMatrix::from_fn(7, 7, |g, i| f64::from(u8::from((g + by) % 7 == i)));
    let turned = |matrix: &DMatrix<f64>, by: usize| matrix * shift(by);
    let embedded = arrays([
        ("embed.weight", stacked([&shift(1), &shift(3)])),
        ("fc1.weight", array(&beside(&turned(&a, 1), &turned(&b, 3)))),
        ("fc2.weight", array(&c)),
    ]);
    assert_solves(&embedded);
    Ok(())
}

#[test]
fn columns_of_two_operands_in_turn_are_remarked_and_not_guessed() -> Result<()> {
    let (_, [a, b, c]) = exact("11");
    let in_turn = DMatrix::from_fn(a.nrows(), 22, |j, g| if g % 2 == 0 { a[(j, g / 2)] } else { b[(j, g / 2)] });
    let (_, reading) = read(&arrays([("fc1.weight", array(&in_turn)), ("fc2.weight", array(&c))]))?;
    let remarks = reading.remarks();
    let found = remarks.iter().find(|remark| remark.contains("in turn")).expect("the remark");
    assert!(found.contains("100.0 %") && found.contains("[q, d, 2]"), "{found}");
    let reading = assert_solves(&file(&a, &b, &c));
    assert!(!reading.remarks().iter().any(|remark| remark.contains("in turn")));
    Ok(())
}

#[test]
fn one_matrix_for_both_operands_is_remarked_where_it_does_no_task() -> Result<()> {
    let (_, [a, b, c]) = exact("11");
    let twice = DMatrix::from_fn(22, c.ncols(), |g, j| c[(g % 11, j)]);
    let (_, reading) = read(&file(&a, &b, &twice))?;
    let remarks = reading.remarks();
    assert!(remarks.iter().any(|remark| remark.contains("there would be 11 outputs")), "{remarks:?}");
    Ok(())
}
