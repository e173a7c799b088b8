//! Both make the same of the same events.

use std::collections::BTreeMap;

use bench_common::Result;
use postagram::{Labelling, Limit, Listing, NewPost, ObjectKey, Post, UploadRequest, UserName};
use postagram_testing::{BAD_CONTENT, Put, StandIns, event, image, permanently_bad};

use crate::function::{Function, Kind};
use crate::place::Place;

/// Titles of posts and what became of their images; and the files that are
/// left in the bucket.
type Outcome = (BTreeMap<String, String>, Vec<String>);

/// Fails unless table and bucket end up alike.
pub(crate) async fn check(place: &Place) -> Result<()> {
    eprintln!("comparing what becomes of events");
    let mut outcomes: Vec<Outcome> = Vec::new();
    for kind in Kind::ALL {
        let outcome = outcome(kind, place).await;
        outcomes.push(outcome.map_err(|error| format!("{}: {error}", kind.name()))?);
    }
    let expected: BTreeMap<String, String> = [
        ("no image at all", "failed"),
        ("none that Rekognition reads", "failed"),
        ("plain", "dog.png [\"Dog\", \"Hill\"]"),
        ("two, the later one first", "later.png [\"Cat\"]"),
    ]
    .map(|(title, end)| (title.to_owned(), end.to_owned()))
    .into();
    for ((posts, files), kind) in outcomes.iter().zip(Kind::ALL) {
        if *posts != expected {
            return Err(format!("{} ends with {posts:?}", kind.name()).into());
        }
        if *files != outcomes[0].1 {
            return Err(format!("{} leaves {files:?}", kind.name()).into());
        }
    }
    Ok(())
}

async fn outcome(kind: Kind, place: &Place) -> Result<Outcome> {
    let aws = StandIns::start().await?;
    let mut function = Function::start(kind, place, &aws).await?;
    let plain = post(&aws, "plain").await?;
    let put = upload(&aws, &plain, "dog.png", image(&["Dog", "Hill"])).await?;
    // Events come twice now and then.
    for _ in 0..2 {
        function.invoke(&event([&put])).await?;
    }
    let none = post(&aws, "no image at all").await?;
    let put = upload(&aws, &none, "x.png", BAD_CONTENT.into()).await?;
    function.invoke(&event([&put])).await?;
    let unread = post(&aws, "none that Rekognition reads").await?;
    let content = permanently_bad("InvalidImageFormatException");
    let put = upload(&aws, &unread, "y.png", content).await?;
    function.invoke(&event([&put])).await?;
    let two = post(&aws, "two, the later one first").await?;
    let earlier = upload(&aws, &two, "earlier.png", image(&["Dog"])).await?;
    let later = upload(&aws, &two, "later.png", image(&["Cat"])).await?;
    for put in [&later, &earlier] {
        function.invoke(&event([put])).await?;
    }
    let gone = post(&aws, "gone").await?;
    let put = upload(&aws, &gone, "orphan.png", image(&["Dog"])).await?;
    aws.store().delete(&gone.user, gone.id).await?;
    let put = aws.bucket.put(put.key, image(&["Dog"])).await?;
    function.invoke(&event([&put])).await?;
    let page = aws
        .store()
        .list(&Listing::Feed, Limit::default(), None)
        .await?;
    let posts = page
        .posts
        .into_iter()
        .map(|post| (post.title, shown(&post.labelling)));
    let mut files: Vec<String> = aws
        .bucket
        .keys()
        .await?
        .iter()
        .map(|key| file(key))
        .collect();
    files.sort();
    Ok((posts.collect(), files))
}

async fn post(aws: &StandIns, title: &str) -> Result<Post> {
    let user: UserName = "zoé".parse()?;
    Ok(aws
        .store()
        .create(&user, NewPost::parse(title, "text")?, None)
        .await?)
}

/// Puts an image of the post into the bucket, under a key that is greater than
/// all before.
async fn upload(aws: &StandIns, post: &Post, name: &str, content: Vec<u8>) -> Result<Put> {
    let request = UploadRequest::parse(name, "image/png", None)?;
    let upload = aws.store().upload(&post.user, post.id, &request).await?;
    aws.bucket.put(upload.key.as_str(), content).await
}

fn shown(labelling: &Labelling) -> String {
    match labelling {
        Labelling::Waiting => "waiting".to_owned(),
        Labelling::Failed => "failed".to_owned(),
        Labelling::Done { image, labels } => format!("{} {labels:?}", file_of(image)),
    }
}

fn file_of(key: &ObjectKey) -> String {
    file(key.as_str())
}

/// The name of the file that was uploaded: what is after the uuid.
fn file(key: &str) -> String {
    let upload = key.rsplit('/').next().unwrap_or_default();
    upload.get(36..).unwrap_or(upload).to_owned()
}
