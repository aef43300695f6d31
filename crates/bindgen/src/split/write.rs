//! Writes a program that is divided.

use std::fmt;

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, ImportSection, Instruction, MemorySection,
    Module, StartSection, TableSection, TypeSection,
};
use wasmparser::{DataKind, Parser, Payload, ValType};

use super::Divided;
use super::read::Program;

/// The module from which a part imports: what is loaded at once.
const REST: &str = "rest";
/// The name of the exported table of functions, by which `www/client.js` knows that there is a part.
const SLOTS: &str = "parts";
/// What is before and after the text of the part, which `build.rs` of the client writes.
const TEXT: [&[u8]; 2] = ["\u{2}part\u{2}".as_bytes(), "\u{3}part\u{3}".as_bytes()];

/// Gives functions their new index.
struct Renumbered(Vec<Option<u32>>);

/// A function is not in this file.
#[derive(Debug)]
struct Elsewhere;

impl fmt::Display for Elsewhere {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("something refers to a function of the other file")
    }
}

impl std::error::Error for Elsewhere {}

impl Reencode for Renumbered {
    type Error = Elsewhere;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let index = self.0.get(function as usize).copied().flatten();
        index.ok_or(Error::UserError(Elsewhere))
    }
}

pub fn write(program: &Program<'_>, begun: &[usize], inside: &[bool], fingerprint: &str) -> Result<Divided> {
    let used = used(program, inside)?;
    let text = text(program)?;
    Ok(Divided {
        rest: rest(program, begun, inside, &used, text, fingerprint)?,
        part: part(program, begun, inside, &used, text, fingerprint)?,
    })
}

/// Returns the functions of the rest that the part calls.
fn used(program: &Program<'_>, inside: &[bool]) -> Result<Vec<usize>> {
    let mut used = Vec::new();
    for (body, _) in program
        .bodies
        .iter()
        .zip(&inside[program.imported..])
        .filter(|(_, inside)| **inside)
    {
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            ensure!(
                !matches!(operator, wasmparser::Operator::RefFunc { .. }),
                "the part refers to a function without a call"
            );
            if let wasmparser::Operator::Call { function_index } = operator {
                used.push(function_index as usize);
            }
        }
    }
    used.retain(|&function| !inside[function]);
    used.sort_unstable();
    used.dedup();
    Ok(used)
}

/// Where the text of the part is.
#[derive(Clone, Copy)]
struct Text {
    /// Its data segment.
    of: usize,
    /// Its range there.
    start: usize,
    end: usize,
}

/// Returns where the text of the part is, if it has one.
fn text(program: &Program<'_>) -> Result<Option<Text>> {
    let mut found = Vec::new();
    for (index, data) in program.data.iter().enumerate() {
        let find = |mark: &[u8]| data.data.windows(mark.len()).position(|piece| piece == mark);
        if let (Some(start), Some(end)) = (find(TEXT[0]), find(TEXT[1])) {
            ensure!(start < end, "the text of the part ends before it begins");
            let end = end + TEXT[1].len();
            found.push(Text {
                of: index,
                start,
                end,
            });
        }
    }
    ensure!(found.len() < 2, "there are two texts of the part");
    Ok(found.pop())
}

