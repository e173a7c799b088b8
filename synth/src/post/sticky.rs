//! The one comment: found, written, rewritten.

use hyper::header::{HeaderMap, LINK};
use hyper::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{Trouble, failed, judge};
use super::http::{Answer, Client};
use super::marker::Marker;
use super::patience::Patience;
use super::thread::{Author, Comment, Thread};
use super::{Forge, Posted};
use crate::error::{Error, Result};

/// How many pages of a hundred comments are read. Forges allow fewer.
const MOST_PAGES: usize = 100;

/// Creates or updates the comment.
///
/// Every attempt starts with the list of comments. So an answer that got lost
/// does no harm: a comment that was created all the same is found, and is not
/// created twice.
pub(super) fn post(
    client: &Client,
    thread: &Thread,
    marker: &Marker,
    markdown: &str,
    patience: &Patience,
) -> Result<Posted> {
    let body = marker.with(markdown);
    let (length, limit) = (body.chars().count(), thread.forge.limit());
    if length > limit {
        return Err(failed(
            format!(
                "the comment has {length} characters; {} takes at most {limit}",
                thread.forge.name()
            ),
            "review fewer stacks at a time",
        ));
    }
    let step = Step {
        client,
        thread,
        marker,
        body: &body,
    };
    let mut attempt = 1;
    loop {
        let (what, after) = match step.run() {
            Ok(posted) => return Ok(posted),
            Err(Trouble::Final(error)) => return Err(error),
            Err(Trouble::Later { what, after }) => (what, after),
            Err(Trouble::Gone) => (
                "the comment is deleted while it is updated".to_owned(),
                None,
            ),
        };
        let Some(wait) = patience.wait(attempt, after) else {
            return Err(given_up(&what, attempt, after, patience));
        };
        Patience::pause(wait);
        attempt += 1;
    }
}

fn given_up(
    what: &str,
    attempt: u32,
    after: Option<std::time::Duration>,
    patience: &Patience,
) -> Error {
    match after.filter(|after| *after > patience.longest) {
        Some(after) => failed(
            format!("{what}; it asks to wait for {} s", after.as_secs()),
            "run the job again later",
        ),
        None => failed(
            format!("{what} (asked {attempt} times)"),
            "the server or the way to it is disturbed: run the job again later",
        ),
    }
}

/// One attempt.
struct Step<'a> {
    client: &'a Client,
    thread: &'a Thread,
    marker: &'a Marker,
    body: &'a str,
}

impl Step<'_> {
    fn run(&self) -> std::result::Result<Posted, Trouble> {
        let me = self.me()?;
        let mut own = self.comments(me.as_ref())?.into_iter();
        let Some(first) = own.next() else {
            return self.create();
        };
        // Two jobs at once may both have found none.
        for extra in own {
            self.remove(&extra)?;
        }
        if first
            .body
            .as_deref()
            .is_some_and(|said| same(said, self.body))
        {
            let url = self.thread.shown(&first);
            return Ok(Posted::Unchanged { url });
        }
        self.update(&first)
    }

    /// Who asks; none for a token that may not know.
    fn me(&self) -> std::result::Result<Option<Author>, Trouble> {
        let answer = self.ask(&Method::GET, "/user", None)?;
        let app = matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
        let judged = judge(self.thread.forge, "ask whose the token is", answer);
        match judged {
            Ok(answer) => self.parse(&answer).map(Some),
            // A rate limit is a 403 as well, but one that passes.
            Err(Trouble::Final(_)) if app && self.thread.forge == Forge::Github => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Our comments with the marker, oldest first.
    fn comments(&self, me: Option<&Author>) -> std::result::Result<Vec<Comment>, Trouble> {
        let mut own = Vec::new();
        for page in 1..=MOST_PAGES {
            let answer = self.ask(&Method::GET, &self.thread.list_page(page), None)?;
            let action = format!("list the comments of the {}", self.thread.forge.change());
            let answer = judge(self.thread.forge, &action, answer)?;
            let comments: Vec<Comment> = self.parse(&answer)?;
            let count = comments.len();
            own.extend(comments.into_iter().filter(|comment| {
                let body = comment.body.as_deref().unwrap_or_default();
                self.marker.is_on(body) && self.thread.is_own(comment, me)
            }));
            if count == 0 || !has_next(&answer.headers) {
                own.sort_by_key(|comment| comment.id);
                return Ok(own);
            }
        }
        let what = format!(
            "the {} has more than {MOST_PAGES}00 comments",
            self.thread.forge.change()
        );
        Err(Trouble::Final(failed(what, "post to another one")))
    }

    fn create(&self) -> std::result::Result<Posted, Trouble> {
        let answer = self.ask(&Method::POST, &self.thread.list, Some(&self.content()))?;
        let answer = judge(self.thread.forge, "create the comment", answer)?;
        let url = self.thread.shown(&self.parse(&answer)?);
        Ok(Posted::Created { url })
    }

    fn update(&self, comment: &Comment) -> std::result::Result<Posted, Trouble> {
        let (method, path) = self.thread.rewrite(comment.id);
        let answer = self.ask(&method, &path, Some(&self.content()))?;
        if answer.status == StatusCode::NOT_FOUND {
            return Err(Trouble::Gone);
        }
        judge(self.thread.forge, "update the comment", answer)?;
        let url = self.thread.shown(comment);
        Ok(Posted::Updated { url })
    }

    fn remove(&self, comment: &Comment) -> std::result::Result<(), Trouble> {
        let (_, path) = self.thread.rewrite(comment.id);
        let answer = self.ask(&Method::DELETE, &path, None)?;
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(());
        }
        judge(self.thread.forge, "remove a second comment", answer).map(drop)
    }

    fn content(&self) -> Value {
        json!({"body": self.body})
    }

    fn ask(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> std::result::Result<Answer, Trouble> {
        let headers = &self.thread.headers;
        Ok(self.client.send(method, path, headers, body)?)
    }

    /// What a successful answer says. A server that is disturbed, or something
    /// between, may answer with a page of its own.
    fn parse<T: DeserializeOwned>(&self, answer: &Answer) -> std::result::Result<T, Trouble> {
        serde_json::from_slice(&answer.body).map_err(|error| Trouble::Later {
            what: format!(
                "{} answered {}, but with what is not its API's: {error}",
                self.thread.forge.name(),
                answer.status
            ),
            after: None,
        })
    }
}

/// Whether two texts are the same to a forge, which may change line ends and
/// cut white space at the end.
fn same(said: &str, body: &str) -> bool {
    said.trim_end().lines().eq(body.trim_end().lines())
}

/// Whether the list goes on. The link's address is not followed.
fn has_next(headers: &HeaderMap) -> bool {
    let links = headers.get_all(LINK).iter();
    links
        .filter_map(|link| link.to_str().ok())
        .any(|link| link.contains("rel=\"next\""))
}
