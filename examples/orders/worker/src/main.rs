//! The worker: a Lambda function that keeps the orders it gets from a queue.

mod batch;
mod order;
mod store;

use std::process::ExitCode;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::Client;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use orders_contract::OrderWorkerEnv;
use synth_program::{FromVariables as _, NotInLambda};

use batch::{Answer, Batch};
use store::Store;

/// How long DynamoDB may take, attempts and waits included: less than the
/// function, so that what hangs is told as a failure of one message.
const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            eprintln!(
                "hint: the stack `orders` sets what the worker needs, Lambda the rest; \
                 `cargo test -p orders-worker` tries it on this machine"
            );
            ExitCode::FAILURE
        }
    }
}

/// Answers invocations, with clients that are built once.
async fn run() -> Result<(), Error> {
    let environment = OrderWorkerEnv::from_process()?;
    NotInLambda::check()?;
    let timeouts = TimeoutConfig::builder().operation_timeout(PATIENCE).build();
    let config = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .timeout_config(timeouts)
        .load()
        .await;
    let store = Store::new(Client::new(&config), environment.table);
    let handler = async |event: LambdaEvent<Batch>| -> Result<Answer, Error> {
        Ok(event.payload.work(&store).await)
    };
    lambda_runtime::run(service_fn(handler)).await
}
