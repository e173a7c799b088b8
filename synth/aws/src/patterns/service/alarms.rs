//! The alarms of a service.

use synth_core::prelude::*;

use crate::patterns::alarm::{Alarm, AlarmActions};
use crate::{CloudwatchMetricAlarm, Lb, LbTargetGroup};

/// Alarms on what clients would notice. The one that a rollout is rolled back
/// for comes back.
pub(super) fn define(
    scope: &Scope,
    id: &str,
    name: &str,
    load_balancer: &Ref<Lb>,
    targets: &Ref<LbTargetGroup>,
    actions: &AlarmActions,
) -> Ref<CloudwatchMetricAlarm> {
    let alarm = |what: &str, description: String, metric, statistic, above: Value<Number>| {
        let alarm = Alarm {
            name: format!("{name}-{what}").into(),
            description,
            namespace: "AWS/ApplicationELB",
            metric,
            dimensions: vec![
                ("LoadBalancer", load_balancer.arn_suffix()),
                ("TargetGroup", targets.arn_suffix()),
            ],
            statistic,
            above,
            minutes: 5,
        };
        alarm.define(scope, &format!("{id}_{}", what.replace('-', "_")), actions)
    };
    alarm(
        "unhealthy",
        format!("an instance of {name} does not answer its health route"),
        "UnHealthyHostCount",
        "Maximum",
        0.into(),
    );
    alarm(
        "slow",
        format!("{name} takes more than a second to answer, on average"),
        "TargetResponseTime",
        "Average",
        1.into(),
    );
    // A fresh instance is unhealthy for a moment in rollouts that go well, so
    // only errors that clients see stop one.
    alarm(
        "server-errors",
        format!("{name} answers with 5xx, more than five times a minute"),
        "HTTPCode_Target_5XX_Count",
        "Sum",
        5.into(),
    )
}
