//! What goes wrong while Terraform works: failing resources, locks, signals,
//! a Terraform that is not what it should be. Who waits for whom is settled by
//! named pipes; nothing depends on time.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::{Value, json};

use crate::deployed::{Said, document, run, start, two};
use crate::patience::{output, pipe, status, tell, told};
use crate::test::Test;

/// A resource whose creation runs a command in the project's folder.
fn command(test: &Test, line: &str) -> Value {
    let root = test.path("");
    json!({"provisioner": [{"local-exec": {"command": line, "working_dir": root}}]})
}

#[test]
fn a_failing_resource_and_how_to_go_on() {
    let test = Test::new().stack("a");
    let bad = command(&test, "test -e fixed");
    let mut last = json!({"input": "x"});
    last["depends_on"] = json!(["terraform_data.bad"]);
    let mut bad = bad;
    bad["//"] = json!({"metadata": {"path": "a/scope/bad", "uniqueId": "bad"}});
    bad["depends_on"] = json!(["terraform_data.good"]);
    let resources = json!({"good": {"input": "x"}, "bad": bad, "last": last});
    let test = document(
        test,
        "a",
        json!({"resource": {"terraform_data": resources}}),
    );
    let (test, said) = run(test, "deploy --auto-approve");
    said.code(5)
        .says("error: a: local-exec provisioner error\n  at a/scope/bad (terraform_data.bad)")
        .says("done:        terraform_data.good (create)")
        .says("failed:      terraform_data.bad")
        .says("not begun:   terraform_data.last")
        .says("to go on: `synth deploy a`");
    let (test, said) = run(test.file("fixed", ""), "deploy --auto-approve");
    said.code(0).silent_about("terraform_data.good: Creating");
    let (_, said) = run(test, "plan --detailed-exitcode");
    said.code(0);
}

#[test]
fn a_lock_that_somebody_holds() {
    let test = pipe(pipe(Test::new().stack("a"), "started"), "go");
    let slow = command(&test, "echo >started; read line <go");
    let test = document(
        test,
        "a",
        json!({"resource": {"terraform_data": {"slow": slow}}}),
    );
    let (test, said) = run(test, "plan");
    said.code(0);
    let other = Command::new("terraform")
        .args(["apply", "-auto-approve", "-input=false"])
        .current_dir(test.path("out/stacks/a"))
        .stdout(Stdio::null())
        .spawn()
        .expect("these tests need Terraform on PATH");
    told(&test.path("started"));
    let (test, said) = run(test, "deploy --auto-approve");
    said.code(5)
        .says("error: a: its state is locked by ")
        .says(", for `apply`")
        .says("wait until that is done")
        .says("synth unlock a ");
    tell(test.path("go"));
    assert!(status(other).success());
    let (_, said) = run(test, "unlock a");
    said.code(0).says("a: its state is not locked");
}

#[test]
fn an_interrupt_lets_terraform_finish() {
    let test = pipe(Test::new().stack("a"), "started");
    let slow = command(&test, "test -e fixed || { echo >started; exec sleep 600; }");
    let mut after = json!({"input": 1});
    after["depends_on"] = json!(["terraform_data.slow"]);
    let resources = json!({"slow": slow, "after": after});
    let test = document(
        test,
        "a",
        json!({"resource": {"terraform_data": resources}}),
    );
    let (test, child) = start(test, "deploy --auto-approve");
    told(&test.path("started"));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    Said::of(&output(child))
        .code(130)
        .says("interrupted: waiting for Terraform to finish")
        .says("not begun:   terraform_data.after")
        .says("to go on: `synth deploy a`")
        .once("error: a: execution halted");
    let (_, said) = run(test.file("fixed", ""), "deploy --auto-approve");
    said.code(0);
}

/// A program that plays Terraform; `apply` does what `script` says.
fn player(test: Test, script: &str) -> Test {
    let text = format!(
        "#!/bin/sh\ncd \"$ROOT\"\ncase $1 in\n\
         version) echo '{{\"terraform_version\": \"1.9.0\"}}';;\n\
         plan) echo '{{\"type\":\"planned_change\",\"change\":{{\"resource\":{{\"addr\":\"a.b\",\"resource_type\":\"a\"}},\"action\":\"create\"}}}}'\n\
         echo '{{\"type\":\"change_summary\",\"changes\":{{\"add\":1,\"change\":0,\"remove\":0}}}}';;\n\
         apply) {script};;\nesac\n"
    );
    let root = test.path("").into_os_string();
    test.executable("terraform", &text)
        .env("ROOT", root)
        .env("TERRAFORM_BINARY_NAME", "./terraform")
}

