//! The query of a URL.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use postagram::Refused;

use crate::problem::Problem;

/// The parameters in the query of a URL, decoded as a form is: `+` is a space.
/// Of several with the same name the last one counts; unknown ones do not.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn parse(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(pairs.into_owned().collect())
    }

    /// The text of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter().rev();
        let (_, value) = all.find(|(other, _)| other == name)?;
        Some(value)
    }

    /// The text of a parameter that has to be there.
    pub(crate) fn required(&self, name: &'static str) -> Result<&str, Problem> {
        self.text(name)
            .ok_or_else(|| Problem::invalid_text(format!("{name}: the parameter is missing")))
    }

    /// A parameter, parsed.
    pub(crate) fn parsed<T>(&self, name: &str) -> Result<Option<T>, Refused>
    where
        T: FromStr<Err = Refused>,
    {
        self.text(name).map(str::parse).transpose()
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let query = Parameters::parse("user=a+b&user=zo%C3%A9+x%2By&limit=&x&%C3%A9=%zz");
        assert_eq!(query.text("user"), Some("zoé x+y"));
        assert_eq!(query.text("limit"), Some(""));
        assert_eq!(query.text("x"), Some(""));
        assert_eq!(query.text("é"), Some("%zz"));
        assert_eq!(query.text("none"), None);
        assert_eq!(query.required("x").unwrap(), "");
        assert!(query.required("none").is_err());
    }
}
