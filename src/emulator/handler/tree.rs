//! The handler's family on Linux: which processes belong to one start, read from `/proc`.
//!
//! Elsewhere nothing is known, and the process group (or the job) has to do.

/// What makes the processes of one start recognisable, also after the first one has ended and
/// its number has been given away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The process that was started; leads its own group.
    pub leader: u32,
    /// When it was born, in ticks since boot; 0 where that is not known.
    pub born: u64,
    /// The GUID of this start, which every descendant inherits in its environment (H-START-04).
    pub id: String,
}

impl Mark {
    /// The mark of a process that has just been started.
    pub fn new(leader: u32, id: &str) -> Mark {
        Mark {
            leader,
            born: born(leader),
            id: id.to_owned(),
        }
    }
}

#[cfg(target_os = "linux")]
pub use linux::{born, members};

/// When a process was born; not known here.
#[cfg(not(target_os = "linux"))]
pub fn born(_process: u32) -> u64 {
    0
}

/// The living processes of one start; not known here.
#[cfg(not(target_os = "linux"))]
pub fn members(_mark: &Mark) -> Vec<u32> {
    Vec::new()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::fs;

    use super::Mark;

    /// One line of the process table.
    #[derive(Debug, PartialEq, Eq)]
    struct Process {
        id: u32,
        parent: u32,
        group: u32,
        born: u64,
    }

    /// When a process was born, in ticks since boot; 0 when there is no such process.
    pub fn born(process: u32) -> u64 {
        read(process).map_or(0, |process| process.born)
    }

    /// The living processes of one start: the leader, whoever has its GUID in the environment,
    /// the rest of their group, and the descendants of all these.
    pub fn members(mark: &Mark) -> Vec<u32> {
        let all = processes();
        let mut found: BTreeSet<u32> = all
            .iter()
            .filter(|process| is_marked(process, mark))
            .map(|process| process.id)
            .collect();
        let ours = |process: &&Process| process.group == mark.leader;
        if all.iter().filter(ours).any(|p| found.contains(&p.id)) {
            found.extend(all.iter().filter(ours).map(|process| process.id));
        }
        while let Some(child) = all
            .iter()
            .find(|p| found.contains(&p.parent) && !found.contains(&p.id))
        {
            found.insert(child.id);
        }
        found.into_iter().collect()
    }

    fn is_marked(process: &Process, mark: &Mark) -> bool {
        if process.id == mark.leader && process.born == mark.born {
            return true;
        }
        let environment = fs::read(format!("/proc/{}/environ", process.id)).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        let wanted = format!("FUNCTIONS_CUSTOMHANDLER_WORKER_ID={}", mark.id);
        variables.any(|variable| variable == wanted.as_bytes())
    }

    /// All processes but the zombies.
    fn processes() -> Vec<Process> {
        let Ok(folder) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        let names = folder.flatten().map(|entry| entry.file_name());
        names
            .filter_map(|name| read(name.to_str()?.parse().ok()?))
            .collect()
    }

    fn read(process: u32) -> Option<Process> {
        parse(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
    }

    /// A line such as `123 (name) S 1 123 ...`, where the name may hold anything.
    fn parse(line: &str) -> Option<Process> {
        let (id, rest) = line.split_once(" (")?;
        let (_, rest) = rest.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let zombie = matches!(*fields.first()?, "Z" | "X");
        (!zombie).then_some(Process {
            id: id.parse().ok()?,
            parent: fields.get(1)?.parse().ok()?,
            group: fields.get(2)?.parse().ok()?,
            born: fields.get(19)?.parse().ok()?,
        })
    }

    #[cfg(test)]
    #[allow(clippy::unwrap_used)]
    mod tests {
        use super::*;

        #[test]
        fn a_name_may_hold_blanks_and_brackets() {
            let tail = "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 99 0";
            let process = parse(&format!("7 (a) (b) S 1 5 {tail}")).unwrap();
            assert_eq!((process.id, process.parent, process.group), (7, 1, 5));
            assert_eq!(process.born, 99);
            assert_eq!(parse(&format!("7 (a) Z 1 5 {tail}")), None);
            assert_eq!(parse("nonsense"), None);
        }

        #[test]
        fn a_number_that_was_given_away_is_no_member() {
            let id = std::process::id();
            let mut mark = Mark::new(id, "an id that nobody has");
            assert!(members(&mark).contains(&id));
            mark.born += 1;
            assert!(members(&mark).is_empty());
        }
    }
}
