//! What the program says: talk on stderr, data on stdout.

use std::io::{self, IsTerminal, Write};

use crate::error::{Error, Result};

const RED: &str = "1;31";
const YELLOW: &str = "1;33";
const BLUE: &str = "1;34";
const CYAN: &str = "1;36";

/// The channel to whoever runs the program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ui {
    quiet: bool,
    colour: bool,
    /// Whether somebody wants no colours.
    plain: bool,
}

impl Ui {
    /// Colour needs a terminal, and nobody who objects.
    pub(crate) fn new(quiet: bool, no_color: bool) -> Self {
        let objection = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let plain = no_color || objection;
        Self {
            quiet,
            colour: !plain && io::stderr().is_terminal(),
            plain,
        }
    }

    /// Whether data for people may have colours.
    pub(crate) fn colours_data(self) -> bool {
        !self.plain && io::stdout().is_terminal()
    }

    /// The same, without progress.
    pub(crate) fn hushed(self) -> Self {
        Self {
            quiet: true,
            ..self
        }
    }

    /// Whether `--quiet` was given.
    pub(crate) fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Talk that was asked for, so that `--quiet` does not silence it.
    pub(crate) fn text(text: &str) {
        say(text);
    }

    /// Asks for an answer on the same line.
    pub(crate) fn ask(question: &str) {
        let mut stderr = io::stderr().lock();
        // A closed stderr is nobody's loss; there will be no answer then.
        let _ = write!(stderr, "{question} ").and_then(|()| stderr.flush());
    }

    /// Whether colours may be used.
    pub(crate) fn has_colour(self) -> bool {
        self.colour
    }

    /// Tells of progress; `--quiet` silences it.
    pub(crate) fn status(self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }

    /// A remark that `--quiet` silences.
    pub(crate) fn info(self, text: &str) {
        if !self.quiet {
            self.labelled(BLUE, "info", text);
        }
    }

    /// Something that deserves attention.
    pub(crate) fn warn(self, text: &str) {
        self.labelled(YELLOW, "warning", text);
    }

    /// Something that is wrong.
    pub(crate) fn error(self, text: &str) {
        self.labelled(RED, "error", text);
    }

    /// What to do next.
    pub(crate) fn hint(self, text: &str) {
        self.labelled(CYAN, "hint", text);
    }

    /// The failure that ends the run, and its hints.
    pub(crate) fn fail(self, error: &Error) {
        self.error(&error.to_string());
        for hint in error.hints() {
            self.hint(&hint);
        }
    }

    /// Writes data to stdout. A reader who has seen enough is not a failure.
    pub(crate) fn data(text: &str) -> Result<()> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes());
        Self::printed(written.and_then(|()| stdout.flush()))
    }

    /// How writing to stdout went. A reader who has seen enough is not a failure.
    pub(crate) fn printed(written: io::Result<()>) -> Result<()> {
        match written {
            Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(Error::Io {
                action: "write to",
                path: "stdout".into(),
                source,
            }),
            _ => Ok(()),
        }
    }

    fn labelled(self, style: &str, label: &str, text: &str) {
        if self.colour {
            say(&format!("\u{1b}[{style}m{label}\u{1b}[0m: {text}"));
        } else {
            say(&format!("{label}: {text}"));
        }
    }
}

/// A closed stderr is nobody's loss, so a failure to write is ignored.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
