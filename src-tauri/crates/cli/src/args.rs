//! The command line: every command once, with its module and its help.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::commands::{
    cat, completions, diff, export, history, import, index, init, ls, man, mv, name, replace, restore, rm, search,
    serve, set, snapshot, status, tag, undo, unset, vaults, verify, watch, write,
};
use crate::context::Context;
use crate::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  strata init ~/notes                      make a vault
  strata --vault ~/obsidian search 'fox'   use any folder as it is; nothing is written into it
  strata search 'tag:recipe \"olive oil\"'   in the vault that the current folder is in
  echo '# Idea' | strata write knowledge/docs/idea.md
  strata history knowledge/docs/idea.md

A PATH is relative to the vault. Where nothing is there, it is tried relative to the current \
folder; with ./ or ../ in front it is always relative to the current folder, and an absolute \
one has to lead into the vault.

Exit code: 0 success, 1 the operation failed, 2 wrong usage. STRATA_DATA_DIR names another data \
folder, STRATA_LOG=debug tells more.";

/// Knowledge and an assistant's memory in one folder of plain files
#[derive(Parser)]
#[command(name = "strata", version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    /// Print one JSON value instead of text
    #[arg(long, global = true)]
    json: bool,

    /// The vault's folder [env: STRATA_VAULT] [default: the vault the current folder is in]
    #[arg(long, global = true, value_name = "DIR", value_parser = clap::builder::PathBufValueParser::new())]
    vault: Option<std::path::PathBuf>,

    #[command(subcommand)]
    command: Command,
}

macro_rules! commands {
    ($( $(#[$attribute:meta])* $name:ident($module:ident) )*) => {
        #[derive(Subcommand)]
        enum Command {
            $( $(#[$attribute])* $name($module::Args), )*
        }

        impl Command {
            fn run(self, context: &Context) -> Result<(), Failure> {
                match self {
                    $( Self::$name(args) => $module::run(args, context), )*
                }
            }
        }
    };
}

commands! {
    /// Make a vault
    Init(init)
    /// List the vaults that are known, or tell where a moved one is now
    Vaults(vaults)
    /// Bring catalog, index and history up to date with the files
    Index(index)
    /// Find notes
    Search(search)
    /// List a folder
    Ls(ls)
    /// Print a file
    Cat(cat)
    /// Write a file from standard input
    Write(write)
    /// Move or rename a file or folder
    Mv(mv)
    /// Move files and folders to the trash
    Rm(rm)
    /// Copy files and folders out of the vault, into a folder or a zip file
    Export(export)
    /// Copy files and folders into the vault
    Import(import)
    /// Set a property of a note
    Set(set)
    /// Take a property of a note away
    Unset(unset)
    /// Rename a tag in the whole vault
    Tag(tag)
    /// Replace text in many notes, with a preview
    Replace(replace)
    /// Take back the last move, removal or change of many notes
    Undo(undo)
    /// List the versions of a file
    History(history)
    /// Show what changed in a file
    Diff(diff)
    /// Bring an earlier version back, as a new one
    Restore(restore)
    /// Make a version of everything now
    Snapshot(snapshot)
    /// Give a version a name, or list those that have one
    Name(name)
    /// Tell how things stand
    Status(status)
    /// Compare catalog, index and history with the files
    Verify(verify)
    /// Follow the vault and print what happens, until SIGTERM
    Watch(watch)
    /// Serve the web UI on this machine
    Serve(serve)
    /// Write manual pages into a folder
    #[command(hide = true)]
    Man(man)
    /// Print completions for a shell
    #[command(hide = true)]
    Completions(completions)
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let vault = self.vault.map(OsString::from).or_else(|| std::env::var_os("STRATA_VAULT"));
        let context = Context::new(self.json, vault.filter(|named| !named.is_empty()).map(Into::into));
        self.command.run(&context)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = command.get_name();
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("strata {name}")), "the help of '{name}' has no example");
        }
    }

    #[test]
    fn the_readme_has_every_command() {
        let readme = include_str!("../../../../README.md");
        let rows: Vec<_> = readme.lines().filter(|line| line.starts_with("| `strata ")).collect();
        let listed: Vec<_> = rows
            .iter()
            .filter_map(|row| row.split(" | ").next())
            .flat_map(|cell| cell.split('`').skip(1).step_by(2))
            .filter_map(|usage| usage.trim_start_matches("strata ").split(' ').next())
            .collect();
        let mut command = Cli::command();
        command.build();
        for known in command.get_subcommands().filter(|known| !known.is_hide_set() && known.get_name() != "help") {
            assert!(listed.contains(&known.get_name()), "README.md does not tell of 'strata {}'", known.get_name());
        }
        for name in listed {
            assert!(command.find_subcommand(name).is_some(), "README.md tells of 'strata {name}', which is not there");
        }
    }
}
