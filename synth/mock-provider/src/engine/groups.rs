//! Arguments that depend on each other: who excludes whom, who needs whom.

use super::behaviors::TypeBehavior;
use super::places::{Kind, Place, kind};
use super::rules::Case;
use crate::schema::Block;
use crate::value::{Value, to_json};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Whether an argument is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Set,
    Unset,
    /// Not known yet: it may be either.
    Open,
}

/// Something wrong, and where.
pub(super) type Finding<'a> = (Place<'a>, String);

/// The rules of one type, and the schema they are about.
#[derive(Clone, Copy)]
pub(super) struct Dependencies<'t> {
    pub(super) facts: &'t TypeBehavior,
    pub(super) schema: &'t Block,
}

impl Dependencies<'_> {
    /// What is wrong with the arguments as a whole.
    pub(super) fn check<'a>(&self, root: &Place<'a>) -> Vec<Finding<'a>> {
        let facts = self.facts;
        let mut found = Vec::new();
        for group in &facts.conflicts {
            self.each(root, group, |parent, members| {
                found.extend(Self::too_many(parent, members));
            });
        }
        for group in &facts.exactly_one_of {
            self.each(root, group, |parent, members| {
                found.extend(Self::too_many(parent, members));
                found.extend(Self::too_few(parent, members, "exactly one"));
            });
        }
        for group in &facts.at_least_one_of {
            self.each(root, group, |parent, members| {
                found.extend(Self::too_few(parent, members, "at least one"));
            });
        }
        for (some, others) in &facts.same_values {
            found.extend(Self::differing(root, some, others));
            found.extend(Self::differing(root, others, some));
        }
        for (path, needed) in &facts.required_with {
            let mut group = vec![path.clone()];
            group.extend(needed.iter().cloned());
            self.each(root, &group, |parent, members| {
                let Some((first, others)) = members.split_first() else {
                    return;
                };
                let missing = others.iter().filter(|other| other.state == State::Unset);
                if first.state == State::Set {
                    found.extend(missing.map(|other| {
                        let says = format!("`{}` has to be set where `{path}` is", other.path);
                        (first.place.clone().unwrap_or_else(|| parent.clone()), says)
                    }));
                }
            });
        }
        found
    }

    /// What some paths lead to and others do not.
    fn differing<'a>(root: &Place<'a>, some: &[String], others: &[String]) -> Vec<Finding<'a>> {
        let all = |paths: &[String]| -> Vec<Place<'a>> {
            let found = paths.iter().flat_map(|path| root.find(path));
            found.filter(|place| !place.value.is_null()).collect()
        };
        let (some, known) = (all(some), all(others));
        if some.iter().chain(&known).any(|of| of.value.is_unknown()) {
            return Vec::new();
        }
        let names: Vec<String> = others.iter().map(|path| format!("`{path}`")).collect();
        some.into_iter()
            .filter(|place| !known.iter().any(|other| other.value == place.value))
            .filter_map(|place| {
                let given = to_json(place.value).ok()?;
                let says = format!("{given} is at none of {}", names.join(", "));
                Some((place, says))
            })
            .collect()
    }

    fn too_many<'a>(parent: &Place<'a>, members: &[Member<'_, 'a>]) -> Option<Finding<'a>> {
        let set = members.iter().filter(|member| member.state == State::Set);
        let set: Vec<_> = set.collect();
        let [.., last] = &set[..] else {
            return None;
        };
        let names: Vec<String> = set.iter().map(|of| format!("`{}`", of.path)).collect();
        (set.len() > 1).then(|| {
            let says = format!("{} exclude each other", names.join(", "));
            (last.place.clone().unwrap_or_else(|| parent.clone()), says)
        })
    }

    fn too_few<'a>(
        parent: &Place<'a>,
        members: &[Member<'_, 'a>],
        how_many: &str,
    ) -> Option<Finding<'a>> {
        let none = members.iter().all(|member| member.state == State::Unset);
        let names: Vec<String> = members.iter().map(|of| format!("`{}`", of.path)).collect();
        none.then(|| {
            let says = format!("{how_many} of {} has to be set", names.join(", "));
            let first = members.first().map(|of| of.own);
            (parent.lacking(first.unwrap_or_default()), says)
        })
    }

    /// Calls `judge` with the members of a group, once for every block that
    /// all of them are in.
    fn each<'a>(
        &self,
        root: &Place<'a>,
        group: &[String],
        mut judge: impl FnMut(&Place<'a>, &[Member<'_, 'a>]),
    ) {
        let common = common_block(group);
        for found in root.find(&common) {
            for parent in found.objects() {
                let members: Vec<Member<'_, 'a>> = group
                    .iter()
                    .map(|path| {
                        let own = path[common.len()..].trim_start_matches('.');
                        let (state, place) = self.state(&parent, own, path);
                        Member {
                            path,
                            own,
                            state,
                            place,
                        }
                    })
                    .collect();
                judge(&parent, &members);
            }
        }
    }

    /// Whether an argument is set, and where. An absent block is an empty
    /// collection, while an empty list is a value like any other.
    fn state<'a>(
        &self,
        parent: &Place<'a>,
        path: &str,
        full_path: &str,
    ) -> (State, Option<Place<'a>>) {
        let is_block = kind(self.schema, full_path) == Some(Kind::Block);
        let is_set = |place: &Place<'_>| match place.value {
            Value::List(items) | Value::Set(items) if is_block => !items.is_empty(),
            Value::Map(items) if is_block => !items.is_empty(),
            value => !value.is_null(),
        };
        let found = parent.find(path);
        let known = found
            .iter()
            .find(|place| !place.value.is_unknown() && is_set(place));
        match known {
            Some(place) => (State::Set, Some(place.clone())),
            None if found.iter().any(|place| place.value.is_unknown()) => (State::Open, None),
            None => (State::Unset, None),
        }
    }

    /// The blocks in which a case applies.
    pub(super) fn where_it_applies<'a>(&self, case: &Case, root: &Place<'a>) -> Vec<Place<'a>> {
        let found = root.find(&case.within);
        let parents = found.iter().flat_map(Place::objects);
        parents
            .filter(|parent| {
                self.all(case, &case.when, parent) == Some(true)
                    && self.any(case, &case.unless, parent) == Some(false)
            })
            .collect()
    }

    /// Whether all conditions hold; nothing if that is not known yet.
    fn all(
        &self,
        case: &Case,
        wanted: &BTreeMap<String, Json>,
        parent: &Place<'_>,
    ) -> Option<bool> {
        let mut all = Some(true);
        for (path, wanted) in wanted {
            match self.holds(case, path, wanted, parent) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    /// Whether any condition holds; nothing if that is not known yet.
    fn any(
        &self,
        case: &Case,
        wanted: &BTreeMap<String, Json>,
        parent: &Place<'_>,
    ) -> Option<bool> {
        let mut any = Some(false);
        for (path, wanted) in wanted {
            match self.holds(case, path, wanted, parent) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => any = None,
            }
        }
        any
    }

    fn holds(&self, case: &Case, path: &str, wanted: &Json, parent: &Place<'_>) -> Option<bool> {
        let full_path = join(&case.within, path);
        let wanted = match wanted {
            Json::Array(any) => any.as_slice(),
            one => std::slice::from_ref(one),
        };
        let (state, _) = self.state(parent, path, &full_path);
        match (state, self.facts.defaults.get(&full_path)) {
            (State::Unset, Some(default)) => return Some(wanted.contains(default)),
            (State::Unset, None) => return Some(wanted.contains(&Json::Null)),
            (State::Open, _) => return None,
            (State::Set, _) => {}
        }
        let found = parent.find(path);
        if found
            .iter()
            .any(|place| to_json(place.value).is_ok_and(|given| wanted.contains(&given)))
        {
            return Some(true);
        }
        let open = found.iter().any(|place| !place.value.is_wholly_known());
        (!open).then_some(false)
    }

    /// What has to be set in a case and is not, or must not be set and is.
    pub(super) fn check_case<'a>(&self, case: &Case, parent: &Place<'a>) -> Vec<Finding<'a>> {
        let conditions = conditions(case);
        let mut found = Vec::new();
        for path in &case.required {
            let full_path = join(&case.within, path);
            if let (State::Unset, _) = self.state(parent, path, &full_path)
                && !self.facts.defaults.contains_key(&full_path)
            {
                let says = format!("`{full_path}` has to be set{conditions}");
                found.push((parent.lacking(path), says));
            }
        }
        for path in &case.excluded {
            let full_path = join(&case.within, path);
            if let (State::Set, Some(place)) = self.state(parent, path, &full_path) {
                let says = format!("`{full_path}` must not be set{conditions}");
                found.push((place, says));
            }
        }
        found
    }
}

