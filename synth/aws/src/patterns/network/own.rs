//! A VPC of one's own.

use std::net::Ipv4Addr;
use std::rc::Rc;

use synth_core::Addressable;
use synth_core::prelude::*;

use super::Network;
use crate::patterns::account::{account_id, region};
use crate::patterns::resource_policy::ResourcePolicy;
use crate::patterns::statement::Statement;
use crate::{
    DefaultSecurityGroup, Eip, FlowLog, InternetGateway, NatGateway, Route, RouteTable,
    RouteTableAssociation, S3Bucket, Subnet, Vpc, VpcEndpoint,
};

/// A VPC of its own: public subnets for a load balancer, private ones for
/// instances, which reach S3 and `DynamoDB` by gateway endpoints and
/// everything else through NAT gateways.
///
/// Subnets are cut from the block by place, a sixteenth each: public ones
/// first, private ones from the ninth on. So another zone added later moves
/// none of them.
///
/// ```
/// use synth_aws::AwsProvider;
/// use synth_aws::patterns::OwnNetwork;
/// use synth_core::prelude::*;
///
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.add("aws", AwsProvider::new());
/// let network = OwnNetwork::new("photos", "10.20.0.0/16")?
///     .zones(["eu-west-1a", "eu-west-1b"])
///     .define(&stack);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct OwnNetwork {
    name: String,
    block: Block,
    zones: Vec<String>,
    nat_per_zone: bool,
    flow_logs: Option<(Ref<S3Bucket>, String)>,
}

/// An IPv4 block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    first: Ipv4Addr,
    length: u8,
}

impl Block {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| Err(format!("`{text}` is no block for a VPC: {why}"));
        let Some((address, length)) = text.split_once('/') else {
            return wrong("it is not written as `10.0.0.0/16`");
        };
        let (Ok(first), Ok(length)) = (address.parse::<Ipv4Addr>(), length.parse::<u8>()) else {
            return wrong("it is not written as `10.0.0.0/16`");
        };
        // A VPC has /16 to /28, and a subnet /28 at least: a sixteenth each.
        if !(16..=24).contains(&length) {
            return wrong("its length has to be 16 to 24");
        }
        let rest = u32::MAX >> length;
        if first.to_bits() & rest != 0 {
            let begin = Ipv4Addr::from_bits(first.to_bits() & !rest);
            return wrong(&format!("it begins at {begin}"));
        }
        if !first.is_private() {
            return wrong("it is not in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
        }
        Ok(Self { first, length })
    }

    /// One of its sixteen parts.
    fn part(self, place: u32) -> String {
        let length = self.length + 4;
        let first = self.first.to_bits() + (place << (32 - length));
        format!("{}/{length}", Ipv4Addr::from_bits(first))
    }
}

impl OwnNetwork {
    /// A VPC on a block of private addresses, with the subnets in no zone yet.
    ///
    /// # Errors
    ///
    /// A block that a VPC cannot have, or that is too small to be cut into
    /// sixteen subnets: its length has to be 16 to 24.
    pub fn new(name: impl Into<String>, cidr_block: &str) -> Result<Self, String> {
        Ok(Self {
            name: name.into(),
            block: Block::parse(cidr_block)?,
            zones: Vec::new(),
            nat_per_zone: false,
            flow_logs: None,
        })
    }

    /// The availability zones, 2 to 8 of them: a load balancer needs two.
    pub fn zones<Z: Into<String>>(mut self, zones: impl IntoIterator<Item = Z>) -> Self {
        self.zones = zones.into_iter().map(Into::into).collect();
        self
    }

    /// A NAT gateway in every zone, so that the loss of one zone leaves the
    /// others connected. One for all by default, which costs less.
    pub fn nat_per_zone(mut self, enabled: bool) -> Self {
        self.nat_per_zone = enabled;
        self
    }

    /// Writes who talked to whom into a bucket, below `prefix`.
    pub fn flow_logs(mut self, bucket: &Ref<S3Bucket>, prefix: impl Into<String>) -> Self {
        self.flow_logs = Some((bucket.clone(), prefix.into()));
        self
    }

