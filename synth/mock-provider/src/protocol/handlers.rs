//! One function a call: decode, ask the engine, encode.

use super::codec::{decode, diagnostic, encode, path, split};
use super::messages::{
    ApplyResourceChangeRequest, ApplyResourceChangeResponse, CallFunctionRequest,
    CallFunctionResponse, ConfigureRequest, Diagnostic, Diagnostics, FunctionError,
    GetMetadataResponse, ImportResourceStateRequest, ImportResourceStateResponse, ImportedResource,
    MoveResourceStateRequest, MoveResourceStateResponse, OpenEphemeralResourceResponse,
    PlanResourceChangeRequest, PlanResourceChangeResponse, ProviderConfigRequest,
    ProviderConfigResponse, ReadDataSourceResponse, ReadRequest, ReadResourceRequest,
    ReadResourceResponse, ServerCapabilities, TypeName, UpgradeResourceStateRequest,
    UpgradeResourceStateResponse, ValidateRequest,
};
use crate::engine::{Context, DataRequest, Engine, PlanRequest, Problem, TypeBehavior};
use crate::schema::Schema;
use crate::value::Value;
use std::collections::BTreeMap;

/// Marks, in a resource's private data, that its state was imported.
const IMPORTED: &[u8] = b"imported";

/// How a call got through its ordeal.
pub(super) type Outcome = Result<(), Problem>;

pub(super) const CAPABILITIES: ServerCapabilities = ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: false,
};

pub(super) fn get_metadata(engine: &Engine) -> GetMetadataResponse {
    let names = |schemas: &BTreeMap<String, Schema>| {
        let names = schemas.keys().cloned();
        names.map(|type_name| TypeName { type_name }).collect()
    };
    GetMetadataResponse {
        server_capabilities: Some(CAPABILITIES),
        data_sources: names(&engine.schema.data_sources),
        resources: names(&engine.schema.resources),
        ephemeral_resources: names(&engine.schema.ephemeral_resources),
    }
}

pub(super) fn validate_provider(
    engine: &Engine,
    request: ProviderConfigRequest,
) -> ProviderConfigResponse {
    let schema = &engine.schema.provider;
    let name = engine.address.rsplit('/').next().unwrap_or_default();
    let checked = decode(request.config.as_ref(), schema);
    ProviderConfigResponse {
        diagnostics: judged(checked, engine.behaviors.providers.get(name), schema),
        prepared_config: request.config,
    }
}

pub(super) fn configure(engine: &Engine, request: &ConfigureRequest) -> (Diagnostics, Context) {
    let config = decode(request.config.as_ref(), &engine.schema.provider);
    let (config, diagnostics) = split(config);
    let context = config.map_or_else(Context::default, Context::new);
    (Diagnostics { diagnostics }, context)
}

pub(super) fn validate_resource(engine: &Engine, request: &ValidateRequest) -> Diagnostics {
    let facts = engine.behaviors.resources.get(&request.type_name);
    validate(engine.resource(&request.type_name), facts, request)
}

pub(super) fn validate_data_source(engine: &Engine, request: &ValidateRequest) -> Diagnostics {
    let facts = engine.behaviors.data_sources.get(&request.type_name);
    validate(engine.data_source(&request.type_name), facts, request)
}

pub(super) fn validate_ephemeral(engine: &Engine, request: &ValidateRequest) -> Diagnostics {
    validate(engine.ephemeral(&request.type_name), None, request)
}

fn validate(
    schema: Result<&Schema, Problem>,
    facts: Option<&TypeBehavior>,
    request: &ValidateRequest,
) -> Diagnostics {
    let diagnostics = match schema {
        Ok(schema) => judged(decode(request.config.as_ref(), schema), facts, schema),
        Err(problem) => vec![diagnostic(problem)],
    };
    Diagnostics { diagnostics }
}

/// What is wrong with a configuration, or with the way it came.
fn judged(
    config: Result<Value, Problem>,
    facts: Option<&TypeBehavior>,
    schema: &Schema,
) -> Vec<Diagnostic> {
    let problems = match config {
        Ok(config) => Engine::validate(facts, &schema.block, &config),
        Err(problem) => vec![problem],
    };
    problems.into_iter().map(diagnostic).collect()
}

