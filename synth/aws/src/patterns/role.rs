//! Roles that patterns give rights to.

use std::cell::RefCell;
use std::rc::Rc;

use synth_core::prelude::*;

use super::statement::{Policy, Statement, assumed_by};
use crate::{DataIamRole, IamRole, IamRolePolicy};

/// A role that grants are collected for.
///
/// One of our own gets an inline policy with exactly what was granted. An
/// imported one is left alone: each grant becomes a note that says what the
/// role has to allow.
///
/// ```
/// use synth_aws::patterns::{Role, prelude::*};
/// use synth_aws::{AwsProvider, DynamodbTable};
/// use synth_core::prelude::*;
///
/// let app = App::new();
/// let stack = app.stack("example");
/// stack.add("aws", AwsProvider::new());
/// let role = Role::for_service(&stack, "worker", "lambda.amazonaws.com", "worker");
/// let posts = stack.add("posts", DynamodbTable::new("posts"));
/// posts.grant_query(&role);
/// posts.grant_put(&role);
/// let rights = role.policy();
/// assert_eq!(rights.statements().len(), 1);
/// assert_eq!(
///     rights.statements()[0].actions(),
///     ["dynamodb:PutItem", "dynamodb:Query"]
/// );
/// ```
#[derive(Debug, Clone)]
pub struct Role {
    inner: Rc<Inner>,
}

#[derive(Debug)]
enum Inner {
    Made(Made),
    Imported {
        data: Ref<DataIamRole>,
        name: String,
    },
}

#[derive(Debug)]
struct Made {
    role: Ref<IamRole>,
    id: String,
    policy: RefCell<Policy>,
    /// There is none before the first grant: IAM refuses empty policies.
    element: RefCell<Option<Ref<IamRolePolicy>>>,
}

impl Role {
    /// Adds the role `ID_role`, which `service` may assume.
    #[must_use]
    #[track_caller]
    pub fn for_service(
        scope: &Scope,
        id: &str,
        service: &'static str,
        name: impl Into<Value<String>>,
    ) -> Self {
        let role = scope.add(
            format!("{id}_role"),
            IamRole::new(assumed_by(service)).name(name),
        );
        Self {
            inner: Rc::new(Inner::Made(Made {
                role,
                id: format!("{id}_rights"),
                policy: RefCell::default(),
                element: RefCell::default(),
            })),
        }
    }

    /// Uses a role that somebody else looks after, by its name.
    #[must_use]
    #[track_caller]
    pub fn imported(scope: &Scope, id: &str, name: &str) -> Self {
        let data = scope.add(format!("{id}_role"), DataIamRole::new(name));
        let name = name.to_owned();
        Self {
            inner: Rc::new(Inner::Imported { data, name }),
        }
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        match self.inner.as_ref() {
            Inner::Made(made) => made.role.arn(),
            Inner::Imported { data, .. } => data.arn(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        match self.inner.as_ref() {
            Inner::Made(made) => made.role.name(),
            Inner::Imported { data, .. } => data.name(),
        }
    }

    /// Adds a statement to what it may do.
    #[track_caller]
    pub fn allow(&self, statement: Statement) {
        match self.inner.as_ref() {
            Inner::Made(made) => made.allow(statement),
            Inner::Imported { data, name } => {
                let actions = statement.actions().join(", ");
                let subject = match statement.subject() {
                    "" => "the resources named in the code",
                    subject => subject,
                };
                let message = format!("the role `{name}` has to allow {actions} on {subject}");
                data.scope().info(message);
            }
        }
    }

    /// What was granted so far; nothing for an imported role.
    #[must_use]
    pub fn policy(&self) -> Policy {
        match self.inner.as_ref() {
            Inner::Made(made) => made.policy.borrow().clone(),
            Inner::Imported { .. } => Policy::new(),
        }
    }

    /// The element that holds the rights, for what has to wait for them; none
    /// before the first grant, nor for an imported role.
    #[must_use]
    pub fn rights(&self) -> Option<Ref<IamRolePolicy>> {
        match self.inner.as_ref() {
            Inner::Made(made) => made.element.borrow().clone(),
            Inner::Imported { .. } => None,
        }
    }
}

impl Made {
    #[track_caller]
    fn allow(&self, statement: Statement) {
        self.policy.borrow_mut().add(statement);
        let element = IamRolePolicy::new(self.policy.borrow().json(), self.role.name());
        let mut place = self.element.borrow_mut();
        match place.as_ref() {
            Some(there) => there.redefine(element),
            None => *place = Some(self.role.scope().add(self.id.clone(), element)),
        }
    }
}

/// Whatever acts under a role, and can be given rights.
pub trait Grantee {
    /// Its role.
    fn role(&self) -> &Role;
}

impl Grantee for Role {
    fn role(&self) -> &Role {
        self
    }
}
