//! A disk that is full. Each test has a small file system of its own, in a
//! namespace of its own, and fills it at the moment that it is about.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::deployed::{Said, document};
use crate::test::Test;

/// Runs a script in a copy of the project that lies on a small disk. `fill`
/// leaves no room on it, `empty` makes some; `synth NAME ARGUMENT...` runs it,
/// and keeps what it says for `said`.
fn on_a_small_disk(test: &Test, script: &str) {
    let prelude = "set -eu\nmount -t tmpfs -o size=4m small disk\ncp -R app app.sh synth.toml disk/\n\
        cd disk\n\
        fill() { head -c 64M /dev/zero >fill 2>/dev/null || true; }\n\
        empty() { rm fill; }\n\
        synth() { name=$1; shift; code=0; \"$SYNTH\" \"$@\" >../$name.out 2>../$name.err </dev/null \
        || code=$?; echo $code >../$name.code; }\n\
        keep() { cp $1 ../$2; }\n";
    fs::create_dir(test.path("disk")).unwrap();
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c"])
        .arg(format!("{prelude}{script}"))
        .current_dir(test.path(""))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("SYNTH", env!("CARGO_BIN_EXE_synth"))
        .env("TMPDIR", test.path(""))
        .output()
        .expect("these tests need `unshare`: apt-get install util-linux");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{said}\nhint: a small disk needs a file system in a user namespace: `unshare -rm` \
         (Debian: util-linux). Where that is forbidden (Ubuntu: `sysctl \
         kernel.apparmor_restrict_unprivileged_userns=0`), run the tests as root"
    );
}

/// How a run in the script ended.
fn said(test: &Test, name: &str) -> Said {
    let read = |kind: &str| fs::read_to_string(test.path(&format!("{name}.{kind}"))).unwrap();
    Said {
        code: read("code").trim().parse().ok(),
        stdout: read("out"),
        stderr: read("err"),
    }
}

fn resources(test: &Test, file: &str) -> Vec<Value> {
    let state: Value = serde_json::from_slice(&fs::read(test.path(file)).unwrap()).unwrap();
    state["resources"].as_array().unwrap().clone()
}

/// A stack with so many resources, which take some room.
fn project(count: usize, input: &str) -> Test {
    let test = Test::new()
        .stack("a")
        .app_script("cp -R app/. $CDKTF_OUTDIR\n");
    let test = filled(test, count, input);
    drop(test.command());
    test
}

fn filled(test: Test, count: usize, input: &str) -> Test {
    let input = input.repeat(1000);
    let resources: serde_json::Map<String, Value> = (0..count)
        .map(|number| (format!("r{number}"), json!({ "input": input })))
        .collect();
    let document = json!({"resource": {"terraform_data": resources},
        "output": {"o": {"value": input}}});
    self::document(test, "a", document)
}

#[test]
fn what_synth_writes() {
    let test = project(4, "old ");
    let full = "cp -R app/. $CDKTF_OUTDIR\n[ ! -e now ] || head -c 64M /dev/zero >fill 2>/dev/null || true\n";
    let test = test.file("app.sh", full);
    on_a_small_disk(
        &test,
        "synth before deploy --auto-approve --outputs-file outputs.json\n\
         synth kept plan --out a.tfplan\n\
         keep a.tfplan before.tfplan\nkeep out/stacks/a/cdk.tf.json before.json\n\
         sed s/old/new/g app/stacks/a/cdk.tf.json >changed && mv changed app/stacks/a/cdk.tf.json\n\
         touch now\n\
         synth document synth\nempty\n\
         keep out/stacks/a/cdk.tf.json during.json\n\
         rm now\n\
         synth synthesized synth\n\
         echo others >outputs.json; keep outputs.json before-outputs.json\n\
         fill\n\
         synth outputs output --skip-synth --outputs-file outputs.json\n\
         keep outputs.json during-outputs.json\n\
         synth plan plan --skip-synth\n\
         empty\n\
         synth after deploy --auto-approve --outputs-file outputs.json\n\
         keep outputs.json after-outputs.json\n\
         synth saved plan --out /dev/full\n\
         synth nothing plan --detailed-exitcode\n\
         ls -A out/stacks/a . >../left\n",
    );
    for name in ["before", "kept", "synthesized"] {
        said(&test, name).code(0);
    }
    let read = |name: &str| fs::read(test.path(name)).unwrap();
    // What was there is there, and whole.
    said(&test, "document")
        .code(4)
        .says("No space left on device")
        .says("out/stacks/a");
    assert_eq!(read("before.json"), read("during.json"));
    said(&test, "outputs")
        .says("No space left on device")
        .says("outputs.json");
    assert_eq!(read("before-outputs.json"), read("during-outputs.json"));
    said(&test, "plan")
        .code(5)
        .says("no space left on device")
        .says("hint: the disk is full");
    said(&test, "after").code(0).says("a: applied: ");
    assert!(
        String::from_utf8(read("after-outputs.json"))
            .unwrap()
            .contains("new new")
    );
    said(&test, "saved").says("could not write /dev/full: No space left on device");
    said(&test, "nothing").code(0);
    let left = String::from_utf8(read("left")).unwrap();
    assert!(!left.contains("tmp"), "{left}");
}

