//! What can be added to a stack, and what adding it gives back.

use std::fmt;
use std::ops::Deref;

use crate::body::Body;
use crate::expr::{Expr, Kind, Step};
use crate::meta::Meta;
use crate::node::{Node, Text};
use crate::number::Number;
use crate::reference::{ElementId, Instances, Reference};
use crate::schema::ProviderRequirement;
use crate::scope::Scope;
use crate::types::{List, Map};
use crate::value::Value;

/// What an element is, which decides its block in the document and its
/// address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ElementKind {
    /// `data.TYPE.ID`
    DataSource,
    /// `ephemeral.TYPE.ID`
    Ephemeral,
    /// `local.ID`
    Local,
    /// `output.ID`
    Output,
    /// A provider's configuration; its type is the provider's local name.
    Provider,
    /// `TYPE.ID`
    Resource,
    /// `var.ID`
    Variable,
}

/// An element on its way into a stack.
#[derive(Debug)]
pub struct Definition {
    /// What it is.
    pub kind: ElementKind,
    /// Terraform's type: `aws_s3_bucket`, a provider's local name; empty where
    /// the kind has no types.
    pub type_name: Text,
    /// The provider that has to be required for it, where it is known.
    pub provider: Option<&'static ProviderRequirement>,
    /// Its arguments.
    pub body: Body,
    /// Its meta-arguments.
    pub meta: Meta,
}

/// Something that can be added to a stack: a generated resource, data source
/// or provider, a variable, an output.
pub trait Element: Sized {
    /// What [`Ref`] gives access to: the attributes other elements may use.
    type Attributes: From<Expr> + Clone + std::fmt::Debug;

    /// Takes it apart for the stack.
    fn define(self) -> Definition;

    /// Its meta-arguments, for the setters of
    /// [`MetaArguments`](crate::MetaArguments).
    fn meta_mut(&mut self) -> &mut Meta;

    /// Its arguments, for escape hatches.
    fn body_mut(&mut self) -> &mut Body;
}

/// Elements that are resources, of which there may be several by `count` or
/// `for_each`: managed and ephemeral resources, and data sources.
pub trait Repeatable: Element {}

/// An element of a stack. Dereferences to its attributes:
/// `bucket.arn()` is a `Value<String>`.
pub struct Ref<E: Element> {
    scope: Scope,
    id: ElementId,
    attributes: E::Attributes,
}

impl<E: Element> Ref<E> {
    pub(crate) fn new(scope: Scope, id: ElementId) -> Self {
        Self {
            scope,
            id,
            attributes: reference(id, Instances::One).into(),
        }
    }

    /// The scope it was added to.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The element as an expression, for attributes that no binding knows.
    #[must_use]
    pub fn expression(&self) -> Expr {
        reference(self.id, Instances::One)
    }
}

impl<E: Element> Clone for Ref<E> {
    fn clone(&self) -> Self {
        Self {
            scope: self.scope.clone(),
            id: self.id,
            attributes: self.attributes.clone(),
        }
    }
}

impl<E: Element> fmt::Debug for Ref<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Ref").field(&self.id).finish()
    }
}

impl<E: Element> Deref for Ref<E> {
    type Target = E::Attributes;

    fn deref(&self) -> &Self::Target {
        &self.attributes
    }
}

/// A resource with `count`: several, by position.
pub struct RefList<E: Element> {
    inner: Ref<E>,
}

impl<E: Element> Clone for RefList<E> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone())
    }
}

impl<E: Element> fmt::Debug for RefList<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

impl<E: Element> RefList<E> {
    pub(crate) fn new(inner: Ref<E>) -> Self {
        Self { inner }
    }

    /// The instance at a position, counted from 0.
    #[must_use]
    pub fn at(&self, position: impl Into<Value<Number>>) -> E::Attributes {
        reference(self.inner.id, Instances::At(position.into().into_node())).into()
    }

    /// One attribute of every instance, in order.
    ///
    /// ```
    /// use synth_core::prelude::*;
    /// let app = App::new();
    /// let stack = app.stack("example");
    /// let three = stack.add_count("three", 3, |index| TerraformData::new().input(index));
    /// let ids: Value<List<String>> = three.every(|one| one.id());
    /// ```
    #[must_use]
    pub fn every<T>(&self, attribute: impl FnOnce(&E::Attributes) -> Value<T>) -> Value<List<T>> {
        attribute(&reference(self.inner.id, Instances::EveryCounted).into()).assume()
    }

