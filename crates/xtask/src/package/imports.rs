//! Short names for what the client imports. wasm-bindgen calls each function by a long name with a hash in it, in the
//! WebAssembly as in the glue, which nobody reads and nothing makes smaller.

mod section;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use anyhow::{Context, Result, ensure};

use section::{IMPORTS, Import};

/// Gives the imports of the client's two files short names, the same in both.
///
/// # Errors
///
/// If one of them is not what wasm-bindgen makes, or they do not belong together.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut sections = section::split(wasm).context("not a WebAssembly file")?;
    let (_, body) = sections
        .iter_mut()
        .find(|(id, _)| *id == IMPORTS)
        .context("it imports nothing")?;
    let mut imports = section::read_imports(body).context("it imports something else than functions")?;

    let fingerprint = fingerprint(&imports);
    let mut glue = glue.to_owned();
    for (index, import) in imports.iter_mut().enumerate() {
        let short = if index == 0 {
            fingerprint.clone()
        } else {
            short(index)
        };
        let (long, new) = (
            format!("\n        {}:", import.name),
            format!("\n        {short}:"),
        );
        ensure!(
            glue.matches(&long).count() == 1,
            "the glue does not have {} once",
            import.name
        );
        glue = glue.replacen(&long, &new, 1);
        import.name = short;
    }
    *body = section::write_imports(&imports);
    Ok((section::join(&sections), glue))
}

/// The first import is named by what all of them were: files of two builds, as a cache may mix them, do not link.
fn fingerprint(imports: &[Import]) -> String {
    let mut hasher = DefaultHasher::new();
    imports.hash(&mut hasher);
    format!("_{:x}", hasher.finish())
}

/// The name of that number, of letters.
fn short(mut number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.insert(0, char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports `long_1` and `long_2` of `./client.js`, both of type 0, and has a section of another kind behind.
    const WASM: &[u8] = b"\0asm\x01\0\0\0\
        \x02\x2b\x02\x0b./client.js\x06long_1\0\0\x0b./client.js\x06long_2\0\0\
        \x03\x02\x01\0";
    const GLUE: &str = "
    const import0 = {
        long_1: function() { return 'long_2'; },
        long_2: function() {},
    };
";

    #[test]
    fn both_files_have_the_same_short_names() {
        let (wasm, glue) = shorten(WASM, GLUE).unwrap();

        let imports = section::read_imports(&section::split(&wasm).unwrap()[0].1).unwrap();
        let [first, second] = &imports[..] else {
            panic!("{imports:?}");
        };
        assert_eq!(second.name, "b");
        assert!(glue.contains(&format!(
            "\n        {}: function() {{ return 'long_2'; }}",
            first.name
        )));
        assert!(glue.contains("\n        b: function() {}"));
    }

    #[test]
    fn what_is_behind_the_imports_stays_as_it_is() {
        let (wasm, _) = shorten(WASM, GLUE).unwrap();

        assert!(wasm.ends_with(b"\x03\x02\x01\0"));
    }

    #[test]
    fn another_import_anywhere_is_another_first_name() {
        let of = |name: &str| {
            let name = name.to_owned();
            fingerprint(&[Import {
                module: String::new(),
                name,
                kind: 0,
            }])
        };

        assert_eq!(of("one"), of("one"));
        assert_ne!(of("one"), of("another"));
    }

    #[test]
    fn glue_of_another_build_is_refused() {
        let other = GLUE.replace("long_2:", "long_3:");

        assert!(shorten(WASM, &other).is_err());
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        for length in 0..WASM.len() - 4 {
            assert!(shorten(&WASM[..length], GLUE).is_err(), "{length}");
        }
    }

    #[test]
    fn no_two_numbers_have_the_same_name() {
        let names: std::collections::HashSet<_> = (0..9_999).map(short).collect();

        assert_eq!(names.len(), 9_999);
    }
}
