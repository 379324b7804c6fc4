//! Proofs and certificates over number fields, and what is refused.

use cogring::certificate::{ClaimedTarget, FieldCertificate};
use cogring::check::Check;
use cogring::format::{
    ReadOptions, field_network_from_json, field_network_to_json, read_network, rounded_field_network,
};
use cogring::network::Verification;
use cogring::{Network, PairMask, Target};
use proptest::prelude::*;

use crate::{network, networks};

#[test]
fn every_exact_network_is_proved_and_its_certificate_holds() {
    for (name, network) in networks() {
        let proof = network.prove(None);
        assert!(proof.proved, "{name}: {:?}", proof.violation);
        let zero_mean = name.contains("_zm_");
        assert_eq!(proof.problem.target == Target::ZeroMean, zero_mean, "{name}");
        let certificate = FieldCertificate::of_network(&network).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(certificate.target == ClaimedTarget::ZeroMean, zero_mean, "{name}");
        let check = Check::of_bytes(certificate.to_json().expect("text").as_bytes()).expect("a certificate");
        assert!(check.valid && check.identities == proof.identities, "{name}: {:?}", check.refusal);
        // and in floating point, by the definition of the loss
        let floats = rounded_field_network(&network).expect("finite weights");
        let loss = floats.evaluate(proof.problem.target, &PairMask::all(floats.group())).loss;
        assert!(loss < 1e-18, "{name}: {loss:e}");
    }
}

#[test]
fn exact_networks_survive_being_written() {
    for name in ["o62_5_8_full_delta", "minw_Q8_12_rep", "o62_3_4_zm_delta", "minw_D4_12_delta"] {
        let original = network(name);
        let text = field_network_to_json(&original).expect("text");
        assert_eq!(field_network_from_json(text.as_bytes()).expect("the same network"), original, "{name}");
    }
}

#[test]
fn exact_networks_are_read_as_networks() {
    let file = std::path::Path::new("tests/data/exact/o62_5_8_full_delta.json");
    let floats: Network = read_network(file, &ReadOptions::default()).expect("a network");
    assert_eq!(floats, rounded_field_network(&network("o62_5_8_full_delta")).expect("finite"));
    assert!(Verification::new(&floats, Target::OneHot).expect("small").is_solution);
}

fn refusal(certificate: &FieldCertificate) -> String {
    match Check::of_field(certificate) {
        Ok(check) => {
            check.refusal.map_or_else(String::new, |refusal| format!("{} {}", refusal.identity, refusal.reason))
        }
        Err(error) => format!("unreadable: {error}"),
    }
}

