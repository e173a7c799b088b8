//! The serverless stack: images, labels, posts.

use contract::{LabelLambda, LabelLambdaEnv, table};
use synth_aws::{
    CloudwatchLogGroup, DataCallerIdentity, DynamodbTable, DynamodbTableAttribute,
    DynamodbTableGlobalSecondaryIndex, DynamodbTableGlobalSecondaryIndexKeySchema,
    DynamodbTablePointInTimeRecovery, DynamodbTableTtl, IamRole, IamRolePolicy, LambdaFunction,
    LambdaFunctionEnvironment, LambdaPermission, S3Bucket, S3BucketCorsConfiguration,
    S3BucketCorsConfigurationCorsRule, S3BucketNotification, S3BucketNotificationLambdaFunction,
};
use synth_core::App;
use synth_core::prelude::*;
use synth_program::{Environment, Program};

use crate::bucket::PrivateBucket;
use crate::config::Config;
use crate::policy;

/// What other stacks may use of the serverless stack.
#[derive(Debug, Clone)]
pub struct Serverless {
    /// The bucket of uploaded images.
    pub images: Ref<S3Bucket>,
    /// The table of posts.
    pub posts: Ref<DynamodbTable>,
}

impl Serverless {
    /// Defines the stack.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the app"
    )]
    pub fn define(app: &App, config: &Config) -> Self {
        let stack = config.open_stack(app, "serverless");
        let images = image_bucket(&stack, config);
        let posts = posts_table(&stack, config);
        let labeler = labeler(&stack, config, &images, &posts);
        label_on_upload(&stack, &images, &labeler);
        stack.output("bucket_name", images.bucket());
        stack.output("dynamodb_table_name", posts.name());
        Self { images, posts }
    }
}

/// Browsers upload to it by pre-signed URLs.
fn image_bucket(stack: &Stack, config: &Config) -> Ref<S3Bucket> {
    let images = PrivateBucket::define(stack, config, "images").bucket;
    stack.add(
        "images_cors",
        S3BucketCorsConfiguration::new(
            images.bucket(),
            S3BucketCorsConfigurationCorsRule::new(["GET", "HEAD", "PUT"], ["*"])
                .allowed_headers(["*"]),
        ),
    );
    images
}

/// A user's posts by partition, the feed of all posts by an index.
fn posts_table(stack: &Stack, config: &Config) -> Ref<DynamodbTable> {
    let text = |name: &str| DynamodbTableAttribute::new(name, "S");
    stack.add(
        "posts",
        DynamodbTable::new(config.name("posts"))
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
            .point_in_time_recovery(DynamodbTablePointInTimeRecovery::new(true)),
    )
}

/// The Lambda, its role and its log.
fn labeler(
    stack: &Stack,
    config: &Config,
    images: &Ref<S3Bucket>,
    posts: &Ref<DynamodbTable>,
) -> Ref<LambdaFunction> {
    let name = config.name("labeler");
    let log = stack.add(
        "labeler_log",
        CloudwatchLogGroup::new()
            .name(format!("/aws/lambda/{name}"))
            .retention_in_days(14),
    );
    let role = stack.add(
        "labeler_role",
        IamRole::new(policy::assumed_by("lambda.amazonaws.com")).name(&name),
    );
    let rights = stack.add(
        "labeler_rights",
        IamRolePolicy::new(
            policy::document([
                policy::allow(
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    [interpolate![log.arn(), ":*"]],
                ),
                policy::allow(
                    ["s3:GetObject", "s3:DeleteObject"],
                    [interpolate![images.arn(), "/*"]],
                ),
                policy::allow(["dynamodb:UpdateItem"], [posts.arn()]),
                // Rekognition has no resources to name.
                policy::allow(["rekognition:DetectLabels"], ["*"]),
            ]),
            role.name(),
        ),
    );
    let environment = LabelLambdaEnv {
        bucket: images.bucket(),
        dynamo_table: posts.name(),
        max_labels: None,
        min_confidence: None,
    };
    let code = stack.add_asset(
        "labeler",
        Asset::program(LabelLambda::PACKAGE, "bootstrap.zip"),
    );
    stack.add(
        "labeler",
        LambdaFunction::new(&name, role.arn())
            .filename(code.path())
            .source_code_hash(code.base64_sha256())
            .runtime("provided.al2023")
            .architectures(["x86_64"])
            .handler("bootstrap")
            .memory_size(128)
            .timeout(60)
            .environment(LambdaFunctionEnvironment::new().variables(environment.into_variables()))
            .depends_on(&rights)
            .depends_on(&log),
    )
}

/// Every new object is labelled.
fn label_on_upload(stack: &Stack, images: &Ref<S3Bucket>, labeler: &Ref<LambdaFunction>) {
    let account = stack.add("account", DataCallerIdentity::new());
    let permission = stack.add(
        "images_invoke_labeler",
        LambdaPermission::new(
            "lambda:InvokeFunction",
            labeler.function_name(),
            "s3.amazonaws.com",
        )
        .source_arn(images.arn())
        // A bucket's ARN names no account, and its name can be taken over.
        .source_account(account.account_id()),
    );
    stack.add(
        "images_notification",
        S3BucketNotification::new(images.bucket())
            .lambda_function(
                S3BucketNotificationLambdaFunction::new(["s3:ObjectCreated:*"])
                    .lambda_function_arn(labeler.arn()),
            )
            .depends_on(&permission),
    );
}
