//! What Terraform is going to do, and why.

/// What happens to an object.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Action {
    /// Nothing; a move or an import may still be recorded.
    #[default]
    NoOp,
    /// It is created.
    Create,
    /// A data source is read when the plan is applied.
    Read,
    /// It is changed in place.
    Update,
    /// It is destroyed.
    Delete,
    /// It is destroyed, then created.
    DeleteThenCreate,
    /// It is created, then the old one is destroyed.
    CreateThenDelete,
    /// Terraform drops it from the state and leaves it as it is.
    Forget,
    /// The old one is dropped from the state, left as it is, and a new one is
    /// created.
    ForgetAndCreate,
    /// An ephemeral resource is opened, renewed or closed.
    Ephemeral,
    /// Words that are not known here, in their order.
    Other(Vec<String>),
}

impl Action {
    /// From the words of the plan.
    pub(super) fn from_words(words: &[String]) -> Self {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] | ["no-op"] => Self::NoOp,
            ["create"] => Self::Create,
            ["read"] => Self::Read,
            ["update"] => Self::Update,
            ["delete"] => Self::Delete,
            ["delete", "create"] => Self::DeleteThenCreate,
            ["create", "delete"] => Self::CreateThenDelete,
            ["forget"] => Self::Forget,
            ["create", "forget"] | ["forget", "create"] => Self::ForgetAndCreate,
            ["open" | "renew" | "close"] => Self::Ephemeral,
            other => Self::Other(other.iter().map(|word| (*word).to_owned()).collect()),
        }
    }

    /// Whether the object is destroyed and created anew.
    #[must_use]
    pub fn replaces(&self) -> bool {
        matches!(self, Self::DeleteThenCreate | Self::CreateThenDelete)
    }

    /// Whether the object that is there now is destroyed.
    #[must_use]
    pub fn destroys(&self) -> bool {
        self.replaces() || *self == Self::Delete
    }

    /// Whether there is an object of this address afterwards that is created,
    /// changed or made anew.
    #[must_use]
    pub fn writes(&self) -> bool {
        matches!(
            self,
            Self::Create
                | Self::Update
                | Self::DeleteThenCreate
                | Self::CreateThenDelete
                | Self::ForgetAndCreate
        )
    }
}

/// Managed resource, data source, or what else there may be.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Mode {
    /// A resource that Terraform creates and destroys.
    #[default]
    Managed,
    /// A data source.
    Data,
    /// Another word, such as `ephemeral`.
    Other(String),
}

impl Mode {
    pub(super) fn from_word(word: Option<&str>) -> Self {
        match word {
            None | Some("managed") => Self::Managed,
            Some("data") => Self::Data,
            Some(other) => Self::Other(other.to_owned()),
        }
    }
}

/// Why an action was chosen: the plan's `action_reason`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reason(pub(crate) String);

impl Reason {
    /// The word in the plan, such as `replace_because_tainted`.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.0
    }

    /// The reason in words, after "because"; `None` for a word that is not
    /// known.
    #[must_use]
    pub fn explanation(&self) -> Option<&'static str> {
        Some(match self.0.as_str() {
            "replace_because_tainted" => "it is tainted: its creation or a provisioner failed",
            "replace_because_cannot_update" => "an attribute cannot be changed in place",
            "replace_by_request" => "`-replace` asks for it",
            "replace_by_triggers" => "something named in `replace_triggered_by` changes",
            "delete_because_no_resource_config" => "it is not in the configuration any more",
            "delete_because_no_module" => "its module is not in the configuration any more",
            "delete_because_wrong_repetition" => {
                "`count` or `for_each` was added, removed or exchanged"
            }
            "delete_because_count_index" => "its index is out of the range of `count`",
            "delete_because_each_key" => "its key is not in `for_each` any more",
            "delete_because_no_move_target" => "it is moved to where nothing is configured",
            "read_because_config_unknown" => "its configuration is not known before apply",
            "read_because_dependency_pending" => "what it depends on changes",
            "read_because_check_nested" => "a check needs it",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_actions() {
        for (words, expected) in [
            ("", Action::NoOp),
            ("no-op", Action::NoOp),
            ("delete create", Action::DeleteThenCreate),
            ("create delete", Action::CreateThenDelete),
            ("create forget", Action::ForgetAndCreate),
            ("forget create", Action::ForgetAndCreate),
            ("open", Action::Ephemeral),
            ("dance", Action::Other(vec!["dance".to_owned()])),
        ] {
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            assert_eq!(Action::from_words(&words), expected);
        }
    }
}