fn rest(
    program: &Program<'_>,
    begun: &[usize],
    inside: &[bool],
    used: &[usize],
    text: Option<Text>,
    fingerprint: &str,
) -> Result<Vec<u8>> {
    let (slots, size) = program.functions()?;
    let stays = |index: usize| !inside[index] || begun.contains(&index);
    let mut next = 0;
    let places = (0..program.count()).map(|index| {
        stays(index).then(|| {
            next += 1;
            next - 1
        })
    });
    let mut renumbered = Renumbered(places.collect());

    let mut tables = TableSection::new();
    for (index, table) in program.tables.iter().enumerate() {
        let mut table = table.clone();
        if index == slots as usize {
            let added = begun.len() as u64;
            table.ty.initial += added;
            table.ty.maximum = table.ty.maximum.map(|most| most + added);
        }
        renumbered.parse_table(&mut tables, table)?;
    }
    let mut memories = MemorySection::new();
    for memory in &program.memories {
        memories.memory(renumbered.memory_type(*memory)?);
    }
    let mut globals = GlobalSection::new();
    for global in &program.globals {
        renumbered.parse_global(&mut globals, global.clone())?;
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (index, body) in (program.imported..).zip(&program.bodies) {
        let kind = program.types[index];
        if !inside[index] {
            functions.function(kind);
            renumbered.parse_function_body(&mut code, body.clone())?;
        } else if let Some(slot) = begun.iter().position(|&one| one == index) {
            functions.function(kind);
            code.function(&through_slot(program, kind, slots, size + slot as u32)?);
        }
    }
    let mut exports = ExportSection::new();
    for export in &program.exports {
        renumbered.parse_export(&mut exports, *export)?;
    }
    exports.export(SLOTS, ExportKind::Table, slots);
    exports.export(&shared("-", fingerprint), ExportKind::Memory, 0);
    for index in (0..program.tables.len()).filter(|&index| index != slots as usize) {
        exports.export(&shared("-t", index), ExportKind::Table, index as u32);
    }
    for index in 0..program.globals.len() {
        exports.export(&shared("-g", index), ExportKind::Global, index as u32);
    }
    for (place, &function) in used.iter().enumerate() {
        let index = renumbered.function_index(function as u32)?;
        exports.export(&short(place), ExportKind::Func, index);
    }
    let mut elements = ElementSection::new();
    for element in &program.elements {
        renumbered.parse_element(&mut elements, element.clone())?;
    }
    let mut data = DataSection::new();
    for (index, segment) in program.data.iter().enumerate() {
        let Some(text) = text.filter(|text| text.of == index) else {
            renumbered.parse_data(&mut data, segment.clone())?;
            continue;
        };
        let address = address(segment)?;
        let before = &segment.data[..text.start];
        let after = &segment.data[text.end..];
        data.active(0, &ConstExpr::i32_const(address), before.iter().copied());
        let next = ConstExpr::i32_const(address + text.end as i32);
        data.active(0, &next, after.iter().copied());
    }

    let mut module = Module::new();
    module.section(&types(program, &mut renumbered)?);
    module.section(&imports(program, &mut renumbered)?);
    module
        .section(&functions)
        .section(&tables)
        .section(&memories)
        .section(&globals)
        .section(&exports);
    if let Some(start) = program.start {
        let function_index = renumbered.function_index(start)?;
        module.section(&StartSection { function_index });
    }
    module.section(&elements).section(&code).section(&data);
    features(program, &mut module)?;
    Ok(module.finish())
}

fn part(
    program: &Program<'_>,
    begun: &[usize],
    inside: &[bool],
    used: &[usize],
    text: Option<Text>,
    fingerprint: &str,
) -> Result<Vec<u8>> {
    let (slots, size) = program.functions()?;
    let mut places = vec![None; program.count()];
    let own = (program.imported..program.count()).filter(|&index| inside[index]);
    for (place, index) in (0..).zip(used.iter().copied().chain(own)) {
        places[index] = Some(place);
    }
    let mut renumbered = Renumbered(places);

    let mut imports = ImportSection::new();
    for (index, table) in program.tables.iter().enumerate() {
        let mut kind = renumbered.table_type(table.ty)?;
        if index == slots as usize {
            kind.minimum += begun.len() as u64;
        }
        kind.maximum = kind.maximum.map(|_| kind.minimum);
        let name = if index == slots as usize {
            SLOTS.to_owned()
        } else {
            shared("-t", index)
        };
        imports.import(REST, &name, EntityType::Table(kind));
    }
    let memory = program.memories.first().context("it has no memory")?;
    imports.import(
        REST,
        &shared("-", fingerprint),
        EntityType::Memory(renumbered.memory_type(*memory)?),
    );
    for (index, global) in program.globals.iter().enumerate() {
        let kind = renumbered.global_type(global.ty)?;
        imports.import(REST, &shared("-g", index), EntityType::Global(kind));
    }
    for (place, &function) in used.iter().enumerate() {
        let kind = EntityType::Function(program.types[function]);
        imports.import(REST, &short(place), kind);
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (index, body) in (program.imported..).zip(&program.bodies) {
        if inside[index] {
            functions.function(program.types[index]);
            renumbered.parse_function_body(&mut code, body.clone())?;
        }
    }
    let mut elements = ElementSection::new();
    let filled: Vec<u32> = begun
        .iter()
        .map(|&index| renumbered.function_index(index as u32))
        .collect::<Result<_, _>>()?;
    elements.active(
        Some(slots),
        &ConstExpr::i32_const(size as i32),
        Elements::Functions(filled.into()),
    );
    let mut data = DataSection::new();
    if let Some(text) = text {
        let segment = &program.data[text.of];
        let place = ConstExpr::i32_const(address(segment)? + text.start as i32);
        data.active(0, &place, segment.data[text.start..text.end].iter().copied());
    }

    let mut module = Module::new();
    module.section(&types(program, &mut renumbered)?);
    module
        .section(&imports)
        .section(&functions)
        .section(&elements)
        .section(&code)
        .section(&data);
    features(program, &mut module)?;
    Ok(module.finish())
}

/// The name under which the rest exports something to the part, which nothing else has.
fn shared(kind: &str, which: impl fmt::Display) -> String {
    format!("${kind}{which}")
}

/// Returns a short name for a number.
fn short(mut number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::from("$");
    loop {
        name.push(char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
    }
}

/// A function that calls the one in a slot of the table with its own arguments.
fn through_slot(program: &Program<'_>, kind: u32, table: u32, slot: u32) -> Result<Function> {
    let parameters = parameters(program, kind)?;
    let mut function = Function::new([]);
    for parameter in 0..parameters {
        function.instruction(&Instruction::LocalGet(parameter));
    }
    function.instruction(&Instruction::I32Const(slot as i32));
    function.instruction(&Instruction::CallIndirect {
        type_index: kind,
        table_index: table,
    });
    function.instruction(&Instruction::End);
    Ok(function)
}

/// Returns how many parameters the functions of a type have.
fn parameters(program: &Program<'_>, kind: u32) -> Result<u32> {
    for payload in Parser::new(0).parse_all(program.wasm) {
        if let Payload::TypeSection(types) = payload? {
            let mut all = types.into_iter_err_on_gc_types();
            let found = all.nth(kind as usize).context("a function has no type")??;
            let parameters: &[ValType] = found.params();
            return Ok(u32::try_from(parameters.len())?);
        }
    }
    anyhow::bail!("it has no types")
}

fn types(program: &Program<'_>, renumbered: &mut Renumbered) -> Result<TypeSection> {
    let mut section = TypeSection::new();
    for payload in Parser::new(0).parse_all(program.wasm) {
        if let Payload::TypeSection(types) = payload? {
            renumbered.parse_type_section(&mut section, types)?;
        }
    }
    Ok(section)
}

fn imports(program: &Program<'_>, renumbered: &mut Renumbered) -> Result<ImportSection> {
    let mut section = ImportSection::new();
    for payload in Parser::new(0).parse_all(program.wasm) {
        if let Payload::ImportSection(imports) = payload? {
            renumbered.parse_import_section(&mut section, imports)?;
        }
    }
    Ok(section)
}

/// Repeats what tells wasm-opt which features of WebAssembly are in use.
fn features(program: &Program<'_>, module: &mut Module) -> Result<()> {
    for payload in Parser::new(0).parse_all(program.wasm) {
        if let Payload::CustomSection(section) = payload?
            && section.name() == "target_features"
        {
            module.section(&CustomSection {
                name: section.name().into(),
                data: section.data().into(),
            });
        }
    }
    Ok(())
}

/// Returns the address of a data segment.
fn address(data: &wasmparser::Data<'_>) -> Result<i32> {
    let DataKind::Active { offset_expr, .. } = &data.kind else {
        anyhow::bail!("a data segment has no address");
    };
    let mut operators = offset_expr.get_operators_reader();
    let wasmparser::Operator::I32Const { value } = operators.read()? else {
        anyhow::bail!("the address of a data segment is not a number");
    };
    Ok(value)
}
