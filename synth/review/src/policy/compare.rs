//! What one policy allows or denies and the other does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::describe::{Grant, conditions};
use super::statement::{Condition, Part, Scope, Statement, implied};
use super::{Names, Policy};
use crate::model::Direction;

/// How many combinations of a statement are looked at one by one.
const MOST: usize = 20_000;

/// A difference between two policies.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    pub(crate) grant: Grant,
}

/// What becomes of a grant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// It is allowed anew.
    Allowed,
    /// It was allowed under other conditions: these.
    Loosened(BTreeSet<Condition>),
    /// It is not denied any more.
    Undenied,
    /// It is not allowed any more.
    Withdrawn,
    /// It is denied anew.
    Denied,
    /// The statement has too many parts to say.
    TooLarge,
}

impl Difference {
    /// The same with other words for texts. For people alone: what it allows is
    /// not compared any more.
    pub(crate) fn named(&self, names: &Names) -> Self {
        let mut named = self.clone();
        if !names.is_empty() {
            named.grant.rename(names);
            if let Kind::Loosened(conditions) = &mut named.kind {
                super::describe::rename_conditions(conditions, names);
            }
        }
        named
    }

    /// Whether more is allowed.
    pub(crate) fn direction(&self) -> Direction {
        match self.kind {
            Kind::Allowed | Kind::Loosened(_) | Kind::Undenied => Direction::Wider,
            Kind::Withdrawn | Kind::Denied => Direction::Narrower,
            Kind::TooLarge => Direction::Either,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grant = &self.grant;
        let what = grant.without_conditions();
        match &self.kind {
            Kind::Allowed => write!(f, "allows {grant}"),
            Kind::Loosened(old) if grant.conditions.is_empty() => {
                write!(f, "allows {what} without the condition {}", conditions(old))
            }
            Kind::Loosened(_) => write!(
                f,
                "allows {what} under another condition: {}",
                conditions(&grant.conditions)
            ),
            Kind::Undenied => write!(f, "no longer denies {grant}"),
            Kind::Withdrawn => write!(f, "no longer allows {grant}"),
            Kind::Denied => write!(f, "denies {grant}"),
            Kind::TooLarge => write!(f, "too large to be compared part by part: {what}"),
        }
    }
}

/// Every difference.
pub(crate) fn differences(before: &Policy, after: &Policy) -> Vec<Difference> {
    let side = |policy: &Policy, other: &Policy, allow: bool| -> (Vec<Statement>, Vec<Statement>) {
        let of = |policy: &Policy| {
            policy
                .statements
                .iter()
                .filter(|s| s.allow == allow)
                .cloned()
                .collect::<Vec<_>>()
        };
        (of(policy), of(other))
    };
    let mut found = Vec::new();
    let (new, old) = side(after, before, true);
    for (grant, looser) in uncovered(&new, &old) {
        let kind = looser.map_or(Kind::Allowed, Kind::Loosened);
        found.push(Difference { kind, grant });
    }
    let (old, new) = side(before, after, true);
    for (grant, _) in uncovered(&old, &new) {
        found.push(Difference {
            kind: Kind::Withdrawn,
            grant,
        });
    }
    let (old, new) = side(before, after, false);
    for (grant, _) in uncovered(&old, &new) {
        found.push(Difference {
            kind: Kind::Undenied,
            grant,
        });
    }
    let (new, old) = side(after, before, false);
    for (grant, _) in uncovered(&new, &old) {
        found.push(Difference {
            kind: Kind::Denied,
            grant,
        });
    }
    for difference in &mut found {
        if difference.grant.too_large {
            difference.kind = Kind::TooLarge;
        }
    }
    found
}

/// What the statements say and the others do not, each with the conditions
/// under which the others say it, if they do under some.
fn uncovered(
    statements: &[Statement],
    others: &[Statement],
) -> Vec<(Grant, Option<BTreeSet<Condition>>)> {
    let mut found = Vec::new();
    for statement in statements {
        if !others.contains(statement) {
            of_statement(statement, others, &mut found);
        }
    }
    found
}

/// Which parts of a statement another one has.
struct Overlap<'a> {
    actions: Vec<bool>,
    resources: Vec<bool>,
    principals: Vec<bool>,
    met: bool,
    conditions: &'a BTreeSet<Condition>,
}

