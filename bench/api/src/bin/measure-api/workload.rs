//! What servers are asked.

use api_bench::hello::{Hello, PostOf};
use api_bench::seed;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request};

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workload {
    /// The feed's first page of 20 posts with images.
    Feed,
    /// Such a page of one of 40 users.
    User,
    /// Such a page of one of 400 users: more images than URLs are remembered.
    Strangers,
    /// A new post.
    Create,
    /// A URL to upload an image to.
    Upload,
}

impl Workload {
    /// How many users ask for their own page again and again.
    pub(crate) const REGULARS: usize = 40;

    pub(crate) const ALL: [Self; 5] = [
        Self::Feed,
        Self::User,
        Self::Strangers,
        Self::Create,
        Self::Upload,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::User => "user",
            Self::Strangers => "strangers",
            Self::Create => "create",
            Self::Upload => "upload",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Feed => "The feed",
            Self::User => "A user's page",
            Self::Strangers => "Pages of many users",
            Self::Create => "A new post",
            Self::Upload => "An upload URL",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Feed => "`GET /posts?limit=20`: four queries, 20 posts with image URLs.",
            Self::User => {
                "`GET /posts?user=...&limit=20` for 40 users: one query, 20 posts with image URLs."
            }
            Self::Strangers => {
                "The same for 400 users in turn: twice as many images as URLs are remembered, so \
                 that about every URL has to be signed."
            }
            Self::Create => "`POST /posts`: one conditional write.",
            Self::Upload => "`GET /signedUrlPut`: one read, one signature.",
        }
    }

    /// The request with this number.
    pub(crate) fn request(self, number: usize, hello: &Hello) -> Request<Full<Bytes>> {
        let nothing = Full::default();
        let request = Request::builder().header(HOST, "127.0.0.1");
        let built = match self {
            Self::Feed => request.uri("/posts?limit=20").body(nothing),
            Self::User => request.uri(page_of(number % Self::REGULARS)).body(nothing),
            Self::Strangers => request.uri(page_of(number % seed::USERS)).body(nothing),
            Self::Create => request
                .method(Method::POST)
                .uri("/posts")
                .header(AUTHORIZATION, seed::user(number % seed::USERS))
                .header(CONTENT_TYPE, "application/json")
                .body(Full::from(format!(
                    r#"{{"title":"Post {number}","body":"It rained. We stayed in the tent all day, and read."}}"#
                ))),
            Self::Upload => {
                let PostOf { user, post } = &hello.posts[number % hello.posts.len()];
                request
                    .uri(format!(
                        "/signedUrlPut?filename=valley.png&filetype=image%2Fpng&postId={post}"
                    ))
                    .header(AUTHORIZATION, user)
                    .body(nothing)
            }
        };
        built.unwrap_or_else(|_| Request::new(Full::default()))
    }
}

fn page_of(user: usize) -> String {
    format!("/posts?user={}&limit=20", seed::user(user))
}
