//! `fch invoke` without a running `fch run`: the app is started for this one call.

use std::io;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::Call;
use crate::app::App;
use crate::emulator::Options;
use crate::emulator::call::{Received, Remote};
use crate::emulator::event::Events;
use crate::emulator::session::{self, Start};
use crate::error::{Failure, Result};
use crate::interrupt;
use crate::report::run::printer::{Form, Printer};
use crate::ui::Shell;

/// Starts the app on a free port, makes the call, and stops the app. What fails is printed as it
/// happens.
pub(super) fn call(
    runtime: Runtime,
    app: &App,
    timeout: Duration,
    call: &Call<'_>,
    shell: &Shell,
) -> Result<Received> {
    let (events, receiver) = Events::new(false);
    let printer = Printer::new(Form::Quiet, shell.stderr_style());
    let printing = printer.spawn(receiver, events.dropped(), io::stderr());
    let received = runtime.block_on(serve(app, events, timeout, call));
    runtime.shutdown_timeout(Duration::from_secs(1));
    printing.finish();
    Ok(Received {
        findings: Vec::new(), // the printer has told them
        ..received?
    })
}

async fn serve(app: &App, events: Events, timeout: Duration, call: &Call<'_>) -> Result<Received> {
    let start = Start {
        root: app.root.clone(),
        options: Options::private(),
        functions: vec![call.function.name.clone()],
        attach: None,
        watch: None,
    };
    let mut session = session::serve(start, events).await?;
    let remote = Remote {
        address: session.address,
        key: None,
        timeout,
    };
    let calling = async {
        match session.ready().await {
            Ok(()) => call.send(&remote).await,
            Err(why) => Err(Failure::job(why.message)),
        }
    };
    let received = tokio::select! {
        received = calling => received,
        () = interrupt::requested() => Err(Failure::job("interrupted")),
    };
    session.stop().await;
    received
}
