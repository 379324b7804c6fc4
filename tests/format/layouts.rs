//! Every name, orientation and numbering under which networks are stored.

use cogring::construct::Sign;
use cogring::construct::optimizers::{blocks, order4, order6};
use cogring::format::{Array, Arrays, ElementOrder, ReadOptions, Values, network_arrays, network_from_arrays};
use cogring::{Group, Network, Result, Solution};
use nalgebra::DMatrix;
use num_complex::Complex64;

use crate::{arrays, bundled, network};

/// W_a, W_b [512, 23] and W_c [23, 512] of the bundled network.
fn bundled_weights() -> [DMatrix<f64>; 3] {
    let file = bundled();
    ["W_a", "W_b", "W_c"].map(|name| file[name].to_matrix().expect("a real matrix"))
}

fn array(matrix: &DMatrix<f64>) -> Array {
    Array::from_matrix(matrix)
}

fn transposed(matrix: &DMatrix<f64>) -> Array {
    Array::from_matrix(&matrix.transpose())
}

/// Reads the arrays without hints and compares with the weights, exactly.
fn assert_read_as(file: &Arrays, [a, b, c]: &[DMatrix<f64>; 3]) {
    let names: Vec<String> = file.iter().map(|(name, array)| format!("{name} {:?}", array.shape)).collect();
    let read = network(file).unwrap_or_else(|error| panic!("{names:?}: {error}"));
    assert!(read.w_a() == a && read.w_b() == b && read.w_c() == c, "{names:?} is read as other weights");
}

#[test]
fn separate_input_layers_are_recognised_under_every_name_and_orientation() {
    let weights = bundled_weights();
    let [a, b, c] = &weights;
    let names = [
        ["W_a", "W_b", "W_c"],
        ["w_a", "w_b", "w_c"],
        ["layera", "layerb", "layerc"],
        ["layera.weight", "layerb.weight", "layerc.weight"],
        ["model.layera.weight", "model.layerb.weight", "model.layerc.weight"],
        ["_orig_mod.module.layerA.weight", "_orig_mod.module.layerB.weight", "_orig_mod.module.layerC.weight"],
        ["x", "y", "V"],
        ["a", "b", "c"],
        ["U", "V", "W"],
        ["u", "v", "w"],
        ["U", "W", "V"],
        ["v", "w", "u"],
    ];
    for [name_a, name_b, name_c] in names {
        for (input, output) in [(false, false), (false, true), (true, false), (true, true)] {
            let store = |matrix, is_transposed| if is_transposed { transposed(matrix) } else { array(matrix) };
            let file = arrays([(name_a, store(a, input)), (name_b, store(b, input)), (name_c, store(c, output))]);
            assert_read_as(&file, &weights);
        }
    }
}

#[test]
fn concatenated_input_layers_are_recognised_under_every_name_and_orientation() {
    let weights = bundled_weights();
    let [a, b, c] = &weights;
    let both = DMatrix::from_fn(512, 46, |j, g| if g < 23 { a[(j, g)] } else { b[(j, g - 23)] });
    for [name, output] in
        [["W.weight", "V.weight"], ["net.W.weight", "net.V.weight"], ["fc1.weight", "fc2.weight"], ["W", "V"]]
    {
        assert_read_as(&arrays([(name, array(&both)), (output, array(c))]), &weights);
        assert_read_as(&arrays([(name, transposed(&both)), (output, array(c))]), &weights);
        assert_read_as(&arrays([(name, array(&both)), (output, transposed(c))]), &weights);
        assert_read_as(&arrays([(name, transposed(&both)), (output, transposed(c))]), &weights);
    }
}