    fn named(&self, what: &str) -> [(&'static str, String); 1] {
        [("Name", format!("{}-{what}", self.name))]
    }

    /// Adds the network.
    #[must_use]
    #[track_caller]
    pub fn define(self, scope: &Scope) -> Network {
        let _here = scope.call_site();
        let count = self.zones.len();
        if !(2..=8).contains(&count) {
            let message = format!("a network needs 2 to 8 availability zones, not {count}");
            scope.validate(move || Err(message.clone()));
        }
        let vpc = scope.add(
            "vpc",
            Vpc::new()
                .cidr_block(format!("{}/{}", self.block.first, self.block.length))
                .enable_dns_hostnames(true)
                .enable_dns_support(true)
                .tags([("Name", self.name.as_str())]),
        );
        // The group that comes with a VPC lets everything through: emptied.
        scope.add(
            "vpc_default_group",
            DefaultSecurityGroup::new().vpc_id(vpc.id()),
        );
        if let Some((bucket, prefix)) = &self.flow_logs {
            log_flows(scope, &vpc, bucket, prefix);
        }
        let mut site = Site::begin(scope, &self, vpc);
        for (place, zone) in (0_u32..).zip(&self.zones) {
            site.add_zone(place, zone);
        }
        site.finish()
    }
}

/// Lets the flow logs of the account into a bucket, and asks for those of a
/// VPC (VPC Flow Logs, "Amazon S3 bucket permissions for flow logs").
fn log_flows(scope: &Scope, vpc: &Ref<Vpc>, bucket: &Ref<S3Bucket>, prefix: &str) {
    let account = account_id(bucket.scope());
    let objects = interpolate![
        bucket.arn(),
        "/",
        prefix,
        "/AWSLogs/",
        account.clone(),
        "/*"
    ];
    let delivery = |action: &'static str, on: Value<String>| {
        Statement::allow([action])
            .by_service("delivery.logs.amazonaws.com")
            .on([on])
            .when("StringEquals", "aws:SourceAccount", [account.clone()])
    };
    bucket.add_to_policy(delivery("s3:GetBucketAcl", bucket.arn()));
    let policy = bucket.add_to_policy(delivery("s3:PutObject", objects).when(
        "StringEquals",
        "s3:x-amz-acl",
        ["bucket-owner-full-control"],
    ));
    scope.add(
        "vpc_flows",
        FlowLog::new()
            .vpc_id(vpc.id())
            .traffic_type("ALL")
            .log_destination_type("s3")
            .log_destination(interpolate![bucket.arn(), "/", prefix])
            .depends_on(&policy),
    );
}

/// A network while zone after zone is added.
struct Site<'a> {
    scope: &'a Scope,
    plan: &'a OwnNetwork,
    vpc: Ref<Vpc>,
    public: Ref<RouteTable>,
    /// The way from the public subnets to the internet.
    to_internet: Ref<Route>,
    /// The route table of the private subnets of this zone, or of all.
    private: Option<Ref<RouteTable>>,
    tables: Vec<Value<String>>,
    public_subnets: Vec<Value<String>>,
    instance_subnets: Vec<Value<String>>,
    ways_out: Vec<Rc<dyn Addressable>>,
}

impl<'a> Site<'a> {
    fn begin(scope: &'a Scope, plan: &'a OwnNetwork, vpc: Ref<Vpc>) -> Self {
        let internet = scope.add(
            "internet",
            InternetGateway::new()
                .vpc_id(vpc.id())
                .tags(plan.named("internet")),
        );
        let public = scope.add(
            "public_routes",
            RouteTable::new(vpc.id()).tags(plan.named("public")),
        );
        let to_internet = scope.add(
            "public_internet",
            Route::new(public.id())
                .destination_cidr_block("0.0.0.0/0")
                .gateway_id(internet.id()),
        );
        Self {
            scope,
            plan,
            vpc,
            tables: vec![public.id()],
            public,
            ways_out: vec![Rc::new(to_internet.clone())],
            to_internet,
            private: None,
            public_subnets: Vec::new(),
            instance_subnets: Vec::new(),
        }
    }

