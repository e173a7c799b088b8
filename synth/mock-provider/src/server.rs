//! Serving providers on loopback, and telling Terraform where.

use crate::engine::{Behaviors, Engine};
use crate::error::Error;
use crate::protocol::{Observer, Protocol, Service};
use crate::schema::{ProviderSchema, Schemas};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Providers that are being served, until this is dropped.
///
/// ```no_run
/// use std::process::Command;
/// use terraform_provider_mock::{MockProvider, Schemas};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = MockProvider::start(Schemas::from_file("schema.json")?)?;
/// Command::new("terraform")
///     .arg("plan")
///     .env("TF_REATTACH_PROVIDERS", mock.reattach_env())
///     .status()?;
/// # Ok(())
/// # }
/// ```
pub struct MockProvider {
    served: Vec<Served>,
    runtime: Option<Runtime>,
}

#[derive(Clone, Debug)]
struct Served {
    address: String,
    protocol: Protocol,
    socket: SocketAddr,
}

impl MockProvider {
    /// Serves every provider of a schema, with all its types and what is known
    /// of AWS; [`MockProvider::builder`] has the choices.
    ///
    /// # Errors
    /// If there is no provider to serve, or no loopback port to serve it on.
    pub fn start(schemas: Schemas) -> Result<Self, Error> {
        Self::builder(schemas).start()
    }

    /// Serves a schema, on terms.
    #[must_use]
    pub fn builder(schemas: Schemas) -> Builder {
        Builder {
            schemas,
            types: None,
            provider: None,
            protocol: None,
            behaviors: Behaviors::aws(),
            observer: None,
        }
    }

    /// The value for the environment variable `TF_REATTACH_PROVIDERS`.
    #[must_use]
    pub fn reattach_env(&self) -> String {
        let providers = self.served.iter().map(|served| {
            let reattach = json!({
                "Protocol": "grpc",
                "ProtocolVersion": served.protocol.number(),
                "Pid": std::process::id(),
                "Test": true,
                "Addr": {"Network": "tcp", "String": served.socket.to_string()},
            });
            (served.address.clone(), reattach)
        });
        Json::Object(providers.collect::<Map<_, _>>()).to_string()
    }

    /// The full addresses of the providers that are served.
    pub fn providers(&self) -> impl Iterator<Item = &str> {
        self.served.iter().map(|served| served.address.as_str())
    }
}

impl fmt::Debug for MockProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockProvider")
            .field("served", &self.served)
            .finish_non_exhaustive()
    }
}

impl Drop for MockProvider {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Does not wait, so it may happen anywhere, in async code too.
            runtime.shutdown_background();
        }
    }
}

/// The terms on which a schema is served.
pub struct Builder {
    schemas: Schemas,
    types: Option<BTreeSet<String>>,
    provider: Option<String>,
    protocol: Option<Protocol>,
    behaviors: Behaviors,
    observer: Option<Observer>,
}

