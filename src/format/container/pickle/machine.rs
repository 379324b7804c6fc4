//! The stack machine of pickles: its bytes, stack, memo and the containers it fills.

use super::{Object, Pickle, Span, Value};
use crate::format::container::source::Budget;
use crate::{Error, Result};

/// The stack machine.
pub(super) struct Machine<'a, 'b> {
    pub(super) bytes: &'a [u8],
    /// The next byte to read.
    pub(super) at: usize,
    /// Where the current opcode began.
    pub(super) start: usize,
    pub(super) stack: Vec<Value>,
    pub(super) marks: Vec<usize>,
    pub(super) memo: Vec<Option<Value>>,
    pub(super) heap: Pickle<'a>,
    budget: &'b mut Budget,
}

impl<'a, 'b> Machine<'a, 'b> {
    pub(super) fn new(bytes: &'a [u8], budget: &'b mut Budget) -> Self {
        Machine {
            bytes,
            at: 0,
            start: 0,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            heap: Pickle { bytes, ..Pickle::default() },
            budget,
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
    fn unsigned(&mut self, width: usize) -> Result<usize> {
        let number = self.take(width)?.iter().rev().fold(0u64, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).map_err(|_| self.damaged(&format!("{number} is beyond the memory of this machine")))
    }

    /// The place of a number of bytes that is given before them.
    pub(super) fn span(&mut self, width: usize) -> Result<Span> {
        let length = self.unsigned(width)?;
        self.take(length)?;
        self.span_between(self.at - length, self.at)
    }

    fn span_between(&self, start: usize, end: usize) -> Result<Span> {
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) => Ok(Span { start, end }),
            _ => Err(Error::unsupported("a pickle of more than 4 GiB")),
        }
    }

    /// The place of the rest of the line.
    pub(super) fn line_span(&mut self) -> Result<Span> {
        let start = self.at;
        let length = self.bytes[start..].iter().position(|&byte| byte == b'\n');
        let length = length.ok_or_else(|| self.damaged("a line without an end"))?;
        self.at += length + 1;
        self.span_between(start, start + length)
    }

    /// The place of the rest of the line, without the quotation marks around it.
    pub(super) fn quoted_span(&mut self) -> Result<Span> {
        let Span { mut start, mut end } = self.line_span()?;
        let is_quote = |at: u32| matches!(self.bytes[at as usize], b'\'' | b'"');
        while start < end && is_quote(start) {
            start += 1;
        }
        while start < end && is_quote(end - 1) {
            end -= 1;
        }
        Ok(Span { start, end })
    }

