//! A JSON text, piece by piece: it builds nothing, so that its memory is what its reader keeps.
//!
//! Beyond JSON it takes the numbers `NaN`, `Infinity` and `-Infinity`, which Python writes.

use std::borrow::Cow;

use crate::{Error, Result};

/// Lists and objects inside each other, at most.
const MAX_DEPTH: usize = 128;

/// What the next value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    List,
    Text,
    Number,
    Truth,
    Null,
}

/// A text and the place up to which it was read.
pub(crate) struct Text<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Text<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Text { bytes: bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes), at: 0, depth: 0 }
    }

    /// What the next value is, by its first symbol.
    pub(crate) fn kind(&mut self) -> Result<Kind> {
        Ok(match self.symbol()? {
            b'{' => Kind::Object,
            b'[' => Kind::List,
            b'"' => Kind::Text,
            b't' | b'f' => Kind::Truth,
            b'n' => Kind::Null,
            b'-' | b'0'..=b'9' | b'N' | b'I' => Kind::Number,
            other => return Err(self.damaged(&format!("`{}` begins no value", shown(other)))),
        })
    }

    /// An object, of which every member is read by `member`.
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, Cow<'a, str>) -> Result<()>) -> Result<()> {
        self.sequence(b'{', b'}', |text| {
            let name = text.text()?;
            text.expect(b':')?;
            member(text, name)
        })
    }

    /// A list, of which every item is read by `item`.
    pub(crate) fn list(&mut self, item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.sequence(b'[', b']', item)
    }

    /// A text in quotation marks.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.bytes.get(self.at) {
                None => return Err(self.damaged("a text without an end")),
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(0..0x20) => return Err(self.damaged("a control character in a text")),
                Some(_) => self.at += 1,
            }
        }
        let inside = std::str::from_utf8(&self.bytes[start..self.at]).map_err(|_| self.damaged("no text (UTF-8)"))?;
        self.at += 1;
        if !inside.contains('\\') {
            return Ok(Cow::Borrowed(inside));
        }
        let quoted = &self.bytes[start - 1..self.at];
        serde_json::from_slice(quoted).map(Cow::Owned).map_err(|_| self.damaged("an escape that JSON does not know"))
    }

    /// A number as it is written.
    pub(crate) fn number(&mut self) -> Result<&'a str> {
        self.symbol()?;
        let rest = &self.bytes[self.at..];
        let is_part = |byte: &&u8| matches!(byte, b'+' | b'-' | b'.') || byte.is_ascii_alphanumeric();
        let length = rest.iter().take_while(is_part).count();
        self.at += length;
        std::str::from_utf8(&rest[..length]).map_err(|_| self.damaged("a number that is no text"))
    }

    /// `true` or `false`.
    pub(crate) fn truth(&mut self) -> Result<bool> {
        match self.number()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.damaged("neither true nor false")),
        }
    }

    /// Passes over the next value.
    pub(crate) fn skip(&mut self) -> Result<()> {
        match self.kind()? {
            Kind::Object => self.object(|text, _| text.skip()),
            Kind::List => self.list(Self::skip),
            Kind::Text => self.text().map(drop),
            Kind::Truth => self.truth().map(drop),
            Kind::Number => self.number().map(drop),
            Kind::Null if self.number()? == "null" => Ok(()),
            Kind::Null => Err(self.damaged("a word that is no value")),
        }
    }

    /// That nothing follows.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.at += self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if self.at < self.bytes.len() { Err(self.damaged("something after the end")) } else { Ok(()) }
    }

    /// What was found, and in which line and column.
    pub(crate) fn damaged(&self, what: &str) -> Error {
        let before = &self.bytes[..self.at.min(self.bytes.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        Error::format(format!(
            "not a readable JSON text: {what} at line {line}, column {column} (the file may be truncated)"
        ))
    }

    fn sequence(&mut self, open: u8, close: u8, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.expect(open)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.damaged(&format!("lists and objects inside each other, more than {MAX_DEPTH},")));
        }
        if self.symbol()? == close {
            self.at += 1;
        } else {
            loop {
                item(self)?;
                match self.symbol()? {
                    b',' => self.at += 1,
                    other if other == close => break self.at += 1,
                    _ => return Err(self.damaged(&format!("neither `,` nor `{}`", close as char))),
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// The next symbol that is not white.
    fn symbol(&mut self) -> Result<u8> {
        self.at +=
            self.bytes[self.at.min(self.bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.bytes.get(self.at).copied().ok_or_else(|| self.damaged("an early end"))
    }

    fn expect(&mut self, symbol: u8) -> Result<()> {
        match self.symbol()? {
            found if found == symbol => {
                self.at += 1;
                Ok(())
            }
            found => Err(self.damaged(&format!("`{}` where `{}` is required,", shown(found), shown(symbol)))),
        }
    }
}

fn shown(symbol: u8) -> String {
    if symbol.is_ascii_graphic() { char::from(symbol).to_string() } else { symbol.escape_ascii().to_string() }
}
