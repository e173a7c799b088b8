//! The Lambda that labels uploaded images.
//!
//! Everything it does with an event is [`postagram::labels`]; here is what
//! makes it a Lambda: clients that are built once, the Runtime API, a metric
//! line per image on stdout, and the end.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use contract::LabelLambdaEnv;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use postagram::labels::{Labeler, Report, Settings};
use postagram::{AwsConfig, Clients};
use serde_json::{Value, json};
use synth_program::{FromVariables as _, NotInLambda};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            eprintln!(
                "hint: the stack `serverless` sets what the Lambda needs, Lambda the rest; \
                 `cargo run -p local` does the same work on this machine"
            );
            ExitCode::FAILURE
        }
    }
}

/// Answers invocations until it is told to stop.
async fn run() -> Result<(), Error> {
    let settings = Settings::from_environment(&LabelLambdaEnv::from_process()?)?;
    let clients = Clients::new(&AwsConfig::of_lambda()?);
    let labeler = Arc::new(Labeler::new(clients, settings));
    NotInLambda::check()?;
    let mut stop = signal(SignalKind::terminate())?;
    let handler = service_fn(move |event: LambdaEvent<Value>| {
        let labeler = Arc::clone(&labeler);
        async move { invoke(&labeler, &event.payload).await }
    });
    tokio::select! {
        result = lambda_runtime::run(handler) => result,
        // An invocation that is cut off is delivered again.
        _ = stop.recv() => Ok(()),
    }
}

/// One event. Its answer says how many records it had; nobody reads it but
/// people.
async fn invoke(labeler: &Labeler, event: &Value) -> Result<Value, Diagnostic> {
    let mut records = 0_usize;
    let result = labeler
        .handle(event, |report| {
            records += 1;
            print(report);
        })
        .await;
    match result {
        Ok(()) => Ok(json!({ "records": records })),
        Err(unfinished) => Err(Diagnostic {
            error_type: "Unfinished".to_owned(),
            error_message: unfinished.to_string(),
        }),
    }
}

/// A metric is no reason to fail.
fn print(report: &Report) {
    let line = report.metric_line(SystemTime::now());
    let _: std::io::Result<()> = writeln!(std::io::stdout().lock(), "{line}");
}
