//! Filters: what they mean, and that no text breaks the parser.

#![allow(clippy::unwrap_used)]

use std::fmt::{Display, Formatter, Result};

use proptest::prelude::*;
use serde_json::json;

use super::*;

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let joined = |terms: &[Expression], word: &str| {
            let terms: Vec<_> = terms.iter().map(|term| format!("({term})")).collect();
            terms.join(word)
        };
        match self {
            Expression::Any(terms) => f.write_str(&joined(terms, " or ")),
            Expression::All(terms) => f.write_str(&joined(terms, " and ")),
            Expression::Not(term) => write!(f, "not ({term})"),
            Expression::Compare(property, operator, constant) => {
                let operator = format!("{operator:?}").to_lowercase();
                write!(f, "{property} {operator} {constant}")
            }
        }
    }
}

impl Display for Constant {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Constant::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Constant::Whole(whole) => write!(f, "{whole}"),
            Constant::Real(real) => write!(f, "{real:?}"),
            Constant::Flag(flag) => write!(f, "{flag}"),
            Constant::Instant(instant) => write!(f, "datetime'{instant}'"),
            Constant::Guid(guid) => write!(f, "guid'{guid}'"),
        }
    }
}

fn entity() -> Map<String, Value> {
    let entity = json!({
        "PartitionKey": "orders", "RowKey": "0042", "Name": "O'Neil", "Count": 10,
        "Price": 2.5, "Large": 9_007_199_254_740_993_i64, "Open": true,
        "Timestamp": "2024-02-29T12:00:00.1234567Z",
        "Id": "C9DA6455-213D-42C9-9A79-3E9149A57833",
    });
    entity.as_object().unwrap().clone()
}

#[track_caller]
fn check(filter: &str, expected: bool) {
    let filter_read = Filter::parse(filter).unwrap();
    assert_eq!(filter_read.matches(&entity()), expected, "{filter}");
}

#[test]
fn text_compares_by_code_point() {
    check("PartitionKey eq 'orders'", true);
    check("PartitionKey eq 'Orders'", false);
    check("PartitionKey gt 'Orders'", true);
    check("RowKey lt '1'", true);
    check("RowKey ge '0042' and RowKey le '0042'", true);
    check("Name eq 'O''Neil'", true);
    check("Name ne ''", true);
}

#[test]
fn numbers_compare_by_value() {
    check("Count eq 10", true);
    check("Count eq 10L and Count eq 10.0", true);
    check("Count gt 9", true); // as text, "10" would come before "9"
    check("Count gt -1e3", true);
    check("Price lt 3", true);
    check("Price eq 2.5", true);
    check("Large eq 9007199254740993L", true);
    check("Large eq 9007199254740992L", false);
}

#[test]
fn flags_moments_and_guids_compare_as_such() {
    check("Open eq true", true);
    check("Open ne true", false);
    check("Timestamp gt datetime'2024-02-29T12:00:00Z'", true);
    check("Timestamp gt datetime'2024-02-29T14:00:01+02:00'", false);
    check("Timestamp lt datetime'2024-02-29T12:00:01'", true);
    check("Id eq guid'c9da6455-213d-42c9-9a79-3e9149a57833'", true);
}

#[test]
fn a_missing_property_or_another_type_never_compares() {
    check("Missing eq 1", false);
    check("Missing ne 1", false);
    check("not (Missing eq 1)", true);
    check("Count eq '10'", false);
    check("Name ne 1", false);
}

#[test]
fn not_binds_before_and_before_or() {
    check("Open eq true or Open eq true and Open eq false", true);
    check("(Open eq true or Open eq true) and Open eq false", false);
    check("not Open eq true and Open eq false", false);
    check("not (Open eq true and Open eq false)", true);
    check("not not Open eq true", true);
    check("(((Open eq true)))", true);
}

#[test]
fn a_wrong_filter_says_where() {
    for (filter, place) in [
        ("", 1),
        ("Name", 5),
        ("Name is 1", 6),
        ("Name eq", 8),
        ("Name eq 'x", 9),
        ("Name eq 1x", 9),
        ("Name eq 1e999", 9),
        ("Name eq x", 9),
        ("Name eq 1 2", 11),
        ("Name eq 1 and", 14),
        ("(Name eq 1", 11),
        ("Näme eq guid'x'", 16),
        ("At eq datetime '2024-02-29'", 15),
        ("1 eq 1", 1),
    ] {
        let error = Filter::parse(filter).unwrap_err();
        assert_eq!(error.kind, crate::emulator::storage::ErrorKind::Invalid);
        let expected = format!("at character {place}:");
        assert!(error.message.contains(&expected), "{filter}: {error}");
    }
}

