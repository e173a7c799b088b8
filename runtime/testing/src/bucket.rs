//! The bucket of the images, as whoever looks after it sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::types::{
    CorsConfiguration, CorsRule, Event, LambdaFunctionConfiguration, NotificationConfiguration,
};

use crate::{Trouble, cors};

/// The bucket, past all faults. Clones are the same.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: Arc<str>,
    /// How many events there were.
    events: Arc<AtomicUsize>,
}

/// An object that was put, as its event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// Its bucket.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// The number of the event: greater than those of all before.
    pub sequencer: String,
}

impl Bucket {
    pub(crate) fn new(client: Client, name: &str) -> Self {
        Self {
            client,
            name: name.into(),
            events: Arc::default(),
        }
    }

    /// Makes it, with the rule for browsers that the stack gives it.
    pub(crate) async fn create(&self) -> Result<(), Trouble> {
        let create = self.client.create_bucket().bucket(self.name());
        create.send().await?;
        let rule = CorsRule::builder()
            .allowed_origins("*")
            .allowed_headers("*")
            .set_allowed_methods(Some(cors::METHODS.map(str::to_owned).to_vec()))
            .max_age_seconds(cors::MAX_AGE.into())
            .build()?;
        let rules = CorsConfiguration::builder().cors_rules(rule).build()?;
        let put = self.client.put_bucket_cors().bucket(self.name());
        put.cors_configuration(rules).send().await?;
        Ok(())
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Puts an object, as an upload does.
    ///
    /// # Errors
    ///
    /// What the stand-in says.
    pub async fn put(
        &self,
        key: impl Into<String>,
        content: impl Into<Vec<u8>>,
    ) -> Result<Put, Trouble> {
        let key = key.into();
        let put = self.client.put_object().bucket(self.name()).key(&key);
        put.body(content.into().into()).send().await?;
        Ok(self.event_of(key))
    }

    /// Hands the event of every object that is put to this function, as the
    /// stack has it.
    ///
    /// # Errors
    ///
    /// What the stand-in says.
    pub async fn notify(&self, function: &str) -> Result<(), Trouble> {
        let hand = LambdaFunctionConfiguration::builder()
            .lambda_function_arn(function)
            .events(Event::S3ObjectCreated)
            .build()?;
        let put = self.client.put_bucket_notification_configuration();
        let configuration = NotificationConfiguration::builder()
            .lambda_function_configurations(hand)
            .build();
        put.bucket(self.name())
            .notification_configuration(configuration)
            .send()
            .await?;
        Ok(())
    }

    /// The next event, of an object that somebody else has put.
    #[must_use]
    pub fn event_of(&self, key: impl Into<String>) -> Put {
        Put {
            bucket: self.name().to_owned(),
            key: key.into(),
            sequencer: format!(
                "{:018X}",
                0x55_AED6 + self.events.fetch_add(1, Ordering::Relaxed)
            ),
        }
    }

    /// An object, if it is there.
    ///
    /// # Errors
    ///
    /// What the stand-in says.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let get = self.client.get_object().bucket(self.name()).key(key);
        match get.send().await {
            Ok(object) => Ok(Some(object.body.collect().await?.to_vec())),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetObjectError::is_no_such_key) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// All keys, in order.
    ///
    /// # Errors
    ///
    /// What the stand-in says.
    pub async fn keys(&self) -> Result<Vec<String>, Trouble> {
        let mut keys = Vec::new();
        let mut next = None;
        loop {
            let list = self.client.list_objects_v2().bucket(self.name());
            let page = list.set_continuation_token(next).send().await?;
            let objects = page.contents.unwrap_or_default();
            keys.extend(objects.into_iter().filter_map(|object| object.key));
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(keys);
            }
        }
    }
}
