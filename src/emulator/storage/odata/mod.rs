//! The filter language of table queries: the part of OData that the Table service speaks.
//!
//! `Property operator constant`, joined by `and`, `or`, `not` and parentheses. Constants are
//! `'text'` (a quote is doubled), numbers, `true`, `false`, `datetime'...'` and `guid'...'`.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Number, Value};
use uuid::Uuid;

use super::StorageError;

mod parser;

/// A filter that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Expression);

#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Any(Vec<Expression>),
    All(Vec<Expression>),
    Not(Box<Expression>),
    Compare(String, Operator, Constant),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

#[derive(Debug, Clone, PartialEq)]
enum Constant {
    Text(String),
    Whole(i64),
    Real(f64),
    Flag(bool),
    Instant(Timestamp),
    Guid(Uuid),
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](super::ErrorKind::Invalid), with the place in characters.
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        parser::parse(text).map(Filter)
    }

    /// Whether the filter wants this entity.
    pub fn matches(&self, entity: &Map<String, Value>) -> bool {
        self.0.holds(entity)
    }
}

impl Expression {
    fn holds(&self, entity: &Map<String, Value>) -> bool {
        match self {
            Expression::Any(terms) => terms.iter().any(|term| term.holds(entity)),
            Expression::All(terms) => terms.iter().all(|term| term.holds(entity)),
            Expression::Not(term) => !term.holds(entity),
            Expression::Compare(property, operator, constant) => entity
                .get(property)
                .and_then(|value| constant.order(value))
                .is_some_and(|order| operator.accepts(order)),
        }
    }
}

impl Operator {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Operator::Eq,
            "ne" => Operator::Ne,
            "gt" => Operator::Gt,
            "ge" => Operator::Ge,
            "lt" => Operator::Lt,
            "le" => Operator::Le,
            _ => return None,
        })
    }

    fn accepts(self, order: Ordering) -> bool {
        match self {
            Operator::Eq => order.is_eq(),
            Operator::Ne => order.is_ne(),
            Operator::Gt => order.is_gt(),
            Operator::Ge => order.is_ge(),
            Operator::Lt => order.is_lt(),
            Operator::Le => order.is_le(),
        }
    }
}

impl Constant {
    /// How a property's value compares with this constant; `None` when their types differ.
    /// Text compares by code point, as keys are ordered. JSON has no dates and GUIDs: text that
    /// reads as one is one.
    fn order(&self, value: &Value) -> Option<Ordering> {
        match (self, value) {
            (Constant::Text(text), Value::String(value)) => Some(value.as_str().cmp(text)),
            (Constant::Flag(flag), Value::Bool(value)) => Some(value.cmp(flag)),
            (Constant::Whole(whole), Value::Number(value)) => order_whole(value, *whole),
            (Constant::Real(real), Value::Number(value)) => value.as_f64()?.partial_cmp(real),
            (Constant::Instant(at), Value::String(value)) => Some(instant(value)?.cmp(at)),
            (Constant::Guid(guid), Value::String(value)) => {
                Some(Uuid::parse_str(value).ok()?.cmp(guid))
            }
            _ => None,
        }
    }
}

/// Exact where both are whole; a double cannot tell large ones apart.
fn order_whole(value: &Number, whole: i64) -> Option<Ordering> {
    if let Some(value) = value.as_i64() {
        return Some(value.cmp(&whole));
    }
    value.as_f64()?.partial_cmp(&(whole as f64))
}

/// A moment with an offset, or without one, which then means UTC.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let local: DateTime = text.parse().ok()?;
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests;
