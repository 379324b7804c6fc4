//! The expression language: printing and parsing, errors, evaluation.

use cogring::expr::{Assignment, Atom, Element, Expression, Frequency, FrequencySum, Generator, Sign, Value};
use cogring::{Exact, Group, Solution};
use dashu_ratio::RBig;
use proptest::prelude::*;

fn rational() -> impl Strategy<Value = RBig> {
    (0u64..=60, 1u64..=12).prop_map(|(numerator, denominator)| RBig::from_parts(numerator.into(), denominator.into()))
}

fn sign() -> impl Strategy<Value = Sign> {
    prop_oneof![Just(Sign::Plus), Just(Sign::Minus)]
}

/// Sums, products and powers of `inner`, as the parser would build them.
fn arithmetic<L: Clone + std::fmt::Debug + 'static>(
    inner: impl Strategy<Value = cogring::expr::Arithmetic<L>> + Clone + 'static,
    exponents: std::ops::Range<i64>,
) -> impl Strategy<Value = cogring::expr::Arithmetic<L>> {
    use cogring::expr::Arithmetic;
    prop_oneof![
        prop::collection::vec((sign(), inner.clone()), 2..4).prop_map(Arithmetic::Sum),
        inner.clone().prop_map(|term| -term),
        prop::collection::vec(inner.clone(), 2..4).prop_map(Arithmetic::Product),
        (inner, exponents).prop_map(|(base, exponent)| base.power(exponent)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        rational().prop_map(Value::Number),
        (1u64..=20).prop_map(Value::root_of_unity),
        prop::sample::select(vec!["nu", "xi_k", "alpha", "mu_1_2", "t", "wide"]).prop_map(Value::symbol),
        any::<f64>().prop_filter("an angle", |theta| theta.is_finite()).prop_map(Value::phase),
    ];
    leaf.prop_recursive(
        3,
        12,
        3,
        |inner| prop_oneof![4 => arithmetic(inner.clone(), -9..9), 1 => inner.prop_map(Value::conjugate)],
    )
}

fn block() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        rational().prop_map(Expression::Number),
        prop_oneof![
            Just(Generator::Syn),
            Just(Generator::ThreeC),
            Just(Generator::USyn),
            value().prop_map(Generator::Nu),
            (value(), sign()).prop_map(|(xi, sign)| Generator::Xi(xi, sign)),
            (value(), value()).prop_map(|(alpha, beta)| Generator::SynAb(alpha, beta)),
        ]
        .prop_map(Expression::generator),
        (value(), value(), value()).prop_map(|(a, b, c)| Expression::node(a, b, c)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| arithmetic(inner, 0..9))
}

fn coordinates() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-9i64..9, 1..4)
}

fn placed(depth: u32) -> BoxedStrategy<Expression> {
    let frequency = prop_oneof![coordinates().prop_map(Frequency::Coordinates), Just(Frequency::Variable("k".into())),];
    let leaf = (block(), frequency).prop_map(|(block, frequency)| block.placed(frequency));
    leaf.prop_recursive(depth, 8, 3, |inner| arithmetic(inner, 0..9)).boxed()
}

/// Placed elements without free variables.
fn closed() -> impl Strategy<Value = Expression> {
    let sum = (placed(2), any::<bool>(), prop::collection::vec(coordinates(), 0..3)).prop_map(
        |(body, self_conjugate, except)| {
            Expression::sum_over(FrequencySum { variable: "k".into(), self_conjugate, except, body })
        },
    );
    sum.prop_recursive(1, 4, 3, |inner| arithmetic(inner, 0..9))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn values_print_what_they_parse(value in value()) {
        prop_assert_eq!(value.to_string().parse::<Value>().unwrap(), value);
    }

    #[test]
    fn blocks_print_what_they_parse(block in block()) {
        prop_assert_eq!(block.to_string().parse::<Expression>().unwrap(), block);
    }

    #[test]
    fn placed_elements_print_what_they_parse(element in closed()) {
        prop_assert_eq!(element.to_string().parse::<Expression>().unwrap(), element);
    }

    #[test]
    fn no_text_panics(text in r"[ nuxisyw34zetakexp0-9.c_=*/+@^(),:!-]{0,40}") {
        if let Ok(expression) = text.parse::<Expression>() {
            let printed = expression.to_string();
            prop_assert_eq!(printed.parse::<Expression>().unwrap(), expression);
        }
    }

    #[test]
    fn no_unicode_panics(text in r"\PC{0,20}") {
        if let Err(error) = text.parse::<Expression>() {
            prop_assert!(error.is_parse());
        }
    }
}

