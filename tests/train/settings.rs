//! What determines a run: which settings are understood, refused, and where the network is kept and logged.

use cogring::train::{Optimizer, RunConfig, SweepConfig};

fn config() -> RunConfig {
    RunConfig::new("23".parse().expect("a group"))
}

#[test]
fn early_epochs_and_multiples_are_kept() {
    let kept = |config: &RunConfig| -> Vec<usize> {
        (0..=config.epochs).filter(|&epoch| config.keeps_checkpoint_at(epoch)).collect()
    };
    let default = RunConfig { epochs: 250, ..config() };
    assert_eq!(kept(&default), [0, 1, 2, 5, 10, 20, 50, 100, 200, 250]);
    let chosen = RunConfig { checkpoints: vec![7, 3], checkpoint_every: 0, ..default };
    assert_eq!(kept(&chosen), [0, 3, 7, 250]);
}

#[test]
fn the_log_is_dense_on_a_logarithmic_axis() {
    for log_every in [100, 1000, 70] {
        let config = RunConfig { log_every, ..config() };
        let logged: Vec<usize> = (0..=10_000).filter(|&epoch| config.logs_at(epoch)).collect();
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
    ] {
        let found = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(found.optimizer, expected, "{text}");
        let json = serde_json::to_string(&expected).expect("JSON");
        assert_eq!(serde_json::from_str::<Optimizer>(&json).expect("what was written"), expected);
    }
    for (text, words) in [
        (r#""adagrad""#, "adam, adamw, sgd"),
        ("3", "adam, adamw, sgd"),
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
    let bytes = |width: usize, threads: usize| RunConfig { width, threads, ..config() }.memory();
    assert!(bytes(512, 1) > 3 * 23 * 512 * 4 * 9 && bytes(512, 1) < 16 << 20, "{}", bytes(512, 1));
    assert!(bytes(512, 4) > bytes(512, 1) && bytes(usize::MAX, 1) == u64::MAX);
    for width in [100_000_000, usize::MAX] {
        let message = RunConfig { width, ..config() }.check().expect_err("terabytes").to_string();
        assert!(message.contains(&format!("width {width}")) && message.contains("at most 8 GiB"), "{message}");
    }
    RunConfig { width: 100_000, ..config() }.check().expect("half a gigabyte");
}

#[test]
fn configurations_of_older_runs_are_still_read() {
    let mut fields = serde_json::to_value(config()).expect("JSON");
    fields.as_object_mut().expect("an object").remove("checkpoints");
    let old: RunConfig = serde_json::from_value(fields).expect("a configuration without the epochs of checkpoints");
    assert_eq!(old, RunConfig { checkpoints: Vec::new(), ..config() });
    assert_eq!(old.differences(&config()), ["checkpoints: [], [1,2,5,10,20,50]"]);
}