    /// The element itself, for dependencies and overrides.
    #[must_use]
    pub fn element(&self) -> &Ref<E> {
        &self.inner
    }
}

/// A resource with `for_each`: several, by key.
pub struct RefMap<E: Element> {
    inner: Ref<E>,
}

impl<E: Element> Clone for RefMap<E> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone())
    }
}

impl<E: Element> fmt::Debug for RefMap<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

impl<E: Element> RefMap<E> {
    pub(crate) fn new(inner: Ref<E>) -> Self {
        Self { inner }
    }

    /// The instance with this key.
    #[must_use]
    pub fn get(&self, key: impl Into<Value<String>>) -> E::Attributes {
        reference(self.inner.id, Instances::At(key.into().into_node())).into()
    }

    /// One attribute of every instance, by key.
    #[must_use]
    pub fn every<T>(&self, attribute: impl FnOnce(&E::Attributes) -> Value<T>) -> Value<Map<T>> {
        attribute(&reference(self.inner.id, Instances::EveryKeyed).into()).assume()
    }

    /// The element itself, for dependencies and overrides.
    #[must_use]
    pub fn element(&self) -> &Ref<E> {
        &self.inner
    }
}

/// A list of nested objects: computed blocks of a resource.
#[derive(Debug, Clone)]
pub struct ListOf<A> {
    expr: Expr,
    marker: std::marker::PhantomData<fn() -> A>,
}

impl<A: From<Expr>> ListOf<A> {
    /// The object at a position, counted from 0.
    #[must_use]
    pub fn at(&self, position: impl Into<Value<Number>>) -> A {
        self.expr.index(position.into().into_node()).into()
    }

    /// One attribute of every object, in order.
    #[must_use]
    pub fn every<T>(&self, attribute: impl FnOnce(&A) -> Value<T>) -> Value<List<T>> {
        attribute(&self.expr.step(Step::Splat).into()).assume()
    }

    /// The whole list, called a list of `T`.
    #[must_use]
    pub fn value<T>(&self) -> Value<List<T>> {
        self.expr.clone().into_value()
    }
}

impl<A> From<Expr> for ListOf<A> {
    fn from(expr: Expr) -> Self {
        Self {
            expr,
            marker: std::marker::PhantomData,
        }
    }
}

/// A set of nested objects, which Terraform cannot index: as a list it can.
#[derive(Debug, Clone)]
pub struct SetOf<A> {
    expr: Expr,
    marker: std::marker::PhantomData<fn() -> A>,
}

impl<A> SetOf<A> {
    /// The objects in Terraform's own order: `tolist(...)`.
    #[must_use]
    pub fn to_list(&self) -> ListOf<A> {
        Expr::call("tolist", vec![Node::Expr(self.expr.clone())]).into()
    }
}

impl<A> From<Expr> for SetOf<A> {
    fn from(expr: Expr) -> Self {
        Self {
            expr,
            marker: std::marker::PhantomData,
        }
    }
}

/// Nested objects by key.
#[derive(Debug, Clone)]
pub struct MapOf<A> {
    expr: Expr,
    marker: std::marker::PhantomData<fn() -> A>,
}

impl<A: From<Expr>> MapOf<A> {
    /// The object with this key.
    #[must_use]
    pub fn get(&self, key: impl Into<Value<String>>) -> A {
        self.expr.index(key.into().into_node()).into()
    }
}

impl<A> From<Expr> for MapOf<A> {
    fn from(expr: Expr) -> Self {
        Self {
            expr,
            marker: std::marker::PhantomData,
        }
    }
}

fn reference(id: ElementId, instances: Instances) -> Expr {
    Expr::new(Kind::Reference(Reference::new(id, instances)))
}

/// Anything that `depends_on`, `replace_triggered_by` and the like can name.
pub trait Addressable {
    /// Which element it is.
    fn element_id(&self) -> ElementId;
}

impl<E: Element> Addressable for Ref<E> {
    fn element_id(&self) -> ElementId {
        self.id
    }
}

impl<E: Element> Addressable for RefList<E> {
    fn element_id(&self) -> ElementId {
        self.inner.id
    }
}

impl<E: Element> Addressable for RefMap<E> {
    fn element_id(&self) -> ElementId {
        self.inner.id
    }
}
