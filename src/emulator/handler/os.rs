//! What differs between operating systems: groups of processes, and how to end them.

#[cfg(unix)]
pub use unix::{Group, prepare, program_candidates, signal_of};
#[cfg(windows)]
pub use windows::{Group, prepare, program_candidates, signal_of};

#[cfg(unix)]
mod unix {
    use std::path::{Path, PathBuf};
    use std::process::ExitStatus;

    use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process_group};
    use tokio::process::{Child, Command};

    use crate::emulator::handler::tree::{self, Mark};

    /// The processes of one start.
    #[derive(Debug, Clone)]
    pub struct Group {
        /// What makes them recognisable.
        pub mark: Mark,
    }

    /// Puts the process that `command` starts into its own group, so that it can be ended with
    /// everything it starts, and so that Ctrl-C reaches `fch` only.
    pub fn prepare(command: &mut Command) {
        command.process_group(0);
        #[cfg(target_os = "linux")]
        die_with_parent(command);
    }

    /// Has the kernel kill the process when this thread ends, whatever ends it. Only the
    /// process itself: its descendants are the guard's work.
    #[cfg(target_os = "linux")]
    #[allow(unsafe_code)]
    fn die_with_parent(command: &mut Command) {
        use rustix::process::{getpid, getppid, set_parent_process_death_signal};
        let parent = getpid();
        let ask = move || {
            set_parent_process_death_signal(Some(Signal::KILL))?;
            // The parent may have died before the request.
            if getppid() == Some(parent) {
                return Ok(());
            }
            Err(std::io::ErrorKind::NotConnected.into())
        };
        // SAFETY: between fork and exec only async-signal-safe work is allowed, as another
        // thread may have held a lock when the process was copied. The closure makes two system
        // calls and compares numbers: it neither allocates (an `io::Error` made from an error
        // number or a kind is plain data) nor locks, and touches no memory but its own copy of
        // `parent`.
        unsafe { command.pre_exec(ask) };
    }

    impl Group {
        /// The group of a process that was started with [`prepare`].
        pub fn adopt(child: &Child, id: &str) -> Group {
            let leader = child.id().unwrap_or_default();
            Group {
                mark: Mark::new(leader, id),
            }
        }

        /// Kills everybody. The number must still be the group's: nobody has waited for its
        /// leader, or has only just now.
        pub fn kill(&mut self) {
            if let Some(leader) = pid(self.mark.leader) {
                let _ = kill_process_group(leader, Signal::KILL);
            }
            self.kill_members();
        }

        /// Kills whom the leader left behind when it ended some time ago.
        pub fn kill_rest(&mut self) {
            // Where members are known one by one, none can be mistaken for somebody else.
            if !cfg!(target_os = "linux") && self.is_alive() {
                return self.kill();
            }
            self.kill_members();
        }

        /// Kills every member that can be recognised, wherever it went. Looks again until none
        /// is left, as they may multiply meanwhile.
        fn kill_members(&self) {
            for _ in 0..5 {
                let members = tree::members(&self.mark);
                if members.is_empty() {
                    return;
                }
                for member in members.into_iter().filter_map(pid) {
                    let _ = kill_process(member, Signal::KILL);
                }
            }
        }

        /// True while any process of the group lives.
        pub fn is_alive(&self) -> bool {
            if cfg!(target_os = "linux") {
                return !tree::members(&self.mark).is_empty();
            }
            pid(self.mark.leader).is_some_and(|leader| test_kill_process_group(leader).is_ok())
        }
    }

    /// A process number that may be signalled: neither "all" nor the first process.
    fn pid(number: u32) -> Option<Pid> {
        let number = i32::try_from(number).ok().filter(|number| *number > 1)?;
        Pid::from_raw(number)
    }

    /// The files that a program path may mean.
    pub fn program_candidates(path: &Path) -> Vec<PathBuf> {
        vec![path.to_owned()]
    }

    /// The signal that ended a process.
    pub fn signal_of(status: ExitStatus) -> Option<i32> {
        std::os::unix::process::ExitStatusExt::signal(&status)
    }
}

#[cfg(windows)]
mod windows {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};
    use std::process::ExitStatus;

    use tokio::process::{Child, Command};
    use win32job::{ExtendedLimitInfo, Job};

    use crate::emulator::handler::tree::Mark;

    /// The processes of one start: a job that ends with the last handle to it, so also when
    /// `fch` is killed.
    #[derive(Debug)]
    pub struct Group {
        /// What makes them recognisable.
        pub mark: Mark,
        job: Option<Job>,
    }

    /// Nothing to prepare: the job is made when the process exists.
    pub fn prepare(_command: &mut Command) {}

    impl Group {
        /// Puts a process that has just been started into a job of its own.
        pub fn adopt(child: &Child, id: &str) -> Group {
            let mut limits = ExtendedLimitInfo::new();
            limits.limit_kill_on_job_close();
            let job = Job::create_with_limit_info(&limits).ok();
            let job = job.filter(|job| {
                let handle = child.raw_handle();
                handle.is_some_and(|handle| job.assign_process(handle as isize).is_ok())
            });
            Group {
                mark: Mark::new(child.id().unwrap_or_default(), id),
                job,
            }
        }

        /// Ends the job, and with it every process in it.
        pub fn kill(&mut self) {
            self.job = None;
        }

        /// Ends the job that the leader left behind.
        pub fn kill_rest(&mut self) {
            self.kill();
        }

        /// True while any process of the job lives.
        pub fn is_alive(&self) -> bool {
            let processes = self.job.as_ref().map(Job::query_process_id_list);
            matches!(processes, Some(Ok(list)) if !list.is_empty())
        }
    }

    /// The files that a program path may mean: as written, or with `.exe` (H-CFG-27).
    pub fn program_candidates(path: &Path) -> Vec<PathBuf> {
        let mut longer: OsString = path.as_os_str().to_owned();
        longer.push(".exe");
        vec![path.to_owned(), longer.into()]
    }

    /// There are no signals here.
    pub fn signal_of(_status: ExitStatus) -> Option<i32> {
        None
    }
}
