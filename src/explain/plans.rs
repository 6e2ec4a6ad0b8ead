//! What is known about the machines of each plan, as `fch explain plans` and docs/plans.md.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Page;
use crate::hosting::{Fact, LIBRARIES, Libraries, MACHINES, Machine, Presence};

/// The word that asks for this page.
pub(super) const WORD: &str = "plans";

/// One line of a machine's table: what it is about, what is known, from where and of when.
struct Line {
    about: &'static str,
    value: String,
    source: &'static str,
    date: &'static str,
}

/// The page about all plans.
pub fn page() -> Page {
    let mut text = String::new();
    for machine in &MACHINES {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} on {}", machine.plan, machine.os);
        for line in lines(machine) {
            let _ = writeln!(
                text,
                "  {}: {}\n    {}, {}",
                line.about, line.value, line.source, line.date
            );
        }
        text.push('\n');
    }
    text.push_str("Shared libraries of the Linux images\n");
    for row in &LIBRARIES {
        let Fact { source, date, .. } = row.presence;
        let _ = writeln!(
            text,
            "  {}: {}\n    {source}, {date}",
            images(row),
            row.names.join(" ")
        );
    }
    text.push_str(
        "\n`[plans.<plan>]` in fch.toml says what you know better; docs/config.md has an example\n",
    );
    Page {
        text,
        json: json!({
            "plans": MACHINES.iter().map(value).collect::<Vec<Value>>(),
            "libraries": LIBRARIES.iter().map(library).collect::<Vec<Value>>(),
        }),
    }
}

/// docs/plans.md.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Plans\n\n\
         What `fch package` and `fch verify` know of the machines that Azure runs an app on. With\n\
         `--plan`, or `plan` in `fch.toml`, a package is held to that plan; without, to the\n\
         strictest of all but containers, whose images are their makers'. What a project knows\n\
         better stands under `[plans]` in its `fch.toml` (see config.md). This page is made from\n\
         the program's own table; `fch explain plans` prints it.\n",
    );
    for machine in &MACHINES {
        let _ = write!(
            out,
            "\n## {} on {}\n\n| | | source | of |\n|---|---|---|---|\n",
            machine.plan, machine.os
        );
        for line in lines(machine) {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                line.about, line.value, line.source, line.date
            );
        }
    }
    out.push_str(
        "\n## Shared libraries of the Linux images\n\n\
         Where an app brings no image of its own. A library that is in no row is in no image\n\
         (`elf-needed`).\n\n\
         | images | libraries | source | of |\n|---|---|---|---|\n",
    );
    for row in &LIBRARIES {
        let names = row.names.join("` `");
        let Fact { source, date, .. } = row.presence;
        let _ = writeln!(out, "| {} | `{names}` | {source} | {date} |", images(row));
    }
    out
}

fn images(row: &Libraries) -> &'static str {
    match row.presence.value {
        Presence::All => "all",
        Presence::Some => "some, or not promised",
    }
}

fn library(row: &Libraries) -> Value {
    json!({
        "names": row.names,
        "images": images(row),
        "source": row.presence.source,
        "date": row.presence.date,
    })
}

fn lines(machine: &Machine) -> Vec<Line> {
    let mebibytes = |bytes: u64| format!("{} MiB", bytes >> 20);
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    [
        line("glibc, sure", machine.glibc, |version| version.to_string()),
        line("glibc, newest", machine.newest_glibc, |version| {
            version.to_string()
        }),
        line("size of the zip", machine.zip_limit, mebibytes),
        line("size unpacked", machine.unpacked_limit, mebibytes),
        line("app's folder is read-only", machine.read_only, yes),
        line("ends on", machine.ends, str::to_owned),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn line<T>(about: &'static str, fact: Option<Fact<T>>, show: impl Fn(T) -> String) -> Option<Line> {
    fact.map(|fact| Line {
        about,
        value: show(fact.value),
        source: fact.source,
        date: fact.date,
    })
}

fn value(machine: &Machine) -> Value {
    let facts = lines(machine).into_iter().map(|line| {
        json!({
            "about": line.about, "value": line.value, "source": line.source, "date": line.date
        })
    });
    json!({
        "plan": machine.plan.word(),
        "os": machine.os.name(),
        "facts": facts.collect::<Vec<Value>>(),
    })
}
