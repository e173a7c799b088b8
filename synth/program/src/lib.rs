//! Ties a workspace program to the environment it is deployed with.
//!
//! A program is a type that implements [`Program`]. Its environment is a
//! struct made by [`environment!`]: in a stack its fields are values that
//! Terraform computes, in the program they are the strings that were found.
//! Both come from one table of variable names, so a name that one side has and
//! the other has not does not compile.
//!
//! ```
//! synth_program::environment! {
//!     /// What the greeter is told.
//!     pub struct GreeterEnv {
//!         required {
//!             /// Whom to greet.
//!             name: "NAME",
//!         }
//!         optional {
//!             /// How to greet; `hello` by default.
//!             greeting: "GREETING",
//!         }
//!     }
//! }
//!
//! struct Greeter;
//!
//! impl synth_program::Program for Greeter {
//!     const PACKAGE: &'static str = "greeter";
//!     type Env<V> = GreeterEnv<V>;
//! }
//!
//! // In a stack.
//! let env = GreeterEnv { name: "world", greeting: None };
//! assert_eq!(synth_program::Environment::into_variables(env), [("NAME", "world")]);
//!
//! // In the program.
//! use synth_program::FromVariables;
//! let found = GreeterEnv::parse(|name| (name == "NAME").then(|| "world".to_owned()));
//! assert_eq!(found.map(|env| env.name), Ok("world".to_owned()));
//! let missing = GreeterEnv::parse(|_| None).unwrap_err();
//! assert_eq!(
//!     missing.to_string(),
//!     "the environment variable NAME is not set (whom to greet)"
//! );
//! ```
//!
//! This crate depends on nothing, so that the types both sides share can live
//! in a crate that a program pays nothing for.

mod environment;
mod lambda;

pub use environment::{Environment, FromVariables, Missing, Variable};
pub use lambda::NotInLambda;

/// A program of the workspace that a stack deploys.
pub trait Program {
    /// The cargo package it is built from.
    const PACKAGE: &'static str;

    /// Its environment: of values in a stack, of strings in the program.
    type Env<V>: Environment<V>;
}
