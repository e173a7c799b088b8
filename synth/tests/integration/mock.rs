//! The mock provider for projects that are not in its workspace.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder with the built program, for `PATH`. Cargo builds it once.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["build", "--quiet", "--package", "terraform-provider-mock"])
            .arg("--manifest-path")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "the mock provider could not be built\nhint: try `cargo build -p terraform-provider-mock`"
        );
        let folder = Path::new(env!("CARGO_BIN_EXE_synth")).parent().unwrap();
        assert!(folder.join("terraform-provider-mock").is_file());
        folder.to_owned()
    })
}
