//! Meta-arguments: what Terraform itself reads on a resource.

use crate::element::{Addressable, Element, Ref};
use crate::expr::{Expr, Kind};
use crate::node::{Node, Text};
use crate::provider::ProviderElement;
use crate::reference::{ElementId, Instances, Reference};
use crate::value::{IntoNode, Value};

/// The meta-arguments of one element. Empty for most, so boxed.
#[derive(Debug, Clone, Default)]
pub struct Meta(Option<Box<Arguments>>);

#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments {
    pub(crate) depends_on: Vec<ElementId>,
    pub(crate) provider: Option<ElementId>,
    /// The alias of a provider configuration.
    pub(crate) alias: Option<Text>,
    pub(crate) repeat: Option<Repeat>,
    pub(crate) lifecycle: Option<Lifecycle>,
}

/// How many instances there are.
#[derive(Debug, Clone)]
pub(crate) enum Repeat {
    Count(Node),
    ForEach(Node),
}

impl Meta {
    pub(crate) fn get(&self) -> Option<&Arguments> {
        self.0.as_deref()
    }

    pub(crate) fn edit(&mut self) -> &mut Arguments {
        self.0.get_or_insert_default()
    }
}

/// Setters for the meta-arguments of any element.
pub trait MetaArguments: Element {
    /// Waits for another element although no value of it is used. An element
    /// of another stack makes this stack come after that one.
    #[must_use]
    fn depends_on(mut self, element: &dyn Addressable) -> Self {
        self.meta_mut().edit().depends_on.push(element.element_id());
        self
    }

    /// Uses this provider configuration instead of the default one.
    #[must_use]
    fn provider<P: ProviderElement>(mut self, provider: &Ref<P>) -> Self {
        self.meta_mut().edit().provider = Some(provider.element_id());
        self
    }

    /// How Terraform treats the element over its life.
    #[must_use]
    fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.meta_mut().edit().lifecycle = Some(lifecycle);
        self
    }

    /// Sets an argument by name: the escape hatch for arguments that the
    /// binding does not have, or types differently. What is set here is still
    /// escaped and resolved like any other argument.
    #[must_use]
    fn argument(mut self, name: impl Into<Text>, value: impl IntoNode) -> Self {
        self.body_mut().set(name, value.into_node());
        self
    }
}

impl<E: Element> MetaArguments for E {}

/// The `lifecycle` block.
///
/// ```
/// use synth_core::prelude::*;
/// let keep = Lifecycle::new()
///     .prevent_destroy(true)
///     .ignore_changes(["tags"]);
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Lifecycle {
    pub(crate) create_before_destroy: Option<bool>,
    pub(crate) prevent_destroy: Option<bool>,
    pub(crate) ignore_changes: Option<IgnoreChanges>,
    pub(crate) replace_triggered_by: Vec<Node>,
    pub(crate) preconditions: Vec<Condition>,
    pub(crate) postconditions: Vec<Condition>,
}

/// What `ignore_changes` covers.
#[derive(Debug, Clone)]
pub(crate) enum IgnoreChanges {
    All,
    Attributes(Vec<Text>),
}

impl Lifecycle {
    /// Terraform's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the replacement before the old one goes.
    pub fn create_before_destroy(mut self, enabled: bool) -> Self {
        self.create_before_destroy = Some(enabled);
        self
    }

    /// Lets Terraform refuse any plan that would destroy it.
    pub fn prevent_destroy(mut self, enabled: bool) -> Self {
        self.prevent_destroy = Some(enabled);
        self
    }

    /// Leaves differences in these attributes alone. Names of the resource's
    /// own attributes, or paths into them: `tags`, `tags["Owner"]`. A first
    /// name that the schema does not have is an error at synthesis.
    pub fn ignore_changes<I, S>(mut self, attributes: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: Into<Text>,
    {
        let names = attributes.into_iter().map(Into::into).collect();
        self.ignore_changes = Some(IgnoreChanges::Attributes(names));
        self
    }

    /// Leaves differences in all attributes alone.
    pub fn ignore_all_changes(mut self) -> Self {
        self.ignore_changes = Some(IgnoreChanges::All);
        self
    }

    /// Replaces this element whenever another is changed, which has to be a
    /// managed resource of the same stack.
    pub fn replace_triggered_by(mut self, resource: &dyn Addressable) -> Self {
        let whole = Reference::new(resource.element_id(), Instances::One);
        let whole = Expr::new(Kind::Reference(whole));
        self.replace_triggered_by.push(Node::Expr(whole));
        self
    }

    /// Replaces this element whenever this attribute of another changes.
    pub fn replace_triggered_by_value<T>(mut self, attribute: impl Into<Value<T>>) -> Self {
        self.replace_triggered_by.push(attribute.into().into_node());
        self
    }

    /// Must hold before the element is planned or read.
    pub fn precondition(mut self, condition: Condition) -> Self {
        self.preconditions.push(condition);
        self
    }

    /// Must hold after the element was made, changed or read.
    pub fn postcondition(mut self, condition: Condition) -> Self {
        self.postconditions.push(condition);
        self
    }
}

/// A condition with what Terraform says when it does not hold.
#[derive(Debug, Clone)]
pub struct Condition {
    pub(crate) condition: Node,
    pub(crate) error_message: Node,
}

impl Condition {
    /// `condition` must hold, or Terraform stops with `error_message`.
    #[must_use]
    pub fn new(condition: impl Into<Value<bool>>, error_message: impl Into<Value<String>>) -> Self {
        Self {
            condition: condition.into().into_node(),
            error_message: error_message.into().into_node(),
        }
    }
}
