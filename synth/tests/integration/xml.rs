//! Whether a text is well-formed XML, as far as pictures use it.

/// Panics where a tag, an attribute or an entity is not as it should be.
pub(crate) fn check(text: &str) {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        entities(before);
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}>");
            continue;
        }
        let closed = tag.strip_suffix('/');
        let tag = closed.unwrap_or(tag);
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()),
            "<{tag}>"
        );
        assert!(!open.is_empty() || name == "svg", "<{tag}> outside");
        check_attributes(attributes);
        if closed.is_none() {
            open.push(name);
        }
    }
    assert_eq!((open.len(), rest), (0, "\n"));
}

fn check_attributes(mut text: &str) {
    let mut names = Vec::new();
    while !text.is_empty() {
        let (name, after) = text.split_once("=\"").unwrap();
        let (value, after) = after.split_once('"').unwrap();
        entities(value);
        assert!(!names.contains(&name), "{name} twice");
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
            "{name}"
        );
        names.push(name);
        text = after.strip_prefix(' ').unwrap_or(after);
    }
}

fn entities(text: &str) {
    assert!(
        !text.contains(|c: char| c.is_control() && c != '\n'),
        "{text:?}"
    );
    for after in text.split('&').skip(1) {
        let (name, _) = after.split_once(';').unwrap();
        assert!(
            ["amp", "lt", "gt", "quot", "apos"].contains(&name),
            "&{name};"
        );
    }
}
