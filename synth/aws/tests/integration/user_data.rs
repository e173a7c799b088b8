//! The script that an instance runs first: checked, and run for real.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use base64::Engine;
use synth_aws::SsmParameter;
use synth_aws::patterns::{Network, PrivateBucket, RustService};
use synth_core::Synthesis;
use tempfile::TempDir;

use crate::harness::{Example, ExampleEnv, app, applied};

/// What a shell, systemd and Terraform would each read something into.
const HOSTILE: [&str; 9] = [
    "plain",
    "it's \"quoted\" `id` $(id) $HOME ${HOME} \\ \\\\ \\n",
    "'; touch \"$DESTDIR/owned\"; echo '",
    "two\nlines\n\nEND_OF_UNIT\n[Service]\nExecStart=/bin/sh",
    "%h %% %{ if } ${a.b} $${c} #comment ; semicolon",
    "  spaces  and\ttabs  ",
    "ümläut 日本語 \u{1f4f7}",
    "ends in a backslash \\",
    "'",
];

/// A service for each hostile value, which is in its environment as a literal;
/// the value at the same place from the end is there as what only Terraform
/// knows. Their scripts, made by one run of Terraform for all tests.
fn scripts() -> &'static [String] {
    static SCRIPTS: OnceLock<Vec<String>> = OnceLock::new();
    SCRIPTS.get_or_init(|| {
        let app = app(|stack| {
            let network = Network::default_vpc(stack, "t3.micro");
            let artifacts = PrivateBucket::new().define(stack, "artifacts");
            for (place, literal) in HOSTILE.iter().enumerate() {
                let computed = HOSTILE[HOSTILE.len() - 1 - place];
                let scope = stack.scope(format!("scope{place}"));
                let parameter = SsmParameter::new(format!("/value/{place}"), "String");
                let parameter = scope.add("parameter", parameter.value(computed));
                let environment = ExampleEnv {
                    value: (*literal).into(),
                    other: Some(parameter.value()),
                };
                RustService::<Example>::new(environment)
                    .name(format!("example-{place}"))
                    .define(&scope, "example", &network, &artifacts);
            }
        });
        let state = applied(&app);
        let script = |place: usize| {
            let name = format!("example-{place}");
            let template = state.iter().find(|(address, values)| {
                address.starts_with("aws_launch_template.") && values["name"] == name.as_str()
            });
            let (_, values) = template.unwrap();
            let encoded = values["user_data"].as_str().unwrap();
            let engine = base64::engine::general_purpose::STANDARD;
            String::from_utf8(engine.decode(encoded).unwrap()).unwrap()
        };
        (0..HOSTILE.len()).map(script).collect()
    })
}

/// The script of a service with harmless values.
fn script() -> &'static str {
    &scripts()[0]
}

/// A root folder to install below, and tools that take the place of AWS's and
/// systemd's.
struct Machine {
    folder: TempDir,
}

