//! Certificates: what is proved is accepted, and nothing else is.

mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use cogring::certificate::Certificate;
use cogring::check::Check;
use cogring::construct::{Sign, narrow, optimizers};
use cogring::expr::{Assignment, Expression};
use cogring::scalar::Exact;
use cogring::{Group, Solution};
use dashu_ratio::RBig;
use proptest::prelude::*;
use serde_json::Value;

fn parameter(name: &str, k: usize) -> Exact {
    Exact::parameter(&format!("{name}_{k}"))
}

fn block(text: &str) -> Certificate {
    let element: Expression = text.parse().expect("an expression");
    let element = element.to_lazy::<Exact>(&Assignment::default()).expect("a block");
    Certificate::of_block(&element).expect("a solution")
}

fn over(group: &str, solution: impl FnOnce(&Group) -> Solution<Exact>) -> Certificate {
    Certificate::of_solution(&solution(&group.parse().expect("a group"))).expect("a solution")
}

fn order6(group: &Group) -> Solution<Exact> {
    optimizers::order6(group, |k| parameter("nu", k)).expect("unit parameters")
}

fn order4(group: &Group) -> Solution<Exact> {
    optimizers::order4(group, &Exact::parameter("nu"), |k| (parameter("xi", k), Sign::Plus)).expect("unit parameters")
}

fn order4_bias(group: &Group) -> Solution<Exact> {
    optimizers::order4_bias(group, |k| (parameter("xi", k), Sign::Plus)).expect("unit parameters")
}

fn order6_ab(group: &Group) -> Solution<Exact> {
    optimizers::order6_ab(group, |k| (parameter("alpha", k), parameter("beta", k))).expect("unit parameters")
}

/// Every kind of proof, with the targets that it holds for.
static CERTIFICATES: LazyLock<Vec<(&str, Value, usize)>> = LazyLock::new(|| {
    let memorization = |group: &Group| optimizers::memorization(group).expect("a group");
    let all = [
        ("order6", block("1/6 * nu * syn"), 1),
        ("order6-ab", block("1/6 * nu=i * syn_ab"), 1),
        ("order6 over 7", over("7", order6), 1),
        ("order6 over 2x4", over("2x4", order6), 1),
        ("order6-ab over 6", over("6", order6_ab), 1),
        ("order4 over 5", over("5", order4), 1),
        ("order4 over 2x2x3", over("2x2x3", order4), 1),
        ("order4-bias over 5", over("5", order4_bias), 2),
        ("memorization over 5", over("5", memorization), 1),
        ("memorization over 2x2", over("2x2", memorization), 1),
        ("narrow over 3", over("3", narrow), 2),
        ("narrow over 5", over("5", narrow), 2),
        ("narrow over 3x3", over("3x3", narrow), 2),
        ("narrow over 15", over("15", narrow), 2),
    ];
    let value = |certificate: &Certificate| serde_json::from_str(&certificate.to_json().unwrap()).unwrap();
    all.iter().map(|(name, certificate, targets)| (*name, value(certificate), *targets)).collect()
});

fn accepted(certificate: &Value) -> bool {
    Check::of_bytes(certificate.to_string().as_bytes()).is_ok_and(|check| check.valid)
}

#[test]
fn everything_proved_has_a_valid_certificate() {
    for (name, certificate, targets) in CERTIFICATES.iter() {
        let check = Check::of_bytes(certificate.to_string().as_bytes()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(check.valid, "{name}: {:?}", check.refusal);
        assert_eq!(check.targets.len(), *targets, "{name}");
    }
}

#[test]
fn what_is_not_a_solution_has_no_certificate() {
    let syn: Expression = "1/3 * syn".parse().unwrap();
    assert!(Certificate::of_block(&syn.to_lazy(&Assignment::default()).unwrap()).unwrap_err().is_unsupported());
    let group = Group::cyclic(5).unwrap();
    let z = Solution::from_terms(&group, narrow::<Exact>(&group).terms()[..7].to_vec());
    assert!(Certificate::of_solution(&z).unwrap_err().is_unsupported());
}

/// The places of all values in a JSON text, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{at}/{index}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(key, item)| places(item, &format!("{at}/{key}"), found)),
        _ => {}
    }
}