pub(crate) fn gone(pid: &str) -> bool {
    let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    let deadline = Instant::now() + Duration::from_mins(1);
    while test_kill_process(pid).is_ok() {
        if Instant::now() > deadline {
            return false;
        }
        std::thread::yield_now();
    }
    true
}

#[test]
fn a_second_interrupt_kills() {
    let test = pipe(
        pipe(pipe(Test::new().stack("a"), "started"), "told"),
        "never",
    );
    let script =
        "trap 'echo >told' INT; sleep 600 & echo $$ $! >started; while :; do read x <never; done";
    let (test, child) = start(player(test, script), "deploy --auto-approve");
    let pids = told(&test.path("started"));
    let synth = Pid::from_child(&child);
    kill_process(synth, Signal::INT).unwrap();
    told(&test.path("told"));
    kill_process(synth, Signal::INT).unwrap();
    Said::of(&output(child))
        .code(130)
        .says("interrupted again: Terraform is killed")
        .says("synth unlock STACK");
    // Terraform, and what Terraform had started.
    for pid in pids.split_whitespace() {
        assert!(gone(pid), "{pid}");
    }
}

#[test]
fn terraform_is_asked_to_stop_once_when_synth_is_killed() {
    let test = pipe(pipe(Test::new().stack("a"), "started"), "never");
    // A second interrupt would make Terraform drop what it does, and so would an
    // output that nobody reads.
    let script = "trap 'echo interrupt >>told; stopping=yes' INT; echo $$ >started; \
                  while [ -z \"$stopping\" ]; do read x <never; done; \
                  echo more; echo more >&2; echo end >>told";
    let (test, mut child) = start(player(test, script), "deploy --auto-approve");
    let pid = told(&test.path("started"));
    child.kill().unwrap();
    status(child);
    assert!(gone(&pid));
    assert_eq!(
        fs::read_to_string(test.path("told")).unwrap(),
        "interrupt\nend\n"
    );
}

#[test]
fn terraform_is_killed() {
    let (_, said) = run(
        player(Test::new().stack("a"), "kill -KILL $$"),
        "deploy --auto-approve",
    );
    said.code(5)
        .says("error: a: terraform apply was killed by signal 9")
        .says("not begun:   a.b");
}

#[test]
fn terraform_speaks_nonsense() {
    let (_, said) = run(
        player(Test::new().stack("a"), "echo nonsense"),
        "deploy --auto-approve",
    );
    said.code(5).says(
        "error: a: terraform apply failed\nit ended well, but did not say what it did\nnonsense",
    );
    let (_, said) = run(
        player(Test::new().stack("a"), "echo 'no such thing' >&2; exit 1"),
        "deploy --auto-approve",
    );
    said.code(5)
        .says("error: a: terraform apply failed\nno such thing");
}

#[test]
fn drift_is_told_by_the_exit_code() {
    let script = "#!/bin/sh\ncase $1 in\nversion) echo '{\"terraform_version\": \"1.9.0\"}';;\n\
        plan) echo '{\"type\":\"resource_drift\",\"change\":{\"resource\":{\"addr\":\"a.b\"},\"action\":\"update\"}}'\n\
        echo '{\"type\":\"change_summary\",\"changes\":{\"add\":0,\"change\":0,\"remove\":0}}';;\n\
        show) case \"$*\" in *-json*) cat ../../../plan.json;; *) echo 'a.b has changed';; esac;;\nesac\n";
    let test = Test::new().stack("a").executable("tf", script).file(
        "synth.toml",
        "[app]\ncommand = \"cp -R app/. $CDKTF_OUTDIR\"\n[terraform]\nbinary = \"./tf\"\n",
    );
    let plan = json!({"format_version": "1.2", "resource_changes": [], "resource_drift": [{"address": "a.b", "type": "a", "name": "b",
        "change": {"actions": ["update"], "before": {"size": 1, "key": "hunter1"}, "after": {"size": 2, "key": "hunter2"},
            "before_sensitive": {"key": true}, "after_sensitive": {"key": true}}}]});
    let test = test.file("plan.json", &plan.to_string());
    let (test, said) = run(test, "drift");
    said.code(1)
        .says(
            "a: drift\n\n  Changed outside Terraform\n  ~   a.b\n      \
             ~ key: (sensitive value, changed)\n      ~ size: 1 -> 2\n\n",
        )
        .says("error: drift: a")
        .says("hint: `synth deploy a` makes it as the stacks say");
    let (_, said) = run(test, "drift --raw");
    said.code(1).says("a: drift\n\na.b has changed\n");
}

