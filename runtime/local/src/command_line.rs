//! What the program is asked to do.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// Postagram on this machine, without an AWS account.
///
/// One process serves the page, the API and the bucket of the images at one
/// address. Table, bucket and trigger are those of the stack `serverless`; what
/// is in them is kept in a folder. The server's own variables (docs/server.md)
/// are read too, but for those that are said here.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "local",
    version,
    max_term_width = 100,
    args_override_self = true
)]
pub struct CommandLine {
    /// Where posts and images are kept
    #[arg(long, value_name = "DIR", default_value = ".synth/local")]
    pub data: PathBuf,
    /// The port; 0 is any that is free
    #[arg(long, value_name = "N", default_value_t = contract::API_PORT)]
    pub port: u16,
    /// The address to listen on; any other than this machine's own lets others in
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub bind: IpAddr,
    /// What browsers reach it at, where that is not the address it listens on
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// The document to build from, in place of the stage `dev` of this program
    #[arg(long, value_name = "FILE")]
    pub stack: Option<PathBuf>,
    /// Who callers are: whoever they say, or whoever their token was made for
    #[arg(long, value_enum, default_value_t = Auth::Username)]
    pub auth: Auth,
    /// The issuer of tokens, for `--auth oidc`
    #[arg(long, value_name = "URL", required_if_eq("auth", "oidc"))]
    pub oidc_issuer: Option<String>,
    /// The client that tokens are made for, for `--auth oidc`
    #[arg(long, value_name = "ID", required_if_eq("auth", "oidc"))]
    pub oidc_client_id: Option<String>,
    /// The claim that names the user, for `--auth oidc`
    #[arg(long, value_name = "CLAIM")]
    pub oidc_user_claim: Option<String>,
    /// A model that answers `DetectLabels`, in place of what is computed from pixels
    #[arg(long, value_name = "URL")]
    pub rekognition_endpoint: Option<String>,
    /// Make a few posts with pictures, if there are none
    #[arg(long)]
    pub seed_demo: bool,
    /// Remove all posts and images first
    #[arg(long)]
    pub reset: bool,
    /// Do not ask before `--reset`
    #[arg(long, requires = "reset")]
    pub yes: bool,
    /// How long to wait before labelling is tried again, doubled the second time; Lambda's own is 60
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub retry_after: Duration,
    /// Let calls to AWS fail for 3 seconds, every so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub faults: Option<Duration>,
}

/// Who callers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Auth {
    /// The `Authorization` header is the user's name
    Username,
    /// The `Authorization` header is a token of an issuer
    Oidc,
}

impl CommandLine {
    /// Where it listens.
    #[must_use]
    pub fn listen(&self) -> SocketAddr {
        SocketAddr::new(self.bind, self.port)
    }

    /// A variable of the server, as far as it is said here.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        match name {
            "HOST" => Some(self.bind.to_string()),
            "PORT" => Some(self.port.to_string()),
            "AUTH" => Some(
                match self.auth {
                    Auth::Username => "username",
                    Auth::Oidc => "oidc",
                }
                .to_owned(),
            ),
            // Whoever says `--bind` was told what that means.
            "AUTH_INSECURE_OK" => Some("true".to_owned()),
            "OIDC_ISSUER" => self.oidc_issuer.clone(),
            "OIDC_CLIENT_ID" => self.oidc_client_id.clone(),
            "OIDC_USER_CLAIM" => self.oidc_user_claim.clone(),
            _ => None,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) if (1..=86_400).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err("it is not a number of seconds from 1 to 86400".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn it_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn only_this_machine_unless_asked() {
        let line = CommandLine::parse_from(["local"]);
        assert_eq!(line.listen().to_string(), "127.0.0.1:8080");
        assert_eq!(line.variable("AUTH").as_deref(), Some("username"));
        assert!(CommandLine::try_parse_from(["local", "--auth", "oidc"]).is_err());
        assert!(CommandLine::try_parse_from(["local", "--yes"]).is_err());
        assert!(CommandLine::try_parse_from(["local", "--faults", "0"]).is_err());
    }
}