/// The two matrices along an axis of one array.
fn stack([a, b]: [&DMatrix<f64>; 2], axis: usize) -> Array {
    let (rows, columns) = a.shape();
    let at = |operand: usize, row: usize, column: usize| [a, b][operand][(row, column)];
    let mut shape = vec![rows, columns];
    shape.insert(axis, 2);
    let index = |at: usize| {
        let place = [at / (shape[1] * shape[2]), at / shape[2] % shape[1], at % shape[2]];
        let rest: Vec<usize> = (0..3).filter(|other| *other != axis).map(|other| place[other]).collect();
        (place[axis], rest[0], rest[1])
    };
    let values = (0..2 * rows * columns).map(index).map(|(operand, i, j)| at(operand, i, j)).collect();
    Array { values: Values::F64(values), shape }
}

#[test]
fn input_layers_that_are_stacked_are_recognised_along_every_axis() -> Result<()> {
    let weights = bundled_weights();
    let [a, b, c] = &weights;
    let names = [["W.weight", "V.weight"], ["W_in", "W_out"], ["first", "second"]];
    for (axis, [name, output]) in names.into_iter().enumerate() {
        assert_read_as(&arrays([(name, stack([a, b], axis)), (output, array(c))]), &weights);
        assert_read_as(
            &arrays([(name, stack([&a.transpose(), &b.transpose()], axis)), (output, transposed(c))]),
            &weights,
        );
        // the twin: the operands exchanged are another network
        let swapped = arrays([("W", stack([b, a], axis)), ("V", array(c))]);
        assert_read_as(&swapped, &[b.clone(), a.clone(), c.clone()]);
        let (_, reading) = network_from_arrays(&swapped, &ReadOptions::default())?;
        let places = [":,".repeat(axis) + "0", ":,".repeat(axis) + "1"];
        let mapping = format!("a=W[{}],b=W[{}],c=V", places[0], places[1]);
        assert_eq!(reading.arrays.mapping.to_string(), mapping);
        let back = format!("a=W[{}],b=W[{}],c=V", places[1], places[0]);
        let options = ReadOptions { mapping: Some(back.parse()?), ..ReadOptions::default() };
        let (read, reading) = network_from_arrays(&swapped, &options)?;
        assert!(read.w_a() == a && read.w_b() == b && reading.arrays.mapping.to_string() == back);
    }
    // one bias of the sum is added once
    let bias = Array { shape: vec![512], values: Values::F64(vec![0.25; 512]) };
    let file = [("W.weight", stack([a, b], 0)), ("W.bias", bias), ("V.weight", array(c))];
    assert_read_as(&arrays(file), &[a.add_scalar(0.25), b.clone(), c.clone()]);
    Ok(())
}

#[test]
fn a_stack_whose_axis_nothing_tells_is_refused_with_the_choices() -> Result<()> {
    // order 2 and two nodes: all three axes have length 2
    let [a, b, c] = untrained(2, 2);
    let file = arrays([("W", stack([&a, &b], 0)), ("V", array(&c))]);
    let refusal = network(&file).expect_err("nothing decides").to_string();
    for choice in ["--map 'a=W[0],b=W[1],c=V'", "--map 'a=W[:,0].T,b=W[:,1].T,c=V'"] {
        assert!(refusal.contains(choice), "{choice}: {refusal}");
    }
    let options = ReadOptions { mapping: Some("a=W[0],b=W[1],c=V".parse()?), ..ReadOptions::default() };
    let (read, _) = network_from_arrays(&file, &options)?;
    assert!(*read.w_a() == a && *read.w_b() == b && *read.w_c() == c);
    // three matrices are no two operands, and say how they are named
    let [a, b, c] = untrained(5, 9);
    let entries =
        [&a, &b, &c.transpose()].map(|matrix| Array::from_matrix(matrix).to_reals().expect("numbers")).concat();
    let file = arrays([("W", Array { shape: vec![3, 9, 5], values: Values::F64(entries) }), ("V", array(&c))]);
    let refusal = network(&file).expect_err("three operands").to_string();
    assert!(refusal.contains("shape [3, 9, 5]") && refusal.contains("W[0], W[:,0] or W[:,:,0]"), "{refusal}");
    let of = |mapping: &str| -> Result<Network> {
        let options = ReadOptions { mapping: Some(mapping.parse()?), ..ReadOptions::default() };
        network_from_arrays(&file, &options).map(|(network, _)| network)
    };
    assert!(*of("a=W[0],b=W[1, :, :],c=W[2].T")?.w_c() == c);
    for outside in ["a=W[0],b=W[3],c=V", "a=W[0],b=W[:,0],c=V", "a=V[0],b=W[1],c=V", "a=W[:,:,:,0],b=W[1],c=V"] {
        assert!(of(outside).is_err(), "{outside}");
    }
    Ok(())
}

