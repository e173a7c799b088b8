//! What stack and worker agree on: the worker's environment and the table.
//!
//! Both depend on this package, so that a variable or an attribute which one
//! side has and the other has not does not compile.

use synth_program::{Program, environment};

environment! {
    /// What the worker is told.
    pub struct OrderWorkerEnv {
        required {
            /// The name of the table that orders are kept in.
            table: "ORDERS_TABLE",
        }
        optional {}
    }
}

/// The worker: a Lambda function that keeps orders.
pub enum OrderWorker {}

impl Program for OrderWorker {
    const PACKAGE: &'static str = "orders-worker";
    type Env<V> = OrderWorkerEnv<V>;
}

/// The attributes of the table.
pub mod table {
    /// The key: the id of the message that the order came in, so that a message
    /// which is delivered twice is one order.
    pub const ID: &str = "id";
    /// Who ordered.
    pub const CUSTOMER: &str = "customer";
    /// What was ordered, a list.
    pub const ITEMS: &str = "items";
    /// The article, in an item.
    pub const ARTICLE: &str = "article";
    /// How many, in an item.
    pub const QUANTITY: &str = "quantity";
}
