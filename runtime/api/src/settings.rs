//! What the server is told, checked once at its start.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use contract::{API_PORT, ApiEnv};

use crate::auth::AuthSettings;
use crate::{Limits, Origins};

/// The port that metrics are read on where nothing else is said.
pub const METRICS_PORT: u16 = 9464;

/// How the server listens, whom it believes, and what it bears.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where requests come in. Port 0 is any that is free.
    pub listen: SocketAddr,
    /// Where metrics are read, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// Who callers are.
    pub auth: AuthSettings,
    /// Whose pages may call.
    pub origins: Origins,
    /// How much, and for how long.
    pub limits: Limits,
}

/// A variable that is not what it has to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {why}\nhint: {hint}")]
pub struct BadSetting {
    /// Its name.
    pub variable: &'static str,
    /// What is wrong with it.
    pub why: String,
    /// What to do about it.
    pub hint: String,
}

impl BadSetting {
    pub(crate) fn new(
        variable: &'static str,
        why: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            variable,
            why: why.into(),
            hint: hint.into(),
        }
    }
}

impl Settings {
    /// Settings of a server that only this machine reaches, on free ports, for
    /// tests and laptops.
    #[must_use]
    pub fn of_loopback(auth: AuthSettings) -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: free,
            metrics: Some(free),
            auth,
            origins: Origins::Any,
            limits: Limits::default(),
        }
    }

    /// The settings that a stack gave the server.
    ///
    /// # Errors
    ///
    /// When a variable is not what it has to be, and when `AUTH=username` would
    /// let everybody in who reaches the address.
    pub fn from_environment(environment: &ApiEnv<String>) -> Result<Self, BadSetting> {
        let host = address("HOST", environment.host.as_deref())?
            .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let port = number("PORT", environment.port.as_deref(), 0, u16::MAX)?.unwrap_or(API_PORT);
        let metrics_host = address("METRICS_HOST", environment.metrics_host.as_deref())?
            .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let metrics = match environment.metrics_port.as_deref() {
            Some("off") => None,
            port => number("METRICS_PORT", port, 0, u16::MAX)?.or(Some(METRICS_PORT)),
        };
        Ok(Self {
            listen: SocketAddr::new(host, port),
            metrics: metrics.map(|port| SocketAddr::new(metrics_host, port)),
            auth: AuthSettings::from_environment(environment, host)?,
            origins: Origins::parse(environment.cors_origins.as_deref())?,
            limits: limits(environment)?,
        })
    }
}

fn limits(environment: &ApiEnv<String>) -> Result<Limits, BadSetting> {
    let mut limits = Limits::default();
    if let Some(most) = number(
        "MAX_CONNECTIONS",
        environment.max_connections.as_deref(),
        1,
        1_000_000,
    )? {
        limits.connections = most;
    }
    let in_flight = environment.max_in_flight.as_deref();
    if let Some(most) = number("MAX_IN_FLIGHT", in_flight, 1, 100_000)? {
        limits.in_flight = most;
    }
    let memory = environment.max_body_memory.as_deref();
    // Less would not hold the largest page.
    if let Some(mebibytes) = number("MAX_BODY_MEMORY", memory, 8, 1_000_000)? {
        limits.body_memory = mebibytes * 1024 * 1024;
    }
    let drain = environment.drain_seconds.as_deref();
    if let Some(seconds) = number("DRAIN_SECONDS", drain, 0, Limits::MAX_DRAIN_SECONDS)? {
        limits.drain_time = Duration::from_secs(seconds);
    }
    Ok(limits)
}

fn address(variable: &'static str, text: Option<&str>) -> Result<Option<IpAddr>, BadSetting> {
    text.map(|text| {
        text.parse().map_err(|_| {
            BadSetting::new(
                variable,
                format!("`{text}` is not an IP address"),
                "0.0.0.0 is every address of the machine, 127.0.0.1 the machine itself",
            )
        })
    })
    .transpose()
}

fn number<N>(
    variable: &'static str,
    text: Option<&str>,
    least: N,
    most: N,
) -> Result<Option<N>, BadSetting>
where
    N: FromStr + PartialOrd + std::fmt::Display + Copy,
{
    text.map(|text| {
        text.parse()
            .ok()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| {
                BadSetting::new(
                    variable,
                    format!("`{text}` is not a number from {least} to {most}"),
                    "leave it out for what is usual",
                )
            })
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use synth_program::FromVariables as _;

    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Result<Settings, BadSetting> {
        let usual = [("BUCKET", "b"), ("DYNAMO_TABLE", "t"), ("AUTH", "username")];
        let find = |wanted: &str| {
            let all = variables.iter().chain(&usual);
            all.clone()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| (*value).to_owned())
        };
        Settings::from_environment(&ApiEnv::parse(find).unwrap())
    }

    #[test]
    fn what_is_usual() {
        let settings = settings(&[("AUTH_INSECURE_OK", "true")]).unwrap();
        assert_eq!(settings.listen.to_string(), "0.0.0.0:8080");
        assert_eq!(settings.metrics.unwrap().to_string(), "127.0.0.1:9464");
        assert_eq!(settings.limits, Limits::default());
        assert_eq!(settings.origins, Origins::Any);
    }

    #[test]
    fn what_can_be_said() {
        let settings = settings(&[
            ("HOST", "::1"),
            ("PORT", "0"),
            ("METRICS_PORT", "off"),
            ("MAX_CONNECTIONS", "10"),
            ("MAX_IN_FLIGHT", "5"),
            ("MAX_BODY_MEMORY", "8"),
            ("DRAIN_SECONDS", "0"),
        ])
        .unwrap();
        assert_eq!(settings.listen.to_string(), "[::1]:0");
        assert_eq!(settings.metrics, None);
        let limits = settings.limits;
        assert_eq!((limits.connections, limits.in_flight), (10, 5));
        assert_eq!(limits.body_memory, 8 * 1024 * 1024);
        assert_eq!(limits.drain_time, Duration::ZERO);
    }

    #[test]
    fn a_bad_variable_is_named() {
        for (name, value, why) in [
            ("PORT", "http", "`http` is not a number from 0 to 65535"),
            ("PORT", "65536", "`65536` is not a number from 0 to 65535"),
            ("HOST", "localhost", "`localhost` is not an IP address"),
            ("METRICS_PORT", "no", "`no` is not a number from 0 to 65535"),
            (
                "MAX_BODY_MEMORY",
                "7",
                "`7` is not a number from 8 to 1000000",
            ),
            ("DRAIN_SECONDS", "16", "`16` is not a number from 0 to 15"),
        ] {
            let error = settings(&[(name, value), ("AUTH_INSECURE_OK", "true")]);
            let error = error.unwrap_err();
            assert_eq!((error.variable, error.why.as_str()), (name, why));
        }
    }

    #[test]
    fn names_are_believed_on_loopback_or_when_told_so() {
        for (host, insecure, fine) in [
            ("127.0.0.1", "false", true),
            ("::1", "false", true),
            ("0.0.0.0", "false", false),
            ("10.0.0.1", "false", false),
            ("0.0.0.0", "true", true),
        ] {
            let result = settings(&[("HOST", host), ("AUTH_INSECURE_OK", insecure)]);
            assert_eq!(result.is_ok(), fine, "{host} {insecure}");
        }
        insta::assert_snapshot!(settings(&[]).unwrap_err());
    }
}
