//! The file of results: a section for each kind of disturbance.

use std::path::Path;

const HEAD: &str = "# Results

Written by `bench/local/soak --save`, a section at a time; `bench/README.md` says how
to read them.
";

/// Puts a section into a file, in place of the one with its title.
pub(crate) fn save(file: &Path, title: &str, section: &str) -> std::io::Result<()> {
    let old = match std::fs::read_to_string(file) {
        Ok(old) => old,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(error),
    };
    std::fs::write(file, with(&old, title, section))
}

fn with(old: &str, title: &str, section: &str) -> String {
    let heading = format!("\n## {title}\n");
    let section = format!("{heading}\n{section}");
    let Some(start) = old.find(&heading) else {
        return old.to_owned() + &section;
    };
    let rest = &old[start + heading.len()..];
    let after = rest.find("\n## ").map_or("", |end| &rest[end..]);
    format!("{}{section}{after}", &old[..start])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_one_before_and_leaves_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("RESULTS.md");
        save(&file, "Undisturbed", "one\n\n### more\n").unwrap();
        save(&file, "Killed every minute", "two\n").unwrap();
        let both = std::fs::read_to_string(&file).unwrap();
        assert_eq!(
            both,
            format!("{HEAD}\n## Undisturbed\n\none\n\n### more\n\n## Killed every minute\n\ntwo\n")
        );
        // Once more the same is the same.
        save(&file, "Undisturbed", "one\n\n### more\n").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), both);
        save(&file, "Undisturbed", "three\n").unwrap();
        save(&file, "Killed every minute", "four\n").unwrap();
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            format!("{HEAD}\n## Undisturbed\n\nthree\n\n## Killed every minute\n\nfour\n")
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save(folder.path(), "Undisturbed", "one\n").is_err());
        let file = folder.path().join("RESULTS.md");
        std::fs::write(&file, [0xFF]).unwrap();
        assert!(save(&file, "Undisturbed", "one\n").is_err());
        assert_eq!(std::fs::read(&file).unwrap(), [0xFF]);
    }
}
