//! What to serve, and on which terms.

use crate::engine::{Behaviors, Engine};
use crate::error::Error;
use crate::protocol::{Observer, Protocol, Service};
use crate::schema::Schemas;
use crate::server::MockProvider;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

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
    pub(crate) fn new(schemas: Schemas) -> Self {
        Self {
            schemas,
            types: None,
            provider: None,
            protocol: None,
            behaviors: Behaviors::aws(),
            observer: None,
        }
    }

    /// Serves only these types of resources and data sources. With a big
    /// provider that makes every Terraform command much quicker. Names the
    /// schema does not have are ignored: Terraform will say so better.
    #[must_use]
    pub fn types(mut self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.types = Some(types.into_iter().map(Into::into).collect());
        self
    }

    /// Serves only this provider: `registry.terraform.io/hashicorp/aws`, or the
    /// end of it.
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
    /// If there is no provider to serve, or no loopback port to serve it on;
    /// if a fault or drift is for a type the schema does not have.
    pub fn start(self) -> Result<MockProvider, Error> {
        let mut troubled = self.behaviors.troubled();
        if let Some(name) = troubled.find(|name| !self.schemas.has_type(name)) {
            let name = name.to_owned();
            return Err(Error::NoSuchType { name });
        }
        drop(troubled);
        MockProvider::serve(self.services()?)
    }

    /// What answers for each of the providers, by address.
    fn services(mut self) -> Result<Vec<(String, Protocol, Service)>, Error> {
        let chosen = self.schemas.choose(self.provider.as_deref())?;
        let mut providers = std::mem::take(&mut self.schemas.providers);
        providers.retain(|address, _| chosen.contains(address));
        let services = providers.into_iter().map(|(address, mut schema)| {
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
            (address, protocol, service)
        });
        Ok(services.collect())
    }

    /// What answers for the one provider there is.
    #[cfg(feature = "plugin")]
    pub(crate) fn service(self) -> Result<(Protocol, Service), Error> {
        let mut services = self.services()?;
        match (services.pop(), services.is_empty()) {
            (Some((_, protocol, service)), true) => Ok((protocol, service)),
            (last, _) => {
                let all = services.into_iter().chain(last);
                Err(Error::WhichProvider {
                    available: all.map(|(address, ..)| address).collect(),
                })
            }
        }
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
