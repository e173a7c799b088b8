//! What a bucket tells others when its objects change.

use std::cell::RefCell;
use std::rc::Rc;

use synth_core::prelude::*;

use super::BucketPrefix;
use super::account::account_id;
use super::resource_policy::ResourcePolicy;
use super::statement::Statement;
use crate::{
    LambdaFunction, LambdaPermission, S3Bucket, S3BucketNotification,
    S3BucketNotificationLambdaFunction, S3BucketNotificationQueue, S3BucketNotificationTopic,
    SnsTopic, SnsTopicPolicy, SqsQueue, SqsQueuePolicy,
};

const CREATED: &str = "s3:ObjectCreated:*";
const REMOVED: &str = "s3:ObjectRemoved:*";

/// Buckets, and prefixes of them, that tell others of changes.
///
/// All notifications of a bucket end up in one resource, because S3 keeps one
/// configuration per bucket and a second resource would replace the first.
/// Two that overlap are refused by S3, and so at synthesis.
pub trait BucketEvents {
    /// Tells `target` of every object that is created.
    #[track_caller]
    fn on_object_created(&self, target: &impl NotificationTarget) {
        self.on_event(CREATED, target);
    }

    /// Tells `target` of every object that is deleted.
    #[track_caller]
    fn on_object_removed(&self, target: &impl NotificationTarget) {
        self.on_event(REMOVED, target);
    }

    /// Tells `target` of an event by its name: `s3:ObjectTagging:Put`.
    #[track_caller]
    fn on_event(&self, event: &'static str, target: &impl NotificationTarget);
}

impl BucketEvents for Ref<S3Bucket> {
    fn on_event(&self, event: &'static str, target: &impl NotificationTarget) {
        notify(self, "", event, target);
    }
}

impl BucketEvents for BucketPrefix {
    fn on_event(&self, event: &'static str, target: &impl NotificationTarget) {
        notify(&self.bucket, &self.prefix, event, target);
    }
}

/// Who can be told of changes in a bucket.
pub trait NotificationTarget {
    /// Lets the bucket tell it, and says how.
    #[track_caller]
    fn accept(&self, bucket: &Ref<S3Bucket>) -> Delivery;
}

/// How a bucket reaches a target, once it may.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// By invoking a function.
    Function(Value<String>, Ref<LambdaPermission>),
    /// By a message to a queue.
    Queue(Value<String>, Ref<SqsQueuePolicy>),
    /// By a message to a topic.
    Topic(Value<String>, Ref<SnsTopicPolicy>),
}

impl NotificationTarget for Ref<LambdaFunction> {
    fn accept(&self, bucket: &Ref<S3Bucket>) -> Delivery {
        let id = format!("{}_invoke_{}", bucket.id_in_scope(), self.id_in_scope());
        let permitted = self.attached(Permissions::default);
        let mut permitted = permitted.0.borrow_mut();
        let found = permitted.iter().find(|(path, _)| *path == bucket.path());
        if let Some((_, permission)) = found {
            return Delivery::Function(self.arn(), permission.clone());
        }
        let permission = self.scope().add(
            id,
            LambdaPermission::new(
                "lambda:InvokeFunction",
                self.function_name(),
                "s3.amazonaws.com",
            )
            .source_arn(bucket.arn())
            // A bucket's ARN names no account, and its name can be taken over
            // by another one.
            .source_account(account_id(self.scope())),
        );
        permitted.push((bucket.path(), permission.clone()));
        Delivery::Function(self.arn(), permission)
    }
}

/// Which buckets may invoke a function.
#[derive(Default)]
struct Permissions(RefCell<Vec<(String, Ref<LambdaPermission>)>>);

/// Lets a bucket of this account send.
fn sent_by(bucket: &Ref<S3Bucket>, action: &'static str, to: Value<String>) -> Statement {
    Statement::allow([action])
        .by_service("s3.amazonaws.com")
        .on([to])
        .when("ArnEquals", "aws:SourceArn", [bucket.arn()])
        .when(
            "StringEquals",
            "aws:SourceAccount",
            [account_id(bucket.scope())],
        )
}

impl NotificationTarget for Ref<SqsQueue> {
    fn accept(&self, bucket: &Ref<S3Bucket>) -> Delivery {
        let statement = sent_by(bucket, "sqs:SendMessage", self.arn());
        Delivery::Queue(self.arn(), self.add_to_policy(statement))
    }
}

