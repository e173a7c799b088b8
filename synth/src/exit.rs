//! Exit codes: one table for the program, its help and the documentation.

use std::process::ExitCode;

/// How a run that did not succeed ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// The question was answered, and the answer is no.
    No,
    /// The command line or a configuration file is wrong.
    Usage,
    /// The app failed, or wrote something unusable.
    App,
    /// The machine does not play along.
    Environment,
    /// Terraform failed.
    Terraform,
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// What `--detailed-exitcode` tells: there are changes.
    Changes,
    /// `review` found something that is bad enough.
    Findings,
    /// The same as `Usage`, of a command whose 2 says something else.
    UsageOfReview,
}

/// Every exit code and what it means, in the order of the help text.
const TABLE: &[(u8, &str)] = &[
    (0, "success"),
    (
        1,
        "the answer is no: stale output or bindings, invalid configuration, error annotations, drift, \
         not approved, a guard that refuses",
    ),
    (
        2,
        "the command line or a configuration file is wrong; with `--detailed-exitcode`: there are changes; \
         of `review`: findings at or above `--fail-on`",
    ),
    (3, "the app failed, or wrote something unusable"),
    (
        4,
        "a tool is missing or failed, or a file could not be read or written",
    ),
    (
        5,
        "Terraform failed, or a stack cannot be planned yet: which, why and what was done is told",
    ),
    (
        64,
        "of `review`: the command line or a configuration file is wrong, or there is no plan to read",
    ),
    (130, "interrupted"),
];

impl Exit {
    /// The number the shell sees.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::No => 1,
            Self::Usage | Self::Changes | Self::Findings => 2,
            Self::App => 3,
            Self::Environment => 4,
            Self::Terraform => 5,
            Self::Interrupted => 130,
            Self::UsageOfReview => 64,
        }
    }

    /// The same exit as `review` tells it.
    pub(crate) fn of_review(self) -> Self {
        match self {
            Self::Usage => Self::UsageOfReview,
            other => other,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What a terminal of the usual width holds.
const WIDTH: usize = 80;

/// Where meanings begin in a line.
const INDENT: usize = 7;

/// The table as text, for `--help`. Long meanings go on below where they began.
pub(crate) fn help() -> String {
    let mut text = String::from("Exit codes:\n");
    for (code, meaning) in TABLE {
        let mut line = format!("  {code:<4}");
        for word in meaning.split(' ') {
            if line.len() + 1 + word.len() > WIDTH {
                text.push_str(&line);
                text.push('\n');
                line = " ".repeat(INDENT - 1);
            }
            line.push(' ');
            line.push_str(word);
        }
        text.push_str(&line);
        text.push('\n');
    }
    text.push_str("\nDocumentation of a command: synth help COMMAND");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_fits_a_terminal_and_keeps_its_columns() {
        let help = help();
        let rows = help.lines().skip(1).take_while(|line| !line.is_empty());
        let mut words = Vec::new();
        for row in rows {
            assert!(row.len() <= WIDTH, "{row}");
            let (code, meaning) = row.split_at(INDENT);
            words.extend(code.split_whitespace());
            assert!(!meaning.starts_with(' '), "{row}");
            words.extend(meaning.split(' '));
        }
        let table = TABLE
            .iter()
            .map(|(code, meaning)| format!("{code} {meaning}"));
        assert_eq!(words.join(" "), table.collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn the_documentation_has_the_same_table() {
        let page = include_str!("../../docs/command-line.md");
        for (code, meaning) in TABLE {
            assert!(page.contains(&format!("| {code} | {meaning} |")), "{code}");
        }
    }

    #[test]
    fn every_exit_is_in_the_table() {
        for exit in [
            Exit::No,
            Exit::Usage,
            Exit::App,
            Exit::Environment,
            Exit::Terraform,
            Exit::Interrupted,
            Exit::Findings,
            Exit::UsageOfReview,
            Exit::Changes,
        ] {
            assert!(
                TABLE.iter().any(|(code, _)| *code == exit.code()),
                "{exit:?}"
            );
        }
    }
}
