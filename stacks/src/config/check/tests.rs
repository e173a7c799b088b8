use serde_json::{Value, json};
use synth_core::App;

use crate::config::{Config, Instances, Kind, Network};

fn read(context: &Value) -> Result<Config, String> {
    let app = App::with_context(context.as_object().cloned().unwrap_or_default());
    Config::from_app(&app).map_err(|error| error.to_string())
}

/// `prod` with what it needs, and these keys.
fn prod(more: &Value) -> Value {
    let mut settings = json!({
        "domain": "photos.example.com",
        "certificate-arn": "arn:aws:acm:us-east-1:123456789012:certificate/abc",
    });
    for (key, value) in more.as_object().unwrap() {
        settings[key] = value.clone();
    }
    json!({"stage": "prod", "stageConfig": settings})
}

#[test]
fn dev_is_the_default() {
    let config = read(&json!({})).unwrap();
    assert_eq!((config.stage.as_str(), config.kind), ("dev", Kind::Dev));
    assert!(config.ssh.is_none());
    assert_eq!(
        config,
        read(&json!({"stage": "dev", "stageConfig": {}})).unwrap()
    );
}

#[test]
fn a_stage_of_another_name_says_what_it_is() {
    let staging = json!({"stage": "staging", "stageConfig": {"kind": "dev"}});
    assert_eq!(read(&staging).unwrap().kind, Kind::Dev);
    let error = read(&json!({"stage": "staging", "stageConfig": {}})).unwrap_err();
    assert!(error.contains("does not say what it is"), "{error}");
}

#[test]
fn defaults_depend_on_the_kind() {
    let academy = read(&json!({"stage": "academy"})).unwrap();
    assert_eq!(academy.instance_type, "t2.micro");
    assert_eq!(academy.ssh.unwrap().key, "vockey");
    let prod = read(&prod(&json!({}))).unwrap();
    assert_eq!(prod.instances, Instances { min: 2, max: 4 });
    let more = read(&self::prod(&json!({"instances": {"max": 8}}))).unwrap();
    assert_eq!(more.instances, Instances { min: 2, max: 8 });
    assert_eq!(prod.log_retention_days, 365);
    assert_eq!(prod.network, Network::Default);
    assert!(!prod.is_disposable());
}

#[test]
fn what_cannot_be_is_told() {
    let dev = |settings: Value| json!({"stage": "dev", "stageConfig": settings});
    for (context, expected) in [
        (json!({"stage": "Nope!"}), "has a name that physical names"),
        (dev(json!({"regoin": "x"})), "unknown field `regoin`"),
        (dev(json!({"kind": "test"})), "unknown variant `test`"),
        (
            dev(json!({"region": "frankfurt"})),
            "which is not an AWS region",
        ),
        (
            dev(json!({"account": "123"})),
            "which is not an AWS account",
        ),
        (dev(json!({"role": "admin"})), "which is not the ARN"),
        (dev(json!({"instance-type": "big"})), "which is not an EC2"),
        (
            dev(json!({"instances": {"min": 3, "max": 2}})),
            "3 instances at least",
        ),
        (
            dev(json!({"instances": {"min": 5}})),
            "5 instances at least and 4 at most",
        ),
        (
            dev(json!({"instances": {"min": 0, "max": 2}})),
            "0 instances at least",
        ),
        (
            dev(json!({"log-retention-days": 15})),
            "keeps logs for 15 days",
        ),
        (dev(json!({"alarm-email": "me"})), "which is not an e-mail"),
        (
            dev(json!({"allow-from": ["10.0.0.1/8"]})),
            "which is not an IPv4 block",
        ),
        (
            dev(json!({"allow-from": ["10.0.0.0"]})),
            "which is not an IPv4 block",
        ),
        (dev(json!({"allow-from": []})), "nobody gets in"),
        (dev(json!({"ssh-from": ["10.0.0.0/8"]})), "and no SSH"),
        (
            dev(json!({"state-region": "us-east-1"})),
            "without `state-bucket`",
        ),
        (dev(json!({"network": "own"})), "invalid type"),
        (
            dev(json!({"network": {"cidr-block": "10.0.0.1/16"}})),
            "bad `network.cidr-block`",
        ),
        (
            dev(json!({"network": {"cidr-block": "10.0.0.0/16", "zones": ["a", "a"]}})),
            "has `network.zones",
        ),
        (dev(json!({"hosted-zone-id": "Z1"})), "without `domain`"),
        (
            dev(json!({"domain": "x.example.com"})),
            "needs `certificate-arn`",
        ),
        (
            json!({"stage": "prod"}),
            "needs `domain` and `certificate-arn`",
        ),
        (
            prod(&json!({"domain": "localhost"})),
            "which is not a name such as",
        ),
        (
            prod(&json!({"region": "eu-west-1"})),
            "a certificate in `eu-west-1`",
        ),
        (
            json!({"stage": "academy", "stageConfig": {"region": "eu-west-1"}}),
            "where teaching accounts",
        ),
        (
            json!({"stage": "academy", "stageConfig": {"network": {"cidr-block": "10.0.0.0/16"}}}),
            "does not allow",
        ),
    ] {
        let error = read(&context).unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("hint: "), "{error}");
    }
}
