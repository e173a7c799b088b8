//! The gRPC service: finds the call a path stands for, and runs its handler.

use super::handlers;
use super::messages::{
    ApplyResourceChangeRequest, CallFunctionRequest, ConfigureRequest, Diagnostics, Empty,
    ImportResourceStateRequest, MoveResourceStateRequest, PlanResourceChangeRequest,
    ProviderConfigRequest, ReadRequest, ReadResourceRequest, StopResponse,
    UpgradeResourceStateRequest, ValidateRequest,
};
use super::rpc::{Protocol, Rpc};
use super::schema_messages::{AttributeV5, AttributeV6, GetSchemaResponse, WireAttribute};
use crate::engine::{Context, Engine};
use prost::Message;
use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use tonic::body::Body;
use tonic::server::{Grpc, UnaryService};
use tonic::transport::server::TcpConnectInfo;
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

/// Told of every call before it is answered: its name, and the type of
/// resource or data source it is about, if any.
pub(crate) type Observer = Arc<dyn Fn(&str) + Send + Sync>;

type Answer = Pin<Box<dyn Future<Output = http::Response<Body>> + Send>>;

/// Answers one provider's calls.
#[derive(Clone)]
pub(crate) struct Service {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    protocol: Protocol,
    observer: Option<Observer>,
    /// How each connection configured the provider.
    contexts: Mutex<HashMap<Option<SocketAddr>, Arc<Context>>>,
}

impl Service {
    pub(crate) fn new(engine: Engine, protocol: Protocol, observer: Option<Observer>) -> Self {
        Self {
            shared: Arc::new(Shared {
                engine,
                protocol,
                observer,
                contexts: Mutex::default(),
            }),
        }
    }

    fn answer(&self, request: http::Request<Body>) -> Answer {
        let path = request.uri().path().to_owned();
        let Some(rpc) = Rpc::from_path(self.shared.protocol, &path) else {
            self.observe(&path, Some("(unimplemented)"));
            let message = format!("the mock provider does not implement {path}");
            return Box::pin(ready(Status::unimplemented(message).into_http()));
        };
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let connection = request
            .extensions()
            .get::<TcpConnectInfo>()
            .and_then(TcpConnectInfo::remote_addr);
        let this = self.clone();
        match rpc {
            Rpc::GetMetadata => this.unary(name, request, |s, _: Empty| {
                handlers::get_metadata(&s.engine)
            }),
            Rpc::GetSchema => match self.shared.protocol {
                Protocol::V5 => this.unary(name, request, get_schema::<AttributeV5>),
                Protocol::V6 => this.unary(name, request, get_schema::<AttributeV6>),
            },
            Rpc::ValidateProviderConfig => {
                this.unary(name, request, |s, request: ProviderConfigRequest| {
                    handlers::validate_provider(&s.engine, request)
                })
            }
            Rpc::Configure => this.unary(name, request, move |s, request: ConfigureRequest| {
                let (response, context) = handlers::configure(&s.engine, &request);
                s.set_context(connection, context);
                response
            }),
            Rpc::ValidateResource => this.unary(name, request, |s, request: ValidateRequest| {
                let schema = s.engine.resource(&request.type_name);
                handlers::validate(&s.engine, schema, &request)
            }),
            Rpc::ValidateDataSource => this.unary(name, request, |s, request: ValidateRequest| {
                let schema = s.engine.data_source(&request.type_name);
                handlers::validate(&s.engine, schema, &request)
            }),
            Rpc::ValidateEphemeralResource => {
                this.unary(name, request, |s, request: ValidateRequest| {
                    let schema = s.engine.ephemeral(&request.type_name);
                    handlers::validate(&s.engine, schema, &request)
                })
            }
            Rpc::UpgradeResourceState => {
                this.unary(name, request, |s, request: UpgradeResourceStateRequest| {
                    handlers::upgrade(&s.engine, &request)
                })
            }
            Rpc::ReadResource => this.unary(name, request, |_, request: ReadResourceRequest| {
                handlers::read_resource(request)
            }),
            Rpc::PlanResourceChange => this.unary(
                name,
                request,
                move |s, request: PlanResourceChangeRequest| {
                    handlers::plan(&s.engine, &s.context(connection), request)
                },
            ),
            Rpc::ApplyResourceChange => this.unary(
                name,
                request,
                move |s, request: ApplyResourceChangeRequest| {
                    handlers::apply(&s.engine, &s.context(connection), &request)
                },
            ),
            Rpc::ImportResourceState => this.unary(
                name,
                request,
                move |s, request: ImportResourceStateRequest| {
                    handlers::import(&s.engine, &s.context(connection), request)
                },
            ),
            Rpc::MoveResourceState => {
                this.unary(name, request, |_, request: MoveResourceStateRequest| {
                    handlers::move_state(&request)
                })
            }
            Rpc::ReadDataSource => this.unary(name, request, move |s, request: ReadRequest| {
                handlers::read_data(&s.engine, &s.context(connection), &request)
            }),
            Rpc::OpenEphemeralResource => {
                this.unary(name, request, move |s, request: ReadRequest| {
                    handlers::open_ephemeral(&s.engine, &s.context(connection), &request)
                })
            }
            Rpc::RenewEphemeralResource | Rpc::CloseEphemeralResource => {
                this.unary(name, request, |_, _: Empty| Diagnostics::default())
            }
            // There are none.
            Rpc::GetResourceIdentitySchemas | Rpc::GetFunctions => {
                this.unary(name, request, |_, _: Empty| Empty {})
            }
            Rpc::CallFunction => this.unary(name, request, |_, request: CallFunctionRequest| {
                handlers::call_function(&request)
            }),
            Rpc::Stop => this.unary(name, request, |_, _: Empty| StopResponse::default()),
        }
    }

