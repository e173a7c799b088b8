//! The lifecycle of objects: hidden versions go after a time.

use std::time::Duration;

use super::Bucket;
use super::content::broken;

/// How often is looked. S3 looks once a day.
const EVERY: Duration = Duration::from_hours(1);

/// Removes what is over, now and every hour, until the task is stopped.
pub(crate) async fn sweep(bucket: Bucket) {
    loop {
        let swept = bucket
            .work(|inner| {
                let mut all = 0;
                for rule in &inner.settings.expiry {
                    let (after, marks) = (rule.hidden_after, rule.marks);
                    let gone = inner.index.expire(&rule.prefix, after, marks);
                    for id in gone.map_err(broken)? {
                        inner.content.remove(&id);
                        all += 1;
                    }
                }
                Ok(all)
            })
            .await;
        // A failure has been logged, and the next hour may be better.
        if let Ok(versions @ 1..) = swept {
            tracing::info!(versions, "removed versions that were hidden long ago");
        }
        tokio::time::sleep(EVERY).await;
    }
}
