//! Python pickles as data: a machine that builds lists, dictionaries and numbers, and calls nothing.
//!
//! A pickle is a program for a small stack machine. Its opcodes `REDUCE`, `NEWOBJ`, `OBJ`, `INST` and `BUILD` call
//! whatever the pickle names. Here they never do: applied to one of a few known names they only record the name and the
//! arguments ([`Value::Made`]), and applied to anything else they are an error.

use crate::{Error, Result};

/// A value of the machine; containers and texts are numbers into [`Pickle`], so that cycles and deep nesting are harmless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(usize),
    /// A list or a tuple.
    List(usize),
    Dict(usize),
    /// A name such as `torch.FloatStorage`.
    Global(usize),
    /// A known name with arguments: what a call would have made.
    Made(usize),
    /// A reference to something outside the pickle.
    Persistent(usize),
    /// Something of no use here: bytes, sets, integers beyond 64 bits.
    Other,
}

/// What a pickle describes.
#[derive(Debug, Default)]
pub(crate) struct Pickle {
    texts: Vec<String>,
    lists: Vec<Vec<Value>>,
    dicts: Vec<Vec<(Value, Value)>>,
    globals: Vec<String>,
    made: Vec<(usize, Value)>,
    persistent: Vec<Value>,
}

/// Names whose call makes an empty dictionary that is filled afterwards.
const DICTIONARIES: [&str; 2] = ["collections.OrderedDict", "collections.defaultdict"];

/// Names that may be applied to arguments, because what they make is understood, or known to be mere data.
const KNOWN: [&str; 11] = [
    "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_tensor_v3",
    "torch._utils._rebuild_parameter",
    "torch._utils._rebuild_parameter_with_state",
    "torch.Size",
    "torch.device",
    "numpy.dtype",
    "numpy.core.multiarray.scalar",
    "numpy._core.multiarray.scalar",
    "_codecs.encode",
];

impl Pickle {
    /// Runs the machine over `bytes`; returns what it built, and the value on top of the stack at the end.
    ///
    /// # Errors
    /// When the bytes are no pickle, or one that would call something unknown.
    pub(crate) fn parse(bytes: &[u8]) -> Result<(Pickle, Value)> {
        let mut machine = Machine {
            bytes,
            at: 0,
            start: 0,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            heap: Pickle::default(),
        };
        let root = machine.run()?;
        Ok((machine.heap, root))
    }

    /// The text that `value` is.
    pub(crate) fn text(&self, value: Value) -> Option<&str> {
        if let Value::Text(id) = value { Some(&self.texts[id]) } else { None }
    }

    /// The entries of a list or tuple.
    pub(crate) fn list(&self, value: Value) -> Option<&[Value]> {
        if let Value::List(id) = value { Some(&self.lists[id]) } else { None }
    }

    /// The keys and values of a dictionary, in order.
    pub(crate) fn dict(&self, value: Value) -> Option<&[(Value, Value)]> {
        if let Value::Dict(id) = value { Some(&self.dicts[id]) } else { None }
    }

    /// The dotted name that `value` is.
    pub(crate) fn global(&self, value: Value) -> Option<&str> {
        if let Value::Global(id) = value { Some(&self.globals[id]) } else { None }
    }

    /// The name that would have been called, and the arguments.
    pub(crate) fn made(&self, value: Value) -> Option<(&str, &[Value])> {
        let Value::Made(id) = value else { return None };
        let (global, arguments) = self.made[id];
        Some((&self.globals[global], self.list(arguments)?))
    }

    /// The entries of a reference to something outside.
    pub(crate) fn persistent(&self, value: Value) -> Option<&[Value]> {
        if let Value::Persistent(id) = value { self.list(self.persistent[id]) } else { None }
    }
}

/// The stack machine.
struct Machine<'a> {
    bytes: &'a [u8],
    /// The next byte to read.
    at: usize,
    /// Where the current opcode began.
    start: usize,
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: Vec<Option<Value>>,
    heap: Pickle,
}

