//! Which stand-ins there are to choose from.

/// What stands in for DynamoDB and S3.
///
/// Tests are written once and hold on each of them; see `docs/stand-ins.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backend {
    /// Crates, in the process of the test.
    InProcess,
    /// `ministack`, at this address.
    Ministack(String),
}

impl Backend {
    /// The variable that says where a `ministack` listens:
    /// `http://127.0.0.1:4566`. Without it, stand-ins are in the process.
    pub const MINISTACK_URL: &str = "MINISTACK_URL";

    /// The one that the environment asks for.
    #[must_use]
    pub fn of_environment() -> Self {
        let url = std::env::var(Self::MINISTACK_URL);
        match url.ok().filter(|url| !url.is_empty()) {
            Some(url) => Self::Ministack(url.trim_end_matches('/').to_owned()),
            None => Self::InProcess,
        }
    }

    /// Its name in `docs/stand-ins.md`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InProcess => "in process",
            Self::Ministack(_) => "ministack",
        }
    }
}
