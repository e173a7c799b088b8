//! The gRPC service: finds the call a path stands for, and runs its handler.

use super::handlers::{self, Outcome};
use super::messages::{
    ApplyResourceChangeRequest, CallFunctionRequest, ConfigureRequest, Diagnostics, Empty,
    ImportResourceStateRequest, MoveResourceStateRequest, PlanResourceChangeRequest,
    ProviderConfigRequest, ReadRequest, ReadResourceRequest, StopResponse,
    UpgradeResourceStateRequest, ValidateRequest,
};
use super::ordeals;
use super::rpc::{Protocol, Rpc};
use super::schema_messages::{AttributeV5, AttributeV6, GetSchemaResponse, WireAttribute};
use crate::engine::{Context, Engine, Ordeal, Problem};
use prost::Message;
use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Future, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use tokio::sync::Notify;
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
    /// Wakes whatever is slow on purpose.
    stop: Notify,
}

impl Service {
    pub(crate) fn new(engine: Engine, protocol: Protocol, observer: Option<Observer>) -> Self {
        Self {
            shared: Arc::new(Shared {
                engine,
                protocol,
                observer,
                contexts: Mutex::default(),
                stop: Notify::new(),
            }),
        }
    }

    fn answer(self, request: http::Request<Body>) -> Answer {
        let path = request.uri().path().to_owned();
        let Some(rpc) = Rpc::from_path(self.shared.protocol, &path) else {
            return self.refuse(&path);
        };
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let connection = connection(&request);
        match rpc {
            Rpc::GetMetadata => self.unary(name, request, |s, _: Empty| {
                handlers::get_metadata(&s.engine)
            }),
            Rpc::GetSchema => match self.shared.protocol {
                Protocol::V5 => self.unary(name, request, get_schema::<AttributeV5>),
                Protocol::V6 => self.unary(name, request, get_schema::<AttributeV6>),
            },
            Rpc::ValidateProviderConfig => {
                self.unary(name, request, |s, request: ProviderConfigRequest| {
                    handlers::validate_provider(&s.engine, request)
                })
            }
            Rpc::Configure => self.unary(name, request, move |s, request: ConfigureRequest| {
                let (response, context) = handlers::configure(&s.engine, &request);
                s.set_context(connection, context);
                response
            }),
            Rpc::ValidateResource => self.unary(name, request, |s, request| {
                handlers::validate_resource(&s.engine, &request)
            }),
            Rpc::ValidateDataSource => self.unary(name, request, |s, request| {
                handlers::validate_data_source(&s.engine, &request)
            }),
            Rpc::ValidateEphemeralResource => self.unary(name, request, |s, request| {
                handlers::validate_ephemeral(&s.engine, &request)
            }),
            Rpc::UpgradeResourceState => {
                self.unary(name, request, |s, request: UpgradeResourceStateRequest| {
                    handlers::upgrade(&s.engine, &request)
                })
            }
            Rpc::ReadResource => {
                self.tried(name, request, ordeals::refresh, |s, request, outcome| {
                    handlers::read_resource(&s.engine, request, outcome)
                })
            }
            Rpc::PlanResourceChange => {
                self.tried(name, request, ordeals::plan, move |s, request, outcome| {
                    handlers::plan(&s.engine, &s.context(connection), request, outcome)
                })
            }
            Rpc::ApplyResourceChange => {
                self.tried(name, request, ordeals::apply, move |s, request, outcome| {
                    handlers::apply(&s.engine, &s.context(connection), &request, outcome)
                })
            }
            Rpc::ImportResourceState => self.unary(
                name,
                request,
                move |s, request: ImportResourceStateRequest| {
                    handlers::import(&s.engine, &s.context(connection), request)
                },
            ),
            Rpc::MoveResourceState => {
                self.unary(name, request, |_, request: MoveResourceStateRequest| {
                    handlers::move_state(&request)
                })
            }
            Rpc::ReadDataSource => self.tried(
                name,
                request,
                ordeals::read_data,
                move |s, request, outcome| {
                    handlers::read_data(&s.engine, &s.context(connection), &request, outcome)
                },
            ),
            Rpc::OpenEphemeralResource => self.tried(
                name,
                request,
                ordeals::open_ephemeral,
                move |s, request, outcome| {
                    handlers::open_ephemeral(&s.engine, &s.context(connection), &request, outcome)
                },
            ),
            Rpc::RenewEphemeralResource | Rpc::CloseEphemeralResource => {
                self.unary(name, request, |_, _: Empty| Diagnostics::default())
            }
            // There are none.
            Rpc::GetResourceIdentitySchemas | Rpc::GetFunctions => {
                self.unary(name, request, |_, _: Empty| Empty {})
            }
            Rpc::CallFunction => self.unary(name, request, |_, request: CallFunctionRequest| {
                handlers::call_function(&request)
            }),
            Rpc::Stop => self.unary(name, request, |s, _: Empty| {
                s.stop.notify_waiters();
                StopResponse::default()
            }),
        }
    }

