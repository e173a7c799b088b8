//! The `MessagePack` form of values, the usual one on the wire.

use super::{Number, Type, Value, ValueError};
use rmpv::Value as Pack;
use std::collections::BTreeMap;

/// The extension that stands for an unknown value.
const UNKNOWN: i8 = 0;
/// The extension for an unknown value of which something is known. What is
/// known may be forgotten: Terraform compares without it.
const REFINED_UNKNOWN: i8 = 12;

/// Reads a value of a type.
///
/// # Errors
/// If the bytes are not `MessagePack`, or do not fit the type.
pub fn from_msgpack(bytes: &[u8], of: &Type) -> Result<Value, ValueError> {
    let mut rest = bytes;
    let pack = rmpv::decode::read_value(&mut rest)
        .map_err(|error| ValueError::new(format!("malformed MessagePack: {error}")))?;
    if !rest.is_empty() {
        return Err(ValueError::new("malformed MessagePack: trailing bytes"));
    }
    decode(pack, of)
}

/// Writes a value. A value that is typed dynamically carries its type, so no
/// type is needed.
#[must_use]
pub fn to_msgpack(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a `Vec` cannot fail.
    let _ = rmpv::encode::write_value(&mut bytes, &encode(value));
    bytes
}

fn decode(pack: Pack, of: &Type) -> Result<Value, ValueError> {
    match pack {
        Pack::Nil => return Ok(Value::Null),
        Pack::Ext(UNKNOWN | REFINED_UNKNOWN, _) => return Ok(Value::Unknown),
        _ => {}
    }
    match (of, pack) {
        (Type::Bool, Pack::Boolean(value)) => Ok(Value::Bool(value)),
        (Type::String, Pack::String(text)) => text
            .into_str()
            .map(Value::String)
            .ok_or_else(|| ValueError::new("a string that is not UTF-8")),
        (Type::Number, pack) => number(&pack),
        (Type::List(of), Pack::Array(items)) => sequence(items, |_| Ok(of)).map(Value::List),
        (Type::Set(of), Pack::Array(items)) => sequence(items, |_| Ok(of)).map(Value::set),
        (Type::Tuple(types), Pack::Array(items)) if types.len() == items.len() => {
            sequence(items, |index| {
                types.get(index).ok_or_else(|| mismatch(&Type::Dynamic))
            })
            .map(Value::List)
        }
        (Type::Map(of), Pack::Map(entries)) => keyed(entries, |_| Ok(of)).map(Value::Map),
        (Type::Object(types), Pack::Map(entries)) => {
            let mut object = keyed(entries, |name| {
                types
                    .get(name)
                    .ok_or_else(|| ValueError::new(format!("unexpected attribute `{name}`")))
            })?;
            for name in types.keys() {
                if !object.contains_key(name) {
                    object.insert(name.clone(), Value::Null);
                }
            }
            Ok(Value::Object(object))
        }
        (Type::Dynamic, Pack::Array(mut pair)) if pair.len() == 2 => {
            let value = pair.pop().unwrap_or(Pack::Nil);
            let of = dynamic_type(&pair.pop().unwrap_or(Pack::Nil))?;
            let value = decode(value, &of)?;
            Ok(Value::Dynamic(Box::new(of), Box::new(value)))
        }
        (of, _) => Err(mismatch(of)),
    }
}

fn mismatch(of: &Type) -> ValueError {
    ValueError::new(format!("{} is wanted", of.noun()))
}

fn number(pack: &Pack) -> Result<Value, ValueError> {
    let number = match pack {
        Pack::Integer(int) => match int.as_i64() {
            Some(int) => Some(Number::Int(int)),
            None => Number::from_text(&int.to_string()),
        },
        Pack::F64(double) if double.is_finite() => Some(Number::from_f64(*double)),
        Pack::F32(single) if single.is_finite() => Some(Number::from_f64(f64::from(*single))),
        Pack::String(text) => text.as_str().and_then(Number::from_text),
        _ => None,
    };
    number
        .map(Value::Number)
        .ok_or_else(|| mismatch(&Type::Number))
}

