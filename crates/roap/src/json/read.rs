//! Reads JSON text: strict about the grammar of RFC 8259, tolerant of unexpected values.

use super::Value;
use super::decimal::Decimal;
use super::nesting::Nesting;

/// The error for text that is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not JSON, from byte {at} on")]
#[non_exhaustive]
pub struct NotJson {
    /// The number of bytes before the first invalid one.
    pub at: usize,
}

impl Value {
    /// Reads one value from JSON text. Time and memory are linear in the length of the text: limit it before reading.
    ///
    /// A lone surrogate (`"\ud800"`) becomes U+FFFD, as when a browser encodes a string as UTF-8.
    ///
    /// # Errors
    /// Returns an error if the text is not JSON. A value that the protocol does not use is no error.
    pub fn from_json(text: &str) -> Result<Self, NotJson> {
        let mut reader = Reader { text, at: 0 };
        reader.document().ok_or(NotJson { at: reader.at })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// Iterative, so that no nesting exhausts the stack.
    fn document(&mut self) -> Option<Value> {
        let mut nesting = Nesting::default();
        loop {
            let mut value = match self.token()? {
                bracket @ (b'[' | b'{') => {
                    self.at += 1;
                    let closing = nesting.open(bracket);
                    if !self.eat(closing) {
                        self.key(&mut nesting)?;
                        continue;
                    }
                    nesting.close()
                }
                first => self.scalar(first)?,
            };
            // A value has ended, and possibly the arrays and objects around it.
            loop {
                let Some(closing) = nesting.closing() else {
                    return self.token().is_none().then_some(value);
                };
                nesting.put(value);
                if self.eat(b',') {
                    self.key(&mut nesting)?;
                    break;
                }
                if !self.eat(closing) {
                    return None;
                }
                value = nesting.close();
            }
        }
    }

    /// Reads the name of the next field, if inside an object.
    fn key(&mut self, nesting: &mut Nesting) -> Option<()> {
        if nesting.closing() == Some(b'}') {
            if !self.eat(b'"') {
                return None;
            }
            let key = self.string()?;
            nesting.name(key);
            if !self.eat(b':') {
                return None;
            }
        }
        Some(())
    }

    fn scalar(&mut self, first: u8) -> Option<Value> {
        match first {
            b'"' => {
                self.at += 1;
                self.string().map(Value::String)
            }
            b't' => self.literal("true", Value::Bool(true)),
            b'f' => self.literal("false", Value::Bool(false)),
            b'n' => self.literal("null", Value::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn literal(&mut self, name: &str, value: Value) -> Option<Value> {
        for byte in name.bytes() {
            if self.byte()? != byte {
                return None;
            }
            self.at += 1;
        }
        Some(value)
    }

    /// Reads the rest of a string, after its opening quotation mark.
    fn string(&mut self) -> Option<String> {
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.byte()?, b'"' | b'\\' | ..=0x1f) {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at)?);
            if self.advance_over(b'"') {
                return Some(string);
            }
            // Control characters are not allowed in a string.
            if !self.advance_over(b'\\') {
                return None;
            }
            string.push(self.escape()?);
        }
    }

    /// Reads an escape sequence, after the backslash.
    fn escape(&mut self) -> Option<char> {
        let escaped = match self.byte()? {
            b'u' => {
                self.at += 1;
                return self.code_point();
            }
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return None,
        };
        self.at += 1;
        Some(escaped)
    }

    /// Reads the UTF-16 code unit of a `\u`, and that of the next `\u` if the two are a surrogate pair.
    fn code_point(&mut self) -> Option<char> {
        let unit = self.code_unit()?;
        if (0xd800..0xdc00).contains(&unit) {
            let after = self.at;
            if self.advance_over(b'\\') && self.advance_over(b'u') {
                let low = self.code_unit()?;
                if (0xdc00..0xe000).contains(&low) {
                    return char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                }
            }
            self.at = after;
        }
        Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn code_unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.byte()?).to_digit(16)?;
            self.at += 1;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<Value> {
        let mut decimal = Decimal::new();
        let is_negative = self.advance_over(b'-');
        if !self.advance_over(b'0') {
            self.digits(|digit| decimal.push(digit))?;
        }
        if self.advance_over(b'.') {
            self.digits(|digit| decimal.push_fraction(digit))?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            let is_small = self.advance_over(b'-');
            if !is_small {
                self.advance_over(b'+');
            }
            let mut exponent = 0_i32;
            self.digits(|digit| exponent = exponent.saturating_mul(10).saturating_add_unsigned(digit))?;
            decimal.raise(if is_small { -exponent } else { exponent });
        }
        let number = decimal.whole().filter(|number| *number == 0 || !is_negative);
        Some(number.map(Value::Number).into())
    }

    /// Reads one or more digits.
    fn digits(&mut self, mut each: impl FnMut(u32)) -> Option<()> {
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            each(u32::from(digit - b'0'));
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Returns the next byte that is not white space; `None` at the end of the text.
    fn token(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    /// Consumes that byte and white space before it, if it is next.
    fn eat(&mut self, byte: u8) -> bool {
        self.token();
        self.advance_over(byte)
    }

    fn advance_over(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}
