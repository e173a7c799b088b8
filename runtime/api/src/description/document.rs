//! The `OpenAPI` document, put together from what stands at the handlers.

use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::{ErrorBody, InvalidBody};
use crate::{posts, probes, uploads};

/// All that stands at no handler.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Postagram",
        description = "Posts with images, and what is in the images.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "posts", description = "Reading is open to all, the rest needs a caller"),
        (name = "images", description = "They are uploaded to where a signed URL leads"),
        (name = "operation", description = "How the server is"),
    ),
    components(schemas(ErrorBody, InvalidBody)),
    modifiers(&Schemes),
)]
struct Outline;

struct Schemes;

impl utoipa::Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "user",
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "Authorization",
                "With `AUTH=username`: the name of the user, and nothing else",
            ))),
        );
        components.add_security_scheme(
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .bearer_format("JWT")
                    .description(Some("With `AUTH=oidc`: a token of the issuer"))
                    .build(),
            ),
        );
    }
}

/// All routes that are described.
pub(crate) fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Outline::openapi())
        .merge(posts::routes())
        .merge(uploads::routes())
        .merge(probes::routes())
}

/// The server's `OpenAPI` document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().into_openapi()
}