/// Everything that may happen to the one value at `place`: other numbers, other texts, removed, doubled, another type.
fn mutations(certificate: &Value, place: &str) -> Vec<Value> {
    let mut mutated = Vec::new();
    let old = certificate.pointer(place).expect("a place of the certificate").clone();
    let mut put = |value: Value| {
        if value != old {
            let mut copy = certificate.clone();
            *copy.pointer_mut(place).expect("the same place") = value;
            mutated.push(copy);
        }
    };
    match &old {
        Value::Number(number) => {
            let number = number.as_i64().expect("certificates have integers only");
            for other in [number + 1, number - 1, number + 2, -number, 0, 2 * number, 1 << 40, i64::MAX, i64::MIN] {
                put(other.into());
            }
            put(Value::from(number as f64 + 0.5));
            put(Value::from(1e300));
            put(Value::from(number.to_string()));
        }
        Value::String(text) => {
            let negated = text.strip_prefix('-').map_or(format!("-{text}"), ToOwned::to_owned);
            for other in [
                negated,
                format!("{text}0"),
                format!("1{text}"),
                format!(" {text}"),
                format!("+{text}"),
                format!("{text}/1"),
                format!("{text}/2"),
                text.replace('/', "/2"),
            ] {
                put(other.into());
            }
            for other in ["", "0", "1", "2", "-1", "1/2", "1/3", "2/3", "1/4", "1/12", "7/0", "x", "aa", "ab", "bb"] {
                put(other.into());
            }
            for other in ["zero-mean", "one-hot", "block", "solution", "1e999999999", "nan", "\u{0}"] {
                put(other.into());
            }
            put("9".repeat(5000).into());
        }
        Value::Array(items) => {
            let is_value = place.strip_prefix("/values/").is_some_and(|rest| !rest.contains('/'));
            if is_value || place.ends_with("/value") || place.ends_with("/coefficient") {
                equal_numbers(&old, certificate["root_order"].as_u64().expect("an order"))
                    .into_iter()
                    .for_each(&mut put);
            }
            put(Value::Array(Vec::new()));
            let mut nested = items.clone();
            nested.push(Value::Array(Vec::new()));
            put(nested.into());
        }
        Value::Object(_) => put(Value::Object(serde_json::Map::new())),
        _ => {}
    }
    put(Value::Null);
    put(Value::Bool(true));
    if let Some((parent, key)) = place.rsplit_once('/') {
        let (mut removed, mut doubled) = (certificate.clone(), certificate.clone());
        match removed.pointer_mut(parent).expect("a parent") {
            Value::Array(items) => _ = items.remove(key.parse::<usize>().expect("an index")),
            Value::Object(members) => _ = members.remove(key),
            _ => unreachable!("only lists and objects have children"),
        }
        match doubled.pointer_mut(parent).expect("a parent") {
            Value::Array(items) => items.insert(key.parse::<usize>().expect("an index"), old.clone()),
            Value::Object(members) => _ = members.insert(format!("{key}_"), old.clone()),
            _ => unreachable!("only lists and objects have children"),
        }
        mutated.extend([removed, doubled]);
    }
    mutated
}

/// Other ways of writing the same number: multiples of the sums Σ_r ζ_p^r = 0, added to one summand or without one.
fn equal_numbers(number: &Value, root_order: u64) -> Vec<Value> {
    let summands = number.as_array().expect("a sum");
    let first = summands.first().cloned().unwrap_or(serde_json::json!({"coefficient": "1", "turn": "0", "powers": []}));
    let order = root_order * 6;
    let (coefficient, exponent, powers) = read_summand(&first, order);
    let mut equal = Vec::new();
    for p in [3, 5, 7].into_iter().filter(|p| *p == 3 || root_order.is_multiple_of(*p)) {
        let order = if order.is_multiple_of(p) { order } else { order * p };
        for factor in [coefficient.clone(), -coefficient.clone(), RBig::from(1) / RBig::from(2)] {
            let relation = (0..p).map(|r| ((exponent + r * (order / p)) % order, powers.clone(), factor.clone()));
            let own = summands.iter().map(|summand| {
                let (coefficient, exponent, powers) = read_summand(summand, order);
                (exponent, powers, coefficient)
            });
            equal.push(written(own.chain(relation).collect(), order));
        }
    }
    equal
}

