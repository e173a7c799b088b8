//! From what is written to what can be used.

use std::net::Ipv4Addr;

use super::{
    Config, ConfigError, Instances, InstancesSettings, Kind, Network, Settings, Site, Ssh, State,
};

/// The retentions that `CloudWatch` knows, in days.
const RETENTIONS: [u32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

const ANYWHERE: &str = "0.0.0.0/0";

impl Config {
    /// Fills in defaults and checks everything.
    pub(super) fn new(
        stage: String,
        settings: Settings,
        root: String,
    ) -> Result<Self, ConfigError> {
        let stage_check = Check { stage: &stage };
        let kind = stage_check.kind(&settings)?;
        let region = settings
            .region
            .clone()
            .unwrap_or_else(|| "us-east-1".to_owned());
        let check = stage_check;
        check.all(kind, &region, &settings)?;
        let in_prod = kind == Kind::Prod;
        let instances = check.instances(in_prod, settings.instances.unwrap_or_default())?;
        let site = check.site(kind, &region, &settings)?;
        let or_anywhere =
            |blocks: Option<Vec<String>>| blocks.unwrap_or_else(|| vec![ANYWHERE.to_owned()]);
        let state = match settings.state_bucket {
            None => State::Local,
            Some(name) => State::Bucket {
                name,
                region: settings.state_region.unwrap_or_else(|| region.clone()),
                lock_table: settings.state_lock_table,
            },
        };
        let network = match settings.network {
            None => Network::Default,
            Some(own) => Network::Own {
                cidr_block: own.cidr_block,
                zones: own
                    .zones
                    .unwrap_or_else(|| vec!["a".to_owned(), "b".to_owned()]),
                nat_per_zone: own.nat_per_zone.unwrap_or(false),
            },
        };
        let cheapest = match kind {
            Kind::Academy => "t2.micro",
            Kind::Dev | Kind::Prod => "t3.micro",
        };
        Ok(Self {
            kind,
            account: settings.account,
            role: settings.role,
            network,
            instance_type: settings
                .instance_type
                .unwrap_or_else(|| cheapest.to_owned()),
            instances,
            allow_from: or_anywhere(settings.allow_from),
            ssh: (kind == Kind::Academy).then(|| Ssh {
                key: "vockey".to_owned(),
                from: or_anywhere(settings.ssh_from),
            }),
            site,
            alarm_email: settings.alarm_email,
            log_retention_days: settings.log_retention_days.unwrap_or(if in_prod {
                365
            } else {
                14
            }),
            oidc_user_claim: settings.oidc_user_claim.unwrap_or_else(|| "sub".to_owned()),
            state,
            region,
            stage,
            root,
        })
    }
}

/// The checks of one stage, which errors name.
#[derive(Clone, Copy)]
struct Check<'a> {
    stage: &'a str,
}

