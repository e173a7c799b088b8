//! A server for a test.

use std::net::SocketAddr;

use api::{AuthSettings, Limits, Origins, Server, Settings, Shutdown, Stopped};
use postagram_testing::{Backend, StandIns};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::client::{Answer, Connection, Request};

/// A server that is to be started.
pub(crate) struct Test(Settings);

/// A server that runs, on stand-ins of its own.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) metrics: SocketAddr,
    pub(crate) shutdown: Shutdown,
    pub(crate) stand_ins: StandIns,
    task: JoinHandle<Stopped>,
}

impl Test {
    /// One that believes names.
    pub(crate) fn new() -> Self {
        Self::with(AuthSettings::UserName)
    }

    pub(crate) fn with(auth: AuthSettings) -> Self {
        Self(Settings::of_loopback(auth))
    }

    pub(crate) fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.0.limits);
        self
    }

    pub(crate) fn origins(mut self, origins: Origins) -> Self {
        self.0.origins = origins;
        self
    }

    pub(crate) async fn start(self) -> Running {
        let stand_ins = StandIns::start().await.unwrap();
        let server = Server::bind(&self.0, stand_ins.store()).await.unwrap();
        Running {
            address: server.address().unwrap(),
            metrics: server.metrics_address().unwrap().unwrap(),
            shutdown: server.shutdown(),
            stand_ins,
            task: tokio::spawn(server.run()),
        }
    }
}

impl Running {
    /// From now on waiting takes no time, where everything is in this process:
    /// the clock goes on when there is nothing else to do. Tells whether it is
    /// so; an emulator outside would seem to take for ever.
    pub(crate) fn virtual_time(&self) -> bool {
        let inside = self.stand_ins.backend == Backend::InProcess;
        if inside {
            tokio::time::pause();
        }
        inside
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address, method, path)
    }

    pub(crate) fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.address).await
    }

    /// Makes a post and gives back its id.
    pub(crate) async fn post(&self, user: &str, title: &str) -> String {
        let answer = self.try_post(user, title).await;
        assert_eq!(answer.status, 200);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn try_post(&self, user: &str, title: &str) -> Answer {
        self.request("POST", "/posts")
            .user(user)
            .json(&json!({"title": title, "body": "text"}))
            .send()
            .await
    }

    /// The titles of all posts in a list.
    pub(crate) async fn titles(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path).send().await;
        assert_eq!(answer.status, 200);
        let posts = answer.json();
        let posts = posts.as_array().unwrap().iter();
        posts.map(|post| post["title"].clone()).collect()
    }

    /// What the metrics say, line by line.
    pub(crate) async fn metric(&self, name: &str) -> Option<String> {
        let answer = Request::new(self.metrics, "GET", "/metrics").send().await;
        let text = String::from_utf8(answer.body).unwrap();
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.rsplit(' ').next().map(str::to_owned)
    }

    pub(crate) async fn stopped(self) -> Stopped {
        self.task.await.unwrap()
    }
}
