//! Grants on a DynamoDB table and its indexes.

use synth_core::prelude::*;

use super::grants;
use crate::DynamodbTable;

grants! {
    /// Grants on the items of a table. Its indexes are not part of it: see
    /// [`TableIndexes::index`].
    TableGrants {
        /// The ARN of the table, and what to call it.
        resources;

        /// Lets read items by their key.
        grant_get: ["dynamodb:GetItem"];
        /// Lets read items by their partition.
        grant_query: ["dynamodb:Query"];
        /// Lets read every item.
        grant_scan: ["dynamodb:Scan"];
        /// Lets create and replace items.
        grant_put: ["dynamodb:PutItem"];
        /// Lets change items.
        grant_update: ["dynamodb:UpdateItem"];
        /// Lets delete items.
        grant_delete: ["dynamodb:DeleteItem"];
        /// Lets check conditions on items inside a transaction.
        grant_condition_check: ["dynamodb:ConditionCheckItem"];
        /// Lets ask what the table is like.
        grant_describe: ["dynamodb:DescribeTable"];
    }
}

impl TableGrants for Ref<DynamodbTable> {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        (vec![self.arn()], self.path())
    }
}

/// The way from a table to its indexes.
pub trait TableIndexes {
    /// The index of this name.
    fn index(&self, name: &'static str) -> TableIndex;
}

impl TableIndexes for Ref<DynamodbTable> {
    fn index(&self, name: &'static str) -> TableIndex {
        TableIndex {
            table: self.clone(),
            name,
        }
    }
}

/// An index of a table.
#[derive(Debug, Clone)]
pub struct TableIndex {
    table: Ref<DynamodbTable>,
    name: &'static str,
}

impl TableIndex {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        interpolate![self.table.arn(), "/index/", self.name]
    }
}

grants! {
    /// Grants on one index of a table, and not on the table.
    IndexGrants {
        /// The ARN of the index, and what to call it.
        resources;

        /// Lets read items by their partition in the index.
        grant_query: ["dynamodb:Query"];
        /// Lets read every item of the index.
        grant_scan: ["dynamodb:Scan"];
    }
}

impl IndexGrants for TableIndex {
    fn resources(&self) -> (Vec<Value<String>>, String) {
        let subject = format!("the index `{}` of {}", self.name, self.table.path());
        (vec![self.arn()], subject)
    }
}
