//! `synth doctor`.

use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::to_json;
use crate::cli::Global;
use crate::doctor::{Check, Status, examine};
use crate::error::{Error, Result};
use crate::ui::Ui;

/// Look at what this machine has and what it lacks
///
/// Every line is `ok`; or `missing`, when `synth synth` or `synth validate`
/// needs it; or `optional`, when only other commands do. Fails when something
/// is missing. Uses no network, and does not run the app.
#[derive(Args, Debug)]
pub(crate) struct Doctor {
    /// Print JSON: an object with `ready` and, for each check, `name`, `status`,
    /// `found`, `neededFor` and `fix`
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    ready: bool,
    checks: Vec<Check>,
}

impl Doctor {
    /// Runs the command.
    pub(crate) fn run(&self, global: &Global) -> Result<()> {
        let checks = examine(global);
        let missing: Vec<&str> = checks
            .iter()
            .filter(|check| check.status == Status::Missing)
            .map(|check| check.name)
            .collect();
        let ready = missing.is_empty();
        let error = Error::NotReady {
            missing: missing.join(", "),
        };
        if self.json {
            Ui::data(&to_json(&Report { ready, checks })?)?;
        } else {
            Ui::data(&lines(&checks))?;
        }
        if ready { Ok(()) } else { Err(error) }
    }
}

fn lines(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let status = match check.status {
            Status::Ok => "ok",
            Status::Missing => "missing",
            Status::Optional => "optional",
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{status:<9} {:<16} {}", check.name, check.found);
        if let Some(fix) = &check.fix {
            let _ = writeln!(text, "{:27}needed for {}", "", check.needed_for);
            let _ = writeln!(text, "{:27}{fix}", "");
        }
    }
    text
}