impl<'a> Machine<'a> {
    fn run(&mut self) -> Result<Value> {
        loop {
            self.start = self.at;
            let opcode = self.byte()?;
            match opcode {
                b'.' => return self.pop(),
                // protocol and framing
                0x80 => drop(self.take(1)?),
                0x95 => drop(self.take(8)?),
                // numbers
                b'N' => self.push(Value::None),
                0x88 => self.push(Value::Bool(true)),
                0x89 => self.push(Value::Bool(false)),
                b'K' => self.push_unsigned(1)?,
                b'M' => self.push_unsigned(2)?,
                b'J' => {
                    let word = self.array::<4>()?;
                    self.push(Value::Int(i64::from(i32::from_le_bytes(word))));
                }
                b'G' => {
                    let word = self.array::<8>()?;
                    self.push(Value::Float(f64::from_be_bytes(word)));
                }
                b'I' | b'L' => self.push_decimal()?,
                b'F' => {
                    let line = self.line()?;
                    let number = line.parse().map_err(|_| self.damaged(&format!("`{line}` is not a number")))?;
                    self.push(Value::Float(number));
                }
                0x8a => self.push_long(1)?,
                0x8b => self.push_long(4)?,
                // text and bytes
                b'X' | b'T' => self.push_text(4)?,
                0x8c | b'U' => self.push_text(1)?,
                0x8d => self.push_text(8)?,
                b'V' | b'S' => {
                    let text = self.line()?.trim_matches(['\'', '"']).to_string();
                    self.push_string(text);
                }
                b'B' => self.push_bytes(4)?,
                b'C' => self.push_bytes(1)?,
                0x8e | 0x96 => self.push_bytes(8)?,
                // lists and tuples
                b']' | b')' => self.push_list(Vec::new()),
                b'l' | b't' => {
                    let items = self.pop_to_mark()?;
                    self.push_list(items);
                }
                0x85..=0x87 => {
                    let mut items = Vec::with_capacity(3);
                    for _ in 0x84..opcode {
                        items.push(self.pop()?);
                    }
                    items.reverse();
                    self.push_list(items);
                }
                b'a' => {
                    let item = self.pop()?;
                    self.append(&[item])?;
                }
                b'e' => {
                    let items = self.pop_to_mark()?;
                    self.append(&items)?;
                }
                // dictionaries and sets
                b'}' => self.push_dict(Vec::new()),
                b'd' => {
                    let items = self.pop_to_mark()?;
                    self.push_dict(pairs(&items));
                }
                b's' => {
                    let (value, key) = (self.pop()?, self.pop()?);
                    self.set_items(&[key, value])?;
                }
                b'u' => {
                    let items = self.pop_to_mark()?;
                    self.set_items(&items)?;
                }
                0x8f => self.push(Value::Other),
                0x90 => drop(self.pop_to_mark()?),
                0x91 => {
                    self.pop_to_mark()?;
                    self.push(Value::Other);
                }
                // stack and memo
                b'(' => self.marks.push(self.stack.len()),
                b'0' => match self.marks.last() {
                    Some(&mark) if mark == self.stack.len() => drop(self.marks.pop()),
                    _ => drop(self.pop()?),
                },
                b'1' => drop(self.pop_to_mark()?),
                b'2' => {
                    let top = self.top()?;
                    self.push(top);
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
                    let name = format!("{}.{}", self.line()?, self.line()?);
                    self.push_global(name);
                }
                0x93 => {
                    let (name, module) = (self.pop()?, self.pop()?);
                    let part = |value| self.heap.text(value).ok_or_else(|| self.damaged("a name that is no text"));
                    let name = format!("{}.{}", part(module)?, part(name)?);
                    self.push_global(name);
                }
                b'R' => self.apply("REDUCE")?,
                0x81 => self.apply("NEWOBJ")?,
                b'b' => self.build()?,
                b'Q' => {
                    let id = self.pop()?;
                    self.heap.persistent.push(id);
                    self.push(Value::Persistent(self.heap.persistent.len() - 1));
                }
                0x92 => return Err(self.refuse_top("NEWOBJ_EX", 2)),
                b'o' => return Err(self.refuse_marked("OBJ")),
                b'i' => {
                    let name = format!("{}.{}", self.line()?, self.line()?);
                    return Err(self.refuse("INST", &name));
                }
                0x82..=0x84 => return Err(self.refuse("EXT", "an object of the registry of extensions")),
                b'P' => return Err(self.damaged("a persistent id in text, which PyTorch does not write")),
                0x97 | 0x98 => return Err(self.damaged("buffers outside the pickle, which PyTorch does not write")),
                other => return Err(self.damaged(&format!("{other:#04x} is not an opcode"))),
            }
        }
    }

