//! The keys of an issuer, as it publishes them.

use std::collections::HashMap;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

/// The most keys that are looked at.
const MOST_KEYS: usize = 64;

/// A key that verifies signatures.
#[derive(Clone)]
pub(super) struct Key {
    /// The one algorithm that it is for. The token does not choose.
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

/// Keys by their ids. A key without an id is under the empty one.
#[derive(Default)]
pub(super) struct KeySet(HashMap<String, Key>);

/// As it is published. A key that cannot be read is no reason to have none.
#[derive(Debug, Deserialize)]
pub(super) struct Published {
    keys: Vec<Value>,
}

impl KeySet {
    pub(super) fn get(&self, id: &str) -> Option<Key> {
        self.0.get(id).cloned()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

impl From<Published> for KeySet {
    fn from(published: Published) -> Self {
        let keys = published.keys.into_iter().take(MOST_KEYS);
        Self(keys.filter_map(key).collect())
    }
}

/// A key with its id, if it is one that we take: for signatures, RSA of 2,048
/// bits at least with RS256, or P-256 with ES256.
fn key(value: Value) -> Option<(String, Key)> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let signs = matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    );
    let (algorithm, named) = match &jwk.algorithm {
        // Six bits a letter, and exactly 256 bytes for the shortest modulus.
        AlgorithmParameters::RSA(rsa) if rsa.n.len() >= 342 => {
            (Algorithm::RS256, KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        _ => return None,
    };
    let fits = jwk.common.key_algorithm.is_none_or(|name| name == named);
    if !(signs && fits) {
        return None;
    }
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    Some((
        jwk.common.key_id.unwrap_or_default(),
        Key { algorithm, key },
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(keys: &Value) -> KeySet {
        let published: Published = serde_json::from_value(json!({"keys": keys})).unwrap();
        KeySet::from(published)
    }

    #[test]
    fn only_fitting_keys_are_taken() {
        let long = "A".repeat(342);
        let rsa = |id: &str| json!({"kid": id, "kty": "RSA", "e": "AQAB", "n": long});
        let with = |mut key: Value, name: &str, value: &str| {
            key[name] = value.into();
            key
        };
        let point = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let found = set(&json!([
            rsa("plain"),
            with(with(rsa("full"), "use", "sig"), "alg", "RS256"),
            with(rsa("encrypts"), "use", "enc"),
            with(rsa("other"), "alg", "RS512"),
            with(rsa("unheard"), "alg", "X1"),
            with(rsa("short"), "n", &"A".repeat(171)),
            {"kid": "secret", "kty": "oct", "k": "c2VjcmV0"},
            {"kid": "p256", "kty": "EC", "crv": "P-256", "x": point, "y": point},
            {"kid": "p384", "kty": "EC", "crv": "P-384", "x": point, "y": point},
            "no key at all",
        ]));
        assert_eq!(found.len(), 3);
        assert_eq!(found.get("plain").unwrap().algorithm, Algorithm::RS256);
        assert_eq!(found.get("full").unwrap().algorithm, Algorithm::RS256);
        assert_eq!(found.get("p256").unwrap().algorithm, Algorithm::ES256);
    }

    #[test]
    fn a_key_without_an_id_and_too_many_keys() {
        let key = |id: Option<usize>| json!({"kid": id.map(|id| id.to_string()), "kty": "RSA", "e": "AQAB", "n": "A".repeat(342)});
        assert!(set(&json!([key(None)])).get("").is_some());
        let many: Vec<Value> = (0..100).map(|id| key(Some(id))).collect();
        assert_eq!(set(&Value::from(many)).len(), MOST_KEYS);
    }
}
