//! What has to be known of a program that is divided.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use wasmparser::{
    Data, DataKind, Element, ElementKind, Export, ExternalKind, FunctionBody, Global, KnownCustom,
    MemoryType, Name, Operator, Parser, Payload, Table, TypeRef,
};

/// A program as wasm-bindgen writes it: it imports functions alone.
pub struct Program<'w> {
    pub wasm: &'w [u8],
    /// How many functions it imports: they come first.
    pub imported: usize,
    /// The types of all functions.
    pub types: Vec<u32>,
    pub bodies: Vec<FunctionBody<'w>>,
    pub tables: Vec<Table<'w>>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<Global<'w>>,
    pub exports: Vec<Export<'w>>,
    pub elements: Vec<Element<'w>>,
    pub data: Vec<Data<'w>>,
    /// The names of functions by their index.
    pub names: HashMap<usize, &'w str>,
    pub start: Option<u32>,
}

impl<'w> Program<'w> {
    pub fn read(wasm: &'w [u8]) -> Result<Self> {
        let mut program = Self {
            wasm,
            imported: 0,
            types: Vec::new(),
            bodies: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            elements: Vec::new(),
            data: Vec::new(),
            names: HashMap::new(),
            start: None,
        };
        for payload in Parser::new(0).parse_all(wasm) {
            program.take(payload?)?;
        }
        Ok(program)
    }

    fn take(&mut self, payload: Payload<'w>) -> Result<()> {
        if let Payload::ImportSection(imports) = payload {
            for import in imports.into_imports() {
                let TypeRef::Func(kind) = import?.ty else {
                    anyhow::bail!("it imports something other than functions");
                };
                self.types.push(kind);
                self.imported += 1;
            }
        } else if let Payload::FunctionSection(types) = payload {
            for kind in types {
                self.types.push(kind?);
            }
        } else if let Payload::TableSection(tables) = payload {
            self.tables = tables.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::MemorySection(memories) = payload {
            self.memories = memories.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::GlobalSection(globals) = payload {
            self.globals = globals.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::ExportSection(exports) = payload {
            self.exports = exports.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::ElementSection(elements) = payload {
            self.elements = elements.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::DataSection(data) = payload {
            self.data = data.into_iter().collect::<Result<_, _>>()?;
        } else if let Payload::CodeSectionEntry(body) = payload {
            self.bodies.push(body);
        } else if let Payload::StartSection { func, .. } = payload {
            self.start = Some(func);
        } else if let Payload::CustomSection(section) = payload
            && let KnownCustom::Name(names) = section.as_known()
        {
            for subsection in names {
                if let Name::Function(functions) = subsection? {
                    for naming in functions {
                        let naming = naming?;
                        self.names.insert(naming.index as usize, naming.name);
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns how many functions there are.
    pub fn count(&self) -> usize {
        self.types.len()
    }

    /// Returns the index and the size of the table of functions.
    pub fn functions(&self) -> Result<(u32, u32)> {
        let place = self
            .tables
            .iter()
            .position(|table| table.ty.element_type.is_func_ref());
        let place = place.context("it has no table of functions")?;
        let size = u32::try_from(self.tables[place].ty.initial)?;
        ensure!(
            self.tables[place]
                .ty
                .maximum
                .is_none_or(|most| most == u64::from(size)),
            "its table of functions may grow"
        );
        Ok((u32::try_from(place)?, size))
    }

    /// Returns the functions that something other than a function refers to.
    pub fn referred(&self) -> Result<Vec<usize>> {
        let mut referred: Vec<u32> = self.start.into_iter().collect();
        for export in &self.exports {
            if export.kind == ExternalKind::Func {
                referred.push(export.index);
            }
        }
        for element in &self.elements {
            match element.items.clone() {
                wasmparser::ElementItems::Functions(functions) => {
                    for function in functions {
                        referred.push(function?);
                    }
                }
                wasmparser::ElementItems::Expressions(_, expressions) => {
                    for expression in expressions {
                        for operator in expression?.get_operators_reader() {
                            if let Operator::RefFunc { function_index } = operator? {
                                referred.push(function_index);
                            }
                        }
                    }
                }
            }
            ensure!(
                !matches!(element.kind, ElementKind::Passive),
                "it has elements that it may copy"
            );
        }
        for data in &self.data {
            ensure!(
                !matches!(data.kind, DataKind::Passive),
                "it has data that it may copy"
            );
        }
        Ok(referred.into_iter().map(|index| index as usize).collect())
    }
}
