//! A Terraform provider that serves any provider's schema without the provider.
