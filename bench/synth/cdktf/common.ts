// What both stacks do alike: names, provider, state, policies.
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";

export const stage = "dev";

export function name(what: string): string {
  return `postagram-${stage}-${what}`;
}

export class PostagramStack extends TerraformStack {
  constructor(app: Construct, id: string) {
    super(app, id);
    this.addOverride("terraform.required_version", ">= 1.10");
    const root = this.node.tryGetContext("projectRoot") ?? "../../..";
    new LocalBackend(this, { path: `${root}/.synth/state/${stage}/${id}.tfstate` });
    new AwsProvider(this, "aws", {
      region: "us-east-1",
      defaultTags: [{ tags: { Project: "postagram", Stage: stage } }],
    });
  }
}

export function allow(actions: string[], resources: string[]) {
  return { Action: actions, Effect: "Allow", Resource: resources };
}

export function document(...statements: object[]): string {
  return Fn.jsonencode({ Statement: statements, Version: "2012-10-17" });
}

export function assumedBy(service: string): string {
  return document({ Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: service } });
}

// For a resource's policy: nobody reaches it unencrypted.
export function denyInsecure(actions: string[], resources: string[]) {
  return {
    Action: actions,
    Condition: { Bool: { "aws:SecureTransport": ["false"] } },
    Effect: "Deny",
    Principal: "*",
    Resource: resources,
  };
}
