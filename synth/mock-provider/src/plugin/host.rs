//! The services a plugin host expects beside the provider itself.

use crate::protocol::Service;
use prost::Message;
use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::watch;
use tokio_stream::Stream;
use tonic::body::Body;
use tonic::server::{Grpc, ServerStreamingService, StreamingService, UnaryService};
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;

type Answer = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

/// The provider, and the services around it.
#[derive(Clone)]
pub(super) struct Host {
    provider: Service,
    shutdown: watch::Sender<bool>,
}

/// A message whose content does not matter here.
#[derive(Clone, Copy, PartialEq, Message)]
struct Anything {}

/// The answer of the gRPC health service.
#[derive(Clone, Copy, PartialEq, Message)]
struct Health {
    #[prost(int32, tag = "1")]
    status: i32,
}

impl Health {
    const SERVING: Self = Self { status: 1 };
}

impl Host {
    pub(super) fn new(provider: Service, shutdown: watch::Sender<bool>) -> Self {
        Self { provider, shutdown }
    }

    /// A stream without messages that ends with the server.
    fn silence(&self) -> Silence {
        let mut stopped = self.shutdown.subscribe();
        Silence(Box::pin(async move {
            // An error would be that the server has ended.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }))
    }
}

impl tower_service::Service<http::Request<Body>> for Host {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Answer {
        match request.uri().path() {
            "/grpc.health.v1.Health/Check" => unary(Health::SERVING, request),
            "/plugin.GRPCController/Shutdown" => {
                self.shutdown.send_replace(true);
                unary(Anything {}, request)
            }
            // What a plugin prints. This one prints nothing after the handshake.
            "/plugin.GRPCStdio/StreamStdio" => {
                let silence = self.silence();
                Box::pin(async move {
                    let mut grpc = Grpc::new(ProstCodec::<Anything, Anything>::default());
                    Ok(grpc.server_streaming(Silent(silence), request).await)
                })
            }
            // Further connections, which a provider has no use for.
            "/plugin.GRPCBroker/StartStream" => {
                let silence = self.silence();
                Box::pin(async move {
                    let mut grpc = Grpc::new(ProstCodec::<Anything, Anything>::default());
                    Ok(grpc.streaming(Silent(silence), request).await)
                })
            }
            _ => self.provider.call(request),
        }
    }
}

fn unary<R: Message + Default + Copy + 'static>(
    response: R,
    request: http::Request<Body>,
) -> Answer {
    Box::pin(async move {
        let mut grpc = Grpc::new(ProstCodec::<R, Anything>::default());
        Ok(grpc.unary(Always(response), request).await)
    })
}

/// Answers every request with the same response.
struct Always<R>(R);

impl<R: Copy> UnaryService<Anything> for Always<R> {
    type Response = R;
    type Future = Ready<Result<Response<R>, Status>>;

    fn call(&mut self, _: Request<Anything>) -> Self::Future {
        ready(Ok(Response::new(self.0)))
    }
}

struct Silence(Pin<Box<dyn Future<Output = ()> + Send>>);

impl Stream for Silence {
    type Item = Result<Anything, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll(context).map(|()| None)
    }
}

/// Answers with silence.
struct Silent(Silence);

impl Silent {
    fn take(&mut self) -> Ready<Result<Response<Silence>, Status>> {
        // A stream is asked for once; a second one would end at once.
        let silence = std::mem::replace(&mut self.0, Silence(Box::pin(ready(()))));
        ready(Ok(Response::new(silence)))
    }
}

impl ServerStreamingService<Anything> for Silent {
    type Response = Anything;
    type ResponseStream = Silence;
    type Future = Ready<Result<Response<Silence>, Status>>;

    fn call(&mut self, _: Request<Anything>) -> Self::Future {
        self.take()
    }
}

impl StreamingService<Anything> for Silent {
    type Response = Anything;
    type ResponseStream = Silence;
    type Future = Ready<Result<Response<Silence>, Status>>;

    fn call(&mut self, _: Request<Streaming<Anything>>) -> Self::Future {
        self.take()
    }
}
