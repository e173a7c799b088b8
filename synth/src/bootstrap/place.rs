//! Where the bucket is to be, and what it is called.

use serde_json::{Map, Value, json};

use super::Locking;
use crate::error::{Error, Result};
use crate::identity::Caller;
use crate::project::{Project, Stage};

/// The keys of a stage that this command knows; see docs/state.md.
const BUCKET: &str = "state-bucket";
const REGION: &str = "state-region";
const TABLE: &str = "state-lock-table";

/// A bucket, in a region, of whoever the provider acts as.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) bucket: String,
    pub(crate) region: String,
    /// The configuration of the provider, as the stacks have it.
    pub(crate) provider: Map<String, Value>,
    /// Whether the stage names the bucket already.
    pub(crate) named: bool,
}

impl Place {
    /// The bucket that the stage names, or `wanted`, or one that no other
    /// account and region can have: names of buckets are unique worldwide.
    ///
    /// `provider` is the block that the stacks configure AWS with.
    pub(crate) fn find(
        project: &Project,
        stage: &Stage,
        wanted: Option<&str>,
        provider: Option<&Value>,
        caller: &Caller,
    ) -> Result<Self> {
        let context = project.context(stage);
        let text = |key: &str| {
            let table = context.get("stageConfig")?;
            table.get(key)?.as_str().map(str::to_owned)
        };
        let named = text(BUCKET);
        if let (Some(named), Some(wanted)) = (&named, wanted)
            && named != wanted
        {
            return Err(Error::Config {
                what: format!("the stage has its state in the bucket `{named}`, not in `{wanted}`"),
                hint: Some(format!(
                    "leave `--bucket` out, or move the state by hand and change `{BUCKET}`: see docs/state.md"
                )),
            });
        }
        let region = text(REGION)
            .or_else(|| caller.region.clone())
            .or_else(|| text("region"));
        let region = region.ok_or_else(|| Error::Config {
            what: "nothing says in which region the bucket is to be".to_owned(),
            hint: Some("give the stage a `region`, or set AWS_REGION".to_owned()),
        })?;
        let is_named = named.is_some();
        let bucket = named
            .or_else(|| wanted.map(str::to_owned))
            .unwrap_or_else(|| format!("terraform-state-{}-{region}", caller.account));
        check(&bucket)?;
        Ok(Self {
            provider: settings(provider, &region, caller),
            bucket,
            region,
            named: is_named,
        })
    }

    /// The account that it will be in.
    pub(crate) fn account(&self) -> Option<&str> {
        self.provider.get("allowed_account_ids")?.get(0)?.as_str()
    }

    /// What the stage has to be told: the bucket, and its region where that is
    /// not the stage's.
    pub(crate) fn keys(
        &self,
        project: &Project,
        stage: &Stage,
        locking: Locking,
    ) -> Vec<(&'static str, String)> {
        let context = project.context(stage);
        let own = context
            .get("stageConfig")
            .and_then(|table| table.get("region"))
            .and_then(Value::as_str);
        let mut keys = vec![(BUCKET, self.bucket.clone())];
        if own != Some(self.region.as_str()) {
            keys.push((REGION, self.region.clone()));
        }
        if locking == Locking::Table {
            keys.push((TABLE, self.table()));
        }
        keys
    }
}

/// The provider's settings that say who acts where; not its default tags, which
/// are about the stacks.
fn settings(provider: Option<&Value>, region: &str, caller: &Caller) -> Map<String, Value> {
    let kept = ["assume_role", "endpoints", "profile"];
    let mut settings = Map::new();
    for name in kept {
        if let Some(value) = provider.and_then(|block| block.get(name)) {
            settings.insert(name.to_owned(), value.clone());
        }
    }
    settings.insert("region".to_owned(), json!(region));
    settings.insert(
        "allowed_account_ids".to_owned(),
        json!([caller.account.clone()]),
    );
    settings
}

/// S3's own rules are longer; this is what goes wrong.
fn check(bucket: &str) -> Result<()> {
    let character = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fine = (3..=63).contains(&bucket.len())
        && bucket.chars().all(character)
        && !bucket.starts_with('-')
        && !bucket.ends_with('-');
    if fine {
        return Ok(());
    }
    Err(Error::Config {
        what: format!("`{bucket}` is no name for a bucket of state"),
        hint: Some(
            "use 3 to 63 lower-case letters, digits and `-`, with a letter or digit at both ends"
                .to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_buckets() {
        for good in ["abc", "terraform-state-123456789012-us-east-1"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["ab", "Ab3", "a.b", "a_b", "-abc", "abc-", &"a".repeat(64)] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