/// Places of parts that are not covered, by resource and principal.
type Rest = BTreeSet<(usize, usize)>;

fn of_statement(
    statement: &Statement,
    others: &[Statement],
    found: &mut Vec<(Grant, Option<BTreeSet<Condition>>)>,
) {
    let actions = Scope::parts(Some(&statement.actions));
    let resources = Scope::parts(statement.resources.as_ref());
    let principals = Scope::parts(statement.principals.as_ref());
    let size = actions.len() * resources.len() * principals.len();
    if size > MOST {
        found.push((Grant::too_large(statement), None));
        return;
    }
    let overlaps: Vec<Overlap<'_>> = others
        .iter()
        .map(|other| {
            let has = |scope: Option<&Scope>, parts: &[Part<'_>]| {
                parts.iter().map(|part| Scope::has(scope, *part)).collect()
            };
            Overlap {
                actions: has(Some(&other.actions), &actions),
                resources: has(other.resources.as_ref(), &resources),
                principals: has(other.principals.as_ref(), &principals),
                met: implied(&other.conditions, &statement.conditions),
                conditions: &other.conditions,
            }
        })
        .collect();
    // Actions that are missing for the same resources and principals are told
    // together.
    let mut missing: BTreeMap<(Rest, Option<BTreeSet<Condition>>), Vec<usize>> = BTreeMap::new();
    for a in 0..actions.len() {
        let mut by_condition: BTreeMap<Option<BTreeSet<Condition>>, Rest> = BTreeMap::new();
        for r in 0..resources.len() {
            for p in 0..principals.len() {
                let covers = |overlap: &&Overlap<'_>| {
                    let at = |list: &[bool], at: usize| list.get(at).copied().unwrap_or(false);
                    at(&overlap.actions, a)
                        && at(&overlap.resources, r)
                        && at(&overlap.principals, p)
                };
                if overlaps.iter().filter(covers).any(|overlap| overlap.met) {
                    continue;
                }
                let looser = overlaps
                    .iter()
                    .find(covers)
                    .map(|overlap| overlap.conditions.clone());
                by_condition.entry(looser).or_default().insert((r, p));
            }
        }
        for (condition, rest) in by_condition {
            missing.entry((rest, condition)).or_default().push(a);
        }
    }
    let mut missing: Vec<_> = missing.into_iter().collect();
    missing.sort_by(|(_, a), (_, b)| a.cmp(b));
    for ((rest, looser), places) in missing {
        let whole = rest.len() == resources.len() * principals.len();
        let some = |parts: &[Part<'_>], chosen: BTreeSet<usize>| -> Vec<String> {
            chosen
                .into_iter()
                .filter_map(|at| match parts.get(at) {
                    Some(Part::Pattern(pattern)) => Some((*pattern).to_owned()),
                    _ => None,
                })
                .collect()
        };
        let rows: BTreeSet<usize> = rest.iter().map(|(r, _)| *r).collect();
        let columns: BTreeSet<usize> = rest.iter().map(|(_, p)| *p).collect();
        // Not every resource with every principal: told one by one.
        if !whole && rows.len() * columns.len() != rest.len() {
            for (r, p) in rest {
                let grant = Grant::of(
                    statement,
                    some(&actions, places.iter().copied().collect()),
                    some(&resources, BTreeSet::from([r])),
                    some(&principals, BTreeSet::from([p])),
                );
                found.push((grant, looser.clone()));
            }
            continue;
        }
        let grant = Grant::of(
            statement,
            some(&actions, places.into_iter().collect()),
            some(&resources, rows),
            some(&principals, columns),
        );
        found.push((grant, looser));
    }
}
