//! `for` expressions.

use std::cell::Cell;

use crate::expr::{Binding, Expr, For, Kind};
use crate::node::Node;
use crate::types::{List, Map, Set};
use crate::value::Value;

fn next_loop() -> u64 {
    thread_local!(static NEXT: Cell<u64> = const { Cell::new(0) });
    NEXT.with(|next| {
        let id = next.get();
        next.set(id.wrapping_add(1));
        id
    })
}

fn bound<T>(loop_id: u64, is_key: bool) -> Value<T> {
    Expr::new(Kind::Bound(Binding { loop_id, is_key })).into_value()
}

fn for_expression<T>(
    loop_id: u64,
    collection: Node,
    key: Option<Node>,
    result: Node,
    condition: Option<Node>,
) -> Value<T> {
    Expr::new(Kind::For(Box::new(For {
        loop_id,
        collection,
        key,
        result,
        condition,
    })))
    .into_value()
}

macro_rules! sequence {
    ($($collection:ident),*) => {$(
        impl<T> Value<$collection<T>> {
            /// `[for value in self : result]`
            #[must_use]
            pub fn map<U>(&self, result: impl FnOnce(Value<T>) -> Value<U>) -> Value<List<U>> {
                let id = next_loop();
                let result = result(bound(id, false)).into_node();
                for_expression(id, self.node().clone(), None, result, None)
            }

            /// `[for value in self : value if condition]`
            #[must_use]
            pub fn filter(&self, keep: impl FnOnce(Value<T>) -> Value<bool>) -> Value<List<T>> {
                let id = next_loop();
                let condition = keep(bound(id, false)).into_node();
                let result = bound::<T>(id, false).into_node();
                for_expression(id, self.node().clone(), None, result, Some(condition))
            }

            /// `{for value in self : key => result}`
            #[must_use]
            pub fn to_map<U>(
                &self,
                entry: impl FnOnce(Value<T>) -> (Value<String>, Value<U>),
            ) -> Value<Map<U>> {
                let id = next_loop();
                let (key, result) = entry(bound(id, false));
                let key = Some(key.into_node());
                for_expression(id, self.node().clone(), key, result.into_node(), None)
            }
        }
    )*};
}

sequence!(List, Set);

impl<T> Value<Map<T>> {
    /// `{for key, value in self : key => result}`
    #[must_use]
    pub fn map_values<U>(
        &self,
        result: impl FnOnce(Value<String>, Value<T>) -> Value<U>,
    ) -> Value<Map<U>> {
        let id = next_loop();
        let result = result(bound(id, true), bound(id, false)).into_node();
        let key = Some(bound::<String>(id, true).into_node());
        for_expression(id, self.node().clone(), key, result, None)
    }

    /// `[for key, value in self : result]`
    #[must_use]
    pub fn map_to_list<U>(
        &self,
        result: impl FnOnce(Value<String>, Value<T>) -> Value<U>,
    ) -> Value<List<U>> {
        let id = next_loop();
        let result = result(bound(id, true), bound(id, false)).into_node();
        for_expression(id, self.node().clone(), None, result, None)
    }
}
