//! What is allowed or denied, in words.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use super::Names;
use super::statement::{Condition, EVERYBODY, Scope, Statement};

/// How many names are told before it is only said how many more there are.
const MOST_NAMES: usize = 12;

/// Something that is allowed or denied.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) actions: Scope,
    pub(crate) resources: Option<Scope>,
    pub(crate) principals: Option<Scope>,
    pub(crate) conditions: BTreeSet<Condition>,
    /// Whether it is a statement that was not taken apart.
    pub(crate) too_large: bool,
}

impl Grant {
    /// The part of a statement with these patterns. Exceptions stay whole.
    pub(super) fn of(
        statement: &Statement,
        actions: Vec<String>,
        resources: Vec<String>,
        principals: Vec<String>,
    ) -> Self {
        let part = |scope: &Scope, patterns: Vec<String>| match scope {
            Scope::Only(_) => Scope::Only(patterns.into_iter().collect()),
            Scope::AllBut(excluded) => Scope::AllBut(excluded.clone()),
        };
        Self {
            actions: part(&statement.actions, actions),
            resources: statement
                .resources
                .as_ref()
                .map(|scope| part(scope, resources)),
            principals: statement
                .principals
                .as_ref()
                .map(|scope| part(scope, principals)),
            conditions: statement.conditions.clone(),
            too_large: false,
        }
    }

    pub(super) fn too_large(statement: &Statement) -> Self {
        Self {
            actions: statement.actions.clone(),
            resources: statement.resources.clone(),
            principals: statement.principals.clone(),
            conditions: statement.conditions.clone(),
            too_large: true,
        }
    }

    pub(super) fn rename(&mut self, names: &Names) {
        for scope in [&mut self.resources, &mut self.principals]
            .into_iter()
            .flatten()
            .chain([&mut self.actions])
        {
            let (Scope::Only(patterns) | Scope::AllBut(patterns)) = scope;
            rename(patterns, names);
        }
        rename_conditions(&mut self.conditions, names);
    }

    /// What, of what, to whom.
    pub(crate) fn without_conditions(&self) -> String {
        let mut text = scope(&self.actions, "everything");
        if let Some(resources) = &self.resources {
            text.push_str(" on ");
            text.push_str(&scope(resources, "everything"));
        }
        if let Some(principals) = &self.principals {
            text.push_str(" to ");
            if principals.is_everything() {
                text.push_str("everybody");
            } else {
                text.push_str(&scope(principals, "everybody"));
            }
        }
        text
    }
}

fn rename(texts: &mut BTreeSet<String>, names: &Names) {
    *texts = std::mem::take(texts)
        .into_iter()
        .map(|text| names.get(&text).cloned().unwrap_or(text))
        .collect();
}

pub(super) fn rename_conditions(conditions: &mut BTreeSet<Condition>, names: &Names) {
    *conditions = std::mem::take(conditions)
        .into_iter()
        .map(|mut condition| {
            rename(&mut condition.values, names);
            condition
        })
        .collect();
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.without_conditions())?;
        if !self.conditions.is_empty() {
            write!(f, " if {}", conditions(&self.conditions))?;
        }
        Ok(())
    }
}

fn scope(scope: &Scope, all: &str) -> String {
    match scope {
        Scope::Only(patterns) if patterns.contains(EVERYBODY) => EVERYBODY.to_owned(),
        Scope::Only(patterns) => names(patterns, ", "),
        Scope::AllBut(patterns) => format!("{all} but {}", names(patterns, ", ")),
    }
}

fn names(all: &BTreeSet<String>, between: &str) -> String {
    let named: Vec<&str> = all.iter().take(MOST_NAMES).map(String::as_str).collect();
    let mut text = named.join(between);
    if all.len() > MOST_NAMES {
        // Writing to a string does not fail.
        let _ = write!(text, "{between}{} more", all.len() - MOST_NAMES);
    }
    text
}

/// Conditions, all of which have to be met.
pub(super) fn conditions(all: &BTreeSet<Condition>) -> String {
    let each: Vec<String> = all
        .iter()
        .map(|condition| {
            let values = names(&condition.values, " or ");
            format!("{} {} {values}", condition.key, condition.operator)
        })
        .collect();
    each.join(" and ")
}
