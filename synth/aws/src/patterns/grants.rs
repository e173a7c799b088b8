//! Grants: least-privilege statements, by what they are for.
//!
//! A grant adds to the role of whoever it is given to. Each method names the
//! actions it allows; the resources are the exact ARNs, never a wildcard over
//! a kind of resource.

#[cfg(feature = "eventbridge")]
mod bus;
#[cfg(feature = "lambda")]
mod invoke;
#[cfg(feature = "kms")]
mod key;
#[cfg(feature = "s3")]
mod objects;
#[cfg(feature = "ssm")]
mod parameter;
#[cfg(feature = "sqs")]
mod queue;
mod rekognition;
#[cfg(feature = "secretsmanager")]
mod secret;
#[cfg(feature = "dynamodb")]
mod table;
#[cfg(feature = "sns")]
mod topic;

#[cfg(feature = "eventbridge")]
pub use bus::BusGrants;
#[cfg(feature = "lambda")]
pub use invoke::FunctionGrants;
#[cfg(feature = "kms")]
pub use key::KeyGrants;
#[cfg(feature = "s3")]
pub use objects::{BucketPrefix, BucketPrefixes, ObjectGrants};
#[cfg(feature = "ssm")]
pub use parameter::ParameterGrants;
#[cfg(feature = "sqs")]
pub use queue::QueueGrants;
pub use rekognition::{Rekognition, RekognitionGrants};
#[cfg(feature = "secretsmanager")]
pub use secret::SecretGrants;
#[cfg(feature = "dynamodb")]
pub use table::{IndexGrants, TableGrants, TableIndex, TableIndexes};
#[cfg(feature = "sns")]
pub use topic::TopicGrants;

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
            #[track_caller]
            fn grant(&self, to: &impl $crate::patterns::Grantee, actions: &[&'static str]) {
                let (arns, subject) = self.resources();
                let statement = $crate::patterns::Statement::allow(actions.iter().copied());
                to.role().allow(statement.on(arns).about(subject));
            }

            $(
                $(#[$method_meta])*
                #[doc = concat!("\n\nAllows", $(" `", $action, "`",)+ ".")]
                #[track_caller]
                fn $method(&self, to: &impl $crate::patterns::Grantee) {
                    self.grant(to, &[$($action),+]);
                }
            )*
        }
    };
}
use grants;
