//! Reads and writes the sections of a WebAssembly file.
//! <https://webassembly.github.io/spec/core/binary/modules.html>

/// The id of the import section.
pub const IMPORTS: u8 = 2;

const HEAD: &[u8] = b"\0asm\x01\0\0\0";
/// The kind of an import that is a function.
const FUNCTION: u8 = 0;

/// An imported function.
#[derive(Debug, Hash, PartialEq, Eq)]
pub struct Import {
    pub module: String,
    pub name: String,
    /// The index of its type.
    pub kind: u32,
}

/// Returns the id and body of every section; `None` if this is no WebAssembly file.
pub fn split(wasm: &[u8]) -> Option<Vec<(u8, Vec<u8>)>> {
    let mut rest = wasm.strip_prefix(HEAD)?;
    let mut sections = Vec::new();
    while let [id, behind @ ..] = rest {
        rest = behind;
        sections.push((*id, take_bytes(&mut rest)?.to_vec()));
    }
    Some(sections)
}

/// Returns the file with these sections.
pub fn join(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut wasm = HEAD.to_vec();
    for (id, body) in sections {
        wasm.push(*id);
        put_bytes(&mut wasm, body);
    }
    wasm
}

/// Returns the imports in the body of the import section; `None` if not all of them are functions.
pub fn read_imports(mut body: &[u8]) -> Option<Vec<Import>> {
    let rest = &mut body;
    (0..take_number(rest)?)
        .map(|_| {
            let (module, name) = (take_text(rest)?, take_text(rest)?);
            let is_function = take_byte(rest)? == FUNCTION;
            let kind = take_number(rest)?;
            is_function.then_some(Import { module, name, kind })
        })
        .collect()
}

/// Returns the body of an import section with these imports.
pub fn write_imports(imports: &[Import]) -> Vec<u8> {
    let mut body = Vec::new();
    put_number(&mut body, imports.len());
    for Import { module, name, kind } in imports {
        put_bytes(&mut body, module.as_bytes());
        put_bytes(&mut body, name.as_bytes());
        body.push(FUNCTION);
        put_number(&mut body, *kind as usize);
    }
    body
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, behind) = rest.split_first()?;
    *rest = behind;
    Some(*byte)
}

/// LEB128, unsigned.
fn take_number(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = take_byte(rest)?;
        number |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take_bytes<'w>(rest: &mut &'w [u8]) -> Option<&'w [u8]> {
    let length = usize::try_from(take_number(rest)?).ok()?;
    let (bytes, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(bytes)
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(take_bytes(rest)?.to_vec()).ok()
}

fn put_number(into: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        into.push(0x80 | (number & 0x7f) as u8);
        number >>= 7;
    }
    into.push(number as u8);
}

fn put_bytes(into: &mut Vec<u8>, bytes: &[u8]) {
    put_number(into, bytes.len());
    into.extend(bytes);
}
