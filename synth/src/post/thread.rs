//! A pull request in a forge's API: where its comments are, and who may write
//! them.

use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use hyper::{Method, Uri};
use hyper_util::client::proxy::matcher::Matcher;
use serde::Deserialize;
use serde_json::Value;

use super::Forge;
use super::environment::{Environment, wrong};
use crate::error::Result;

/// GitLab's header for tokens of every kind but a job's own.
const PRIVATE_TOKEN: HeaderName = HeaderName::from_static("private-token");
/// GitHub's header for the version of its API.
const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// The comments of a pull request.
#[derive(Debug)]
pub(crate) struct Thread {
    pub(super) forge: Forge,
    /// The address of the API.
    base: Uri,
    /// Below it, the list of comments.
    pub(super) list: String,
    /// Below it, a comment, when its number is added.
    one: String,
    /// Headers of every request.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// Where people look at the pull request, if that is known.
    page: Option<String>,
    proxies: Matcher,
}

/// A comment that is there.
#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) body: Option<String>,
    /// Where people look at it: GitHub says so.
    html_url: Option<String>,
    /// GitHub's name for the author.
    user: Option<Author>,
    /// GitLab's name for the author.
    author: Option<Author>,
}

/// Who wrote a comment, or who asks.
#[derive(Debug, Deserialize)]
pub(super) struct Author {
    login: Option<String>,
    username: Option<String>,
    r#type: Option<String>,
}

impl Author {
    fn name(&self) -> Option<&str> {
        self.login.as_deref().or(self.username.as_deref())
    }
}

impl Thread {
    /// The pull request that this process's environment is about, or the one
    /// with this number.
    pub(crate) fn of_process(forge: Forge, number: Option<u64>) -> Result<Self> {
        Self::find(forge, number, &Environment::of_process())
    }

    /// The pull request that an environment is about, or the one with this
    /// number.
    pub(super) fn find(
        forge: Forge,
        number: Option<u64>,
        environment: &Environment,
    ) -> Result<Self> {
        match forge {
            Forge::Github => Self::github(number, environment),
            Forge::Gitlab => Self::gitlab(number, environment),
        }
    }

    fn github(number: Option<u64>, environment: &Environment) -> Result<Self> {
        let token = environment.need(
            "GITHUB_TOKEN",
            "in a workflow, set `env: {GITHUB_TOKEN: ${{ github.token }}}`, and give the job `permissions: {pull-requests: write}`",
        )?;
        let repository = environment.need(
            "GITHUB_REPOSITORY",
            "set it to the repository of the pull request: OWNER/NAME",
        )?;
        if !is_repository(repository) {
            return Err(wrong(
                format!("GITHUB_REPOSITORY is `{repository}`, which is not OWNER/NAME"),
                "GitHub Actions sets it; elsewhere, set it to the repository of the pull request",
            ));
        }
        let number = match number {
            Some(number) => number,
            None => github_number(environment)?,
        };
        let api = environment
            .get("GITHUB_API_URL")
            .unwrap_or("https://api.github.com");
        let server = environment
            .get("GITHUB_SERVER_URL")
            .unwrap_or("https://github.com");
        let mut authorization = secret(&format!("Bearer {token}"), "GITHUB_TOKEN")?;
        authorization.set_sensitive(true);
        Ok(Self {
            forge: Forge::Github,
            base: address(api, "GITHUB_API_URL")?,
            list: format!("/repos/{repository}/issues/{number}/comments"),
            one: format!("/repos/{repository}/issues/comments/"),
            headers: vec![
                (
                    ACCEPT,
                    HeaderValue::from_static("application/vnd.github+json"),
                ),
                (API_VERSION, HeaderValue::from_static("2022-11-28")),
                (AUTHORIZATION, authorization),
            ],
            page: Some(format!("{server}/{repository}/pull/{number}")),
            proxies: environment.proxies(),
        })
    }

