//! Kinds of text that a pattern does not describe well.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Any JSON.
    Json,
    /// A policy: a JSON object, without spaces before it.
    Policy,
    /// An ARN; an empty text passes, as it does with the AWS provider.
    Arn,
    /// A network in CIDR notation, without bits of a host.
    Cidr,
    /// The same of IPv4 only.
    Ipv4Cidr,
    /// The same of IPv6 only.
    Ipv6Cidr,
    /// An address and a prefix length, whatever the bits of the host.
    CidrAny,
    /// The same of IPv4 only.
    Ipv4CidrAny,
    /// An address.
    Ip,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// A time: `2026-01-31T12:00:00Z`.
    Rfc3339,
    /// A day: `2026-01-31`.
    Date,
    /// Base64 in the standard alphabet, padded.
    Base64,
    /// Twelve digits.
    AccountId,
    /// The name of a region: `us-east-1`.
    Region,
    /// A URL of HTTP or HTTPS.
    Url,
    /// A URL of HTTPS.
    HttpsUrl,
    /// A length of time as Go writes it: `1h30m`.
    Duration,
    /// A UUID.
    Uuid,
}

impl Format {
    /// What a text of the kind is called.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Format::Json => "JSON",
            Format::Policy => "a JSON object that begins with `{`",
            Format::Arn => "an ARN, such as arn:aws:iam::123456789012:role/name",
            Format::Cidr => {
                "a network in CIDR notation without bits of a host, such as 10.0.0.0/16"
            }
            Format::Ipv4Cidr => {
                "an IPv4 network in CIDR notation without bits of a host, such as 10.0.0.0/16"
            }
            Format::Ipv6Cidr => {
                "an IPv6 network in CIDR notation without bits of a host, such as 2001:db8::/32"
            }
            Format::CidrAny => "an address in CIDR notation, such as 10.0.0.1/16",
            Format::Ipv4CidrAny => "an IPv4 address in CIDR notation, such as 10.0.0.1/16",
            Format::Ip => "an IP address",
            Format::Ipv4 => "an IPv4 address, such as 10.0.0.1",
            Format::Ipv6 => "an IPv6 address, such as 2001:db8::1",
            Format::Rfc3339 => "a time in RFC 3339, such as 2026-01-31T12:00:00Z",
            Format::Date => "a date, such as 2026-01-31",
            Format::Base64 => "base64",
            Format::AccountId => "an account id: twelve digits",
            Format::Region => "the name of a region, such as us-east-1",
            Format::Url => "a URL of http or https",
            Format::HttpsUrl => "a URL of https",
            Format::Duration => "a duration, such as 1h30m",
            Format::Uuid => "a UUID",
        }
    }

    /// Whether a text is of the kind.
    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Format::Json => serde_json::from_str::<Json>(text).is_ok(),
            Format::Policy => text.starts_with('{') && serde_json::from_str::<Json>(text).is_ok(),
            Format::Arn => text.is_empty() || is_arn(text),
            Format::Cidr => is_network(text),
            Format::Ipv4Cidr => is_network(text) && !text.contains(':'),
            Format::Ipv6Cidr => is_network(text) && text.contains(':'),
            Format::CidrAny => split_cidr(text).is_some(),
            Format::Ipv4CidrAny => split_cidr(text).is_some_and(|(ip, _)| ip.is_ipv4()),
            Format::Ip => text.parse::<IpAddr>().is_ok(),
            Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Format::Rfc3339 => is_time(text),
            Format::Date => is_date(text),
            Format::Base64 => is_base64(text),
            Format::AccountId => text.len() == 12 && all_digits(text),
            Format::Region => is_region(text),
            Format::Url => is_url(text, &["http", "https"]),
            Format::HttpsUrl => is_url(text, &["https"]),
            Format::Duration => super::duration::parse(text).is_some(),
            Format::Uuid => is_uuid(text),
        }
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [start, partition, service, region, account, resource] = parts[..] else {
        return false;
    };
    // Accounts with a name of their own are those of AWS itself.
    let named = ["aws", "aws-managed", "third-party", "aws-marketplace"];
    let account_fits = account.is_empty()
        || named.contains(&account)
        || account.starts_with("cw")
        || Format::AccountId.accepts(account);
    start == "arn"
        && (partition == "aws" || partition.starts_with("aws-"))
        && !service.is_empty()
        && (region.is_empty() || is_region(region))
        && account_fits
        && !resource.is_empty()
}

/// `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [areas @ .., number] = &parts[..] else {
        return false;
    };
    (2..=3).contains(&areas.len())
        && areas
            .iter()
            .all(|area| !area.is_empty() && area.bytes().all(|byte| byte.is_ascii_lowercase()))
        && all_digits(number)
}

fn split_cidr(text: &str) -> Option<(IpAddr, u32)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    if !all_digits(prefix) {
        return None;
    }
    let prefix = prefix.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    (prefix <= most).then_some((address, prefix))
}

