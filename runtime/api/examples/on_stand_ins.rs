//! The server on stand-ins for AWS, with a free port, until it is stopped.
//!
//! Prints its address. Made for tools that test a server from outside:
//! `scripts/check-api`.

use api::{AuthSettings, Server, Settings};
use postagram_testing::StandIns;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let stand_ins = StandIns::start().await?;
    let settings = Settings::of_loopback(AuthSettings::UserName);
    let server = Server::bind(&settings, stand_ins.store()).await?;
    println!("http://{}", server.address()?);
    let shutdown = server.shutdown();
    tokio::spawn(async move {
        tokio::signal::ctrl_c().await.ok();
        shutdown.hurry();
    });
    server.run().await;
    Ok(())
}
