//! Exact networks and their identities as text for other systems, which check them by means of their own.

use std::fmt::Write;

use dashu_ratio::RBig;

use super::field_network::FieldNetwork;
use crate::loss::Target;
use crate::named::named;
use crate::scalar::algebraic::{Algebraic, product, sum};
use crate::{Error, Result};

named! {
    /// The systems that identities are written for.
    pub enum ExportFormat {
        /// Lean 4 with Mathlib: one theorem, over every field of characteristic 0 with a root of the minimal polynomial
        Lean,
        /// Singular: every identity reduced by the minimal polynomial
        Singular,
        /// GAP: the same
        Gap,
    }
}

/// The most identities that are written, and the most nodes times identities.
const MAX_TERMS: usize = 1 << 17;

/// One identity Σ_j v_j\[h\] (u_j\[a\] + w_j\[b\])² = \[h = ab\].
struct Identity {
    at: [usize; 3],
    left: String,
    right: u8,
    /// (left − right) / q, as polynomials in α.
    cofactor: Vec<RBig>,
}

impl FieldNetwork {
    /// The text of a file for another system. Without this crate it says that every output is the one-hot label.
    ///
    /// # Errors
    /// When an identity does not hold for the one-hot target, or there are too many of them.
    pub fn export(&self, format: ExportFormat) -> Result<String> {
        let weights = &self.weights;
        let d = weights.group.order();
        if d.pow(3).saturating_mul(weights.width()) > MAX_TERMS {
            return Err(Error::unsupported(format!(
                "{} identities of {} squares; at most {MAX_TERMS} squares are written",
                d.pow(3),
                weights.width()
            )));
        }
        if let Some(at) = weights.violation(Target::OneHot) {
            return Err(Error::unsupported(format!(
                "the output at a = {}, b = {} and h = {} is not the one-hot label, and only identities are written",
                at.a, at.b, at.h
            )));
        }
        let identities: Vec<Identity> =
            (0..d * d * d).map(|at| self.identity(at / (d * d), at / d % d, at % d)).collect();
        Ok(match format {
            ExportFormat::Lean => self.lean(&identities),
            ExportFormat::Singular => self.singular(&identities),
            ExportFormat::Gap => self.gap(&identities),
        })
    }

    fn identity(&self, a: usize, b: usize, h: usize) -> Identity {
        let right = u8::from(self.weights.group.multiply(a, b) == h);
        let (mut terms, mut rest) = (Vec::new(), vec![-RBig::from(right)]);
        for [u, w, v] in &self.weights.nodes {
            let (input, output) = (u[a].clone() + w[b].clone(), &v[h]);
            if input.coefficients().is_empty() || output.coefficients().is_empty() {
                continue;
            }
            terms.push(format!("({})*(({}) + ({}))^2", text(output), text(&u[a]), text(&w[b])));
            let square = product(input.coefficients(), input.coefficients());
            rest = sum(&rest, &product(&square, output.coefficients()));
        }
        let left = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") };
        let minimal: Vec<RBig> =
            self.field.minimal_polynomial().coefficients().iter().map(|c| RBig::from(c.clone())).collect();
        Identity { at: [a, b, h], left, right, cofactor: quotient(rest, &minimal) }
    }

    fn title(&self) -> String {
        let group = self.weights.group.symbol();
        format!(
            "an exact network of {} nodes over {group}: outputs at (a, b, h) are 1 where h = ab, else 0",
            self.weights.width()
        )
    }

    fn minimal(&self) -> String {
        self.field.minimal_polynomial().to_string().replace('x', "a")
    }

    fn lean(&self, identities: &[Identity]) -> String {
        let is_rational = self.field.degree() == 1;
        let mut text = format!("import Mathlib\n\n/-- {}. -/\n", self.title());
        let hypothesis = if is_rational { String::new() } else { format!(" (a : K) (ha : {} = 0)", self.minimal()) };
        let _ = writeln!(text, "theorem network {{K : Type*}} [Field K] [CharZero K]{hypothesis} :");
        let statement = |identity: &Identity| {
            let left = if is_rational { format!("({} : K)", identity.left) } else { identity.left.clone() };
            format!("    ({left} = {})", identity.right)
        };
        let statements: Vec<String> = identities.iter().map(statement).collect();
        let holes = vec!["?_"; identities.len()].join(", ");
        let _ = writeln!(text, "{} := by\n  refine ⟨{holes}⟩", statements.join(" ∧\n"));
        for identity in identities {
            let [a, b, h] = identity.at;
            let proof = match is_rational {
                true => "norm_num".to_owned(),
                false => format!("linear_combination ({}) * ha", polynomial(&identity.cofactor)),
            };
            let _ = writeln!(text, "  · {proof} -- ({a}, {b}, {h})");
        }
        text
    }

    fn singular(&self, identities: &[Identity]) -> String {
        let (title, minimal) = (self.title(), self.minimal());
        let head = format!("// {title}\nring r = 0, a, dp;\nideal q = std(ideal({minimal}));\nint bad = 0;\n");
        let check = |difference: &str| format!("if (reduce({difference}, q) != 0) {{ bad = bad + 1; }}\n");
        counting(head, identities, check)
            + "if (size(factorize(q[1])[1]) > 2) { print(\"the minimal polynomial is reducible\"); }\nprint(string(bad) + \" identities fail\");\n"
    }

    fn gap(&self, identities: &[Identity]) -> String {
        let (title, minimal) = (self.title(), self.minimal());
        let head = format!("# {title}\na := Indeterminate(Rationals, \"a\");;\nq := {minimal} + 0*a;;\nbad := 0;;\n");
        let check =
            |difference: &str| format!("if not IsZero((({difference}) + 0*a) mod q) then bad := bad + 1; fi;\n");
        counting(head, identities, check)
            + "Print(\"irreducible: \", IsIrreducible(q), \"\\n\", bad, \" identities fail\\n\");\n"
    }
}

/// A program that begins with `head` and checks every difference of two sides that must be 0.
fn counting(head: String, identities: &[Identity], check: impl Fn(&str) -> String) -> String {
    identities.iter().fold(head, |text, Identity { left, right, .. }| text + &check(&format!("{left} - {right}")))
}

fn text(x: &Algebraic) -> String {
    polynomial(x.coefficients())
}

/// A polynomial in a.
fn polynomial(coefficients: &[RBig]) -> String {
    let term = |(k, c): (usize, &RBig)| match k {
        0 => format!("({c})"),
        1 => format!("({c})*a"),
        k => format!("({c})*a^{k}"),
    };
    let terms: Vec<String> = coefficients.iter().enumerate().filter(|(_, c)| !c.is_zero()).map(term).collect();
    if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") }
}

/// The quotient by a polynomial that divides.
fn quotient(mut rest: Vec<RBig>, divisor: &[RBig]) -> Vec<RBig> {
    let degree = divisor.len() - 1;
    let mut quotient = vec![RBig::ZERO; rest.len().saturating_sub(degree)];
    for at in (0..quotient.len()).rev() {
        let factor = &rest[at + degree] / &divisor[degree];
        rest[at..].iter_mut().zip(divisor).for_each(|(r, c)| *r -= &factor * c);
        quotient[at] = factor;
    }
    quotient
}
