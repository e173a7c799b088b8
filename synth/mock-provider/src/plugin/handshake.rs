//! What Terraform and a plugin tell each other before they connect.
//!
//! Terraform sets environment variables; the plugin answers with one line on
//! stdout: `1|5|tcp|127.0.0.1:1234|grpc|<certificate>`.

use crate::protocol::Protocol;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::ffi::OsStr;
use std::net::SocketAddr;

/// By this a process knows that Terraform started it as a plugin. It is no
/// secret: it keeps people from starting plugins by hand.
const COOKIE: &str = "TF_PLUGIN_MAGIC_COOKIE";
const COOKIE_VALUE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The one certificate Terraform will show, in PEM. Without it there is no TLS.
pub(super) const CLIENT_CERTIFICATE: &str = "PLUGIN_CLIENT_CERT";

/// The version of the handshake itself.
const CORE_VERSION: u8 = 1;

/// Whether Terraform started this process as a plugin, and so waits for
/// [`run`](super::run).
#[must_use]
pub fn is_started_by_terraform() -> bool {
    fits(std::env::var_os(COOKIE).as_deref())
}

fn fits(cookie: Option<&OsStr>) -> bool {
    cookie.is_some_and(|cookie| cookie == COOKIE_VALUE)
}

/// The line that says where to connect, and whom to expect there.
///
/// The version is the one the schema needs: a Terraform that does not speak it
/// says so itself.
pub(super) fn line(protocol: Protocol, socket: SocketAddr, certificate: Option<&[u8]>) -> String {
    let version = protocol.number();
    let certificate = certificate.map(|der| STANDARD_NO_PAD.encode(der));
    let certificate = certificate.unwrap_or_default();
    format!("{CORE_VERSION}|{version}|tcp|{socket}|grpc|{certificate}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_six_fields() {
        let socket = "127.0.0.1:1234".parse().unwrap();
        assert_eq!(
            line(Protocol::V5, socket, Some(b"ABCD")),
            "1|5|tcp|127.0.0.1:1234|grpc|QUJDRA"
        );
        assert_eq!(
            line(Protocol::V6, socket, None),
            "1|6|tcp|127.0.0.1:1234|grpc|"
        );
    }

    #[test]
    fn only_the_cookie_of_terraform_fits() {
        assert!(fits(Some(COOKIE_VALUE.as_ref())));
        assert!(!fits(Some("1".as_ref())));
        assert!(!fits(None));
    }
}