impl Check<'_> {
    fn error<T>(self, what: &str, hint: &str) -> Result<T, ConfigError> {
        let stage = self.stage;
        Err(ConfigError(format!(
            "the stage `{stage}` {what}\n  hint: {hint}"
        )))
    }

    /// A key with a value that is not what it has to be.
    fn wrong<T>(self, key: &str, value: &str, wanted: &str) -> Result<T, ConfigError> {
        let what = format!("has `{key} = \"{value}\"`, which is not {wanted}");
        self.error(
            &what,
            &format!("see `[stages.{}]` in synth.toml", self.stage),
        )
    }

    fn kind(self, settings: &Settings) -> Result<Kind, ConfigError> {
        let stage = self.stage;
        // Names of load balancers have 32 characters at most.
        let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
        if stage.len() > 12
            || !stage.starts_with(|one: char| one.is_ascii_lowercase())
            || stage.ends_with('-')
            || !stage.chars().all(plain)
        {
            return self.error(
                "has a name that physical names cannot have in them",
                "use up to 12 lower-case letters, digits and `-`, a letter first",
            );
        }
        match settings.kind.or(Kind::of_stage(stage)) {
            Some(kind) => Ok(kind),
            None => self.error(
                "is not `academy`, `dev` or `prod`, and does not say what it is",
                &format!("write `kind = \"dev\"` or another of these into `[stages.{stage}]`"),
            ),
        }
    }

    /// A side that is not said is what is usual.
    fn instances(
        self,
        in_prod: bool,
        settings: InstancesSettings,
    ) -> Result<Instances, ConfigError> {
        let min = settings.min.unwrap_or(if in_prod { 2 } else { 1 });
        let max = settings.max.unwrap_or(4);
        if min == 0 || min > max {
            return self.error(
                &format!("has {min} instances at least and {max} at most"),
                "write `instances = { min = 1, max = 4 }`: at least one, and no more than at most",
            );
        }
        Ok(Instances { min, max })
    }

    fn all(self, kind: Kind, region: &str, settings: &Settings) -> Result<(), ConfigError> {
        if !is_region(region) {
            return self.wrong("region", region, "an AWS region such as `us-east-1`");
        }
        if kind == Kind::Academy && region != "us-east-1" {
            let wanted = "`us-east-1`, where teaching accounts have their key pair";
            return self.wrong("region", region, wanted);
        }
        if let Some(account) = &settings.account
            && !(account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return self.wrong("account", account, "an AWS account of 12 digits");
        }
        if let Some(role) = &settings.role
            && !(role.starts_with("arn:aws") && role.contains(":role/"))
        {
            return self.wrong("role", role, "the ARN of an IAM role");
        }
        if let Some(instance_type) = &settings.instance_type
            && !instance_type.contains('.')
        {
            let wanted = "an EC2 instance type such as `t3.micro`";
            return self.wrong("instance-type", instance_type, wanted);
        }
        if let Some(days) = settings.log_retention_days
            && !RETENTIONS.contains(&days)
        {
            let known = RETENTIONS.map(|days| days.to_string()).join(", ");
            return self.error(
                &format!("keeps logs for {days} days, which CloudWatch does not offer"),
                &format!("choose one of {known}"),
            );
        }
        if let Some(email) = &settings.alarm_email
            && !email.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.contains('@')
            })
        {
            return self.wrong("alarm-email", email, "an e-mail address");
        }
        self.blocks("allow-from", settings.allow_from.as_deref())?;
        self.blocks("ssh-from", settings.ssh_from.as_deref())?;
        if settings.ssh_from.is_some() && kind != Kind::Academy {
            return self.error(
                "has `ssh-from`, and no SSH",
                "instances are reached by SSH in `academy` alone: remove the key",
            );
        }
        if settings.state_region.is_some() && settings.state_bucket.is_none() {
            return self.error(
                "has `state-region` without `state-bucket`",
                "name the bucket, or remove the region",
            );
        }
        if settings.state_lock_table.is_some() && settings.state_bucket.is_none() {
            return self.error(
                "has `state-lock-table` without `state-bucket`",
                "name the bucket, or remove the table",
            );
        }
        self.network(kind, settings)
    }

    fn network(self, kind: Kind, settings: &Settings) -> Result<(), ConfigError> {
        let Some(own) = &settings.network else {
            return Ok(());
        };
        if kind == Kind::Academy {
            return self.error(
                "has a network of its own, which a teaching account does not allow",
                "remove `network`",
            );
        }
        if let Err(why) = synth_aws::patterns::OwnNetwork::new("", &own.cidr_block) {
            return self.error(
                &format!("has a bad `network.cidr-block`: {why}"),
                "write `network = { cidr-block = \"10.0.0.0/16\" }`",
            );
        }
        let zones = own.zones.as_deref().unwrap_or_default();
        let letter =
            |zone: &String| zone.len() == 1 && zone.bytes().all(|b| b.is_ascii_lowercase());
        let distinct = zones
            .iter()
            .enumerate()
            .all(|(place, zone)| !zones[..place].contains(zone));
        if own.zones.is_some()
            && !((2..=6).contains(&zones.len()) && zones.iter().all(letter) && distinct)
        {
            return self.error(
                &format!("has `network.zones = {zones:?}`"),
                "name two to six zones by their letters: `zones = [\"a\", \"b\"]`",
            );
        }
        Ok(())
    }

    fn blocks(self, key: &str, blocks: Option<&[String]>) -> Result<(), ConfigError> {
        for block in blocks.unwrap_or_default() {
            if !is_block(block) {
                return self.wrong(key, block, "an IPv4 block such as `203.0.113.0/24`");
            }
        }
        match blocks {
            Some([]) => self.error(
                &format!("has an empty `{key}`, so nobody gets in"),
                "name a block, or remove the key",
            ),
            _ => Ok(()),
        }
    }

    fn site(
        self,
        kind: Kind,
        region: &str,
        settings: &Settings,
    ) -> Result<Option<Site>, ConfigError> {
        match (&settings.domain, &settings.certificate_arn) {
            (Some(domain), Some(certificate)) => {
                if !is_domain(domain) {
                    return self.wrong("domain", domain, "a name such as `photos.example.com`");
                }
                let place = format!(":acm:{region}:");
                if !(certificate.starts_with("arn:aws")
                    && certificate.contains(&place)
                    && certificate.contains(":certificate/"))
                {
                    let wanted = format!("the ARN of a certificate in `{region}`");
                    return self.wrong("certificate-arn", certificate, &wanted);
                }
                if kind == Kind::Academy {
                    return self.error("has a domain, which `academy` has no use for", "remove it");
                }
                Ok(Some(Site {
                    domain: domain.clone(),
                    certificate_arn: certificate.clone(),
                    hosted_zone_id: settings.hosted_zone_id.clone(),
                }))
            }
            (None, None) if kind != Kind::Prod => match &settings.hosted_zone_id {
                None => Ok(None),
                Some(_) => self.error(
                    "has `hosted-zone-id` without `domain`",
                    "name the domain and its certificate, or remove the zone",
                ),
            },
            (domain, _) => {
                let missing = match domain {
                    Some(_) => "`certificate-arn`",
                    None if settings.certificate_arn.is_some() => "`domain`",
                    None => "`domain` and `certificate-arn`",
                };
                self.error(
                    &format!("needs {missing}, because it is served over HTTPS"),
                    "ask AWS Certificate Manager for a certificate of the domain, in the stage's region",
                )
            }
        }
    }
}

/// `us-east-1`: an area, directions, a number.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lower =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [words @ .., number] => {
            words.len() >= 2
                && words.iter().all(lower)
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        [] => false,
    }
}

/// `203.0.113.0/24`, with nothing behind the prefix.
fn is_block(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    match (address.parse::<Ipv4Addr>(), length.parse::<u32>()) {
        (Ok(address), Ok(length)) if length <= 32 => {
            let rest = u32::MAX.checked_shr(length).unwrap_or(0);
            address.to_bits() & rest == 0
        }
        _ => false,
    }
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

#[cfg(test)]
mod tests;
