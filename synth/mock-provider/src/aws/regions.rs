//! Regions and partitions of AWS, as its documentation lists them.

/// Regions every account has, and what AWS calls them.
const REGIONS: [(&str, &str); 17] = [
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ca-central-1", "Canada (Central)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

/// Regions an account has to ask for.
const OPT_IN: [(&str, &str); 17] = [
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-6", "Asia Pacific (New Zealand)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("mx-central-1", "Mexico (Central)"),
];

/// Accounts from which load balancers write their logs, by region.
const LOAD_BALANCERS: [(&str, &str); 26] = [
    ("af-south-1", "098369216593"),
    ("ap-east-1", "754344448648"),
    ("ap-northeast-1", "582318560864"),
    ("ap-northeast-2", "600734575887"),
    ("ap-northeast-3", "383597477331"),
    ("ap-south-1", "718504428378"),
    ("ap-southeast-1", "114774131450"),
    ("ap-southeast-2", "783225319266"),
    ("ap-southeast-3", "589379963580"),
    ("ca-central-1", "985666609251"),
    ("cn-north-1", "638102146993"),
    ("cn-northwest-1", "037604701340"),
    ("eu-central-1", "054676820928"),
    ("eu-north-1", "897822967062"),
    ("eu-south-1", "635631232127"),
    ("eu-west-1", "156460612806"),
    ("eu-west-2", "652711504416"),
    ("eu-west-3", "009996457667"),
    ("me-south-1", "076674570225"),
    ("sa-east-1", "507241528517"),
    ("us-east-1", "127311923021"),
    ("us-east-2", "033677994240"),
    ("us-gov-east-1", "190560391635"),
    ("us-gov-west-1", "048591011584"),
    ("us-west-1", "027434742980"),
    ("us-west-2", "797873946194"),
];

/// The names of the regions, those that have to be asked for only if wanted.
pub(super) fn names(all: bool) -> impl Iterator<Item = &'static str> {
    let opt_in = OPT_IN.iter().filter(move |_| all);
    REGIONS.iter().chain(opt_in).map(|(name, _)| *name)
}

/// What AWS calls a region; its name, if it is none of those known here.
pub(super) fn description(region: &str) -> &str {
    let mut known = REGIONS.iter().chain(&OPT_IN);
    known
        .find(|(name, _)| *name == region)
        .map_or(region, |(_, description)| description)
}

/// The account from which load balancers write their logs, in the regions that
/// have one.
pub(super) fn load_balancers(region: &str) -> Option<&'static str> {
    let mut known = LOAD_BALANCERS.iter();
    let found = known.find(|(name, _)| *name == region);
    found.map(|(_, account)| *account)
}

/// The partition of a region, as ARNs name it.
pub(crate) fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ if region.starts_with("eusc-") => "aws-eusc",
        _ if region.starts_with("us-isob-") => "aws-iso-b",
        _ if region.starts_with("us-iso-") => "aws-iso",
        _ => "aws",
    }
}

/// What host names of a partition end in.
pub(super) fn dns_suffix(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "amazonaws.com.cn",
        "aws-eusc" => "amazonaws.eu",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        _ => "amazonaws.com",
    }
}

/// An availability zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Zone {
    /// `us-east-1a`
    pub(super) name: String,
    /// `use1-az1`; which one it is differs from account to account.
    pub(super) id: String,
}

/// The zones an account sees in a region.
pub(super) fn zones(region: &str) -> Vec<Zone> {
    let letters = match region {
        "us-east-1" => "abcdef",
        "us-west-2" | "ap-northeast-2" => "abcd",
        "us-west-1" => "ac",
        "ap-northeast-1" => "acd",
        "ca-central-1" => "abd",
        _ => "abc",
    };
    let short = abbreviation(region);
    (1..)
        .zip(letters.chars())
        .map(|(number, letter)| Zone {
            name: format!("{region}{letter}"),
            id: format!("{short}-az{number}"),
        })
        .collect()
}

/// `use1` for `us-east-1`, `apse2` for `ap-southeast-2`.
fn abbreviation(region: &str) -> String {
    let direction = |part: &str| match part {
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        "north" => "n",
        "south" => "s",
        "east" => "e",
        "west" => "w",
        "central" => "c",
        "gov" => "g",
        _ => "",
    };
    let parts = region.split('-').enumerate();
    parts
        .map(|(index, part)| match (index, direction(part)) {
            (0, _) | (_, "") => part.to_owned(),
            (_, direction) => direction.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_named_as_aws_names_them() {
        for (region, number, first_id) in [
            ("us-east-1", 6, "use1-az1"),
            ("us-gov-west-1", 3, "usgw1-az1"),
            ("ap-southeast-2", 3, "apse2-az1"),
            ("ap-south-1", 3, "aps1-az1"),
            ("eu-central-1", 3, "euc1-az1"),
        ] {
            let zones = zones(region);
            assert_eq!(zones.len(), number);
            assert_eq!(zones[0].id, first_id);
            assert_eq!(zones[0].name, format!("{region}a"));
        }
    }

    #[test]
    fn tables_are_sorted_and_name_regions() {
        assert!(REGIONS.is_sorted() && OPT_IN.is_sorted() && LOAD_BALANCERS.is_sorted());
        assert_eq!(names(true).count(), 34);
        assert_eq!(description("eu-west-3"), "Europe (Paris)");
        assert_eq!(description("xx-west-3"), "xx-west-3");
        assert_eq!(load_balancers("us-east-1"), Some("127311923021"));
        assert_eq!(load_balancers("eu-central-2"), None);
    }

    #[test]
    fn a_region_has_a_partition() {
        assert_eq!(partition("us-east-1"), "aws");
        assert_eq!(partition("cn-north-1"), "aws-cn");
        assert_eq!(dns_suffix(partition("cn-north-1")), "amazonaws.com.cn");
    }
}
