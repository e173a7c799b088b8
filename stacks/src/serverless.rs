//! The serverless stack: images, labels, posts.

use contract::{LabelLambda, LabelLambdaEnv, table};
use synth_aws::patterns::prelude::*;
use synth_aws::patterns::{Function, PrivateBucket, Rekognition, Role, RustFunction};
use synth_aws::{
    DynamodbTable, DynamodbTableAttribute, DynamodbTableGlobalSecondaryIndex,
    DynamodbTableGlobalSecondaryIndexKeySchema, DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption, DynamodbTableTtl, S3Bucket, S3BucketCorsConfiguration,
    S3BucketCorsConfigurationCorsRule, SnsTopic,
};
use synth_core::App;
use synth_core::prelude::*;

use crate::alarms;
use crate::config::{Config, Kind};

/// How long an image that was replaced or deleted can be had back, in days.
const KEEP_IMAGES_DAYS: u32 = 30;

/// What other stacks may use of the serverless stack.
#[derive(Debug, Clone)]
pub struct Serverless {
    /// The bucket of uploaded images.
    pub images: Ref<S3Bucket>,
    /// The table of posts.
    pub posts: Ref<DynamodbTable>,
    /// The Lambda that labels images.
    pub labeler: Function,
    /// Who asked for what, in `prod`.
    pub logs: Option<Ref<S3Bucket>>,
    /// Whom alarms tell; none in `academy`.
    pub alarms: Option<Ref<SnsTopic>>,
}

impl Serverless {
    /// Defines the stack.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the app"
    )]
    pub fn define(app: &App, config: &Config) -> Self {
        let stack = config.open_stack(app, "serverless");
        let alarms = config.has_alarms().then(|| alarms::topic(&stack, config));
        let logs = (config.kind == Kind::Prod).then(|| log_bucket(&stack, config));
        let images = image_bucket(&stack, config, logs.as_ref());
        let posts = posts_table(&stack, config);
        let labeler = labeler(&stack, config, &images, &posts, alarms.as_ref());
        images.grant_read_delete(&labeler);
        // So that an image which is gone is told from one that is not allowed.
        images.grant_list(&labeler);
        posts.grant_update(&labeler);
        Rekognition.grant_detect_labels(&labeler);
        images.on_object_created(&labeler);
        if let Some(topic) = &alarms {
            posts.alarm_on_throttles(&config.name("posts"), &[topic.arn()].into());
        }
        stack.output("bucket_name", images.bucket());
        stack.output("dynamodb_table_name", posts.name());
        Self {
            images,
            posts,
            labeler,
            logs,
            alarms,
        }
    }
}

/// Logs of the buckets and of the load balancer, for a year.
fn log_bucket(stack: &Stack, config: &Config) -> Ref<S3Bucket> {
    PrivateBucket::new()
        .name_prefix(config.name("logs-"))
        .expire_days(365)
        .define(stack, "logs")
        .bucket
}

/// Browsers upload to it by pre-signed URLs.
fn image_bucket(stack: &Stack, config: &Config, logs: Option<&Ref<S3Bucket>>) -> Ref<S3Bucket> {
    let mut images = PrivateBucket::new()
        .name_prefix(config.name("images-"))
        .force_destroy(config.is_disposable())
        .keep_old_versions_days(KEEP_IMAGES_DAYS);
    if let Some(logs) = logs {
        images = images.log_to(logs, "images/");
    }
    let images = images.define(stack, "images").bucket;
    let origin = match &config.site {
        Some(site) => site.origin(),
        None => "*".to_owned(),
    };
    stack.add(
        "images_cors",
        S3BucketCorsConfiguration::new(
            images.bucket(),
            S3BucketCorsConfigurationCorsRule::new(["GET", "HEAD", "PUT"], [origin])
                .allowed_headers(["*"])
                .max_age_seconds(600),
        ),
    );
    images
}

/// A user's posts by partition, the feed of all posts by an index.
fn posts_table(stack: &Stack, config: &Config) -> Ref<DynamodbTable> {
    let text = |name: &str| DynamodbTableAttribute::new(name, "S");
    let name = match config.kind {
        // The name that the course's material has.
        Kind::Academy => contract::SYSTEM.to_owned(),
        Kind::Dev | Kind::Prod => config.name("posts"),
    };
    stack.add(
        "posts",
        DynamodbTable::new(name)
            .billing_mode("PAY_PER_REQUEST")
            .hash_key(table::USER)
            .range_key(table::ID)
            .attribute([
                text(table::USER),
                text(table::ID),
                text(table::FEED_SHARD),
                text(table::FEED_ORDER),
            ])
            .global_secondary_index(
                DynamodbTableGlobalSecondaryIndex::new(table::FEED_INDEX, "ALL").key_schema([
                    DynamodbTableGlobalSecondaryIndexKeySchema::new(table::FEED_SHARD, "HASH"),
                    DynamodbTableGlobalSecondaryIndexKeySchema::new(table::FEED_ORDER, "RANGE"),
                ]),
            )
            .ttl(
                DynamodbTableTtl::new()
                    .attribute_name(table::EXPIRES_AT)
                    .enabled(true),
            )
            .server_side_encryption(DynamodbTableServerSideEncryption::new(
                // With a key in the account, whose use CloudTrail shows; the
                // key that AWS owns costs nothing.
                config.kind == Kind::Prod,
            ))
            .point_in_time_recovery(DynamodbTablePointInTimeRecovery::new(true))
            .deletion_protection_enabled(!config.is_disposable()),
    )
}

fn labeler(
    stack: &Stack,
    config: &Config,
    images: &Ref<S3Bucket>,
    posts: &Ref<DynamodbTable>,
    alarms: Option<&Ref<SnsTopic>>,
) -> Function {
    let mut function = RustFunction::<LabelLambda>::new(LabelLambdaEnv {
        bucket: images.bucket(),
        dynamo_table: posts.name(),
        max_labels: None,
        min_confidence: None,
    })
    .name(config.name("labeler"))
    .description("Labels uploaded images")
    .memory_megabytes(128)
    .timeout_seconds(60)
    .log_retention_days(config.log_retention_days);
    if config.kind == Kind::Academy {
        function = function.role(Role::imported(stack, "lab", crate::academy::ROLE));
    }
    if let Some(topic) = alarms {
        function = function.alarms([topic.arn()]);
    }
    function.define(stack, "labeler")
}
