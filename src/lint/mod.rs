//! The linter: runs every rule over an app and hands back sorted findings.
//!
//! Owns the engine, the schema pass, the [`fix`] engine and, in [`rules`], one file a rule; and
//! which findings count: comments ([`suppress`]), then [`levels`], then the [`baseline`]. Knows no
//! output format. **To add a rule**, read the recipe at the top of `rules/mod.rs`.

pub mod baseline;
pub mod bundle;
pub mod connections;
pub mod expressions;
pub mod fix;
pub mod levels;
mod mends;
mod relative;
pub mod rules;
pub mod schema;
pub mod suppress;
mod violation;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::app::handler_file::HandlerFile;
use crate::app::{App, Document, Function, Settings};
use crate::diagnostics::{Applicability, Finding, RuleInfo};
use crate::hosting::HostingPlan;
use crate::json::Node;
use crate::lint::levels::Layer;
use crate::lint::schema::Violation;
use crate::lint::suppress::{Suppressions, unused};
use crate::schemas::Schema;

/// A rule: its text, the check, and examples that a test executes.
#[derive(Debug)]
pub struct Rule {
    /// Name, severity and text.
    pub info: RuleInfo,
    /// The plans it is about: it speaks only when one of them is assumed. Empty: any, or none.
    pub plans: &'static [HostingPlan],
    /// Whether it looks at more than the files of a repository: at what a build leaves, at
    /// local.settings.json, or at what git knows. Its silence on one machine does not mean that
    /// it has nothing to say on another.
    pub local: bool,
    /// How its findings can be mended, if any can.
    pub fix: Option<Applicability>,
    /// Apps with the fault, each with the places where exactly this rule must report it.
    pub bad: &'static [Bad],
    /// Apps in which the rule must stay silent.
    pub good: &'static [Files],
    /// Looks for the fault and pushes what it finds.
    pub check: fn(&Context<'_>, &mut Vec<Finding>),
}

impl Rule {
    /// Whether the rule has something to say about an app for this plan.
    fn applies(&self, plan: Option<HostingPlan>) -> bool {
        self.plans.is_empty() || plan.is_some_and(|plan| self.plans.contains(&plan))
    }
}

/// The files of an example app: path and content. Without a host.json, a valid one is added.
/// With a .gitignore, the app is a git repository that tracks every file not ignored.
pub type Files = &'static [(&'static str, &'static str)];

/// An example with the fault.
#[derive(Debug)]
pub struct Bad {
    /// The app.
    pub files: Files,
    /// Where the rule must point, as `path:line:column`; every place, in order.
    pub at: &'static [&'static str],
    /// The files that its fixes change, as they leave them; empty when there is no fix.
    pub fixed: Files,
}

/// How an app is to be judged.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The plan that the app is meant for; `None`: none is assumed.
    pub plan: Option<HostingPlan>,
    /// The time from which timers are looked at, in UTC; `None`: the time of day.
    pub now: Option<DateTime>,
    /// What the user makes of the rules, the weakest first.
    pub layers: Vec<Layer>,
}

/// What the linter has to say about an app.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings that count, sorted by file, place and rule, each one once.
    pub findings: Vec<Finding>,
    /// How many more a comment in the file suppresses.
    pub suppressed: usize,
}

/// What rules look at: the app, and how its files violate their schemas.
#[derive(Debug)]
pub struct Context<'a> {
    /// The app.
    pub app: &'a App,
    /// The plan that the app is meant for; `None`: none is assumed.
    pub plan: Option<HostingPlan>,
    /// The time from which timers are looked at, in UTC.
    pub now: DateTime,
    /// What does not fit in host.json.
    pub host: Vec<Violation>,
    /// What does not fit in local.settings.json.
    pub settings: Vec<Violation>,
    /// The file that the host starts, when the app has it.
    pub handler_file: Option<HandlerFile>,
    functions: Vec<(&'a Function, Vec<Violation>)>,
}