#[test]
fn depth_is_bounded_and_length_is_not() {
    let deep = format!("{}A eq 1{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Filter::parse(&deep).unwrap_err().message.contains("deep"));
    assert!(Filter::parse(&"not ".repeat(100_000)).is_err());
    let long = vec!["A eq 1"; 100_000].join(" or ");
    assert!(!Filter::parse(&long).unwrap().matches(&entity()));
}

fn any_constant() -> impl Strategy<Value = Constant> {
    prop_oneof![
        "[a-z' äé]{0,6}".prop_map(Constant::Text),
        any::<i64>().prop_map(Constant::Whole),
        proptest::num::f64::NORMAL.prop_map(Constant::Real),
        any::<bool>().prop_map(Constant::Flag),
        (0..4_000_000_000_i64)
            .prop_map(|second| Constant::Instant(Timestamp::from_second(second).unwrap())),
        any::<u128>().prop_map(|bits| Constant::Guid(Uuid::from_u128(bits))),
    ]
}

fn any_operator() -> impl Strategy<Value = Operator> {
    use Operator::{Eq, Ge, Gt, Le, Lt, Ne};
    proptest::sample::select(vec![Eq, Ne, Gt, Ge, Lt, Le])
}

fn any_expression() -> impl Strategy<Value = Expression> {
    let leaf = ("P[a-zA-Z0-9_]{0,5}", any_operator(), any_constant()).prop_map(
        |(property, operator, constant)| Expression::Compare(property, operator, constant),
    );
    leaf.prop_recursive(5, 40, 3, |inner| {
        let terms = || proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            terms().prop_map(Expression::Any),
            terms().prop_map(Expression::All),
            inner.prop_map(|term| Expression::Not(Box::new(term))),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_breaks_the_parser(text in ".{0,60}") {
        let _ = Filter::parse(&text);
    }

    #[test]
    fn no_mixture_of_pieces_breaks_the_parser(pieces in proptest::collection::vec(
        proptest::sample::select(vec![
            "and", "or", "not", "(", ")", "A", "eq", "lt", "'", "''", "1", "-", "1.5", "datetime",
            "guid'", " ", "é",
        ]), 0..20,
    )) {
        if let Ok(filter) = Filter::parse(&pieces.concat()) {
            prop_assert_eq!(Filter::parse(&filter.0.to_string()).unwrap(), filter);
        }
    }

    #[test]
    fn a_printed_filter_reads_back(expression in any_expression()) {
        let text = expression.to_string();
        prop_assert_eq!(Filter::parse(&text).unwrap(), Filter(expression), "{}", text);
    }

    #[test]
    fn whole_numbers_compare_as_rust_does(left in -3..3_i64, right in -3..3_i64) {
        let entity = json!({ "A": left });
        let entity = entity.as_object().unwrap();
        for (operator, expected) in [
            ("eq", left == right), ("ne", left != right), ("gt", left > right),
            ("ge", left >= right), ("lt", left < right), ("le", left <= right),
        ] {
            for right in [right.to_string(), format!("{right}.0"), format!("{right}L")] {
                let filter = Filter::parse(&format!("A {operator} {right}")).unwrap();
                prop_assert_eq!(filter.matches(entity), expected, "{} {} {}", left, operator, right);
            }
        }
    }

    #[test]
    fn texts_compare_as_bytes_do(left in "[abAB'é]{0,3}", right in "[abAB'é]{0,3}") {
        let entity = json!({ "A": left });
        let quoted = right.replace('\'', "''");
        for (operator, expected) in [
            ("eq", left.as_bytes() == right.as_bytes()),
            ("gt", left.as_bytes() > right.as_bytes()),
            ("le", left.as_bytes() <= right.as_bytes()),
        ] {
            let filter = Filter::parse(&format!("A {operator} '{quoted}'")).unwrap();
            prop_assert_eq!(filter.matches(entity.as_object().unwrap()), expected);
        }
    }
}
