//! Programs that serve until they are stopped, and what they use meanwhile.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use wait4::Wait4 as _;

use crate::Result;

/// How long a program may take to stop by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program with those it starts, in a process group of their own; stopped
/// when dropped.
#[derive(Debug)]
pub struct Running {
    /// Nothing once it was waited for.
    child: Option<Child>,
    group: Pid,
}

/// What a group of processes has used so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Used {
    /// User and system time of all of them, in seconds, in steps of the
    /// kernel's clock (10 ms for each process).
    pub cpu: f64,
    /// The sum of the largest resident sets that each has had, in MiB. What
    /// they share counts for each.
    pub peak: f64,
    /// What is resident now, in MiB, what they share counted once.
    pub resident: f64,
    /// What of that is in no file, and so cannot be dropped and read again.
    pub anonymous: f64,
    /// How many there are.
    pub processes: usize,
}

impl Running {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        let child = command.process_group(0).spawn().map_err(|error| {
            let program = command.get_program().display();
            format!("cannot start {program}: {error}")
        })?;
        let group = Pid::from_child(&child);
        Ok(Self {
            child: Some(child),
            group,
        })
    }

    /// The pipe of its standard output, once.
    pub fn stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.as_mut()?.stdout.take()
    }

    /// Fails when it has ended.
    ///
    /// # Errors
    ///
    /// With its status.
    pub fn check(&mut self) -> Result<()> {
        let ended = self.child.as_mut().map(Child::try_wait);
        match ended.transpose()?.flatten() {
            None => Ok(()),
            Some(status) => Err(format!("it ended early: {status}").into()),
        }
    }

    /// What it and those it started have used, as far as they still run.
    ///
    /// # Errors
    ///
    /// When none of them runs.
    pub fn used(&self) -> Result<Used> {
        let mut used = Used {
            cpu: 0.0,
            peak: 0.0,
            resident: 0.0,
            anonymous: 0.0,
            processes: 0,
        };
        let group = self.group.as_raw_nonzero().get();
        for entry in fs::read_dir("/proc")? {
            let path = entry?.path();
            let stat = fs::read_to_string(path.join("stat")).unwrap_or_default();
            let Some(ticks) = ticks_of_group(&stat, group) else {
                continue;
            };
            let status = fs::read_to_string(path.join("status")).unwrap_or_default();
            let rollup = fs::read_to_string(path.join("smaps_rollup")).unwrap_or_default();
            // It ended in between.
            let (Some(peak), Some(resident)) =
                (mebibytes(&status, "VmHWM"), mebibytes(&rollup, "Pss"))
            else {
                continue;
            };
            used.cpu += seconds(ticks);
            used.peak += peak;
            used.resident += resident;
            used.anonymous += mebibytes(&rollup, "Pss_Anon").unwrap_or_default();
            used.processes += 1;
        }
        match used.processes {
            0 => Err("it does not run any more".into()),
            _ => Ok(used),
        }
    }

    /// Kills it at once, and gives all the CPU time that it and those it waited
    /// for have used, in seconds, as exactly as the kernel counts.
    ///
    /// # Errors
    ///
    /// When it cannot be waited for.
    pub fn end(mut self) -> Result<f64> {
        kill_process_group(self.group, Signal::KILL)?;
        let child = self.child.take().ok_or("it has ended already")?;
        let end = child.wait4()?;
        Ok((end.rusage.utime + end.rusage.stime).as_secs_f64())
    }

    /// Tells the group to stop, and kills what does not.
    fn stop(&self, child: &mut Child) {
        // A group that is gone has stopped.
        let _: rustix::io::Result<()> = kill_process_group(self.group, Signal::TERM);
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Ok(Some(_)) | Err(_) => break,
            }
        }
        let _: rustix::io::Result<()> = kill_process_group(self.group, Signal::KILL);
        let _: std::io::Result<_> = child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            self.stop(&mut child);
        }
    }
}

/// User and system time in a line of `/proc/PID/stat`, if the process is of
/// the group. The name, in brackets, may hold anything.
fn ticks_of_group(stat: &str, group: i32) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    // State, parent, group; user and system time are the 14th and 15th field
    // of the line.
    (fields.get(2)?.parse() == Ok(group)).then_some(())?;
    Some(number(11)? + number(12)?)
}

fn seconds(ticks: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "no process has run for 2^52 ticks"
    )]
    let (ticks, each) = (ticks as f64, rustix::param::clock_ticks_per_second() as f64);
    ticks / each
}

/// A line such as `VmHWM:   1234 kB`.
fn mebibytes(text: &str, name: &str) -> Option<f64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let kibibytes: u32 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(f64::from(kibibytes) / 1024.0)
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    #[test]
    fn lines_of_the_kernel() {
        let stat = "42 (a) (b) S 1 40 40 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 1 0 5";
        assert_eq!(ticks_of_group(stat, 40), Some(200));
        assert_eq!(ticks_of_group(stat, 41), None);
        assert_eq!(ticks_of_group("", 40), None);
        let status = "VmPeak:\t  9 kB\nVmHWM:\t    2048 kB\n";
        assert_eq!(mebibytes(status, "VmHWM"), Some(2.0));
        assert_eq!(mebibytes(status, "Pss"), None);
    }

    #[test]
    fn a_group_is_counted_and_stopped() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "sleep 60 & echo; wait"])
            .stdout(Stdio::piped());
        let mut running = Running::start(&mut command).unwrap();
        let mut line = [0];
        let mut stdout = running.stdout().unwrap();
        std::io::Read::read_exact(&mut stdout, &mut line).unwrap();
        running.check().unwrap();
        let used = running.used().unwrap();
        assert_eq!(used.processes, 2);
        assert!(
            used.peak > 0.0 && used.resident > used.anonymous && used.anonymous > 0.0,
            "{used:?}"
        );
        drop(running);
        // The last one that could write to it is gone.
        std::io::Read::read_to_end(&mut stdout, &mut Vec::new()).unwrap();
    }
}
