//! Policies on resources, of which each resource has one.

use std::cell::RefCell;

use synth_core::Element;
use synth_core::prelude::*;

use super::statement::{Policy, Statement};
use crate::{
    S3Bucket, S3BucketPolicy, S3BucketPublicAccessBlock, SnsTopic, SnsTopicPolicy, SqsQueue,
    SqsQueuePolicy,
};

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
    fn add_to_policy(&self, statement: Statement) -> Ref<Self::Policy>;
}

impl ResourcePolicy for Ref<S3Bucket> {
    type Policy = S3BucketPolicy;

    fn add_to_policy(&self, statement: Statement) -> Ref<S3BucketPolicy> {
        let access = self.attached(BlockedAccess::default).0.borrow().clone();
        add(self, statement, |policy| {
            let element = S3BucketPolicy::new(self.bucket(), policy);
            match access {
                // S3 refuses changes of both at once.
                Some(access) => element.depends_on(&access),
                None => element,
            }
        })
    }
}

impl ResourcePolicy for Ref<SqsQueue> {
    type Policy = SqsQueuePolicy;

    fn add_to_policy(&self, statement: Statement) -> Ref<SqsQueuePolicy> {
        add(self, statement, |policy| {
            SqsQueuePolicy::new(policy, self.url())
        })
    }
}

impl ResourcePolicy for Ref<SnsTopic> {
    type Policy = SnsTopicPolicy;

    fn add_to_policy(&self, statement: Statement) -> Ref<SnsTopicPolicy> {
        add(self, statement, |policy| {
            SnsTopicPolicy::new(self.arn(), policy)
        })
    }
}

/// Requests over plain HTTP, refused.
pub trait RequireTls: ResourcePolicy {
    /// Denies every request that does not come over TLS.
    fn require_tls(&self) -> Ref<Self::Policy>;
}

fn plain_http(actions: &'static str) -> Statement {
    Statement::deny([actions])
        .by_anybody()
        .when("Bool", "aws:SecureTransport", ["false"])
}

impl RequireTls for Ref<S3Bucket> {
    fn require_tls(&self) -> Ref<S3BucketPolicy> {
        let everything = [self.arn(), interpolate![self.arn(), "/*"]];
        self.add_to_policy(plain_http("s3:*").on(everything))
    }
}

impl RequireTls for Ref<SqsQueue> {
    fn require_tls(&self) -> Ref<SqsQueuePolicy> {
        self.add_to_policy(plain_http("sqs:*").on([self.arn()]))
    }
}

impl RequireTls for Ref<SnsTopic> {
    fn require_tls(&self) -> Ref<SnsTopicPolicy> {
        self.add_to_policy(plain_http("sns:Publish").on([self.arn()]))
    }
}

/// The one public access block of a bucket, once it has been asked for.
#[derive(Default)]
struct BlockedAccess(RefCell<Option<Ref<S3BucketPublicAccessBlock>>>);

/// Buckets that nobody outside the account reaches.
pub trait BlockPublicAccess {
    /// Refuses every way of making the bucket or its objects public. Any
    /// number of calls give one block.
    fn block_public_access(&self) -> Ref<S3BucketPublicAccessBlock>;
}

impl BlockPublicAccess for Ref<S3Bucket> {
    fn block_public_access(&self) -> Ref<S3BucketPublicAccessBlock> {
        let blocked = self.attached(BlockedAccess::default);
        let mut place = blocked.0.borrow_mut();
        let made = place.get_or_insert_with(|| {
            self.scope().add(
                format!("{}_access", self.id_in_scope()),
                S3BucketPublicAccessBlock::new(self.bucket())
                    .block_public_acls(true)
                    .block_public_policy(true)
                    .ignore_public_acls(true)
                    .restrict_public_buckets(true),
            )
        });
        made.clone()
    }
}
