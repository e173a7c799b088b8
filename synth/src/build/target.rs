//! What a program is built for: processor, C library, kind of file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The processor, as AWS and manifests write it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(crate) enum Architecture {
    /// Intel and AMD.
    #[default]
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
}

/// The C library that a program is linked to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Libc {
    /// glibc, which is found where the program runs.
    Gnu,
    /// musl, which becomes a part of the program.
    Musl,
}

/// What the file holds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A zip with the program as `bootstrap`, as Lambda wants it.
    Zip,
    /// The program itself.
    Binary,
}

/// A version of glibc: `2.34`, or `2.2.5` as old symbols have it.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Glibc(Vec<u32>);

/// Processor and C library: what cargo calls a target.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Target {
    pub(crate) architecture: Architecture,
    pub(crate) libc: Libc,
}

impl Architecture {
    /// As manifests write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// As rustc and C compilers write it.
    fn in_triple(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "aarch64",
        }
    }
}

impl Target {
    /// As rustc names it.
    pub(crate) fn triple(self) -> String {
        let libc = match self.libc {
            Libc::Gnu => "gnu",
            Libc::Musl => "musl",
        };
        format!("{}-unknown-linux-{libc}", self.architecture.in_triple())
    }

    /// What C compilers for it are called, the one to ask for first first.
    pub(crate) fn compilers(self) -> Vec<String> {
        let architecture = self.architecture.in_triple();
        match self.libc {
            Libc::Gnu => vec![format!("{architecture}-linux-gnu-gcc")],
            Libc::Musl => vec![format!("{architecture}-linux-musl-gcc")],
        }
    }
}

impl FromStr for Glibc {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        match numbers {
            Ok(numbers) if numbers.len() > 1 => Ok(Self(numbers)),
            _ => Err(format!("`{text}` is no version of glibc")),
        }
    }
}

impl TryFrom<String> for Glibc {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Glibc> for String {
    fn from(version: Glibc) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Glibc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&numbers.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        let version = |text: &str| text.parse::<Glibc>().unwrap();
        assert!(version("2.4") < version("2.34"));
        assert!(version("2.2.5") < version("2.34"));
        assert!(version("2.34") < version("2.34.1"));
        assert_eq!(version("2.34").to_string(), "2.34");
        for wrong in ["", "2", "2.x", "GLIBC_2.34"] {
            assert!(wrong.parse::<Glibc>().is_err(), "{wrong}");
        }
    }
}
