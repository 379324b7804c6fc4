//! The grammar of the [module](super), by recursive descent.

use std::collections::HashMap;
use std::str::FromStr;

use super::arithmetic::{Arithmetic, Sign};
use super::expression::{Element, Expression, Frequency, FrequencySum, Generator, Kind};
use super::lexer::{Token, error_at, tokens};
use super::rational::Rational;
use super::value::{Atom, Value};
use crate::{Error, Result};

/// Parentheses, sums and functions inside each other: more are refused, so that no text exhausts the stack.
const MAX_DEPTH: usize = 100;
/// Longest text that is read.
const MAX_LENGTH: usize = 1 << 24;
/// Largest n of `zeta(n)`: exact arithmetic takes time and memory proportional to it.
const MAX_ROOT: u64 = 1 << 20;
/// Largest exponent of a number; elements are evaluated lazily and may have any.
const MAX_VALUE_EXPONENT: i64 = 1 << 20;

const GENERATORS: &str = "syn, nu, xi, syn_ab, 3c, 4c, u_syn, one, sum";

impl FromStr for Arithmetic<Element> {
    type Err = Error;

    /// Reads an element, such as `1/6 * nu(i) * syn @ 3`; see the [module](super) for the grammar.
    fn from_str(text: &str) -> Result<Self> {
        Parser::new(text)?.whole::<Element>()
    }
}

impl FromStr for Arithmetic<Atom> {
    type Err = Error;

    /// Reads a number, such as `-i*nu^2`.
    fn from_str(text: &str) -> Result<Self> {
        Parser::new(text)?.whole::<Atom>()
    }
}

/// What the parser must know of a kind of leaf.
trait ParseLeaf: Sized {
    /// What is checked while parsing.
    type Kind: Copy;
    const NUMBER: Self::Kind;
    const NOUN: &'static str;
    const MIN_EXPONENT: i64;
    const MAX_EXPONENT: i64;

    fn join(x: Self::Kind, y: Self::Kind) -> std::result::Result<Self::Kind, &'static str>;
    /// Whether a parenthesis at the current place opens a leaf.
    fn opens_leaf(parser: &Parser<'_>) -> bool;
    fn leaf(parser: &mut Parser<'_>) -> Result<(Arithmetic<Self>, Self::Kind)>;
    /// What may follow a product.
    fn after_product(
        parser: &mut Parser<'_>,
        product: Arithmetic<Self>,
        kind: Self::Kind,
    ) -> Result<(Arithmetic<Self>, Self::Kind)>;
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token<'a>, usize)>,
    next: usize,
    depth: usize,
    /// Whether the parenthesis at a token has a comma directly inside.
    is_tuple: HashMap<usize, bool>,
    /// The variables of the sums that are open.
    variables: Vec<String>,
}

/// # Tokens
impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self> {
        if text.len() > MAX_LENGTH {
            return Err(Error::parse(format!("an expression of {} bytes; at most {MAX_LENGTH} are read", text.len())));
        }
        let tokens = tokens(text)?;
        let mut is_tuple = HashMap::new();
        let mut open = Vec::new();
        for (at, (token, _)) in tokens.iter().enumerate() {
            match token {
                Token::Symbol("(") => open.push(at),
                Token::Symbol(")") => drop(open.pop()),
                Token::Symbol(",") => drop(open.last().map(|&outer| is_tuple.insert(outer, true))),
                _ => {}
            }
        }
        Ok(Parser { text, tokens, next: 0, depth: 0, is_tuple, variables: Vec::new() })
    }

    fn peek(&self) -> Token<'a> {
        self.tokens[self.next].0
    }

    fn place(&self) -> usize {
        self.tokens[self.next].1
    }

    fn advance(&mut self) -> Token<'a> {
        let token = self.peek();
        // The end stays the next token.
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    fn take(&mut self, symbol: &'static str) -> bool {
        let found = self.peek() == Token::Symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, symbol: &'static str, purpose: &str) -> Result<()> {
        if self.take(symbol) {
            return Ok(());
        }
        Err(self.error(&format!("expected `{symbol}` {purpose}, found {}", self.peek())))
    }

    fn error(&self, message: &str) -> Error {
        self.error_at(self.place(), message)
    }