    fn gitlab(number: Option<u64>, environment: &Environment) -> Result<Self> {
        let token = environment.need(
            "GITLAB_TOKEN",
            "set it to a project access token with the scope `api`, as a masked variable; a job's own CI_JOB_TOKEN cannot write comments",
        )?;
        let api = environment.need(
            "CI_API_V4_URL",
            "set it to the address of the API, such as https://gitlab.com/api/v4",
        )?;
        let project = environment.need("CI_PROJECT_ID", "set it to the number of the project")?;
        if project.is_empty() || !project.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong(
                format!("CI_PROJECT_ID is `{project}`, which is not a number"),
                "GitLab sets it; elsewhere, it is on the project's page",
            ));
        }
        let hint = "run in a merge request pipeline (`rules: [{if: $CI_PIPELINE_SOURCE == \"merge_request_event\"}]`), or name the merge request with `--pull-request`";
        let number = if let Some(number) = number {
            number
        } else {
            let said = environment.need("CI_MERGE_REQUEST_IID", hint)?;
            said.parse().map_err(|_| {
                wrong(
                    format!("CI_MERGE_REQUEST_IID is `{said}`, which is not a number"),
                    hint,
                )
            })?
        };
        let mut token = secret(token, "GITLAB_TOKEN")?;
        token.set_sensitive(true);
        let list = format!("/projects/{project}/merge_requests/{number}/notes");
        let page = environment.get("CI_MERGE_REQUEST_PROJECT_URL");
        let page = page.or_else(|| environment.get("CI_PROJECT_URL"));
        Ok(Self {
            forge: Forge::Gitlab,
            base: address(api, "CI_API_V4_URL")?,
            one: format!("{list}/"),
            list,
            headers: vec![
                (ACCEPT, HeaderValue::from_static("application/json")),
                (PRIVATE_TOKEN, token),
            ],
            page: page.map(|page| format!("{page}/-/merge_requests/{number}")),
            proxies: environment.proxies(),
        })
    }

    /// The address of the API.
    pub(super) fn base(&self) -> &Uri {
        &self.base
    }

    /// Which requests go through a proxy.
    pub(super) fn proxies(&self) -> &Matcher {
        &self.proxies
    }

    /// A page of the list, below the address.
    pub(super) fn list_page(&self, page: usize) -> String {
        format!("{}?per_page=100&page={page}", self.list)
    }

    /// How a comment is rewritten: the method and where, below the address.
    pub(super) fn rewrite(&self, comment: u64) -> (Method, String) {
        let method = match self.forge {
            Forge::Github => Method::PATCH,
            Forge::Gitlab => Method::PUT,
        };
        (method, format!("{}{comment}", self.one))
    }

    /// Whether a comment was written by who asks. A token of an app, such as a
    /// workflow's own, may not ask for its name: then only bots are believed,
    /// since people cannot be one. Nobody's comment but our own is rewritten,
    /// whatever it starts with.
    pub(super) fn is_own(&self, comment: &Comment, me: Option<&Author>) -> bool {
        let Some(author) = comment.user.as_ref().or(comment.author.as_ref()) else {
            return false;
        };
        match me.and_then(Author::name) {
            Some(name) => author.name() == Some(name),
            None => self.forge == Forge::Github && author.r#type.as_deref() == Some("Bot"),
        }
    }

    /// Where people look at a comment.
    pub(super) fn shown(&self, comment: &Comment) -> String {
        let named = comment.html_url.clone();
        let by_page = || Some(format!("{}#note_{}", self.page.as_deref()?, comment.id));
        named
            .or_else(by_page)
            .unwrap_or_else(|| format!("comment {}", comment.id))
    }
}

/// The number in the event that started the job, or in the name of the ref.
fn github_number(environment: &Environment) -> Result<u64> {
    let event = environment.event()?.unwrap_or(Value::Null);
    let in_event = event["pull_request"]["number"].as_u64().or_else(|| {
        // A comment on a pull request is an event about an issue.
        let issue = &event["issue"];
        issue["number"]
            .as_u64()
            .filter(|_| issue.get("pull_request").is_some())
    });
    let in_ref = || {
        let name = environment.get("GITHUB_REF")?;
        let (number, _) = name.strip_prefix("refs/pull/")?.split_once('/')?;
        number.parse().ok()
    };
    in_event.or_else(in_ref).ok_or_else(|| {
        wrong(
            "the event that started this job is not about a pull request".to_owned(),
            "run on `pull_request`, or name the pull request with `--pull-request`",
        )
    })
}

/// Whether a text is OWNER/NAME, and can go into a path as it is.
fn is_repository(text: &str) -> bool {
    let is_name = |part: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !part.is_empty() && part != "." && part != ".." && part.chars().all(fits)
    };
    text.split_once('/')
        .is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

/// A token as a header. What is wrong with it is said without showing it.
fn secret(token: &str, variable: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(token.trim()).map_err(|_| {
        wrong(
            format!("{variable} has characters that no token has"),
            "a secret that was pasted with a line break inside looks like this",
        )
    })
}

/// An address that a token may be sent to: encrypted, or this machine.
fn address(text: &str, variable: &str) -> Result<Uri> {
    let text = text.trim_end_matches('/');
    let uri: Option<Uri> = text.parse().ok();
    let uri = uri.filter(|uri| {
        let plain = uri
            .authority()
            .is_some_and(|authority| !authority.as_str().contains('@'));
        plain && uri.query().is_none() && matches!(uri.scheme_str(), Some("http" | "https"))
    });
    let Some(uri) = uri else {
        return Err(wrong(
            format!("{variable} is `{text}`, which is not the address of an API"),
            "it starts with https:// and has neither a user nor a query",
        ));
    };
    let host = uri.host().unwrap_or_default();
    let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if uri.scheme_str() == Some("http") && !local {
        return Err(wrong(
            format!("{variable} is `{text}`: a token would go there unencrypted"),
            "give an address that starts with https://",
        ));
    }
    Ok(uri)
}