pub(super) fn upgrade(
    engine: &Engine,
    request: &UpgradeResourceStateRequest,
) -> UpgradeResourceStateResponse {
    let json = request
        .raw_state
        .as_ref()
        .map_or(&[][..], |state| &state.json);
    let (state, diagnostics) = split(engine.upgrade(&request.type_name, json));
    UpgradeResourceStateResponse {
        upgraded_state: state.as_ref().map(encode),
        diagnostics,
    }
}

/// What exists is what the state says, but for what drifts.
pub(super) fn read_resource(
    engine: &Engine,
    request: ReadResourceRequest,
    ordeal: Outcome,
) -> ReadResourceResponse {
    let read = || {
        ordeal?;
        if !engine.drifts(&request.type_name) {
            return Ok(request.current_state);
        }
        let schema = engine.resource(&request.type_name)?;
        let state = decode(request.current_state.as_ref(), schema)?;
        let found = engine.drift(&request.type_name, state)?;
        Ok(Some(encode(&found)))
    };
    let (new_state, diagnostics) = split(read());
    ReadResourceResponse {
        new_state: new_state.flatten(),
        diagnostics,
        private: request.private,
    }
}

pub(super) fn plan(
    engine: &Engine,
    context: &Context,
    request: PlanResourceChangeRequest,
    ordeal: Outcome,
) -> PlanResourceChangeResponse {
    let plan = || {
        ordeal?;
        let schema = engine.resource(&request.type_name)?;
        engine.plan(
            &PlanRequest {
                type_name: &request.type_name,
                prior: &decode(request.prior_state.as_ref(), schema)?,
                proposed: &decode(request.proposed_new_state.as_ref(), schema)?,
                config: &decode(request.config.as_ref(), schema)?,
                imported: request.prior_private == IMPORTED,
            },
            context,
        )
    };
    let (plan, diagnostics) = split(plan());
    PlanResourceChangeResponse {
        planned_state: plan.as_ref().map(|plan| encode(&plan.planned)),
        requires_replace: plan
            .into_iter()
            .flat_map(|plan| plan.requires_replace)
            .map(path)
            .collect(),
        planned_private: request.prior_private,
        diagnostics,
        legacy_type_system: engine.fills_in(&request.type_name),
    }
}

pub(super) fn apply(
    engine: &Engine,
    context: &Context,
    request: &ApplyResourceChangeRequest,
    ordeal: Outcome,
) -> ApplyResourceChangeResponse {
    let apply = || {
        ordeal?;
        let schema = engine.resource(&request.type_name)?;
        let prior = decode(request.prior_state.as_ref(), schema)?;
        let planned = decode(request.planned_state.as_ref(), schema)?;
        engine.apply(&request.type_name, &prior, &planned, context)
    };
    let (state, diagnostics) = split(apply());
    ApplyResourceChangeResponse {
        // Without a new state Terraform would forget the resource.
        new_state: state
            .as_ref()
            .map(encode)
            .or_else(|| request.prior_state.clone()),
        private: Vec::new(),
        diagnostics,
        legacy_type_system: engine.fills_in(&request.type_name),
    }
}

pub(super) fn import(
    engine: &Engine,
    context: &Context,
    request: ImportResourceStateRequest,
) -> ImportResourceStateResponse {
    let (state, diagnostics) = split(engine.import(&request.type_name, &request.id, context));
    ImportResourceStateResponse {
        imported_resources: state
            .map(|state| ImportedResource {
                type_name: request.type_name,
                state: Some(encode(&state)),
                private: IMPORTED.to_vec(),
            })
            .into_iter()
            .collect(),
        diagnostics,
    }
}

