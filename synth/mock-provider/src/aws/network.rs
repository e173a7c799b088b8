//! The networks every account has: a default VPC in each region, with a subnet
//! in each zone. Identifiers agree between the data sources that find them.

use super::answer::{filter, replace, set, wanted};
use super::regions::{self, Zone};
use crate::engine::{Context, Seed};
use crate::value::{Number, Value};

/// Zones in which the instance types of today are not offered.
const OLD_ZONES: [&str; 1] = ["us-east-1e"];

fn default_vpc(context: &Context, region: &str) -> String {
    let seed = Seed::new(&[
        b"default vpc",
        context.account().as_bytes(),
        region.as_bytes(),
    ]);
    format!("vpc-{}", seed.hex(17))
}

/// The subnet of a zone; the last digit says which zone it is.
fn subnet_id(vpc: &str, index: usize, zone: &Zone) -> String {
    let seed = Seed::new(&[vpc.as_bytes(), zone.name.as_bytes()]);
    format!("subnet-{}{index:x}", seed.hex(16))
}

/// Which VPC a configuration asks for.
fn vpc_asked(context: &Context, region: &str, config: &Value) -> String {
    let by_filter = filter(config, "vpc-id").and_then(|ids| ids.first().copied());
    let asked = config.get("vpc_id").as_str().or(by_filter);
    asked.map_or_else(|| default_vpc(context, region), ToOwned::to_owned)
}

pub(super) fn vpc(context: &Context, region: &str, config: &Value, state: &mut Value) {
    let default = default_vpc(context, region);
    let is_default = config.get("default") == &Value::Bool(true)
        || config.get("id").as_str() == Some(&default)
        || filter(config, "is-default").is_some_and(|values| values == ["true"]);
    replace(state, "default", Value::Bool(is_default));
    if !is_default {
        return;
    }
    set(state, "id", &default);
    let partition = regions::partition(region);
    let account = context.account();
    set(
        state,
        "arn",
        &format!("arn:{partition}:ec2:{region}:{account}:vpc/{default}"),
    );
    set(state, "cidr_block", "172.31.0.0/16");
    replace(state, "enable_dns_hostnames", Value::Bool(true));
    let association = Value::Object(
        [
            (
                "association_id",
                format!("vpc-cidr-assoc-{}", &default[4..]),
            ),
            ("cidr_block", "172.31.0.0/16".to_owned()),
            ("state", "associated".to_owned()),
        ]
        .map(|(name, text)| (name.to_owned(), Value::String(text)))
        .into(),
    );
    replace(
        state,
        "cidr_block_associations",
        Value::List(vec![association]),
    );
}

pub(super) fn subnets(context: &Context, region: &str, config: &Value, state: &mut Value) {
    let vpc = vpc_asked(context, region, config);
    let ids = regions::zones(region)
        .into_iter()
        .enumerate()
        .filter(|(_, zone)| {
            wanted(config, "availability-zone", &zone.name)
                && wanted(config, "availability-zone-id", &zone.id)
        })
        .map(|(index, zone)| Value::String(subnet_id(&vpc, index, &zone)))
        .collect();
    set(state, "id", region);
    replace(state, "ids", Value::List(ids));
}

pub(super) fn subnet(context: &Context, region: &str, config: &Value, state: &mut Value) {
    let zones = regions::zones(region);
    let vpc = vpc_asked(context, region, config);
    let given = config.get("id").as_str();
    let of_id = given
        .and_then(|id| id.chars().last()?.to_digit(16))
        .and_then(|digit| usize::try_from(digit).ok());
    let asked = |name: &str, of: &str| config.get(name).as_str().is_none_or(|asked| asked == of);
    let index = of_id.map(|index| index % zones.len()).or_else(|| {
        zones.iter().position(|zone| {
            asked("availability_zone", &zone.name)
                && asked("availability_zone_id", &zone.id)
                && wanted(config, "availability-zone", &zone.name)
        })
    });
    let Some((index, zone)) = index.and_then(|index| Some((index, zones.get(index)?))) else {
        return;
    };
    let id = given.map_or_else(|| subnet_id(&vpc, index, zone), ToOwned::to_owned);
    let partition = regions::partition(region);
    let account = context.account();
    let arn = format!("arn:{partition}:ec2:{region}:{account}:subnet/{id}");
    let is_default = vpc == default_vpc(context, region);
    for (name, text) in [
        ("id", id.as_str()),
        ("arn", &arn),
        ("vpc_id", &vpc),
        ("availability_zone", &zone.name),
        ("availability_zone_id", &zone.id),
    ] {
        set(state, name, text);
    }
    replace(state, "default_for_az", Value::Bool(is_default));
    replace(state, "map_public_ip_on_launch", Value::Bool(is_default));
    replace(
        state,
        "available_ip_address_count",
        Value::Number(Number::Int(4091)),
    );
    if is_default && config.get("cidr_block").is_null() {
        let third = (index + 1) * 16 % 256;
        set(state, "cidr_block", &format!("172.31.{third}.0/20"));
    }
}

/// Every type that is asked for is offered, everywhere but in old zones.
pub(super) fn offerings(region: &str, config: &Value, state: &mut Value) {
    let kind = config.get("location_type").as_str().unwrap_or("region");
    let zones = regions::zones(region).into_iter();
    let zones = zones.filter(|zone| !OLD_ZONES.contains(&zone.name.as_str()));
    let locations: Vec<String> = match kind {
        "availability-zone" => zones.map(|zone| zone.name).collect(),
        "availability-zone-id" => zones.map(|zone| zone.id).collect(),
        _ => vec![region.to_owned()],
    };
    let types = filter(config, "instance-type").unwrap_or_else(|| vec!["t3.micro"]);
    let mut found = [Vec::new(), Vec::new(), Vec::new()];
    for of in types {
        for location in &locations {
            if wanted(config, "location", location) {
                let [types, places, kinds] = &mut found;
                types.push(Value::string(of));
                places.push(Value::string(location));
                kinds.push(Value::string(kind));
            }
        }
    }
    let [types, places, kinds] = found;
    set(state, "id", region);
    replace(state, "instance_types", Value::List(types));
    replace(state, "locations", Value::List(places));
    replace(state, "location_types", Value::List(kinds));
}
