//! All of them together.

use std::error::Error as StdError;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use dynoxide::Database;
use postagram::{AwsConfig, Clients, Endpoints, Settings, Store, labels};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{Bucket, Faults, Rekognition, bucket, table};

/// Whatever keeps a stand-in from starting.
pub type Trouble = Box<dyn StdError + Send + Sync>;

/// DynamoDB with the table of the posts, S3 with the bucket of the images, and
/// Rekognition, on addresses of this machine.
///
/// They stop when it is dropped.
#[derive(Debug)]
pub struct StandIns {
    /// Where they listen.
    pub endpoints: Endpoints,
    /// What is in the bucket.
    pub bucket: Bucket,
    /// What Rekognition was asked, and what it is to answer.
    pub rekognition: Rekognition,
    /// What is to go wrong between the clients and them.
    pub faults: Faults,
    servers: Vec<JoinHandle<()>>,
}

impl StandIns {
    /// The region that clients have to sign for.
    pub const REGION: &str = "us-east-1";
    /// The bucket's name.
    pub const BUCKET: &str = "postagram-images";
    /// The table's name.
    pub const TABLE: &str = "postagram-posts";
    /// The access key that signs.
    pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
    /// Its secret.
    pub const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// Starts them, and makes table and bucket.
    ///
    /// # Errors
    ///
    /// When there is no socket to be had.
    pub async fn start() -> Result<Self, Trouble> {
        let bucket = Bucket::default();
        let rekognition = Rekognition::new(bucket.clone());
        let (dynamodb, dynamodb_url) = listen().await?;
        let (s3, s3_url) = listen().await?;
        let (images, rekognition_url) = listen().await?;
        let database = Database::memory().map_err(|error| format!("{error:?}"))?;
        let servers = vec![
            tokio::spawn(dynoxide::server::serve_on(dynamodb, database)),
            tokio::spawn(bucket::serve(s3, bucket.clone())),
            tokio::spawn(rekognition.clone().serve(images)),
        ];
        let stand_ins = Self {
            endpoints: Endpoints {
                dynamodb: Some(dynamodb_url),
                s3: Some(s3_url),
                rekognition: Some(rekognition_url),
            },
            bucket,
            rekognition,
            faults: Faults::default(),
            servers,
        };
        table::create(&stand_ins.dynamodb()).await?;
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
        Store::new(Clients::new(&self.aws_config()), Self::settings())
    }

    /// A labeler on them.
    #[must_use]
    pub fn labeler(&self) -> labels::Labeler {
        let settings = labels::Settings::new(Self::BUCKET, Self::TABLE);
        labels::Labeler::new(Clients::new(&self.aws_config()), settings)
    }

    /// The settings of a store on them.
    #[must_use]
    pub fn settings() -> Settings {
        Settings::new(Self::BUCKET, Self::TABLE)
    }

    /// What tells a program where they are, and which bucket and table to use:
    /// variables that every AWS SDK reads, and those of our programs.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let fixed = [
            ("AWS_REGION", Self::REGION),
            ("AWS_ACCESS_KEY_ID", Self::ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", Self::SECRET_KEY),
            ("BUCKET", Self::BUCKET),
            ("DYNAMO_TABLE", Self::TABLE),
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

async fn listen() -> Result<(TcpListener, String), Trouble> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}
