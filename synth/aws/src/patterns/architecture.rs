//! Processors.

use synth_core::{Asset, ProgramAsset};

/// The glibc of Amazon Linux 2023, which both Lambda's `provided.al2023` and
/// the instances have (Amazon Linux 2023 User Guide, "Comparing AL2 and AL2023").
const GLIBC: &str = "2.34";

/// The processor that a program is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Architecture {
    /// Intel and AMD.
    #[default]
    X86_64,
    /// Graviton.
    Arm64,
}

impl Architecture {
    /// As AWS writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// A program of the workspace for this processor, on Amazon Linux 2023. See
    /// [`Asset::program`] for the file.
    pub fn program(self, package: &'static str, file_name: &'static str) -> ProgramAsset {
        Asset::program(package, file_name)
            .architecture(self.name())
            .glibc(GLIBC)
    }
}
