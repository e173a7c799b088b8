//! `/`: the page that people see. Plain HTML, style sheets and JavaScript
//! modules, which are in the program; nothing is loaded from elsewhere but
//! photos from the bucket and, where people sign in, tokens from the issuer.

mod etag;
mod files;
mod home;
mod policy;
mod settings;

use axum::Router;
use axum::routing::get;

use crate::app::App;

/// The page, its files, and what it has to know.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/page/settings.json", get(settings::settings))
        .route("/page/{version}/{file}", get(files::file))
}
