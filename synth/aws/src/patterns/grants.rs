//! Grants: least-privilege statements, by what they are for.
//!
//! A grant adds to the role of whoever it is given to. Each method names the
//! actions it allows; the resources are the exact ARNs, never a wildcard over
//! a kind of resource.

mod messaging;
mod objects;
mod rekognition;
mod secrets;
mod table;

pub use messaging::{BusGrants, FunctionGrants, QueueGrants, TopicGrants};
pub use objects::{BucketPrefix, BucketPrefixes, ObjectGrants};
pub use rekognition::{Rekognition, RekognitionGrants};
pub use secrets::{KeyGrants, ParameterGrants, SecretGrants};
pub use table::{IndexGrants, TableGrants, TableIndex, TableIndexes};

/// Declares a trait of grants, all on the same resources.
macro_rules! grants {
    (
        $(#[$meta:meta])*
        $trait:ident {
            $(#[$resources_meta:meta])*
            resources;
            $(
                $(#[$method_meta:meta])*
                $method:ident: [$($action:literal),+ $(,)?];
            )*
        }
    ) => {
        $(#[$meta])*
        pub trait $trait {
            $(#[$resources_meta])*
            fn resources(&self) -> (Vec<synth_core::Value<String>>, String);

            /// Allows any actions on it: for what no other grant is for.
            fn grant(&self, to: &impl $crate::patterns::Grantee, actions: &[&'static str]) {
                let (arns, subject) = self.resources();
                let statement = $crate::patterns::Statement::allow(actions.iter().copied());
                to.role().allow(statement.on(arns).about(subject));
            }

            $(
                $(#[$method_meta])*
                #[doc = concat!("\n\nAllows", $(" `", $action, "`",)+ ".")]
                fn $method(&self, to: &impl $crate::patterns::Grantee) {
                    self.grant(to, &[$($action),+]);
                }
            )*
        }
    };
}
use grants;
