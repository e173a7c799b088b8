//! Posts: listing, creating, deleting.

mod create;
mod delete;
mod list;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_posts, create::create_post))
        .routes(routes!(delete::delete_post))
}
