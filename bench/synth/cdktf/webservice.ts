// The webservice stack: the API server behind a load balancer.
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Fn, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { PostagramStack, allow, assumedBy, document, name } from "./common";
import { LoadBalancer } from "./load_balancer";
import { Network } from "./network";
import { PrivateBucket } from "./private_bucket";
import { Serverless } from "./serverless";
import { PROGRAM, userData } from "./user_data";

const INSTANCE_TYPE = "t3.micro";
const KEEP_ARTIFACTS_DAYS = 90;
const WARMUP_SECONDS = 120;

export class Webservice extends PostagramStack {
  constructor(app: Construct, serverless: Serverless) {
    super(app, "webservice");
    const network = new Network(this, INSTANCE_TYPE);
    const artifacts = new PrivateBucket(this, "artifacts", KEEP_ARTIFACTS_DAYS);
    const object = new S3Object(this, "api_artifact", {
      bucket: artifacts.bucket.bucket,
      key: "api",
      source: PROGRAM,
      sourceHash: Fn.filebase64sha256(PROGRAM),
      dependsOn: [artifacts.versioning],
    });
    const role = new IamRole(this, "api_role", {
      name: name("api"),
      assumeRolePolicy: assumedBy("ec2.amazonaws.com"),
    });
    const rights = this.rights(serverless, role, artifacts.bucket);
    const profile = new IamInstanceProfile(this, "api_profile", {
      name: name("api"),
      role: role.name,
    });
    const balancer = new LoadBalancer(this, network, serverless.alarms);
    const template = this.template(network, profile, userData(this, serverless, object));
    this.instances(network, template, balancer, rights);
    new TerraformOutput(this, "lb_address", { value: balancer.lb.dnsName });
  }

  private rights(serverless: Serverless, role: IamRole, artifacts: S3Bucket): IamRolePolicy {
    const { images, posts } = serverless;
    const actions = ["DeleteItem", "GetItem", "PutItem", "Query"];
    return new IamRolePolicy(this, "api_rights", {
      role: role.name,
      policy: document(
        allow(["s3:GetObjectVersion"], [`${artifacts.arn}/api`]),
        allow(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [`${images.arn}/*`]),
        allow(["s3:ListBucket"], [images.arn]),
        allow(actions.map((action) => `dynamodb:${action}`), [posts.arn]),
        allow(["dynamodb:Query"], [`${posts.arn}/index/feed`]),
      ),
    });
  }

  private template(network: Network, profile: IamInstanceProfile, script: string): LaunchTemplate {
    const tags = { Name: name("api") };
    return new LaunchTemplate(this, "api_template", {
      name: name("api"),
      imageId:
        "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      instanceType: INSTANCE_TYPE,
      iamInstanceProfile: { arn: profile.arn },
      vpcSecurityGroupIds: [network.instanceGroup.id],
      metadataOptions: {
        httpEndpoint: "enabled",
        httpPutResponseHopLimit: 1,
        httpTokens: "required",
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { deleteOnTermination: "true", encrypted: "true", volumeType: "gp3" },
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags },
        { resourceType: "volume", tags },
      ],
      userData: script,
    });
  }

  private instances(
    network: Network,
    template: LaunchTemplate,
    balancer: LoadBalancer,
    rights: IamRolePolicy,
  ): void {
    const group = new AutoscalingGroup(this, "api_group", {
      name: name("api"),
      minSize: 1,
      maxSize: 4,
      minElbCapacity: 1,
      healthCheckType: "ELB",
      healthCheckGracePeriod: WARMUP_SECONDS,
      defaultInstanceWarmup: WARMUP_SECONDS,
      enabledMetrics: [
        "GroupDesiredCapacity",
        "GroupInServiceInstances",
        "GroupTotalInstances",
      ],
      vpcZoneIdentifier: network.subnets,
      targetGroupArns: [balancer.targets.arn],
      launchTemplate: { id: template.id, version: Fn.tostring(template.latestVersion) },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          instanceWarmup: `${WARMUP_SECONDS}`,
          autoRollback: true,
          alarmSpecification: { alarms: [balancer.serverErrors.alarmName] },
        },
      },
      tag: [{ key: "Name", propagateAtLaunch: true, value: name("api") }],
      dependsOn: [balancer.listener, rights],
    });
    new AutoscalingPolicy(this, "api_scaling", {
      name: name("api-busy"),
      autoscalingGroupName: group.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 60,
      },
    });
  }
}