/// What is written and what it is printed as.
#[test]
fn notations() {
    for (written, printed) in [
        ("nu*syn", "nu(nu)*syn"),
        ("nu=i*xi", "nu(i)*xi(xi)"),
        ("nu=-i * z_syn", "nu(-i)*syn"),
        ("z_nu=w3^2*3c", "nu(w3^2)*3c"),
        ("4c * xi(xi, -1)", "nu(i)*xi(xi, -1)"),
        ("nu=i*syn_ab", "nu(i)*syn_ab(alpha, beta)"),
        ("1 + u + u^2", "1 + u_syn + u_syn^2"),
        ("one - -u", "1 - (-u_syn)"),
        ("syn/6", "syn*1/6"),
        ("0.25*(syn)", "1/4*syn"),
        ("2/4*syn/3", "1/2*syn*1/3"),
        ("((syn))", "syn"),
        ("(1,i,-w^2)", "(1, i, -w3^2)"),
        ("(1, zeta(12)^5, exp(0.3 * i))", "(1, zeta(12)^5, exp(0.3i))"),
        ("1/6 * nu * syn @ 1 + syn @ (-2)", "1/6*nu(nu)*syn @ 1 + syn @ -2"),
        ("2 * (syn @ 3)", "2*(syn @ 3)"),
        ("sum(k != 1, 2: 1/6 * nu(nu_k) * syn @ k)", "sum(k != 1, 2: 1/6*nu(nu_k)*syn @ k)"),
        ("sum(real k != (1,0): (1,1,1)+(1,-1,-1) @ (1,0))", "(refused)"),
        ("sum(real k: ((1,1,1)+(1,-1,-1)) @ k)", "sum(real k: ((1, 1, 1) + (1, -1, -1)) @ k)"),
        ("syn^0 * syn^(2)", "syn^0*syn^2"),
    ] {
        let parsed = written.parse::<Expression>().map_or_else(|_| "(refused)".into(), |element| element.to_string());
        assert_eq!(parsed, printed, "{written}");
    }
}

#[test]
fn latex() {
    for (written, latex) in [
        ("1/6*nu*syn", r"\tfrac{1}{6}\, z_{\nu} * z_{\mathrm{syn}}"),
        ("nu=i * xi(xi_3, -1)", r"z_{\nu=i} * z_{\xi_{3},\,\sigma=-1}"),
        ("syn_ab + 3c", r"z_{\mathrm{syn},\alpha\beta} + z_{3\mathrm{c}}"),
        ("(1, w^2, -conj(nu)*zeta(12)^5)", r"\left(1, \omega^{2}, -\overline{\nu}\,\zeta_{12}^{5}\right)"),
        ("(1 + u)^2 @ 3", r"\left(\left(1 + u_{\mathrm{syn}}\right)^{2}\right)^{(3)}"),
        ("sum(k != 1: syn @ k)", r"\left(\sum_{k \ne -k,\, k \ne \pm 1} z_{\mathrm{syn}}^{(k)}\right)"),
    ] {
        assert_eq!(written.parse::<Expression>().unwrap().to_latex(), latex, "{written}");
    }
}

fn refusal(text: &str) -> String {
    let error = text.parse::<Expression>().expect_err(text);
    assert!(error.is_parse());
    error.to_string()
}

