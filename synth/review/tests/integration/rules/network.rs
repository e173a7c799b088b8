//! Who reaches what, and how.

use serde_json::json;

use super::{Case, case, new, switch};

pub(super) fn groups() -> Vec<Case> {
    let group = |port: u16, from: &str| json!({"ingress": [{"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": [from]}]});
    let opens = |rule, port| {
        let address = "aws_security_group.g";
        case(
            rule,
            new().update(address, group(port, "10.0.0.0/8"), group(port, "0.0.0.0/0")),
            new().update(address, group(port, "0.0.0.0/0"), group(443, "0.0.0.0/0")),
        )
    };
    vec![
        opens("network-open-admin", 22),
        opens("network-open", 8080),
        case(
            "network-acl-replaced",
            new().change(
                "aws_security_group_rule.r",
                &["delete", "create"],
                json!({}),
                json!({}),
            ),
            new().change(
                "aws_security_group_rule.r",
                &["create", "delete"],
                json!({}),
                json!({}),
            ),
        ),
    ]
}

pub(super) fn exposure() -> Vec<Case> {
    let cluster = |cidr: &str| json!({"vpc_config": [{"endpoint_public_access": true, "public_access_cidrs": [cidr]}]});
    let cors = |origin: &str| json!({"cors_rule": [{"allowed_origins": [origin], "allowed_methods": ["PUT"]}]});
    vec![
        switch(
            "bucket-public",
            "aws_s3_bucket_public_access_block.b",
            json!({"block_public_policy": true}),
            json!({"block_public_policy": false}),
        ),
        switch(
            "database-public",
            "aws_db_instance.d",
            json!({"publicly_accessible": false}),
            json!({"publicly_accessible": true}),
        ),
        case(
            "snapshot-shared",
            new().create("aws_ami_launch_permission.p", json!({"group": "all"})),
            new().create(
                "aws_ami_launch_permission.p",
                json!({"account_id": "123456789012"}),
            ),
        ),
        switch(
            "imdsv1",
            "aws_launch_template.t",
            json!({"metadata_options": [{"http_tokens": "required"}]}),
            json!({"metadata_options": [{"http_tokens": "optional"}]}),
        ),
        switch(
            "cluster-public",
            "aws_eks_cluster.c",
            cluster("10.0.0.0/8"),
            cluster("0.0.0.0/0"),
        ),
        switch(
            "cors-open",
            "aws_s3_bucket_cors_configuration.c",
            cors("https://example.com"),
            cors("*"),
        ),
    ]
}

pub(super) fn transport() -> Vec<Case> {
    let listener =
        |kind: &str| json!({"protocol": "HTTP", "port": 80, "default_action": [{"type": kind}]});
    vec![
        case(
            "lb-without-tls",
            new().create("aws_lb_listener.l", listener("forward")),
            new().create("aws_lb_listener.l", listener("redirect")),
        ),
        switch(
            "tls-old",
            "aws_lb_listener.l",
            json!({"ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
            json!({"ssl_policy": "ELBSecurityPolicy-2016-08"}),
        ),
        switch(
            "cdn-without-tls",
            "aws_cloudfront_distribution.d",
            json!({"default_cache_behavior": [{"viewer_protocol_policy": "redirect-to-https"}]}),
            json!({"default_cache_behavior": [{"viewer_protocol_policy": "allow-all"}]}),
        ),
        switch(
            "transit-encryption-off",
            "aws_elasticache_replication_group.g",
            json!({"transit_encryption_enabled": true}),
            json!({"transit_encryption_enabled": false}),
        ),
    ]
}
