//! Images that are made to do harm, several at once: what the program takes for
//! them is bounded, and it goes on.

mod jpeg;
mod png;

use crate::harness::{Test, picture};

/// So much more than at its start it may have had at any time, in KiB: one image is
/// decoded at a time, at 11 bytes a pixel, and its file of up to 15 MB is there a few
/// times over.
const MOST: u64 = (11 * 40_000_000 + 6 * 15_000_000) / 1024;

#[tokio::test]
async fn memory_is_bounded_whatever_is_uploaded() {
    let mut laptop = Test::new().start().await;
    // The first image of all takes what every image takes.
    let post = laptop.post("first", "x").await;
    laptop.upload("first", &post, &picture(1, 2, 3)).await;
    laptop.post_with("first", "labels").await;
    let before = laptop.peak();
    // What is not the picture itself is not unpacked.
    let profile = png::profile();
    let post = laptop.post("profile", "x").await;
    laptop.upload("profile", &post, &profile).await;
    laptop.post_with("profile", "labels").await;
    let taken = laptop.peak() - before;
    assert!(taken < 64 * 1024, "{taken} KiB");
    let mut cut = png::deep();
    cut.truncate(cut.len() / 2);
    // What is to become of each, and the largest of all that are taken among them.
    let cases = [
        ("four-colours", "labels", jpeg::progressive(4, 14, 223)),
        ("deep", "labels", png::deep()),
        ("three-colours", "labels", jpeg::progressive(3, 15, 0)),
        (
            "again-and-again",
            "label_status",
            jpeg::progressive(3, 16, 0),
        ),
        ("cut-off", "label_status", cut),
        ("claims", "label_status", png::claims(10_000, 4_000)),
        ("claims-more", "label_status", png::claims(10_000, 10_000)),
        (
            "claims-most",
            "label_status",
            png::claims(u32::MAX, u32::MAX),
        ),
    ];
    let mut posts = Vec::new();
    for (user, _, file) in &cases {
        let post = laptop.post(user, "hostile").await;
        posts.push((laptop.upload_url(user, &post, file.len()).await, file));
    }
    let uploads = posts
        .iter()
        .map(|(url, file)| crate::harness::put(url, file));
    for answer in futures_util::future::join_all(uploads).await {
        assert_eq!(answer.status, 200);
    }
    for (user, field, _) in &cases {
        laptop.post_with(user, field).await;
        assert_eq!(laptop.get("/health").await.status, 200);
    }
    let taken = laptop.peak() - before;
    eprintln!("{} MB were taken at most", taken / 1024);
    assert!(taken < MOST, "{taken} KiB");
    // It was really put to the test: the image of four colours was decoded.
    assert!(taken > MOST / 2, "{taken} KiB");
    laptop.logged("it goes over its pixels too often").await;
}
