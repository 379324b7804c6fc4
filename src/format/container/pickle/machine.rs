//! The stack machine of pickles: its bytes, stack, memo and the containers it fills.

use super::{Pickle, Value};
use crate::{Error, Result};

/// The stack machine.
pub(super) struct Machine<'a> {
    pub(super) bytes: &'a [u8],
    /// The next byte to read.
    pub(super) at: usize,
    /// Where the current opcode began.
    pub(super) start: usize,
    pub(super) stack: Vec<Value>,
    pub(super) marks: Vec<usize>,
    pub(super) memo: Vec<Option<Value>>,
    pub(super) heap: Pickle,
}

impl<'a> Machine<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Machine {
            bytes,
            at: 0,
            start: 0,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            heap: Pickle::default(),
        }
    }

    pub(super) fn damaged(&self, why: &str) -> Error {
        Error::format(format!("the pickle is damaged at byte {}: {why}", self.start))
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or_else(|| self.damaged(&format!("{count} bytes are announced, but the file ends before")))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8> {
        self.take(1).map(|bytes| bytes[0]).map_err(|_| self.damaged("it ends without the opcode STOP"))
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        Ok(self.take(N)?.try_into().expect("N bytes were taken"))
    }

    /// An unsigned number of `width` bytes, which may be a length.
    pub(super) fn unsigned(&mut self, width: usize) -> Result<usize> {
        let number = self.take(width)?.iter().rev().fold(0u64, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).map_err(|_| self.damaged(&format!("{number} is beyond the memory of this machine")))
    }

    pub(super) fn line(&mut self) -> Result<&'a str> {
        let rest = &self.bytes[self.at..];
        let length =
            rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| self.damaged("a line without an end"))?;
        self.at += length + 1;
        std::str::from_utf8(&rest[..length]).map_err(|_| self.damaged("a line that is no text"))
    }

    pub(super) fn line_index(&mut self) -> Result<usize> {
        let line = self.line()?;
        line.parse().map_err(|_| self.damaged(&format!("`{line}` is not a number of the memo")))
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// The top of the stack, which must lie above the last mark.
    pub(super) fn top(&self) -> Result<Value> {
        let floor = self.marks.last().copied().unwrap_or(0);
        self.stack[floor..].last().copied().ok_or_else(|| self.damaged("the stack is empty"))
    }

    pub(super) fn pop(&mut self) -> Result<Value> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    pub(super) fn pop_to_mark(&mut self) -> Result<Vec<Value>> {
        let mark = self.marks.pop().ok_or_else(|| self.damaged("there is no mark on the stack"))?;
        Ok(self.stack.split_off(mark))
    }

    pub(super) fn push_unsigned(&mut self, width: usize) -> Result<()> {
        let number = self.unsigned(width)?;
        self.push(Value::Int(number as i64));
        Ok(())
    }

    /// A decimal integer; `01` and `00` are truth values in the oldest protocol.
    pub(super) fn push_decimal(&mut self) -> Result<()> {
        let value = match self.line()? {
            "01" => Value::Bool(true),
            "00" => Value::Bool(false),
            line => line.trim_end_matches('L').parse().map_or(Value::Other, Value::Int),
        };
        self.push(value);
        Ok(())
    }

    /// An integer in two's complement, of a length that is given first.
    pub(super) fn push_long(&mut self, width: usize) -> Result<()> {
        let length = self.unsigned(width)?;
        let bytes = self.take(length)?;
        let value = match bytes.len() {
            0 => Value::Int(0),
            1..=8 => {
                let fill = if bytes[bytes.len() - 1] & 0x80 == 0 { 0 } else { 0xff };
                let mut word = [fill; 8];
                word[..bytes.len()].copy_from_slice(bytes);
                Value::Int(i64::from_le_bytes(word))
            }
            _ => Value::Other,
        };
        self.push(value);
        Ok(())
    }

    pub(super) fn push_text(&mut self, width: usize) -> Result<()> {
        let length = self.unsigned(width)?;
        let text = String::from_utf8_lossy(self.take(length)?).into_owned();
        self.push_string(text);
        Ok(())
    }

    pub(super) fn push_string(&mut self, text: String) {
        self.heap.texts.push(text);
        self.push(Value::Text(self.heap.texts.len() - 1));
    }

    pub(super) fn push_bytes(&mut self, width: usize) -> Result<()> {
        let length = self.unsigned(width)?;
        self.take(length)?;
        self.push(Value::Other);
        Ok(())
    }

    pub(super) fn push_list(&mut self, items: Vec<Value>) {
        self.heap.lists.push(items);
        self.push(Value::List(self.heap.lists.len() - 1));
    }

    pub(super) fn push_dict(&mut self, items: Vec<(Value, Value)>) {
        self.heap.dicts.push(items);
        self.push(Value::Dict(self.heap.dicts.len() - 1));
    }

    pub(super) fn push_global(&mut self, name: String) {
        self.heap.globals.push(name);
        self.push(Value::Global(self.heap.globals.len() - 1));
    }

    pub(super) fn append(&mut self, items: &[Value]) -> Result<()> {
        match self.top()? {
            Value::List(id) => self.heap.lists[id].extend_from_slice(items),
            _ => return Err(self.damaged("entries are appended to something that is no list")),
        }
        Ok(())
    }

    pub(super) fn set_items(&mut self, items: &[Value]) -> Result<()> {
        match self.top()? {
            Value::Dict(id) => self.heap.dicts[id].extend(pairs(items)),
            _ => return Err(self.damaged("items are set in something that is no dictionary")),
        }
        Ok(())
    }

    pub(super) fn remember_at(&mut self, width: usize) -> Result<()> {
        let index = self.unsigned(width)?;
        self.remember(index)
    }

    pub(super) fn remember(&mut self, index: usize) -> Result<()> {
        // places are numbered from 0 on, and filling one takes a byte
        if index > self.at {
            return Err(self.damaged(&format!("{index} is not a place in the memo")));
        }
        let top = self.top()?;
        if index >= self.memo.len() {
            self.memo.resize(index + 1, None);
        }
        self.memo[index] = Some(top);
        Ok(())
    }

    pub(super) fn recall_at(&mut self, width: usize) -> Result<()> {
        let index = self.unsigned(width)?;
        self.recall(index)
    }

    pub(super) fn recall(&mut self, index: usize) -> Result<()> {
        let value = self.memo.get(index).copied().flatten();
        let value = value.ok_or_else(|| self.damaged(&format!("nothing was remembered under {index}")))?;
        self.push(value);
        Ok(())
    }
}

/// Keys and values that lie alternately on the stack.
pub(super) fn pairs(items: &[Value]) -> Vec<(Value, Value)> {
    items.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}
