//! The grammar of the [module](super), by recursive descent: tokens, sums, products and powers of any kind of leaf.

mod element;
mod number;

use std::collections::HashMap;
use std::str::FromStr;

use dashu_int::UBig;
use dashu_ratio::RBig;

use super::arithmetic::Arithmetic;
use super::expression::Element;
use super::lexer::{Token, error_at, tokens};
use super::value::Atom;
use crate::scalar::Sign;
use crate::{Error, Result};

/// Parentheses, sums and functions inside each other: more are refused, so that no text exhausts the stack.
const MAX_DEPTH: usize = 100;
/// Most digits of a number.
const MAX_DIGITS: usize = 1 << 16;
/// Longest text that is read.
const MAX_LENGTH: usize = 1 << 24;

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
            Some((Sign::Minus, term)) if terms.is_empty() => Ok((-term, kind)),
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
        let divisor = self.natural(text)?;
        self.advance();
        if divisor.is_zero() {
            return Err(self.error_at(place, "division by zero"));
        }
        let number = match factors.last() {
            Some(Arithmetic::Number(number)) => {
                let number = number.clone();
                factors.pop();
                number
            }
            _ => RBig::ONE,
        };
        factors.push(Arithmetic::Number(number / RBig::from(divisor)));
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
        let size = self.natural(text)?;
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

    fn natural(&self, text: &str) -> Result<UBig> {
        if text.len() > MAX_DIGITS {
            return Err(self.error(&format!("a number of {} digits; at most {MAX_DIGITS} are read", text.len())));
        }
        match text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse()) {
            Some(Ok(number)) => Ok(number),
            _ => Err(self.error("expected a whole number")),
        }
    }

    /// `6`, or `0.25` as the exact fraction 1/4.
    fn rational(&self, text: &str) -> Result<RBig> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if decimals.contains(['e', 'E']) || whole.contains(['e', 'E']) {
            return Err(self.error("numbers with an exponent are for angles only, as in `exp(1e-3i)`"));
        }
        let numerator = self.natural(&format!("{whole}{decimals}"))?;
        Ok(RBig::from_parts(numerator.into(), UBig::from(10u8).pow(decimals.len())))
    }
}
