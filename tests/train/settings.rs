//! What determines a run: which settings are understood, refused, and where the network is kept and logged.

use cogring::train::{Optimizer, Protocol, RunConfig, SweepConfig, Variations};

fn config() -> RunConfig {
    RunConfig::new("23".parse().expect("a group"))
}

#[test]
fn early_epochs_and_multiples_are_kept() {
    let kept = |protocol: &Protocol| -> Vec<usize> {
        (0..=protocol.epochs).filter(|&epoch| protocol.keeps_checkpoint_at(epoch)).collect()
    };
    let default = Protocol { epochs: 250, ..Protocol::default() };
    assert_eq!(kept(&default), [0, 1, 2, 5, 10, 20, 50, 100, 200, 250]);
    let chosen = Protocol { checkpoints: vec![7, 3], checkpoint_every: 0, ..default };
    assert_eq!(kept(&chosen), [0, 3, 7, 250]);
}

#[test]
fn the_log_is_dense_on_a_logarithmic_axis() {
    for log_every in [100, 1000, 70] {
        let protocol = Protocol { log_every, ..Protocol::default() };
        let logged: Vec<usize> = (0..=10_000).filter(|&epoch| protocol.logs_at(epoch)).collect();
        assert_eq!(logged[..200], (0..200).collect::<Vec<_>>());
        assert!((0..=10_000).step_by(log_every).all(|epoch| logged.contains(&epoch)), "every multiple of {log_every}");
        let widest = logged[1..].windows(2).map(|pair| pair[1] as f64 / pair[0] as f64).skip(20).fold(0.0, f64::max);
        assert!(widest <= 1.06, "two records lie {widest} times apart");
        assert!(logged.len() < 500, "{} records cost time", logged.len());
    }
}

#[test]
fn optimizers_are_written_by_name_or_with_some_of_their_parameters() {
    let parse = |text: &str| toml::from_str::<SweepConfig>(&format!("groups = [\"5\"]\noptimizer = {text}"));
    let (beta1, beta2, epsilon) = (0.9, 0.999, 1e-8);
    for (text, expected) in [
        (r#""adam""#, Optimizer::Adam { beta1, beta2, epsilon }),
        (r#""adamw""#, Optimizer::AdamW { beta1, beta2, epsilon }),
        (r#""sgd""#, Optimizer::Sgd { momentum: 0.9 }),
        (r#"{ rule = "adamw" }"#, Optimizer::AdamW { beta1, beta2, epsilon }),
        (r#"{ rule = "adam", beta2 = 0.98 }"#, Optimizer::Adam { beta1, beta2: 0.98, epsilon }),
        (r#"{ rule = "sgd", momentum = 0.0 }"#, Optimizer::Sgd { momentum: 0.0 }),
        (r#""muon""#, Optimizer::Muon { momentum: 0.99, beta1, beta2, epsilon }),
    ] {
        let found = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(found.protocol.optimizer, expected, "{text}");
        let json = serde_json::to_string(&expected).expect("JSON");
        assert_eq!(serde_json::from_str::<Optimizer>(&json).expect("what was written"), expected);
    }
    for (text, words) in [
        (r#""adagrad""#, "adam, adamw, sgd, muon"),
        ("3", "adam, adamw, sgd, muon"),
        (r#"{ momentum = 0.5 }"#, "missing field `rule`"),
        (r#"{ rule = "sgd", beta1 = 0.5 }"#, "beta1 is no parameter of sgd, which has momentum"),
        (r#"{ rule = "adam", gamma = 1 }"#, "gamma"),
    ] {
        let error = parse(text).expect_err(text).to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[test]
fn runs_that_need_too_much_memory_are_refused_by_an_estimate_from_above() {
    let bytes = |width: usize, threads: usize| {
        RunConfig { width, protocol: Protocol { threads, ..Protocol::default() }, ..config() }.memory()
    };
    assert!(bytes(512, 1) > 3 * 23 * 512 * 4 * 9 && bytes(512, 1) < 16 << 20, "{}", bytes(512, 1));
    assert!(bytes(512, 4) > bytes(512, 1) && bytes(usize::MAX, 1) == u64::MAX);
    for width in [100_000_000, usize::MAX] {
        let message = RunConfig { width, ..config() }.check().expect_err("terabytes").to_string();
        assert!(message.contains(&format!("width {width}")) && message.contains("at most 8 GiB"), "{message}");
    }
    RunConfig { width: 100_000, ..config() }.check().expect("half a gigabyte");
    // Gram matrices, where outputs are solved
    let ridge = Protocol { ridge: Some(1e-3), ..Protocol::default() };
    assert!(RunConfig { width: 512, protocol: ridge.clone(), ..config() }.memory() > bytes(512, 1) + 3 * 512 * 512 * 8);
    let wide = RunConfig { width: 100_000, protocol: ridge, group: "512".parse().expect("a group"), ..config() };
    assert!(wide.check().expect_err("gram matrices").to_string().contains("at most 8 GiB"));
    assert_eq!(RunConfig { width: usize::MAX, ..wide }.memory(), u64::MAX);
}

#[test]
fn configurations_are_flat_and_those_of_older_runs_are_still_read() {
    let mut fields = serde_json::to_value(config()).expect("JSON");
    let read = |fields: &serde_json::Value| serde_json::from_value::<RunConfig>(fields.clone());
    assert_eq!(read(&fields).expect("what was written"), config());
    assert_eq!(
        (&fields["width"], &fields["epochs"], &fields["optimizer"]["beta1"]),
        (&512.into(), &10_000.into(), &0.9.into())
    );
    fields.as_object_mut().expect("an object").remove("checkpoints");
    assert_eq!(read(&fields).expect("a configuration without the epochs of checkpoints"), config());
    fields["epoch"] = 3.into();
    assert!(read(&fields).expect_err("no such field").to_string().contains("epoch"));
    let other = RunConfig { width: 3, protocol: Protocol { epochs: 7, ..Protocol::default() }, ..config() };
    assert_eq!(config().differences(&other), ["epochs: 10000, 7", "width: 512, 3"]);
    // Settings that are not written where they are usual tell runs apart all the same.
    let relu = Protocol { activation: "relu".parse().expect("a name"), plateau: Some(9), ..Protocol::default() };
    let relu = RunConfig { protocol: relu, ..config() };
    assert_eq!(config().differences(&relu), ["activation: usual, \"relu\"", "plateau: usual, 9"]);
    assert_eq!(relu.differences(&config()), ["activation: \"relu\", usual", "plateau: 9, usual"]);
    let sweep = toml::from_str::<SweepConfig>("groups = ['5']\nepoch = 3").expect_err("no such field").to_string();
    assert!(sweep.contains("epoch"), "{sweep}");
}

#[test]
fn sweeps_and_threads_beyond_what_is_possible_are_refused() {
    let lists = SweepConfig {
        groups: vec![config().group],
        variations: Variations { seeds: (0..10_000).collect(), ..Variations::default() },
        ..SweepConfig::default()
    };
    assert_eq!(lists.runs().expect("10 000 runs").len(), 10_000);
    let error = SweepConfig { widths: (1..10_000).collect(), ..lists }.runs().expect_err("10⁸ runs").to_string();
    assert!(error.contains("a sweep of 99990000 runs") && error.contains("1 to 100000"), "{error}");
    for threads in [0, 1025, 100_000] {
        let protocol = Protocol { threads, ..Protocol::default() };
        let error = RunConfig { protocol, ..config() }.check().expect_err("threads").to_string();
        assert!(error.contains(&format!("threads is {threads}; 1 to 1024 are possible")), "{error}");
    }
}