    fn error_at(&self, place: usize, message: &str) -> Error {
        error_at(self.text, place, message)
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(&format!("nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}

/// # Arithmetic
impl Parser<'_> {
    fn whole<L: ParseLeaf>(mut self) -> Result<Arithmetic<L>> {
        let (formula, _) = self.sum::<L>()?;
        match self.peek() {
            Token::End => Ok(formula),
            Token::Symbol(")") => Err(self.error("this `)` closes nothing")),
            other => Err(self.error(&format!("expected an operator or the end, found {other}"))),
        }
    }

    fn sum<L: ParseLeaf>(&mut self) -> Result<(Arithmetic<L>, L::Kind)> {
        let sign = self.sign();
        let (first, mut kind) = self.term::<L>()?;
        let mut terms = vec![(sign.unwrap_or(Sign::Plus), first)];
        loop {
            let place = self.place();
            let Some(sign) = self.sign() else { break };
            let (term, next) = self.term::<L>()?;
            kind = L::join(kind, next).map_err(|reason| self.error_at(place, reason))?;
            terms.push((sign, term));
        }
        match terms.pop() {
            Some((Sign::Plus, term)) if terms.is_empty() => Ok((term, kind)),
            last => {
                terms.extend(last);
                Ok((Arithmetic::Sum(terms), kind))
            }
        }
    }

    fn sign(&mut self) -> Option<Sign> {
        if self.take("+") {
            Some(Sign::Plus)
        } else if self.take("-") {
            Some(Sign::Minus)
        } else {
            None
        }
    }

    fn term<L: ParseLeaf>(&mut self) -> Result<(Arithmetic<L>, L::Kind)> {
        let (first, mut kind) = self.factor::<L>()?;
        let mut factors = vec![first];
        loop {
            let place = self.place();
            if self.take("*") {
                let (factor, next) = self.factor::<L>()?;
                kind = L::join(kind, next).map_err(|reason| self.error_at(place, reason))?;
                factors.push(factor);
            } else if self.take("/") {
                self.divide_last(&mut factors)?;
            } else {
                break;
            }
        }
        let product = match factors.pop() {
            Some(only) if factors.is_empty() => only,
            last => {
                factors.extend(last);
                Arithmetic::Product(factors)
            }
        };
        L::after_product(self, product, kind)
    }

    /// Reads the integer after `/` and divides the number just before it, or multiplies with the fraction 1/n.
    fn divide_last<L>(&mut self, factors: &mut Vec<Arithmetic<L>>) -> Result<()> {
        let place = self.place();
        let Token::Number(text) = self.peek() else {
            return Err(self.error(&format!("division is by whole numbers only, found {}", self.peek())));
        };
        let divisor = self.integer(text)?;
        self.advance();
        if divisor == 0 {
            return Err(self.error_at(place, "division by zero"));
        }
        let number = match factors.last() {
            Some(&Arithmetic::Number(number)) => {
                factors.pop();
                number
            }
            _ => Rational::ONE,
        };
        let quotient =
            number.divided_by(divisor).ok_or_else(|| self.error_at(place, "this fraction does not fit in 64 bits"))?;
        factors.push(Arithmetic::Number(quotient));
        Ok(())
    }

    fn factor<L: ParseLeaf>(&mut self) -> Result<(Arithmetic<L>, L::Kind)> {
        if self.take("-") {
            let (factor, kind) = self.nested(Self::factor::<L>)?;
            return Ok((-factor, kind));
        }
        let (base, kind) = self.primary::<L>()?;
        if !self.take("^") {
            return Ok((base, kind));
        }
        let exponent = self.exponent::<L>()?;
        if self.peek() == Token::Symbol("^") {
            return Err(self.error("a power of a power needs parentheses: `(x^2)^3`"));
        }
        Ok((base.power(exponent), kind))
    }

    fn exponent<L: ParseLeaf>(&mut self) -> Result<i64> {
        let place = self.place();
        let parenthesis = self.take("(");
        let negative = self.take("-");
        let Token::Number(text) = self.peek() else {
            return Err(self.error(&format!("expected a whole number as exponent, found {}", self.peek())));
        };
        let size = self.integer(text)?;
        self.advance();
        if parenthesis {
            self.expect(")", "after the exponent")?;
        }
        let size = i64::try_from(size).ok().filter(|&size| size <= L::MAX_EXPONENT);
        match size.map(|size| if negative { -size } else { size }) {
            None => Err(self.error_at(place, &format!("exponents of {} go up to {}", L::NOUN, L::MAX_EXPONENT))),
            Some(exponent) if exponent < L::MIN_EXPONENT => Err(self.error_at(
                place,
                "elements of the semiring have no negative powers: only a single node can have an inverse",
            )),
            Some(exponent) => Ok(exponent),
        }
    }

    fn primary<L: ParseLeaf>(&mut self) -> Result<(Arithmetic<L>, L::Kind)> {
        match self.peek() {
            Token::Number(text) => {
                let number = self.rational(text)?;
                self.advance();
                Ok((Arithmetic::Number(number), L::NUMBER))
            }
            Token::Symbol("(") if !L::opens_leaf(self) => self.nested(|parser| {
                parser.advance();
                let inner = parser.sum::<L>()?;
                parser.expect(")", "to close the parenthesis")?;
                Ok(inner)
            }),
            Token::Name(_) | Token::Symbol("(") => self.nested(L::leaf),
            Token::Imaginary(text) => {
                Err(self.error(&format!("a multiple of i is written `{text}*i`; `{text}i` is for `exp({text}i)`")))
            }
            other => Err(self.error(&format!("expected {}, found {other}", L::NOUN))),
        }
    }

    fn integer(&self, text: &str) -> Result<u64> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.error("expected a whole number"));
        }
        text.parse().map_err(|_| self.error("this number does not fit in 64 bits"))
    }

    /// `6`, or `0.25` as the exact fraction 1/4.
    fn rational(&self, text: &str) -> Result<Rational> {
        let too_large = || self.error("this number does not fit in 64 bits");
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let Some(denominator) = u32::try_from(decimals.len()).ok().and_then(|places| 10u64.checked_pow(places)) else {
            return Err(too_large());
        };
        if decimals.contains(['e', 'E']) || whole.contains(['e', 'E']) {
            return Err(self.error("numbers with an exponent are for angles only, as in `exp(1e-3i)`"));
        }
        let numerator = format!("{whole}{decimals}").parse().map_err(|_| too_large())?;
        Rational::new(numerator, denominator).ok_or_else(too_large)
    }
}

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
        let size = i64::try_from(self.integer(text)?).map_err(|_| self.error("this number does not fit in 64 bits"))?;
        self.advance();
        Ok(if negative { -size } else { size })
    }
}
