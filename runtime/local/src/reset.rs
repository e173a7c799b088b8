//! Starting over, if that is meant.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::Problem;
use crate::data::Locked;

/// Removes what is in the folder, after asking.
///
/// # Errors
///
/// When nobody can be asked, or does not agree.
pub(crate) fn reset(folder: &Locked, is_agreed: bool) -> Result<(), Problem> {
    if !folder.is_used() {
        return folder.reset();
    }
    if !is_agreed {
        ask(folder)?;
    }
    folder.reset()?;
    tracing::info!(folder = %folder.folder().display(), "removed all posts and images");
    Ok(())
}

fn ask(folder: &Locked) -> Result<(), Problem> {
    let folder = folder.folder().display();
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(Problem::new(format!(
            "--reset removes all posts and images in {folder}, and there is nobody to ask"
        ))
        .hint("`--reset --yes` does not ask"));
    }
    let failed = |error| Problem::because("cannot ask", error);
    let mut output = std::io::stderr();
    write!(output, "Remove all posts and images in {folder}? [y/N] ").map_err(failed)?;
    output.flush().map_err(failed)?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer).map_err(failed)?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(())
    } else {
        Err(Problem::new("nothing was removed"))
    }
}
