//! The address that everything is at.

use std::net::{IpAddr, SocketAddr};

use crate::Problem;

/// What URLs begin with that are given out, for an address that is listened on.
pub(crate) fn public(listen: SocketAddr) -> String {
    let host = match listen.ip() {
        // From this machine it is reached like that.
        ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("http://{host}:{}", listen.port())
}

/// A URL that somebody says browsers use: a scheme and a host, with a port
/// where it is not the usual one.
pub(crate) fn checked(url: &str) -> Result<String, Problem> {
    let wrong = |why: &str| {
        Problem::new(format!("--public-url: `{url}` {why}"))
            .hint("what a browser shows before the first slash: http://192.168.1.5:8080")
    };
    let rest = without_scheme(url).ok_or_else(|| wrong(NO_SCHEME))?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if rest.is_empty() || !rest.bytes().all(is_plain) {
        return Err(wrong("is more than a scheme and a host"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// A URL where a model answers; it may have a path.
pub(crate) fn of_model(url: &str) -> Result<&str, Problem> {
    let wrong = |why: &str| {
        Problem::new(format!("--rekognition-endpoint: `{url}` {why}"))
            .hint("where the model listens: http://127.0.0.1:9000")
    };
    without_scheme(url).ok_or_else(|| wrong(NO_SCHEME))?;
    match url.parse::<axum::http::Uri>() {
        Ok(_) => Ok(url),
        Err(error) => Err(wrong(&format!("is no URL: {error}"))),
    }
}

const NO_SCHEME: &str = "does not begin with http:// or https://";

fn without_scheme(url: &str) -> Option<&str> {
    url.strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_browsers_see_them() {
        for (listen, expected) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("192.168.1.5:8080", "http://192.168.1.5:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(public(listen.parse().unwrap()), expected);
        }
        assert_eq!(checked("https://x.example/").unwrap(), "https://x.example");
        for wrong in [
            "x.example",
            "http://",
            "http://a/b",
            "http://a b",
            "ftp://a",
        ] {
            let error = checked(wrong).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("--public-url: `{wrong}` ")),
                "{error}"
            );
        }
    }

    #[test]
    fn where_a_model_may_be() {
        for url in ["http://127.0.0.1:9000", "https://models.example/cats/"] {
            assert_eq!(of_model(url).unwrap(), url);
        }
        for wrong in ["127.0.0.1:9000", "http://", "http://a b", "file:///a"] {
            let error = of_model(wrong).unwrap_err().to_string();
            let expected = format!("--rekognition-endpoint: `{wrong}` ");
            assert!(error.starts_with(&expected), "{error}");
            assert!(error.contains("\nhint: "), "{error}");
        }
    }
}
