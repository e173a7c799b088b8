//! `[review]` of `synth.toml`: which rules apply, and how.

use std::collections::BTreeMap;
use std::fmt;

use regex::Regex;
use serde::{Deserialize, Deserializer};

use crate::model::{Severity, Verb};
use crate::rules;

/// How old a plan may be before it counts as stale, in hours.
const MOST_HOURS: u32 = 24;

/// What a project says about reviews.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// From which severity on a review fails; `high` if nothing is said.
    #[serde(default)]
    pub fail_on: Option<Severity>,
    /// How many hours old a plan may be.
    #[serde(default)]
    pub max_plan_age: Option<u32>,
    /// Changes of built-in rules, by their names.
    #[serde(default)]
    pub rules: BTreeMap<String, RuleSettings>,
    /// Rules of the project.
    #[serde(default)]
    pub custom: Vec<CustomRule>,
}

/// What is different about a built-in rule.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSettings {
    /// Whether it applies.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// How bad its findings are.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Addresses it does not apply to; `*` and `?` match any text and any
    /// character.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// A rule of the project: what all of it says has to hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomRule {
    /// Its name.
    pub id: String,
    /// How bad its findings are.
    pub severity: Severity,
    /// What it is about, in a few words.
    pub title: String,
    /// What to do.
    #[serde(default)]
    pub advice: String,
    /// Which types of resources, with `*` and `?`; all if nothing is said.
    #[serde(default)]
    pub resource_type: Option<String>,
    /// Which actions; creating, changing, replacing and destroying if nothing
    /// is said.
    #[serde(default)]
    pub actions: Option<Vec<Verb>>,
    /// Which attribute has to differ, with `*` and `?`.
    #[serde(default)]
    pub attribute: Option<String>,
    /// What its new value has to match: a regular expression.
    #[serde(default)]
    pub value: Option<Pattern>,
    /// What its old value has to match: a regular expression.
    #[serde(default)]
    pub previous: Option<Pattern>,
}

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Whether it matches somewhere.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Regex::new(&text)
            .map(Self)
            .map_err(|_| serde::de::Error::custom(format!("`{text}` is not a regular expression")))
    }
}

/// What is wrong with the settings, and what to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mistake {
    /// What is wrong, as a fragment.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Mistake {}

impl Settings {
    /// The severity from which on a review fails.
    #[must_use]
    pub fn threshold(&self) -> Severity {
        self.fail_on.unwrap_or(Severity::High)
    }

    /// How old a plan may be, in seconds.
    pub(crate) fn oldest(&self) -> i64 {
        i64::from(self.max_plan_age.unwrap_or(MOST_HOURS)) * 3600
    }

    /// Checks what types do not express.
    ///
    /// # Errors
    ///
    /// When there is no such rule, or a rule of the project has the name of
    /// another, or no condition.
    pub fn check(&self) -> Result<(), Mistake> {
        for name in self.rules.keys() {
            if rules::all().all(|rule| rule.id != name) {
                return Err(Mistake {
                    what: format!("`[review.rules.{name}]` names no rule"),
                    hint: "docs/review/rules.md has all of them".to_owned(),
                });
            }
        }
        for (at, rule) in self.custom.iter().enumerate() {
            let id = &rule.id;
            let earlier = self.custom.iter().take(at).any(|other| other.id == *id);
            if earlier || rules::all().any(|rule| rule.id == id) {
                return Err(Mistake {
                    what: format!("two rules are named `{id}`"),
                    hint: "give the one in `[[review.custom]]` another name".to_owned(),
                });
            }
            let fine = !id.is_empty()
                && id
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            if !fine {
                return Err(Mistake {
                    what: format!("`{id}` is not a name for a rule"),
                    hint: "use letters, digits, `-` and `_`".to_owned(),
                });
            }
            if rule.attribute.is_none() && (rule.value.is_some() || rule.previous.is_some()) {
                return Err(Mistake {
                    what: format!("rule `{id}` asks for a value, and not of which attribute"),
                    hint: "add `attribute`, which may be `\"*\"`".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// How bad findings of a built-in rule are, at an address; `None` if they
    /// are not wanted.
    pub(crate) fn severity(
        &self,
        rule: &str,
        severity: Severity,
        address: Option<&str>,
    ) -> Option<Severity> {
        let Some(settings) = self.rules.get(rule) else {
            return Some(severity);
        };
        let ignored = address.is_some_and(|address| {
            let matches = |pattern: &String| crate::glob::matches(pattern, address);
            settings.ignore.iter().any(matches)
        });
        if settings.enabled == Some(false) || ignored {
            return None;
        }
        Some(settings.severity.unwrap_or(severity))
    }
}
