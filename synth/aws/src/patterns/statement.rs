//! Statements of IAM policies, as data until they are written.

use synth_core::functions::jsonencode;
use synth_core::prelude::*;
use synth_core::{IntoNode, Node, Text};

/// One statement of a policy.
///
/// ```
/// use synth_aws::patterns::Statement;
/// let read = Statement::allow(["s3:GetObject"]).on(["arn:aws:s3:::photos/*"]);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Statement {
    effect: &'static str,
    /// Who, by kind (`Service`, `AWS`, or `*`); none in a role's own policy.
    principal: Option<(&'static str, Node)>,
    /// Sorted, each once.
    actions: Vec<Text>,
    resources: Vec<Node>,
    /// Operator, key, values.
    conditions: Vec<(&'static str, &'static str, Node)>,
    /// What the resources are, for people.
    subject: String,
}

impl Statement {
    /// Allows these actions.
    pub fn allow<A: Into<Text>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::with_effect("Allow", actions)
    }

    /// Denies these actions, whatever else allows them.
    pub fn deny<A: Into<Text>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::with_effect("Deny", actions)
    }

    fn with_effect<A: Into<Text>>(
        effect: &'static str,
        actions: impl IntoIterator<Item = A>,
    ) -> Self {
        let mut actions: Vec<Text> = actions.into_iter().map(Into::into).collect();
        actions.sort_unstable();
        actions.dedup();
        Self {
            effect,
            principal: None,
            actions,
            resources: Vec::new(),
            conditions: Vec::new(),
            subject: String::new(),
        }
    }

    /// On resources of these ARNs.
    pub fn on<R: Into<Value<String>>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        let resources = resources.into_iter().map(|arn| arn.into().into_node());
        self.resources.extend(resources);
        self
    }

    /// What the resources are called where no ARN is known: a construct path.
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// By an AWS service: `s3.amazonaws.com`.
    pub fn by_service(mut self, service: impl Into<Value<String>>) -> Self {
        self.principal = Some(("Service", service.into().into_node()));
        self
    }

    /// By whoever has this ARN.
    pub fn by_arn(mut self, arn: impl Into<Value<String>>) -> Self {
        self.principal = Some(("AWS", arn.into().into_node()));
        self
    }

    /// By anybody.
    pub fn by_anybody(mut self) -> Self {
        self.principal = Some(("*", Node::Unset));
        self
    }

    /// Only while `key` compares with the values as `operator` says:
    /// `("StringEquals", "aws:SourceAccount", [account])`.
    pub fn when<V: Into<Value<List<String>>>>(
        mut self,
        operator: &'static str,
        key: &'static str,
        values: V,
    ) -> Self {
        self.conditions
            .push((operator, key, values.into().into_node()));
        self
    }

    /// The actions, sorted.
    #[must_use]
    pub fn actions(&self) -> &[Text] {
        &self.actions
    }

    /// The name given by [`about`](Self::about).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The statement as it is written into a policy.
    #[must_use]
    pub fn value(&self) -> Value<Any> {
        let list = |nodes: Vec<Node>| Node::List(nodes);
        let actions = self.actions.iter().cloned().map(Node::String).collect();
        let mut fields: Vec<(Text, Node)> = vec![("Action".into(), list(actions))];
        if !self.conditions.is_empty() {
            fields.push(("Condition".into(), self.condition()));
        }
        fields.push(("Effect".into(), self.effect.into_node()));
        if let Some((kind, who)) = &self.principal {
            let who = match who {
                Node::Unset => "*".into_node(),
                who => Node::Map(vec![((*kind).into(), who.clone())]),
            };
            fields.push(("Principal".into(), who));
        }
        if !self.resources.is_empty() {
            fields.push(("Resource".into(), list(self.resources.clone())));
        }
        Value::from_node(Node::Map(fields))
    }

    fn condition(&self) -> Node {
        let mut operators: Vec<(Text, Node)> = Vec::new();
        for (operator, key, values) in &self.conditions {
            let entry = ((*key).into(), values.clone());
            match operators.iter_mut().find(|(name, _)| name == operator) {
                Some((_, Node::Map(keys))) => keys.push(entry),
                _ => operators.push(((*operator).into(), Node::Map(vec![entry]))),
            }
        }
        Node::Map(operators)
    }

    fn is_alike(&self, other: &Self) -> bool {
        self.effect == other.effect
            && self.principal == other.principal
            && self.conditions == other.conditions
    }

    /// Takes `other` in if together they allow no more than apart.
    fn merge(&mut self, other: &Self) -> bool {
        if !self.is_alike(other) {
            return false;
        }
        let same_resources = self.resources.len() == other.resources.len()
            && other
                .resources
                .iter()
                .all(|arn| self.resources.contains(arn));
        if same_resources {
            self.actions.extend(other.actions.iter().cloned());
            self.actions.sort_unstable();
            self.actions.dedup();
            return true;
        }
        if self.actions == other.actions {
            for arn in &other.resources {
                if !self.resources.contains(arn) {
                    self.resources.push(arn.clone());
                }
            }
            return true;
        }
        false
    }
}