    fn add_zone(&mut self, place: u32, zone: &str) {
        // `eu-west-1a` is `1a`.
        let suffix = zone.rsplit('-').next().unwrap_or(zone);
        let outer = self.subnet("public", suffix, zone, place);
        let inner = self.subnet("private", suffix, zone, place + 8);
        let public = self.public.clone();
        self.associate(&format!("public_{suffix}_association"), &outer, &public);
        let private = match &self.private {
            Some(private) if !self.plan.nat_per_zone => private.clone(),
            _ => self.nat(suffix, &outer),
        };
        let id = format!("private_{suffix}_association");
        let association = self.associate(&id, &inner, &private);
        self.ways_out.push(Rc::new(association));
        self.private = Some(private);
        self.public_subnets.push(outer.id());
        self.instance_subnets.push(inner.id());
    }

    fn subnet(&self, kind: &str, suffix: &str, zone: &str, place: u32) -> Ref<Subnet> {
        self.scope.add(
            format!("{kind}_{suffix}"),
            Subnet::new(self.vpc.id())
                .availability_zone(zone)
                .cidr_block(self.plan.block.part(place))
                .tags(self.plan.named(&format!("{kind}-{suffix}"))),
        )
    }

    fn associate(
        &self,
        id: &str,
        subnet: &Ref<Subnet>,
        table: &Ref<RouteTable>,
    ) -> Ref<RouteTableAssociation> {
        self.scope.add(
            id.to_owned(),
            RouteTableAssociation::new(table.id()).subnet_id(subnet.id()),
        )
    }

    /// A NAT gateway in a public subnet, and the routes to it.
    fn nat(&mut self, suffix: &str, outer: &Ref<Subnet>) -> Ref<RouteTable> {
        let tags = self.plan.named(&format!("nat-{suffix}"));
        let address = self.scope.add(
            format!("nat_{suffix}_address"),
            Eip::new()
                .domain("vpc")
                .tags(tags.clone())
                .depends_on(&self.to_internet),
        );
        let gateway = self.scope.add(
            format!("nat_{suffix}"),
            NatGateway::new()
                .allocation_id(address.id())
                .subnet_id(outer.id())
                .tags(tags)
                .depends_on(&self.to_internet),
        );
        let routes = self.scope.add(
            format!("private_{suffix}_routes"),
            RouteTable::new(self.vpc.id()).tags(self.plan.named(&format!("private-{suffix}"))),
        );
        let route = self.scope.add(
            format!("private_{suffix}_internet"),
            Route::new(routes.id())
                .destination_cidr_block("0.0.0.0/0")
                .nat_gateway_id(gateway.id()),
        );
        self.ways_out.push(Rc::new(route));
        self.tables.push(routes.id());
        routes
    }

    /// S3 and `DynamoDB` by the shortest way, which costs nothing.
    fn finish(mut self) -> Network {
        for service in ["s3", "dynamodb"] {
            let service_name = interpolate!["com.amazonaws.", region(self.scope), ".", service];
            let endpoint = self.scope.add(
                format!("{service}_endpoint"),
                VpcEndpoint::new(self.vpc.id())
                    .service_name(service_name)
                    .vpc_endpoint_type("Gateway")
                    .route_table_ids(self.tables.clone())
                    .tags(self.plan.named(service)),
            );
            self.ways_out.push(Rc::new(endpoint));
        }
        Network {
            vpc_id: self.vpc.id(),
            public_subnets: self.public_subnets.into(),
            instance_subnets: self.instance_subnets.into(),
            ways_out: self.ways_out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other() {
        let block = Block::parse("10.20.0.0/16").unwrap();
        assert_eq!(block.part(0), "10.20.0.0/20");
        assert_eq!(block.part(1), "10.20.16.0/20");
        assert_eq!(block.part(15), "10.20.240.0/20");
        assert_eq!(
            Block::parse("192.168.4.0/24").unwrap().part(8),
            "192.168.4.128/28"
        );
    }

    #[test]
    fn what_a_vpc_cannot_have_is_told() {
        for (text, why) in [
            ("10.0.0.0", "not written as"),
            ("10.0.0/16", "not written as"),
            ("10.0.0.0/33", "its length has to be"),
            ("10.0.0.0/8", "its length has to be"),
            ("10.0.1.0/16", "it begins at 10.0.0.0"),
            ("8.8.0.0/16", "is not in 10.0.0.0/8"),
        ] {
            let error = OwnNetwork::new("x", text).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