#[test]
fn what_terraform_writes_of_the_state() {
    let test = project(1, "old ");
    // The second resource fills the disk while it is made.
    let fill = json!({"provisioner": [{"local-exec": {"working_dir": "../../..",
        "command": "head -c 64M /dev/zero >fill 2>/dev/null; true"}}]});
    let input = "new ".repeat(1000);
    let mut last = json!({"input": input});
    last["depends_on"] = json!(["terraform_data.fill"]);
    let changed = json!({"r0": {"input": "old ".repeat(1000)}, "fill": fill, "last": last});
    let changed = json!({"//": {"metadata": {"stackName": "a"}},
        "terraform": {"backend": {"local": {"path": "../../../.synth/state/_/a.tfstate"}}},
        "resource": {"terraform_data": changed}});
    let test = test.file("changed.json", &changed.to_string());
    on_a_small_disk(
        &test,
        "synth before deploy --auto-approve\n\
         keep .synth/state/_/a.tfstate before.tfstate\n\
         cp ../changed.json app/stacks/a/cdk.tf.json\n\
         synth full deploy --auto-approve\n\
         ls -lA out/stacks/a .synth/state/_ >../listed\n\
         empty\n\
         cp .synth/state/_/* ../\n\
         [ ! -e out/stacks/a/errored.tfstate ] || keep out/stacks/a/errored.tfstate errored.tfstate\n\
         synth refused deploy --auto-approve\n\
         synth refused-too state a push errored.tfstate\n\
         synth pushed state a push -force errored.tfstate\n\
         rm out/stacks/a/errored.tfstate\n\
         synth after deploy --auto-approve\n\
         keep .synth/state/_/a.tfstate after.tfstate\n\
         synth nothing plan --detailed-exitcode\n",
    );
    said(&test, "before").code(0);
    let full = said(&test, "full")
        .code(5)
        .says("no space left on device")
        .once("hint: the disk is full: make room on it")
        .once("a: its state could not be saved where it belongs, and is kept in ")
        .says("done:        terraform_data.fill (create)")
        .silent_about("from the first {")
        .silent_about("what was done is in the state");
    // What Terraform printed of the state is not printed again.
    assert!(!full.stderr.contains("old old"), "{}", full.stderr);
    // Nothing of the state is lost: neither what there was, nor what was done.
    assert_eq!(
        fs::read(test.path("before.tfstate")).unwrap(),
        fs::read(test.path("a.tfstate")).unwrap()
    );
    said(&test, "refused")
        .code(5)
        .says("errored.tfstate has what an earlier run did")
        .says("hint: save it with `synth state a push errored.tfstate`, and remove the file");
    said(&test, "refused-too").code(5).says("same serial");
    said(&test, "pushed").code(0);
    let made = |file: &str| {
        let resources = resources(&test, file);
        let fill = resources.iter().find(|one| one["name"] == "fill").unwrap();
        fill["instances"][0]["attributes"]["id"].clone()
    };
    assert_eq!(made("errored.tfstate"), made("after.tfstate"));
    said(&test, "after").code(0);
    said(&test, "nothing").code(0);
    let names: Vec<Value> = resources_named(&test, "after.tfstate");
    assert_eq!(names, [json!("fill"), json!("last"), json!("r0")]);
}

fn resources_named(test: &Test, file: &str) -> Vec<Value> {
    let mut names: Vec<Value> = resources(test, file)
        .iter()
        .map(|resource| resource["name"].clone())
        .collect();
    names.sort_by_key(Value::to_string);
    names
}