#[test]
fn an_embedding_is_multiplied_in_with_its_rows_as_elements() -> Result<()> {
    let weights = bundled_weights();
    let [a, b, c] = &weights;
    let file = |embedding: &DMatrix<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>| {
        arrays([
            ("embedding.weight", array(embedding)),
            ("layera.weight", array(a)),
            ("layerb.weight", array(b)),
            ("layerc.weight", array(c)),
        ])
    };
    assert_read_as(&file(&DMatrix::identity(23, 23), a, b), &weights);
    // E = I + N with N² = 0, so that E⁻¹ = I − N; layer · Eᵀ = W
    let n = DMatrix::from_fn(23, 23, |g, i| if g < 11 && i >= 11 { ((g + 2 * i) % 5) as f64 } else { 0.0 });
    let (embedding, inverse) = (DMatrix::identity(23, 23) + &n, DMatrix::identity(23, 23) - &n);
    let read = network(&file(&embedding, &(a * inverse.transpose()), &(b * inverse.transpose())))?;
    assert!((read.w_a() - a).amax() < 1e-12 && (read.w_b() - b).amax() < 1e-12);
    // an embedding into more dimensions than elements
    let wide = DMatrix::from_fn(23, 30, |g, i| f64::from(u8::from(i == g + 7)));
    let moved = |layer: &DMatrix<f64>| layer.clone().insert_columns(0, 7, 9.0);
    assert_read_as(&file(&wide, &moved(a), &moved(b)), &weights);
    Ok(())
}

#[test]
fn biases_become_constants_that_leave_the_function_alone() -> Result<()> {
    let [a, b, c] = bundled_weights();
    let bias = |length: usize, step: f64| (0..length).map(|at| step * (at % 7) as f64 - 0.1).collect::<Vec<f64>>();
    let (hidden_a, hidden_b, output) = (bias(512, 0.02), bias(512, -0.01), bias(23, 0.3));
    let vector = |values: &[f64]| Array { shape: vec![values.len()], values: Values::F64(values.to_vec()) };
    let file = arrays([
        ("layera.weight", array(&a)),
        ("layera.bias", vector(&hidden_a)),
        ("layerb.weight", array(&b)),
        ("layerb.bias", vector(&hidden_b)),
        ("layerc.weight", array(&c)),
        ("layerc.bias", vector(&output)),
    ]);
    let (read, reading) = network_from_arrays(&file, &ReadOptions::default())?;
    assert_eq!(read.width(), 513, "the bias of the outputs is one more hidden node");
    assert_eq!(reading.output_bias_node, Some(512));
    assert_eq!(reading.arrays.folded, ["layera.bias", "layerb.bias", "layerc.bias"]);
    assert_eq!(reading.remarks()[0], "the bias of the outputs in the file is hidden node 512");
    for (g1, g2) in [(0, 0), (3, 22), (17, 5)] {
        let hidden = |j: usize| (a[(j, g1)] + hidden_a[j] + b[(j, g2)] + hidden_b[j]).powi(2);
        for h in 0..23 {
            let expected = (0..512).map(|j| c[(h, j)] * hidden(j)).sum::<f64>() + output[h];
            assert!((read.outputs(g1, g2)[h] - expected).abs() < 1e-12 * expected.abs().max(1.0));
        }
    }
    let zero = arrays([
        ("fc1.weight", array(&DMatrix::from_fn(512, 46, |j, g| if g < 23 { a[(j, g)] } else { b[(j, g - 23)] }))),
        ("fc1.bias", vector(&[0.0; 512])),
        ("fc2.weight", array(&c)),
        ("fc2.bias", vector(&[0.0; 23])),
    ]);
    assert_read_as(&zero, &[a, b, c]);
    Ok(())
}

