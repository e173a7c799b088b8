//! DynamoDB and S3 in one process, filled, until it is stopped.

use api_bench::hello::Hello;
use api_bench::seed;
use postagram_testing::{StandIns, Trouble};

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let stand_ins = StandIns::start().await?;
    let posts = seed::fill(&stand_ins).await?;
    let variables = stand_ins.variables().into_iter();
    let hello = Hello {
        variables: variables
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        posts,
    };
    println!("{}", serde_json::to_string(&hello)?);
    // Whoever started it stops it.
    std::future::pending().await
}
