//! Policies on resources, of which each resource has one.

#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "sqs")]
mod queue;
#[cfg(feature = "sns")]
mod topic;

use std::cell::RefCell;

use synth_core::Element;
use synth_core::prelude::*;

use super::statement::{Policy, Statement};

#[cfg(feature = "s3")]
pub use bucket::BlockPublicAccess;

/// What was collected for the one policy of a resource.
struct Collected<P: Element> {
    policy: RefCell<Policy>,
    element: RefCell<Option<Ref<P>>>,
}

impl<P: Element> Default for Collected<P> {
    fn default() -> Self {
        Self {
            policy: RefCell::default(),
            element: RefCell::default(),
        }
    }
}

/// Adds a statement to the policy of `owner`, which `make` makes of JSON.
#[cfg_attr(
    not(any(feature = "s3", feature = "sns", feature = "sqs")),
    expect(dead_code, reason = "for resources that have policies")
)]
#[track_caller]
fn add<O: Element, P: Element + 'static>(
    owner: &Ref<O>,
    statement: Statement,
    make: impl FnOnce(Value<String>) -> P,
) -> Ref<P> {
    let collected = owner.attached(Collected::<P>::default);
    collected.policy.borrow_mut().add(statement);
    let element = make(collected.policy.borrow().json());
    let there = collected.element.borrow().clone();
    if let Some(there) = there {
        there.redefine(element);
        return there;
    }
    let id = format!("{}_policy", owner.id_in_scope());
    let made = owner.scope().add(id, element);
    *collected.element.borrow_mut() = Some(made.clone());
    made
}

/// A resource with a policy of its own. Whoever adds a statement adds it to
/// the same policy.
pub trait ResourcePolicy {
    /// The element that the statements end up in.
    type Policy: Element;

    /// Adds a statement.
    #[track_caller]
    fn add_to_policy(&self, statement: Statement) -> Ref<Self::Policy>;
}

/// Requests over plain HTTP, refused.
pub trait RequireTls: ResourcePolicy {
    /// Denies every request that does not come over TLS.
    #[track_caller]
    fn require_tls(&self) -> Ref<Self::Policy>;
}

#[cfg_attr(
    not(any(feature = "s3", feature = "sns", feature = "sqs")),
    expect(dead_code, reason = "for resources that have policies")
)]
fn plain_http(actions: &'static str) -> Statement {
    Statement::deny([actions])
        .by_anybody()
        .when("Bool", "aws:SecureTransport", ["false"])
}