impl NotificationTarget for Ref<SnsTopic> {
    fn accept(&self, bucket: &Ref<S3Bucket>) -> Delivery {
        let statement = sent_by(bucket, "sns:Publish", self.arn());
        Delivery::Topic(self.arn(), self.add_to_policy(statement))
    }
}

/// The notifications of one bucket.
#[derive(Default)]
struct Notifications {
    all: RefCell<Vec<Notification>>,
    element: RefCell<Option<Ref<S3BucketNotification>>>,
}

struct Notification {
    event: &'static str,
    prefix: String,
    delivery: Delivery,
}

#[track_caller]
fn notify(
    bucket: &Ref<S3Bucket>,
    prefix: &str,
    event: &'static str,
    target: &impl NotificationTarget,
) {
    let _here = bucket.scope().call_site();
    let added = Notification {
        event,
        prefix: prefix.to_owned(),
        delivery: target.accept(bucket),
    };
    let notifications: Rc<Notifications> = bucket.attached(Notifications::default);
    let mut all = notifications.all.borrow_mut();
    if let Some(other) = all.iter().find(|other| added.overlaps(other)) {
        let message = format!(
            "two notifications of {} overlap, which S3 refuses: `{}` below `{}` and `{}` below `{}`\n  \
             hint: tell one topic or queue, and let the others listen to that",
            bucket.path(),
            other.event,
            other.prefix,
            added.event,
            added.prefix,
        );
        bucket.scope().validate(move || Err(message.clone()));
    }
    all.push(added);
    let element = element(bucket, &all);
    let mut place = notifications.element.borrow_mut();
    if let Some(there) = place.as_ref() {
        there.redefine(element);
        return;
    }
    let id = format!("{}_notification", bucket.id_in_scope());
    *place = Some(bucket.scope().add(id, element));
}

impl Notification {
    fn overlaps(&self, other: &Self) -> bool {
        events_overlap(self.event, other.event)
            && (self.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&self.prefix))
    }

    fn filter(&self) -> Option<String> {
        (!self.prefix.is_empty()).then(|| self.prefix.clone())
    }
}

/// `s3:ObjectCreated:*` covers `s3:ObjectCreated:Put`.
fn events_overlap(one: &str, other: &str) -> bool {
    let covers = |wide: &str, narrow: &str| {
        wide.strip_suffix('*')
            .is_some_and(|start| narrow.starts_with(start))
    };
    one == other || covers(one, other) || covers(other, one)
}

fn element(bucket: &Ref<S3Bucket>, all: &[Notification]) -> S3BucketNotification {
    let mut element = S3BucketNotification::new(bucket.bucket());
    let (mut functions, mut queues, mut topics) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        let events = [one.event];
        match &one.delivery {
            Delivery::Function(arn, permission) => {
                let block = S3BucketNotificationLambdaFunction::new(events);
                let block = block.lambda_function_arn(arn.clone());
                functions.push(match one.filter() {
                    Some(prefix) => block.filter_prefix(prefix),
                    None => block,
                });
                element = element.depends_on(permission);
            }
            Delivery::Queue(arn, policy) => {
                let block = S3BucketNotificationQueue::new(events, arn.clone());
                queues.push(match one.filter() {
                    Some(prefix) => block.filter_prefix(prefix),
                    None => block,
                });
                element = element.depends_on(policy);
            }
            Delivery::Topic(arn, policy) => {
                let block = S3BucketNotificationTopic::new(events, arn.clone());
                topics.push(match one.filter() {
                    Some(prefix) => block.filter_prefix(prefix),
                    None => block,
                });
                element = element.depends_on(policy);
            }
        }
    }
    element
        .lambda_function(functions)
        .queue(queues)
        .topic(topics)
}

#[cfg(test)]
mod tests {
    use super::events_overlap;

    #[test]
    fn a_star_covers_what_it_ends() {
        for (one, other, expected) in [
            ("s3:ObjectCreated:*", "s3:ObjectCreated:Put", true),
            ("s3:ObjectCreated:Put", "s3:ObjectCreated:*", true),
            ("s3:ObjectCreated:Put", "s3:ObjectCreated:Copy", false),
            ("s3:ObjectCreated:*", "s3:ObjectRemoved:*", false),
        ] {
            assert_eq!(events_overlap(one, other), expected, "{one} {other}");
        }
    }
}