    fn damaged(&self, why: &str) -> Error {
        Error::format(format!("the pickle is damaged at byte {}: {why}", self.start))
    }

    fn refuse(&self, opcode: &str, name: &str) -> Error {
        Error::unsupported(format!(
            "the pickle wants to call {name} (opcode {opcode} at byte {}), and no file is allowed to call anything; save \
             the weights alone, with torch.save(model.state_dict(), path) or as .safetensors",
            self.start
        ))
    }

    /// The refusal of an opcode whose target lies `depth` places below the top.
    fn refuse_top(&self, opcode: &str, depth: usize) -> Error {
        let target = self.stack.len().checked_sub(depth + 1).map(|at| self.stack[at]);
        self.refuse(opcode, &self.name_of(target))
    }

    /// The refusal of an opcode whose target is the first value after the mark.
    fn refuse_marked(&self, opcode: &str) -> Error {
        let target = self.marks.last().and_then(|&mark| self.stack.get(mark).copied());
        self.refuse(opcode, &self.name_of(target))
    }

    fn name_of(&self, target: Option<Value>) -> String {
        target.and_then(|value| self.heap.global(value)).unwrap_or("an object").to_string()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or_else(|| self.damaged(&format!("{count} bytes are announced, but the file ends before")))?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        self.take(1).map(|bytes| bytes[0]).map_err(|_| self.damaged("it ends without the opcode STOP"))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        Ok(self.take(N)?.try_into().expect("N bytes were taken"))
    }

    /// An unsigned number of `width` bytes, which may be a length.
    fn unsigned(&mut self, width: usize) -> Result<usize> {
        let number = self.take(width)?.iter().rev().fold(0u64, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).map_err(|_| self.damaged(&format!("{number} is beyond the memory of this machine")))
    }

