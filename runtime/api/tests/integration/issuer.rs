//! An issuer of tokens.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use api::{AuthSettings, KeyPatience, OidcSettings};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

pub(crate) const CLIENT: &str = "client-1";

/// A key that signs tokens.
pub(crate) enum Key {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

/// How the issuer answers.
#[derive(Clone)]
pub(crate) enum Mood {
    Fine,
    Broken,
    Silent,
    /// It answers once it is told to.
    Late(Arc<Notify>),
    Endless,
    Lying,
}

/// An issuer on an address of this machine.
pub(crate) struct Issuer {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    /// Its address as a URL.
    root: String,
    keys: Mutex<Vec<Value>>,
    mood: Mutex<Mood>,
    asked: AtomicUsize,
}

impl Issuer {
    pub(crate) async fn start(keys: &[(&str, &Key)]) -> Self {
        let (listener, port) = listen().await;
        let (issuer, app) = Self::new(format!("http://127.0.0.1:{port}"), keys);
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        issuer
    }

    /// One that speaks TLS, under this name; and its certificate, as PEM.
    pub(crate) async fn start_tls(name: &str, keys: &[(&str, &Key)]) -> (Self, String) {
        let (listener, port) = listen().await;
        let (issuer, app) = Self::new(format!("https://{name}:{port}"), keys);
        let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = signed.cert.der().clone();
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            STANDARD.encode(&certificate)
        );
        let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, app) = (acceptor.clone(), app.clone());
                tokio::spawn(async move {
                    // Who does not like the certificate hangs up.
                    let Ok(socket) = acceptor.accept(socket).await else {
                        return;
                    };
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(app))
                        .await;
                });
            }
        });
        (issuer, pem)
    }

    fn new(root: String, keys: &[(&str, &Key)]) -> (Self, Router) {
        let shared = Arc::new(Shared {
            root,
            keys: Mutex::default(),
            mood: Mutex::new(Mood::Fine),
            asked: AtomicUsize::new(0),
        });
        let app = Router::new()
            .route("/pool/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(published))
            .with_state(Arc::clone(&shared));
        let issuer = Self {
            url: format!("{}/pool", shared.root),
            shared,
        };
        issuer.publish(keys);
        (issuer, app)
    }

    /// Publishes these keys in place of the ones before.
    pub(crate) fn publish(&self, keys: &[(&str, &Key)]) {
        let keys = keys.iter().map(|(id, key)| key.published(id)).collect();
        *self.shared.keys.lock().unwrap() = keys;
    }

    pub(crate) fn mood(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// How often its keys were asked for.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// The settings of a server that believes it.
    pub(crate) fn auth(&self, change: impl FnOnce(&mut KeyPatience)) -> AuthSettings {
        let mut patience = KeyPatience::default();
        change(&mut patience);
        let settings = OidcSettings::new(&self.url, CLIENT).unwrap();
        AuthSettings::Oidc(settings.patience(patience))
    }

    /// What an access token says.
    pub(crate) fn claims(&self, user: &str) -> Value {
        json!({
            "iss": self.url, "sub": user, "client_id": CLIENT, "token_use": "access",
            "iat": now(), "exp": now() + 3600,
        })
    }
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Response {
    shared.asked.fetch_add(1, Ordering::SeqCst);
    let mood = shared.mood.lock().unwrap().clone();
    let root = &shared.root;
    let path = if matches!(mood, Mood::Lying) {
        "other"
    } else {
        "pool"
    };
    match mood {
        Mood::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Mood::Silent => std::future::pending().await,
        Mood::Late(gate) => {
            gate.notified().await;
            *shared.mood.lock().unwrap() = Mood::Fine;
            described(root, path)
        }
        Mood::Endless => " ".repeat(300 * 1024).into_response(),
        Mood::Fine | Mood::Lying => described(root, path),
    }
}

fn described(root: &str, path: &str) -> Response {
    axum::Json(json!({
        "issuer": format!("{root}/{path}"),
        "jwks_uri": format!("{root}/keys"),
        "authorization_endpoint": format!("{root}/authorize"),
        "token_endpoint": format!("{root}/token"),
        "end_session_endpoint": format!("{root}/logout"),
    }))
    .into_response()
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

async fn published(State(shared): State<Arc<Shared>>) -> Response {
    let keys = shared.keys.lock().unwrap().clone();
    axum::Json(json!({ "keys": keys })).into_response()
}

impl Key {
    pub(crate) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    pub(crate) fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn published(&self, id: &str) -> Value {
        match self {
            Self::Rsa(key) => {
                let key = key.public_key();
                json!({
                    "kty": "RSA", "kid": id, "use": "sig", "alg": "RS256",
                    "n": encode(key.modulus().big_endian_without_leading_zero()),
                    "e": encode(key.exponent().big_endian_without_leading_zero()),
                })
            }
            Self::P256(key) => {
                let point = key.public_key().as_ref();
                json!({
                    "kty": "EC", "crv": "P-256", "kid": id, "use": "sig",
                    "x": encode(&point[1..33]), "y": encode(&point[33..]),
                })
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .unwrap();
                signature
            }
            Self::P256(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
        }
    }

    /// A token with this header and these claims, whatever they say.
    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        let parts = [header, claims].map(|part| encode(part.to_string().as_bytes()));
        let message = parts.join(".");
        let signature = encode(&self.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    pub(crate) fn token(&self, id: &str, claims: &Value) -> String {
        let algorithm = match self {
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
        };
        let header = json!({"alg": algorithm, "kid": id, "typ": "JWT"});
        self.token_with(&header, claims)
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}
