// What an instance runs when it starts.
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { Fn, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { Serverless } from "./serverless";

export const PROGRAM = "assets/api/api";

// Before a brace: a dollar sign for the shell, that Terraform leaves alone.
const D = "$$";

// A value in the single quotes of a shell. CDKTF escapes no backslash in what a
// function is given.
function quoted(value: string): string {
  return `'${Fn.replace(value, "'", String.raw`'\\''`)}'`;
}

export function userData(stack: Construct, serverless: Serverless, object: S3Object): string {
  const region = new DataAwsRegion(stack, "region").region;
  const script = new TerraformLocal(
    stack,
    "api_script",
    String.raw`#!/bin/bash
# Installs and starts api when the instance starts for the first time.
# DESTDIR, empty on an instance, is a folder to install below.
set -euo pipefail
umask 022
root="${D}{DESTDIR:-}"
bucket=${quoted(object.bucket)}
key=${quoted(object.key)}
version=${quoted(object.versionId)}
sha256=${quoted(Fn.filesha256(PROGRAM))}
program="$root/opt/api/api"
environment="$root/etc/api/environment"
unit="$root/etc/systemd/system/api.service"

# One variable, in the double quotes that systemd reads as a shell does.
variable() {
  local value=$2
  value=${D}{value//\\/\\\\}
  value=${D}{value//\"/\\\"}
  value=${D}{value//\$/\\\$}
  value=${D}{value//\`/\\\`}
  printf '%s="%s"\n' "$1" "$value"
}

install -d -m 0755 "${D}{program%/*}" "${D}{environment%/*}" "${D}{unit%/*}"

# The credentials of a fresh instance may take a moment.
for attempt in 1 2 3 4 5 6 7 8; do
  if aws s3api get-object --bucket "$bucket" --key "$key" --version-id "$version" \
    "$program.new" >/dev/null; then
    break
  fi
  if ((attempt == 8)); then
    echo "error: cannot download s3://$bucket/$key, version $version" >&2
    exit 1
  fi
  sleep $((attempt * 2))
done
if ! printf '%s  %s\n' "$sha256" "$program.new" | sha256sum --check --quiet -; then
  echo "error: s3://$bucket/$key, version $version, is not what was deployed" >&2
  rm -f "$program.new"
  exit 1
fi
chmod 0755 "$program.new"
mv "$program.new" "$program"

# Values stand for themselves, whatever they look like.
# shellcheck disable=SC1003,SC2016
(
  umask 077
  {
    variable BUCKET ${quoted(serverless.images.bucket)}
    variable DYNAMO_TABLE ${quoted(serverless.posts.name)}
    variable AUTH 'username'
    variable AUTH_INSECURE_OK 'true'
    variable AWS_REGION ${quoted(region)}
  } >"$environment"
)

cat >"$unit" <<'END_OF_UNIT'
[Unit]
Description=api
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=/opt/api/api
EnvironmentFile=/etc/api/environment
Restart=always
RestartSec=2
TimeoutStopSec=30
LimitNOFILE=65536
DynamicUser=yes
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
PrivateTmp=yes
PrivateDevices=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged

[Install]
WantedBy=multi-user.target
END_OF_UNIT

systemctl daemon-reload
systemctl enable api.service
systemctl restart api.service
`,
  );
  return Fn.base64encode(script.asString);
}