fn sequence<'a>(
    items: Vec<Pack>,
    of: impl Fn(usize) -> Result<&'a Type, ValueError>,
) -> Result<Vec<Value>, ValueError> {
    let decoded = items.into_iter().enumerate().map(|(index, item)| {
        of(index)
            .and_then(|of| decode(item, of))
            .map_err(|error| error.inside(&index))
    });
    decoded.collect()
}

fn keyed<'a>(
    entries: Vec<(Pack, Pack)>,
    of: impl Fn(&str) -> Result<&'a Type, ValueError>,
) -> Result<BTreeMap<String, Value>, ValueError> {
    let decoded = entries.into_iter().map(|(key, value)| {
        let key = key
            .as_str()
            .ok_or_else(|| ValueError::new("a key that is not a string"))?
            .to_owned();
        let value = of(&key)
            .and_then(|of| decode(value, of))
            .map_err(|error| error.inside(&key))?;
        Ok((key, value))
    });
    decoded.collect()
}

fn dynamic_type(pack: &Pack) -> Result<Type, ValueError> {
    let json = match pack {
        Pack::Binary(bytes) => serde_json::from_slice(bytes).ok(),
        Pack::String(text) => serde_json::from_slice(text.as_bytes()).ok(),
        _ => None,
    };
    Type::from_json(&json.ok_or_else(|| mismatch(&Type::Dynamic))?)
}

fn encode(value: &Value) -> Pack {
    match value {
        Value::Null => Pack::Nil,
        Value::Unknown => Pack::Ext(UNKNOWN, vec![0]),
        Value::Bool(value) => Pack::Boolean(*value),
        Value::Number(Number::Int(int)) => Pack::from(*int),
        Value::Number(Number::Float(double)) => Pack::F64(*double),
        Value::Number(Number::Text(text)) | Value::String(text) => Pack::from(text.as_str()),
        Value::List(items) | Value::Set(items) => Pack::Array(items.iter().map(encode).collect()),
        Value::Map(entries) | Value::Object(entries) => Pack::Map(
            entries
                .iter()
                .map(|(key, value)| (Pack::from(key.as_str()), encode(value)))
                .collect(),
        ),
        Value::Dynamic(of, value) => Pack::Array(vec![
            Pack::Binary(of.to_json().to_string().into_bytes()),
            encode(value),
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refined_unknown_is_unknown() {
        // An unknown string that is known not to be null.
        let bytes = [0xc7, 0x03, 0x0c, 0x81, 0x01, 0xc2];
        assert_eq!(from_msgpack(&bytes, &Type::String), Ok(Value::Unknown));
    }

    #[test]
    fn unknown_is_written_as_extension_zero() {
        assert_eq!(to_msgpack(&Value::Unknown), [0xd4, 0x00, 0x00]);
    }

    #[test]
    fn numbers_arrive_in_three_forms() {
        let read = |bytes: &[u8]| from_msgpack(bytes, &Type::Number).unwrap();
        assert_eq!(read(&[0x07]), Value::Number(Number::Int(7)));
        assert_eq!(
            read(&to_msgpack(&Value::Number(Number::Float(0.5)))),
            Value::Number(Number::Float(0.5))
        );
        assert_eq!(
            read(b"\xb4123456789012345678901"[..21].as_ref()),
            Value::Number(Number::Text("12345678901234567890".to_owned()))
        );
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let of = Type::Object([("ports".to_owned(), Type::List(Box::new(Type::Number)))].into());
        let bytes = b"\x81\xa5ports\x92\x01\xa1x";
        let error = from_msgpack(bytes, &of).unwrap_err();
        assert_eq!(error.to_string(), "a number is wanted at `ports.1`");
    }

    #[test]
    fn truncated_bytes_are_an_error() {
        assert!(from_msgpack(&[0x92, 0x01], &Type::Dynamic).is_err());
        assert!(from_msgpack(&[], &Type::Dynamic).is_err());
    }
}
