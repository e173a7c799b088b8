//! The instances: what they run, what they may do, how many there are.

use contract::table::FEED_INDEX;
use synth_aws::{
    AutoscalingGroup, AutoscalingGroupInstanceRefresh, AutoscalingGroupInstanceRefreshPreferences,
    AutoscalingGroupLaunchTemplate, AutoscalingGroupTag, IamInstanceProfile, IamRole,
    IamRolePolicy, LaunchTemplate, LaunchTemplateIamInstanceProfile, LaunchTemplateMetadataOptions,
    LaunchTemplateTagSpecifications, LbTargetGroup, S3Object,
};
use synth_core::functions::{base64encode, tostring};
use synth_core::prelude::*;

use super::network::Network;
use crate::bucket::PrivateBucket;
use crate::config::Config;
use crate::policy;
use crate::serverless::Serverless;
use crate::user_data::Artifact;

/// The newest Amazon Linux 2023, looked up when an instance starts: a new
/// image is no change of the stack.
const IMAGE: &str =
    "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/// The server's executable in a bucket of its own.
///
/// The key is fixed and the bucket versioned: instances ask for one version,
/// so an older launch template still finds what it was made for.
pub(super) fn artifact(stack: &Stack, config: &Config, package: &'static str) -> Artifact {
    let PrivateBucket { bucket, versioning } = PrivateBucket::define(stack, config, "artifacts");
    let program = stack.add_asset("api", Asset::program(package, "api"));
    let object = stack.add(
        "api",
        S3Object::new(bucket.bucket(), "api")
            .source(program.path())
            .source_hash(program.base64_sha256())
            .depends_on(&versioning),
    );
    Artifact {
        bucket: bucket.bucket(),
        key: object.key(),
        version: object.version_id(),
        sha256: program.sha256(),
    }
}

/// What the server may do, and no more.
pub(super) fn instance_profile(
    stack: &Stack,
    config: &Config,
    serverless: &Serverless,
    artifact: &Artifact,
) -> Ref<IamInstanceProfile> {
    let role = stack.add(
        "api_role",
        IamRole::new(policy::assumed_by("ec2.amazonaws.com")).name(config.name("api")),
    );
    let images = &serverless.images;
    let posts = &serverless.posts;
    stack.add(
        "api_rights",
        IamRolePolicy::new(
            policy::document([
                policy::allow(
                    ["s3:GetObjectVersion"],
                    [interpolate![
                        "arn:aws:s3:::",
                        &artifact.bucket,
                        "/",
                        &artifact.key
                    ]],
                ),
                policy::allow(
                    ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    [interpolate![images.arn(), "/*"]],
                ),
                // To find the replaced images of a post that is deleted.
                policy::allow(["s3:ListBucket"], [images.arn()]),
                policy::allow(
                    [
                        "dynamodb:GetItem",
                        "dynamodb:PutItem",
                        "dynamodb:UpdateItem",
                        "dynamodb:DeleteItem",
                        "dynamodb:Query",
                    ],
                    [posts.arn()],
                ),
                policy::allow(
                    ["dynamodb:Query"],
                    [interpolate![posts.arn(), "/index/", FEED_INDEX]],
                ),
            ]),
            role.name(),
        ),
    );
    stack.add(
        "api_profile",
        IamInstanceProfile::new()
            .name(config.name("api"))
            .role(role.name()),
    )
}

/// Instances that replace themselves when their launch template changes.
pub(super) fn instances(
    stack: &Stack,
    config: &Config,
    network: &Network,
    profile: &Ref<IamInstanceProfile>,
    script: Value<String>,
    targets: &Ref<LbTargetGroup>,
) {
    let name = config.name("api");
    let tags = [("Name", &name)];
    let template = stack.add(
        "api_template",
        LaunchTemplate::new()
            .name(&name)
            .image_id(IMAGE)
            .instance_type(&config.instance_type)
            .iam_instance_profile(LaunchTemplateIamInstanceProfile::new().arn(profile.arn()))
            .vpc_security_group_ids([network.instance_group.id()])
            .metadata_options(
                LaunchTemplateMetadataOptions::new()
                    .http_endpoint("enabled")
                    .http_tokens("required"),
            )
            .tag_specifications(
                LaunchTemplateTagSpecifications::new()
                    .resource_type("instance")
                    .tags(tags),
            )
            .user_data(base64encode(script)),
    );
    stack.add(
        "api_group",
        AutoscalingGroup::new(4, 1)
            .name(&name)
            .desired_capacity(1)
            .health_check_type("ELB")
            .health_check_grace_period(120)
            .vpc_zone_identifier(&network.subnets)
            .target_group_arns([targets.arn()])
            .launch_template(
                AutoscalingGroupLaunchTemplate::new()
                    .id(template.id())
                    // A number, because a rollback needs one.
                    .version(tostring(template.latest_version())),
            )
            .instance_refresh(
                AutoscalingGroupInstanceRefresh::new("Rolling").preferences(
                    AutoscalingGroupInstanceRefreshPreferences::new()
                        .min_healthy_percentage(100)
                        .auto_rollback(true),
                ),
            )
            .tag(AutoscalingGroupTag::new("Name", true, &name)),
    );
}
