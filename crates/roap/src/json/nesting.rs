//! Where in a JSON text a reader is, and what it has kept on the way there.

use super::Value;

/// A frame, in it a body, in that an array, in that objects: what is nested deeper is checked and not kept.
const DEEPEST: usize = 4;

/// More items or fields than there are of anything; what comes after them is checked and not kept.
const MOST: usize = 256;

/// The arrays and objects around the place where the reader is.
#[derive(Default)]
pub struct Nesting {
    /// The bracket that closes each.
    closing: Vec<u8>,
    /// Those of them that are kept, each with the name of its next field.
    kept: Vec<(Value, String)>,
}

impl Nesting {
    /// Goes into an array or object; gives the bracket that closes it.
    pub fn open(&mut self, bracket: u8) -> u8 {
        let (closing, value) = match bracket {
            b'[' => (b']', Value::Array(Vec::new())),
            _ => (b'}', Value::Object(Vec::new())),
        };
        if self.closing.len() < DEEPEST {
            self.kept.push((value, String::new()));
        }
        self.closing.push(closing);
        closing
    }

    /// Leaves it; gives what was kept of it.
    pub fn close(&mut self) -> Value {
        self.closing.pop();
        match self.kept.pop_if(|_| self.closing.len() < DEEPEST) {
            Some((value, _)) => value,
            None => Value::Null,
        }
    }

    /// The bracket that closes the innermost one.
    pub fn closing(&self) -> Option<u8> {
        self.closing.last().copied()
    }

    /// Names the next field of the innermost one.
    pub fn name(&mut self, key: String) {
        if let Some((_, next)) = self.innermost() {
            *next = key;
        }
    }

    /// Puts a value into the innermost one.
    pub fn put(&mut self, value: Value) {
        let Some((container, name)) = self.innermost() else {
            return;
        };
        match container {
            Value::Array(items) if items.len() < MOST => items.push(value),
            Value::Object(fields) if fields.len() < MOST => fields.push((std::mem::take(name), value)),
            Value::Array(_)
            | Value::Object(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_) => {}
        }
    }

    fn innermost(&mut self) -> Option<&mut (Value, String)> {
        self.kept.last_mut().filter(|_| self.closing.len() <= DEEPEST)
    }
}
