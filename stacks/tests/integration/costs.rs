//! The estimate of costs is that of what is committed.

use serde_json::Value as Json;

use crate::harness::{STAGES, committed, root};

const HOURS: f64 = 730.0;

/// All resources of a type in a stage, with its stacks together.
fn resources(documents: &[Json], kind: &str) -> Vec<Json> {
    documents
        .iter()
        .filter_map(|document| document["resource"][kind].as_object())
        .flat_map(|all| all.values().cloned())
        .collect()
}

/// What a stage costs a month, in US dollars; prices as in docs/costs.md.
fn a_month(stage: &str) -> f64 {
    let (app, _) = committed(stage);
    let synthesis = app.synth().unwrap();
    let documents: Vec<Json> = synthesis
        .documents()
        .iter()
        .map(|document| serde_json::from_str(document.text()).unwrap())
        .collect();
    let count = |kind: &str| f64::from(u32::try_from(resources(&documents, kind).len()).unwrap());
    let groups = resources(&documents, "aws_autoscaling_group");
    let instances: f64 = groups
        .iter()
        .map(|group| group["min_size"].as_f64().unwrap())
        .sum();
    let template = &resources(&documents, "aws_launch_template")[0];
    let (an_hour, zones) = match template["instance_type"].as_str().unwrap() {
        "t2.micro" => (0.0116, 6.0),
        "t3.micro" => (0.0104, 5.0),
        other => panic!("what does {other} cost?"),
    };
    let own_network = count("aws_vpc") > 0.0;
    let balancers = count("aws_lb");
    // Two zones for the load balancer, and one address for each NAT gateway;
    // or all zones, and one for each instance.
    let addresses = if own_network {
        balancers * 2.0 + count("aws_eip")
    } else {
        balancers * zones + instances
    };
    let scaling_alarms = 2.0 * count("aws_autoscaling_policy");
    instances * (an_hour * HOURS + 8.0 * 0.08)
        + balancers * 0.0225 * HOURS
        + addresses * 0.005 * HOURS
        + count("aws_nat_gateway") * 0.045 * HOURS
        + (count("aws_cloudwatch_metric_alarm") + scaling_alarms) * 0.10
}

#[test]
fn the_sums_are_those_of_the_documents() {
    let page = std::fs::read_to_string(root().join("docs/costs.md")).unwrap();
    let sums = page
        .lines()
        .find(|line| line.starts_with("| **a month** |"))
        .unwrap();
    let sums: Vec<f64> = sums
        .split("**")
        .filter_map(|part| part.parse().ok())
        .collect();
    assert_eq!(sums.len(), STAGES.len());
    for (stage, told) in STAGES.into_iter().zip(sums) {
        let actual = a_month(stage);
        // Each line of the table is rounded to a cent.
        assert!(
            (actual - told).abs() < 0.04,
            "{stage}: {actual:.2}, not {told}"
        );
    }
}
