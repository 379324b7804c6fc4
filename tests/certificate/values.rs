//! Certificates by values, of networks over groups that are given by their tables.

use cogring::certificate::{ClaimedTarget, Number, ValueCertificate, ValueNode};
use cogring::check::{CheckedFile, Verdict};
use cogring::construct::{Width, narrow_width};
use cogring::group::SmallGroup;
use cogring::report::width::{WidthFormat, table};
use cogring::{Network, PairMask, Target};
use num_complex::Complex64;

use super::*;

fn certified(group: &str, solution: impl FnOnce(&Group) -> Solution<Exact>) -> ValueCertificate {
    ValueCertificate::of_solution(&solution(&group.parse().expect("a group"))).expect("a solution")
}

fn memorization(group: &Group) -> Solution<Exact> {
    optimizers::memorization(group).expect("a group")
}

/// The names, the certificates, and the number of targets that they hold for.
static VALUES: LazyLock<Vec<(&str, ValueCertificate, usize)>> = LazyLock::new(|| {
    let names = ["S3", "Q8", "D5", "A4", "S4", "SL(2,3)", "F21"];
    let narrow = names.map(|name| (name, certified(name, narrow), 2));
    narrow.into_iter().chain([("memorization", certified("S3", memorization), 1)]).collect()
});

fn check(certificate: &ValueCertificate) -> cogring::Result<Check> {
    Check::of_bytes(certificate.to_json().expect("a text").as_bytes())
}

/// What a certificate is refused for.
fn refusal(certificate: &ValueCertificate) -> String {
    match check(certificate) {
        Ok(check) => {
            check.refusal.map(|refusal| format!("{} {}", refusal.identity, refusal.reason)).expect("a refusal")
        }
        Err(error) => error.to_string(),
    }
}

/// The claim by definition, in floats.
fn is_true(certificate: &ValueCertificate) -> bool {
    let rows: Vec<Vec<usize>> = certificate.table.iter().map(|row| row.iter().map(|&x| x as usize).collect()).collect();
    let Ok(group) = Group::from_table(&rows) else { return false };
    let value = |number: &Number| {
        number.0.iter().fold(Complex64::ZERO, |sum, summand| {
            let (e, n) = summand.turn.split_once('/').unwrap_or(("0", "1"));
            let turn = e.parse::<f64>().expect("a number") / n.parse::<f64>().expect("a number");
            let coefficient: RBig = summand.coefficient.parse().expect("a fraction");
            sum + Complex64::cis(std::f64::consts::TAU * turn) * coefficient.to_f64().value()
        })
    };
    let values: Vec<Complex64> = certificate.values.iter().map(value).collect();
    let d = group.order();
    let mut is_one_hot = true;
    let outputs_fit = (0..d * d).all(|at| {
        let (x, y) = (at / d, at % d);
        let rest = |h: usize| {
            let output = certificate.nodes.iter().fold(0.0, |sum, node| {
                let [a, b, c] = [node.a[x], node.b[y], node.c[h]].map(|place| values[place as usize].re);
                sum + c * (a + b).powi(2)
            });
            output - if h == group.multiply(x, y) { 1.0 } else { 0.0 }
        };
        let first = rest(0);
        is_one_hot &= first.abs() < 1e-9;
        (0..d).all(|h| (rest(h) - first).abs() < 1e-9)
    });
    let claimed = certificate.target == ClaimedTarget::OneHot;
    values.iter().all(|value| value.im.abs() < 1e-12) && outputs_fit && claimed == is_one_hot
}

/// The certificate with these weights, its values numbered as they occur.
fn with_weights(certificate: &ValueCertificate, change: impl Fn(usize, usize, &Number) -> Number) -> ValueCertificate {
    let mut changed = ValueCertificate { values: Vec::new(), ..certificate.clone() };
    for (j, node) in changed.nodes.iter_mut().enumerate() {
        for (channel, vector) in [&mut node.a, &mut node.b, &mut node.c].into_iter().enumerate() {
            for place in vector {
                let number = change(j, channel, &certificate.values[*place as usize]);
                let known = changed.values.iter().position(|value| *value == number);
                *place = known.unwrap_or(changed.values.len()) as u32;
                known.is_none().then(|| changed.values.push(number));
            }
        }
    }
    changed
}

