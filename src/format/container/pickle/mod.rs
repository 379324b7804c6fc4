//! Python pickles as data: a machine that builds lists, dictionaries and numbers, and calls nothing.
//!
//! A pickle is a program for a small stack machine. Its opcodes `REDUCE`, `NEWOBJ`, `OBJ`, `INST` and `BUILD` call
//! whatever the pickle names. Here they never do: they record the name, the arguments and the state ([`Object`]), whatever
//! they are, and who reads the result decides by the name what it understands. Every value is kept once and referred to by
//! number, so that cycles and deep nesting are harmless, and memory is asked for in advance.

mod machine;
mod opcodes;

use std::borrow::Cow;

use super::source::Budget;
use crate::Result;
use machine::Machine;

/// A value of the machine; what is larger than a number is a number into [`Pickle`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Span),
    Bytes(Span),
    /// A list or a tuple.
    List(u32),
    Dict(u32),
    /// A name such as `torch.FloatStorage`.
    Global(u32),
    /// What a call would have made.
    Object(u32),
    /// A reference to something outside the pickle.
    Persistent(u32),
    /// Something of no use here: sets, integers beyond 64 bits.
    Other,
}

/// A piece of the pickle's own bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

/// What a call would have made: an instance of a class, or the result of a function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object {
    /// What would have been called, usually a [`Value::Global`].
    pub(crate) class: Value,
    /// With which arguments, usually a tuple.
    pub(crate) arguments: Value,
    /// What `__setstate__` would have been given, usually a dictionary of attributes; `None` without it.
    pub(crate) state: Value,
    /// What was appended to it or set in it afterwards: a list or a dictionary; `None` without it.
    pub(crate) items: Value,
}

/// What a pickle describes.
#[derive(Debug, Default)]
pub(crate) struct Pickle<'a> {
    bytes: &'a [u8],
    lists: Vec<Vec<Value>>,
    dicts: Vec<Vec<(Value, Value)>>,
    /// Module and name.
    globals: Vec<(Span, Span)>,
    objects: Vec<Object>,
    persistent: Vec<Value>,
}

impl<'a> Pickle<'a> {
    /// Runs the machine over `bytes`; returns what it built, and the value on top of the stack at the end.
    ///
    /// # Errors
    /// When the bytes are no pickle, or what they build takes too much memory.
    pub(crate) fn parse(bytes: &'a [u8], budget: &mut Budget) -> Result<(Self, Value)> {
        let (pickle, root, _) = Self::parse_first(bytes, budget)?;
        Ok((pickle, root))
    }

    /// The same of bytes after which others may come, with the length of the pickle.
    ///
    /// # Errors
    /// As [`Pickle::parse`].
    pub(crate) fn parse_first(bytes: &'a [u8], budget: &mut Budget) -> Result<(Self, Value, usize)> {
        let mut machine = Machine::new(bytes, budget);
        let root = machine.run()?;
        Ok((machine.heap, root, machine.at))
    }

    /// The text that `value` is.
    pub(crate) fn text(&self, value: Value) -> Option<Cow<'a, str>> {
        if let Value::Text(span) = value { Some(self.lossy(span)) } else { None }
    }

    /// The bytes that `value` is; protocols before 3 spell them as the text of a call.
    pub(crate) fn raw(&self, value: Value) -> Option<Cow<'a, [u8]>> {
        match value {
            // what Python 2 called text were bytes
            Value::Bytes(span) | Value::Text(span) => Some(Cow::Borrowed(self.slice(span))),
            Value::Object(_) => match (self.class(value)?.as_ref(), self.arguments(value)?) {
                ("_codecs.encode", &[text, _]) => {
                    let text = self.text(text)?;
                    text.chars().map(|symbol| u8::try_from(symbol).ok()).collect::<Option<Vec<u8>>>().map(Cow::Owned)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The entries of a list or tuple.
    pub(crate) fn list(&self, value: Value) -> Option<&[Value]> {
        if let Value::List(id) = value { Some(&self.lists[id as usize]) } else { None }
    }

    /// The keys and values of a dictionary, in order.
    pub(crate) fn dict(&self, value: Value) -> Option<&[(Value, Value)]> {
        if let Value::Dict(id) = value { Some(&self.dicts[id as usize]) } else { None }
    }

    /// The dotted name that `value` is.
    pub(crate) fn global(&self, value: Value) -> Option<String> {
        let Value::Global(id) = value else { return None };
        let (module, name) = self.globals[id as usize];
        Some(format!("{}.{}", self.lossy(module), self.lossy(name)))
    }

    /// What a call would have made.
    pub(crate) fn object(&self, value: Value) -> Option<Object> {
        if let Value::Object(id) = value { Some(self.objects[id as usize]) } else { None }
    }

    /// The name of what would have been called.
    pub(crate) fn class(&self, value: Value) -> Option<Cow<'static, str>> {
        let class = self.object(value)?.class;
        Some(self.global(class).map_or(Cow::Borrowed("a nameless class"), Cow::Owned))
    }

    /// The arguments of what would have been called.
    pub(crate) fn arguments(&self, value: Value) -> Option<&[Value]> {
        self.list(self.object(value)?.arguments)
    }

    /// The entries of a reference to something outside.
    pub(crate) fn persistent(&self, value: Value) -> Option<&[Value]> {
        if let Value::Persistent(id) = value { self.list(self.persistent[id as usize]) } else { None }
    }

    /// All references to something outside.
    pub(crate) fn references(&self) -> impl Iterator<Item = Value> {
        (0..self.persistent.len() as u32).map(Value::Persistent)
    }

    /// The numbers of lists, dictionaries and objects.
    pub(crate) fn sizes(&self) -> [usize; 3] {
        [self.lists.len(), self.dicts.len(), self.objects.len()]
    }

    fn slice(&self, span: Span) -> &'a [u8] {
        &self.bytes[span.start as usize..span.end as usize]
    }

    fn lossy(&self, span: Span) -> Cow<'a, str> {
        String::from_utf8_lossy(self.slice(span))
    }
}
