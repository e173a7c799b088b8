// What an instance runs when it starts.
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Fn } from "cdktf";
import { Serverless } from "./serverless";

// `Fn.base64encode` refuses a string with bare quotes in it.
export function userData(
  serverless: Serverless,
  bucket: S3Bucket,
  object: S3Object,
  sha256: string,
): string {
  const script = `#!/bin/bash
set -euo pipefail
install -d -m 0755 /opt/postagram /etc/postagram
aws s3api get-object --bucket '${bucket.bucket}' --key '${object.key}' --version-id '${object.versionId}' /opt/postagram/api.new > /dev/null
echo '${sha256}  /opt/postagram/api.new' | sha256sum --check --quiet
install -m 0755 /opt/postagram/api.new /opt/postagram/api
rm /opt/postagram/api.new
cat > /etc/postagram/api.env <<'END_OF_ENVIRONMENT'
BUCKET="${serverless.images.bucket}"
DYNAMO_TABLE="${serverless.posts.name}"
AUTH="username"
AUTH_INSECURE_OK="true"
END_OF_ENVIRONMENT
chmod 0600 /etc/postagram/api.env
cat > /etc/systemd/system/postagram-api.service <<'END_OF_UNIT'
[Unit]
Description=Postagram API
After=network-online.target
Wants=network-online.target

[Service]
EnvironmentFile=/etc/postagram/api.env
ExecStart=/opt/postagram/api
Restart=always
RestartSec=2
DynamicUser=yes
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
END_OF_UNIT
systemctl daemon-reload
systemctl enable --now postagram-api.service
`;
  return Fn.base64encode(script.replace(/"/g, '\\"'));
}
