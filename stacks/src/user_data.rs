//! What an instance runs when it starts for the first time.

use synth_core::prelude::*;
use synth_core::{IntoNode, Node};

/// A server's artifact: one version of an object, and what it has to hash to.
pub(crate) struct Artifact {
    pub(crate) bucket: Value<String>,
    pub(crate) key: Value<String>,
    pub(crate) version: Value<String>,
    pub(crate) sha256: Value<String>,
}

/// A script that downloads, checks, installs and starts the server.
///
/// Its values are names that AWS gives out, and hold nothing that a shell or
/// systemd would read.
pub(crate) fn script(
    artifact: Artifact,
    environment: Vec<(&'static str, Value<String>)>,
) -> Value<String> {
    let mut parts: Vec<Node> = vec![literal(
        "#!/bin/bash\n\
         set -euo pipefail\n\
         install -d -m 0755 /opt/postagram /etc/postagram\n\
         aws s3api get-object --bucket '",
    )];
    let mut value = |before: Value<String>, after: &str| {
        parts.push(before.into_node());
        parts.push(literal(after));
    };
    value(artifact.bucket, "' --key '");
    value(artifact.key, "' --version-id '");
    value(
        artifact.version,
        "' /opt/postagram/api.new > /dev/null\necho '",
    );
    value(
        artifact.sha256,
        "  /opt/postagram/api.new' | sha256sum --check --quiet\n\
         install -m 0755 /opt/postagram/api.new /opt/postagram/api\n\
         rm /opt/postagram/api.new\n\
         cat > /etc/postagram/api.env <<'END_OF_ENVIRONMENT'\n",
    );
    for (name, variable) in environment {
        parts.push(literal(&format!("{name}=\"")));
        parts.push(variable.into_node());
        parts.push(literal("\"\n"));
    }
    parts.push(literal(UNIT));
    synth_core::functions::template(parts)
}

fn literal(text: &str) -> Node {
    text.into_node()
}

const UNIT: &str = "\
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
";