type Powers = Vec<(String, i32)>;

fn read_summand(summand: &Value, order: u64) -> (RBig, u64, Powers) {
    let turn = summand["turn"].as_str().expect("a turn");
    let (e, n) = turn.split_once('/').map_or((0, 1), |(e, n)| (e.parse().unwrap(), n.parse().unwrap()));
    let coefficient = summand["coefficient"].as_str().expect("a coefficient").parse().expect("a fraction");
    (coefficient, e * (order / n), serde_json::from_value(summand["powers"].clone()).expect("powers"))
}

/// A sum of (exponent, powers, coefficient) in roots of even order, each root in its one spelling, sorted.
fn written(terms: Vec<(u64, Powers, RBig)>, order: u64) -> Value {
    let mut sum: BTreeMap<(Powers, u64), RBig> = BTreeMap::new();
    for (exponent, powers, coefficient) in terms {
        let n = order / gcd(order, exponent);
        // −1 is a sign: n is odd, or divisible by 4 and the turn below 1/2.
        let negative = n % 4 == 2 || (n.is_multiple_of(4) && 2 * exponent >= order);
        let exponent = if negative { (exponent + order / 2) % order } else { exponent };
        let signed = if negative { -coefficient } else { coefficient };
        *sum.entry((powers, exponent)).or_default() += signed;
    }
    let summands =
        sum.into_iter().filter(|(_, coefficient)| !coefficient.is_zero()).map(|((powers, exponent), value)| {
            let shared = gcd(order, exponent);
            let turn = if exponent == 0 { "0".to_owned() } else { format!("{}/{}", exponent / shared, order / shared) };
            serde_json::json!({"coefficient": value.to_string(), "turn": turn, "powers": powers})
        });
    summands.collect()
}

fn gcd(x: u64, y: u64) -> u64 {
    if y == 0 { x } else { gcd(y, x % y) }
}

/// 0 as 1 + ω + ω², which would leave the list of targets empty; 1/6 as −ω/6 − ω²/6.
#[test]
fn equal_numbers_have_one_spelling() {
    let (_, certificate, _) = &CERTIFICATES[0];
    let summand =
        |coefficient: &str, turn: &str| serde_json::json!({"coefficient": coefficient, "turn": turn, "powers": []});
    let nothing = serde_json::json!([summand("1", "0"), summand("1", "1/3"), summand("1", "2/3")]);
    let sixth = serde_json::json!([summand("-1/6", "1/3"), summand("-1/6", "2/3")]);
    assert_eq!(certificate["nodes"][0]["coefficient"], serde_json::json!([summand("1/6", "0")]));
    for (place, value) in
        [("/loss/0/value", &nothing), ("/identities/0/value", &nothing), ("/nodes/0/coefficient", &sixth)]
    {
        let mut changed = certificate.clone();
        *changed.pointer_mut(place).unwrap() = value.clone();
        let error = Check::of_bytes(changed.to_string().as_bytes()).expect_err(place);
        assert!(error.is_format() && error.to_string().contains("another form"), "{error}");
    }
    assert!(equal_numbers(&certificate["nodes"][0]["coefficient"], 3).contains(&sixth));
}

