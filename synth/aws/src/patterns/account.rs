//! Where a stack is: account, region, partition, each asked for once.

use std::rc::Rc;

use synth_core::prelude::*;

use crate::{DataCallerIdentity, DataPartition, DataRegion};

struct Identity(Ref<DataCallerIdentity>);
struct Place(Ref<DataRegion>);
struct Section(Ref<DataPartition>);

/// The number of the account that the stack is deployed to.
#[must_use]
#[track_caller]
pub fn account_id(scope: &Scope) -> Value<String> {
    let _here = scope.call_site();
    let root = scope.root();
    let one: Rc<Identity> =
        scope.shared(|| Identity(root.add("account", DataCallerIdentity::new())));
    one.0.account_id()
}

/// The name of the region that the stack is deployed to.
#[must_use]
#[track_caller]
pub fn region(scope: &Scope) -> Value<String> {
    let _here = scope.call_site();
    let root = scope.root();
    let one: Rc<Place> = scope.shared(|| Place(root.add("region", DataRegion::new())));
    one.0.region()
}

/// The partition of AWS that the stack is deployed to: `aws`, `aws-cn`.
#[must_use]
#[track_caller]
pub fn partition(scope: &Scope) -> Value<String> {
    let _here = scope.call_site();
    let root = scope.root();
    let one: Rc<Section> = scope.shared(|| Section(root.add("partition", DataPartition::new())));
    one.0.partition()
}
