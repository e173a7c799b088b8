//! `GET /posts`

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::response::{IntoResponse as _, Response};
use form_urlencoded::Serializer;
use postagram::{Cursor, Limit, Listing, NewPost, Page};

use super::view::PostView;
use crate::app::App;
use crate::budget::{Accounted, Share};
use crate::description::ReadFailures;
use crate::extract::Parameters;
use crate::problem::{ErrorBody, Problem};

/// A page's texts end at 1 MiB and one post.
const MOST_TEXT: usize = 1024 * 1024 + LONGEST_POST;
const LONGEST_POST: usize = NewPost::MAX_TITLE_BYTES + NewPost::MAX_BODY_BYTES;

/// What a page takes while it is made, for each byte of its texts: as AWS
/// sends it, as posts, as JSON.
const COPIES: usize = 4;

/// Posts, newest first
///
/// Of all users or of one. A page may be shorter than `limit` and still not be
/// the last: the next one is in the `Link` header as long as there is one.
#[utoipa::path(
    get,
    path = "/posts",
    tag = "posts",
    params(
        ("user" = Option<String>, Query, nullable = false, pattern = r"^(?!\.{1,2}$)[^/#\u0000-\u001f\u007f-\u009f]{0,64}$",
            description = "The user whose posts are wanted; of all users if empty or absent"),
        ("limit" = Option<u16>, Query, nullable = false, minimum = 1, maximum = 1000,
            description = "The most posts in the page; 100 if absent"),
        ("cursor" = Option<String>, Query, nullable = false, max_length = 44,
            description = "Where the page starts: as found in a `Link` header, never made up"),
    ),
    responses(
        (status = 200, description = "The posts", body = [PostView],
            headers(("Link" = String, description = "`<URL>; rel=\"next\"` while there is a next page"))),
        (status = 400, description = "The cursor is of another list, or none", body = ErrorBody),
        ReadFailures,
    ),
)]
pub(super) async fn list_posts(
    State(app): State<App>,
    query: Parameters,
) -> Result<Response, Problem> {
    let user = query.text("user").filter(|name| !name.is_empty());
    let listing = match user {
        Some(name) => Listing::User(name.parse().map_err(Problem::invalid)?),
        None => Listing::Feed,
    };
    let limit = query.parsed::<Limit>("limit").map_err(Problem::invalid)?;
    let limit = limit.unwrap_or_default();
    let cursor = query.parsed("cursor").map_err(Problem::bad_cursor)?;
    let most = (usize::from(limit.get()) * LONGEST_POST).min(MOST_TEXT);
    let found = async {
        let share = app.outgoing.wait(COPIES * most).await;
        let share = share.ok_or_else(|| Problem::overloaded("too_many_bytes"))?;
        let page = page(&app, &listing, limit, cursor).await;
        page.map(|page| (page, share)).map_err(Problem::from)
    };
    let (page, share) = app.ask(found).await?;
    answer(page, user, query.text("limit"), share)
}

/// Posts to show, and where the next page starts.
struct Shown {
    posts: Vec<PostView>,
    next: Option<Cursor>,
}

async fn page(
    app: &App,
    listing: &Listing,
    limit: Limit,
    cursor: Option<Cursor>,
) -> Result<Shown, postagram::Error> {
    let Page { posts, next } = app.store.list(listing, limit, cursor.as_ref()).await?;
    let mut shown = Vec::with_capacity(posts.len());
    for post in posts {
        shown.push(PostView::of(post, &app.store).await?);
    }
    Ok(Shown { posts: shown, next })
}

fn answer(
    page: Shown,
    user: Option<&str>,
    limit: Option<&str>,
    mut share: Share,
) -> Result<Response, Problem> {
    let json = serde_json::to_vec(&page.posts);
    let json = json.map_err(|error| Problem::internal(error.to_string()))?;
    share.shrink(json.len());
    let body = axum::body::Body::new(Accounted::new(json, share));
    let mut response = ([(CONTENT_TYPE, "application/json")], body).into_response();
    if let Some(next) = page.next {
        let link = link(user, limit, &next);
        let link = link.map_err(|error| Problem::internal(error.to_string()))?;
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

/// A path, so that it leads to the server under whatever name it is known.
fn link(
    user: Option<&str>,
    limit: Option<&str>,
    next: &Cursor,
) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    let mut query = Serializer::new(String::new());
    if let Some(user) = user {
        query.append_pair("user", user);
    }
    if let Some(limit) = limit {
        query.append_pair("limit", limit);
    }
    query.append_pair("cursor", &next.to_string());
    HeaderValue::from_str(&format!("</posts?{}>; rel=\"next\"", query.finish()))
}
