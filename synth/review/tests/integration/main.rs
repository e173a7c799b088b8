//! Reviews of whole plans: a corpus of real ones, every rule for and against,
//! and properties of whatever has the shape of a plan.

#![expect(
    clippy::needless_pass_by_value,
    reason = "values are written where they are used"
)]

#[cfg(test)]
mod clear;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod generated;
#[cfg(test)]
#[path = "../../examples/time/large.rs"]
mod large;
#[cfg(test)]
mod masking;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod sarif;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod shape;
#[cfg(test)]
mod size;
#[cfg(test)]
mod test;
#[cfg(test)]
mod written;
