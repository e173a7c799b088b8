//! Metrics as lines of a log: CloudWatch's embedded metric format.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{Outcome, Report};

/// The namespace of the metrics.
const NAMESPACE: &str = "Postagram";

impl Report {
    /// A line to print: CloudWatch makes the metrics `Images` and `Duration`
    /// (milliseconds) of it, by `Outcome`. A record that was skipped counts as
    /// an image too. The rest of the line says which and why.
    #[must_use]
    pub fn metric_line(&self, now: SystemTime) -> String {
        let timestamp = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (outcome, key, duration, reason) = match self {
            Self::Skipped(skipped) => (
                "skipped",
                skipped.key.as_deref(),
                0,
                Some(skipped.why.clone()),
            ),
            Self::Processed {
                upload,
                result,
                took,
            } => {
                let reason = result.as_ref().err().map(crate::Error::chain);
                let outcome = match result {
                    Ok(outcome) => outcome.name(),
                    Err(_) => "error",
                };
                (outcome, Some(upload.key.as_str()), took.as_millis(), reason)
            }
        };
        let labels = match self {
            Self::Processed {
                result: Ok(Outcome::Labelled(labels)),
                ..
            } => Some(labels),
            _ => None,
        };
        json!({
            "_aws": {
                "Timestamp": u64::try_from(timestamp.as_millis()).unwrap_or(u64::MAX),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [["Outcome"]],
                    "Metrics": [
                        {"Name": "Images", "Unit": "Count"},
                        {"Name": "Duration", "Unit": "Milliseconds"},
                    ],
                }],
            },
            "Outcome": outcome,
            "Images": 1,
            "Duration": u64::try_from(duration).unwrap_or(u64::MAX),
            "Key": key,
            "Labels": labels,
            "Reason": reason,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::labels::{Sequencer, Skipped, Uploaded};

    #[test]
    fn a_line_of_each_kind() {
        let now = UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
        let report = |result| Report::Processed {
            upload: Uploaded {
                key: "a/0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11/\"x\n"
                    .parse()
                    .unwrap(),
                sequencer: Sequencer::new("1"),
            },
            result,
            took: Duration::from_micros(42_900),
        };
        let lines = [
            report(Ok(Outcome::Labelled(2))),
            report(Err(crate::Error::internal("s3:GetObject", "denied"))),
            Report::Skipped(Skipped::new(None, "it is no record".to_owned())),
        ];
        let lines: Vec<serde_json::Value> = lines
            .iter()
            .map(|report| {
                let line = report.metric_line(now);
                assert!(!line.contains('\n'));
                serde_json::from_str(&line).unwrap()
            })
            .collect();
        assert_eq!(lines[0]["_aws"]["Timestamp"], 1_700_000_000_123_u64);
        let metrics = &lines[0]["_aws"]["CloudWatchMetrics"][0];
        for name in metrics["Metrics"].as_array().unwrap() {
            assert!(lines[0][name["Name"].as_str().unwrap()].is_number());
        }
        assert!(lines[0][metrics["Dimensions"][0][0].as_str().unwrap()].is_string());
        let told: Vec<String> = lines
            .iter()
            .map(|line| {
                let of = |name: &str| &line[name];
                format!(
                    "{} {} {} {}",
                    of("Outcome"),
                    of("Duration"),
                    of("Labels"),
                    of("Reason")
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "\"labelled\" 42 2 null",
                "\"error\" 42 null \"s3:GetObject failed: denied\"",
                "\"skipped\" 0 null \"it is no record\"",
            ]
        );
    }
}