impl<'a> Context<'a> {
    /// Prepares an app for the rules.
    pub fn new(app: &'a App, options: &Options) -> Self {
        let counts = |function: &&Function| {
            let readable = function.document.problems.is_empty();
            readable && !function.is_compiled() && app.is_listed(&function.name)
        };
        let judge =
            |function: &'a Function| (function, violations(&function.document, Schema::Function));
        let settings = app.settings.as_ref();
        Context {
            app,
            plan: options.plan,
            now: options.now.unwrap_or_else(now),
            host: violations(&app.host, Schema::Host),
            settings: settings
                .map_or_else(Vec::new, |document| violations(document, Schema::Settings)),
            handler_file: HandlerFile::read(app),
            functions: app.functions.iter().filter(counts).map(judge).collect(),
        }
    }

    /// The functions whose bindings the host takes from function.json: not those compiled from
    /// code (H-DISC-26), nor those that host.json leaves out (H-DISC-40), nor those whose file
    /// is not JSON, which have that fault alone.
    pub fn functions(&self) -> impl Iterator<Item = &'a Function> {
        self.functions.iter().map(|(function, _)| *function)
    }

    /// Each of those functions with all that does not fit in its file.
    pub fn functions_with_violations(&self) -> impl Iterator<Item = (&'a Function, &[Violation])> {
        let pairs = self.functions.iter();
        pairs.map(|(function, violations)| (*function, violations.as_slice()))
    }

    /// Each of those functions with each thing that does not fit in its file.
    pub fn function_violations(&self) -> impl Iterator<Item = (&'a Function, &Violation)> {
        let pairs = self.functions_with_violations();
        pairs.flat_map(|(function, violations)| violations.iter().map(move |v| (function, v)))
    }

    /// local.settings.json, when Core Tools can parse it (H-SET-02).
    pub fn settings(&self) -> Option<Settings<'a>> {
        let settings = self.app.settings()?;
        let document = settings.document;
        let is_object = document.root.as_ref().is_some_and(Node::is_object);
        (is_object && document.problems.is_empty()).then_some(settings)
    }

    /// Those settings, when their names are all that the app has locally: see
    /// [`Settings::is_telling`].
    pub fn known_settings(&self) -> Option<Settings<'a>> {
        self.settings().filter(Settings::is_telling)
    }
}

/// The time of day, in UTC.
fn now() -> DateTime {
    Timestamp::now().to_zoned(TimeZone::UTC).datetime()
}

/// A file that is not JSON, or no object, has one fault and that is reported elsewhere.
fn violations(document: &Document, schema: Schema) -> Vec<Violation> {
    let root = document.root.as_ref().filter(|root| root.is_object());
    match root {
        Some(root) if document.problems.is_empty() => schema::violations(root, schema),
        _ => Vec::new(),
    }
}

/// Runs every rule over `app`, takes out what its comments suppress, and gives the rest the
/// levels that the user wants.
pub fn run(app: &App, options: &Options) -> Outcome {
    let context = Context::new(app, options);
    let mut findings = raw(&context);
    let mut suppressions = Suppressions::read(app);
    let mut suppressed = suppressions.apply(&mut findings);
    let mut wrong = unused::findings(&suppressions, &context, options);
    fix::withdraw_hopeless(app, &mut wrong);
    suppressed += suppressions.apply(&mut wrong);
    findings.append(&mut wrong);
    levels::apply(&options.layers, &mut findings);
    sort(&mut findings);
    Outcome {
        findings,
        suppressed,
    }
}

/// What the rules find, whatever the user makes of it.
pub fn raw(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| rule.applies(context.plan)) {
        (rule.check)(context, &mut findings);
    }
    sort(&mut findings);
    fix::withdraw_hopeless(context.app, &mut findings);
    findings
}

/// Sorts findings as reports show them and drops repetitions.
pub fn sort(findings: &mut Vec<Finding>) {
    fn key(finding: &Finding) -> (&str, usize, usize, &str, &str) {
        let primary = &finding.primary;
        (
            primary.source.path(),
            primary.span.start,
            primary.span.end,
            finding.rule.name,
            &finding.message,
        )
    }
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup_by(|a, b| key(a) == key(b));
}