#[test]
fn networks_over_groups_by_their_tables_have_valid_certificates() {
    for (name, certificate, targets) in VALUES.iter() {
        let check = check(certificate).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(check.valid && is_true(certificate), "{name}: {:?}", check.refusal);
        assert_eq!(check.targets.len(), *targets, "{name}");
        assert_eq!(check.identities, certificate.table.len().pow(3), "{name}");
        let text = certificate.to_json().expect("a text");
        assert_eq!(serde_json::from_str::<ValueCertificate>(&text).expect("a certificate"), *certificate);
        assert_eq!(with_weights(certificate, |_, _, number| number.clone()), *certificate, "{name}");
    }
}

#[test]
fn the_network_of_a_certificate_is_exact() {
    for (name, certificate, targets) in VALUES.iter() {
        let network: Network = certificate.network().expect("a network");
        let target = if *targets == 2 { Target::OneHot } else { Target::ZeroMean };
        let loss = network.evaluate(target, &PairMask::all(network.group())).loss;
        assert!(loss < 1e-24, "{name}: {loss:e}");
    }
}

#[test]
fn only_solutions_in_numbers_have_certificates() {
    let group: Group = "S3".parse().unwrap();
    let z = narrow::<Exact>(&group);
    let error = Certificate::of_solution(&z).unwrap_err();
    assert!(error.is_unsupported() && error.to_string().contains("written by their factors"), "{error}");
    let part = Solution::from_terms(&group, z.terms()[1..].to_vec());
    assert!(ValueCertificate::of_solution(&part).unwrap_err().to_string().contains("only zero losses"));
    // over a group by its factors there may be parameters
    let order6 = order6(&Group::cyclic(5).unwrap());
    assert!(ValueCertificate::of_solution(&order6).unwrap_err().to_string().contains("is free"));
    assert!(check(&certified("2x3", narrow)).unwrap().valid);
}

/// False twins: each is nearly a certificate, and says why it is none.
#[test]
fn what_is_nearly_true_is_refused() {
    let (_, s3, _) = &VALUES[0];
    let mut weaker = s3.clone();
    weaker.target = ClaimedTarget::ZeroMean;
    assert!(refusal(&weaker).contains("not the strongest"), "{}", refusal(&weaker));
    let mut stronger = VALUES[7].1.clone();
    stronger.target = ClaimedTarget::OneHot;
    assert!(refusal(&stronger).contains("is not the one-hot label"), "{}", refusal(&stronger));
    // two elements renamed: another table of the same group
    let mut renamed = s3.clone();
    let swap = |x: u32| [0, 2, 1, 3, 4, 5][x as usize];
    for x in 0..6 {
        for y in 0..6 {
            renamed.table[swap(x) as usize][swap(y) as usize] = swap(s3.table[x as usize][y as usize]);
        }
    }
    assert!(refusal(&renamed).contains("is not the one-hot label"), "{}", refusal(&renamed));
    // a loop of order 5 that is not a group
    let mut group = s3.clone();
    group.table =
        [[0, 1, 2, 3, 4], [1, 0, 3, 4, 2], [2, 4, 0, 1, 3], [3, 2, 4, 0, 1], [4, 3, 1, 2, 0]].map(Vec::from).into();
    for node in &mut group.nodes {
        [&mut node.a, &mut node.b, &mut node.c].into_iter().for_each(|vector| vector.truncate(5));
    }
    let group = with_weights(&group, |_, _, number| number.clone());
    assert!(refusal(&group).contains("is not that of a group: ("), "{}", refusal(&group));
    // (i a + i b)² (−c) = (a + b)² c, but the weights are not real
    let turned = with_weights(s3, |_, channel, number| {
        let mut number = number.clone();
        for summand in &mut number.0 {
            match channel {
                2 => {
                    let negative = summand.coefficient.strip_prefix('-').map(ToOwned::to_owned);
                    summand.coefficient = negative.unwrap_or_else(|| format!("-{}", summand.coefficient));
                }
                _ => summand.turn = "1/4".into(),
            }
        }
        number
    });
    let turned = ValueCertificate { root_order: 4, ..turned };
    assert!(refusal(&turned).contains("is not real"), "{}", refusal(&turned));
    // one weight changed by a billionth of a billionth
    let near = with_weights(s3, |j, channel, number| match number.0.first() {
        Some(first) if (j, channel) == (1, 0) => {
            let moved: RBig = first.coefficient.parse().unwrap();
            let factor: RBig = "1000000000000000001/1000000000000000000".parse().unwrap();
            let mut number = number.clone();
            number.0[0].coefficient = (moved * factor).to_string();
            number
        }
        _ => number.clone(),
    });
    assert!(refusal(&near).contains("the output at"), "{}", refusal(&near));
    // numbered in another order, or with a value too many
    let mut renumbered = s3.clone();
    renumbered.values.swap(0, 1);
    let exchange = |place: &mut u32| *place = [1, 0].get(*place as usize).copied().unwrap_or(*place);
    for node in &mut renumbered.nodes {
        [&mut node.a, &mut node.b, &mut node.c].into_iter().flatten().for_each(exchange);
    }
    assert!(is_true(&renumbered) && refusal(&renumbered).contains("in which values first occur"));
    let idle = ValueNode {
        c: vec![s3.values.iter().position(|value| value.0.is_empty()).unwrap() as u32; 6],
        ..s3.nodes[0].clone()
    };
    let mut longer = s3.clone();
    longer.nodes.push(idle);
    assert!(is_true(&longer) && refusal(&longer).contains("does nothing"), "{}", refusal(&longer));
}

