//! `POST /posts`

use axum::extract::State;
use axum::http::HeaderMap;
use postagram::{IdempotencyKey, NewPost};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::PostView;
use crate::app::App;
use crate::auth::Caller;
use crate::description::CallerFailures;
use crate::extract::Json;
use crate::problem::{ErrorBody, Problem};

/// A post to be made.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CreatePost {
    #[schema(max_length = 1024)]
    title: String,
    /// At most 65,536 bytes of UTF-8; a title has at most 1,024.
    #[schema(max_length = 65536)]
    body: String,
}

/// Make a post
///
/// With an `Idempotency-Key`, the same request sent again within a day makes
/// nothing new and gets the first answer.
#[utoipa::path(
    post,
    path = "/posts",
    tag = "posts",
    params(
        ("Idempotency-Key" = Option<String>, Header, nullable = false, pattern = "^[!-~]{1,255}$",
            description = "What the caller calls this request"),
    ),
    request_body = CreatePost,
    responses(
        (status = 200, description = "The post", body = PostView),
        (status = 409, description = "The key came with another title or body before", body = ErrorBody),
        (status = 413, description = "The body of the request is too large", body = ErrorBody),
        CallerFailures,
    ),
    security(("user" = []), ("bearer" = [])),
)]
pub(super) async fn create_post(
    State(app): State<App>,
    Caller(user): Caller,
    headers: HeaderMap,
    Json(post): Json<CreatePost>,
) -> Result<axum::Json<PostView>, Problem> {
    let key = idempotency_key(&headers)?;
    let post = NewPost::parse(post.title, post.body).map_err(Problem::invalid)?;
    let made = async {
        let post = app.store.create(&user, post, key.as_ref()).await?;
        PostView::of(post, &app.store).await
    };
    app.ask(made).await.map(axum::Json)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    // What is no ASCII is refused as such.
    let text = value.to_str().unwrap_or_default();
    text.parse().map(Some).map_err(Problem::invalid)
}
