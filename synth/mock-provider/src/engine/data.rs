//! Reading data sources and opening ephemeral resources.

use super::{Context, Engine, Inventor, Problem, Purpose, Seed, complete};
use crate::aws;
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
        let block = &self.data_source(request.type_name)?.block;
        let mut state = self.answer(block, request, context);
        if aws::is_aws(&self.address) {
            aws::answer(request, context, &mut state);
        }
        Ok(state)
    }

    pub(crate) fn open_ephemeral(
        &self,
        request: &DataRequest<'_>,
        context: &Context,
    ) -> Result<Value, Problem> {
        let block = &self.ephemeral(request.type_name)?.block;
        Ok(self.answer(block, request, context))
    }

    #[expect(clippy::unused_self, reason = "a step of the two methods above")]
    fn answer(
        &self,
        block: &crate::schema::Block,
        request: &DataRequest<'_>,
        context: &Context,
    ) -> Value {
        let inventor = Inventor {
            type_name: request.type_name,
            context,
            seed: Seed::new(&[request.type_name.as_bytes(), &to_msgpack(request.config)]),
            purpose: Purpose::DataSource,
        };
        let open = complete::block(block, &Value::Null, request.config);
        inventor.fill_block(block, &Value::Null, &open)
    }
}
