//! Serving providers on loopback, and telling Terraform where.

use crate::builder::Builder;
use crate::error::Error;
use crate::protocol::{Protocol, Service};
use crate::schema::Schemas;
use serde_json::{Map, Value as Json, json};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
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
        Builder::new(schemas)
    }

    /// Serves each provider on a port of its own.
    pub(crate) fn serve(services: Vec<(String, Protocol, Service)>) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("terraform-provider-mock")
            .enable_io()
            .enable_time()
            .build()
            .map_err(Error::Serve)?;
        let mut served = Vec::new();
        for (address, protocol, service) in services {
            let socket = listen(&runtime, service).map_err(Error::Serve)?;
            served.push(Served {
                address,
                protocol,
                socket,
            });
        }
        Ok(Self {
            served,
            runtime: Some(runtime),
        })
    }

    /// The value for the environment variable `TF_REATTACH_PROVIDERS`.
    #[must_use]
    pub fn reattach_env(&self) -> String {
        let mut providers = Map::new();
        for served in &self.served {
            let reattach = json!({
                "Protocol": "grpc",
                "ProtocolVersion": served.protocol.number(),
                "Pid": std::process::id(),
                "Test": true,
                "Addr": {"Network": "tcp", "String": served.socket.to_string()},
            });
            // OpenTofu knows the same providers under its own registry.
            if let Some(name) = served.address.strip_prefix("registry.terraform.io/") {
                let address = format!("registry.opentofu.org/{name}");
                providers.insert(address, reattach.clone());
            }
            providers.insert(served.address.clone(), reattach);
        }
        Json::Object(providers).to_string()
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

/// Listens, and answers in the background.
fn listen(runtime: &Runtime, service: Service) -> std::io::Result<SocketAddr> {
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
        let toy = &env["registry.terraform.io/acme/toy"];
        let nested = &env["registry.terraform.io/acme/nested"];
        assert_eq!(toy["ProtocolVersion"], json!(5));
        assert_eq!(nested["ProtocolVersion"], json!(6));
        assert_ne!(toy["Addr"]["String"], nested["Addr"]["String"]);
        assert_eq!(&env["registry.opentofu.org/acme/toy"], toy);
        assert_eq!(env.get("terraform.io/builtin/terraform"), None);
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
    fn the_end_of_an_address_is_enough() {
        let mock = MockProvider::builder(schemas())
            .provider("acme/toy")
            .start();
        let mock = mock.unwrap();
        assert_eq!(
            mock.providers().collect::<Vec<_>>(),
            ["registry.terraform.io/acme/toy"]
        );
        assert!(
            MockProvider::builder(schemas())
                .provider("oy")
                .start()
                .is_err()
        );
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
