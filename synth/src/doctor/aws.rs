//! Whether there are credentials for AWS. Whether they work, only AWS knows.

use std::env::var_os;
use std::path::PathBuf;

use super::{Check, Need, Status};
use crate::paths::shown;

/// Variables that are credentials when all of a row are set.
const VARIABLES: &[&[&str]] = &[
    &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
    &["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
    &["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
];

/// Files that may hold some: the variable that names it, and where it is
/// otherwise.
const FILES: &[(&str, &str)] = &[
    ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
    ("AWS_CONFIG_FILE", ".aws/config"),
];

pub(super) fn credentials() -> Check {
    let need = Need {
        name: "aws credentials",
        needed_for: "deployments",
        otherwise: Status::Optional,
    };
    let set = |name: &&str| var_os(name).is_some_and(|value| !value.is_empty());
    if let Some(variables) = VARIABLES.iter().find(|row| row.iter().all(set)) {
        return need.ok(format!("environment: {}", variables.join(", ")));
    }
    if let Some(file) = FILES.iter().filter_map(place).find(|file| file.is_file()) {
        return need.ok(shown(&file));
    }
    need.lacking(
        "none in the environment, and no shared configuration file",
        "run `aws configure`, or `aws configure sso`",
    )
}

fn place((variable, default): &(&str, &str)) -> Option<PathBuf> {
    let named = var_os(variable).filter(|name| !name.is_empty());
    named
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(var_os("HOME")?).join(default)))
}
