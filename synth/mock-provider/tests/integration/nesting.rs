//! Blocks in every nesting mode, with computed values inside.

use crate::harness::Project;
use crate::{over_both_protocols, toy};
use serde_json::json;

const ALL: &str = r#"
resource "toy_box" "a" {
  name = "a"
  drawer {
    label = "one"
    lock { key = "x" }
    lock { key = "y" }
  }
  drawer { label = "two" }
  sticker { text = "hello" }
  sticker {
    text  = "world"
    color = "red"
  }
  slot "left" { content = "l" }
  slot "right" { content = "r" }
  lid { color = "blue" }
  base { material = "oak" }
  part { payload = "text" }
  part { payload = [1, true] }
  part {}
  timeouts { create = "5m" }
}
"#;

over_both_protocols! {
    fn every_mode_can_be_applied(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(ALL));
        let state = project.apply().state("toy_box.a");
        let drawers = &state["drawer"];
        assert_ne!(drawers[0]["id"], drawers[1]["id"]);
        assert_eq!(drawers[0]["lock"].as_array().map(Vec::len), Some(2));
        assert!(drawers[0]["lock"][0]["serial"].is_string());
        assert_eq!(drawers[1]["lock"], json!([]));
        assert_eq!(state["sticker"].as_array().map(Vec::len), Some(2));
        assert!(state["slot"]["left"]["id"].is_string());
        assert_eq!(state["lid"]["color"], "blue");
        assert!(state["base"]["id"].is_string());
        assert_eq!(state["part"][1]["payload"], json!([1, true]));
        assert_eq!(state["timeouts"], json!({"create": "5m"}));
        project.run(&["destroy", "-auto-approve"]).succeeds();
    }

    fn absent_blocks_stay_absent(protocol) {
        let config = toy::config(r#"resource "toy_box" "a" { name = "a" }"#);
        let state = Project::new(toy::serve(protocol), &config).apply().state("toy_box.a");
        assert_eq!(state["drawer"], json!([]));
        assert_eq!(state["sticker"], json!([]));
        assert_eq!(state["slot"], json!({}));
        assert_eq!(state["lid"], json!(null));
        assert_eq!(state["timeouts"], json!(null));
        assert!(state["base"]["id"].is_string());
    }

    fn a_new_block_is_computed_and_the_others_stay(protocol) {
        let project = Project::new(toy::serve(protocol), &toy::config(ALL));
        let before = project.apply().state("toy_box.a");
        let more = ALL
            .replace("lid { color = \"blue\" }", "")
            .replace("sticker { text = \"hello\" }", "sticker { text = \"new\" }")
            .replace("slot \"left\"", "slot \"middle\" { content = \"m\" }\n  slot \"left\"")
            .replace("drawer { label = \"two\" }", "drawer { label = \"two\" }\n  drawer { label = \"three\" }");
        let after = project.config(&toy::config(&more)).apply().state("toy_box.a");
        assert_eq!(after["drawer"][0], before["drawer"][0]);
        assert_eq!(after["drawer"][1], before["drawer"][1]);
        assert!(after["drawer"][2]["id"].is_string());
        assert_eq!(after["slot"]["left"], before["slot"]["left"]);
        assert!(after["slot"]["middle"]["id"].is_string());
        assert_eq!(after["lid"], json!(null));
        let red = |state: &serde_json::Value| {
            let stickers = state["sticker"].as_array().unwrap();
            stickers.iter().find(|sticker| sticker["color"] == "red").cloned()
        };
        assert_eq!(red(&after), red(&before));
    }

    fn blocks_whose_number_is_not_known_yet(protocol) {
        let config = toy::config(r#"
            resource "toy_box" "first" { name = "first" }
            resource "toy_box" "a" {
              name = "a"
              dynamic "drawer" {
                for_each = toset(toy_box.first.facts)
                content { label = drawer.value }
              }
              dynamic "sticker" {
                for_each = toset(toy_box.first.facts)
                content { text = sticker.value }
              }
              slot "left" { content = toy_box.first.digest }
            }
        "#);
        let state = Project::new(toy::serve(protocol), &config).apply().state("toy_box.a");
        assert_eq!(state["drawer"].as_array().map(Vec::len), Some(3));
        assert_eq!(state["sticker"].as_array().map(Vec::len), Some(3));
    }
}
