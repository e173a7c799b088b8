//! The bucket over HTTP: what S3 does before and after an operation.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, ORIGIN,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use uuid::Uuid;

use super::{Bucket, cors};
use crate::data::About;
use crate::stack::CorsRule;

/// The number that S3 gives a request.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) String);

#[derive(Clone)]
struct Gate {
    s3: S3Service,
    rules: Arc<[CorsRule]>,
}

/// The routes of the bucket: everything below its name.
pub(crate) fn router(bucket: &Bucket, about: &About) -> Router {
    let mut builder = S3ServiceBuilder::new(bucket.clone());
    builder.set_auth(SimpleAuth::from_single(
        &*about.access_key,
        &*about.secret_key,
    ));
    let gate = Gate {
        s3: builder.build(),
        rules: bucket.settings().cors.clone().into(),
    };
    let name = &bucket.settings().name;
    Router::new()
        .route(&format!("/{name}"), any(answer))
        .route(&format!("/{name}/"), any(answer))
        .route(&format!("/{name}/{{*key}}"), any(answer))
        .with_state(gate)
}

async fn answer(State(gate): State<Gate>, mut request: Request) -> Response {
    let id = Uuid::new_v4().simple().to_string()[..16].to_uppercase();
    let method = request.method().clone();
    let origin = text(request.headers(), &ORIGIN).map(str::to_owned);
    let mut response = if method == Method::OPTIONS {
        preflight(&gate.rules, request.headers())
    } else {
        request.extensions_mut().insert(RequestId(id.clone()));
        let answered = gate.s3.call(request.map(s3s::Body::http_body_unsync)).await;
        let mut response = match answered {
            Ok(response) => response.map(Body::new),
            Err(error) => {
                tracing::error!(?error, "the bucket cannot answer");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        };
        let allowed =
            origin.and_then(|origin| cors::allow(&gate.rules, &origin, method.as_str(), None));
        if let Some(headers) = allowed {
            response.headers_mut().extend(headers);
        }
        response
    };
    if let Ok(id) = HeaderValue::from_str(&id) {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("x-amz-request-id"), id);
    }
    response
}

/// What a browser asks before a request of a page of another site.
fn preflight(rules: &[CorsRule], headers: &HeaderMap) -> Response {
    let origin = text(headers, &ORIGIN);
    let method = text(headers, &ACCESS_CONTROL_REQUEST_METHOD);
    let (Some(origin), Some(method)) = (origin, method) else {
        return error(
            StatusCode::BAD_REQUEST,
            "BadRequest",
            "Insufficient information. Origin request header needed.",
        );
    };
    let asked = text(headers, &ACCESS_CONTROL_REQUEST_HEADERS);
    match cors::allow(rules, origin, method, asked) {
        Some(headers) => (StatusCode::OK, headers).into_response(),
        None if rules.is_empty() => error(
            StatusCode::FORBIDDEN,
            "AccessForbidden",
            "CORSResponse: CORS is not enabled for this bucket.",
        ),
        None => error(
            StatusCode::FORBIDDEN,
            "AccessForbidden",
            "CORSResponse: This CORS request is not allowed: no rule of the bucket has this \
             origin, method and these headers.",
        ),
    }
}

fn error(status: StatusCode, code: &str, message: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    (status, [(CONTENT_TYPE, "application/xml")], body).into_response()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
