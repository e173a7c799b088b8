//! A few posts with pictures, so that there is something to look at.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use postagram::{Limit, Listing, NewPost, Store, UploadRequest, UserName};

use crate::Problem;
use crate::bucket::{Bucket, Upload};

/// A post, and what is in its picture.
struct Demo {
    user: &'static str,
    title: &'static str,
    body: &'static str,
    size: (u32, u32),
    pixel: fn(f32, f32) -> [f32; 3],
}

const DEMOS: [Demo; 5] = [
    Demo {
        user: "ada",
        title: "Evening by the sea",
        body: "A gradient, from the sky down to the water.",
        size: (960, 640),
        pixel: |_, y| [1.0 - 0.7 * y, 0.55 - 0.3 * y, 0.2 + 0.5 * y],
    },
    Demo {
        user: "grace",
        title: "A chessboard",
        body: "Nothing is sharper than a chessboard.",
        size: (640, 640),
        pixel: |x, y| {
            let is_white = (step(x, 8.0) + step(y, 8.0)) % 2.0 < 0.5;
            [if is_white { 1.0 } else { 0.0 }; 3]
        },
    },
    Demo {
        user: "ada",
        title: "Meadow",
        body: "Green, and a little more green.",
        size: (900, 600),
        pixel: |x, y| {
            let blade = ((x * 90.0).sin() * (y * 40.0).cos()).abs();
            [0.1 + 0.1 * blade, 0.4 + 0.35 * blade, 0.12]
        },
    },
    Demo {
        user: "katherine",
        title: "Moon",
        body: "Taken by hand, without a moon.",
        size: (600, 900),
        pixel: |x, y| {
            let away = (x - 0.5).hypot((y - 0.35) * 1.5);
            let light = (1.0 - (away - 0.18) * 30.0).clamp(0.0, 1.0);
            [0.03 + 0.85 * light, 0.03 + 0.83 * light, 0.08 + 0.7 * light]
        },
    },
    Demo {
        user: "grace",
        title: "No picture yet",
        body: "A post without a picture, to try the upload with.",
        size: (0, 0),
        pixel: |_, _| [0.0; 3],
    },
];

/// Makes the posts, unless there are some already.
pub(crate) async fn seed(store: &Store, bucket: &Bucket) -> Result<(), Problem> {
    let failed =
        |error: postagram::Error| Problem::because("cannot make demo posts", error.chain());
    let feed = store.list(&Listing::Feed, Limit::default(), None).await;
    if !feed.map_err(failed)?.posts.is_empty() {
        tracing::info!("there are posts already, so no demo posts are made");
        return Ok(());
    }
    for demo in &DEMOS {
        let refused = |error: postagram::Refused| Problem::because("a demo post", error);
        let user: UserName = demo.user.parse().map_err(refused)?;
        let new = NewPost::parse(demo.title, demo.body).map_err(refused)?;
        let post = store.create(&user, new, None).await.map_err(failed)?;
        if demo.size == (0, 0) {
            continue;
        }
        let kind = "image/png";
        let request = UploadRequest::parse("demo.png", kind, None).map_err(refused)?;
        let upload = store
            .upload(&user, post.id, &request)
            .await
            .map_err(failed)?;
        let upload = Upload {
            key: upload.key.as_str(),
            content_type: kind,
            request: "",
        };
        let picture = Ok::<_, std::io::Error>(Bytes::from(demo.picture()?));
        let body = futures_util::stream::iter([picture]);
        bucket
            .put(upload, body)
            .await
            .map_err(|error| Problem::because("cannot put a demo picture", error))?;
    }
    tracing::info!(posts = DEMOS.len(), "made demo posts");
    Ok(())
}

impl Demo {
    fn picture(&self) -> Result<Vec<u8>, Problem> {
        let (width, height) = self.size;
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let colour = (self.pixel)(part(x, width), part(y, height));
            Rgb(colour.map(byte))
        });
        let mut file = Cursor::new(Vec::new());
        picture
            .write_to(&mut file, ImageFormat::Png)
            .map_err(|error| Problem::because("a demo picture", error))?;
        Ok(file.into_inner())
    }
}

/// In which of so many steps it is.
fn step(part: f32, steps: f32) -> f32 {
    (part * steps).floor()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "pictures have some hundred pixels a side"
)]
fn part(pixel: u32, of: u32) -> f32 {
    pixel as f32 / of as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is from 0 to 255"
)]
fn byte(part: f32) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0) as u8
}
