//! The generators' potentials, symbol by symbol: every cell of the table of CoGS, §5.

use cogring::expr::{Assignment, Expression, Value};
use cogring::{BlockPotential, Exact};

/// The columns of the table.
const COLUMNS: [&str; 10] = ["abc", "ā b c", "a b̄ c", "a b c̄", "a²c", "ā²c", "|a|²c", "b²c", "b̄²c", "|b|²c"];

/// An element, its order, and its potentials as the paper writes them, w = exp(2πi/3).
const TABLE: [(&str, u128, [&str; 10]); 8] = [
    ("syn", 3, ["3", "0", "0", "0", "3", "0", "0", "3", "0", "0"]),
    (
        "nu",
        2,
        [
            "2",
            "1 + conj(nu)^2",
            "1 + conj(nu)^2",
            "1 + nu^4",
            "0",
            "1 - conj(nu)^4",
            "1 - conj(nu)^2",
            "0",
            "1 - conj(nu)^4",
            "1 - conj(nu)^2",
        ],
    ),
    ("nu=i", 2, ["2", "0", "0", "2", "0", "0", "2", "0", "0", "2"]),
    ("nu=1", 2, ["2", "2", "2", "2", "0", "0", "0", "0", "0", "0"]),
    (
        "xi",
        2,
        [
            "2",
            "1 + conj(xi)^2",
            "1 - xi^2",
            "0",
            "1 + i*xi^2",
            "1 + i*conj(xi)^2",
            "1 + i",
            "1 - i*conj(xi)^2",
            "1 - i*xi^2",
            "1 + i",
        ],
    ),
    (
        "xi(xi, -1)",
        2,
        [
            "2",
            "1 + conj(xi)^2",
            "1 - xi^2",
            "0",
            "1 - i*xi^2",
            "1 - i*conj(xi)^2",
            "1 - i",
            "1 + i*conj(xi)^2",
            "1 + i*xi^2",
            "1 - i",
        ],
    ),
    (
        "syn_ab",
        3,
        [
            "3",
            "1 + w*conj(alpha)^2 + w^2*conj(beta)^2",
            "1 + w*alpha^2 + w^2*beta^2",
            "0",
            "1 + alpha^2 + beta^2",
            "1 + w^2*conj(alpha)^2 + w*conj(beta)^2",
            "0",
            "1 + conj(alpha)^2 + conj(beta)^2",
            "1 + w^2*alpha^2 + w*beta^2",
            "0",
        ],
    ),
    ("3c", 3, ["3", "3", "0", "0", "0", "0", "0", "0", "3", "0"]),
];

/// The products of CoGS, §5: order 6 with every identity up to the value of abc, and order 4 without R_n.
const PRODUCTS: [(&str, u128, [&str; 10]); 4] = [
    ("nu * syn", 6, ["6", "0", "0", "0", "0", "0", "0", "0", "0", "0"]),
    ("nu=i * syn_ab", 6, ["6", "0", "0", "0", "0", "0", "0", "0", "0", "0"]),
    ("nu=i * xi", 4, ["4", "0", "0", "0", "0", "0", "2 + 2*i", "0", "0", "2 + 2*i"]),
    ("nu=i * xi(xi, -1)", 4, ["4", "0", "0", "0", "0", "0", "2 - 2*i", "0", "0", "2 - 2*i"]),
];

fn potentials(element: &str) -> [Exact; 10] {
    let element: Expression = element.parse().expect("an element");
    element.potentials(&Assignment::default()).expect("exact potentials")
}

fn number(text: &str) -> Exact {
    text.parse::<Value>().and_then(|value| value.evaluate(&Assignment::default())).expect("an exact number")
}

#[test]
fn the_columns_are_the_ten_potentials() {
    assert_eq!(BlockPotential::ALL.map(|potential| potential.name()), COLUMNS);
}

#[test]
fn every_cell_of_the_table_comes_out_of_the_engine() {
    for (element, order, cells) in TABLE.iter().chain(&PRODUCTS) {
        assert_eq!(element.parse::<Expression>().expect("an element").order(), Some(*order), "order of {element}");
        for ((column, computed), cell) in COLUMNS.iter().zip(potentials(element)).zip(cells) {
            assert_eq!(computed, number(cell), "Σ {column} of {element}");
        }
    }
}

/// The comparison tells the cells apart: a symbol changed, a conjugation lost or a sign flipped is a different number.
#[test]
fn a_changed_cell_is_noticed() {
    let [.., abc_bar, _, _, norm_a_c, _, _, _] = potentials("nu");
    assert_ne!(abc_bar, number("1 + nu^2"));
    assert_ne!(norm_a_c, number("1 - nu^2"));
    let xi = potentials("xi");
    assert_ne!(xi[4], potentials("xi(xi, -1)")[4]);
    assert_ne!(potentials("syn_ab")[1], number("1 + w*alpha^2 + w^2*beta^2"));
}

/// The named generators are the nodes that the paper lists.
#[test]
fn generators_are_their_nodes() {
    for (name, nodes) in [
        ("syn", "(1, 1, 1) + (w, w, w) + (w^2, w^2, w^2)"),
        ("syn", "1 + u + u^2"),
        ("nu", "(1, 1, 1) + (nu, -nu, -conj(nu)^2)"),
        ("4c", "(1, 1, 1) + (i, -i, 1)"),
        ("xi", "(1, 1, 1) + (xi, -i*conj(xi), i)"),
        ("xi(xi, -1)", "(1, 1, 1) + (xi, i*conj(xi), -i)"),
        ("syn_ab", "(1, 1, 1) + (w*alpha, w*conj(alpha), w) + (w^2*beta, w^2*conj(beta), w^2)"),
        ("3c", "(1, 1, 1) + (1, w, w^2) + (1, w^2, w)"),
    ] {
        let block = |text: &str| {
            let element: Expression = text.parse().expect("an element");
            element.to_lazy::<Exact>(&Assignment::default()).and_then(|lazy| lazy.expand()).expect("few nodes")
        };
        assert!(block(name).equals_up_to_permutation(&block(nodes), 0.0), "{name}");
    }
}
