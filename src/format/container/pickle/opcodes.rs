//! What each opcode of a pickle does. Those that would call something record what, and call nothing.

use super::Value;
use super::machine::Machine;
use crate::Result;

impl Machine<'_, '_> {
    pub(super) fn run(&mut self) -> Result<Value> {
        loop {
            self.start = self.at;
            let opcode = self.byte()?;
            match opcode {
                b'.' => return self.pop(),
                // protocol and framing
                0x80 => drop(self.take(1)?),
                0x95 => drop(self.take(8)?),
                // numbers
                b'N' => self.push(Value::None)?,
                0x88 => self.push(Value::Bool(true))?,
                0x89 => self.push(Value::Bool(false))?,
                b'K' => {
                    let number = self.byte()?;
                    self.push(Value::Int(i64::from(number)))?;
                }
                b'M' => {
                    let word = self.array::<2>()?;
                    self.push(Value::Int(i64::from(u16::from_le_bytes(word))))?;
                }
                b'J' => {
                    let word = self.array::<4>()?;
                    self.push(Value::Int(i64::from(i32::from_le_bytes(word))))?;
                }
                b'G' => {
                    let word = self.array::<8>()?;
                    self.push(Value::Float(f64::from_be_bytes(word)))?;
                }
                b'I' | b'L' => self.push_decimal()?,
                b'F' => {
                    let line = self.line()?;
                    let number = line.parse().map_err(|_| self.damaged(&format!("`{line}` is not a number")))?;
                    self.push(Value::Float(number))?;
                }
                0x8a => self.push_long(1)?,
                0x8b => self.push_long(4)?,
                // text and bytes
                b'X' | b'T' | 0x8c | b'U' | 0x8d => {
                    let text = self.span(width(opcode))?;
                    self.push(Value::Text(text))?;
                }
                b'V' | b'S' => {
                    let text = self.quoted_span()?;
                    self.push(Value::Text(text))?;
                }
                b'B' | b'C' | 0x8e | 0x96 => {
                    let bytes = self.span(width(opcode))?;
                    self.push(Value::Bytes(bytes))?;
                }
                // lists and tuples
                b']' | b')' => self.push_list(Vec::new())?,
                b'l' | b't' => {
                    let items = self.pop_to_mark()?;
                    self.push_list(items)?;
                }
                0x85..=0x87 => {
                    let items = self.pop_some(usize::from(opcode - 0x84))?;
                    self.push_list(items)?;
                }
                b'a' => {
                    let item = self.pop()?;
                    self.append(&[item])?;
                }
                b'e' => {
                    let items = self.pop_to_mark()?;
                    self.append(&items)?;
                    self.discard(items);
                }
                // dictionaries and sets
                b'}' => self.push_dict(&[])?,
                b'd' => {
                    let items = self.pop_to_mark()?;
                    self.push_dict(&items)?;
                    self.discard(items);
                }
                b's' => {
                    let (value, key) = (self.pop()?, self.pop()?);
                    self.set_items(&[key, value])?;
                }
                b'u' => {
                    let items = self.pop_to_mark()?;
                    self.set_items(&items)?;
                    self.discard(items);
                }
                0x8f | 0x97 => self.push(Value::Other)?,
                0x90 | b'1' => {
                    let items = self.pop_to_mark()?;
                    self.discard(items);
                }
                0x91 => {
                    let items = self.pop_to_mark()?;
                    self.discard(items);
                    self.push(Value::Other)?;
                }
                // stack and memo
                b'(' => self.mark()?,
                b'0' => match self.marks.last() {
                    Some(&mark) if mark == self.stack.len() => drop(self.marks.pop()),
                    _ => drop(self.pop()?),
                },
                b'2' => {
                    let top = self.top()?;
                    self.push(top)?;
                }
                b'q' => self.remember_at(1)?,
                b'r' => self.remember_at(4)?,
                0x94 => self.remember(self.memo.len())?,
                b'p' => {
                    let index = self.line_index()?;
                    self.remember(index)?;
                }
                b'h' => self.recall_at(1)?,
                b'j' => self.recall_at(4)?,
                b'g' => {
                    let index = self.line_index()?;
                    self.recall(index)?;
                }
                // names, and what would be done with them
                b'c' => {
                    let (module, name) = (self.line_span()?, self.line_span()?);
                    self.push_global(module, name)?;
                }
                0x93 => match (self.pop()?, self.pop()?) {
                    (Value::Text(name), Value::Text(module)) => self.push_global(module, name)?,
                    _ => return Err(self.damaged("a name that is no text")),
                },
                b'R' | 0x81 => {
                    let (arguments, class) = (self.pop()?, self.pop()?);
                    self.push_object(class, arguments)?;
                }
                0x92 => {
                    let (named, arguments, class) = (self.pop()?, self.pop()?, self.pop()?);
                    self.push_object(class, arguments)?;
                    self.push(named)?;
                    self.build()?;
                }
                b'o' => {
                    let mut items = self.pop_to_mark()?;
                    if items.is_empty() {
                        return Err(self.damaged("an object without a class"));
                    }
                    let class = items.remove(0);
                    let arguments = self.new_list(items)?;
                    self.push_object(class, arguments)?;
                }
                b'i' => {
                    let (module, name) = (self.line_span()?, self.line_span()?);
                    let (class, items) = (self.new_global(module, name)?, self.pop_to_mark()?);
                    let arguments = self.new_list(items)?;
                    self.push_object(class, arguments)?;
                }
                b'b' => self.build()?,
                // what lies outside the pickle
                b'Q' => {
                    let id = self.pop()?;
                    self.push_persistent(id)?;
                }
                b'P' => {
                    let id = self.line_span()?;
                    self.push_persistent(Value::Text(id))?;
                }
                0x82..=0x84 => {
                    self.take(1 << (opcode - 0x82))?;
                    self.push(Value::Other)?;
                }
                0x98 => {}
                other => return Err(self.damaged(&format!("{other:#04x} is not an opcode"))),
            }
        }
    }
}

/// The number of bytes of the length of texts and bytes.
fn width(opcode: u8) -> usize {
    match opcode {
        b'X' | b'T' | b'B' => 4,
        0x8d | 0x8e | 0x96 => 8,
        _ => 1,
    }
}
