//! What the page may load, and from where: its content security policy.

use std::fmt::Write as _;

/// The policy of a page whose photos are below `photos`, and whose tokens come
/// from `tokens`.
///
/// Everything else comes from the server itself. Scripts and styles are files;
/// text never becomes markup, which browsers that know trusted types hold the
/// page to.
pub(super) fn policy(photos: Option<&str>, tokens: Option<&str>) -> String {
    let (mut images, mut connections) = ("'self' blob:".to_owned(), "'self'".to_owned());
    if let Some(photos) = photos.and_then(folder) {
        // Writing to a string does not fail.
        let _: Result<(), _> = write!(images, " {photos}");
        let _: Result<(), _> = write!(connections, " {photos}");
    }
    if let Some(tokens) = tokens.and_then(source) {
        let _: Result<(), _> = write!(connections, " {tokens}");
    }
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; \
         connect-src {connections}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// A URL as a source: without a query, and of letters that end no directive.
fn source(url: &str) -> Option<&str> {
    let url = url.split(['?', '#']).next()?;
    let is_plain =
        |letter: char| letter.is_ascii_alphanumeric() || "-._~:/%[]@!$&()*+=".contains(letter);
    let is_url = url.starts_with("https://") || url.starts_with("http://");
    (is_url && url.chars().all(is_plain)).then_some(url)
}

/// Everything below a URL.
fn folder(url: &str) -> Option<String> {
    source(url).map(|url| format!("{}/", url.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_alone() {
        insta::assert_snapshot!(policy(None, None));
    }

    #[test]
    fn a_page_with_a_bucket_and_an_issuer() {
        insta::assert_snapshot!(policy(
            Some("https://images.s3.us-east-1.amazonaws.com"),
            Some("https://users.auth.us-east-1.amazoncognito.com/oauth2/token?x"),
        ));
    }

    #[test]
    fn what_would_end_a_directive_is_left_out() {
        for bad in [
            "https://a.example; script-src *",
            "https://a.example https://b.example",
            "https://a.example,b",
            "https://é.example",
            "'unsafe-inline'",
            "data:",
            "*",
            "",
        ] {
            assert_eq!(policy(Some(bad), Some(bad)), policy(None, None), "{bad}");
        }
        assert_eq!(
            folder("http://[::1]:1/b/").as_deref(),
            Some("http://[::1]:1/b/")
        );
    }
}