/// A network of 23 nodes over Z_23 that does the task without error: order 6 at three frequencies, five dead nodes.
fn square_weights() -> Result<[DMatrix<f64>; 3]> {
    let group = Group::cyclic(23)?;
    let at = |k: usize| Solution::at_frequency(&group, k, &blocks::order6(&Complex64::cis(0.7 * k as f64)));
    let network = Network::from_solution(&at(1).try_add(at(5))?.try_add(at(7))?)?;
    Ok([
        network.w_a().clone().resize_vertically(23, 0.0),
        network.w_b().clone().resize_vertically(23, 0.0),
        network.w_c().clone().resize_horizontally(23, 0.0),
    ])
}

#[test]
fn square_matrices_are_oriented_by_the_task() -> Result<()> {
    let weights = square_weights()?;
    let [a, b, c] = &weights;
    for [name_a, name_b, name_c] in
        [["W_a", "W_b", "W_c"], ["x", "y", "v"], ["U", "V", "W"], ["v", "w", "u"], ["u", "w", "v"]]
    {
        assert_read_as(&arrays([(name_a, array(a)), (name_b, array(b)), (name_c, array(c))]), &weights);
        assert_read_as(&arrays([(name_a, array(a)), (name_b, array(b)), (name_c, transposed(c))]), &weights);
        assert_read_as(&arrays([(name_a, transposed(a)), (name_b, transposed(b)), (name_c, array(c))]), &weights);
        assert_read_as(&arrays([(name_a, transposed(a)), (name_b, transposed(b)), (name_c, transposed(c))]), &weights);
    }
    Ok(())
}

/// Matrices of a network that has learned nothing.
fn untrained(d: usize, q: usize) -> [DMatrix<f64>; 3] {
    let entry = |seed: usize, j: usize, g: usize| ((seed + 7 * j + 13 * g + j * g * 31) as f64 * 0.618).fract() - 0.5;
    [
        DMatrix::from_fn(q, d, |j, g| entry(1, j, g)),
        DMatrix::from_fn(q, d, |j, g| entry(5, j, g)),
        DMatrix::from_fn(d, q, |h, j| entry(11, j, h)),
    ]
}

#[test]
fn untrained_networks_are_read_wherever_names_or_shapes_settle_the_layout() {
    let wide = untrained(7, 40);
    let [a, b, c] = &wide;
    for [name_a, name_b, name_c] in
        [["W_a", "W_b", "W_c"], ["layera.weight", "layerb.weight", "layerc.weight"], ["x", "y", "V"], ["U", "V", "W"]]
    {
        assert_read_as(&arrays([(name_a, array(a)), (name_b, array(b)), (name_c, array(c))]), &wide);
    }
    assert_read_as(&arrays([("x", array(a)), ("y", array(b)), ("V", transposed(c))]), &wide);
    let square = untrained(7, 7);
    let [a, b, c] = &square;
    for [name_a, name_b, name_c] in [["W_a", "W_b", "W_c"], ["layera.weight", "layerb.weight", "layerc.weight"]] {
        assert_read_as(&arrays([(name_a, array(a)), (name_b, array(b)), (name_c, array(c))]), &square);
    }
    let narrow = untrained(9, 4);
    let [a, b, c] = &narrow;
    assert_read_as(&arrays([("W_a", array(a)), ("W_b", array(b)), ("W_c", array(c))]), &narrow);
    let group = Array { shape: vec![1], values: Values::I64(vec![9]) };
    assert_read_as(&arrays([("x", transposed(a)), ("y", transposed(b)), ("V", array(c)), ("group", group)]), &narrow);
}

