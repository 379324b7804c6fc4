//! The leaves of elements: generators, nodes, sums over frequencies, and places at a frequency.

use super::{ParseLeaf, Parser};
use crate::Result;
use crate::expr::expression::{Element, Expression, Frequency, FrequencySum, Generator, Kind};
use crate::expr::lexer::Token;
use crate::expr::value::{Atom, Value};
use crate::scalar::Sign;

const GENERATORS: &str = "syn, nu, xi, syn_ab, 3c, 4c, u_syn, one, sum";

impl ParseLeaf for Element {
    type Kind = Kind;
    const NUMBER: Kind = Kind::Number;
    const NOUN: &'static str = "an element";
    const MIN_EXPONENT: i64 = 0;
    const MAX_EXPONENT: i64 = i64::MAX;

    fn join(x: Kind, y: Kind) -> std::result::Result<Kind, &'static str> {
        x.join(y)
    }

    fn opens_leaf(parser: &Parser<'_>) -> bool {
        parser.is_tuple.contains_key(&parser.next)
    }

    fn leaf(parser: &mut Parser<'_>) -> Result<(Expression, Kind)> {
        let place = parser.place();
        let name = match parser.advance() {
            Token::Name(name) => name,
            _ => {
                let entries = parser.values("a node has the three entries (a, b, c)")?;
                return match <[Value; 3]>::try_from(entries) {
                    Ok([a, b, c]) => Ok((Expression::node(a, b, c), Kind::Block)),
                    Err(entries) => Err(parser
                        .error_at(place, &format!("a node has the three entries (a, b, c), found {}", entries.len()))),
                };
            }
        };
        let generator = match name.strip_prefix("z_").unwrap_or(name) {
            "one" => return Ok((Expression::one(), Kind::Number)),
            "sum" => return Ok((Expression::sum_over(parser.frequency_sum()?), Kind::Placed)),
            "syn" => Generator::Syn,
            "3c" => Generator::ThreeC,
            "4c" => Generator::Nu(Value::root_of_unity(4)),
            "u" | "u_syn" => Generator::USyn,
            "nu" => Generator::Nu(parser.parameter("nu", place)?),
            "xi" => parser.xi(place)?,
            "syn_ab" => {
                let [alpha, beta] = match parser.take("(") {
                    false => ["alpha", "beta"].map(Value::symbol),
                    true => <[Value; 2]>::try_from(parser.values("`syn_ab` has the parameters (alpha, beta)")?)
                        .map_err(|_| parser.error_at(place, "`syn_ab` has the two parameters (alpha, beta)"))?,
                };
                Generator::SynAb(alpha, beta)
            }
            _ => {
                return Err(parser
                    .error_at(place, &format!("`{name}` is no element; there are {GENERATORS} and nodes (a, b, c)")));
            }
        };
        Ok((Expression::generator(generator), Kind::Block))
    }

    fn after_product(parser: &mut Parser<'_>, product: Expression, kind: Kind) -> Result<(Expression, Kind)> {
        let place = parser.place();
        if !parser.take("@") {
            return Ok((product, kind));
        }
        if kind == Kind::Placed {
            return Err(parser.error_at(place, "this is placed at a frequency already"));
        }
        let frequency = match parser.peek() {
            Token::Name(name) => {
                if !parser.variables.iter().any(|variable| variable == name) {
                    return Err(
                        parser.error(&format!("`{name}` is no frequency; bind it, as in `sum({name}: … @ {name})`"))
                    );
                }
                parser.advance();
                Frequency::Variable(name.into())
            }
            _ => Frequency::Coordinates(parser.coordinates()?),
        };
        if parser.peek() == Token::Symbol("@") {
            return Err(parser.error("this is placed at a frequency already"));
        }
        Ok((product.placed(frequency), Kind::Placed))
    }
}

