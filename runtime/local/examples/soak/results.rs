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
