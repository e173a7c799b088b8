//! Who holds the lock of a state, from what Terraform says when it cannot
//! get it.

/// The lock that somebody holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Held {
    pub(crate) id: Option<String>,
    pub(crate) who: Option<String>,
    pub(crate) operation: Option<String>,
    pub(crate) created: Option<String>,
}

/// The lock that a diagnostic is about; none if it is about something else.
pub(crate) fn held(summary: &str, detail: &str) -> Option<Held> {
    if !summary.contains("acquiring the state lock") || is_full(detail) {
        return None;
    }
    let field = |name: &str| {
        let value = detail
            .lines()
            .find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'))?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    Some(Held {
        id: field("ID"),
        who: field("Who"),
        operation: field("Operation"),
        created: field("Created"),
    })
}

/// Whether what Terraform says is that a disk is full.
pub(crate) fn is_full(text: &str) -> bool {
    text.to_lowercase().contains("no space left on device")
}

impl Held {
    /// In a sentence, after the name of the stack.
    pub(crate) fn sentence(&self) -> String {
        let mut parts = vec!["its state is locked".to_owned()];
        parts.extend(self.who.as_ref().map(|who| format!(" by {who}")));
        parts.extend(
            self.created
                .as_ref()
                .map(|created| format!(" since {created}")),
        );
        parts.extend(self.operation.as_ref().map(|operation| {
            let operation = operation.trim_start_matches("OperationType").to_lowercase();
            format!(", for `{operation}`")
        }));
        parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_and_since_when() {
        let detail = "Error message: resource temporarily unavailable\nLock Info:\n  ID:        4a95\n  \
            Path:      x.tfstate\n  Operation: OperationTypeApply\n  Who:       ann@laptop\n  \
            Version:   1.11.4\n  Created:   2026-11-26 19:00:00.5 +0000 UTC\n  Info:      \n\n\nTerraform acquires";
        let held = held("Error acquiring the state lock", detail).unwrap();
        assert_eq!(held.id.as_deref(), Some("4a95"));
        assert_eq!(
            held.sentence(),
            "its state is locked by ann@laptop since 2026-11-26 19:00:00.5 +0000 UTC, for `apply`"
        );
    }

    #[test]
    fn nobody_is_known() {
        let held = held("Error acquiring the state lock", "Error message: x").unwrap();
        assert_eq!(held.sentence(), "its state is locked");
        assert_eq!(super::held("Error: other", "ID: 3"), None);
        let full = "Error message: write .a.lock.info: no space left on device";
        assert_eq!(super::held("Error acquiring the state lock", full), None);
    }
}