/// Whether the address is the first of its network.
fn is_network(text: &str) -> bool {
    match split_cidr(text) {
        Some((IpAddr::V4(address), prefix)) => {
            address.to_bits() & u32::MAX.checked_shr(prefix).unwrap_or(0) == 0
        }
        Some((IpAddr::V6(address), prefix)) => {
            address.to_bits() & u128::MAX.checked_shr(prefix).unwrap_or(0) == 0
        }
        None => false,
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let within = |part: &str, digits: usize, most: u32| {
        part.len() == digits
            && all_digits(part)
            && part
                .parse()
                .is_ok_and(|number: u32| (1..=most).contains(&number))
    };
    let days = match (month, year.parse::<u32>().unwrap_or_default()) {
        ("04" | "06" | "09" | "11", _) => 30,
        ("02", year) if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        ("02", _) => 28,
        _ => 31,
    };
    year.len() == 4 && all_digits(year) && within(month, 2, 12) && within(day, 2, days)
}

fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(at);
    let clock = match clock.split_once('.') {
        Some((clock, fraction)) if all_digits(fraction) => clock,
        Some(_) => return false,
        None => clock,
    };
    let offset = zone.strip_prefix(['+', '-']);
    is_date(date)
        && is_clock(clock, &[23, 59, 59])
        && (zone == "Z" || offset.is_some_and(|offset| is_clock(offset, &[23, 59])))
}

/// Pairs of digits between colons, none above its limit.
fn is_clock(text: &str, limits: &[u8]) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == limits.len()
        && parts.iter().zip(limits).all(|(part, limit)| {
            part.len() == 2
                && all_digits(part)
                && part.parse().is_ok_and(|number: u8| number <= *limit)
        })
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    text.len().is_multiple_of(4)
        && padding <= 2
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

fn is_url(text: &str, schemes: &[&str]) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        schemes.contains(&scheme) && !host.is_empty() && !text.contains(char::is_whitespace)
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the formats take, and what they do not.
    const EXAMPLES: &[(Format, &[&str], &[&str])] = &[
        (Format::Json, &["{}", "[1]", "null"], &["", "{", "a"]),
        (Format::Policy, &["{}"], &["", " {}", "[]", "{"]),
        (
            Format::Arn,
            &[
                "",
                "arn:aws:s3:::bucket/key:x",
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
                "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:q",
            ],
            &[
                "bucket",
                "arn:aws:s3:::",
                "arn:aws:sqs:us-east-1:12345:q",
                "arn:aws:sqs:here:123456789012:q",
                "arn:gcp:sqs:us-east-1:123456789012:q",
            ],
        ),
        (
            Format::Cidr,
            &[
                "10.0.0.0/16",
                "0.0.0.0/0",
                "10.1.2.3/32",
                "2001:db8::/32",
                "::/0",
            ],
            &[
                "10.0.0.1/16",
                "10.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/+8",
                "2001:db8::1/32",
            ],
        ),
        (Format::Ipv4Cidr, &["10.0.0.0/16"], &["::/0"]),
        (Format::Ipv6Cidr, &["::/0"], &["10.0.0.0/16"]),
        (Format::CidrAny, &["10.0.0.1/16", "::1/64"], &["10.0.0.1"]),
        (Format::Ipv4CidrAny, &["10.0.0.1/16"], &["::1/64"]),
        (Format::Ip, &["10.0.0.1", "::1"], &["10.0.0", "host"]),
        (Format::Ipv4, &["10.0.0.1"], &["::1", "10.0.0.256"]),
        (Format::Ipv6, &["::1"], &["10.0.0.1"]),
        (
            Format::Rfc3339,
            &["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+01:00"],
            &[
                "2026-01-31",
                "2026-01-31T12:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T12:00:00",
            ],
        ),
        (
            Format::Date,
            &["2024-02-29", "2026-12-31"],
            &["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1"],
        ),
        (
            Format::Base64,
            &["", "aGk=", "aGkh"],
            &["a", "aGk", "a-_=", "===="],
        ),
        (
            Format::AccountId,
            &["123456789012"],
            &["1234", "12345678901a"],
        ),
        (
            Format::Region,
            &["us-east-1", "us-gov-west-1", "ap-southeast-5"],
            &["us-east", "useast1", "us-east-1a", "US-EAST-1", ""],
        ),
        (
            Format::Url,
            &["http://a.example/b", "https://a"],
            &["a.example", "ftp://a", "http://"],
        ),
        (Format::HttpsUrl, &["https://a"], &["http://a"]),
        (Format::Duration, &["1h30m", "5s"], &["5", "an hour"]),
        (
            Format::Uuid,
            &["0f3c1a4e-93ab-4c5e-9d4b-0123456789ab"],
            &["0f3c1a4e", "0f3c1a4e-93ab-4c5e-9d4b-0123456789az"],
        ),
    ];

    #[test]
    fn every_format_knows_its_texts() {
        for (format, good, bad) in EXAMPLES {
            for text in *good {
                assert!(format.accepts(text), "{format:?} refuses `{text}`");
            }
            for text in *bad {
                assert!(!format.accepts(text), "{format:?} takes `{text}`");
            }
        }
    }

    #[test]
    fn what_a_format_wants_satisfies_it_if_it_names_an_example() {
        for (format, _, _) in EXAMPLES {
            if let Some((_, example)) = format.noun().split_once("such as ") {
                assert!(format.accepts(example), "{format:?}: {example}");
            }
        }
    }
}
