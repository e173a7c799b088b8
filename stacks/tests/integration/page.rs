//! The page that the server shows can do what it does in a browser: sign in at
//! the stage's user pool, and upload to its bucket.

use serde_json::{Value as Json, json};

use crate::harness::{app, root};

/// The resources of one type in a stack, as Terraform reads them.
fn resource(stage: &str, stack: &str, kind: &str) -> Json {
    let synthesis = app(stage).synth().unwrap();
    let document = synthesis
        .documents()
        .iter()
        .find(|document| document.stack() == stack)
        .unwrap();
    let document: Json = serde_json::from_str(document.text()).unwrap();
    let all = document["resource"][kind].as_object().unwrap();
    assert_eq!(all.len(), 1, "{kind}");
    all.values().next().unwrap().clone()
}

/// The scopes that the page asks for.
fn scopes() -> Vec<String> {
    let flow = root().join("runtime/api/page/oidc-flow.js");
    let flow = std::fs::read_to_string(flow).unwrap();
    let (_, rest) = flow.split_once("const SCOPE = \"").unwrap();
    let (scopes, _) = rest.split_once('"').unwrap();
    scopes.split(' ').map(str::to_owned).collect()
}

#[test]
fn the_page_signs_in_at_the_user_pool() {
    let client = resource("prod", "webservice", "aws_cognito_user_pool_client");
    // Codes, no tokens in addresses; no secret, so that PKCE is what counts.
    assert_eq!(client["allowed_oauth_flows"], json!(["code"]));
    assert_eq!(client["allowed_oauth_flows_user_pool_client"], true);
    assert_eq!(client["generate_secret"], false);
    // The page comes back to where it is, with the slash at its end.
    let home = json!(["https://postagram.example.com/"]);
    assert_eq!(client["callback_urls"], home);
    assert_eq!(client["logout_urls"], home);
    let allowed = client["allowed_oauth_scopes"].as_array().unwrap();
    for scope in scopes() {
        assert!(allowed.contains(&Json::from(scope.clone())), "{scope}");
    }
}

#[test]
fn the_page_uploads_to_the_bucket() {
    for (stage, origin) in [
        ("academy", "*"),
        ("dev", "*"),
        ("prod", "https://postagram.example.com"),
    ] {
        let cors = resource(stage, "serverless", "aws_s3_bucket_cors_configuration");
        let [rule] = cors["cors_rule"].as_array().unwrap().as_slice() else {
            panic!("{stage}: {cors}");
        };
        assert_eq!(rule["allowed_origins"], json!([origin]), "{stage}");
        let methods = rule["allowed_methods"].as_array().unwrap();
        assert!(methods.contains(&"PUT".into()), "{stage}");
        // `Content-Type` is one that browsers ask about.
        assert_eq!(rule["allowed_headers"], json!(["*"]), "{stage}");
    }
}
