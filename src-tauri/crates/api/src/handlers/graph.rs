use std::collections::HashMap;

use strata_engine::GraphRequest;
use strata_engine::catalog::GraphKind;
use strata_model::{Actor, VaultPath};

use crate::App;
use crate::error::{ApiError, Code};
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

const LIMIT: u32 = 10_000;
const MOST: u32 = 50_000;
/// So many edges for each node at most, so that a vault where all links to all can be told at all.
const EDGES: usize = 10;
const FARTHEST: u32 = 5;
/// Longer names of askers are no names.
const ASKER_MAX: usize = 200;

pub(crate) fn graph_read(app: &App, _: &Actor, params: ReadGraph) -> Reply<Graph> {
    let depth = params.depth.unwrap_or(1);
    if depth > FARTHEST {
        let message = format!("graph_read: depth is {depth}, it can be {FARTHEST} at most");
        return Err(ApiError::new(Code::BadRequest, message));
    }
    if params.asker.as_ref().is_some_and(|asker| asker.len() > ASKER_MAX) {
        return Err(ApiError::new(Code::BadRequest, format!("graph_read: asker has more than {ASKER_MAX} bytes")));
    }
    let nodes = params.limit.unwrap_or(LIMIT).min(MOST) as usize;
    let engine = app.engine();
    let epoch = engine.position()?.epoch;
    let (found, complete) = engine.graph(GraphRequest {
        around: params.around.map(|around| (around, depth)),
        folder: params.folder,
        query: params.query,
        attachments: params.attachments,
        unresolved: params.unresolved,
        tags: params.tags,
        orphans: params.orphans.unwrap_or(true),
        nodes,
        edges: nodes * EDGES,
        asker: params.asker,
    })?;
    let shown = (found.nodes.len() as u64, found.edges.len() as u64);
    let mut graph = Graph {
        epoch: epoch.0.to_string(),
        seq: found.seq.0,
        folders: vec![String::new()],
        tags: found.tags,
        edges: found.edges.into_iter().flat_map(|(from, to)| [from, to]).collect(),
        total: found.total,
        total_edges: found.total_edges,
        cut: shown != (found.total, found.total_edges),
        complete,
        ..Graph::default()
    };
    let mut folders = HashMap::from([(VaultPath::root(), 0_u32)]);
    for node in found.nodes {
        let parent = node.path.as_ref().and_then(VaultPath::parent).unwrap_or_else(VaultPath::root);
        let known = u32::try_from(folders.len()).unwrap_or(u32::MAX);
        let at = *folders.entry(parent).or_insert_with_key(|folder| {
            graph.folders.push(folder.to_string());
            known
        });
        graph.parents.push(at);
        graph.kinds.push(match node.kind {
            GraphKind::Note => 0,
            GraphKind::Attachment => 1,
            GraphKind::Unresolved => 2,
            GraphKind::Tag => 3,
        });
        graph.links.push(node.links);
        graph.node_tags.push(node.tags);
        match node.path {
            Some(path) => {
                graph.names.push(path.name().to_owned());
                graph.titles.push(node.title);
            }
            None => {
                graph.names.push(node.title.unwrap_or_default());
                graph.titles.push(None);
            }
        }
    }
    Ok(graph)
}
