//! `GET /signedUrlPut`, `GET /getSignedUrlPut`

use axum::Json;
use axum::extract::State;
use postagram::{PostId, Refused, UploadRequest};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::Caller;
use crate::description::CallerFailures;
use crate::extract::Parameters;
use crate::problem::{ErrorBody, Problem};

/// What is to be uploaded.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "describes the parameters, which are parsed one by one"
)]
struct UploadParameters {
    /// The file's name; what is safe of it becomes part of the object's.
    filename: String,
    /// `image/jpeg` or `image/png`; the upload has to have it as its
    /// `Content-Type`.
    #[param(pattern = "^image/(jpeg|png)$")]
    filetype: String,
    /// The id of the post, with or without `POST#`.
    #[param(
        rename = "postId",
        pattern = "^(POST#)?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
    )]
    post_id: String,
    /// The file's length in bytes. If it is given, the URL takes a file of
    /// exactly that length.
    #[param(minimum = 1, maximum = 15_728_640, nullable = false)]
    size: Option<u64>,
}

/// Where to upload an image.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UploadView {
    /// The URL to PUT the file to.
    #[serde(rename = "uploadURL")]
    #[schema(format = "uri")]
    upload_url: String,
    /// The name that the object will have.
    #[serde(rename = "objectName")]
    object_name: String,
}

/// A URL to upload an image of a post to
///
/// For a few minutes, with a PUT that has the file's type as its
/// `Content-Type`. The image shows up in the post once it is labelled.
#[utoipa::path(
    get,
    path = "/signedUrlPut",
    tag = "images",
    params(UploadParameters),
    responses(
        (status = 200, description = "The URL", body = UploadView),
        (status = 404, description = "The caller has no such post", body = ErrorBody),
        CallerFailures,
    ),
    security(("user" = []), ("bearer" = [])),
)]
pub(super) async fn sign_upload(
    State(app): State<App>,
    Caller(user): Caller,
    query: Parameters,
) -> Result<Json<UploadView>, Problem> {
    let (file_name, file_type) = (query.required("filename")?, query.required("filetype")?);
    let post: PostId = query
        .required("postId")?
        .parse()
        .map_err(Problem::invalid)?;
    let request = UploadRequest::parse(file_name, file_type, size(&query)?);
    let request = request.map_err(Problem::invalid)?;
    let upload = app.ask(app.store.upload(&user, post, &request)).await?;
    Ok(Json(UploadView {
        upload_url: upload.url,
        object_name: upload.key.as_str().to_owned(),
    }))
}

/// A URL to upload an image of a post to, under its other path
#[utoipa::path(
    get,
    path = "/getSignedUrlPut",
    tag = "images",
    params(UploadParameters),
    responses(
        (status = 200, description = "The URL", body = UploadView),
        (status = 404, description = "The caller has no such post", body = ErrorBody),
        CallerFailures,
    ),
    security(("user" = []), ("bearer" = [])),
)]
pub(super) async fn sign_upload_as_described(
    state: State<App>,
    caller: Caller,
    query: Parameters,
) -> Result<Json<UploadView>, Problem> {
    sign_upload(state, caller, query).await
}

fn size(query: &Parameters) -> Result<Option<u64>, Problem> {
    query
        .text("size")
        .map(|text| {
            text.parse().map_err(|_| {
                Problem::invalid(Refused {
                    what: "size",
                    why: "it is not a number of bytes".to_owned(),
                })
            })
        })
        .transpose()
}
