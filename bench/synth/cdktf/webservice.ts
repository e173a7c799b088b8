// The webservice stack: the API server behind a load balancer.
import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Fn, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { PostagramStack, allow, assumedBy, document, name } from "./common";
import { API_PORT, Network } from "./network";
import { Serverless } from "./serverless";
import { userData } from "./user_data";

const PROGRAM = "assets/api/api";

export class Webservice extends PostagramStack {
  constructor(app: Construct, serverless: Serverless) {
    super(app, "webservice");
    const network = new Network(this);
    const [bucket, object] = this.artifact();
    const profile = this.instanceProfile(serverless, bucket, object);
    const targets = new LbTargetGroup(this, "targets", {
      name: name("api"),
      port: API_PORT,
      protocol: "HTTP",
      targetType: "instance",
      vpcId: network.vpc,
      deregistrationDelay: "30",
      healthCheck: {
        path: "/health",
        matcher: "200",
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    const script = userData(serverless, bucket, object, Fn.filesha256(PROGRAM));
    this.instances(network, profile, script, targets);
    const lb = new Lb(this, "lb", {
      name: name("lb"),
      loadBalancerType: "application",
      internal: false,
      dropInvalidHeaderFields: true,
      securityGroups: [network.lbGroup.id],
      subnets: network.subnets,
    });
    new LbListener(this, "lb_http", {
      loadBalancerArn: lb.arn,
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
      port: 80,
      protocol: "HTTP",
    });
    new TerraformOutput(this, "lb_address", { value: lb.dnsName });
  }

  private artifact(): [S3Bucket, S3Object] {
    const bucket = new S3Bucket(this, "artifacts", {
      bucketPrefix: name("artifacts-"),
      forceDestroy: true,
    });
    new S3BucketPublicAccessBlock(this, "artifacts_access", {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const versioning = new S3BucketVersioningA(this, "artifacts_versioning", {
      bucket: bucket.bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const object = new S3Object(this, "api", {
      bucket: bucket.bucket,
      key: "api",
      source: PROGRAM,
      sourceHash: Fn.filebase64sha256(PROGRAM),
      dependsOn: [versioning],
    });
    return [bucket, object];
  }

  private instanceProfile(
    serverless: Serverless,
    bucket: S3Bucket,
    object: S3Object,
  ): IamInstanceProfile {
    const role = new IamRole(this, "api_role", {
      name: name("api"),
      assumeRolePolicy: assumedBy("ec2.amazonaws.com"),
    });
    const { images, posts } = serverless;
    const actions = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"];
    new IamRolePolicy(this, "api_rights", {
      role: role.name,
      policy: document([
        allow(["s3:GetObjectVersion"], [`arn:aws:s3:::${bucket.bucket}/${object.key}`]),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [`${images.arn}/*`]),
        allow(["s3:ListBucket"], [images.arn]),
        allow(actions.map((action) => `dynamodb:${action}`), [posts.arn]),
        allow(["dynamodb:Query"], [`${posts.arn}/index/feed`]),
      ]),
    });
    return new IamInstanceProfile(this, "api_profile", { name: name("api"), role: role.name });
  }

  private instances(
    network: Network,
    profile: IamInstanceProfile,
    script: string,
    targets: LbTargetGroup,
  ): void {
    const template = new LaunchTemplate(this, "api_template", {
      name: name("api"),
      imageId:
        "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      instanceType: "t3.micro",
      iamInstanceProfile: { arn: profile.arn },
      vpcSecurityGroupIds: [network.instanceGroup.id],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required" },
      tagSpecifications: [{ resourceType: "instance", tags: { Name: name("api") } }],
      userData: script,
    });
    new AutoscalingGroup(this, "api_group", {
      name: name("api"),
      minSize: 1,
      maxSize: 4,
      desiredCapacity: 1,
      healthCheckType: "ELB",
      healthCheckGracePeriod: 120,
      vpcZoneIdentifier: network.subnets,
      targetGroupArns: [targets.arn],
      launchTemplate: { id: template.id, version: Fn.tostring(template.latestVersion) },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, autoRollback: true },
      },
      tag: [{ key: "Name", propagateAtLaunch: true, value: name("api") }],
    });
  }
}
