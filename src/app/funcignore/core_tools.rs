//! `.funcignore` as Core Tools reads it, which is not gitignore (H-IGN-01..09).
//!
//! `fch` decides with gitignore rules, as Microsoft documents the file; this dialect is here
//! only to tell where `func` would pack other files. A pattern matches from the start of the
//! path up to any word boundary, so `test` takes `test-handler` but not `src/test`.

/// A `.funcignore` in Core Tools' dialect.
#[derive(Debug, Default)]
pub struct CoreTools {
    denied: Vec<Pattern>,
    accepted: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    line: usize,
    tokens: Vec<Token>,
}

#[derive(Debug, PartialEq)]
enum Token {
    Literal(char),
    /// `*`: one or more characters except `/` (H-IGN-04).
    Segment,
    /// `**`: one or more of any character but a line feed (H-IGN-04).
    Anything,
}

impl CoreTools {
    /// Reads the file's text. Nothing is invalid in this dialect.
    pub fn parse(text: &str) -> Self {
        let mut rules = CoreTools::default();
        let text = text.trim_start_matches('\u{feff}');
        for (index, line) in text.split('\n').enumerate() {
            // H-IGN-02: trim, drop blanks and comments, `!` first, then one leading slash.
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (list, rest) = match line.strip_prefix('!') {
                Some(rest) => (&mut rules.accepted, rest),
                None => (&mut rules.denied, line),
            };
            list.push(Pattern {
                line: index + 1,
                tokens: tokens(rest.strip_prefix('/').unwrap_or(rest)),
            });
        }
        rules
    }

    /// The line (from 1) that makes `func` leave `path` out, if one does. A `!` pattern that
    /// matches always wins, wherever it stands (H-IGN-06).
    pub fn denied_by(&self, path: &str) -> Option<usize> {
        let path: Vec<char> = path.chars().collect();
        let matching = |list: &[Pattern]| list.iter().find(|p| p.matches(&path)).map(|p| p.line);
        match matching(&self.accepted) {
            Some(_) => None,
            None => matching(&self.denied),
        }
    }

    /// Whether everything below the folder `path` is left out, whatever it is called.
    pub fn denies_everything_below(&self, path: &str) -> bool {
        // A line feed matches no wildcard and is no word character, so a match must end
        // within the folder's own path and holds for every name after it.
        let inside: Vec<char> = path.chars().chain("/\n".chars()).collect();
        self.accepted.is_empty() && self.denied.iter().any(|p| p.matches(&inside))
    }
}

impl Pattern {
    /// Whether some prefix of `path` matches and ends at a word boundary (H-IGN-03). Keeps the
    /// set of all positions reached so far, so it never backtracks.
    fn matches(&self, path: &[char]) -> bool {
        let mut reached = vec![false; path.len() + 1];
        reached[0] = true;
        for token in &self.tokens {
            reached = token.advance(path, &reached);
            if !reached.contains(&true) {
                return false;
            }
        }
        reached
            .iter()
            .enumerate()
            .any(|(at, reached)| *reached && is_word_boundary(path, at))
    }
}

impl Token {
    /// The positions reachable by consuming this token from the positions in `from`.
    fn advance(&self, path: &[char], from: &[bool]) -> Vec<bool> {
        let mut to = vec![false; from.len()];
        for (at, c) in path.iter().enumerate() {
            let start = from[at] || (self.repeats() && to[at]);
            to[at + 1] = start && self.accepts(*c);
        }
        to
    }

    fn repeats(&self) -> bool {
        !matches!(self, Token::Literal(_))
    }

    fn accepts(&self, c: char) -> bool {
        match self {
            Token::Literal(literal) => *literal == c,
            Token::Segment => c != '/',
            Token::Anything => c != '\n',
        }
    }
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' if chars.next_if_eq(&'*').is_some() => Token::Anything,
            '*' => Token::Segment,
            c => Token::Literal(c),
        });
    }
    tokens
}

