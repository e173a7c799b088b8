// When something is wrong, and whom that is told.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { Construct } from "constructs";
import { document, name } from "./common";

export interface Above {
  alarm: string;
  description: string;
  namespace: string;
  metric: string;
  dimensions: { [name: string]: string };
  statistic: string;
  minutes: number;
  threshold: number;
}

export class Alarms {
  readonly topic: SnsTopic;

  constructor(stack: Construct, account: string) {
    this.topic = new SnsTopic(stack, "alarms", { name: name("alarms") });
    new SnsTopicPolicy(stack, "alarms_policy", {
      arn: this.topic.arn,
      policy: document({
        Action: ["sns:Publish"],
        Condition: { StringEquals: { "aws:SourceAccount": [account] } },
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Resource: [this.topic.arn],
      }),
    });
  }

  // An alarm for a metric that stays above a threshold.
  above(stack: Construct, id: string, what: Above): CloudwatchMetricAlarm {
    return new CloudwatchMetricAlarm(stack, id, {
      alarmName: name(what.alarm),
      alarmDescription: what.description,
      namespace: what.namespace,
      metricName: what.metric,
      dimensions: what.dimensions,
      statistic: what.statistic,
      period: 60,
      evaluationPeriods: what.minutes,
      comparisonOperator: "GreaterThanThreshold",
      threshold: what.threshold,
      treatMissingData: "notBreaching",
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
    });
  }
}