    fn refuse(&self, path: &str) -> Answer {
        self.observe(path, Some("(unimplemented)"));
        let message = format!("the mock provider does not implement {path}");
        Box::pin(ready(Status::unimplemented(message).into_http()))
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
        self.tried(
            name,
            request,
            |_, _| Ordeal::default(),
            |shared, message, _| handler(shared, message),
        )
    }

    /// The same, but for what may go wrong before.
    fn tried<Q, R>(
        self,
        name: String,
        request: http::Request<Body>,
        ordeal: impl FnOnce(&Engine, &Q) -> Ordeal + Send + 'static,
        handler: impl FnOnce(&Shared, Q, Outcome) -> R + Send + 'static,
    ) -> Answer
    where
        Q: Message + Default + Subject + 'static,
        R: Message + Default + 'static,
    {
        let handler = Handler(Some(move |message: Q| async move {
            self.observe(&name, message.subject());
            let ordeal = ordeal(&self.shared.engine, &message);
            let outcome = self.shared.undergo(ordeal).await;
            handler(&self.shared, message, outcome)
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

/// Where a request comes from.
fn connection(request: &http::Request<Body>) -> Option<SocketAddr> {
    let info = request.extensions().get::<TcpConnectInfo>();
    info.and_then(TcpConnectInfo::remote_addr)
}

fn get_schema<A: WireAttribute>(shared: &Shared, _: Empty) -> GetSchemaResponse<A> {
    GetSchemaResponse::new(&shared.engine.schema, handlers::CAPABILITIES)
}

impl Shared {
    /// Waits as long as it has to, or until Terraform wants everything to stop.
    async fn undergo(&self, ordeal: Ordeal) -> Outcome {
        if !ordeal.delay.is_zero() {
            let stop = self.stop.notified();
            tokio::select! {
                () = tokio::time::sleep(ordeal.delay) => {}
                () = stop => {
                    let detail = "Terraform asked the mock provider to stop while it was slow";
                    return Err(Problem::new("Stopped", detail));
                }
            }
        }
        ordeal.problem.map_or(Ok(()), Err)
    }

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
        let answer = self.clone().answer(request);
        Box::pin(async move { Ok(answer.await) })
    }
}

/// A handler in the form tonic calls.
struct Handler<F>(Option<F>);

impl<Q, R, F, A> UnaryService<Q> for Handler<F>
where
    F: FnOnce(Q) -> A,
    A: Future<Output = R> + Send + 'static,
    R: 'static,
{
    type Response = R;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, Status>> + Send>>;

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let answer = self.0.take().map(|handler| handler(request.into_inner()));
        Box::pin(async move {
            match answer {
                Some(answer) => Ok(Response::new(answer.await)),
                None => Err(Status::internal("a unary call with two requests")),
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Behaviors;
    use crate::schema::ProviderSchema;
    use std::time::Duration;

    fn service(observer: Option<Observer>) -> Service {
        let (schema, behaviors) = (ProviderSchema::default(), Behaviors::default());
        Service::new(
            Engine::new(String::new(), schema, behaviors),
            Protocol::V5,
            observer,
        )
    }

    #[tokio::test]
    async fn what_is_not_implemented_says_so() {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let seen = calls.clone();
        let observer: Observer = Arc::new(move |call| seen.lock().unwrap().push(call.to_owned()));
        let path = "/tfplugin5.Provider/InvokeAction";
        let request = http::Request::builder().uri(path).body(Body::empty());
        let response = service(Some(observer)).answer(request.unwrap()).await;
        assert_eq!(response.headers()["grpc-status"], "12");
        assert_eq!(*calls.lock().unwrap(), [format!("{path} (unimplemented)")]);
    }

    #[tokio::test]
    async fn a_request_without_a_message_is_an_error() {
        let request = http::Request::builder().uri("/tfplugin5.Provider/GetSchema");
        let request = request.body(Body::empty()).unwrap();
        let response = service(None).answer(request).await;
        assert_ne!(
            response.headers().get("grpc-status").map(AsRef::as_ref),
            Some(&b"0"[..])
        );
    }

    #[tokio::test]
    async fn a_stop_ends_what_is_slow() {
        let Service { shared } = service(None);
        let slow = Ordeal {
            delay: Duration::from_hours(1),
            problem: None,
        };
        let stop = async { shared.stop.notify_waiters() };
        let (outcome, ()) = tokio::join!(shared.undergo(slow), stop);
        assert_eq!(outcome.unwrap_err().summary, "Stopped");
    }
}