impl Machine {
    /// `aws` fails so many times, then gives out `artifact`.
    fn new(failures: u32, artifact: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let machine = Self { folder };
        fs::create_dir_all(machine.path("bin")).unwrap();
        fs::write(machine.path("artifact"), artifact).unwrap();
        machine.tool(
            "aws",
            &format!(
                "echo \"aws $*\" >>\"$LOG\"\n\
                 count=$(grep -c '^aws ' \"$LOG\")\n\
                 if [ \"$count\" -le {failures} ]; then echo 'Unable to locate credentials' >&2; exit 255; fi\n\
                 for last; do :; done\n\
                 cp \"$ARTIFACT\" \"$last\"\n\
                 echo '{{}}'"
            ),
        );
        machine.tool("systemctl", "echo \"systemctl $*\" >>\"$LOG\"");
        machine.tool("sleep", "echo \"sleep $*\" >>\"$LOG\"");
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tool(&self, name: &str, body: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn run(&self, script: &str) -> Output {
        let file = self.path("user_data");
        fs::write(&file, script).unwrap();
        let tools = self.path("bin");
        Command::new("bash")
            .arg(file)
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", tools.display()))
            .env("DESTDIR", self.path("root"))
            .env("LOG", self.path("log"))
            .env("ARTIFACT", self.path("artifact"))
            .output()
            .unwrap()
    }

    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    fn installed(&self, path: &str) -> PathBuf {
        self.path("root").join(path)
    }
}

/// What stands in for a program in these tests.
const PROGRAM: &str = "a stand-in for a program";

/// Reads an environment file as systemd does (systemd.exec(5),
/// `EnvironmentFile=`): inside double quotes a backslash escapes `"`, `\`,
/// `` ` `` and `$`, and everything else stands for itself, new lines too.
fn read_environment(text: &str) -> Vec<(String, String)> {
    let mut characters = text.chars().peekable();
    let mut variables = Vec::new();
    while characters.peek().is_some() {
        let name: String = characters.by_ref().take_while(|one| *one != '=').collect();
        assert_eq!(characters.next(), Some('"'), "{name} is quoted");
        let mut value = String::new();
        loop {
            match characters.next().unwrap() {
                '"' => break,
                '\\' => match characters.next().unwrap() {
                    escaped @ ('"' | '\\' | '`' | '$') => value.push(escaped),
                    other => panic!("\\{other} in {name}"),
                },
                other => value.push(other),
            }
        }
        assert_eq!(characters.next(), Some('\n'), "{name} ends its line");
        variables.push((name, value));
    }
    variables
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn hostile_values_arrive_as_they_are() {
    let values = HOSTILE.iter().zip(HOSTILE.iter().rev());
    for ((literal, computed), script) in values.zip(scripts()) {
        let machine = Machine::new(0, PROGRAM);
        let output = machine.run(script);
        assert!(output.status.success(), "{output:?}\n{script}");
        assert!(!machine.installed("owned").exists());
        let environment = machine.installed("etc/example/environment");
        assert_eq!(mode(&environment), 0o600);
        let text = fs::read_to_string(&environment).unwrap();
        let expected = [
            ("VALUE", *literal),
            ("OTHER", *computed),
            ("AWS_REGION", "eu-west-1"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(read_environment(&text), expected, "{text}");
        // A shell reads the file alike.
        let sourced = Command::new("sh")
            .args(["-c", ". \"$1\"; printf '%s|%s' \"$VALUE\" \"$OTHER\"", "sh"])
            .arg(&environment)
            .env_clear()
            .output()
            .unwrap();
        let sourced = String::from_utf8(sourced.stdout).unwrap();
        assert_eq!(sourced, format!("{literal}|{computed}"));
    }
}

#[test]
fn the_program_is_installed_and_started() {
    let script = script();
    let machine = Machine::new(0, PROGRAM);
    assert!(machine.run(script).status.success());
    let program = machine.installed("opt/example/example");
    assert_eq!(fs::read_to_string(&program).unwrap(), PROGRAM);
    assert_eq!(mode(&program), 0o755);
    assert!(!machine.installed("opt/example/example.new").exists());
    let log = machine.log();
    let [download, services @ ..] = log.as_slice() else {
        panic!("nothing was done")
    };
    assert!(
        download.contains("s3api get-object --bucket "),
        "{download}"
    );
    assert!(
        download.contains(" --key example --version-id "),
        "{download}"
    );
    assert_eq!(
        services,
        [
            "systemctl daemon-reload",
            "systemctl enable example.service",
            "systemctl restart example.service"
        ]
    );
    let unit = fs::read_to_string(machine.installed("etc/systemd/system/example.service")).unwrap();
    insta::assert_snapshot!(unit);
    // A second run, as after a stop in between, ends up the same.
    assert!(machine.run(script).status.success());
}

#[test]
fn a_download_is_tried_again() {
    let machine = Machine::new(3, PROGRAM);
    assert!(machine.run(script()).status.success());
    let waits: Vec<String> = machine
        .log()
        .into_iter()
        .filter(|line| line.starts_with("sleep"))
        .collect();
    assert_eq!(waits, ["sleep 2", "sleep 4", "sleep 6"]);
}

#[test]
fn without_the_artifact_nothing_is_started() {
    let machine = Machine::new(u32::MAX >> 1, PROGRAM);
    let output = machine.run(script());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("error: cannot download s3://"), "{said}");
    assert!(
        !machine
            .log()
            .iter()
            .any(|line| line.starts_with("systemctl"))
    );
}

#[test]
fn another_artifact_than_was_deployed_is_refused() {
    let machine = Machine::new(0, "something else");
    let output = machine.run(script());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("is not what was deployed"), "{said}");
    assert!(!machine.installed("opt/example/example").exists());
    assert!(!machine.installed("opt/example/example.new").exists());
    assert!(
        !machine
            .log()
            .iter()
            .any(|line| line.starts_with("systemctl"))
    );
}

/// shellcheck, from the folder that `scripts/install-test-tools` fills, or
/// from `PATH`.
fn shellcheck() -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let ours = root.join(".tools/bin/shellcheck");
    let tool = if ours.exists() {
        ours
    } else {
        PathBuf::from("shellcheck")
    };
    let mut command = Command::new(tool);
    command.args(["--shell=bash", "--enable=all", "--severity=style"]);
    // `set -e` and variables in braces: matters of taste.
    command.arg("--exclude=SC2250,SC2310,SC2312");
    command
}

#[test]
fn shellcheck_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (place, script) in scripts().iter().enumerate() {
        let file = folder.path().join(format!("{place}.sh"));
        fs::write(&file, script).unwrap();
        let output = match shellcheck().arg(&file).output() {
            Ok(output) => output,
            Err(error) => panic!("shellcheck: {error}\nhint: run scripts/install-test-tools"),
        };
        let found = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{found}");
    }
}

#[test]
fn a_template_of_ones_own_is_as_strict() {
    let synthesis = |template: &'static str| -> Result<Synthesis, String> {
        let app = app(|stack| {
            let network = Network::default_vpc(stack, "t3.micro");
            let artifacts = PrivateBucket::new().define(stack, "artifacts");
            RustService::<Example>::new(crate::harness::environment("x"))
                .user_data(template)
                .define(stack, "example", &network, &artifacts);
        });
        app.synth().map_err(|error| error.to_string())
    };
    let good = synthesis("#!/bin/sh\necho {{quote key}} {{service}}\n").unwrap();
    let document = good.document("example").unwrap().text();
    assert!(
        document.contains("#!/bin/sh\\necho '${replace("),
        "{document}"
    );
    let error = synthesis("echo {{quote version_id}}").unwrap_err();
    assert!(error.contains("not `version_id`"), "{error}");
    let error = synthesis("echo {{version}}").unwrap_err();
    assert!(error.contains("without `quote`"), "{error}");
}
