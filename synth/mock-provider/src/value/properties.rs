//! Properties every value has, checked on generated ones.

use super::{JsonMode, Number, Type, Value, from_json, from_msgpack, to_json, to_msgpack};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|of| Type::List(Box::new(of))),
            inner.clone().prop_map(|of| Type::Set(Box::new(of))),
            inner.clone().prop_map(|of| Type::Map(Box::new(of))),
            prop::collection::btree_map("[a-c]", inner.clone(), 0..3).prop_map(Type::Object),
            prop::collection::vec(inner, 0..3).prop_map(Type::Tuple),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<f64>()
            .prop_filter("finite", |double| double.is_finite())
            .prop_map(Number::from_f64),
        "-?[1-9][0-9]{0,40}(\\.[0-9]{0,20}[1-9])?"
            .prop_filter_map("a number", |text| Number::from_text(&text)),
    ]
}

/// Values of a type; unknown ones only if asked for.
fn values(of: &Type, unknown: bool) -> BoxedStrategy<Value> {
    let known = match of {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => numbers().prop_map(Value::Number).boxed(),
        Type::String => ".{0,8}".prop_map(Value::String).boxed(),
        Type::List(of) => prop::collection::vec(values(of, unknown), 0..3)
            .prop_map(Value::List)
            .boxed(),
        Type::Set(of) => prop::collection::vec(values(of, unknown), 0..4)
            .prop_map(Value::set)
            .boxed(),
        Type::Map(of) => prop::collection::btree_map(".{0,4}", values(of, unknown), 0..3)
            .prop_map(Value::Map)
            .boxed(),
        Type::Object(attributes) => attributes
            .iter()
            .map(|(name, of)| (Just(name.clone()), values(of, unknown)))
            .collect::<Vec<_>>()
            .prop_map(|entries| Value::Object(entries.into_iter().collect::<BTreeMap<_, _>>()))
            .boxed(),
        Type::Tuple(types) => types
            .iter()
            .map(|of| values(of, unknown))
            .collect::<Vec<_>>()
            .prop_map(Value::List)
            .boxed(),
        Type::Dynamic => {
            let of = Type::List(Box::new(Type::String));
            values(&of, unknown)
                .prop_map(move |value| Value::Dynamic(Box::new(of.clone()), Box::new(value)))
                .boxed()
        }
    };
    // A value of its own type that is null is written as plain null in JSON
    // and MessagePack alike, so only the outer null is generated there.
    if unknown {
        prop_oneof![8 => known, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
    } else {
        prop_oneof![8 => known, 1 => Just(Value::Null)].boxed()
    }
}

fn typed(unknown: bool) -> impl Strategy<Value = (Type, Value)> {
    types().prop_flat_map(move |of| {
        let values = values(&of, unknown);
        (Just(of), values)
    })
}

proptest! {
    #[test]
    fn msgpack_round_trip((of, value) in typed(true)) {
        prop_assert_eq!(from_msgpack(&to_msgpack(&value), &of), Ok(value));
    }

    #[test]
    fn json_round_trip((of, value) in typed(false)) {
        let json = to_json(&value).unwrap();
        prop_assert_eq!(from_json(&json, &of, JsonMode::Strict), Ok(value));
    }

    #[test]
    fn type_round_trip(of in types()) {
        prop_assert_eq!(Type::from_json(&of.to_json()), Ok(of));
    }

    #[test]
    fn a_set_does_not_depend_on_the_order(
        elements in prop::collection::vec(values(&Type::Number, false), 0..6),
    ) {
        let forwards = Value::set(elements.clone());
        let backwards = Value::set(elements.into_iter().rev());
        prop_assert_eq!(forwards, backwards);
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        of in types(),
    ) {
        let _ = from_msgpack(&bytes, &of);
    }
}
