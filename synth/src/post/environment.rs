//! What the environment of a job says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hyper_util::client::proxy::matcher::Matcher;

use crate::error::{Error, Result};

/// The environment, or one that a test makes up.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// The environment of this process. What is not Unicode is not there.
    pub(crate) fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self {
            variables: std::env::vars_os().filter_map(text).collect(),
        }
    }

    #[cfg(test)]
    pub(super) fn of(variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            variables: variables.iter().map(owned).collect(),
        }
    }

    /// A variable; one that is empty is not set.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?;
        (!value.is_empty()).then_some(value)
    }

    /// A variable that has to be there.
    pub(super) fn need(&self, name: &str, hint: &str) -> Result<&str> {
        self.get(name)
            .ok_or_else(|| wrong(format!("the environment variable {name} is not set"), hint))
    }

    /// The document that describes what started a GitHub job.
    pub(super) fn event(&self) -> Result<Option<serde_json::Value>> {
        let Some(path) = self.get("GITHUB_EVENT_PATH").map(PathBuf::from) else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        let event = serde_json::from_str(&text).map_err(|error| {
            wrong(
                format!("{} is not JSON: {error}", path.display()),
                "GITHUB_EVENT_PATH names the file with the event that started the job",
            )
        })?;
        Ok(Some(event))
    }

    /// Which requests go through a proxy.
    pub(super) fn proxies(&self) -> Matcher {
        let either = |upper: &str, lower: &str| {
            let value = self.get(upper).or_else(|| self.get(lower));
            value.unwrap_or_default().to_owned()
        };
        Matcher::builder()
            .all(either("ALL_PROXY", "all_proxy"))
            .https(either("HTTPS_PROXY", "https_proxy"))
            .no(either("NO_PROXY", "no_proxy"))
            .build()
    }
}

/// The environment does not say what is needed.
pub(super) fn wrong(what: String, hint: &str) -> Error {
    Error::Config {
        what,
        hint: Some(hint.to_owned()),
    }
}