/// Whatever is accepted after a change is true by definition, and that is rare: −a − 2b in place of a in the constant node.
fn no_change_is_accepted(name: &str, certificate: &Value, place: &str, counts: &mut (usize, usize)) {
    for mutated in mutations(certificate, place) {
        counts.0 += 1;
        if accepted(&mutated) {
            let read: ValueCertificate = serde_json::from_value(mutated.clone()).expect("a certificate");
            assert!(is_true(&read), "{name}: accepted with {place} changed to {:?}", mutated.pointer(place));
            counts.1 += 1;
        }
    }
}

#[test]
fn no_mutation_of_a_small_certificate_by_values_is_accepted() {
    let certificate = serde_json::to_value(&VALUES[0].1).unwrap();
    let (mut all, mut counts) = (Vec::new(), (0, 0));
    places(&certificate, "", &mut all);
    all.iter().for_each(|place| no_change_is_accepted("S3", &certificate, place, &mut counts));
    let (tried, kept) = counts;
    println!("{tried} changes, {kept} other certificates");
    assert!(tried > 3000 && kept * 200 < tried, "{tried} changes, {kept} accepted");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_mutation_of_any_certificate_by_values_is_accepted(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), upper in any::<bool>()) {
        let (name, certificate, _) = which.get(&VALUES);
        let certificate = serde_json::to_value(certificate).unwrap();
        let mut all = Vec::new();
        places(&certificate, "", &mut all);
        // Most places are weights.
        if upper {
            all.retain(|place| !place.starts_with("/nodes/"));
        }
        let place: &String = at.get(&all);
        no_change_is_accepted(name, &certificate, place, &mut (0, 0));
    }

    #[test]
    fn no_damage_to_a_certificate_by_values_is_accepted_or_panics(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let (_, certificate, _) = which.get(&VALUES);
        let mut damaged = certificate.to_json().unwrap().into_bytes();
        let place = at.index(damaged.len() - 1);
        if cut { damaged.truncate(place) } else { damaged[place] = byte }
        if Check::of_bytes(&damaged).is_ok_and(|check| check.valid) {
            prop_assert!(!cut && is_true(&serde_json::from_slice(&damaged).unwrap()));
        }
    }
}

#[test]
fn versions_and_members_are_named() {
    let certificate = serde_json::to_value(&VALUES[0].1).unwrap();
    let error = |place: &str, value: Value| {
        let mut changed = certificate.clone();
        changed[place] = value;
        Check::of_bytes(changed.to_string().as_bytes()).unwrap_err().to_string()
    };
    for other in [0, 1, 3] {
        assert!(error("version", other.into()).contains("not a certificate"));
    }
    assert!(error("surplus", 1.into()).contains("surplus"));
    assert!(error("kind", "network".into()).contains("network"));
    assert!(error("format", "other".into()).contains("cogring-certificate"));
    assert!(error("root_order", 4.into()).contains("root_order 4"));
    let mut first = CERTIFICATES[0].1.clone();
    for other in [2, 3] {
        first["version"] = other.into();
        assert!(Check::of_bytes(first.to_string().as_bytes()).is_err());
    }
    first["version"] = 4.into();
    let message = Check::of_bytes(first.to_string().as_bytes()).unwrap_err().to_string();
    assert!(message.contains("version 4; solutions have version 1, 2 or 3"), "{message}");
}