pub(super) fn move_state(request: &MoveResourceStateRequest) -> MoveResourceStateResponse {
    let problem = Problem::new(
        "Move between resource types is not supported",
        format!(
            "no schema tells how a `{}` becomes a `{}`, so the mock provider cannot move it",
            request.source_type_name, request.target_type_name
        ),
    );
    MoveResourceStateResponse {
        diagnostics: vec![diagnostic(problem)],
    }
}

pub(super) fn read_data(
    engine: &Engine,
    context: &Context,
    request: &ReadRequest,
    ordeal: Outcome,
) -> ReadDataSourceResponse {
    let read = || {
        ordeal?;
        let schema = engine.data_source(&request.type_name)?;
        let request = DataRequest {
            type_name: &request.type_name,
            config: &decode(request.config.as_ref(), schema)?,
        };
        engine.read_data(&request, context)
    };
    let (state, diagnostics) = split(read());
    ReadDataSourceResponse {
        state: state.as_ref().map(encode),
        diagnostics,
    }
}

pub(super) fn open_ephemeral(
    engine: &Engine,
    context: &Context,
    request: &ReadRequest,
    ordeal: Outcome,
) -> OpenEphemeralResourceResponse {
    let open = || {
        ordeal?;
        let schema = engine.ephemeral(&request.type_name)?;
        let request = DataRequest {
            type_name: &request.type_name,
            config: &decode(request.config.as_ref(), schema)?,
        };
        engine.open_ephemeral(&request, context)
    };
    let (result, diagnostics) = split(open());
    OpenEphemeralResourceResponse {
        diagnostics,
        result: result.as_ref().map(encode),
    }
}

pub(super) fn call_function(request: &CallFunctionRequest) -> CallFunctionResponse {
    CallFunctionResponse {
        error: Some(FunctionError {
            text: format!(
                "no schema tells what the function `{}` computes, so the mock provider cannot call it",
                request.name
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Behaviors;
    use crate::protocol::messages::{DynamicValue, RawState};
    use serde_json::json;

    fn engine() -> Engine {
        let schema = serde_json::from_value(json!({"resource_schemas": {"toy_box": {"block": {
            "attributes": {"name": {"type": "string", "required": true}}}}}}));
        Engine::new("x/y/toy".to_owned(), schema.unwrap(), Behaviors::default())
    }

    fn garbage() -> DynamicValue {
        DynamicValue {
            msgpack: vec![0x81, 0xa4],
            json: Vec::new(),
        }
    }

    #[test]
    fn what_cannot_be_read_becomes_a_diagnostic() {
        let request = PlanResourceChangeRequest {
            type_name: "toy_box".to_owned(),
            proposed_new_state: Some(garbage()),
            ..PlanResourceChangeRequest::default()
        };
        let response = plan(&engine(), &Context::default(), request, Ok(()));
        assert_eq!(response.planned_state, None);
        assert!(
            response.diagnostics[0]
                .detail
                .contains("malformed MessagePack")
        );
    }

    #[test]
    fn a_failed_apply_does_not_lose_the_resource() {
        let request = ApplyResourceChangeRequest {
            type_name: "toy_box".to_owned(),
            prior_state: Some(encode(&crate::value::Value::Null)),
            planned_state: Some(garbage()),
        };
        let response = apply(&engine(), &Context::default(), &request, Ok(()));
        assert_eq!(response.new_state, request.prior_state);
        assert_eq!(response.diagnostics.len(), 1);
    }

    #[test]
    fn an_unknown_type_is_named() {
        let request = ReadRequest {
            type_name: "toy_boat".to_owned(),
            config: None,
        };
        let response = read_data(&engine(), &Context::default(), &request, Ok(()));
        assert_eq!(response.diagnostics[0].summary, "Unknown data source");
        assert!(response.diagnostics[0].detail.contains("`toy_boat`"));
    }

    #[test]
    fn a_state_that_is_no_json_is_refused() {
        let request = UpgradeResourceStateRequest {
            type_name: "toy_box".to_owned(),
            version: 0,
            raw_state: Some(RawState { json: Vec::new() }),
        };
        let response = upgrade(&engine(), &request);
        assert_eq!(response.diagnostics[0].summary, "State is not JSON");
    }
}