/// `\b` as ECMAScript has it: ASCII word characters only.
fn is_word_boundary(path: &[char], at: usize) -> bool {
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
    let before = at.checked_sub(1).and_then(|before| path.get(before));
    is_word(before) != is_word(path.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denies(text: &str, path: &str) -> bool {
        CoreTools::parse(text).denied_by(path).is_some()
    }

    /// The file of the upstream tests (H-IGN-08, V-115).
    const UPSTREAM: &str = "# a comment\nnode_modules\n*.log\n\nnonexistent\n\n!/nonexistent/foo\n\n/baz\n\nfoo/*.wat\n\n/test1\n\ntest2\n\nothernonexistent/**/what\n\n!/othernonexistent/**/what/foo\n\n\n*.swp\n";

    #[test]
    fn accepts_what_upstream_accepts() {
        for path in [
            "test/index.js",
            "wat/test/index.js",
            "nonexistent/foo",
            "nonexistent/foo/wat",
            "test1File.wat",
            "/othernonexistent/blah/adsasd/whatads",
            "/othernonexistent/blah/adsasd/what/foo",
        ] {
            assert!(!denies(UPSTREAM, path), "{path}");
        }
        assert!(!denies("node_modules", "test/index.js"));
        assert!(!denies("node_modules", "wat/test/index.js"));
    }

    #[test]
    fn denies_what_upstream_denies() {
        for path in [
            "test.swp",
            "node_modules/what.js",
            "node_modules/wat.js",
            "foo/bar.wat",
            "othernonexistent/blah/what",
            "nonexistent",
            "nonexistent/bar",
            "test1",
            "test2",
        ] {
            assert!(denies(UPSTREAM, path), "{path}");
        }
        assert!(denies("node_modules", "node_modules"));
        assert!(denies("node_modules", "node_modules/foo"));
    }

    #[test]
    fn stars_need_a_character_and_patterns_start_at_the_root() {
        // V-113, H-IGN-03, H-IGN-04
        assert!(denies("*.log", "a.log"));
        assert!(!denies("*.log", "sub/a.log"));
        assert!(denies("**/*.log", "sub/a.log"));
        assert!(!denies("**/*.log", "a.log"));
        assert!(!denies("node_modules", "sub/node_modules/x"));
        assert!(!denies("a?c", "abc"));
        assert!(denies("a[b]c", "a[b]c"));
    }

    #[test]
    fn matches_end_at_a_word_boundary() {
        // H-IGN-05
        for path in ["test1", "test1/x", "test1.txt", "test1-old/x"] {
            assert!(denies("test1", path), "{path}");
        }
        for path in ["test1File.wat", "test1_x"] {
            assert!(!denies("test1", path), "{path}");
        }
        assert!(denies("foo.txt", "foo.txt.bak"));
        assert!(denies("bin/", "bin/x"));
        assert!(!denies("bin/", "bin/.hidden"));
        assert!(!denies("*.c++", "a.c++"));
    }

    #[test]
    fn disagrees_with_git_where_it_was_measured_to() {
        // The table of the research on `.funcignore`.
        assert!(!denies("*.md", "docs/README.md"));
        assert!(denies("test", "test.rs"));
        assert!(denies("test", "test-data/a"));
        assert!(!denies("test", "src/test/a"));
        assert!(!denies("target/", "a/target/x"));
        assert!(!denies("!keep.txt\nkeep.txt", "keep.txt"));
        assert!(denies("local.settings.json", "local.settings.json.bak"));
    }

    #[test]
    fn case_comments_and_line_ends() {
        assert!(!denies("Test", "test"), "H-IGN-07");
        assert!(!denies("\\#a", "#a"), "H-IGN-02: no escape");
        assert!(denies("  a  \r\n", "a"), "H-IGN-02: trimmed");
        assert_eq!(CoreTools::parse("\u{feff}#x\na").denied_by("a"), Some(2));
        assert!(denies("/", "anything"), "nothing left: any word start");
    }

    #[test]
    fn a_whole_folder_is_denied_only_when_nothing_can_escape() {
        let below = |text, path| CoreTools::parse(text).denies_everything_below(path);
        assert!(below("node_modules", "node_modules"));
        assert!(!below("bin/", "bin"), "bin/.hidden stays");
        assert!(!below("bin/**", "bin"));
        assert!(!below("!bin/x\nbin", "bin"));
    }
}
