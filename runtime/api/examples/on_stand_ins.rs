//! The server on stand-ins for AWS, with a free port, until it is stopped.
//!
//! Prints its address, what a caller has as `Authorization`, and the id of a
//! post of that caller's. The caller has a name, or with the argument `oidc` a
//! token of an issuer that is started too. Made for tools that test a server
//! from outside: `scripts/check-api`.

#![expect(clippy::unwrap_used, reason = "the issuer is one of the tests'")]

#[expect(dead_code, reason = "the tests need more of it")]
#[path = "../tests/integration/issuer.rs"]
mod issuer;

use api::{AuthSettings, Server, Settings};
use issuer::{Issuer, Key};
use postagram::NewPost;
use postagram_testing::StandIns;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let stand_ins = StandIns::start().await?;
    let (auth, authorization) = match std::env::args().nth(1).as_deref() {
        Some("oidc") => {
            let key = Key::p256();
            let issuer = Issuer::start(&[("key", &key)]).await;
            let token = key.token("key", &issuer.claims("zoe"));
            (issuer.auth(|_| {}), format!("Bearer {token}"))
        }
        _ => (AuthSettings::UserName, "zoe".to_owned()),
    };
    let server = Server::bind(&Settings::of_loopback(auth), stand_ins.store()).await?;
    let post = NewPost::parse("title", "text")?;
    let post = stand_ins
        .store()
        .create(&"zoe".parse()?, post, None)
        .await?;
    println!("http://{}", server.address()?);
    println!("{authorization}\n{}", post.id.sort_key());
    let shutdown = server.shutdown();
    tokio::spawn(async move {
        tokio::signal::ctrl_c().await.ok();
        shutdown.hurry();
    });
    server.run().await;
    Ok(())
}
