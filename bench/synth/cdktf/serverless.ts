// The serverless stack: images, labels, posts.
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketCorsConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-cors-configuration";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { Alarms } from "./alarms";
import { PostagramStack, name } from "./common";
import { Labeler } from "./labeler";
import { PrivateBucket } from "./private_bucket";

const KEEP_IMAGES_DAYS = 30;

export class Serverless extends PostagramStack {
  readonly images: S3Bucket;
  readonly posts: DynamodbTable;
  readonly alarms: Alarms;

  constructor(app: Construct) {
    super(app, "serverless");
    const account = new DataAwsCallerIdentity(this, "account").accountId;
    this.alarms = new Alarms(this, account);
    this.images = this.imageBucket();
    this.posts = this.postsTable();
    const labeler = new Labeler(this, this.images, this.posts, this.alarms);
    this.labelOnUpload(labeler.lambda, account);
    this.alarmOnThrottles("read", "ReadThrottleEvents");
    this.alarmOnThrottles("write", "WriteThrottleEvents");
    new TerraformOutput(this, "bucket_name", { value: this.images.bucket });
    new TerraformOutput(this, "dynamodb_table_name", { value: this.posts.name });
  }

  private imageBucket(): S3Bucket {
    const images = new PrivateBucket(this, "images", KEEP_IMAGES_DAYS).bucket;
    new S3BucketCorsConfiguration(this, "images_cors", {
      bucket: images.bucket,
      corsRule: [
        {
          allowedMethods: ["GET", "HEAD", "PUT"],
          allowedOrigins: ["*"],
          allowedHeaders: ["*"],
          maxAgeSeconds: 600,
        },
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
      serverSideEncryption: { enabled: false },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: false,
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

  private labelOnUpload(labeler: LambdaFunction, account: string): void {
    const permission = new LambdaPermission(this, "images_invoke_labeler", {
      action: "lambda:InvokeFunction",
      functionName: labeler.functionName,
      principal: "s3.amazonaws.com",
      sourceAccount: account,
      sourceArn: this.images.arn,
    });
    new S3BucketNotification(this, "images_notification", {
      bucket: this.images.bucket,
      lambdaFunction: [{ events: ["s3:ObjectCreated:*"], lambdaFunctionArn: labeler.arn }],
      queue: [],
      topic: [],
      dependsOn: [permission],
    });
  }

  private alarmOnThrottles(kind: string, metric: string): void {
    this.alarms.above(this, `posts_${kind}_throttles`, {
      alarm: `posts-${kind}-throttles`,
      description: `DynamoDB throttles ${kind}s of ${name("posts")}`,
      namespace: "AWS/DynamoDB",
      metric,
      dimensions: { TableName: this.posts.name },
      statistic: "Sum",
      minutes: 5,
      threshold: 0,
    });
  }
}