/// What a proof leaves is what a check reads, or it says so at once.
#[test]
fn certificates_that_are_written_can_be_checked() {
    let checked = |certificate: Certificate| Check::of_bytes(certificate.to_json().unwrap().as_bytes()).unwrap();
    // Roots of large orders, prime and not: N = 3·10007 and 9240.
    assert!(checked(block("1/6 * nu(zeta(10007)) * syn")).valid);
    let many = "1/6 * nu(zeta(9240)) * syn + (zeta(8), zeta(3), zeta(5)) - (zeta(8), zeta(3), zeta(5))";
    assert!(checked(block(many)).valid);
    assert!(checked(block("1/6 * nu(nu^1000000) * syn")).valid);
    // A coefficient of more digits than are read.
    let long = "1/6 * nu * syn + (7/3)^2400 * (1,1,1) - (7/3)^2400 * (1,1,1)";
    let element: Expression = long.parse().unwrap();
    let error = Certificate::of_block(&element.to_lazy(&Assignment::default()).unwrap()).unwrap_err();
    assert!(error.is_unsupported() && error.to_string().contains("at most 2000 are read"), "{error}");
    let memorization = |d| optimizers::memorization(&Group::cyclic(d).unwrap()).unwrap();
    assert!(Certificate::of_solution(&memorization(23)).is_ok());
    let error = Certificate::of_solution(&memorization(31)).unwrap_err();
    assert!(error.is_unsupported() && error.to_string().contains("products of summands"), "{error}");
}

/// Exhaustive for the small certificates: there is no mutation that leaves the meaning as it was.
#[test]
fn no_mutation_of_a_small_certificate_is_accepted() {
    let mut count = 0;
    for (name, certificate, _) in CERTIFICATES.iter().filter(|(_, value, _)| value.to_string().len() < 7000) {
        let mut all = Vec::new();
        places(certificate, "", &mut all);
        for place in all {
            for mutated in mutations(certificate, &place) {
                count += 1;
                let new = mutated.pointer(&place);
                assert!(!accepted(&mutated), "{name}: accepted with {place} changed to {new:?}");
            }
        }
    }
    assert!(count > 10_000, "only {count} mutations were tried");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_mutation_of_any_certificate_is_accepted(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let (name, certificate, _) = which.get(&CERTIFICATES);
        let mut all = Vec::new();
        places(certificate, "", &mut all);
        let place = at.get(&all);
        for mutated in mutations(certificate, place) {
            prop_assert!(!accepted(&mutated), "{name}: accepted with {place} changed to {:?}", mutated.pointer(place));
        }
    }

    #[test]
    fn no_damage_to_the_text_is_accepted_or_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let text = CERTIFICATES[0].1.to_string().into_bytes();
        let place = at.index(text.len());
        let mut damaged = text.clone();
        if cut { damaged.truncate(place) } else { damaged[place] = byte }
        let same = serde_json::from_slice::<Value>(&damaged).is_ok_and(|value| value == CERTIFICATES[0].1);
        prop_assert!(same || !Check::of_bytes(&damaged).is_ok_and(|check| check.valid));
    }
}

#[test]
fn absurd_sizes_are_refused_without_being_built() {
    let (_, certificate, _) = CERTIFICATES.iter().find(|(name, ..)| *name == "order6 over 7").unwrap();
    for group in [serde_json::json!([67_108_864]), serde_json::json!([4_294_967_295u32, 4_294_967_295u32])] {
        let mut large = certificate.clone();
        large["group"] = group;
        assert!(!accepted(&large));
    }
    assert!(Check::of_bytes("[".repeat(100_000).as_bytes()).is_err());
}

/// Three entries of 1000 summands each would multiply to a billion.
#[test]
fn long_sums_are_refused_before_they_are_multiplied() {
    let (_, certificate, _) = &CERTIFICATES[0];
    let name = &certificate["parameters"][0];
    let long: Vec<Value> = (1..=1000)
        .map(|power| serde_json::json!({"coefficient": "1", "turn": "0", "powers": [[name, power]]}))
        .collect();
    let mut large = certificate.clone();
    for channel in ["a", "b", "c"] {
        large["nodes"][0][channel][0]["value"] = long.clone().into();
    }
    let error = Check::of_bytes(large.to_string().as_bytes()).unwrap_err();
    assert!(error.is_unsupported() && error.to_string().contains("products of summands"), "{error}");
}

/// # The commands
mod command {
    use super::*;

    fn cogring(arguments: &[&str]) -> assert_cmd::assert::Assert {
        assert_cmd::Command::cargo_bin("cogring").unwrap().args(arguments).assert()
    }