#[test]
fn an_open_layout_that_does_not_fit_the_task_is_refused_with_the_choices() {
    let [a, b, c] = untrained(7, 7);
    let message = |file: &Arrays| network(file).expect_err("nothing decides").to_string();
    let refusal = message(&arrays([("x", array(&a)), ("y", array(&b)), ("V", array(&c))]));
    assert!(refusal.contains("allow several readings") && refusal.contains("--map a=x,b=y,c=V.T"), "{refusal}");
    let [a, b, c] = untrained(7, 40);
    let refusal = message(&arrays([("U", array(&a)), ("V", array(&b)), ("W", transposed(&c))]));
    assert!(refusal.contains("--map a=U,b=V,c=W.T") && refusal.contains("--map a=V,b=W,c=U.T"), "{refusal}");
}

#[test]
fn an_explicit_mapping_overrides_everything() -> Result<()> {
    let [a, b, c] = bundled_weights();
    let file = arrays([
        ("W_a", array(&b)),
        ("W_b", array(&a)),
        ("W_c", array(&c)),
        ("first", transposed(&a)),
        ("second", transposed(&b)),
        ("both", array(&DMatrix::from_fn(512, 46, |j, g| if g < 23 { a[(j, g)] } else { b[(j, g - 23)] }))),
    ]);
    for mapping in ["a=first.T,b=second.T,c=W_c", "ab=both,c=W_c", "a=W_b,b=W_a,c=W_c"] {
        let options = ReadOptions { mapping: Some(mapping.parse()?), ..ReadOptions::default() };
        let (read, reading) = network_from_arrays(&file, &options)?;
        assert!(*read.w_a() == a && *read.w_b() == b && *read.w_c() == c, "{mapping}");
        assert_eq!(reading.arrays.mapping.to_string(), mapping);
    }
    Ok(())
}

/// The arrays of a network with its elements numbered first coordinate fastest.
fn renumbered(network: &Network) -> Arrays {
    let group = network.group();
    let mut in_file = vec![0; group.order()];
    for g in 0..group.order() {
        in_file[ElementOrder::FirstFastest.index_in_file(group, g)] = g;
    }
    let columns = |matrix: &DMatrix<f64>| matrix.select_columns(&in_file);
    let mut file = network_arrays(network);
    file.insert("W_a".to_string(), array(&columns(network.w_a())));
    file.insert("W_b".to_string(), array(&columns(network.w_b())));
    file.insert("W_c".to_string(), transposed(&columns(&network.w_c().transpose())));
    file
}

#[test]
fn elements_of_product_groups_are_renumbered_when_only_the_other_order_fits() -> Result<()> {
    assert_eq!(
        (0..6)
            .map(|g| ElementOrder::FirstFastest.index_in_file(&"2x3".parse().expect("a group"), g))
            .collect::<Vec<_>>(),
        [0, 2, 4, 1, 3, 5]
    );
    let one = Complex64::ONE;
    for group in ["2x4", "3x4", "2x2x3", "3x9"] {
        let group: Group = group.parse()?;
        let network = Network::from_solution(&order4(&group, &one, |_| (one, Sign::Plus))?)?;
        let (read, reading) = network_from_arrays(&network_arrays(&network), &ReadOptions::default())?;
        assert_eq!((reading.element_order, &read), (ElementOrder::FirstSlowest, &network), "{group}");
        let (read, reading) = network_from_arrays(&renumbered(&network), &ReadOptions::default())?;
        assert_eq!((reading.element_order, &read), (ElementOrder::FirstFastest, &network), "{group}");
        let fixed = ReadOptions { element_order: Some(ElementOrder::FirstSlowest), ..ReadOptions::default() };
        let (read, reading) = network_from_arrays(&renumbered(&network), &fixed)?;
        assert_eq!(reading.element_order, ElementOrder::FirstSlowest);
        assert_ne!(read, network, "{group}: the option was not obeyed");
    }
    // exchanging the coordinates of Z_3 × Z_3 is an automorphism: both orders fit, and lexicographic order is kept
    let group: Group = "3x3".parse()?;
    let network = Network::from_solution(&order6(&group, |_| one)?)?;
    let (_, reading) = network_from_arrays(&renumbered(&network), &ReadOptions::default())?;
    assert_eq!(reading.element_order, ElementOrder::FirstSlowest);
    // and so it is where nothing has been learned
    let [a, b, c] = untrained(12, 30);
    let file = arrays([("W_a", array(&a)), ("W_b", array(&b)), ("W_c", array(&c))]);
    let options = ReadOptions { group: Some("3x4".parse()?), ..ReadOptions::default() };
    assert_eq!(network_from_arrays(&file, &options)?.1.element_order, ElementOrder::FirstSlowest);
    Ok(())
}

