//! Reading data sources and opening ephemeral resources.

use super::{Context, Engine, Inventor, Problem, Purpose, Seed, TypeBehavior, apply, complete};
use crate::aws;
use crate::schema::Block;
use crate::value::{Value, to_msgpack};

/// What Terraform wants to know.
#[derive(Debug)]
pub(crate) struct DataRequest<'a> {
    pub(crate) type_name: &'a str,
    pub(crate) config: &'a Value,
}

impl Engine {
    pub(crate) fn read_data(
        &self,
        request: &DataRequest<'_>,
        context: &Context,
    ) -> Result<Value, Problem> {
        let schema = self.data_source(request.type_name)?;
        let context = &context.within(request.config.get("region"));
        let mut state = answer(&schema.block, request, context);
        let known = &self.behaviors;
        let open = |name: &str| request.config.get(name).is_null();
        let of = schema.implied_type();
        // What a resource's name says about it, it says about what is found.
        let made = known.resources.get(request.type_name);
        let made = made.map(TypeBehavior::templates);
        let found = known.data_sources.get(request.type_name).cloned();
        for behavior in made.into_iter().chain(found) {
            apply::render(&behavior, of, context, seed(request), &open, &mut state);
        }
        if aws::is_aws(&self.address) {
            aws::answer(request, context, &mut state)?;
        }
        Ok(state)
    }

    pub(crate) fn open_ephemeral(
        &self,
        request: &DataRequest<'_>,
        context: &Context,
    ) -> Result<Value, Problem> {
        let block = &self.ephemeral(request.type_name)?.block;
        Ok(answer(block, request, context))
    }
}

/// The configuration, with everything made up that it leaves open.
fn answer(block: &Block, request: &DataRequest<'_>, context: &Context) -> Value {
    let inventor = Inventor {
        type_name: request.type_name,
        context,
        seed: seed(request),
        purpose: Purpose::DataSource,
    };
    let open = complete::block(block, &Value::Null, request.config);
    inventor.fill_block(block, &Value::Null, &open)
}

/// The same question has the same answer.
fn seed(request: &DataRequest<'_>) -> Seed {
    Seed::new(&[request.type_name.as_bytes(), &to_msgpack(request.config)])
}
