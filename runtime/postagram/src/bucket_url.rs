//! Where the bucket is, as browsers see it.

use aws_sdk_s3::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};

use crate::{Error, Store};

impl Store {
    /// The URL that those of all images begin with, to upload them and to see
    /// them, without a slash at its end.
    ///
    /// Found by the SDK's own rules, without credentials and without a call to
    /// AWS.
    ///
    /// # Errors
    ///
    /// When bucket, region and endpoint make no URL.
    pub async fn bucket_url(&self) -> Result<String, Error> {
        let operation = "s3:ResolveEndpoint";
        let region = self.clients.s3.config().region();
        let endpoint = self.clients.s3_endpoint.clone();
        let params = Params::builder()
            .bucket(&self.settings.bucket)
            .set_region(region.map(ToString::to_string))
            .force_path_style(endpoint.is_some())
            .set_endpoint(endpoint)
            .build()
            .map_err(|error| Error::internal(operation, error))?;
        let endpoint = DefaultResolver::new()
            .resolve_endpoint(&params)
            .await
            .map_err(|error| Error::internal(operation, error))?;
        Ok(endpoint.url().trim_end_matches('/').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;

    use super::*;
    use crate::{AwsConfig, Clients, Endpoints, ObjectKey, PostId, Settings, UserName};

    fn store(bucket: &str, region: &str, endpoint: Option<&str>) -> Store {
        let credentials = Credentials::from_keys("AKIDEXAMPLE", "secret", None);
        let config = AwsConfig::new(region, SharedCredentialsProvider::new(credentials));
        let config = config.endpoints(Endpoints {
            s3: endpoint.map(str::to_owned),
            ..Endpoints::default()
        });
        Store::new(Clients::new(&config), Settings::new(bucket, "posts"))
    }

    #[tokio::test]
    async fn signed_urls_begin_with_it() {
        for (bucket, region, endpoint, expected) in [
            (
                "images-1",
                "us-east-1",
                None,
                "https://images-1.s3.us-east-1.amazonaws.com",
            ),
            (
                "a.b",
                "eu-west-3",
                None,
                "https://s3.eu-west-3.amazonaws.com/a.b",
            ),
            (
                "images",
                "cn-north-1",
                None,
                "https://images.s3.cn-north-1.amazonaws.com.cn",
            ),
            (
                "images",
                "us-east-1",
                Some("http://127.0.0.1:9000"),
                "http://127.0.0.1:9000/images",
            ),
            (
                "images",
                "us-east-1",
                Some("https://s3.example/x/"),
                "https://s3.example/x/images",
            ),
        ] {
            let store = store(bucket, region, endpoint);
            let url = store.bucket_url().await.unwrap();
            assert_eq!(url, expected);
            let user: UserName = "zoé".parse().unwrap();
            let key = ObjectKey::for_upload(&user, PostId::generate(), "cat.png");
            let signed = store.image_url(&key).await.unwrap();
            assert!(signed.starts_with(&format!("{url}/zo%C3%A9/")), "{signed}");
        }
    }
}
