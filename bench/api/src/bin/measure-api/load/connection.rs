//! A connection that is kept open.

use std::net::SocketAddr;

use bench_common::Result;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HOST, HeaderMap};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// One connection, one request at a time.
pub(crate) struct Connection(SendRequest<Full<Bytes>>);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(socket)).await?;
        tokio::spawn(async move {
            // Its end shows in the next request.
            let _: hyper::Result<()> = connection.await;
        });
        Ok(Self(sender))
    }

    /// Sends a request and takes the whole answer, whatever it is.
    pub(crate) async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        self.0.ready().await?;
        let (head, body) = self.0.send_request(request).await?.into_parts();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.collect().await?.to_bytes(),
        })
    }

    /// The same, where anything but success is an error.
    pub(crate) async fn ask(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let answer = self.send(request).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let body = String::from_utf8_lossy(&answer.body);
        Err(format!("the answer is {}: {body}", answer.status).into())
    }

    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer> {
        let request = Request::builder().uri(path).header(HOST, "127.0.0.1");
        self.ask(request.body(Full::default())?).await
    }
}
