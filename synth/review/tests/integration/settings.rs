//! `[review]` of synth.toml.

use serde_json::json;
use synth_review::Settings;
use synth_review::model::Severity;

use crate::test::Test;

fn deleted() -> Test {
    Test::new().delete("aws_s3_bucket.b", json!({"bucket": "b"}))
}

#[test]
fn a_rule_can_be_switched_off_and_rated_anew() {
    assert_eq!(
        deleted().findings("stateful-destroy")[0].severity,
        Severity::Critical
    );
    let off = deleted().settings("[rules.stateful-destroy]\nenabled = false\n");
    assert!(off.findings("stateful-destroy").is_empty());
    let other = deleted().settings("[rules.stateful-destroy]\nseverity = \"low\"\n");
    assert_eq!(
        other.findings("stateful-destroy")[0].severity,
        Severity::Low
    );
    let ignored = deleted().settings("[rules.stateful-destroy]\nignore = [\"aws_s3_*.b\"]\n");
    assert!(ignored.findings("stateful-destroy").is_empty());
}

#[test]
fn a_rule_of_the_project() {
    let rule = "[[custom]]\nid = \"small\"\nseverity = \"medium\"\ntitle = \"Too large\"\n\
        advice = \"Ask first.\"\nresource-type = \"aws_*instance\"\nactions = [\"update\"]\n\
        attribute = \"instance_*\"\nvalue = \"xlarge$\"\nprevious = \"micro\"\n";
    let becomes = |size: &str| {
        Test::new()
            .update(
                "aws_db_instance.d",
                json!({"instance_class": "db.t3.micro"}),
                json!({"instance_class": size}),
            )
            .settings(rule)
            .findings("small")
    };
    let found = becomes("db.m5.xlarge");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].attribute.as_deref(), Some("instance_class"));
    assert_eq!(found[0].docs, None);
    assert!(becomes("db.t3.small").is_empty());
    let created = Test::new().create(
        "aws_db_instance.d",
        json!({"instance_class": "db.m5.xlarge"}),
    );
    assert!(created.settings(rule).findings("small").is_empty());
}

/// A value that a rule asks for may be sensitive: it is found, and not shown.
#[test]
fn a_rule_of_the_project_sees_sensitive_values() {
    let test = Test::new()
        .entry(json!({"address": "a.b", "type": "a", "name": "b", "change": {"actions": ["create"],
            "after": {"mode": "secret-mode"}, "after_sensitive": {"mode": true}}}))
        .settings(
            "[[custom]]\nid = \"mode\"\nseverity = \"high\"\ntitle = \"Mode\"\nattribute = \"*\"\nvalue = \"^secret\"\n",
        );
    assert_eq!(test.findings("mode").len(), 1);
    assert!(!test.text().contains("secret-mode"));
}

#[test]
fn mistakes_are_told() {
    for (toml, expected) in [
        (
            "[rules.no-such]\nenabled = false\n",
            "`[review.rules.no-such]` names no rule",
        ),
        (
            "[[custom]]\nid = \"iam-admin\"\nseverity = \"low\"\ntitle = \"x\"\n",
            "two rules are named `iam-admin`",
        ),
        (
            "[[custom]]\nid = \"a b\"\nseverity = \"low\"\ntitle = \"x\"\n",
            "`a b` is not a name for a rule",
        ),
        (
            "[[custom]]\nid = \"a\"\nseverity = \"low\"\ntitle = \"x\"\nvalue = \"y\"\n",
            "rule `a` asks for a value, and not of which attribute",
        ),
    ] {
        let settings: Settings = toml::from_str(toml).unwrap();
        assert_eq!(settings.check().unwrap_err().to_string(), expected);
    }
    for (toml, expected) in [
        ("fail-on = \"bad\"\n", "unknown variant `bad`"),
        ("colour = 1\n", "unknown field `colour`"),
        (
            "[[custom]]\nid = \"a\"\nseverity = \"low\"\ntitle = \"x\"\nattribute = \"*\"\nvalue = \"(\"\n",
            "`(` is not a regular expression",
        ),
    ] {
        let error = toml::from_str::<Settings>(toml).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn the_threshold() {
    assert_eq!(Settings::default().threshold(), Severity::High);
    let settings: Settings = toml::from_str("fail-on = \"medium\"\n").unwrap();
    assert_eq!(settings.threshold(), Severity::Medium);
}
