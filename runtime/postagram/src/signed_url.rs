//! Signed URLs of objects.
//!
//! The SDK signs a URL by going through a whole call but for sending it, which
//! takes as long as all else that a request needs of the CPU. So the SDK signs
//! the first URL; what it begins with, which is the bucket's address, is kept,
//! and further URLs are made of it, the key and a signature. A test holds both
//! ways to come out equal.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sigv4::http_request::{
    PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::failure::failure;
use crate::{Clients, Error, FileType, ObjectKey};

/// What a signed value of a query may hold as it is.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same of a path.
const PATH: &AsciiSet = &VALUE.remove(b'/');

/// What the URL allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// To get the object.
    Get,
    /// To put it, with this type, and this length if there is one.
    Put(FileType, Option<i64>),
}

/// The bucket's address, with a slash at its end, once a URL told it. Clones
/// share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct BucketUrl(Arc<OnceLock<String>>);

impl Access {
    fn operation(self) -> &'static str {
        match self {
            Self::Get => "s3:GetObject",
            Self::Put(..) => "s3:PutObject",
        }
    }

    /// The method, and the name of the operation, which the SDK also puts into
    /// the query.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Get => ("GET", "GetObject"),
            Self::Put(..) => ("PUT", "PutObject"),
        }
    }
}

impl BucketUrl {
    /// A URL that is good for so long, or as long as the credentials are.
    pub(crate) async fn sign(
        &self,
        clients: &Clients,
        bucket: &str,
        key: &ObjectKey,
        access: Access,
        life: Duration,
    ) -> Result<String, Error> {
        if let (Some(bucket), Some(credentials)) = (self.0.get(), clients.current.good_for(life)) {
            let signer = Signer {
                region: clients.s3.config().region().map_or("", AsRef::as_ref),
                credentials,
                time: SystemTime::now(),
                life,
            };
            return signer
                .sign(bucket, key, access)
                .map_err(|error| Error::internal(access.operation(), error));
        }
        let signing = PresigningConfig::expires_in(life)
            .map_err(|error| Error::internal(access.operation(), error))?;
        let url = by_sdk(clients, bucket, key, access, signing).await?;
        if let Some(bucket) = bucket_url(&url, key) {
            // Another request may have been quicker; it has the same.
            let _: Result<(), String> = self.0.set(bucket.to_owned());
        }
        Ok(url)
    }
}

/// What the URL of an object begins with.
fn bucket_url<'a>(url: &'a str, key: &ObjectKey) -> Option<&'a str> {
    let (place, _) = url.split_once('?')?;
    let bucket = place.strip_suffix(&utf8_percent_encode(key.as_str(), PATH).to_string())?;
    bucket.ends_with('/').then_some(bucket)
}

async fn by_sdk(
    clients: &Clients,
    bucket: &str,
    key: &ObjectKey,
    access: Access,
    signing: PresigningConfig,
) -> Result<String, Error> {
    let signed = match access {
        Access::Get => {
            let get = clients.s3.get_object().bucket(bucket).key(key.as_str());
            let signed = get.presigned(signing).await;
            signed.map_err(|error| failure(access.operation(), error))?
        }
        Access::Put(file_type, length) => {
            let put = clients.s3.put_object().bucket(bucket).key(key.as_str());
            let put = put.content_type(file_type.media_type());
            let signed = put.set_content_length(length).presigned(signing).await;
            signed.map_err(|error| failure(access.operation(), error))?
        }
    };
    Ok(signed.uri().to_owned())
}

/// Signs for one moment.
struct Signer<'a> {
    region: &'a str,
    credentials: Credentials,
    time: SystemTime,
    life: Duration,
}

/// Why there is no signature: a mistake of ours.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

impl Signer<'_> {
    fn sign(self, bucket: &str, key: &ObjectKey, access: Access) -> Result<String, Trouble> {
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(self.life);
        let identity = self.credentials.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name("s3")
            .time(self.time)
            .settings(settings)
            .build()?
            .into();
        let (method, operation) = access.names();
        let key = utf8_percent_encode(key.as_str(), PATH);
        let mut url = format!("{bucket}{key}?x-id={operation}");
        let (file_type, length) = match access {
            Access::Get => (None, None),
            Access::Put(file_type, length) => {
                let length = length.map(|length| length.to_string());
                (Some(file_type.media_type()), length)
            }
        };
        let headers = [
            ("content-type", file_type),
            ("content-length", length.as_deref()),
        ];
        let headers = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let request = SignableRequest::new(method, &url, headers, SignableBody::UnsignedPayload)?;
        let (instructions, _) = sign(request, &params)?.into_parts();
        for (name, value) in instructions.params() {
            url.extend(["&", name, "="]);
            url.extend(utf8_percent_encode(value, VALUE));
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::provider::SharedCredentialsProvider;

    use super::*;
    use crate::{AwsConfig, Endpoints};

    const POST: &str = "0190b5e0-5c31-7d1e-8b7a-2f6d0a4c9e11";

    #[tokio::test]
    async fn both_ways_come_out_equal() {
        let life = Duration::from_mins(5);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
        let local = Endpoints {
            s3: Some("http://127.0.0.1:9000".to_owned()),
            ..Endpoints::default()
        };
        for (token, endpoints) in [
            (None, Endpoints::default()),
            (Some("IQoJb3JpZ2luX2VjEO//+w=="), Endpoints::default()),
            (Some("a+b/c="), local),
        ] {
            let credentials = Credentials::new(
                "AKIDEXAMPLE",
                "secret/+",
                token.map(str::to_owned),
                None,
                "test",
            );
            let provider = SharedCredentialsProvider::new(credentials.clone());
            let config = AwsConfig::new("eu-west-3", provider).endpoints(endpoints);
            let clients = Clients::new(&config);
            for file in ["cat.png", "", "a b+c%é~(1)'&=.png", "a//b/../c"] {
                let key: ObjectKey = format!("zoé 日/{POST}/u{file}").parse().unwrap();
                for access in [
                    Access::Get,
                    Access::Put(FileType::Png, None),
                    Access::Put(FileType::Jpeg, Some(12_345)),
                ] {
                    let signing = PresigningConfig::builder()
                        .start_time(time)
                        .expires_in(life)
                        .build()
                        .unwrap();
                    let expected = by_sdk(&clients, "images.of-posts", &key, access, signing);
                    let expected = expected.await.unwrap();
                    let bucket = bucket_url(&expected, &key).unwrap();
                    let signer = Signer {
                        region: "eu-west-3",
                        credentials: credentials.clone(),
                        time,
                        life,
                    };
                    assert_eq!(signer.sign(bucket, &key, access).unwrap(), expected);
                }
            }
        }
    }

    #[test]
    fn a_url_of_another_kind_tells_no_address() {
        let key: ObjectKey = format!("zoé/{POST}/u").parse().unwrap();
        let of = |url: &str| bucket_url(url, &key).map(str::to_owned);
        let path = format!("zo%C3%A9/{POST}/u");
        assert_eq!(
            of(&format!("https://a/b/{path}?x=1")).as_deref(),
            Some("https://a/b/")
        );
        assert_eq!(of(&format!("https://a/b{path}?x=1")), None);
        assert_eq!(of(&format!("https://a/{path}")), None);
        assert_eq!(of("https://a/other?x=1"), None);
    }
}
