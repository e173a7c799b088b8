//! URLs to upload images to.

mod sign;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// One handler under two paths: one that the system's description has, one
/// that its client calls.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign::sign_upload))
        .routes(routes!(sign::sign_upload_as_described))
}
