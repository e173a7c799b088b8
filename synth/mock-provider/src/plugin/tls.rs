//! TLS between Terraform and the plugin: a certificate for one process, and
//! one client that may connect.

use crate::error::Error;
use rcgen::CertifiedKey;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig};
use rustls::{SignatureScheme, version};
use std::ffi::OsString;
use std::io;
use std::sync::Arc;

/// What this process shows, and to whom.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) config: Arc<ServerConfig>,
}

/// A new identity for the client whose certificate this is; none without one.
pub(super) fn identity(client: Option<OsString>) -> Result<Option<Identity>, Error> {
    let Some(client) = client else {
        return Ok(None);
    };
    let client = CertificateDer::from_pem_slice(client.as_encoded_bytes());
    let client = client.map_err(|error| Error::Serve(io::Error::other(error)))?;
    create(client)
        .map(Some)
        .map_err(|error| Error::Serve(io::Error::other(error)))
}

fn create(
    client: CertificateDer<'static>,
) -> Result<Identity, Box<dyn std::error::Error + Send + Sync>> {
    // Terraform asks for this name, whatever the address.
    let names = ["localhost".to_owned()];
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names)?;
    let certificate = cert.der().clone();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der())?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let only = OnlyThis {
        certificate: client,
        algorithms: provider.signature_verification_algorithms,
    };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&version::TLS13])?
        .with_client_cert_verifier(Arc::new(only))
        .with_single_cert(vec![certificate.clone()], key)?;
    config.alpn_protocols.push(b"h2".to_vec());
    Ok(Identity {
        certificate,
        config: Arc::new(config),
    })
}

/// Lets in who shows exactly this certificate, and has its key.
///
/// No chain is built: Terraform's certificate is signed by itself and claims
/// to be an authority, which is no way to be a client.
#[derive(Debug)]
struct OnlyThis {
    certificate: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for OnlyThis {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if *end_entity == self.certificate {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> rcgen::Certificate {
        rcgen::generate_simple_self_signed(["localhost".to_owned()])
            .unwrap()
            .cert
    }

    #[test]
    fn only_the_certificate_that_was_announced_is_let_in() {
        let (friend, stranger) = (certificate(), certificate());
        let only = OnlyThis {
            certificate: friend.der().clone(),
            algorithms: aws_lc_rs::default_provider().signature_verification_algorithms,
        };
        let show =
            |cert: &rcgen::Certificate| only.verify_client_cert(cert.der(), &[], UnixTime::now());
        assert!(show(&friend).is_ok());
        assert!(show(&stranger).is_err());
    }

    #[test]
    fn without_a_client_certificate_there_is_no_tls() {
        assert!(identity(None).unwrap().is_none());
        assert!(identity(Some("no PEM".into())).is_err());
    }
}
