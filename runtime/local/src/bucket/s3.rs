//! The operations of S3 that programs and people use.
//!
//! Others are answered with `NotImplemented`, and so is a header that asks for
//! what is not done. Only requests for this bucket come here: the router knows no
//! other.

use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput,
    GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput, GetObjectOutput,
    HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListObjectVersionsInput,
    ListObjectVersionsOutput, ListObjectsV2Input, ListObjectsV2Output, PutObjectInput,
    PutObjectOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result};

use super::Bucket;
use super::service::RequestId;

/// An operation of the trait, and what does it.
type Done<T> = S3Result<S3Response<T>>;

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn head_bucket(&self, _: S3Request<HeadBucketInput>) -> Done<HeadBucketOutput> {
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn get_bucket_location(
        &self,
        _: S3Request<GetBucketLocationInput>,
    ) -> Done<GetBucketLocationOutput> {
        Ok(S3Response::new(GetBucketLocationOutput::default()))
    }

    async fn put_object(&self, request: S3Request<PutObjectInput>) -> Done<PutObjectOutput> {
        let id = request.extensions.get::<RequestId>();
        let id = id.map_or_else(String::new, |id| id.0.clone());
        let put = self.put_one(request.input, &id);
        put.await.map(S3Response::new)
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> Done<GetObjectOutput> {
        let got = self.get_one(request.input);
        got.await.map(S3Response::new)
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> Done<HeadObjectOutput> {
        let seen = self.head_one(request.input);
        seen.await.map(S3Response::new)
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> Done<ListObjectsV2Output> {
        self.list_objects(request.input).await.map(S3Response::new)
    }

    async fn list_object_versions(
        &self,
        request: S3Request<ListObjectVersionsInput>,
    ) -> Done<ListObjectVersionsOutput> {
        self.list_versions(request.input).await.map(S3Response::new)
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> Done<DeleteObjectOutput> {
        let deleted = self.delete_one(request.input);
        deleted.await.map(S3Response::new)
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> Done<DeleteObjectsOutput> {
        let deleted = self.delete_many(request.input);
        deleted.await.map(S3Response::new)
    }
}
