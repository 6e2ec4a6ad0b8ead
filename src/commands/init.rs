//! `fch init`.

use std::fmt::Write;
use std::path::Path;

use crate::cli::InitArgs;
use crate::error::Result;
use crate::exit::Exit;
use crate::scaffold::{self, Conversion, Existing, Port};
use crate::ui::{Shell, words};

/// Runs `fch init`.
pub fn run(args: InitArgs, shell: &Shell) -> Result<Exit> {
    let dry_run = args.dry_run;
    let again = again(&args);
    let request = request(args);
    let root = &request.root;
    let conversion = scaffold::convert(&request)?;
    if dry_run {
        scaffold::check_conversion(root, &conversion)?;
        return shell.print(&list(root, &conversion)).map(|()| Exit::Clean);
    }
    scaffold::write_conversion(root, &conversion)?;
    say_what_was_made(&conversion, shell);
    say_what_is_left(&conversion, &again, shell);
    say_what_is_next(root, shell);
    Ok(Exit::Clean)
}

/// The command to be typed once more, in the app's folder and with other words behind it.
fn again(args: &InitArgs) -> String {
    let mut line = "fch init --force".to_owned();
    let name = args.name.as_ref().map(|name| format!(" --name {name}"));
    line.extend(name);
    line.extend(args.docker.then_some(" --docker"));
    line
}

fn request(args: InitArgs) -> Existing {
    Existing {
        root: args.path,
        language: args.language,
        command: args.words,
        line: args.command,
        port: args.port,
        docker: args.docker,
        name: args.name,
        force: args.force,
    }
}

fn list(root: &Path, conversion: &Conversion) -> String {
    let files = conversion.files.iter();
    files.fold(String::new(), |mut text, file| {
        let _ = writeln!(text, "{}", root.join(&file.path).display());
        text
    })
}

fn say_what_was_made(conversion: &Conversion, shell: &Shell) {
    for file in &conversion.files {
        shell.verbose(format_args!("  {}", file.path));
    }
    let count = words::count(conversion.files.len(), "file");
    let starts = &conversion.starts;
    shell.status("Created", format_args!("{count} for the server `{starts}`"));
    if let [language, others @ ..] = conversion.fits.as_slice() {
        let others = match others {
            [] => String::new(),
            others => format!(" ({} fits too)", others.join(", ")),
        };
        shell.note(format_args!(
            "  by its files the project is in {language}{others}: `--language` and `-- COMMAND` say otherwise"
        ));
    }
}

/// What has to be true before the app can work, in plain words.
fn say_what_is_left(conversion: &Conversion, again: &str, shell: &Shell) {
    match &conversion.port {
        Port::Fixed(port) => shell.note(format_args!(
            "  the host calls the server on port {port}, so it has to listen there"
        )),
        Port::Argument => shell.verbose("  the host puts the port into the arguments"),
        Port::Read(file) => shell.verbose(format_args!(
            "  {} reads FUNCTIONS_CUSTOMHANDLER_PORT",
            file.display()
        )),
        Port::Unknown => say_how_to_get_the_port(conversion, again, shell),
    }
    if conversion.needs_build {
        shell.note("  fch.toml does not say yet what builds it: `[build]` in docs/config.md");
    }
    if conversion.needs_image {
        shell.note(
            "  Azure's machines do not have what runs it: deploy it as an image (docs/new.md)",
        );
    }
}

fn say_how_to_get_the_port(conversion: &Conversion, again: &str, shell: &Shell) {
    let starts = &conversion.starts;
    // What the project's files say need not be said again.
    let command = match conversion.fits.is_empty() {
        true => format!(" -- {starts}"),
        false => String::new(),
    };
    shell.warn(
        "nothing here reads `FUNCTIONS_CUSTOMHANDLER_PORT`, which tells the server on which port \
         the host calls it",
    );
    shell.note("  either let the server listen on that port of 127.0.0.1");
    shell.note(format_args!(
        "  or give it as an argument:  {again} -- {starts} --port %FUNCTIONS_CUSTOMHANDLER_PORT%"
    ));
    shell.note(format_args!(
        "  or name the one it has:     {again} --port 3000{command}"
    ));
}

fn say_what_is_next(root: &Path, shell: &Shell) {
    shell.note("\nNext:");
    if root != Path::new(".") {
        shell.note(format_args!("  cd {}", super::new::quoted(root)));
    }
    shell.note("  fch run   # says `ready` when the server answers on its port");
    shell.note("  curl http://localhost:7071/");
}
