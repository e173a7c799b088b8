//! What the label Lambda is told.

use contract::LabelLambdaEnv;

use crate::Refused;

/// Where images and posts are, and which labels count.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// The bucket of the images.
    pub bucket: String,
    /// The table of the posts.
    pub table: String,
    /// How many labels an image gets at most.
    pub max_labels: u16,
    /// The least confidence of a label, in percent.
    pub min_confidence: f32,
}

impl Settings {
    /// The settings of a bucket and a table, the rest as usual: 5 labels, 75
    /// percent.
    #[must_use]
    pub fn new(bucket: impl Into<String>, table: impl Into<String>) -> Self {
        Self {
            bucket: bucket.into(),
            table: table.into(),
            max_labels: 5,
            min_confidence: 75.0,
        }
    }

    /// The settings that a stack gave the Lambda.
    ///
    /// # Errors
    ///
    /// When a variable is not what it has to be; the error names it.
    pub fn from_environment(environment: &LabelLambdaEnv<String>) -> Result<Self, Refused> {
        let mut settings = Self::new(&environment.bucket, &environment.dynamo_table);
        if let Some(text) = &environment.max_labels {
            settings.max_labels = text
                .parse()
                .ok()
                .filter(|number| (1..=1000).contains(number))
                .ok_or_else(|| refused("MAX_LABELS", text, "1 to 1000"))?;
        }
        if let Some(text) = &environment.min_confidence {
            settings.min_confidence = text
                .parse()
                .ok()
                .filter(|number| (0.0..=100.0).contains(number))
                .ok_or_else(|| refused("MIN_CONFIDENCE", text, "0 to 100"))?;
        }
        Ok(settings)
    }
}

fn refused(what: &'static str, text: &str, range: &str) -> Refused {
    Refused::new(what, format!("`{text}` is not a number from {range}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(max_labels: Option<&str>, min_confidence: Option<&str>) -> Result<Settings, String> {
        Settings::from_environment(&LabelLambdaEnv {
            bucket: "images".to_owned(),
            dynamo_table: "posts".to_owned(),
            max_labels: max_labels.map(str::to_owned),
            min_confidence: min_confidence.map(str::to_owned),
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn settings_of_an_environment() {
        assert_eq!(of(None, None).unwrap(), Settings::new("images", "posts"));
        let other = of(Some("9"), Some("12.5")).unwrap();
        assert_eq!(
            (other.max_labels, other.min_confidence.to_string()),
            (9, "12.5".to_owned())
        );
        for (labels, confidence, expected) in [
            (
                Some("0"),
                None,
                "MAX_LABELS: `0` is not a number from 1 to 1000",
            ),
            (
                Some("x"),
                None,
                "MAX_LABELS: `x` is not a number from 1 to 1000",
            ),
            (
                None,
                Some("101"),
                "MIN_CONFIDENCE: `101` is not a number from 0 to 100",
            ),
            (
                None,
                Some("NaN"),
                "MIN_CONFIDENCE: `NaN` is not a number from 0 to 100",
            ),
        ] {
            assert_eq!(of(labels, confidence).unwrap_err(), expected);
        }
    }
}
