//! `synth graph`.

use serde_json::json;

use crate::test::Test;
use crate::xml;

const DATABASE: &str = r#"{
  "resource": {"aws_table": {"posts": {}, "odd": {"name": "$${aws_table.posts.id}"}}},
  "output": {"table": {"value": "${aws_table.posts.arn}"}}
}"#;

const WEB: &str = r#"{
  "data": {
    "aws_role": {"it": {"depends_on": ["aws_role.web"]}},
    "terraform_remote_state": {"cross-stack-reference-input-database": {}}
  },
  "resource": {
    "aws_policy": {"web": {"text": "${jsonencode({\"a\" = \"${data.terraform_remote_state.cross-stack-reference-input-database.outputs.table}/*\"})}"}},
    "aws_role": {"web": {"lifecycle": {"replace_triggered_by": ["aws_policy.web.text"]}}}
  }
}"#;

fn two() -> Test {
    Test::new()
        .stack("database")
        .file("app/stacks/database/cdk.tf.json", DATABASE)
        .stack_with("web", json!({"dependencies": ["database", "elsewhere"]}))
        .file("app/stacks/web/cdk.tf.json", WEB)
}

#[test]
fn mermaid() {
    two()
        .args(["graph"])
        .stdout(
            r#"flowchart LR
  subgraph stack_database["database"]
    database_aws_table_odd["aws_table.odd"]
    database_aws_table_posts["aws_table.posts"]
  end
  subgraph stack_web["web"]
    web_aws_policy_web["aws_policy.web"]
    web_aws_role_web["aws_role.web"]
    web_data_aws_role_it["data.aws_role.it"]
  end
  stack_web -.-> stack_database
  web_aws_policy_web --> database_aws_table_posts
  web_aws_role_web --> web_aws_policy_web
  web_data_aws_role_it --> web_aws_role_web
"#,
        )
        .run()
        .tree("out", &[])
        .tree(".synth", &[".gitignore", "lock"]);
}

#[test]
fn dot() {
    two()
        .args(["graph", "--format", "dot"])
        .stdout(
            r#"digraph stacks {
  rankdir = LR;
  compound = true;
  node [shape = box];
  subgraph "cluster_database" {
    label = "database";
    "database" [label = "", shape = point, style = invis];
    "database/aws_table.odd" [label = "aws_table.odd"];
    "database/aws_table.posts" [label = "aws_table.posts"];
  }
  subgraph "cluster_web" {
    label = "web";
    "web" [label = "", shape = point, style = invis];
    "web/aws_policy.web" [label = "aws_policy.web"];
    "web/aws_role.web" [label = "aws_role.web"];
    "web/data.aws_role.it" [label = "data.aws_role.it"];
  }
  "web" -> "database" [ltail = "cluster_web", lhead = "cluster_database", style = dashed];
  "web/aws_policy.web" -> "database/aws_table.posts";
  "web/aws_role.web" -> "web/aws_policy.web";
  "web/data.aws_role.it" -> "web/aws_role.web";
}
"#,
        )
        .run();
}

#[test]
fn svg() {
    let test = two().args(["graph", "--format", "svg"]);
    let output = test.command().output().unwrap();
    let svg = String::from_utf8(output.stdout).unwrap();
    xml::check(&svg);
    assert_eq!(svg.matches("class=\"group\"").count(), 2);
    assert_eq!(svg.matches("class=\"node\"").count(), 5);
    assert_eq!(svg.matches("class=\"edge\"").count(), 3);
    assert_eq!(svg.matches("class=\"order\"").count(), 1);
    assert!(svg.contains(">data.aws_role</text>"), "{svg}");
    assert!(svg.contains(">posts</text>"), "{svg}");
    // The same input gives the same picture.
    assert_eq!(test.command().output().unwrap().stdout, svg.into_bytes());
}

#[test]
fn a_choice_of_stacks() {
    two()
        .args(["graph", "data*"])
        .stdout(
            "flowchart LR\n  subgraph stack_database[\"database\"]\n    \
             database_aws_table_odd[\"aws_table.odd\"]\n    \
             database_aws_table_posts[\"aws_table.posts\"]\n  end\n",
        )
        .run()
        .args(["graph", "data"])
        .stderr(
            "error: no stack matches `data`\nhint: did you mean `database`?\n\
             hint: the stacks are: database, web\n",
        )
        .status(2)
        .run();
}

#[test]
fn labels_are_escaped() {
    let odd = || {
        Test::new()
            .stack("a-b")
            .stack("a_b")
            .stack("a_b_2")
            .stack("x\"<&>#\\'`;é")
            .file("app/stacks/a-b/cdk.tf.json", "{}")
    };
    odd()
        .args(["graph"])
        .stdout(
            r#"flowchart LR
  subgraph stack_a_b["a-b"]
  end
  subgraph stack_a_b_2["a_b"]
  end
  subgraph stack_a_b_2_2["a_b_2"]
  end
  subgraph stack_x__________["x#34;#60;#38;#62;#35;#92;#39;#96;#59;é"]
  end
"#,
        )
        .run();
    let dot = odd().args(["graph", "--format", "dot"]).command().output();
    let dot = String::from_utf8(dot.unwrap().stdout).unwrap();
    assert!(dot.contains(r#"label = "x\"<&>#\\'`;é";"#), "{dot}");
    let svg = odd().args(["graph", "--format", "svg"]).command().output();
    let svg = String::from_utf8(svg.unwrap().stdout).unwrap();
    xml::check(&svg);
    assert!(
        svg.contains(">x&quot;&lt;&amp;&gt;#\\&apos;`;é</text>"),
        "{svg}"
    );
}

#[test]
fn no_stacks() {
    for (format, text) in [("mermaid", "flowchart LR\n"), ("svg", "</svg>\n")] {
        let test = Test::new()
            .app_script("echo '{\"stacks\": {}}' >$CDKTF_OUTDIR/manifest.json\n")
            .args(["graph", "--format", format]);
        let output = test.command().output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(stdout.ends_with(text), "{stdout}");
    }
}

#[test]
fn a_broken_document() {
    Test::new()
        .stack("a")
        .file("app/stacks/a/cdk.tf.json", "{")
        .args(["graph"])
        .stderr("error: the app wrote no JSON to stacks/a/cdk.tf.json\n")
        .status(3)
        .run();
}
