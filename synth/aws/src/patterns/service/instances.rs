//! The instances: what they run, what they may do, how many there are.

use synth_core::functions::{base64encode, tostring};
use synth_core::prelude::*;

use super::InstanceProfile;
use super::access::Groups;
use super::load_balancer::Front;
use super::settings::Settings;
use crate::patterns::architecture::Architecture;
use crate::patterns::network::Network;
use crate::patterns::role::Role;
use crate::{
    AutoscalingGroup, AutoscalingGroupInstanceRefresh, AutoscalingGroupInstanceRefreshPreferences,
    AutoscalingGroupInstanceRefreshPreferencesAlarmSpecification, AutoscalingGroupLaunchTemplate,
    AutoscalingGroupTag, AutoscalingPolicy, AutoscalingPolicyPredefinedMetricSpecification,
    AutoscalingPolicyTargetTrackingConfiguration, CloudwatchMetricAlarm, IamInstanceProfile,
    LaunchTemplate, LaunchTemplateBlockDeviceMappings, LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateIamInstanceProfile, LaunchTemplateMetadataOptions,
    LaunchTemplateTagSpecifications,
};

/// How long an instance takes from its start until it serves, in seconds.
const WARMUP: u32 = 120;

/// The use of the processor that scaling aims at, in percent.
const BUSY: u32 = 60;

/// The newest Amazon Linux 2023, looked up when an instance starts: a new
/// image is no change of the stack.
fn image(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => {
            "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        }
        Architecture::Arm64 => {
            "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
        }
    }
}

/// What the program acts as.
pub(super) fn profile(
    scope: &Scope,
    id: &str,
    name: &str,
    settings: &Settings,
) -> (InstanceProfile, Role) {
    if let Some(profile) = &settings.profile {
        let imported = InstanceProfile::Imported(profile.name.clone());
        return (imported, profile.role.clone());
    }
    let role = Role::for_service(scope, id, "ec2.amazonaws.com", name);
    let profile = scope.add(
        format!("{id}_profile"),
        IamInstanceProfile::new().name(name).role(role.name()),
    );
    (InstanceProfile::Made(profile), role)
}

pub(super) fn template(
    scope: &Scope,
    id: &str,
    name: &str,
    groups: &Groups,
    profile: &InstanceProfile,
    script: Value<String>,
    settings: &Settings,
) -> Ref<LaunchTemplate> {
    let tagged = |kind: &str| {
        LaunchTemplateTagSpecifications::new()
            .resource_type(kind)
            .tags([("Name", name)])
    };
    let iam = LaunchTemplateIamInstanceProfile::new();
    let mut element = LaunchTemplate::new()
        .name(name)
        .image_id(image(settings.architecture))
        .instance_type(settings.instance_type.as_str())
        .iam_instance_profile(match profile {
            InstanceProfile::Made(profile) => iam.arn(profile.arn()),
            InstanceProfile::Imported(name) => iam.name(name),
        })
        .vpc_security_group_ids([groups.instances.id()])
        .metadata_options(
            LaunchTemplateMetadataOptions::new()
                .http_endpoint("enabled")
                // Version 2 of the metadata service alone, from the instance
                // itself alone.
                .http_tokens("required")
                .http_put_response_hop_limit(1),
        )
        .block_device_mappings(
            LaunchTemplateBlockDeviceMappings::new()
                .device_name("/dev/xvda")
                .ebs(
                    LaunchTemplateBlockDeviceMappingsEbs::new()
                        .volume_type("gp3")
                        .encrypted("true")
                        .delete_on_termination("true"),
                ),
        )
        .tag_specifications([tagged("instance"), tagged("volume")])
        .user_data(base64encode(script));
    if let Some((key, _)) = &settings.ssh {
        element = element.key_name(key);
    }
    scope.add(format!("{id}_template"), element)
}

/// What the group is put into.
pub(super) struct Surroundings<'a> {
    pub(super) network: &'a Network,
    pub(super) template: &'a Ref<LaunchTemplate>,
    pub(super) front: &'a Front,
    pub(super) role: &'a Role,
    /// Rolls a rollout back when it goes off.
    pub(super) alarm: Option<&'a Ref<CloudwatchMetricAlarm>>,
}

/// Instances that replace themselves when their launch template changes.
pub(super) fn group(
    scope: &Scope,
    id: &str,
    name: &str,
    around: &Surroundings<'_>,
    settings: &Settings,
) -> Ref<AutoscalingGroup> {
    let (least, most) = settings.capacity;
    let mut preferences = AutoscalingGroupInstanceRefreshPreferences::new()
        // New ones first: never fewer than before.
        .min_healthy_percentage(100)
        .max_healthy_percentage(200)
        .instance_warmup(WARMUP.to_string())
        .auto_rollback(true);
    if let Some(alarm) = around.alarm {
        let alarms = AutoscalingGroupInstanceRefreshPreferencesAlarmSpecification::new();
        preferences = preferences.alarm_specification(alarms.alarms([alarm.alarm_name()]));
    }
    let mut element = AutoscalingGroup::new(most, least)
        .name(name)
        .health_check_type("ELB")
        .health_check_grace_period(WARMUP)
        .default_instance_warmup(WARMUP)
        // A service that does not come up fails the deployment.
        .min_elb_capacity(least)
        .vpc_zone_identifier(&around.network.instance_subnets)
        .target_group_arns([around.front.targets.arn()])
        .enabled_metrics([
            "GroupDesiredCapacity",
            "GroupInServiceInstances",
            "GroupTotalInstances",
        ])
        .launch_template(
            AutoscalingGroupLaunchTemplate::new()
                .id(around.template.id())
                // A number, because a rollback needs one.
                .version(tostring(around.template.latest_version())),
        )
        .instance_refresh(AutoscalingGroupInstanceRefresh::new("Rolling").preferences(preferences))
        .tag(AutoscalingGroupTag::new("Name", true, name));
    // Targets of a load balancer without listener are never healthy.
    for listener in &around.front.listeners {
        element = element.depends_on(listener);
    }
    for way in &around.network.ways_out {
        element = element.depends_on(way.as_ref());
    }
    if let Some(rights) = around.role.rights() {
        element = element.depends_on(&rights);
    }
    let group = scope.add(format!("{id}_group"), element);
    scope.add(
        format!("{id}_scaling"),
        AutoscalingPolicy::new(group.name(), format!("{name}-busy"))
            .policy_type("TargetTrackingScaling")
            .target_tracking_configuration(
                AutoscalingPolicyTargetTrackingConfiguration::new(BUSY)
                    .predefined_metric_specification(
                        AutoscalingPolicyPredefinedMetricSpecification::new(
                            "ASGAverageCPUUtilization",
                        ),
                    ),
            ),
    );
    group
}
