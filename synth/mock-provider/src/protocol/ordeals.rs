//! What goes wrong with a call, before its handler sees it.

use super::codec::decode;
use super::messages::{
    ApplyResourceChangeRequest, DynamicValue, PlanResourceChangeRequest, ReadRequest,
    ReadResourceRequest,
};
use crate::engine::{Action, Engine, Ordeal, Problem};
use crate::schema::Schema;
use crate::value::Value;

pub(super) fn plan(engine: &Engine, request: &PlanResourceChangeRequest) -> Ordeal {
    ordeal(engine, &request.type_name, || {
        let schema = engine.resource(&request.type_name)?;
        let proposed = decode(request.proposed_new_state.as_ref(), schema)?;
        Ok((
            Action::Plan,
            some(proposed, request.prior_state.as_ref(), schema)?,
        ))
    })
}

pub(super) fn apply(engine: &Engine, request: &ApplyResourceChangeRequest) -> Ordeal {
    ordeal(engine, &request.type_name, || {
        let schema = engine.resource(&request.type_name)?;
        let planned = decode(request.planned_state.as_ref(), schema)?;
        let action = if planned.is_null() {
            Action::Delete
        } else if decode(request.prior_state.as_ref(), schema)?.is_null() {
            Action::Create
        } else {
            Action::Update
        };
        Ok((action, some(planned, request.prior_state.as_ref(), schema)?))
    })
}

pub(super) fn refresh(engine: &Engine, request: &ReadResourceRequest) -> Ordeal {
    ordeal(engine, &request.type_name, || {
        let schema = engine.resource(&request.type_name)?;
        Ok((
            Action::Read,
            decode(request.current_state.as_ref(), schema)?,
        ))
    })
}

pub(super) fn read_data(engine: &Engine, request: &ReadRequest) -> Ordeal {
    ordeal(engine, &request.type_name, || {
        let schema = engine.data_source(&request.type_name)?;
        Ok((Action::Read, decode(request.config.as_ref(), schema)?))
    })
}

pub(super) fn open_ephemeral(engine: &Engine, request: &ReadRequest) -> Ordeal {
    ordeal(engine, &request.type_name, || {
        let schema = engine.ephemeral(&request.type_name)?;
        Ok((Action::Read, decode(request.config.as_ref(), schema)?))
    })
}

/// What will be; what was, if nothing will be.
fn some(value: Value, prior: Option<&DynamicValue>, schema: &Schema) -> Result<Value, Problem> {
    if value.is_null() {
        decode(prior, schema)
    } else {
        Ok(value)
    }
}

fn ordeal(
    engine: &Engine,
    type_name: &str,
    what: impl FnOnce() -> Result<(Action, Value), Problem>,
) -> Ordeal {
    if !engine.has_faults(type_name) {
        return Ordeal::default();
    }
    match what() {
        Ok((action, value)) => engine.ordeal(action, type_name, &value),
        // The handler will come upon the same problem.
        Err(_) => Ordeal::default(),
    }
}
