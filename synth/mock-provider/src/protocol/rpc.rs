//! The RPCs there are, and what each protocol version calls them.

/// A version of the plugin protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// `tfplugin5`, which every Terraform since 0.12 speaks.
    V5,
    /// `tfplugin6`, which nested attributes need.
    V6,
}

impl Protocol {
    /// The number of the version.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Protocol::V5 => 5,
            Protocol::V6 => 6,
        }
    }
}

/// A call Terraform can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rpc {
    GetMetadata,
    GetSchema,
    ValidateProviderConfig,
    ValidateResource,
    ValidateDataSource,
    ValidateEphemeralResource,
    UpgradeResourceState,
    GetResourceIdentitySchemas,
    Configure,
    ReadResource,
    PlanResourceChange,
    ApplyResourceChange,
    ImportResourceState,
    MoveResourceState,
    ReadDataSource,
    OpenEphemeralResource,
    RenewEphemeralResource,
    CloseEphemeralResource,
    GetFunctions,
    CallFunction,
    Stop,
}

impl Rpc {
    /// Every call, with its name in protocol 5 and in protocol 6.
    const NAMES: [(Rpc, &str, &str); 21] = [
        (Rpc::GetMetadata, "GetMetadata", "GetMetadata"),
        (Rpc::GetSchema, "GetSchema", "GetProviderSchema"),
        (
            Rpc::ValidateProviderConfig,
            "PrepareProviderConfig",
            "ValidateProviderConfig",
        ),
        (
            Rpc::ValidateResource,
            "ValidateResourceTypeConfig",
            "ValidateResourceConfig",
        ),
        (
            Rpc::ValidateDataSource,
            "ValidateDataSourceConfig",
            "ValidateDataResourceConfig",
        ),
        (
            Rpc::ValidateEphemeralResource,
            "ValidateEphemeralResourceConfig",
            "ValidateEphemeralResourceConfig",
        ),
        (
            Rpc::UpgradeResourceState,
            "UpgradeResourceState",
            "UpgradeResourceState",
        ),
        (
            Rpc::GetResourceIdentitySchemas,
            "GetResourceIdentitySchemas",
            "GetResourceIdentitySchemas",
        ),
        (Rpc::Configure, "Configure", "ConfigureProvider"),
        (Rpc::ReadResource, "ReadResource", "ReadResource"),
        (
            Rpc::PlanResourceChange,
            "PlanResourceChange",
            "PlanResourceChange",
        ),
        (
            Rpc::ApplyResourceChange,
            "ApplyResourceChange",
            "ApplyResourceChange",
        ),
        (
            Rpc::ImportResourceState,
            "ImportResourceState",
            "ImportResourceState",
        ),
        (
            Rpc::MoveResourceState,
            "MoveResourceState",
            "MoveResourceState",
        ),
        (Rpc::ReadDataSource, "ReadDataSource", "ReadDataSource"),
        (
            Rpc::OpenEphemeralResource,
            "OpenEphemeralResource",
            "OpenEphemeralResource",
        ),
        (
            Rpc::RenewEphemeralResource,
            "RenewEphemeralResource",
            "RenewEphemeralResource",
        ),
        (
            Rpc::CloseEphemeralResource,
            "CloseEphemeralResource",
            "CloseEphemeralResource",
        ),
        (Rpc::GetFunctions, "GetFunctions", "GetFunctions"),
        (Rpc::CallFunction, "CallFunction", "CallFunction"),
        (Rpc::Stop, "Stop", "StopProvider"),
    ];

    /// The call an HTTP path stands for.
    pub(crate) fn from_path(protocol: Protocol, path: &str) -> Option<Self> {
        let (service, name) = path.strip_prefix('/')?.split_once('/')?;
        let row = |(_, v5, v6): &&(Rpc, &str, &str)| match protocol {
            Protocol::V5 => service == "tfplugin5.Provider" && *v5 == name,
            Protocol::V6 => service == "tfplugin6.Provider" && *v6 == name,
        };
        Self::NAMES.iter().find(row).map(|(rpc, ..)| *rpc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_names_of_their_own() {
        let v5 = |path| Rpc::from_path(Protocol::V5, path);
        let v6 = |path| Rpc::from_path(Protocol::V6, path);
        assert_eq!(v5("/tfplugin5.Provider/GetSchema"), Some(Rpc::GetSchema));
        assert_eq!(
            v6("/tfplugin6.Provider/GetProviderSchema"),
            Some(Rpc::GetSchema)
        );
        assert_eq!(v6("/tfplugin6.Provider/GetSchema"), None);
        assert_eq!(v6("/tfplugin5.Provider/Stop"), None);
        assert_eq!(v5("/grpc.health.v1.Health/Check"), None);
    }
}
