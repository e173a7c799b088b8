//! Several providers, and several configurations of one.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::json;
use terraform_provider_mock::{MockProvider, Schemas};

over_both_protocols! {
    fn a_provider_configured_twice_answers_each_by_its_own(protocol) {
        // Both connections ask the same server, which must not mix them up.
        let mut document = toy::document();
        let toy = document["provider_schemas"]["registry.terraform.io/acme/toy"].take();
        let schemas = json!({"format_version": "1.0", "provider_schemas": {
            "registry.terraform.io/acme/aws": {
                "provider": toy["provider"],
                "data_source_schemas": {"aws_region": {"block": {"attributes": {
                    "id": toy::computed("string"), "name": toy::optional_computed("string")}}}},
            },
        }});
        let mock = MockProvider::builder(
            Schemas::from_value(schemas).unwrap(),
        )
        .protocol(protocol)
        .start()
        .unwrap();
        let project = Project::new(mock, r#"
            terraform {
              required_providers {
                aws = { source = "acme/aws" }
              }
            }
            provider "aws" { region = "eu-west-1" }
            provider "aws" {
              alias  = "far"
              region = "ap-south-1"
            }
            data "aws_region" "near" {}
            data "aws_region" "far" { provider = aws.far }
            output "regions" { value = "${data.aws_region.near.name} ${data.aws_region.far.name}" }
        "#);
        project.apply();
        assert_eq!(project.read(&["output", "-raw", "regions"]), "eu-west-1 ap-south-1");
    }

    fn several_providers_are_served_at_once(protocol) {
        let mut document = toy::document();
        let providers = &mut document["provider_schemas"];
        providers["registry.example.com/other/thing"] = json!({
            "resource_schemas": {"thing_a": {"block": {"attributes": {
                "id": toy::computed("string"), "box": toy::optional("string")}}}},
        });
        let mock = MockProvider::builder(Schemas::from_value(document).unwrap())
            .protocol(protocol)
            .start()
            .unwrap();
        let project = Project::new(mock, r#"
            terraform {
              required_providers {
                toy   = { source = "acme/toy" }
                thing = { source = "registry.example.com/other/thing" }
              }
            }
            resource "toy_box" "a" { name = "a" }
            resource "thing_a" "a" { box = toy_box.a.id }
        "#);
        let id = project.apply().state("toy_box.a")["id"].clone();
        assert_eq!(project.state("thing_a.a")["box"], id);
    }
}