    pub(super) fn line(&mut self) -> Result<&'a str> {
        let span = self.line_span()?;
        std::str::from_utf8(self.heap.slice(span)).map_err(|_| self.damaged("a line that is no text"))
    }

    pub(super) fn line_index(&mut self) -> Result<usize> {
        let line = self.line()?;
        line.parse().map_err(|_| self.damaged(&format!("`{line}` is not a number of the memo")))
    }

    pub(super) fn push(&mut self, value: Value) -> Result<()> {
        self.budget.room(&mut self.stack, 1)?;
        self.stack.push(value);
        Ok(())
    }

    pub(super) fn mark(&mut self) -> Result<()> {
        self.budget.room(&mut self.marks, 1)?;
        self.marks.push(self.stack.len());
        Ok(())
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
        let mut items = Vec::new();
        self.budget.room(&mut items, self.stack.len() - mark)?;
        items.extend(self.stack.drain(mark..));
        Ok(items)
    }

    /// The `count` topmost values, the top last.
    pub(super) fn pop_some(&mut self, count: usize) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        self.budget.room(&mut items, count)?;
        for _ in 0..count {
            items.push(self.pop()?);
        }
        items.reverse();
        Ok(items)
    }

    /// Gives back the memory of items that were copied to where they belong.
    pub(super) fn discard(&mut self, items: Vec<Value>) {
        self.budget.release((items.capacity() * size_of::<Value>()) as u64);
    }

    /// A decimal integer; `01` and `00` are truth values in the oldest protocol.
    pub(super) fn push_decimal(&mut self) -> Result<()> {
        let value = match self.line()? {
            "01" => Value::Bool(true),
            "00" => Value::Bool(false),
            line => line.trim_end_matches('L').parse().map_or(Value::Other, Value::Int),
        };
        self.push(value)
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
        self.push(value)
    }

    pub(super) fn push_list(&mut self, items: Vec<Value>) -> Result<()> {
        let list = self.new_list(items)?;
        self.push(list)
    }

    pub(super) fn new_list(&mut self, items: Vec<Value>) -> Result<Value> {
        self.budget.room(&mut self.heap.lists, 1)?;
        self.heap.lists.push(items);
        Ok(Value::List(number(&self.heap.lists)))
    }

    pub(super) fn push_dict(&mut self, items: &[Value]) -> Result<()> {
        let dict = self.new_dict()?;
        self.extend_dict(dict, items)?;
        self.push(dict)
    }

    fn new_dict(&mut self) -> Result<Value> {
        self.budget.room(&mut self.heap.dicts, 1)?;
        self.heap.dicts.push(Vec::new());
        Ok(Value::Dict(number(&self.heap.dicts)))
    }

    pub(super) fn push_global(&mut self, module: Span, name: Span) -> Result<()> {
        let global = self.new_global(module, name)?;
        self.push(global)
    }

    pub(super) fn new_global(&mut self, module: Span, name: Span) -> Result<Value> {
        self.budget.room(&mut self.heap.globals, 1)?;
        self.heap.globals.push((module, name));
        Ok(Value::Global(number(&self.heap.globals)))
    }

    /// What a call of `class` with `arguments` would have made.
    pub(super) fn push_object(&mut self, class: Value, arguments: Value) -> Result<()> {
        self.budget.room(&mut self.heap.objects, 1)?;
        self.heap.objects.push(Object { class, arguments, state: Value::None, items: Value::None });
        self.push(Value::Object(number(&self.heap.objects)))
    }

    pub(super) fn push_persistent(&mut self, id: Value) -> Result<()> {
        self.budget.room(&mut self.heap.persistent, 1)?;
        self.heap.persistent.push(id);
        self.push(Value::Persistent(number(&self.heap.persistent)))
    }

    /// `BUILD`: sets the attributes of an object; of anything else they are not needed.
    pub(super) fn build(&mut self) -> Result<()> {
        let state = self.pop()?;
        if let Value::Object(id) = self.top()? {
            self.heap.objects[id as usize].state = state;
        }
        Ok(())
    }

    pub(super) fn append(&mut self, items: &[Value]) -> Result<()> {
        let is_list = |value: Value| matches!(value, Value::List(_));
        let list = match self.top()? {
            Value::Other => return Ok(()),
            top => self.items_of(top, is_list, |machine| machine.new_list(Vec::new()))?,
        };
        let Some(Value::List(id)) = list else {
            return Err(self.damaged("entries are appended to something that is no list"));
        };
        let list = &mut self.heap.lists[id as usize];
        self.budget.room(list, items.len())?;
        list.extend_from_slice(items);
        Ok(())
    }

    pub(super) fn set_items(&mut self, items: &[Value]) -> Result<()> {
        let top = self.top()?;
        match self.items_of(top, |value| matches!(value, Value::Dict(_)), Self::new_dict)? {
            Some(dict) => self.extend_dict(dict, items),
            None => Err(self.damaged("items are set in something that is no dictionary")),
        }
    }

    /// The value itself where it is such a collection, or that of an object, which is made where it has none.
    fn items_of(
        &mut self,
        value: Value,
        is_wanted: fn(Value) -> bool,
        make: impl FnOnce(&mut Self) -> Result<Value>,
    ) -> Result<Option<Value>> {
        match value {
            Value::Object(id) if !is_wanted(self.heap.objects[id as usize].items) => {
                let made = make(self)?;
                self.heap.objects[id as usize].items = made;
                Ok(Some(made))
            }
            Value::Object(id) => Ok(Some(self.heap.objects[id as usize].items)),
            value => Ok(Some(value).filter(|value| is_wanted(*value))),
        }
    }

    /// Adds keys and values, which alternate.
    fn extend_dict(&mut self, dict: Value, items: &[Value]) -> Result<()> {
        let Value::Dict(id) = dict else { return Ok(()) };
        let dict = &mut self.heap.dicts[id as usize];
        self.budget.room(dict, items.len() / 2)?;
        dict.extend(items.chunks_exact(2).map(|pair| (pair[0], pair[1])));
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
            let more = index + 1 - self.memo.len();
            self.budget.room(&mut self.memo, more)?;
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
        self.push(value)
    }
}

/// The number of the last item; each took a byte of a pickle that has fewer than 2³².
fn number<T>(items: &[T]) -> u32 {
    (items.len() - 1) as u32
}
