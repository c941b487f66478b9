//! TypeScript for the UI, made from the command table: `ui/src/ipc/gen/api.ts`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use strata_engine::search::QueryFault;
use strata_model::{BatchKind, IssueKind, ProblemKind, Standing};
use strum::VariantNames as _;
use ts_rs::{Config, TS, TypeVisitor};

use crate::error::{ApiError, Code};
use crate::table::{Kind, TypeSink, visit_types};
use crate::types::Event;

/// Returns the whole generated file.
#[must_use]
pub fn typescript() -> String {
    let mut collected =
        Collected { config: Config::new().with_large_int("number"), types: BTreeMap::new(), commands: String::new() };
    visit_types(&mut collected);
    collected.visit::<Event>();
    collected.visit::<ApiError>();
    collected.visit::<Code>();
    let mut text = String::from("// Made from the command table by `./dev bindings`; edits here are lost.\n\n");
    for declaration in collected.types.values() {
        let _ = writeln!(text, "export {declaration}\n");
    }
    union(&mut text, "ProblemKind", ProblemKind::VARIANTS);
    union(&mut text, "BatchKind", BatchKind::VARIANTS);
    union(&mut text, "BatchIssueKind", IssueKind::VARIANTS);
    union(&mut text, "Standing", Standing::VARIANTS);
    union(&mut text, "QueryFault", QueryFault::VARIANTS);
    let _ = writeln!(text, "/** Every command with its kind, parameters and result. */");
    let _ = writeln!(text, "export type Commands = {{\n{}}};", collected.commands);
    text
}

/// Adds the type of an enum of another room, of which only the names travel.
fn union(text: &mut String, name: &str, variants: &[&str]) {
    let variants: Vec<_> = variants.iter().map(|variant| format!("\"{variant}\"")).collect();
    let _ = writeln!(text, "export type {name} = {};\n", variants.join(" | "));
}

struct Collected {
    config: Config,
    types: BTreeMap<String, String>,
    commands: String,
}

impl TypeVisitor for Collected {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.types.contains_key(&name) {
                return;
            }
            self.types.insert(name, T::decl(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeSink for Collected {
    fn command<P: TS + 'static, R: TS + 'static>(&mut self, name: &str, kind: Kind) {
        self.visit::<P>();
        self.visit::<R>();
        let (params, result) = (P::name(&self.config), R::name(&self.config));
        let _ = writeln!(self.commands, "  {name}: {{ kind: \"{kind:?}\"; params: {params}; result: {result} }};");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_bindings_are_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/ipc/gen/api.ts");
        let made = typescript();
        if std::env::var_os("STRATA_WRITE_BINDINGS").is_some() {
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, &made).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == made, "ui/src/ipc/gen/api.ts is stale: run ./dev bindings and commit it");
    }
}