#[test]
fn errors_point_at_the_place() {
    for (text, refused) in [
        ("nu(i * syn", "expected `)` (`nu` has one parameter), found the end\n  | nu(i * syn\n  |           ^"),
        (
            "nu * sin",
            "`sin` is no element; there are syn, nu, xi, syn_ab, 3c, 4c, u_syn, one, sum and nodes (a, b, c)\n  | nu * sin\n  |      ^",
        ),
        ("syn + ", "expected an element, found the end\n  | syn +\n  |       ^"),
        ("2syn", "`2syn` is no name; a product is written `2*syn`\n  | 2syn\n  |  ^"),
        (
            "syn^-1",
            "elements of the semiring have no negative powers: only a single node can have an inverse\n  | syn^-1\n  |     ^",
        ),
        ("syn / 0", "division by zero\n  | syn / 0\n  |       ^"),
        ("syn / nu", "division is by whole numbers only, found `nu`\n  | syn / nu\n  |       ^"),
        ("syn @ 3 * nu", "expected an operator or the end, found `*`\n  | syn @ 3 * nu\n  |         ^"),
        (
            "syn @ 3 + nu",
            "one side is placed at a frequency and the other is not; place it too, as in `syn @ 3`\n  | syn @ 3 + nu\n  |         ^",
        ),
        ("(syn @ 3) @ 3", "this is placed at a frequency already\n  | (syn @ 3) @ 3\n  |           ^"),
        ("syn @ k", "`k` is no frequency; bind it, as in `sum(k: … @ k)`\n  | syn @ k\n  |       ^"),
        ("sum(k: syn)", "the summand is not placed at a frequency; write `… @ k`\n  | sum(k: syn)\n  |        ^"),
        (
            "sum(k: sum(k: syn @ k))",
            "`k` is the frequency of an enclosing sum already\n  | sum(k: sum(k: syn @ k))\n  |            ^",
        ),
        ("(1, 2)", "a node has the three entries (a, b, c), found 2\n  | (1, 2)\n  | ^"),
        (
            "zeta(12)*syn",
            "`zeta` is no element; there are syn, nu, xi, syn_ab, 3c, 4c, u_syn, one, sum and nodes (a, b, c)\n  | zeta(12)*syn\n  | ^",
        ),
        (
            "nu(zeta(99999999999))",
            "roots of unity have orders from 1 to 1048576\n  | nu(zeta(99999999999))\n  |         ^",
        ),
        ("nu(w0)", "roots of unity have orders from 1 to 1048576\n  | nu(w0)\n  |    ^"),
        ("nu(i^9999999999)", "exponents of a number go up to 1048576\n  | nu(i^9999999999)\n  |      ^"),
        ("nu(2i)", "a multiple of i is written `2*i`; `2i` is for `exp(2i)`\n  | nu(2i)\n  |    ^"),
        ("nu(exp(2))", "expected an angle times i, as in `exp(0.3i)`\n  | nu(exp(2))\n  |        ^"),
        ("xi(i, 2)", "the sign of `xi` is 1 or -1\n  | xi(i, 2)\n  |       ^"),
        ("syn^2^3", "a power of a power needs parentheses: `(x^2)^3`\n  | syn^2^3\n  |      ^"),
        ("syn)", "this `)` closes nothing\n  | syn)\n  |    ^"),
        ("nu +\n  syn & nu", "unexpected character `&`\n  |   syn & nu\n  |       ^"),
    ] {
        assert_eq!(refusal(text), refused, "{text}");
    }
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text = format!("{}syn * oops{}", "syn + ".repeat(100_000), " + syn".repeat(100_000));
    assert_eq!(
        refusal(&text),
        "`oops` is no element; there are syn, nu, xi, syn_ab, 3c, 4c, u_syn, one, sum and nodes (a, b, c)\n  \
         | …syn + syn + syn + syn + syn + syn + syn + syn * oops + syn + syn + syn +…\n  \
         |                                                  ^"
    );
}

#[test]
fn hostile_texts_are_refused_quickly() {
    let start = std::time::Instant::now();
    for text in [
        "(".repeat(100_000),
        "-".repeat(100_000),
        format!("{}syn{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("nu({}i", "conj(".repeat(100_000)),
        format!("nu({}i{})", "(".repeat(100_000), ")".repeat(100_000)),
        "sum(k: ".repeat(100_000),
        "nu=".repeat(100_000),
        "syn^".repeat(100_000),
        "(1,".repeat(100_000),
        "9".repeat(100_000),
    ] {
        refusal(&text);
    }
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    // Long, but not deep.
    let long: Expression = vec!["syn"; 100_000].join(" + ").parse().unwrap();
    assert_eq!(long.order(), Some(300_000));
}

#[test]
fn leaves_are_what_they_say() {
    let parsed: Expression = "nu(w3) + syn".parse().unwrap();
    let Expression::Sum(terms) = parsed else { panic!("a sum") };
    assert_eq!(terms[0].1, Expression::Leaf(Element::Generator(Generator::Nu(Value::Leaf(Atom::RootOfUnity(3))))));
}

#[test]
fn long_numbers_and_many_signs_are_read_as_they_are_printed() {
    for text in ["99999999999999999999/7*syn", "12345678901234567890123456789012345678901*(1, 1, 1)"] {
        let element: Expression = text.parse().unwrap();
        assert_eq!(element.to_string().parse::<Expression>().unwrap(), element);
    }
    let signs: Value = format!("{}nu", "-".repeat(99)).parse().unwrap();
    assert_eq!(signs.to_string(), "-nu");
    let negated = (0..100).fold(Value::symbol("nu"), |value, _| -value);
    assert_eq!(negated, Value::symbol("nu"));
    let digits = "7".repeat(70_000);
    assert!(digits.parse::<Value>().unwrap_err().to_string().contains("at most 65536 are read"));
}

#[test]
fn blocks_and_solutions_print_what_is_read() {
    let block: Expression = "1/6*nu*syn + (1/2, -i, xi^2)".parse().unwrap();
    let block = block.to_lazy::<Exact>(&Assignment::default()).unwrap().expand().unwrap();
    let read: Expression = block.to_string().parse().unwrap();
    assert_eq!(read.to_lazy::<Exact>(&Assignment::default()).unwrap().expand().unwrap(), block);
    let group: Group = "3x5".parse().unwrap();
    let z = Solution::at_frequency(&group, 4, &block) - Solution::at_frequency(&group, 7, &block);
    let read: Expression = z.to_string().parse().unwrap();
    assert_eq!(read.to_solution::<Exact>(&group, &Assignment::default()).unwrap(), z);
    assert_eq!(Solution::<Exact>::zero(&group).to_string(), "0");
}