/// # Elements
impl Parser<'_> {
    /// Numbers up to the closing parenthesis.
    fn values(&mut self, purpose: &str) -> Result<Vec<Value>> {
        let mut values = vec![self.sum::<Atom>()?.0];
        while self.take(",") {
            values.push(self.sum::<Atom>()?.0);
        }
        self.expect(")", &format!("({purpose})"))?;
        Ok(values)
    }

    /// The parameter of `nu`: `nu(i)`, `nu=i`, or plain `nu` for the symbol.
    fn parameter(&mut self, name: &str, place: usize) -> Result<Value> {
        if self.take("=") {
            return Ok(self.factor::<Atom>()?.0);
        }
        if !self.take("(") {
            return Ok(Value::symbol(name));
        }
        let mut values = self.values(&format!("`{name}` has one parameter"))?;
        match (values.pop(), values.is_empty()) {
            (Some(value), true) => Ok(value),
            _ => Err(self.error_at(place, &format!("`{name}` has one parameter"))),
        }
    }

    fn xi(&mut self, place: usize) -> Result<Generator> {
        if self.peek() != Token::Symbol("(") {
            return Ok(Generator::Xi(self.parameter("xi", place)?, Sign::Plus));
        }
        self.advance();
        let (value, ()) = self.sum::<Atom>()?;
        let mut sign = Sign::Plus;
        if self.take(",") {
            let place = self.place();
            sign = self.sign().unwrap_or(Sign::Plus);
            if self.peek() == Token::Number("1") {
                self.advance();
            } else if self.peek() != Token::Symbol(")") {
                return Err(self.error_at(place, "the sign of `xi` is 1 or -1"));
            }
        }
        self.expect(")", "(`xi` has a parameter and a sign, as in `xi(i, -1)`)")?;
        Ok(Generator::Xi(value, sign))
    }

    fn frequency_sum(&mut self) -> Result<FrequencySum> {
        self.expect("(", "after `sum`, as in `sum(k: syn @ k)`")?;
        let mut name = self.variable()?;
        let self_conjugate = name == "real" && matches!(self.peek(), Token::Name(_));
        if self_conjugate {
            name = self.variable()?;
        }
        let mut except = Vec::new();
        if self.take("!=") {
            except.push(self.coordinates()?);
            while self.take(",") {
                except.push(self.coordinates()?);
            }
        }
        self.expect(":", "before the summand, as in `sum(k: syn @ k)`")?;
        let place = self.place();
        self.variables.push(name.clone());
        let body = self.sum::<Element>();
        self.variables.pop();
        let (body, kind) = body?;
        if kind != Kind::Placed {
            return Err(self.error_at(place, &format!("the summand is not placed at a frequency; write `… @ {name}`")));
        }
        self.expect(")", "to close `sum(`")?;
        Ok(FrequencySum { variable: name, self_conjugate, except, body })
    }

    fn variable(&mut self) -> Result<String> {
        let Token::Name(name) = self.peek() else {
            return Err(self.error(&format!("expected a name for the frequency, found {}", self.peek())));
        };
        if self.variables.iter().any(|variable| variable == name) {
            return Err(self.error(&format!("`{name}` is the frequency of an enclosing sum already")));
        }
        self.advance();
        Ok(name.into())
    }

    /// `3`, `-1` or `(1,2)`.
    fn coordinates(&mut self) -> Result<Vec<i64>> {
        if !self.take("(") {
            return Ok(vec![self.coordinate()?]);
        }
        let mut coordinates = vec![self.coordinate()?];
        while self.take(",") {
            coordinates.push(self.coordinate()?);
        }
        self.expect(")", "after the coordinates of the frequency")?;
        Ok(coordinates)
    }

    fn coordinate(&mut self) -> Result<i64> {
        let negative = self.take("-");
        let Token::Number(text) = self.peek() else {
            return Err(self.error(&format!("expected a frequency such as 3 or (1,2), found {}", self.peek())));
        };
        let size = i64::try_from(self.natural(text)?).map_err(|_| self.error("this number does not fit in 64 bits"))?;
        self.advance();
        Ok(if negative { -size } else { size })
    }
}
