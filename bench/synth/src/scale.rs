//! The app that is synthesized at every size: parameters, one in ten of which
//! holds the ARN of the one before it. `cdktf/scale.js` is the same app.

use std::str::FromStr;

use synth_aws::{AwsProvider, SsmParameter};
use synth_core::prelude::*;

/// How many parameters a scope holds, and how often one refers to another.
const GROUP: usize = 10;

/// Where the parameters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// All of them in the stack itself.
    Flat,
    /// Ten to a scope.
    Nested,
}

impl Shape {
    /// What the programs are told on their command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Nested => "nested",
        }
    }
}

impl FromStr for Shape {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        [Self::Flat, Self::Nested]
            .into_iter()
            .find(|shape| shape.name() == name)
            .ok_or_else(|| format!("`{name}` is no shape: flat or nested"))
    }
}

/// Fills the app with one stack, `scale`, of `count` parameters.
pub fn define(app: &App, shape: Shape, count: usize) {
    let stack = app.stack("scale");
    stack.add("aws", AwsProvider::new().region("eu-west-1"));
    let mut scope = Scope::clone(&stack);
    let mut previous: Option<Ref<SsmParameter>> = None;
    for number in 0..count {
        let place = number % GROUP;
        let id = match shape {
            Shape::Flat => format!("p{number}"),
            Shape::Nested => {
                if place == 0 {
                    scope = stack.scope(format!("group{}", number / GROUP));
                }
                format!("p{place}")
            }
        };
        let value = match &previous {
            Some(previous) if place == GROUP - 1 => previous.arn(),
            _ => format!("value {number}").into(),
        };
        let parameter = parameter(number).value(value);
        previous = Some(scope.add(id, parameter));
    }
}

fn parameter(number: usize) -> SsmParameter {
    SsmParameter::new(format!("/bench/p{number}"), "String")
        .description(format!("Parameter number {number} of the benchmark"))
        .tags([
            ("Number", number.to_string()),
            ("Project", "bench".to_owned()),
        ])
}
