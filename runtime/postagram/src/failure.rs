//! Failed SDK calls, as our errors.

use std::error::Error as StdError;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::{Error, Fault};

/// What a failed call means to us.
pub(crate) fn failure<E>(operation: &'static str, error: SdkError<E, HttpResponse>) -> Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
{
    let fault = match &error {
        SdkError::TimeoutError(_) => Some(Fault::Slow),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Some(Fault::Slow),
        SdkError::DispatchFailure(_) => Some(Fault::Unreachable),
        SdkError::ResponseError(_) => Some(Fault::Garbled),
        SdkError::ServiceError(answer) => answer
            .err()
            .code()
            .and_then(of_code)
            .or_else(|| of_status(answer.raw().status().as_u16())),
        _ => None,
    };
    match fault {
        Some(fault) => Error::Unavailable {
            operation,
            fault,
            source: Box::new(error),
        },
        None => Error::internal(operation, error),
    }
}

/// Error codes of DynamoDB, S3 and Rekognition that ask for patience.
pub(crate) fn of_code(code: &str) -> Option<Fault> {
    match code {
        "ThrottlingException"
        | "Throttling"
        | "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded"
        | "LimitExceededException"
        | "TooManyRequestsException"
        | "TransactionInProgressException"
        | "TransactionConflictException"
        | "SlowDown" => Some(Fault::Throttled),
        "RequestTimeout" | "RequestTimeoutException" => Some(Fault::Slow),
        "InternalServerError" | "InternalError" | "ServiceUnavailable" => Some(Fault::Down),
        _ => None,
    }
}

fn of_status(status: u16) -> Option<Fault> {
    match status {
        // A success that could not be read.
        ..400 => Some(Fault::Garbled),
        429 => Some(Fault::Throttled),
        500.. => Some(Fault::Down),
        _ => None,
    }
}
