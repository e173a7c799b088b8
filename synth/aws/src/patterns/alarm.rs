//! Alarms on metrics.

use synth_core::prelude::*;

use crate::CloudwatchMetricAlarm;
#[cfg(feature = "dynamodb")]
use crate::DynamodbTable;

/// Whom alarms tell: topics, by ARN. Shared by the alarms of a pattern.
#[derive(Debug, Clone)]
pub struct AlarmActions(Vec<Value<String>>);

impl<V: Into<Value<String>>, const N: usize> From<[V; N]> for AlarmActions {
    fn from(topics: [V; N]) -> Self {
        Self(topics.into_iter().map(Into::into).collect())
    }
}

/// An alarm on one metric: as soon as it is too high for as many minutes as it
/// is watched.
#[derive(Debug, Clone)]
#[must_use]
pub struct Alarm {
    /// Its name, unique in account and region.
    pub name: Value<String>,
    /// What is wrong when it goes off, and what to look at.
    pub description: String,
    /// The metric's namespace: `AWS/Lambda`.
    pub namespace: &'static str,
    /// The metric's name: `Errors`.
    pub metric: &'static str,
    /// Which of the metrics of that name.
    pub dimensions: Vec<(&'static str, Value<String>)>,
    /// `Sum`, `Maximum`, `Average`.
    pub statistic: &'static str,
    /// It goes off above this.
    pub above: Value<Number>,
    /// For so many minutes, each one looked at by itself.
    pub minutes: u32,
}

impl Alarm {
    /// Adds it. It tells of its end too; no data is good news.
    #[expect(
        clippy::must_use_candidate,
        reason = "it is called for what it adds to the stack"
    )]
    #[track_caller]
    pub fn define(
        self,
        scope: &Scope,
        id: &str,
        actions: &AlarmActions,
    ) -> Ref<CloudwatchMetricAlarm> {
        let dimensions: Value<Map<String>> = self.dimensions.into();
        scope.add(
            id.to_owned(),
            CloudwatchMetricAlarm::new(self.name)
                .alarm_description(self.description)
                .namespace(self.namespace)
                .metric_name(self.metric)
                .dimensions(dimensions)
                .statistic(self.statistic)
                .comparison_operator("GreaterThanThreshold")
                .threshold(self.above)
                .period(60)
                .evaluation_periods(self.minutes)
                .treat_missing_data("notBreaching")
                .alarm_actions(actions.0.clone())
                .ok_actions(actions.0.clone()),
        )
    }
}

/// Alarms on tables.
#[cfg(feature = "dynamodb")]
pub trait TableAlarms {
    /// Goes off when requests are throttled, named `NAME-throttles`.
    #[track_caller]
    fn alarm_on_throttles(
        &self,
        name: &str,
        actions: &AlarmActions,
    ) -> [Ref<CloudwatchMetricAlarm>; 2];
}

#[cfg(feature = "dynamodb")]
impl TableAlarms for Ref<DynamodbTable> {
    fn alarm_on_throttles(
        &self,
        name: &str,
        actions: &AlarmActions,
    ) -> [Ref<CloudwatchMetricAlarm>; 2] {
        let _here = self.scope().call_site();
        let alarm = |what: &str, metric: &'static str| {
            let alarm = Alarm {
                name: format!("{name}-{what}-throttles").into(),
                description: format!("DynamoDB throttles {what}s of {name}"),
                namespace: "AWS/DynamoDB",
                metric,
                dimensions: vec![("TableName", self.name())],
                statistic: "Sum",
                above: 0.into(),
                minutes: 5,
            };
            let id = format!("{}_{what}_throttles", self.id_in_scope());
            alarm.define(self.scope(), &id, actions)
        };
        [
            alarm("read", "ReadThrottleEvents"),
            alarm("write", "WriteThrottleEvents"),
        ]
    }
}
