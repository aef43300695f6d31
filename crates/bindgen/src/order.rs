//! Puts functions that look alike beside each other, which makes a compressed WebAssembly file smaller: a compressor finds
//! what repeats in its neighbourhood more cheaply. What the file does stays the same.

use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, CustomSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// Returns the file with its functions in another order, and without its custom sections, which only tools read.
///
/// # Errors
///
/// If it is not a WebAssembly file.
pub fn by_likeness(wasm: &[u8]) -> Result<Vec<u8>> {
    let functions = Functions::read(wasm)?;
    let mut order = Order::new(functions.imported, alike(&functions));
    let mut module = Module::new();
    order
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .context("cannot be written in another order")?;
    Ok(module.finish())
}

/// The functions of a file.
struct Functions<'w> {
    imported: u32,
    types: Vec<u32>,
    bodies: Vec<&'w [u8]>,
}

impl<'w> Functions<'w> {
    fn read(wasm: &'w [u8]) -> Result<Self> {
        let mut functions = Self {
            imported: 0,
            types: Vec::new(),
            bodies: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let Payload::ImportSection(imports) = payload {
                for import in imports.into_imports() {
                    functions.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            } else if let Payload::FunctionSection(types) = payload {
                functions.types = types.into_iter().collect::<Result<_, _>>()?;
            } else if let Payload::CodeSectionEntry(body) = payload {
                functions.bodies.push(body.as_bytes());
            }
        }
        Ok(functions)
    }
}

/// Returns the defined functions, those of a type together, and each after the one that it is most like.
fn alike(functions: &Functions<'_>) -> Vec<usize> {
    let sketches: Vec<Sketch> = functions.bodies.iter().map(|body| Sketch::of(body)).collect();
    let mut left: Vec<usize> = (0..functions.bodies.len()).collect();
    // The longest first: it has the most in common with others.
    left.sort_by_key(|&index| {
        (
            functions.types.get(index),
            usize::MAX - functions.bodies[index].len(),
        )
    });
    let mut order: Vec<usize> = Vec::with_capacity(left.len());
    while let Some(&first) = left.first() {
        let same_type = |&index: &usize| functions.types.get(index) == functions.types.get(first);
        let count = left.iter().take_while(|index| same_type(index)).count();
        let mut group: Vec<usize> = left.drain(..count).collect();
        let mut next = 0;
        while !group.is_empty() {
            let current = group.remove(next);
            order.push(current);
            let likeness = |&index: &usize| sketches[index].likeness(&sketches[current]);
            // The first of several: `max_by_key` would take the last.
            let best = group.iter().map(likeness).max().unwrap_or_default();
            next = group
                .iter()
                .position(|index| likeness(index) == best)
                .unwrap_or_default();
        }
    }
    order
}

/// What a body contains, so far as it takes to compare two of them: of its pieces of four bytes, the one with the least
/// hash in each of some slots.
struct Sketch([u32; SLOTS]);

const SLOTS: usize = 48;

impl Sketch {
    fn of(body: &[u8]) -> Self {
        let mut slots = [u32::MAX; SLOTS];
        for piece in body.windows(4) {
            let mut hash = u32::from_le_bytes([piece[0], piece[1], piece[2], piece[3]]);
            hash = (hash ^ hash >> 16).wrapping_mul(0x045d_9f3b);
            hash = (hash ^ hash >> 15).wrapping_mul(0x2c1b_3c6d);
            let slot = &mut slots[hash as usize % SLOTS];
            *slot = hash.min(*slot);
        }
        Self(slots)
    }

    fn likeness(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        pairs
            .filter(|(one, other)| one == other && **one != u32::MAX)
            .count()
    }
}

/// Writes a file with its functions in another order.
struct Order {
    imported: u32,
    /// The defined functions in their new order.
    order: Vec<usize>,
    /// The new index of each defined function.
    places: Vec<u32>,
}

impl Order {
    fn new(imported: u32, order: Vec<usize>) -> Self {
        let mut places = vec![0; order.len()];
        for (place, &function) in order.iter().enumerate() {
            places[function] = imported + place as u32;
        }
        Self {
            imported,
            order,
            places,
        }
    }

    fn in_order<T: Clone>(&self, all: &[T]) -> Vec<T> {
        self.order
            .iter()
            .filter_map(|&index| all.get(index).cloned())
            .collect()
    }
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let defined = function.checked_sub(self.imported);
        let place = defined.and_then(|defined| self.places.get(defined as usize));
        Ok(place.copied().unwrap_or(function))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for index in self.in_order(&types) {
            functions.function(self.type_index(index)?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies: Vec<_> = section.into_iter().collect::<Result<_, _>>()?;
        for body in self.in_order(&bodies) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports a function of type 0; defines three, of types 0, 1 and 0, and exports the last, which calls the first two.
    const WASM: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x08\x02\x60\0\0\x60\0\x01\x7f\
        \x02\x07\x01\x01a\x01b\0\0\
        \x03\x04\x03\0\x01\0\
        \x07\x05\x01\x01c\0\x03\
        \x0a\x15\x03\x04\0\x10\0\x0b\x04\0\x41\x07\x0b\x09\0\x10\0\x10\x01\x10\x02\x1a\x0b";

    #[test]
    fn functions_of_a_type_are_together_and_calls_lead_to_the_same_ones() {
        let ordered = by_likeness(WASM).unwrap();

        let functions = Functions::read(&ordered).unwrap();
        assert_eq!(functions.types, [0, 0, 1]);
        // The longest first, which is the exported one: it calls the import, then what was first, then what was second.
        assert_eq!(functions.bodies[0], b"\0\x10\0\x10\x02\x10\x03\x1a\x0b");
        assert_eq!(functions.bodies[1], b"\0\x10\0\x0b");
        assert_eq!(functions.bodies[2], b"\0\x41\x07\x0b");
        assert!(
            ordered.windows(5).any(|five| five == b"\x01\x01c\0\x01"),
            "the export"
        );
    }

    #[test]
    fn the_order_depends_on_nothing_but_the_file() {
        let ordered = by_likeness(WASM).unwrap();

        assert_eq!(by_likeness(WASM).unwrap(), ordered);
    }

    #[test]
    fn a_truncated_file_is_refused() {
        assert!(by_likeness(&WASM[..WASM.len() - 3]).is_err());
    }
}
