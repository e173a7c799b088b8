//! Data sources and ephemeral resources.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::json;

over_both_protocols! {
    fn what_a_data_source_finds_can_be_used(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(r#"
            data "toy_boxes" "all" {
              label = "x"
              filter {
                by     = "size"
                values = ["1", "2"]
              }
            }
            resource "toy_box" "each" {
              for_each = data.toy_boxes.all.names
              name     = each.value
              label    = element(data.toy_boxes.all.ids, 4)
              weight   = data.toy_boxes.all.largest.size
            }
            output "some" { value = slice(data.toy_boxes.all.ids, 0, 2) }
        "#));
        project.plan().says("3 to add");
        let state = project.apply().state("data.toy_boxes.all");
        assert_eq!(state["label"], "x");
        assert_eq!(state["filter"], json!([{"by": "size", "values": ["1", "2"]}]));
        assert_eq!(state["ids"].as_array().map(Vec::len), Some(3));
        assert!(state["kind"].is_string());
        assert_eq!(state["total"], 1);
    }

    fn a_data_source_may_depend_on_what_is_not_there_yet(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(r#"
            resource "toy_box" "a" { name = "a" }
            data "toy_boxes" "all" { label = toy_box.a.digest }
            output "ids" { value = data.toy_boxes.all.ids }
        "#));
        project.plan().says("data.toy_boxes.all will be read during apply");
        project.apply();
    }

    fn an_ephemeral_resource_is_opened_and_closed(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(r#"
            ephemeral "toy_key" "k" { name = "k" }
            resource "toy_box" "a" {
              name   = "a"
              secret = ephemeral.toy_key.k.value
            }
        "#));
        let state = project.apply().state("toy_box.a");
        assert_eq!(state["secret"], json!(null));
    }

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
        let mock = terraform_provider_mock::MockProvider::builder(
            terraform_provider_mock::Schemas::from_value(schemas).unwrap(),
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
}
