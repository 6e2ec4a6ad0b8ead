//! Reads the text of a filter, by recursive descent: `any` of `all` of `one`.

use uuid::Uuid;

use super::{Constant, Expression, Operator, instant};
use crate::emulator::storage::StorageError;

/// How deep parentheses and `not` may nest, so that no filter exhausts the stack.
const DEEPEST: usize = 64;

type Parsed<T> = Result<T, StorageError>;

pub(super) fn parse(text: &str) -> Parsed<Expression> {
    let mut parser = Parser { text, rest: text };
    let expression = parser.any(0)?;
    parser.skip_space();
    if !parser.rest.is_empty() {
        return Err(parser.error("expected `and`, `or` or the end"));
    }
    Ok(expression)
}

struct Parser<'t> {
    text: &'t str,
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn any(&mut self, depth: usize) -> Parsed<Expression> {
        let first = self.all(depth)?;
        let mut terms = vec![first];
        while self.keyword("or") {
            terms.push(self.all(depth)?);
        }
        Ok(join(terms, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Parsed<Expression> {
        let first = self.one(depth)?;
        let mut terms = vec![first];
        while self.keyword("and") {
            terms.push(self.one(depth)?);
        }
        Ok(join(terms, Expression::All))
    }

    fn one(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > DEEPEST {
            return Err(self.error("nested too deeply"));
        }
        if self.keyword("not") {
            let term = self.one(depth + 1)?;
            return Ok(Expression::Not(Box::new(term)));
        }
        if !self.symbol('(') {
            return self.comparison();
        }
        let inner = self.any(depth + 1)?;
        if !self.symbol(')') {
            return Err(self.error("expected `)`"));
        }
        Ok(inner)
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let property = self.word();
        if property.is_empty() {
            return Err(self.error("expected the name of a property"));
        }
        let Some(operator) = Operator::named(self.peek()) else {
            return Err(self.error("expected `eq`, `ne`, `gt`, `ge`, `lt` or `le`"));
        };
        self.word();
        let constant = self.constant()?;
        Ok(Expression::Compare(property.to_owned(), operator, constant))
    }

    fn constant(&mut self) -> Parsed<Constant> {
        self.skip_space();
        if self.rest.starts_with('\'') {
            return Ok(Constant::Text(self.quoted()?));
        }
        if self
            .rest
            .starts_with(|c: char| c == '-' || c.is_ascii_digit())
        {
            return self.number();
        }
        match self.peek() {
            "true" => Ok(self.flag(true)),
            "false" => Ok(self.flag(false)),
            "datetime" => self.typed(|text| instant(text).map(Constant::Instant)),
            "guid" => self.typed(|text| Uuid::parse_str(text).ok().map(Constant::Guid)),
            _ => Err(self.error("expected a constant such as `'text'`, `1` or `true`")),
        }
    }

    fn flag(&mut self, flag: bool) -> Constant {
        self.word();
        Constant::Flag(flag)
    }

    /// `datetime'...'`: a word with a quoted text right behind it.
    fn typed(&mut self, read: fn(&str) -> Option<Constant>) -> Parsed<Constant> {
        let word = self.word();
        let text = self.quoted()?;
        let wrong = || self.error(&format!("the text in `{word}'...'` is not one"));
        read(&text).ok_or_else(wrong)
    }

    /// Everything up to the closing quote; two quotes are one.
    fn quoted(&mut self) -> Parsed<String> {
        let Some(mut rest) = self.rest.strip_prefix('\'') else {
            return Err(self.error("expected `'`"));
        };
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once('\'') {
            text.push_str(before);
            let Some(more) = after.strip_prefix('\'') else {
                self.rest = after;
                return Ok(text);
            };
            text.push('\'');
            rest = more;
        }
        Err(self.error("this text has no closing `'`"))
    }

    /// `1`, `1L`, `1.5`, `-1e3`.
    fn number(&mut self) -> Parsed<Constant> {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
        let end = self.rest.find(|c| !part(c)).unwrap_or(self.rest.len());
        let (text, after) = self.rest.split_at(end);
        let whole = text.strip_suffix(['L', 'l']).unwrap_or(text).parse();
        let real = text.parse().ok().filter(|real: &f64| real.is_finite());
        let constant = match (whole, real) {
            (Ok(whole), _) => Constant::Whole(whole),
            (Err(_), Some(real)) => Constant::Real(real),
            (Err(_), None) => return Err(self.error("this is not a number")),
        };
        self.rest = after;
        Ok(constant)
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek() == keyword;
        if found {
            self.word();
        }
        found
    }

    fn symbol(&mut self, symbol: char) -> bool {
        self.skip_space();
        let after = self.rest.strip_prefix(symbol);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn word(&mut self) -> &'t str {
        let word = self.peek();
        self.rest = self.rest.strip_prefix(word).unwrap_or(self.rest);
        word
    }

    /// The next word, still to be read; empty when something else comes next.
    fn peek(&mut self) -> &'t str {
        self.skip_space();
        let part = |c: char| c.is_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !part(c)).unwrap_or(self.rest.len());
        let (word, _) = self.rest.split_at(end);
        if word.starts_with(char::is_numeric) {
            ""
        } else {
            word
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn error(&self, what: &str) -> StorageError {
        let read = self.text.len() - self.rest.len();
        let place = self.text.get(..read).unwrap_or_default().chars().count() + 1;
        StorageError::invalid(format!("the filter is wrong at character {place}: {what}"))
    }
}

fn join(mut terms: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    if terms.len() == 1
        && let Some(only) = terms.pop()
    {
        return only;
    }
    many(terms)
}
