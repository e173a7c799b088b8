//! `watch`: a plan for every change, until somebody has seen enough.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};

use crate::deployed::{start, two, with_input};
use crate::patience::{PATIENCE, status};

/// The lines of a stream as they come.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

#[track_caller]
fn until(lines: &Receiver<String>, text: &str) {
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(PATIENCE) {
        if line.contains(text) {
            return;
        }
        seen.push(line);
    }
    panic!("no {text:?} in\n{}", seen.join("\n"));
}

#[test]
fn every_change_is_planned_until_ctrl_c() {
    let (test, mut child) = start(two("one"), "watch a");
    let stdout = lines(child.stdout.take().unwrap());
    let stderr = lines(child.stderr.take().unwrap());
    until(&stdout, "a: 1 to add");
    until(&stdout, "one");
    until(&stderr, "waiting for a file to change");
    let test = with_input(test, "two");
    until(&stdout, "a: 1 to add");
    until(&stdout, "two");
    until(&stderr, "waiting for a file to change");
    // What is wrong is told, and the next change is waited for.
    let test = test.file("app/stacks/a/cdk.tf.json", "{");
    until(&stderr, "error: ");
    until(&stderr, "waiting for a file to change");
    let test = with_input(test, "three");
    until(&stdout, "three");
    until(&stderr, "waiting for a file to change");
    assert!(!test.path(".synth/state/_/a.tfstate").exists());
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    until(&stderr, "error: interrupted");
    assert_eq!(status(child).code(), Some(130));
}
