//! URLs that a browser uploads an image to.

use contract::{image::MAX_BYTES, table};

use crate::failure::failure;
use crate::item::key;
use crate::signed_url::Access;
use crate::{Error, FileType, ObjectKey, PostId, Refused, Store, UserName};

/// What is to be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRequest {
    file_name: String,
    file_type: FileType,
    size: Option<u64>,
}

/// Where to upload it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The URL to PUT the file to, with the type it was asked for as
    /// `Content-Type`.
    pub url: String,
    /// The key that the object will have.
    pub key: ObjectKey,
}

impl UploadRequest {
    /// Checks the type and the size.
    ///
    /// `size`, in bytes, is optional; with it the URL takes a file of exactly
    /// that length. The name may be anything: its safe characters are kept.
    ///
    /// # Errors
    ///
    /// When the type is no type of image, or the size is 0 or more than
    /// Rekognition reads.
    pub fn parse(
        file_name: impl Into<String>,
        file_type: &str,
        size: Option<u64>,
    ) -> Result<Self, Refused> {
        if size.is_some_and(|size| size == 0 || size > MAX_BYTES) {
            let why = format!("it is not a number from 1 to {MAX_BYTES}");
            return Err(Refused::new("size", why));
        }
        Ok(Self {
            file_name: file_name.into(),
            file_type: file_type.parse()?,
            size,
        })
    }
}

impl Store {
    /// A URL to upload an image of the caller's post to.
    ///
    /// Signed headers are `content-type;host`, and `content-length` where the
    /// size is known: browsers send no other by themselves.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the caller has no such post; else what AWS says.
    pub async fn upload(
        &self,
        user: &UserName,
        post: PostId,
        request: &UploadRequest,
    ) -> Result<Upload, Error> {
        if !self.takes_uploads(user, post).await? {
            return Err(Error::NotFound);
        }
        let key = ObjectKey::for_upload(user, post, &request.file_name);
        let length = request.size.map(i64::try_from).transpose();
        let length = length.map_err(|error| Error::internal("s3:PutObject", error))?;
        let access = Access::Put(request.file_type, length);
        let (bucket, life) = (&self.settings.bucket, self.settings.upload_url_life);
        let url = self
            .bucket_url
            .sign(&self.clients, bucket, &key, access, life);
        Ok(Upload {
            url: url.await?,
            key,
        })
    }

    /// Whether there is such a post, and nobody is deleting it.
    async fn takes_uploads(&self, user: &UserName, post: PostId) -> Result<bool, Error> {
        let answer = self
            .clients
            .dynamodb
            .get_item()
            .table_name(&self.settings.table)
            .set_key(Some(key(user, post)))
            .projection_expression("#title, #deleting")
            .expression_attribute_names("#title", table::TITLE)
            .expression_attribute_names("#deleting", table::DELETING)
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| failure("dynamodb:GetItem", error))?;
        Ok(answer.item.is_some_and(|item| {
            item.contains_key(table::TITLE) && !item.contains_key(table::DELETING)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_are_taken_and_refused() {
        assert!(UploadRequest::parse("", "image/png", None).is_ok());
        assert!(UploadRequest::parse("x", "image/jpeg", Some(MAX_BYTES)).is_ok());
        let refused = |file_type, size| UploadRequest::parse("x", file_type, size).unwrap_err();
        assert_eq!(refused("image/png", Some(0)).what, "size");
        assert_eq!(refused("image/png", Some(MAX_BYTES + 1)).what, "size");
        assert_eq!(
            refused("text/html", None).to_string(),
            "file type: it is not one of image/jpeg, image/png"
        );
    }
}
