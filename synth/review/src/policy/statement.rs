//! A statement of a policy.

use std::collections::BTreeSet;

use super::pattern::{covers, overlaps};

/// Who is everybody.
pub(crate) const EVERYBODY: &str = "*";

/// A statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Statement {
    /// Whether it allows; otherwise it denies.
    pub(crate) allow: bool,
    /// To whom; `None` in the policy of somebody.
    pub(crate) principals: Option<Scope>,
    /// What.
    pub(crate) actions: Scope,
    /// Of what; `None` in a policy that belongs to it.
    pub(crate) resources: Option<Scope>,
    /// When.
    pub(crate) conditions: BTreeSet<Condition>,
}

/// What is meant: some, or all but some.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Scope {
    /// What any of these patterns stands for.
    Only(BTreeSet<String>),
    /// What none of these patterns stands for.
    AllBut(BTreeSet<String>),
}

/// A part of a scope that is looked for in another one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    /// What a pattern stands for.
    Pattern(&'a str),
    /// What no pattern stands for.
    AllBut(&'a BTreeSet<String>),
    /// There is no such scope.
    Whole,
}

impl Scope {
    /// Its parts.
    pub(super) fn parts(scope: Option<&Self>) -> Vec<Part<'_>> {
        match scope {
            None => vec![Part::Whole],
            Some(Self::Only(patterns)) => patterns.iter().map(|p| Part::Pattern(p)).collect(),
            Some(Self::AllBut(patterns)) => vec![Part::AllBut(patterns)],
        }
    }

    /// Whether a part of another scope is in this one.
    pub(super) fn has(scope: Option<&Self>, part: Part<'_>) -> bool {
        match (scope, part) {
            (None, _) => true,
            (Some(Self::Only(patterns)), Part::Pattern(narrow)) => {
                patterns.iter().any(|wide| covers(wide, narrow))
            }
            (Some(Self::Only(patterns)), Part::AllBut(_) | Part::Whole) => {
                patterns.contains(EVERYBODY)
            }
            (Some(Self::AllBut(excluded)), Part::Pattern(pattern)) => {
                !excluded.iter().any(|other| overlaps(other, pattern))
            }
            (Some(Self::AllBut(excluded)), Part::AllBut(more)) => excluded
                .iter()
                .all(|narrow| more.iter().any(|wide| covers(wide, narrow))),
            (Some(Self::AllBut(excluded)), Part::Whole) => excluded.is_empty(),
        }
    }

    /// Whether everything is in it.
    pub(crate) fn is_everything(&self) -> bool {
        match self {
            Self::Only(patterns) => patterns.contains(EVERYBODY),
            Self::AllBut(patterns) => patterns.is_empty(),
        }
    }
}

/// A condition: a key, how it is compared, and with what.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Condition {
    pub(crate) key: String,
    pub(crate) operator: String,
    pub(crate) values: BTreeSet<String>,
}

impl Condition {
    /// Whether whatever meets `other` meets this one.
    fn is_met_with(&self, other: &Self) -> bool {
        let same = self.key.eq_ignore_ascii_case(&other.key)
            && self.operator.eq_ignore_ascii_case(&other.operator);
        if !same {
            return false;
        }
        let operator = self.operator.to_ascii_lowercase();
        // `ForAllValues:` and the like are not taken apart.
        if operator.contains(':') {
            return self.values == other.values;
        }
        if operator.contains("not") {
            self.values.is_subset(&other.values)
        } else {
            self.values.is_superset(&other.values)
        }
    }
}

/// Whether whatever meets all of `strict` meets all of `loose`.
pub(super) fn implied(loose: &BTreeSet<Condition>, strict: &BTreeSet<Condition>) -> bool {
    loose
        .iter()
        .all(|one| strict.iter().any(|other| one.is_met_with(other)))
}
