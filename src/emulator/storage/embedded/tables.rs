//! Tables and their entities.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};

use super::database::Done;
use super::entity;
use crate::emulator::storage::odata::Filter;
use crate::emulator::storage::{Query, StorageError};

pub(super) fn create(db: &Connection, table: &str) -> Done<()> {
    db.execute(
        "INSERT INTO tables (name) VALUES (?) ON CONFLICT DO NOTHING",
        [table],
    )?;
    Ok(())
}

pub(super) fn insert(db: &Connection, table: &str, entity: Map<String, Value>) -> Done<()> {
    let id = find(db, table)?.ok_or_else(|| no_table(table))?;
    let entity = entity::admit(entity)?;
    let mut insert = db.prepare_cached(
        "INSERT INTO entities (in_table, partition_key, row_key, entity) VALUES (?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
    )?;
    let (partition, row) = (&entity.partition, &entity.row);
    if insert.execute(params![id, partition, row, entity.text])? == 1 {
        return Ok(());
    }
    let message = format!("the table `{table}` has an entity `{partition}`, `{row}` already");
    Err(StorageError::conflict(message).into())
}

pub(super) fn get(
    db: &Connection,
    table: &str,
    partition: &str,
    row: &str,
) -> Done<Option<Map<String, Value>>> {
    let Some(table) = find(db, table)? else {
        return Ok(None);
    };
    let mut select = db.prepare_cached(
        "SELECT entity FROM entities WHERE in_table = ? AND partition_key = ? AND row_key = ?",
    )?;
    Ok(select
        .query_row(params![table, partition, row], entity)
        .optional()?)
}

pub(super) fn query(
    db: &Connection,
    table: &str,
    query: &Query,
    filter: Option<&Filter>,
) -> Done<Vec<Map<String, Value>>> {
    let id = find(db, table)?.ok_or_else(|| no_table(table))?;
    let mut values = vec![Sql::from(id)];
    values.extend(query.partition.clone().map(Sql::from));
    let mut select = db.prepare_cached(match query.partition {
        Some(_) => {
            "SELECT entity FROM entities WHERE in_table = ? AND partition_key = ?
             ORDER BY partition_key, row_key"
        }
        None => "SELECT entity FROM entities WHERE in_table = ? ORDER BY partition_key, row_key",
    })?;
    let rows = select.query_map(params_from_iter(values), entity)?;
    let wanted = |entity: &_| filter.is_none_or(|filter| filter.matches(entity));
    let rows = rows.filter(|row| row.as_ref().map_or(true, wanted));
    let rows = rows.take(query.take.unwrap_or(usize::MAX));
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entity(row: &Row<'_>) -> rusqlite::Result<Map<String, Value>> {
    let text = row.get_ref(0)?.as_str()?;
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })
}

fn find(db: &Connection, table: &str) -> Done<Option<i64>> {
    let mut select = db.prepare_cached("SELECT id FROM tables WHERE name = ?")?;
    Ok(select.query_row([table], |row| row.get(0)).optional()?)
}

fn no_table(table: &str) -> StorageError {
    StorageError::not_found(format!("there is no table `{table}`"))
}
