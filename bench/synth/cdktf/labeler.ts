// The Lambda that labels images, its rights, and what tells that it fails.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { Alarms } from "./alarms";
import { allow, assumedBy, denyInsecure, document, name } from "./common";

const CODE = "assets/labeler/bootstrap.zip";

export class Labeler {
  readonly lambda: LambdaFunction;

  constructor(stack: Construct, images: S3Bucket, posts: DynamodbTable, alarms: Alarms) {
    const failures = this.failures(stack);
    const log = new CloudwatchLogGroup(stack, "labeler_log", {
      name: `/aws/lambda/${name("labeler")}`,
      retentionInDays: 14,
    });
    const role = new IamRole(stack, "labeler_role", {
      name: name("labeler"),
      assumeRolePolicy: assumedBy("lambda.amazonaws.com"),
    });
    const rights = new IamRolePolicy(stack, "labeler_rights", {
      role: role.name,
      policy: document(
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${log.arn}:*`]),
        allow(["sqs:SendMessage"], [failures.arn]),
        allow(["s3:DeleteObject", "s3:GetObject"], [`${images.arn}/*`]),
        allow(["s3:ListBucket"], [images.arn]),
        allow(["dynamodb:UpdateItem"], [posts.arn]),
        allow(["rekognition:DetectLabels"], ["*"]),
      ),
    });
    this.lambda = new LambdaFunction(stack, "labeler", {
      functionName: name("labeler"),
      description: "Labels uploaded images",
      role: role.arn,
      filename: CODE,
      sourceCodeHash: Fn.filebase64sha256(CODE),
      handler: "bootstrap",
      runtime: "provided.al2023",
      architectures: ["x86_64"],
      memorySize: 128,
      timeout: 60,
      environment: { variables: { BUCKET: images.bucket, DYNAMO_TABLE: posts.name } },
      dependsOn: [log, rights],
    });
    new LambdaFunctionEventInvokeConfig(stack, "labeler_invocations", {
      functionName: this.lambda.functionName,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: failures.arn } },
    });
    this.watch(stack, failures, alarms);
  }

  // Where events go that were never managed.
  private failures(stack: Construct): SqsQueue {
    const queue = new SqsQueue(stack, "labeler_failures", {
      name: name("labeler-failures"),
      messageRetentionSeconds: 14 * 24 * 60 * 60,
      sqsManagedSseEnabled: true,
    });
    new SqsQueuePolicy(stack, "labeler_failures_policy", {
      queueUrl: queue.url,
      policy: document(denyInsecure(["sqs:*"], [queue.arn])),
    });
    return queue;
  }

  private watch(stack: Construct, failures: SqsQueue, alarms: Alarms): void {
    const once = { minutes: 1, threshold: 0 };
    const lambda = {
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: this.lambda.functionName },
      statistic: "Sum",
    };
    alarms.above(stack, "labeler_errors", {
      ...once,
      ...lambda,
      alarm: "labeler-errors",
      description: `${name("labeler")} fails; its log is /aws/lambda/${name("labeler")}`,
      metric: "Errors",
    });
    alarms.above(stack, "labeler_throttles", {
      ...once,
      ...lambda,
      alarm: "labeler-throttles",
      description: `${name("labeler")} is not let run as often as it is asked to; see the account's concurrency`,
      metric: "Throttles",
    });
    alarms.above(stack, "labeler_failed", {
      ...once,
      alarm: "labeler-failed",
      description: `events that ${name("labeler")} never managed are waiting in the queue ${name("labeler-failures")}`,
      namespace: "AWS/SQS",
      metric: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: failures.name },
      statistic: "Maximum",
    });
  }
}
