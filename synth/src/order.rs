//! The order of stacks: one comes after those it depends on, and what does not
//! depend on each other is done at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use crate::error::{Error, Result};
use crate::manifest::Manifest;

/// Which stacks come before which, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order(BTreeMap<String, BTreeSet<String>>);

/// What became of a stack.
#[derive(Debug)]
pub(crate) enum Outcome<T> {
    Done(T),
    /// It was not begun, because of this one.
    Skipped(String),
}

/// What is not begun yet, what runs, and what ended.
struct Work<T> {
    /// With what they wait for.
    open: BTreeMap<String, BTreeSet<String>>,
    running: usize,
    ended: BTreeMap<String, Outcome<T>>,
    /// Those after which nothing may come.
    failed: BTreeSet<String>,
}

impl Order {
    /// What the manifest says. Stacks that wait for each other are an error.
    pub(crate) fn of(manifest: &Manifest) -> Result<Self> {
        let name = |path: &str| {
            manifest
                .stacks()
                .find(|stack| stack.construct_path == path)
                .map(|stack| stack.name.clone())
        };
        let before = |dependencies: &[String]| {
            dependencies
                .iter()
                .filter_map(|path| name(path))
                .collect::<BTreeSet<_>>()
        };
        let order = Self(
            manifest
                .stacks()
                .map(|stack| (stack.name.clone(), before(&stack.dependencies)))
                .collect(),
        );
        order.check()?;
        Ok(order)
    }

    fn check(&self) -> Result<()> {
        let mut open: BTreeSet<&String> = self.0.keys().collect();
        loop {
            let ready = |name: &&String| self.0[*name].iter().all(|one| !open.contains(one));
            let next: Vec<&String> = open.iter().copied().filter(|name| ready(name)).collect();
            if next.is_empty() {
                break;
            }
            for name in next {
                open.remove(name);
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = open.into_iter().map(String::as_str).collect();
        Err(Error::Unusable {
            what: format!("stacks wait for each other: {}", names.join(", ")),
            hint: Some("the `dependencies` in manifest.json have to have an end".to_owned()),
        })
    }

    /// The stacks that have to be there before this one.
    pub(crate) fn before(&self, name: &str) -> impl Iterator<Item = &str> {
        let before = self.0.get(name).into_iter().flatten();
        before.map(String::as_str)
    }

    /// The other way round, to take down what was put up.
    pub(crate) fn reversed(&self) -> Self {
        let mut reversed: BTreeMap<String, BTreeSet<String>> = self
            .0
            .keys()
            .map(|name| (name.clone(), BTreeSet::new()))
            .collect();
        for (name, before) in &self.0 {
            for one in before {
                if let Some(after) = reversed.get_mut(one) {
                    after.insert(name.clone());
                }
            }
        }
        Self(reversed)
    }

    /// These stacks, none before one that it depends on; otherwise by name.
    pub(crate) fn sorted(&self, names: &[String]) -> Vec<String> {
        let mut open: Vec<String> = names.to_vec();
        open.sort();
        let mut sorted = Vec::new();
        while !open.is_empty() {
            let waits = |name: &String| {
                let before = self.all_before(name);
                open.iter().any(|one| before.contains(one))
            };
            let place = open.iter().position(|name| !waits(name)).unwrap_or(0);
            sorted.push(open.remove(place));
        }
        sorted
    }

    /// All that have to be there before this one.
    fn all_before(&self, name: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for one in self.before(name) {
                if all.insert(one.to_owned()) {
                    open.push(one);
                }
            }
        }
        all
    }

    /// Does something for each of these stacks, at most `parallelism` at once.
    /// Those that depend on one that `failed` are skipped.
    pub(crate) fn run<T: Send>(
        &self,
        names: &[String],
        parallelism: usize,
        job: impl Fn(&str) -> T + Sync,
        failed: impl Fn(&T) -> bool + Sync,
    ) -> BTreeMap<String, Outcome<T>> {
        let chosen: BTreeSet<String> = names.iter().cloned().collect();
        // Through stacks that are not among them, too.
        let before = |name: &String| &self.all_before(name) & &chosen;
        let work = Mutex::new(Work {
            open: chosen
                .iter()
                .map(|name| (name.clone(), before(name)))
                .collect(),
            running: 0,
            ended: BTreeMap::new(),
            failed: BTreeSet::new(),
        });
        let changed = Condvar::new();
        let workers = parallelism.clamp(1, chosen.len().max(1));
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| run_some(&work, &changed, &job, &failed));
            }
        });
        let work = work.into_inner().unwrap_or_else(PoisonError::into_inner);
        work.ended
    }
}

