//! What each opcode of a pickle does, and the refusal of those that would call something.

use super::Value;
use super::machine::{Machine, pairs};
use crate::{Error, Result};

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

impl Machine<'_> {
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
