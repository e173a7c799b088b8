//! Cross-origin rules of a bucket, as S3 applies them.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::stack::CorsRule;

/// What the answer depends on.
const VARIES: &str = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/// The headers of an answer to a page of that origin, by the first rule that
/// allows it; nothing if none does. `asked` are the request headers that a
/// preflight asks for.
pub(super) fn allow(
    rules: &[CorsRule],
    origin: &str,
    method: &str,
    asked: Option<&str>,
) -> Option<HeaderMap> {
    let names = || {
        let list = asked.unwrap_or_default().split(',').map(str::trim);
        list.filter(|name| !name.is_empty())
    };
    let rule = rules.iter().find(|rule| {
        rule.methods.iter().any(|allowed| allowed == method)
            && rule.origins.iter().any(|pattern| fits(pattern, origin))
            && names().all(|name| {
                let name = name.to_ascii_lowercase();
                let mut patterns = rule.headers.iter();
                patterns.any(|pattern| fits(&pattern.to_ascii_lowercase(), &name))
            })
    })?;
    let is_any = rule.origins.iter().any(|origin| origin == "*");
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(VARY, VARIES);
    set(ACCESS_CONTROL_ALLOW_METHODS, &rule.methods.join(", "));
    if is_any {
        set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        set(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        set(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    if names().next().is_some() {
        let list: Vec<String> = names().map(str::to_ascii_lowercase).collect();
        set(ACCESS_CONTROL_ALLOW_HEADERS, &list.join(", "));
    }
    if !rule.exposed.is_empty() {
        set(ACCESS_CONTROL_EXPOSE_HEADERS, &rule.exposed.join(", "));
    }
    if let Some(seconds) = rule.max_age {
        set(ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
    }
    Some(headers)
}

/// Whether a text fits a pattern with one `*` at most.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(methods: &[&str], origins: &[&str], headers: &[&str]) -> CorsRule {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        CorsRule {
            methods: texts(methods),
            origins: texts(origins),
            headers: texts(headers),
            exposed: texts(&["ETag"]),
            max_age: Some(600),
        }
    }

    #[test]
    fn any_site() {
        let rules = [rule(&["GET", "PUT"], &["*"], &["*"])];
        let headers = allow(&rules, "http://a.example", "PUT", Some("Content-Type, x-y")).unwrap();
        let of = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(of(ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        assert_eq!(of(ACCESS_CONTROL_ALLOW_CREDENTIALS), None);
        assert_eq!(of(ACCESS_CONTROL_ALLOW_METHODS), Some("GET, PUT"));
        assert_eq!(of(ACCESS_CONTROL_ALLOW_HEADERS), Some("content-type, x-y"));
        assert_eq!(of(ACCESS_CONTROL_EXPOSE_HEADERS), Some("ETag"));
        assert_eq!(of(ACCESS_CONTROL_MAX_AGE), Some("600"));
        assert!(allow(&rules, "http://a.example", "DELETE", None).is_none());
    }

    #[test]
    fn some_sites_and_headers() {
        let rules = [
            rule(&["GET"], &["https://*.example"], &[]),
            rule(&["PUT"], &["https://a.example"], &["Content-*"]),
        ];
        let allowed = |origin, method, asked| allow(&rules, origin, method, asked).is_some();
        assert!(allowed("https://b.example", "GET", None));
        assert!(!allowed("https://b.example", "PUT", None));
        assert!(!allowed("https://.exampl", "GET", None));
        assert!(allowed("https://a.example", "PUT", Some("content-type")));
        assert!(!allowed("https://a.example", "PUT", Some("x-other")));
        assert!(!allowed("https://a.example", "GET", Some("content-type")));
        let headers = allow(&rules, "https://b.example", "GET", None).unwrap();
        assert_eq!(headers[ACCESS_CONTROL_ALLOW_ORIGIN], "https://b.example");
        assert_eq!(headers[ACCESS_CONTROL_ALLOW_CREDENTIALS], "true");
        assert!(!headers.contains_key(ACCESS_CONTROL_ALLOW_HEADERS));
    }
}
