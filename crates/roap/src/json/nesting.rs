//! The stack of the reader: the open arrays and objects, and the values kept in them.

use super::Value;

/// Enough for a frame with a body with an array of objects. Deeper values are checked but not kept.
const DEEPEST: usize = 4;

/// More items or fields than any message has. Further ones are checked but not kept.
const MOST: usize = 256;

/// The arrays and objects around the reader's position.
#[derive(Default)]
pub struct Nesting {
    /// The closing bracket of each.
    closing: Vec<u8>,
    /// Those that are kept, each with the name of its next field.
    kept: Vec<(Value, String)>,
}

impl Nesting {
    /// Enters an array or object; returns its closing bracket.
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

    /// Leaves it; returns the kept value.
    pub fn close(&mut self) -> Value {
        self.closing.pop();
        match self.kept.pop_if(|_| self.closing.len() < DEEPEST) {
            Some((value, _)) => value,
            None => Value::Null,
        }
    }

    /// Returns the closing bracket of the innermost one.
    pub fn closing(&self) -> Option<u8> {
        self.closing.last().copied()
    }

    /// Sets the name of the next field of the innermost one.
    pub fn name(&mut self, key: String) {
        if let Some((_, next)) = self.innermost() {
            *next = key;
        }
    }

    /// Adds a value to the innermost one.
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
