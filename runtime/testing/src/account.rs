//! The account of a backend that has one: what its owner does there.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::{Backend, StandIns, Trouble, http};

/// An account whose owner may do everything.
///
/// The backend believes the owner's name without a signature, so these few
/// calls need no client of their own.
#[derive(Debug, Clone)]
pub struct Account {
    url: String,
}

impl StandIns {
    /// The account that the stand-ins are in.
    ///
    /// # Errors
    ///
    /// In this process there is none.
    pub fn account(&self) -> Result<Account, Trouble> {
        match &self.backend {
            Backend::Ministack(url) => Ok(Account { url: url.clone() }),
            Backend::InProcess => Err("stand-ins in this process have no accounts\n\
                 hint: scripts/check-stand-ins runs such tests on ministack"
                .into()),
        }
    }
}

impl Account {
    /// Its number.
    pub const ID: &str = "000000000000";

    /// Calls an operation of a service that is called by path.
    ///
    /// # Errors
    ///
    /// When the answer is no success; the error holds it.
    pub async fn call(
        &self,
        service: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Vec<u8>, Trouble> {
        let owner = format!(
            "AWS4-HMAC-SHA256 Credential={}/20260101/{}/{service}/aws4_request, \
             SignedHeaders=host, Signature=0",
            StandIns::ACCESS_KEY,
            StandIns::REGION,
        );
        let headers = [headers, &[("authorization", owner.as_str())]].concat();
        let url = format!("{}{path}", self.url);
        let answer = http::send(method, &url, &headers, body).await?;
        if (200..300).contains(&answer.status) {
            return Ok(answer.body);
        }
        let text = String::from_utf8_lossy(&answer.body);
        Err(format!("{method} {path}: {} {text}", answer.status).into())
    }

    /// Calls an operation of a service that is called with JSON and a target,
    /// such as `AmazonSQS.CreateQueue`.
    ///
    /// # Errors
    ///
    /// When the answer is no success.
    pub async fn target(
        &self,
        service: &str,
        target: &str,
        body: &Value,
    ) -> Result<Value, Trouble> {
        let headers = [
            ("x-amz-target", target),
            ("content-type", "application/x-amz-json-1.0"),
        ];
        let body = body.to_string();
        let answer = self.call(service, "POST", "/", &headers, body.as_bytes());
        Ok(serde_json::from_slice(&answer.await?)?)
    }

    /// Calls an action of IAM; the answer is XML.
    ///
    /// # Errors
    ///
    /// When the answer is no success.
    pub async fn iam(&self, action: &str, parameters: &[(&str, &str)]) -> Result<String, Trouble> {
        let mut form = format!("Version=2010-05-08&Action={action}");
        for (name, value) in parameters {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
            form.extend(["&", *name, "=", &value]);
        }
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let answer = self.call("iam", "POST", "/", &kind, form.as_bytes());
        Ok(String::from_utf8(answer.await?)?)
    }
}

/// The text of the first element with this name.
pub(crate) fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once("</").map(|(text, _)| text)
}
