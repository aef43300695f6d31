use super::divide;
use super::read::Program;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, ImportSection, Instruction, MemorySection, MemoryType, Module, NameMap,
    NameSection, RefType, TableSection, TableType, TypeSection,
};

const BEGINS: &str = "a::inside::";
const TEXT: &str = "before\u{2}part\u{2}of the part\u{3}part\u{3}after";

/// Imports `log`; defines `main`, which calls `begin` and `both`; `begin`, which calls `log`, `both` and `alone`; those two;
/// and `listed`, which is in the table.
fn program(text: &str) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    imports.import("page", "log", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for calls in [&[2, 3][..], &[0, 3, 4], &[], &[], &[]] {
        functions.function(0);
        let mut body = Function::new([]);
        for call in calls {
            body.instruction(&Instruction::Call(*call));
        }
        body.instruction(&Instruction::End);
        code.function(&body);
    }
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        minimum: 2,
        maximum: Some(2),
        table64: false,
        shared: false,
    });
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("main", ExportKind::Func, 1);
    let mut elements = ElementSection::new();
    elements.active(
        None,
        &ConstExpr::i32_const(1),
        Elements::Functions(vec![5].into()),
    );
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(8), text.bytes());
    let mut map = NameMap::new();
    for (index, name) in (0..).zip(["log", "main", "a::inside::begin", "both", "alone", "listed"]) {
        map.append(index, name);
    }
    let mut names = NameSection::new();
    names.functions(&map);

    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&tables)
        .section(&memories);
    module
        .section(&exports)
        .section(&elements)
        .section(&code)
        .section(&data)
        .section(&names);
    module.finish()
}

fn exported<'w>(program: &Program<'w>) -> Vec<&'w str> {
    program.exports.iter().map(|export| export.name).collect()
}

#[test]
fn what_only_the_part_reaches_is_in_it_alone() {
    let divided = divide(&program(TEXT), &[BEGINS]).unwrap();

    let (rest, part) = (Program::read(&divided.rest).unwrap(), divided.part);
    // `main`, a call through the slot, `both` and `listed`.
    assert_eq!(rest.bodies.len(), 4);
    assert_eq!(
        rest.bodies[1].as_bytes(),
        b"\0\x41\x02\x11\0\0\x0b",
        "i32.const 2, call_indirect"
    );
    assert_eq!(rest.tables[0].ty.initial, 3);
    assert_eq!(rest.tables[0].ty.maximum, Some(3));
    // `log` and `both` are shared.
    let names = exported(&rest);
    assert_eq!(
        (names[0], names[1], &names[3..]),
        ("main", "parts", &["$a", "$b"][..])
    );
    // It imports them as its first two functions, and has `begin` and `alone` of its own.
    let begin = b"\x08\0\x10\0\x10\x01\x10\x03\x0b";
    assert!(part.windows(begin.len()).any(|bytes| bytes == begin));
}

#[test]
fn the_text_of_the_part_is_in_it_alone() {
    let divided = divide(&program(TEXT), &[BEGINS]).unwrap();

    let has = |file: &[u8], text: &str| file.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(has(&divided.part, "of the part") && !has(&divided.part, "after"));
    assert!(has(&divided.rest, "after") && !has(&divided.rest, "of the part"));
    let rest = Program::read(&divided.rest).unwrap();
    assert_eq!(
        (rest.data[0].data, rest.data[1].data),
        (&b"before"[..], &b"after"[..])
    );
}

#[test]
fn files_of_two_builds_do_not_link() {
    let memory = |text: &str| {
        let divided = divide(&program(text), &[BEGINS]).unwrap();
        let names = exported(&Program::read(&divided.rest).unwrap()).join(" ");
        let memory = names.split(' ').nth(2).unwrap().to_owned();
        assert!(
            divided
                .part
                .windows(memory.len())
                .any(|bytes| bytes == memory.as_bytes())
        );
        memory
    };

    assert_eq!(memory(TEXT), memory(TEXT));
    assert_ne!(memory(TEXT), memory(&TEXT.replace("after", "later")));
}

#[test]
fn a_part_without_text_leaves_the_data_as_it_is() {
    let divided = divide(&program("nothing"), &[BEGINS]).unwrap();

    let rest = Program::read(&divided.rest).unwrap();
    assert_eq!(rest.data.len(), 1);
    assert_eq!(rest.data[0].data, b"nothing");
    assert!(!divided.part.windows(7).any(|bytes| bytes == b"nothing"));
}

#[test]
fn a_part_may_begin_in_several_modules() {
    let one = divide(&program(TEXT), &["b::", BEGINS]).unwrap();
    let with_both = divide(&program(TEXT), &[BEGINS, "both"]).unwrap();

    assert_eq!(one.part, divide(&program(TEXT), &[BEGINS]).unwrap().part);
    // `both` is inside as well, and remains as a call through a slot of its own.
    let rest = Program::read(&with_both.rest).unwrap();
    assert_eq!(rest.tables[0].ty.initial, 4);
}

#[test]
fn a_program_without_the_part_is_refused() {
    assert!(divide(&program(TEXT), &["b::"]).is_err());
}

#[test]
fn a_truncated_file_is_refused() {
    let whole = program(TEXT);

    assert!(divide(&whole[..whole.len() / 2], &[BEGINS]).is_err());
}
