//! The leaves of numbers: roots of unity, phases, conjugates and symbols.

use super::{ParseLeaf, Parser};
use crate::Result;
use crate::expr::lexer::Token;
use crate::expr::value::{Atom, Value};

/// Largest n of `zeta(n)`: exact arithmetic takes time and memory proportional to it.
const MAX_ROOT: u64 = 1 << 20;
/// Largest exponent of a number; elements are evaluated lazily and may have any.
const MAX_VALUE_EXPONENT: i64 = 1 << 20;

impl ParseLeaf for Atom {
    type Kind = ();
    const NUMBER: () = ();
    const NOUN: &'static str = "a number";
    const MIN_EXPONENT: i64 = -MAX_VALUE_EXPONENT;
    const MAX_EXPONENT: i64 = MAX_VALUE_EXPONENT;

    fn join((): (), (): ()) -> std::result::Result<(), &'static str> {
        Ok(())
    }

    fn opens_leaf(_: &Parser<'_>) -> bool {
        false
    }

    fn leaf(parser: &mut Parser<'_>) -> Result<(Value, ())> {
        let Token::Name(name) = parser.advance() else { unreachable!("numbers have no leaves in parentheses") };
        let root = |digits: &str, parser: &Parser<'_>| match digits.parse::<u64>() {
            Ok(n) if (1..=MAX_ROOT).contains(&n) => Ok(Value::root_of_unity(n)),
            _ => Err(parser.error(&format!("roots of unity have orders from 1 to {MAX_ROOT}"))),
        };
        let value = match name {
            "i" => Value::root_of_unity(4),
            "w" | "omega" | "ω" => Value::root_of_unity(3),
            "zeta" => {
                parser.expect("(", "after `zeta`, as in `zeta(12)`")?;
                let Token::Number(digits) = parser.peek() else {
                    return Err(
                        parser.error(&format!("expected the order of the root of unity, found {}", parser.peek()))
                    );
                };
                let value = root(digits, parser)?;
                parser.advance();
                parser.expect(")", "to close `zeta(`")?;
                value
            }
            "exp" => {
                parser.expect("(", "after `exp`, as in `exp(0.3i)`")?;
                let value = Value::phase(parser.angle()?);
                parser.expect(")", "to close `exp(`")?;
                value
            }
            "conj" => {
                parser.expect("(", "after `conj`, as in `conj(nu)`")?;
                let (value, ()) = parser.sum::<Atom>()?;
                parser.expect(")", "to close `conj(`")?;
                value.conjugate()
            }
            name if name.starts_with(|c: char| c.is_ascii_digit()) => {
                parser.next -= 1;
                return Err(parser.error(&format!("`{name}` is an element, not a number")));
            }
            name => match name.strip_prefix('w').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
                Some(digits) => {
                    parser.next -= 1;
                    let value = root(digits, parser)?;
                    parser.next += 1;
                    value
                }
                None => Value::symbol(name),
            },
        };
        Ok((value, ()))
    }

    fn after_product(_: &mut Parser<'_>, product: Value, (): ()) -> Result<(Value, ())> {
        Ok((product, ()))
    }
}

impl Parser<'_> {
    /// `0.3i`, `-0.3*i`, `i`.
    fn angle(&mut self) -> Result<f64> {
        let negative = self.take("-");
        let place = self.place();
        let expected = |parser: &Self| parser.error_at(place, "expected an angle times i, as in `exp(0.3i)`");
        let size = match self.advance() {
            Token::Imaginary(text) => text,
            Token::Name("i") => "1",
            Token::Number(text) => {
                if !self.take("*") || self.advance() != Token::Name("i") {
                    return Err(expected(self));
                }
                text
            }
            _ => return Err(expected(self)),
        };
        match size.parse::<f64>() {
            Ok(size) if size.is_finite() => Ok(if negative { -size } else { size }),
            _ => Err(expected(self)),
        }
    }
}
