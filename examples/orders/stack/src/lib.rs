//! A queue of orders, a Lambda function that works on them, and the table it
//! keeps them in.

use orders_contract::{OrderWorker, OrderWorkerEnv, table};
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{Function, RustFunction};
use synth_aws::{
    AwsProvider, DynamodbTable, DynamodbTableAttribute, DynamodbTablePointInTimeRecovery, SqsQueue,
};
use synth_core::App;
use synth_core::functions::jsonencode;
use synth_core::prelude::*;

/// How long the worker may take for one batch, in seconds.
const TIMEOUT: u32 = 10;

/// How often an order is tried before it is put aside.
const ATTEMPTS: u32 = 5;

/// Fourteen days in seconds, the longest that a queue keeps a message.
const LONGEST: u32 = 1_209_600;

/// The stack `orders`.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Where orders are sent to.
    pub incoming: Ref<SqsQueue>,
    /// Orders that could not be kept.
    pub rejected: Ref<SqsQueue>,
    /// The orders.
    pub table: Ref<DynamodbTable>,
    /// What brings them from the one to the other.
    pub worker: Function,
}

impl Orders {
    /// Defines the stack.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the app"
    )]
    pub fn define(app: &App) -> Self {
        let stack = app.stack("orders");
        stack.required_version(">= 1.10");
        stack.add("aws", AwsProvider::new().region("eu-west-1"));
        let rejected = queue(&stack, "rejected", SqsQueue::new().name("orders-rejected"));
        let incoming = queue(
            &stack,
            "incoming",
            SqsQueue::new()
                .name("orders-incoming")
                .visibility_timeout_seconds(6 * TIMEOUT)
                .redrive_policy(jsonencode(record! {
                    "deadLetterTargetArn" => rejected.arn(),
                    "maxReceiveCount" => ATTEMPTS,
                })),
        );
        let table = orders_table(&stack);
        let worker = RustFunction::<OrderWorker>::new(OrderWorkerEnv {
            table: table.name(),
        })
        .name("orders-worker")
        .description("Keeps incoming orders")
        .timeout_seconds(TIMEOUT)
        .define(&stack, "worker");
        table.grant_put(&worker);
        incoming.on_message(&worker);
        stack.output("queue_url", incoming.url());
        stack.output("rejected_url", rejected.url());
        stack.output("table_name", table.name());
        Self {
            incoming,
            rejected,
            table,
            worker,
        }
    }
}

/// A queue that keeps what is in it as long as it can, encrypted, and talks
/// TLS alone.
fn queue(stack: &Stack, id: &'static str, element: SqsQueue) -> Ref<SqsQueue> {
    let queue = stack.add(
        id,
        element
            .sqs_managed_sse_enabled(true)
            .message_retention_seconds(LONGEST),
    );
    queue.require_tls();
    queue
}

fn orders_table(stack: &Stack) -> Ref<DynamodbTable> {
    stack.add(
        "table",
        DynamodbTable::new("orders")
            .billing_mode("PAY_PER_REQUEST")
            .hash_key(table::ID)
            .attribute(DynamodbTableAttribute::new(table::ID, "S"))
            .point_in_time_recovery(DynamodbTablePointInTimeRecovery::new(true)),
    )
}