    fn certified(directory: &Path, arguments: &[&str]) -> PathBuf {
        let file = directory.join("certificate.json");
        let certificate = ["--certificate", file.to_str().unwrap()];
        cogring(&[&["prove"], arguments, &certificate].concat()).code(0);
        file
    }

    fn check(file: &Path, status: i32) -> (String, String) {
        let assert = cogring(&["check", file.to_str().unwrap()]).code(status);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (text(&assert.get_output().stdout), text(&assert.get_output().stderr))
    }

    #[test]
    fn valid_certificates_have_status_0() {
        let directory = tempfile::tempdir().unwrap();
        for arguments in [
            &["order6"][..],
            &["narrow", "--group", "5"],
            &["order4", "--group", "23"],
            &["memorization", "--group", "23"],
        ] {
            let file = certified(directory.path(), arguments);
            assert!(check(&file, 0).0.contains("valid: all"));
        }
        let output = cogring(&["check", "--json", directory.path().join("certificate.json").to_str().unwrap()]).code(0);
        let report: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
        assert_eq!((&report["valid"], &report["group"]), (&Value::Bool(true), &Value::from("23")));
    }

    #[test]
    fn a_false_identity_is_named_with_status_1() {
        let directory = tempfile::tempdir().unwrap();
        let file = certified(directory.path(), &["order6"]);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replacen("\"1/6\"", "\"1/7\"", 1)).unwrap();
        let (report, _) = check(&file, 1);
        assert!(report.contains("refused: r_{"), "{report}");
    }

    #[test]
    fn what_is_no_certificate_has_status_2() {
        let directory = tempfile::tempdir().unwrap();
        let file = certified(directory.path(), &["order6"]);
        let text = fs::read_to_string(&file).unwrap();
        let huge = text.replacen("\"1/6\"", &format!("\"1{}\"", "0".repeat(1 << 20)), 1);
        for content in [&text[..text.len() / 2], "", "no JSON", "[]", "{}", &huge] {
            fs::write(&file, content).unwrap();
            let (_, message) = check(&file, 2);
            assert!(message.contains("certificate.json") && message.len() < 1000, "{message}");
        }
        check(directory.path(), 2);
        check(&directory.path().join("none.json"), 2);
        let large = fs::File::create(&file).unwrap();
        large.set_len(1 << 40).unwrap();
        assert!(check(&file, 2).1.contains("larger than"));
    }

    #[test]
    fn no_certificate_is_written_without_a_proof() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("certificate.json");
        let refused = cogring(&["prove", "1/7 * nu * syn", "--certificate", file.to_str().unwrap()]).code(1);
        let message = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(message.contains("no certificate is written"), "{message}");
        assert!(!file.exists());
        cogring(&["prove", "real", "--certificate", file.to_str().unwrap()]).code(2);
        assert!(!file.exists());
        cogring(&["prove", "order6", "--certificate", "/nowhere/at/all.json"]).code(2);
    }
}

/// # Networks
mod network {
    use super::*;
    use cogring::certificate::NetworkCertificate;
    use cogring::check::{NetworkCheck, Verdict};
    use cogring::factor::{SnapOptions, snap};
    use cogring::format::{ReadOptions, read_network};

