//! Which references a text makes: a scan of Terraform's templates and
//! expressions that knows their strings, comments and escapes, and nothing
//! else of the language.

/// The parts of a reference: `data.aws_ami.image.id` is four of them. An index
/// that is written out, as in `outputs["name"]`, is a part as well.
pub(crate) type Traversal = Vec<String>;

/// The references in the value of a JSON string.
pub(crate) fn template(text: &str) -> Vec<Traversal> {
    let mut scanner = Scanner::new(text);
    scanner.template(&End::Text);
    scanner.found
}

/// The references in a string that Terraform reads as an expression, such as
/// those in `depends_on`. A template will do as well.
pub(crate) fn expression(text: &str) -> Vec<Traversal> {
    if text.contains("${") {
        return template(text);
    }
    let mut scanner = Scanner::new(text);
    scanner.expression();
    scanner.found
}

/// What a template ends with.
enum End {
    /// The end of the text.
    Text,
    /// The quote that closes a string.
    Quote,
    /// A line with this word alone.
    Heredoc(String),
}

struct Scanner<'a> {
    rest: &'a str,
    found: Vec<Traversal>,
}

impl<'a> Scanner<'a> {
    fn new(rest: &'a str) -> Self {
        let found = Vec::new();
        Self { rest, found }
    }

    fn take(&mut self, prefix: &str) -> bool {
        self.rest
            .strip_prefix(prefix)
            .map(|rest| self.rest = rest)
            .is_some()
    }

    fn skip(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    /// Skips the text before the mark, and the mark.
    fn skip_past(&mut self, mark: &str) {
        self.rest = self.rest.split_once(mark).map_or("", |(_, rest)| rest);
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn template(&mut self, end: &End) {
        while !self.rest.is_empty() {
            match end {
                End::Quote if self.take("\"") => return,
                End::Quote if self.take("\\") => self.skip(),
                End::Heredoc(word) if self.take("\n") => {
                    let line = self.rest.lines().next().unwrap_or_default();
                    if line.trim() == word {
                        self.rest = &self.rest[line.len()..];
                        return;
                    }
                }
                _ if self.take("$${") || self.take("%%{") => {}
                _ if self.take("${") || self.take("%{") => self.expression(),
                _ => self.skip(),
            }
        }
    }

    /// Scans to the brace that closes an interpolation, or to the end.
    fn expression(&mut self) {
        let mut depth = 0_usize;
        while let Some(next) = self.rest.chars().next() {
            if is_start(next) {
                self.traversal();
            } else if next.is_ascii_digit() {
                self.take_while(|c| is_part(c) || c == '.');
            } else if self.take("\"") {
                self.template(&End::Quote);
            } else if self.take("#") || self.take("//") {
                self.skip_past("\n");
            } else if self.take("/*") {
                self.skip_past("*/");
            } else if self.take("<<") {
                self.take("-");
                let word = self.take_while(is_part).to_owned();
                self.template(&End::Heredoc(word));
            } else if self.take(".") {
                // An attribute of something that is not a name.
                self.take_while(is_part);
            } else if next == '}' && depth == 0 {
                self.skip();
                return;
            } else {
                match next {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                self.skip();
            }
        }
    }

    fn traversal(&mut self) {
        let mut parts = vec![self.take_while(is_part).to_owned()];
        while let Some((part, rest)) = step(self.rest) {
            parts.push(part.to_owned());
            self.rest = rest;
        }
        if parts.len() > 1 {
            self.found.push(parts);
        }
    }
}

/// The next part of a traversal, if it is written out.
fn step(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        return match end {
            0 => rest.strip_prefix('*').map(|rest| ("*", rest)),
            end => Some(rest.split_at(end)),
        };
    }
    let (index, rest) = text.strip_prefix('[')?.split_once(']')?;
    let index = index.trim();
    if index == "*" || (!index.is_empty() && index.chars().all(|c| c.is_ascii_digit())) {
        return Some((index, rest));
    }
    let key = index.strip_prefix('"')?.strip_suffix('"')?;
    (!key.contains(['"', '\\', '$', '%'])).then_some((key, rest))
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(traversals: &[Traversal]) -> String {
        let shown: Vec<String> = traversals.iter().map(|parts| parts.join(".")).collect();
        shown.join(" ")
    }

    #[test]
    fn templates() {
        for (text, expected) in [
            ("plain a.b", ""),
            ("${a.b}", "a.b"),
            ("x-${a.b.c}-${data.d.e-f.g}-y", "a.b.c data.d.e-f.g"),
            ("$${a.b} %%{a.b} $ % { a.b }", ""),
            ("$$${a.b}", ""),
            ("$${${a.b}}", "a.b"),
            ("%{ if a.b }yes%{ else }${c.d}%{ endif }", "a.b c.d"),
            (
                "${f(a.b, \"c.d\", \"${e.f}\\\"${g.h}\")} i.j",
                "a.b e.f g.h",
            ),
            ("${f(\"$${a.b}\", c.d)}", "c.d"),
            ("${{x = {y = a.b}, z = c.d}} e.f", "a.b c.d"),
            (
                "${a.b[0].c} ${a.b[*].c} ${a.b.*.c}",
                "a.b.0.c a.b.*.c a.b.*.c",
            ),
            ("${a.b[each.key].c}", "a.b each.key"),
            ("${a.b[\"x y\"].c}", "a.b.x y.c"),
            ("${a.b[\"${c.d}\"].e}", "a.b c.d"),
            ("${f(a.b).c.d}", "a.b"),
            ("${(a.b).c} ${1.5e3} ${true ? a.b : c.d}", "a.b a.b c.d"),
            ("${[for x in a.b : x.c if x.d != null]...}", "a.b x.c x.d"),
            ("${/* a.b */ c.d # e.f\n + g.h // i.j\n}", "c.d g.h"),
            ("${f(<<-EOT\n  a.b ${c.d}\n  EOT\n, e.f)}", "c.d e.f"),
            ("${provider::x::f(a.b)}", "a.b"),
            ("${a.b", "a.b"),
            ("${\"a.b", ""),
            ("${a.é}", "a.é"),
        ] {
            assert_eq!(shown(&template(text)), expected, "{text}");
        }
    }

    #[test]
    fn expressions() {
        for (text, expected) in [
            ("a.b", "a.b"),
            ("data.a.b", "data.a.b"),
            ("a.b[\"x\"].c", "a.b.x.c"),
            ("${a.b}", "a.b"),
        ] {
            assert_eq!(shown(&expression(text)), expected, "{text}");
        }
    }
}
