// A bucket that nobody reaches without rights or unencrypted, and whose old
// versions are kept for a while.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { denyInsecure, document, name } from "./common";

export class PrivateBucket {
  readonly bucket: S3Bucket;
  readonly versioning: S3BucketVersioningA;

  constructor(stack: Construct, id: string, keepOldVersionsDays: number) {
    this.bucket = new S3Bucket(stack, id, { bucketPrefix: name(`${id}-`), forceDestroy: true });
    const { arn, bucket } = this.bucket;
    const access = new S3BucketPublicAccessBlock(stack, `${id}_access`, {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketPolicy(stack, `${id}_policy`, {
      bucket,
      policy: document(denyInsecure(["s3:*"], [arn, `${arn}/*`])),
      dependsOn: [access],
    });
    new S3BucketOwnershipControls(stack, `${id}_ownership`, {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    new S3BucketServerSideEncryptionConfigurationA(stack, `${id}_encryption`, {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    this.versioning = new S3BucketVersioningA(stack, `${id}_versioning`, {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const all = [{ prefix: "" }];
    new S3BucketLifecycleConfiguration(stack, `${id}_lifecycle`, {
      bucket,
      rule: [
        {
          id: "unfinished-uploads",
          status: "Enabled",
          filter: all,
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
        {
          id: "old-versions",
          status: "Enabled",
          filter: all,
          expiration: [{ expiredObjectDeleteMarker: true }],
          noncurrentVersionExpiration: [{ noncurrentDays: keepOldVersionsDays }],
        },
      ],
      dependsOn: [this.versioning],
    });
  }
}
