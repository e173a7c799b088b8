//! Why an image has no labels, in Rekognition's words.

/// An error of the service. Clients tell them apart by the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// It is no JPEG or PNG, or not a whole one.
    pub(crate) fn format(why: impl Into<String>) -> Self {
        Self::new("InvalidImageFormatException", why)
    }

    /// It has too many bytes or pixels.
    pub(crate) fn too_large(why: impl Into<String>) -> Self {
        Self::new("ImageTooLargeException", why)
    }

    /// The request makes no sense, or the image is too small for it.
    pub(crate) fn parameter(why: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", why)
    }

    /// There is no such object.
    pub(crate) fn object() -> Self {
        Self::new(
            "InvalidS3ObjectException",
            "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
        )
    }

    /// Too much at a time.
    pub(crate) fn throttled() -> Self {
        Self::new("ThrottlingException", "Rate exceeded")
    }

    /// Something else than `DetectLabels`.
    pub(crate) fn unknown_operation() -> Self {
        Self::new(
            "UnknownOperationException",
            "the laptop knows DetectLabels alone",
        )
    }

    /// The request is not signed.
    pub(crate) fn unsigned() -> Self {
        Self::new(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        )
    }

    /// A mistake here, or of a model that was plugged in.
    pub(crate) fn internal(why: impl Into<String>) -> Self {
        Self::new("InternalServerError", why)
    }
}