#[test]
fn large_certificates_by_values_are_refused_by_their_counts() {
    let (_, s3, _) = &VALUES[0];
    let with = |change: &dyn Fn(&mut ValueCertificate)| {
        let mut large = s3.clone();
        change(&mut large);
        refusal(&large)
    };
    assert!(with(&|large| large.table = vec![Vec::new(); 513]).contains("more than 512 items"));
    assert!(with(&|large| large.values = vec![Number(Vec::new()); 65_537]).contains("more than 65536 items"));
    assert!(with(&|large| large.nodes = vec![large.nodes[0].clone(); 65_537]).contains("more than 65536 items"));
    let long = with(&|large| large.values[0].0 = vec![large.values[1].0[0].clone(); (1 << 18) + 1]);
    assert!(long.contains("at most 262144 are checked"), "{long}");
    // 512³ outputs of 200 nodes
    let work = with(&|large| {
        let one = |_| ValueNode { a: vec![0; 512], b: vec![0; 512], c: vec![0; 512] };
        large.table = (0..512).map(|x| (0..512).map(|y| (x + y) % 512).collect()).collect();
        large.values.truncate(1);
        large.nodes = (0..200).map(one).collect();
    });
    assert!(work.contains("are formed"), "{work}");
}

/// # The commands
mod command {
    use super::*;

    fn cogring(arguments: &[&str]) -> assert_cmd::assert::Assert {
        assert_cmd::Command::cargo_bin("cogring").unwrap().args(arguments).assert()
    }

    #[test]
    fn s4_is_proved_certified_checked_and_written() {
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
        let (certificate, network) = (file("s4.json"), file("s4.npz"));
        cogring(&["prove", "narrow", "--group", "S4", "--certificate", &certificate]).code(0);
        let output = cogring(&["check", &certificate, "--network", &network]).code(0);
        let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        assert!(text.contains("group of order 24, by its table, 64 hidden nodes"), "{text}");
        cogring(&["verify", &network, "--group", "S4"]).code(0);
        let changed = fs::read_to_string(&certificate).unwrap().replacen("\"1/2\"", "\"1/3\"", 1);
        fs::write(&certificate, changed).unwrap();
        cogring(&["check", &certificate, "--network", &file("none.npz")]).code(1);
        assert!(!directory.path().join("none.npz").exists());
    }

    #[test]
    fn every_network_of_a_table_of_widths_has_its_certificate() {
        let directory = tempfile::tempdir().unwrap();
        let into = directory.path().join("widths");
        cogring(&["width", "--table", "8", "--certificates", into.to_str().unwrap()]).code(0);
        let groups = SmallGroup::all().filter(|small| (2..=8).contains(&small.order));
        for small in groups {
            let name = format!("{}.{}.json", small.order, small.number);
            assert!(CheckedFile::new(&into.join(&name)).unwrap().verdict.is_valid(), "{name}");
        }
        cogring(&["width", "A5", "--certificates", into.to_str().unwrap()]).code(0);
        assert!(CheckedFile::new(&into.join("60.json")).unwrap().verdict.is_valid());
    }
}

/// `cogring width --table 12 --certificates examples/widths`, and the three tables.
#[test]
fn the_examples_are_valid_certificates_of_the_narrow_networks() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/widths");
    let mut rows = Vec::new();
    for small in SmallGroup::all().filter(|small| small.order > 1) {
        let group = small.group().unwrap();
        rows.push(Width::of(&group).unwrap());
        if small.order > 12 {
            continue;
        }
        let name = format!("{}.{}.json", small.order, small.number);
        let bytes = fs::read(directory.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let Verdict::Identities(check) = Verdict::of_bytes(&bytes).unwrap() else { panic!("{name}: a solution") };
        assert!(check.valid && check.targets.len() == 2, "{name}: {:?}", check.refusal);
        assert_eq!(check.nodes, narrow_width(&group), "{name}");
        match group.table() {
            None => assert_eq!(check.group, group.to_string().trim_start_matches("Z_"), "{name}"),
            Some(rows) => {
                let certificate: ValueCertificate = serde_json::from_slice(&bytes).unwrap();
                let table = certificate.table.iter().map(|row| row.iter().map(|&x| x as usize).collect::<Vec<_>>());
                assert_eq!(table.collect::<Vec<_>>(), rows, "{name}");
            }
        }
    }
    for (format, file) in
        [(WidthFormat::Text, "table.txt"), (WidthFormat::Csv, "table.csv"), (WidthFormat::Latex, "table.tex")]
    {
        assert_eq!(fs::read_to_string(directory.join(file)).unwrap(), table(&rows, format), "{file}");
    }
}
