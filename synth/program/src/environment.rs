//! Environments: tables of variables, and structs made of them.

use std::fmt;

/// One environment variable of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name: `BUCKET`.
    pub name: &'static str,
    /// What it is for, in the words of the field's documentation.
    pub description: &'static str,
    /// Whether the program starts without it.
    pub required: bool,
}

/// The environment of a program, its fields of type `V`.
pub trait Environment<V> {
    /// Every variable, in the order of the fields, required ones first.
    const VARIABLES: &'static [Variable];

    /// The variables that are set, with their names.
    fn into_variables(self) -> Vec<(&'static str, V)>;
}

/// An environment that a program reads.
pub trait FromVariables: Environment<String> + Sized {
    /// Reads it with `lookup`, which gives the value of a variable. An empty
    /// one counts as not set.
    ///
    /// # Errors
    ///
    /// Every required variable that is not set, at once.
    fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Missing>;

    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// Every required variable that is not set, or is not UTF-8.
    fn from_process() -> Result<Self, Missing> {
        Self::parse(|name| std::env::var(name).ok())
    }
}

/// Variables that a program needs and did not find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which ones.
    pub variables: Vec<Variable>,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, variable) in self.variables.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            let description = variable.description.trim().trim_end_matches('.');
            let mut letters = description.chars();
            let first = letters.next().map(char::to_lowercase);
            write!(
                formatter,
                "the environment variable {} is not set (",
                variable.name
            )?;
            for letter in first.into_iter().flatten() {
                write!(formatter, "{letter}")?;
            }
            write!(formatter, "{})", letters.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for Missing {}

/// Declares the struct of a program's environment and its table of variables.
///
/// See the [crate's documentation](crate) for an example. Both sections have
/// to be written, though `optional` may be empty.
#[macro_export]
macro_rules! environment {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            required {
                $(
                    #[doc = $required_doc:literal]
                    $required:ident: $required_name:literal,
                )*
            }
            optional {
                $(
                    #[doc = $optional_doc:literal]
                    $optional:ident: $optional_name:literal,
                )*
            }
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $visibility struct $name<V> {
            $(
                #[doc = $required_doc]
                #[doc = concat!("\n\nVariable `", $required_name, "`.")]
                pub $required: V,
            )*
            $(
                #[doc = $optional_doc]
                #[doc = concat!("\n\nVariable `", $optional_name, "`, optional.")]
                pub $optional: Option<V>,
            )*
        }

        impl<V> $crate::Environment<V> for $name<V> {
            const VARIABLES: &'static [$crate::Variable] = &[
                $($crate::Variable {
                    name: $required_name,
                    description: $required_doc,
                    required: true,
                },)*
                $($crate::Variable {
                    name: $optional_name,
                    description: $optional_doc,
                    required: false,
                },)*
            ];

            fn into_variables(self) -> Vec<(&'static str, V)> {
                let mut variables = vec![$(($required_name, self.$required)),*];
                $(
                    if let Some(value) = self.$optional {
                        variables.push(($optional_name, value));
                    }
                )*
                variables
            }
        }

        impl $crate::FromVariables for $name<String> {
            fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, $crate::Missing> {
                let find = |name: &str| lookup(name).filter(|value| !value.is_empty());
                $(let $required = find($required_name);)*
                let variables: Vec<$crate::Variable> =
                    <Self as $crate::Environment<String>>::VARIABLES
                        .iter()
                        .copied()
                        .filter(|variable| variable.required && find(variable.name).is_none())
                        .collect();
                match ($($required,)*) {
                    ($(Some($required),)*) => Ok(Self {
                        $($required,)*
                        $($optional: find($optional_name),)*
                    }),
                    _ => Err($crate::Missing { variables }),
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    crate::environment! {
        /// An example.
        pub(super) struct Example {
            required {
                /// Where to look.
                bucket: "BUCKET",
                /// What to keep.
                table: "TABLE",
            }
            optional {
                /// How many.
                limit: "LIMIT",
            }
        }
    }

    use super::{Environment, FromVariables};

    #[test]
    fn what_a_stack_sets_is_what_a_program_reads() {
        let set = Example {
            bucket: "b".to_owned(),
            table: "t".to_owned(),
            limit: Some("5".to_owned()),
        };
        let variables = set.clone().into_variables();
        let read = Example::parse(|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| value.clone())
        });
        assert_eq!(read, Ok(set));
    }

    #[test]
    fn every_missing_variable_is_named() {
        let empty = Example::parse(|name| (name == "TABLE").then(String::new));
        assert_eq!(
            empty.unwrap_err().to_string(),
            "the environment variable BUCKET is not set (where to look)\n\
             the environment variable TABLE is not set (what to keep)"
        );
    }
}
