//! IAM policies as inline JSON, so that a plan shows what they allow.

use synth_core::functions::jsonencode;
use synth_core::prelude::*;

/// A statement that allows these actions on these resources.
pub(crate) fn allow<A, R>(actions: A, resources: R) -> Value<Any>
where
    A: Into<Value<List<String>>>,
    R: Into<Value<List<String>>>,
{
    record! {
        "Action" => actions.into(),
        "Effect" => "Allow",
        "Resource" => resources.into(),
    }
}

/// A policy of these statements.
pub(crate) fn document<const N: usize>(statements: [Value<Any>; N]) -> Value<String> {
    jsonencode(record! {
        "Statement" => statements,
        "Version" => "2012-10-17",
    })
}

/// The policy that lets an AWS service assume a role.
pub(crate) fn assumed_by(service: &str) -> Value<String> {
    document([record! {
        "Action" => "sts:AssumeRole",
        "Effect" => "Allow",
        "Principal" => record! { "Service" => service },
    }])
}