    fn line(&mut self) -> Result<&'a str> {
        let rest = &self.bytes[self.at..];
        let length =
            rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| self.damaged("a line without an end"))?;
        self.at += length + 1;
        std::str::from_utf8(&rest[..length]).map_err(|_| self.damaged("a line that is no text"))
    }

    fn line_index(&mut self) -> Result<usize> {
        let line = self.line()?;
        line.parse().map_err(|_| self.damaged(&format!("`{line}` is not a number of the memo")))
    }

    fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// The top of the stack, which must lie above the last mark.
    fn top(&self) -> Result<Value> {
        let floor = self.marks.last().copied().unwrap_or(0);
        self.stack[floor..].last().copied().ok_or_else(|| self.damaged("the stack is empty"))
    }

    fn pop(&mut self) -> Result<Value> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value>> {
        let mark = self.marks.pop().ok_or_else(|| self.damaged("there is no mark on the stack"))?;
        Ok(self.stack.split_off(mark))
    }

    fn push_unsigned(&mut self, width: usize) -> Result<()> {
        let number = self.unsigned(width)?;
        self.push(Value::Int(number as i64));
        Ok(())
    }

    /// A decimal integer; `01` and `00` are truth values in the oldest protocol.
    fn push_decimal(&mut self) -> Result<()> {
        let value = match self.line()? {
            "01" => Value::Bool(true),
            "00" => Value::Bool(false),
            line => line.trim_end_matches('L').parse().map_or(Value::Other, Value::Int),
        };
        self.push(value);
        Ok(())
    }

    /// An integer in two's complement, of a length that is given first.
    fn push_long(&mut self, width: usize) -> Result<()> {
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

    fn push_text(&mut self, width: usize) -> Result<()> {
        let length = self.unsigned(width)?;
        let text = String::from_utf8_lossy(self.take(length)?).into_owned();
        self.push_string(text);
        Ok(())
    }

    fn push_string(&mut self, text: String) {
        self.heap.texts.push(text);
        self.push(Value::Text(self.heap.texts.len() - 1));
    }

    fn push_bytes(&mut self, width: usize) -> Result<()> {
        let length = self.unsigned(width)?;
        self.take(length)?;
        self.push(Value::Other);
        Ok(())
    }

    fn push_list(&mut self, items: Vec<Value>) {
        self.heap.lists.push(items);
        self.push(Value::List(self.heap.lists.len() - 1));
    }

    fn push_dict(&mut self, items: Vec<(Value, Value)>) {
        self.heap.dicts.push(items);
        self.push(Value::Dict(self.heap.dicts.len() - 1));
    }

    fn push_global(&mut self, name: String) {
        self.heap.globals.push(name);
        self.push(Value::Global(self.heap.globals.len() - 1));
    }

    fn append(&mut self, items: &[Value]) -> Result<()> {
        match self.top()? {
            Value::List(id) => self.heap.lists[id].extend_from_slice(items),
            _ => return Err(self.damaged("entries are appended to something that is no list")),
        }
        Ok(())
    }

    fn set_items(&mut self, items: &[Value]) -> Result<()> {
        match self.top()? {
            Value::Dict(id) => self.heap.dicts[id].extend(pairs(items)),
            _ => return Err(self.damaged("items are set in something that is no dictionary")),
        }
        Ok(())
    }

    fn remember_at(&mut self, width: usize) -> Result<()> {
        let index = self.unsigned(width)?;
        self.remember(index)
    }

    fn remember(&mut self, index: usize) -> Result<()> {
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

    fn recall_at(&mut self, width: usize) -> Result<()> {
        let index = self.unsigned(width)?;
        self.recall(index)
    }

    fn recall(&mut self, index: usize) -> Result<()> {
        let value = self.memo.get(index).copied().flatten();
        let value = value.ok_or_else(|| self.damaged(&format!("nothing was remembered under {index}")))?;
        self.push(value);
        Ok(())
    }

    /// `REDUCE` and `NEWOBJ`: a name applied to arguments.
    fn apply(&mut self, opcode: &str) -> Result<()> {
        let (arguments, target) = (self.pop()?, self.pop()?);
        let Value::Global(global) = target else { return Err(self.refuse(opcode, "an object")) };
        let Some(items) = self.heap.list(arguments) else { return Err(self.damaged("arguments that are no tuple")) };
        let name = self.heap.globals[global].as_str();
        if DICTIONARIES.contains(&name) {
            let items = items.last().and_then(|&list| self.heap.list(list)).unwrap_or(&[]);
            let pair = |&item: &Value| match self.heap.list(item) {
                Some(&[key, value]) => Some((key, value)),
                _ => None,
            };
            let items = items.iter().filter_map(pair).collect();
            self.push_dict(items);
        } else if KNOWN.contains(&name) {
            self.heap.made.push((global, arguments));
            self.push(Value::Made(self.heap.made.len() - 1));
        } else {
            return Err(self.refuse(opcode, name));
        }
        Ok(())
    }

    /// `BUILD`: sets the attributes of an object; of dictionaries and known objects they are not needed.
    fn build(&mut self) -> Result<()> {
        self.pop()?;
        match self.top()? {
            Value::Dict(_) | Value::Made(_) => Ok(()),
            other => {
                let name = self.heap.global(other).unwrap_or("an object").to_string();
                Err(self.refuse("BUILD", &format!("__setstate__ of {name}")))
            }
        }
    }
}

/// Keys and values that lie alternately on the stack.
fn pairs(items: &[Value]) -> Vec<(Value, Value)> {
    items.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}
