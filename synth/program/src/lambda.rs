//! What AWS Lambda sets for every function.

use std::error::Error;
use std::fmt;

/// What Lambda sets, and its runtime for Rust takes for granted: without one of
/// these it panics.
const VARIABLES: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// Variables of Lambda's that are not set: the program was started by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInLambda {
    /// Their names.
    pub variables: Vec<&'static str>,
}

impl NotInLambda {
    /// Looks into the environment of the process, before the runtime does.
    ///
    /// # Errors
    ///
    /// Every variable that the runtime needs and that is not set.
    pub fn check() -> Result<(), Self> {
        Self::among(|name| std::env::var_os(name).is_some())
    }

    fn among(is_set: impl Fn(&str) -> bool) -> Result<(), Self> {
        let variables: Vec<_> = VARIABLES.into_iter().filter(|name| !is_set(name)).collect();
        if variables.is_empty() {
            Ok(())
        } else {
            Err(Self { variables })
        }
    }
}

impl fmt::Display for NotInLambda {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.variables.iter().enumerate() {
            let end = if index > 0 { "\n" } else { "" };
            write!(formatter, "{end}the environment variable {name} is not set")?;
        }
        Ok(())
    }
}

impl Error for NotInLambda {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_missing_is_named() {
        assert_eq!(NotInLambda::among(|_| true), Ok(()));
        let missing = NotInLambda::among(|name| name.ends_with("API")).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "the environment variable AWS_LAMBDA_FUNCTION_NAME is not set\n\
             the environment variable AWS_LAMBDA_FUNCTION_MEMORY_SIZE is not set\n\
             the environment variable AWS_LAMBDA_FUNCTION_VERSION is not set"
        );
    }
}
