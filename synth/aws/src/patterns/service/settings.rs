//! What can be chosen about a service.

use synth_core::prelude::*;

use crate::S3Bucket;
use crate::patterns::alarm::AlarmActions;
use crate::patterns::architecture::Architecture;
use crate::patterns::role::Role;

/// How long a program may take to end, in seconds: as long as the load
/// balancer waits for the requests under way.
pub(super) const STOP_SECONDS: u32 = 30;

/// How a load balancer is reached.
#[derive(Debug, Clone)]
pub enum Entrance {
    /// Plain HTTP, on each of these ports.
    Http(Vec<u16>),
    /// HTTPS on port 443 with the certificate of this ARN; port 80 redirects.
    Https(Value<String>),
}

/// An instance profile that somebody else looks after, and its role.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The profile's name.
    pub name: String,
    /// The role that is in it.
    pub role: Role,
}

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) name: Option<String>,
    pub(super) instance_type: String,
    pub(super) architecture: Architecture,
    pub(super) capacity: (u32, u32),
    pub(super) port: u16,
    pub(super) health_route: String,
    pub(super) entrance: Entrance,
    pub(super) open_to: Vec<String>,
    pub(super) ssh: Option<(String, Vec<String>)>,
    pub(super) profile: Option<Profile>,
    pub(super) deletion_protection: bool,
    pub(super) access_logs: Option<(Ref<S3Bucket>, String)>,
    pub(super) alarms: Option<AlarmActions>,
    pub(super) user_data: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: None,
            instance_type: "t3.micro".to_owned(),
            architecture: Architecture::default(),
            capacity: (1, 4),
            port: 8080,
            health_route: "/health".to_owned(),
            entrance: Entrance::Http(vec![80]),
            open_to: vec!["0.0.0.0/0".to_owned()],
            ssh: None,
            profile: None,
            deletion_protection: false,
            access_logs: None,
            alarms: None,
            user_data: None,
        }
    }
}

impl Settings {
    /// Has synthesis fail where something cannot be.
    pub(super) fn check(&self, scope: &Scope, package: &str) {
        for message in self.problems(package) {
            scope.validate(move || Err(message.clone()));
        }
    }

    fn problems(&self, package: &str) -> Vec<String> {
        let mut problems = Vec::new();
        let plain = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
        if package.is_empty() || !package.chars().all(plain) {
            problems.push(format!(
                "`{package}` is no package: it would name a folder and a systemd unit"
            ));
        }
        if let Some(name) = &self.name
            && (name.len() > 28
                || !name
                    .chars()
                    .all(|one| one.is_ascii_alphanumeric() || one == '-'))
        {
            problems.push(format!(
                "a service cannot be called `{name}`: names of load balancers have letters, \
                 digits and `-`, and 28 of them leave room for an ending"
            ));
        }
        let (least, most) = self.capacity;
        if least > most || most == 0 {
            problems.push(format!(
                "a service cannot have {least} instances at least and {most} at most"
            ));
        }
        if let Entrance::Http(ports) = &self.entrance
            && ports.is_empty()
        {
            problems.push("a service needs a port to be reached on".to_owned());
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_told() {
        let check = |settings: Settings, package: &str, expected: &str| {
            let problems = settings.problems(package);
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].contains(expected), "{problems:?}");
        };
        let base = Settings::default;
        check(base(), "a b; rm", "is no package");
        let name = Some("x".repeat(29));
        check(Settings { name, ..base() }, "api", "cannot be called");
        let capacity = (3, 2);
        check(
            Settings { capacity, ..base() },
            "api",
            "3 instances at least",
        );
        let entrance = Entrance::Http(Vec::new());
        check(Settings { entrance, ..base() }, "api", "needs a port");
        assert!(base().problems("api").is_empty());
    }
}
