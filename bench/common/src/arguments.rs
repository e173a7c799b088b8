//! What a benchmark is asked to measure, and how often.

use crate::Result;

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// Names of sections, in the order they are measured.
    pub chosen: Vec<String>,
    /// How often each program runs.
    pub runs: usize,
    /// Whether everything is measured, so that the results are worth keeping.
    pub all: bool,
}

impl Arguments {
    /// Reads `[SECTION...] [--runs N]`; all sections where none is named.
    ///
    /// # Errors
    ///
    /// When a section is not one of `sections`, or the number is none.
    pub fn parse(
        arguments: impl IntoIterator<Item = String>,
        sections: &[&str],
        runs: usize,
    ) -> Result<Self> {
        let mut chosen = Vec::new();
        let mut runs = runs;
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if argument == "--runs" {
                let number = arguments.next().ok_or("--runs needs a number")?;
                runs = number
                    .parse()
                    .ok()
                    .filter(|runs| *runs > 0)
                    .ok_or_else(|| format!("--runs: `{number}` is not a number above 0"))?;
            } else if sections.contains(&argument.as_str()) {
                chosen.push(argument);
            } else {
                return Err(format!("`{argument}` is no section: {}", sections.join(", ")).into());
            }
        }
        let all = chosen.is_empty() || sections.iter().all(|one| chosen.iter().any(|it| it == one));
        if chosen.is_empty() {
            chosen = sections.iter().copied().map(str::to_owned).collect();
        }
        Ok(Self { chosen, runs, all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> std::result::Result<(String, usize, bool), String> {
        let arguments = arguments.iter().copied().map(str::to_owned);
        let read = Arguments::parse(arguments, &["a", "b"], 7);
        let read = read.map_err(|error| error.to_string())?;
        Ok((read.chosen.join(" "), read.runs, read.all))
    }

    #[test]
    fn sections_and_runs() {
        assert_eq!(of(&[]), Ok(("a b".to_owned(), 7, true)));
        assert_eq!(of(&["b", "--runs", "2"]), Ok(("b".to_owned(), 2, false)));
        assert_eq!(of(&["b", "a"]), Ok(("b a".to_owned(), 7, true)));
        assert_eq!(of(&["c"]).unwrap_err(), "`c` is no section: a, b");
        assert_eq!(of(&["--runs"]).unwrap_err(), "--runs needs a number");
        for bad in ["0", "-1", "x"] {
            assert!(of(&["--runs", bad]).unwrap_err().starts_with("--runs: `"));
        }
    }
}
