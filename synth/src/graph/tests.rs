//! References, from the documents to the edges.

use serde_json::{Value, json};

use super::{Graph, Node, Source};

fn shown(graph: &Graph) -> Vec<String> {
    let name = |node: &Node| {
        let stack = &graph.stacks[node.stack];
        format!("{}/{}", stack.name, stack.addresses[node.address])
    };
    let edges = graph.edges.iter();
    edges
        .map(|(from, to)| format!("{} {}", name(from), name(to)))
        .collect()
}

fn graph(documents: &[(&str, Value)]) -> Graph {
    let sources: Vec<Source<'_>> = documents
        .iter()
        .map(|(name, document)| Source {
            name,
            construct_path: name,
            dependencies: &[],
            document,
        })
        .collect();
    Graph::new(&sources, |_| true)
}

#[test]
fn within_a_stack() {
    let document = json!({
        "locals": {"name": "${a.x.id}", "round": "${local.round}${local.name}"},
        "module": {"m": {"source": "./m", "in": "${data.d.z.id}"}},
        "data": {"d": {"z": {"name": "$${a.x.id}"}}},
        "resource": {"a": {
            "//": {"metadata": {}},
            "x": {"//": {"metadata": {"path": "${a.y.id}"}}, "self": "${a.x.id} ${a.none.id}"},
            "y": {"in": [{"deep": {"${a.x.key}": true}}], "depends_on": ["module.m"]},
            "z": {"lifecycle": {"replace_triggered_by": ["a.y.in"], "ignore_changes": ["a.x"]},
                  "tags": "${local.round}", "provider": "a.y"},
        }},
    });
    assert_eq!(
        shown(&graph(&[("s", document)])),
        [
            "s/a.y s/a.x",
            "s/a.y s/module.m",
            "s/a.z s/a.x",
            "s/a.z s/a.y",
            "s/module.m s/data.d.z",
        ]
    );
}

#[test]
fn through_outputs() {
    let producer = json!({
        "terraform": {"backend": {"s3": {"bucket": "b", "key": "producer", "encrypt": true}}},
        "resource": {"a": {"x": {}, "y": {}}},
        "output": {"o": {"value": "${a.x.id}-${a.y.id}"}},
    });
    let middle = json!({
        "data": {"terraform_remote_state": {"cross-stack-reference-input-producer": {}}},
        "output": {"again": {
            "value": "${data.terraform_remote_state.cross-stack-reference-input-producer.outputs.o}"
        }},
        "terraform": {"backend": {"local": {"path": "../middle"}}},
    });
    let consumer = json!({
        "data": {"terraform_remote_state": {
            "p": {"backend": "s3", "config": {"bucket": "b", "key": "producer", "region": "r"}},
            "m": {"backend": "local", "config": {"path": "../middle"}},
            "own": {"backend": "local", "config": {"path": "state"}},
            "other": {"backend": "s3", "config": {"bucket": "c", "key": "producer"}},
        }},
        "resource": {"a": {
            "direct": {"in": "${data.terraform_remote_state.p.outputs[\"o\"]}"},
            "far": {"in": "${data.terraform_remote_state.m.outputs.again}"},
            "none": {"in": "${data.terraform_remote_state.p.outputs.gone}"},
            "own": {"in": "${data.terraform_remote_state.own.outputs.o}"},
            "foreign": {"in": "${data.terraform_remote_state.other.outputs.o}"},
        }},
    });
    let graph = graph(&[
        (
            "aside",
            json!({"terraform": {"backend": {"local": {"path": "state"}}}}),
        ),
        ("consumer", consumer),
        ("middle", middle),
        ("producer", producer),
    ]);
    assert_eq!(
        shown(&graph),
        [
            "consumer/a.direct producer/a.x",
            "consumer/a.direct producer/a.y",
            "consumer/a.far producer/a.x",
            "consumer/a.far producer/a.y",
            "consumer/a.foreign consumer/data.terraform_remote_state.other",
            "consumer/a.own consumer/data.terraform_remote_state.own",
        ]
    );
    assert_eq!(graph.stacks[2].addresses.len(), 0);
    assert_eq!(graph.order.iter().collect::<Vec<_>>(), [&(1, 3)]);
}
