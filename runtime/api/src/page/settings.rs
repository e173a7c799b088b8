//! `GET /page/settings.json`

use axum::Json;
use contract::image;
use postagram::NewPost;
use serde::Serialize;

use crate::auth::{Endpoints, HowToSignIn};

/// What the page has to know of the server.
#[derive(Debug, Serialize)]
pub(super) struct Settings {
    auth: Auth,
    photo: Photo,
    post: Post,
}

/// How people say who they are.
#[derive(Debug, Serialize)]
#[serde(tag = "mode", rename_all = "lowercase")]
enum Auth {
    /// By their name.
    UserName,
    /// By tokens of an issuer.
    Oidc {
        issuer: String,
        client_id: String,
        user_claim: String,
        /// Nothing while the issuer does not answer.
        endpoints: Option<Endpoints>,
    },
}

/// Which photos are taken.
#[derive(Debug, Serialize)]
struct Photo {
    types: [&'static str; 2],
    max_bytes: u64,
    min_side: u32,
}

/// How long the texts of a post may be.
#[derive(Debug, Serialize)]
struct Post {
    title_bytes: usize,
    body_bytes: usize,
}

pub(super) async fn settings(HowToSignIn(sign_in): HowToSignIn) -> Json<Settings> {
    let auth = match sign_in {
        None => Auth::UserName,
        Some(sign_in) => Auth::Oidc {
            issuer: sign_in.issuer,
            client_id: sign_in.client_id,
            user_claim: sign_in.user_claim,
            endpoints: sign_in.endpoints,
        },
    };
    Json(Settings {
        auth,
        photo: Photo {
            types: image::MEDIA_TYPES,
            max_bytes: image::MAX_BYTES,
            min_side: image::MIN_SIDE,
        },
        post: Post {
            title_bytes: NewPost::MAX_TITLE_BYTES,
            body_bytes: NewPost::MAX_BODY_BYTES,
        },
    })
}