fn run_some<T>(
    work: &Mutex<Work<T>>,
    changed: &Condvar,
    job: &(impl Fn(&str) -> T + Sync),
    failed: &(impl Fn(&T) -> bool + Sync),
) {
    let mut now = work.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        now.skip();
        if let Some(name) = now.take() {
            drop(now);
            let result = job(&name);
            now = work.lock().unwrap_or_else(PoisonError::into_inner);
            now.running -= 1;
            if failed(&result) {
                now.failed.insert(name.clone());
            }
            now.ended.insert(name, Outcome::Done(result));
            changed.notify_all();
        } else if now.running == 0 {
            // Nothing can become ready any more.
            return;
        } else {
            now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Work<T> {
    /// Begins with one that waits for nothing, if there is one.
    fn take(&mut self) -> Option<String> {
        let ready = self
            .open
            .iter()
            .find(|(_, before)| before.iter().all(|one| self.ended.contains_key(one)));
        let name = ready?.0.clone();
        self.open.remove(&name);
        self.running += 1;
        Some(name)
    }

    /// Gives up on what waits for a failure.
    fn skip(&mut self) {
        while let Some((name, by)) = self.open.iter().find_map(|(name, before)| {
            let by = before.intersection(&self.failed).next()?;
            Some((name.clone(), by.clone()))
        }) {
            self.open.remove(&name);
            self.failed.insert(name.clone());
            self.ended.insert(name, Outcome::Skipped(by));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(pairs: &[(&str, &[&str])]) -> Order {
        let before = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Order(
            pairs
                .iter()
                .map(|(name, names)| ((*name).to_owned(), before(names)))
                .collect(),
        )
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn diamond() -> Order {
        order(&[("d", &[]), ("b", &["d"]), ("c", &["d"]), ("a", &["b", "c"])])
    }

    #[test]
    fn sorted() {
        let order = diamond();
        let all = names(&["a", "b", "c", "d"]);
        assert_eq!(order.sorted(&all), ["d", "b", "c", "a"]);
        assert_eq!(order.reversed().sorted(&all), ["a", "b", "c", "d"]);
        // Through one that was not asked for.
        assert_eq!(order.sorted(&names(&["a", "d"])), ["d", "a"]);
    }

    #[test]
    fn circles_are_refused() {
        let error = order(&[("a", &["b"]), ("b", &["a"]), ("c", &[])])
            .check()
            .unwrap_err();
        assert_eq!(error.to_string(), "stacks wait for each other: a, b");
        diamond().check().unwrap();
    }

    #[test]
    fn everything_runs_after_what_it_depends_on() {
        for parallelism in [1, 2, 9] {
            let seen = Mutex::new(Vec::new());
            let all = names(&["a", "b", "c", "d"]);
            let ended = diamond().run(
                &all,
                parallelism,
                |name| seen.lock().unwrap().push(name.to_owned()),
                |()| false,
            );
            assert_eq!(ended.len(), 4);
            let seen = seen.into_inner().unwrap();
            assert_eq!((seen[0].as_str(), seen[3].as_str()), ("d", "a"));
        }
    }

    #[test]
    fn what_depends_on_a_failure_is_skipped() {
        let all = names(&["a", "b", "c", "d"]);
        let ended = diamond().run(&all, 2, |name| name == "b", |failed| *failed);
        assert!(matches!(ended["c"], Outcome::Done(false)));
        assert!(matches!(&ended["a"], Outcome::Skipped(by) if by == "b"));
    }

    #[test]
    fn order_goes_through_stacks_that_were_not_asked_for() {
        let seen = Mutex::new(Vec::new());
        diamond().run(
            &names(&["a", "d"]),
            2,
            |name| seen.lock().unwrap().push(name.to_owned()),
            |()| false,
        );
        assert_eq!(seen.into_inner().unwrap(), ["d", "a"]);
    }

    #[test]
    fn independent_ones_run_at_once() {
        let order = order(&[("a", &[]), ("b", &[])]);
        let both = std::sync::Barrier::new(2);
        let all = names(&["a", "b"]);
        order.run(&all, 2, |_| both.wait().is_leader(), |_| false);
    }
}
