//! All of them together.

use std::error::Error as StdError;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use dynoxide::Database;
use postagram::{AwsConfig, Clients, Endpoints, Settings, Store, labels};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Backend, Bucket, Faults, Rekognition, s3, table};

/// Whatever keeps a stand-in from starting.
pub type Trouble = Box<dyn StdError + Send + Sync>;

/// DynamoDB with a table for posts, S3 with a bucket for images, and
/// Rekognition, on addresses of this machine.
///
/// What is in this process stops when it is dropped.
#[derive(Debug)]
pub struct StandIns {
    /// What stands in for DynamoDB and S3.
    pub backend: Backend,
    /// Where they listen.
    pub endpoints: Endpoints,
    /// The bucket of the images.
    pub bucket: Bucket,
    /// The name of the table of the posts.
    pub table: String,
    /// What Rekognition was asked, and what it is to answer.
    pub rekognition: Rekognition,
    /// What is to go wrong between the clients and them.
    pub faults: Faults,
    servers: Vec<JoinHandle<()>>,
}

impl StandIns {
    /// The region that clients have to sign for.
    pub const REGION: &str = "us-east-1";
    /// What the name of every bucket begins with.
    pub const BUCKET: &str = "postagram-images";
    /// What the name of every table begins with.
    pub const TABLE: &str = "postagram-posts";
    /// The access key that signs.
    pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
    /// Its secret.
    pub const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// Starts them, on the backend that the environment asks for, and makes
    /// table and bucket.
    ///
    /// # Errors
    ///
    /// When there is no socket to be had, or the backend does not answer.
    pub async fn start() -> Result<Self, Trouble> {
        Self::start_on(Backend::of_environment()).await
    }

    /// The same on this backend.
    ///
    /// # Errors
    ///
    /// When there is no socket to be had, or the backend does not answer.
    pub async fn start_on(backend: Backend) -> Result<Self, Trouble> {
        let mut servers = Vec::new();
        // Other tests have theirs in the same place.
        let id = uuid::Uuid::now_v7();
        let (bucket, table) = (
            format!("{}-{id}", Self::BUCKET),
            format!("{}-{id}", Self::TABLE),
        );
        let (dynamodb_url, s3_url) = match &backend {
            Backend::InProcess => {
                let (dynamodb, dynamodb_url) = listen().await?;
                let (s3, s3_url) = listen().await?;
                let database = Database::memory().map_err(|error| format!("{error:?}"))?;
                servers.push(tokio::spawn(dynoxide::server::serve_on(dynamodb, database)));
                servers.push(tokio::spawn(s3::serve(s3, bucket.clone())));
                (dynamodb_url, s3_url)
            }
            Backend::Ministack(url) => (url.clone(), url.clone()),
        };
        let bucket = Bucket::new(s3_client(&s3_url), &bucket);
        if backend != Backend::InProcess {
            bucket.create().await?;
        }
        let (images, rekognition_url) = listen().await?;
        let rekognition = Rekognition::new(bucket.clone());
        servers.push(tokio::spawn(rekognition.clone().serve(images)));
        let stand_ins = Self {
            backend,
            endpoints: Endpoints {
                dynamodb: Some(dynamodb_url),
                s3: Some(s3_url),
                rekognition: Some(rekognition_url),
            },
            bucket,
            table,
            rekognition,
            faults: Faults::default(),
            servers,
        };
        table::create(&stand_ins.dynamodb(), &stand_ins.table).await?;
        Ok(stand_ins)
    }

    /// A configuration for clients of theirs, through [`StandIns::faults`].
    #[must_use]
    pub fn aws_config(&self) -> AwsConfig {
        AwsConfig::new(Self::REGION, credentials())
            .endpoints(self.endpoints.clone())
            .http(SharedHttpClient::new(self.faults.clone()))
    }

    /// A store on them.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(Clients::new(&self.aws_config()), self.settings())
    }

    /// A labeler on them.
    #[must_use]
    pub fn labeler(&self) -> labels::Labeler {
        labels::Labeler::new(Clients::new(&self.aws_config()), self.labeler_settings())
    }

    /// The settings of a store on them.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings::new(self.bucket.name(), &self.table)
    }

    /// The settings of a labeler on them.
    #[must_use]
    pub fn labeler_settings(&self) -> labels::Settings {
        labels::Settings::new(self.bucket.name(), &self.table)
    }

    /// What tells a program where they are, and which bucket and table to use:
    /// variables that every AWS SDK reads, and those of our programs.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let fixed = [
            ("AWS_REGION", Self::REGION),
            ("AWS_ACCESS_KEY_ID", Self::ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", Self::SECRET_KEY),
            ("BUCKET", self.bucket.name()),
            ("DYNAMO_TABLE", &self.table),
        ];
        let endpoints = [
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.endpoints.dynamodb),
            ("AWS_ENDPOINT_URL_S3", &self.endpoints.s3),
            ("AWS_ENDPOINT_URL_REKOGNITION", &self.endpoints.rekognition),
        ];
        let fixed = fixed.map(|(name, value)| (name, value.to_owned()));
        let endpoints = endpoints
            .into_iter()
            .filter_map(|(name, url)| Some((name, url.clone()?)));
        fixed.into_iter().chain(endpoints).collect()
    }

    /// A plain client of DynamoDB, to look at the table and to change it past
    /// the store.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::v2026_01_12())
            .region(aws_sdk_dynamodb::config::Region::new(Self::REGION))
            .http_client(Faults::default())
            .credentials_provider(credentials());
        config.set_endpoint_url(self.endpoints.dynamodb.clone());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

fn credentials() -> SharedCredentialsProvider {
    let credentials = Credentials::from_keys(StandIns::ACCESS_KEY, StandIns::SECRET_KEY, None);
    SharedCredentialsProvider::new(credentials)
}

/// A plain client, which does nothing wrong.
fn s3_client(url: &str) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::v2026_01_12())
        .region(aws_sdk_s3::config::Region::new(StandIns::REGION))
        .http_client(Faults::default())
        .credentials_provider(credentials())
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .endpoint_url(url)
        .force_path_style(true);
    aws_sdk_s3::Client::from_conf(config.build())
}

async fn listen() -> Result<(TcpListener, String), Trouble> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}