#[test]
fn the_group_comes_from_the_option_else_the_file_else_the_shapes() -> Result<()> {
    let [a, b, c] = untrained(8, 20);
    let weights = [("W_a", array(&a)), ("W_b", array(&b)), ("W_c", array(&c))];
    let with = |name: &str, values: Values, shape: Vec<usize>| {
        let mut file = arrays(weights.clone());
        file.insert(name.to_string(), Array { shape, values });
        file
    };
    let cases = [
        (with("group", Values::I64(vec![2, 4]), vec![2]), "2x4"),
        (with("group", Values::Text("2x2x2".to_string()), vec![]), "2x2x2"),
        (with("d", Values::I64(vec![8]), vec![]), "8"),
        (arrays(weights.clone()), "8"),
    ];
    for (file, expected) in cases {
        assert_eq!(network(&file)?.group(), &expected.parse()?);
        let options = ReadOptions { group: Some("4x2".parse()?), ..ReadOptions::default() };
        assert_eq!(network_from_arrays(&file, &options)?.0.group(), &"4x2".parse()?);
    }
    Ok(())
}

#[test]
fn networks_of_product_groups_are_recognised_when_no_group_is_named() -> Result<()> {
    for text in ["2x2", "2x3", "3x2", "4x9", "3x3", "2x2x3", "5x2"] {
        let group: Group = text.parse()?;
        let network = Network::from_solution(&order6(&group, |k| Complex64::cis(0.3 + k as f64))?)?;
        let mut file = network_arrays(&network);
        let better = |file: &Arrays, options: &ReadOptions| {
            network_from_arrays(file, options).map(|(_, reading)| (reading.group, reading.does.better_group))
        };
        assert_eq!(better(&file, &ReadOptions::default())?, (group.clone(), None), "the file names {text}");
        file.remove("group");
        let cyclic = Group::cyclic(group.order())?;
        assert_eq!(better(&file, &ReadOptions::default())?, (cyclic.clone(), Some(group.clone())), "{text}");
        let named = ReadOptions { group: Some(cyclic), ..ReadOptions::default() };
        assert_eq!(better(&file, &named)?.1, None, "{text}: the caller names a group");
    }
    // A network that has learned the cyclic group, and one that has learned nothing.
    let group = Group::cyclic(12)?;
    let network = Network::from_solution(&order6(&group, |_| Complex64::I)?)?;
    let mut file = network_arrays(&network);
    file.remove("group");
    assert_eq!(network_from_arrays(&file, &ReadOptions::default())?.1.does.better_group, None);
    let random = |rows: usize, columns: usize| {
        array(&DMatrix::from_fn(rows, columns, |i, j| ((7 * i * i + 13 * j + i * j) as f64).sin()))
    };
    let file = arrays([("W_a", random(40, 12)), ("W_b", random(40, 12)), ("W_c", random(12, 40))]);
    assert_eq!(network_from_arrays(&file, &ReadOptions::default())?.1.does.better_group, None);
    Ok(())
}

