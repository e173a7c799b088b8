// The serverless stack: images, labels, posts.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Fn, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { PostagramStack, allow, assumedBy, document, name } from "./common";

const CODE = "assets/labeler/bootstrap.zip";

export class Serverless extends PostagramStack {
  readonly images: S3Bucket;
  readonly posts: DynamodbTable;

  constructor(app: Construct) {
    super(app, "serverless");
    this.images = this.imageBucket();
    this.posts = this.postsTable();
    this.labelOnUpload(this.labeler());
    new TerraformOutput(this, "bucket_name", { value: this.images.bucket });
    new TerraformOutput(this, "dynamodb_table_name", { value: this.posts.name });
  }

  private imageBucket(): S3Bucket {
    const images = new S3Bucket(this, "images", {
      bucketPrefix: name("images-"),
      forceDestroy: true,
    });
    new S3BucketPublicAccessBlock(this, "images_access", {
      bucket: images.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketVersioningA(this, "images_versioning", {
      bucket: images.bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketCorsConfiguration(this, "images_cors", {
      bucket: images.bucket,
      corsRule: [
        { allowedMethods: ["GET", "HEAD", "PUT"], allowedOrigins: ["*"], allowedHeaders: ["*"] },
      ],
    });
    return images;
  }

  private postsTable(): DynamodbTable {
    const text = (column: string) => ({ name: column, type: "S" });
    const posts = new DynamodbTable(this, "posts", {
      name: name("posts"),
      billingMode: "PAY_PER_REQUEST",
      hashKey: "user",
      rangeKey: "id",
      attribute: [text("user"), text("id"), text("feed_shard"), text("feed_order")],
      ttl: { attributeName: "expires_at", enabled: true },
      pointInTimeRecovery: { enabled: true },
    });
    // This version of the provider has no `key_schema` yet.
    posts.addOverride("global_secondary_index", [
      {
        name: "feed",
        projection_type: "ALL",
        key_schema: [
          { attribute_name: "feed_shard", key_type: "HASH" },
          { attribute_name: "feed_order", key_type: "RANGE" },
        ],
      },
    ]);
    return posts;
  }

  private labeler(): LambdaFunction {
    const log = new CloudwatchLogGroup(this, "labeler_log", {
      name: `/aws/lambda/${name("labeler")}`,
      retentionInDays: 14,
    });
    const role = new IamRole(this, "labeler_role", {
      name: name("labeler"),
      assumeRolePolicy: assumedBy("lambda.amazonaws.com"),
    });
    const rights = new IamRolePolicy(this, "labeler_rights", {
      role: role.name,
      policy: document([
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${log.arn}:*`]),
        allow(["s3:GetObject", "s3:DeleteObject"], [`${this.images.arn}/*`]),
        allow(["dynamodb:UpdateItem"], [this.posts.arn]),
        allow(["rekognition:DetectLabels"], ["*"]),
      ]),
    });
    return new LambdaFunction(this, "labeler", {
      functionName: name("labeler"),
      role: role.arn,
      filename: CODE,
      sourceCodeHash: Fn.filebase64sha256(CODE),
      handler: "bootstrap",
      runtime: "provided.al2023",
      architectures: ["x86_64"],
      memorySize: 128,
      timeout: 60,
      environment: {
        variables: { BUCKET: this.images.bucket, DYNAMO_TABLE: this.posts.name },
      },
      dependsOn: [rights, log],
    });
  }

  private labelOnUpload(labeler: LambdaFunction): void {
    const account = new DataAwsCallerIdentity(this, "account");
    const permission = new LambdaPermission(this, "images_invoke_labeler", {
      action: "lambda:InvokeFunction",
      functionName: labeler.functionName,
      principal: "s3.amazonaws.com",
      sourceAccount: account.accountId,
      sourceArn: this.images.arn,
    });
    new S3BucketNotification(this, "images_notification", {
      bucket: this.images.bucket,
      lambdaFunction: [{ events: ["s3:ObjectCreated:*"], lambdaFunctionArn: labeler.arn }],
      dependsOn: [permission],
    });
  }
}
