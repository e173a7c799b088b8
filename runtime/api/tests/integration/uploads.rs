//! URLs to upload to, and what is seen after an upload.

use postagram_testing::{event, http, image};

use crate::harness::Test;

#[tokio::test]
async fn an_image_is_uploaded_labelled_and_seen() {
    let server = Test::new().start().await;
    let id = server.post("zoe", "a").await;
    let query = format!("filename=my+cat.png&filetype=image/png&postId={}", &id[5..]);
    let signed = server
        .get(&format!("/signedUrlPut?{query}"))
        .user("zoe")
        .send()
        .await;
    insta::assert_snapshot!(signed.snapshot());
    let other = server
        .get(&format!("/getSignedUrlPut?{query}"))
        .user("zoe")
        .send()
        .await;
    assert_eq!(other.snapshot(), signed.snapshot());

    // As a browser does: the type, and nothing else that is signed.
    let signed = signed.json();
    let url = signed["uploadURL"].as_str().unwrap();
    let kind = [
        ("content-type", "image/png"),
        ("origin", "https://a.example"),
    ];
    let put = http::send("PUT", url, &kind, &image(&["Cat", "Pet"])).await;
    assert_eq!(put.unwrap().status, 200);
    let wrong = [("content-type", "image/jpeg")];
    let put = http::send("PUT", url, &wrong, b"").await;
    assert_eq!(put.unwrap().status, 403);

    let key = signed["objectName"].as_str().unwrap();
    let bucket = &server.stand_ins.bucket;
    assert_eq!(bucket.keys().await.unwrap(), [key]);
    let put = bucket.event_of(key);
    let labeler = server.stand_ins.labeler();
    labeler.handle(&event([&put]), |_| {}).await.unwrap();
    let posts = server.get("/posts").send().await;
    insta::assert_snapshot!(posts.snapshot());
    let seen = posts.json();
    let seen = http::send("GET", seen[0]["image"].as_str().unwrap(), &[], b"").await;
    assert_eq!(seen.unwrap().status, 200);

    let path = format!("/posts/{}", &id[5..]);
    let deleted = server.request("DELETE", &path).user("zoe").send().await;
    assert_eq!(deleted.json()["labels"], serde_json::json!(["Cat", "Pet"]));
    assert!(server.stand_ins.bucket.keys().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_size_is_bound() {
    let server = Test::new().start().await;
    let id = server.post("zoe", "a").await;
    let query = format!("filename=a&filetype=image/jpeg&size=3&postId={}", &id[5..]);
    let signed = server
        .get(&format!("/signedUrlPut?{query}"))
        .user("zoe")
        .send()
        .await;
    insta::assert_snapshot!(signed.snapshot());
    let signed = signed.json();
    let url = signed["uploadURL"].as_str().unwrap();
    let kind = [("content-type", "image/jpeg")];
    let put = async |body: &[u8]| http::send("PUT", url, &kind, body).await.unwrap().status;
    assert_eq!((put(b"four").await, put(b"abc").await), (403, 200));
    assert_eq!(server.stand_ins.bucket.keys().await.unwrap().len(), 1);
    assert!(url.contains(server.stand_ins.bucket.name()));
}

#[tokio::test]
async fn requests_that_get_no_url() {
    let server = Test::new().start().await;
    let id = server.post("zoe", "a").await.replace('#', "%23");
    let get = async |user: &str, query: &str| {
        server
            .get(&format!("/signedUrlPut?{query}"))
            .user(user)
            .send()
            .await
    };
    let fine = format!("filename=a&filetype=image/png&postId={id}");
    assert_eq!(get("zoe", &fine).await.status, 200);
    insta::assert_snapshot!(get("bob", &fine).await.snapshot());
    for missing in ["filename=a", "filetype=image/png", &format!("postId={id}")] {
        let query = fine.replace(missing, "");
        assert_eq!(get("zoe", &query).await.status, 422, "{query}");
    }
    for bad in [
        "size=0",
        "size=-1",
        "size=15728641",
        "size=1e3",
        "filetype=image/gif",
        "postId=1",
    ] {
        let query = format!("{fine}&{bad}");
        assert_eq!(get("zoe", &query).await.status, 422, "{query}");
    }
    insta::assert_snapshot!(get("zoe", "filename=a").await.snapshot());
}
