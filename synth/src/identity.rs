//! Who we are at AWS, and whether that is whom the stacks are meant for.
//!
//! Asked before the first change. Terraform would find out too, but only when it
//! refreshes, stack by stack, and without credentials only after minutes.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::paths::shown;
use crate::project::{Project, Stage};
use crate::terraform::interrupts::Interrupts;
use crate::ui::Ui;

mod ask;
mod credentials;
mod provider;

use ask::Failure;
use provider::Provider;
pub(crate) use provider::default_block;

/// Who AWS says we are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Caller {
    pub(crate) account: String,
    pub(crate) arn: String,
    /// Where resources go, if anything says so.
    pub(crate) region: Option<String>,
}

/// What the stage itself says about where it is.
#[derive(Debug, Default)]
struct Expected {
    account: Option<String>,
    region: Option<String>,
}

/// Asks AWS for whoever the stacks will be deployed by, tells it, and refuses
/// what contradicts the stacks or the stage. AWS is not asked for stacks that do
/// not use it.
pub(crate) fn check(
    project: &Project,
    stage: &Stage,
    stacks: &[(&str, &Document)],
    ui: Ui,
) -> Result<Vec<Caller>> {
    let expected = Expected::of(project, stage);
    let mut known: BTreeMap<Provider, Caller> = BTreeMap::new();
    let mut callers: Vec<Caller> = Vec::new();
    for (stack, document) in stacks {
        for provider in provider::providers(document.value()) {
            if let Some(why) = provider.unknown {
                ui.warn(&format!(
                    "{stack}: not checked whom the AWS provider acts as: {why}"
                ));
                continue;
            }
            let question = provider.question();
            let caller = match known.get(&question) {
                Some(caller) => caller.clone(),
                None => Interrupts::blocking(|| ask::ask(&question))?
                    .map_err(|failure| failure.explain(stack, &provider))?,
            };
            known.insert(question, caller.clone());
            if !callers.contains(&caller) {
                ui.status(&format!("AWS: {caller}"));
                callers.push(caller.clone());
            }
            compare(stack, &provider, &caller, &expected, project, stage)?;
        }
    }
    Ok(callers)
}

/// The account that the stage names.
pub(crate) fn expected_account(project: &Project, stage: &Stage) -> Option<String> {
    Expected::of(project, stage).account
}

impl Expected {
    fn of(project: &Project, stage: &Stage) -> Self {
        let context = project.context(stage);
        let table = context.get("stageConfig");
        let text = |key: &str| match table?.get(key)? {
            Value::String(text) => Some(text.clone()),
            // `account = 123456789012`, without quotes.
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        Self {
            account: text("account"),
            region: text("region"),
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region.as_deref().unwrap_or("none is set");
        write!(
            f,
            "account {}, region {region}, as {}",
            self.account, self.arn
        )
    }
}

fn compare(
    stack: &str,
    provider: &Provider,
    caller: &Caller,
    expected: &Expected,
    project: &Project,
    stage: &Stage,
) -> Result<()> {
    let name = stage.folder();
    let file = shown(&project.file);
    let account = &caller.account;
    let these = format!(
        "these credentials are of account {account} ({})",
        caller.arn
    );
    let refused = |what: String| {
        Err(Error::WrongPlace {
            what: format!("{stack}: {what}"),
            hints: vec![
                match &provider.profile {
                    Some(profile) => format!("the stack names the profile `{profile}`: see what it leads to, with `aws sts get-caller-identity --profile {profile}`"),
                    None => "choose other credentials, such as with the environment variable AWS_PROFILE".to_owned(),
                },
                format!("or, if that is the right account, correct the stage in {file}"),
            ],
        })
    };
    if let Some(expected) = &expected.account
        && expected != account
    {
        return refused(format!(
            "the stage `{name}` is account {expected}, and {these}"
        ));
    }
    if !provider.allowed.is_empty() && !provider.allowed.contains(account) {
        let allowed: Vec<&str> = provider.allowed.iter().map(String::as_str).collect();
        return refused(format!(
            "it may be deployed to account {} alone, and {these}",
            allowed.join(" or ")
        ));
    }
    if provider.forbidden.contains(account) {
        return refused(format!(
            "it may not be deployed to account {account}, and {these}"
        ));
    }
    // A provider with an alias is there to work in another region.
    if let (Some(expected), Some(region), None) =
        (&expected.region, &caller.region, &provider.alias)
        && expected != region
    {
        return Err(Error::WrongPlace {
            what: format!(
                "{stack}: the stage `{name}` is in {expected}, and the AWS provider works in {region}"
            ),
            hints: vec![format!(
                "give the provider the stage's region, or correct the stage in {file}"
            )],
        });
    }
    Ok(())
}

impl Failure {
    /// As an error that says what to do.
    fn explain(self, stack: &str, provider: &Provider) -> Error {
        let profile = provider
            .profile
            .clone()
            .or_else(|| std::env::var("AWS_PROFILE").ok());
        let login = match &profile {
            Some(profile) => format!("aws sso login --profile {profile}"),
            None => "aws sso login".to_owned(),
        };
        let (what, hints) = match self {
            Self::NoCredentials(why) => {
                let single_sign_on = why.to_lowercase().contains("sso");
                let first = if single_sign_on {
                    format!("the session has ended: run `{login}`")
                } else {
                    "set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure` or `aws configure sso`".to_owned()
                };
                let rehearse = "a rehearsal needs none: `synth deploy --offline`".to_owned();
                (format!("no credentials for AWS: {why}"), vec![first, rehearse])
            }
            Self::Refused(code, message) => {
                let expired = code.contains("Expired");
                let first = if expired {
                    format!("they have expired: run `{login}`, or copy new ones from where these came from")
                } else {
                    "see where they come from: `aws configure list`".to_owned()
                };
                (format!("AWS does not take the credentials: {code}: {message}"), vec![first])
            }
            Self::Role(role, why) => (
                format!("the role {role}, which the AWS provider assumes, cannot be assumed: {why}"),
                vec!["its trust policy has to name whoever these credentials belong to".to_owned()],
            ),
            Self::Unreachable(why) => (
                format!("could not ask AWS who we are: {why}"),
                vec!["is there a network, and does a proxy stand in between? AWS_ENDPOINT_URL_STS may name another address".to_owned()],
            ),
        };
        Error::NoAccess {
            what: format!("{stack}: {what}"),
            hints,
        }
    }
}
