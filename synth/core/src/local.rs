//! Local values.

use std::marker::PhantomData;

use crate::body::Body;
use crate::element::{Definition, Element, ElementKind};
use crate::meta::Meta;
use crate::value::{Value, ValueAttributes};

/// A named value inside a stack; see [`Scope::local`](crate::Scope::local).
#[derive(Debug, Clone)]
pub(crate) struct Local<T> {
    body: Body,
    meta: Meta,
    marker: PhantomData<fn() -> T>,
}

impl<T> Local<T> {
    pub(crate) fn new(value: Value<T>) -> Self {
        let mut body = Body::untyped();
        body.set("value", value.into_node());
        Self {
            body,
            meta: Meta::default(),
            marker: PhantomData,
        }
    }
}

impl<T> Element for Local<T> {
    type Attributes = ValueAttributes<T>;

    fn define(self) -> Definition {
        Definition {
            kind: ElementKind::Local,
            type_name: "".into(),
            provider: None,
            body: self.body,
            meta: self.meta,
        }
    }

    crate::element_parts!();
}
