//! The `fch` binary: hands its arguments to the library and exits with what comes back.

fn main() -> std::process::ExitCode {
    fch::run(std::env::args_os())
}
