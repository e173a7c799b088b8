//! What everything was measured on, and with.

use std::fs;
use std::process::Command;

/// A list of machine and versions, as Markdown; `peers` is what ours is held
/// against.
#[must_use]
pub fn describe(peers: &str) -> String {
    let lines = [
        format!("- {}", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        format!("- {}, {} CPUs, {}", processor(), cpus(), memory()),
        format!("- {}", said("uname", &["-srm"])),
        format!(
            "- commit {}",
            said("git", &["rev-parse", "--short=12", "HEAD"])
        ),
        format!("- {}", said("rustc", &["--version"])),
        format!("- {peers}"),
        format!("- load average at the start: {}", load()),
    ];
    lines.join("\n") + "\n"
}

/// What a program prints, or `?`.
#[must_use]
pub fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.unwrap_or_else(|_| "?".to_owned())
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    field(&text, "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

fn memory() -> String {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = field(&text, "MemTotal")
        .and_then(|total| total.trim_end_matches(" kB").parse::<u64>().ok());
    kib.map_or_else(String::new, |kib| format!("{} GiB", kib >> 20))
}

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn cpus() -> usize {
    std::thread::available_parallelism().map_or(0, usize::from)
}

fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}
