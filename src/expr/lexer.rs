//! Texts cut into tokens, and errors that point at the place.

use crate::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// Digits, with a decimal point or without: `6`, `0.25`.
    Number(&'a str),
    /// A number and an `i` right behind it: `0.3i`.
    Imaginary(&'a str),
    /// A name; `3c` and `4c` are names too.
    Name(&'a str),
    /// One of `+ - * / ^ ( ) , @ : =` or `!=`.
    Symbol(&'static str),
    End,
}

impl std::fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Token::Number(text) | Token::Name(text) => write!(f, "`{text}`"),
            Token::Imaginary(text) => write!(f, "`{text}i`"),
            Token::Symbol(text) => write!(f, "`{text}`"),
            Token::End => f.write_str("the end"),
        }
    }
}

const SYMBOLS: [&str; 12] = ["!=", "+", "-", "*", "/", "^", "(", ")", ",", "@", ":", "="];

/// The tokens of a text with their byte offsets; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, usize)>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if first.is_ascii_digit() {
            number(text, at)?
        } else if first.is_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (Token::Name(&rest[..length]), length)
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (Token::Symbol(symbol), symbol.len())
        } else {
            return Err(error_at(text, at, &format!("unexpected character `{}`", first.escape_debug())));
        };
        tokens.push((token, at));
        at += length;
    }
    tokens.push((Token::End, text.len()));
    Ok(tokens)
}

fn number(text: &str, at: usize) -> Result<(Token<'_>, usize)> {
    let rest = &text[at..];
    let digits = |from: usize| from + rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if rest[end..].starts_with('.') && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    let tail = rest[end..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len() - end);
    match (&rest[..end], &rest[end..end + tail]) {
        (number, "") => Ok((Token::Number(number), end)),
        ("3" | "4", "c") => Ok((Token::Name(&rest[..2]), 2)),
        (number, "i") => Ok((Token::Imaginary(number), end + 1)),
        (number, name) => Err(error_at(
            text,
            at + end,
            &format!("`{number}{name}` is no name; a product is written `{number}*{name}`"),
        )),
    }
}

/// An error about the byte offset `at` of `text`: the message, the line, and a caret under the place.
pub(super) fn error_at(text: &str, at: usize, message: &str) -> Error {
    const BEFORE: usize = 48;
    const AFTER: usize = 24;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let before: Vec<char> = text[start..at].chars().collect();
    let after: Vec<char> = text[at..end].chars().collect();
    let (cut_before, cut_after) = (before.len() > BEFORE + 1, after.len() > AFTER + 1);
    let mut shown: String = if cut_before { "…".into() } else { String::new() };
    shown.extend(&before[if cut_before { before.len() - BEFORE } else { 0 }..]);
    let column = shown.chars().count();
    shown.extend(&after[..if cut_after { AFTER } else { after.len() }]);
    if cut_after {
        shown.push('…');
    }
    // One column per character, whatever it is.
    let shown: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Error::parse(format!("{message}\n  | {}\n  | {}^", shown.trim_end(), " ".repeat(column)))
}
