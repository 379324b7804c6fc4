//! Formulas for papers.

use super::arithmetic::{Arithmetic, Binding, PrintLeaf};
use super::expression::{Element, Frequency, Generator, label};
use super::value::{Atom, Value};
use crate::number::sign_between;
use crate::scalar::Sign;

const GREEK: [&str; 20] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "rho",
    "sigma", "tau", "phi", "chi", "psi", "omega",
];

/// A leaf that LaTeX can write.
pub trait LatexLeaf: PrintLeaf {
    /// How a product of two leaves is written.
    const PRODUCT: &'static str;

    /// Writes the leaf.
    fn write_latex(&self, out: &mut String);
}

impl LatexLeaf for Atom {
    const PRODUCT: &'static str = r"\,";

    fn write_latex(&self, out: &mut String) {
        match self {
            Atom::RootOfUnity(4) => out.push('i'),
            Atom::RootOfUnity(3) => out.push_str(r"\omega"),
            Atom::RootOfUnity(n) => out.push_str(&format!(r"\zeta_{{{n}}}")),
            Atom::Symbol(name) => write_symbol(name, out),
            Atom::Phase(theta) => out.push_str(&format!("e^{{{theta:?}i}}")),
            Atom::Conjugate(value) => {
                out.push_str(r"\overline{");
                value.write_latex(out);
                out.push('}');
            }
        }
    }
}

impl LatexLeaf for Element {
    const PRODUCT: &'static str = " * ";

    fn write_latex(&self, out: &mut String) {
        write_element(self, out);
    }
}

impl<L: LatexLeaf> Arithmetic<L> {
    /// The formula in LaTeX, for math mode.
    #[must_use]
    pub fn to_latex(&self) -> String {
        let mut out = String::new();
        self.write_latex(&mut out);
        out
    }

    fn write_latex(&self, out: &mut String) {
        match self {
            Arithmetic::Leaf(leaf) => leaf.write_latex(out),
            Arithmetic::Number(number) if number.is_int() => out.push_str(&number.to_string()),
            Arithmetic::Number(number) => {
                out.push_str(&format!(r"\tfrac{{{}}}{{{}}}", number.numerator(), number.denominator()));
            }
            Arithmetic::Sum(terms) => {
                for (at, (sign, term)) in terms.iter().enumerate() {
                    out.push_str(sign_between(at == 0, *sign == Sign::Minus));
                    term.write_latex_within(Binding::Placement, out);
                }
            }
            Arithmetic::Product(factors) => {
                for (at, factor) in factors.iter().enumerate() {
                    if at > 0 {
                        let after_number = matches!(factors[at - 1], Arithmetic::Number(_));
                        let before_number = matches!(factor, Arithmetic::Number(_));
                        out.push_str(match (after_number, before_number) {
                            (_, true) => r" \cdot ",
                            (true, false) => r"\, ",
                            (false, false) => L::PRODUCT,
                        });
                    }
                    let bare = matches!(factor, Arithmetic::Number(_));
                    factor.write_latex_within(if bare { Binding::Product } else { Binding::Power }, out);
                }
            }
            Arithmetic::Power(base, exponent) => {
                base.write_latex_within(Binding::Atom, out);
                out.push_str(&format!("^{{{exponent}}}"));
            }
        }
    }

    fn write_latex_within(&self, context: Binding, out: &mut String) {
        if self.binding() < context {
            out.push_str(r"\left(");
            self.write_latex(out);
            out.push_str(r"\right)");
        } else {
            self.write_latex(out);
        }
    }
}

/// `nu` → ν, `nu_3` → ν with index 3, `phase` upright.
fn write_symbol(name: &str, out: &mut String) {
    let (stem, index) = name.split_once('_').map_or((name, None), |(stem, index)| (stem, Some(index)));
    if GREEK.contains(&stem) {
        out.push('\\');
        out.push_str(stem);
    } else if stem.chars().count() == 1 {
        out.push_str(stem);
    } else {
        out.push_str(&format!(r"\mathrm{{{}}}", stem));
    }
    if let Some(index) = index.filter(|index| !index.is_empty()) {
        out.push_str(&format!("_{{{}}}", index.replace('_', ",")));
    }
}

fn write_element(element: &Element, out: &mut String) {
    match element {
        Element::Generator(generator) => write_generator(generator, out),
        Element::Node(entries) => {
            let entries: Vec<String> = entries.iter().map(Value::to_latex).collect();
            out.push_str(&format!(r"\left({}\right)", entries.join(", ")));
        }
        Element::Placed(body, frequency) => {
            let frequency = match frequency {
                Frequency::Coordinates(coordinates) => label(coordinates),
                Frequency::Variable(name) => name.clone(),
            };
            // A single generator or node needs no brackets around it.
            match (&**body, body.binding()) {
                (Arithmetic::Leaf(_), Binding::Atom) => body.write_latex(out),
                _ => {
                    out.push_str(r"\left(");
                    body.write_latex(out);
                    out.push_str(r"\right)");
                }
            }
            out.push_str(&format!("^{{({})}}", frequency.trim_start_matches('(').trim_end_matches(')')));
        }
        Element::Sum(sum) => {
            let k = &sum.variable;
            out.push_str(&format!(r"\left(\sum_{{{k} {} -{k}", if sum.self_conjugate { "=" } else { r"\ne" }));
            for except in &sum.except {
                out.push_str(&format!(r",\, {k} \ne \pm {}", label(except)));
            }
            out.push_str("} ");
            sum.body.write_latex_within(Binding::Placement, out);
            out.push_str(r"\right)");
        }
    }
}

fn write_generator(generator: &Generator, out: &mut String) {
    let index = match generator {
        Generator::USyn => return out.push_str(r"u_{\mathrm{syn}}"),
        Generator::Syn => r"\mathrm{syn}".into(),
        Generator::ThreeC => r"3\mathrm{c}".into(),
        Generator::Nu(nu) => index(r"\nu", nu),
        Generator::Xi(xi, Sign::Plus) => index(r"\xi", xi),
        Generator::Xi(xi, Sign::Minus) => format!(r"{},\,\sigma=-1", index(r"\xi", xi)),
        Generator::SynAb(alpha, beta) => match (index(r"\alpha", alpha), index(r"\beta", beta)) {
            (alpha, beta) if alpha == r"\alpha" && beta == r"\beta" => r"\mathrm{syn},\alpha\beta".into(),
            (alpha, beta) => format!(r"\mathrm{{syn}},\,{alpha},\,{beta}"),
        },
    };
    out.push_str(&format!("z_{{{index}}}"));
}

/// A parameter as an index: bare when it is a symbol, `\nu=i` when it has a value.
fn index(name: &str, value: &Value) -> String {
    match value {
        Arithmetic::Leaf(Atom::Symbol(_)) => value.to_latex(),
        _ => format!("{name}={}", value.to_latex()),
    }
}
