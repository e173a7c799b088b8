// What clients reach, and what watches that they are answered.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";
import { Alarms } from "./alarms";
import { name } from "./common";
import { API_PORT, Network } from "./network";

export class LoadBalancer {
  readonly lb: Lb;
  readonly targets: LbTargetGroup;
  readonly listener: LbListener;
  readonly serverErrors: CloudwatchMetricAlarm;

  constructor(stack: Construct, network: Network, alarms: Alarms) {
    this.lb = new Lb(stack, "lb", {
      name: name("api-lb"),
      loadBalancerType: "application",
      internal: false,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
      securityGroups: [network.lbGroup.id],
      subnets: network.subnets,
    });
    this.targets = new LbTargetGroup(stack, "lb_targets", {
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
    this.listener = new LbListener(stack, "lb_80", {
      loadBalancerArn: this.lb.arn,
      defaultAction: [{ type: "forward", targetGroupArn: this.targets.arn }],
      port: 80,
      protocol: "HTTP",
    });
    this.serverErrors = this.watch(stack, alarms);
  }

  private watch(stack: Construct, alarms: Alarms): CloudwatchMetricAlarm {
    const targets = {
      namespace: "AWS/ApplicationELB",
      dimensions: {
        LoadBalancer: this.lb.arnSuffix,
        TargetGroup: this.targets.arnSuffix,
      },
      minutes: 5,
    };
    alarms.above(stack, "api_unhealthy", {
      ...targets,
      alarm: "api-unhealthy",
      description: `an instance of ${name("api")} does not answer its health route`,
      metric: "UnHealthyHostCount",
      statistic: "Maximum",
      threshold: 0,
    });
    alarms.above(stack, "api_slow", {
      ...targets,
      alarm: "api-slow",
      description: `${name("api")} takes more than a second to answer, on average`,
      metric: "TargetResponseTime",
      statistic: "Average",
      threshold: 1,
    });
    return alarms.above(stack, "api_server_errors", {
      ...targets,
      alarm: "api-server-errors",
      description: `${name("api")} answers with 5xx, more than five times a minute`,
      metric: "HTTPCode_Target_5XX_Count",
      statistic: "Sum",
      threshold: 5,
    });
  }
}
