//! Cross-origin requests to S3, as the bucket's one rule answers them.

use std::convert::Infallible;

use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderValue, ORIGIN,
};
use hyper::{Method, Request, Response, StatusCode};
use s3s::service::S3Service;

/// The rule that the stack gives the bucket: any origin, any header, these
/// methods.
pub(crate) const METHODS: [&str; 3] = ["GET", "HEAD", "PUT"];
/// For how long browsers may remember it, in seconds.
pub(crate) const MAX_AGE: u16 = 600;

/// Answers preflights, and lets pages read what others are answered.
pub(crate) async fn answer(
    request: Request<Incoming>,
    s3: &S3Service,
) -> Result<Response<s3s::Body>, Infallible> {
    let headers = request.headers();
    let crosses = headers.contains_key(ORIGIN);
    if request.method() == Method::OPTIONS {
        let asked = headers.get(ACCESS_CONTROL_REQUEST_METHOD);
        let fits = |asked: &HeaderValue| METHODS.iter().any(|one| asked == one);
        let wanted = headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
        let mut response = Response::new(s3s::Body::empty());
        if crosses && asked.is_some_and(fits) {
            allow(&mut response);
            let age = HeaderValue::from(MAX_AGE);
            response.headers_mut().insert(ACCESS_CONTROL_MAX_AGE, age);
            if let Some(wanted) = wanted {
                let headers = response.headers_mut();
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted);
            }
        } else {
            *response.status_mut() = StatusCode::FORBIDDEN;
        }
        return Ok(response);
    }
    let allowed = METHODS.contains(&request.method().as_str());
    let request = request.map(s3s::Body::from);
    let mut response = s3.call(request).await.unwrap_or_else(|_| {
        let mut broken = Response::new(s3s::Body::empty());
        *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        broken
    });
    if crosses && allowed {
        allow(&mut response);
    }
    Ok(response)
}

fn allow(response: &mut Response<s3s::Body>) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let methods = HeaderValue::from_static("GET, HEAD, PUT");
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
}
