//! Provider configurations.

use crate::element::Element;
use crate::node::Text;

/// A provider's configuration, such as a generated `AwsProvider`.
///
/// One without an alias is the default for its resources; the others are named
/// with [`MetaArguments::provider`](crate::MetaArguments::provider).
pub trait ProviderElement: Element {
    /// Tells a second configuration of the same provider apart.
    #[must_use]
    fn alias(mut self, alias: impl Into<Text>) -> Self {
        self.meta_mut().edit().alias = Some(alias.into());
        self
    }
}
