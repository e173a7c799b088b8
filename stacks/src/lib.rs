//! The stacks of Postagram.
//!
//! - [`Serverless`]: the bucket of images, the Lambda that labels them, and the
//!   table of posts.
//! - [`Webservice`]: the API server in an auto scaling group behind a load
//!   balancer, told bucket and table by its environment.

mod academy;
mod alarms;
mod config;
mod naming;
mod serverless;
mod webservice;

pub use config::{
    Config, ConfigError, Instances, InstancesSettings, Kind, Network, NetworkSettings, Settings,
    Site, Ssh, State,
};
pub use serverless::Serverless;
pub use webservice::Webservice;

use synth_core::App;

/// Defines both stacks as the app's configuration asks for.
///
/// # Errors
///
/// A configuration that cannot be used.
pub fn define(app: &App) -> Result<(), ConfigError> {
    let config = Config::from_app(app)?;
    let serverless = Serverless::define(app, &config);
    Webservice::define(app, &config, &serverless);
    Ok(())
}

/// The examples of the README and the book, compiled and run.
#[cfg(doctest)]
mod book {
    macro_rules! pages {
        ($($name:ident: $path:literal,)*) => {$(
            #[doc = include_str!($path)]
            mod $name {}
        )*};
    }

    pages! {
        readme: "../../README.md",
        writing_stacks: "../../docs/writing-stacks.md",
        values: "../../docs/values.md",
        several_stacks: "../../docs/several-stacks.md",
        escape_hatches: "../../docs/escape-hatches.md",
        programs: "../../docs/programs.md",
        patterns: "../../docs/patterns.md",
        rust_function: "../../docs/patterns/rust-function.md",
        rust_service: "../../docs/patterns/rust-service.md",
        grants: "../../docs/patterns/grants.md",
        once_per_resource: "../../docs/patterns/once-per-resource.md",
        private_bucket: "../../docs/patterns/private-bucket.md",
        network: "../../docs/patterns/network.md",
        alarms: "../../docs/patterns/alarms.md",
        stages: "../../docs/stages.md",
        testing: "../../docs/testing.md",
    }
}
