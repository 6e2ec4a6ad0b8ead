//! `fch invoke`: make an event, send it to the running host or to one of its own, show the answer.

mod alone;
mod arguments;
mod elsewhere;
mod equivalent;

use super::{build, refused, run::runtime};
use crate::app::{App, discover};
use crate::cli::InvokeArgs;
use crate::emulator::DEFAULT_PORT;
use crate::emulator::call::{Prepared, Received, Remote};
use crate::emulator::host_section::HostSection;
use crate::emulator::plan::{Function, Plan};
use crate::error::{Failure, Result};
use crate::exit::Exit;
use crate::report::run::{answer, body};
use crate::ui::Shell;

/// Runs `fch invoke`.
///
/// # Errors
/// When there is no such function, the event does not fit it, nobody answers, or the answer is
/// not the expected one.
pub fn run(args: &InvokeArgs, shell: &Shell) -> Result<Exit> {
    let app = App::load(&discover::app(args.app.as_deref())?);
    let port = HostSection::read(&app).port.unwrap_or(DEFAULT_PORT);
    let plan = Plan::read(&app, port, &[])?;
    refused::show(&app, &plan, shell);
    let missing = || refused::no_function(&app, &plan, &args.function);
    let function = plan.function(&args.function).ok_or_else(missing)?;
    let event = arguments::event(args, function)?;
    let prepared = Prepared::new(&plan, function, event, &arguments::changes(args)?)?;
    if args.dry_run {
        shell.print(&format!("{:#}\n", prepared.to_event()))?;
        return Ok(Exit::Clean);
    }
    if let Some(remark) = elsewhere::remark(&plan, function, &prepared) {
        shell.warn(remark);
    }
    let runtime = runtime()?;
    let running = runtime.block_on(Remote::find(&app.root.dir, args.timeout));
    if args.curl {
        let handler = running
            .as_ref()
            .map(|remote| runtime.block_on(remote.status()));
        let handler = handler.and_then(|status| status.ok()?.handler);
        let has_key = running.as_ref().is_some_and(|remote| remote.key.is_some());
        let base = running.map_or(format!("http://localhost:{port}"), |remote| remote.url());
        shell.print(&equivalent::commands(
            &plan, function, &prepared, &base, handler,
        )?)?;
        if has_key {
            shell.note("add the key that `fch run --auth` printed: -H 'x-functions-key: KEY'");
        }
        return Ok(Exit::Clean);
    }
    let expected = args.expect.as_deref().map(arguments::read).transpose()?;
    let call = Call {
        function,
        prepared: &prepared,
        exchange: args.show || expected.is_some() && function.http.is_none(),
    };
    let received = match running {
        Some(remote) => runtime.block_on(call.send(&remote))?,
        None => {
            build::refresh(&app, shell)?;
            alone::call(runtime, &app, args.timeout, &call, shell)?
        }
    };
    show(&received, args.show, shell)?;
    judge(&received, args.expect_status, expected.as_deref())
}

/// What to send, and whether to have the bytes between host and handler told.
struct Call<'a> {
    function: &'a Function,
    prepared: &'a Prepared,
    exchange: bool,
}

impl Call<'_> {
    async fn send(&self, remote: &Remote) -> Result<Received> {
        Received::get(remote, self.function, self.prepared, self.exchange).await
    }
}

fn show(received: &Received, exchange: bool, shell: &Shell) -> Result<()> {
    match exchange {
        true => shell.print(&answer::both_ways(received, &shell.style()))?,
        false if received.response.is_none() => {}
        false if shell.stdout_is_terminal() => shell.print(&body::safe(&received.body()))?,
        false => shell.print_bytes(&received.body())?,
    }
    let findings = answer::findings(received, &shell.stderr_style());
    if !findings.is_empty() {
        shell.error_text(findings.trim_end());
    }
    shell.status("Answered", answer::summary(received));
    Ok(())
}

fn judge(received: &Received, status: Option<u16>, body: Option<&[u8]>) -> Result<Exit> {
    let differences = received.differences(status, body);
    if !differences.is_empty() {
        return Err(
            Failure::job("the answer is not the expected one").because(differences.join("\n"))
        );
    }
    let fine = received.is_success() || status.is_some() && received.success != Some(false);
    Ok(if fine { Exit::Clean } else { Exit::Findings })
}
