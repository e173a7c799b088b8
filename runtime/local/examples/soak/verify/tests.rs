use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{self, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::json;

use super::*;

/// A server of posts that shows what a test says.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    posts: Vec<Value>,
    /// Posts that are not in the feed.
    unfed: BTreeSet<String>,
    /// The number of the picture of a post.
    pictures: BTreeMap<String, u32>,
    /// So many lists are answered with 503 first.
    busy: usize,
    url: String,
}

/// Posts of a page.
const PAGE: usize = 2;

async fn list(
    extract::State(shown): extract::State<Shown>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let mut state = shown.0.lock().unwrap();
    if state.busy > 0 {
        state.busy -= 1;
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let user = query.get("user");
    let is_wanted = |post: &&Value| match user {
        Some(user) => post["user"] == format!("USER#{user}"),
        None => !state.unfed.contains(post["id"].as_str().unwrap()),
    };
    let start: usize = query.get("cursor").map_or(0, |text| text.parse().unwrap());
    let all: Vec<&Value> = state.posts.iter().filter(is_wanted).collect();
    let page: Vec<&Value> = all.iter().skip(start).take(PAGE).copied().collect();
    let mut headers = HeaderMap::new();
    if start + PAGE < all.len() {
        let user = user.map_or_else(String::new, |user| format!("user={user}&"));
        let link = format!("</posts?{user}cursor={}>; rel=\"next\"", start + PAGE);
        headers.insert("link", link.parse().unwrap());
    }
    (headers, axum::Json(json!(page))).into_response()
}

async fn image(extract::State(shown): extract::State<Shown>, Path(id): Path<String>) -> Response {
    match shown.0.lock().unwrap().pictures.get(&id) {
        Some(number) => picture(*number).unwrap().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Shown {
    /// One that shows all that was acknowledged.
    async fn start(tally: &State) -> Self {
        let shown = Self::default();
        let app = Router::new()
            .route("/posts", get(list))
            .route("/image/{id}", get(image))
            .with_state(shown.clone());
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(socket, app).await });
        let mut posts = Vec::new();
        for (user, ids) in &tally.posts {
            for id in ids {
                let mut post = json!({
                    "id": id, "user": format!("USER#{user}"), "title": TITLE, "body": text(),
                });
                if tally.pictures.contains_key(id) {
                    post["image"] = json!(format!("{url}/image/{id}"));
                    post["labels"] = json!(["Green"]);
                }
                posts.push(post);
            }
        }
        let pictures = tally.pictures.clone();
        *shown.0.lock().unwrap() = Held {
            posts,
            pictures,
            url,
            ..Held::default()
        };
        shown
    }

    fn change(&self, change: impl FnOnce(&mut Held)) -> &Self {
        change(&mut self.0.lock().unwrap());
        self
    }

    async fn lost(&self, tally: &State) -> Lost {
        let url = self.0.lock().unwrap().url.clone();
        verify(&url, tally, Duration::ZERO).await.unwrap()
    }
}

/// Three posts of ada, `a0` with picture 7, two of bea; `gone` was deleted.
fn tally() -> State {
    let posts = [("ada", vec!["a0", "a1", "a2"]), ("bea", vec!["b0", "b1"])];
    State {
        posts: posts
            .map(|(user, ids)| {
                (
                    user.to_owned(),
                    ids.into_iter().map(str::to_owned).collect(),
                )
            })
            .into(),
        pictures: [("a0".to_owned(), 7)].into(),
        deleted: ["gone".to_owned()].into(),
        ..State::default()
    }
}

#[tokio::test]
async fn everything_is_there() {
    let tally = tally();
    let shown = Shown::start(&tally).await;
    assert_eq!(shown.lost(&tally).await, Lost::default());
    // A disturbance that is just ending is waited for.
    shown.change(|state| state.busy = 2);
    assert_eq!(shown.lost(&tally).await, Lost::default());
}

/// One thing at a time is taken away, and is missed.
#[tokio::test]
async fn what_is_lost_is_missed() {
    let tally = tally();
    let none = Lost::default();
    let removed: fn(&mut Held) = |state| state.posts.retain(|post| post["id"] != "a1");
    let last: fn(&mut Held) = |state| state.posts.retain(|post| post["id"] != "b1");
    let unfed: fn(&mut Held) = |state| {
        state.unfed.insert("b0".to_owned());
    };
    let other_text: fn(&mut Held) = |state| state.posts[2]["body"] = json!("other");
    let other_title: fn(&mut Held) = |state| state.posts[2]["title"] = json!("other");
    let other_picture: fn(&mut Held) = |state| {
        state.pictures.insert("a0".to_owned(), 8);
    };
    let no_picture: fn(&mut Held) = |state| state.pictures.clear();
    let no_labels: fn(&mut Held) = |state| state.posts[0]["labels"] = json!([]);
    let no_image: fn(&mut Held) = |state| {
        state.posts[0].as_object_mut().unwrap().remove("image");
    };
    let back: fn(&mut Held) = |state| {
        let post = json!({"id": "gone", "user": "USER#bea", "title": TITLE, "body": text()});
        state.posts.push(post);
    };
    let (posts, feed, pictures, labels, undeleted) = (1, 1, 1, 1, 1);
    for (change, expected) in [
        (
            removed,
            Lost {
                posts,
                feed,
                ..none
            },
        ),
        (
            last,
            Lost {
                posts,
                feed,
                ..none
            },
        ),
        (unfed, Lost { feed, ..none }),
        (other_text, Lost { posts, ..none }),
        (other_title, Lost { posts, ..none }),
        (other_picture, Lost { pictures, ..none }),
        (no_picture, Lost { pictures, ..none }),
        (no_labels, Lost { labels, ..none }),
        (no_image, Lost { labels, ..none }),
        (back, Lost { undeleted, ..none }),
    ] {
        let shown = Shown::start(&tally).await;
        assert_eq!(shown.change(change).lost(&tally).await, expected);
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error() {
    let error = verify("http://127.0.0.1:1", &tally(), Duration::ZERO).await;
    assert!(error.is_err());
}