#[test]
fn groups_are_read_under_their_usual_names() {
    let read = |text: &str| text.parse::<Group>();
    for (texts, expected) in [
        (&["23", "Z_23", "Z23", "C23", "c_23", "Z/23Z", "Z/23", "ℤ/23ℤ", " z23 "][..], &[23][..]),
        (&["2x4", "Z2xZ4", "Z_2 x Z_4", "C2 × C4", "Z/2ZxZ/4Z", "2*4"], &[2, 4]),
        (&["2x2x2", "Z_2^3", "Z2 x C2^2"], &[2, 2, 2]),
    ] {
        for text in texts {
            assert_eq!(read(text).unwrap_or_else(|error| panic!("{text}: {error}")).moduli(), Some(expected), "{text}");
        }
    }
    for text in
        ["", "D", "S0", "Q7", "Z", "Z_", "Z_0", "-3", "2x", "xZ2", "Z__2", "Z2^0", "Z2^99999999999", "ZZ2", "+3"]
    {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn embeddings_beside_the_module_of_the_layers_are_used_and_models_of_other_kinds_refused() {
    let [a, b, c] = bundled_weights();
    let inputs = DMatrix::from_fn(512, 46, |i, j| if j < 23 { a[(i, j)] } else { b[(i, j - 23)] });
    let identity = array(&DMatrix::identity(23, 23));
    let beside = |embedding: &str, unembedding: &str, prefix: &str| -> Arrays {
        [
            (embedding.to_string(), identity.clone()),
            (unembedding.to_string(), identity.clone()),
            (format!("{prefix}W_in"), array(&inputs)),
            (format!("{prefix}W_out"), array(&c)),
        ]
        .into()
    };
    for (embedding, unembedding, prefix) in [
        ("embed.W_E", "unembed.W_U", "mlp."),
        ("model.embed.W_E", "model.unembed.W_U", "model.blocks.0.mlp."),
        ("embedding.weight", "unembed.weight", "mlp."),
    ] {
        let arrays = beside(embedding, unembedding, prefix);
        let (read, reading) = network_from_arrays(&arrays, &ReadOptions::default()).expect("a network");
        assert!(read.w_a() == &a && read.w_b() == &b && read.w_c() == &c, "{embedding}");
        assert!(reading.arrays.not_used.is_empty(), "{embedding}: {:?}", reading.arrays.not_used);
        assert!(reading.arrays.mapping.to_string().contains(unembedding), "{}", reading.arrays.mapping);
    }
    for (name, word) in [
        ("model.blocks.0.attn.W_K", "attention"),
        ("model.blocks.0.self_attn.in_proj_weight", "attention"),
        ("model.lstm.weight_hh_l0", "recurrent"),
        ("model.conv1.weight", "convolution"),
    ] {
        let mut arrays = beside("model.embed.W_E", "model.unembed.W_U", "model.blocks.0.mlp.");
        arrays.insert(name.to_string(), identity.clone());
        let error = network(&arrays).expect_err("another model").to_string();
        assert!(error.contains(name) && error.contains(word) && error.contains("--map"), "{error}");
        arrays.remove(name);
        arrays.insert("model_convergence".to_string(), identity.clone()); // a word that begins like a convolution
        network(&arrays).expect("a network");
        // where no shapes fit, too
        let strange = [("fc1.weight", [5, 7]), ("fc2.weight", [3, 2])]
            .map(|(name, [rows, columns])| (name.to_string(), array(&DMatrix::from_element(rows, columns, 1.0))));
        let alone = strange.into_iter().chain([(name.to_string(), identity.clone())]).collect();
        let error = network(&alone).expect_err("another model").to_string();
        assert!(error.contains(name) && error.contains(word), "{error}");
    }
}