    /// Decodes the request, runs the handler and encodes its response.
    fn unary<Q, R>(
        self,
        name: String,
        request: http::Request<Body>,
        handler: impl FnOnce(&Shared, Q) -> R + Send + 'static,
    ) -> Answer
    where
        Q: Message + Default + Subject + 'static,
        R: Message + Default + 'static,
    {
        let handler = Handler(Some(move |message: Q| {
            self.observe(&name, message.subject());
            handler(&self.shared, message)
        }));
        Box::pin(async move {
            // A schema can be many megabytes.
            Grpc::new(ProstCodec::<R, Q>::default())
                .max_decoding_message_size(usize::MAX)
                .max_encoding_message_size(usize::MAX)
                .unary(handler, request)
                .await
        })
    }

    fn observe(&self, name: &str, subject: Option<&str>) {
        if let Some(observer) = &self.shared.observer {
            match subject {
                Some(subject) => observer(&format!("{name} {subject}")),
                None => observer(name),
            }
        }
    }
}

fn get_schema<A: WireAttribute>(shared: &Shared, _: Empty) -> GetSchemaResponse<A> {
    GetSchemaResponse::new(&shared.engine.schema, handlers::CAPABILITIES)
}

impl Shared {
    fn set_context(&self, connection: Option<SocketAddr>, context: Context) {
        let mut contexts = self.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        contexts.insert(connection, Arc::new(context));
    }

    fn context(&self, connection: Option<SocketAddr>) -> Arc<Context> {
        let contexts = self.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        contexts.get(&connection).cloned().unwrap_or_default()
    }
}

impl tower_service::Service<http::Request<Body>> for Service {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let answer = self.answer(request);
        Box::pin(async move { Ok(answer.await) })
    }
}

/// A handler in the form tonic calls.
struct Handler<F>(Option<F>);

impl<Q, R, F> UnaryService<Q> for Handler<F>
where
    F: FnOnce(Q) -> R,
{
    type Response = R;
    type Future = Ready<Result<Response<R>, Status>>;

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        ready(match self.0.take() {
            Some(handler) => Ok(Response::new(handler(request.into_inner()))),
            None => Err(Status::internal("a unary call with two requests")),
        })
    }
}

/// What a request is about, for the log.
trait Subject {
    fn subject(&self) -> Option<&str> {
        None
    }
}

macro_rules! subject {
    ($($request:ty: $field:ident),* $(,)?) => {
        $(impl Subject for $request {
            fn subject(&self) -> Option<&str> {
                Some(&self.$field)
            }
        })*
    };
}

impl Subject for Empty {}
impl Subject for ProviderConfigRequest {}
subject!(
    ConfigureRequest: terraform_version,
    ValidateRequest: type_name,
    UpgradeResourceStateRequest: type_name,
    ReadResourceRequest: type_name,
    PlanResourceChangeRequest: type_name,
    ApplyResourceChangeRequest: type_name,
    ImportResourceStateRequest: type_name,
    MoveResourceStateRequest: target_type_name,
    ReadRequest: type_name,
    CallFunctionRequest: name,
);
