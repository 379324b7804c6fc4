//! The command that writes constructions.

use super::*;

fn cogring(arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_cogring")).args(arguments).output().unwrap()
}

#[test]
fn the_command_writes_every_construction_as_weights_of_the_target() {
    let directory = std::env::temp_dir().join(format!("cogring-construct-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let commands = [
        "order6 --group 9 --nu exp(0.3i) --nu -1@3",
        "order6-ab --group 2x3 --alpha w3 --seed 4",
        "order4 --group 9 --nu -i --xi zeta(7)^3 --sigma=-1",
        "order4-bias --group 8 --seed 2",
        "memorization --group 6",
        "fourier --group 7",
        "max-margin --group 7",
        "random-phase --group 7 --width 30000 --seed 3",
        "tied-phase --group 7 -L 5",
        "phase-grid --group 7",
        "single-index --group 7 -L 7 --r1 1 --r2 3",
        "narrow --group 15",
        "rational --group 3 --target one-hot",
    ];
    for (at, command) in commands.into_iter().enumerate() {
        let file = directory.join(format!("{at}.npz"));
        let mut arguments = vec!["construct"];
        arguments.extend(command.split(' '));
        arguments.extend(["--json", "-o", file.to_str().unwrap()]);
        let output = cogring(&arguments);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["name"], command.split(' ').next().unwrap());

        let network = cogring::format::read_network(&file, &Default::default()).unwrap();
        assert_eq!(report["width"], network.width());
        let target: Target = serde_json::from_value(report["target"].clone()).unwrap();
        let evaluation = network.evaluate(target, &PairMask::all(network.group()));
        assert_eq!(evaluation.accuracy, 1.0, "{command}");
        assert_eq!(report["exact"], evaluation.loss <= ZERO_LOSS, "{command}: {:e}", evaluation.loss);
        assert!((report["direct"]["loss"].as_f64().unwrap() - evaluation.loss).abs() < 1e-12);
        assert!((report["closed_form_loss"].as_f64().unwrap() - evaluation.loss).abs() < 1e-12);
        let norm =
            [network.w_a(), network.w_b(), network.w_c()].map(|matrix| matrix.norm_squared()).iter().sum::<f64>();
        assert!((report["squared_norm"].as_f64().unwrap() / norm - 1.0).abs() < 1e-12, "{command}");
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn the_command_refuses_what_a_construction_does_not_take() {
    for (command, message) in [
        ("order6 --group 7 --phases 3", "unexpected argument '--phases'"),
        ("order6 --nu i", "--group"),
        ("order5 --group 7", "unrecognized subcommand 'order5'"),
        ("order6 --group 7 --nu 2", "does not have modulus 1"),
        ("order6 --group 7 --nu nu_k", "parameter `nu_k` has no value"),
        ("order6 --group 7 --nu i@7", "frequency: `7` is out of range: 7 has -6 to 6"),
        ("order6 --group 7 --nu i@2 --nu w3@5", "two values of a parameter at the pair ±2"),
        ("order6 --group 8 --nu i@4", "frequency 4 of 8, which is its own conjugate"),
        ("order6 --group 1 -o never.npz", "0 hidden nodes over Z_1"),
        ("order6 --group 1000003 -o never.npz", "weights of 3000006 × 1000003 are more than the 16777216"),
        ("order4 --group 7 --sigma 2", "`2` is not a sign"),
        ("rational --group 5", "one over Z_3"),
        ("random-phase --group 5 --width 0", "a width of 0"),
    ] {
        let arguments: Vec<&str> = std::iter::once("construct").chain(command.split(' ')).collect();
        let output = cogring(&arguments);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(message), "{command}: {stderr}");
    }
    assert!(!std::path::Path::new("never.npz").exists());
}
