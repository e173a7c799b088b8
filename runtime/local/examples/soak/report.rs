//! What happened, as a section of Markdown.

use std::fmt::Write as _;
use std::time::Duration;

use bench_common::report::table;

use crate::Disturbance;
use crate::memory::{Course, Sample};
use crate::tally::State;
use crate::verify::Lost;

/// All that is reported.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    pub(crate) machine: &'a str,
    /// In actions a second, where it was looked for.
    pub(crate) peak: Option<u32>,
    pub(crate) rate: u32,
    pub(crate) time: Duration,
    /// How many pictures there were before the load.
    pub(crate) fill: u32,
    pub(crate) disturbance: Disturbance,
    pub(crate) tally: &'a State,
    pub(crate) lost: Lost,
}

impl Report<'_> {
    /// What is wrong; nothing is fine.
    pub(crate) fn wrongs(&self) -> Vec<String> {
        let lost = self.lost;
        let counts = [
            (self.tally.errors(), "errors"),
            (lost.posts, "posts lost"),
            (lost.feed, "posts not in the feed"),
            (lost.pictures, "pictures lost"),
            (lost.labels, "pictures without labels"),
            (lost.undeleted, "deleted posts that are there"),
        ];
        let mut wrongs: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let undisturbed = self.disturbance != Disturbance::Kill;
        if undisturbed
            && self
                .course(|it| it.memory)
                .is_some_and(|it| it.memory_grows())
        {
            wrongs.push("memory grows".to_owned());
        }
        if undisturbed
            && self
                .course(|it| it.threads)
                .is_some_and(|it| it.number_grows())
        {
            wrongs.push("threads grow".to_owned());
        }
        if undisturbed
            && self
                .course(|it| it.files)
                .is_some_and(|it| it.number_grows())
        {
            wrongs.push("open files grow".to_owned());
        }
        wrongs
    }

    fn course(&self, quantity: impl Fn(&Sample) -> u64) -> Option<Course> {
        Course::of(&self.tally.samples, quantity)
    }

    /// The section below its heading.
    pub(crate) fn markdown(&self) -> String {
        let tally = self.tally;
        let mut text = format!("{}\n", self.machine);
        let peak = self.peak.map_or_else(String::new, |peak| {
            format!(" The program bears {peak} a second on an empty folder.")
        });
        let _infallible = writeln!(
            text,
            "{} actions a second for {} s, over {} posts with pictures.{peak}\n",
            self.rate,
            self.time.as_secs(),
            self.fill
        );
        let wrongs = self.wrongs();
        let verdict = match wrongs.as_slice() {
            [] => "Everything as it should be".to_owned(),
            wrongs => format!("Not as it should be: {}", wrongs.join(", ")),
        };
        let _infallible = writeln!(text, "**{verdict}.**\n");
        text += &table(&["", ""], &self.rows());
        for (what, counts) in [
            ("errors", &tally.errors),
            ("while disturbed", &tally.excused),
        ] {
            for (failure, count) in counts {
                let _infallible = write!(text, "\n- {what}, {count} times: {failure}");
            }
        }
        if !(tally.errors.is_empty() && tally.excused.is_empty()) {
            text.push('\n');
        }
        // A process that is killed every minute has no course.
        if self.disturbance != Disturbance::Kill {
            text += &self.courses();
        }
        text
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let (tally, lost) = (self.tally, self.lost);
        let posts: usize = tally
            .posts
            .values()
            .map(std::collections::BTreeSet::len)
            .sum();
        let mut rows = vec![("actions that succeeded", tally.times.len().to_string())];
        let [half, most, slow, slowest] = tally.percentiles([50, 95, 99, 100]);
        rows.extend([
            ("half of them within", milliseconds(half)),
            ("95 of 100", milliseconds(most)),
            ("99 of 100", milliseconds(slow)),
            ("all", milliseconds(slowest)),
            ("errors", tally.errors().to_string()),
        ]);
        if self.disturbance != Disturbance::Nothing {
            let excused: usize = tally.excused.values().sum();
            rows.extend([
                ("disturbances", tally.excuses.len().to_string()),
                ("failures while disturbed", excused.to_string()),
            ]);
        }
        if self.disturbance == Disturbance::Faults {
            let slowest = milliseconds(tally.slowest_refusal);
            rows.push(("the slowest 503 of them", slowest));
        }
        rows.extend([
            ("posts acknowledged", posts.to_string()),
            ("of those lost", lost.posts.to_string()),
            ("of those not in the feed", lost.feed.to_string()),
            ("pictures acknowledged", tally.pictures.len().to_string()),
            ("of those lost", lost.pictures.to_string()),
            ("of those without labels", lost.labels.to_string()),
            ("deletions acknowledged", tally.deleted.len().to_string()),
            ("of those there again", lost.undeleted.to_string()),
        ]);
        rows.into_iter()
            .map(|(what, figure)| vec![what.to_owned(), figure])
            .collect()
    }

    fn courses(&self) -> String {
        let courses = [
            ("memory, KiB", self.course(|it| it.memory)),
            ("threads", self.course(|it| it.threads)),
            ("open files", self.course(|it| it.files)),
        ];
        let rows: Vec<Vec<String>> = courses
            .iter()
            .filter_map(|(what, course)| Some((what, course.as_ref()?)))
            .map(|(what, course)| {
                let parts: Vec<String> = course.parts.iter().map(u64::to_string).collect();
                vec![
                    (*what).to_owned(),
                    course.first.to_string(),
                    course.last.to_string(),
                    format!("{:+.1} %", course.growth() * 100.0),
                    course.most.to_string(),
                    parts.join(" "),
                ]
            })
            .collect();
        if rows.is_empty() {
            return "\nToo short to tell how memory goes.\n".to_owned();
        }
        let head = [
            "",
            "first",
            "last",
            "growth",
            "at most",
            "least of each twelfth",
        ];
        format!("\n{}", table(&head, &rows))
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrongs(disturbance: Disturbance, tally: &State, lost: Lost) -> Vec<String> {
        let report = Report {
            machine: "",
            peak: None,
            rate: 1,
            time: Duration::from_mins(30),
            fill: 0,
            disturbance,
            tally,
            lost,
        };
        let wrongs = report.wrongs();
        let fine = report
            .markdown()
            .contains("**Everything as it should be.**");
        assert_eq!(fine, wrongs.is_empty());
        wrongs
    }

    #[test]
    fn every_wrong_is_told() {
        let none = Lost::default();
        let mut tally = State::default();
        assert!(wrongs(Disturbance::Nothing, &tally, none).is_empty());
        let lost = Lost {
            posts: 1,
            feed: 2,
            pictures: 3,
            labels: 4,
            undeleted: 5,
        };
        tally.errors.insert("x".to_owned(), 6);
        let all = [
            "6 errors",
            "1 posts lost",
            "2 posts not in the feed",
            "3 pictures lost",
            "4 pictures without labels",
            "5 deleted posts that are there",
        ];
        assert_eq!(wrongs(Disturbance::Nothing, &tally, lost), all);
    }

    #[test]
    fn growth_is_told_unless_the_program_is_killed_again_and_again() {
        let samples = (0..1800).map(|second| Sample {
            memory: 60_000 + second * 10,
            threads: 10 + second / 60,
            files: 10 + second / 60,
        });
        let tally = State {
            samples: samples.collect(),
            ..State::default()
        };
        let told = wrongs(Disturbance::Faults, &tally, Lost::default());
        assert_eq!(told, ["memory grows", "threads grow", "open files grow"]);
        assert!(wrongs(Disturbance::Kill, &tally, Lost::default()).is_empty());
    }
}
