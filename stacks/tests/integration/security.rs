//! What checkov says of the stages that real data goes into.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

use crate::harness::{deployment, mock, root};

/// checkov, from the folder that `scripts/install-test-tools` fills, or from
/// `PATH`.
fn checkov() -> Command {
    let ours = root().join(".tools/bin/checkov");
    Command::new(if ours.exists() {
        ours
    } else {
        PathBuf::from("checkov")
    })
}

/// The checks that a stage does not pass, each with its reason above it.
fn exceptions(stage: &str) -> BTreeSet<String> {
    let file = root().join(format!("stacks/checkov/{stage}.yaml"));
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let mut exceptions = BTreeSet::new();
    let mut explained = false;
    assert!(lines.any(|line| line == "skip-check:"));
    for line in lines.map(str::trim) {
        match line.strip_prefix("- ") {
            Some(check) => {
                assert!(explained, "{stage}: {check} is skipped without a reason");
                assert!(
                    exceptions.insert(check.to_owned()),
                    "{check} is there twice"
                );
                explained = false;
            }
            None => explained = line.starts_with("# "),
        }
    }
    exceptions
}

/// Plans both stacks of a stage and lets checkov judge the plans. What it
/// finds has to be exactly what `stacks/checkov/STAGE.yaml` gives reasons for:
/// an exception that is needed no more is found too.
fn check(stage: &str) {
    let mock = mock();
    let deployment = deployment(stage, &mock);
    let mut found = BTreeMap::new();
    for stack in ["serverless", "webservice"] {
        let plan = deployment.plan(stack);
        let file = deployment.stack_folder(stack).join("plan.json");
        std::fs::write(&file, plan.to_string()).unwrap();
        let report = judged(&file);
        let summary = &report["summary"];
        // A plan that it does not understand has nothing wrong with it.
        assert!(summary["passed"].as_u64().unwrap() > 40, "{summary}");
        assert_eq!(summary["parsing_errors"], 0, "{summary}");
        let failed = report["results"]["failed_checks"].as_array();
        for one in failed.into_iter().flatten() {
            let text = |key: &str| one[key].as_str().unwrap_or_default();
            let line = format!("{stack} {}: {}", text("resource"), text("check_name"));
            found.insert(text("check_id").to_owned(), line);
        }
        deployment.apply(stack);
    }
    let exceptions = exceptions(stage);
    let unexplained: Vec<_> = found
        .iter()
        .filter(|(check, _)| !exceptions.contains(*check))
        .collect();
    assert!(unexplained.is_empty(), "{stage}: {unexplained:#?}");
    let needless: Vec<_> = exceptions
        .iter()
        .filter(|check| !found.contains_key(*check))
        .collect();
    assert!(
        needless.is_empty(),
        "{stage} passes {needless:?}: no exception is needed"
    );
}

/// What checkov says of a plan.
fn judged(plan: &Path) -> Json {
    let output = checkov()
        .args(["--framework", "terraform_plan", "--skip-download"])
        .args(["--quiet", "--compact", "--output", "json", "--file"])
        .arg(plan)
        .current_dir(plan.parent().unwrap())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => panic!("checkov: {error}\nhint: run scripts/install-test-tools"),
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match serde_json::from_str(&said) {
        Ok(report) => report,
        Err(error) => panic!(
            "checkov reported no JSON: {error}\n{said}\n{}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

#[test]
fn checkov_passes_development() {
    check("dev");
}

#[test]
fn checkov_passes_production() {
    check("prod");
}
