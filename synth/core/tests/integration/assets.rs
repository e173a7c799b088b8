//! Assets: found, hashed, copied, packed the same everywhere.

use std::fs;
use std::path::Path;

use synth_core::prelude::*;

use crate::harness::app_problems;

fn site(root: &Path) {
    fs::create_dir_all(root.join("inner")).unwrap();
    fs::create_dir_all(root.join("empty")).unwrap();
    fs::write(root.join("index.html"), "<p>${x}</p>").unwrap();
    fs::write(root.join("inner/a.txt"), "a").unwrap();
}

fn hash(root: &Path) -> String {
    let app = App::new();
    let stack = app.stack("example");
    let asset = stack.add_asset("site", Asset::directory(root));
    asset.hash().unwrap().to_owned()
}

#[test]
fn hashes_cover_names_modes_and_content() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    site(&root);
    let original = hash(&root);
    let other = folder.path().join("copy");
    site(&other);
    assert_eq!(hash(&other), original, "the same content elsewhere");

    fs::rename(root.join("inner/a.txt"), root.join("inner/b.txt")).unwrap();
    let renamed = hash(&root);
    assert_ne!(renamed, original);
    fs::write(root.join("inner/b.txt"), "b").unwrap();
    assert_ne!(hash(&root), renamed);
    fs::remove_dir(other.join("empty")).unwrap();
    assert_ne!(hash(&other), original, "an empty folder counts");
}

#[cfg(unix)]
#[test]
fn an_executable_bit_changes_the_hash() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    let original = hash(folder.path());
    let script = folder.path().join("inner/a.txt");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    assert_ne!(hash(folder.path()), original);
}

#[test]
fn what_is_written_is_where_the_document_says() {
    let folder = tempfile::tempdir().unwrap();
    site(&folder.path().join("site"));
    let write = |out: &str| {
        let app = App::new();
        let stack = app.stack("example");
        let site = folder.path().join("site");
        let whole = stack.add_asset("whole", Asset::directory(&site));
        let packed = stack
            .scope("inner")
            .add_asset("packed", Asset::archive(&site));
        let file = stack.add_asset("file", Asset::file(site.join("index.html")));
        let program = stack.add_asset("program", Asset::program("api", "bootstrap.zip"));
        for (id, asset) in [("whole", &whole), ("packed", &packed), ("file", &file)] {
            stack.output(id, asset.path());
        }
        stack.output("program", program.base64_sha256());
        let synthesis = app.synth().unwrap();
        let out = folder.path().join(out);
        synthesis.write(&out).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(synthesis.manifest()).unwrap();
        assert_eq!(
            manifest["stacks"]["example"]["assets"],
            serde_json::json!([{
                "architecture": "x86_64",
                "constructPath": "example/program",
                "kind": "zip",
                "package": "api",
                "path": "assets/program/bootstrap.zip",
            }])
        );
        let document = synthesis.document("example").unwrap().text();
        let document: serde_json::Value = serde_json::from_str(document).unwrap();
        assert_eq!(
            document["output"]["program"]["value"],
            "${filebase64sha256(\"assets/program/bootstrap.zip\")}"
        );
        let paths: Vec<_> = ["whole", "packed", "file"]
            .map(|id| document["output"][id]["value"].as_str().unwrap().to_owned())
            .map(|path| out.join("stacks/example").join(path))
            .into();
        (paths, out)
    };
    let (paths, _) = write("first");
    assert_eq!(
        fs::read_to_string(paths[0].join("inner/a.txt")).unwrap(),
        "a"
    );
    assert!(paths[0].join("empty").is_dir());
    assert_eq!(fs::read_to_string(&paths[2]).unwrap(), "<p>${x}</p>");
    // The same bytes, whenever and wherever it is packed.
    let (again, _) = write("second");
    assert_eq!(fs::read(&paths[1]).unwrap(), fs::read(&again[1]).unwrap());
}

#[test]
fn an_asset_that_is_not_there_is_a_problem() {
    let app = App::new();
    let stack = app.stack("example");
    stack.add_asset("missing", Asset::file("no/such/file"));
    stack.add_asset("twice", Asset::program("api", "api"));
    stack.add_asset("twice", Asset::program("api", "api"));
    let said = app_problems(&app);
    assert!(
        said.contains("example/missing: cannot read the asset `no/such/file`"),
        "{said}"
    );
    assert!(
        said.contains("another asset is in `assets/twice` already"),
        "{said}"
    );
}

#[test]
fn the_manifest_says_what_a_program_is_built_for() {
    let app = App::new();
    let stack = app.stack("example");
    let program = Asset::program("api", "api")
        .architecture("arm64")
        .glibc("2.34");
    stack.add_asset("api", program);
    let manifest: serde_json::Value =
        serde_json::from_str(app.synth().unwrap().manifest()).unwrap();
    assert_eq!(
        manifest["stacks"]["example"]["assets"],
        serde_json::json!([{
            "architecture": "arm64",
            "constructPath": "example/api",
            "glibc": "2.34",
            "kind": "binary",
            "package": "api",
            "path": "assets/api/api",
        }])
    );
}