#[test]
fn no_terraform_or_an_old_one() {
    for command in ["plan", "watch"] {
        let test = Test::new()
            .stack("a")
            .env("TERRAFORM_BINARY_NAME", "no-such-terraform");
        let (_, said) = run(test, command);
        said.code(4)
            .says("error: `no-such-terraform` is not installed");
    }
    let old = "#!/bin/sh\necho 'Terraform v0.12.31'\n";
    let test = Test::new().stack("a").executable("old", old);
    let (test, said) = run(test, "plan --terraform-binary ./old");
    said.code(4)
        .says("is Terraform 0.12.31, and 1.5 is the oldest that will do")
        .says("hint: install Terraform 1.5 or later (https://");
    let new = "#!/bin/sh\necho '{\"terraform_version\": \"1.4.9\"}'\n";
    let (_, said) = run(test.executable("old", new), "plan --terraform-binary ./old");
    said.code(4).says("1.4.9");
}

#[test]
fn an_app_that_fails_changes_nothing() {
    let test = two("hello").app_script("echo '{' > $CDKTF_OUTDIR/manifest.json\n");
    let (_, said) = run(test, "deploy --all --auto-approve");
    said.code(3).says("unusable manifest.json");
}

/// Which of the processes that still run are in the project's folder.
pub(crate) fn left_over(root: &Path) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap();
    processes
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let current = fs::read_link(path.join("cwd")).ok()?;
            current
                .starts_with(root)
                .then(|| path.display().to_string())
        })
        .collect()
}

/// Kills synth, Terraform or both at some moment of an apply, and deploys until
/// all is well. `SYNTH_KILL_ROUNDS` says how often; each round starts from
/// nothing.
#[test]
fn killed_at_any_moment_it_converges() {
    let rounds: u64 = std::env::var("SYNTH_KILL_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(3);
    for round in 0..rounds {
        let test = Test::new().stack("a");
        let root = test.path("");
        let resources: serde_json::Map<String, Value> = (0..8)
            .map(|number| {
                let mut resource = command(&test, "sleep 0.05");
                resource["input"] = json!(number);
                (format!("r{number}"), resource)
            })
            .collect();
        let test = document(
            test,
            "a",
            json!({"resource": {"terraform_data": resources}}),
        );
        let (test, mut child) = start(test, "deploy --auto-approve --terraform-parallelism 2");
        // When it is killed is left to chance; what comes of it must not be.
        std::thread::sleep(Duration::from_millis(chance(round) % 700));
        let victims = ["synth", "terraform", "both"][usize::try_from(round % 3).unwrap()];
        if victims != "synth" {
            for process in left_over(&root) {
                let is_terraform = fs::read_link(format!("{process}/exe"))
                    .is_ok_and(|exe| exe.ends_with("terraform"));
                let pid = process.trim_start_matches("/proc/").parse().ok();
                if let Some(pid) = pid.and_then(Pid::from_raw).filter(|_| is_terraform) {
                    // It may have ended just now.
                    let _ = kill_process(pid, Signal::KILL);
                }
            }
        }
        if victims != "terraform" {
            let _ = child.kill();
        }
        status(child);
        let mut test = test;
        let deadline = Instant::now() + Duration::from_mins(2);
        loop {
            let (after, said) = run(test, "deploy --auto-approve");
            test = after;
            if said.code == Some(0) {
                break;
            }
            // One who is stopping still holds the lock.
            assert!(Instant::now() < deadline, "{victims}: {}", said.stderr);
        }
        let (test, said) = run(test, "plan --detailed-exitcode");
        said.code(0);
        let state = fs::read(test.path(".synth/state/_/a.tfstate")).unwrap();
        let state: Value = serde_json::from_slice(&state).unwrap();
        assert_eq!(state["resources"].as_array().unwrap().len(), 8, "{victims}");
        let deadline = Instant::now() + Duration::from_mins(1);
        while !left_over(&root).is_empty() {
            assert!(
                Instant::now() < deadline,
                "{victims}: {:?}",
                left_over(&root)
            );
            std::thread::yield_now();
        }
    }
}

/// Another number each time.
fn chance(round: u64) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(round)
}