/// A policy: statements, merged where that changes nothing of what they say.
///
/// ```
/// use synth_aws::patterns::{Policy, Statement};
/// let mut policy = Policy::new();
/// policy.add(Statement::allow(["s3:GetObject"]).on(["arn:aws:s3:::photos/*"]));
/// policy.add(Statement::allow(["s3:PutObject"]).on(["arn:aws:s3:::photos/*"]));
/// assert_eq!(policy.statements().len(), 1);
/// assert_eq!(policy.statements()[0].actions(), ["s3:GetObject", "s3:PutObject"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    statements: Vec<Statement>,
}

impl Policy {
    /// No statement yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement.
    pub fn add(&mut self, statement: Statement) {
        let mut added = statement;
        let mut place = self.statements.len();
        // What has taken a statement in may now fit another one.
        while let Some(found) = self
            .statements
            .iter_mut()
            .position(|other| other.merge(&added))
        {
            added = self.statements.remove(found);
            place = place.min(found);
        }
        self.statements.insert(place, added);
    }

    /// The statements, in the order they came in.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The policy as inline JSON, so that a plan shows what it allows.
    #[must_use]
    pub fn json(&self) -> Value<String> {
        let statements: Vec<Node> = self
            .statements
            .iter()
            .map(|statement| statement.value().into_node())
            .collect();
        jsonencode(record! {
            "Statement" => Value::<List<Any>>::from_node(Node::List(statements)),
            "Version" => "2012-10-17",
        })
    }
}

impl FromIterator<Statement> for Policy {
    fn from_iter<I: IntoIterator<Item = Statement>>(statements: I) -> Self {
        let mut policy = Self::new();
        for statement in statements {
            policy.add(statement);
        }
        policy
    }
}

/// The policy that lets an AWS service assume a role.
#[must_use]
pub fn assumed_by(service: &'static str) -> Value<String> {
    let assume = Statement::allow(["sts:AssumeRole"]).by_service(service);
    Policy::from_iter([assume]).json()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(actions: &[&'static str], resources: &[&str]) -> Statement {
        Statement::allow(actions.iter().copied()).on(resources.iter().copied())
    }

    fn check(statements: &[Statement], expected: &[Statement]) {
        let policy: Policy = statements.iter().cloned().collect();
        assert_eq!(policy.statements(), expected);
    }

    #[test]
    fn actions_on_the_same_resources_are_one_statement() {
        check(
            &[
                allow(&["b", "a"], &["x", "y"]),
                allow(&["c", "a"], &["y", "x"]),
            ],
            &[allow(&["a", "b", "c"], &["x", "y"])],
        );
    }

    #[test]
    fn resources_of_the_same_actions_are_one_statement() {
        check(
            &[allow(&["a"], &["x"]), allow(&["a"], &["y", "x"])],
            &[allow(&["a"], &["x", "y"])],
        );
    }

    #[test]
    fn what_would_allow_more_stays_apart() {
        let apart = [allow(&["a"], &["x"]), allow(&["b"], &["y"])];
        check(&apart, &apart);
        let conditional = allow(&["a"], &["x"]).when("Bool", "aws:SecureTransport", ["true"]);
        let apart = [allow(&["b"], &["x"]), conditional];
        check(&apart, &apart);
        let denied = Statement::deny(["a"]).on(["x"]);
        let apart = [allow(&["b"], &["x"]), denied];
        check(&apart, &apart);
    }

    #[test]
    fn a_merged_statement_may_fit_another() {
        check(
            &[
                allow(&["a", "b"], &["x"]),
                allow(&["a"], &["y"]),
                allow(&["b"], &["y"]),
            ],
            &[allow(&["a", "b"], &["x", "y"])],
        );
    }
}
