// Where the instances are, and who may reach whom.
import { DataAwsEc2InstanceTypeOfferings } from "@cdktf/provider-aws/lib/data-aws-ec2-instance-type-offerings";
import { DataAwsSubnets } from "@cdktf/provider-aws/lib/data-aws-subnets";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { name } from "./common";

export const API_PORT = 8080;

export class Network {
  readonly vpc: string;
  readonly subnets: string[];
  readonly lbGroup: SecurityGroup;
  readonly instanceGroup: SecurityGroup;

  constructor(stack: Construct, instanceType: string) {
    const vpc = new DataAwsVpc(stack, "vpc", { default: true });
    const offerings = new DataAwsEc2InstanceTypeOfferings(stack, "offerings", {
      locationType: "availability-zone",
      filter: [{ name: "instance-type", values: [instanceType] }],
    });
    const subnets = new DataAwsSubnets(stack, "subnets", {
      filter: [
        { name: "vpc-id", values: [vpc.id] },
        { name: "default-for-az", values: ["true"] },
        { name: "availability-zone", values: offerings.locations },
      ],
    });
    const group = (id: string, what: string, description: string) =>
      new SecurityGroup(stack, id, {
        namePrefix: name(what),
        description,
        vpcId: vpc.id,
        lifecycle: { createBeforeDestroy: true },
      });
    this.vpc = vpc.id;
    this.subnets = subnets.ids;
    this.lbGroup = group("lb_group", "api-lb-", `Load balancer of ${name("api")}`);
    this.instanceGroup = group("api_instances", "api-", `Instances of ${name("api")}`);
    this.allow(stack);
  }

  private allow(stack: Construct): void {
    new VpcSecurityGroupIngressRule(stack, "lb_from_80", {
      ipProtocol: "tcp",
      securityGroupId: this.lbGroup.id,
      description: "Clients, to port 80",
      cidrIpv4: "0.0.0.0/0",
      fromPort: 80,
      toPort: 80,
    });
    new VpcSecurityGroupEgressRule(stack, "lb_to_api", {
      ipProtocol: "tcp",
      securityGroupId: this.lbGroup.id,
      description: "To the instances",
      referencedSecurityGroupId: this.instanceGroup.id,
      fromPort: API_PORT,
      toPort: API_PORT,
    });
    new VpcSecurityGroupIngressRule(stack, "api_from_lb", {
      ipProtocol: "tcp",
      securityGroupId: this.instanceGroup.id,
      description: "From the load balancer",
      referencedSecurityGroupId: this.lbGroup.id,
      fromPort: API_PORT,
      toPort: API_PORT,
    });
    new VpcSecurityGroupEgressRule(stack, "api_to_aws", {
      ipProtocol: "tcp",
      securityGroupId: this.instanceGroup.id,
      description: "HTTPS, for the APIs of AWS",
      cidrIpv4: "0.0.0.0/0",
      fromPort: 443,
      toPort: 443,
    });
  }
}
