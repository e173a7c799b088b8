//! Whether AWS can be reached.

use crate::failure::failure;
use crate::item::key;
use crate::{Error, PostId, Store};

impl Store {
    /// Asks the table and the bucket for something cheap.
    ///
    /// # Errors
    ///
    /// What the first of them that fails says.
    pub async fn ready(&self) -> Result<(), Error> {
        futures_util::future::try_join(self.table_ready(), self.bucket_ready()).await?;
        Ok(())
    }

    /// Reads a post that there is not: the right and the path that requests
    /// need.
    async fn table_ready(&self) -> Result<(), Error> {
        let nobody = crate::UserName::nobody();
        self.clients
            .dynamodb
            .get_item()
            .table_name(&self.settings.table)
            .set_key(Some(key(&nobody, PostId::from_uuid(uuid::Uuid::nil()))))
            .send()
            .await
            .map_err(|error| failure("dynamodb:GetItem", error))?;
        Ok(())
    }

    async fn bucket_ready(&self) -> Result<(), Error> {
        self.clients
            .s3
            .head_bucket()
            .bucket(&self.settings.bucket)
            .send()
            .await
            .map_err(|error| failure("s3:ListBucket", error))?;
        Ok(())
    }
}
