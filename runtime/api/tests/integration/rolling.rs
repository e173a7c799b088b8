//! A rolling restart behind a proxy that honours `/ready`: no request fails.
//!
//! The servers are processes of their own, told to stop by signals; the proxy
//! is a small one, but does what real ones do: it asks each server now and
//! then whether it is ready, keeps connections, and tries nothing twice.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use postagram_testing::StandIns;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::child::Process;
use crate::client::{Answer, Connection, Request};

/// Servers by address, with connections that wait for their next request.
type Ready = BTreeMap<SocketAddr, Vec<Connection>>;

struct Proxy {
    ready: Mutex<Ready>,
    /// Who is ready, for those who wait for a change of it.
    changes: watch::Sender<Vec<SocketAddr>>,
    turn: AtomicUsize,
    served: watch::Sender<usize>,
}

impl Proxy {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            ready: Mutex::default(),
            changes: watch::Sender::new(Vec::new()),
            turn: AtomicUsize::new(0),
            served: watch::Sender::new(0),
        })
    }

    /// Asks a server now and then, until it is gone.
    fn watch(self: &Arc<Self>, server: SocketAddr) -> JoinHandle<()> {
        let proxy = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                let is_ready = is_ready(server).await;
                let all = {
                    let mut ready = proxy.ready.lock().unwrap();
                    if is_ready {
                        ready.entry(server).or_default();
                    } else {
                        ready.remove(&server);
                    }
                    ready.keys().copied().collect()
                };
                proxy.changes.send_replace(all);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
    }

    async fn until(&self, server: SocketAddr, ready: bool) {
        let mut changes = self.changes.subscribe();
        let is_so = |all: &Vec<SocketAddr>| all.contains(&server) == ready;
        changes.wait_for(is_so).await.unwrap();
    }

    /// Waits until so many more requests are served.
    async fn serve_more(&self, more: usize) {
        let mut served = self.served.subscribe();
        let goal = *served.borrow() + more;
        served.wait_for(|served| *served >= goal).await.unwrap();
    }

    /// Sends a request to the next server, on a connection that is there or a
    /// new one. Nothing comes back where a real proxy would answer 502.
    async fn send(&self, bytes: &[u8]) -> Option<Answer> {
        let (server, kept) = {
            let mut ready = self.ready.lock().unwrap();
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % ready.len();
            let (server, kept) = ready.iter_mut().nth(turn).unwrap();
            (*server, kept.pop())
        };
        let mut connection = match kept {
            Some(connection) => connection,
            None => Connection(tokio::net::TcpStream::connect(server).await.ok()?),
        };
        connection.0.write_all(bytes).await.ok()?;
        let answer = connection.answer().await?;
        if answer.header("connection") != Some("close") {
            let mut ready = self.ready.lock().unwrap();
            if let Some(kept) = ready.get_mut(&server) {
                kept.push(connection);
            }
        }
        self.served.send_modify(|served| *served += 1);
        Some(answer)
    }
}

async fn is_ready(server: SocketAddr) -> bool {
    let Ok(socket) = tokio::net::TcpStream::connect(server).await else {
        return false;
    };
    let mut connection = Connection(socket);
    let request = Request::new(server, "GET", "/ready").bytes();
    if connection.0.write_all(&request).await.is_err() {
        return false;
    }
    let answer = connection.answer().await;
    answer.is_some_and(|answer| answer.status == 200)
}

/// Makes posts and reads them again, until it is told to stop. Gives back how
/// many there are.
async fn client(proxy: Arc<Proxy>, name: String, stop: watch::Receiver<bool>) -> usize {
    // The proxy decides where it goes.
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut made = 0;
    while !*stop.borrow() {
        let post = Request::new(nowhere, "POST", "/posts")
            .header("authorization", &name)
            .json(&json!({"title": made.to_string(), "body": "text"}));
        let answer = proxy.send(&post.bytes()).await.unwrap();
        assert_eq!(answer.status, 200);
        made += 1;
        let list = Request::new(nowhere, "GET", &format!("/posts?user={name}&limit=1"));
        let answer = proxy.send(&list.bytes()).await.unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()[0]["title"], (made - 1).to_string());
    }
    made
}

#[tokio::test]
async fn no_request_fails() {
    let stand_ins = StandIns::start().await.unwrap();
    let proxy = Proxy::new();
    // Longer than it takes to notice; a second signal ends it earlier.
    let start = async || {
        let server = Process::start(&stand_ins, &[("DRAIN_SECONDS", "15")]).await;
        let watching = proxy.watch(server.address);
        proxy.until(server.address, true).await;
        (server, watching)
    };
    let mut servers = vec![start().await, start().await];
    let (stop, stopped) = watch::channel(false);
    let mut clients = JoinSet::new();
    for number in 0..4 {
        let name = format!("client{number}");
        clients.spawn(client(Arc::clone(&proxy), name, stopped.clone()));
    }
    for _ in 0..4 {
        proxy.serve_more(40).await;
        let (old, watching) = servers.remove(0);
        old.terminate();
        proxy.until(old.address, false).await;
        // The new one comes while the old one finishes.
        servers.push(start().await);
        proxy.serve_more(40).await;
        watching.abort();
        old.terminate();
        let (status, log) = old.ended().await;
        assert!(status.success());
        let last = log.last().unwrap();
        assert_eq!(
            (&last["message"], &last["cut_off"]),
            (&json!("stopped"), &json!(0))
        );
    }
    stop.send(true).unwrap();
    let mut made = 0;
    while let Some(client) = clients.join_next().await {
        made += client.unwrap();
    }
    let all = stand_ins.store();
    let mut found = 0;
    let mut cursor = None;
    loop {
        let limit = "1000".parse().unwrap();
        let page = all
            .list(&postagram::Listing::Feed, limit, cursor.as_ref())
            .await;
        let page = page.unwrap();
        found += page.posts.len();
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(found, made, "each post that was acknowledged, once");
}