/// A member of a group, and whether it is set.
struct Member<'g, 'a> {
    path: &'g str,
    /// The path from the block all members are in.
    own: &'g str,
    state: State,
    place: Option<Place<'a>>,
}

/// When a case applies, as the end of a sentence.
pub(super) fn conditions(case: &Case) -> String {
    if let Some(message) = &case.message {
        return format!(": {message}");
    }
    let text = |(path, wanted): (&String, &Json)| {
        let path = join(&case.within, path);
        match wanted {
            Json::Null => format!("`{path}` is not set"),
            Json::Array(any) => {
                let any: Vec<String> = any.iter().map(Json::to_string).collect();
                format!("`{path}` is one of {}", any.join(", "))
            }
            one => format!("`{path}` is {one}"),
        }
    };
    let when: Vec<String> = case.when.iter().map(text).collect();
    let unless: Vec<String> = case.unless.iter().map(text).collect();
    match (when.is_empty(), unless.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!(" where {}", when.join(" and ")),
        (true, false) => format!(" unless {}", unless.join(" or ")),
        (false, false) => format!(
            " where {}, unless {}",
            when.join(" and "),
            unless.join(" or ")
        ),
    }
}

/// One path behind another.
pub(super) fn join(parent: &str, path: &str) -> String {
    if parent.is_empty() {
        path.to_owned()
    } else {
        format!("{parent}.{path}")
    }
}

/// The path of the innermost block that all of the paths are in.
fn common_block(paths: &[String]) -> String {
    let mut parents = paths.iter().map(|path| {
        let mut steps: Vec<&str> = path.split('.').collect();
        steps.pop();
        steps
    });
    let mut common = parents.next().unwrap_or_default();
    for parent in parents {
        let same = common.iter().zip(&parent).take_while(|(a, b)| a == b);
        common.truncate(same.count());
    }
    common.join(".")
}
