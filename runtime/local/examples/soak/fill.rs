//! What is there before the load begins, so that caches are full by then.

use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::failure::Failure;
use crate::request::{Request, USERS, fine};
use crate::tally::Tally;

/// How many pictures are made at a time.
const AT_A_TIME: usize = 8;

/// Pictures of these numbers and later are of no load.
const FIRST: u32 = 1 << 23;

/// How often something is tried that is refused, as it is while calls to AWS fail.
const ATTEMPTS: u32 = 20;

/// Makes so many posts with pictures, and reads them all.
pub(crate) async fn fill(url: &str, tally: &Tally, pictures: u32) -> Result<(), Failure> {
    stream::iter(0..pictures)
        .map(|number| async move {
            let request = Request::Picture(user(number), FIRST + number);
            patiently(async || request.send(url, tally).await).await
        })
        .buffer_unordered(AT_A_TIME)
        .try_collect::<()>()
        .await?;
    for number in 0..USERS {
        let all = format!("{url}/posts?user={}&limit=1000", user(number));
        patiently(async || fine("GET", &all, &[], b"").await.map(drop)).await?;
    }
    Ok(())
}

fn user(number: u32) -> String {
    format!("user{}", number % USERS)
}

async fn patiently(act: impl AsyncFn() -> Result<(), Failure>) -> Result<(), Failure> {
    let mut attempt = 1;
    loop {
        match act().await {
            Err(Failure::Refused(_)) if attempt < ATTEMPTS => attempt += 1,
            other => return other,
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
