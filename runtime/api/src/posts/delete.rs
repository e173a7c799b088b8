//! `DELETE /posts/{id}`

use axum::extract::State;

use super::view::PostView;
use crate::app::App;
use crate::auth::Caller;
use crate::description::CallerFailures;
use crate::extract::PathPostId;
use crate::problem::{ErrorBody, Problem};

/// Delete a post of the caller's
///
/// With all images that were uploaded for it. The answer is the post as it
/// was; its image is no longer there.
#[utoipa::path(
    delete,
    path = "/posts/{id}",
    tag = "posts",
    params(
        ("id" = String, Path, pattern = "^(POST#)?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
            description = "The post's id, with or without `POST#`"),
    ),
    responses(
        (status = 200, description = "The post that is no more", body = PostView),
        (status = 404, description = "The caller has no such post", body = ErrorBody),
        CallerFailures,
    ),
    security(("user" = []), ("bearer" = [])),
)]
pub(super) async fn delete_post(
    State(app): State<App>,
    Caller(user): Caller,
    PathPostId(id): PathPostId,
) -> Result<axum::Json<PostView>, Problem> {
    let deleted = async {
        let post = app.store.delete(&user, id).await?;
        PostView::of(post, &app.store).await
    };
    app.ask(deleted).await.map(axum::Json)
}