    /// Of a trained network: exact forms, two enclosed frequencies, hats on several hosts.
    static TRAINED: LazyLock<NetworkCertificate> = LazyLock::new(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/d23_seed3_epoch9900.npz");
        let network = read_network(&file, &ReadOptions::default()).unwrap();
        snap(&network, &SnapOptions::default()).unwrap().certificate().unwrap()
    });

    fn is_accepted(certificate: &Value) -> bool {
        Verdict::of_bytes(certificate.to_string().as_bytes()).is_ok_and(|verdict| verdict.is_valid())
    }

    #[test]
    fn the_text_of_a_certificate_is_read_back() {
        let text = TRAINED.to_json().unwrap();
        assert_eq!(serde_json::from_str::<NetworkCertificate>(&text).unwrap(), *TRAINED);
        let Verdict::Network(check) = Verdict::of_bytes(text.as_bytes()).unwrap() else { panic!("a network") };
        assert_eq!((check.valid, check.exact, check.enclosed, check.nodes), (true, 9, 2, 58));
        let again: Verdict = serde_json::from_str(&serde_json::to_string(&check).unwrap()).unwrap();
        assert_eq!(again, Verdict::Network(check));
    }

    /// Changes that make what is said untrue; others, such as a larger radius, leave it true.
    fn untrue(place: &str, old: &Value) -> Vec<Value> {
        let weights = place.contains("/weights/");
        match old {
            Value::Bool(true) => vec![false.into()],
            Value::Number(number) if place.contains("/inverse/") => vec![(number.as_f64().unwrap() + 10.0).into()],
            Value::Number(number) if weights && !place.ends_with("/place") => {
                vec![(number.as_f64().unwrap() + 1e-3).into(), (1e3 - number.as_f64().unwrap()).into()]
            }
            Value::Number(_) if place.ends_with("/place") => vec![1_000_000.into(), (-1).into()],
            Value::Number(number) if place != "/width" => {
                let number = number.as_i64().unwrap();
                vec![(number + 1).into(), (-number - 1).into(), 1_000_000.into()]
            }
            Value::Number(_) => vec![3.into()],
            Value::String(_) if place.ends_with("/radius") => {
                ["0", "-1/8", "x", "2/4", "1/1000000000000000000000000000000000000000000000000000000000000"]
                    .into_iter()
                    .map(Value::from)
                    .collect()
            }
            Value::String(text) => {
                let other = if text == "1/3" { "1/5" } else { "1/3" };
                vec![other.into(), "x".into(), "2/4".into(), format!("{text}0").into(), String::new().into()]
            }
            _ => vec![Value::Null, "x".into(), 1.into(), Value::Array(vec![Value::Null])],
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn nothing_untrue_is_accepted(at in any::<prop::sample::Index>(), deep in any::<bool>()) {
            let certificate: Value = serde_json::to_value(&*TRAINED).unwrap();
            let mut all = Vec::new();
            places(&certificate, "", &mut all);
            // Most numbers are weights and entries of inverses.
            if !deep {
                all.retain(|place| !place.contains("/weights/") && !place.contains("/inverse/"));
            }
            let place = at.get(&all);
            let old = certificate.pointer(place).unwrap();
            for value in untrue(place, old) {
                if value == *old {
                    continue;
                }
                let mut changed = certificate.clone();
                *changed.pointer_mut(place).unwrap() = value.clone();
                prop_assert!(!is_accepted(&changed), "accepted with {place} changed to {value}");
            }
            if let Some((parent, key)) = place.rsplit_once('/') {
                let mut removed = certificate.clone();
                match removed.pointer_mut(parent).unwrap() {
                    Value::Array(items) => _ = items.remove(key.parse::<usize>().unwrap()),
                    Value::Object(members) => _ = members.remove(key),
                    _ => unreachable!("only lists and objects have children"),
                }
                prop_assert!(!is_accepted(&removed), "accepted without {place}");
            }
        }
    }

    /// Nodes whose inputs compute more than a constant cannot carry a hat, whatever the weights are.
    #[test]
    fn hats_are_refused_on_nodes_that_let_more_through() {
        let mut moved = TRAINED.clone();
        let host = moved.exact.iter().position(|part| part.hat_share != "0").unwrap();
        let order4 = moved.exact.iter().position(|part| part.hat_closes_r_n).unwrap();
        moved.exact[order4].hat_share = std::mem::replace(&mut moved.exact[host].hat_share, "0".into());
        let refusal = NetworkCheck::of(&moved).unwrap().refusal.unwrap();
        assert!(refusal.reason.contains("carries a hat, but"), "{refusal:?}");
    }

    #[test]
    fn a_radius_that_is_too_small_is_refused() {
        let mut tight = TRAINED.clone();
        tight.radius = "1/100000000000000000000000000000".into();
        let refusal = NetworkCheck::of(&tight).unwrap().refusal.unwrap();
        assert!(refusal.identity.contains("radius") && refusal.reason.contains("the distance may be"), "{refusal:?}");
    }
}
