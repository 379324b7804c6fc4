//! Python pickles as data: a machine that builds lists, dictionaries and numbers, and calls nothing.
//!
//! A pickle is a program for a small stack machine. Its opcodes `REDUCE`, `NEWOBJ`, `OBJ`, `INST` and `BUILD` call
//! whatever the pickle names. Here they never do: applied to one of a few known names they only record the name and the
//! arguments ([`Value::Made`]), and applied to anything else they are an error.

mod machine;
mod opcodes;

use crate::Result;
use machine::Machine;

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

impl Pickle {
    /// Runs the machine over `bytes`; returns what it built, and the value on top of the stack at the end.
    ///
    /// # Errors
    /// When the bytes are no pickle, or one that would call something unknown.
    pub(crate) fn parse(bytes: &[u8]) -> Result<(Pickle, Value)> {
        let mut machine = Machine::new(bytes);
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