#[test]
fn wrong_fields_are_refused() {
    let good = FieldCertificate::of_network(&network("o62_5_8_full_delta")).expect("a certificate");
    assert_eq!(refusal(&good), "");
    let with = |change: &dyn Fn(&mut FieldCertificate)| {
        let mut certificate = good.clone();
        change(&mut certificate);
        refusal(&certificate)
    };
    let polynomial = |c: &[i64]| c.iter().map(ToString::to_string).collect::<Vec<_>>();
    // x⁴ + 8x³ + 4x² − 8x − 4 times x − 1, and another irreducible one
    let reducible = with(&|certificate| certificate.minimal_polynomial = polynomial(&[4, 4, -12, -4, 7, 1]));
    assert!(reducible.contains("the minimal polynomial is reducible"), "{reducible}");
    let other = with(&|certificate| certificate.minimal_polynomial = polynomial(&[-4, -8, 4, 10, 1]));
    assert!(other.contains("the output at") || other.contains("the root"), "{other}");
    let other = with(&|certificate| certificate.minimal_polynomial = polynomial(&[-2, 0, 0, 0, 1]));
    assert!(other.contains("the output at") || other.contains("the root"), "{other}");
    let root = |low: &str, high: &str| with(&|certificate| certificate.root = [low.to_owned(), high.to_owned()]);
    assert!(root("2", "3").contains("the root"), "{}", root("2", "3"));
    assert!(root("-100", "100").contains("the root"), "{}", root("-100", "100"));
    assert!(root("1", "0").contains("the root"), "{}", root("1", "0"));
    let weaker = with(&|certificate| certificate.target = ClaimedTarget::ZeroMean);
    assert!(weaker.contains("not the strongest"), "{weaker}");
    let table = with(&|certificate| certificate.table.swap(1, 2));
    assert!(table.contains("the table") || table.contains("the output at"), "{table}");
    for spelling in [["-4", "-8", "4", "8", "2"], ["4", "8", "-4", "-8", "-1"], ["-4", "-8", "4", "8", "01"]] {
        let refused = with(&|certificate| certificate.minimal_polynomial = spelling.map(str::to_owned).to_vec());
        assert!(!refused.is_empty(), "{spelling:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A coefficient of a weight, or the place of one, is changed: the identity that fails is named.
    #[test]
    fn changed_certificates_are_refused(
        at in 0usize..3,
        value in any::<prop::sample::Index>(),
        coefficient in any::<prop::sample::Index>(),
        by in prop::sample::select(vec![-1i64, 1, 7]),
    ) {
        let name = ["o62_5_8_full_delta", "o62_3_4_zm_delta", "o62_3_5_full_delta"][at];
        let mut certificate = FieldCertificate::of_network(&network(name)).expect("a certificate");
        let value = value.index(certificate.values.len());
        let degree = certificate.minimal_polynomial.len() - 1;
        let numbers = &mut certificate.values[value];
        let coefficient = coefficient.index(degree);
        numbers.resize(degree.max(numbers.len()), "0".to_owned());
        let old: dashu_ratio::RBig = numbers[coefficient].parse().expect("a fraction");
        numbers[coefficient] = (old + dashu_ratio::RBig::from(by)).to_string();
        while numbers.last().is_some_and(|last| last == "0") {
            numbers.pop();
        }
        let refused = refusal(&certificate);
        prop_assert!(refused.contains("the output at") || refused.contains("unreadable"), "{}", refused);
    }
}

#[test]
fn bad_files_are_refused_in_words() {
    let good = std::fs::read_to_string("tests/data/exact/minw_3_4_delta.json").expect("text");
    let refused = |from: &str, to: &str, says: &str| {
        assert!(good.contains(from), "{from}");
        let error = field_network_from_json(good.replacen(from, to, 1).as_bytes()).expect_err("no network");
        assert!(error.to_string().contains(says), "{error}");
    };
    refused("\"minpoly\": [\"-2\", \"2\", \"1\"]", "\"minpoly\": [\"-4\", \"0\", \"1\"]", "reducible");
    refused("\"minpoly\": [\"-2\", \"2\", \"1\"]", "\"minpoly\": [\"2\", \"0\", \"1\"]", "no real root");
    refused("\"alpha\": 0.732", "\"alpha\": 0.932", "no real root near");
    refused("\"table\": [[0, 1, 2]", "\"table\": [[0, 1, 1]", "table");
    refused("\"minpoly\": [\"-2\"", "\"minpoly\": [\"-2/3\"", "no integer");
    for text in ["", "{}", "[]", "{\"minpoly\": []}", "{\"minpoly\": [\"1\"], \"table\": [[0]]}"] {
        assert!(field_network_from_json(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn identities_are_written_for_other_systems() {
    use cogring::variety::ExportFormat;
    for (name, identities) in [("minw_3_4_delta", 27), ("minw_4_5_delta", 64)] {
        let original = network(name);
        let network = FieldCertificate::of_network(&original).expect("a certificate").network().expect("a network");
        assert_eq!(network.weights, original.weights, "{name}");
        let is_rational = network.field.degree() == 1;
        for (format, line) in [
            (ExportFormat::Lean, if is_rational { "  · norm_num" } else { "  · linear_combination (" }),
            (ExportFormat::Singular, "if (reduce("),
            (ExportFormat::Gap, "if not IsZero("),
        ] {
            let text = network.export(format).expect("identities");
            assert_eq!(text.lines().filter(|written| written.starts_with(line)).count(), identities, "{name} {format}");
            let count = |bracket: char| text.chars().filter(|&c| c == bracket).count();
            assert_eq!(count('('), count(')'), "{name} {format}");
        }
    }
    // what is written holds: each identity is read back and evaluated modulo a prime, at a root of the polynomial that is written
    for (name, p) in [("minw_3_4_delta", 10_009), ("minw_4_5_delta", 10_007)] {
        let network =
            FieldCertificate::of_network(&network(name)).expect("a certificate").network().expect("a network");
        for format in [ExportFormat::Singular, ExportFormat::Gap] {
            let text = network.export(format).expect("identities");
            let (minimal, identities) = written_identities(&text);
            let root = (0..p).find(|&a| Reader::value(minimal, p, a) == 0).expect("a root");
            assert!(identities.iter().all(|identity| Reader::value(identity, p, root) == 0), "{name} {format}");
            // and elsewhere than at the root they do not all hold
            let elsewhere = identities.iter().all(|identity| Reader::value(identity, p, root + 1) == 0);
            assert_eq!(elsewhere, network.field.degree() == 1, "{name} {format}");
        }
    }
    // what does not hold is not written
    let mut wrong = network("minw_3_4_delta");
    wrong.weights.nodes[0][0][0] = wrong.weights.nodes[0][0][0].clone() + num_traits::One::one();
    assert!(wrong.export(ExportFormat::Lean).is_err());
    assert!(FieldCertificate::of_network(&wrong).is_err());
}

/// The minimal polynomial and the identities of a text for Singular or GAP, each as what must vanish.
fn written_identities(text: &str) -> (&str, Vec<&str>) {
    let between = |start: &str, end: &str| -> Option<&str> {
        let from = text.lines().find(|written| written.starts_with(start))?;
        Some(&from[start.len()..from.rfind(end)?])
    };
    let minimal = between("ideal q = std(ideal(", "))").or_else(|| between("q := ", " + 0*a")).expect("q");
    let identity = |line: &str| -> Option<(usize, usize)> {
        let (start, end) = match line.starts_with("if (reduce(") {
            true => ("if (reduce(", ", q)"),
            false => ("if not IsZero(((", ") + 0*a) mod q"),
        };
        Some((line.strip_prefix(start).map(|_| start.len())?, line.rfind(end)?))
    };
    let identities = text.lines().filter_map(|line| identity(line).map(|(from, to)| &line[from..to]));
    (minimal, identities.collect())
}

/// Reads sums of products of powers of numbers, a and brackets, modulo a prime.
struct Reader<'a> {
    rest: &'a [u8],
    p: i64,
    a: i64,
}

impl Reader<'_> {
    fn value(text: &str, p: i64, a: i64) -> i64 {
        let text: Vec<u8> = text.bytes().filter(|c| *c != b' ').collect();
        let mut reader = Reader { rest: &text, p, a };
        let value = reader.sum();
        assert!(reader.rest.is_empty(), "{}", String::from_utf8_lossy(reader.rest));
        value
    }

    fn takes(&mut self, symbol: u8) -> bool {
        let found = self.rest.first() == Some(&symbol);
        self.rest = &self.rest[usize::from(found)..];
        found
    }

    fn sum(&mut self) -> i64 {
        let mut sum = if self.takes(b'-') { -self.product() } else { self.product() };
        loop {
            match (self.takes(b'+'), self.takes(b'-')) {
                (true, _) => sum += self.product(),
                (_, true) => sum -= self.product(),
                _ => return sum.rem_euclid(self.p),
            }
        }
    }

    fn product(&mut self) -> i64 {
        let mut product = self.power();
        loop {
            if self.takes(b'*') {
                product = product * self.power() % self.p;
            } else if self.takes(b'/') {
                let divisor = self.power();
                let inverse = (1..self.p).find(|x| x * divisor % self.p == 1).expect("a denominator");
                product = product * inverse % self.p;
            } else {
                return product;
            }
        }
    }

    fn power(&mut self) -> i64 {
        let base = self.factor();
        if !self.takes(b'^') {
            return base;
        }
        let exponent = self.factor();
        (0..exponent).fold(1, |power, _| power * base % self.p)
    }

    fn factor(&mut self) -> i64 {
        if self.takes(b'(') {
            let sum = self.sum();
            assert!(self.takes(b')'), "a bracket is open");
            return sum;
        }
        if self.takes(b'a') {
            return self.a;
        }
        let digits = self.rest.iter().take_while(|c| c.is_ascii_digit()).count();
        assert!(digits > 0, "{}", String::from_utf8_lossy(self.rest));
        let number = self.rest[..digits].iter().fold(0, |n, c| (10 * n + i64::from(c - b'0')) % self.p);
        self.rest = &self.rest[digits..];
        number
    }
}

#[test]
fn the_networks_of_the_record_are_proved() {
    let mut count = 0;
    for entry in std::fs::read_dir("examples/discoveries").expect("the record") {
        let path = entry.expect("an entry").path();
        if path.to_string_lossy().ends_with(".certificate.json") {
            let bytes = std::fs::read(&path).expect("a certificate");
            let check = Check::of_bytes(&bytes).expect("a certificate");
            assert!(check.valid, "{}", path.display());
            count += 1;
        }
    }
    assert_eq!(count, 12);
}
