//! Starting and stopping.

use postagram_testing::{RuntimeApi, StandIns, Told};

use crate::harness::{Test, deployed, program};

#[tokio::test]
async fn it_stops_when_it_is_told_to() {
    let mut test = Test::start().await;
    assert_eq!(test.runtime.told().await, Told::Next);
    let output = test.stop().await;
    assert!(output.status.success(), "{output:?}");
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "{output:?}"
    );
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let output = program().output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: the environment variable BUCKET is not set (the bucket of the images)\n\
         the environment variable DYNAMO_TABLE is not set (the table of the posts)\n\
         hint: the stack `serverless` sets what the Lambda needs, Lambda the rest; `cargo run -p \
         local` does the same work on this machine\n"
    );
}

#[tokio::test]
async fn what_lambda_sets_is_named_too() {
    let (runtime, aws) = (
        RuntimeApi::start().await.unwrap(),
        StandIns::start().await.unwrap(),
    );
    for (name, value, expected) in [
        (
            "AWS_REGION",
            "",
            "AWS_REGION: the environment variable is not set",
        ),
        (
            "MAX_LABELS",
            "five",
            "MAX_LABELS: `five` is not a number from 1 to 1000",
        ),
        (
            "MIN_CONFIDENCE",
            "-1",
            "MIN_CONFIDENCE: `-1` is not a number from 0 to 100",
        ),
    ] {
        let output = deployed(&runtime, &aws)
            .env(name, value)
            .output()
            .await
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            stderr.lines().next(),
            Some(format!("error: {expected}").as_str())
        );
        assert_eq!(output.status.code(), Some(1));
    }
    for name in ["AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME"] {
        let output = deployed(&runtime, &aws)
            .env_remove(name)
            .output()
            .await
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let expected = format!("error: the environment variable {name} is not set\n");
        assert!(stderr.starts_with(&expected), "{stderr}");
        assert_eq!(output.status.code(), Some(1));
    }
}
