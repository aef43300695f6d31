//! Which function refers to which.

use anyhow::Result;
use wasmparser::Operator;

use super::read::Program;

/// The references between the functions of a program.
pub struct Graph {
    /// Of each function, those that it refers to.
    refers: Vec<Vec<usize>>,
    /// Those that something else refers to.
    roots: Vec<usize>,
    /// How many are imported: they come first.
    imported: usize,
}

impl Graph {
    pub fn of(program: &Program<'_>) -> Result<Self> {
        let mut refers = vec![Vec::new(); program.imported];
        for body in &program.bodies {
            let mut of_body = Vec::new();
            for operator in body.get_operators_reader()? {
                if let Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } = operator?
                {
                    of_body.push(function_index as usize);
                }
            }
            of_body.sort_unstable();
            of_body.dedup();
            refers.push(of_body);
        }
        Ok(Self {
            refers,
            roots: program.referred()?,
            imported: program.imported,
        })
    }

    /// Returns for each function whether only those that begin the part reach it. They themselves are inside; what the
    /// program imports is not.
    pub fn only_reached_by(&self, begun: &[usize]) -> Vec<bool> {
        let outside = self.reached(&self.roots, begun);
        let inside = self.reached(begun, &[]);
        let both = outside.into_iter().zip(inside).enumerate();
        both.map(|(index, (outside, inside))| inside && !outside && index >= self.imported)
            .collect()
    }

    /// Returns for each function whether it is reached, but not through those that are to be avoided.
    fn reached(&self, from: &[usize], avoided: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.refers.len()];
        let mut left: Vec<usize> = from.to_vec();
        while let Some(function) = left.pop() {
            if !reached[function] && !avoided.contains(&function) {
                reached[function] = true;
                left.extend(&self.refers[function]);
            }
        }
        reached
    }
}
