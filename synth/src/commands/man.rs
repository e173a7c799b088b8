//! `synth man`.

use std::fs::{Permissions, create_dir_all};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};

use crate::cli::Cli;
use crate::environment::with_variables;
use crate::error::{Error, Result, plural};
use crate::output::write_if_different;
use crate::paths::shown;
use crate::ui::Ui;

/// Print the manual page, or write those of all commands to a folder
///
/// `man -l <(synth man)` shows the main page.
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The folder for the pages of all commands, such as `man1` in a folder of
    /// `MANPATH`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    /// Runs the command.
    pub(crate) fn run(&self, ui: Ui) -> Result<()> {
        // `synth help` repeats every command, and would have a page for each.
        let mut command = with_variables(Cli::command()).disable_help_subcommand(true);
        command.build();
        let Some(folder) = &self.out else {
            let (_, page) = page(command)?;
            return Ui::data(&String::from_utf8_lossy(&page));
        };
        create_dir_all(folder).map_err(Error::io("create", folder))?;
        let mut commands: Vec<Command> = command.get_subcommands().cloned().collect();
        commands.insert(0, command);
        let pages = commands.len();
        for command in commands {
            let (name, page) = page(command)?;
            write_if_different(&folder.join(name), &page, &Permissions::from_mode(0o644))?;
        }
        ui.status(&format!(
            "{pages} {} in {}",
            plural(pages, "manual page"),
            shown(folder)
        ));
        Ok(())
    }
}

/// The name of a command's page, and the page.
fn page(command: Command) -> Result<(String, Vec<u8>)> {
    let man = clap_mangen::Man::new(command);
    let mut page = Vec::new();
    man.render(&mut page)
        .map_err(Error::io("write", Path::new("manual page")))?;
    Ok((man.get_filename(), page))
}
