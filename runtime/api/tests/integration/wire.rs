//! AWS on a bad line: what goes wrong is on real sockets, and the client is
//! the one that is deployed.

use std::time::Duration;

use api::{AuthSettings, Server, Settings};
use postagram::{Clients, Store};
use postagram_testing::StandIns;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::client::Request;

/// What the line does to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Fine,
    /// Takes all, and says nothing.
    Silent,
    /// Ends before the answer.
    Reset,
    /// Ends in the middle of the answer.
    Half,
    /// Answers with what is no HTTP.
    Garbage,
    /// Says that there is an answer, and begins it anew and anew.
    Endless,
}

/// A line to somewhere; gives back its end here.
async fn line(to: String, state: watch::Receiver<Line>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(carry(socket, to.clone(), state.clone()));
        }
    });
    format!("http://{here}")
}

async fn carry(mut socket: TcpStream, to: String, mut state: watch::Receiver<Line>) {
    let now = *state.borrow_and_update();
    if now == Line::Fine {
        let mut there = TcpStream::connect(to).await.unwrap();
        // When the line goes bad, what is on it breaks.
        tokio::select! {
            _ = copy_bidirectional(&mut socket, &mut there) => {}
            _ = state.changed() => {}
        }
        return;
    }
    // What is left unread when it ends makes the end a reset.
    let _ = socket.read(&mut [0; 16]).await;
    let said: &[u8] = match now {
        Line::Silent => std::future::pending().await,
        Line::Half => b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"Items\"",
        Line::Garbage => b"\x00\x01 no HTTP at all\r\n\r\n",
        Line::Endless => {
            let more = b"HTTP/1.1 100 Continue\r\n\r\n";
            while socket.write_all(more).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            return;
        }
        Line::Reset | Line::Fine => b"",
    };
    let _ = socket.write_all(said).await;
}

#[tokio::test]
async fn it_answers_in_time_and_recovers() {
    let stand_ins = StandIns::start().await.unwrap();
    let (state, told) = watch::channel(Line::Fine);
    let mut config = stand_ins.aws_config();
    let there = config.endpoints.dynamodb.unwrap();
    let to = there.strip_prefix("http://").unwrap().to_owned();
    config.endpoints.dynamodb = Some(line(to, told).await);
    config.http = None;
    let store = Store::new(Clients::new(&config), stand_ins.settings());
    let settings = Settings::of_loopback(AuthSettings::UserName);
    let server = Server::bind(&settings, store).await.unwrap();
    let address = server.address().unwrap();
    tokio::spawn(server.run());
    let list = || Request::new(address, "GET", "/posts?user=zoe").send();
    assert_eq!(list().await.status, 200);
    for bad in [
        Line::Silent,
        Line::Reset,
        Line::Half,
        Line::Garbage,
        Line::Endless,
    ] {
        state.send_replace(bad);
        // The time of the server and of its client, not of this machine.
        tokio::time::pause();
        let start = Instant::now();
        assert_eq!(list().await.status, 503, "{bad:?}");
        assert!(start.elapsed() < Duration::from_secs(5), "{bad:?}");
        tokio::time::resume();
        state.send_replace(Line::Fine);
        assert_eq!(list().await.status, 200, "{bad:?}");
    }
}
