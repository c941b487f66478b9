use strata_engine::markdown;
use strata_model::{Actor, PropertyKind as Kind};

use crate::App;
use crate::error::{ApiError, Code};
use crate::types::*;

type Reply<T> = Result<T, ApiError>;

/// So many values of a property are told.
const VALUES: usize = 200;

pub(crate) fn properties_read(_: &App, _: &Actor, params: ReadProperties) -> Reply<PropertyForm> {
    let markdown::Form { rows, problem } = markdown::properties_form(&params.text);
    let row = |row: markdown::FormRow| PropertyRow {
        key: row.key,
        value: row.value,
        source: row.source,
        line: row.line,
        editable: row.is_editable,
    };
    let problem = problem.map(|problem| Problem { path: Some(params.path.to_string()), ..Problem::from(problem) });
    Ok(PropertyForm { rows: rows.into_iter().map(row).collect(), problem })
}

pub(crate) fn properties_list(app: &App, _: &Actor, _: Nothing) -> Reply<PropertyList> {
    let info = |info: strata_engine::PropertyInfo| PropertyInfo {
        name: info.name,
        kind: kind_out(info.kind),
        chosen: info.is_chosen,
        count: info.count,
    };
    Ok(PropertyList { properties: app.engine().properties()?.into_iter().map(info).collect() })
}

pub(crate) fn property_values(app: &App, _: &Actor, params: NameProperty) -> Reply<PropertyValues> {
    let values = app.engine().property_values(&params.name, VALUES)?.into_iter();
    Ok(PropertyValues { values: values.map(|value| ValueCount { text: value.text, count: value.count }).collect() })
}

pub(crate) fn property_kind_put(app: &App, _: &Actor, params: PutPropertyKind) -> Reply<Done> {
    if params.name.trim().is_empty() || params.name.len() > 512 {
        let message = format!("{:?} cannot be the name of a property", params.name);
        return Err(ApiError::new(Code::BadRequest, message));
    }
    app.engine().set_property_kind(&params.name, params.kind.map(kind_in))?;
    Ok(Done {})
}

const fn kind_out(kind: Kind) -> PropertyKind {
    match kind {
        Kind::Text => PropertyKind::Text,
        Kind::List => PropertyKind::List,
        Kind::Number => PropertyKind::Number,
        Kind::Checkbox => PropertyKind::Checkbox,
        Kind::Date => PropertyKind::Date,
        Kind::DateTime => PropertyKind::DateTime,
        Kind::Tags => PropertyKind::Tags,
        Kind::Links => PropertyKind::Links,
    }
}

const fn kind_in(kind: PropertyKind) -> Kind {
    match kind {
        PropertyKind::Text => Kind::Text,
        PropertyKind::List => Kind::List,
        PropertyKind::Number => Kind::Number,
        PropertyKind::Checkbox => Kind::Checkbox,
        PropertyKind::Date => Kind::Date,
        PropertyKind::DateTime => Kind::DateTime,
        PropertyKind::Tags => Kind::Tags,
        PropertyKind::Links => Kind::Links,
    }
}