impl Builder {
    /// Serves only these types of resources and data sources. With a big
    /// provider that makes every Terraform command much quicker. Names the
    /// schema does not have are ignored: Terraform will say so better.
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(types.into_iter().map(Into::into).collect());
        self
    }

    /// Serves only this provider, such as `registry.terraform.io/hashicorp/aws`.
    #[must_use]
    pub fn provider(mut self, address: impl Into<String>) -> Self {
        self.provider = Some(address.into());
        self
    }

    /// Speaks this version of the protocol. By default it is 5, and 6 for a
    /// provider with nested attributes.
    #[must_use]
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = Some(protocol);
        self
    }

    /// Takes this table in place of [`Behaviors::aws`].
    #[must_use]
    pub fn behaviors(mut self, behaviors: Behaviors) -> Self {
        self.behaviors = behaviors;
        self
    }

    /// Calls this with every call Terraform makes, such as
    /// `PlanResourceChange aws_s3_bucket`.
    #[must_use]
    pub fn on_call(mut self, observer: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts serving, each provider on a port of its own on 127.0.0.1.
    ///
    /// # Errors
    /// If there is no provider to serve, or no loopback port to serve it on.
    pub fn start(mut self) -> Result<MockProvider, Error> {
        let providers = self.choose()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("terraform-provider-mock")
            .enable_io()
            .enable_time()
            .build()
            .map_err(Error::Serve)?;
        let mut mock = MockProvider {
            served: Vec::new(),
            runtime: None,
        };
        for (address, mut schema) in providers {
            if let Some(types) = &self.types {
                schema.retain_types(types);
            }
            let protocol = self.protocol.unwrap_or(if schema.needs_protocol_6() {
                Protocol::V6
            } else {
                Protocol::V5
            });
            let engine = Engine::new(address.clone(), schema, self.behaviors.clone());
            let service = Service::new(engine, protocol, self.observer.clone());
            let socket = serve(&runtime, service).map_err(Error::Serve)?;
            mock.served.push(Served {
                address,
                protocol,
                socket,
            });
        }
        mock.runtime = Some(runtime);
        Ok(mock)
    }

    /// The providers to serve. What is built into Terraform is not among them.
    fn choose(&mut self) -> Result<Vec<(String, ProviderSchema)>, Error> {
        let mut providers = std::mem::take(&mut self.schemas.providers);
        providers.retain(|address, _| !address.starts_with("terraform.io/builtin/"));
        let available: Vec<String> = providers.keys().cloned().collect();
        if let Some(wanted) = &self.provider {
            providers.retain(|address, _| address == wanted);
        }
        if providers.is_empty() {
            return Err(Error::NoSuchProvider {
                wanted: self.provider.clone(),
                available,
            });
        }
        Ok(providers.into_iter().collect())
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("types", &self.types)
            .field("provider", &self.provider)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}

/// Listens, and answers in the background.
fn serve(runtime: &Runtime, service: Service) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let socket = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let _guard = runtime.enter();
    let incoming =
        tonic::transport::server::TcpIncoming::from(tokio::net::TcpListener::from_std(listener)?)
            .with_nodelay(Some(true));
    runtime.spawn(async move {
        // It ends with the runtime; what ends a single connection is that
        // connection's own affair.
        let _ = tonic::transport::Server::builder()
            .serve_with_incoming(service, incoming)
            .await;
    });
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Schemas {
        Schemas::from_value(json!({"format_version": "1.0", "provider_schemas": {
            "registry.terraform.io/acme/toy": {},
            "registry.terraform.io/acme/nested": {"resource_schemas": {"nested_a": {"block": {
                "attributes": {"n": {"nested_type": {"nesting_mode": "single"}, "optional": true}}}}}},
            "terraform.io/builtin/terraform": {},
        }}))
        .unwrap()
    }

    #[test]
    fn each_provider_has_a_port_and_the_protocol_it_needs() {
        let mock = MockProvider::start(schemas()).unwrap();
        let env: Json = serde_json::from_str(&mock.reattach_env()).unwrap();
        assert_eq!(env.as_object().map(Map::len), Some(2));
        let toy = &env["registry.terraform.io/acme/toy"];
        let nested = &env["registry.terraform.io/acme/nested"];
        assert_eq!(toy["ProtocolVersion"], json!(5));
        assert_eq!(nested["ProtocolVersion"], json!(6));
        assert_ne!(toy["Addr"]["String"], nested["Addr"]["String"]);
    }

    #[test]
    fn a_provider_that_is_not_there_is_named_with_those_that_are() {
        let error = MockProvider::builder(schemas())
            .provider("registry.terraform.io/acme/boat")
            .start()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the schema has no provider `registry.terraform.io/acme/boat`"
        );
        assert!(error.hint().contains("registry.terraform.io/acme/toy"));
    }

    #[test]
    fn the_port_is_free_again_after_the_drop() {
        let mock = MockProvider::start(schemas()).unwrap();
        let sockets: Vec<_> = mock.served.iter().map(|served| served.socket).collect();
        drop(mock);
        let is_closed = |socket: &SocketAddr| std::net::TcpStream::connect(socket).is_err();
        // The runtime winds down in the background.
        while !sockets.iter().all(is_closed) {
            std::thread::yield_now();
        }
    }

    #[tokio::test]
    async fn it_starts_and_stops_inside_async_code() {
        let mock = MockProvider::start(schemas()).unwrap();
        assert_eq!(mock.providers().count(), 2);
    }
}
